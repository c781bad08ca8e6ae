import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.commands import index
from index.errors import NoGeneration
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from tests.building import article, build, segment_of
from tests.commanding import help_of, paths, run
from tests.fake_encoder import BagOfWords

PROGRESS = "Encoding: 1 of 1 passages\n"


def invoke(*arguments: str | Path, **environ: str) -> Result:
    return CliRunner().invoke(index, [str(a) for a in arguments], env=environ)


def assert_fails(result: Result, code: int, message: str) -> None:
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr == f"pincite: {message}\n"


@pytest.fixture
def root(tmp_path: Path, fake: BagOfWords) -> Path:
    """Two generations, the second live."""
    build(tmp_path / "built", fake, article("One cat."))
    build(tmp_path / "built", fake, article("One cat. Two dogs."))
    return tmp_path / "built"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "news.txt").write_text("One cat. Two dogs.")
    return folder


@pytest.mark.slow
def test_rebuild_says_what_it_did(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "new"
    first = invoke("rebuild", "--seeds", seeds, "--index", root)
    name = Generations(root).live_name()
    assert first.exit_code == 0, first.stderr
    assert first.stdout.startswith(
        f"Generation {name} is live: 1 documents, 2 sentences (2 new, 0 kept, 0 removed), 1 passages; "
        "1 passages encoded in "
    )
    assert first.stderr == PROGRESS
    (seeds / "news.txt").write_text("One cat. Three birds.")
    second = invoke("rebuild", "--json", PINCITE_SEEDS=str(seeds), PINCITE_INDEX=str(root))
    report = json.loads(second.stdout)
    assert report.pop("generation") == Generations(root).live_name() != name
    assert report.pop("seconds") > 0
    assert report == {
        "documents": 1,
        "sentences": 2,
        "passages": 1,
        "new": 1,
        "kept": 1,
        "removed": 1,
        "embedded": 1,
        "read": 1,
        "unchanged": 0,
        "left_out": [],
        "partly": [],
    }
    assert Manifest.read(Generations(root).live()).model.name == "pincite/multilingual-e5-small"
    full = invoke("rebuild", "--json", "--full", "--seeds", seeds, "--index", root)
    assert json.loads(full.stdout)["embedded"] == 1


def test_rebuild_without_articles_fails_before_a_model_is_loaded(tmp_path: Path) -> None:
    result = invoke("rebuild", "--seeds", tmp_path / "none", "--index", tmp_path, "--model", "no such/model/")
    message = f"The seeds folder {tmp_path / 'none'} does not exist; create it and put articles into it."
    assert_fails(result, 1, message)


WHY = "is not UTF-8: byte 0xe9 at position 3 (line 1): invalid continuation byte. Save it as UTF-8."


def test_rebuild_ends_with_what_was_left_out_and_why(seeds: Path, tmp_path: Path) -> None:
    (seeds / "bad.txt").write_bytes(b"caf\xe9!")
    result = invoke("rebuild", "--seeds", seeds, "--index", tmp_path / "built")
    assert result.exit_code == 0
    assert result.stdout.endswith(f"\nRead 1 sources, 0 unchanged; left out 1:\n  bad.txt  {WHY}\n")
    report = json.loads(invoke("rebuild", "--json", "--seeds", seeds, "--index", tmp_path / "built").stdout)
    assert (report["read"], report["unchanged"]) == (0, 1)
    assert report["left_out"] == [{"path": "bad.txt", "why": WHY}]


def test_rebuild_ends_with_what_was_read_in_part(seeds: Path, tmp_path: Path) -> None:
    attached = "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1\r\n--X--\r\n"
    head = "Subject: Cats\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n"
    (seeds / "mail.eml").write_text(f"{head}Content-Type: text/plain\r\n\r\nTwo cats sat.\r\n--X\r\n{attached}")
    why = "has attachments that are not read (a.csv); save them beside it."
    result = invoke("rebuild", "--strict", "--json", "--seeds", seeds, "--index", tmp_path / "built")
    assert json.loads(result.stdout)["partly"] == [{"path": "mail.eml", "why": why}]
    result = invoke("rebuild", "--full", "--seeds", seeds, "--index", tmp_path / "built")
    told = f"Read 2 sources, 0 unchanged; left out 0, read in part 1:\n  mail.eml  {why}\n"
    assert result.stdout.endswith(told)


def test_a_strict_rebuild_with_a_bad_article_fails_and_leaves_the_live_one(seeds: Path, root: Path) -> None:
    live = Generations(root).live_name()
    (seeds / "bad.txt").write_bytes(b"caf\xe9!")
    result = invoke("rebuild", "--strict", "--seeds", seeds, "--index", root)
    message = "A source cannot be read, and --strict wants all; nothing was changed.\n"
    assert_fails(result, 1, f"{message}Read 1 sources, 0 unchanged; left out 1:\n  bad.txt  {WHY}")
    assert Generations(root).live_name() == live


def test_rebuild_while_another_runs_fails(seeds: Path, root: Path) -> None:
    with Generations(root).lock():
        result = invoke("rebuild", "--seeds", seeds, "--index", root)
    assert_fails(result, 1, f"Another rebuild is running in {root}; wait for it to end.")


def test_shards_are_built_and_published(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "new"
    built = [invoke("rebuild", "--shard", f"{n}/2", "--seeds", seeds, "--index", root).stdout for n in (2, 1)]
    assert sorted(line.split(" documents, ")[0] for line in built) == [
        "Shard 1/2 is built: 0",
        "Shard 2/2 is built: 1",
    ]
    published = invoke("publish", "--index", root)
    live = Generations(root).live_name()
    counts = "2 shards, 1 documents, 2 sentences, 1 passages"
    assert (published.exit_code, published.stdout) == (0, f"Generation {live} is live: {counts}.\n")
    report = json.loads(invoke("publish", "--json", "--index", root).stdout)
    assert report.pop("generation") > live
    assert report == {"shards": 2, "documents": 1, "sentences": 2, "passages": 1}


def test_a_shard_that_is_none_is_wrong_usage(seeds: Path, tmp_path: Path) -> None:
    result = invoke("rebuild", "--shard", "3/2", "--seeds", seeds, "--index", tmp_path / "new")
    assert_fails(result, 2, "--shard is '3/2'; give a number and of how many, as in 3/16.")


def test_publishing_without_a_shard_names_it(seeds: Path, root: Path) -> None:
    live = Generations(root).live_name()
    invoke("rebuild", "--shard", "1/2", "--seeds", seeds, "--index", root)
    told = f"Shard 2/2 was not built in {root}; run `pincite index rebuild --shard 2/2`."
    assert_fails(invoke("publish", "--index", root), 1, told)
    assert Generations(root).live_name() == live


@pytest.mark.slow
def test_python_m_index_rebuild_does_the_same(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "new"
    done = run("-m", "index", "rebuild", PINCITE_SEEDS=str(seeds), PINCITE_INDEX=str(root))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        f"Generation {Generations(root).live_name()} is live: 1 documents, 2 sentences (2 new"
    )
    assert done.stderr == PROGRESS
    assert [text for _, text in LocalStore.open(Generations(root).live()).texts.each_sentence()] == [
        "One cat.",
        "Two dogs.",
    ]


def test_list_marks_the_live_generation(root: Path) -> None:
    old, live = Generations(root).names()
    result = invoke("list", "--index", root)
    assert (result.exit_code, result.stdout) == (
        0,
        f"  {old}  1 documents  1 sentences  1 segments  bag-of-words\n"
        f"* {live}  1 documents  2 sentences  1 segments  bag-of-words\n",
    )


def test_list_survives_a_generation_of_another_version_but_not_as_the_live_one(root: Path) -> None:
    old, live = Generations(root).names()
    (root / old / "manifest.json").write_text('{"format": 1}')
    result = invoke("list", "--index", root)
    assert (result.exit_code, result.stdout) == (0, f"* {live}  1 documents  2 sentences  1 segments  bag-of-words\n")
    assert result.stderr.startswith(f"pincite: {root / old} has format 1, this pincite reads ")
    Generations(root).point_to(old)
    assert invoke("list", "--index", root).exit_code == 1


def test_list_as_json_is_the_manifests(root: Path) -> None:
    listed = json.loads(invoke("list", "--json", "--index", root).stdout)
    assert [(m["generation"], m["live"], m["sentences"]) for m in listed] == [
        (Generations(root).names()[0], False, 1),
        (Generations(root).names()[1], True, 2),
    ]
    assert listed[1]["model"] == {"name": "bag-of-words", "sha256": "0" * 64, "dimension": 1024}


def test_verify_counts_what_it_checked(root: Path) -> None:
    name = Generations(root).live_name()
    result = invoke("verify", "--index", root)
    expected = f"Generation {name} is whole: 20 files, 1 documents, 2 sentences, 3 vectors.\n"
    assert (result.exit_code, result.stdout) == (0, expected)
    found = {"generation": name, "files": 20, "documents": 1, "sentences": 2, "vectors": 3}
    assert json.loads(invoke("verify", "--json", "--index", root).stdout) == found


def test_verify_names_a_damaged_file(root: Path) -> None:
    path = segment_of(Generations(root).live()) / "passages.npy"
    path.unlink()
    assert_fails(invoke("verify", "--index", root), 1, f"{path} is missing; run `pincite index rebuild`.")


def test_rollback_names_the_generation_that_is_live_now(root: Path) -> None:
    old, _ = Generations(root).names()
    result = invoke("rollback", "--index", root)
    assert (result.exit_code, result.stdout) == (0, f"Generation {old} is live.\n")
    assert Generations(root).live_name() == old
    assert_fails(invoke("rollback", "--index", root), 1, f"There is no generation before {old} in {root}.")


@pytest.mark.parametrize("command", ["list", "verify", "rollback"])
def test_without_an_index_there_is_one_line_of_advice(tmp_path: Path, command: str) -> None:
    result = invoke(command, "--index", tmp_path)
    assert_fails(result, 1, str(NoGeneration.yet(tmp_path)))


@pytest.mark.parametrize("command", ["list", "verify", "rollback", "rebuild"])
def test_an_index_folder_that_is_a_file_fails_in_one_line(seeds: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("x")
    more: list[str | Path] = ["--seeds", seeds] if command == "rebuild" else []
    result = invoke(command, "--index", tmp_path / "file", *more)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("pincite: ")
    assert str(tmp_path / "file") in result.stderr


@pytest.mark.parametrize("command", ["list", "verify", "rollback", "rebuild"])
def test_an_unknown_setting_is_wrong_usage(command: str) -> None:
    result = invoke(command, PINCITE_MODLE="x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("pincite: Unknown setting PINCITE_MODLE; the settings are ")


def test_an_unknown_command_is_wrong_usage() -> None:
    assert invoke("rebild").exit_code == 2


@pytest.mark.parametrize("path", list(paths(index)), ids=" ".join)
def test_help_is_shown_without_loading_a_model(path: list[str]) -> None:
    text, imported = help_of("index.commands", "index", *path)
    assert imported == []
    assert text.startswith("Usage: ")
    assert "--help" in text
