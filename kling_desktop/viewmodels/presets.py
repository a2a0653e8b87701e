"""Presets and recent prompts as they are offered, searched, in groups; what the user does to their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.preset import INTENTS, Preset
from kling_desktop.i18n import tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.answers import answer
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kling_desktop.services.presets import ListedPreset
    from kling_desktop.studio import Studio

RECENT = 12
"""Prompts that were used before and are offered at most."""
LONGEST_NAME = 80


@dataclass(frozen=True)
class Offer:
    """Something to begin with, in the `group` that it is listed in; own ones are of the set `set_name`."""

    preset: Preset
    group: str
    set_name: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the user may change it."""
        return bool(self.set_name)


@dataclass(frozen=True)
class PresetsState:
    """What is offered for the words searched for, the names of the user's sets, and what was last said."""

    offers: tuple[Offer, ...] = ()
    sets: tuple[str, ...] = ()
    said: str = ""
    is_refused: bool = False


class PresetsModel(Observed[PresetsState]):
    """Owns what is offered; reads nothing before `open`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Empty until `attach`."""
        super().__init__(PresetsState(), parent)
        self._studio: Studio | None = None
        self._text = ""
        self._recent: tuple[str, ...] = ()

    def attach(self, studio: Studio) -> None:
        """Offer what an opened studio has."""
        self._studio = studio
        studio.presets.subscribe(lambda _: self._list())

    def open(self) -> None:
        """Read presets and recent prompts anew."""
        self._text = ""
        self._become(PresetsState())
        if self._studio is not None:
            self._studio.tasks.spawn("read presets", self._read(self._studio))

    def search(self, text: str) -> None:
        """Offer only what holds every word of `text`."""
        self._text = text
        self._list()
        if self._studio is not None:
            self._studio.tasks.spawn("recent prompts", self._find_recent(self._studio, text))

    def save(
        self, preset: Preset, set_name: str, answered: Callable[[str], None], instead_of: str = ""
    ) -> None:
        """Keep a preset of the user's; `answered` gets why not, or nothing."""
        if self._studio is not None:
            saving = self._studio.presets.save(preset, set_name, instead_of)
            self._spawn("save a preset", saving, answered)

    def rename(self, offer: Offer, name: str, answered: Callable[[str], None]) -> None:
        """Give a preset of the user's another name; `answered` gets why not, or nothing."""
        self.save(replace(offer.preset, name=name), offer.set_name, answered, offer.preset.name)

    def remove(self, offer: Offer) -> None:
        """Delete a preset of the user's."""
        if self._studio is not None:
            removing = self._studio.presets.remove(offer.preset.name, offer.set_name)
            self._spawn("delete a preset", removing, self._refuse)

    def export(self, set_name: str, target: str) -> None:
        """Write a set of the user's to a file that others can import."""
        if self._studio is not None:
            said = tr("Saved as {path}").format(path=target)
            exporting = self._studio.presets.export(set_name, Path(target))
            self._spawn("export presets", exporting, lambda why: self._say(why, said))

    def import_file(self, source: str) -> None:
        """Take in a file that somebody exported."""
        if self._studio is not None:
            said = tr("{name} is among your presets now.").format(name=Path(source).name)
            importing = self._studio.presets.import_file(Path(source))
            self._spawn("import presets", importing, lambda why: self._say(why, said))

    def _spawn(self, name: str, work: Awaitable[object], answered: Callable[[str], None]) -> None:
        if self._studio is not None:
            self._studio.tasks.spawn(name, answer(work, answered))

    async def _read(self, studio: Studio) -> None:
        await studio.presets.load()
        await self._find_recent(studio, self._text)

    async def _find_recent(self, studio: Studio, text: str) -> None:
        try:
            found = await studio.history.recent_prompts(text, RECENT)
        except KlingError as error:
            self._refuse(wording.sentence(error.notice))
            return
        if text == self._text:
            self._recent = found
            self._list()

    def _list(self) -> None:
        if self._studio is None:
            return
        found = [_offer(listed) for listed in self._studio.presets.find(self._text)]
        own = [offer for offer in found if offer.is_own]
        shipped = [offer for offer in found if not offer.is_own]
        sets = tuple(each.name for each in self._studio.presets.sets)
        self._update(offers=(*own, *map(_recent, self._recent), *shipped), sets=sets)

    def _refuse(self, why: str) -> None:
        self._say(why, "")

    def _say(self, why: str, well: str) -> None:
        self._update(said=why or well, is_refused=bool(why))


def intent(name: str) -> str:
    """What shipped presets are for, in words; the user's own intents as they are."""
    words = (
        tr("Weather"),
        tr("Relight"),
        tr("Wardrobe"),
        tr("Clean-up"),
        tr("Background"),
        tr("Style"),
    )
    return dict(zip(INTENTS, words, strict=True)).get(name, name)


def _offer(listed: ListedPreset) -> Offer:
    return Offer(listed.preset, listed.set_name or intent(listed.preset.intent), listed.set_name)


def _recent(prompt: str) -> Offer:
    name = " ".join(prompt.split())[:LONGEST_NAME]
    return Offer(Preset(name, prompt), tr("Recent prompts"))
