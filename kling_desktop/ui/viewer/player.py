"""Plays one clip through Qt's multimedia, whose import is so dear that this room is entered on first use."""

from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtMultimedia import (
    QAudioOutput,
    QMediaDevices,
    QMediaMetaData,
    QMediaPlayer,
    QtAudio,
    QVideoFrame,
    QVideoSink,
)

from kling_desktop.ui.viewer.clip import FALLBACK_RATE, Clip, Fault, FaultKind
from kling_desktop.ui.viewer.frame import Frame

_State = QMediaPlayer.PlaybackState
_Status = QMediaPlayer.MediaStatus
# A seek that brings no frame (damage, the very end) must not hold back the next one for ever.
_SEEK_PATIENCE_MS = 1500
_UNNAMED_CODECS = ("", "Unspecified")
_ROUNDING_OF_RATES = 0.01


class Player(QObject):
    """One clip: plays, rests on exact frames, reports in frame numbers (the first is 0).

    Owns the media objects of Qt; `close` gives the file back. No timer runs while it rests.
    Signals: `frame_arrived(Frame)`, `position_changed(frame)`, `length_changed(frames)`,
    `playing_changed(is_playing)`, `sound_changed(has_device)`, `failed(Fault)`.
    """

    frame_arrived = Signal(object)
    position_changed = Signal(int)
    length_changed = Signal(int)
    playing_changed = Signal(bool)
    sound_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clip: Clip | None = None
        self._rate = FALLBACK_RATE
        self._frames = 0
        self._shown = 0
        self._target: int | None = None
        self._next: int | None = None
        self._is_open = False
        self._has_failed = False
        self._volume = 1.0
        self._is_muted = False
        self._sound: QAudioOutput | None = None
        self._has_device = False
        self._sink: QVideoSink | None = None
        self._media = QMediaPlayer(self)
        self._devices = QMediaDevices(self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SEEK_PATIENCE_MS)
        self._patience.timeout.connect(self._go_on_seeking)
        self._media.mediaStatusChanged.connect(self._follow_status)
        self._media.playbackStateChanged.connect(self._follow_state)
        self._media.durationChanged.connect(self._follow_duration)
        self._media.errorOccurred.connect(self._follow_error)
        self._devices.audioOutputsChanged.connect(self._attach_sound)
        self._attach_sound()

    @property
    def position(self) -> int:
        """The frame shown, or the one that is being looked for."""
        if self._next is not None:
            return self._next
        return self._shown if self._target is None else self._target

    @property
    def frames(self) -> int:
        """How many frames the clip has; 0 until that is known."""
        return self._frames

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return self._rate

    @property
    def is_playing(self) -> bool:
        """Whether it runs."""
        return self._media.playbackState() == _State.PlayingState

    @property
    def has_sound_device(self) -> bool:
        """Whether the computer has anything to play sound on."""
        return self._has_device

    def load(self, clip: Clip) -> None:
        """Open `clip` and rest on its first frame; `failed` tells what is wrong with it."""
        self._media.stop()
        self._clip = clip
        self._rate = clip.rate or FALLBACK_RATE
        self._frames = clip.frames or 0
        self._shown = 0
        self._target = self._next = None
        self._is_open = False
        self._has_failed = False
        self._renew_sink()
        self._media.setSource(QUrl.fromLocalFile(str(clip.path)))
        self._media.pause()

    def play(self) -> None:
        """Play on, from the start if it stands on the last frame."""
        if self._has_failed or self._clip is None:
            return
        if self._frames and self.position >= self._frames - 1:
            self._target, self._next = 0, None
            self._media.setPosition(0)
        self._media.play()

    def pause(self) -> None:
        """Rest on the frame that is shown."""
        if self.is_playing:
            self._media.pause()

    def seek(self, frame: int) -> None:
        """Show `frame` (clamped to the clip); while one is looked for, only the last wish is kept."""
        if self._has_failed or self._clip is None:
            return
        wanted = max(0, min(frame, self._frames - 1)) if self._frames else max(0, frame)
        if self._is_open and self._target is None:
            self._look_for(wanted)
        else:
            self._next = wanted
        self.position_changed.emit(wanted)

    def set_loop(self, is_looping: bool) -> None:
        """Begin again at the end, or stop there."""
        self._media.setLoops(QMediaPlayer.Loops.Infinite if is_looping else QMediaPlayer.Loops.Once)

    def set_sound(self, volume: float, is_muted: bool) -> None:
        """How loud, 0 to 1 as heard; kept until there is a device."""
        self._volume = volume
        self._is_muted = is_muted
        if self._sound is not None:
            scales = QtAudio.VolumeScale
            loudness = QtAudio.convertVolume(volume, scales.LogarithmicVolumeScale, scales.LinearVolumeScale)
            self._sound.setVolume(loudness)
            self._sound.setMuted(is_muted)

    def close(self) -> None:
        """Stop and let go of the file; nothing is reported afterwards."""
        self._patience.stop()
        self._clip = None
        self._media.stop()
        self._media.setSource(QUrl())

    def _renew_sink(self) -> None:
        # Frames of the clip before are still under way to the old sink: they end with it.
        old, self._sink = self._sink, QVideoSink(self)
        self._sink.videoFrameChanged.connect(self._take_frame, Qt.ConnectionType.QueuedConnection)
        self._media.setVideoSink(self._sink)
        if old is not None:
            old.deleteLater()

    def _look_for(self, frame: int) -> None:
        self._target = frame
        # On the boundary between two frames Qt shows the one before: aim at the middle.
        self._media.setPosition(int((frame + Fraction(1, 2)) * 1000 / self._rate))
        if self._media.playbackState() == _State.StoppedState:
            self._media.pause()
        self._patience.start()

    @Slot()
    def _go_on_seeking(self) -> None:
        self._patience.stop()
        self._target = None
        wanted, self._next = self._next, None
        if wanted is not None and wanted != self._shown:
            self._look_for(wanted)

    @Slot(QVideoFrame)
    def _take_frame(self, frame: QVideoFrame) -> None:
        # Stopping sends an empty frame; the last picture stays.
        if not frame.isValid() or self._clip is None:
            return
        number = round(Fraction(frame.startTime(), 1_000_000) * self._rate)
        if not self._is_wanted(number):
            return
        self._shown = number
        if number >= self._frames:
            self._count(number + 1)
        self.frame_arrived.emit(Frame(frame))
        if self._target is not None:
            self._go_on_seeking()
        self.position_changed.emit(self.position)

    def _is_wanted(self, number: int) -> bool:
        if self._target is None or number == self._target:
            return True
        # Running, the frame that was looked for may have been skipped.
        return self.is_playing and self._target < number <= self._target + self._rate

    @Slot(QMediaPlayer.MediaStatus)
    def _follow_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == _Status.LoadedMedia:
            self._take_facts()
        elif status == _Status.EndOfMedia:
            if self._clip is not None and self._clip.frames is None:
                # Sound is often longer than the picture; what was shown last is the last frame.
                self._count(self._shown + 1)
            self._target = self._next = None

    def _take_facts(self) -> None:
        if self._clip is None:
            return
        if not self._media.hasVideo():
            self._fail(FaultKind.NO_PICTURE)
            return
        if self._clip.rate is None:
            self._rate = _as_rate(self._media.metaData().stringValue(QMediaMetaData.Key.VideoFrameRate))
        self._follow_duration(self._media.duration())
        self.length_changed.emit(self._frames)
        if not self._is_open:
            self._is_open = True
            self._go_on_seeking()

    @Slot("qlonglong")
    def _follow_duration(self, milliseconds: int) -> None:
        if self._clip is not None and self._clip.frames is None and milliseconds > 0:
            # Rounded: a duration cut off to whole milliseconds would lose the last frame.
            self._count(round(milliseconds * self._rate / 1000))

    def _count(self, frames: int) -> None:
        if frames != self._frames:
            self._frames = frames
            self.length_changed.emit(frames)

    @Slot(QMediaPlayer.PlaybackState)
    def _follow_state(self, state: QMediaPlayer.PlaybackState) -> None:
        self.playing_changed.emit(state == _State.PlayingState)

    @Slot(QMediaPlayer.Error, str)
    def _follow_error(self, error: QMediaPlayer.Error, _text: str) -> None:
        if self._clip is None or error == QMediaPlayer.Error.NoError:
            return
        if not self._clip.path.is_file():
            self._fail(FaultKind.MISSING)
        elif error == QMediaPlayer.Error.FormatError:
            self._fail(FaultKind.UNPLAYABLE)
        else:
            self._fail(FaultKind.UNREADABLE)

    def _fail(self, kind: FaultKind) -> None:
        if self._has_failed:
            return
        self._has_failed = True
        codec = self._media.metaData().stringValue(QMediaMetaData.Key.VideoCodec)
        self.failed.emit(Fault(kind, "" if codec in _UNNAMED_CODECS else codec))

    @Slot()
    def _attach_sound(self) -> None:
        self._has_device = not QMediaDevices.defaultAudioOutput().isNull()
        # An output without a device would have Qt complain at each start: it waits for one.
        if self._has_device and self._sound is None:
            self._sound = QAudioOutput(self)
            self._media.setAudioOutput(self._sound)
            self.set_sound(self._volume, self._is_muted)
        self.sound_changed.emit(self._has_device)


def _as_rate(told: str) -> Fraction:
    """The frame rate that a file tells in decimals, as the exact fraction it stands for."""
    try:
        decimals = float(told)
    except ValueError:
        return FALLBACK_RATE
    for divisor in (1000, 1001):
        near = Fraction(round(decimals * divisor / 1000) * 1000, divisor)
        if abs(float(near) - decimals) < _ROUNDING_OF_RATES:
            return near or FALLBACK_RATE
    return Fraction(decimals).limit_denominator(1000)
