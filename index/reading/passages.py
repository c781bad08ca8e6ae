"""Group a document's sentences into passages: its paragraphs, short ones joined and long ones cut."""

from collections.abc import Sequence

from index.documents import Passage, Sentence

# Code points. The encoder reads 256 word pieces, about 1,000 code points of English; a paragraph of SQuAD, on which
# the retriever's weights are fitted, has 700 on average.
ENOUGH, MOST = 400, 1000


def make_passages(text: str, sentences: Sequence[Sentence]) -> list[Passage]:
    """Passages that cover every sentence once, in order.

    A passage ends where a line ends, once it has `ENOUGH` code points, and before the sentence with which it would
    have more than `MOST`.
    """
    passages: list[Passage] = []
    first = 0
    for number, sentence in enumerate(sentences):
        begin = sentences[first].start
        if number > first and sentence.end - begin > MOST:
            passages.append(Passage(first, number))
            first, begin = number, sentence.start
        if sentence.end - begin >= ENOUGH and _ends_line(text, sentences, number):
            passages.append(Passage(first, number + 1))
            first = number + 1
    if first < len(sentences):
        passages.append(Passage(first, len(sentences)))
    return passages


def _ends_line(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    following = sentences[number + 1].start if number + 1 < len(sentences) else len(text)
    gap = text[sentences[number].end : following]
    return "\n" in gap or "\r" in gap
