"""Starts the stand-in service as a child process and ends it; light enough for the window to import."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

START_SECONDS = 20.0
END_SECONDS = 5.0
LOG_NAME = "sandbox.log"


@dataclass(frozen=True)
class SandboxAddress:
    """Where a running stand-in is found and the key that it accepts."""

    base_url: str
    upload_url: str
    key: str


class SandboxStartFailed(Exception):
    """The child did not come up; the words say what it said itself."""


class EmbeddedSandbox:
    """One child process with the stand-in in it; owns the process. Works on any asyncio loop."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._address: SandboxAddress | None = None
        self._turn = asyncio.Lock()

    @property
    def is_running(self) -> bool:
        """Whether the child is up at this moment."""
        return self._address is not None and self._process is not None and self._process.poll() is None

    async def start(self, data_dir: Path, command: Sequence[str]) -> SandboxAddress:
        """Start the child unless it runs, and return its address.

        `command` must start a server that prints its JSON line and ends with its standard input; what it
        says on standard error goes to `sandbox.log` in `data_dir`. Raises SandboxStartFailed after
        20 seconds without the line, or when the child can't be started or ends early.
        """
        async with self._turn:
            if self._address is not None and self.is_running:
                return self._address
            await self._end()
            try:
                self._process = await asyncio.to_thread(_launch, data_dir, list(command))
                self._address = await self._first_word(self._process)
            except OSError as fault:
                raise SandboxStartFailed(str(fault)) from fault
            finally:
                if self._address is None:
                    await self._end()
            return self._address

    async def close(self) -> None:
        """End the child: first by closing its standard input, after 5 seconds by force."""
        async with self._turn:
            await self._end()

    async def _first_word(self, process: subprocess.Popen[bytes]) -> SandboxAddress:
        try:
            line = await asyncio.wait_for(asyncio.to_thread(_first_line, process), START_SECONDS)
            words = json.loads(line)
            return SandboxAddress(words["base_url"], words["upload_url"], words["key"])
        except TimeoutError as fault:
            raise SandboxStartFailed("it did not answer in time") from fault
        except (ValueError, KeyError, TypeError) as fault:
            raise SandboxStartFailed("it ended before it was ready") from fault

    async def _end(self) -> None:
        process, self._process, self._address = self._process, None, None
        if process is not None:
            await asyncio.to_thread(_finish, process)


def _launch(data_dir: Path, command: list[str]) -> subprocess.Popen[bytes]:
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOG_NAME).open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - the caller's own command, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            creationflags=_quiet_flags(),
        )


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    return process.stdout.readline() if process.stdout is not None else b""


def _quiet_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


def _finish(process: subprocess.Popen[bytes]) -> None:
    _close(process.stdin)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _close(process.stdout)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(OSError):
            pipe.close()
