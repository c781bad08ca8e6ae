"""Chats as Telegram exports them to HTML."""

from index.reading.html import Html
from index.reading.parsed import Parsed


def message(words: str, name: str = "", more: str = "") -> str:
    """A message as it is exported, with its writer's initial beside it; of the writer before it without a name."""
    picture = f'<div class="userpic"><div class="initials">\n{name[:1]}\n</div></div>' if name else ""
    called = f'<div class="from_name">\n{name} \n</div>' if name else ""
    return (
        f'<div class="message default clearfix" id="message7">{picture}<div class="body">'
        f'<div class="pull_right date details" title="14.03.2026 09:12:44 UTC+01:00">\n09:12\n</div>{called}{more}'
        f"{words and f'<div class=text>{words}</div>'}</div></div>"
    )


def chat(*messages: str) -> Parsed:
    day = '<div class="message service" id="message-1"><div class="body details">\n14 March 2026\n</div></div>'
    page = (
        "<html><head><title>Exported Data</title></head><body><div class=page_wrap>"
        "<div class=page_header><div class=content><div class='text bold'>\nRiver Watch\n</div></div></div>"
        f"<div class='page_body chat_page'><div class=history>{day}{''.join(messages)}</div></div></div></body></html>"
    )
    return Html().read(page.encode())


def blocks(read: Parsed) -> list[tuple[str, int | None, str | None, str]]:
    return [(b.kind, b.parent, b.speaker, " ".join(read.text[b.start : b.end].split())) for b in read.blocks]


def test_messages_have_their_writers_and_stand_under_their_day() -> None:
    reply = '<div class="reply_to details">\nIn reply to <a href="#go">this message</a>\n</div>'
    read = chat(
        message("The gate is stuck. I called the <a href='https://example.org'>water board</a>.", "Anna Reyes"),
        message("They come on Tuesday."),
        message("Who pays?<br>Last year it was the county.", "Tom Okafor", reply),
        message("The landowner.", "Anna Reyes"),
    )
    assert read.about.title == "River Watch"
    assert blocks(read) == [
        ("title", None, None, "River Watch"),
        ("heading", 0, None, "14 March 2026"),
        ("speech", 1, "Anna Reyes", "Anna Reyes 09:12 The gate is stuck. I called the water board."),
        ("speech", 1, "Anna Reyes", "They come on Tuesday."),
        ("question", 1, "Tom Okafor", "Tom Okafor 09:12 Who pays?"),
        ("speech", 4, "Tom Okafor", "Last year it was the county."),
        ("speech", 4, "Anna Reyes", "Anna Reyes 09:12 The landowner."),
    ]


def test_a_picture_without_words_gives_its_writer_to_the_message_after_it() -> None:
    read = chat(
        message("Look.", "Tom"),
        message("", "Anna", '<img class="photo" src="p.jpg">'),
        message("The gate at nine."),
        message("Oh.", "Tom"),
    )
    assert blocks(read)[2:] == [
        ("speech", 1, "Tom", "Tom 09:12 Look."),
        ("speech", 1, "Anna", "Anna 09:12 The gate at nine."),
        ("speech", 1, "Tom", "Tom 09:12 Oh."),
    ]


def test_a_page_with_messages_of_another_kind_is_no_chat() -> None:
    page = b"<div class=history><div class=message><p>The river rose by two metres.</p></div></div>"
    assert blocks(Html().read(page)) == [("paragraph", None, None, "The river rose by two metres.")]
