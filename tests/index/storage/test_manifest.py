import json
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from index.errors import DamagedGeneration, ModelError
from index.storage import segment
from index.storage.generations import Generations
from index.storage.layout import QUOTED
from index.storage.local import LocalStore
from index.storage.manifest import (
    FORMAT,
    FileEntry,
    Manifest,
    Model,
    SegmentEntry,
    SegmentManifest,
    list_files,
    model_of,
)
from tests.building import article, build, contents_of, seal, segment_of
from tests.fake_encoder import BagOfWords

FILES = {
    "texts.utf8",
    "documents.jsonl",
    "sentences.npy",
    "passages.npy",
    "blocks.npy",
    "words.utf8",
    "tokens.npy",
    "token_starts.npy",
    *(
        f"{unit}.{kind}"
        for unit in ("sentences", "passages")
        for kind in (
            "faiss",
            "bm25/starts.npy",
            "bm25/rows.npy",
            "bm25/counts.npy",
            "bm25/lengths.npy",
            "bm25/words.json",
        )
    ),
}


@pytest.fixture
def live(tmp_path: Path, fake: BagOfWords) -> Path:
    """The folder of a generation of two articles."""
    build(tmp_path, fake, article("One cat. Two dogs.", "a"), article("A bird 👩🏽‍🚀. The end.", "b"))
    return Generations(tmp_path).live()


@pytest.fixture
def folder(live: Path) -> Path:
    """The folder of its one segment."""
    return segment_of(live)


def test_a_manifest_says_what_the_generation_is(live: Path, folder: Path, fake: BagOfWords) -> None:
    manifest = Manifest.read(live)
    assert (manifest.format, manifest.generation, manifest.built_by) == (FORMAT, live.name, version("pincite"))
    assert manifest.model == Model("bag-of-words", "0" * 64, 1024) == model_of(fake)
    assert (manifest.documents, manifest.sentences, manifest.passages) == (2, 4, 2)
    digest = sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert manifest.segments == (SegmentEntry(folder.name, digest),)
    assert sorted(path.name for path in live.iterdir()) == ["manifest.json"]


def test_a_segments_manifest_says_what_the_segment_is(folder: Path) -> None:
    contents = contents_of(folder)
    assert (contents.format, contents.segment) == (FORMAT, folder.name)
    assert (contents.documents, contents.sentences, contents.passages) == (2, 4, 2)


def test_a_manifest_holds_the_size_and_digest_of_every_other_file(folder: Path) -> None:
    files = contents_of(folder).files
    assert set(files) == FILES
    for name, entry in files.items():
        data = (folder / name).read_bytes()
        assert entry == FileEntry(len(data), sha256(data).hexdigest())
    assert list_files(folder) == files


def test_no_file_of_a_generation_is_a_pickle(folder: Path) -> None:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} == {".npy", ".json", ".jsonl", ".utf8", ".faiss"}
    for path in paths:
        assert not path.read_bytes().startswith(b"\x80")  # pickle's PROTO, from protocol 2 on
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)


