import pytest

from qa.links import anchor, document_link


@pytest.mark.parametrize(
    ("document", "link"),
    [
        ("news", "/documents/news"),
        ("2026/may/news", "/documents/2026/may/news"),
        ("a b", "/documents/a%20b"),
        ("a b/é#?", "/documents/a%20b/%C3%A9%23%3F"),
        ("50%&x=1", "/documents/50%25%26x%3D1"),
        ("日本", "/documents/%E6%97%A5%E6%9C%AC"),
        ('"<x>', "/documents/%22%3Cx%3E"),
    ],
)
def test_a_document_link_is_an_address_whatever_the_id(document: str, link: str) -> None:
    assert document_link(document) == link


def test_an_anchor_names_the_range_of_a_sentence() -> None:
    assert anchor(0, 10) == "s0-10"
    assert anchor(120, 138) == "s120-138"
