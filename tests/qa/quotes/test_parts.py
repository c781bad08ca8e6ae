import pytest

from qa.quotes.parts import parts_of


def keys(quote: str) -> list[list[str]]:
    """The runs of each part, as words."""
    return [[" ".join(run.words.keys) for run in part.runs] for part in parts_of(quote)[0]]


@pytest.mark.parametrize(
    ("quote", "parts", "joints"),
    [
        ("one two", [["one two"]], set()),
        ("one … two", [["one"], ["two"]], {"ellipsis"}),
        (
            "one ... two . . . three [...] four (…) five",
            [["one"], ["two"], ["three"], ["four"], ["five"]],
            {"ellipsis"},
        ),
        ("…one two…", [["one two"]], {"ellipsis"}),
        ("one [he] two", [["one", "two"]], {"insertion"}),
        ("one [sic] two … [she] three", [["one", "two"], ["three"]], {"ellipsis", "insertion"}),
        ("he want[ed] it", [["he", "it"]], {"insertion"}),
        ("[H]e came", [["he came"]], set()),
        ("as is known [1] and [23]", [["as is known and"]], set()),
        ("a [link](https://example.org) here", [["a link here"]], set()),
        ("“…”", [], {"ellipsis"}),
        ("", [], set()),
    ],
)
def test_a_quote_is_taken_apart_at_ellipses_and_insertions(
    quote: str, parts: list[list[str]], joints: set[str]
) -> None:
    assert keys(quote) == parts
    assert parts_of(quote)[1] == joints


def test_runs_know_where_they_begin() -> None:
    quote = "one … two [he] three"
    starts = [run.start for part in parts_of(quote)[0] for run in part.runs]
    assert [quote[start:].strip() for start in starts] == [quote, "two [he] three", "three"]


def test_pieces_end_where_sentences_may() -> None:
    (part,) = parts_of("One two. Three! Four\nfive 日本。語")[0]
    assert part.pieces() == ["One two.", "Three!", "Four", "five 日本。", "語"]
