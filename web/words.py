"""The page's own words in each language, from gettext's catalogues. The API, the commands and the logs speak English.

English stands in the templates and scripts themselves. The other catalogues are read as they are written, when the
application starts: there is no compiled copy that could be older than they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Self

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

TRANSLATIONS = Path(__file__).parent / "translations"
ENGLISH = "en"
_COUNTS = range(200)  # among which every form of a plural has its turn

Said = Mapping[str, str | Mapping[str, str]]  # by its English: a text, or one for each category of plurals


@dataclass(frozen=True, slots=True)
class Words:
    """The page's words in one language.

    Attributes:
        locale: how its numbers, dates and plurals are written.
        messages: its catalogue; of English an empty one.
        translations: the same, as gettext asks it.
        plurals: which form each of CLDR's categories has; browsers know the categories too.
    """

    locale: Locale
    messages: Catalog = field(repr=False)
    translations: Translations = field(repr=False)
    plurals: Mapping[str, int] = field(repr=False)

    @classmethod
    def of(cls, messages: Catalog) -> Self:
        """The words of a catalogue, which knows its language."""
        compiled = BytesIO()
        write_mo(compiled, messages)
        compiled.seek(0)
        locale, translations = messages.locale, Translations(compiled)
        assert locale is not None
        plurals = {locale.plural_form(count): translations.plural(count) for count in _COUNTS}
        return cls(locale, messages, translations, {"other": messages.num_plurals - 1} | plurals)

    @property
    def code(self) -> str:
        """BCP-47, as it stands in `lang`."""
        return str(self.locale)

    @property
    def name(self) -> str:
        """The language in itself: "Deutsch"."""
        name = self.locale.get_display_name() or self.code
        return name[0].upper() + name[1:]

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as it stands in `dir`."""
        return self.locale.text_direction

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as the language writes it, with so many decimals."""
        return format_decimal(value, f"#,##0.{'0' * decimals}" if decimals else "#,##0", locale=self.locale)

    def date(self, written: str) -> str:
        """A date such as 2025-08-17 as the language writes it; anything else as it is."""
        try:
            return format_date(date.fromisoformat(written), "long", locale=self.locale)
        except ValueError:
            return written

    def of_scripts(self, *modules: str) -> Said:
        """What these modules of the page say; where none is named, what all do, the server's words for them too."""
        wanted = {f"web/static/{module}.js" for module in modules}
        return {
            message.id if isinstance(message.id, str) else message.id[0]: self._forms(message.string or "")
            for message in self.messages
            if message.id
            if any(place in wanted if wanted else _is_of_scripts(place) for place, _ in message.locations)
        }

    def _forms(self, string: str | Sequence[str]) -> str | dict[str, str]:
        """A text; of several its forms, by category."""
        if isinstance(string, str):
            return string
        return {category: string[form] for category, form in self.plurals.items()}


def _is_of_scripts(place: str) -> bool:
    return place.startswith("web/static/") or place in ("web/said.py", "web/problems.py")


@cache
def languages() -> Mapping[str, Words]:
    """The words of every language, by its code."""
    catalogs = [Catalog(ENGLISH), *map(_read, TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))]
    found = (Words.of(catalog) for catalog in catalogs)
    return {words.code: words for words in sorted(found, key=lambda words: words.code)}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)
