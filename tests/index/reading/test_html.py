"""Pages as their DOM says them; the article chosen among their blocks."""

import socket

import pytest

from index.documents import About, Kind
from index.errors import SeedError
from index.reading.html import Html
from index.reading.parsed import Parsed
from tests.index.reading.outlines import outline

Outline = list[tuple[Kind, int | None, str]]

LOREM = "The council met on Monday and agreed to repair the bridge over the river before the winter begins. "


def page(body: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()
    )


def read(body: str) -> Parsed:
    return Html().read(page(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", [("paragraph", None, "One."), ("paragraph", None, "Two.")]),
        ("<p>One\n  <b>bold </b> <i>word</i>.\t</p>", [("paragraph", None, "One bold word.")]),
        ("<div>One<p>Two</p>three</div>", [("paragraph", None, x) for x in ("One", "Two", "three")]),
        (
            "<h1>A</h1><p>a</p><h2>B</h2><p>b</p><h3>C</h3><p>c</p><h2>D</h2><p>d</p>",
            [
                ("title", None, "A"),
                ("paragraph", 0, "a"),
                ("heading", 0, "B"),
                ("paragraph", 2, "b"),
                ("heading", 2, "C"),
                ("paragraph", 4, "c"),
                ("heading", 0, "D"),
                ("paragraph", 6, "d"),
            ],
        ),
        (
            "<h2>H</h2><p>Three things:</p><ul><li>a<ul><li>a1</li></ul></li>"
            "<li><p>b</p><p>more b</p></li></ul><p>End.",
            [
                ("heading", None, "H"),
                ("paragraph", 0, "Three things:"),
                ("list_item", 1, "a"),
                ("list_item", 2, "a1"),
                ("list_item", 1, "b"),
                ("list_item", 4, "more b"),
                ("paragraph", 0, "End."),
            ],
        ),
        (
            "<p>No lead-in.</p><ol><li>a</li></ol><ul><li>b</li></ul>",
            [("paragraph", None, "No lead-in."), ("list_item", None, "a"), ("list_item", None, "b")],
        ),
        (
            "<dl><dt>Who may come?</dt><dd>All.</dd><dd>Dogs too.</dd><dt>Price</dt><dd>4 euros</dd></dl>",
            [
                ("question", None, "Who may come?"),
                ("list_item", 0, "All."),
                ("list_item", 0, "Dogs too."),
                ("list_item", None, "Price"),
                ("list_item", 3, "4 euros"),
            ],
        ),
        (
            "<details><summary>Is it open?</summary><p>Yes.</p></details>"
            "<details><summary>Prices</summary>None.</details><p>End.",
            [
                ("question", None, "Is it open?"),
                ("paragraph", 0, "Yes."),
                ("heading", None, "Prices"),
                ("paragraph", 2, "None."),
                ("paragraph", None, "End."),
            ],
        ),
        (
            "<table><caption>Fares</caption><thead><tr><th>Route</th><th>Adult</th></tr></thead>"
            "<tr><td>Pier to\n Gull</td><td><p>4.20</p></td></tr><tr><th>Pier to Sand<td>6.80<br>7.10</table>",
            [
                ("caption", None, "Fares"),
                ("table_row", 0, "Route\tAdult"),
                ("table_row", 1, "Pier to Gull\t4.20"),
                ("table_row", 1, "Pier to Sand\t6.80 7.10"),
            ],
        ),
        (
            "<table><tr><td></td><td>2024</td></tr></table><table><tr><td>a<td>b</table>",
            [("table_row", None, "\t2024"), ("table_row", None, "a\tb")],
        ),
        (
            "<table><tr><td><h2>Left</h2><p>one</p></td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>",
            [("heading", None, "Left"), ("paragraph", 0, "one"), ("table_row", 0, "a\tb")],
        ),
        ("<blockquote><p>Quoted.</p></blockquote>", [("paragraph", None, "Quoted.")]),
        (
            "<figure><img alt='x'><figcaption>The bridge <i>today</i></figcaption></figure>",
            [("caption", None, "The bridge today")],
        ),
        (
            "<pre><code>if x:\n    y()\n\n# end</code></pre>",
            [("code", None, "if x:\n    y()\n\n# end")],
        ),
        (
            "<p>Line one<br>goes on<br><br>Another</p>",
            [("paragraph", None, "Line one\ngoes on"), ("paragraph", None, "Another")],
        ),
        (
            "<p>Weir House<br>Mill Road 9<br>Ashcombe</p>",
            [("paragraph", None, x) for x in ("Weir House", "Mill Road 9", "Ashcombe")],
        ),
        ("<p>Choose<br>a) one<br>b) two</p>", [("paragraph", None, x) for x in ("Choose", "a) one", "b) two")]),
        (
            "<p>It grew.<sup>1</sup></p><section role='doc-endnotes'><ol><li>See the report.</li></ol></section>",
            [("paragraph", None, "It grew.1"), ("footnote", None, "See the report.")],
        ),
        ("<h2>Plan <a href='#plan'>#</a></h2>", [("heading", None, "Plan")]),
        (
            "<p>Seen.</p><p hidden>No</p><p style='color:red; display: none'>No</p>"
            "<script>no()</script><style>p{}</style>"
            "<noscript>No</noscript><template><p>No</p></template><!-- no --><button>No</button><svg><text>No</svg>",
            [("paragraph", None, "Seen.")],
        ),
        (
            "<p>a&nbsp;b pol&shy;lution c\u200bd &amp; &lt;e&gt; \u202f</p>",
            [("paragraph", None, "a\u00a0b pol\u00adlution c\u200bd & <e> \u202f")],
        ),
        ("<p>&nbsp;</p><p>  </p><p>x", [("paragraph", None, "x")]),
        ("<nav>Home</nav><header>Site</header><header><h1>It</h1></header><article><header>By Ann</header></article>"
         "<footer>2024</footer>", [("title", None, "It"), ("paragraph", 0, "By Ann")]),
    ],
)  # fmt: skip
def test_the_blocks_of_a_page(body: str, expected: Outline) -> None:
    assert outline(read(body)) == expected


