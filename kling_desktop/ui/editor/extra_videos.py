"""The folded section *More*: further videos of the edit, and what each of them is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.domain.request import ReferType
from kling_desktop.i18n import current, tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.editor import pasting
from kling_desktop.ui.editor.source import facts_words
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.thumbnails import Thumbnail
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from pathlib import Path

    from kling_desktop.domain.request import VideoInput
    from kling_desktop.viewmodels.editor_state import Source
    from kling_desktop.viewmodels.extra_videos import ExtraVideos
    from kling_desktop.viewmodels.materials import MaterialsModel
    from kling_desktop.viewmodels.pictures import Pictures

PICTURE_WIDTH, PICTURE_HEIGHT = 64, 36
PURPOSES = (ReferType.FEATURE, ReferType.BASE)


class ExtraVideoCard(QFrame):
    """One further video; `purpose_chosen` carries what it is to be for, `remove_wanted` is its cross."""

    purpose_chosen = Signal(object)
    remove_wanted = Signal()

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        """`number` as the prompt names it: 2 for `@Video2`."""
        super().__init__(parent)
        self._number = number
        self.setObjectName(f"extra_video_{number}")
        self.setProperty("panel", "raised")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._picture = Thumbnail(PICTURE_WIDTH, PICTURE_HEIGHT)
        self._name = ElidedLabel("", Tone.STRONG, Qt.TextElideMode.ElideMiddle)
        self._facts = TextLabel("", Tone.SMALL)
        self._facts.setObjectName(f"extra_video_{number}_facts")
        self._facts.setWordWrap(True)
        self._purpose = ComboBox(f"extra_video_{number}_purpose")
        self._purpose.setAccessibleName(tr("What video {n} is for").format(n=number))
        self._purpose.setToolTip(tr("One video is edited: the one you choose changes places with the source"))
        self._purpose.addItems([tr("Only look at this one"), tr("Edit this one")])
        self._purpose.activated.connect(lambda place: self.purpose_chosen.emit(PURPOSES[place]))
        self._remove = IconButton(
            "close", tr("Remove video {n}").format(n=number), f"remove_extra_video_{number}"
        )
        self._remove.clicked.connect(self.remove_wanted)
        self._lay_out()

    def show_video(self, video: VideoInput, found: Source, pictures: Pictures) -> None:
        """Show a video and what is known of it."""
        self._name.setText(f"@Video{self._number} · {found.name}")
        self._name.setToolTip(found.location)
        self.setAccessibleName(tr("Video {n}: {name}").format(n=self._number, name=found.name))
        is_here = video.is_local and found.info is not None
        self._picture.show_picture(pictures.of(found.location) if is_here else None)
        self._purpose.setCurrentIndex(PURPOSES.index(video.refer))
        worth_saying = tuple(filter(None, (found.refusal, *found.notices, found.warning)))
        self._facts.setText("\n".join(wording.sentences(worth_saying)) or facts_words(found))
        self._facts.set_tone(Tone.WARNING if worth_saying else Tone.SMALL)
        self.setAccessibleDescription(self._facts.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with Delete."""
        if event.matches(QKeySequence.StandardKey.Delete):
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.snug, SPACE.snug, SPACE.tight, SPACE.snug)
        grid.setHorizontalSpacing(SPACE.normal)
        grid.setVerticalSpacing(SPACE.tight)
        grid.addWidget(self._picture, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._remove, 0, 2)
        grid.addWidget(self._facts, 1, 1, 1, 2)
        grid.addWidget(self._purpose, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)


