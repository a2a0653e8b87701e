"""A screen of our own for the tests: Xvfb on a display that it picks itself, Linux only."""

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator

from devtool.place import IS_LINUX
from devtool.process import ToolError, running

SCREEN = "2560x1440x24"
START_SECONDS = 20.0

# Software GL is four times dearer than none when a window only paints pictures.
X11 = {"QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "none", "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Yield the variables that lead a Qt program to a fresh screen; where there is no X11, to offscreen.

    Raises ToolError if the server does not start.
    """
    if not IS_LINUX:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    ours, theirs = os.pipe()
    # -displayfd lets the server choose a free number: two runs at a time don't meet.
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    try:
        with running(command, stdout=subprocess.DEVNULL, pass_fds=(theirs,)):
            os.close(theirs)
            yield {"DISPLAY": f":{_first_line(ours)}", **X11}
    finally:
        os.close(ours)


def _first_line(descriptor: int) -> str:
    text = b""
    while not text.endswith(b"\n"):
        if not select.select([descriptor], [], [], START_SECONDS)[0]:
            raise ToolError(f"Xvfb did not start within {START_SECONDS:.0f} s.")
        part = os.read(descriptor, 64)
        if not part:
            raise ToolError("Xvfb ended at once; its own words stand above.")
        text += part
    return text.decode("ascii").strip()
