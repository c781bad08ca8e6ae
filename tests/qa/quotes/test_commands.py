import json
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.quotes.checked import Check, CheckedQuote
from qa.quotes.commands import check
from tests.commanding import help_of

EXACT, NEAR, ABSENT = "plan a video call on Sunday", "nearly 3 million additional Russian", "zebras quarrel over tea"


def invoke(index: Path, text: str | bytes, *arguments: str, colour: bool = False) -> Result:
    return CliRunner().invoke(check, ["-", "--index", str(index), *arguments], input=text, color=colour)


def test_an_answer_of_exact_quotes_succeeds_and_names_their_places(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.md"
    path.write_text(f"They “{EXACT}”, she said.\n", encoding="utf-8")
    result = CliRunner().invoke(check, [str(path), "--index", str(built)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"✓ exact   “{EXACT}”",
        "          Security guarantees for Ukraine, characters 291 to 318",
        "1 quote: 1 exact, 0 near, 0 absent",
    ]


def test_a_near_quote_shows_what_was_changed_and_fails_only_where_that_is_asked(built: Path) -> None:
    result = invoke(built, f"“{NEAR}”")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        f"≈ near    “{NEAR}”",
        "          number changed: “3”, the source has “2”",
    ]
    assert invoke(built, f"“{NEAR}”", "--strict").exit_code == 3


def test_an_absent_quote_has_an_exit_code_of_its_own(built: Path) -> None:
    result = invoke(built, f"“{ABSENT}” and “Putin agreed to withdraw from every region in 2031”")
    assert result.exit_code == 3
    assert result.stdout.splitlines()[0] == f"✗ absent  “{ABSENT}”"
    assert "closest, which does not say it: " in result.stdout
    assert result.stdout.splitlines()[-1] == "2 quotes: 0 exact, 0 near, 2 absent"


def test_what_had_to_be_folded_is_said(built: Path) -> None:
    assert invoke(built, "“Plan a\nvideo call”").stdout.splitlines()[0] == (
        "✓ exact   “Plan a video call” (but for case, white space)"
    )


def test_colours_come_on_top(built: Path) -> None:
    assert invoke(built, f"“{EXACT}”", colour=True).stdout.startswith("\x1b[32m\x1b[1m✓ exact")


def test_json_has_the_fields_of_the_api_in_their_order(built: Path) -> None:
    result = invoke(built, f"“{ABSENT}”", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 3
    assert list(found) == [f.name for f in fields(Check)]
    assert list(found["quotes"][0]) == [f.name for f in fields(CheckedQuote)]


def test_a_text_without_quotes_is_said_to_have_none(built: Path) -> None:
    result = invoke(built, "nothing")
    assert (result.exit_code, result.stdout) == (0, "There are no quotes in it.\n")


def test_a_file_may_be_longer_than_what_a_server_takes(built: Path) -> None:
    result = invoke(built, f"“{EXACT}” {'x ' * 200}" * 120)
    assert result.stdout.splitlines()[-1] == "120 quotes: 120 exact, 0 near, 0 absent"


@pytest.mark.parametrize(
    ("text", "arguments", "code", "message"),
    [
        (b"\xff", (), 2, "pincite: standard input is not UTF-8 (byte 0); save it as UTF-8.\n"),
        (f"“{'x' * 5001}”", (), 2, "pincite: Quote 1 has 5,001 characters; it needs 1 to 5,000.\n"),
        (
            "“x”",
            ("--document", "none"),
            1,
            "pincite: No document has the id 'none'. An id is the article's path under the seeds folder, without its "
            "ending.\n",
        ),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_line(
    built: Path, text: str | bytes, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = invoke(built, text, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message)


def test_without_an_index_it_fails(tmp_path: Path) -> None:
    result = invoke(tmp_path, "“x”")
    assert result.exit_code == 1
    assert "`pincite add FILE` adds a source" in result.stderr


def test_help_is_quick_and_has_examples() -> None:
    text, heavy = help_of("qa.quotes.commands", "check")
    assert "pincite check answer.md" in text
    assert heavy == []
