"""Reads the sources of a rebuild: each in a process apart, an unchanged one not again, a bad one left out and said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from index.documents import Document, Origin, Passage, Sentence, SplitDocument
from index.errors import SeedError
from index.reading.formats import reader_of
from index.reading.passages import make_passages
from index.reading.process import ReadingProcess
from index.reading.seeds import LeftOut, Loaded, Seed, load_seed, seed_document
from index.reading.sentences import split_sentences
from index.storage.all_texts import AllTexts
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.sources import keep_source


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A document of the live generation whose source is what it was then."""

    id: str


@dataclass
class Sources:
    """The sources of one rebuild, and what became of them.

    Attributes:
        full: read every source again.
        thorough: look at every byte of what is kept of the live generation.
        left_out: which are not in the index.
        partly: of which a part is not.
        read_now: how many were read.
        unchanged: how many are in the generation before, as they are.
    """

    generations: Generations
    full: bool = False
    thorough: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    partly: list[LeftOut] = field(default_factory=list)
    read_now: int = 0
    unchanged: int = 0

    def read(
        self,
        seeds: Sequence[Seed],
        process: ReadingProcess,
        *,
        strict: bool = False,
        read_before: Mapping[str, SplitDocument] | None = None,
    ) -> Iterator[SplitDocument | Unchanged]:
        """The documents of those that can be read, one at a time: split, where they are not in the live generation.

        `read_before` are read already.

        Raises:
            SeedError: there is none; with `strict`, one is left out.
        """
        before = None if self.full else self.before
        known = read_before or {}
        for seed in seeds:
            try:
                loaded = load_seed(seed)
                article = known.get(seed.id) or self._read(seed, loaded, before, process)
                keep_source(self.generations.root, loaded.sha256, loaded.data)
                yield article
            except SeedError as error:
                self.left_out.append(LeftOut(seed.name, str(error)))
        self.left_out.sort(key=lambda out: out.path)
        count = self.read_now + self.unchanged
        if not count or (strict and self.left_out):
            told = "No source can be read" if not count else "A source cannot be read, and --strict wants all"
            raise SeedError(f"{told}; nothing was changed.\n{outcome(self.read_now, self.unchanged, self.left_out)}")

    def read_new(self, process: ReadingProcess, seed: Seed) -> SplitDocument:
        """A source read now, whatever was read before.

        Raises:
            SeedError: it cannot be.
        """
        return self._read_now(seed, load_seed(seed), process)

    @property
    def before(self) -> AllTexts | None:
        """The texts of the live generation, as far as it is whole: of a segment that is not, all is read again."""
        return None if self._live is None else self._live.texts

    def is_live(self, document_id: str) -> bool:
        """Whether the live generation has a document of this id."""
        return self.before is not None and self.before.has(document_id)

    @cached_property
    def _live(self) -> LocalStore | None:
        return self.generations.salvage(thorough=self.thorough)

    def _read(
        self, seed: Seed, loaded: Loaded, before: AllTexts | None, process: ReadingProcess
    ) -> SplitDocument | Unchanged:
        if before is None or not _is_unchanged(seed, loaded, before):
            return self._read_now(seed, loaded, process)
        self.unchanged += 1
        return Unchanged(seed.id)

    def _read_now(self, seed: Seed, loaded: Loaded, process: ReadingProcess) -> SplitDocument:
        parsed = process.read(seed.path.suffix.lower(), loaded.data)
        document = seed_document(seed, parsed, loaded.sidecar)
        self.partly += (LeftOut(seed.name, why) for why in parsed.missing)
        origin = Origin(loaded.sha256, reader_of(seed.path), loaded.sidecar_sha256, parsed.places)
        article = _article(document, *process.cut(document), origin)
        self.read_now += 1
        return article


def split(document: Document, origin: Origin | None = None) -> SplitDocument:
    """Cut one article into sentences and passages.

    Raises:
        SeedError: it has no sentence.
    """
    text, language = document.text, document.about.language or "en"
    sentences = split_sentences(text, document.blocks, language=language)
    return _article(document, sentences, make_passages(text, sentences, document.blocks), origin)


def _article(
    document: Document, sentences: Sequence[Sentence], passages: Sequence[Passage], origin: Origin | None
) -> SplitDocument:
    if not sentences:
        raise SeedError(f"The article {document.id} has no letter or digit to cite; mend it or remove it.")
    return SplitDocument(document, tuple(sentences), tuple(passages), origin)


def outcome(read: int, unchanged: int, left_out: Sequence[LeftOut], partly: Sequence[LeftOut] = ()) -> str:
    """A table of what was read, and of what was left out or read in part, and why."""
    head = f"Read {read:,} sources, {unchanged:,} unchanged; left out {len(left_out):,}"
    if partly:
        head += f", read in part {len({out.path for out in partly}):,}"
    told = [*left_out, *partly]
    wide = min(max((len(out.path) for out in told), default=0), 60)
    return "\n".join([f"{head}:", *(f"  {out.path:{wide}}  {out.why}" for out in told)])


def _is_unchanged(seed: Seed, loaded: Loaded, before: AllTexts) -> bool:
    """Whether the same reader read the same source before."""
    if not before.has(seed.id):
        return False
    record = before.record(seed.id)
    now = loaded.sha256, reader_of(seed.path), loaded.sidecar_sha256
    return (record.source_sha256, record.reader, record.sidecar) == now
