"""Sources are added, removed and described: the seeds folder and the live generation change together, or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol, get_args

from tomlkit.exceptions import TOMLKitError

from index.build import build_held
from index.documents import SplitDocument
from index.errors import DocumentNotFound, SeedError
from index.networks.encoder import Encoder
from index.networks.late import LateEncoder
from index.read import Sources
from index.reading.formats import FORMATS, format_of
from index.reading.naming import free_name, safe_name, stem_key
from index.reading.process import ReadingProcess
from index.reading.seeds import MOST_BYTES, Seed, list_seeds
from index.reading.sidecars import described, sidecar_of
from index.staging import Staging
from index.storage.generations import Generations
from index.storage.sources import read_seeds_folder

About = Mapping[str, str | None]  # fields of a sidecar; None where it shall not say

Step = Literal["received", "fetching", "reading", "indexing", "live"]
State = Literal["waiting", "read", "added", "there", "left_out", "removed", "changed", "missing"]
STEPS: tuple[Step, ...] = get_args(Step)
BAD: tuple[State, ...] = ("left_out", "missing")
_SURE: tuple[State, ...] = ("there", *BAD)  # before the generation is live


@dataclass(frozen=True, slots=True)
class Add:
    """A source to add: its name as given, with folders or without, its bytes, and what is known of it."""

    name: str
    data: bytes = field(repr=False)
    about: About = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remove:
    """A document to remove, by its id."""

    document: str


@dataclass(frozen=True, slots=True)
class Describe:
    """What shall be known of a document, by its id."""

    document: str
    about: About


Change = Add | Remove | Describe


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change.

    Attributes:
        name: the source's name as given, or the document's id.
        state: `read` while it is indexed, `there` where the same bytes are there already, `missing` where no document
            has the id.
        document: the id of the document.
        why: why a source was left out.
        partly: what of a source was not read.
    """

    name: str
    state: State = "waiting"
    document: str | None = None
    why: str | None = None
    partly: tuple[str, ...] = ()


class Listener(Protocol):
    """Is told how far it is."""

    def step(self, step: Step) -> None: ...

    def outcome(self, number: int, outcome: Outcome) -> None:
        """What became of the change of this number."""
        ...

    def progress(self, done: int, total: int) -> None:
        """How many texts are encoded."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of sources, the generations that are built from it, and the networks that build them.

    Threads and processes may share the folders: whoever changes them waits for the others.
    """

    seeds: Path
    root: Path
    encoder: Encoder
    late: LateEncoder | None
    keep: int
    quiet: bool = True

    def apply(self, changes: Sequence[Change], listener: Listener) -> None:
        """Carry out changes, in their order, as one new generation. A source that cannot be read is left out and said.

        Raises:
            SeedError: the index was built from another folder.
            DamagedGeneration, OSError: it failed; the seeds folder and the live generation are as they were.
        """
        generations = Generations(self.root)
        with generations.lock(wait=True):
            self.seeds.mkdir(parents=True, exist_ok=True)
            seeds, left_out = list_seeds(self.seeds)
            sources = Sources(generations, left_out=left_out)
            _check_folder(generations, self.seeds, seeds, sources)
            with Staging(self.seeds) as staging:
                plan = _Plan(self.seeds, staging, {seed.id: seed for seed in seeds})
                with ReadingProcess() as process:
                    read = dict(_read(plan, changes, sources, process, listener))
                    if plan.touched:
                        self._publish(plan, sources, sources.read(plan.sorted(), process, read_before=read), listener)
            for number, outcome in plan.outcomes.items():
                listener.outcome(number, outcome)

    def source_name(self, document_id: str) -> str | None:
        """The name of the file in the seeds folder that a document is read from, without its folders."""
        names = (document_id, *(f"{document_id}{suffix}" for suffix in FORMATS))
        found = (self.seeds / name for name in names if (self.seeds / name).is_file())
        return next((path.name for path in found), None)

    def _publish(
        self,
        plan: "_Plan",
        sources: Sources,
        articles: Iterator[SplitDocument],
        listener: Listener,
    ) -> None:
        listener.step("indexing")
        try:
            build_held(
                articles,
                sources.generations,
                self.encoder,
                late=self.late,
                keep=self.keep,
                quiet=self.quiet,
                seeds=self.seeds,
                tell=lambda _, done, total: listener.progress(done, total),
                publishing=plan.committed(),
            )
        except SeedError:
            if sources.read_now + sources.unchanged:
                raise
            with plan.committed():  # what was removed was the last one
                sources.generations.retire()


def check_source(add: Add) -> None:
    """Raise SeedError where a look at a source's name and size says that it cannot be read."""
    if format_of(PurePosixPath(safe_name(add.name))) is None:
        raise SeedError(f"is of no format that is read ({', '.join(sorted(FORMATS))}).")
    if not add.data:
        raise SeedError("is empty: it has no bytes.")
    if len(add.data) > MOST_BYTES:
        raise SeedError(f"has {len(add.data):,} bytes, more than the {MOST_BYTES:,} that are read; split it.")


