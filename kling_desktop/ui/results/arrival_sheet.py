"""The arrival card: one line for each thing that was looked at, the timeline file, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kling_desktop.domain.arrival import Fix
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.results.arrival_words import BADGES, SIGNS, fix_words, light_words, subject_words
from kling_desktop.ui.results.mending import MendingForm
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import Badge, BadgeKind, IconLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.ui.widgets.progress import ThinProgress
from kling_desktop.ui.widgets.scrolled import ScrolledColumn
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.domain.arrival import Arrival, Finding
    from kling_desktop.viewmodels.arrival import ArrivalModel, Card

WIDTH = 620


class ArrivalSheet(dialogs.Sheet):
    """Shows an ArrivalModel; what is being made goes on when it is closed."""

    def __init__(self, model: ArrivalModel, parent: QWidget) -> None:
        """Open it with `present`."""
        super().__init__(parent, "arrival_card", tr("How it arrived"))
        self._model = model
        self._shown: Arrival | None = None
        self._badge = Badge()
        self._badge.setObjectName("arrival_verdict")
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.normal)
        self._grid.setVerticalSpacing(SPACE.snug)
        self._grid.setColumnStretch(2, 1)
        self._file = InlineNotice("timeline_file")
        self._file.action_triggered.connect(self._find_source)
        self._refusal = InlineNotice("arrival_refusal")
        self._mending = MendingForm(model)
        self._progress = ThinProgress(tr("Making the timeline file"), "arrival_progress")
        self._check = Button(tr("Check again"), "check_again", ButtonKind.QUIET, "refresh")
        self._close = Button(tr("Close"), "close_arrival")
        self._make = Button("", "make_timeline_file", ButtonKind.PRIMARY)
        self._lay_out()
        self._mending.show_fixes(model.state)
        self._connect()
        model.bind(self.show_state)

    def show_state(self, card: Card) -> None:
        """Show what was found, and how far the making is."""
        if card.arrival is not self._shown:
            self._fill_in(card.arrival)
        if card.light is None:
            self._badge.show_badge(tr("Not checked yet"), BadgeKind.NEUTRAL, "clock")
        else:
            kind, icon = BADGES[card.light]
            self._badge.show_badge(light_words(card.light), kind, icon)
        failed = card.file is not None and card.file.failure is not None and not card.is_making
        kind_of_file = NoticeKind.DANGER if failed else NoticeKind.INFO
        action = tr("Find source…") if card.needs_source and not card.is_making else ""
        self._file.say(kind_of_file, card.about_file, action)
        if card.refusal:
            self._refusal.say(NoticeKind.DANGER, card.refusal)
        else:
            self._refusal.clear()
        self._progress.setVisible(card.is_making)
        self._progress.set_fraction(card.fraction)
        self._mending.show_state(card)
        self._check.setEnabled(not card.is_making)
        for button in self._lines.findChildren(Button):
            button.setEnabled(not card.is_making)
        self._make.setText(tr("Stop") if card.is_making else tr("Make timeline file again"))

    def _fill_in(self, arrival: Arrival | None) -> None:
        self._shown = arrival
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for row, finding in enumerate(arrival.findings if arrival else ()):
            self._add(row, finding, arrival.slip if arrival else 0)

    def _add(self, row: int, finding: Finding, slip: int) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(IconLabel(*SIGNS[finding.light]), row, 0, top)
        self._grid.addWidget(TextLabel(subject_words(finding.subject), Tone.LABEL), row, 1, top)
        words = TextLabel(wording.sentence(finding.notice))
        words.setObjectName(f"arrival_{finding.subject}")
        words.setWordWrap(True)
        words.setAlignment(top | Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(words, row, 2)
        fix = finding.fix
        if fix is not None and (fix is not Fix.FILL or self._model.state.can_fill):
            mend = Button(fix_words(fix, slip), f"mend_{finding.subject}")
            mend.clicked.connect(lambda: self._model.mend(fix))
            self._grid.addWidget(mend, row, 3, top)

    def _lay_out(self) -> None:
        heading = TextLabel(tr("Fix in the timeline file; the result itself stays as it came"), Tone.LABEL)
        body = QWidget()
        body.setMinimumWidth(WIDTH - 2 * SPACE.section)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.wide)
        for widget in (self._badge, self._lines, self._file, heading, self._mending):
            column.addWidget(widget)
        self.add(ScrolledColumn(body), 1)
        for later in (self._refusal, self._progress):
            self.add(later)
        self.finish(self._check, self._close, self._make)

    def _connect(self) -> None:
        self._check.clicked.connect(self._model.check_again)
        self._close.clicked.connect(self.accept)
        self._make.clicked.connect(self._make_or_stop)
        self._model.another_wanted.connect(self._give_way)
        self._model.made.connect(self._show_fixes)
        self.finished.connect(self._let_go)

    def _make_or_stop(self) -> None:
        if self._model.state.is_making:
            self._model.stop()
        else:
            self._model.make_again(self._mending.fixes)

    def _give_way(self, _job: object) -> None:
        self.accept()

    def _show_fixes(self) -> None:
        self._mending.show_fixes(self._model.state)

    def _let_go(self, _result: int) -> None:
        self._model.changed.disconnect(self.show_state)
        self._model.another_wanted.disconnect(self._give_way)
        self._model.made.disconnect(self._show_fixes)

    def _find_source(self) -> None:
        dialogs.choose_folder(self, "", self._model.relink, tr("Find source"))
