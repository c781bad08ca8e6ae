"""An article as HTML, by what its text is written in."""

from collections.abc import Sequence

from markupsafe import Markup

from index.documents import Document, Sentence
from web.article.blocks import block_parts
from web.article.parts import Where
from web.article.portions import Portion, portions, sentences_in
from web.article.writer import write_article


def article_html(document: Document, sentences: Sequence[Sentence], where: Where | None = None) -> Markup:
    """A document's text as HTML; its text nodes joined are exactly the text. See `portion_html`."""
    return Markup("").join(portion_html(document, sentences, portion, where) for portion in portions(document))


def portion_html(
    document: Document, sentences: Sequence[Sentence], portion: Portion, where: Where | None = None
) -> Markup:
    """A portion of a document's text as HTML; its text nodes joined are exactly the portion.

    Args:
        document: what is shown.
        sentences: all of the document's; they can be lit.
        portion: which stretch of it.
        where: knows the places of its text in its source, if that has any: pages, or times.
    """
    inside = sentences_in(portion, sentences)
    if document.markup == "markdown":
        from web.article.markdown import markdown_parts  # its parser, which no other article needs

        return write_article(markdown_parts(document, portion), document.text, inside, portion)
    return write_article(block_parts(document, portion, where), document.text, inside, portion)
