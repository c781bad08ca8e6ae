"""All shards of an index, counted and made one generation, which is live then."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.build import merge_held
from index.errors import DamagedGeneration, ModelError, NoGeneration
from index.shards import Shard, built_shards
from index.storage.generations import Generations
from index.storage.linking import link
from index.storage.local import LocalStore
from index.storage.manifest import SegmentEntry
from index.storage.verify import verify


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that was made of all shards, and what is in it."""

    generation: str
    shards: int
    documents: int
    sentences: int
    passages: int

    def __str__(self) -> str:
        return (
            f"Generation {self.generation} is live: {self.shards:,} shards, {self.documents:,} documents, "
            f"{self.sentences:,} sentences, {self.passages:,} passages."
        )


def publish(root: Path, *, keep: int) -> Published:
    """Make one generation of all shards in a folder of generations the live one; `keep` of them stay on disk.

    Every file is checked before anything is changed. What is in the live generation already stays where it is.

    Raises:
        NoGeneration: a shard was not built, or there are shards of several numbers; this says which.
        DamagedGeneration: a shard is not what was built, or has a document of another.
        ModelError: a shard was not built as the first one was.
        RebuildRunning: one is being built now.
    """
    generations = Generations(root)
    with ExitStack() as held:
        held.enter_context(generations.lock())
        shards = _all_shards(root)
        for shard in shards:
            held.enter_context(Generations(shard.folder(root)).lock())
        stores = {shard: store for shard in shards if (store := _whole(root, shard)) is not None}
        if not stores:
            raise NoGeneration(f"No shard in {root} has a document; put articles into the seeds folder.")
        _check_alike(stores)
        generations.clean(keep)
        entries = _linked(generations, stores.values())
        first = next(iter(stores.values())).manifest
        manifests = [store.manifest for store in stores.values()]
        manifest = replace(
            first,
            generation=generations.name(),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            documents=sum(m.documents for m in manifests),
            sentences=sum(m.sentences for m in manifests),
            passages=sum(m.passages for m in manifests),
            seeds=first.seeds if len({m.seeds for m in manifests}) == 1 else None,
            segments=tuple(entries),
        )
        generations.publish(manifest)
        live = merge_held(generations, keep) or manifest.generation
        generations.clean(keep)
    return Published(live, len(shards), manifest.documents, manifest.sentences, manifest.passages)


def _all_shards(root: Path) -> list[Shard]:
    """The shards of an index, every one of them begun."""
    found = built_shards(root)
    numbers = sorted({shard.of for shard in found})
    if not numbers:
        raise NoGeneration(f"There are no shards in {root}; `pincite index rebuild --shard 1/4` builds one of four.")
    if len(numbers) > 1:
        raise NoGeneration(
            f"There are shards of {' and of '.join(map(str, numbers))} in {found[0].folder(root).parent}; remove the "
            "folders of those that do not count any more."
        )
    return [Shard(number, numbers[0]) for number in range(1, numbers[0] + 1)]


def _whole(root: Path, shard: Shard) -> LocalStore | None:
    """A shard's store, every byte of it checked; None where no document falls to it."""
    generations = Generations(shard.folder(root))
    mend = f"pincite index rebuild --shard {shard}"
    name = generations.live_name()
    if name is None:
        raise NoGeneration(f"Shard {shard} was not built in {root}; run `{mend}`.")
    if not name:
        return None
    try:
        verify(generations.live())
        store = generations.open(name)
    except DamagedGeneration as error:
        told = str(error).replace("pincite index rebuild", mend)
        raise DamagedGeneration(f"Shard {shard} is not what was built: {told}") from None
    strange = [record.id for record in store.texts.records if not shard.has(record.id)]
    if strange:
        raise DamagedGeneration(f"Shard {shard} in {root} has {strange[0]}, which is of another shard; run `{mend}`.")
    return store


def _check_alike(stores: dict[Shard, LocalStore]) -> None:
    (first, one), *others = ((shard, store.manifest) for shard, store in stores.items())
    for shard, manifest in others:
        if (manifest.built_by, manifest.model) != (one.built_by, one.model):
            raise ModelError(
                f"Shard {shard} was built by pincite {manifest.built_by} with {manifest.model.name}, shard {first} by "
                f"{one.built_by} with {one.model.name}; build them with the same one."
            )


def _linked(generations: Generations, stores: Iterable[LocalStore]) -> list[SegmentEntry]:
    """The segments of the shards as segments of these generations; one that is there already is not linked again."""
    live = generations.salvage(thorough=True)
    there = {} if live is None else {tuple(p.segment.manifest.files.items()): p.segment for p in live.parts}
    entries = []
    for part in (part for store in stores for part in store.parts):
        own = there.get(tuple(part.segment.manifest.files.items()))
        entry = link(generations, part) if own is None else SegmentEntry(own.manifest.segment, own.sha256)
        entries.append(replace(entry, removed=part.entry.removed))
    return entries