def test_what_a_search_in_the_browser_shows_is_seen() -> None:
    assert (
        read("<p>Seen.</p><div hidden='until-found'><p>Found.</p></div><p hidden=''>No</p>").text == "Seen.\n\nFound."
    )


def test_blocks_stand_apart_and_rows_and_items_on_lines_of_their_own() -> None:
    body = "<p>Two:</p><ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e<td>f</table><p>End."
    assert read(body).text == "Two:\n\na\nb\n\nc\td\ne\tf\n\nEnd."


def test_preformatted_text_keeps_its_lines_and_prose_in_it_is_read_as_plain_text() -> None:
    assert read("<pre>\n x = {\n\n  1}  \n</pre>").text == " x = {\n\n  1}"
    assert outline(read("<pre>A short line.\nAnother one</pre>")) == [
        ("paragraph", None, "A short line."),
        ("paragraph", None, "Another one"),
    ]


def test_only_the_article_is_chosen_among_navigation_and_links() -> None:
    links = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(30))
    body = (
        f"<div class='menu'><ul>{links}</ul></div><div id='content'><article><h1>The bridge</h1>"
        f"<p>{LOREM * 3}</p><h2>The costs</h2><p>It will cost&nbsp;4 million euros. {LOREM * 3}</p>"
        "<ul><li>Stone</li></ul>"
        f"</article></div><div class='sidebar related'><ul>{links}</ul></div><footer>Imprint</footer>"
    )
    source = Html().read(page(body, "<title>The bridge – Daily News</title>"))
    assert outline(source) == [
        ("title", None, "The bridge"),
        ("paragraph", 0, (LOREM * 3).strip()),
        ("heading", 0, "The costs"),
        ("paragraph", 2, f"It will cost\u00a04 million euros. {LOREM * 3}".strip()),
        ("list_item", 2, "Stone"),
    ]


MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(5)) + "</ul>"
COSTS = (
    "<h1>The bridge</h1><p>The council agreed on Monday to repair the bridge before the winter begins.</p>"
    "<h2>What crossing costs</h2>{}<p>Whoever crosses twice a day pays for the first crossing alone.</p>"
)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        f"<nav>{MENU}</nav>{{}}<footer><p>Imprint</p></footer>",
        f"<div class='menu'>{MENU}</div>{{}}<div class='footer'><p>Imprint</p></div>",
        "<div class='WordSection1'>{}</div>",
        "<div><section>{}</section></div>",
        f"<table><tr><td>{MENU}<td>{{}}</table>",
        f"<div><div>{{}}</div><div><h4>Related</h4>{MENU}</div></div>",
        "<article>{}</article>",
    ],
)
@pytest.mark.parametrize(
    ("items", "kinds"),
    [
        ("<ul><li>Lorries: nine euros.<li>Bicycles: nothing.</ul>", ["list_item"] * 2),
        ("<ol><li><p>Lorries: nine euros.</p><li><p>Bicycles: nothing.</p></ol>", ["list_item"] * 2),
        ("<dl><dt>Lorries<dd>nine euros<dt>Bicycles<dd>nothing</dl>", ["list_item"] * 4),
        ("<table><tr><td>Lorries<td>nine euros<tr><td>Bicycles<td>nothing</table>", ["table_row"] * 2),
        ("<h3>Lorries</h3><p>Nine euros for a lorry, and twice as much at night.</p>", ["heading", "paragraph"]),
    ],
)
def test_headings_and_lists_of_a_page_that_does_not_name_its_article_are_read(
    around: str, items: str, kinds: list[str]
) -> None:
    source = read(around.format(COSTS.format(items)))
    found = [kind for kind, _, _ in outline(source)]
    assert found[0] in ("title", "heading")
    assert found[1:] == ["paragraph", "heading", *kinds, "paragraph"]
    assert not {"Section", "Related", "Imprint"} & set(source.text.split())


