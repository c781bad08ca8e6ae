"""Which language a text or a question is in, by py3langid.

Of the kept libraries it is the smallest (4.5 MB, needs NumPy alone), works offline and knows how sure it is: on 150
paragraphs in each of 16 languages, the first 400 code points of each, it is right for .998 and never wrong with a
probability above .9. Of the questions of XQuAD's train side in twelve languages, and of people's in Arabic, Chinese,
Japanese, Korean, Norwegian and Polish, it is right for .9987, if only the languages of `SPOKEN` are to choose from.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

from index.english import FUNCTION_WORDS
from index.languages import ENGLISH, UNSPACED, primary

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = 4000  # code points, from the start
SHORTEST = 40  # letters; less is a name, a code or a heading
OF_A_WORD = 3  # letters that one counts for where words are written without spaces: they say as much in fewer
SURE = 0.9  # probability

# Words that English does not do without and no other language writes. Of XQuAD's English paragraphs .95 have this share
# of them, of 10,975 in sixteen other languages none more than .08: most texts in English do without the detector, which
# takes half a second and 100 MB.
PLAINLY = 0.12
_SHARED = (
    "a an as at by do for had he her here his i in is it let me men most must no not now of on once one or other "
    "others our over same she so some such then to under us was we were will"
)
_ENGLISH_ALONE = FUNCTION_WORDS - frozenset(_SHARED.split())
_WORD = re.compile(r"[^\W\d_]+")

# How much likelier a question is in a language of the documents than in another. Of the keywords of 3,000 English
# questions, in lower case, .985 are told without it, .991 with it, .996 with 10; of 2,400 whole questions in six other
# languages with Latin letters, asked of English documents, .995, .994 and .992, of the long words of as many .895, .886
# and .867.
IN_DOCUMENTS = 3.0
SURE_OF_QUESTION = 0.5  # probability; .998 of the questions above have more, and those with less may be a name alone
# What a question is taken for: the languages that a question is asked in more often than a name or a slip looks like
# another. A relative of one (Bosnian, Wu) is taken for it, and loses nothing but its own stems.
_SPOKEN = "ar de el en es fa fr hi it ja ko nl no pl pt ro ru sv th tr uk vi zh"
SPOKEN = frozenset(_SPOKEN.split())

# Words that ask, for questions of a few words and a name, which the detector cannot tell: "Wann trifft Trump Putin?".
# Only languages with Latin letters need them. Left out is what is a name or an English word in most places ("Wen",
# "comment").
_ASKING = {
    "de": "wann wo wer wem wessen warum wieso weshalb wie was welche welcher welches welchem welchen woher wohin",
    "en": "was",
    "es": "cuándo cuando dónde donde quién quien quiénes qué que cuál cuáles cómo cuánto cuántos cuántas",
    "fr": "quand où qui que quoi quel quelle quels quelles pourquoi combien",
    "it": "quando quale quali perché quanto quanti",
    "nl": "wanneer waar wie wat waarom welke hoeveel",
    "no": "når hvor hvem hva hvorfor hvordan hvilken hvilke",
    "pl": "kiedy gdzie kto dlaczego który która które jaki jaka jakie",
    "pt": "quando onde quem que qual quais quanto quantos quantas",
    "ro": "când cine câți câte",
    "sv": "när vem vad varför hur vilken vilka",
    "tr": "nerede niçin neden nasıl hangi kaç",
}
_ASKED_IN = {
    word: [language for language, words in _ASKING.items() if word in words.split()]
    for word in " ".join(_ASKING.values()).split()
}
BEGINNING = 2  # words of a question among which is the one that asks: "Seit wann", "À quelle"

NO_LANGUAGE = "zxx"
_RELATIVES = {"zh": "wuu"}  # short texts in Chinese look like Wu, which is hardly written


def detect_language(text: str) -> str | None:
    """The BCP-47 code of a text's language; None where it is too short or undecidable."""
    sample = text[:READ]
    letters = sum(map(str.isalpha, sample)) + (OF_A_WORD - 1) * len(UNSPACED.findall(sample))
    if letters < SHORTEST:
        return None
    if _is_plainly_english(sample):
        return ENGLISH
    (code, probability), *others = _identifier().rank(" ".join(sample.split()))
    if code in _RELATIVES:
        probability += sum(p for other, p in others if other == _RELATIVES[code])
    return primary(code) if probability >= SURE and code != NO_LANGUAGE else None


def detect_question(text: str, documents: Collection[str] = (), before: str | None = None) -> str | None:
    """The BCP-47 code of a question's language; None where it is undecidable, as a name alone is.

    Args:
        text: a line, as people ask it.
        documents: the languages of those it is asked of, to choose from beside the `SPOKEN`.
        before: the language of the question before it, which it is in if it asks by a word of it; chosen from too.
    """
    asked_in = next((_ASKED_IN[word] for word in _WORD.findall(text.casefold())[:BEGINNING] if word in _ASKED_IN), [])
    if before in asked_in:
        return before
    expected = {*documents, before}
    probabilities: dict[str, float] = defaultdict(float)
    for code, probability in _identifier().rank(" ".join(text.split())):
        known = primary(code)
        if known is not None and (known in SPOKEN or known in expected):
            probabilities[known] += probability
    favoured = {code: p * (IN_DOCUMENTS if code in expected else 1.0) for code, p in probabilities.items()}
    if asked_in and None in (_surest(probabilities), _surest(favoured)):
        return max(asked_in, key=lambda code: probabilities[code])
    return _surest(favoured)


def _surest(probabilities: Mapping[str, float]) -> str | None:
    best = max(probabilities, key=lambda code: probabilities[code])
    return best if probabilities[best] >= SURE_OF_QUESTION * sum(probabilities.values()) else None


def _is_plainly_english(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    ascii_words = sum(map(str.isascii, words))
    return ascii_words > 0.9 * len(words) and sum(word in _ENGLISH_ALONE for word in words) >= PLAINLY * len(words)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # reading its model takes a second

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
