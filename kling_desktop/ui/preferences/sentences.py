"""Pages of Settings that explain: titles with a sentence below each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable


def add_sentences(column: QVBoxLayout, sentences: Iterable[tuple[str, str]]) -> None:
    """Add titles, each with its sentence, to `column`."""
    for title, sentence in sentences:
        column.addWidget(TextLabel(title, Tone.STRONG))
        words = TextLabel(sentence)
        words.setWordWrap(True)
        column.addWidget(words)
        column.addSpacing(SPACE.tight)


def network_page() -> QWidget:
    """How the network is reached: as the system says, without anything to set."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE.wide)
    add_sentences(column, _of_network())
    return page


def _of_network() -> tuple[tuple[str, str], ...]:
    return (
        (
            tr("Proxy"),
            tr(
                "The one that your system names, for this program as for your browser; a change counts at"
                " once. SOCKS proxies are not used."
            ),
        ),
        (
            tr("Certificates"),
            tr("Those that your system trusts, with what your company has added to them."),
        ),
        (
            tr("Slow and broken lines"),
            tr(
                "A question that gets no answer is asked again; a download goes on where it broke off."
                " An edit is sent once and never again by itself."
            ),
        ),
    )
