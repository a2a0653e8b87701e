"""Photographs the program with a real practice result; `dev.py shoot DIR` writes the pictures there.

Each picture is called `SIZE-THEME-LANGUAGE-WHAT.png`; at another scale `SCALE-` stands before it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import qasync
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from kling_desktop import app as program
from kling_desktop import paths
from kling_desktop.domain.job import JobState
from kling_desktop.ui.frame import Frame
from kling_desktop.ui.help.about import AboutDialog
from kling_desktop.ui.help.shortcuts import ShortcutSheet
from kling_desktop.ui.help.support import SupportDialog
from kling_desktop.ui.opening import furnish
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.ui.preferences.first_run import FirstRunDialog
from kling_desktop.ui.run import Run
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.viewfinder import Viewfinder
from kling_desktop.viewmodels.first_look import FirstLook
from kling_desktop.viewmodels.tasks import TaskRole
from tests.support.panels import child
from tests.support.posed import posed
from tests.support.scenes import Scenes
from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_desktop.domain.job import EditJob
    from kling_desktop.ui.furniture import Furniture
    from kling_desktop.ui.opening import Room

SIZES = ((960, 500), (1280, 618), (1920, 1000), (2560, 1400))
THEMES = ("dark", "light")
LANGUAGES = ("en", "zh_CN")
RESULT_WITHIN = 120.0
STATES = ("lost", "cap", "full", "running", "refused", "broke", "stopped", "done")
"""The posed tasks whose details are photographed."""
MIDDLE = 48
"""The frame at which the ways to compare are photographed."""
SETTLE = 0.25
"""Seconds for what comes a moment later: thumbnails, the film strip, a layout."""


class Style(NamedTuple):
    """What a series of pictures has in common."""

    size: QSize
    theme: str
    language: str


class Photographer:
    """Walks through one run of the program and takes pictures of it."""

    def __init__(self, room: Room, run: Run, folder: Path, wanted: Namespace) -> None:
        self._room = room
        self._run = run
        self._folder = folder
        self._wanted = wanted
        self._taken = 0
        self._jobs: dict[str, EditJob] = {}

    async def work(self) -> int:
        """Take every picture; how many there are."""
        await self._make_result()
        await self._pose()
        for style in self._styles():
            await self._take_style(style)
        self._room.window.frame.close()
        return self._taken

    async def _make_result(self) -> None:
        await until(lambda: self._run.workspace.preferences.state.is_open, 30)
        button = self._furniture.window.editor.send_bar.button
        await until(button.isEnabled, 30)
        button.click()
        await until(self._done, RESULT_WITHIN)

    async def _pose(self) -> None:
        studio = self._run.workspace.commands._studio
        assert studio is not None
        done = next(iter(self._done()))
        self._jobs["done"] = done
        for job, progress in posed(done, time.time()):
            (self._jobs[job.id],) = await studio.ledger.add(job)
            studio.progress.show(job.id, progress)

    @property
    def _furniture(self) -> Furniture:
        return self._run._furniture

    def _done(self) -> list[EditJob]:
        model = self._run.workspace.recent
        rows = [model.index(place).data(TaskRole.ROW) for place in range(model.rowCount())]
        return [row.job for row in rows if row and row.job.state is JobState.DONE]

    def _styles(self) -> Iterator[Style]:
        for language, theme, (width, height) in itertools.product(
            self._wanted.languages, self._wanted.themes, self._wanted.sizes
        ):
            yield Style(QSize(width, height), theme, language)

    async def _dress(self, style: Style) -> None:
        space, frame = self._run.workspace, self._room.window.frame
        space.choices.change("appearance.language", style.language)
        space.preferences.choose_theme(style.theme)
        frame.resize(style.size)
        await asyncio.sleep(SETTLE)

    async def _take_style(self, style: Style) -> None:
        frame = self._room.window.frame
        await self._dress(style)
        window = self._furniture.window
        if not window.panels.is_narrow:
            await self._until_pictures()
        await self._shoot(frame, style, "main")
        if window.panels.is_narrow or style.size.height() <= 520:
            for name, show in (("editor", window.panels.show_editor), ("viewer", window.panels.show_viewer)):
                show()
                if name == "viewer":
                    await self._until_pictures()
                await self._shoot(frame, style, name)
        await self._take_modes(style)
        window.panels.show_list(True)
        await self._shoot(frame, style, "tasks")
        await self._take_states(style)
        window.panels.show_list(False)
        await self._take_settings(style)
        await self._take_first_steps(style)
        await self._take_help(style)
        await self._take_scenes(style)
        await self._take_empty(style)

    async def _until_pictures(self) -> None:
        """Wait for the frame and the film strip: both come a moment later, also after a change of language."""
        finder = self._furniture.stage.viewer.findChild(Viewfinder)
        assert isinstance(finder, Viewfinder)
        await until(lambda: finder.images, 20)
        await asyncio.sleep(2 * SETTLE)

    async def _take_states(self, style: Style) -> None:
        view, frame = self._furniture.stage.tasks.view, self._room.window.frame
        for name in STATES:
            places = range(view.model().rowCount())
            rows = {row.job.id: place for place in places if (row := view.row(view.model().index(place, 0)))}
            view.setCurrentIndex(view.model().index(rows[f"posed-{name}"], 0))
            await asyncio.sleep(SETTLE)
            await self._shoot(frame, style, f"state-{name}")
        view.clearSelection()

    async def _take_scenes(self, style: Style) -> None:
        if not self._is_wanted("sheet-"):
            return
        scenes = Scenes(self._run.workspace, self._furniture, self._room.window.frame, self._jobs)
        async for name, widget in scenes.each(Path(self._wanted.kept)):
            await self._shoot(widget, style, f"sheet-{name}")

    async def _take_empty(self, style: Style) -> None:
        space, window, frame = self._run.workspace, self._furniture.window, self._room.window.frame
        source, prompt = space.editor.state.request.source, space.editor.state.request.prompt
        assert source is not None
        space.editor.remove_source()
        window.editor.write_prompt("")
        window.panels.show_editor()
        await asyncio.sleep(SETTLE)
        await self._shoot(frame, style, "empty")
        space.editor.choose_source(source.location)
        window.editor.write_prompt(prompt)

    async def _take_modes(self, style: Style) -> None:
        viewer, frame = self._furniture.stage.viewer, self._room.window.frame
        self._furniture.stage.show_result(self._jobs["done"])
        deck = viewer._deck
        await until(lambda: Side.RESULT in deck.rack.players and deck.moments > MIDDLE)
        for mode in Mode:
            viewer._choose(mode)
            deck.stop()
            deck.seek(MIDDLE)
            await until(lambda: deck._wanted is None)
            await self._shoot(frame, style, f"compare-{mode}")
            if mode is Mode.WIPE:
                level = child(viewer, "wipe_level", QAbstractButton)
                level.setChecked(True)
                await self._shoot(frame, style, "compare-wipe-level")
                level.setChecked(False)

    async def _take_settings(self, style: Style) -> None:
        settings = self._furniture.stage.open_settings()
        assert isinstance(settings, PreferencesDialog)
        for name, _ in settings._pages:
            settings.show_page(name)
            await self._shoot(settings, style, f"settings-{name}")
        settings.close()

    async def _take_first_steps(self, style: Style) -> None:
        steps = FirstRunDialog(self._run.workspace, self._room.window.frame)
        steps.open()
        for number in range(steps._stack.count()):
            steps._stack.setCurrentIndex(number)
            steps._show()
            await self._shoot(steps, style, f"first-run-{number + 1}")
        self._put_away(steps)

    async def _take_help(self, style: Style) -> None:
        space, frame = self._run.workspace, self._room.window.frame
        sheets = {
            "shortcuts": ShortcutSheet(space.preferences.state, lambda: None, frame),
            "support": SupportDialog(space.help, frame),
            "about": AboutDialog(space.help, frame),
        }
        for name, sheet in sheets.items():
            sheet.open()
            await self._shoot(sheet, style, f"help-{name}")
            self._put_away(sheet)

    def _put_away(self, sheet: QDialog) -> None:
        sheet.close()
        sheet.deleteLater()

    async def _shoot(self, widget: QWidget, style: Style, what: str) -> None:
        if not self._is_wanted(what):
            return
        if isinstance(widget, QDialog):
            widget.resize(widget.size().boundedTo(style.size).expandedTo(widget.minimumSize()))
        await asyncio.sleep(SETTLE if self._taken % 8 == 0 else SETTLE / 3)
        scale = os.environ.get("QT_SCALE_FACTOR", "")
        size = f"{style.size.width()}x{style.size.height()}"
        name = "-".join(part for part in (scale, size, style.theme, style.language, what) if part)
        assert widget.grab().save(str(self._folder / f"{name}.png"))
        self._taken += 1

    def _is_wanted(self, what: str) -> bool:
        parts = self._wanted.only
        return not parts or any(part in what or what in part for part in parts)


def main(wanted: Namespace, photographer: type[Photographer] = Photographer) -> None:
    """Take the pictures that are wanted."""
    folder = Path(wanted.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kling-shoot-") as kept:
        wanted.kept = kept
        said = Namespace(sandbox=not wanted.is_live, demo=True, clip="", data_dir=kept, language="en")
        application = program._application("dark")
        data = paths.DataFolder(Path(kept))
        frame = Frame(FirstLook())
        frame.show()
        room = furnish(application, frame, data, FirstLook(), said)
        run = Run(room)
        run.workspace.preferences.changed.connect(lambda state: program._follow(application, state))
        with run.log(), qasync.QEventLoop(application) as loop:
            sys.set_asyncgen_hooks(loop._asyncgen_firstiter_hook, loop._asyncgen_finalizer_hook)
            taken = loop.run_until_complete(_both(run, photographer(room, run, folder, wanted)))
    sys.stdout.write(f"{taken} pictures in {folder}\n")


async def _both(run: Run, photographer: Photographer) -> int:
    closed = asyncio.ensure_future(run.until_closed())
    try:
        return await photographer.work()
    finally:
        run._closing.ended.emit()
        await closed


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def read(arguments: list[str]) -> Namespace:
    """What is to be photographed."""
    parser = argparse.ArgumentParser(prog="shoot", description=__doc__)
    parser.add_argument("folder", help="where the pictures go")
    parser.add_argument("--sizes", nargs="+", type=_size, default=SIZES, metavar="WxH")
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--only", nargs="+", default=(), help="parts of the names of pictures")
    parser.add_argument("--scale", help="such as 2 for 200 %%")
    return parser.parse_args(arguments, Namespace(is_live=False))


if __name__ == "__main__":
    asked = read(sys.argv[1:])
    if asked.scale:
        os.environ["QT_SCALE_FACTOR"] = asked.scale
    main(asked)
