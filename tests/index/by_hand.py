"""What the index computes, computed again in the plainest way."""

from collections import Counter
from collections.abc import Sequence
from math import hypot, log

from index.networks.encoder import Vectors
from index.networks.late import QuestionTokens, Tokens
from index.storage.lexical import K1, B, tokenize


def bm25(question: str, texts: Sequence[str], languages: Sequence[str] | None = None) -> list[float]:
    """Lucene's BM25 of each text, divided by the summed idf of the question's words; English where none is given."""
    known = languages or ["en"] * len(texts)
    words = [tokenize(text, language) or ["(no word)"] for text, language in zip(texts, known, strict=True)]
    mean = sum(map(len, words)) / len(words)

    def idf(term: str) -> float:
        return _idf(term, words)

    def score(term: str, text: list[str]) -> float:
        tf = Counter(text)[term]
        return idf(term) * tf / (tf + K1 * (1 - B + B * len(text) / mean))

    terms = tokenize(question)
    bound = sum(map(idf, terms))
    return [sum(score(t, w) for t in terms) / bound if bound else 0.0 for w in words]


def shares(text: str, texts: Sequence[str]) -> list[float]:
    """Of the summed idf of a text's words, the share of those that each of the texts has."""
    words = [tokenize(one) for one in texts]
    terms = set(tokenize(text))
    return [sum(_idf(t, words) for t in terms & set(w)) / sum(_idf(t, words) for t in terms) for w in words]


def _idf(term: str, words: Sequence[Sequence[str]]) -> float:
    having = sum(term in w for w in words)
    return log(1 + (len(words) - having + 0.5) / (having + 0.5))


def nearest(vectors: Vectors, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[int]:
    """Rows of the k highest inner products, best first."""
    rows = range(len(vectors)) if among is None else among
    return sorted(rows, key=lambda row: -float(vectors[row] @ vector))[:k]


def maxsim(question: QuestionTokens, sentence: Tokens) -> float:
    """The weighted mean, over the question's tokens, of the highest cosine to a token of the sentence."""

    def cosine(one: Sequence[float], other: Sequence[float]) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True)) / hypot(*one) / hypot(*other)

    said: list[list[float]] = sentence.tolist()
    asked: list[list[float]] = question.vectors.tolist()
    weights: list[float] = question.weights.tolist()
    return sum(w * max(cosine(token, one) for one in said) for w, token in zip(weights, asked, strict=True))
