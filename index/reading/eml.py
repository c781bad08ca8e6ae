"""EML by the standard library: a letter's text, plain where there is one; attachments are left out, and said."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

from index.documents import About
from index.errors import SeedError
from index.reading.dom import Page
from index.reading.markup import MOST_BYTES, codec_of, decode_page, parse_text, refuse_others
from index.reading.parsed import Parsed
from index.reading.pieces import parsed
from index.reading.plain import plain_blocks

# What `email` raises on odd headers, beside the defects that it notes.
UNREADABLE = (AttributeError, IndexError, OverflowError, TypeError, ValueError)


class Eml:
    """Reads `.eml`."""

    suffixes = (".eml",)

    def read(self, data: bytes) -> Parsed:
        """The text of the letter; title, author and date are its subject, its sender and when it was sent.

        Raises:
            SeedError: it is no letter, has no text, or is larger than 10 MB.
        """
        if len(data) > MOST_BYTES:
            raise SeedError(f"is larger than {MOST_BYTES // 10**6} MB; save it without its attachments.")
        refuse_others(data, "a letter")
        message = message_of(data)
        if not message.keys():
            raise SeedError("is no letter: it does not begin with headers such as From and Subject.")
        try:
            body = message.get_body(("plain", "html"))
        except UNREADABLE:
            raise SeedError("is damaged: its parts cannot be told apart.") from None
        if body is None:
            raise SeedError("is a letter without a text.")
        about = _about(message)
        text = _text(body)
        if body.get_content_subtype() == "html":
            page = parse_text(text).body
            read = parsed(Page(page).pieces if page else [], about)
        else:
            read = Parsed(text, tuple(plain_blocks(text)), about)
        return replace(read, missing=_attached(message))


def message_of(data: bytes) -> EmailMessage:
    """The bytes as a message.

    Raises:
        SeedError: its headers cannot be read.
    """
    try:
        message = message_from_bytes(data, policy=default)
    except UNREADABLE:
        raise SeedError("is damaged: its headers cannot be read.") from None
    assert isinstance(message, EmailMessage)  # what this policy makes
    return message


def _attached(message: EmailMessage) -> tuple[str, ...]:
    """What is said of its attachments."""
    try:
        names = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    except UNREADABLE:
        return ("has attachments that cannot be told apart; they are not read.",)
    return (f"has attachments that are not read ({', '.join(names)}); save them beside it.",) if names else ()


def _about(message: EmailMessage) -> About:
    sender, sent = _header(message, "from"), _header(message, "date")
    names = [a.display_name or a.addr_spec for a in sender.addresses] if sender else []
    published = sent.datetime.date().isoformat() if sent and sent.datetime else None
    title, language = (str(_header(message, name) or "") or None for name in ("subject", "content-language"))
    return About(title, None, ", ".join(names) or None, published, language)


def _header(message: EmailMessage, name: str) -> Any:
    try:
        return message[name]
    except UNREADABLE:
        return None


def _text(body: Message) -> str:
    data = body.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(codec_of(body.get_content_charset() or "utf-8") or "utf-8")
    except UnicodeDecodeError:
        return decode_page(data)
