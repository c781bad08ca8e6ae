"""Of PDFs with a right text beside them: how many sentences are found whole, and how many boxes hold theirs.

python -m tests.benchmarks.pdf FOLDER reads every `name.pdf` with a `name.expected.md` or `.expected.txt` beside it.
"""

import re
import sys
from pathlib import Path

import pypdfium2

from index.documents import Block
from index.reading.markdown import markdown_blocks
from index.reading.parsed import Parsed
from index.reading.pdf import Pdf
from index.reading.sentences import split_sentences

_FOLDED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "⁄": "/"})
_DROPPED = re.compile(r"[\s\-‐‑–—\u00ad\u2022\ufffe\x02]+")


def folded(text: str) -> str:
    """Without white space, hyphens and bullets; quotes straight."""
    return _DROPPED.sub("", text.translate(_FOLDED)).lower()


def expected_sentences(path: Path) -> list[str]:
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"))
    lines = (Block("paragraph", m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    blocks = markdown_blocks(text) if path.suffix == ".md" else lines
    found = [text[s.start : s.end] for s in split_sentences(text, blocks)]
    return [s for s in found if len(folded(s)) > 1]


def boxed_share(path: Path, parsed: Parsed) -> tuple[int, int, list[tuple[str, str]]]:
    """How many sentences there are, of how many the boxes hold just their text, and the others."""
    document = pypdfium2.PdfDocument(path)
    pages: dict[int, pypdfium2.PdfPage] = {}
    wrong: list[tuple[str, str]] = []
    total = 0
    for s in split_sentences(parsed.text, parsed.blocks):
        assert parsed.places is not None
        held = ""
        for place in parsed.places.places(s.start, s.end):
            assert place.page is not None
            page = pages.setdefault(place.page, document[place.page - 1])
            text, height = page.get_textpage(), page.get_height()
            for left, top, right, bottom in place.boxes:
                held += text.get_text_bounded(left + 0.6, height - bottom + 0.6, right - 0.6, height - top - 0.6)
        total += 1
        said = parsed.text[s.start : s.end]
        if folded(held) != folded(said):
            wrong.append((said, held))
    return total, total - len(wrong), wrong


def main(folder: Path, *, verbose: bool) -> None:
    sums = [0, 0, 0, 0]
    for path in sorted(folder.glob("*.pdf")):
        wanted = [p for p in (path.with_suffix(".expected.md"), path.with_suffix(".expected.txt")) if p.is_file()]
        if not wanted:
            continue
        parsed = Pdf().read(path.read_bytes())
        ours = {folded(parsed.text[s.start : s.end]) for s in split_sentences(parsed.text, parsed.blocks)}
        expected = expected_sentences(wanted[0])
        missed = [s for s in expected if folded(s) not in ours]
        total, right, wrong = boxed_share(path, parsed)
        print(
            f"{path.name}: {1 - len(missed) / len(expected):.3f} of {len(expected)} whole; "
            f"boxes {right / total:.3f} of {total}"
        )
        if verbose:
            for s in missed:
                print("   missed", repr(s))
            for said, held in wrong:
                print("   box", repr(said), "\n    is", repr(held))
        sums = [a + b for a, b in zip(sums, (len(expected) - len(missed), len(expected), right, total), strict=True)]
    print(f"whole {sums[0] / sums[1]:.3f} of {sums[1]}; boxes {sums[2] / sums[3]:.3f} of {sums[3]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), verbose="-v" in sys.argv)
