"""The engine in practice mode with a scripted sandbox: the uploads that come in are counted and can wait."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kling_desktop import paths
from kling_desktop.sandbox.embedded import SandboxAddress
from kling_desktop.services.outside import Outside
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.studio import Studio, StudioOptions
from tests.support.double import Double, Scene, Seen, http_json
from tests.support.engine import Rig
from tests.support.time import BEGUN, RunningClock

KEY = "sandbox-key"


class PracticeRig(Rig):
    """A rig whose local clips are taken by `uploads`; its service is scripted as any rig's."""

    def __init__(self, root: Path, clip: bytes, clock: RunningClock, uploads: Double) -> None:
        super().__init__(root, clip, clock)
        self.uploads = uploads

    async def start(self) -> Studio:
        data = paths.DataFolder(self.root)
        self.studio = await Studio.open(
            StudioOptions(data, self.root / "takes", True, {}),
            Settings.load(data.settings),
            MemorySecrets(),
            outside=Outside(self.clock, self._client, lambda _: self.downloads, random.Random(1)),
        )
        address = SandboxAddress(self.uploads.address, f"{self.uploads.address}/uploads/", KEY)

        async def here() -> SandboxAddress:
            return address

        setattr(self.studio.practice, "address", here)  # noqa: B010 no real sandbox is started
        self.studio.jobs.subscribe(self.seen.append)
        return self.studio

    @property
    def uploaded(self) -> list[str]:
        """The names under which clips came in whole."""
        return [seen.target for seen in self.uploads.seen if seen.method == "PUT" and seen.is_whole]


def taken(seen: Seen) -> bytes:
    """The sandbox's answer to an upload."""
    return http_json(201, {"url": f"http://127.0.0.1:1{seen.target}"})


@asynccontextmanager
async def practice_rig(
    root: Path, clip: bytes, *scenes: Scene, now: float = BEGUN
) -> AsyncIterator[PracticeRig]:
    """A started rig in practice mode; uploads are answered by `scenes`, else taken. `now` as in `rig_at`."""
    async with RunningClock(now) as clock, Double(scenes or (Scene(taken),)) as uploads:
        rig = PracticeRig(root, clip, clock, uploads)
        await rig.start()
        try:
            yield rig
        finally:
            await rig.studio.close()
            await asyncio.sleep(0)
