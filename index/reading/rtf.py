"""RTF by striprtf: a line of its text is a paragraph."""

import re

from index.documents import About, Block
from index.errors import SeedError
from index.reading.lines import line_ranges
from index.reading.markup import MOST_BYTES, refuse_others
from index.reading.parsed import Parsed

_INFO = re.compile(r"\{\\(title|author) ([^{}\\]+)\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


class Rtf:
    """Reads `.rtf`."""

    suffixes = (".rtf",)

    def read(self, data: bytes) -> Parsed:
        """The text without its pictures.

        Raises:
            SeedError: it is no RTF, or larger than 10 MB.
        """
        from striprtf.striprtf import rtf_to_text

        if len(data) > MOST_BYTES:
            raise SeedError(f"is larger than {MOST_BYTES // 10**6} MB; save it without its pictures.")
        if not data.lstrip().startswith(b"{\\rtf"):
            refuse_others(data, "RTF")
            raise SeedError("is not RTF; give it the ending of its format." if data.strip() else "is empty.")
        source = data.decode("latin-1")
        try:  # striprtf writes the address behind a link's text, unless it does not know the link for one
            text = rtf_to_text(source.replace("HYPERLINK", "LINK"), errors="replace")  # type: ignore[no-untyped-call]
        except (LookupError, OverflowError, TypeError, ValueError) as error:
            raise SeedError(f"is damaged: {error}.") from None
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs are written as two characters
        info = {name: words.strip() for name, words in _INFO.findall(source)}
        created = _CREATED.search(source)
        published = f"{created[1]}-{int(created[2]):02}-{int(created[3]):02}" if created else None
        about = About(title=info.get("title"), author=info.get("author"), published=published)
        lines = (line for line in line_ranges(text) if text[slice(*line)].strip())
        return Parsed(text, tuple(Block("paragraph", *line) for line in lines), about)
