"""Which language a page is in: the one that was chosen there and is kept, else the best that the browser asks for."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, has_request_context, jsonify, redirect, request
from jinja2 import Environment
from werkzeug.exceptions import NotFound

from web.problems import prefers_html
from web.words import ENGLISH, Words, languages

COOKIE = "pincite.language"  # a code such as "de", and nothing of who it is
CHOICE = "lang"  # in the address of a page
_YEAR = 365 * 24 * 60 * 60  # seconds


def words() -> Words:
    """The page's words in the language of the request; English outside of any."""
    known = languages()
    if not has_request_context():
        return known[ENGLISH]
    if "words" not in g:
        kept = known.get(request.cookies.get(COOKIE, ""))
        g.words = kept or known[request.accept_languages.best_match(known, ENGLISH)]
    found: Words = g.words
    return found


def gettext(text: str, **values: object) -> str:
    """A text of the page in the language of the request, with values in the place of its `%(name)s`."""
    return words().translations.gettext(text) % values


def prepare(environment: Environment) -> None:
    """Let templates say `gettext`, `ngettext` and `trans`, and write numbers and dates, as the reader does."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: words().translations.gettext(text),
        lambda one, many, count: words().translations.ngettext(one, many, count),
        newstyle=True,
    )
    environment.globals |= {"words": words, "languages": languages, "address_in": _address_in}
    environment.filters["number"] = lambda value, decimals=0: words().number(value, decimals)
    environment.filters["said"] = lambda text: words().translations.gettext(text)
    environment.filters["date"] = lambda written: words().date(written)


def register_speaking(app: Flask) -> None:
    """Show every page in the reader's language, keep the one that `?lang=` chooses, and serve scripts their words.

    Raises:
        PoFileError: a catalogue cannot be read.
    """
    languages()
    prepare(app.jinja_env)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # three bytes a letter are enough

    @app.before_request
    def choose() -> Response | None:
        code = request.args.get(CHOICE)
        if code is None or request.method != "GET" or not prefers_html():
            return None
        # Without the host, which may have another name in front of a proxy; two slashes would begin one.
        here = quote(f"{request.script_root}{request.path}".lstrip("/"))
        response = app.make_response(redirect(f"/{here}{_query(_others())}", 303))
        if code in languages():
            path, secure = request.script_root or "/", request.is_secure
            response.set_cookie(COOKIE, code, _YEAR, path=path, secure=secure, httponly=True, samesite="Lax")
        return response

    def words_of_scripts(code: str) -> Response:
        if code not in languages():
            raise NotFound
        return jsonify(languages()[code].of_scripts())

    app.add_url_rule("/words/<code>", view_func=words_of_scripts)

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.update(("Accept-Language", "Cookie"))
        return response


def _address_in(code: str) -> str:
    """The address that shows the same page in another language."""
    return _query([*_others(), (CHOICE, code)])


def _others() -> list[tuple[str, str]]:
    if not has_request_context():
        return []
    return [(name, value) for name, value in request.args.items(multi=True) if name != CHOICE]


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""
