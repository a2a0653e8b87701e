"""The settings: one value per section, kept in a file that is always whole."""

import asyncio
import contextlib
import errno
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar, cast

import msgspec

from kling_desktop.domain.errors import BadInput, DiskFull, WorldFailed
from kling_desktop.domain.notice import Notice
from kling_desktop.paths import atomic_write
from kling_desktop.settings import document
from kling_desktop.settings.sections import (
    SECTIONS,
    Account,
    Appearance,
    Caps,
    Editor,
    Keys,
    Links,
    Network,
    Practice,
    Prepare,
    Prices,
    Projects,
    Queue,
    Results,
    Section,
    Timeline,
    Updates,
    Window,
)

T = TypeVar("T", bound=Section)


class Settings:
    """Owns the settings file of one data folder; made with `load`. Tells listeners each changed section."""

    def __init__(self, path: Path, content: document.Document, notice: Notice | None = None) -> None:
        """`content` is what the file holds; `notice` says what was wrong with it."""
        self.notice = notice
        self._path = path
        self._document = content
        self._sections = dict(document.read(content).sections)
        self._listeners: list[Callable[[Section], None]] = []
        self._changed = asyncio.Event()
        self._is_saved = True
        self._writing = threading.Lock()

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """The settings in the file at `path`; defaults where it has none or what it has cannot be used.

        A damaged file is set aside beside it, and `notice` says so.
        """
        try:
            content = document.parse(path.read_bytes())
        except FileNotFoundError:
            return cls(path, {})
        except (OSError, msgspec.DecodeError):
            aside = _aside(path)
            with contextlib.suppress(OSError):
                path.replace(aside)
            return cls(path, {}, Notice("settings_damaged", {"file": aside.name}))
        refused = document.read(content).refused
        if not refused:
            return cls(path, content)
        return cls._mended(path, content, ", ".join(refused))

    @classmethod
    def _mended(cls, path: Path, content: document.Document, refused: str) -> "Settings":
        aside = _aside(path)
        settings = cls(path, content, Notice("settings_reset", {"fields": refused, "file": aside.name}))
        # Saved at once: the next start would set the same file aside again.
        with contextlib.suppress(OSError, WorldFailed):
            shutil.copyfile(path, aside)
            settings._is_saved = False
            settings.save_now()
        return settings

    @property
    def account(self) -> Account:
        """Where edits go."""
        return self._get(Account)

    @property
    def practice(self) -> Practice:
        """Whether practice mode is on."""
        return self._get(Practice)

    @property
    def network(self) -> Network:
        """How often the service is asked."""
        return self._get(Network)

    @property
    def results(self) -> Results:
        """Where takes go."""
        return self._get(Results)

    @property
    def prepare(self) -> Prepare:
        """How a newly chosen clip is prepared."""
        return self._get(Prepare)

    @property
    def timeline(self) -> Timeline:
        """How results are made fit for their timelines."""
        return self._get(Timeline)

    @property
    def queue(self) -> Queue:
        """How many tasks at once."""
        return self._get(Queue)

    @property
    def prices(self) -> Prices:
        """What a second of output costs."""
        return self._get(Prices)

    @property
    def caps(self) -> Caps:
        """What may be spent."""
        return self._get(Caps)

    @property
    def projects(self) -> Projects:
        """All projects, and the one that new edits are made in."""
        return self._get(Projects)

    @property
    def appearance(self) -> Appearance:
        """Theme and language."""
        return self._get(Appearance)

    @property
    def editor(self) -> Editor:
        """What a new edit starts with."""
        return self._get(Editor)

    @property
    def keys(self) -> Keys:
        """The keys of viewer and range strip."""
        return self._get(Keys)

    @property
    def links(self) -> Links:
        """How clips get to the service."""
        return self._get(Links)

    @property
    def updates(self) -> Updates:
        """Whether newer versions are looked for, and what is known of them."""
        return self._get(Updates)

    @property
    def window(self) -> Window:
        """Where the window was."""
        return self._get(Window)

    @property
    def sections(self) -> Mapping[str, Section]:
        """Every section by its name, as it is now."""
        return dict(self._sections)

    def subscribe(self, listener: Callable[[Section], None]) -> Callable[[], None]:
        """Call `listener` with each changed section until the returned function is called."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def replace(self, section: Section) -> None:
        """Put `section` in the place of the one of its kind and tell the listeners; `keep_saved` writes it.

        Raises BadInput when a value is out of range; nothing is changed then.
        """
        wrong = document.wrong_fields(section)
        if wrong:
            raise BadInput("setting_refused", fields=", ".join(wrong))
        if self._get(type(section)) == section:
            return
        self._sections[_name(type(section))] = section
        self._is_saved = False
        self._changed.set()
        for listener in tuple(self._listeners):
            listener(section)

    async def keep_saved(self, report: Callable[[Notice], None]) -> None:
        """Save after each change, in a thread, until cancelled; changes meanwhile are saved together.

        What goes wrong is told to `report` and tried again with the next change.
        """
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await asyncio.to_thread(self.save_now)
            except WorldFailed as error:
                report(error.notice)

    def save_now(self) -> None:
        """Save what is not saved yet; blocks for the disk. Raises DiskFull, WorldFailed."""
        with self._writing:
            if self._is_saved:
                return
            self._is_saved = True
            try:
                self._write()
            except OSError as error:
                self._is_saved = False
                if error.errno == errno.ENOSPC:
                    raise DiskFull("disk_full", folder=str(self._path.parent)) from error
                reason = error.strerror or str(error)
                raise WorldFailed("settings_not_saved", reason=reason) from error

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        atomic_write(self._path, document.render(self._document, dict(self._sections)))

    def _get(self, kind: type[T]) -> T:
        return cast(T, self._sections[_name(kind)])


def _name(kind: type[object]) -> str:
    return next(name for name, each in SECTIONS.items() if each is kind)


def _aside(path: Path) -> Path:
    return path.with_name(
        f"{path.name}.damaged-{time.strftime('%Y%m%dT%H%M%S')}-{time.time_ns() % 10**9:09d}"
    )