class _Plan:
    """The seeds folder as it shall be."""

    def __init__(self, folder: Path, staging: Staging, seeds: dict[str, Seed]) -> None:
        self.seeds = seeds
        self.outcomes: dict[int, Outcome] = {}
        self.touched = False
        self._folder, self._staging = folder, staging
        self._before = dict(seeds)
        self._taken = {stem_key(seed.name) for seed in seeds.values()} | {stem_key(f"{name}.x") for name in seeds}
        self._taken |= {stem_key(path.relative_to(folder).as_posix()) for path in folder.rglob("*.toml")}

    def add(self, add: Add) -> Seed | str:
        """The seed of a source, on the stage; or the id of the document that has the same bytes.

        Raises:
            SeedError: it cannot be read, as far as its name, size and description say.
        """
        check_source(add)
        if (same := self._same(add.data)) is not None:
            return same
        name = free_name(safe_name(add.name, folders=True), self._taken)
        self._check_way(name)
        path = self._staging.write(PurePosixPath(name).name, add.data)
        sidecar = sidecar_of(path)
        if about := {field: value for field, value in add.about.items() if value}:
            sidecar = self._describe(sidecar, b"", about)
        return Seed(path, PurePosixPath(name).with_suffix("").as_posix(), name, sidecar)

    def keep(self, seed: Seed) -> None:
        """Take a seed that was read into the folder."""
        self.seeds[seed.id] = seed
        self._taken |= {stem_key(seed.name), stem_key(f"{seed.id}.x")}
        self.touched = True

    def sorted(self) -> list[Seed]:
        """The seeds as a rebuild finds them: by their paths."""
        return sorted(self.seeds.values(), key=lambda seed: PurePosixPath(seed.name))

    def remove(self, document: str, *, live: bool) -> None:
        """Leave a document out; `live` where one without a source has the id.

        Raises:
            DocumentNotFound: there is none.
        """
        if self.seeds.pop(document, None) is None and not live:
            raise DocumentNotFound(document)
        self.touched = True

    def describe(self, change: Describe) -> Seed:
        """The seed with what is newly said of it, on the stage.

        Raises:
            DocumentNotFound: there is none.
            SeedError: the file that describes it is no TOML.
        """
        seed = self.seeds.get(change.document)
        if seed is None:
            raise DocumentNotFound(change.document)
        before = seed.sidecar.read_bytes() if seed.sidecar.is_file() else b""
        return replace(seed, sidecar=self._describe(sidecar_of(seed.path), before, change.about))

    @contextmanager
    def committed(self) -> Iterator[None]:
        """The folder changed, unless what is done meanwhile fails."""
        kept = {sidecar_of(self._folder / seed.name) for seed in self.seeds.values()}
        for name, seed in self._before.items():
            if name not in self.seeds:
                self._staging.take(seed.path)
                if seed.sidecar.is_file() and seed.sidecar not in kept:
                    self._staging.take(seed.sidecar)
        for name, seed in self.seeds.items():
            before, target = self._before.get(name), self._folder / seed.name
            if seed.sidecar.is_file() and (before is None or seed.sidecar != before.sidecar):
                self._staging.replace(seed.sidecar, sidecar_of(target))
            if before is None:
                self._staging.put(seed.path, target)
        with self._staging.committed():
            yield

    def _describe(self, sidecar: Path, before: bytes, about: About) -> Path:
        try:
            return self._staging.write(sidecar.name, described(before, about))
        except TOMLKitError as error:
            raise SeedError(f"has a bad file beside it: {sidecar.name} is not TOML: {error}.") from None

    def _same(self, data: bytes) -> str | None:
        for seed in self.seeds.values():
            if seed.path.stat().st_size == len(data) and seed.path.read_bytes() == data:
                return seed.id
        return None

    def _check_way(self, name: str) -> None:
        """Raise SeedError where a folder on the way is none of the seeds folder's own."""
        way = self._folder
        for part in PurePosixPath(name).parts[:-1]:
            way /= part
            if way.is_symlink() or (way.exists() and not way.is_dir()):
                raise SeedError(f"cannot be put there: {way.relative_to(self._folder)} is a link or a file.")


def _read(
    plan: _Plan, changes: Sequence[Change], sources: Sources, process: ReadingProcess, listener: Listener
) -> Iterator[tuple[str, SplitDocument]]:
    """Carry out changes on a plan; the documents that were read for it come back, by their ids."""
    listener.step("reading")
    for number, change in enumerate(changes):
        name = change.name if isinstance(change, Add) else change.document
        try:
            if isinstance(change, Remove):
                plan.remove(change.document, live=sources.is_live(change.document))
                outcome = Outcome(name, "removed", change.document)
            elif isinstance(seed := plan.add(change) if isinstance(change, Add) else plan.describe(change), str):
                plan.touched |= not sources.is_live(seed)
                outcome = Outcome(name, "there", seed)
            else:
                article = sources.read_new(process, seed)
                plan.keep(seed)
                partly = tuple(out.why for out in sources.partly if out.path == seed.name)
                outcome = Outcome(name, "added" if isinstance(change, Add) else "changed", seed.id, partly=partly)
                yield seed.id, article
        except DocumentNotFound as error:
            outcome = Outcome(name, "missing", why=str(error))
        except SeedError as error:
            outcome = Outcome(name, "left_out", why=str(error))
        plan.outcomes[number] = outcome
        listener.outcome(number, outcome if outcome.state in _SURE else replace(outcome, state="read"))


def _check_folder(generations: Generations, folder: Path, seeds: Sequence[Seed], sources: Sources) -> None:
    """Raise SeedError where the live generation was built from another folder: its documents would be lost."""
    if sources.before is None:
        return
    known = read_seeds_folder(generations.live())
    if known == folder.resolve():
        return
    if lost := {record.id for record in sources.before.records} - {seed.id for seed in seeds}:
        raise SeedError(
            f"The index in {generations} was built from {known or 'another folder'}, but the seeds folder is {folder}: "
            f"{len(lost):,} documents would be lost. Start with --seeds {known or 'FOLDER'}, or run `pincite index "
            "rebuild` first."
        )
