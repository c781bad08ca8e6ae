"""What a word is, as far as changing it may be a lie: a number, a name or a negation; else a word or a mark."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, get_args

from index.english import is_common
from index.languages import ENGLISH, is_english, primary
from qa.quotes.words import Words, is_word

What = Literal["number", "name", "negation", "word", "mark"]
GRAVEST: tuple[What, ...] = get_args(What)

_NUMBER_WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion trillion hundreds thousands millions billions first second third fourth fifth sixth seventh eighth ninth "
    "tenth half quarter dozen twice double",
    "de": "null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend million "
    "millionen milliarde milliarden ersten zweiten dritten vierten fünften hälfte drittel viertel dutzend doppelt",
    "es": "cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta "
    "cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil millón millones primero primera segundo "
    "segunda tercero tercera mitad tercio cuarto docena doble",
    "fr": "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente "
    "quarante cinquante soixante cent cents mille million millions milliard milliards premier première deuxième "
    "troisième moitié tiers quart douzaine double",
}
NEGATIONS = {  # the words that deny, by language; where they are parts of words: `_WITHIN`
    "ar": "لا لم لن ليس ليست ليسوا غير دون بدون",
    "cs": "ne není nikdy bez nikdo nic žádný žádná žádné",
    "da": "ikke aldrig ingen intet uden",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder",
    "el": "δεν δε μην μη ούτε χωρίς ποτέ κανείς κανένας",
    "en": "no not never none nobody nothing nowhere neither nor without cannot hardly barely",
    "es": "no nunca jamás ningún ninguno ninguna nada nadie sin tampoco ni",
    "fi": "ei en et emme ette eivät ilman",
    "fr": "ne pas jamais aucun aucune rien sans ni non",
    "hi": "नहीं न मत बिना",
    "hu": "nem ne soha nincs nélkül sem",
    "it": "non no nessun nessuno nessuna niente nulla mai senza né",
    "nl": "niet geen nooit niets niemand zonder",
    "no": "ikke aldri ingen intet uten",
    "pl": "nie nigdy bez nikt nic żaden żadna żadne ani",
    "pt": "não nunca jamais nenhum nenhuma nada ninguém sem nem",
    "ro": "nu niciodată fără niciun nicio nimic nimeni nici",
    "ru": "не нет никогда без никто ничего ничто нельзя ни",
    "sv": "inte ej aldrig ingen inget inga utan",
    "tr": "değil yok hiç hiçbir asla değildir yoktur",
    "uk": "не ні немає ніколи без ніхто нічого жоден",
    "vi": "không chưa chẳng đừng chớ",
}
# Negations that are no other word in any of these languages: an article may have a sentence in another language.
_ANYWHERE = (
    "nicht kein keine keinen keinem keiner keines niemals niemand nichts jamais aucun aucune rien sans nunca ningún "
    "ninguna nada nessuno não niet geen nooit ikke inte не нет никогда без"
)
# Where a negation is a part of a word, or there are no spaces between words: what stands there.
_WITHIN = {
    "fr": re.compile(r"\bn['’]", re.I),
    "ja": re.compile("ない|なかっ|なく|なけれ|ません|不|無|非|未"),
    "ko": re.compile(r"\b[안못]\b|않|없|못하|아니"),
    "th": re.compile("ไม่|มิได้|ห้าม"),
    "zh": re.compile("[不没沒未无無非勿否]"),
}
_HAN_NUMBERS = re.compile("[〇零二三四五六七八九十百千万萬億亿兆两兩]|一(?=[〇零一二三四五六七八九十百千万萬億亿兆])")
_ENDS = re.compile(r"(?:^|[.!?:;]|\n)[\s\"'“”„‘’«»(\[>*_-]*$")


def kinds(words: Words, first: int, stop: int, language: str | None) -> Iterator[What]:
    """What the words from one up to, not including, another are, in a language (BCP-47; English where not known)."""
    return (_kind(words, place, primary(language) or ENGLISH) for place in range(first, stop))


def kind_of(words: Words, language: str | None) -> What:
    """The gravest of words."""
    return min((*kinds(words, 0, len(words.keys), language), "mark"), key=GRAVEST.index)


def is_negation(words: Words, place: int, language: str | None) -> bool:
    """Whether a word denies."""
    return next(kinds(words, place, place + 1, language)) == "negation"


def _kind(words: Words, place: int, language: str) -> What:
    key = words.keys[place]
    if not is_word(key):
        return "number" if key in "%‰$€£¥°" else "mark"
    if any(map(str.isdigit, key)) or key in _words(language)[0] or _stands(_HAN_NUMBERS, words, place):
        return "number"
    if key in _words(language)[1] or (language == ENGLISH and key.endswith("n't")):
        return "negation"
    if language in _WITHIN and _stands(_WITHIN[language], words, place):
        return "negation"
    return "name" if _is_name(words, place, language) else "word"


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The number words and the negations of a language."""
    numbers, negations = (of.get(language, "").casefold().split() for of in (_NUMBER_WORDS, NEGATIONS))
    return frozenset(numbers), frozenset([*negations, *_ANYWHERE.split()])


def _stands(pattern: re.Pattern[str], words: Words, place: int) -> bool:
    """Whether a word is, has or is a part of what a pattern finds."""
    start, end = words.ranges[place]
    return any(found.start() < end and start < found.end() for found in pattern.finditer(words.text))


def _is_name(words: Words, place: int, language: str) -> bool:
    """Whether a word is written as a name: with a capital inside a sentence, or one that is no English word.

    In other languages every word with a capital is taken for one: better a noun called a name than a name passed over.
    """
    start, end = words.ranges[place]
    written = words.text[start:end].lstrip("[")
    if not written[0].isupper() or (is_english(language) and (written == "I" or written.startswith(("I'", "I’")))):
        return False
    if not is_english(language) or _ENDS.search(words.text[:start]) is None:
        return True
    again = any(
        key == words.keys[place] and words.text[at].isupper() and _ENDS.search(words.text[:at]) is None
        for key, (at, _) in zip(words.keys, words.ranges, strict=True)
    )
    return again or not is_common(words.keys[place].removesuffix("'s"))
