"""Where the live generation is asked: in the index folder, or in Qdrant, where it is brought after every change."""

from typing import TYPE_CHECKING

from index.errors import NoGeneration
from index.settings import Settings
from index.storage.generations import Generations
from index.store import Catalogue, Store

if TYPE_CHECKING:
    from index.storage.qdrant.catalogue import QdrantCatalogue


def catalogue_of(settings: Settings) -> Catalogue:
    """The generations that are asked.

    Raises:
        SettingsError: the address of the store cannot be used.
    """
    return Generations(settings.index) if settings.store is None else _in_qdrant(settings, settings.store)


def open_live(settings: Settings) -> Store:
    """The live generation.

    Raises:
        NoGeneration: nothing was built yet.
        DamagedGeneration: it is not what was built.
        StoreUnavailable: the store cannot be reached.
    """
    catalogue = catalogue_of(settings)
    name = catalogue.live_name()
    if not name:
        raise NoGeneration.yet(catalogue)
    return catalogue.open(name)


def bring(settings: Settings, *, quiet: bool = False) -> None:
    """Bring the generation that is live in the index folder to the store, if one is set, and make it live there.

    What is there is not sent again: after a failure the same call goes on.

    Raises:
        StoreUnavailable: the store cannot be reached; what is live there stays.
    """
    if settings.store is None:
        return
    from index.progress import Progress  # who asks needs none

    generations, catalogue = Generations(settings.index), _in_qdrant(settings, settings.store)
    with generations.lock(wait=True):  # what is brought is not removed meanwhile
        name = generations.live_name()
        if name:
            store = generations.open(name)
            with Progress("Bringing", store.manifest.sentences, "sentences", quiet=quiet) as progress:
                catalogue.publish(store, settings.keep, progress.advance)
        elif name == "":
            catalogue.retire()


def _in_qdrant(settings: Settings, store: str) -> "QdrantCatalogue":
    from index.storage.qdrant.address import Address, connect, key_of

    address = Address.parse(store)
    client = connect(address, key_of(settings.store_key, settings.store_key_file))  # says what is not installed
    from index.storage.qdrant.catalogue import QdrantCatalogue

    return QdrantCatalogue(client, address)
