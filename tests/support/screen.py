"""The X screen as a person at it: keys, mouse, pictures, and the cross of a window."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import subprocess
import time
from collections.abc import Iterator

from PIL import Image

KEY_PAUSE_MS = 12
HEADER_WORDS = 25
CLIENT_MESSAGE = 33
COLOUR_BYTES = 12


def type_keys(text: str) -> None:
    """Type a text by real key presses."""
    _run("xdotool", "type", "--delay", str(KEY_PAUSE_MS), "--", text)


def press_keys(*keys: str) -> None:
    """Press keys or chords one after the other, as xdotool names them: `ctrl+a`, `space`."""
    _run("xdotool", "key", "--delay", str(KEY_PAUSE_MS), *keys)


def click(x: int, y: int, button: int = 1) -> None:
    """Click on a point of the screen."""
    _run("xdotool", "mousemove", str(x), str(y), "click", str(button))


def windows_of(pid: int) -> list[int]:
    """The windows of a process that are on the screen, the oldest first; tips and lists have no title."""
    return _search("--all", "--pid", str(pid), "--name", ".")


def park_mouse() -> None:
    """Put the mouse where it touches nothing."""
    _run("xdotool", "mousemove", "99999", "99999")


def give_focus(window: int) -> None:
    """Give a window the keyboard; there is no window manager that would."""
    _run("xdotool", "windowfocus", "--sync", str(window))


def stack() -> list[int]:
    """The windows of the screen, the uppermost first."""
    told = subprocess.run(["xwininfo", "-root", "-children"], capture_output=True, text=True, check=True)
    return [int(line.split()[0], 16) for line in told.stdout.splitlines() if line.strip().startswith("0x")]


@contextlib.contextmanager
def covered() -> Iterator[None]:
    """Lay the window of another program over the corner of the screen."""
    other = subprocess.Popen(["xlogo", "-geometry", "300x300+0+0"])
    try:
        deadline = time.monotonic() + 10
        while not (shown := _search("--name", "xlogo")):
            assert time.monotonic() < deadline, "xlogo does not show up"
            time.sleep(0.02)
        _run("xdotool", "windowraise", str(shown[0]))
        yield
    finally:
        other.kill()
        other.wait()


def resize(window: int, width: int, height: int) -> None:
    """Give a window another size."""
    _run("xdotool", "windowsize", "--sync", str(window), str(width), str(height))


def focused() -> int:
    """The window that has the keyboard; 0 for none."""
    found = subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True, check=False)
    return int(found.stdout or 0)


def picture(window: int, box: tuple[int, int, int, int] | None = None) -> Image.Image:
    """What is to be seen of a window; `box` cuts x, y, width, height out of it."""
    # Not of the whole screen: xwd garbles it where windows stand on it.
    command = ["xwd", "-silent", "-id", str(window)]
    whole = _read_dump(subprocess.run(command, capture_output=True, check=True).stdout)
    if box is None:
        return whole
    x, y, width, height = box
    return whole.crop((x, y, x + width, y + height))


def _read_dump(dump: bytes) -> Image.Image:
    words = [int.from_bytes(dump[4 * place : 4 * place + 4], "big") for place in range(HEADER_WORDS)]
    header, width, height, line, colours = words[0], words[4], words[5], words[12], words[19]
    start = header + colours * COLOUR_BYTES
    return Image.frombytes("RGB", (width, height), dump[start : start + line * height], "raw", "BGRX", line)


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )


def press_cross(window: int) -> None:
    """Ask a window to close, as the cross of its frame does."""
    xlib = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XInternAtom.restype = ctypes.c_ulong
    xlib.XInternAtom.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    xlib.XSendEvent.argtypes = (
        ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.POINTER(_ClientMessage)
    )  # fmt: skip
    xlib.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    display = xlib.XOpenDisplay(None)
    assert display, "no X display"
    protocols, delete = (
        xlib.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
    )
    message = _ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=protocols, format=32)
    message.data[0] = delete
    xlib.XSendEvent(display, window, 0, 0, ctypes.byref(message))
    # Closing sends what is still in the buffer.
    xlib.XCloseDisplay(display)


def _search(*what: str) -> list[int]:
    command = ["xdotool", "search", "--onlyvisible", *what]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=30)
