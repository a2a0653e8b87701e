"""Pictures of what references stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.domain.references import ReferenceKind
from kling_desktop.ui.thumbnails import paint_picture

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from kling_desktop.media.colour import Picture
    from kling_desktop.viewmodels.pictures import Pictures
    from kling_desktop.viewmodels.reference_cards import ReferenceCard


SIGNS = {ReferenceKind.VIDEO: "film", ReferenceKind.IMAGE: "image", ReferenceKind.ELEMENT: "element"}


class CardPictures(QObject):
    """Paints the pictures of cards; `arrived`: one is there that was not there before."""

    arrived = Signal()

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        """`pictures` has each picture sooner or later."""
        super().__init__(parent)
        self._pictures = pictures
        pictures.arrived.connect(self.arrived)

    def paint(self, painter: QPainter, frame: QRect, card: ReferenceCard) -> None:
        """Paint the picture of the card over `frame`, the sign of its kind while there is none."""
        paint_picture(painter, frame, self._of(card), SIGNS[card.reference.kind])

    def _of(self, card: ReferenceCard) -> Picture | None:
        if card.image is not None:
            return self._pictures.of_image(card.image)
        return self._pictures.of(card.clip) if card.clip else None
