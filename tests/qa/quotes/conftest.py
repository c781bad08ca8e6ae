"""A store of small articles in which quotes are looked for."""

import pytest

from index.storage.local import LocalStore
from tests.building import article, stored
from tests.fake_encoder import BagOfWords

HARBOUR = (
    "The Harbour\n\n"
    "The harbour opened in 1907, and Mayor Lindqvist cut the ribbon. It has not been closed since. "
    "Its twelve cranes — built in Gothenburg — can lift “forty tons” each.\n\n"
    "Fishing boats leave before dawn. The market doesn’t open on Mondays. "
    "In the old warehouse 🐟 the smell of tar has never faded, Anna Berg wrote.\n\n"
    "As of 2010[update] the harbour has 35 berths.[note 7] The pilot <M. Olsen, 1998> retired.\n"
)
LETTERS = (
    "Fishing boats leave before dawn. Nobody in the village remembers who carried the letters. "
    "The ferry carried secu-\nrity guards to the island in winter.\n"
)
GERMAN = "Der Hafen wurde 1907 eröffnet. Die Möwen kehren im Frühling nicht zurück."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    root = tmp_path_factory.mktemp("quotes")
    return stored(
        root, BagOfWords(), article(HARBOUR, "harbour"), article(LETTERS, "letters"), article(GERMAN, "hafen")
    )
