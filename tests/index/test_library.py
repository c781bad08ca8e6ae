import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.build import rebuild
from index.changes import Add, Change, Describe, Outcome, Remove, Step
from index.documents import PassageText
from index.errors import NoGeneration, SeedError
from index.library import Library
from index.networks.encoder import EncodedPassage
from index.reading.process import ReadingProcess
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.verify import verify
from tests.building import snapshot
from tests.fake_encoder import BagOfWords, query
from tests.pdfs import pdf


@dataclass
class Heard:
    """All that was told."""

    steps: list[Step] = field(default_factory=list)
    told: list[tuple[int, Outcome]] = field(default_factory=list)
    done: list[tuple[int, int]] = field(default_factory=list)

    def step(self, step: Step) -> None:
        self.steps.append(step)

    def outcome(self, number: int, outcome: Outcome) -> None:
        self.told.append((number, outcome))

    def progress(self, done: int, total: int) -> None:
        self.done.append((done, total))

    @property
    def outcomes(self) -> list[Outcome]:
        return list(dict(self.told).values())


@dataclass
class Failing(BagOfWords):
    """Breaks down at a sentence."""

    at: str = ""

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        if any(self.at in passage.sentences for passage in passages):
            raise OSError(28, "No space left on device", "x")
        return super().passages(passages)


@pytest.fixture
def library(tmp_path: Path, fake: BagOfWords, reading: ReadingProcess) -> Library:
    return Library(tmp_path / "seeds", tmp_path / "built", fake, keep=2, process=reading)


def apply(library: Library, *changes: Change) -> Heard:
    heard = Heard()
    library.apply(changes, heard)
    return heard


def texts(library: Library) -> dict[str, str]:
    """The documents of the live generation."""
    store = LocalStore.open(Generations(library.root).live())
    return {entry.id: store.document(entry.id).text for entry in store.documents()}


def files(library: Library) -> dict[str, bytes]:
    return snapshot(library.seeds)


def test_the_first_source_makes_the_folder_and_the_first_generation(library: Library) -> None:
    heard = apply(library, Add("cats.txt", b"One cat."))
    assert heard.outcomes == [Outcome("cats.txt", "added", "cats")]
    assert [outcome.state for _, outcome in heard.told] == ["read", "added"]
    assert heard.steps == ["reading", "indexing"]
    assert heard.done[-1] == (1, 1)
    assert files(library) == {"cats.txt": b"One cat."}
    assert texts(library) == {"cats": "One cat."}
    verify(Generations(library.root).live())


def test_what_was_there_is_neither_read_nor_embedded_again(library: Library, fake: BagOfWords) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    fake.given.clear()
    apply(library, Add("dogs.txt", b"Two dogs."))
    assert fake.texts == ["Two dogs."]
    assert texts(library) == {"cats": "One cat.", "dogs": "Two dogs."}


def test_adding_and_removing_give_what_a_rebuild_gives(library: Library, tmp_path: Path) -> None:
    apply(
        library,
        Add("m.txt", b"One cat."),
        Add("z/a.md", b"# Two\n\nTwo dogs.", {"author": "Ann"}),
        Add("b.txt", b"Three."),
    )
    apply(library, Remove("b"), Add("k.txt", b"Four fish."), Describe("m", {"title": "Cats"}))
    rebuild(library.seeds, tmp_path / "other", BagOfWords(), keep=2, process=library.process)
    changed, built = (LocalStore.open(Generations(root).live()) for root in (library.root, tmp_path / "other"))
    assert (len(changed.parts), len(built.parts)) == (2, 1)
    assert_the_same(changed, built)
    library.merge()
    merged = LocalStore.open(Generations(library.root).live())
    assert len(merged.parts) == 1
    assert_the_same(merged, built)


def assert_the_same(one: LocalStore, other: LocalStore) -> None:
    """Both hold the same documents and find the same."""
    assert one.documents() == other.documents()
    assert [one.document(entry.id) for entry in one.documents()] == [other.document(e.id) for e in other.documents()]
    assert sorted(one.texts.each_sentence()) == sorted(other.texts.each_sentence())
    found = [
        {quote.text: scores for quote, scores in zip(store.quotes(hits.keys), hits.scores.tolist(), strict=True)}
        for store in (one, other)
        for hits in [store.search(query("four cats"), 10)]
    ]
    assert found[0] == {text: pytest.approx(scores, abs=1e-6) for text, scores in found[1].items()}


