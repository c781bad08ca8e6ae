"""CSV and its kin by Python's own reader: a row a line, its cells a tab apart; the delimiter is found out."""

import csv
from io import StringIO

from index.errors import SeedError
from index.reading.markup import refuse_others
from index.reading.parsed import Parsed, decode
from index.reading.pieces import parsed
from index.reading.rows import pieces_of

_LOOKED_AT = 64 * 1024  # code points
_DELIMITERS = ",;\t|"


class Delimited:
    """Reads `.csv` and `.tsv`."""

    suffixes = (".csv", ".tsv")

    def read(self, data: bytes) -> Parsed:
        """The rows, the first one their header where it names the columns.

        Raises:
            SeedError: it is empty, no UTF-8, another format, or a cell is larger than any.
        """
        refuse_others(data, "CSV")
        text = decode(data)
        if not text.strip():
            raise SeedError("is empty.")
        try:
            dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_LOOKED_AT], _DELIMITERS)
        except csv.Error:  # a single column
            dialect = csv.excel
        try:
            return parsed(pieces_of(csv.reader(StringIO(text, newline=""), dialect)))
        except csv.Error as error:
            raise SeedError(f"is damaged: {error}.") from None
