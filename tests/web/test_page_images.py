"""Pages are drawn by a process of their own, with the boxes of a sentence lit."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from PIL import Image

from index.documents import Place
from index.errors import DocumentNotFound
from web.draw import LIT
from web.page_images import make_page_images, page_png
from web.problems import PageNotFound, register_problems

WHITE = (255, 255, 255)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two empty pages of 200 by 100 points, the second turned by 90 degrees."""
    from pypdfium2 import PdfDocument

    path = tmp_path_factory.mktemp("pdf") / "two.pdf"
    made = PdfDocument.new()
    made.new_page(200, 100)
    made.new_page(200, 100).set_rotation(90)
    made.save(path)
    return path


class Folder:
    """Sources of which one, `a/b`, is the PDF."""

    def __init__(self, pdf: Path) -> None:
        self._pdf = pdf

    def source(self, document_id: str) -> Path | None:
        if document_id == "none":
            raise DocumentNotFound(document_id)
        return self._pdf if document_id == "a/b" else None

    def places(self, document_id: str, start: int, end: int) -> list[Place]:
        return [Place(1, ((start, 10, end, 20),)), Place(2, ((start, 30, end, 40),))]


@pytest.fixture
def client(pdf: Path) -> Iterator[FlaskClient]:
    app = OpenAPI(__name__)
    register_problems(app)
    app.register_api(make_page_images(Folder(pdf)))
    with app.test_client() as client:
        yield client


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_page_has_two_pixels_a_point_and_its_boxes_are_lit(pdf: Path) -> None:
    page = picture(page_png(pdf, 1, [(10, 20, 30, 40)]))
    assert page.size == (400, 200)
    assert [page.getpixel(at) for at in ((18, 50), (22, 42), (58, 78), (62, 50))] == [WHITE, LIT, LIT, WHITE]


def test_a_turned_page_is_drawn_as_it_is_displayed(pdf: Path) -> None:
    page = picture(page_png(pdf, 2, [(10, 150, 30, 160)]))
    assert page.size == (200, 400)
    assert [page.getpixel(at) for at in ((40, 298), (40, 310))] == [WHITE, LIT]


def test_the_address_says_what_is_lit(client: FlaskClient) -> None:
    response = client.get("/documents/a/b/pages/2.png?start=50&end=60")
    assert response.mimetype == "image/png"
    page = picture(response.data)
    assert [page.getpixel(at) for at in ((110, 30), (110, 70))] == [WHITE, LIT]
    assert picture(client.get("/documents/a/b/pages/1.png").data).getcolors() == [(400 * 200, WHITE)]


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("a/b/pages/3.png", "Page 3 cannot be shown: there is no such page."),
        ("a/b/pages/0.png", "Page 0 cannot be shown: there is no such page."),
        ("text/pages/1.png", "'text' has no pages."),
        ("none/pages/1.png", "No document has the id 'none'."),
    ],
)
def test_what_is_not_there_is_a_problem(client: FlaskClient, address: str, detail: str) -> None:
    response = client.get(f"/documents/{address}")
    assert response.status_code == 404
    assert response.get_json()["detail"].startswith(detail)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\0" * 5000])
def test_what_pdfium_cannot_read_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "broken.pdf").write_bytes(data)
    with pytest.raises(PageNotFound, match="PDFium cannot read it"):
        page_png(tmp_path / "broken.pdf", 1, [])
