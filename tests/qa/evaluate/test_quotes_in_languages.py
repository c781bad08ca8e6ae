from qa.datasets.squad import Article, Paragraph
from qa.evaluate.quotes_in_languages import judged_in, rows

TEXTS = (
    "Der Hafen wurde im Jahr 1907 eröffnet und ist seitdem nicht mehr geschlossen worden.",
    "Die zwölf Kräne am Ufer können in einer Stunde 40 Tonnen vom Schiff heben.",
    "Am Montag bleibt der alte Markt geschlossen, weil die Fischer ihre Netze flicken.",
    "Im Speicher am Ende der Gasse roch es viele Jahre lang nach Teer und Salz.",
)


def test_a_row_has_a_figure_for_each_kind_and_a_dash_where_none_was_made() -> None:
    judged = judged_in([Article("hafen", tuple(Paragraph(text, ()) for text in TEXTS), "Hafen", "de")], 2)
    cells = next(rows("de", judged)).split(" | ")
    assert (cells[0], cells[1], cells[4]) == ("| de", "1.000", "1.000 (1.000)")
    assert cells[8] == "–"  # there is no other document
