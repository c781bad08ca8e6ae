from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.shards import Shard, built_shards

IDS = [f"folder/article {number}" for number in range(4000)]


@pytest.mark.parametrize("text", ["1/1", "3/16", "16/16", "10000/10000"])
def test_a_shard_is_given_as_its_number_and_how_many_there_are(text: str) -> None:
    assert str(Shard.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "3", "3/", "/16", "0/16", "17/16", "-1/4", "1/0", "3 / 16", "a/b", "1/2/3", "1/10001"]
)
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Shard.parse(text)
    assert str(refused.value) == f"--shard is {text!r}; give a number and of how many, as in 3/16."


def test_a_document_is_in_one_shard_of_all_and_they_are_about_as_large() -> None:
    for of in (1, 2, 7, 16):
        found = Counter(shard.number for name in IDS for n in range(of) if (shard := Shard(n + 1, of)).has(name))
        assert found.total() == len(IDS)
        assert set(found) == set(range(1, of + 1))
        assert max(found.values()) <= 1.3 * len(IDS) / of


def test_the_shard_of_a_document_is_the_same_everywhere() -> None:
    for name, number in (("news", 16), ("a/b", 14), ("żółw", 16)):
        assert [n for n in range(1, 17) if Shard(n, 16).has(name)] == [number]
        assert int(sha256(name.encode()).hexdigest()[:16], 16) % 16 + 1 == number


def test_shards_that_were_begun_are_found_by_their_folders(tmp_path: Path) -> None:
    assert built_shards(tmp_path) == []
    for shard in (Shard(10, 16), Shard(2, 16), Shard(1, 4)):
        shard.folder(tmp_path).mkdir(parents=True)
    (tmp_path / "shards" / "notes").mkdir()
    assert built_shards(tmp_path) == [Shard(1, 4), Shard(2, 16), Shard(10, 16)]
    assert Shard(2, 16).folder(tmp_path) == tmp_path / "shards" / "2-of-16"
