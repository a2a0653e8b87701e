"""The source picker: the clip to be edited, its facts, its limits, and the ways to choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.ui.thumbnails import Thumbnail
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.ui.widgets.progress import ThinProgress
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.viewmodels.editor_state import EditorState, Fetching, Source
    from kling_desktop.viewmodels.pictures import Pictures

NO_BREAK = "\N{NO-BREAK SPACE}"
PICTURE_WIDTH, PICTURE_HEIGHT = 96, 54
SIGN = 14
MET = ("check", Role.POSITIVE)
NOT_MET = ("warning", Role.WARNING)


class SourcePicker(QFrame):
    """Shows the chosen clip or how to choose one.

    `add_wanted` asks for the file dialog, `location_pasted` carries pasted text, `remove_wanted` empties it;
    `fetch_wanted` asks for the clip of a link to be brought here, `fetch_unwanted` for no more of that.
    """

    add_wanted = Signal()
    fetch_wanted = Signal()
    fetch_unwanted = Signal()
    location_pasted = Signal(str)
    remove_wanted = Signal()

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        """`pictures` has the clip's picture sooner or later."""
        super().__init__(parent)
        self.setObjectName("source_videos")
        self.setAccessibleName(tr("Source videos"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pictures = pictures
        self._location = ""
        self._read: tuple[str, MediaInfo | None] = ("", None)
        self._card = SourceCard()
        self._card.remove_wanted.connect(self.remove_wanted)
        self._limits = SourceLimits()
        self._folded = Collapsible(tr("Kling's limits"), "source_limits_section", self._limits)
        self._notice = InlineNotice("source_notice")
        self._is_fetching = False
        self._notice.action_triggered.connect(self._act)
        self._add = Button(tr("Add video…"), "add_video", icon="plus")
        self._add.clicked.connect(self.add_wanted)
        self._paste = Button(tr("Paste link"), "paste_link_source", ButtonKind.QUIET, "link")
        self._paste.setToolTip(tr("Use the file or link in the clipboard as the source"))
        self._paste.clicked.connect(self.paste)
        pictures.arrived.connect(self._picture_arrived)
        self._lay_out()

    def show_state(self, state: EditorState) -> None:
        """Show the clip as it stands."""
        source = state.source
        self._location = source.location if source else ""
        self._card.setVisible(source is not None)
        self._add.setText(tr("Add video…") if source is None else tr("Replace…"))
        self._add.setAccessibleName(tr("Add video…"))
        if source is not None:
            self._card.show_source(source)
            self._note_facts(source)
            is_here = source.info is not None and not source.is_link
            self._card.picture.show_picture(self._pictures.of(source.location) if is_here else None)
        self._show_limits(source)
        self._show_notice(state)

    def paste(self) -> None:
        """Take the clipboard's file or text as the source."""
        data = QGuiApplication.clipboard().mimeData()
        files = [url.toString() for url in data.urls()]
        self.location_pasted.emit(files[0] if files else QGuiApplication.clipboard().text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste, or remove with Delete."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Delete) and self._location:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _show_limits(self, source: Source | None) -> None:
        info = source.info if source else None
        self._folded.setVisible(info is not None)
        if info is not None:
            found = wording.limits_of(info)
            missed = sum(not limit.is_met for limit in found)
            self._limits.show_limits(found)
            self._folded.set_remark(_verdict(missed, bool(source and source.notices)))

    def _show_notice(self, state: EditorState) -> None:
        source = state.source
        broken = tuple(filter(None, (source.refusal, *source.notices))) if source else ()
        self._is_fetching = bool(source and source.fetching)
        if source and source.is_worth_fetching:
            self._offer_fetching(source)
        elif broken:
            kind = NoticeKind.DANGER if source and source.refusal else NoticeKind.WARNING
            self._notice.say(kind, _listed(wording.sentences(broken)))
        elif state.refusal:
            self._notice.say(NoticeKind.DANGER, wording.sentence(state.refusal))
        elif state.source_warning:
            self._notice.say(NoticeKind.WARNING, wording.sentence(state.source_warning))
        else:
            self._notice.clear()

    def _offer_fetching(self, source: Source) -> None:
        if source.fetching:
            self._notice.say(NoticeKind.INFO, fetching_words(source.fetching), tr("Stop"))
        elif source.trouble:
            self._notice.say(NoticeKind.DANGER, wording.sentence(source.trouble), tr("Fetch again"))
        else:
            self._notice.say(NoticeKind.WARNING, offer_words(source), tr("Fetch it and prepare it"))

    def _note_facts(self, source: Source) -> None:
        if source.info is None:
            return
        location, info = self._read
        if location == source.location and info != source.info:
            # Written anew: the picture would be that of the clip before.
            self._pictures.forget(location)
        self._read = (source.location, source.info)

    def _act(self) -> None:
        (self.fetch_unwanted if self._is_fetching else self.fetch_wanted).emit()

    def _picture_arrived(self, location: str) -> None:
        if location == self._location:
            self._card.picture.show_picture(self._pictures.of(location))

    def _lay_out(self) -> None:
        label = TextLabel(tr("Source videos"), Tone.LABEL)
        top = QHBoxLayout()
        top.setSpacing(SPACE.tight)
        top.addWidget(label)
        top.addStretch(1)
        top.addWidget(self._paste)
        top.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.snug)
        column.addLayout(top)
        column.addWidget(self._card)
        column.addWidget(self._folded)
        column.addWidget(self._notice)


class SourceCard(QFrame):
    """Picture, name and facts of one clip; `remove_wanted` is its cross."""

    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "raised")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Qt forgets the picture's height beside a text that wraps.
        self.setMinimumHeight(PICTURE_HEIGHT + 2 * SPACE.normal)
        self.picture = Thumbnail(PICTURE_WIDTH, PICTURE_HEIGHT)
        self._name = ElidedLabel("", Tone.STRONG, Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("source_name")
        self._facts = TextLabel("", Tone.SMALL)
        self._facts.setObjectName("source_facts")
        self._facts.setWordWrap(True)
        self._busy = ThinProgress(tr("Reading the clip…"), "source_busy")
        self._busy.set_fraction(None)
        remove = IconButton("close", tr("Remove video"), "remove_video")
        remove.clicked.connect(self.remove_wanted)
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.snug, SPACE.snug, SPACE.tight, SPACE.snug)
        grid.setHorizontalSpacing(SPACE.normal)
        grid.setVerticalSpacing(SPACE.hair)
        grid.addWidget(self.picture, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(remove, 0, 2)
        grid.addWidget(self._facts, 1, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._busy, 2, 0, 1, 3)
        grid.setColumnStretch(1, 1)

    def show_source(self, source: Source) -> None:
        """Show a clip."""
        self._name.setText(source.name)
        self._name.setToolTip(source.location)
        self._facts.setText(facts_words(source))
        self._busy.setVisible(source.is_looking or source.fetching is not None)
        self._busy.set_fraction(source.fetching.fraction if source.fetching else None)


class SourceLimits(QWidget):
    """Each limit of the service with what the clip has, as met or not met, in words and by a sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[IconLabel, TextLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.normal, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.snug)
        self._grid.setVerticalSpacing(SPACE.hair)
        self._grid.setColumnStretch(1, 1)

    def show_limits(self, found: tuple[wording.Limit, ...]) -> None:
        """Show the limits of a clip."""
        while len(self._rows) < len(found):
            self._add_row()
        for (sign, words), limit in zip(self._rows, found, strict=True):
            sign.show_icon(*(MET if limit.is_met else NOT_MET))
            verdict = tr("met") if limit.is_met else tr("not met")
            words.setText(f"{limit.name}: {limit.has} · {verdict} ({limit.words})")
            words.set_tone(Tone.SMALL if limit.is_met else Tone.WARNING)

    def _add_row(self) -> None:
        row = len(self._rows)
        sign, words = IconLabel(*MET, SIGN), TextLabel("", Tone.SMALL)
        words.setObjectName(f"source_limit_{row + 1}")
        words.setWordWrap(True)
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._rows.append((sign, words))


def _verdict(missed: int, is_hopeless: bool) -> str:
    if not missed:
        return tr("all met")
    words = current().count("{n} not met", "{n} not met", missed)
    return words if is_hopeless else tr("{words}: it will be prepared").format(words=words)


def _listed(sentences: tuple[str, ...]) -> str:
    return sentences[0] if len(sentences) == 1 else "\n".join(f"• {sentence}" for sentence in sentences)


def facts_words(source: Source) -> str:
    """What is known of a clip, in one line that may wrap."""
    if source.info is not None:
        # A number and its unit stay on one line.
        return f"{NO_BREAK}· ".join(fact.replace(" ", NO_BREAK) for fact in wording.facts(source.info))
    if source.is_looking:
        return tr("Checking the link…") if source.is_link else tr("Reading the clip…")
    return "" if source.refusal else tr("A link: the service fetches it, its length is not known here.")


def offer_words(source: Source) -> str:
    """How large the clip of a link is, and what would be made of it; its limits stand above."""
    planned = source.fetch_plan
    if planned is None or source.info is None:
        return ""
    notice = planned.refusal or planned.summary
    words = current().notice(notice.code, notice.values)
    size = wording.amount_of_bytes(source.info.size)
    fetched = tr("{size} to fetch. Then: {plan}")
    return fetched.format(size=size, plan=words.action if planned.refusal else words.what)


def fetching_words(fetching: Fetching) -> str:
    """How far a clip has come."""
    came = wording.amount_of_bytes(fetching.came)
    if not fetching.size:
        return tr("Fetching the clip: {came}").format(came=came)
    size = wording.amount_of_bytes(fetching.size)
    return tr("Fetching the clip: {came} of {size}").format(came=came, size=size)
