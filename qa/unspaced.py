"""The words of Chinese and Japanese, which no space parts: the tokenizer's pieces, joined where none is a word."""

import re
from collections.abc import Iterator, Sequence

from qa.figures import Range

_KIND = re.compile(
    r"(?P<katakana>[\u30a1-\u30fa\u30fc・]+)|(?P<latin>[A-Za-z0-9.,-]+)"
    r"|(?P<han>(?=.*[\u3400-\u9fff\uf900-\ufaff々])[\u3400-\u9fff\uf900-\ufaff々\u3041-\u309f\u30fc]+)"
)
# Pronouns, particles, asking words, measure words and the like. Of Japanese, where hiragana alone is no word here, few.
_CHINESE = """
的 了 是 在 有 和 与 與 也 都 就 不 没 没有 沒有 这 這 那 什么 什麼 什么时候 什麼時候 谁 誰 哪 哪里 几
幾 多少 多 吗 嗎 呢 吧 怎么 怎麼 如何 为什么 為什麼 何时 何時 他 她 它 们 們 他们 他們 我 你 其 被 把 从
從 到 对 對 向 为 為 上 下 中 里 以 及 而 但 还 還 又 很 再 会 會 能 可以 可 要 由 于 於 将 將 已 最 每
各 该 該 此 并 或 等 之 所 时 时候 以前 之前 后 前 年 月 日 人 元 点 點 岁 歲 次 名 只 些 个 個 万 萬 亿
億
"""
_JAPANESE = "何 誰 年 月 日 人 円 回 時 分 点 台 名 前 後 上 下 中 億 万"
_OF_CHINESE, _OF_JAPANESE = frozenset(_CHINESE.split()), frozenset(_JAPANESE.split())
_KANA = re.compile(r"[\u3041-\u30ff]")


def words_in(text: str, pieces: Sequence[Range]) -> Iterator[Range]:
    """The words of content of a text, given where its pieces stand: runs of katakana, of Latin letters and of pieces
    that are a single character, as names fall into, are whole. The number of a citation, "[1]", is none.
    """
    start = end = 0
    kind = None
    for first, last, own in _told(text, pieces):
        if kind == own and first == end and own is not None:
            end = last
            continue
        if start < end:
            yield start, end
        start, end, kind = first, last, own
    if start < end:
        yield start, end


def _told(text: str, pieces: Sequence[Range]) -> Iterator[tuple[int, int, str | None]]:
    """The pieces of content, with the kind that others beside them must have to be one word; None where none is."""
    function_words = _OF_JAPANESE if _KANA.search(text) else _OF_CHINESE
    for start, end in pieces:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        kind = _KIND.fullmatch(text, start, end)
        cited = text[start:end].isdigit() and text[start - 1 : start] == "[" and text[end : end + 1] == "]"
        if kind is not None and text[start:end] not in function_words and not cited:
            yield start, end, None if kind.lastgroup == "han" and end - start > 1 else kind.lastgroup
