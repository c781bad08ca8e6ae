import click
import pytest
from click.testing import CliRunner, Result

from index.errors import SeedError
from index.settings import Settings
from index.terminal import echo_json, json_option, with_settings


@click.command()
@with_settings("keep", "log_questions")
@click.option("--fail", is_flag=True)
@json_option
def command(settings: Settings, fail: bool, as_json: bool) -> None:
    if fail:
        raise SeedError("The article x is empty; mend it.")
    shown = [settings.keep, settings.log_questions]
    if as_json:
        echo_json({"shown": shown, "name": "“é”"})
    else:
        click.echo(f"{shown}")


def invoke(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(command, list(arguments), env=environ)


def outcome(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "environ", "shown"),
    [
        ([], {}, "[3, False]\n"),
        (["--keep", "5", "--log-questions"], {}, "[5, True]\n"),
        ([], {"PINCITE_KEEP": "6", "PINCITE_LOG_QUESTIONS": "1"}, "[6, True]\n"),
        (["--keep=5"], {"PINCITE_KEEP": "6"}, "[5, False]\n"),
    ],
)
def test_a_command_gets_its_settings(arguments: list[str], environ: dict[str, str], shown: str) -> None:
    assert outcome(invoke(*arguments, **environ)) == (0, shown, "")


def test_an_error_is_one_line_on_standard_error_and_exit_code_1() -> None:
    assert outcome(invoke("--fail")) == (1, "", "pincite: The article x is empty; mend it.\n")


def test_a_setting_out_of_range_is_wrong_usage() -> None:
    code, out, err = outcome(invoke("--keep", "1"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("pincite: PINCITE_KEEP is '1': ")


def test_an_unknown_setting_is_wrong_usage() -> None:
    code, out, err = outcome(invoke(PINCITE_KEPT="1"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("pincite: Unknown setting PINCITE_KEPT; the settings are PINCITE_FEEDBACK, ")


def test_an_unknown_flag_is_wrong_usage() -> None:
    assert invoke("--kept").exit_code == 2


def test_json_is_printed_with_its_characters_as_they_are() -> None:
    expected = '{\n  "shown": [\n    3,\n    false\n  ],\n  "name": "“é”"\n}\n'
    assert outcome(invoke("--json")) == (0, expected, "")


def test_help_shows_each_flag_with_its_variable_and_default() -> None:
    text = " ".join(invoke("--help").stdout.split())
    assert "--keep TEXT Generations kept on disk, the live one included. [PINCITE_KEEP; default: 3]" in text
    assert "--log-questions Write the text of questions to the log. [PINCITE_LOG_QUESTIONS; default: False]" in text
    assert "--port" not in text
