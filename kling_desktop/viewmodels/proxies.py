"""Proxies of clips that the viewer cannot show in time: made one after the other, in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.errors import KlingError

if TYPE_CHECKING:
    from kling_desktop.domain.request import Fingerprint
    from kling_desktop.studio import Studio


class ProxyModel(QObject):
    """Signals: `ready(clip, proxy)`, both paths; `making(clip, part)`, 0–1, None when there will be none."""

    ready = Signal(object, object)
    making = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is made before `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Make proxies through an opened studio."""
        self._studio = studio

    def want(self, clip: Path, known: Fingerprint | None) -> None:
        """Have a proxy of `clip`, whose content may be `known`."""
        if self._studio is not None:
            self.making.emit(clip, 0.0)
            self._studio.tasks.spawn("proxy", self._make(self._studio, clip, known))

    async def _make(self, studio: Studio, clip: Path, known: Fingerprint | None) -> None:
        try:
            proxy = await studio.proxies.made(clip, known, lambda part: self.making.emit(clip, part))
        except KlingError:
            # It goes without: what is dropped stays counted, and nothing that is sent depends on it.
            self.making.emit(clip, None)
            return
        self.ready.emit(clip, proxy)
