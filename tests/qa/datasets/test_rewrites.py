import json
from pathlib import Path

from qa.datasets.rewrites import is_held_out, read_cast, read_ikat
from qa.question import Turn


def test_three_of_ten_conversations_are_held_out_by_their_names() -> None:
    names = [f"C_{n}" for n in range(1000)]
    assert [is_held_out(name) for name in names] == [is_held_out(name) for name in names]
    assert 250 < sum(map(is_held_out, names)) < 350


def test_ikat_has_the_turns_with_their_answers(tmp_path: Path) -> None:
    row = {
        "source": "iKAT 2023",
        "document_title": "Finding a diet",
        "history": [{"question": "Which diets are there?", "answer": "Vegan and keto."}],
        "question": "Is the first one healthy?",
        "rewrite": "Is the vegan diet healthy?",
    }
    (tmp_path / "more").mkdir()
    (tmp_path / "more/ikat_rewrites.jsonl").write_text(json.dumps(row))
    (found,) = read_ikat(tmp_path)
    assert found.dialog == "iKAT 2023, Finding a diet"
    assert found.turns == (Turn("Which diets are there?", "Vegan and keto."),)
    assert (found.question, found.rewrite) == ("Is the first one healthy?", "Is the vegan diet healthy?")


def test_cast_has_questions_alone_before_each_question(tmp_path: Path) -> None:
    questions = ["What is throat cancer?", "Is it treatable?"]
    turns = [{"number": n, "raw_utterance": q} for n, q in enumerate(questions, start=1)]
    topic = {"number": 31, "title": "cancer", "turn": turns}
    (tmp_path / "cast").mkdir()
    (tmp_path / "cast/evaluation_topics_v1.0.json").write_text(json.dumps([topic]))
    rewrites = "31_1\tWhat is throat cancer?\n31_2\tIs throat cancer treatable?\n"
    (tmp_path / "cast/evaluation_topics_annotated_resolved_v1.0.tsv").write_text(rewrites)
    first, second = read_cast(tmp_path)
    assert (first.turns, first.dependent) == ((), False)
    assert second.turns == (Turn("What is throat cancer?"),)
    assert (second.dialog, second.question, second.rewrite) == (
        "CAsT 31",
        "Is it treatable?",
        "Is throat cancer treatable?",
    )
