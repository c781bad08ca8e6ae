"""LlamaIndex: a vector index of documents, persisted and loaded, as a retriever."""

import json
from pathlib import Path

from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding


class Retrieving:
    """The nearest sentences by cosine."""

    def __init__(self, model: str, nearest: int) -> None:
        self._model, self._nearest = model, nearest

    def load(self) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=self._model)

    def index(self, source: Path, folder: Path) -> None:
        index = VectorStoreIndex.from_documents([Document(text=text) for text in json.loads(source.read_text())])
        index.storage_context.persist(persist_dir=str(folder))

    def open(self, folder: Path) -> None:
        self.load()
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)))
        self._retriever = index.as_retriever(similarity_top_k=self._nearest)

    def answer(self, question: str) -> list[str]:
        return [found.text for found in self._retriever.retrieve(question)]
