"""What is wrong with pictures that were chosen, each with the one click that makes it fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.domain.fitting import Remedy
from kling_desktop.i18n import current, tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_desktop.domain.notice import Notice
    from kling_desktop.viewmodels.picture_queue import PictureQueue, Waiting

PREVIEW_SIDE = 1400


class Mending(QWidget):
    """One notice per refused picture, named `name` and a number from 1; hidden while all are fit."""

    def __init__(self, name: str, queue: PictureQueue, parent: QWidget | None = None) -> None:
        """Pictures are mended in `queue`."""
        super().__init__(parent)
        self._name = name
        self._queue = queue
        self._notices: list[InlineNotice] = []
        self._refused: tuple[Waiting, ...] = ()
        self._general = InlineNotice(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.tight)
        self._column.addWidget(self._general)

    def show_refused(self, waiting: Sequence[Waiting], refusal: Notice | None) -> None:
        """Show what is wrong with those that wait, and `refusal`, which is about none of them."""
        self._refused = tuple(each for each in waiting if each.refusal)
        if refusal:
            self._general.say(NoticeKind.DANGER, wording.sentence(refusal))
        else:
            self._general.clear()
        while len(self._notices) < len(self._refused):
            self._add()
        for notice in self._notices[len(self._refused) :]:
            notice.clear()
        for notice, each in zip(self._notices, self._refused, strict=False):
            if each.refusal:
                notice.say(NoticeKind.WARNING, _words(each.refusal, each.remedy), _action(each.remedy))
        self.setVisible(bool(self._refused or refusal))

    def _add(self) -> None:
        place = len(self._notices)
        notice = InlineNotice(f"{self._name}_{place + 1}")
        notice.action_triggered.connect(lambda: self._mend(self._refused[place]))
        self._notices.append(notice)
        self._column.addWidget(notice)

    def _mend(self, waiting: Waiting) -> None:
        from kling_desktop.ui.editor.crop_dialog import CropDialog  # noqa: PLC0415 - seldom

        if waiting.remedy is Remedy.FIT:
            self._queue.fit(waiting.key)
        elif waiting.remedy is Remedy.CROP and waiting.info is not None:
            key, dialog = waiting.key, CropDialog(self.window(), waiting.origin.name, waiting.info)
            dialog.take_previews(self._queue.previewed, key)
            dialog.chosen.connect(lambda crop: self._queue.fit(key, crop))
            dialog.open()
            self._queue.preview(key, PREVIEW_SIDE)
        else:
            self._queue.drop(waiting.key)


def _words(refusal: Notice, remedy: Remedy) -> str:
    if remedy is Remedy.NONE:
        return wording.sentence(refusal)
    # What to do stands on the button.
    return current().notice(refusal.code, refusal.values).what


def _action(remedy: Remedy) -> str:
    if remedy is Remedy.FIT:
        return tr("Make it fit")
    return tr("Crop…") if remedy is Remedy.CROP else tr("Remove")
