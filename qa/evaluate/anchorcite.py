"""The same quotes through anchorcite's core (MIT), which anchors a claim to the sentences of one source.

It has no list of what changed, and no answer for a text without a source: each quote is checked against the document
that it is said to be from, or else the one that it was made from. What it anchors at a score of 1 counts as exact,
at less as near, and what it does not anchor as absent.
"""

from collections.abc import Iterator, Sequence

from index.store import Store
from qa.evaluate.quote_set import Judged, MadeQuote


def judge_with_anchorcite(store: Store, quotes: Sequence[MadeQuote]) -> Iterator[Judged]:
    """What its core says of each quote, by words alone: its own default without the `model` extra."""
    from anchorcite import CitationAnchorer, LexicalScorer

    anchorer = CitationAnchorer(scorer=LexicalScorer())
    for made in quotes:
        anchor = anchorer.anchor(made.quote, store.document(made.document or made.made_from).text)
        if anchor is None:
            yield Judged(made, "absent", 0.0)
        else:
            yield Judged(made, "exact" if anchor.score >= 1 else "near", float(anchor.score))
