"""How the result on show arrived, at a glance: a word and an icon that open the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.i18n import tr
from kling_desktop.ui.results.arrival_words import SIGNS, light_words
from kling_desktop.ui.theme.roles import Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kling_desktop.viewmodels.arrival import ArrivalModel, Card


class ArrivalButton(Button):
    """Shows an ArrivalModel; hidden where there is nothing to tell."""

    def __init__(self, model: ArrivalModel, parent: QWidget | None = None) -> None:
        super().__init__("", "arrival", ButtonKind.QUIET, parent=parent)
        self.setToolTip(tr("How the result arrived, and what fixes it"))
        model.bind(self.show_state)

    def show_state(self, card: Card) -> None:
        """Show the verdict, or that it is not there yet."""
        self.setVisible(card.is_shown)
        if card.is_making or card.light is None:
            self.show_icon("clock", Role.ICON)
            self.setText(tr("Making timeline file…") if card.is_making else tr("Not checked yet"))
            return
        self.show_icon(*SIGNS[card.light])
        self.setText(light_words(card.light))
