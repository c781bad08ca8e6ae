import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from index import embed
from index.build import Report, rebuild, split
from index.documents import About, Document, Passage, PassageText, Sentence
from index.errors import DamagedGeneration, NoGeneration, RebuildRunning, SeedError
from index.networks.encoder import EncodedPassage
from index.reading.formats import reader_of
from index.reading.markdown import markdown_blocks
from index.reading.plain import plain_document
from index.reading.process import ReadingProcess
from index.reading.seeds import LeftOut
from index.storage import cache, merging, segment
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.verify import verify
from tests.building import article, build, segment_of, snapshot
from tests.fake_encoder import BagOfWords, query
from tests.pdfs import pdf

TEXT = "One cat. Two dogs. Three birds."

Rebuilt = Callable[..., Report]


@dataclass
class Failing(BagOfWords):
    """Breaks down at a sentence."""

    at: str = ""

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        if any(self.at in passage.sentences for passage in passages):
            raise InterruptedError(self.at)
        return super().passages(passages)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "news.txt").write_text(TEXT)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "built"


@pytest.fixture
def rebuilt(seeds: Path, root: Path, fake: BagOfWords, reading: ReadingProcess) -> Rebuilt:
    """Rebuilds from those seeds."""
    return partial(rebuild, seeds, root, fake, process=reading)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many sentences a segment has when another one is begun; two such are not merged."""
    monkeypatch.setattr(embed, "FULL", 3)
    monkeypatch.setattr(merging, "FULL", 3)
    return 3


def counts(report: Report) -> tuple[int, int, int]:
    return report.new, report.kept, report.removed


def test_the_first_rebuild_makes_a_live_generation(root: Path, rebuilt: Rebuilt) -> None:
    report = rebuilt(keep=2)
    assert (report.documents, report.sentences, report.passages) == (1, 3, 1)
    assert counts(report) == (3, 0, 0)
    assert report.embedded == 1
    assert Generations(root).live_name() == report.generation
    assert list(LocalStore.open(Generations(root).live()).texts.each_sentence()) == [
        ("news", "One cat."),
        ("news", "Two dogs."),
        ("news", "Three birds."),
    ]


def test_a_report_is_one_readable_line(rebuilt: Rebuilt) -> None:
    report = replace(rebuilt(keep=2), seconds=1234.56, sentences=1234567)
    assert str(report) == (
        f"Generation {report.generation} is live: 1 documents, 1,234,567 sentences (3 new, 0 kept, 0 removed), "
        "1 passages; 1 passages encoded in 1234.6 s."
    )


EDITS = [
    (TEXT, (0, 3, 0), set()),
    ("One cat. Four fish. Three birds.", (1, 2, 1), {"One cat. Four fish. Three birds."}),
    ("Three birds. One cat. Two dogs.", (0, 3, 0), {"Three birds. One cat. Two dogs."}),
    ("One cat. One cat. One cat.", (2, 1, 2), {"One cat. One cat. One cat."}),
    ("One cat.", (0, 1, 2), {"One cat."}),
    ("One  cat.", (1, 0, 3), {"One  cat."}),
]


@pytest.mark.parametrize(("text", "expected", "embedded"), EDITS)
def test_a_rebuild_counts_sentences_and_embeds_only_what_changed(
    seeds: Path, fake: BagOfWords, text: str, expected: tuple[int, int, int], embedded: set[str], rebuilt: Rebuilt
) -> None:
    rebuilt(keep=2)
    (seeds / "news.txt").write_text(text)
    fake.given.clear()
    report = rebuilt(keep=2)
    assert counts(report) == expected
    assert set(fake.texts) == embedded
    assert report.embedded == len(fake.given) == len(embedded)


def test_a_segment_that_is_full_is_followed_by_another(root: Path, rebuilt: Rebuilt, seeds: Path, full: int) -> None:
    for name in ("ant", "bee", "cow", "dog"):
        (seeds / f"{name}.txt").write_text(f"One {name}. Two {name}s.")
    (seeds / "news.txt").unlink()
    report = rebuilt(keep=2)
    store = LocalStore.open(Generations(root).live())
    assert [[record.id for record in part.records] for part in store.parts] == [["ant", "bee"], ["cow", "dog"]]
    assert (report.documents, report.sentences, counts(report)) == (4, 8, (8, 0, 0))
    assert verify(Generations(root).live()).documents == 4
    assert counts(rebuilt(keep=2)) == (0, 8, 0)


def test_full_segments_before_a_failure_are_not_left_behind(root: Path, seeds: Path, full: int) -> None:
    for name in ("ant", "bee", "cow", "dog"):
        (seeds / f"{name}.txt").write_text(f"One {name}. Two {name}s.")
    with pytest.raises(InterruptedError):
        rebuild(seeds, root, Failing(at="One dog."), keep=2)
    assert list((root / "segments").iterdir()) == []
    assert Generations(root).names() == []


def test_the_same_passage_in_another_document_is_new_but_not_encoded_again(root: Path, fake: BagOfWords) -> None:
    one, other = article(TEXT, "a"), article(TEXT, "b")
    other = replace(other, document=replace(other.document, about=one.document.about))  # a title is encoded with it
    build(root, fake, one)
    fake.given.clear()
    assert counts(build(root, fake, one, other)) == (3, 3, 0)
    assert counts(build(root, fake, other)) == (0, 3, 3)
    assert fake.given == []


def test_counts_are_against_the_live_generation_after_a_rollback(root: Path, fake: BagOfWords) -> None:
    build(root, fake, article("One cat."))
    build(root, fake, article("Two dogs."))
    Generations(root).rollback()
    assert counts(build(root, fake, article("One cat. Three birds."))) == (1, 1, 0)


def test_full_encodes_every_passage_again_once(root: Path, fake: BagOfWords) -> None:
    texts = "One cat. One cat. Two dogs."
    build(root, fake, article(texts))
    assert fake.texts == [texts]
    fake.given.clear()
    report = build(root, fake, article(texts), full=True)
    assert (fake.texts, report.embedded, counts(report)) == ([texts], 1, (0, 3, 0))


def test_full_does_not_forget_another_model(root: Path, fake: BagOfWords) -> None:
    other = BagOfWords(sha256="1" * 64)
    build(root, other, article(TEXT))
    build(root, fake, article(TEXT), full=True)
    other.given.clear()
    build(root, other, article(TEXT))
    assert other.given == []


def test_another_model_embeds_everything_and_is_named(root: Path, fake: BagOfWords) -> None:
    build(root, fake, article(TEXT))
    other = BagOfWords(name="other", sha256="1" * 64, dimension=64)
    assert build(root, other, article(TEXT)).embedded == 1
    manifest = Manifest.read(Generations(root).live())
    assert (manifest.model.name, manifest.model.dimension) == ("other", 64)
    verify(Generations(root).live())


def test_vectors_that_are_still_used_are_never_forgotten(root: Path, fake: BagOfWords) -> None:
    for _ in range(4):  # the generation that embedded them is long gone
        build(root, fake, article(TEXT), keep=2)
    assert fake.texts == [TEXT]


def test_vectors_of_texts_that_no_kept_generation_has_are_forgotten(root: Path, fake: BagOfWords) -> None:
    for text in ("One cat.", "Two dogs.", "Three birds."):
        build(root, fake, article(text), keep=2)
    fake.given.clear()
    assert build(root, fake, article("Two dogs."), keep=2).embedded == 0
    assert build(root, fake, article("One cat."), keep=2).embedded == 1
    assert fake.texts == ["One cat."]


BAD = {
    "latin-1": (
        b"caf\xe9",
        "is not UTF-8: byte 0xe9 at position 3 (line 1): unexpected end of data. Save it as UTF-8.",
    ),
    "empty": (b"  \n", "is empty; write the article into it or remove it."),
    "signs": (b"?! ...", "The article zebra has no letter or digit to cite; mend it or remove it."),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_source_is_left_out_and_the_others_are_read(seeds: Path, kind: str, rebuilt: Rebuilt) -> None:
    """One bad article stopped the rebuild before; now it is said and never stops the rest."""
    data, why = BAD[kind]
    (seeds / "zebra.txt").write_bytes(data)
    report = rebuilt(keep=2)
    assert (report.documents, report.read, report.unchanged) == (1, 1, 0)
    assert report.left_out == (LeftOut("zebra.txt", why),)
    assert str(report).endswith(f"\nRead 1 sources, 0 unchanged; left out 1:\n  zebra.txt  {why}")


def test_an_article_with_a_bad_sidecar_is_left_out(seeds: Path, rebuilt: Rebuilt) -> None:
    (seeds / "other.txt").write_text("Two dogs.")
    (seeds / "other.toml").write_text("title = ")
    report = rebuilt(keep=2)
    assert report.documents == 1
    assert [out.path for out in report.left_out] == ["other.txt"]
    assert report.left_out[0].why.startswith("has a bad file beside it: other.toml is not TOML: ")


@pytest.mark.parametrize("strict", [False, True])
def test_where_nothing_can_be_read_or_all_must_be_everything_stays_as_it_was(
    seeds: Path, root: Path, fake: BagOfWords, strict: bool, rebuilt: Rebuilt
) -> None:
    rebuilt(keep=2)
    before = snapshot(root)
    fake.given.clear()
    (seeds / "zebra.txt").write_bytes(b"caf\xe9")
    if not strict:
        (seeds / "news.txt").unlink()
    with pytest.raises(SeedError) as caught:
        rebuilt(keep=2, strict=strict)
    first, _, table = str(caught.value).partition("\n")
    told = "A source cannot be read, and --strict wants all" if strict else "No source can be read"
    assert first == f"{told}; nothing was changed."
    assert table.endswith(f"left out 1:\n  zebra.txt  {BAD['latin-1'][1]}")
    assert snapshot(root) == before
    assert fake.given == []


def test_an_unchanged_source_is_not_read_again(seeds: Path, root: Path, rebuilt: Rebuilt) -> None:
    (seeds / "paper.pdf").write_bytes(pdf(["A page.", "Its end."]))
    assert (rebuilt(keep=3).read, len(list(seeds.iterdir()))) == (2, 2)
    first = LocalStore.open(Generations(root).live())
    again = rebuilt(keep=3)
    assert (again.read, again.unchanged, again.embedded) == (0, 2, 0)
    second = LocalStore.open(Generations(root).live())
    paper = second.texts.record("paper")
    assert second.document("paper") == first.document("paper")
    place = second.texts.place(paper, 0, 7)
    assert place is not None
    assert place == first.texts.place(first.texts.record("paper"), 0, 7)
    (seeds / "news.toml").write_text('title = "News"')
    assert rebuilt(keep=3).unchanged == 1
    (seeds / "news.txt").write_text("Changed.")
    assert rebuilt(keep=3).unchanged == 1
    assert rebuilt(keep=3, full=True).read == 2


def test_a_source_is_kept_byte_for_byte_while_a_generation_needs_it(seeds: Path, root: Path, rebuilt: Rebuilt) -> None:
    rebuilt(keep=1)
    store = LocalStore.open(Generations(root).live())
    record = store.texts.record("news")
    source = store.texts.source(record)
    assert source is not None
    assert source.read_bytes() == TEXT.encode()
    assert (record.source_sha256, record.reader) == (sha256(TEXT.encode()).hexdigest(), reader_of(Path("news.txt")))
    (seeds / "news.txt").write_text("Changed.")
    rebuilt(keep=1)
    assert [path.read_text() for path in (root / "sources").iterdir()] == ["Changed."]


def test_a_source_that_was_lost_is_kept_again(root: Path, rebuilt: Rebuilt) -> None:
    rebuilt(keep=1)
    path = next((root / "sources").iterdir())
    path.unlink()
    with pytest.raises(DamagedGeneration, match=r"sources/.* is missing; run `pincite index rebuild`"):
        verify(Generations(root).live())
    assert rebuilt(keep=1).unchanged == 1
    assert path.read_bytes() == TEXT.encode()
    path.write_bytes(b"x" * len(TEXT))
    with pytest.raises(DamagedGeneration, match=r"sources/.* is not the source that was read"):
        verify(Generations(root).live())


def files_of(root: Path) -> list[dict[str, bytes]]:
    """The files of each segment of the live generation."""
    segments = Manifest.read(Generations(root).live()).segments
    return [snapshot(root / "segments" / entry.name) for entry in segments]


def live(root: Path) -> LocalStore:
    return LocalStore.open(Generations(root).live())


LARGE = "\n\n".join(f"Sentence {n} counts. It is of cats." for n in range(20))


@pytest.fixture
def large(seeds: Path, root: Path, fake: BagOfWords, rebuilt: Rebuilt) -> Path:
    """The seeds with an article so large that nothing is merged with it, and another beside it, built."""
    (seeds / "large.txt").write_text(LARGE)
    rebuilt(keep=3)
    fake.given.clear()
    return seeds


def test_a_source_that_is_added_is_a_segment_of_its_own(
    large: Path, root: Path, fake: BagOfWords, rebuilt: Rebuilt
) -> None:
    (before,) = files_of(root)
    (large / "new.txt").write_text("Four fish.")
    report = rebuilt(keep=3)
    assert fake.texts == ["Four fish."]
    assert (report.read, report.unchanged, report.documents, report.sentences) == (1, 2, 3, 44)
    assert counts(report) == (1, 43, 0)
    kept, new = files_of(root)
    assert kept == before
    assert json.loads(new["documents.jsonl"])["id"] == "new"
    verify(Generations(root).live())


def test_what_is_changed_or_gone_is_marked_as_removed(
    large: Path, root: Path, fake: BagOfWords, rebuilt: Rebuilt
) -> None:
    (large / "news.txt").write_text("One cat. Four fish.")
    report = rebuilt(keep=3)
    assert counts(report) == (1, 41, 2)
    assert fake.texts == ["One cat. Four fish."]
    assert [part.removed for part in live(root).parts] == [{"news"}, set()]
    assert live(root).document("news").text == "One cat. Four fish."
    (large / "news.txt").unlink()
    report = rebuilt(keep=3)
    assert counts(report) == (0, 40, 2)
    assert [part.removed for part in live(root).parts] == [{"news"}]
    assert [entry.id for entry in live(root).documents()] == ["large"]
    verify(Generations(root).live())


def test_a_source_goes_with_the_last_generation_that_has_it(large: Path, root: Path, rebuilt: Rebuilt) -> None:
    for text in ("Four fish.", "Five ants."):
        (large / "news.txt").write_text(text)
        rebuilt(keep=2)
    kept = {path.read_text() for path in (root / "sources").iterdir()}
    assert kept == {LARGE, "Four fish.", "Five ants."}
    assert [part.removed for part in live(root).parts] == [{"news"}, set()]  # its first text is still in a segment
    verify(Generations(root).live())


def test_nothing_to_do_makes_a_generation_of_the_same_segments(large: Path, root: Path, rebuilt: Rebuilt) -> None:
    before, name = files_of(root), Generations(root).live_name()
    report = rebuilt(keep=3)
    assert (report.read, report.embedded, counts(report)) == (0, 0, (0, 43, 0))
    assert files_of(root) == before
    assert report.generation == Generations(root).live_name() != name


def test_segments_are_merged_in_the_same_call(large: Path, root: Path, rebuilt: Rebuilt) -> None:
    names = []
    for n in range(6):
        (large / f"new-{n}.txt").write_text(f"Number {n}.")
        report = rebuilt(keep=9)
        assert report.generation == Generations(root).live_name()
        names.append([len(part.records) for part in live(root).parts])
    # The fourth stands apart from three before it, and is merged when a fifth comes.
    assert names == [[2, 1], [2, 2], [2, 3], [2, 3, 1], [2, 5], [2, 5, 1]]
    assert len(Generations(root).names()) == 7  # what was merged took the place of what was published first
    assert [text for _, text in live(root).texts.each_sentence()][-6:] == [f"Number {n}." for n in range(6)]
    verify(Generations(root).live())
    Generations(root).rollback()
    assert live(root).manifest.documents == 7


def test_another_model_embeds_what_was_read_without_reading_it_again(large: Path, root: Path) -> None:
    other = BagOfWords(name="other", sha256="1" * 64, dimension=64)
    (large / "new.txt").write_text("Four fish.")
    report = rebuild(large, root, other, keep=3)
    assert (report.read, report.unchanged, counts(report)) == (1, 2, (1, 43, 0))
    assert [len(part.records) for part in live(root).parts] == [3]
    assert TEXT in other.texts
    again = rebuild(large, root, other, keep=3)
    assert (again.read, again.unchanged, again.embedded) == (0, 3, 0)
    verify(Generations(root).live())


def test_another_version_cuts_what_was_read_anew(large: Path, root: Path, rebuilt: Rebuilt) -> None:
    folder = Generations(root).live()
    replace(Manifest.read(folder), built_by="0.0.1").write(folder)
    (before,) = files_of(root)
    report = rebuilt(keep=3)
    assert (report.read, report.unchanged, report.embedded) == (0, 2, 0)
    assert Manifest.read(Generations(root).live()).built_by != "0.0.1"
    (after,) = files_of(root)
    assert after.pop("manifest.json") != before.pop("manifest.json")  # it has another name
    assert after == before


def test_full_makes_one_segment_of_everything(large: Path, root: Path, rebuilt: Rebuilt) -> None:
    (large / "new.txt").write_text("Four fish.")
    rebuilt(keep=3)
    report = rebuilt(keep=3, full=True)
    assert (report.read, counts(report)) == (3, (0, 44, 0))
    assert [len(part.records) for part in live(root).parts] == [3]


@pytest.mark.parametrize("name", ["texts.utf8", "passages.faiss", "sentences.bm25/rows.npy", "manifest.json"])
def test_of_a_damaged_segment_alone_all_is_read_again(
    large: Path, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, rebuilt: Rebuilt
) -> None:
    (large / "new.txt").write_text("Four fish. Five ants.")
    rebuilt(keep=3)
    monkeypatch.setattr(segment, "LARGE", 0)  # so that opening alone would not see all of it
    damaged = live(root).parts[1].segment.folder / name
    data = bytearray(damaged.read_bytes())
    data[-1] ^= 1
    damaged.write_bytes(data)
    report = rebuilt(keep=3)
    assert (report.read, report.unchanged, report.documents, report.embedded) == (1, 2, 3, 0)
    assert [len(part.records) for part in live(root).parts] == [2, 1]
    verify(Generations(root).live())


def test_an_article_without_letter_or_digit_is_refused_by_name() -> None:
    with pytest.raises(SeedError) as caught:
        split(plain_document("odd", About("Odd"), "?! ..."))
    assert str(caught.value) == "The article odd has no letter or digit to cite; mend it or remove it."


def test_split_uses_the_kind_and_language_of_the_article() -> None:
    text = "# Über z.B. Dr. Maier\nbzw. Kunz."
    document = Document("x", About("X", language="de"), text, tuple(markdown_blocks(text)))
    one = split(document)
    assert one.sentences == (Sentence(2, 21), Sentence(22, 32))
    assert one.passages == (Passage(0, 2),)


def test_a_rebuild_that_fails_leaves_the_live_one_and_nothing_else(root: Path, fake: BagOfWords) -> None:
    first = build(root, fake, article("One cat."))
    live = snapshot(Generations(root).live())
    with pytest.raises(InterruptedError):
        build(root, Failing(at="Two dogs."), article(TEXT))
    assert Generations(root).live_name() == first.generation
    assert snapshot(Generations(root).live()) == live
    assert list(root.rglob("*.partial")) == []
    report = build(root, fake, article(TEXT))
    assert Generations(root).names() == [first.generation, report.generation]


def test_what_was_embedded_before_a_failure_is_not_embedded_again(
    root: Path, fake: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CHUNK", 1)
    with pytest.raises(InterruptedError):
        build(root, Failing(at="Three birds."), article("One cat.", "a"), article(TEXT, "b"))
    build(root, fake, article("One cat.", "a"), article(TEXT, "b"))
    assert fake.texts == [TEXT]


def test_passages_are_encoded_as_the_articles_are_read(root: Path, fake: BagOfWords) -> None:
    build(root, fake, article("One cat. Two dogs.", "a"), article("Three birds.", "b"))
    assert fake.texts == ["One cat. Two dogs.", "Three birds."]


def test_keep_removes_the_oldest(root: Path, fake: BagOfWords) -> None:
    made = [build(root, fake, article(f"Text {n}."), keep=2).generation for n in range(4)]
    assert Generations(root).names() == made[2:]


def test_keep_never_removes_the_generation_rolled_back_to_while_it_is_live(root: Path, fake: BagOfWords) -> None:
    made = [build(root, fake, article(f"Text {n}."), keep=3).generation for n in range(3)]
    Generations(root).rollback()
    Generations(root).rollback()
    with pytest.raises(InterruptedError):
        build(root, Failing(at="New."), article("New."), keep=2)
    assert Generations(root).live_name() == made[0]
    assert Generations(root).names() == made
    newest = build(root, fake, article("New."), keep=2).generation
    assert Generations(root).names() == [made[2], newest]


def test_a_rebuild_while_another_runs_is_refused_and_changes_nothing(root: Path, fake: BagOfWords) -> None:
    build(root, fake, article(TEXT))
    before = snapshot(root)
    with Generations(root).lock(), pytest.raises(RebuildRunning):
        build(root, fake, article("New."))
    assert snapshot(root) == before


def test_a_rebuild_replaces_a_damaged_live_generation(root: Path, fake: BagOfWords) -> None:
    build(root, fake, article(TEXT))
    (segment_of(Generations(root).live()) / "texts.utf8").write_bytes(b"x")
    assert counts(build(root, fake, article(TEXT))) == (3, 0, 0)
    verify(Generations(root).live())


@pytest.mark.parametrize("text", ["The and of.", "Who is it? That is this."])
def test_an_article_of_stop_words_alone_can_be_indexed(root: Path, fake: BagOfWords, text: str) -> None:
    build(root, fake, article(text))
    store = LocalStore.open(Generations(root).live())
    verify(Generations(root).live())
    hits = store.search(query("who"), 10)
    assert hits.scores[:, :2].tolist() == [[0.0, 0.0]] * store.texts.sentences


def test_nothing_is_live_when_the_first_rebuild_fails(root: Path) -> None:
    with pytest.raises(InterruptedError):
        build(root, Failing(at="One cat."), article("One cat."))
    with pytest.raises(NoGeneration):
        Generations(root).live()
    assert Generations(root).names() == []
