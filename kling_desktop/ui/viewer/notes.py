"""Notes on frames of the result: written where it stands, marked on the slider, jumped to from a list."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kling_desktop.i18n import current, tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.position_slider import PositionSlider
from kling_desktop.ui.widgets.labels import TextLabel, Tone

LONGEST = 2000
"""Characters of a note."""
WIDTH = 320
MOST_ROWS = 6


class NoteSheet(QFrame):
    """A field for the note of one frame above the list of all.

    Signals: `written(text)` it was closed with another text than before, `chosen(frame)` of a listed note.
    """

    written = Signal(str)
    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("notes")
        self.setProperty("panel", "raised")
        self._before = ""
        self._label = TextLabel("", Tone.LABEL)
        self._field = QLineEdit()
        self._field.setObjectName("note")
        # A clip that is dropped anywhere is the source.
        self._field.setAcceptDrops(False)
        self._field.setMaxLength(LONGEST)
        self._label.setBuddy(self._field)
        self._list = QListWidget()
        self._list.setObjectName("note_list")
        self._field.returnPressed.connect(self.hide)
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.normal, SPACE.normal, SPACE.normal, SPACE.normal)
        column.setSpacing(SPACE.snug)
        column.addWidget(self._label)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self.setFixedWidth(WIDTH)

    def open_for(self, timecode: str, text: str, others: Mapping[int, str], above: QPoint) -> None:
        """Ask for the note at `timecode`, which is `text` so far; `others` are lines of the list by frame."""
        self.setAccessibleName(tr("Notes"))
        self._list.setAccessibleName(tr("Notes"))
        self._field.setPlaceholderText(tr("Write a note; Enter keeps it"))
        self._label.setText(tr("Note at {timecode}").format(timecode=timecode))
        self._before = text
        self._field.setText(text)
        self._list.clear()
        for frame, words in others.items():
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.UserRole, frame)
            self._list.addItem(item)
        rows = min(self._list.count(), MOST_ROWS)
        self._list.setVisible(rows > 0)
        if rows:
            self._list.setFixedHeight(rows * self._list.sizeHintForRow(0) + 2 * SPACE.tight)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        place = above - QPoint(self.width() // 2, self.height() + SPACE.snug)
        self.move(
            max(screen.left(), min(place.x(), screen.right() - self.width())), max(screen.top(), place.y())
        )
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the note as it was; down goes to the list, Enter there jumps."""
        if event.key() == Qt.Key.Key_Escape:
            self._field.setText(self._before)
            self.hide()
        elif event.key() == Qt.Key.Key_Down and self._list.count() and not self._list.hasFocus():
            self._list.setFocus()
            self._list.setCurrentRow(0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._list.currentRow() >= 0:
            self._choose(self._list.currentItem())
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """However it is closed, what was typed is kept."""
        super().hideEvent(event)
        text = self._field.text().strip()
        if text != self._before:
            self._before = text
            self.written.emit(text)

    def _choose(self, item: QListWidgetItem) -> None:
        frame: int = item.data(Qt.ItemDataRole.UserRole)
        self.hide()
        self.chosen.emit(frame)


class Notes(QObject):
    """Owns the notes of the result shown, by the frames of its file.

    Signals: `written(frame, text)`, the text empty to take the note away; `refused(sentence)` why there can
    be none here; `left()` the keyboard is free again.
    """

    written = Signal(int, str)
    refused = Signal(str)
    left = Signal()

    def __init__(self, deck: Deck, slider: PositionSlider, timecode: Callable[[int], str]) -> None:
        """`timecode` words a moment."""
        super().__init__(slider)
        self._deck = deck
        self._slider = slider
        self._timecode = timecode
        self._notes: dict[int, str] = {}
        self._belongs: Callable[[int], int] = int
        self._frame = 0
        self.sheet = NoteSheet(slider)
        self.sheet.written.connect(lambda text: self.written.emit(self._frame, text))
        self.sheet.chosen.connect(self._jump)
        deck.length_changed.connect(lambda _: self._mark())

    def show_notes(self, notes: Mapping[int, str], belongs: Callable[[int], int] = int) -> None:
        """These are there, by frame of the result's file (from 0); `belongs` names the one of a frame's note.

        Where a file holds a picture over several frames, they have one note together.
        """
        self._belongs = belongs
        self._notes = dict(sorted(notes.items()))
        self._mark()

    def open(self) -> None:
        """Ask for a note at the frame on show."""
        if self._deck.mode is Mode.SOURCE or not self._deck.can_play:
            self.refused.emit(tr("Notes are kept with results: show one to write about its frames."))
            return
        self._deck.stop()
        moment = self._deck.position
        self._frame = self._belongs(self._deck.pairing.result_frame(moment))
        lines = {frame: f"{self._time_of(frame)}   {text}" for frame, text in self._notes.items()}
        above = self._slider.mapToGlobal(QPoint(round(self._slider.width() * self._slider.share), 0))
        self.sheet.open_for(self._timecode(moment), self._notes.get(self._frame, ""), lines, above)

    def go_back(self) -> None:
        """Go to the note before this frame."""
        self._go(next((moment for moment in reversed(self._moments()) if moment < self._deck.position), None))

    def go_on(self) -> None:
        """Go to the note after this frame."""
        self._go(next((moment for moment in self._moments() if moment > self._deck.position), None))

    def _jump(self, frame: int) -> None:
        self._deck.stop()
        self._deck.seek(self._deck.pairing.of_result(frame))
        self.left.emit()

    def _go(self, moment: int | None) -> None:
        if moment is None:
            return
        self._deck.stop()
        self._deck.seek(moment)
        words = f"{self._timecode(moment)} {self._moments()[moment]}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._slider, words))

    def _time_of(self, frame: int) -> str:
        return self._timecode(self._deck.pairing.of_result(frame))

    def _moments(self) -> dict[int, str]:
        """The notes by the moments at which their frames are shown, rising."""
        if self._deck.mode is Mode.SOURCE or not self._deck.moments:
            return {}
        return {self._deck.pairing.of_result(frame): text for frame, text in self._notes.items()}

    def _mark(self) -> None:
        notes = {moment: f"{self._timecode(moment)}   {text}" for moment, text in self._moments().items()}
        self._slider.show_marks(notes)
        counted = current().count("{n} note", "{n} notes", len(notes)) if notes else ""
        self._slider.setAccessibleDescription("\n".join([counted, *notes.values()]).strip())
