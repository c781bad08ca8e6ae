"""Sources are added, removed and described: the seeds folder and the live generation change together, or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from index.build import build_held, merge_held
from index.changes import BAD, Add, Change, Listener, Outcome, Remove, State
from index.documents import SplitDocument
from index.errors import DocumentNotFound, SeedError
from index.networks.encoder import Encoder
from index.plan import Plan
from index.read import Sources, Unchanged
from index.reading.formats import FORMATS
from index.reading.process import ReadingProcess
from index.reading.seeds import Seed, list_seeds
from index.staging import Staging
from index.storage.generations import Generations
from index.storage.manifest import Manifest

_SURE: tuple[State, ...] = ("there", *BAD)  # before the generation is live


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of sources, the generations that are built from it, and the encoder that builds them.

    Threads and processes may share the folders: whoever changes them waits for the others.

    Attributes:
        process: reads the sources; None makes one for each call.
    """

    seeds: Path
    root: Path
    encoder: Encoder
    keep: int
    quiet: bool = True
    process: ReadingProcess | None = None

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
                plan = Plan(self.seeds, staging, {seed.id: seed for seed in seeds})
                with ReadingProcess() if self.process is None else nullcontext(self.process) as process:
                    read = dict(_read(plan, changes, sources, process, listener))
                    if plan.touched:
                        self._publish(plan, sources, sources.read(plan.sorted(), process, read_before=read), listener)
            for number, outcome in plan.outcomes.items():
                listener.outcome(number, outcome)

    def merge(self) -> None:
        """Merge segments of the live generation, where there are many: after `apply`, when nobody waits for it.

        Raises:
            DamagedGeneration: one is not what was built.
        """
        generations = Generations(self.root)
        with generations.lock(wait=True):
            merge_held(generations, self.keep)

    def source_name(self, document_id: str) -> str | None:
        """The name of the file in the seeds folder that a document is read from, without its folders."""
        names = (document_id, *(f"{document_id}{suffix}" for suffix in FORMATS))
        found = (self.seeds / name for name in names if (self.seeds / name).is_file())
        return next((path.name for path in found), None)

    def _publish(
        self,
        plan: Plan,
        sources: Sources,
        articles: Iterator[SplitDocument | Unchanged],
        listener: Listener,
    ) -> None:
        listener.step("indexing")
        try:
            build_held(
                articles,
                sources.generations,
                self.encoder,
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


def _read(
    plan: Plan, changes: Sequence[Change], sources: Sources, process: ReadingProcess, listener: Listener
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
    known = Manifest.read(generations.live()).seeds_folder
    if known == folder.resolve():
        return
    if lost := {record.id for record in sources.before.records} - {seed.id for seed in seeds}:
        raise SeedError(
            f"The index in {generations} was built from {known or 'another folder'}, but the seeds folder is {folder}: "
            f"{len(lost):,} documents would be lost. Start with --seeds {known or 'FOLDER'}, or run `pincite index "
            "rebuild` first."
        )
