"""`python -m qa.datasets` makes from the public files what the readers read; here from small files in the same form."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.datasets.__main__ import main
from qa.datasets.canard import read_follow_ups
from qa.datasets.files import read_json_lines
from qa.datasets.qamr import read_qamr
from qa.datasets.reqa import Query, read_reqa
from qa.datasets.squad import Article, Asked, Paragraph, read_fragments, read_test_titles
from qa.question import Turn
from tests.conftest import ROOT

CATS = {
    "context": "Cats 👩🏽‍🚀 sleep. Dogs bark.",
    "qas": [
        {"id": "1", "question": "Who sleeps?", "answers": [{"text": "Cats", "answer_start": 0}]},
        {"id": "2", "question": "Who flies?", "answers": [], "is_impossible": True},
        {
            "id": "3",
            "question": "Who barks?",
            "answers": [{"text": word, "answer_start": 17} for word in ("Dogs", "Dogs bark", "Dogs")],
        },
    ],
}
FRUIT = {"context": "Pears grow.", "qas": [{"id": "4", "question": "What grows?", "answers": [
    {"text": "Pears", "answer_start": 0}]}]}  # fmt: skip
SQUAD = {"version": "v2.0", "data": [
    {"title": "Some_Animals", "paragraphs": [CATS]}, {"title": "Fruit", "paragraphs": [FRUIT]}]}  # fmt: skip

READABLE = """\
#Wiki1k:wikinews:7:0:1
The cat sat on the mat.
Who sat on the mat?                               cat\tThe cat
What did the cat sit on?                          the mat\tmat
Where did the cat that never was heard of sit now?cat mat\ton the mat
What is lost?                                     a dog\tdogs

#Wiki1k:wikinews:7:0:0
It rained.
What did it do?                                   rained\trained
"""

OTHER_FORMS = ["", "[1]", "[]x", "null", '"data"', '{"version": 2}', '{"data": [{"title": "A"}]}']


def lay_out(data: Path, name: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [name, *arguments, "--to", str(data)])


def write(path: Path, content: object) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_a_train_file_of_squad_is_laid_out_with_the_list_of_test_articles(tmp_path: Path) -> None:
    result = lay_out(tmp_path, "squad", write(tmp_path / "train.json", SQUAD))
    assert (result.exit_code, result.output) == (0, "3 questions.\n")
    cats = Paragraph(str(CATS["context"]), (Asked("Who sleeps?", ((0, 4),)), Asked("Who barks?", ((17, 21),))))
    assert read_fragments(tmp_path / "squad/train_fragments.jsonl") == [
        Article("Some_Animals", (cats,), "Some Animals"),
        Article("Fruit", (Paragraph("Pears grow.", (Asked("What grows?", ((0, 5),)),)),), "Fruit"),
    ]
    assert len(read_test_titles(tmp_path)) == 24
    assert {"Doctor_Who", "Yuan_dynasty"} < read_test_titles(tmp_path)


def test_readable_files_of_qamr_are_laid_out(tmp_path: Path) -> None:
    result = lay_out(tmp_path, "qamr", write(tmp_path / "dev.tsv", READABLE), write(tmp_path / "test.tsv", READABLE))
    assert (result.exit_code, result.output) == (0, "8 questions.\n")  # "a dog" and "dogs" stand in no sentence
    rows = read_json_lines(tmp_path / "qamr/sentence-qa.jsonl")[:3]
    assert [(row["question"], row["answer"], row["answer_start"]) for row in rows] == [
        ("Who sat on the mat?", "cat", 4),
        ("What did the cat sit on?", "the mat", 15),
        ("Where did the cat that never was heard of sit now?", "on the mat", 12),
    ]
    (article,) = read_qamr(tmp_path)
    assert article.id == "Wiki1k:wikinews:7"
    assert [p.text for p in article.paragraphs] == ["It rained. The cat sat on the mat."]


def test_a_file_of_canard_is_laid_out(tmp_path: Path) -> None:
    said = ["Eagles", "Tours"]
    rows = [
        {"QuAC_dialog_id": "C_1", "Question_no": 1, "History": said, "Question": "When?", "Rewrite": "When was it?"},
        {
            "QuAC_dialog_id": "C_1",
            "Question_no": 2,
            "History": [*said, "When?", "In 1994."],
            "Question": "Where?",
            "Rewrite": "Where was it?",
        },
    ]
    result = lay_out(tmp_path, "canard", write(tmp_path / "dev.json", rows))
    assert (result.exit_code, result.output) == (0, "2 questions.\n")
    first, second = read_follow_ups(tmp_path)
    assert (first.about, first.question, first.answer, first.dependent) == ("Eagles: Tours", "When?", "In 1994.", True)
    assert (second.turns, second.rewrite, second.answer) == ((Turn("When?", "In 1994."),), "Where was it?", None)


def test_reqa_is_laid_out_with_the_sentence_breaks_that_are_given(tmp_path: Path) -> None:
    code = (
        "import re\ndef infer_sentence_breaks(text):\n    return [m.span() for m in re.finditer(r'[^.]+\\.', text)]\n"
    )
    dev = write(tmp_path / "dev.json", SQUAD)
    lay_out(tmp_path, "squad", dev)
    (tmp_path / "squad/test-articles.txt").write_text("Fruit\n")
    result = lay_out(tmp_path, "reqa", dev, "--breaks", write(tmp_path / "sb_sed.py", code))
    assert (result.exit_code, result.output) == (0, "3 candidates, 3 questions.\n")
    candidates = read_json_lines(tmp_path / "reqa/reqa_squad_dev_candidates.jsonl")
    assert [(c["idx"], c["sentence"], c["paragraph_id"]) for c in candidates] == [
        (0, "Cats 👩🏽‍🚀 sleep.", 1),
        (1, " Dogs bark.", 1),
        (2, "Pears grow.", 2),
    ]
    _, queries = read_reqa(tmp_path)
    assert queries == [
        Query("Who sleeps?", frozenset({"Cats 👩🏽‍🚀 sleep."}), test=False),
        Query("Who barks?", frozenset({" Dogs bark."}), test=False),
        Query("What grows?", frozenset({"Pears grow."}), test=True),
    ]


@pytest.mark.parametrize("name", ["squad", "canard"])
@pytest.mark.parametrize(
    "content", ["", "[1]", "[]x", "null", '"data"', '{"version": 2}', '{"data": [{"title": "A"}]}']
)
def test_another_file_is_refused_in_one_line_and_nothing_is_written(tmp_path: Path, name: str, content: str) -> None:
    path = write(tmp_path / "other.json", content)
    result = lay_out(tmp_path / "data", name, path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(f"pincite: {path} is not in ")
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data").rglob("*.jsonl"))


def test_a_file_that_is_no_readable_form_of_qamr_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "full.tsv", "Wiki1k:1\t0 1\t7\n")
    result = lay_out(tmp_path / "data", "qamr", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"pincite: {path} is not in QAMR's readable form: a block begins with 'Wiki1k:1\\t0 1\\t7'.\n"
    )


def test_the_readme_of_the_data_names_every_command_and_every_file_that_is_read() -> None:
    readme = (ROOT / "qa/datasets/README.md").read_text(encoding="utf-8")
    assert [name for name in main.commands if f"python -m qa.datasets {name} " not in readme] == []
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "qa").rglob("*.py"))
    read = set(re.findall(r'data / f?"([\w{}/.-]+)"', sources))
    assert {"squad/train_fragments.jsonl", "disfl_qa/{split}.json"} <= read
    assert [path for path in sorted(read) if path.partition("{")[0] not in readme] == []
