"""RTF by striprtf, told in HTML and then read like a page: headings, lists, tables and lines as they stand.

striprtf makes plain text; characters that stand for no text, put in front of the words that tell the structure, come
through it. Notes, headers and footers are left out, and so are an item's bullet and number.
"""

import re
from collections.abc import Iterator
from html import escape

from index.documents import About
from index.errors import SeedError
from index.reading.markup import MOST_BYTES, parse_text, refuse_others
from index.reading.parsed import Parsed
from index.reading.pieces import parsed

_INFO = re.compile(r"\{\\(title|author) ([^{}\\]+)\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")

# Unicode's noncharacters, which no text has.
_PLAIN, _HEADING, _ITEM, _IN_TABLE, _HEAD, _CELL, _ROW, _LINE = map(chr, range(0xFDD0, 0xFDD8))
_MARKS = {
    "pard": _PLAIN,
    "outlinelevel": _HEADING,
    "listtext": _ITEM,
    "pntext": _ITEM,
    "intbl": _IN_TABLE,
    "trhdr": _HEAD,
    "tbllkhdrrows": _HEAD,
    "cell": _CELL,
    "row": _ROW,
    "line": _LINE,
    "nestcell": _LINE,
}
_WORD = re.compile(rf"\\\\|(\{{?)\\({'|'.join(_MARKS)})(\d?)(?![a-z\d-]) ?")
_TOKEN = re.compile(rf"{_HEADING}\d|[{_PLAIN}-{_LINE}\n]|[^{_PLAIN}-{_LINE}\n]+")


class Rtf:
    """Reads `.rtf`."""

    suffixes = (".rtf",)

    def read(self, data: bytes) -> Parsed:
        """The text without its pictures.

        Raises:
            SeedError: it is no RTF, or larger than 10 MB.
        """
        from striprtf.striprtf import rtf_to_text

        from index.reading.dom import Page

        if len(data) > MOST_BYTES:
            raise SeedError(f"is larger than {MOST_BYTES // 10**6} MB; save it without its pictures.")
        if not data.lstrip().startswith(b"{\\rtf"):
            refuse_others(data, "RTF")
            raise SeedError("is not RTF; give it the ending of its format." if data.strip() else "is empty.")
        source = data.decode("latin-1")
        try:  # striprtf writes the address behind a link's text, unless it does not know the link for one
            marked = _WORD.sub(_marked, source.replace("HYPERLINK", "LINK"))
            text = rtf_to_text(marked, errors="replace")  # type: ignore[no-untyped-call]
        except (LookupError, OverflowError, TypeError, ValueError) as error:
            raise SeedError(f"is damaged: {error}.") from None
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs are written as two characters
        info = {name: words.strip() for name, words in _INFO.findall(source)}
        created = _CREATED.search(source)
        published = f"{created[1]}-{int(created[2]):02}-{int(created[3]):02}" if created else None
        about = About(title=info.get("title"), author=info.get("author"), published=published)
        page = parse_text("".join(_html(text))).body
        return parsed(Page(page).pieces if page else [], about)


def _marked(found: re.Match[str]) -> str:
    """The mark of a control word, in a group's place: a group ends what the word before it would skip."""
    if found[2] is None:
        return found[0]  # a backslash of the text
    mark = f"{{}}{_MARKS[found[2]]}{found[3]}"
    if found[1] and _MARKS[found[2]] == _ITEM:
        return f"{mark}{{\\pntext "  # striprtf leaves it out
    return f"{found[1]}{mark}"


def _html(text: str) -> Iterator[str]:
    """Lists and tables around their items and rows; an empty line ends a table, but no list."""
    around = ""
    for tag, inner in _blocks(text):
        holder = {"li": "ul", "tr": "table"}.get(tag, "")
        if not inner and around == "ul":
            continue
        if holder != around:
            yield f"</{around}>" if around else ""
            yield f"<{holder}>" if holder else ""
            around = holder
        yield f"<{tag}>{inner}</{tag}>"


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Tag and inner HTML of each paragraph and row; a paragraph goes on being what it is until it is said otherwise."""
    tag, item, in_table, head = "p", False, False, False
    words: list[str] = []
    cells: list[str] = []
    for token in _TOKEN.findall(f"{text}{_PLAIN}\n"):
        mark = token[0]
        if mark == _PLAIN:
            tag, in_table = "p", False
        elif mark == _HEADING:
            tag = f"h{min(int(token[1:] or 0) + 1, 6)}"
        elif mark == _ITEM:
            item = True
        elif mark == _IN_TABLE:
            in_table = True
        elif mark == _HEAD:
            head = True
        elif mark == _LINE:
            words.append("<br>")
        elif mark == _CELL:
            cells.append(f"<p>{''.join(words)}</p>")
            words, item = [], False
        elif mark == _ROW or (mark == "\n" and cells and not in_table):
            cell = "th" if head else "td"
            cells += filter(str.strip, ["".join(words)])  # of a cell that does not end
            yield "tr", "".join(f"<{cell}>{inner}</{cell}>" for inner in cells)
            words, cells, head = [], [], False
        elif mark == "\n" and in_table:
            words.append("</p><p>")
        elif mark == "\n":
            yield ("li" if item and tag == "p" else tag), "".join(words)
            words, item = [], False
        else:
            words.append(escape(token))
