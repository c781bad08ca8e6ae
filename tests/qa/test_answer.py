from dataclasses import replace

import pytest

from index.store import Generation
from qa.answer import NOT_FOUND, Answer, Citation, Source, Span, compose, utf16_length

EMPTY = Answer("Q?", "Q?", "question", False, "silent", 0.1, NOT_FOUND, (), (), (), Generation("g", "m", "t"), 1.0)


def citation(number: int, start: int, document: str = "a") -> Citation:
    """A citation of sentence S<start> of a document."""
    sentence = f"S{start}."
    end = start + len(sentence)
    return Citation(
        number, Source(document, document.upper(), None), sentence, start, end, start, end, None, 0.5, None, None, "/"
    )


def test_citations_are_composed_in_the_order_of_the_document() -> None:
    assert compose([citation(1, 50), citation(2, 7), citation(3, 90)]) == "S7. [2] S50. [1] S90. [3]"


def test_documents_are_composed_in_the_order_of_their_best_citation() -> None:
    cited = [citation(1, 50, "b"), citation(2, 7, "a"), citation(3, 5, "b"), citation(4, 1, "a")]
    assert compose(cited) == "S5. [3] S50. [1] S1. [4] S7. [2]"


def test_without_citations_the_answer_says_that_none_was_found() -> None:
    assert compose([]) == "I found no sentence that says it." == NOT_FOUND


def test_an_answer_is_found_if_and_only_if_it_cites() -> None:
    cited = (citation(1, 0),)
    assert replace(EMPTY, found=True, verdict="answers", citations=cited).citations == cited
    assert replace(EMPTY, nearest=cited).nearest == cited
    for found, citations, nearest in ((True, (), ()), (False, cited, ()), (True, cited, cited), (True, (), cited)):
        with pytest.raises(ValueError, match=f"found is {found} with {len(citations)} citations and {len(nearest)} n"):
            replace(EMPTY, found=found, citations=citations, nearest=nearest)


def test_an_answer_is_found_if_and_only_if_its_verdict_is_not_silent() -> None:
    cited = (citation(1, 0),)
    assert replace(EMPTY, found=True, verdict="may_answer", citations=cited).verdict == "may_answer"
    with pytest.raises(ValueError, match="found is True with the verdict silent"):
        replace(EMPTY, found=True, citations=cited)
    with pytest.raises(ValueError, match="found is False with the verdict answers"):
        replace(EMPTY, verdict="answers")


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("é\u0301", 2), ("\uffff", 1), ("👩🏽‍🚀", 2 + 2 + 1 + 2), ("𐍈x", 3)]
)
def test_utf16_units_are_those_of_the_encoding(text: str, units: int) -> None:
    assert utf16_length(text) == units


def test_a_span_is_cut_in_code_points_and_in_utf16_units() -> None:
    text = "👩🏽‍🚀 flew. 🇺🇦 won."
    assert Span.cut(text, 11, 18) == Span("🇺🇦 won.", 11, 18, 14, 23)
    assert text.encode("utf-16-le")[2 * 14 : 2 * 23].decode("utf-16-le") == "🇺🇦 won."
