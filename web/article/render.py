"""An article as HTML, by what its text is written in."""

from collections.abc import Sequence

from markupsafe import Markup

from index.documents import Document, Sentence
from web.article.blocks import block_parts
from web.article.parts import Where
from web.article.writer import write_article


def article_html(document: Document, sentences: Sequence[Sentence], where: Where | None = None) -> Markup:
    """A document's text as HTML; its text nodes joined are exactly the text.

    Args:
        document: what is shown.
        sentences: its sentences, which can be lit.
        where: knows the places of its text in its source, if that has any: pages, or times.
    """
    if document.markup == "markdown":
        from web.article.markdown import markdown_parts  # its parser, which no other article needs

        return write_article(markdown_parts(document), document.text, sentences)
    return write_article(block_parts(document, where), document.text, sentences)
