"""pincite beside its peers: the same articles, the same questions; one Markdown table.

    python -m tests.benchmarks --data DIR

pincite runs as it ships, with an encoder of its own; the others share all-MiniLM-L6-v2, which is smaller. Each library
gets a virtual environment of its own in the work folder, made at the first run, which needs the network and gigabytes;
pincite too is installed there. Each contestant is a short script of `tests/benchmarks/peers/`, written as its
documentation shows, in a process of its own. They take turns, round by round, so that another load on the machine meets
all of them; compare the ratios, not the figures.

DIR is the data folder of the README: indexing is timed on SQuAD's test articles. Without it, it is timed on the seed
article, which is short.
"""

import argparse
import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from index.build import split
from index.networks.models import minilm_folder
from index.networks.threads import cores
from index.reading.seeds import find_seeds, read_seed
from index.storage.texts import write_texts
from qa.datasets.golden import ARTICLE, read_golden
from tests.benchmarks.peers.comparison import HTTP, REPEATS, Comparison
from tests.benchmarks.peers.contestants import (
    ALL,
    ARTICLES,
    BARE,
    BASELINE,
    LIBRARIES,
    NEAREST,
    PASSAGES,
    PINCITE,
    READ,
    READING,
    RETRIEVAL,
    RETRIEVING,
    SENTENCES,
    WHOLE,
    Contestant,
)
from tests.benchmarks.peers.environments import shared
from tests.benchmarks.peers.table import Row, compared, held, table
from tests.benchmarks.rebuilding import write_seeds
from tests.conftest import ROOT, SEEDS

QUESTION = "When is the video call of the coalition of the willing?"
COLD_SECONDS, ASK_MS = 1.5, 100.0  # what is wanted of pincite

CAPTION = """
In brackets: how many times the figure of the baseline, {baseline}. {cores} cores, load {load:.1f} at the start.
{versions}.

- Cold start: from the start of a process to its first answer, from a saved index; for pincite that is `pincite ask`.
  The quickest of {repeats}.
- p50, p99 and questions a second: the golden questions as they stand; rounds: {rounds}. Retrieval alone brings
  {nearest} sentences. Clients are threads of the contestant's process; over HTTP, connections.
- Haystack's reader is the embedding model with a head that nobody trained: its time is compared, its answers mean
  nothing. It reads {read} sentences, or {read} passages, which is what pincite's reader reads.
- Indexing: {sentences:,} sentences, the quickest of {repeats}. pincite indexes their passages too.
- Peak memory: of one process that answers, and of another that indexes.
- Installed: the whole virtual environment. pincite's holds the model; the others are given a path to it.

Like for like:
"""


def write_sources(articles: Path) -> tuple[Path, int]:
    """What contestants index, beside the articles: their sentences, as pincite splits them, and passages as JSON."""
    with TemporaryDirectory(prefix="pincite-") as folder:
        texts = write_texts(Path(folder), (split(read_seed(s.path, articles)) for s in find_seeds(articles)[0]))
        sentences = [text for _, text in texts.each_sentence()]
        passages = [texts.whole(rows) for rows in texts.each_passage()]
    (articles.parent / SENTENCES).write_text(json.dumps(sentences), encoding="utf-8")
    (articles.parent / PASSAGES).write_text(json.dumps(passages), encoding="utf-8")
    return articles.parent, len(sentences)


def write_reader(model: Path, folder: Path) -> None:
    """A stand-in for a question-answering model of the same size."""
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    AutoModelForQuestionAnswering.from_pretrained(model).save_pretrained(folder)
    AutoTokenizer.from_pretrained(model).save_pretrained(folder)


def like_for_like(rows: dict[str, Row]) -> list[str]:
    """Who is ahead, and whether pincite holds what is wanted of it."""

    def named(*contestants: Contestant) -> list[Row]:
        return [rows[contestant.name] for contestant in contestants if contestant.name in rows]

    whole, retrieval, baseline = rows[WHOLE.name], rows[RETRIEVAL.name], rows[BASELINE.name]
    return [
        held("`pincite ask`, cold, of processor", whole, "cold_cpu", COLD_SECONDS, "s"),
        *compared("cold, of processor", whole, [baseline], "cold_cpu", "s"),
        *compared("cold, by the clock", whole, [baseline], "cold", "s"),
        held("/ask, p50", rows[HTTP], "p50", ASK_MS, "ms"),
        *compared("retrieval alone, p50", retrieval, [baseline, *named(*RETRIEVING)], "p50", "ms"),
        *compared("with a reader, p50", whole, named(*READING), "p50", "ms"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    peers = [library for library in LIBRARIES if library not in (PINCITE, BARE)]
    parser.add_argument("--data", type=Path, help="folder of the public data sets")
    parser.add_argument("--sentences", type=int, default=1000, help="about how many to time the indexing of")
    parser.add_argument("--rounds", type=int, default=5, help="of all questions, for each number of clients")
    parser.add_argument("--peers", default=",".join(peers), help="separated by commas; by default all: %(default)s")
    parser.add_argument("--work", type=Path, default=ROOT / "build/peers", help="folder of the environments")
    arguments = parser.parse_args()
    chosen = {PINCITE, BARE, *filter(None, arguments.peers.split(","))}
    if unknown := sorted(chosen - LIBRARIES.keys()):
        parser.error(f"there is no {', '.join(unknown)} among {', '.join(peers)}")
    work, load = arguments.work.resolve(), os.getloadavg()[0]
    model = minilm_folder()

    comparison = Comparison([c for c in ALL if c.library in chosen], model, work)
    comparison.install()
    if not (work / "reader").is_dir():
        write_reader(model, work / "reader")
    with TemporaryDirectory(prefix="pincite-") as folder:
        articles = [Path(folder, name, ARTICLES) for name in ("asked", "timed")]
        for one in articles:
            one.mkdir(parents=True)
        for path in SEEDS.glob(f"{Path(ARTICLE).stem}.*"):
            shutil.copy(path, articles[0])
        asked, sentences = write_sources(articles[0])
        timed = asked
        if arguments.data is not None:
            write_seeds(arguments.data, arguments.sentences, articles[1])
            timed, sentences = write_sources(articles[1])
        comparison.index(asked, timed, sentences)
    comparison.start_cold(QUESTION)
    questions = [golden.question for golden in read_golden()]
    comparison.ask(questions, arguments.rounds, read_seed(SEEDS / ARTICLE, SEEDS).id)

    rows = comparison.rows
    print("\n".join(table(list(rows.values()), rows[BASELINE.name])))
    versions = ", ".join(sorted({*shared(), *(v for c in chosen for v in LIBRARIES[c] if "==" in v)}))
    print(
        CAPTION.format(
            baseline=BASELINE.name,
            cores=cores(),
            load=load,
            versions=versions,
            repeats=REPEATS,
            rounds=arguments.rounds,
            nearest=NEAREST,
            read=READ,
            sentences=sentences,
        )
    )
    print("\n".join(like_for_like(rows)))


if __name__ == "__main__":
    main()
