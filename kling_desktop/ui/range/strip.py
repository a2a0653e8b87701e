"""The strip: a clip from end to end or frame by frame, with the playhead and what is marked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.range import painting
from kling_desktop.ui.range.film import Film
from kling_desktop.ui.range.grip import FAR, WIDTH, End, Grip
from kling_desktop.ui.range.scale import Scale
from kling_desktop.viewmodels.range_state import RangeState

if TYPE_CHECKING:
    from kling_desktop.viewmodels.filmstrip import FilmstripModel

MARGIN = 14
"""Pixels free at both ends: room for the in and out point of a clip that is taken whole."""
RULER = 15
FILMS = (44, 28, 14)
"""Heights of the pictures, for windows with much, less and hardly any room; the last shows none."""
ZOOM_STEP = 1.5
NOTCH = 120
"""What Qt counts for one notch of a wheel."""
FALLBACK_SHAPE = 16 / 9
PINCH = Qt.NativeGestureType.ZoomNativeGesture


class RangeStrip(QSlider):
    """A slider over the frames of a clip whose value is the playhead, with a grip for each end of the range.

    Signals: `sought(frame)` the playhead is wanted there; `in_drawn(frame)`, `out_drawn(frame)`,
    `moved(first)` a range is drawn or moved; `held()` and `let_go()` around a drag; `viewed()` another part
    of the clip is to be seen.
    """

    sought = Signal(int)
    in_drawn = Signal(int)
    out_drawn = Signal(int)
    moved = Signal(int)
    held = Signal()
    let_go = Signal()
    viewed = Signal()

    def __init__(self, filmstrip: FilmstripModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("range")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._filmstrip = filmstrip
        self._film = Film(filmstrip)
        self._state = RangeState()
        self._scale = Scale()
        self._film_height = FILMS[0]
        self._is_told = False
        self._grabbed: float | None = None
        self._back: QPixmap | None = None
        self.begin, self.end = Grip(End.IN, self), Grip(End.OUT, self)
        self._wire()

    @property
    def scale(self) -> Scale:
        """Which part of the clip is shown."""
        return self._scale

    def sizeHint(self) -> QSize:
        """As high as ruler and pictures need."""
        return QSize(900, RULER + self._film_height)

    def minimumSizeHint(self) -> QSize:
        """As high as ruler and pictures need."""
        return QSize(200, RULER + self._film_height)

    def set_film_height(self, height: int) -> None:
        """One of `FILMS`."""
        if height != self._film_height:
            self._film_height = height
            self.setFixedHeight(RULER + height)
            self._place_grips()
            self._want()
            self._repaint()

    def show_state(self, state: RangeState) -> None:
        """Show clip, range and playhead."""
        is_other = (state.location, state.frames) != (self._state.location, self._state.frames)
        only_playhead = not is_other and state.extent == self._state.extent
        self._state = state
        if is_other:
            self._scale = Scale.whole(state.frames, self._room())
            self.viewed.emit()
        self._show_playhead()
        if not only_playhead:
            self._place_grips()
            self._want()
            self._repaint()

    def zoom(self, factor: float) -> None:
        """Come closer, or go back, round the playhead."""
        playhead = self._state.playhead
        x = self._scale.x(playhead + 0.5) if playhead is not None else self._scale.width / 2
        if not 0 <= x <= self._scale.width:
            x = self._scale.width / 2
        self._look_at(self._scale.zoomed(factor, x))

    def fit(self) -> None:
        """Show the whole clip."""
        self._look_at(Scale.whole(self._state.frames, self._room()))

    def scroll_to(self, start: float) -> None:
        """Show the clip from the frame `start` on."""
        self._look_at(self._scale.starting(start))

    def reveal(self, frame: int) -> None:
        """Scroll so far that `frame` is to be seen."""
        self._look_at(self._scale.revealing(frame))

    # ---- keys and mouse

    def event(self, event: QEvent) -> bool:
        """Keep the keys that seek and zoom; a pinch zooms."""
        is_asking = event.type() == QEvent.Type.ShortcutOverride
        if is_asking and isinstance(event, QKeyEvent) and self._target(event) is not None:
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == PINCH:
            self._look_at(self._scale.zoomed(1 + event.value(), event.position().x() - MARGIN))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Seek by frames, seconds, to the ends and to what is marked."""
        target = self._target(event)
        if target is None:
            event.ignore()
        elif self._state.frames:
            self._seek(target)
            self.reveal(min(max(target, 0), self._state.frames - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek; on the bar over the range, take hold of it."""
        if event.button() != Qt.MouseButton.LeftButton or not self._state.frames:
            event.ignore()
            return
        x = event.position().x() - MARGIN
        if self._is_on_bar(event):
            self._grabbed = self._scale.start + x / self._scale.per_frame - self._first()
            self.held.emit()
        else:
            self.setSliderDown(True)
            self._seek(self._scale.frame(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek or move the range while the button is down; else show what a press would do."""
        x = event.position().x() - MARGIN
        if self._grabbed is not None:
            self.moved.emit(round(self._scale.start + x / self._scale.per_frame - self._grabbed))
        elif self.isSliderDown():
            self._seek(self._scale.frame(x))
        else:
            is_bar = self._is_on_bar(event)
            self.setCursor(Qt.CursorShape.OpenHandCursor if is_bar else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setSliderDown(False)
        if self._grabbed is not None:
            self._grabbed = None
            self.let_go.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down zooms at the mouse; sideways, or with Shift, scrolls."""
        turned = event.angleDelta()
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        sideways = turned.x() or (turned.y() if has_shift else 0)
        if sideways:
            self._look_at(self._scale.scrolled(-sideways / NOTCH * self._scale.width / 8))
        else:
            factor = ZOOM_STEP ** (turned.y() / NOTCH)
            self._look_at(self._scale.zoomed(factor, event.position().x() - MARGIN))
        event.accept()

    # ---- painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is shown."""
        super().resizeEvent(event)
        self._look_at(self._scale.resized(self._room()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(RULER + self._film_height)
            self._repaint()

    def showEvent(self, event: QShowEvent) -> None:
        """Keep its height: the style sheet has one for every slider."""
        super().showEvent(event)
        self.setFixedHeight(RULER + self._film_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what changes seldom from memory, and the playhead over it."""
        painter = QPainter(self)
        if self._back is None or self._back.deviceIndependentSize().toSize() != self.size():
            self._back = self._painted()
        painter.drawPixmap(0, 0, self._back)
        playhead = self._state.playhead
        if playhead is not None and self._state.frames:
            x = MARGIN + self._scale.x(playhead)
            if MARGIN - 1 <= x <= self.width() - MARGIN + 1:
                painting.paint_playhead(painter, round(x) + 0.5, 2, self.height())
        if self.hasFocus():
            painting.paint_focus(painter, self._film_box().adjusted(-2, -2, 2, 2))
        painter.end()

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        back = QPixmap((self.size().toSizeF() * ratio).toSize())
        back.setDevicePixelRatio(ratio)
        back.fill(Qt.GlobalColor.transparent)
        painter = QPainter(back)
        box = self._film_box()
        painter.setClipRect(box.adjusted(0, -RULER, 0, 0))
        if self._state.frames:
            ruler = QRectF(box.left(), 0, box.width(), RULER)
            painting.paint_ruler(painter, self._scale, ruler, self._state.count)
            self._film.paint(painter, self._scale, box, self._shape())
            if self._state.extent is not None:
                painting.paint_extent(painter, self._scale, box, self._state.extent)
        painter.end()
        return back

    # ---- inside

    def _wire(self) -> None:
        self.valueChanged.connect(self._take_value)
        self._filmstrip.arrived.connect(self._repaint)
        for grip, drawn in ((self.begin, self.in_drawn), (self.end, self.out_drawn)):
            grip.wished.connect(drawn)
            grip.taken.connect(self.held)
            grip.let_go.connect(self.let_go)
            grip.reached.connect(lambda grip=grip: self.reveal(grip.value()))
        self.begin.dragged.connect(lambda x: self.in_drawn.emit(self._scale.edge(x - MARGIN + WIDTH / 2)))
        self.end.dragged.connect(lambda x: self.out_drawn.emit(self._scale.edge(x - MARGIN - WIDTH / 2) - 1))

    def _show_playhead(self) -> None:
        state = self._state
        self._is_told = True
        self.setRange(0, max(state.frames - 1, 0))
        self.setPageStep(state.count.per_second)
        # In passing it is drawn only: assistive technology is not told of each frame.
        if state.playhead is not None and not state.is_running:
            self.setValue(state.playhead)
        self._is_told = False
        if state.playhead is not None and state.is_running and not self._shows(state.playhead):
            self._look_at(self._scale.starting(state.playhead))
        if self.accessibleDescription() != state.marked_words:
            self.setAccessibleDescription(state.marked_words)
        self.update()

    def _take_value(self, frame: int) -> None:
        if not self._is_told:
            self.sought.emit(frame)

    def _shows(self, frame: int) -> bool:
        return self._scale.start <= frame < self._scale.start + self._scale.shown

    def _seek(self, frame: int) -> None:
        self.sought.emit(min(max(frame, 0), self._state.frames - 1))

    def _target(self, event: QKeyEvent) -> int | None:
        """The frame that a key asks for."""
        playhead = self._state.playhead or 0
        far = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        extent = self._state.extent
        edges = sorted({0, self._state.frames - 1, *((extent.first, extent.last) if extent else ())})
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        return {
            Qt.Key.Key_Left: playhead - far,
            Qt.Key.Key_Right: playhead + far,
            Qt.Key.Key_PageDown: playhead + self.pageStep(),
            Qt.Key.Key_PageUp: playhead - self.pageStep(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._state.frames - 1,
            Qt.Key.Key_Up: max((edge for edge in edges if edge < playhead), default=0),
            Qt.Key.Key_Down: min((edge for edge in edges if edge > playhead), default=edges[-1]),
        }.get(Qt.Key(event.key()))

    def _is_on_bar(self, event: QMouseEvent) -> bool:
        """Whether the mouse is on the part of the ruler that lies over what is marked."""
        if self._state.marked is None or event.position().y() > RULER:
            return False
        frame = self._scale.start + (event.position().x() - MARGIN) / self._scale.per_frame
        return self._state.marked.first <= frame <= self._state.marked.last + 1

    def _first(self) -> int:
        return self._state.marked.first if self._state.marked else 0

    def _look_at(self, scale: Scale) -> None:
        if scale != self._scale:
            self._scale = scale
            self._place_grips()
            self._want()
            self._repaint()
            self.viewed.emit()

    def _want(self) -> None:
        if self._state.frames and self._film_height > FILMS[-1]:
            self._filmstrip.want(self._film.tiles(self._scale, self._film_height * self._shape()))

    def _place_grips(self) -> None:
        extent, count, frames = self._state.extent, self._state.count, self._state.frames
        for grip in (self.begin, self.end):
            grip.setVisible(extent is not None)
        if extent is None:
            return
        top, height = RULER, self._film_height
        left = MARGIN + self._scale.x(extent.first) - WIDTH
        right = MARGIN + self._scale.x(extent.last + 1)
        self.begin.setGeometry(round(left), top, WIDTH, height)
        self.end.setGeometry(round(right), top, WIDTH, height)
        self.begin.show_point(extent.first, frames, count.per_second, count.text(extent.first))
        self.end.show_point(extent.last, frames, count.per_second, count.text(extent.last))

    def _repaint(self) -> None:
        self._back = None
        self.update()

    def _film_box(self) -> QRectF:
        return QRectF(MARGIN, RULER, self._room(), self._film_height)

    def _room(self) -> float:
        return max(float(self.width() - 2 * MARGIN), 1.0)

    def _shape(self) -> float:
        info = self._state.info
        return info.width / info.height if info and info.height else FALLBACK_SHAPE

    def retranslate(self) -> None:
        """Put all words in the language in use."""
        self.setAccessibleName(tr("Range"))
        self.begin.setAccessibleName(tr("In point"))
        self.end.setAccessibleName(tr("Out point"))
