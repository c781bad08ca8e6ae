"""The generations in Qdrant: a collection each, and an alias that points to the live one.

The alias is only ever resolved, once for each question, and never asked through: a question that was asked through it
while it switched had its parts from two generations.
"""

import re
from collections.abc import Sequence

from qdrant_client import QdrantClient
from qdrant_client.models import (
    CreateAlias,
    CreateAliasOperation,
    DeleteAlias,
    DeleteAliasOperation,
)

from index.errors import DamagedGeneration, GenerationGone
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address
from index.storage.qdrant.collection import Collection, reaching
from index.storage.qdrant.points import LAYOUT, id_of
from index.storage.qdrant.push import Tell, push
from index.storage.qdrant.store import QdrantStore

_LIVE, _NONE = "live", "none"  # the alias; the collection that it points to since the last document was removed
_GENERATION = r"\d{8}T\d{6}\.\d{6}Z"


class QdrantCatalogue:
    """The generations whose collections have a prefix."""

    def __init__(self, client: QdrantClient, address: Address) -> None:
        self._client, self._address = client, address

    def __str__(self) -> str:
        return str(self._address)

    def live_name(self) -> str | None:
        """The live generation's name; None while there is none, "" since the last document was removed."""
        with reaching(str(self)):
            found = self._client.get_aliases().aliases
        names = [alias.collection_name for alias in found if alias.alias_name == self.called(_LIVE)]
        return None if not names else self._generation(names[0]) or ""

    def names(self) -> Sequence[str]:
        """Whole generations, oldest first."""
        return [name for name in self._all() if self.is_whole(name)]

    def is_whole(self, name: str) -> bool:
        """Whether a generation's manifest is there, which is written when all else is."""
        try:
            return bool(Collection(self._client, self.called(name)).retrieve([id_of("manifest")], ["kind"]))
        except GenerationGone:
            return False

    def open(self, name: str) -> QdrantStore:
        """A generation.

        Raises:
            DamagedGeneration: it is gone, or not whole.
            StoreUnavailable: the server cannot be reached.
        """
        try:
            return QdrantStore(Collection(self._client, self.called(name)))
        except GenerationGone as error:
            raise DamagedGeneration(str(error)) from None

    def publish(self, store: LocalStore, keep: int, tell: Tell | None = None) -> None:
        """Bring a local generation here unless it is here, make it the live one, and keep so many.

        Raises:
            StoreUnavailable: the server cannot be reached, or has not all that was sent; the live one stays.
        """
        name = store.manifest.generation
        if not self.is_whole(name):
            push(store, self._client, self._address, self.called(name), tell)
        self._point_to(self.called(name))
        self._clean(keep, name)

    def retire(self) -> None:
        """Have no live generation: the last document was removed."""
        with reaching(str(self)):
            if not self._client.collection_exists(self.called(_NONE)):
                self._client.create_collection(self.called(_NONE), vectors_config={})
        self._point_to(self.called(_NONE))

    def _point_to(self, collection: str) -> None:
        """Switch the alias in one request, which a cluster carries out as a whole."""
        alias = self.called(_LIVE)
        with reaching(str(self)):
            there = any(found.alias_name == alias for found in self._client.get_aliases().aliases)
            gone = [DeleteAliasOperation(delete_alias=DeleteAlias(alias_name=alias))] if there else []
            new = CreateAliasOperation(create_alias=CreateAlias(collection_name=collection, alias_name=alias))
            self._client.update_collection_aliases([*gone, new])

    def _clean(self, keep: int, live: str) -> None:
        """Remove all but the newest whole generations and the live one; what was left half-way too."""
        kept = {*self.names()[-keep:], live}
        for name in self._all():
            if name not in kept:
                with reaching(str(self)):
                    self._client.delete_collection(self.called(name))

    def _all(self) -> list[str]:
        with reaching(str(self)):
            found = self._client.get_collections().collections
        return sorted(filter(None, (self._generation(collection.name) for collection in found)))

    def called(self, name: str) -> str:
        """The collection of a generation, or of what else has a name."""
        return f"{self._address.prefix}-{LAYOUT}-{name}"

    def _generation(self, collection: str) -> str | None:
        found = re.fullmatch(rf"{re.escape(self.called(''))}({_GENERATION})", collection)
        return found[1] if found else None
