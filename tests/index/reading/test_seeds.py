from pathlib import Path

import pytest

from index.documents import About, Block, Document
from index.errors import SeedError
from index.reading.seeds import find_seeds, read_seed, read_seeds


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read_one(folder: Path, data: bytes, sidecar: bytes | None = None) -> Document:
    write(folder, {"news.txt": data} | ({} if sidecar is None else {"news.toml": sidecar}))
    return read_seed(folder / "news.txt", folder)


def test_a_text_is_read_byte_for_byte(tmp_path: Path) -> None:
    text = " “Two”  spaces\u00a0—\u2028 e\u0301 👩🏽‍🚀\x00 \n\n"
    blocks = (Block("paragraph", 0, len(text) - 1),)  # the second line is empty
    assert read_one(tmp_path, text.encode()) == Document("news", About("news"), text, blocks)


def test_line_ends_are_kept(tmp_path: Path) -> None:
    assert read_one(tmp_path, b"One.\r\nTwo.\rThree.\n").text == "One.\r\nTwo.\rThree.\n"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_one(tmp_path, b"\xef\xbb\xbfOne.", b'\xef\xbb\xbftitle = "T"') == Document(
        "news", About("T"), "One.", (Block("paragraph", 0, 4),)
    )


def test_only_the_first_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    assert read_one(tmp_path, b"\xef\xbb\xbf\xef\xbb\xbfOne.").text == "\ufeffOne."


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"caf\xe9 noir", "byte 0xe9 at position 3 (line 1): invalid continuation byte"),
        (b"One.\r\nTwo.\nThree \x93curly\x94", "byte 0x93 at position 17 (line 3): invalid start byte"),
        (b"\xef\xbb\xbfOne.\n\xff", "byte 0xff at position 8 (line 2): invalid start byte"),
        (b"surrogate" + b"\xed\xa0\x80", "byte 0xed at position 9 (line 1): invalid continuation byte"),
        (b"cut \xe2\x80", "byte 0xe2 at position 4 (line 1): unexpected end of data"),
    ],
)
def test_a_file_that_is_not_utf8_is_refused_naming_file_byte_and_line(tmp_path: Path, data: bytes, where: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_one(tmp_path, data)
    assert str(caught.value) == f"{tmp_path / 'news.txt'} is not UTF-8: {where}. Save it as UTF-8."


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", "\u00a0\u2028".encode()])
def test_an_article_without_text_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SeedError) as caught:
        read_one(tmp_path, data)
    assert str(caught.value) == f"{tmp_path / 'news.txt'} is empty; write the article into it or remove it."


def test_a_sidecar_describes_its_article(tmp_path: Path) -> None:
    sidecar = """title = "The “news”"\nurl = "https://example.org/a"\nauthor = "A. Writer"\nlanguage = "de"
    published = "last Sunday" """
    assert read_one(tmp_path, b"One.", sidecar.encode()).about == About(
        "The “news”", "https://example.org/a", "A. Writer", "last Sunday", "de"
    )


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2025-08-17", "2025-08-17"),
        ("2025-08-17T10:30:00Z", "2025-08-17T10:30:00+00:00"),
        ("2025-08-17 10:30:00", "2025-08-17T10:30:00"),
        ('"2025-08-17"', "2025-08-17"),
        ('""', ""),
    ],
)
def test_a_date_of_publication_is_kept_as_text(tmp_path: Path, written: str, published: str) -> None:
    assert read_one(tmp_path, b"One.", f"published = {written}".encode()).about.published == published


@pytest.mark.parametrize("written", ["2025", "20250817", "2025.5", "true", "08:00:00", "[2025]"])
def test_a_date_of_publication_that_is_neither_date_nor_text_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(SeedError, match=r"news\.toml: published: .*"):
        read_one(tmp_path, b"One.", f"published = {written}".encode())


@pytest.mark.parametrize(
    ("name", "title"), [("a_long-name.txt", "a long name"), ("v1.2-notes.md", "v1.2 notes"), ("Ünïcode.txt", "Ünïcode")]
)
def test_an_article_without_a_title_is_called_by_its_file_name(tmp_path: Path, name: str, title: str) -> None:
    write(tmp_path, {name: b"One."})
    assert read_seed(tmp_path / name, tmp_path).title == title


