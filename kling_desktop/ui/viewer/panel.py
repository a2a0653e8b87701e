"""The viewer panel: picture, position, transport, and the choice between source and result."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import FALLBACK_RATE, Clip, Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.keys import bind_keys
from kling_desktop.ui.viewer.messages import nothing_yet, trouble
from kling_desktop.ui.viewer.position_slider import PositionSlider
from kling_desktop.ui.viewer.transport import TransportBar
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.empty_state import EmptyState
from kling_desktop.ui.widgets.labels import ElidedLabel, Tone
from kling_desktop.ui.widgets.segmented import Segmented


class ViewerPanel(QWidget):
    """Plays a source and its result. It asks for nothing: what it shows is told to it.

    Signals: `save_requested()` the result shown is to be saved; `files_dropped(list[Path])` and
    `links_dropped(list[str])` something was dropped on the picture; `result_opened(Path)` the offered
    result was looked at. Close with `close_media` before the program ends.
    """

    save_requested = Signal()
    files_dropped = Signal(list)
    links_dropped = Signal(list)
    result_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self._deck = Deck(self)
        self._offer: Clip | None = None
        self._count = TimecodeCount.of(FALLBACK_RATE)
        self._told_second = -1
        self._compare = Segmented("", "compare", [(Side.SOURCE, ""), (Side.RESULT, "")])
        self._file_name = ElidedLabel("", Tone.DIM, Qt.TextElideMode.ElideMiddle)
        self._file_name.setObjectName("clip_name")
        self._offer_button = Button("", "new_result", ButtonKind.LIT, "result")
        self._canvas = VideoCanvas("", "preview")
        self._cover = EmptyState("viewer_message")
        self._canvas.set_cover(self._cover)
        self._position = PositionSlider("", "position")
        self._transport = TransportBar()
        self._drop = DropZone(self._canvas, "")
        self._lay_out()
        self._wire()
        self._bind_keys()
        self.retranslate()
        self._show_side()

    def show_source(self, clip: Clip | None) -> None:
        """Put `clip` on the source side and show it; None takes it off."""
        # Shown first, it starts at its first frame: only a change between clips keeps the moment.
        self._look_at(Side.SOURCE)
        self._deck.set_clip(Side.SOURCE, clip)
        self._show_side()

    def show_result(self, clip: Clip | None) -> None:
        """Put `clip` on the result side and show it; None takes it off."""
        self._withdraw_offer()
        self._look_at(Side.RESULT if clip else Side.SOURCE)
        self._deck.set_clip(Side.RESULT, clip)
        self._show_side()

    def offer_result(self, clip: Clip) -> None:
        """Say that a result is there; the picture stays until the user takes it."""
        self._offer = clip
        self._offer_button.show()

    def clear(self) -> None:
        """Take off both clips and any offer."""
        self._withdraw_offer()
        for side in Side:
            self._deck.set_clip(side, None)
        self._look_at(Side.SOURCE)

    def play(self) -> None:
        """Play what is shown."""
        self._deck.play()

    def take_keyboard(self) -> None:
        """Give the keyboard to the picture, whose keys play and step."""
        # Not by a focus proxy of the panel: Tab would then pass over what stands above the picture.
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_media(self) -> None:
        """Let go of all files; the panel shows nothing afterwards."""
        self._deck.close()

    def retranslate(self) -> None:
        """Put all words in the language in use."""
        self._compare.setAccessibleName(tr("Compare"))
        self._compare.button(Side.SOURCE).setText(tr("Source"))
        self._compare.button(Side.RESULT).setText(tr("Result"))
        self._offer_button.setText(tr("New result, press N"))
        self._canvas.setAccessibleName(tr("Preview"))
        self._position.setAccessibleName(tr("Position"))
        self._drop.set_invitation(tr("Drop to use as source"))
        self._transport.retranslate()
        self._show_message()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("panel", "surface")
        top = QHBoxLayout(bar)
        top.setContentsMargins(SPACE.normal, SPACE.snug, SPACE.normal, SPACE.snug)
        top.setSpacing(SPACE.wide)
        top.addWidget(self._compare)
        top.addWidget(self._file_name, 1)
        top.addWidget(self._offer_button)
        self._offer_button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._canvas, 1)
        column.addWidget(self._position)
        column.addWidget(self._transport)

    def _wire(self) -> None:
        self._canvas.painted_first.connect(lambda: QTimer.singleShot(0, self._deck.start))
        self._compare.chosen.connect(lambda key: self._choose(Side(key)))
        self._offer_button.clicked.connect(self._take_offer)
        self._position.wished.connect(self._deck.seek)
        self._drop.files_dropped.connect(self.files_dropped)
        self._drop.links_dropped.connect(self.links_dropped)
        self._transport.play_wished.connect(self._deck.toggle)
        self._transport.step_wished.connect(self._deck.step)
        self._transport.timecode_entered.connect(self._go_to)
        self._transport.loop_changed.connect(self._deck.set_loop)
        self._transport.sound_wished.connect(self._deck.set_sound)
        self._transport.save_wished.connect(self.save_requested)
        self._deck.frame_arrived.connect(self._canvas.show_frame)
        self._deck.position_changed.connect(self._show_position)
        self._deck.length_changed.connect(self._show_length)
        self._deck.playing_changed.connect(self._show_playing)
        self._deck.sound_changed.connect(self._transport.show_sound_device)
        self._deck.failed.connect(self._show_side)

    def _bind_keys(self) -> None:
        keys = {
            Qt.Key.Key_Space: self._deck.toggle,
            Qt.Key.Key_K: self._deck.pause,
            Qt.Key.Key_L: self._deck.play,
            Qt.Key.Key_Left: lambda: self._deck.step(-1),
            Qt.Key.Key_Right: lambda: self._deck.step(1),
            Qt.Key.Key_Home: lambda: self._deck.seek(0),
            Qt.Key.Key_End: lambda: self._deck.seek(self._deck.frames - 1),
            Qt.Key.Key_N: self._take_offer,
        }
        bind_keys(self, keys, repeating={Qt.Key.Key_Left, Qt.Key.Key_Right})

    def _choose(self, side: Side) -> None:
        if side is Side.RESULT and self._offer:
            self._take_offer()
        else:
            self._look_at(side)

    def _take_offer(self) -> None:
        clip = self._offer
        if clip is None:
            return
        self.show_result(clip)
        self.take_keyboard()
        self.result_opened.emit(clip.path)

    def _withdraw_offer(self) -> None:
        self._offer = None
        self._offer_button.hide()

    def _look_at(self, side: Side) -> None:
        self._compare.choose(side)
        self._deck.show(side)
        self._show_side()

    def _show_side(self) -> None:
        clip = self._deck.clip(self._deck.side)
        self._file_name.setText(clip.path.name if clip else "")
        can_play = clip is not None and self._deck.fault(self._deck.side) is None
        can_save = self._deck.clip(Side.RESULT) is not None and self._deck.fault(Side.RESULT) is None
        self._transport.show_clip(can_play, can_save)
        self._position.setEnabled(can_play)
        self._show_length(self._deck.frames)
        self._show_playing(self._deck.is_playing)
        self._show_message()

    def _show_message(self) -> None:
        side = self._deck.side
        clip, fault = self._deck.clip(side), self._deck.fault(side)
        if clip is not None and fault is None:
            self._cover.hide()
            return
        message = trouble(clip, fault) if clip and fault else nothing_yet(side)
        self._cover.say(message.icon, message.title, message.text, role=message.role)
        self._canvas.clear()
        self._cover.show()

    def _show_length(self, frames: int) -> None:
        clip = self._deck.clip(self._deck.side)
        if clip is None or self._deck.fault(self._deck.side):
            self._position.show_length(0, 1)
            return
        self._count = TimecodeCount.of(self._deck.rate, clip.start)
        self._position.show_length(frames, self._count.per_second)
        self._transport.show_duration(TimecodeCount.of(self._deck.rate).text(frames))
        self._show_position(self._deck.position)

    def _show_position(self, frame: int) -> None:
        second = frame // self._count.per_second
        # Running, assistive technology hears of each second, not of each frame.
        is_settled = not self._deck.is_playing or second != self._told_second
        self._told_second = second
        self._transport.show_position(self._count.text(frame), is_settled)
        if is_settled:
            self._position.show_settled(frame)
        else:
            self._position.show_running(frame)

    def _show_playing(self, is_playing: bool) -> None:
        self._transport.show_playing(is_playing)
        self._canvas.set_moving(is_playing)
        if self._deck.clip(self._deck.side):
            self._show_position(self._deck.position)

    def _go_to(self, timecode: str) -> None:
        frame = self._count.frame(timecode)
        if frame is not None:
            self._deck.seek(frame)
