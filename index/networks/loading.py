"""Which encoder a name stands for."""

import logging

from index.networks.chosen import Chosen
from index.networks.encoder import Encoder, TextEncoder
from index.networks.minilm import load_minilm
from index.networks.models import model_folder, weights_sha256
from index.networks.passage_encoder import load_passage_encoder
from index.networks.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer
from index.settings import DEFAULT_MODEL, MINILM

log = logging.getLogger(__name__)


def load_encoder(name: str = DEFAULT_MODEL) -> Encoder:
    """The default, or another embedding model in place of its vectors, by its sentence-transformers name or path.

    The default and all-MiniLM-L6-v2 need no network.

    Raises:
        ModelError: the model cannot be found, or weights are not the ones that were shipped or published.
    """
    default = load_passage_encoder()
    return default if name == DEFAULT_MODEL else Chosen(_text_encoder(name), default)


def _text_encoder(name: str) -> TextEncoder:
    if name == MINILM:
        return load_minilm()
    folder = model_folder(name)
    sha256 = weights_sha256(folder)
    log.warning("%s runs in sentence-transformers: it starts and answers more slowly than the default", name)
    return SentenceTransformerEncoder(name, sha256, load_sentence_transformer(folder))
