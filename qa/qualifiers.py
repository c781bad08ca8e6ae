"""What qualifies a figure and is lit with it: "more than 300", "höchstens 90", "300人以上"."""

import re
from functools import cache

from index.languages import ENGLISH, MARKS, is_english, primary
from qa.figures import Figure, Range, figures

FAR = 30  # code points in front of a figure in which it is looked for

# In front of a figure, by language. Of those that bound or blur one in English, the ones that SQuAD's annotators (dev,
# 235 questions) leave out more often than not are missing: "approximately" (14 of 17), "up to" (10 of 15), "some".
_BEFORE = {
    "ar": "أكثر من|أقل من|ما لا يقل عن|ما لا يزيد عن|ما لا يزيد على|على الأقل|نحو|حوالي|قرابة",
    "cs": "více než|méně než|nejméně|alespoň|minimálně|nejvýše|nanejvýš|maximálně|téměř|skoro|přes|asi|zhruba"
    "|přibližně",
    "da": "mere end|flere end|mindre end|færre end|mindst|højst|næsten|knap|over|under|omkring|cirka",
    "de": "mehr als|weniger als|mindestens|wenigstens|höchstens|maximal|fast|beinahe|nahezu|knapp|gut|über|unter|rund"
    "|etwa|ungefähr|circa|ca\\.",
    "el": "περισσότερ(?:οι|ες|α|ους|ων) από|λιγότερ(?:οι|ες|α|ους|ων) από|πάνω από|κάτω από|τουλάχιστον|το πολύ|σχεδόν"
    "|περίπου",
    "en": "(?:more|less|fewer|greater|higher|lower|longer|earlier|later) than|at (?:least|most)|"
    "no (?:more|fewer|less) than|just (?:over|under)|well over|nearly|almost|about|around|roughly|over|under|above"
    "|below",
    "es": "más de|menos de|al menos|por lo menos|como mínimo|como máximo|casi|cerca de|alrededor de|unos|unas",
    "fr": "plus de|moins de|plus d['’]|moins d['’]|au moins|au plus|au maximum|au minimum|près de|presque|environ"
    "|à peine",
    "hi": "कम से कम|अधिकतम|लगभग|करीब",
    "it": "più di|meno di|oltre|almeno|al massimo|quasi|circa",
    "ja": "少なくとも|最大|最低|ほぼ|およそ|約",
    "ko": "적어도|최소|최대|거의|약",
    "nl": "meer dan|minder dan|minstens|ten minste|hoogstens|ten hoogste|maximaal|bijna|ruim|ongeveer|zo['’]n|circa",
    "no": "mer enn|flere enn|mindre enn|færre enn|minst|høyst|maksimalt|nesten|over|under|rundt|omkring|om lag|cirka",
    "pl": "ponad|więcej niż|mniej niż|co najmniej|przynajmniej|minimum|co najwyżej|najwyżej|maksymalnie|prawie|niemal"
    "|blisko|około",
    "pt": "mais de|menos de|pelo menos|no mínimo|no máximo|quase|cerca de",
    "ro": "mai mult de|mai puțin de|peste|sub|cel puțin|cel mult|aproape|aproximativ|circa",
    "ru": "не менее|не более|не меньше|не больше|более|больше|свыше|менее|меньше|как минимум|максимум|почти|около"
    "|примерно",
    "sv": "mer än|fler än|mindre än|färre än|minst|högst|nästan|över|under|drygt|knappt|ungefär|omkring|cirka",
    "th": "มากกว่า|น้อยกว่า|อย่างน้อย|ไม่เกิน|เกือบ|ประมาณ|ราว",
    "tr": "en az|en fazla|en çok|neredeyse|yaklaşık",
    "uk": "не менше|не більше|більше|менше|понад|щонайменше|щонайбільше|майже|близько|приблизно",
    "vi": "nhiều hơn|ít hơn|hơn|ít nhất|nhiều nhất|tối thiểu|tối đa|trên|dưới|gần|khoảng",
    "zh": "超过|超過|不到|不足|至少|最少|最多|不超过|不超過|将近|將近|接近|大约|大約|约|約|近|逾",
}
# Behind one, and what is counted.
_BEHIND = {
    "ar": r"(?:\s\w+)?\sعلى\s(?:الأقل|الأكثر)",
    "de": r"(?:\s\w+)?\soder\s(?:mehr|weniger|älter|jünger)",
    "en": r"(?:\s\w+)?\s(?:or|and)\s(?:more|less|fewer|over|above|under|below|older|younger|longer|later|earlier)",
    "hi": rf"(?:\s[\w{MARKS}]+)?\sसे\s(?:अधिक|ज़्यादा|ज्यादा|कम)",
    "ja": "[^\\W\\d]{0,3}?(?:以上|以下|未満|以内|近く|あまり|を超える)",
    "ko": r"\w{0,3}?\s?(?:이상|이하|미만|넘는|가까이)",
    "th": r"(?:\s?[^\W\d]{1,4})?\s?(?:ขึ้นไป|กว่า)",
    "tr": r"(?:['’]|\s)?\w*[dt][ae]n\s(?:fazla|az|çok)",
    "zh": "[^\\W\\d]{0,3}?(?:以上|以下|以内|以內|左右)",
}
# In front of a range, and between its ends: without the first "700 and 950" are two figures.
_BETWEEN = {
    "da": ("mellem", "og"),
    "de": ("zwischen", "und"),
    "en": ("between", "and"),
    "es": ("entre", "y"),
    "fr": ("entre", "et"),
    "it": ("tra|fra", "e"),
    "nl": ("tussen", "en"),
    "no": ("mellom", "og"),
    "pl": ("między|pomiędzy", "a|i"),
    "pt": ("entre", "e"),
    "ru": ("между", "и"),
    "sv": ("mellan", "och"),
    "uk": ("між", "і|та|й"),
}
_OF_DATE = re.compile(  # in English, "late June", "the last week of June"
    r"(?<!\w)(?:(?:early|mid|late)|(?:the\s+)?(?:first|second|third|fourth|last|beginning|start|middle|end)"
    r"(?:\s+(?:weeks?|weekend|days?|half|quarter|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))?\s+(?:of|in))"
    r"(?:\s+|-)\Z",
    re.IGNORECASE,
)
_UNSPACED = {"ja", "th", "zh"}
_BY_NAME = r"[$€£]|a |an "  # what may stand between it and an English figure
_ASKED_FOR = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower) than|\bat (?:least|most)\b"
    r"|\b(?:nearly|almost|about|around|roughly|over|exceed\w*|under|approximate\w*)\s(?:(?:how|what|which)\b|\Z)",
    re.IGNORECASE,
)


