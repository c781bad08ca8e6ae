from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.errors import DamagedGeneration
from index.networks.encoder import Vectors
from index.storage import vectors as vectors_of_index
from index.storage.generations import Generations
from index.storage.manifest import Manifest
from index.storage.verify import Verified, verify
from tests.building import article, build, reseal, segment_of
from tests.fake_encoder import BagOfWords


@pytest.fixture
def folder(tmp_path: Path, fake: BagOfWords) -> Path:
    """A generation of two articles, two sentences and one passage each."""
    build(tmp_path, fake, article("One cat. Two dogs.", "a"), article("A bird 👩🏽‍🚀. The end.", "b"))
    return Generations(tmp_path).live()


@pytest.fixture
def segment(folder: Path) -> Path:
    """The folder of its one segment."""
    return segment_of(folder)


def test_a_whole_generation_is_counted(folder: Path) -> None:
    verified = verify(folder)
    assert verified == Verified(folder.name, files=20, documents=2, sentences=4, vectors=4 + 2)
    assert str(verified) == f"Generation {folder.name} is whole: 20 files, 2 documents, 4 sentences, 6 vectors."


def test_the_seed_article_is_whole(built: Path) -> None:
    assert verify(Generations(built).live()).sentences == 33


def test_a_changed_file_is_found(folder: Path, segment: Path) -> None:
    (segment / "documents.jsonl").write_text((segment / "documents.jsonl").read_text().replace('"A"', '"B"'))
    with pytest.raises(DamagedGeneration, match=r"documents\.jsonl is not what was built"):
        verify(folder)


RANGES = [[0, 8], [9, 18], [0, 12], [13, 21]]


def test_the_ranges_that_the_examples_change(folder: Path, segment: Path) -> None:
    assert np.load(segment / "sentences.npy").tolist() == RANGES


@pytest.mark.parametrize(
    ("row", "bounds", "document", "length"),
    [
        (1, (7, 18), "a", 18),  # overlaps the sentence before
        (0, (9, 18), "a", 18),  # is the same as the next
        (1, (9, 19), "a", 18),  # leaves the text
        (3, (13, 22), "b", 21),  # leaves the text, though its UTF-8 is longer
        (0, (-1, 8), "a", 18),  # begins before the text
        (2, (12, 12), "b", 21),  # is empty
        (2, (12, 0), "b", 21),  # ends before it begins
    ],
)
def test_sentences_that_overlap_or_leave_the_text_are_found(
    folder: Path, segment: Path, row: int, bounds: tuple[int, int], document: str, length: int
) -> None:
    ranges = np.load(segment / "sentences.npy")
    ranges[row] = bounds
    np.save(segment / "sentences.npy", ranges)
    reseal(folder)
    with pytest.raises(DamagedGeneration) as caught:
        verify(folder)
    assert str(caught.value) == (
        f"{segment}: sentences of {document} overlap or leave its {length} code points; run `pincite index rebuild`."
    )


def scale(vectors: Vectors) -> None:
    vectors[2] *= 1.5


def blank(vectors: Vectors) -> None:
    vectors[2] = 0


def poison(vectors: Vectors) -> None:
    vectors[2, 0] = np.nan


def write_vectors(path: Path, vectors: Vectors) -> None:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(path))


@pytest.mark.parametrize("chunk", [1, 2, 10_000])
@pytest.mark.parametrize(("change", "length"), [(scale, "1.500"), (blank, "0.000"), (poison, "nan")])
def test_a_vector_that_is_not_of_length_one_is_found_and_numbered(
    folder: Path,
    segment: Path,
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
    change: Callable[[Vectors], None],
    length: str,
) -> None:
    monkeypatch.setattr(vectors_of_index, "CHUNK", chunk)
    path = segment / "sentences.faiss"
    vectors = BagOfWords().encode(["One cat.", "Two dogs.", "A bird", "The end."])
    change(vectors)
    write_vectors(path, vectors)
    reseal(folder)
    with pytest.raises(DamagedGeneration) as caught:
        verify(folder)
    assert str(caught.value) == f"{path}: vector 2 has length {length}, not 1; run `pincite index rebuild --full`."


@pytest.mark.parametrize(("name", "wanted"), [("sentences", 4), ("passages", 2)])
def test_too_few_vectors_are_found_with_both_numbers(folder: Path, segment: Path, name: str, wanted: int) -> None:
    write_vectors(segment / f"{name}.faiss", BagOfWords().encode(["One cat."]))
    reseal(folder)
    with pytest.raises(DamagedGeneration, match=rf"{name}\.faiss has 1 vectors, not {wanted}; run"):
        verify(folder)


def test_vectors_of_another_dimension_are_found_with_both_numbers(folder: Path, segment: Path) -> None:
    write_vectors(segment / "passages.faiss", BagOfWords(dimension=8).encode(["One cat.", "Two dogs."]))
    reseal(folder)
    with pytest.raises(DamagedGeneration, match=r"passages\.faiss has 8 dimensions, not 1024; run"):
        verify(folder)


def test_a_wrong_number_of_documents_is_found_with_both_numbers(folder: Path) -> None:
    replace(Manifest.read(folder), documents=3).write(folder)
    with pytest.raises(DamagedGeneration, match="has 2 documents, not 3; run"):
        verify(folder)


def test_a_wrong_number_of_sentences_is_found_with_both_numbers(folder: Path) -> None:
    replace(Manifest.read(folder), sentences=5).write(folder)
    with pytest.raises(DamagedGeneration, match="has 4 sentences, not 5; run"):
        verify(folder)


# The tokens of the folder's sentences are words: two each but the second of b, which has two as well.
@pytest.mark.parametrize("starts", [[0, 2, 4, 6], [0, 2, 2, 6, 8], [1, 2, 4, 6, 8], [0, 2, 4, 6, 7]])
def test_token_vectors_that_are_not_shared_out_are_found(tmp_path: Path, fake: BagOfWords, starts: list[int]) -> None:
    articles = [article("One cat. Two dogs.", "a"), article("A bird. The end.", "b")]
    build(tmp_path, fake, *articles)
    folder = Generations(tmp_path).live()
    segment = segment_of(folder)
    assert np.load(segment / "token_starts.npy").tolist() == [0, 2, 4, 6, 8]
    assert verify(folder).sentences == 4
    np.save(segment / "token_starts.npy", np.array(starts))
    reseal(folder)
    with pytest.raises(DamagedGeneration, match=r"token_starts\.npy (has 3 token ranges|does not share 8)"):
        verify(folder)
