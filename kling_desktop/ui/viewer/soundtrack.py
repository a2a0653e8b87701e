"""The sound of a clip while it runs forward, through Qt's multimedia; its import waits for first use."""

from array import array
from fractions import Fraction

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtMultimedia import (
    QAudioBuffer,
    QAudioBufferOutput,
    QAudioFormat,
    QAudioOutput,
    QMediaDevices,
    QMediaPlayer,
    QtAudio,
)

from kling_desktop.ui.viewer.clip import Clip

_FULL = {
    QAudioFormat.SampleFormat.Int16: ("h", 32768.0),
    QAudioFormat.SampleFormat.Int32: ("i", 2147483648.0),
    QAudioFormat.SampleFormat.Float: ("f", 1.0),
}


class Soundtrack(QObject):
    """Plays the sound of one clip at a time; without a device it stays silent and says so.

    Signals: `device_changed(has_device)`; `heard(seconds)` where it is, now and then while it runs;
    `level_changed(peak)` how loud it is, 0 to 1.
    """

    device_changed = Signal(bool)
    heard = Signal(float)
    level_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._media = QMediaPlayer(self)
        self._devices = QMediaDevices(self)
        self._output: QAudioOutput | None = None
        self._buffers = QAudioBufferOutput(self)
        self._clip: Clip | None = None
        self._volume = (1.0, False)
        self._has_device = False
        self._media.positionChanged.connect(self._tell_position)
        self._buffers.audioBufferReceived.connect(self._tell_level)
        self._devices.audioOutputsChanged.connect(self._attach)
        self._attach()

    @property
    def has_device(self) -> bool:
        """Whether the computer has anything to play sound on."""
        return self._has_device

    def load(self, clip: Clip | None) -> None:
        """Take the sound of `clip`, of none without one."""
        if clip == self._clip or not self._has_device:
            return
        self._clip = clip
        self._media.setSource(QUrl.fromLocalFile(str(clip.path)) if clip else QUrl())

    def play(self, seconds: Fraction, rate: float) -> None:
        """Play from there, `rate` times as fast."""
        if self._clip is None or not self._has_device:
            return
        self._media.setPlaybackRate(rate)
        self._media.setPosition(int(seconds * 1000))
        self._media.play()

    def rest(self) -> None:
        """Be silent."""
        if self._media.playbackState() == QMediaPlayer.PlaybackState.PlayingState:
            self._media.pause()
            self.level_changed.emit(0.0)

    def set_volume(self, volume: float, is_muted: bool) -> None:
        """How loud, 0 to 1 as heard; kept until there is a device."""
        self._volume = (volume, is_muted)
        if self._output is not None:
            scales = QtAudio.VolumeScale
            loudness = QtAudio.convertVolume(volume, scales.LogarithmicVolumeScale, scales.LinearVolumeScale)
            self._output.setVolume(loudness)
            self._output.setMuted(is_muted)

    def close(self) -> None:
        """Let go of the file."""
        self._clip = None
        self._media.stop()
        self._media.setSource(QUrl())

    @Slot("qlonglong")
    def _tell_position(self, milliseconds: int) -> None:
        if self._media.playbackState() == QMediaPlayer.PlaybackState.PlayingState and milliseconds:
            self.heard.emit(milliseconds / 1000)

    @Slot(QAudioBuffer)
    def _tell_level(self, buffer: QAudioBuffer) -> None:
        self.level_changed.emit(peak(bytes(buffer.constData()), buffer.format().sampleFormat()))

    @Slot()
    def _attach(self) -> None:
        self._has_device = not QMediaDevices.defaultAudioOutput().isNull()
        # An output without a device would have Qt complain at each start: it waits for one.
        if self._has_device and self._output is None:
            self._output = QAudioOutput(self)
            self._media.setAudioOutput(self._output)
            self._media.setAudioBufferOutput(self._buffers)
            self.set_volume(*self._volume)
        self.device_changed.emit(self._has_device)


def peak(samples: bytes, kind: QAudioFormat.SampleFormat) -> float:
    """The loudest sample, 0 to 1; 0 for kinds of samples that are not read."""
    if kind not in _FULL or not samples:
        return 0.0
    code, full = _FULL[kind]
    values = array(code, samples)
    return float(min(max(max(values), -min(values)) / full, 1.0))
