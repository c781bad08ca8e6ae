"""`/documents/ID/pages/N.png`: a page of a document's source as a picture, the boxes of a sentence lit."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from index.documents import Place
from web.draw import MOST_SECONDS, NO_SUCH_PAGE, Box
from web.problems import PageNotFound
from web.schema import PagePath, PageQuery, problems

AT_ONCE = 2  # processes that draw; each may take much memory


class Sources(Protocol):
    """What knows where documents come from."""

    def source(self, document_id: str) -> Path | None:
        """The file that a document was read from, as it was given; None where there is none."""
        ...

    def places(self, document_id: str, start: int, end: int) -> list[Place]:
        """Where `text[start:end]` of a document stands in its source."""
        ...


def make_page_images(sources: Sources) -> APIBlueprint:
    """The route that shows pages."""
    api = APIBlueprint("page_images", __name__)
    places = threading.BoundedSemaphore(AT_ONCE)

    @api.get(
        "/documents/<path:document_id>/pages/<int:page>.png",
        responses={200: {"content": {"image/png": {}}}, **problems(404, 422, 503)},
    )
    def page_image(path: PagePath, query: PageQuery) -> Response:
        """A page of a PDF as a picture; with `start` and `end` what stands there in the document's text is lit."""
        source = sources.source(path.document_id)
        if source is None:
            raise PageNotFound(f"{path.document_id!r} has no pages.")
        found = sources.places(path.document_id, query.start, query.end) if query.start < query.end else []
        boxes = [box for place in found if place.page == path.page for box in place.boxes]
        with places:
            return Response(page_png(source, path.page, boxes), mimetype="image/png")

    return api


def page_png(source: Path, number: int, boxes: Sequence[Box]) -> bytes:
    """A page, counted from 1, drawn by a process of its own; see `web.draw`.

    Raises:
        PageNotFound: the source has no such page, or PDFium cannot draw it.
    """
    try:
        drawn = subprocess.run(
            [sys.executable, "-m", "web.draw", str(source), str(number)],
            input=json.dumps(boxes).encode(),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        reason = "there is no such page" if error.returncode == NO_SUCH_PAGE else "PDFium cannot read it"
        raise PageNotFound(f"Page {number} cannot be shown: {reason}.") from None
    except subprocess.TimeoutExpired:
        raise PageNotFound(f"Page {number} cannot be shown: it takes longer than {MOST_SECONDS} seconds.") from None
    return drawn.stdout