def test_what_is_known_of_a_source_is_written_beside_it(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat.", {"title": 'Cats "and" dogs', "url": "https://x.org/a", "author": None}))
    assert files(library)["cats.toml"] == b'title = "Cats \\"and\\" dogs"\nurl = "https://x.org/a"\n'
    about = LocalStore.open(Generations(library.root).live()).entry("cats").about
    assert (about.title, about.url, about.author) == ('Cats "and" dogs', "https://x.org/a", None)


def test_the_same_bytes_are_said_to_be_there_and_nothing_is_built(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    live = Generations(library.root).live_name()
    heard = apply(library, Add("other.txt", b"One cat."))
    assert heard.outcomes == [Outcome("other.txt", "there", "cats")]
    assert Generations(library.root).live_name() == live
    heard = apply(library, Add("a.txt", b"Two dogs."), Add("b.txt", b"Two dogs."))
    assert [(o.state, o.document) for o in heard.outcomes] == [("added", "a"), ("there", "a")]


def test_the_same_bytes_that_were_never_indexed_are_indexed(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    (library.seeds / "dogs.txt").write_bytes(b"Two dogs.")
    assert apply(library, Add("x.txt", b"Two dogs.")).outcomes == [Outcome("x.txt", "there", "dogs")]
    assert set(texts(library)) == {"cats", "dogs"}


def test_a_second_file_of_a_name_gets_a_number_and_replaces_nothing(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    heard = apply(library, Add("cats.txt", b"Two cats."), Add("CATS.md", b"Three cats."))
    assert [o.document for o in heard.outcomes] == ["cats-2", "CATS-3"]
    assert files(library)["cats.txt"] == b"One cat."
    assert files(library)["cats-2.txt"] == b"Two cats."


BAD = {
    "picture.png": (b"\x89PNG", "is of no format that is read (.csv, .docx, .eml, .epub, "),
    "empty.txt": (b"", "is empty: it has no bytes."),
    "blank.txt": (b"  \n", "is empty; write the article into it or remove it."),
    "latin.txt": (b"caf\xe9!", "is not UTF-8: byte 0xe9 at position 3"),
    "broken.pdf": (b"%PDF-1.7 nothing", "is not a PDF that can be opened"),
    "signs.txt": (b"?! ...", "The article signs has no letter or digit to cite"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_source_that_cannot_be_read_is_left_out_and_leaves_no_file(library: Library, name: str) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    before, live = files(library), Generations(library.root).live_name()
    data, why = BAD[name]
    (outcome,) = apply(library, Add(name, data)).outcomes
    assert (outcome.state, outcome.document) == ("left_out", None)
    assert (outcome.why or "").startswith(why)
    assert (files(library), Generations(library.root).live_name()) == (before, live)
    heard = apply(library, Add(name, data), Add("dogs.txt", b"Two dogs."))
    assert [o.state for o in heard.outcomes] == ["left_out", "added"]
    assert files(library) == before | {"dogs.txt": b"Two dogs."}


def test_a_source_of_the_first_job_that_cannot_be_read_makes_no_generation(library: Library) -> None:
    assert apply(library, Add("blank.txt", b" ")).outcomes[0].state == "left_out"
    with pytest.raises(NoGeneration):
        Generations(library.root).live()
    assert files(library) == {}


def test_removing_takes_the_source_and_what_describes_it(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat.", {"title": "Cats"}), Add("dogs.txt", b"Two dogs."))
    assert apply(library, Remove("cats")).outcomes == [Outcome("cats", "removed", "cats")]
    assert files(library) == {"dogs.txt": b"Two dogs."}
    assert texts(library) == {"dogs": "Two dogs."}


def test_a_file_that_describes_two_sources_stays_with_the_other(library: Library) -> None:
    library.seeds.mkdir()
    (library.seeds / "a.txt").write_bytes(b"One cat.")
    (library.seeds / "a.md").write_bytes(b"Two dogs.")
    (library.seeds / "a.toml").write_bytes(b'title = "A"')
    rebuild(library.seeds, library.root, library.encoder, keep=2, process=library.process)
    apply(library, Remove("a.txt"))
    assert set(files(library)) == {"a.md", "a.toml"}


def test_removing_the_last_document_leaves_none_live(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    apply(library, Remove("cats"))
    assert files(library) == {}
    assert Generations(library.root).live_name() == ""
    with pytest.raises(NoGeneration):
        Generations(library.root).live()
    assert apply(library, Add("cats.txt", b"One cat.")).outcomes == [Outcome("cats.txt", "added", "cats")]


def test_removing_the_last_document_that_can_be_read_leaves_none_live(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    (library.seeds / "bad.txt").write_bytes(b"\xe9")
    apply(library, Remove("cats"))
    assert (set(files(library)), Generations(library.root).live_name()) == ({"bad.txt"}, "")


def test_a_document_whose_file_is_gone_already_is_removed(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."), Add("dogs.txt", b"Two dogs."))
    (library.seeds / "cats.txt").unlink()
    assert apply(library, Remove("cats")).outcomes[0].state == "removed"
    assert set(texts(library)) == {"dogs"}


def test_what_nobody_has_is_missing(library: Library) -> None:
    heard = apply(library, Remove("cats"), Describe("dogs", {"title": "Dogs"}))
    assert heard.outcomes == [
        Outcome("cats", "missing", why="No document has the id 'cats'."),
        Outcome("dogs", "missing", why="No document has the id 'dogs'."),
    ]


def test_describing_keeps_what_a_person_wrote_and_takes_away_what_is_none(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    (library.seeds / "cats.toml").write_bytes(b'# mine\ntitle = "Old" # why\nauthor = "Ann"\n')
    heard = apply(library, Describe("cats", {"title": "New", "author": None, "published": "2024-05-01"}))
    assert heard.outcomes == [Outcome("cats", "changed", "cats")]
    assert files(library)["cats.toml"] == b'# mine\ntitle = "New" # why\npublished = "2024-05-01"\n'
    about = LocalStore.open(Generations(library.root).live()).entry("cats").about
    assert (about.title, about.author, about.published) == ("New", None, "2024-05-01")


def test_two_descriptions_of_one_document_add_up(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    apply(library, Describe("cats", {"title": "A"}), Describe("cats", {"author": "B"}))
    assert files(library)["cats.toml"] == b'title = "A"\nauthor = "B"\n'


@pytest.mark.parametrize("change", [Describe("cats", {"title": "X"}), Add("new.txt", b"New.")])
def test_what_fails_leaves_the_folder_and_the_index_as_they_were(library: Library, change: Change) -> None:
    apply(library, Add("cats.txt", b"One cat.", {"title": "Cats"}), Add("dogs.txt", b"Two dogs."))
    before, live = files(library), Generations(library.root).live_name()

    class Obstacle(Heard):
        """In the way of the last step of all: naming the generation that is live."""

        def progress(self, done: int, total: int) -> None:
            (library.root / "live.partial").mkdir(exist_ok=True)

    with pytest.raises(OSError, match=r"live\.partial"):
        library.apply([change], Obstacle())
    assert (files(library), Generations(library.root).live_name()) == (before, live)


def test_a_removal_that_fails_leaves_the_folder_and_the_index_as_they_were(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(library, Add("cats.txt", b"One cat.", {"title": "Cats"}), Add("dogs.txt", b"Two dogs."))
    before, live = files(library), Generations(library.root).live_name()

    def fail(generations: Generations, name: str) -> None:
        raise OSError(28, "No space left on device", name)

    monkeypatch.setattr(Generations, "point_to", fail)  # the last step of all; nothing is told between it and the first
    with pytest.raises(OSError, match="No space left"):
        library.apply([Remove("cats")], Heard())
    assert (files(library), Generations(library.root).live_name()) == (before, live)


def test_a_disk_that_is_full_while_embedding_leaves_all_as_it_was(library: Library) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    before = files(library)
    broken = Library(library.seeds, library.root, Failing(at="Two dogs."), keep=2, process=library.process)
    with pytest.raises(OSError, match="No space left"):
        broken.apply([Add("dogs.txt", b"Two dogs.")], Heard())
    assert (files(library), texts(library)) == (before, {"cats": "One cat."})


def test_what_a_killed_process_left_on_the_stage_is_gone_after_the_next(library: Library) -> None:
    (library.seeds / ".pincite/7").mkdir(parents=True)
    (library.seeds / ".pincite/7/x.txt").write_bytes(b"Lost.")
    apply(library, Add("cats.txt", b"One cat."))
    assert files(library) == {"cats.txt": b"One cat."}


def test_an_index_of_another_folder_is_not_overwritten(library: Library, tmp_path: Path) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    other = Library(tmp_path / "elsewhere", library.root, library.encoder, keep=2, process=library.process)
    with pytest.raises(SeedError) as caught:
        apply(other, Add("dogs.txt", b"Two dogs."))
    assert str(caught.value) == (
        f"The index in {library.root} was built from {library.seeds}, but the seeds folder is {tmp_path}/elsewhere: "
        f"1 documents would be lost. Start with --seeds {library.seeds}, or run `pincite index rebuild` first."
    )


def test_a_folder_that_was_moved_with_all_its_sources_is_taken(library: Library, tmp_path: Path) -> None:
    apply(library, Add("cats.txt", b"One cat."))
    library.seeds.rename(tmp_path / "moved")
    moved = Library(tmp_path / "moved", library.root, library.encoder, keep=2, process=library.process)
    assert apply(moved, Add("dogs.txt", b"Two dogs.")).outcomes[0].state == "added"


def test_a_link_in_the_folder_leads_nowhere(library: Library, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    library.seeds.mkdir()
    (library.seeds / "sub").symlink_to(tmp_path / "outside")
    (outcome,) = apply(library, Add("sub/cats.txt", b"One cat.")).outcomes
    assert outcome.why == "cannot be put there: sub is a link or a file."
    assert list((tmp_path / "outside").iterdir()) == []


def test_many_who_add_at_once_all_succeed(library: Library) -> None:
    heard = [Heard() for _ in range(6)]
    threads = [
        threading.Thread(target=library.apply, args=([Add("same.txt", f"Number {n}.".encode())], told))
        for n, told in enumerate(heard)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [told.outcomes[0].state for told in heard] == ["added"] * 6
    assert sorted(texts(library).values()) == [f"Number {n}." for n in range(6)]


def test_a_pdf_is_added_with_its_places(library: Library) -> None:
    apply(library, Add("paper.pdf", pdf(["A page.", "Its end."])))
    store = LocalStore.open(Generations(library.root).live())
    assert store.places("paper") is not None
    assert library.source_name("paper") == "paper.pdf"