HEAD = """<title>The bridge</title><meta name="author" content="Jane Doe"><link rel="canonical" href="https://example.org/bridge">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">"""


def test_a_page_says_its_title_author_date_address_and_language() -> None:
    source = Html().read(page(f"<p>{LOREM * 3}</p>", HEAD))
    assert source.about == About("The bridge", "https://example.org/bridge", "Jane Doe", "2024-03-05", "en")


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta name="DC.date.issued" content="2024-03-05">', "", "2024-03-05"),
        ("", "<p itemprop='datePublished'>2024-03-05</p>", "2024-03-05"),
        ("", "<time datetime='2024-03-05T10:00'>5 March</time>", "2024-03-05"),
        ("", "<time datetime='2024-03-05'>5</time><time datetime='2024-03-06'>6</time>", None),
        ('<script type="application/ld+json">{"datePublished": "2024-03-05T10:00"}</script>', "", "2024-03-05"),
        ('<meta property="article:published_time" content="yesterday">', "", None),
        ('<meta name="generator" content="tool 1.2 (2024-03-05)" data-version="2024-03-05">', "", None),
        ('<link rel="canonical" href="https://example.org/2024/03/05/bridge">', "", "2024-03-05"),
        ('<link rel="canonical" href="https://example.org/bridge-20240305/">', "", "2024-03-05"),
        ('<link rel="canonical" href="https://example.org/bridge-120240305/">', "", None),
        ('<meta property="article:modified_time" content="2024-03-05">', "", None),
    ],
)
def test_the_date_is_one_of_which_the_page_says_that_it_was_published(
    head: str, body: str, published: str | None
) -> None:
    assert Html().read(page(f"{body}<p>{LOREM * 3}</p>", head)).about.published == published


def test_a_date_that_merely_stands_in_the_text_is_not_when_the_page_was_published() -> None:
    body = f"<p>On 3 May 2019 it rained. {LOREM * 3}</p><p>Copyright 2021</p>"
    assert read(body).about == About(language="en")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>The bridge – Daily News</title>", "<h1>The bridge</h1>", "The bridge"),
        ("<title>A town and its bridge</title>", "<h1>Summary</h1>", "A town and its bridge"),
        ("", "<h1>The bridge ¶</h1>", "The bridge"),
        ("<title>The \n bridge</title>", "", "The bridge"),
        ("<title></title>", "", None),
        (
            "<title>Daily News</title><meta property='og:title' content='The bridge'>",
            "<h1>The bridge</h1>",
            "The bridge",
        ),
    ],
)
def test_the_title_is_the_heading_that_the_title_element_contains(head: str, body: str, title: str | None) -> None:
    assert Html().read(page(f"{body}<p>{LOREM * 3}</p>", head)).about.title == title


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Jane Doe, https://example.org/bzip2", "Jane Doe"),
        ("Jane Doe https://example.org/bzip2", None),
        ("By Jane Doe and Al Roe", "Jane Doe; Al Roe"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
    ],
)
def test_an_author_is_a_name_that_stands_in_the_page(byline: str, author: str | None) -> None:
    assert read(f"<p class='author'>{byline}</p><p>{LOREM * 3}</p>").about.author == author


def test_an_author_in_linked_data_is_found_where_it_is_escaped() -> None:
    data = '{"@context":"https://schema.org","@type":"NewsArticle","author":{"@type":"Person","name":"J\\u00f6rg Doe"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert Html().read(page(f"<p>{LOREM * 3}</p>", head)).about.author == "Jörg Doe"


