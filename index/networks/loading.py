"""Which encoder a name stands for."""

import logging

from index.errors import ModelError
from index.networks.e5 import E5_MODEL, load_e5
from index.networks.encoder import Encoder
from index.networks.encoders import Encoders
from index.networks.late import load_late
from index.networks.minilm import load_minilm
from index.networks.models import model_folder, weights_sha256
from index.networks.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer
from index.settings import DEFAULT_MODEL

log = logging.getLogger(__name__)


def load_encoders(name: str = DEFAULT_MODEL) -> Encoders:
    """All that an index is built with, as far as its weights are at hand; `name` is for `load_encoder`."""
    return Encoders(load_encoder(name), load_late(), load_e5())


def load_encoder(name: str = DEFAULT_MODEL) -> Encoder:
    """Load a model by its sentence-transformers name or path; the default and multilingual-e5-small
    need no network.

    Raises:
        ModelError: the model cannot be found, or the default's weights are not the published ones.
    """
    if name == DEFAULT_MODEL:
        return load_minilm()
    if name == E5_MODEL:
        found = load_e5()
        if found is None:
            raise ModelError("index/weights/e5-encoder.onnx is missing; reinstall pincite.")
        return found
    folder = model_folder(name)
    sha256 = weights_sha256(folder)
    log.warning("%s runs in sentence-transformers: it starts and answers more slowly than the default", name)
    return SentenceTransformerEncoder(name, sha256, load_sentence_transformer(folder))
