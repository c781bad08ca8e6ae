"""Addresses of stores, and the client of one."""

from pathlib import Path

import pytest

from index.errors import SettingsError
from index.storage.qdrant.address import Address, connect, key_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("qdrant://host", Address("http://host:6333", "pincite", 1, 1)),
        ("qdrant://10.0.0.1:7000/", Address("http://10.0.0.1:7000", "pincite", 1, 1)),
        ("qdrants://host:443/team-a", Address("https://host:443", "team-a", 1, 1)),
        ("qdrant://[::1]:6333/x?shards=6&replicas=2", Address("http://[::1]:6333", "x", 6, 2)),
    ],
)
def test_an_address_says_where_and_what(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "host:6333", "http://host", "qdrant://", "qdrant://host:port", "qdrant://host:70000", "qdrant://me:key@host",
        "qdrant://host/a/b", "qdrant://host/ä b", "qdrant://host?shard=3", "qdrant://host?shards=0",
        "qdrant://host?replicas=many", "qdrant://host?shards=",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_one_looks_like(text: str) -> None:
    with pytest.raises(SettingsError, match="should look like qdrant://host:6333/prefix"):
        Address.parse(text)


def test_a_client_sends_nothing_before_it_is_asked() -> None:
    connect(Address("http://127.0.0.1:1"), "key").close()


def test_a_key_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    assert key_of(None, tmp_path / "key") == "secret"
    assert key_of("secret", None) == "secret"
    assert key_of(None, None) is None
    with pytest.raises(SettingsError, match="both set"):
        key_of("secret", tmp_path / "key")
    with pytest.raises(SettingsError, match="cannot be read"):
        key_of(None, tmp_path / "none")
