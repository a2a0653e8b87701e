"""The ways that clips can take, each with a sentence, for whoever has not chosen one yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.uploads import Route
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Callable


class RouteCards(QWidget):
    """One card a way, in the order in which they suit most people."""

    def __init__(self, chosen: Callable[[str], None], parent: QWidget | None = None) -> None:
        """`chosen` gets the route whose card is pressed."""
        super().__init__(parent)
        self.setObjectName("route_cards")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.snug)
        for route, title, words in _offers():
            column.addWidget(_card(route, title, words, chosen))


def route_names() -> dict[Route, str]:
    """What each way is called."""
    return {
        Route.MANUAL: tr("I'll upload it myself"),
        Route.STORAGE: tr("S3-compatible storage"),
        Route.FORM: tr("Custom upload form"),
        Route.OWN: tr("A link I have"),
    }


def _offers() -> tuple[tuple[Route, str, str], ...]:
    words = {
        Route.MANUAL: tr(
            "Nothing to set up: you put the file into Dropbox, Google Drive or OneDrive each time."
        ),
        Route.STORAGE: tr(
            "Set up once, then by itself: your own bucket, links for 24 hours, deleted afterwards."
        ),
        Route.FORM: tr("For a studio with an upload server of its own."),
        Route.OWN: tr("Your clips are on the web already."),
    }
    return tuple((route, name, words[route]) for route, name in route_names().items())


def _card(route: Route, title: str, words: str, chosen: Callable[[str], None]) -> QFrame:
    card = QFrame()
    card.setProperty("panel", "raised")
    choose = Button(tr("Choose"), f"choose_{route.value}")
    choose.setAccessibleName(tr("Choose: {way}").format(way=title))
    choose.clicked.connect(lambda: chosen(route.value))
    said = TextLabel(words, Tone.SMALL)
    said.setWordWrap(True)
    texts = QVBoxLayout()
    texts.setSpacing(SPACE.hair)
    texts.addWidget(TextLabel(title, Tone.STRONG))
    texts.addWidget(said)
    row = QHBoxLayout(card)
    row.setContentsMargins(SPACE.wide, SPACE.snug, SPACE.snug, SPACE.snug)
    row.setSpacing(SPACE.normal)
    row.addLayout(texts, 1)
    row.addWidget(choose, 0, Qt.AlignmentFlag.AlignVCenter)
    return card
