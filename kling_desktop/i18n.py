"""The words of window and terminal: gettext for labels, one catalogue file per language for notices."""

import gettext
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kling_desktop import paths

DOMAIN = "kling_desktop"
FALLBACK_LANGUAGE = "en"
LANGUAGES = (("en", "English"),)
"""What the interface can be switched to: a code and its name in that language itself."""


@dataclass(frozen=True)
class Wording:
    """A notice in words: what happened, was it charged, what to do; each a sentence or empty."""

    what: str
    charge: str
    action: str

    @property
    def sentence(self) -> str:
        """All three in one line."""
        return " ".join(part for part in (self.what, self.charge, self.action) if part)


class Language:
    """One language of the interface; owns its loaded translations and catalogue."""

    def __init__(self, code: str = FALLBACK_LANGUAGE) -> None:
        """`code` is a locale name such as `en` or `zh_CN`; an unknown one reads as English."""
        self.code = code
        folder = paths.resource("translations")
        self._translations = gettext.translation(DOMAIN, folder, [code], fallback=True)

    def text(self, message: str) -> str:
        """The label `message` (written in English in the code) in this language."""
        return self._translations.gettext(message)

    def count(self, one: str, many: str, number: int) -> str:
        """The label for `number` things, with `{n}` filled in."""
        return self._translations.ngettext(one, many, number).format(n=number)

    def notice(self, code: str, values: Mapping[str, str | int | float] | None = None) -> Wording:
        """The words of the notice `code`, its `{places}` filled from `values`."""
        entry = catalogue(self.code).get(code) or catalogue(FALLBACK_LANGUAGE).get(code) or {"what": code}
        filled = _Values(values or {})
        return Wording(*(entry.get(part, "").format_map(filled) for part in ("what", "charge", "do")))


class _Values(dict[str, str | int | float]):
    def __missing__(self, key: str) -> str:
        return "–"


@lru_cache(maxsize=8)
def catalogue(code: str) -> dict[str, dict[str, str]]:
    """The notices of one language, by their code; empty when that language has no file."""
    path: Path = paths.resource("messages", f"{code}.toml")
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


_language = Language()


def use(code: str) -> None:
    """Switch the interface to the language `code`; texts asked for from now on are in it."""
    global _language
    _language = Language(code)


def current() -> Language:
    """The language in use."""
    return _language


def tr(message: str) -> str:
    """The label `message` in the language in use."""
    return _language.text(message)