def test_an_empty_title_is_none(tmp_path: Path) -> None:
    assert read_one(tmp_path, b"One.", b'title = ""').title == "news"


def test_a_sidecar_that_is_not_toml_is_refused_naming_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(SeedError) as caught:
        read_one(tmp_path, b"One.", b'title = "T"\nurl = http://x\n')
    assert str(caught.value).startswith(f"{tmp_path / 'news.toml'} is not TOML: ")
    assert "line 2" in str(caught.value)


def test_a_sidecar_that_is_not_utf8_is_refused_naming_byte_and_line(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"news\.toml is not UTF-8: byte 0xe9 at position 17 \(line 2\)"):
        read_one(tmp_path, b"One.", b'url = "x"\ntitle="\xe9"')


@pytest.mark.parametrize(
    ("sidecar", "words"),
    [
        ('titel = "T"', "titel: Unexpected keyword argument"),
        ("title = 3", "title: Input should be a valid string"),
        ('language = ["en"]', "language: Input should be a valid string"),
        ('[author]\nname = "A"', "author: Input should be a valid string"),
    ],
)
def test_a_sidecar_with_a_wrong_key_or_type_is_refused_naming_it(tmp_path: Path, sidecar: str, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        read_one(tmp_path, b"One.", sidecar.encode())
    assert str(caught.value) == (
        f"{tmp_path / 'news.toml'}: {words}. A sidecar may set title, url, author, published and language."
    )


def test_articles_are_found_in_sub_folders_sorted_without_hidden_and_other_files(tmp_path: Path) -> None:
    names = ["b.txt", "a.md", "sub/deep/c.txt", ".hidden.txt", ".git/d.txt", "e.pdf", "b.toml", "sub/f.v2.md"]
    write(tmp_path, {name: b'title = "B"' if name == "b.toml" else b"Text." for name in names})
    found = ["a.md", "b.txt", "sub/deep/c.txt", "sub/f.v2.md"]
    assert find_seeds(tmp_path) == [tmp_path / name for name in found]
    seeds = list(read_seeds(tmp_path))
    assert [s.id for s in seeds] == ["a", "b", "sub/deep/c", "sub/f.v2"]
    assert [s.title for s in seeds] == ["a", "B", "c", "f.v2"]
    assert [[b.kind for b in s.blocks] for s in seeds] == [["paragraph"]] * 4


def test_a_seeds_folder_that_is_itself_hidden_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / ".articles", {"a.txt": b"One."})
    assert find_seeds(folder) == [folder / "a.txt"]


def test_two_files_with_the_same_id_are_refused_naming_both(tmp_path: Path) -> None:
    write(tmp_path, {"sub/a.txt": b"One.", "sub/a.md": b"Two.", "a.txt": b"Three."})
    with pytest.raises(SeedError) as caught:
        find_seeds(tmp_path)
    first, second = tmp_path / "sub/a.md", tmp_path / "sub/a.txt"
    assert str(caught.value) == f"{first} and {second} would both be document 'sub/a'; rename one."


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="none does not exist; create it"):
        find_seeds(tmp_path / "none")


def test_a_folder_without_articles_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, {"readme.rst": b"x", "a.toml": b""})
    with pytest.raises(SeedError) as caught:
        find_seeds(tmp_path)
    assert str(caught.value) == f"The seeds folder {tmp_path} holds no .txt or .md file; put an article into it."


def test_a_file_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9.txt").write_bytes(b"One.")
    with pytest.raises(SeedError, match=r"caf\\udce9\.txt' is not UTF-8; rename it"):
        find_seeds(tmp_path)


def test_endings_in_capitals_are_read_too(tmp_path: Path) -> None:
    write(tmp_path, {"a.TXT": b"One.", "b.MD": b"# Two"})
    assert [(s.id, s.blocks[0].kind) for s in read_seeds(tmp_path)] == [("a", "paragraph"), ("b", "title")]


def test_a_text_knows_what_it_is_written_in(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"**One.**", "b.md": b"**Two.**"})
    assert [(s.id, s.markup) for s in read_seeds(tmp_path)] == [("a", None), ("b", "markdown")]
