"""The program's window as a user has it: another process, driven from outside by AT-SPI, keys and mouse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self, TypeVar

from PIL import Image

from tests.support import screen
from tests.support.piped import GoneError
from tests.support.sight import Seen, Sight
from tests.support.terminal import environment

T = TypeVar("T")
LOOK_EVERY = 0.04
PATIENCE = 15.0
ENDS_WITHIN = 10.0
QT = {
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    # The media library's own talk, and a request of AT-SPI that Qt does not know.
    "QT_LOGGING_RULES": "qt.multimedia.*=false;qt.accessibility.atspi.warning=false",
    "QT_MESSAGE_PATTERN": "%{category} %{type}: %{message}",
    # Anything that Python warns of ends in an error that is seen.
    "PYTHONWARNINGS": "error",
}
EXPECTED = (
    # Qt's media library says these two outside its own category: no sound server, no graphics card.
    "PulseAudioService: pa_context_connect() failed",
    "No RHI backend. Using CPU conversion.",
    # On a busy machine the desk of assistive technology answers late for a key, which goes its way all the same.
    "QSpiApplication::keyEventError",
    "QSpiApplication::notifyKeyboardListenerCallback with no queued key called",
)


class Window:
    """One run of the program; a context manager that closes it by its cross and looks at what is left.

    Leaving it fails on anything said on standard error, on a fault in the log, on a process that stays.
    """

    def __init__(self, sight: Sight, data: Path, *words: str, extra: Mapping[str, str] | None = None) -> None:
        """Start it on the data folder `data`; `extra` are further variables of its environment."""
        self._sight = sight
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        self._said = data.parent / f"{data.name}.said"
        self._refs: dict[str, int] = {}
        screen.park_mouse()
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kling_desktop", "--data-dir", str(data), *words],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env={**environment(extra), **QT},
                start_new_session=True,
            )
        self.pid = self.process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self.process.poll() is None and kind is None:
            self.close()
        self.kill()
        if kind is None and self.complaints():
            raise AssertionError("\n".join(self.complaints()))

    # ---- looking

    def now(self, id: str) -> Seen | None:
        """A control that can be seen at this moment, by its object name."""
        if id in self._refs:
            try:
                seen = self._sight.read(self._refs[id])
            except GoneError:
                del self._refs[id]
            else:
                if "showing" in seen.states:
                    return seen
        try:
            found = self._sight.find(self.pid, id=id)
        except GoneError:
            # Something went away while it was looked at.
            return None
        if found:
            self._refs[id] = found[0].ref
        return found[0] if found else None

    def see(self, id: str, within: float = PATIENCE) -> Seen:
        """A control, as soon as it can be seen."""
        return self.until(lambda: self.now(id), f"{id} on the screen", within)

    def every(self, **what: object) -> list[Seen]:
        """All objects on the screen with this `id`, `role`, `name`, `state`."""
        return self._sight.find(self.pid, **what)

    def popup(self, id: str) -> list[Seen]:
        """All objects of a pop-up and itself, as soon as assistive technology is led into it."""
        return self.until(lambda: self._around_focus(id), f"the keyboard goes into {id}")

    def words(self, id: str) -> str:
        """What a control says; nothing when it is not to be seen."""
        seen = self.now(id)
        return seen.words if seen else ""

    def tasks(self) -> list[str]:
        """What assistive technology reads of each task in the strip, the first one first."""
        strip = self.now("tasks")
        if strip is None:
            return []
        try:
            return [item.name for item in self._sight.find(self.pid, role="list item", root=strip.ref)]
        except GoneError:
            return []

    def announced(self) -> list[str]:
        """What was said aloud."""
        return self._sight.announced(self.pid)

    def hears(self, words: str) -> list[str]:
        """What was said aloud, once `words` are among it: they may come after what they speak of is seen."""
        self.until(lambda: words in self.announced(), f"{words!r} is said aloud")
        return self.announced()

    def changes(self, id: str) -> int:
        """How often assistive technology was told that the value or text of a control is another."""
        return self._sight.changes(self.pid, id)

    def until(self, look: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
        """The first true answer of `look`; fails with `what` was waited for, and a picture in the message."""
        deadline = time.monotonic() + within
        while True:
            found = look()
            if found:
                return found
            assert self.process.poll() is None, f"the program ended: {self._said.read_text()}"
            assert time.monotonic() < deadline, f"not within {within} s: {what}\n{self._story()}"
            time.sleep(LOOK_EVERY)

    def says(self, id: str, part: str, within: float = PATIENCE) -> str:
        """The words of a control, as soon as they hold `part`."""

        def look() -> str | None:
            words = self.words(id)
            return words if part in words else None

        return self.until(look, f"{id} says “{part}”", within)

    def is_ready(self) -> bool:
        """Whether Generate can be pressed."""
        button = self.now("generate")
        return button is not None and button.is_enabled

    # ---- doing

    def set_text(self, id: str, text: str) -> None:
        """Put a text into a field from outside."""
        assert self._sight.ask("set_text", ref=self.see(id).ref, text=text)

    def press(self, id: str) -> None:
        """Press a button as assistive technology does."""
        button = self.until(lambda: self._if_enabled(id), f"{id} can be pressed")
        assert self._sight.ask("act", ref=button.ref, action="Toggle" if _is_toggle(button) else "Press")

    def act(self, id: str, action: str) -> None:
        """Do what a control offers to assistive technology under this name."""
        assert self._sight.ask("act", ref=self.see(id).ref, action=action)

    def click(self, id: str) -> None:
        """Press a button with the mouse."""
        self.until(lambda: self._if_enabled(id), f"{id} can be clicked")
        screen.click(*self.see(id).centre)

    def focus(self, id: str) -> None:
        """Give a control the keyboard."""
        self.take_keys()
        assert self._sight.ask("focus", ref=self.see(id).ref)
        self.until(lambda: "focused" in self.see(id).states, f"{id} has the keyboard")

    def take_keys(self) -> None:
        """Give the newest window of the program the keyboard."""
        windows = self.until(lambda: screen.windows_of(self.pid), "a window")
        if screen.focused() != windows[-1]:
            screen.give_focus(windows[-1])

    def picture(self, id: str = "") -> Image.Image:
        """What is to be seen of the window, or of one control of it."""
        window = self.until(lambda: screen.windows_of(self.pid), "a window")[0]
        box = self.see(id).box if id else None
        return screen.picture(window, box)

    # ---- the end

    def close(self) -> None:
        """Close it by its cross; fails when it or a child of it is there after ten seconds."""
        family = [self.pid, *children(self.pid)]
        # Behind a dialog that is about to go away it would not hear the cross.
        window = self.until(self._only_window, "one window alone")
        screen.press_cross(window)
        try:
            self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"open {ENDS_WITHIN} s after it was closed\n{self._story()}") from None
        assert self.process.returncode == 0, self._said.read_text()
        left = [each for each in family if is_alive(each)]
        assert not left, f"left these processes running: {left}"

    def kill(self) -> None:
        """End the program itself at once, as a crash would; its children find out by themselves."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def complaints(self) -> list[str]:
        """Each line that was said and should not have been, and each fault in the log."""
        said = self._said.read_text().splitlines()
        logs = [line for log in (self.data / "logs").glob("*") for line in log.read_text().splitlines()]
        return [line for line in said if line and not any(words in line for words in EXPECTED)] + [
            line for line in logs if " ERROR " in line or "Traceback" in line
        ]

    def _around_focus(self, id: str) -> list[Seen]:
        try:
            return self._sight.around_focus(self.pid, id)
        except GoneError:
            return []

    def _only_window(self) -> int | None:
        windows = screen.windows_of(self.pid)
        return windows[0] if len(windows) == 1 else None

    def _if_enabled(self, id: str) -> Seen | None:
        seen = self.now(id)
        return seen if seen and seen.is_enabled else None

    def _story(self) -> str:
        shown = [f"{each.role} {each.id} “{each.words}”" for each in self.every() if each.words]
        return "\n".join((*shown, self._said.read_text()))


def _is_toggle(seen: Seen) -> bool:
    return seen.role in ("check box", "radio button", "toggle button")


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    # Each thread has its own.
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for listed in threads for word in listed.read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        os.kill(pid, 0)
        return " Z " not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:4]
    except (ProcessLookupError, FileNotFoundError):
        return False
