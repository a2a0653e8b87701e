"""Results folder, theme and the window's place, as Settings changes them and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from kling_desktop.domain.cost import Rate
from kling_desktop.domain.errors import BadInput
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kling_desktop.settings.sections import Section
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.first_look import FirstLook

Theme = Literal["dark", "light", "system"]
SEEN_RATE = Rate()
THEMES: dict[str, Theme] = {"dark": "dark", "light": "light", "system": "system"}

KeyLayout = Literal["standard", "premiere", "resolve", "avid", "losslesscut"]
KEY_LAYOUTS: dict[str, KeyLayout] = {
    "standard": "standard",
    "premiere": "premiere",
    "resolve": "resolve",
    "avid": "avid",
    "losslesscut": "losslesscut",
}


@dataclass(frozen=True)
class Preferences:
    """What Settings shows beside the account; `refusal` says why a choice was not taken."""

    is_open: bool = False
    results_folder: str = ""
    is_own_folder: bool = False
    data_folder: str = ""
    theme: str = THEMES["dark"]
    language: str = ""
    motion: str = "system"
    layout: str = "standard"
    own_keys: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    rate: Rate = SEEN_RATE
    is_rate_refused: bool = False


class PreferencesModel(Observed[Preferences]):
    """Owns what Settings shows beside the account."""

    def __init__(self, look: FirstLook, parent: QObject | None = None) -> None:
        """`look` is what is known before the settings are open."""
        super().__init__(Preferences(theme=look.theme), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show and change the settings of an opened studio."""
        self._studio = studio
        studio.settings.subscribe(self._read)
        studio.tasks.spawn("keep settings", studio.settings.keep_saved(studio.desk.post))
        self._read(None)

    def choose_folder(self, folder: str) -> None:
        """Put takes of new edits into `folder`; empty for the default."""
        if self._studio is not None:
            self._change(replace(self._studio.settings.results, folder=folder))

    def choose_theme(self, theme: str) -> None:
        """Dress the window: `dark`, `light` or as the `system`."""
        if self._studio is not None:
            self._change(replace(self._studio.settings.appearance, theme=THEMES[theme]))

    def choose_rate(self, std: str, pro: str, currency: str) -> None:
        """Have prices estimated by what the user is billed per second; a comma may stand for the point."""
        if self._studio is None:
            return
        amounts = [text.strip().replace(",", ".") for text in (std, pro)]
        rate = Rate(amounts[0], amounts[1], currency.strip().upper(), is_own=True)
        seen = self.state.rate
        if (rate.std, rate.pro, rate.currency) != (seen.std, seen.pro, seen.currency):
            self._change_rate(rate)

    def use_seen_rate(self) -> None:
        """Have prices estimated by what was seen at other providers."""
        self._change_rate(SEEN_RATE)

    def choose_layout(self, layout: str) -> None:
        """Use the keys of `standard`, `premiere`, `resolve`, `avid` or `losslesscut`; own keys stay."""
        if self._studio is not None:
            self._change(replace(self._studio.settings.keys, layout=KEY_LAYOUTS[layout]))

    def set_key(self, action: str, key: str) -> None:
        """Give an action a key of one's own."""
        if self._studio is not None:
            keys = self._studio.settings.keys
            self._change(replace(keys, own={**keys.own, action: key}))

    def reset_keys(self) -> None:
        """Use the layout's keys alone."""
        if self._studio is not None:
            self._change(replace(self._studio.settings.keys, own={}))

    def keep_window(self, geometry: str, splitters: Mapping[str, Sequence[int]]) -> None:
        """Remember where the window was: `geometry` in Base64, the sizes of each splitter."""
        if self._studio is not None:
            sizes = {name: tuple(each) for name, each in splitters.items()}
            self._change(replace(self._studio.settings.window, geometry=geometry, splitters=sizes))

    def _change_rate(self, rate: Rate) -> None:
        if self._studio is None:
            return
        prices = replace(
            self._studio.settings.prices,
            std=rate.std,
            pro=rate.pro,
            currency=rate.currency,
            is_own=rate.is_own,
        )
        try:
            self._studio.settings.replace(prices)
        except BadInput:
            self._update(is_rate_refused=True)
        else:
            self._update(is_rate_refused=False)

    def _change(self, section: Section) -> None:
        if self._studio is None:
            return
        try:
            self._studio.settings.replace(section)
        except BadInput as error:
            self._update(refusal=wording.sentence(error.notice))
        else:
            self._update(refusal="")

    def _read(self, _: Section | None) -> None:
        if self._studio is None:
            return
        settings = self._studio.settings
        self._update(
            is_open=True,
            results_folder=str(self._studio.results_folder()),
            is_own_folder=bool(settings.results.folder),
            data_folder=str(self._studio.options.data.root),
            theme=settings.appearance.theme,
            language=settings.appearance.language,
            motion=settings.appearance.motion,
            rate=settings.prices,
            layout=settings.keys.layout,
            own_keys=settings.keys.own,
        )
