"""All that encodes the texts of an index."""

from dataclasses import dataclass

from index.networks.encoder import Encoder
from index.networks.late import LateEncoder


@dataclass(frozen=True, slots=True)
class Encoders:
    """What an index is built with. A generation names them, and is refused with others.

    Attributes:
        dense: embeds sentences and passages.
        late: encodes the tokens of passages, where its weights are at hand.
        multilingual: embeds sentences once more, for questions and documents in other languages than English.
    """

    dense: Encoder
    late: LateEncoder | None = None
    multilingual: Encoder | None = None
