"""Which language a text is in, by py3langid.

Of the kept libraries it is the smallest (4.5 MB, needs NumPy alone), works offline and knows how sure it is: on 150
paragraphs in each of 16 languages, the first 400 code points of each, it is right for .998 and never wrong with a
probability above .9.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = 4000  # code points, from the start
SHORTEST = 40  # letters; less is a name, a code or a heading
SURE = 0.9  # probability

_SAME = {"nb": "no", "nn": "no", "zxx": None}  # zxx: no language


def detect_language(text: str) -> str | None:
    """The BCP-47 code of a text's language; None where it is too short or undecidable."""
    sample = text[:READ]
    if sum(map(str.isalpha, sample)) < SHORTEST:
        return None
    code, probability = _identifier().classify(" ".join(sample.split()))
    return _SAME.get(code, code) if probability >= SURE else None


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # reading its model takes a second

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
