import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import termios
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.answer import Answer, Citation
from qa.commands import ask, evaluate
from qa.evaluate.measures import Measure
from qa.feedback import Feedback, Quote, append
from tests.commanding import help_of
from tests.conftest import ROOT, SEEDS
from tests.running import PINCITE, clean_environment

ARTICLE = "ukraine-security-guarantees"
CALL = (
    "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward a plan."
)


def invoke(index: Path, *arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(ask, [*arguments, "--index", str(index)], env=environ)


def test_a_found_answer_is_its_citations_with_their_places_and_the_confidence(built: Path) -> None:
    result = invoke(built, "When is the video call?", "--max-citations", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    quoted, place, sure = result.stdout.splitlines()
    assert quoted == f"[1] {CALL}"
    assert place == "    Security guarantees for Ukraine, characters 227 to 341"
    assert (ROOT / "seeds" / f"{ARTICLE}.txt").read_bytes().decode()[227:341] == CALL
    words, number = sure.rstrip(")").split(" (confidence ")
    assert words == "answers"
    assert 0.68 <= float(number) <= 1


def test_a_refusal_says_so_and_shows_the_closest_sentences(built: Path) -> None:
    result = invoke(built, "How is cheese made?")
    head, empty, warning, *shown = result.stdout.splitlines()
    assert result.exit_code == 3
    assert head.startswith("I found no sentence that says it. (confidence 0.")
    assert (empty, warning) == ("", "The closest sentences, not an answer:")
    assert [line[:4] for line in shown] == ["[1] ", "    ", "[2] ", "    ", "[3] ", "    "]


def test_json_has_the_fields_of_the_api_in_their_order(built: Path) -> None:
    result = invoke(built, "  When is the video call?\n", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert list(answer) == [f.name for f in fields(Answer)]
    assert list(answer) == [
        "question",
        "asked_as",
        "intent",
        "found",
        "verdict",
        "confidence",
        "answer",
        "citations",
        "nearest",
        "details",
        "index",
        "took_ms",
        "language",
    ]
    first = answer["citations"][0]
    assert list(first) == [f.name for f in fields(Citation)]
    assert list(first) == [
        "number",
        "document",
        "sentence",
        "start",
        "end",
        "start_utf16",
        "end_utf16",
        "highlight",
        "score",
        "before",
        "after",
        "link",
        "source_link",
        "kind",
        "heading",
        "above",
        "speaker",
        "place",
        "group",
        "also_in",
    ]
    assert (answer["question"], answer["found"], answer["nearest"]) == ("When is the video call?", True, [])
    assert (first["sentence"], first["start"], first["end"], first["highlight"]["text"]) == (CALL, 227, 341, "Sunday")
    assert first["document"] == {
        "id": ARTICLE,
        "title": "Security guarantees for Ukraine",
        "url": None,
        "language": "en",
    }
    assert first["link"] == f"/documents/{ARTICLE}#s227-341"
    assert list(answer["index"]) == ["generation", "model", "built_at"]


@pytest.mark.parametrize(("question", "length"), [("", "0"), (" \n\t", "0"), ("x" * 1001, "1,001")])
def test_a_question_of_the_wrong_length_is_wrong_usage(built: Path, question: str, length: str) -> None:
    result = invoke(built, question)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"pincite: The question has {length} characters; it needs 1 to 1,000.\n"


def test_a_question_of_a_thousand_characters_is_asked_and_refused(built: Path) -> None:
    assert invoke(built, "x" * 1000 + " ").exit_code == 3


@pytest.mark.parametrize(
    "arguments", [[], ["a?", "b?"], ["a?", "--max-citations", "0"], ["a?", "--max-citations", "11"]]
)
def test_wrong_usage_is_exit_code_2(built: Path, arguments: list[str]) -> None:
    assert invoke(built, *arguments).exit_code == 2


def test_a_question_that_is_not_utf8_is_wrong_usage(built: Path) -> None:
    result = invoke(built, "When is the caf\udce9?")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "pincite: The question is not UTF-8.\n"


def test_an_unknown_document_fails_in_one_line(built: Path) -> None:
    result = invoke(built, "When is the call?", "--document", "none")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    advice = "An id is the article's path under the seeds folder, without its ending."
    assert result.stderr == f"pincite: No document has the id 'none'. {advice}\n"


def test_a_known_document_is_searched(built: Path) -> None:
    assert CALL in invoke(built, "When is the video call?", "--document", ARTICLE).stdout


def test_without_an_index_there_is_one_line_of_advice(tmp_path: Path) -> None:
    result = invoke(tmp_path, "When is the video call?")
    message = f"pincite: There is no index in {tmp_path} yet: `pincite add FILE` adds a source, "
    message += "`pincite index rebuild` reads those in the seeds folder.\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", message)


def test_an_unknown_setting_is_wrong_usage(built: Path) -> None:
    result = invoke(built, "When?", PINCITE_INDEKS="x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("pincite: Unknown setting PINCITE_INDEKS; the settings are ")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that remembers the vectors of the golden questions, so that they are embedded once."""
    return tmp_path_factory.mktemp("measured")


@pytest.mark.slow
def test_eval_measures_the_golden_questions(measured: Path) -> None:
    arguments = ["--seeds", str(SEEDS), "--index", str(measured), "--json"]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 0, result.stderr
    measures = json.loads(result.stdout)
    surely = round(50 * measures[5]["value"])  # so many of the fifty have the verdict `answers`
    assert [m["n"] for m in measures] == [37, 37, 37, 37, 13, 50, surely, 50]
    assert [list(m) for m in measures] == [["name", "value", "low", "high", "n"]] * 8
    again = CliRunner().invoke(evaluate, arguments[:-1])
    assert again.stdout.splitlines() == [str(Measure(**m)) for m in measures]


@pytest.mark.slow
def test_eval_asks_what_people_judged_of_the_live_index(built: Path, tmp_path: Path) -> None:
    text = (SEEDS / f"{ARTICLE}.txt").read_text(encoding="utf-8")
    quote = Quote(ARTICLE, 227, 341, text[227:341])
    append(tmp_path / "said", Feedback("right", "When is the video call?", (), (), quote, "g", "t"))
    index = shutil.copytree(built, tmp_path / "built")
    arguments = ["--seeds", str(SEEDS), "--index", str(index), "--feedback", str(tmp_path / "said"), "--json"]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 0, result.stderr
    assert [(m["name"], m["value"], m["n"]) for m in json.loads(result.stdout)[8:]] == [
        ("feedback: right sentence first, cited or nearest (hit@1)", 1.0, 1),
        ("feedback: a right sentence cited", 1.0, 1),
    ]


def test_eval_without_the_seed_article_fails_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(evaluate, ["--seeds", str(tmp_path), "--index", str(tmp_path / "built")])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert str(tmp_path) in result.stderr


@pytest.mark.slow
def test_eval_names_the_data_that_is_missing(measured: Path, tmp_path: Path) -> None:
    arguments = ["--seeds", str(SEEDS), "--index", str(measured), "--data", str(tmp_path)]
    result = CliRunner().invoke(evaluate, arguments)
    assert result.exit_code == 1
    # The golden figures are printed before the data is looked for.
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["golden"] * 8
    path = tmp_path / "squad/test-articles.txt"
    assert result.stderr.startswith(f"pincite: {path} is missing; qa/datasets/README.md says")


def test_eval_writes_no_page_without_the_data(tmp_path: Path) -> None:
    for arguments in (["--readme"], ["--readme", str(tmp_path)]):
        result = CliRunner().invoke(evaluate, arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--readme needs --data" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_eval_with_a_data_folder_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(evaluate, ["--data", str(tmp_path / "none")]).exit_code == 2


@pytest.mark.parametrize(("command", "words"), [("ask", "QUESTION"), ("evaluate", "bootstrap interval")])
def test_help_is_shown_without_loading_a_model(command: str, words: str) -> None:
    text, imported = help_of("qa.commands", command)
    assert imported == []
    assert words in " ".join(text.split())


def test_a_question_can_come_from_standard_input(built: Path) -> None:
    result = CliRunner().invoke(ask, ["-", "--index", str(built)], input="When is the video call?\n")
    assert result.stdout.splitlines()[0] == f"[1] {CALL}"
    result = CliRunner().invoke(ask, ["-", "--index", str(built)], input=b"caf\xe9?")
    assert (result.exit_code, result.stderr) == (2, "pincite: The question is not UTF-8.\n")


@pytest.mark.slow
def test_a_file_is_asked_without_an_index_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.txt").write_text("The keeper counts ships. Seven ships passed on Tuesday.")
    result = CliRunner().invoke(ask, ["--file", "log.txt", "How many ships passed?"])
    assert result.exit_code == 0
    assert result.stdout.startswith("[1] Seven ships passed on Tuesday.\n    log, characters 25 to 55\n")
    assert [path.name for path in tmp_path.iterdir()] == ["log.txt"]
    (tmp_path / "bad.txt").write_bytes(b"\xe9")
    result = CliRunner().invoke(ask, ["--file", "bad.txt", "How many?"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("pincite: bad.txt is not UTF-8: byte 0xe9 at position 0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.txt", "log.txt"]


def test_a_terminal_shows_the_answer_bold_in_lines_of_its_width_unless_no_color_is_set(built: Path) -> None:
    arguments = ["ask", "When is the video call?", "--max-citations=1", f"--index={built}"]
    shown = in_terminal(arguments, columns=60)
    assert shown.startswith(
        "[1] Officials from the so-called coalition-of-the-willing\r\n    countries plan a video call on "
    )
    assert "\x1b[1mSunday\x1b[0m" in shown
    assert "\x1b" not in in_terminal(arguments, columns=60, NO_COLOR="1")


def in_terminal(arguments: list[str], columns: int, **environ: str) -> str:
    """What `pincite` writes to a terminal of so many columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in clean_environment().items() if name not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(
        [*PINCITE, *arguments], stdin=subprocess.DEVNULL, stdout=its, cwd=ROOT, env=environment | environ
    ) as process:
        os.close(its)
        shown = b""
        with suppress(OSError):  # what a terminal says when the last writer is gone
            while piece := os.read(ours, 4096):
                shown += piece
        os.close(ours)
    assert process.returncode == 0
    return shown.decode()
