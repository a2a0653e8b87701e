"""The sheet of money: sums of today, this month and the project, the daily cap, the ledger as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels import local, wording

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_desktop.services.spend import SpendSum
    from kling_desktop.viewmodels.money import Money, MoneyModel

CAP_WIDTH = 96
PROJECT_COLUMN = 3
ROWS = 3
LONGEST_SHOWN = 24
LONGEST_CAP = 9


class MoneySheet(dialogs.Sheet):
    """Shows a MoneyModel; a cap counts once its field is left."""

    def __init__(self, model: MoneyModel, parent: QWidget) -> None:
        super().__init__(
            parent,
            "money_sheet",
            tr("Money"),
            tr(
                "The service publishes no prices: these are estimates, corrected by what you enter as billed."
            ),
        )
        self._model = model
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.section)
        self._grid.setVerticalSpacing(SPACE.normal)
        self._cells: dict[tuple[int, int], TextLabel] = {}
        self.cap = QLineEdit()
        self.cap.setObjectName("daily_cap")
        self.cap.setAccessibleName(tr("Daily cap"))
        self.cap.setPlaceholderText(tr("no cap"))
        self.cap.setMaxLength(LONGEST_CAP)
        self.cap.setFixedWidth(CAP_WIDTH)
        self.cap.editingFinished.connect(self._keep_cap)
        self._currency = TextLabel("", Tone.DIM)
        self._refusal = TextLabel("", Tone.DANGER)
        self._refusal.setObjectName("cap_refusal")
        self._lay_out()
        model.bind(self.show_state)
        self.finished.connect(lambda _: model.changed.disconnect(self.show_state))
        model.add_up()

    def show_state(self, state: Money) -> None:
        """Show sums and cap; what is being typed stays."""
        for column, spent in enumerate((state.today, state.month, state.project), 1):
            if spent is not None:
                self._show_sums(column, spent)
        self._show_project(state)
        if not self.cap.hasFocus():
            self.cap.setText(state.cap)
        self._currency.setText(state.currency)
        is_other = self._refusal.text() != state.refusal
        self._refusal.setText(state.refusal)
        self._refusal.setVisible(bool(state.refusal))
        if is_other:
            # Room for the words must not be taken from the sums above them.
            self.adjustSize()

    def _show_project(self, state: Money) -> None:
        self._project.setText(state.project_name[:LONGEST_SHOWN])
        self._project.setToolTip(tr("The chosen project, since it began"))
        column = (self._cells[row, PROJECT_COLUMN] for row in range(1, ROWS + 1))
        for widget in (self._project, *column):
            widget.setVisible(state.project is not None)

    def _show_sums(self, column: int, spent: SpendSum) -> None:
        lines = (
            (spent.accepted, spent.accepted_jobs),
            (spent.maybe, spent.maybe_jobs),
            (spent.refused, spent.refused_jobs),
        )
        for row, (amount, jobs) in enumerate(lines, 1):
            self._cells[row, column].setText(_sum(amount, jobs, spent.currency))

    def _keep_cap(self) -> None:
        if self.cap.text().strip() != self._model.state.cap:
            self._model.set_cap(self.cap.text())

    def _save_table(self) -> None:
        dialogs.choose_table_path(self, tr("ledger"), self._model.write_table)

    def _lay_out(self) -> None:
        self._project = TextLabel("", Tone.LABEL)
        self._project.setObjectName("money_project")
        heads = (TextLabel(tr("Today"), Tone.LABEL), TextLabel(tr("This month"), Tone.LABEL), self._project)
        for column, head in enumerate(heads, 1):
            self._grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight)
        lines = (
            tr("Accepted (billable, estimated)"),
            tr("May have been accepted"),
            tr("Not accepted (no charge)"),
        )
        for row, words in enumerate(lines, 1):
            self._grid.addWidget(TextLabel(words), row, 0)
            for column in range(1, len(heads) + 1):
                cell = TextLabel("–", Tone.DIM if row == len(lines) else Tone.NORMAL)
                cell.setObjectName(f"money_{row}_{column}")
                self._cells[row, column] = cell
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignRight)
        body = QWidget()
        body.setLayout(self._grid)
        self.add(body)
        label = TextLabel(tr("Daily cap"))
        label.setBuddy(self.cap)
        foot = QWidget()
        row_of_cap = QHBoxLayout(foot)
        row_of_cap.setContentsMargins(0, SPACE.normal, 0, 0)
        row_of_cap.setSpacing(SPACE.normal)
        for widget in (label, self.cap, self._currency):
            row_of_cap.addWidget(widget)
        row_of_cap.addStretch(1)
        self.add(foot)
        self.add(self._refusal)
        table = Button(tr("Save ledger as CSV…"), "save_ledger", ButtonKind.NORMAL, "save")
        table.clicked.connect(self._save_table)
        close = Button(tr("Close"), "close_money")
        close.clicked.connect(self.close)
        self.finish(table, close)


def _sum(amount: Decimal, jobs: int, currency: str) -> str:
    counted = current().count("{n} task", "{n} tasks", jobs, local.number(jobs))
    return f"{wording.money(amount, currency)} · {counted}"
