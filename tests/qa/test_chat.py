from pathlib import Path

from click.testing import CliRunner

from qa.chat import HELP
from qa.commands import chat

ARTICLE = "ukraine-security-guarantees"


def said(index: Path, *lines: str) -> list[str]:
    """What a chat prints, a part for each line typed."""
    result = CliRunner().invoke(chat, ["--index", str(index)], input="\n".join(lines))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.removesuffix("\n\n").split("\n\n")


def test_a_follow_up_is_understood_until_a_new_conversation_begins(built: Path) -> None:
    asked = "Would Russia withdraw troops from Sumy?"
    first, follow, new, alone = said(built, asked, "And Kharkiv?", "/new", "And Kharkiv?")
    assert "withdraw troops from other regions such as Sumy and Kharkiv" in first
    assert "withdraw troops from other regions such as Sumy and Kharkiv" in follow
    assert new == "A new conversation."
    assert alone != follow


def test_commands_are_answered_and_an_unknown_one_is_said(built: Path) -> None:
    assert said(built, "/help") == [HELP]
    assert said(built, "/documents") == [f"{ARTICLE}  Security guarantees for Ukraine"]
    assert said(built, "/hlep") == ["There is no /hlep; /help lists what there is."]
    assert said(built, "/only none") == ["No document has the id 'none'. /documents lists those there are."]
    assert said(built, f"/only {ARTICLE}", "/only") == [
        f"Searching in {ARTICLE}.",
        "Searching in all documents.",
    ]


def test_a_question_that_is_too_long_is_said_and_the_chat_goes_on(built: Path) -> None:
    long, listed = said(built, "x" * 1001, "/documents")
    assert long == "The question has 1,001 characters; it needs 1 to 1,000."
    assert listed.startswith(ARTICLE)


def test_quit_ends_it(built: Path) -> None:
    assert said(built, "/quit", "/help") == [""]
