"""The page's templates rendered with any context, served in the place of the server's own page."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Page

from web.speaking import prepare

HTML = "text/html; charset=utf-8"
TEMPLATES = Path(__file__).parents[2] / "web" / "templates"


def serve_chat(page: Page, server_url: str, documents: list[SimpleNamespace], **more: Any) -> None:
    """Serves the chat page with these documents; only scripts and style come from the server."""
    context: dict[str, Any] = {"documents": documents, "version": "0", "max_question": 1000, "takes_feedback": True}
    context |= {"generation": "0"} | more
    asked = {"question": "", "after": None, "documents": (), "answer": None, "problem": None}
    serve_rendered(page, f"{server_url}/", "chat.html", **context, asked=asked, suggestions=(), modules=())


def serve_rendered(page: Page, url: str, template: str, **context: Any) -> None:
    """Answers `url` with the rendered template; its style and scripts still come from the server."""
    html = rendered(template, **context)
    page.route(url, lambda route: route.fulfill(body=html, content_type=HTML))


def rendered(template: str, **context: Any) -> str:
    """A page of these contents."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    prepare(environment)
    environment.globals["request"] = SimpleNamespace(script_root="")
    environment.globals["url_for"] = lambda endpoint, filename: f"/{endpoint}/{filename}"
    return environment.get_template(template).render(**context)
