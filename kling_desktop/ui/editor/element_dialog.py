"""Makes or changes an element of the library: its name, and the pictures or videos that show it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from kling_desktop.domain.request import ElementKind, ImageInput
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.dialogs import Fitted
from kling_desktop.ui.editor import pasting
from kling_desktop.ui.editor.mending import Mending
from kling_desktop.ui.editor.tiles import SIDE, AddTile, TileFace, TileStrip, waiting_face
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, PrimaryButton
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.forms import below_each_other
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.segmented import Segmented
from kling_desktop.viewmodels.element_library import MOST_PICTURES
from kling_desktop.viewmodels.origins import of_file

if TYPE_CHECKING:
    from kling_desktop.viewmodels.element_library import Draft, ElementDraft
    from kling_desktop.viewmodels.pictures import Pictures

WIDTH = 460


class ElementDialog(Fitted):
    """Shows an ElementDraft; `grab_wanted`: the viewer's frame is to be one of its pictures."""

    grab_wanted = Signal()

    def __init__(self, parent: QWidget, model: ElementDraft, pictures: Pictures) -> None:
        """`pictures` has small pictures sooner or later."""
        super().__init__(parent)
        self.setObjectName("element")
        self.setWindowTitle(tr("Element"))
        self.model = model
        model.setParent(self)
        self._pictures = pictures
        self._name = QLineEdit()
        self._name.setObjectName("element_name")
        self._kind = Segmented(
            tr("Shown by"),
            "element_kind",
            [(ElementKind.IMAGE, tr("Pictures")), (ElementKind.VIDEO, tr("Videos"))],
        )
        self._strip = TileStrip("element_pictures", tr("Pictures of the element"), "element_picture")
        self._add = AddTile(tr("Add picture…"), "add_picture", "image")
        self._grab = Button(tr("From the viewer"), "grab_picture", ButtonKind.QUIET, "video")
        self._paste = Button(tr("Paste"), "paste_picture", ButtonKind.QUIET, "copy")
        self._hint = TextLabel("", Tone.SMALL)
        self._hint.setObjectName("element_hint")
        self._hint.setWordWrap(True)
        self._mending = Mending("element_notice", model.queue)
        self._videos = QPlainTextEdit()
        self._videos.setObjectName("element_videos")
        self._add_videos = Button(tr("Add video…"), "add_element_video", ButtonKind.QUIET, "plus")
        self._why = TextLabel("", Tone.DANGER)
        self._why.setObjectName("element_refusal")
        self._why.setWordWrap(True)
        self._save = PrimaryButton(tr("Save element"), "save_element")
        self._by_pictures = self._picture_part()
        self._by_videos = self._video_part()
        self._lay_out()
        self._connect()
        self._name.setText(model.state.name)
        self._videos.setPlainText("\n".join(model.state.videos))
        model.bind(self.show_state)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)

    def show_state(self, state: Draft) -> None:
        """Show the element as it stands."""
        faces = [self._face(place, picture) for place, picture in enumerate(state.pictures)]
        coming = [waiting_face(each) for each in state.waiting]
        self._strip.show_faces([*faces, *coming], len(faces))
        most = tr("An element has at most {n} pictures.").format(n=MOST_PICTURES)
        for button in (self._add, self._grab, self._paste):
            button.setEnabled(bool(state.free))
            button.setToolTip("" if state.free else most)
        self._hint.setText(
            tr("The first is the frontal picture; add 1 to 3 from other sides. Drag to change the order.")
        )
        self._mending.show_refused(state.waiting, None)
        self._kind.choose(state.kind)
        self._by_pictures.setVisible(state.kind is ElementKind.IMAGE)
        self._by_videos.setVisible(state.kind is ElementKind.VIDEO)
        self._why.setText(state.why)
        self._why.setVisible(bool(state.why))
        self._save.setEnabled(not state.is_saving)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste pictures while no field has the keyboard."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._take_clipboard()
        else:
            super().keyPressEvent(event)

    def _face(self, place: int, picture: ImageInput) -> TileFace:
        words = tr("Frontal picture: {name}") if place == 0 else tr("Picture {n}: {name}")
        badge = tr("Front") if place == 0 else str(place + 1)
        sign = "link" if picture.url else "image"
        name = words.format(n=place + 1, name=picture.name)
        return TileFace(name, badge, self._pictures.of_image(picture), sign)

    def _end(self, _saved: object) -> None:
        self.accept()

    def _take_clipboard(self) -> None:
        found = pasting.clipboard()
        if found.origins:
            self.model.add(found.origins)
        else:
            self.model.add_link(found.text)

    def _take_files(self, files: list[Path]) -> None:
        self.model.add([of_file(path) for path in files])

    def _take_links(self, links: list[str]) -> None:
        for link in links:
            self.model.add_link(link)

    def _ask_for_videos(self) -> None:
        dialogs.choose_videos(self, self._take_videos, has_timelines=False)

    def _take_videos(self, places: list[str]) -> None:
        lines = self._videos.toPlainText().splitlines()
        new = [place for place in places if place not in lines]
        self._videos.setPlainText("\n".join([*filter(None, lines), *new]))

    def _ask(self) -> None:
        dialogs.choose_images(self, lambda paths: self.model.add([of_file(Path(path)) for path in paths]))

    def _open_menu(self, place: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("picture_menu")
        menu.setAccessibleName(tr("Pictures of the element"))
        front = menu.addAction(tr("Make it the frontal picture"), lambda: self.model.move(place, 0))
        front.setEnabled(0 < place < len(self.model.state.pictures))
        menu.addAction(tr("Remove"), lambda: self.model.remove(place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _connect(self) -> None:
        model = self.model
        self._name.textEdited.connect(model.set_name)
        self._kind.chosen.connect(lambda kind: model.set_kind(ElementKind(kind)))
        self._strip.moved.connect(model.move)
        self._strip.removed.connect(model.remove)
        self._strip.menu_wanted.connect(self._open_menu)
        self._add.clicked.connect(self._ask)
        self._grab.clicked.connect(self.grab_wanted)
        self._paste.clicked.connect(self._take_clipboard)
        self._drop.files_dropped.connect(self._take_files)
        self._drop.links_dropped.connect(self._take_links)
        self._add_videos.clicked.connect(self._ask_for_videos)
        self._video_drop.files_dropped.connect(lambda files: self._take_videos([str(each) for each in files]))
        self._video_drop.links_dropped.connect(self._take_videos)
        self._videos.textChanged.connect(lambda: model.set_videos(self._videos.toPlainText()))
        self._save.clicked.connect(model.save)
        self._pictures.arrived.connect(self._picture_arrived)
        model.saved.connect(self._end)
        self.finished.connect(lambda _: model.close())

    def _picture_arrived(self, _name: str) -> None:
        self.show_state(self.model.state)

    def _picture_part(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout()
        row.setSpacing(SPACE.snug)
        row.addWidget(self._strip)
        row.addWidget(self._add)
        row.addStretch(1)
        ways = QHBoxLayout()
        ways.setSpacing(SPACE.snug)
        ways.addWidget(self._paste)
        ways.addWidget(self._grab)
        ways.addStretch(1)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.snug)
        column.addLayout(row)
        column.addLayout(ways)
        column.addWidget(self._hint)
        column.addWidget(self._mending)
        self._drop = DropZone(part, tr("Drop pictures here"))
        return part

    def _video_part(self) -> QWidget:
        part = QWidget()
        part.setObjectName("element_video_part")
        label = TextLabel(tr("Videos, one a line: files or links"), Tone.LABEL)
        label.setBuddy(self._videos)
        self._videos.setTabChangesFocus(True)
        self._videos.setPlaceholderText("https://…")
        self._videos.setFixedHeight(2 * SIDE)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        ways = QHBoxLayout()
        ways.addWidget(self._add_videos)
        ways.addStretch(1)
        column.addWidget(label)
        column.addWidget(self._videos)
        column.addLayout(ways)
        self._video_drop = DropZone(part, tr("Drop videos here"))
        # The field would take the text of the address that is dropped.
        self._videos.setAcceptDrops(False)
        return part

    def _lay_out(self) -> None:
        label = TextLabel(tr("Name"), Tone.LABEL)
        label.setBuddy(self._name)
        cancel = Button(tr("Cancel"), "cancel")
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE.normal)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._save)
        words = TextLabel(
            tr("A person, object or place, shown from 2 to 4 sides, for use in many edits."), Tone.DIM
        )
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
        column.setSpacing(SPACE.wide)
        column.addWidget(TextLabel(tr("Element"), Tone.TITLE))
        column.addWidget(words)
        column.addLayout(below_each_other(label, self._name))
        for widget in (self._kind, self._by_pictures, self._by_videos, self._why):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)
        self.setMinimumWidth(WIDTH)
