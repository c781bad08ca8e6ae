"""English words that are no names.

`common_words.txt` lists words that stand in lower case inside sentences; `tests/benchmarks/common_words.py` writes it.
"""

from functools import cache
from importlib.resources import files

# fmt: off
FUNCTION_WORDS = frozenset(
    [
        "a", "an", "the", "this", "that", "these", "those", "he", "she", "it", "we", "they", "you", "i",
        "his", "her", "its", "our", "their", "my", "your", "one", "in", "on", "at", "by", "for", "from",
        "with", "without", "within", "after", "before", "during", "since", "until", "when", "while",
        "whenever", "if", "unless", "but", "and", "or", "so", "as", "because", "although", "though",
        "however", "meanwhile", "moreover", "nevertheless", "therefore", "thus", "there", "here", "what",
        "who", "whose", "whom", "why", "how", "where", "which", "did", "do", "does", "is", "are", "was",
        "were", "has", "have", "had", "will", "would", "can", "could", "should", "might", "must", "shall",
        "not", "yes", "now", "then", "today", "yesterday", "tomorrow", "some", "many", "most", "few",
        "several", "all", "both", "each", "every", "another", "other", "others", "nobody", "somebody",
        "everybody", "everyone", "someone", "none", "nothing", "something", "under", "over", "about",
        "between", "among", "through", "despite", "instead", "later", "soon", "once", "also", "even", "only",
        "just", "let", "please", "such", "to", "of", "no",
    ]
)
# fmt: on
# Alternatives of a regular expression: what a question to be answered yes or no begins with.
AUXILIARIES = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must"

_PLURALS = ("s", "es")


@cache
def common_words() -> frozenset[str]:
    """English words that are no names, in lower case."""
    listed = (files("index") / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(listed.split()) | FUNCTION_WORDS


def is_common(word: str) -> bool:
    """Whether a word of any case is an English word that is no name, or the plural of one."""
    common, lower = common_words(), word.lower().replace("our", "or")  # neighbours, neighbors
    return (
        lower in common
        or word.lower() in common
        or any(lower.endswith(s) and lower.removesuffix(s) in common for s in _PLURALS)
    )
