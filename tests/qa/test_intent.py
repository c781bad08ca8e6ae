import pytest

from qa.intent import LONGEST, Meant, meant
from tests.benchmarks.intents import ONE_IN, questions


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Who wrote this?", ("author",)),
        ("Who wrote this article?", ("author",)),
        ("Who is the author?", ("author",)),
        ("who's the author of this piece?", ("author",)),
        ("By whom was this written?", ("author",)),
        ("When was this article published?", ("published",)),
        ("What is the date of this article?", ("published",)),
        ("When was it published?", ("published",)),
        ("What is the title?", ("title",)),
        ("What's the headline?", ("title",)),
        ("Where is this from?", ("url",)),
        ("What is the URL?", ("url",)),
        ("Which newspaper published this?", ("url",)),
        ("Who wrote it?", ("author",)),
        ("whats the title of this document", ("title",)),
        ("Author?", ("author",)),
        ("author", ("author",)),
        ("Could you tell me who wrote this article, please?", ("author",)),
        ("Hi, who wrote this?", ("author",)),
        ("Who wrote this article and when was it published?", ("author", "published")),
        ("Who wrote this and when?", ("author", "published")),
        ("How old is this article?", ("published",)),
        ("What language is this written in?", ("language",)),
        ("Who is the writer of this story?", ("author",)),
        ("When was this written?", ("published",)),
        ("What is this article called?", ("title",)),
        ("What is the source of this article?", ("url",)),
        ("Where was this published?", ("url",)),
        ("Tell me the author", ("author",)),
        ("the title please", ("title",)),
        ("In which language is this text?", ("language",)),
        ("What's the name of the author?", ("author",)),
        ("who are the authors", ("author",)),
        ("Where does this article come from?", ("url",)),
        ("Who published this?", ("url",)),
        ("when was the article published?", ("published",)),
        ("what year was this published?", ("published",)),
        ("Who's the author of the article?", ("author",)),
        ("What is the publication date?", ("published",)),
        ("Who wrote this, and when?", ("author", "published")),
        ("Who wrote this article, and when was it published?", ("author", "published")),
        ("What is it called?", ("title",)),
    ],
)
def test_questions_about_the_document_itself_are_details(text: str, fields: tuple[str, ...]) -> None:
    assert meant(text) == Meant("details", fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "What is this article about?",
        "Summarize this",
        "summarise the article",
        "Give me the main points",
        "tl;dr",
        "TLDR",
        "What's this about?",
        "What is it about?",
        "Summary",
        "summary please",
        "Give me a short summary of this article.",
        "What are the key takeaways?",
        "Can you summarize this for me?",
        "What is the main idea of the text?",
        "What does the article say?",
        "Tell me about this article",
        "Give me an overview",
        "What is the gist?",
        "What are the three main points of this article?",
        "Summarize in three sentences",
        "Please summarize the document.",
        "What's the topic?",
        "What is the subject of this article?",
        "main points?",
        "key points",
        "Sum it up",
        "sum up the article",
        "Explain this article",
        "what's it all about?",
        "Hello! What is this text about?",
        "In a nutshell?",
        "Summarize.",
        "What do these documents say?",
        "What are the most important facts?",
        "Give me the highlights",
        "I need a summary of this",
        "Show me the key sentences",
        "what is this document",
        "Can I have a summary?",
    ],
)
def test_what_it_is_about_is_an_overview(text: str) -> None:
    assert meant(text) == Meant("overview")


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hello",
        "hello!",
        "Thanks",
        "thank you",
        "thank you so much!",
        "ok",
        "OK.",
        "bye",
        "Who are you?",
        "what can you do",
        "Hello, who are you?",
        "What can you do?",
        "test",
        "How are you?",
        "Who made you?",
        "Good morning",
        "help",
        "Hi there",
        "thanks, bye",
        "ok thanks",
        "Are you a bot?",
        "How does this work?",
        "cool, thanks",
        "What's your name?",
    ],
)
def test_small_talk_is_talk(text: str) -> None:
    assert meant(text) == Meant("talk")


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote the letter to the council?",
        "When was the report published?",
        "Who wrote the report?",
        "Who is the author of the book?",
        "Who wrote Hamlet?",
        "When was the strike?",
        "What is the title of the bill?",
        "What is the treaty about?",
        "Summarize Putin's position",
        "Who is the author of the law?",
        "What language do they speak?",
        "Where is Ushakov from?",
        "Where is the call?",
        "What is this war about?",
        "What is the main point of the plan?",
        "What does the report say about jobs?",
        "Who published the study?",
        "What did Zelenskiy say?",
        "Who are they?",
        "What can Europe do?",
        "How can I apply?",
        "How old is the museum?",
        "When was it founded?",
        "What is NATO?",
        "Hi-fi sales in 2020?",
        "What is the date of the call?",
        "What are the key points of the agreement?",
        "Who is helping?",
        "thanks to whom did they win?",
        "Who wrote this song?",
        "What was published in March?",
        "What is the main idea of the theory?",
        "Is the author right?",
        "What is the subject of the meeting?",
        "Where was the paper published?",
        "What happened?",
        "Who?",
        "Why?",
        "?",
        "What is this article about, and who wrote the letter?",
        "Who wrote this? The letter to the council, I mean.",
        "Thanks to whom did they win?",
        "Hello Kitty is owned by whom?",
        "Wer hat das geschrieben?",
        "Quel est le titre ?",
        "x" * LONGEST,
        "Summarize " + "this " * LONGEST,
    ],
)
def test_a_question_about_what_an_article_tells_is_a_question(text: str) -> None:
    assert meant(text) == Meant("question")


def test_yes_says_nothing_unless_something_was_asked_before() -> None:
    assert meant("Yes.") == Meant("talk")
    assert meant("Yes.", follows=True) == Meant("question")


def test_it_is_the_document_unless_something_was_asked_before() -> None:
    assert meant("Who wrote it?") == Meant("details", ("author",))
    assert meant("Who wrote it?", follows=True) == Meant("question")
    assert meant("What is it about?", follows=True) == Meant("question")
    assert meant("Who wrote this?", follows=True) == Meant("details", ("author",))
    assert meant("Thanks!", follows=True) == Meant("talk")


def test_hardly_a_real_question_is_taken_for_something_else() -> None:
    """The same count over SQuAD's dev questions: python -m tests.benchmarks.intents."""
    asked = [meant(text, follows=follows).intent for _, text, follows in questions(None)]
    assert len(asked) == 50
    assert sum(intent != "question" for intent in asked) <= len(asked) // ONE_IN
