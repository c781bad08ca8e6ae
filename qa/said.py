"""What was said before in a conversation: a follow-up asks for something else, and most often of the same document."""

from collections.abc import Sequence

import numpy as np

from index.store import Store
from qa.question import Turn
from qa.retrieve import Candidate, rank

LOOKED_AT = 50  # candidates
# What a sentence loses of its fused score that was an answer before, and one of a document that no answer came from. Of
# 300 of CANARD's follow-ups that are trained on, .647 had their answer among the first three with 1 for the one, .647
# for the other, .683 for both, and .607 with neither. In CANARD nobody is answered twice with a sentence, in Abg-CoQA
# half are (read in training too): with 1, 1.5 and 2 of 500 of the one .264, .294 and .334 have their answer first, and
# of 300 of the other .903, .900 and .887.
SAID, OTHER_DOCUMENT = 1.5, 1.0


def go_on(store: Store, candidates: Sequence[Candidate], turns: Sequence[Turn]) -> list[Candidate]:
    """The candidates of a follow-up, once read, ranked anew by what was answered before."""
    answers = [_plain(turn.answer) for turn in turns if turn.answer]
    looked_at = candidates[:LOOKED_AT]
    quotes = store.quotes(np.array([candidate.key for candidate in looked_at], dtype=np.int64))
    said = [any(_plain(quote.text) in answer for answer in answers) for quote in quotes]
    documents = {quote.entry.id for quote, before in zip(quotes, said, strict=True) if before}
    if not documents:
        return list(candidates)
    loss = np.full(len(candidates), OTHER_DOCUMENT, dtype=np.float32)
    for number, (quote, before) in enumerate(zip(quotes, said, strict=True)):
        loss[number] = SAID * before + OTHER_DOCUMENT * (quote.entry.id not in documents)
    return rank(candidates, np.array([candidate.fused for candidate in candidates], dtype=np.float32) - loss)


def _plain(text: str) -> str:
    return " ".join(text.split())
