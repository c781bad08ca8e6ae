"""Links into a page of the web that light a quote there: https://wicg.github.io/scroll-to-text-fragment/."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

LONG = 300  # code points; a longer quote is named by its first and last words
WORDS = 6  # of each
MOST_CONTEXT = 24  # words before and after
NEAR = 1000  # code points before and after, in which they are looked for
MOST_PLACES = 500  # of a quote in its text, among which it is told apart


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
    """The words before a quote and behind it that tell it apart."""
    sentence, whole = _folded(text[start:end]), _folded_whole(text)
    before, after = _words_before(text, start), _words_after(text, end)
    places = list(_places(whole, sentence))
    for words in range(MOST_CONTEXT + 1):
        prefix, suffix = " ".join(before[len(before) - words :] if words else []), " ".join(after[:words])
        part, shift = _folded(f"{prefix} {sentence} {suffix}"), len(_folded(f"{prefix} x")) - 1
        if sum(_is_at(whole, part, place - shift) for place in places) < 2:
            break
    return prefix, suffix


def _words_before(text: str, start: int) -> list[str]:
    cut = max(0, start - NEAR)
    words = text[cut:start].split()
    return words[1:] if cut and not text[cut - 1].isspace() else words  # the first may be half a word


def _words_after(text: str, end: int) -> list[str]:
    cut = end + NEAR
    words = text[end:cut].split()
    return words[:-1] if cut < len(text) and not text[cut].isspace() else words


def _places(whole: str, part: str) -> Iterator[int]:
    """Where a part stands in a text as whole words, as a browser looks for it; the first `MOST_PLACES`."""
    at, found = whole.find(part), 0
    while at >= 0 and found < MOST_PLACES:
        if _is_at(whole, part, at):
            found += 1
            yield at
        at = whole.find(part, at + len(part))


def _is_at(whole: str, part: str, at: int) -> bool:
    if at < 0 or not whole.startswith(part, at):
        return False
    return not (_is_letter(whole[at - 1 : at]) or _is_letter(whole[at + len(part) : at + len(part) + 1]))


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=4)
def _folded_whole(text: str) -> str:
    """Kept, because the quotes of an answer are often of one article."""
    return _folded(text)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
