"""Pages of Settings that explain: titles with a sentence below each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QVBoxLayout


def add_sentences(column: QVBoxLayout, sentences: Iterable[tuple[str, str]]) -> None:
    """Add titles, each with its sentence, to `column`."""
    for title, sentence in sentences:
        column.addWidget(TextLabel(title, Tone.STRONG))
        words = TextLabel(sentence)
        words.setWordWrap(True)
        column.addWidget(words)
        column.addSpacing(SPACE.tight)
