"""What a reader made of a source, as a person would write it down; sources made of parts."""

import zipfile
from io import BytesIO

from index.documents import Kind
from index.reading.parsed import Parsed


def outline(source: Parsed) -> list[tuple[Kind, int | None, str]]:
    """Kind, number of the parent, and text of each block."""
    return [(b.kind, b.parent, source.text[b.start : b.end]) for b in source.blocks]


def zipped(parts: dict[str, str | bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of parts by their names."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", packed) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()
