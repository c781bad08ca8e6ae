"""Answering and looking after the index load no training framework: a person who asks does not wait for it."""

from pathlib import Path

import pytest

from tests.commanding import run
from tests.conftest import SEEDS

pytestmark = pytest.mark.slow

FRAMEWORKS = {"torch", "sentence_transformers", "transformers"}
READERS = {
    "lxml",
    "pypdfium2",
    "selectolax",
    "striprtf",
    "trafilatura",
    "webvtt",
}  # of sources that the seeds have none of
UNNEEDED = (
    FRAMEWORKS
    | READERS
    | {"bm25s", "huggingface_hub", "markdown_it", "py3langid", "scipy", "sentencex", "sklearn", "tqdm"}
)

_COMMAND = """
import sys
from web.commands import main
main(standalone_mode=False)
print("imported:", *{name.partition(".")[0] for name in sys.modules})
"""
# It ends as a server does: Python's own end would abort the thread that works out suggestions.
_SERVER = """
import os, sys
from pathlib import Path
from index.settings import Settings
import web.serve
from web.app import create_app
print(create_app(Settings(index=Path(sys.argv[1]))).test_client().get("/ask?question=Who+is+Ushakov").status)
print("imported:", *{name.partition(".")[0] for name in sys.modules}, flush=True)
os._exit(0)
"""


def outcome(script: str, *arguments: str) -> tuple[str, set[str]]:
    """What a script prints in a process of its own, and the packages that it imported."""
    done = run("-c", script, *arguments)
    assert done.returncode == 0, done.stderr
    text, _, imported = done.stdout.rpartition("imported:")
    assert "index" in imported.split()
    return text, set(imported.split())


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["ask", "When is the video call?"], "[1] Officials"),
        (["index", "verify"], "is whole"),
        (["index", "list"], "1 documents"),
    ],
)
def test_a_command_imports_only_what_it_needs(built: Path, arguments: list[str], printed: str) -> None:
    text, imported = outcome(_COMMAND, *arguments, "--index", str(built))
    assert printed in text
    assert imported & UNNEEDED == set()


def test_serving_imports_only_what_it_needs(built: Path) -> None:
    text, imported = outcome(_SERVER, str(built))
    assert text == "200 OK\n"
    assert imported & UNNEEDED == set()
    assert "onnxruntime" in imported


def test_a_rebuild_imports_no_framework(tmp_path: Path) -> None:
    text, imported = outcome(_COMMAND, "index", "rebuild", "--seeds", str(SEEDS), "--index", str(tmp_path))
    assert "is live" in text
    assert imported & (FRAMEWORKS | READERS) == set()
    assert {"sentencex", "tqdm"} <= imported  # what a question does not need


def test_another_model_imports_the_framework() -> None:
    """So the tests above can fail."""
    code = "import sys; from index.networks.loading import load_encoder\n"
    code += "from index.networks.models import minilm_folder\n"
    code += "load_encoder(str(minilm_folder())); print('imported:', *sys.modules)"
    _, imported = outcome(code)
    assert imported >= FRAMEWORKS
