"""Sees from outside, as the X server tells it, when the window of a program appears and when it is furnished."""

from __future__ import annotations

import ctypes
import ctypes.util
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SUBSTRUCTURE_NOTIFY, PROPERTY_CHANGE = 1 << 19, 1 << 22
CREATE, MAP, PROPERTY = 16, 19, 28
WORDS = 24
"""An XEvent is a union of this many longs."""
LOOK_SECONDS = 0.001


class WindowWatch:
    """Owns a connection to the X server; made with `watching`, before the program is started."""

    def __init__(self, xlib: Any, display: int) -> None:
        self._xlib = xlib
        self._display = display
        self._name = xlib.XInternAtom(display, b"_NET_WM_NAME", 0)

    def until_furnished(self, seconds: float = 30.0) -> tuple[float, float]:
        """Moments (monotonic) at which the first window was on the screen, and was given its title.

        The program names its window when the panels stand in it: from then on one can type.
        """
        deadline, shown = time.monotonic() + seconds, 0.0
        while time.monotonic() < deadline:
            event = self._next()
            if event is None:
                time.sleep(LOOK_SECONDS)
            elif event[0] == CREATE:
                self._xlib.XSelectInput(self._display, event[5], PROPERTY_CHANGE)
            elif event[0] == MAP:
                shown = shown or time.monotonic()
            elif event[0] == PROPERTY and shown and event[5] == self._name:
                return shown, time.monotonic()
        raise AssertionError(f"no furnished window after {seconds} s")

    def _next(self) -> list[int] | None:
        if not self._xlib.XPending(self._display):
            return None
        event = (ctypes.c_ulong * WORDS)()
        self._xlib.XNextEvent(self._display, ctypes.byref(event))
        # The kind of event is an int; what stands beside it in the same word is not.
        return [event[0] & 0xFFFF, *event[1:]]


@contextmanager
def watching() -> Iterator[WindowWatch]:
    """Watch the screen of this process while this lasts."""
    xlib = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    for name, result, arguments in (
        ("XOpenDisplay", ctypes.c_void_p, (ctypes.c_char_p,)),
        ("XDefaultRootWindow", ctypes.c_ulong, (ctypes.c_void_p,)),
        ("XInternAtom", ctypes.c_ulong, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)),
        ("XSelectInput", ctypes.c_int, (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_long)),
        ("XPending", ctypes.c_int, (ctypes.c_void_p,)),
        ("XNextEvent", ctypes.c_int, (ctypes.c_void_p, ctypes.c_void_p)),
        ("XSync", ctypes.c_int, (ctypes.c_void_p, ctypes.c_int)),
        ("XCloseDisplay", ctypes.c_int, (ctypes.c_void_p,)),
    ):
        function = getattr(xlib, name)
        function.restype, function.argtypes = result, arguments
    # Windows that are gone by the time they are asked about are no reason to end.
    handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda _display, _error: 0)
    xlib.XSetErrorHandler(handler)
    display = xlib.XOpenDisplay(None)
    assert display, "no X display"
    try:
        xlib.XSelectInput(display, xlib.XDefaultRootWindow(display), SUBSTRUCTURE_NOTIFY)
        xlib.XSync(display, 0)
        yield WindowWatch(xlib, display)
    finally:
        xlib.XCloseDisplay(display)
