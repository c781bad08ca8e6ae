import json
from hashlib import sha256
from pathlib import Path

from index.storage.layout import DOCUMENTS, SEGMENTS, SOURCES
from index.storage.sources import clean_sources


def write_documents(root: Path, segment: str, *documents: dict[str, str | None]) -> None:
    folder = root / SEGMENTS / segment
    folder.mkdir(parents=True)
    (folder / DOCUMENTS).write_text("".join(f"{json.dumps(document)}\n" for document in documents), encoding="utf-8")


def test_the_sources_of_documents_that_count_stay(tmp_path: Path) -> None:
    used, removed, unused = (sha256(name.encode()).hexdigest() for name in ("used", "removed", "unused"))
    (tmp_path / SOURCES).mkdir()
    for name in (used, removed, unused):
        (tmp_path / SOURCES / name).write_bytes(b"")
    write_documents(tmp_path, "one", {"id": "a", "source_sha256": used}, {"id": "b", "source_sha256": None})
    write_documents(tmp_path, "other", {"id": "c", "source_sha256": removed}, {"id": "a", "source_sha256": used})
    clean_sources(tmp_path, {"one": set(), "other": {"a", "c"}, "gone": set()})
    assert [path.name for path in (tmp_path / SOURCES).iterdir()] == [used]
