"""Advice under the prompt: one line for each finding, the gravest first, with the ways to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.lint import Finding, FindingKind, Fix, FixKind, Weight
from kling_desktop.i18n import current, tr
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LINES = 3
MOST_FIXES = 2
SIGNS = {
    Weight.FAULT: ("error", Role.DANGER),
    Weight.WARNING: ("warning", Role.WARNING),
    Weight.HINT: ("info", Role.ICON),
}


class Advice(QWidget):
    """Hidden while there is none; `fix_chosen` carries the fix of the button that was pressed."""

    fix_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()
        self._lines = tuple(_Line(number, self) for number in range(1, MOST_LINES + 1))
        self._more = TextLabel("", Tone.SMALL)
        self._more.setObjectName("findings_more")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for line in self._lines:
            line.fix_chosen.connect(self.fix_chosen)
            column.addWidget(line)
        column.addWidget(self._more)
        self.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show the first of them, and how many more there are."""
        if tuple(findings) == self._findings:
            return
        self._findings = tuple(findings)
        for place, line in enumerate(self._lines):
            line.show_finding(findings[place] if place < len(findings) else None)
        more = len(findings) - MOST_LINES
        self._more.setText(current().count("and {n} more", "and {n} more", more) if more > 0 else "")
        self._more.setVisible(more > 0)
        self.setVisible(bool(findings))


class _Line(QWidget):
    fix_chosen = Signal(object)

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._fixes: tuple[Fix, ...] = ()
        self._sign = IconLabel(*SIGNS[Weight.HINT], size=14)
        self._words = ElidedLabel("", Tone.SMALL)
        self._words.setObjectName(f"finding_{number}")
        self._buttons = tuple(
            Button("", f"fix_{number}_{place}", ButtonKind.LINK) for place in range(1, MOST_FIXES + 1)
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tight)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        for place, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, place=place: self.fix_chosen.emit(self._fixes[place]))
            row.addWidget(button)

    def show_finding(self, finding: Finding | None) -> None:
        """Show a finding in few words, whole in the tooltip; nothing for None."""
        self.setVisible(finding is not None)
        self._fixes = finding.fixes[:MOST_FIXES] if finding else ()
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self._fixes))
        if finding is None:
            return
        whole = wording.sentence(finding.notice)
        self._sign.show_icon(*SIGNS[finding.weight])
        self._words.setText(_short(finding))
        self._words.setToolTip(whole)
        self._words.setAccessibleDescription(whole)
        for fix, button in zip(self._fixes, self._buttons, strict=False):
            button.setText(_label(fix))
            button.setAccessibleName(_spoken(fix, finding))
            button.setToolTip(whole)


def _short(finding: Finding) -> str:
    values = finding.notice.values
    words = {
        FindingKind.DANGLING: tr("{token} is not there"),
        FindingKind.FOREIGN: tr("“{text}” is not a reference"),
        FindingKind.UNFILLED: tr("Fill in [{place}]"),
        FindingKind.UNUSED: tr("{token} is not mentioned"),
    }[finding.kind]
    return words.format(**values)


def _label(fix: Fix) -> str:
    words = {
        FixKind.REMOVE: tr("Remove"),
        FixKind.POINT_TO: tr("Use {token}"),
        FixKind.CONVERT: tr("Convert"),
        FixKind.MENTION: tr("Mention"),
    }[fix.kind]
    return words.format(token=fix.token)


def _spoken(fix: Fix, finding: Finding) -> str:
    """The label with what it is about, for those who don't see the line."""
    about = finding.notice.values.get("text") or finding.notice.values.get("token", "")
    words = {
        FixKind.REMOVE: tr("Remove {about}"),
        FixKind.POINT_TO: tr("Use {token} instead of {about}"),
        FixKind.CONVERT: tr("Convert {about} to {token}"),
        FixKind.MENTION: tr("Mention {token}"),
    }[fix.kind]
    return words.format(token=fix.token, about=about)
