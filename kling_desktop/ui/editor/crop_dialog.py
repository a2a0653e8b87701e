"""Asks which part of a picture is to be kept, where its shape is one that the service does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.fitting import Crop, widest_crop
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, PrimaryButton
from kling_desktop.ui.widgets.cropper import Cropper
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.domain.media import ImageInfo
    from kling_desktop.media.colour import Picture

MOST = LIMITS[KLING_V3_OMNI].max_image_aspect


class CropDialog(QDialog):
    """Shows one picture; `chosen` carries the Crop that is to be kept."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, name: str, info: ImageInfo) -> None:
        """`name` is that of the picture, `info` its facts; `show_picture` follows once it was read."""
        super().__init__(parent)
        self._key = 0
        self.setObjectName("crop")
        self.setWindowTitle(tr("Crop {name}").format(name=name))
        self._info = info
        self._cropper = Cropper("crop_area", tr("Part to keep"))
        self._size = TextLabel("", Tone.SMALL)
        self._size.setObjectName("crop_size")
        self._use = PrimaryButton(tr("Use this part"), "use_crop")
        self._use.setEnabled(False)
        self._use.clicked.connect(self._choose)
        self._cropper.changed.connect(self._show_size)
        self._lay_out(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)

    def take_previews(self, previewed: SignalInstance, key: int) -> None:
        """Show the picture that the signal `previewed` brings for `key`."""
        self._key = key
        previewed.connect(self._take)

    def show_picture(self, picture: Picture) -> None:
        """Show the picture and the widest part of it that can be sent."""
        image = QImage(
            picture.rgb, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888
        ).copy()
        widest = widest_crop(self._info.width, self._info.height)
        part = QRectF(widest.left, widest.top, widest.width, widest.height)
        self._cropper.show_image(image, QSize(self._info.width, self._info.height), part, MOST)
        self._use.setEnabled(True)
        self._cropper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, key: int, picture: Picture) -> None:
        if key == self._key:
            self.show_picture(picture)

    def _choose(self) -> None:
        part = self._cropper.part
        self.chosen.emit(Crop(part.left(), part.top(), part.width(), part.height()))
        self.accept()

    def _show_size(self) -> None:
        size = self._cropper.part_size
        self._size.setText(tr("{width}×{height} pixels").format(width=size.width(), height=size.height()))

    def _lay_out(self, name: str) -> None:
        title = TextLabel(tr("Choose the part of {name} to keep").format(name=name), Tone.TITLE)
        words = TextLabel(
            tr(
                "No side may be more than 2.5 times the other. Drag the frame or its corners; or use the "
                "arrow keys, with Shift to size it and with Ctrl for big steps."
            ),
            Tone.DIM,
        )
        words.setWordWrap(True)
        cancel = Button(tr("Cancel"), "cancel")
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE.normal)
        row.addWidget(self._size, 1)
        row.addWidget(cancel)
        row.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.section, SPACE.apart, SPACE.section, SPACE.apart)
        column.setSpacing(SPACE.wide)
        column.addWidget(title)
        column.addWidget(words)
        column.addWidget(self._cropper, 1)
        column.addLayout(row)
        self._use.setDefault(True)
