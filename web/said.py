"""What the server says in English and the page in the reader's language: marked here, so that catalogues have it."""


def marked(text: str) -> str:
    """The text as it is; whoever shows it translates it."""
    return text


ANSWERS = (
    marked("I found no sentence that says it."),
    marked("Ask me about the articles: I answer with their own sentences, word for word, and say where each stands."),
    marked("Choose an article first: this can be asked of one, and there are several."),
)
FIELDS = (marked("Title"), marked("Author"), marked("Published"), marked("Address"), marked("Language"))
OVERLOOKED = (
    marked("markup"),
    marked("end mark"),
    marked("case"),
    marked("dashes"),
    marked("quote marks"),
    marked("white space"),
    marked("characters"),
)
