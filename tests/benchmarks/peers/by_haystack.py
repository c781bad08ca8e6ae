"""Haystack: a pipeline of embedder and retriever, and one that goes on to its extractive reader."""

import json
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


class Retrieving:
    """The nearest texts by cosine."""

    def __init__(self, model: str, nearest: int) -> None:
        self._model, self._nearest = model, nearest

    def load(self) -> None:
        self._embedder = SentenceTransformersDocumentEmbedder(model=self._model)
        self._embedder.warm_up()

    def index(self, source: Path, folder: Path) -> None:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        documents = self._embedder.run([Document(content=text) for text in json.loads(source.read_text())])["documents"]
        store.write_documents(documents, policy=DuplicatePolicy.SKIP)
        folder.mkdir()
        store.save_to_disk(str(folder / "store.json"))

    def open(self, folder: Path) -> None:
        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        embedder = SentenceTransformersTextEmbedder(model=self._model, progress_bar=False)
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", embedder)
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=self._nearest))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def answer(self, question: str) -> list[str]:
        found = self._pipeline.run({"embedder": {"text": question}})
        return [document.content for document in found["retriever"]["documents"]]


class Reading(Retrieving):
    """The answers that the reader takes from the nearest texts."""

    def __init__(self, model: str, nearest: int, reader: str) -> None:
        super().__init__(model, nearest)
        self._reader = reader

    def open(self, folder: Path) -> None:
        from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

        super().open(folder)
        self._pipeline.add_component("reader", TransformersExtractiveReader(model=self._reader))
        self._pipeline.connect("retriever.documents", "reader.documents")

    def answer(self, question: str) -> list[str]:
        found: dict[str, Any] = self._pipeline.run({"embedder": {"text": question}, "reader": {"query": question}})
        return [answer.data or "" for answer in found["reader"]["answers"]]
