"""What Help does: the bundle for support, and what the program is made of."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, qVersion

from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.notice import Notice
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.studio import Studio

PROGRAM = "kling-desktop"


class HelpModel(QObject):
    """`told` carries what came of a bundle in words, `noticed` the notices of what the program is made of."""

    told = Signal(str)
    noticed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Without effect until `attach`."""
        super().__init__(parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Tell of the tasks of an opened studio."""
        self._studio = studio

    def save_bundle(self, path: str, has_prompts: bool) -> None:
        """Write the bundle for support at `path`."""
        if self._studio is not None:
            self._studio.tasks.spawn("support bundle", self._save(self._studio, Path(path), has_prompts))

    def read_notices(self) -> None:
        """Have the licences of all parts read; `noticed` carries them."""
        if self._studio is not None:
            self._studio.tasks.spawn("notices", self._read(self._studio))

    async def _save(self, studio: Studio, path: Path, has_prompts: bool) -> None:
        try:
            await studio.support.write(path, facts(), has_prompts)
        except KlingError as error:
            self.told.emit(wording.sentence(error.notice))
        else:
            self.told.emit(wording.sentence(Notice("support_saved", {"path": str(path)})))

    async def _read(self, studio: Studio) -> None:
        self.noticed.emit(await studio.support.notices())


def version() -> str:
    """The version of the program."""
    from importlib import metadata  # noqa: PLC0415 - slow, so never at the start

    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:
        return "–"


def facts() -> dict[str, str]:
    """Program and system, for support."""
    return {
        "version": version(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "qt": qVersion() or "",
    }