def test_a_manifest_written_and_read_is_the_same(live: Path, folder: Path, tmp_path: Path) -> None:
    manifest = replace(Manifest.read(live), segments=(SegmentEntry("one", "0" * 64, ("a", "ü")),))
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest
    contents = contents_of(folder)
    assert SegmentManifest.read(tmp_path, contents.write(tmp_path)) == contents


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_flipped_bit_in_any_file_is_found_and_the_file_named(live: Path, folder: Path, name: str, place: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[0 if place == "first" else -1] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(DamagedGeneration) as caught:
        LocalStore.open(live)
    entry = contents_of(folder).files[name]
    assert str(caught.value) == (
        f"{folder / name} is not what was built: {len(data)} bytes with SHA-256 {sha256(data).hexdigest()[:12]}…, "
        f"the manifest says {entry.bytes} and {entry.sha256[:12]}…; run `pincite index rebuild`."
    )


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("name", sorted(FILES - set(QUOTED)))
def test_of_a_large_file_for_the_searches_only_the_size_is_checked_at_opening(
    live: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    entry = contents_of(folder).files[name]
    monkeypatch.setattr(segment, "LARGE", entry.bytes)
    flip(folder / name)
    with pytest.raises(DamagedGeneration, match=f"{name} is not what was built"):
        LocalStore.open(live)
    monkeypatch.setattr(segment, "LARGE", entry.bytes - 1)
    contents = contents_of(folder)
    contents.check_files(folder, segment.checked_at_opening(contents))
    with pytest.raises(DamagedGeneration, match=f"{name} is not what was built"):
        LocalStore.open(live, thorough=True)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(DamagedGeneration, match=f"{name} is not what was built"):
        LocalStore.open(live)


@pytest.mark.parametrize("name", QUOTED)
def test_what_is_quoted_is_checked_at_opening_however_large(
    live: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(segment, "LARGE", 0)
    flip(folder / name)
    with pytest.raises(DamagedGeneration, match=f"{name} is not what was built"):
        LocalStore.open(live)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_found_and_named(live: Path, folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DamagedGeneration) as caught:
        LocalStore.open(live)
    assert str(caught.value) == f"{folder / name} is missing; run `pincite index rebuild`."


def test_a_file_that_was_cut_short_is_found(live: Path, folder: Path) -> None:
    data = (folder / "texts.utf8").read_bytes()
    (folder / "texts.utf8").write_bytes(data[:-1])
    with pytest.raises(DamagedGeneration, match=f"{len(data) - 1} bytes .* the manifest says {len(data)}"):
        LocalStore.open(live)


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedGeneration) as caught:
        Manifest.read(tmp_path / "gone")
    assert str(caught.value) == f"{tmp_path / 'gone'} has no manifest.json; run `pincite index rebuild`."


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"format": 0}'])
def test_a_malformed_manifest_is_refused(live: Path, data: bytes) -> None:
    (live / "manifest.json").write_bytes(data)
    with pytest.raises(DamagedGeneration) as caught:
        Manifest.read(live)
    assert str(caught.value).startswith(f"{live / 'manifest.json'} is malformed (")
    assert str(caught.value).endswith("run `pincite index rebuild`.")


@pytest.mark.parametrize("more", [{}, {"quantised": True}])
def test_another_format_is_refused_with_both_numbers(live: Path, more: dict[str, bool]) -> None:
    path = live / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": FORMAT + 1} | more))
    with pytest.raises(DamagedGeneration) as caught:
        LocalStore.open(live)
    assert str(caught.value) == (
        f"{live} has format {FORMAT + 1}, this pincite reads {FORMAT}; run `pincite index rebuild`."
    )


@pytest.mark.parametrize(
    ("other", "part", "built", "found"),
    [
        (BagOfWords(name="other"), "name", "bag-of-words", "other"),
        (BagOfWords(sha256="1" * 64), "sha256", "0" * 64, "1" * 64),
        (BagOfWords(dimension=64), "dimension", "1024", "64"),
    ],
)
def test_another_model_is_refused_naming_both(live: Path, other: BagOfWords, part: str, built: str, found: str) -> None:
    with pytest.raises(ModelError) as caught:
        Manifest.read(live).check_encoder(other)
    assert str(caught.value) == (
        f"The index was built with model bag-of-words ({part} {built}), but {other.name} ({part} {found}) is set; "
        "run `pincite index rebuild`, or set PINCITE_MODEL to the first."
    )


def test_the_model_it_was_built_with_is_accepted(live: Path) -> None:
    Manifest.read(live).check_encoder(BagOfWords())


def test_a_digest_in_the_manifest_that_is_wrong_names_the_file(live: Path, folder: Path) -> None:
    contents = contents_of(folder)
    entry = contents.files["passages.npy"]
    seal(live, replace(contents, files=contents.files | {"passages.npy": replace(entry, sha256="0" * 64)}))
    with pytest.raises(DamagedGeneration, match=r"passages\.npy is not what was built"):
        LocalStore.open(live)


def test_a_segments_manifest_that_is_not_the_one_of_the_generation_is_found(live: Path, folder: Path) -> None:
    path = folder / "manifest.json"
    digest, data = sha256(path.read_bytes()).hexdigest(), path.read_bytes() + b"\n"
    path.write_bytes(data)
    with pytest.raises(DamagedGeneration) as caught:
        LocalStore.open(live)
    assert str(caught.value) == (
        f"{path} is not what was built: it has SHA-256 {sha256(data).hexdigest()[:12]}…, not {digest[:12]}…; run "
        "`pincite index rebuild`."
    )


def test_a_segment_that_is_gone_is_named(live: Path, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(DamagedGeneration) as caught:
        LocalStore.open(live)
    assert str(caught.value) == f"{folder} has no manifest.json; run `pincite index rebuild`."


def test_a_removed_document_that_the_segment_never_had_is_named(live: Path, folder: Path) -> None:
    manifest = Manifest.read(live)
    replace(manifest, segments=(replace(manifest.segments[0], removed=("a", "zebra")),)).write(live)
    with pytest.raises(DamagedGeneration) as caught:
        LocalStore.open(live)
    assert str(caught.value) == f"{live} has no zebra to leave out of {folder}; run `pincite index rebuild`."
