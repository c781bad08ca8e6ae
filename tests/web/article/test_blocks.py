"""A text without marks is shown by its blocks, with all that stands between them."""

from index.documents import About, Block, Document, Place, Sentence
from tests.web.article.reading_back import read_back
from web.article.render import article_html


def seen(text: str, *blocks: Block) -> str:
    html = article_html(Document("a", About("A"), text, blocks), [])
    return read_back(html).shown.replace(' dir="auto"', "").replace(' tabindex="0" role="group"', "")


def test_headings_follow_their_parents_and_the_title_is_the_highest() -> None:
    text = "Title\nOne\nTwo\nText.\nThree\n"
    blocks = (
        Block("title", 0, 5),
        Block("heading", 6, 9, 0),
        Block("heading", 10, 13, 1),
        Block("paragraph", 14, 19, 2),
        Block("heading", 20, 25, 0),
    )
    assert seen(text, *blocks) == "<h2>Title</h2><h3>One</h3><h4>Two</h4><p>Text.</p><h3>Three</h3>"


def test_what_stands_before_a_block_is_shown_and_makes_its_bullet() -> None:
    text = "We need:\n• milk\n• (a) bread\n"
    blocks = (Block("paragraph", 0, 8), Block("list_item", 11, 15, 0), Block("list_item", 18, 27, 0))
    item = '<li class="marked"><div>'
    assert seen(text, *blocks) == f"<p>We need:</p><ul>{item}• milk</div></li>{item}• (a) bread</div></li></ul>"


def test_items_of_an_item_are_a_list_inside_it() -> None:
    text = "a b c d e"
    parents = (None, 0, 1, 0, None)
    blocks = (Block("list_item", 2 * n, 2 * n + 1, parent) for n, parent in enumerate(parents))
    inner = "<ul><li><div>b</div><ul><li><div>c</div></li></ul></li><li><div>d</div></li></ul>"
    assert seen(text, *blocks) == f"<ul><li><div>a</div>{inner}</li><li><div>e</div></li></ul>"


def test_rows_are_a_table_with_its_header() -> None:
    text = "Year\tPrice\n\t3 | 4\n2024\t\n"
    blocks = (Block("table_row", 0, 10), Block("table_row", 11, 17, 0), Block("table_row", 18, 23, 0))
    assert seen(text, *blocks) == (
        '<div class="wide-table" aria-label="Table"><table><tr><th>Year</th><th>Price</th></tr>'
        "<tr><td></td><td>3 | 4</td></tr><tr><td>2024</td></tr></table></div>"
    )


def test_bars_part_cells_where_there_are_no_tabs() -> None:
    html = seen("| a | b |\n", Block("table_row", 2, 9))
    assert html == '<div class="wide-table" aria-label="Table"><table><tr><td>a</td><td>b</td></tr></table></div>'


def test_a_sentence_goes_on_in_the_next_cell() -> None:
    text = "One. Two\tthree.\tFour."
    blocks = (Block("table_row", 0, len(text)),)
    html = article_html(Document("a", About("A"), text, blocks), [Sentence(0, 4), Sentence(5, 15), Sentence(16, 21)])
    assert '<span class="sentence" id="s5-15">Two<bdi hidden>\t</bdi></span></td>' in html
    assert '<td dir="auto"><span class="sentence more" data-of="s5-15">three.</span></td>' in html
    assert read_back(html).lit == {"s0-4": "One.", "s5-15": "Twothree.", "s16-21": "Four."}


def test_lines_of_code_are_one_and_keep_their_indent() -> None:
    text = "Run:\n\n  if a:\n\n      b\nDone."
    blocks = (Block("paragraph", 0, 4), Block("code", 8, 13), Block("code", 21, 22), Block("paragraph", 23, 28))
    assert seen(text, *blocks) == (
        '<p>Run:</p><pre aria-label="Code"><code>  if a:\n\n      b</code></pre><p>Done.</p>'
    )


def test_speeches_say_who_speaks_once_unless_the_text_does() -> None:
    text = "Hello.\nAgain.\nYes.\nAda: No.\n"
    blocks = (
        Block("speech", 0, 6, speaker='A "B" <C>'),
        Block("speech", 7, 13, speaker='A "B" <C>'),
        Block("speech", 14, 18, speaker="Ada"),
        Block("speech", 24, 27, speaker="Eve"),
    )
    assert seen(text, *blocks) == (
        '<p class="speech" data-speaker="A &#34;B&#34; &lt;C&gt;">Hello.</p><p class="speech">Again.</p>'
        '<p class="speech" data-speaker="Ada">Yes.</p><p class="speech" data-speaker="Eve">Ada: No.</p>'
    )
    assert seen("Ada: No.", Block("speech", 5, 8, speaker="Ada")) == '<p class="speech">Ada: No.</p>'


def test_a_page_is_a_picture_before_its_first_block() -> None:
    pages = {0: 1, 2: 1, 4: 3}
    blocks = tuple(Block("paragraph", start, start + 1) for start in pages)
    html = article_html(Document("x y", About("A"), "a b c", blocks), [], lambda start, _: [Place(page=pages[start])])
    shown = read_back(html).shown.replace(' dir="auto"', "")
    first, third = (
        f'<details class="page"><summary aria-label="Page {n}" data-page="{n}"></summary>'
        f'<img src="/documents/x%20y/pages/{n}.png" alt="Page {n}" loading="lazy"></details>'
        for n in (1, 3)
    )
    assert shown == f"{first}<p>a</p><p>b</p>{third}<p>c</p>"


def test_a_transcript_has_its_times_at_each_speaker_and_every_minute() -> None:
    seconds = {0: 0.4, 2: 30.0, 4: 61.0, 6: 3725.4}
    speakers = ("Ada", "Ada", "Ada", "Eve")
    blocks = tuple(Block("speech", s, s + 1, speaker=who) for s, who in zip(seconds, speakers, strict=True))
    document = Document("a", About("A"), "a b c d", blocks)
    html = article_html(document, [], lambda start, _: [Place(seconds=(seconds[start], seconds[start] + 9))])
    assert read_back(html).shown.replace(' dir="auto"', "") == (
        '<p class="speech" data-speaker="Ada" data-time="0:00">a</p><p class="speech">b</p>'
        '<p class="speech" data-time="1:01">c</p><p class="speech" data-speaker="Eve" data-time="1:02:05">d</p>'
    )


def test_wrapped_lines_run_on() -> None:
    html = seen("One\r\ntwo.\n", Block("paragraph", 0, 10))
    assert html == '<p>One<span class="break">\r\n</span>two.</p>'


def test_other_kinds_have_their_name() -> None:
    blocks = (Block("question", 0, 1), Block("caption", 2, 3), Block("footnote", 4, 5))
    assert seen("a b c", *blocks) == '<p class="question">a</p><p class="caption">b</p><p class="footnote">c</p>'


def test_a_text_without_blocks_is_its_lines() -> None:
    assert seen("One.\nTwo.\n") == "<p>One.</p><p>Two.</p>"


def test_a_text_of_nothing_is_an_empty_paragraph() -> None:
    assert seen(" \n") == "<p></p>"


def test_a_text_of_nothing_but_marks_shows_them() -> None:
    assert seen("> >") == "<p>&gt; &gt;</p>"
