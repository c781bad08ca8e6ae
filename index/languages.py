"""Languages by their BCP-47 codes, of which the first part alone counts ("en-GB" is "en"), and their scripts."""

import re
import unicodedata

ENGLISH = "en"

# Scripts without spaces between words: Han, kana and, for its particles, Hangul; Thai, Lao, Burmese and Khmer.
EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
SOUTH = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Signs that belong to the letter before them: without these a Hindi or Thai word would end at each of its vowel signs.
MARKS = "".join(chr(code) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
UNSPACED = re.compile(f"[{EAST}{SOUTH}]")

_SAME = {"nb": "no", "nn": "no"}


def primary(language: str | None) -> str | None:
    """The language without its region and script; None where it is not known."""
    if language is None:
        return None
    code = language.partition("-")[0].lower()
    return _SAME.get(code, code)


def is_english(language: str | None) -> bool:
    """Whether a language is English, or not known: then it is taken for it."""
    return primary(language) in (None, ENGLISH)
