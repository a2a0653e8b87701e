"""Practice mode: the embedded sandbox, started when something needs it."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from kling_desktop.api.trust import load_late_parts
from kling_desktop.domain.errors import WorldFailed
from kling_desktop.paths import DataFolder
from kling_desktop.sandbox.embedded import EmbeddedSandbox, SandboxAddress, SandboxStartFailed
from kling_desktop.sandbox.vocabulary import understands


class Practice:
    """Owns the sandbox process; starts it again when it has ended."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        """`folder` keeps its tasks and files; `command` starts it."""
        self._folder = folder
        self._command = tuple(command)
        self._sandbox = EmbeddedSandbox()
        self._starting = asyncio.Lock()
        self._address: SandboxAddress | None = None

    @property
    def is_running(self) -> bool:
        """Whether the sandbox runs."""
        return self._sandbox.is_running

    def imitates(self, prompt: str) -> tuple[str, ...]:
        """The effects in `prompt` that practice mode can show; empty when it can imitate none of it."""
        return understands(prompt)

    async def address(self) -> SandboxAddress:
        """Where the sandbox listens now, started if need be. Raises WorldFailed."""
        async with self._starting:
            # What the first request would load would stop the loop.
            await asyncio.to_thread(load_late_parts)
            if self._address is None or not self._sandbox.is_running:
                try:
                    self._address = await self._sandbox.start(self._folder, self._command)
                except (OSError, SandboxStartFailed) as error:
                    raise WorldFailed("practice_failed", reason=str(error)) from error
            return self._address

    async def close(self) -> None:
        """End the sandbox; its open tasks go on at the next start."""
        await self._sandbox.close()


def sandbox_command(data: DataFolder) -> tuple[str, ...]:
    """The command that starts the sandbox of a data folder as a child of this program."""
    return (*_program(), "sandbox", "--port", "0", "--data-dir", str(data.root), "--watch-stdin")


def _program() -> tuple[str, ...]:
    if not getattr(sys, "frozen", False):
        return sys.executable, "-m", "kling_desktop"
    program = Path(sys.executable)
    # Windows lets a program without a console say nothing through a pipe: its sister has one.
    with_console = program.with_name(f"{program.stem}-cli{program.suffix}")
    return (str(with_console if with_console.exists() else program),)
