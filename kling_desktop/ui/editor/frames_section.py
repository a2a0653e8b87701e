"""The folded section *First / last frame*: rarely taken for edits of a clip, and what to do instead."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.editor import pasting
from kling_desktop.ui.editor.mending import Mending
from kling_desktop.ui.editor.tiles import SIDE, Tile, TileFace, TileState
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.viewmodels.materials import BEYOND_EVERY_END
from kling_desktop.viewmodels.picture_queue import Spot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kling_desktop.viewmodels.materials import Materials, MaterialsModel
    from kling_desktop.viewmodels.pictures import Pictures


class FrameSlot(QFrame):
    """One frame of the edit, empty or set.

    `grab_wanted`: the viewer's frame is to be it; `clips_dropped` carries paths that are not its own matter.
    """

    grab_wanted = Signal()
    clips_dropped = Signal(list)

    def __init__(self, spot: Spot, model: MaterialsModel, pictures: Pictures) -> None:
        """`spot` says which frame."""
        super().__init__()
        self._spot = spot
        self._model = model
        self._pictures = pictures
        self._label = tr("First frame") if spot is Spot.FIRST_FRAME else tr("Last frame")
        self._tile = Tile(spot.value)
        self._tile.menu_wanted.connect(self._open_menu)
        self._tile.remove_wanted.connect(lambda: model.remove_frame(spot))
        self._name = ElidedLabel("", Tone.SMALL, Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName(f"{spot.value}_name")
        self._choose = Button(tr("Choose…"), f"choose_{spot.value}")
        self._choose.clicked.connect(self._open_below)
        self._look = Button(tr("Use as look reference instead"), f"look_{spot.value}", ButtonKind.LINK)
        self._look.setToolTip(tr("Send it as an image, and say in the prompt that its look is to be matched"))
        self._look.clicked.connect(lambda: model.use_as_look(spot))
        self._lay_out()
        self._drop = DropZone(self, tr("Drop to use as this frame"))
        self.setObjectName(f"{spot.value}_slot")
        self._drop.files_dropped.connect(self._take_files)
        self._drop.links_dropped.connect(lambda links: model.add_text(links[0], spot))

    def show_state(self, state: Materials) -> None:
        """Show the frame, or what is missing before there can be one."""
        frame, waiting = state.frame(self._spot), state.frame_waiting(self._spot)
        has_one = frame is not None or waiting is not None
        picture = waiting.preview if waiting else self._pictures.of_image(frame) if frame else None
        shown = TileState.READY
        if waiting is not None:
            shown = TileState.REFUSED if waiting.refusal else TileState.BUSY
        name = waiting.origin.name if waiting else frame.name if frame else ""
        sign = "link" if frame and frame.url else "image" if has_one else "plus"
        self._tile.show_face(TileFace(self._label, "", picture, sign, shown, name))
        self._tile.setAccessibleDescription(name)
        first = state.request.first_frame or state.frame_waiting(Spot.FIRST_FRAME)
        is_possible = self._spot is Spot.FIRST_FRAME or has_one or bool(first)
        self._tile.setEnabled(is_possible)
        self._choose.setEnabled(is_possible)
        self._choose.setText(tr("Replace…") if has_one else tr("Choose…"))
        self._name.setText(name if is_possible else tr("A last frame needs a first frame."))
        self._look.setVisible(frame is not None and waiting is None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste while the keyboard is here."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def _take_files(self, files: list[Path]) -> None:
        clips, pictures = pasting.sorted_out(files)
        if clips:
            self.clips_dropped.emit([str(clip) for clip in clips])
        if pictures:
            self._model.add_files(pictures[:1], self._spot)

    def _paste(self) -> None:
        found = pasting.clipboard()
        if found.origins:
            self._model.add(found.origins[:1], self._spot)
        else:
            self._model.add_text(found.text, self._spot)

    def _open_below(self) -> None:
        self._open_menu(self._choose.mapToGlobal(self._choose.rect().bottomLeft()))

    def _open_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{self._spot.value}_menu")
        menu.setAccessibleName(self._label)
        menu.addAction(tr("Choose a file…"), self._ask)
        menu.addAction(tr("Paste"), self._paste)
        menu.addAction(tr("From the viewer"), self.grab_wanted.emit)
        menu.addSeparator()
        source = self._model.state.request.source
        for words, is_last in (
            (tr("The source's first frame"), False),
            (tr("The source's last frame"), True),
        ):
            action = menu.addAction(
                words, partial(self._model.take_source_frame, is_last=is_last, spot=self._spot)
            )
            action.setEnabled(source is not None and source.is_local)
        self._add_results(menu)
        if self._model.state.frame(self._spot):
            menu.addSeparator()
            menu.addAction(tr("Remove"), lambda: self._model.remove_frame(self._spot))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _add_results(self, menu: QMenu) -> None:
        results = menu.addMenu(tr("From a result"))
        results.setAccessibleName(results.title())
        results.setEnabled(bool(self._model.state.results))
        for path in self._model.state.results:
            name = PurePath(path).name
            for words, frame in (
                (tr("{name}: first frame"), 0),
                (tr("{name}: last frame"), BEYOND_EVERY_END),
            ):
                results.addAction(
                    words.format(name=name), partial(self._model.grab, path, frame, spot=self._spot)
                )

    def _ask(self) -> None:
        def taken(paths: Sequence[str | Path]) -> None:
            self._model.add_files(paths, self._spot)

        dialogs.choose_images(self.window(), taken, is_one=True)

    def _lay_out(self) -> None:
        label = TextLabel(self._label, Tone.LABEL)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.tight)
        buttons.addWidget(self._choose)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        title = QHBoxLayout()
        title.setSpacing(SPACE.snug)
        title.addWidget(label)
        title.addWidget(self._name, 1)
        words.addLayout(title)
        words.addLayout(buttons)
        words.addWidget(self._look, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.normal)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setMinimumHeight(SIDE)


class FramesSection(Collapsible):
    """First and last frame; `grab_wanted` carries which of them is to be the viewer's frame.

    `clips_dropped` carries paths of clips, which are no matter of its own.
    """

    grab_wanted = Signal(object)
    clips_dropped = Signal(list)

    def __init__(self, model: MaterialsModel, pictures: Pictures) -> None:
        """`pictures` has small pictures sooner or later."""
        body = QWidget()
        super().__init__(tr("First / last frame"), "frames_section", body)
        self._model = model
        self._was_used = False
        self._slots = tuple(FrameSlot(spot, model, pictures) for spot in (Spot.FIRST_FRAME, Spot.LAST_FRAME))
        self._mending = Mending("frames_notice", model.queue)
        warning = TextLabel(tr("Kling usually refuses these when editing a clip."), Tone.WARNING)
        warning.setObjectName("frames_warning")
        warning.setWordWrap(True)
        column = QVBoxLayout(body)
        column.setContentsMargins(SPACE.snug, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addWidget(warning)
        for slot, spot in zip(self._slots, (Spot.FIRST_FRAME, Spot.LAST_FRAME), strict=True):
            slot.grab_wanted.connect(partial(self.grab_wanted.emit, spot))
            slot.clips_dropped.connect(self.clips_dropped)
            column.addWidget(slot)
        column.addWidget(self._mending)
        pictures.arrived.connect(self._picture_arrived)
        model.bind(self.show_state)

    def _picture_arrived(self, _: object) -> None:
        self.show_state(self._model.state)

    def show_state(self, state: Materials) -> None:
        """Show both frames; the section unfolds when the first of them comes."""
        for slot in self._slots:
            slot.show_state(state)
        waiting = [each for each in state.waiting if each.spot is not Spot.IMAGE]
        self._mending.show_refused(waiting, None)
        names = [frame.name for frame in (state.request.first_frame, state.request.last_frame) if frame]
        self.set_remark(", ".join(names))
        is_used = bool(names or waiting)
        if is_used and not self._was_used:
            self.set_open(True)
        self._was_used = is_used
