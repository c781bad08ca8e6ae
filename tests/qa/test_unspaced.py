import pytest

from index.networks.e5 import e5_pieces
from qa.unspaced import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("石门大桥是什么时候通车的？", ["石门大桥", "通车"]),
        ("大桥由李建华设计，全长1280米。", ["大桥", "李建华", "设计", "全长", "1280", "米"]),
        ("フェリー「しおかぜ」はいつ就航しましたか？", ["フェリー", "就航"]),
        ("青葉島のフェリーボートはSea-3です。", ["青葉島", "フェリーボート", "Sea-3"]),
        ("新馆藏书42万册。[1] 造价1.2亿元。[2]", ["新馆藏书", "42", "册", "造价", "1.2", "亿元"]),
        ("これはそれですか？", []),
        ("", []),
    ],
)
def test_the_words_of_content_are_found_whole(text: str, words: list[str]) -> None:
    (cut,) = e5_pieces().cut([text])
    assert [text[start:end] for start, end in words_in(text, cut.ranges)] == words
