"""One run of the window's engine: opened after the first paint, tied to the models, closed in order."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from kling_desktop.domain.errors import KlingError
from kling_desktop.i18n import tr
from kling_desktop.settings.file import Settings
from kling_desktop.settings.keyring_store import KeyringSecrets
from kling_desktop.settings.secrets import MemorySecrets, Secrets
from kling_desktop.studio import Studio, StudioOptions

if TYPE_CHECKING:
    from kling_desktop.viewmodels.workspace import Workspace


class Session:
    """Owns the studio of one window."""

    def __init__(self, workspace: Workspace, studio: Studio) -> None:
        """Use `open`."""
        self._workspace = workspace
        self._studio = studio

    @classmethod
    async def open(cls, workspace: Workspace, options: StudioOptions) -> Session:
        """Open the engine and show it in `workspace`. Raises KlingError."""
        settings = await asyncio.to_thread(Settings.load, options.data.settings)
        studio = await Studio.open(options, settings, _secrets(options))
        await workspace.attach(studio)
        return cls(workspace, studio)

    @property
    def is_paying(self) -> bool:
        """Whether a paid step is under way, which closing waits for."""
        return self._studio.tasks.is_paying

    async def close(self) -> None:
        """Wait for a paid step, saying so, then close everything."""
        if self.is_paying:
            self._workspace.noticed.emit(tr("A task is being sent; the window closes once it is on disk."))
            await self._studio.tasks.finish_paid()
        with contextlib.suppress(KlingError):
            await asyncio.to_thread(self._studio.settings.save_now)
        await self._studio.close()


def _secrets(options: StudioOptions) -> Secrets:
    # A key in the environment says nothing of those of the storage and the proxy.
    return MemorySecrets() if options.is_practice_only else KeyringSecrets()
