"""Cite a sentence of a store."""

import numpy as np

from index.store import Store
from qa.answer import Citation
from qa.cite import cite
from qa.reader import Reading
from qa.retrieve import Candidate


def cited(store: Store, key: int, number: int = 1, *, share: float = 1.0, reading: Reading | None = None) -> Citation:
    """The citation of the sentence with this key."""
    (quote,) = store.quotes(np.array([key]))
    candidate = Candidate(key, 0, (0.0,) * 4, 0.0, share, reading)
    return cite(store.document(quote.entry.id), quote, candidate, number)
