from index.documents import Passage, Sentence
from index.reading.passages import ENOUGH, MOST, make_passages
from index.reading.plain import plain_blocks
from index.reading.sentences import split_sentences


def passages(*lines: list[int]) -> list[tuple[int, int]]:
    """Passages of lines of sentences with so many code points, each sentence followed by a space or line end."""
    text, sentences = "", []
    for line in lines:
        for length in line:
            sentences.append(Sentence(len(text), len(text) + length))
            text += "x" * length + " "
        text = text[:-1] + "\n"
    return [(p.first, p.stop) for p in make_passages(text, sentences)]


def test_the_limits_are_those_the_examples_use() -> None:
    assert (ENOUGH, MOST) == (400, 1000)


def test_nothing_makes_no_passage() -> None:
    assert make_passages("", []) == []


def test_a_long_enough_line_is_a_passage() -> None:
    assert passages([200, 199], [250, 250]) == [(0, 2), (2, 4)]  # 200 + 1 + 199 = 400


def test_short_lines_are_joined_until_they_are_enough() -> None:
    assert passages([100], [100], [100], [96], [100]) == [(0, 5)]  # 100 + 1 + 100 + 1 + 100 + 1 + 96 = 399
    assert passages([100], [100], [100], [97], [100]) == [(0, 4), (4, 5)]


def test_a_long_line_is_cut_before_it_becomes_too_much() -> None:
    assert passages([333, 333, 332, 10]) == [(0, 3), (3, 4)]  # 333 + 1 + 333 + 1 + 332 = 1000
    assert passages([333, 333, 333, 10]) == [(0, 2), (2, 4)]


def test_a_sentence_longer_than_a_passage_is_one() -> None:
    assert passages([1500, 10, 10]) == [(0, 1), (1, 3)]
    assert passages([10, 1500], [10]) == [(0, 1), (1, 2), (2, 3)]


def test_a_lone_carriage_return_ends_a_line() -> None:
    text = "x" * 400 + ".\r" + "y" * 400 + "."
    assert make_passages(text, split_sentences(text, plain_blocks(text))) == [Passage(0, 1), Passage(1, 2)]


def test_the_last_short_sentences_are_a_passage() -> None:
    assert passages([400], [3, 3]) == [(0, 1), (1, 3)]


def read(text: str) -> list[list[str]]:
    blocks = tuple(plain_blocks(text))
    sentences = split_sentences(text, blocks)
    made = make_passages(text, sentences, blocks)
    return [[text[s.start : s.end] for s in sentences[p.first : p.stop]] for p in made]


LONG = "The town has a bridge that is older than its church and wider than its main road, and nobody knows why. " * 4


def test_a_heading_goes_with_what_follows_it() -> None:
    (long, heading, after) = (LONG.strip(), "Opening hours", "Daily from ten to five.")
    assert [p[-1] for p in read(f"{long}\n\n{heading}\n\n{after}\n")] == [long.split(". ")[-1], after]
    assert read(f"{long}\n\n{heading}\n\n{after}\n")[1] == [heading, after]


def test_a_lead_in_goes_with_its_first_item_where_it_is_long() -> None:
    lead = "The inquiry into the failure of the dam gave these causes for its collapse in the spring"
    items = [f"- Cause number {n} was that the drains had been blocked by roots for many years." for n in range(9)]
    found = read(f"{LONG.strip()[:390]}\n\n{lead}:\n\n" + "\n".join(items) + "\n")
    assert [(lead in p[-1], len(p)) for p in found if any(lead in s for s in p)] == [(False, len(found[0]))]
    assert found[0][-1].startswith("- Cause")


def test_a_list_is_cut_only_where_it_is_too_much() -> None:
    items = [f"- {n} " + "x" * 96 for n in range(12)]  # 100 code points and a line end each
    assert [len(p) for p in read("\n".join(items) + "\n")] == [9, 3]  # 9 * 101 - 1 = 908, 10 * 101 = 1,010


def test_a_tables_header_is_not_the_last_of_a_passage() -> None:
    table = "Name\tTown\nAnna\tOslo\nBo\tRiga\n"
    passages = read(f"{LONG.strip()}\n\n{LONG.strip()[:200]}\n\n{table}")
    assert passages[-1][-3:] == ["Name\tTown", "Anna\tOslo", "Bo\tRiga"]
