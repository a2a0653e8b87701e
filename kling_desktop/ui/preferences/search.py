"""Finding settings by the words on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from kling_desktop.ui.theme import style

if TYPE_CHECKING:
    from collections.abc import Iterator


def mark_found(page: QWidget, query: str) -> bool:
    """Mark what on `page` has every word of `query`, none for an empty one; whether there is anything."""
    words = query.casefold().split()
    found = [widget for widget, text in _texts(page) if words and _has(text, words)]
    for widget, _ in _texts(page):
        style.mark(widget, "found", widget in found)
    return bool(found)


def _has(text: str, words: list[str]) -> bool:
    low = text.casefold()
    return all(word in low for word in words)


def _texts(page: QWidget) -> Iterator[tuple[QWidget, str]]:
    for label in page.findChildren(QLabel):
        yield label, label.text()
    for button in page.findChildren(QAbstractButton):
        yield button, f"{button.text()} {button.accessibleName()}"
    for box in page.findChildren(QComboBox):
        yield box, " ".join(box.itemText(at) for at in range(box.count()))
