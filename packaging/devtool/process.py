"""Child processes that end when we end: each in a group of its own, stopped as a whole."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import IO

from devtool.place import IS_WINDOWS, ROOT

GRACE_SECONDS = 5.0

Command = Sequence[str | os.PathLike[str]]


class ToolError(Exception):
    """Something a person has to mend; its text says what and how."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def end_on_terminate() -> None:
    """Make a polite kill end us the way Ctrl+C does, so that children are ended too."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


@contextlib.contextmanager
def running(
    command: Command,
    env: Mapping[str, str] | None = None,
    stdout: int | IO[str] | None = None,
    pass_fds: Sequence[int] = (),
) -> Iterator[subprocess.Popen[str]]:
    """Start a child in the source tree without standard input; end it and its children on leaving."""
    words = [os.fspath(part) for part in command]
    if shutil.which(words[0]) is None:
        raise ToolError(f"{words[0]} is not here.")
    child = subprocess.Popen(
        words,
        cwd=ROOT,
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        pass_fds=pass_fds,
        text=True,
        start_new_session=not IS_WINDOWS,
    )
    try:
        yield child
    finally:
        _end(child)


def _end(child: subprocess.Popen[str]) -> None:
    _signal(child, signal.SIGTERM)
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(child, signal.SIGTERM if IS_WINDOWS else signal.SIGKILL)
        child.wait()


def _signal(child: subprocess.Popen[str], number: int) -> None:
    """Signal the whole group on POSIX, even after its leader ended; the one process on Windows."""
    if sys.platform == "win32":
        if child.poll() is None:
            child.terminate()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def run(command: Command, env: Mapping[str, str] | None = None) -> int:
    """Run a child to its end, its words going where ours go, and return its exit code."""
    with running(command, env) as child:
        return child.wait()


def output_of(command: Command) -> tuple[int, str]:
    """Run a child to its end and return its exit code and what it wrote on stdout."""
    with running(command, stdout=subprocess.PIPE) as child:
        text, _ = child.communicate()
        return child.returncode, text
