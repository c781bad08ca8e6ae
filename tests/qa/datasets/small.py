"""Small made-up sets, laid out as the public ones."""

import json
from pathlib import Path

# Each conversation's questions, their rewrites and their answers; the last answer is not known. By their names they are
# held out.
EAGLES = [
    ("Did the band tour?", "Did the Eagles tour?", "The Eagles toured Spain. So they say."),  # dependent, missed
    ("Where else was it?", "Where else did the Eagles tour?", "In Peru."),  # dependent, carried on
    ("Who is he?", "Who is Don Henley?", None),  # dependent, carried on
]
TESLA = [("Where was Tesla born?", "where was tesla born", "Tesla was born in Smiljan."), ("When?", "when", None)]


def conversation(dialog: str, topic: str, turns: list[tuple[str, str, str | None]]) -> list[dict[str, object]]:
    said: list[str] = [topic, "Life"]
    found = []
    for number, (question, rewrite, answer) in enumerate(turns, start=1):
        fields = {"dialog": dialog, "turn": number, "history": list(said), "question": question, "rewrite": rewrite}
        found.append(fields)
        said += [question, answer or ""]
    return found


def write_conversations(data: Path) -> None:
    lines = map(json.dumps, conversation("C_2", "Eagles", EAGLES) + conversation("C_6", "Tesla", TESLA))
    (data / "canard").mkdir()
    (data / "canard/follow-ups.jsonl").write_text("\n".join(lines), encoding="utf-8")


# title, paragraph, sentence; "Red." stands twice, in different paragraphs
CANDIDATES = [
    ("Old_Fruit", 0, "Red."),
    ("Old_Fruit", 0, "Red wine 👩🏽‍🚀."),
    ("Old_Fruit", 1, "Green pear."),
    ("Sky", 2, "Red."),
    ("Sky", 2, "Blue blue moon."),
    ("Sky", 3, "White sun."),
]
# question, answer sentence, paragraph; the second is asked twice with different answers
QUERIES = [
    ("red wine", "Red wine 👩🏽‍🚀.", 0),
    ("red", "Green pear.", 1),
    ("red", "Red.", 2),
    ("white moon", "Green pear.", 1),
    ("blue sun", "White sun.", 3),
]


def write_reqa(data: Path) -> None:
    """The candidates and the questions; the first article is a test article."""
    (data / "reqa").mkdir()
    (data / "squad").mkdir()
    candidates = [{"title": t, "paragraph_id": p, "sentence": s} for t, p, s in CANDIDATES]
    queries = [{"question": q, "answer_sentence": s, "paragraph_id": p} for q, s, p in QUERIES]
    for name, rows in (("candidates", candidates), ("queries", queries)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (data / f"reqa/reqa_squad_dev_{name}.jsonl").write_text(text)
    (data / "squad/test-articles.txt").write_text("Old_Fruit\nAnother\n")
