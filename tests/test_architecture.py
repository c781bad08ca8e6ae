"""Data flows right, imports point left: index <- qa <- web. What the README and the packaging say is checked too."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from index.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
ORDER = ["index", "qa", "web"]  # each may import itself and those before it
OFFLINE = ("qa.datasets", "qa.evaluate", "qa.train")  # what they may import of one another: those before them


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(folder: Path) -> list[str]:
    """Imports that point right."""
    return [
        f"{path.relative_to(folder)} imports {name}"
        for package in ORDER
        for path in modules(folder / package)
        for name in imports(path)
        if name.split(".")[0] in ORDER[ORDER.index(package) + 1 :]
    ]


def test_imports_point_left() -> None:
    assert breaches(ROOT) == []


@pytest.mark.parametrize("package", ["index", "qa"])
def test_an_import_that_points_right_is_found(tmp_path: Path, package: str) -> None:
    for name in ORDER:
        (tmp_path / name).mkdir()
    (tmp_path / package / "wrong.py").write_text("def f() -> None:\n    from web.app import create_app\n")
    assert breaches(tmp_path) == [f"{package}/wrong.py imports web.app.create_app"]


# What each part of `index/` may import of the others. The hall holds the nouns, the seams and what puts all together.
ROOMS = {
    "errors": set[str](),
    "documents": set[str](),
    "places": {"documents"},
    "settings": {"errors"},
    "progress": set[str](),
    "terminal": {"errors", "settings"},
    "english": set[str](),
    "languages": set[str](),
    "folding": {"english"},
    "reading": {"documents", "english", "errors", "languages", "places"},
    "networks": {"documents", "errors", "settings"},
    "store": {"documents", "networks"},
    "storage": {"documents", "errors", "folding", "languages", "networks", "places", "store"},
    "read": {"documents", "errors", "reading", "storage"},
    "embed": {"documents", "networks", "progress", "storage"},
    "shards": {"errors", "storage"},
    "build": {"documents", "embed", "errors", "networks", "progress", "read", "reading", "shards", "storage"},
    "publish": {"build", "errors", "shards", "storage"},
    "catalogue": {"errors", "progress", "settings", "storage", "store"},
    "staging": {"storage"},
    "changes": set[str](),
    "plan": {"changes", "errors", "reading", "staging"},
    "library": {"build", "changes", "documents", "errors", "networks", "plan", "read", "reading", "staging", "storage"},
    "jobs": {"changes", "errors"},
    "example": {"changes"},
    "public": {"errors"},
    "fetch": {"changes", "errors", "public", "reading"},
    "given": {"changes", "errors", "reading"},
    "library_commands": {
        "catalogue",
        "changes",
        "errors",
        "example",
        "fetch",
        "given",
        "library",
        "networks",
        "settings",
        "storage",
        "terminal",
    },
    "commands": {
        "build",
        "catalogue",
        "errors",
        "networks",
        "publish",
        "reading",
        "settings",
        "shards",
        "storage",
        "terminal",
    },
}


def room_breaches(folder: Path) -> list[str]:
    """Imports inside `index/` that its plan does not know."""
    return [
        f"{path.relative_to(folder)} imports {name}"
        for path in modules(folder / "index")
        for name in imports(path)
        if name.startswith("index.") and path.name != "__main__.py"
        for room, other in [(path.relative_to(folder / "index").parts[0].removesuffix(".py"), name.split(".")[1])]
        if room != other and other not in ROOMS[room]
    ]


def test_the_rooms_of_the_index_import_what_the_plan_allows() -> None:
    assert room_breaches(ROOT) == []


def test_an_import_that_the_plan_of_the_rooms_does_not_know_is_found(tmp_path: Path) -> None:
    (tmp_path / "index/reading").mkdir(parents=True)
    (tmp_path / "index/reading/wrong.py").write_text("from index.storage.texts import Entry\n")
    assert room_breaches(tmp_path) == ["index/reading/wrong.py imports index.storage.texts.Entry"]


def test_the_plan_of_the_rooms_has_floors() -> None:
    """Taken from below, each room imports only what is already there: there is no circle."""
    below: set[str] = set()
    while rest := set(ROOMS) - below:
        floor = {room for room in rest if ROOMS[room] <= below}
        assert floor, f"a circle among {sorted(rest)}"
        below |= floor


def test_no_module_imports_itself_by_way_of_others() -> None:
    paths = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for o in ORDER for p in modules(ROOT / o)}
    # Of `from a.b import c`, `a.b.c` is imported if it is a module, `a.b` if it is not.
    arrows = {
        name: {n for found in imports(path) for n in (found, found.rpartition(".")[0]) if n in paths} - {name}
        for name, path in paths.items()
    }
    while leaves := {name for name, others in arrows.items() if not others}:
        arrows = {name: others - leaves for name, others in arrows.items() if name not in leaves}
    assert arrows == {}


def test_web_sees_neither_faiss_nor_a_model() -> None:
    libraries = ("faiss", "bm25s", "torch", "sentence_transformers", "onnxruntime", "tokenizers")
    ours = ("index.networks", "index.storage.vectors", "qa.reader")
    banned = libraries + ours
    seen = [f"{p.name} imports {n}" for p in modules(ROOT / "web") for n in imports(p) if n.startswith(banned)]
    assert seen == []


def test_data_sets_know_nothing_of_training_and_evaluation_nor_evaluation_of_training() -> None:
    seen = [
        f"{path.relative_to(ROOT)} imports {name}"
        for number, package in enumerate(OFFLINE)
        for path in modules(ROOT / package.replace(".", "/"))
        for name in imports(path)
        if name.startswith(OFFLINE[number + 1 :])
    ]
    assert seen == []


@pytest.mark.slow
def test_the_running_service_imports_no_data_sets_training_or_evaluation() -> None:
    code = "import sys, web.app, web.serve, qa.service; print([m for m in sys.modules if m.startswith(%r)])"
    result = subprocess.run(
        [sys.executable, "-c", code % (OFFLINE,)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_environment_is_read_in_one_module() -> None:
    readers = [
        p.relative_to(ROOT).as_posix()
        for package in ORDER
        for p in modules(ROOT / package)
        if re.search(r"os\.environ(?!\.setdefault)|getenv", p.read_text(encoding="utf-8"))
    ]
    assert readers == ["index/settings.py"]


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [f.name for f in fields(Settings) if f"`{PREFIX}{f.name.upper()}`" not in readme] == []


def test_packages_and_their_data_are_listed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = sorted({p.parent.relative_to(ROOT).as_posix().replace("/", ".") for o in ORDER for p in modules(ROOT / o)})
    assert listed == sorted([*found, "seeds"])  # which ships the example


def test_every_dependency_has_an_exact_version_within_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    torch = re.search(r"^TORCH := (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert torch is not None
    installed = Requirement(torch[1])
    extras = project["optional-dependencies"]
    wanted = {
        "requirements.txt": project["dependencies"],
        "web/deploy/requirements.txt": project["dependencies"] + extras["qdrant"],
        "constraints.txt": project["dependencies"] + [r for extra in extras.values() for r in extra],
    }
    for file, ranges in wanted.items():
        pins = {canonicalize_name(pin.name): pin for pin in [installed, *pinned(file)]}
        assert "setuptools" in pins  # builds pincite, which no pip downloads it for
        missing = [r for r in map(Requirement, ranges) if r.name != project["name"] and not is_met(r, pins)]
        assert (file, missing) == (file, [])


def is_met(wanted: Requirement, pins: Mapping[NormalizedName, Requirement]) -> bool:
    pin = pins.get(canonicalize_name(wanted.name))
    return pin is not None and all(p.version in wanted.specifier for p in pin.specifier)


def pinned(file: str) -> list[Requirement]:
    """What a file of exact versions names; each must have one version, and hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf-8").strip())
    pins = []
    for block in blocks:
        first, *hashes = re.split(r" \\\n +", block)
        assert hashes, block
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), block
        pin = Requirement(first)
        assert [p.operator for p in pin.specifier] == ["=="]
        pins.append(pin)
    return pins


@pytest.mark.parametrize("file", ["requirements.txt", "web/deploy/requirements.txt"])
def test_what_serving_needs_is_installed_from_the_same_files_as_what_tests_need(file: str) -> None:
    both = [(ROOT / name).read_text(encoding="utf-8") for name in (file, "constraints.txt")]
    serving, all_of_it = ({str(pin).partition(";")[0] for pin in pinned(f)} for f in (file, "constraints.txt"))
    assert serving - all_of_it == set()
    hashes = [set(re.findall(r"sha256:\w+", text)) for text in both]
    assert hashes[0] - hashes[1] == set()


def test_the_image_has_all_that_building_pincite_needs() -> None:
    dockerfile = (ROOT / "web/deploy/Dockerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (?!--)(.+) \S+$", dockerfile, re.MULTILINE) for name in line.split()}
    allowed = set(re.findall(r"^!(\S+)$", (ROOT / "web/deploy/Dockerfile.dockerignore").read_text(), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.partition(".")[0] for name in project["tool"]["setuptools"]["packages"]}
    needed = {*packages, "pyproject.toml", "web/deploy/requirements.txt", project["project"]["readme"]}
    needed |= set(project["project"]["license-files"])
    assert (needed - copied, copied - allowed) == (set(), set())
