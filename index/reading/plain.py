"""Plain text: its blocks, as ranges of the unchanged text."""

from collections.abc import Iterator, Sequence
from statistics import median_high

from index.documents import About, Block, Document
from index.reading.copied import copied_transcript
from index.reading.lines import Line, is_wrapped, joined, read_lines, runs, width
from index.reading.parsed import Parsed, decode
from index.reading.structure import arrange, begins_unit, is_code, is_item, is_table
from index.reading.turns import is_name_line
from index.reading.units import Unit


class PlainText:
    """Reads `.txt` and `.text`."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes) -> Parsed:
        """The text as it is, but of a transcript that was copied with its times.

        Raises:
            SeedError: it is not UTF-8.
        """
        text = decode(data)
        if (copied := copied_transcript(text)) is not None:
            return copied
        blocks = tuple(plain_blocks(text))
        title = next((" ".join(text[b.start : b.end].split()) for b in blocks[:1] if b.kind == "title"), None)
        return Parsed(text, blocks, About(title=title))


def plain_document(document_id: str, about: About, text: str) -> Document:
    """A text that is no file, read as if it were one."""
    return Document(document_id, about, text, tuple(plain_blocks(text)))


def plain_blocks(text: str) -> Iterator[Block]:
    """Blocks of plain text: lines that were wrapped by hand joined, then named for what they are."""
    found = list(runs(read_lines(text)))
    wrapped = [is_wrapped(run) for run in found]
    widths = [width(run) for run, w in zip(found, wrapped, strict=True) if w]
    columns = median_high(widths) if widths else 0
    units = [unit for run, w in zip(found, wrapped, strict=True) for unit in _units(run, columns, w)]
    yield from arrange(text, _with_names(units))


def _with_names(units: Sequence[Unit]) -> list[Unit]:
    """The units, a line with a name and the time in one with what is said then."""
    found: list[Unit] = []
    for unit in units:
        above = found[-1] if found else None
        if above and is_name_line(above.words) and not (unit.table or unit.code or is_name_line(unit.words)):
            found[-1] = Unit((*above.lines, *unit.lines), above.first)
        else:
            found.append(unit)
    return found


def _units(run: Sequence[Line], columns: int, wrapped: bool) -> Iterator[Unit]:
    """A run cut where a line begins something of its own."""
    if is_table(run):
        yield from (Unit((line,), n == 0, table=True) for n, line in enumerate(run))
    elif is_code(run):
        yield Unit(tuple(run), True, code=True)
    else:
        own = width(run) if wrapped else columns
        joins = joined(run, own, wrapped)
        unit = [run[0]]
        first = True
        for number, line in enumerate(run[1:], 1):
            hangs = is_item(unit[0]) and line.indent > unit[0].indent
            if (hangs or joins[number - 1]) and not begins_unit(run, number):
                unit.append(line)
            else:
                yield Unit(tuple(unit), first)
                unit, first = [line], False
        yield Unit(tuple(unit), first)
