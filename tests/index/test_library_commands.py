"""`pincite add`, `remove` and `documents`, as a person types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.commanding import help_of
from web.commands import main

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes/sub").mkdir(parents=True)
    (tmp_path / "notes/sub/trees.md").write_text("Oak grows slowly.")
    (tmp_path / "notes/sub/trees.toml").write_text('title = "Trees"')
    (tmp_path / "notes/a.png").write_bytes(b"x")
    (tmp_path / "log.txt").write_text("Seven ships passed.")
    return tmp_path


def pincite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_files_and_folders_are_added_listed_and_removed(folder: Path) -> None:
    added = pincite("add", "log.txt", "notes")
    assert added.stdout == "Added log.txt as log.\nAdded notes/sub/trees.md as notes/sub/trees.\n"
    assert added.stderr.splitlines()[-1].startswith("pincite: notes/a.png is of no format that is read (")
    assert added.exit_code == 1
    listed = pincite("documents")
    assert listed.stdout == "log                   1  log\nnotes/sub/trees       1  Trees\n"
    known = json.loads(pincite("documents", "--json").stdout)
    assert [(d["id"], d["title"], d["sentences"]) for d in known] == [
        ("log", "log", 1),
        ("notes/sub/trees", "Trees", 1),
    ]
    removed = pincite("remove", "log", "none")
    assert (removed.exit_code, removed.stdout) == (1, "Removed log.\n")
    told = "pincite: No document has the id 'none'. `pincite documents` lists those there are."
    assert removed.stderr.splitlines()[-1] == told
    assert sorted(p.relative_to(folder).as_posix() for p in (folder / "seeds").rglob("*") if p.is_file()) == [
        "seeds/notes/sub/trees.md",
        "seeds/notes/sub/trees.toml",
    ]


def test_what_is_there_already_is_said(folder: Path) -> None:
    pincite("add", "log.txt")
    again = pincite("add", "--json", "log.txt")
    assert (again.exit_code, json.loads(again.stdout)[0]["state"]) == (0, "there")


def test_a_file_that_is_not_there_fails_in_one_line(folder: Path) -> None:
    failed = pincite("add", "none.txt")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert failed.stderr == "pincite: none.txt cannot be read: No such file or directory.\n"


def test_a_link_is_wrong_usage_unless_links_may_be_fetched(folder: Path) -> None:
    failed = pincite("add", "http://127.0.0.1/x")
    assert failed.exit_code == 2
    assert failed.stderr == (
        "pincite: http://127.0.0.1/x is a link, and links are fetched only with --fetch or PINCITE_FETCH=true.\n"
    )
    failed = pincite("add", "--fetch", "http://127.0.0.1/x")
    assert failed.exit_code == 1
    assert failed.stderr.endswith("127.0.0.1 is 127.0.0.1, which is not a public address.\n")


@pytest.mark.parametrize("command", ["add", "remove", "documents"])
def test_help_is_shown_without_loading_a_model(command: str) -> None:
    text, imported = help_of("web.commands", "main", command)
    assert imported == []
    assert text.startswith("Usage: ")


def test_the_example_is_added_where_nothing_is_at_hand(folder: Path) -> None:
    added = pincite("add", "--example")
    assert added.stdout == "Added ukraine-security-guarantees.txt as ukraine-security-guarantees.\n"
    assert pincite("documents").stdout.endswith("  Security guarantees for Ukraine\n")
    nothing = pincite("add")
    assert nothing.exit_code == 2
    assert "Name what to add: a file, a folder, a link, or --example." in nothing.stderr
