import pytest

from qa.quotes.parts import Parts, readings_of


def keys(reading: Parts) -> list[list[str]]:
    """The runs of each part, as words."""
    return [[" ".join(run.words.keys) for run in part.runs] for part in reading.parts]


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
    first = readings_of(quote)[0]
    assert keys(first) == parts
    assert first.joints == joints


def test_what_stands_in_brackets_may_be_the_source_s_own() -> None:
    put_in, own = readings_of("as of 2010[update] the [old] town … grew")
    assert keys(put_in) == [["as of", "the", "town"], ["grew"]]
    assert keys(own) == [["as of 2010 update the old town"], ["grew"]]
    assert own.joints == {"ellipsis"}
    assert len(readings_of("the old town")) == 1


def test_runs_know_where_they_begin() -> None:
    quote = "one … two [he] three"
    starts = [run.start for part in readings_of(quote)[0].parts for run in part.runs]
    assert [quote[start:].strip() for start in starts] == [quote, "two [he] three", "three"]


def test_pieces_end_where_sentences_may() -> None:
    (part,) = readings_of("One two. Three! Four\nfive 日本。語")[0].parts
    assert part.pieces() == ["One two.", "Three!", "Four", "five 日本。", "語"]
