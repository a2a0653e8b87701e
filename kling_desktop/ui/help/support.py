"""The bundle for support: says what is in it before it is saved."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.dialogs import Fitted
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.help import HelpModel

WIDTH = 480


class SupportDialog(Fitted):
    """Asks whether prompts go along, and where to save."""

    def __init__(self, model: HelpModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("support_bundle")
        self.setWindowTitle(tr("Support bundle"))
        self.setMinimumWidth(WIDTH)
        self._model = model
        words = TextLabel(
            tr(
                "A zip with version, system, the last tasks (ids, times, what the service said) and the log."
                " No key, no clip, no picture, and no prompts unless you include them:"
            )
        )
        words.setWordWrap(True)
        self._prompts = QCheckBox(tr("Include my prompts"))
        self._prompts.setObjectName("with_prompts")
        save = Button(tr("Save…"), "save_bundle", icon="save")
        save.clicked.connect(self._ask)
        cancel = Button(tr("Cancel"), "cancel")
        cancel.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE.normal)
        bottom.addStretch(1)
        bottom.addWidget(cancel)
        bottom.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.section, SPACE.section, SPACE.section, SPACE.apart)
        column.setSpacing(SPACE.wide)
        column.addWidget(TextLabel(tr("Support bundle"), Tone.TITLE))
        column.addWidget(words)
        column.addWidget(self._prompts)
        column.addSpacing(SPACE.normal)
        column.addLayout(bottom)

    def _ask(self) -> None:
        name = time.strftime("kling-desktop-support-%Y%m%d-%H%M.zip")
        dialogs.choose_bundle_target(self, str(Path.home() / name), self._save)

    def _save(self, path: str) -> None:
        self._model.save_bundle(path, self._prompts.isChecked())
        self.accept()