def test_the_author_is_the_name_that_links_to_them() -> None:
    body = f"<div class='byline'>By <a href='/authors/jane-doe'>Jane Doe</a> May 20</div><p>{LOREM * 3}</p>"
    assert read(body).about.author == "Jane Doe"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<p>caf\xc3\xa9</p>", "café"),
        (b"<p>caf\xe9 \x93quoted\x94</p>", "café “quoted”"),
        (b"\xef\xbb\xbf<meta charset=latin1><p>caf\xc3\xa9</p>", "café"),
        (b"<meta charset='ISO-8859-1'><p>\x80 5 caf\xe9</p>", "€ 5 café"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>\xcc\xe8\xf0</p>', "Мир"),
        (b'<?xml version="1.0" encoding="shift_jis"?><html><p>\x93\xfa\x96{</p></html>', "日本"),
        (b"<meta charset=utf-16><p>caf\xc3\xa9</p>", "café"),
        (b"<meta charset=no-such><p>caf\xc3\xa9</p>", "café"),
        (b"<meta charset=no-such><p>caf\xe9</p>", "café"),
        (b"<meta charset=rot13><p>caf\xc3\xa9</p>", "café"),
        (b"<meta charset=idna><p>caf\xc3\xa9</p>", "café"),
        (b"<meta charset=unicode_escape><p>\\ud800 caf\xc3\xa9</p>", "\\ud800 café"),
        (b"<meta charset=mbcs><p>a</p>", "a"),
        (b"<meta charset=us-ascii><p>caf\xe9</p>", "café"),
        (b"<meta charset=latin5><p>\xfe</p>", "ş"),
        (b"<meta charset=x-sjis><p>a</p>", "a"),
        ("<meta charset=gb2312><p>镕</p>".encode("gb18030"), "镕"),
        (b"<meta charset=utf-8><p>caf\xe9 x</p>", "caf\ufffd x"),
        ("<p>café</p>".encode("utf-16"), "café"),
        (b"<p>caf\xc3\xa9 \xe2\x80", "café \ufffd"),
    ],
)
def test_the_encoding_is_found_as_a_browser_finds_it(data: bytes, text: str) -> None:
    assert Html().read(data).text == text


def test_xhtml_has_elements_that_close_themselves() -> None:
    data = (
        b'<?xml version="1.0"?><html><head><title/><script src="x"/></head><body><a id="p1"/><p>One.</p></body></html>'
    )
    assert Html().read(data).text == "One."


def test_text_in_more_elements_than_lxml_reads_is_read() -> None:
    assert outline(read("<div>" * 300 + f"<p>{LOREM}</p>")) == [("paragraph", None, LOREM.strip())]


def test_reading_a_page_touches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    body = f"<p>{LOREM * 3}<img src='http://example.org/a.png'></p><iframe src='http://example.org'></iframe>"
    assert Html().read(page(body, HEAD)).text == (LOREM * 3).strip()


NO_TEXT = "shows no text: it is empty, or a script fills it. Save the page from the browser once it is shown."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", NO_TEXT),
        (b" \n", NO_TEXT),
        (b"<html><body><div id=app></div><script>fill()</script></body></html>", NO_TEXT),
        (b"<frameset><frame src=a></frameset>", NO_TEXT),
        (b"%PDF-1.7 ...", "is a PDF, not HTML; give it the ending of its format."),
        (
            b"PK\x03\x04...",
            "is a zip archive, as DOCX, XLSX, PPTX, ODT and EPUB are, not HTML; give it the ending of its format.",
        ),
        (b"abc\0def", "is binary, not HTML; give it the ending of its format."),
        (b"<p>" + b"x" * 10_000_000, "is larger than 10 MB; save the article without its pictures."),
        (
            b"<div>" * 100_000 + b"x",
            "has more than 10,000 elements inside one another; no browser shows such a page.",
        ),
        (
            b"<p " + b"".join(b"a%d=1 " % n for n in range(200_000)) + b">x",
            "has an element with more than 1,000 attributes; no browser writes such.",
        ),
    ],
)
def test_what_is_no_page_to_read_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Html().read(data)
    assert str(caught.value) == words


LOOKS = [
    ("<p><b>Hours</b></p>", "heading"),
    ("<p><strong><em>Hours</em></strong> </p>", "heading"),
    ("<p><b>Hou</b><strong>rs</strong></p>", "heading"),
    ("<p style='margin:0; font-weight: 700'>Hours</p>", "heading"),
    ("<p><span style='FONT-WEIGHT:bold'>Hours</span></p>", "heading"),
    ("<div><b>Hours</b></div>", "heading"),
    ("<p><b>Hours</b> today</p>", "paragraph"),
    ("<p><em>Hours</em></p>", "paragraph"),
    ("<p><span style='font-weight:400'>Hours</span></p>", "paragraph"),
    ("<p><b><code>make hours</code></b></p>", "paragraph"),
    ("<p><b>Hours.</b></p>", "paragraph"),
    ("<p><b>Who asks?</b></p>", "question"),
    ("<p><i>You waited. Who asks?</i></p>", "question"),
    ("<p>You waited. <i>Who asks?</i></p>", "paragraph"),
]


@pytest.mark.parametrize(("line", "kind"), LOOKS)
def test_a_line_is_what_it_looks_like(line: str, kind: str) -> None:
    source = read(f"<article><h1>Port</h1><p>It is old.</p>{line}<p>Daily from ten.</p></article>")
    assert source.blocks[2].kind == kind
    assert source.blocks[3].parent == (0 if kind == "paragraph" else 2)
