"""The section *Images + elements*: what else the edit looks at, and every way to add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from kling_desktop.domain.references import ReferenceKind
from kling_desktop.domain.request import ElementKind
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.editor import pasting
from kling_desktop.ui.editor.mending import Mending
from kling_desktop.ui.editor.tiles import AddTile, TileFace, TileState, TileStrip, state_of, waiting_face
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.flow_layout import FlowLayout
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels.materials import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kling_desktop.domain.request import Element, ImageInput
    from kling_desktop.viewmodels.materials import Materials, MaterialsModel
    from kling_desktop.viewmodels.picture_queue import Waiting
    from kling_desktop.viewmodels.pictures import Pictures

IMAGE, ELEMENT = ReferenceKind.IMAGE, ReferenceKind.ELEMENT


class MaterialsSection(QFrame):
    """Shows images and elements of the edit and changes them.

    `grab_wanted` carries the place of the image that the viewer's frame is to replace, None to add it;
    `elements_wanted` where the library is to open; `clips_dropped` paths that are no matter of its own.
    """

    grab_wanted = Signal(object)
    elements_wanted = Signal(QPoint)
    clips_dropped = Signal(list)

    def __init__(self, model: MaterialsModel, pictures: Pictures, parent: QWidget | None = None) -> None:
        """`pictures` has small pictures sooner or later."""
        super().__init__(parent)
        self.setObjectName("materials")
        self._model = model
        self._pictures = pictures
        self._images = TileStrip("reference_images", tr("Reference images"), "image")
        self._elements = TileStrip("elements", tr("Elements"), "element")
        self._add_image = AddTile(tr("Add image…"), "add_image", "image")
        self._add_element = AddTile(tr("Add element…"), "add_element", "element")
        self._grab = Button(tr("From the viewer"), "grab_image", ButtonKind.QUIET)
        self._paste = IconButton("copy", tr("Paste image"), "paste_image")
        self._counter = TextLabel("", Tone.SMALL)
        self._counter.setObjectName("materials_counter")
        self._invitation = TextLabel(tr("Drop images here, or paste them."), Tone.SMALL)
        self._invitation.setObjectName("materials_invitation")
        self._invitation.setMinimumHeight(self._add_image.sizeHint().height())
        self._hint = TextLabel("", Tone.SMALL)
        self._hint.setObjectName("materials_hint")
        self._hint.setWordWrap(True)
        self._mending = Mending("materials_notice", model.queue)
        self._lay_out()
        self._connect()
        model.bind(self.show_state)

    def show_state(self, state: Materials) -> None:
        """Show what is there and what is on its way."""
        images = [
            self._image_face(number, each, state) for number, each in enumerate(state.request.images, 1)
        ]
        coming = [waiting_face(each) for each in state.images_waiting if each.replaces is None]
        self._images.show_faces([*images, *coming], len(images))
        elements = [self._element_face(number, each) for number, each in enumerate(state.request.elements, 1)]
        self._elements.show_faces(elements, len(elements))
        self._counter.setText(f"{state.used}/{MOST}")
        self._show_room(state)
        self._mending.show_refused(state.images_waiting, state.refusal)
        # The row wraps by what is in it.
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste anywhere in the section."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paste(self, replaces: int | None = None) -> None:
        """Take the clipboard's pictures, file or link."""
        found = pasting.clipboard()
        if found.origins:
            self._model.add(found.origins, replaces=replaces)
        else:
            self._model.add_text(found.text, replaces=replaces)

    def choose(self, replaces: int | None = None) -> None:
        """Ask for picture files with the system's dialog."""

        def taken(paths: Sequence[str]) -> None:
            self._model.add_files(paths, replaces=replaces)

        dialogs.choose_images(self.window(), taken, is_one=replaces is not None)

    def _show_room(self, state: Materials) -> None:
        why = state.full_reason
        for button, does in (
            (self._add_image, tr("Add picture files")),
            (self._add_element, tr("Add a person, object or place from your library")),
            (self._grab, tr("Add the frame that the viewer shows")),
            (self._paste, tr("Add the picture, file or link in the clipboard")),
        ):
            button.setEnabled(not why)
            button.setToolTip(why or does)
        self._hint.setText(why)
        self._hint.setVisible(bool(why))
        self._invitation.setVisible(not state.used)

    def _image_face(self, number: int, image: ImageInput, state: Materials) -> TileFace:
        replacing = next((each for each in state.images_waiting if each.replaces == image), None)
        name = tr("Image {n}: {name}").format(n=number, name=image.name)
        hint = tr("@Image{n} · {name}").format(n=number, name=image.name)
        return TileFace(
            name,
            str(number),
            self._pictures.of_image(image),
            "link" if image.url else "image",
            state_of(replacing) if replacing else TileState.READY,
            hint,
        )

    def _element_face(self, number: int, element: Element) -> TileFace:
        name = tr("Element {n}: {name}").format(n=number, name=element.name)
        picture = self._pictures.of_image(element.frontal) if element.frontal else None
        sign = "film" if element.kind is ElementKind.VIDEO else "element"
        hint = tr("@Element{n} · {name}").format(n=number, name=element.name)
        return TileFace(name, f"E{number}", picture, sign, hint=hint)

    def _remove_image(self, place: int) -> None:
        images = self._model.state.request.images
        if place < len(images):
            self._model.remove(IMAGE, place)
        else:
            self._model.queue.drop(self._coming(place).key)

    def _coming(self, place: int) -> Waiting:
        state = self._model.state
        coming = [each for each in state.images_waiting if each.replaces is None]
        return coming[place - len(state.request.images)]

    def _open_image_menu(self, place: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("image_menu")
        menu.setAccessibleName(tr("Reference images"))
        count = len(self._model.state.request.images)
        if place < count:
            menu.addAction(tr("Replace…"), lambda: self.choose(place))
            menu.addAction(tr("Replace by pasting"), lambda: self.paste(place))
            menu.addAction(tr("Replace from the viewer"), lambda: self.grab_wanted.emit(place))
            menu.addSeparator()
            self._add_moves(menu, IMAGE, place, count)
        menu.addAction(tr("Remove"), lambda: self._remove_image(place))
        _pop_up(menu, point)

    def _open_element_menu(self, place: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("element_menu")
        menu.setAccessibleName(tr("Elements"))
        self._add_moves(menu, ELEMENT, place, len(self._model.state.request.elements))
        menu.addAction(tr("Remove"), lambda: self._model.remove(ELEMENT, place))
        _pop_up(menu, point)

    def _add_moves(self, menu: QMenu, kind: ReferenceKind, place: int, count: int) -> None:
        left = menu.addAction(tr("Move left"), lambda: self._model.move(kind, place, place - 1))
        left.setEnabled(place > 0)
        right = menu.addAction(tr("Move right"), lambda: self._model.move(kind, place, place + 1))
        right.setEnabled(place < count - 1)

    def _take_files(self, files: list[Path]) -> None:
        # A clip that is dropped a little beside its place is still the source.
        clips, pictures = pasting.sorted_out(files)
        if clips:
            self.clips_dropped.emit([str(clip) for clip in clips])
        if pictures:
            self._model.add_files(pictures)

    def _take_links(self, links: list[str]) -> None:
        for link in links[: self._model.state.free + 1]:
            self._model.add_text(link)

    def _connect(self) -> None:
        self._images.moved.connect(lambda place, to: self._model.move(IMAGE, place, to))
        self._images.removed.connect(self._remove_image)
        self._images.menu_wanted.connect(self._open_image_menu)
        self._elements.moved.connect(lambda place, to: self._model.move(ELEMENT, place, to))
        self._elements.removed.connect(lambda place: self._model.remove(ELEMENT, place))
        self._elements.menu_wanted.connect(self._open_element_menu)
        self._add_image.clicked.connect(lambda: self.choose())
        self._add_element.clicked.connect(self._want_elements)
        self._grab.clicked.connect(lambda: self.grab_wanted.emit(None))
        self._paste.clicked.connect(lambda: self.paste())
        self._pictures.arrived.connect(self._picture_arrived)
        self._drop.files_dropped.connect(self._take_files)
        self._drop.links_dropped.connect(self._take_links)

    def _picture_arrived(self, _: object) -> None:
        self.show_state(self._model.state)

    def _want_elements(self) -> None:
        self.elements_wanted.emit(self._add_element.mapToGlobal(self._add_element.rect().bottomLeft()))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE.tight)
        top.addWidget(TextLabel(tr("Images + elements"), Tone.LABEL))
        top.addWidget(self._counter)
        top.addStretch(1)
        top.addWidget(self._paste)
        top.addWidget(self._grab)
        tiles = QWidget()
        flow = FlowLayout(tiles)
        for widget in (self._images, self._add_image, self._elements, self._add_element, self._invitation):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addLayout(top)
        column.addWidget(tiles)
        column.addWidget(self._hint)
        column.addWidget(self._mending)
        self._drop = DropZone(self, tr("Drop to add images"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _pop_up(menu: QMenu, point: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(point)
