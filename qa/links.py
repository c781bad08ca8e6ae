"""The addresses of a document and of a sentence in it: `/documents/ID#s120-138`."""

from urllib.parse import quote


def document_link(document_id: str) -> str:
    """The address of a document's page."""
    return f"/documents/{quote(document_id)}"


def anchor(start: int, end: int) -> str:
    """What names a sentence on its document's page: its range in code points."""
    return f"s{start}-{end}"
