"""Links into a page of the web that light a quote there: https://wicg.github.io/scroll-to-text-fragment/."""

import re
from urllib.parse import quote

LONG = 300  # code points; a longer quote is named by its first and last words
WORDS = 6  # of each
MOST_CONTEXT = 24  # words before and after


def text_fragment_link(url: str | None, text: str, start: int, end: int) -> str | None:
    """The link that lights `text[start:end]` on the page at `url`; None where that is no web address.

    Where the quote stands more than once in the text, as many words before and after it are named as tell them apart.
    """
    if url is None or not url.startswith(("https://", "http://")):
        return None
    sentence = text[start:end].strip()
    before, after = (_encoded(words) for words in _context(text, start, end))
    parts = [before and f"{before}-", *map(_encoded, _ends(sentence)), after and f"-{after}"]
    directive = ",".join(filter(None, parts))
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _ends(sentence: str) -> list[str]:
    """The whole quote, or its first and last words where it is long or a line ends in it."""
    words = sentence.split()
    if len(words) > 2 * WORDS and (len(sentence) > LONG or "\n" in sentence):
        return [" ".join(words[:WORDS]), " ".join(words[-WORDS:])]
    return [" ".join(words)]


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    sentence = _folded(text[start:end])
    whole = _folded(text)
    before, after = text[:start].split(), text[end:].split()
    for words in range(MOST_CONTEXT + 1):
        prefix, suffix = " ".join(before[len(before) - words :] if words else []), " ".join(after[:words])
        if _count(whole, _folded(f"{prefix} {sentence} {suffix}")) < 2:
            break
    return prefix, suffix


def _count(whole: str, part: str) -> int:
    """How often a part stands in a text as whole words, as a browser looks for it."""
    return len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", whole))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
