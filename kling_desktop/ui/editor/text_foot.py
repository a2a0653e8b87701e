"""What stands below a text: how long it is, and what is to be said about its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kling_desktop.domain.lint import FindingKind
from kling_desktop.i18n import current
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels.editor_state import PROMPT_LIMIT

if TYPE_CHECKING:
    from kling_desktop.domain.lint import Finding

TONES = {FindingKind.OVER_LIMIT: Tone.DANGER, FindingKind.NEAR_LIMIT: Tone.WARNING}


class TextFoot(QWidget):
    """A counter in code points, and a hint beside it; `name` begins their objectNames."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counter = TextLabel("", Tone.SMALL)
        self._counter.setObjectName(f"{name}_counter")
        self._hint = TextLabel("", Tone.SMALL)
        self._hint.setObjectName(f"{name}_hint")
        self._hint.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.normal)
        row.addWidget(self._hint, 1)
        row.addWidget(self._counter, 0, Qt.AlignmentFlag.AlignTop)

    def show_length(self, text: str, finding: Finding | None, remark: str = "") -> None:
        """Show how long `text` is and what was found about that; else `remark`, a warning of another kind."""
        tone = TONES[finding.kind] if finding else Tone.SMALL
        self._counter.setText(f"{len(text)}/{PROMPT_LIMIT}")
        self._counter.set_tone(tone)
        self._hint.setText(length_words(finding) if finding else remark)
        self._hint.set_tone(tone if finding else Tone.WARNING)


def length_words(finding: Finding) -> str:
    """How far a text is from its limit, in a few words."""
    values = finding.notice.values
    if finding.kind is FindingKind.OVER_LIMIT:
        return current().count("{n} character too many", "{n} characters too many", int(values["over"]))
    return current().count("{n} character left", "{n} characters left", int(values["left"]))
