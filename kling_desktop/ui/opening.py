"""What is loaded between the first picture and the first key: words, models, panels, the draft."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop

from kling_desktop import paths
from kling_desktop.domain.draft import Draft
from kling_desktop.domain.errors import KlingError
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.store.connection import connect, product_errors
from kling_desktop.store.drafts import draft
from kling_desktop.ui import demo
from kling_desktop.ui.main_window import MainWindow
from kling_desktop.ui.speech import speak
from kling_desktop.ui.theme import style
from kling_desktop.viewmodels.editing import Editing

if TYPE_CHECKING:
    from argparse import Namespace

    from PySide6.QtWidgets import QApplication

    from kling_desktop.ui.frame import Frame
    from kling_desktop.viewmodels.first_look import FirstLook


@dataclass(frozen=True)
class Room:
    """A window that one can type into; `said` are the options of the command line, `look` how it was left.

    `is_first`: nobody has worked with this data folder yet, and nothing says how it is meant to be.
    """

    window: MainWindow
    editing: Editing
    data: paths.DataFolder
    look: FirstLook
    said: Namespace
    is_first: bool = False


def furnish(
    app: QApplication, frame: Frame, data: paths.DataFolder, look: FirstLook, said: Namespace
) -> Room:
    """Put the panels into `frame`, with the draft in them, so that the user can type."""
    style.dress(app)
    speak(said.language or look.language)
    editing = Editing()
    is_first = _is_first(data, said)
    kept = kept_draft(data) or (_demo() if said.demo else None)
    if kept is not None:
        editing.editor.restore(kept)
    window = MainWindow(frame, editing, look)
    # Widgets are cheaper to build before there is a style sheet.
    style.finish(app)
    window.show()
    app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    return Room(window, editing, data, look, said, is_first)


def kept_draft(data: paths.DataFolder) -> Draft | None:
    """The edit that was being set up, read ahead of the engine, which tells what is wrong with it."""
    if not data.journal.exists():
        return None
    try:
        with product_errors(data.journal):
            connection = connect(data.journal, "ro")
            try:
                kept = draft(connection)
            finally:
                connection.close()
    except KlingError:
        return None
    return kept


def _is_first(data: paths.DataFolder, said: Namespace) -> bool:
    is_set_up = any(name.startswith("MULEROUTER_") for name in os.environ)
    is_known = data.journal.exists() or data.settings.exists()
    return not (is_set_up or is_known or said.sandbox or said.demo)


def _demo() -> Draft:
    return Draft(EditRequest(demo.prompt(), videos=(VideoInput(demo.clip()),)))
