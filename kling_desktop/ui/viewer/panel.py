"""The viewer panel: picture, position, transport, and the ways to compare source and result."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.domain.keys import Action, Keys
from kling_desktop.i18n import tr
from kling_desktop.ui.viewer.bar import ViewBar
from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.cinema import Cinema
from kling_desktop.ui.viewer.clip import Clip, Colours, FaultKind, Side
from kling_desktop.ui.viewer.compare_options import CompareOptions
from kling_desktop.ui.viewer.controls import Controls
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.figures import Figures
from kling_desktop.ui.viewer.keys import KeyPad
from kling_desktop.ui.viewer.look import Mode
from kling_desktop.ui.viewer.messages import nothing_yet, trouble
from kling_desktop.ui.viewer.notes import Notes
from kling_desktop.ui.viewer.position_slider import PositionSlider
from kling_desktop.ui.viewer.proxying import Proxying
from kling_desktop.ui.viewer.reading import Reading, Shown
from kling_desktop.ui.viewer.transport import TransportBar
from kling_desktop.ui.viewer.viewfinder import Viewfinder
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.empty_state import EmptyState
from kling_desktop.ui.widgets.labels import ElidedLabel, Tone
from kling_desktop.ui.widgets.segmented import Segmented

TAKES = (Action.TAKE_1, Action.TAKE_2, Action.TAKE_3, Action.TAKE_4)


class ViewerPanel(QWidget):
    """Plays a source and its result. It asks for nothing: what it shows is told to it.

    Signals: `save_requested()` the result shown is to be saved; `files_dropped(list[Path])` and
    `links_dropped(list[str])` something was dropped on the picture; `result_opened(Path)` the offered
    result was looked at; `take_wished(number)` another take is to be shown (from 0), `star_wished()` the
    shown one be the winner; `in_wanted(frame)`, `out_wanted(frame)`, `clear_wanted()` the range of the source
    begins, ends at that frame, is the whole; `key_pressed(Action)` a key that is not the viewer's own;
    `positioned(Side, frame, is_playing)` where the clip shown is; `still_wanted()` the frame is to be
    saved, `still_menu_wanted(place on the screen)` to become what is then chosen;
    `menu_wanted(place on the screen)`; `drag_wanted()` the result shown is to be dragged out;
    `relink_wanted()` a source that is gone is to be looked for.
    Close with `close_media` before the program ends.
    """

    save_requested = Signal()
    files_dropped = Signal(list)
    links_dropped = Signal(list)
    result_opened = Signal(object)
    take_wished = Signal(int)
    star_wished = Signal()
    in_wanted = Signal(int)
    out_wanted = Signal(int)
    clear_wanted = Signal()
    key_pressed = Signal(object)
    positioned = Signal(object, int, bool)
    still_wanted = Signal()
    still_menu_wanted = Signal(QPoint)
    menu_wanted = Signal(QPoint)
    drag_wanted = Signal()
    relink_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self._deck = Deck(self)
        self._offer: Clip | None = None
        self._compare = Segmented("", "compare", [(mode, "") for mode in Mode])
        self._options = CompareOptions()
        self._file_name = ElidedLabel("", Tone.DIM, Qt.TextElideMode.ElideMiddle)
        self._file_name.setObjectName("clip_name")
        self._offer_button = Button("", "new_result", ButtonKind.LIT, "result")
        self._canvas = VideoCanvas("", "preview")
        self._cover = EmptyState("viewer_message")
        self._canvas.set_cover(self._cover)
        self._position = PositionSlider("", "position")
        self._transport = TransportBar()
        self._drop = DropZone(self._canvas, "")
        self._finder = Viewfinder(self._canvas, self._options, self._deck)
        self._reading = Reading(self._deck, self._position, self._transport)
        self.notes = Notes(self._deck, self._position, self._reading.timecode)
        self.figures = Figures(self._deck, self._finder)
        self.proxying = Proxying(self._deck)
        self._keys = KeyPad(self)
        self._cinema = Cinema(self._finder, self._keys)
        self._controls = Controls(self._deck, self._finder, self._keys)
        self._lay_out()
        self._wire()
        self.retranslate()
        self._show_side()

    def show_source(self, clip: Clip | None) -> None:
        """Put `clip` on the source side and show it; None takes it off."""
        self._finder.forget_size(Side.SOURCE)
        self._deck.set_clip(Side.SOURCE, clip)
        self._look_at(Mode.SOURCE)
        self._deck.seek(0)

    def recolour_source(self, colours: Colours | None) -> None:
        """Read the source in another way, at the same moment; None as it is tagged."""
        self._deck.recolour(Side.SOURCE, colours)

    def show_result(self, clip: Clip | None, keeps_moment: bool = False) -> None:
        """Put `clip` on the result side and show it, anew unless `keeps_moment`; None takes it off."""
        self._withdraw_offer()
        self._finder.forget_size(Side.RESULT)
        if not keeps_moment:
            self._finder.forget_nudge()
            self._options.show_slip(0)
            self._deck.set_slip(0)
        self._deck.set_clip(Side.RESULT, clip, keeps_moment)
        if clip is None:
            self._look_at(Mode.SOURCE)
        elif self._deck.mode is Mode.SOURCE:
            self._look_at(Mode.RESULT)
            if not keeps_moment:
                self._deck.seek(0)
        self._show_side()

    def show_takes(self, count: int, shown: int, starred: int) -> None:
        """Offer the takes of the edit: how many, which is shown, which is starred (from 0, -1 none)."""
        self._transport.takes.show_takes(count, shown, starred)
        self._transport.show_saved_take(starred if starred != shown else -1)

    def show_range(self, marks: tuple[int, int] | None) -> None:
        """The range of the source that will be sent, as its first and last frame; None for the whole clip."""
        self._deck.set_marks(marks, of_source=True)

    def set_keys(self, keys: Keys) -> None:
        """Obey these keys from now on."""
        self._keys.set_keys(keys)

    def share_keys(self, widget: QWidget) -> None:
        """Let the transport's keys work while `widget`, which belongs to the same desk, has the focus."""
        self._keys.watch(widget)

    def offer_result(self, clip: Clip) -> None:
        """Say that a result is there; the picture stays until the user takes it."""
        self._offer = clip
        self._offer_button.show()

    def clear(self) -> None:
        """Take off both clips and any offer."""
        self._withdraw_offer()
        for side in Side:
            self._deck.set_clip(side, None)
        self._look_at(Mode.SOURCE)

    def play(self) -> None:
        """Play what is shown."""
        self._deck.run(1)

    def seek(self, frame: int) -> None:
        """Show this frame of the source."""
        self._look_at(Mode.SOURCE)
        self._deck.seek(frame)

    @property
    def mode(self) -> Mode:
        """What is looked at."""
        return self._deck.mode

    @property
    def shown(self) -> Shown | None:
        """The frame that is on the screen, of the result where both are; None without one."""
        return self._reading.shown()

    def enlarge(self, zoom: float) -> None:
        """Show so many pixels of the screen for one of the picture; 0 fits the whole in."""
        self._finder.zoom(zoom)

    def add_beside_modes(self, choice: QWidget) -> None:
        """Put a choice of what the result is beside the ways to look at it."""
        self._bar.add_choice(choice)
        for button in choice.findChildren(QAbstractButton):
            self._keys.watch(button)

    def add_to_bar(self, button: QAbstractButton) -> None:
        """Put a button that belongs to the result at the end of the bar above the picture."""
        self._bar.add(button)
        self._keys.watch(button)

    def take_keyboard(self) -> None:
        """Give the keyboard to the picture, whose keys play and step."""
        # Not by a focus proxy of the panel: Tab would then pass over what stands above the picture.
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_media(self) -> None:
        """Let go of all files; the panel shows nothing afterwards."""
        self._cinema.close()
        self._deck.close()

    def retranslate(self) -> None:
        """Put all words in the language in use."""
        self._compare.setAccessibleName(tr("Compare"))
        for mode, words in _mode_words().items():
            self._compare.button(mode).setText(words)
        self._offer_button.setText(tr("New result, press N"))
        self._canvas.setAccessibleName(tr("Preview"))
        self._position.setAccessibleName(tr("Position"))
        self._drop.set_invitation(tr("Drop to use as source"))
        self._transport.retranslate()
        self._options.retranslate()
        self._show_message()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _lay_out(self) -> None:
        self._bar = ViewBar(self._compare, self._options, self._file_name, self._offer_button)
        self._transport.add_reading(self.proxying.word)
        self._offer_button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._canvas, 1)
        column.addWidget(self._position)
        column.addWidget(self._transport)
        self._keys.watch(self)
        self._keys.watch(self._canvas)
        parts: Sequence[QWidget] = (*self.findChildren(QAbstractButton), *self.findChildren(QAbstractSlider))
        for part in parts:
            self._keys.watch(part)

    def _wire(self) -> None:
        self._keys.touched.connect(self._take_touch)
        self._canvas.painted_first.connect(lambda: QTimer.singleShot(0, self._deck.start))
        self._cover.action_triggered.connect(self.relink_wanted)
        self._compare.chosen.connect(lambda key: self._choose(Mode(key)))
        self._offer_button.clicked.connect(self._take_offer)
        self._position.wished.connect(lambda moment: self._deck.seek(moment, self._position.isSliderDown()))
        self._position.sliderReleased.connect(lambda: self._deck.seek(self._deck.position))
        self._drop.files_dropped.connect(self.files_dropped)
        self._drop.links_dropped.connect(self.links_dropped)
        self._deck.playing_changed.connect(self._transport.show_playing)
        self._deck.failed.connect(self._show_side)
        self._finder.mode_changed.connect(lambda _: self._show_side())
        self._wire_transport()
        self._canvas.menu_wanted.connect(self.menu_wanted)
        self._canvas.drag_wanted.connect(self._drag)
        self._deck.position_changed.connect(self._tell_position)
        self._deck.playing_changed.connect(lambda _: self._tell_position(self._deck.position))
        self._controls.in_wanted.connect(self.in_wanted)
        self._controls.out_wanted.connect(self.out_wanted)
        self._controls.clear_wanted.connect(self.clear_wanted)
        self._controls.passed_on.connect(self._take_key)

    def _wire_transport(self) -> None:
        bar = self._transport
        bar.play_wished.connect(self._deck.toggle)
        bar.step_wished.connect(self._deck.step)
        bar.timecode_entered.connect(self._reading.go_to)
        bar.timecode_left.connect(self.take_keyboard)
        bar.loop_changed.connect(self._deck.set_loop)
        bar.sound_wished.connect(self._deck.sound.set_volume)
        bar.sound_of_result_wished.connect(self._deck.hear_result)
        bar.save_wished.connect(self.save_requested)
        bar.still_wished.connect(self.still_menu_wanted)
        bar.note_wished.connect(self.notes.open)
        self.notes.left.connect(self.take_keyboard)
        bar.takes.wished.connect(self.take_wished)
        bar.takes.star_wished.connect(self.star_wished)
        self._deck.sound.device_changed.connect(bar.show_sound_device)
        self._deck.sound.level_changed.connect(bar.meter.show_peak)

    def _take_touch(self, part: QWidget) -> None:
        # Buttons and sliders take no focus on a click; a key pressed after it is still meant for the viewer.
        holder = QApplication.focusWidget()
        has_keyboard = holder is not None and self.isAncestorOf(holder)
        if self.isAncestorOf(part) and not has_keyboard:
            self.take_keyboard()

    def _drag(self) -> None:
        if self._deck.mode is not Mode.SOURCE and self._deck.rack.clips.get(Side.RESULT):
            self.drag_wanted.emit()

    def _tell_position(self, moment: int) -> None:
        side = Side.SOURCE if self._deck.mode is Mode.SOURCE else Side.RESULT
        self.positioned.emit(side, self._deck.pairing.source_frame(moment), self._deck.is_playing)

    def _take_key(self, action: Action) -> None:
        ways = {
            Action.NEW_RESULT: self._take_offer,
            Action.GRAB_STILL: self.still_wanted.emit,
            Action.NOTE: self.notes.open,
            Action.PREVIOUS_NOTE: self.notes.go_back,
            Action.NEXT_NOTE: self.notes.go_on,
            Action.FIGURES: self.figures.toggle,
            Action.FULL_SCREEN: self._cinema.toggle,
            Action.STAR: self.star_wished.emit,
            Action.LOOP: self._transport.toggle_loop,
            Action.MUTE: self._transport.toggle_mute,
        }
        if action in ways:
            ways[action]()
        elif action in TAKES and TAKES.index(action) < self._transport.takes.count:
            self.take_wished.emit(TAKES.index(action))
        else:
            self.key_pressed.emit(action)

    def _choose(self, mode: Mode) -> None:
        if mode is not Mode.SOURCE and self._offer:
            self._take_offer()
        self._look_at(mode)

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

    def _look_at(self, mode: Mode) -> None:
        self._finder.show_mode(mode)
        self._show_side()

    def _show_side(self) -> None:
        self._compare.choose(self._deck.mode)
        self._file_name.setText(self._names())
        can_save = (
            self._deck.rack.clips.get(Side.RESULT) is not None
            and self._deck.rack.faults.get(Side.RESULT) is None
        )
        self._transport.show_clip(self._deck.can_play, can_save)
        self._position.setEnabled(self._deck.can_play)
        self._reading.show_length(self._deck.moments)
        self._transport.show_playing(self._deck.is_playing)
        self._show_message()

    def _names(self) -> str:
        clips = [self._deck.rack.clips.get(side) for side in self._deck.mode.sides]
        return "  |  ".join(clip.path.name for clip in clips if clip)

    def _show_message(self) -> None:
        if self._deck.can_play:
            self._cover.hide()
            return
        sides = self._deck.mode.sides
        missing = [side for side in sides if self._deck.rack.clips.get(side) is None]
        side = missing[0] if missing else next(side for side in sides if self._deck.rack.faults.get(side))
        clip, fault = self._deck.rack.clips.get(side), self._deck.rack.faults.get(side)
        message = trouble(clip, fault) if clip and fault else nothing_yet(side)
        is_gone = side is Side.SOURCE and fault is not None and fault.kind is FaultKind.MISSING
        action = tr("Find it…") if is_gone else ""
        self._cover.say(message.icon, message.title, message.text, action, message.role)
        self._finder.clear()
        self._cover.show()


def _mode_words() -> dict[Mode, str]:
    return {
        Mode.SOURCE: tr("Source"),
        Mode.RESULT: tr("Result"),
        Mode.WIPE: tr("Wipe"),
        Mode.SIDE_BY_SIDE: tr("Side"),
        Mode.DIFFERENCE: tr("Difference"),
        Mode.FLICKER: tr("Flicker"),
    }
