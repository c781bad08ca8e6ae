"""Every figure of `qa/evaluate/README.md`, in the order in which it names them."""

from collections.abc import Iterator
from pathlib import Path

from index.networks.loading import load_encoder
from index.settings import Settings
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.local import LocalStore
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.feedback import ask_feedback, measure_feedback
from qa.evaluate.follow_ups import measure_follow_ups
from qa.evaluate.golden import ask_golden, measure_golden
from qa.evaluate.languages import measure_languages
from qa.evaluate.measures import Measure
from qa.evaluate.reqa import measure_reqa
from qa.evaluate.robustness import measure_robustness
from qa.evaluate.silence import measure_silence
from qa.evaluate.squad_measures import ask_squad, measure_in_article, measure_refusal
from qa.reader import PassageReader, load_reader


def measure(
    settings: Settings, data: Path | None, pictures: Path | None, feedback: Path | None = None, most: int | None = None
) -> Iterator[Measure]:
    """Measure what is running; without `data` on the golden questions alone.

    Args:
        settings: the seeds, the model, and where vectors are remembered between runs.
        data: folder of the public data sets.
        pictures: folder for the SVGs of the ablation and of the calibration.
        feedback: file of people's verdicts; their questions are asked of the live generation.
        most: questions of each data set, drawn by chance; all where it is None.
    """
    settings.index.mkdir(parents=True, exist_ok=True)
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        encoder = RememberingEncoder(load_encoder(settings.model), cache)
        reader = load_reader()
        yield from measure_golden(list(ask_golden(settings.seeds, encoder, reader)))
        if feedback is not None:
            store = LocalStore.open(Generations(settings.index).live())
            store.check_encoder(encoder)
            yield from measure_feedback(list(ask_feedback(feedback, store, encoder, reader)))
        if data is not None:
            yield from _squad(data, encoder, reader, pictures, most)
            yield from measure_reqa(data, encoder, reader, most)
            yield from measure_silence(data, encoder, reader, most)
            yield from measure_robustness(data, encoder, reader, most)
            yield from measure_follow_ups(data, encoder, reader, most)


def measure_in_languages(settings: Settings, data: Path, questions: int) -> Iterator[Measure]:
    """The figures in twelve languages, from so many questions each."""
    settings.index.mkdir(parents=True, exist_ok=True)
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        encoder = RememberingEncoder(load_encoder(settings.model), cache)
        yield from measure_languages(data, encoder, load_reader(), questions)


def _squad(
    data: Path, encoder: RememberingEncoder, reader: PassageReader | None, pictures: Path | None, most: int | None
) -> Iterator[Measure]:
    first, second = ask_squad(data, encoder, reader, most)
    measures = list(measure_in_article(first, encoder, reader))
    yield from measures
    yield from measure_refusal(second)
    if pictures is not None:
        from qa.evaluate.pictures import draw_ablation, draw_reliability  # matplotlib is not needed to run pincite

        draw_ablation([m for m in measures if "hit@1:" in m.name], pictures / "ablation.svg")
        confidences, answered = [o.confidence for o in second], [o.answered for o in second]
        draw_reliability(confidences, answered, pictures / "reliability.svg")
