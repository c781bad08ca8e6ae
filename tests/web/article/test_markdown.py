"""Markdown is shown by its structure; the marks are there and hidden."""

import pytest

from tests.web.article.reading_back import read_back
from tests.web.article.test_render import markdown
from web.article.render import article_html


def seen(text: str) -> str:
    """The page of a text without what is hidden, and without the elements and attributes that every page has."""
    return (
        read_back(page(text))
        .shown.replace(' dir="auto"', "")
        .replace(' tabindex="0" role="group" aria-label="Code"', "")
        .replace('<div class="wide-table" tabindex="0" role="group" aria-label="Table">', "<div>")
    )


def page(text: str) -> str:
    article = markdown(text)
    return article_html(article.document, ())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**b *both*** ~~out~~", "<p><strong>b </strong><strong><em>both</em></strong> <s>out</s></p>"),
        ("A [link *x*](http://a.b/c 'say') and [ref][r].\n\n[r]: http://d.e", "<p>A link <em>x</em> and ref.</p>"),
        ("See <http://a.b/%20c>, ![a cat](cat.png).", "<p>See http://a.b/%20c, a cat.</p>"),
        ("Run `a  b`, ``c`d``, `e.", "<p>Run <code>a  b</code>, <code>c`d</code>, `e.</p>"),
        ("5 \\* 3 * 2, snake_case, &amp;.", "<p>5 * 3 * 2, snake_case, &amp;amp;.</p>"),
        ("One\ntwo  \nthree\\\nfour.", '<p>One<span class="break">\n</span>two\nthree\nfour.</p>'),
        ("# One\n\nTwo\n===\n\n### Three ###\n\n# Four", "<h3>One</h3><h3>Two</h3><h4>Three</h4><h3>Four</h3>"),
        ("- a\n- b\n  - c\n", "<ul><li><div>a</div></li><li><div>b</div><ul><li><div>c</div></li></ul></li></ul>"),
        ("- a\n\n- b\n", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("7) a\n", '<ol><li><div><span class="marker">7)</span>a</div></li></ol>'),
        ("> a\n>\n> > c\n", "<blockquote><p>a</p><blockquote><p>c</p></blockquote></blockquote>"),
        ("> a\n> b\n", '<blockquote><p>a<span class="break">\n</span>b</p></blockquote>'),
        ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
        ("```py\nif a:\n    b\n\nc\n```\n", "<pre><code>if a:\n    b\n\nc</code></pre>"),
        ("    if a:\n        b\n", "<pre><code>if a:\n    b</code></pre>"),
        ("> ```\n> a\n> b\n> ```\n", "<blockquote><pre><code>a\nb</code></pre></blockquote>"),
        ("---\ntitle: x\n---\nText.", "<p>Text.</p>"),
        ("a\r\n*b*\r\n", '<p>a<span class="break">\r\n</span><em>b</em></p>'),
        ("a  \r\nb", "<p>a\r\nb</p>"),
    ],
)  # fmt: skip
def test_markdown_is_shown_by_its_structure(text: str, html: str) -> None:
    assert seen(text) == html


def test_a_table_is_one_and_its_pipes_are_hidden() -> None:
    text = "| a | |\n|:--|--|\n| **b** | c \\| d |\n| e |\n"
    head = "<div><table><thead><tr><th>a</th><td></td></tr></thead>"
    rows = "<tr><td><strong>b</strong></td><td>c \\| d</td></tr><tr><td>e</td><td></td></tr>"
    assert seen(text) == f"{head}<tbody>{rows}</tbody></table></div>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>\n\nText.",
        "Hi <img src=x onerror=alert(1)> there.",
        "[go](javascript:alert(1)) and <javascript:alert(1)>.",
        '<a href="javascript:alert(1)" onclick="alert(1)">go</a>',
        '![x](javascript:alert(1) "><script>alert(1)</script>")',
        "`<b onmouseover=alert(1)>`",
        "| <iframe src=//evil> |\n|---|\n| </td></table><script>x</script> |\n",
        '```"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```\n',
    ],
)
def test_no_markup_of_a_source_is_markup_of_the_page(text: str) -> None:
    tags = {tag.split()[0].strip("<>") for tag in read_back(page(text)).tags}
    assert tags <= {"p", "pre", "code", "bdi", "div", "table", "thead", "tbody", "tr", "th", "td", "span"}
    assert read_back(page(text)).text == text


def test_a_sentence_with_links_and_emphasis_is_one_element() -> None:
    article = markdown("It is **bold and [linked](http://a.b).** Next.")
    html = article_html(article.document, article.sentences)
    assert '<span class="sentence" id="s0-40">It is <bdi hidden>**</bdi><strong>bold and </strong>' in html
    assert read_back(html).lit == {"s0-40": "It is bold and linked.", "s41-46": "Next."}


def test_emphasis_over_two_sentences_is_inside_each() -> None:
    article = markdown("A **bold end. And bold** start.")
    html = article_html(article.document, article.sentences)
    assert "<strong>bold end.</strong></span><strong> </strong><span" in html
    assert read_back(html).lit == {"s0-13": "A bold end.", "s14-31": "And bold start."}


def test_a_sentence_of_which_only_marks_would_be_left_is_shown_as_written() -> None:
    article = markdown("![](a.png)")
    assert read_back(article_html(article.document, article.sentences)).lit == {"s1-10": "[](a.png)"}
