"""Made-up articles in eleven languages, asked as readers type: `python -m tests.benchmarks.as_typed`, a table.

The questions are the test side of `qa.datasets.made_up`, and those of its forms and papers, which are no news.
Nothing is fitted on them; the test side was looked at when it was chosen that half of what is fitted on is of its
kind, from the other side. Each is asked of its article alone, and of all those articles in one index, as users are
answered. English questions on English articles are apart from all others. Those of `qa.datasets.made_up_groups` are
asked of four articles on one matter in four languages. "Lit" is that exactly the words are that the question was
written for, where its sentence comes first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from qa.answer import Answer
from qa.ask import Asker, make_asker
from qa.datasets.corpus import Corpus, Place, shortest_answer
from qa.datasets.made_up import KINDS, Side, read_made_up
from qa.datasets.made_up_groups import Group, read_groups
from qa.datasets.squad import join
from qa.evaluate.corpus import opened
from qa.question import Question
from qa.reader import load_reader

SIDES: dict[str, Side] = {"article": "test", "form": "forms-test", "paper": "papers-test"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question; `lit` is None where it cannot be told."""

    answerable: bool
    first: bool
    found: bool
    cited: bool
    lit: bool | None
    confidence: float


def ask(corpora: Sequence[Corpus], asker: Asker, encoder: Encoder) -> Iterator[Outcome]:
    """Ask each question of the index of its corpus."""
    for each in corpora:
        articles = {article.document.id: article for article in each.articles}
        with opened(each.articles, encoder) as store:
            for question in each.questions:
                answer = asker.ask(store, Question(question.text))
                wanted = shortest_answer(question, articles[answer.citations[0].document.id]) if answer.found else ""
                yield outcome(answer, question.gold, wanted)


def outcome(answer: Answer, gold: Set[Place], wanted: str = "") -> Outcome:
    """What came of a question that these places answer, and of which these words are to be lit."""
    right = [(c.document.id, c.start) in gold for c in (*answer.citations, *answer.nearest)]
    first = bool(right) and right[0]
    return Outcome(
        bool(gold),
        first,
        answer.found,
        answer.found and any(right),
        lit(answer, wanted) if first and wanted else None,
        answer.confidence,
    )


def ask_groups(groups: Sequence[Group], asker: Asker, encoder: Encoder) -> dict[str, list[Outcome]]:
    """Ask each question of its four articles; what none of them says is beside each of the others' kinds.

    What several say is right in any language, and counted once more where the question's own alone is right.
    """
    found: defaultdict[str, list[Outcome]] = defaultdict(list)
    for group in groups:
        with opened(group.articles, encoder) as store:
            for said, questions in group.questions.items():
                for question in questions:
                    answer = asker.ask(store, Question(question.text))
                    found[said].append(outcome(answer, question.gold))
                    if said == "in several":
                        found["in several, its own language first"].append(outcome(answer, group.own(question)))
    nowhere = found.pop("nowhere")
    return {said: outcomes + nowhere for said, outcomes in found.items()}


def lit(answer: Answer, wanted: str) -> bool:
    highlight = answer.citations[0].highlight
    return highlight is not None and highlight.text.strip(" .,") == wanted.strip(" .,")


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """A line of the table."""
    answerable = [o for o in outcomes if o.answerable]
    silent = [o for o in outcomes if not o.answerable]
    told = [o.lit for o in answerable if o.lit is not None]
    auroc = roc_auc_score([o.answerable for o in outcomes], [o.confidence for o in outcomes])
    first, cited = (np.mean([getattr(o, what) for o in answerable]) for what in ("first", "cited"))
    refused = np.mean([not o.found for o in silent])
    return (
        f"| {name} | {first:.3f} | {cited:.3f} | {len(answerable)} | {sum(told)} of {len(told)} | {refused:.3f} | "
        f"{len(silent)} | {auroc:.3f} |"
    )


def main() -> None:
    """Print the table."""
    encoder = load_encoder()
    asker = make_asker(encoder, load_reader())
    print("| | first | cited | n | lit | refused | n | AUROC |\n|---|---|---|---|---|---|---|---|")
    for kind, side in SIDES.items():
        articles = read_made_up(side)
        for asked in KINDS:
            corpora = [made_up.corpus(asked) for made_up in articles]
            corpora = [corpus for corpus in corpora if corpus.questions]
            for name, indexes in ((f"of its {kind}", corpora), (f"of all {kind}s", [join(corpora)])):
                print(row(f"{asked}, {name}", list(ask(indexes, asker, encoder))), flush=True)
    for said, outcomes in ask_groups(read_groups("test"), asker, encoder).items():
        print(row(f"four languages, said {said}", outcomes), flush=True)


if __name__ == "__main__":
    main()
