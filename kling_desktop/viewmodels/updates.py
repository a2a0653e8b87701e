"""Newer versions as the window speaks of them: the one question whether to look, and that one is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kling_desktop.studio import Studio


@dataclass(frozen=True)
class UpdateState:
    """`host` is who would be asked, empty in a build that knows nobody; `newer` a version that is there.

    `is_asking`: the user is being asked whether to look; that is so during one run only.
    """

    host: str = ""
    is_asking: bool = False
    newer: str = ""
    page: str = ""


class UpdatesModel(Observed[UpdateState]):
    """Owns what is said of newer versions."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Says nothing before `attach`."""
        super().__init__(UpdateState(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Speak for an opened studio; the question is put in its first run only, however it is answered."""
        self._studio = studio
        place = studio.updates.place
        if place is None:
            return
        self._update(host=place.host, is_asking=studio.updates.is_to_ask)
        studio.settings.subscribe(lambda _: self._read())
        self._read()
        if self.state.is_asking:
            studio.updates.note_asked()

    def answer(self, is_wanted: bool) -> None:
        """Yes or no to the question."""
        self._update(is_asking=False)
        if is_wanted and self._studio is not None:
            self._studio.updates.look()

    def pass_over(self) -> None:
        """Say nothing more of the version that is there."""
        if self._studio is not None and self.state.newer:
            self._studio.updates.pass_over(self.state.newer)

    def _read(self) -> None:
        if self._studio is None:
            return
        newer = self._studio.updates.newer
        # Who has ticked it in Settings meanwhile has answered.
        is_asking = self.state.is_asking and not self._studio.settings.updates.is_looking
        self._update(
            is_asking=is_asking, newer=newer.number if newer else "", page=newer.page if newer else ""
        )
