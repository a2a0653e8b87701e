"""One frame of a clip as an image: with all care at rest, and no dearer than needed while it runs."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

_Pixels = QVideoFrameFormat.PixelFormat
_Space = QVideoFrameFormat.ColorSpace
# Planar formats of 8 bits with how many times smaller, across and down, their colour planes are.
_CHROMA = {_Pixels.Format_YUV420P: (2, 2), _Pixels.Format_YV12: (2, 2), _Pixels.Format_YUV422P: (2, 1)}
_HIGHEST_SD = 576


class Frame:
    """A frame as Qt's player hands it out; converting it is what costs, so that is left to who shows it."""

    def __init__(self, video: QVideoFrame) -> None:
        self._video = video

    @property
    def start(self) -> int:
        """When it is due, in microseconds from the start of the clip."""
        return self._video.startTime()

    def image(self, room: QSize | None = None) -> QImage:
        """The frame as an image, null if it can't be read.

        With `room` (in pixels of the screen) it is only to be seen in passing in a place no larger: the image
        may then be a coarser one. Without a graphics card, a whole UHD frame takes 40 ms and more to convert.
        """
        coarseness = 1 if room is None else self._coarseness(room)
        return self._video.toImage() if coarseness == 1 else self._coarse_image(coarseness)

    def _coarseness(self, room: QSize) -> int:
        """How many times smaller it may be taken and still fill `room`; 1 where that is not possible."""
        video = self._video
        is_plain = video.handleType() == QVideoFrame.HandleType.NoHandle
        if not is_plain or video.surfaceFormat().pixelFormat() not in _CHROMA:
            return 1
        shown = video.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return max(video.width() // max(shown.width(), 1), 1)

    def _coarse_image(self, coarseness: int) -> QImage:
        # Thinned out plane by plane before the conversion, which is what takes the time.
        width, height = (side // coarseness // 2 * 2 for side in (self._video.width(), self._video.height()))
        small = QVideoFrame(self._small_format(QSize(width, height)))
        if not self._video.map(QVideoFrame.MapMode.ReadOnly):
            return QImage()
        if small.map(QVideoFrame.MapMode.WriteOnly):
            for plane in range(self._video.planeCount()):
                self._thin_out(plane, small)
            small.unmap()
        self._video.unmap()
        return small.toImage()

    def _small_format(self, size: QSize) -> QVideoFrameFormat:
        told = self._video.surfaceFormat()
        small = QVideoFrameFormat(size, told.pixelFormat())
        space = told.colorSpace()
        if space == _Space.ColorSpace_Undefined:
            # Qt guesses by the height: the small one must be taken as the whole one would be.
            is_hd = self._video.height() > _HIGHEST_SD
            space = _Space.ColorSpace_BT709 if is_hd else _Space.ColorSpace_BT601
        small.setColorSpace(space)
        small.setColorRange(told.colorRange())
        small.setColorTransfer(told.colorTransfer())
        small.setRotation(told.rotation())
        small.setMirrored(told.isMirrored())
        return small

    def _thin_out(self, plane: int, small: QVideoFrame) -> None:
        across, down = _CHROMA[small.pixelFormat()] if plane else (1, 1)
        video = self._video
        whole = QImage(
            video.bits(plane),
            video.width() // across,
            video.height() // down,
            video.bytesPerLine(plane),
            QImage.Format.Format_Grayscale8,
        )
        width, height = small.width() // across, small.height() // down
        thin = whole.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio)
        source, target = thin.constBits(), memoryview(small.bits(plane))
        step, stride = thin.bytesPerLine(), small.bytesPerLine(plane)
        for row in range(height):
            target[row * stride : row * stride + width] = source[row * step : row * step + width]
