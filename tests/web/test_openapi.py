"""The API does what its own OpenAPI document says: schemathesis makes the requests from it, good and bad."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build import rebuild
from index.networks.encoder import Encoder
from tests.conftest import ROOT, SEEDS
from tests.running import running_server

EXAMPLES = 60  # requests for each operation and phase
SEED = 1  # of these: the same code is asked the same


@pytest.fixture
def own_url(encoder: Encoder, tmp_path: Path) -> Iterator[str]:
    """The address of a server on a library of its own, which may be filled and emptied."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    rebuild(tmp_path / "seeds", tmp_path / "built", encoder, keep=3)
    with running_server(tmp_path / "built", tmp_path / "log") as server:
        yield server.url


@pytest.mark.slow
def test_the_api_keeps_its_own_openapi_document(own_url: str, tmp_path: Path) -> None:
    # Documents come and go by jobs, later than the response: what was just added is not there yet.
    later = "--exclude-checks=ensure_resource_availability,use_after_free"
    arguments = [later, f"--max-examples={EXAMPLES}", f"--seed={SEED}", "--generation-database=none", "--no-color"]
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from schemathesis.cli import schemathesis; schemathesis()",
            "run",
            f"{own_url}/openapi.json",
            *arguments,
        ],
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.web.openapi_hooks", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Selected: 18/18" in run.stdout
    assert "Tested: 18" in run.stdout


def test_the_openapi_document_has_every_route(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    assert {path: sorted(operations) for path, operations in paths.items()} == {
        "/ask": ["get", "post"],
        "/documents": ["get", "post"],
        "/documents/{document_id}": ["delete", "get", "patch"],
        "/documents/{document_id}/pages/{page}.png": ["get"],
        "/documents/{document_id}/source": ["get"],
        "/feedback": ["post"],
        "/healthz": ["get"],
        "/jobs/{job_id}": ["get"],
        "/matches": ["get"],
        "/metrics": ["get"],
        "/portions": ["get"],
        "/quotes/check": ["post"],
        "/readyz": ["get"],
        "/suggestions": ["get"],
    }


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_what_is_asked_of_a_document_says_that_there_may_be_none_yet(client: FlaskClient, method: str) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    assert "503" in paths["/documents/{document_id}"][method]["responses"]


LENGTHS = [("x" * 1000, True), (f"\x1f{'x' * 1000}\n", True), ("x" * 1001, False), ("\n\x85\t", False), (" x", True)]


@pytest.mark.parametrize(("question", "taken"), LENGTHS)
def test_the_length_of_a_question_is_documented_as_it_is_counted(
    client: FlaskClient, question: str, taken: bool
) -> None:
    pattern = client.get("/openapi.json").get_json()["components"]["schemas"]["AskBody"]["properties"]["question"][
        "pattern"
    ]
    assert bool(re.search(pattern, question)) is taken
    assert client.post("/ask", json={"question": question}).status_code == (200 if taken else 422)
