"""Pictures of what references stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from kling_desktop.media.colour import Picture
    from kling_desktop.viewmodels.pictures import Pictures
    from kling_desktop.viewmodels.reference_cards import ReferenceCard


class CardPictures(QObject):
    """Finds the picture of a card; `arrived`: one is there that was not there before."""

    arrived = Signal()

    def __init__(self, pictures: Pictures, parent: QObject | None = None) -> None:
        """`pictures` has each picture sooner or later."""
        super().__init__(parent)
        self._pictures = pictures
        pictures.arrived.connect(self.arrived)

    def of(self, card: ReferenceCard) -> Picture | None:
        """The picture of the card; None until it has arrived, or when there is none."""
        if card.image is not None:
            return self._pictures.of_image(card.image)
        return self._pictures.of(card.clip) if card.clip else None
