"""Cut texts into the word pieces of all-MiniLM-L6-v2, whose vocabulary also says which English words are common."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from index.networks.models import MINILM_TOKENIZER_SHA256, TOKENIZER, check_minilm, file_sha256, model_folder
from index.networks.sentencepieces import Pieces
from index.settings import MINILM


class WordPieces:
    """The tokenizer of a BERT-like model; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Read a `tokenizer.json`."""
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        self.cls, self.sep = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def words(self) -> list[str]:
        """The vocabulary's whole words, about the commonest first: its authors numbered them so."""
        vocabulary = self._tokenizer.get_vocab()
        return [word for word in sorted(vocabulary, key=vocabulary.__getitem__) if word.isalpha()]

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
    path = model_folder(MINILM) / TOKENIZER
    check_minilm("pieces of words", file_sha256(path), MINILM_TOKENIZER_SHA256)
    return WordPieces(path)
