"""Draws one page of a PDF as a PNG with boxes lit: `python -m web.draw FILE PAGE`, the boxes as JSON on standard input.

It is a process of its own, with limits, because PDFium crashes on some hostile files and takes gigabytes for others.
"""

import json
import math
import resource
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[float, float, float, float]

NO_SUCH_PAGE = 3  # the exit code
MOST_BYTES = 2 * 2**30  # of address space
MOST_SECONDS = 20
SCALE = 2.0  # pixels a point: sharp on a screen of twice the pixels
MOST_PIXELS = 8_000_000  # an A4 page has 2 million at that scale
LIT = (255, 228, 120)  # printed over the page as a highlighter would, so that letters stay dark


def main(arguments: Sequence[str]) -> int:
    """Write the picture to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    path, number = arguments
    picture = draw(path, int(number), json.load(sys.stdin))
    if picture is None:
        return NO_SUCH_PAGE
    picture.save(sys.stdout.buffer, "PNG")
    return 0


def draw(path: str, number: int, boxes: Sequence[Box]) -> "Image | None":
    """A page, counted from 1, as it is displayed; boxes are in points from its top left. None where there is none."""
    from PIL import Image, ImageChops, ImageDraw
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as pdf:
        if not 1 <= number <= len(pdf):
            return None
        page = pdf[number - 1]
        width, height = page.get_size()
        scale = min(SCALE, math.sqrt(MOST_PIXELS / (width * height)))
        picture = page.render(scale=scale).to_pil().convert("RGB")
    lit = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(lit)
    for box in boxes:
        pen.rectangle([scale * edge for edge in box], fill=LIT)
    return ImageChops.multiply(picture, lit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
