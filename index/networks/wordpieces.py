"""Cut texts into the word pieces of all-MiniLM-L6-v2."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from index.networks.models import minilm_tokenizer
from index.networks.sentencepieces import Pieces


class WordPieces:
    """The tokenizer of a BERT-like model; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Read a `tokenizer.json`."""
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        self.cls, self.sep = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text, without special ones."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Pieces(e.ids, e.offsets) for e in encodings]


@cache
def word_pieces() -> WordPieces:
    """The tokenizer of all-MiniLM-L6-v2.

    Raises:
        ModelError: it is not the published one.
    """
    return WordPieces(minilm_tokenizer())
