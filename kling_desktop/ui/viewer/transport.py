"""The row under the picture: reading, transport keys, sound, saving."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSlider, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.viewer.level_meter import LevelMeter
from kling_desktop.ui.viewer.take_bar import TakeBar
from kling_desktop.ui.viewer.timecode_field import TimecodeField
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton
from kling_desktop.ui.widgets.labels import TextLabel, Tone

_VOLUME_WIDTH = 76
_LOUDEST = 100
_LEAST = 540
_FOR_WORDS = 770
"""The width from which on the last button says all that it does."""
_RAW_WIDTH, _DURATION_WIDTH = 110, 100
"""So that nothing comes and goes as the numbers grow."""
_CHILDREN = Qt.FindChildOption.FindDirectChildrenOnly


class VolumeSlider(QSlider):
    """How loud, in hundredths."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName(name)
        self.setRange(0, _LOUDEST)
        self.setValue(_LOUDEST)
        self.setPageStep(10)
        self.setFixedWidth(_VOLUME_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()


class TransportBar(QFrame):
    """Buttons and readings for one clip; knows nothing of players.

    Signals: `play_wished()`, `step_wished(frames)`, `timecode_entered(text)`, `timecode_left()`,
    `loop_changed(is_looping)`, `sound_wished(volume 0..1, is_muted)`,
    `sound_of_result_wished(is_wanted)` instead of the source's, `save_wished()`,
    `still_wished(place on the screen for what to do with it)`, `note_wished()`.
    """

    play_wished = Signal()
    step_wished = Signal(int)
    timecode_entered = Signal(str)
    timecode_left = Signal()
    loop_changed = Signal(bool)
    sound_wished = Signal(float, bool)
    sound_of_result_wished = Signal(bool)
    save_wished = Signal()
    still_wished = Signal(QPoint)
    note_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "surface")
        self._has_sound = True
        self._can_save = False
        self._is_playing = False
        self._timecode = TimecodeField("", "timecode")
        self._duration = TextLabel("", Tone.DIM)
        self._duration.setObjectName("duration")
        self._duration.setFont(style.digits_font(style.type_scale().body))
        self._raw = TextLabel("", Tone.SMALL)
        self._raw.setObjectName("file_frame")
        self._raw.setFont(style.digits_font(style.type_scale().small))
        self._back = IconButton("step-back", "", "step_back")
        self._play = IconButton("play", "", "play")
        self._play.setCheckable(True)
        self._forward = IconButton("step-forward", "", "step_forward")
        self._loop = IconButton("loop", "", "loop")
        self._loop.setCheckable(True)
        self._grab = IconButton("image", "", "grab_still")
        self._note = IconButton("note", "", "note_here")
        self._mute = IconButton("volume", "", "mute")
        self._mute.setCheckable(True)
        self._volume = VolumeSlider("volume")
        self._whose = Button("", "sound_of_result", ButtonKind.QUIET)
        self._whose.setCheckable(True)
        self.meter = LevelMeter("sound_level")
        self.takes = TakeBar()
        self._save = Button("", "save_result", icon="save")
        # What there is no room for is left out, from the last to the first; the least that each needs.
        self._dispensable: tuple[tuple[QWidget, int], ...] = (
            (self._raw, _RAW_WIDTH),
            (self.meter, 0),
            (self._whose, 0),
            (self._duration, _DURATION_WIDTH),
            (self._volume, _VOLUME_WIDTH),
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST)
        self._lay_out()
        self._wire()
        self.retranslate()
        self.show_clip(has_clip=False, can_save=False)

    def show_clip(self, has_clip: bool, can_save: bool) -> None:
        """Whether there is something to play, and a result to save."""
        for control in (self._timecode, self._duration, self._back, self._play, self._forward, self._loop):
            control.setEnabled(has_clip)
        self._grab.setEnabled(has_clip)
        self._save.setEnabled(can_save)
        self._note.setEnabled(can_save)
        self._can_save = can_save
        self._fit()
        if not has_clip:
            self._timecode.show_settled("00:00:00:00")
            self._duration.clear()
            self._raw.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for, the least needed first."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A part has come, gone, or says something longer."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        self._name_save()
        room = self.width() - self._taken()
        for part, least in self._dispensable:
            needed = max(part.sizeHint().width(), least) + SPACE.normal
            is_shown = needed <= room and (part is not self._whose or self._can_save)
            part.setVisible(is_shown)
            room -= needed if is_shown else 0

    def _taken(self) -> int:
        """Pixels that are never given up."""
        dispensable = [part for part, _ in self._dispensable]
        parts = [part for part in self.findChildren(QWidget, options=_CHILDREN) if part not in dispensable]
        shown = [part for part in parts if not part.isHidden()]
        widths = (min(part.sizeHint().width(), part.maximumWidth()) + SPACE.tight for part in shown)
        return sum(widths) + 2 * SPACE.apart

    def _name_save(self) -> None:
        self._save.setText(tr("Save result…") if self.width() >= _FOR_WORDS else tr("Save…"))

    def show_playing(self, is_playing: bool) -> None:
        """Show that it runs, or rests."""
        self._is_playing = is_playing
        self._play.setChecked(is_playing)
        self._play.show_icon("pause" if is_playing else "play")

    def show_position(self, timecode: str, is_settled: bool) -> None:
        """Show where it is; a settled reading is told to assistive technology."""
        if is_settled:
            self._timecode.show_settled(timecode)
        else:
            self._timecode.show_running(timecode)

    def show_duration(self, duration: str) -> None:
        """Show how long it is."""
        self._duration.setText(f"/ {duration}")

    def show_saved_take(self, number: int) -> None:
        """Say that take `number` (from 0) is saved, which is not the one on show; -1 for nothing to say."""
        words = tr("Saves take {number}: it has the star").format(number=number + 1)
        self._save.setToolTip(words if number >= 0 else "")

    def add_reading(self, reading: QWidget) -> None:
        """Put one more reading behind those of the position."""
        self._readings.insertWidget(self._readings.count() - 1, reading)

    def show_file_frame(self, text: str) -> None:
        """Show the number that the frame has in its own file."""
        self._raw.setText(text)

    def toggle_loop(self) -> None:
        """Loop, or no longer."""
        self._loop.toggle()

    def toggle_mute(self) -> None:
        """Be silent, or no longer."""
        if self._mute.isEnabled():
            self._mute.toggle()

    def show_sound_device(self, has_device: bool) -> None:
        """Whether sound can be heard at all; why not stands in the tooltip."""
        self._has_sound = has_device
        self._mute.setEnabled(has_device)
        self._volume.setEnabled(has_device)
        self._show_sound()

    def retranslate(self) -> None:
        """Put all words in the language in use."""
        self._timecode.setAccessibleName(tr("Timecode"))
        self._timecode.setToolTip(
            tr("Type a timecode and press Enter: 312 is 3:12, +12 twelve frames on, -1. a second back")
        )
        self._raw.setToolTip(tr("The frame's number in the file itself, from 0"))
        self._back.set_label(tr("One frame back"), "←")
        self._play.set_label(tr("Play"), tr("Space"))
        self._forward.set_label(tr("One frame on"), "→")
        self._loop.set_label(tr("Loop"))
        self._grab.set_label(tr("Grab still…"))
        self._note.set_label(tr("Note at this frame"), "M")
        self._volume.setAccessibleName(tr("Volume"))
        self._save.setAccessibleName(tr("Save result…"))
        self._name_save()
        self._whose.setText(tr("Result's sound"))
        self._whose.setToolTip(tr("Hear the sound of the result instead of the source's"))
        self.meter.setAccessibleName(tr("Sound level"))
        self.takes.retranslate()
        self._show_sound()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.normal, SPACE.tight, SPACE.normal, SPACE.snug)
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part, share in ((left, 1), (middle, 0), (right, 1)):
            part.setSpacing(SPACE.tight)
            row.addLayout(part, share)
        left.addWidget(self._timecode)
        left.addWidget(self._duration)
        left.addSpacing(SPACE.snug)
        left.addWidget(self._raw)
        left.addStretch(1)
        self._readings = left
        for button in (self._back, self._play, self._forward, self._loop, self._grab, self._note):
            middle.addWidget(button)
        right.addStretch(1)
        right.addWidget(self.takes)
        right.addSpacing(SPACE.normal)
        right.addWidget(self._whose)
        right.addWidget(self._mute)
        right.addWidget(self._volume)
        right.addWidget(self.meter)
        right.addSpacing(SPACE.wide)
        right.addWidget(self._save)

    def _wire(self) -> None:
        self._timecode.entered.connect(self.timecode_entered)
        self._timecode.left.connect(self.timecode_left)
        self._back.clicked.connect(lambda: self.step_wished.emit(-1))
        self._forward.clicked.connect(lambda: self.step_wished.emit(1))
        self._play.toggled.connect(self._wish_play)
        self._loop.toggled.connect(self.loop_changed)
        self._mute.toggled.connect(self._tell_sound)
        self._whose.toggled.connect(self.sound_of_result_wished)
        self._volume.valueChanged.connect(self._tell_sound)
        self._save.clicked.connect(self.save_wished)
        self._note.clicked.connect(self.note_wished)
        self._grab.clicked.connect(
            lambda: self.still_wished.emit(self._grab.mapToGlobal(self._grab.rect().bottomLeft()))
        )

    def _wish_play(self, is_lit: bool) -> None:
        # Assistive technology toggles without a click. It is lit by what really plays: back, and ask.
        if is_lit != self._is_playing:
            self._play.setChecked(self._is_playing)
            self.play_wished.emit()

    def _tell_sound(self) -> None:
        self._show_sound()
        self.sound_wished.emit(self._volume.value() / _LOUDEST, self._mute.isChecked())

    def _show_sound(self) -> None:
        is_silent = not self._has_sound or self._mute.isChecked() or not self._volume.value()
        self._mute.show_icon("mute" if is_silent else "volume")
        self._mute.set_label(tr("Mute"))
        why = "" if self._has_sound else tr("This computer has no sound output. Clips play silently.")
        if why:
            self._mute.setToolTip(why)
        self._volume.setToolTip(why or tr("Volume"))
        self._mute.setAccessibleDescription(why)
