"""The buttons below the list: what can be done about the chosen task, or about several at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.store.records import marked_of, source_of
from kling_desktop.ui.tasks.words import action_icon, action_words, in_groups
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.flow_layout import FlowLayout
from kling_desktop.viewmodels.listing import Versions
from kling_desktop.viewmodels.rows import TaskAction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kling_desktop.ui.tasks.handling import TaskHandling
    from kling_desktop.viewmodels.rows import TaskRow


class Offer(NamedTuple):
    """A button: the name by which it is recognized, its words, its icon, what it does."""

    name: str
    words: str
    icon: str
    way: Callable[[], object]


class ActionBar(QWidget):
    """Offers what fits the chosen rows; `versions_wanted` carries the part of a clip to be looked into."""

    versions_wanted = Signal(object)

    def __init__(self, handling: TaskHandling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._handling = handling
        self._rows: Sequence[TaskRow] = ()
        self._flow = FlowLayout(self, SPACE.snug)

    def show_rows(self, rows: Sequence[TaskRow]) -> None:
        """Offer what can be done about `rows`."""
        self._rows = rows
        offers = list(self._offers_for_one(rows[0]) if len(rows) == 1 else self._offers_for_several())
        present = [(button.property("action"), button.text()) for button in self.findChildren(Button)]
        if present == [(offer.name, offer.words) for offer in offers]:
            return
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for place, offer in enumerate(offers):
            button = self._button(offer, is_main=place == 0)
            self._flow.addWidget(button)
            # Qt would show it a moment later: too late for whoever presses it by name.
            button.show()
        self.setVisible(bool(offers))

    def _offers_for_one(self, row: TaskRow) -> Iterator[Offer]:
        if row.versions > 1:
            words = current().count("Show {n} version", "Show all {n} versions", row.versions)
            yield Offer("VERSIONS", words, "list", self._show_versions)
            yield Offer("CONTACT", tr("Contact sheet"), "image", self._contact_of_group)
        for action in chain.from_iterable(in_groups(row.actions())):
            if action is TaskAction.DELETE and row.job.files:
                yield Offer("EXPORT", tr("Export…"), "save", lambda: self._handling.export(self._rows))
            yield Offer(action.name, action_words(action), action_icon(action), self._way(action))

    def _offers_for_several(self) -> Iterator[Offer]:
        if not self._rows:
            return
        handling = self._handling
        if any(row.job.files for row in self._rows):
            are_starred = all(row.job.starred for row in self._rows if row.job.files)
            star = TaskAction.UNSTAR if are_starred else TaskAction.STAR
            yield Offer("STAR", action_words(star), action_icon(star), lambda: handling.star(self._rows))
            yield Offer("EXPORT", tr("Export…"), "save", lambda: handling.export(self._rows))
            yield Offer("CONTACT", tr("Contact sheet"), "image", lambda: handling.contact_sheet(self._rows))
            yield Offer("REVEAL", action_words(TaskAction.REVEAL), "folder", self._reveal)
        if all(not row.job.is_open for row in self._rows):
            yield Offer("RUN_AGAIN", action_words(TaskAction.RUN_AGAIN), "loop", self._run_again)
        if any(not row.job.is_open for row in self._rows):
            yield Offer("DELETE", action_words(TaskAction.DELETE), "trash", self._delete)

    def _way(self, action: TaskAction) -> Callable[[], object]:
        return lambda: self._handling.do(action, self._rows[0])

    def _reveal(self) -> None:
        self._handling.reveal(self._rows)

    def _run_again(self) -> None:
        self._handling.run_again(self._rows)

    def _delete(self) -> None:
        self._handling.delete(self._rows)

    def _show_versions(self) -> None:
        self.versions_wanted.emit(self._group())

    def _contact_of_group(self) -> None:
        self._handling.contact_sheet_of(self._group())

    def _group(self) -> Versions:
        request = self._rows[0].job.request
        return Versions(source_of(request), marked_of(request))

    def _button(self, offer: Offer, is_main: bool) -> Button:
        kind = ButtonKind.NORMAL if is_main else ButtonKind.QUIET
        button = Button(offer.words, f"task_{offer.name.lower()}", kind, offer.icon)
        button.setProperty("action", offer.name)
        button.clicked.connect(lambda: offer.way())
        return button
