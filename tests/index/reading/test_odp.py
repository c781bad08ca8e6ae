from index.documents import About
from index.reading.odp import Odp
from tests.index.reading.outlines import outline, zipped

NAMES = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="w" xmlns:presentation="p"'
SLIDES = """<draw:page>
<draw:frame presentation:class="subtitle"><draw:text-box><text:p>Port of Arles</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="title"><draw:text-box><text:p>The new</text:p> <text:p>bridge</text:p></draw:text-box>
</draw:frame>
<draw:frame presentation:class="footer"><draw:text-box><text:p>Draft</text:p></draw:text-box></draw:frame></draw:page>
<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Costs</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="outline"><draw:text-box><text:list><text:list-item><text:p>Steel rose</text:p>
<text:list><text:list-item><text:p>by a third</text:p></text:list-item></text:list></text:list-item></text:list>
</draw:text-box></draw:frame>
<draw:g><draw:frame><table:table><table:table-row><table:table-cell><text:p>Lorry</text:p></table:table-cell>
<table:table-cell><text:p>12 euros</text:p></table:table-cell></table:table-row></table:table></draw:frame></draw:g>
<draw:custom-shape><text:p>Cyclists pay nothing.</text:p></draw:custom-shape>
<presentation:notes><draw:page-thumbnail/><draw:frame presentation:class="notes"><draw:text-box>
<text:p>The council was told in May.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"""
META = '<m xmlns:dc="d"><dc:title>Bridge</dc:title></m>'


def odp(slides: str) -> bytes:
    content = f"<d {NAMES}><office:body><office:presentation>{slides}</office:presentation></office:body></d>"
    return zipped({"content.xml": content, "meta.xml": META})


def test_each_slide_is_a_section_with_its_notes_behind_it() -> None:
    source = Odp().read(odp(SLIDES))
    assert outline(source) == [
        ("heading", None, "The new bridge"),
        ("paragraph", 0, "Port of Arles"),
        ("heading", None, "Costs"),
        ("list_item", 2, "Steel rose"),
        ("list_item", 3, "by a third"),
        ("table_row", 2, "Lorry\t12 euros"),
        ("paragraph", 2, "Cyclists pay nothing."),
        ("paragraph", 2, "The council was told in May."),
    ]
    assert source.about == About("Bridge")
