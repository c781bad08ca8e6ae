import os
from pathlib import Path

import pytest

from index.documents import About, Block, Document
from index.errors import SeedError
from index.reading.formats import FORMATS
from index.reading.seeds import MOST_BYTES, find_seeds, load_seed, read_seed


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
    with pytest.raises(SeedError, match=r"news\.toml says of published: .*"):
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
    assert str(caught.value).startswith(f"{tmp_path / 'news.txt'} has a bad file beside it: news.toml is not TOML: ")
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
        f"{tmp_path / 'news.txt'} has a bad file beside it: news.toml says of {words}. "
        "A sidecar may set title, url, author, published and language."
    )


def found(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The ids by name, and why the others are left out."""
    seeds, left_out = find_seeds(folder)
    assert [s.path for s in seeds] == [folder / s.name for s in seeds]
    return {s.name: s.id for s in seeds}, {out.path: out.why for out in left_out}


NO_FORMAT = f"is of no format that is read ({', '.join(sorted(FORMATS))})."
A_LINK = "is a link; links are not followed, so put the file itself here."
A_PIPE = "is not a file but a pipe, a socket or a device."
BAD_NAME = "has a name with a control character, or not in UTF-8; rename it."


def test_sources_are_found_in_sub_folders_sorted_without_hidden_files_and_sidecars(tmp_path: Path) -> None:
    names = ["b.txt", "a.md", "sub/deep/c.txt", ".hidden.txt", ".git/d.txt", "e.PDF", "b.toml", "sub/f.v2.md"]
    write(tmp_path, dict.fromkeys(names, b"Text."))
    ids = {"a.md": "a", "b.txt": "b", "e.PDF": "e", "sub/deep/c.txt": "sub/deep/c", "sub/f.v2.md": "sub/f.v2"}
    assert found(tmp_path) == (ids, {})
    assert list(found(tmp_path)[0]) == list(ids)


def test_a_seeds_folder_that_is_itself_hidden_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / ".articles", {"a.txt": b"One."})
    assert found(folder) == ({"a.txt": "a"}, {})


def test_of_two_files_with_the_same_id_the_later_keeps_its_ending(tmp_path: Path) -> None:
    """Refused before; now each is read, for one bad name shall not stop a rebuild."""
    write(tmp_path, dict.fromkeys(("sub/a.txt", "sub/a.md", "a.txt", "b.md", "b.txt", "b.txt.md"), b"x"))
    assert found(tmp_path)[0] == {
        "a.txt": "a",
        "b.md": "b",
        "b.txt": "b.txt",
        "b.txt.md": "b.txt.md",
        "sub/a.md": "sub/a",
        "sub/a.txt": "sub/a.txt",
    }


def test_what_is_no_source_is_left_out_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path / "seeds", {"a.txt": b"One.", "b.xyz": b"?", "Makefile": b"", "x.pdf/inside.txt": b"Two."})
    write(tmp_path / "outside", {"secret.txt": b"Secret."})
    folder = tmp_path / "seeds"
    (folder / "broken.txt").symlink_to("nowhere.txt")
    (folder / "link.txt").symlink_to(tmp_path / "outside/secret.txt")
    (folder / "linked").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "pipe.txt")
    (folder / "line\nend.txt").write_bytes(b"x")
    (folder / "caf\udce9.txt").write_bytes(b"x")
    assert found(folder) == (
        {"a.txt": "a", "x.pdf/inside.txt": "x.pdf/inside"},
        {
            "Makefile": NO_FORMAT,
            "b.xyz": NO_FORMAT,
            "broken.txt": A_LINK,
            "caf\\udce9.txt": BAD_NAME,
            "line\\nend.txt": BAD_NAME,
            "link.txt": A_LINK,
            "linked": A_LINK,
            "pipe.txt": A_PIPE,
        },
    )


def test_a_name_of_255_bytes_is_read(tmp_path: Path) -> None:
    name = "é" * 125 + "a.txt"
    write(tmp_path, {name: b"One."})
    assert len(name.encode()) == 255
    seeds, _ = find_seeds(tmp_path)
    assert (seeds[0].id, load_seed(seeds[0]).data) == (name.removesuffix(".txt"), b"One.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"One.", "shut/b.txt": b"Two."})
    (tmp_path / "shut").chmod(0)
    assert found(tmp_path) == ({"a.txt": "a"}, {"shut": "cannot be read: Permission denied."})


def test_a_source_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(SeedError, match="has 52,428,801 bytes, more than the 52,428,800 that are read; split it"):
        load_seed(find_seeds(tmp_path)[0][0])


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="none does not exist; create it"):
        find_seeds(tmp_path / "none")


def test_a_folder_without_sources_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, {".hidden.txt": b"x", "a.toml": b""})
    with pytest.raises(SeedError) as caught:
        find_seeds(tmp_path)
    formats = ", ".join(sorted(FORMATS))
    assert str(caught.value) == (
        f"The seeds folder {tmp_path} holds no file that is read ({formats}); put an article into it."
    )


def test_endings_in_capitals_are_read_too(tmp_path: Path) -> None:
    write(tmp_path, {"a.TXT": b"One.", "b.MD": b"# Two"})
    kinds = [read_seed(tmp_path / name, tmp_path).blocks[0].kind for name in ("a.TXT", "b.MD")]
    assert kinds == ["paragraph", "title"]


def test_a_text_knows_what_it_is_written_in(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"**One.**", "b.md": b"**Two.**"})
    assert [read_seed(tmp_path / name, tmp_path).markup for name in ("a.txt", "b.md")] == [None, "markdown"]
