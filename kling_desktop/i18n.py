"""The words of window and terminal: gettext for labels, one catalogue file per language for notices."""

import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kling_desktop import paths

DOMAIN = "kling_desktop"
FALLBACK_LANGUAGE = "en"
OWN_NAME = "English"
"""The label whose translation is the name of that language in itself."""
FULL_STOPS = "。？！"
LEADS = {":": ".", "：": "。"}
"""What ends a sentence that leads to buttons, and what ends it where there are none."""
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Wording:
    """A notice in words: what happened, was it charged, what to do; each a sentence or empty.

    `buttons` are the names of what can be pressed behind them; `terminal` is what to do where there are
    neither keys nor buttons, empty if that is the same.
    """

    what: str
    charge: str
    action: str
    buttons: tuple[str, ...] = ()
    terminal: str = ""

    @property
    def sentence(self) -> str:
        """All three in one line, where no buttons follow."""
        said = self.before_buttons
        return said[:-1] + LEADS[said[-1]] if said and said[-1] in LEADS else said

    @property
    def at_the_terminal(self) -> str:
        """All three in one line, for those who type options."""
        return replace(self, action=self.terminal or self.action).sentence

    @property
    def before_buttons(self) -> str:
        """All three in one line, to stand right before the buttons."""
        return in_one_line(self.what, self.charge, self.action)


def in_one_line(*sentences: str) -> str:
    """Sentences behind each other, as the language they are in spaces them; empty ones are left out."""
    # A sign of Chinese ends with its own room.
    told = (each if each[-1] in FULL_STOPS else f"{each} " for each in sentences if each)
    return "".join(told).rstrip()


class Language:
    """One language of the interface; owns its loaded translations and catalogue."""

    def __init__(self, code: str = FALLBACK_LANGUAGE) -> None:
        """`code` is a locale name such as `en` or `zh_CN`; `nearest` serves where one has no file."""
        self.code = nearest(code)
        self._translations = gettext.translation(DOMAIN, _translations(), [self.code], fallback=True)

    def text(self, message: str) -> str:
        """The label `message` (written in English in the code) in this language."""
        return self._translations.gettext(message)

    def count(self, one: str, many: str, number: int, shown: str = "") -> str:
        """The label for `number` things, with `{n}` filled in: the number, or as it is to be `shown`."""
        return self._translations.ngettext(one, many, number).format(n=shown or number)

    def notice(self, code: str, values: Mapping[str, str | int | float] | None = None) -> Wording:
        """The words of the notice `code`, its `{places}` filled from `values`."""
        entry = catalogue(self.code).get(code) or catalogue(FALLBACK_LANGUAGE).get(code) or {"what": code}
        filled = _Values(values or {})
        parts = ("what", "charge", "do", "terminal")
        what, charge, action, terminal = (entry.get(part, "").format_map(filled) for part in parts)
        # What can be pressed is no matter of language: the English file alone says it.
        buttons = catalogue(FALLBACK_LANGUAGE).get(code, {}).get("buttons", "")
        return Wording(what, charge, action, tuple(buttons.split()), terminal)


class _Values(dict[str, str | int | float]):
    def __missing__(self, key: str) -> str:
        return "–"


@lru_cache(maxsize=8)
def catalogue(code: str) -> dict[str, dict[str, str]]:
    """The notices of one language, by their code; empty when that language has no file."""
    import tomllib  # noqa: PLC0415 - no notice is to be told before the first key

    path: Path = paths.resource("messages", f"{code}.toml")
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def _translations() -> Path:
    return paths.resource("translations")


def _codes() -> list[str]:
    files = _translations().glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return [FALLBACK_LANGUAGE, *sorted(file.parents[1].name for file in files)]


def nearest(code: str) -> str:
    """What serves for a locale such as `zh_CN.UTF-8` or `zh-Hans-CN`: it, one of its tongue, or English."""
    parts = code.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
    exact = f"{parts[0].lower()}_{parts[-1].upper()}" if len(parts) > 1 else parts[0].lower()
    codes = _codes()
    near = [known for known in codes if known.partition("_")[0] == parts[0].lower()]
    return exact if exact in codes else next(iter(near), FALLBACK_LANGUAGE)


def languages() -> tuple[tuple[str, str], ...]:
    """What the interface can be switched to: a code and its name in that language itself."""
    return tuple((code, Language(code).text(OWN_NAME)) for code in _codes())


def system_language() -> str:
    """The locale that the environment asks for; empty where it names none."""
    return next((os.environ[name] for name in LOCALE_VARIABLES if os.environ.get(name)), "")


_language = Language()


def use(code: str) -> None:
    """Switch the interface to the language `code`; texts asked for from now on are in it."""
    global _language
    if nearest(code) != _language.code:
        _language = Language(code)


def current() -> Language:
    """The language in use."""
    return _language


def tr(message: str) -> str:
    """The label `message` in the language in use."""
    return _language.text(message)
