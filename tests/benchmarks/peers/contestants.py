"""Who is compared, and what each needs installed."""

from dataclasses import dataclass

from tests.conftest import ROOT

PINCITE, BARE, HAYSTACK = "pincite", "bare", "haystack"
LIBRARIES: dict[str, tuple[str, ...]] = {
    PINCITE: (str(ROOT),),
    BARE: ("sentence-transformers", "faiss-cpu", "torch"),
    "txtai": ("txtai==9.14.0", "torch"),
    HAYSTACK: (
        "haystack-ai==3.4.0",
        "sentence-transformers-haystack==2.0.0",
        "transformers-haystack==2.0.0",
        "torch",
    ),
    "llama-index": ("llama-index-core==0.14.25", "llama-index-embeddings-huggingface==0.8.0", "torch"),
}
# Of one version everywhere, pincite's own.
SHARED = ("faiss-cpu", "numpy", "sentence-transformers", "tokenizers", "torch", "transformers")

NEAREST = 10  # sentences that retrieval alone brings
READ = 4  # texts that Haystack's reader reads, as many as pincite's reads passages

SENTENCES, PASSAGES, ARTICLES = "sentences.json", "passages.json", "articles"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to answer questions; `module` and `way` are where it is written.

    Attributes:
        name: in the table.
        library: of `LIBRARIES`.
        nearest: texts to retrieve; None where pincite decides.
        source: what it is given to index.
        reads: with the stand-in for a question-answering model.
    """

    name: str
    library: str
    module: str
    way: str = "Retrieving"
    nearest: int | None = NEAREST
    source: str = SENTENCES
    reads: bool = False


WHOLE = Contestant("pincite", PINCITE, "by_pincite", "Answering", nearest=None, source=ARTICLES)
RETRIEVAL = Contestant("pincite, retrieval alone", PINCITE, "by_pincite", source=ARTICLES)
BASELINE = Contestant("sentence-transformers + exact FAISS", BARE, "by_sentence_transformers")
RETRIEVING = (
    Contestant("txtai", "txtai", "by_txtai"),
    Contestant("Haystack", HAYSTACK, "by_haystack"),
    Contestant("LlamaIndex", "llama-index", "by_llama_index"),
)
READING = (
    Contestant("Haystack with reader, of sentences", HAYSTACK, "by_haystack", "Reading", READ, reads=True),
    Contestant("Haystack with reader, of passages", HAYSTACK, "by_haystack", "Reading", READ, PASSAGES, reads=True),
)
ALL = (BASELINE, WHOLE, RETRIEVAL, *RETRIEVING, *READING)