def with_qualifier(text: str, start: int, end: int, question: str, language: str | None = None) -> Range:
    """Where an answer that begins with a figure begins and ends with what qualifies it: "more than", "or older".

    Where the question says it already ("About how many …?"), the answer need not.

    Args:
        text: a sentence, and the answer in it is `text[start:end]`.
        question: what it answers.
        language: the text's, BCP-47; English where not known.
    """
    code = primary(language) or ENGLISH
    first = next((figure for figure in figures(text, language) if figure.start == start), None)
    if first is None or code not in _BEFORE or (is_english(language) and _ASKED_FOR.search(question)):
        return start, end
    before = _in_front(text, first, code) or _of_range(text, first, end, code)
    behind = _follows(text, first, code)
    if before is not None and (code == ENGLISH or not _says(question, before[0])):
        start = before.start()
    if behind is not None and not _says(question, behind[0]):
        end = max(end, behind.end())
    return start, end


def _in_front(text: str, figure: Figure, code: str) -> re.Match[str] | None:
    patterns: tuple[re.Pattern[str], ...] = (_before(code),)
    if figure.kind == "date":
        patterns = (_OF_DATE, *patterns) if code == ENGLISH else ()
    found = (pattern.search(text, max(0, figure.start - FAR), figure.start) for pattern in patterns)
    return next(filter(None, found), None)


def _of_range(text: str, figure: Figure, end: int, code: str) -> re.Match[str] | None:
    """The "between" in front of a figure that the answer goes on from with "and" and another."""
    between, another = _ends(code) if code in _BETWEEN else (None, None)
    if between is None or another is None or not another.search(text, figure.end, end):
        return None
    return between.search(text, max(0, figure.start - FAR), figure.start)


def _follows(text: str, figure: Figure, code: str) -> re.Match[str] | None:
    return None if code not in _BEHIND or figure.kind == "date" else _behind(code).match(text, figure.end)


def _says(question: str, qualifier: str) -> bool:
    return qualifier.strip().casefold() in question.casefold()


@cache
def _before(code: str) -> re.Pattern[str]:
    between = r"\s?" if code in _UNSPACED else rf"\s+(?:{_BY_NAME})?" if code == ENGLISH else r"\s+"
    words = _BEFORE[code].replace(" ", r"\s+")
    begins = "" if code in _UNSPACED else r"(?<!\w)"
    return re.compile(rf"{begins}(?:{words})(?:{between}|(?<=['’]))\Z", re.IGNORECASE)


@cache
def _ends(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before, between = _BETWEEN[code]
    by_name = rf"(?:{_BY_NAME})?" if code == ENGLISH else ""
    begins = re.compile(rf"(?<!\w)(?:{before})\s+{by_name}\Z", re.IGNORECASE)
    return begins, re.compile(rf"\s(?:{between})\s+{by_name}\w", re.IGNORECASE)


@cache
def _behind(code: str) -> re.Pattern[str]:
    # A Korean word ends with its particle: "이상이".
    return re.compile(_BEHIND[code] + ("" if code in _UNSPACED | {"ko"} else r"(?!\w)"), re.IGNORECASE)
