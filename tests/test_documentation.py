"""What the pages for newcomers say is so: paths exist, the map has a place for every module, CI runs what it should."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

PAGES = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "index/storage/README.md",
    "qa/EXAMPLES.md",
    "qa/datasets/README.md",
    "qa/evaluate/QUOTES.md",
    "qa/evaluate/README.md",
    "qa/weights/MODEL_CARD.md",
    "tests/benchmarks/README.md",
]
MAP = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:index|qa|web|tests|seeds|\.ci)/[\w./-]*|[\w-]+\.(?:md|toml|txt))`")


def named(page: str) -> set[str]:
    """The paths that a page names: in full, from the root."""
    return set(PATH.findall(page))


def unplaced(page: str, root: Path) -> Iterator[str]:
    """Modules that the map names neither themselves nor by their folder; the packages themselves are no place."""
    places = named(page) - {"index/", "qa/", "web/"}
    for package in ("index", "qa", "web"):
        for path in sorted((root / package).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            folders = {f"{folder}/" for folder in map(Path.as_posix, path.relative_to(root).parents)}
            if not path.name.startswith("__") and name not in places and not folders & places:
                yield name


def test_every_path_on_the_map_exists() -> None:
    assert len(named(MAP)) > 40
    assert [path for path in sorted(named(MAP)) if not (ROOT / path).exists()] == []


def test_every_module_has_its_place_on_the_map() -> None:
    assert list(unplaced(MAP, ROOT)) == []


def test_a_module_without_a_place_is_found(tmp_path: Path) -> None:
    (tmp_path / "qa/train").mkdir(parents=True)
    for name in ("qa/__init__.py", "qa/ask.py", "qa/new.py", "qa/train/loop.py"):
        (tmp_path / name).touch()
    assert list(unplaced("`qa/` has `qa/ask.py` and `qa/train/`.", tmp_path)) == ["qa/new.py"]


@pytest.mark.parametrize("page", PAGES)
def test_links_of_the_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_contributing_names_targets_that_make_has() -> None:
    targets = (ROOT / "Makefile").read_text(encoding="utf-8").partition(".PHONY: ")[2].partition("\n")[0].split()
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`make (\w+)`", page)) <= set(targets)


def test_the_workflow_runs_what_a_clean_clone_must_pass() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert steps[-1] == {"run": ".ci/run"}


def test_issue_forms_are_complete() -> None:
    forms = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
    for form in (yaml.safe_load(path.read_text(encoding="utf-8")) for path in forms if path.name != "config.yml"):
        assert form["name"]
        assert form["description"]
        assert all(field["attributes"]["label"] for field in form["body"])


def test_hooks_before_a_commit_come_from_the_virtual_environment_and_are_those_of_make_check() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repository["repo"] for repository in hooks] == ["local"]
    check = (ROOT / "Makefile").read_text(encoding="utf-8")
    entries = [hook["entry"].split()[0] for hook in hooks[0]["hooks"]]
    assert entries == [".venv/bin/ruff", ".venv/bin/ruff", ".venv/bin/mypy"]
    assert [e for e in entries if f"$(BIN)/{Path(e).name}" not in check] == []