class ExtraVideosSection(Collapsible):
    """Shows the further videos of an edit and changes them.

    `clips_dropped` carries paths or addresses that came while there was no source: the first is to be it.
    """

    clips_dropped = Signal(list)

    def __init__(self, materials: MaterialsModel, pictures: Pictures) -> None:
        """`pictures` has small pictures sooner or later."""
        body = QWidget()
        super().__init__(tr("More"), "more_section", body)
        self.setObjectName("extra_videos")
        self._materials = materials
        self._model = materials.videos
        self._pictures = pictures
        self._count = 0
        self._cards: list[ExtraVideoCard] = []
        self._add = Button(tr("Add extra video…"), "add_extra_video", icon="plus")
        self._add.clicked.connect(lambda: dialogs.choose_videos(self.window(), self._model.add))
        self._paste = Button(tr("Paste link"), "paste_extra_video", ButtonKind.QUIET, "link")
        self._paste.setAccessibleName(tr("Paste link of an extra video"))
        self._paste.clicked.connect(self.paste)
        self._reason = TextLabel("", Tone.SMALL)
        self._reason.setObjectName("extra_videos_reason")
        self._reason.setWordWrap(True)
        self._notice = InlineNotice("extra_videos_notice")
        self._column = QVBoxLayout()
        self._lay_out(body)
        self._drop = DropZone(self, tr("Drop to add extra videos"))
        self._drop.files_dropped.connect(self._take_files)
        self._drop.links_dropped.connect(self._take_dropped)
        pictures.arrived.connect(self._picture_arrived)
        self._model.bind(self.show_state)

    def show_state(self, state: ExtraVideos) -> None:
        """Show the videos, and why none can be added; the section unfolds when the first of them comes."""
        videos = state.videos
        while len(self._cards) < len(videos):
            self._add_card()
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(videos))
            if place < len(videos):
                card.show_video(videos[place], state.look(videos[place]), self._pictures)
        self._reason.setText(state.reason)
        self._reason.setVisible(bool(state.reason) and not state.loss)
        for button in (self._add, self._paste):
            button.setEnabled(not state.reason)
            button.setToolTip(state.reason)
        self._show_notice(state)
        count = len(videos) or state.aside
        self.set_remark(current().count("{n} extra video", "{n} extra videos", count) if count else "")
        if videos and not self._count:
            self.set_open(True)
        self._count = len(videos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste anywhere in the section."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """Take the clipboard's files or link."""
        clipboard = QGuiApplication.clipboard()
        files = [url.toString() for url in clipboard.mimeData().urls()]
        self._take(files or [clipboard.text()])

    def _show_notice(self, state: ExtraVideos) -> None:
        if state.loss:
            self._notice.say(NoticeKind.DANGER, state.loss)
        elif state.refusal:
            self._notice.say(NoticeKind.DANGER, wording.sentence(state.refusal))
        else:
            self._notice.clear()

    def _picture_arrived(self, _: object) -> None:
        self.show_state(self._model.state)

    def _take(self, texts: list[str]) -> None:
        self.set_open(True)
        self._model.add(texts)

    def _take_files(self, files: list[Path]) -> None:
        clips, pictures = pasting.sorted_out(files)
        if pictures:
            self._materials.add_files(pictures)
        if clips:
            self._take_dropped([str(clip) for clip in clips])

    def _take_dropped(self, texts: list[str]) -> None:
        # Before there is a source, a clip is that wherever it is dropped.
        if self._model.state.request.source is None:
            self.clips_dropped.emit(texts)
        else:
            self._take(texts)

    def _add_card(self) -> None:
        place = len(self._cards)
        card = ExtraVideoCard(place + 2)
        card.purpose_chosen.connect(lambda purpose: self._model.use_as(place, purpose))
        card.remove_wanted.connect(lambda: self._model.remove(place))
        self._cards.append(card)
        self._column.addWidget(card)

    def _lay_out(self, body: QWidget) -> None:
        label = TextLabel(tr("Extra reference video"), Tone.LABEL)
        hint = TextLabel(tr("Kling looks at it while it edits the source; name it @Video2 in the prompt."))
        hint.set_tone(Tone.SMALL)
        hint.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.tight)
        buttons.addWidget(self._add)
        buttons.addWidget(self._paste)
        buttons.addStretch(1)
        self._column.setSpacing(SPACE.snug)
        column = QVBoxLayout(body)
        column.setContentsMargins(SPACE.snug, 0, 0, 0)
        column.setSpacing(SPACE.snug)
        column.addWidget(label)
        column.addWidget(hint)
        column.addLayout(self._column)
        column.addWidget(self._notice)
        column.addWidget(self._reason)
        column.addLayout(buttons)
