"""The promise: every sentence shown is the slice of the article that its offsets say, whatever the text."""

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from index.build import rebuild
from index.documents import Sentence
from index.reading.markdown import markdown_blocks
from index.reading.passages import make_passages
from index.reading.plain import plain_blocks
from index.reading.sentences import split_sentences
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.verify import verify
from qa.answer import Citation
from tests.citing import cited
from tests.conftest import ROOT
from tests.fake_encoder import BagOfWords
from tests.hostile import markdown_texts, plain_texts

ARTICLE = "ukraine-security-guarantees"

# A text, and whether it is Markdown.
articles = st.tuples(plain_texts, st.just(False)) | st.tuples(markdown_texts, st.booleans())


def split(text: str, *, markdown: bool = False) -> list[Sentence]:
    return split_sentences(text, markdown_blocks(text) if markdown else plain_blocks(text))


def assert_ranges_are_sound(text: str, sentences: list[Sentence]) -> None:
    stop = 0
    for sentence in sentences:
        assert stop <= sentence.start < sentence.end <= len(text)
        quoted = text[sentence.start : sentence.end]
        assert quoted == quoted.strip()
        assert any(map(str.isalnum, quoted))
        stop = sentence.end


def assert_is_a_slice(citation: Citation, text: str) -> None:
    assert text[citation.start : citation.end] == citation.sentence
    units = text.encode("utf-16-le")[2 * citation.start_utf16 : 2 * citation.end_utf16]
    assert units.decode("utf-16-le") == citation.sentence


@settings(max_examples=150, deadline=None)
@given(articles)
@example(("\x00", True))
@example(("a\rb\r\rc\r\n", True))
@example(("# \u2028x\n\u2028- y", True))
@example(("Vitamin A\u00a0. Vitamin B\u3000. Vitamin C\u2028.", False))
@example(("---\r\na: b\r\n---\r\nText.", True))
@pytest.mark.slow
def test_sentences_of_hostile_text_are_ordered_and_trimmed(article: tuple[str, bool]) -> None:
    text, markdown = article
    assert_ranges_are_sound(text, split(text, markdown=markdown))


@settings(max_examples=150, deadline=None)
@given(plain_texts)
def test_every_letter_and_digit_of_plain_text_lies_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for sentence in split(text):
        for place in range(sentence.start, sentence.end):
            covered[place] += 1
    assert [n for c, n in zip(text, covered, strict=True) if c.isalnum()] == [1] * sum(map(str.isalnum, text))


@settings(max_examples=100, deadline=None)
@given(articles)
def test_passages_of_hostile_text_cover_every_sentence_once(article: tuple[str, bool]) -> None:
    text, markdown = article
    sentences = split(text, markdown=markdown)
    passages = make_passages(text, sentences)
    assert [n for p in passages for n in range(p.first, p.stop)] == list(range(len(sentences)))


@settings(max_examples=40, deadline=None)
@given(articles, plain_texts)
@example(("\ufeff\ufeffTwo marks 👩🏽‍🚀. One stays.", False), "🇺🇦 Another. Article.")
@pytest.mark.slow
def test_citations_of_hostile_articles_are_slices_of_what_was_written(article: tuple[str, bool], other: str) -> None:
    text, markdown = article
    # A first U+FEFF is the byte order mark, which is no part of the text.
    texts = {"first": text.removeprefix("\ufeff"), "second": other.removeprefix("\ufeff")}
    sentences = [
        (name, texts[name][s.start : s.end])
        for name, kind in (("first", markdown), ("second", False))
        for s in split(texts[name], markdown=kind)
    ]
    assume({name for name, _ in sentences} == {"first", "second"})
    with TemporaryDirectory() as folder:
        seeds, root = Path(folder, "seeds"), Path(folder, "built")
        seeds.mkdir()
        (seeds / f"first.{'md' if markdown else 'txt'}").write_bytes(text.encode())
        (seeds / "second.txt").write_bytes(other.encode())
        rebuild(seeds, root, BagOfWords(), keep=2)
        verify(Generations(root).live())
        store = LocalStore.open(Generations(root).live())
        assert {name: store.document(name).text for name in texts} == texts
        citations = [cited(store, key) for key in range(store.texts.sentences)]
        for citation in citations:
            assert_is_a_slice(citation, texts[citation.document.id])
    assert [(c.document.id, c.sentence) for c in citations] == sentences
    last = len([name for name, _ in sentences if name == "first"]) - 1
    quoted = [sentence for _, sentence in sentences]
    assert [c.before for c in citations] == [None, *quoted[:last], None, *quoted[last + 1 : -1]]
    assert [c.after for c in citations] == [*quoted[1 : last + 1], None, *quoted[last + 2 :], None]


def test_the_seed_article_has_exactly_its_33_sentences_and_each_can_be_cited(store: LocalStore) -> None:
    expected = files("qa.datasets").joinpath("golden/sentences.txt").read_text(encoding="utf-8").splitlines()
    assert len(expected) == 33
    text = (ROOT / "seeds" / f"{ARTICLE}.txt").read_bytes().decode("utf-8")
    assert store.document(ARTICLE).text == text
    citations = [cited(store, key) for key in range(store.texts.sentences)]
    assert [c.sentence for c in citations] == expected
    for citation in citations:
        assert_is_a_slice(citation, text)
