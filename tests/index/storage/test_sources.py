import json
from hashlib import sha256
from pathlib import Path

from index.storage.layout import DOCUMENTS, SOURCES
from index.storage.sources import clean_sources


def write_documents(root: Path, generation: str, *documents: dict[str, str | None]) -> None:
    (root / generation).mkdir()
    lines = "".join(f"{json.dumps(document)}\n" for document in documents)
    (root / generation / DOCUMENTS).write_text(lines, encoding="utf-8")


def test_sources_of_kept_generations_stay_and_an_older_versions_generation_has_none(tmp_path: Path) -> None:
    used, unused = sha256(b"used").hexdigest(), sha256(b"unused").hexdigest()
    (tmp_path / SOURCES).mkdir()
    for name in (used, unused):
        (tmp_path / SOURCES / name).write_bytes(b"")
    write_documents(tmp_path, "new", {"id": "a", "source_sha256": used}, {"id": "b", "source_sha256": None})
    write_documents(tmp_path, "old", {"id": "a"})
    clean_sources(tmp_path, ["old", "new", "gone"])
    assert [path.name for path in (tmp_path / SOURCES).iterdir()] == [used]
