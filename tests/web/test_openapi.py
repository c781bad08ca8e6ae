"""The API does what its own OpenAPI document says: schemathesis makes the requests from it, good and bad."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

EXAMPLES = 60  # requests for each operation and phase


@pytest.mark.slow
def test_the_api_keeps_its_own_openapi_document(server_url: str, tmp_path: Path) -> None:
    arguments = [f"--max-examples={EXAMPLES}", "--generation-database=none", "--no-color"]
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from schemathesis.cli import schemathesis; schemathesis()",
            "run",
            f"{server_url}/openapi.json",
            *arguments,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Selected: 10/10" in run.stdout
    assert "Tested: 10" in run.stdout


def test_the_openapi_document_has_every_route(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    assert {path: sorted(operations) for path, operations in paths.items()} == {
        "/ask": ["get", "post"],
        "/documents": ["get"],
        "/documents/{document_id}": ["get"],
        "/documents/{document_id}/pages/{page}.png": ["get"],
        "/feedback": ["post"],
        "/healthz": ["get"],
        "/metrics": ["get"],
        "/readyz": ["get"],
        "/suggestions": ["get"],
    }
