"""Ties the picture to its look: what is compared, how it is laid, enlarged and moved."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QScreen

from kling_desktop.ui.viewer.canvas import VideoCanvas
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.compare_options import CompareOptions
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.look import MOST_NUDGE, Look, Mode

ZOOMS = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Pixels of the screen for one of the picture; 0 fits the whole of it in."""


class Viewfinder(QObject):
    """Owns the look. Signals: `mode_changed(Mode)`; `zoom_changed(zoom)`."""

    mode_changed = Signal(object)
    zoom_changed = Signal(float)

    def __init__(self, canvas: VideoCanvas, options: CompareOptions, deck: Deck) -> None:
        """Shows what `deck` hands out on `canvas`."""
        super().__init__(canvas)
        self._home = canvas
        self._canvas = canvas
        self._options = options
        self._deck = deck
        self._look = Look()
        self._remark = ""
        self._images: Mapping[Side, QImage] = {}
        deck.pictures_changed.connect(self._show)
        deck.opened.connect(self._take_size)
        self._connect(canvas)
        options.split_wished.connect(self.split)
        options.level_wished.connect(lambda is_level: self._change(is_level=is_level))
        options.gain_wished.connect(lambda gain: self._change(gain=gain))
        options.offset_wished.connect(lambda offset: self._change(offset=offset))
        options.swap_wished.connect(self.swap)
        options.slip_wished.connect(deck.set_slip)

    def show_on(self, canvas: VideoCanvas) -> None:
        """Show the pictures there, in its size, in place of the panel's own canvas."""
        self._connect(canvas)
        self._take_over(canvas)

    def leave(self, canvas: VideoCanvas) -> None:
        """Show them in the panel again."""
        canvas.room_changed.disconnect(self._fit)
        self._take_over(self._home)

    def screen(self) -> QScreen | None:
        """The screen that the panel is on."""
        return self._home.screen()

    @property
    def look(self) -> Look:
        """How the pictures are shown now."""
        return self._look

    @property
    def images(self) -> Mapping[Side, QImage]:
        """The pictures on the screen."""
        return self._images

    def show_mode(self, mode: Mode) -> None:
        """Look at it in another way, at the same moment."""
        if mode is self._look.mode:
            return
        self._change(mode=mode)
        self._options.show_mode(mode)
        self._deck.set_mode(mode)
        self.mode_changed.emit(mode)

    def swap(self) -> None:
        """Show the other one of source and result; once for each call, never by itself."""
        if self._look.mode is Mode.FLICKER:
            self._change(is_swapped=not self._look.is_swapped)
            self._options.show_swapped(self._look.is_swapped)
        else:
            self.show_mode(Mode.SOURCE if self._look.mode is Mode.RESULT else Mode.RESULT)

    def split(self, share: float) -> None:
        """Place the wipe's line."""
        self._change(split=min(max(share, 0.0), 1.0))
        self._options.show_split(self._look.split)

    def zoom(self, zoom: float) -> None:
        """Enlarge to so many pixels of the screen for one of the picture; 0 fits it in."""
        self._change(zoom=zoom, pan=(0.0, 0.0))
        self.zoom_changed.emit(zoom)

    def turn_zoom(self) -> None:
        """From the whole picture to its pixels and back."""
        self.zoom(0.0 if self._look.zoom else 1.0)

    def forget_nudge(self) -> None:
        """The source stands in the middle of the result's frame again."""
        self._change(nudge=(0.0, 0.0))

    def forget_size(self, side: Side) -> None:
        """Another clip is on its way to `side`."""
        for canvas in {self._home, self._canvas}:
            canvas.set_size(side, None)

    def set_remark(self, text: str) -> None:
        """Write lines over the picture; an empty text takes them off."""
        self._remark = text
        self._canvas.set_remark(text)

    def clear(self) -> None:
        """Take the pictures off the screen."""
        self._show({})

    def _connect(self, canvas: VideoCanvas) -> None:
        canvas.room_changed.connect(self._fit)
        canvas.split_wished.connect(self.split)
        canvas.moved.connect(self._move)
        canvas.zoom_wished.connect(self._zoom_by)

    def _take_over(self, canvas: VideoCanvas) -> None:
        self._canvas = canvas
        for side in Side:
            player = self._deck.rack.players.get(side)
            canvas.set_size(side, player.size if player else None)
        canvas.set_look(self._look)
        canvas.set_remark(self._remark)
        canvas.show_pictures(self._images)
        self._fit()

    def _show(self, images: Mapping[Side, QImage]) -> None:
        self._images = images
        self._canvas.show_pictures(images)

    def _take_size(self, side: str) -> None:
        player = self._deck.rack.players.get(Side(side))
        if player is not None:
            self._canvas.set_size(Side(side), player.size)
            self._fit()

    def _fit(self) -> None:
        self._deck.set_boxes({side: self._canvas.box(side) for side in self._look.mode.sides})

    def _change(self, **changes: object) -> None:
        self._look = replace(self._look, **changes)  # type: ignore[arg-type]
        self._canvas.set_look(self._look)
        self._fit()

    def _zoom_by(self, steps: int) -> None:
        place = ZOOMS.index(self._look.zoom) + steps
        if 0 <= place < len(ZOOMS):
            self.zoom(ZOOMS[place])

    def _move(self, across: float, down: float, is_nudge: bool) -> None:
        if is_nudge:
            frame = self._canvas.place(Side.RESULT)
            if frame.isEmpty():
                return
            x, y = self._look.nudge
            self._change(nudge=(_within(x + across / frame.width()), _within(y + down / frame.height())))
        elif self._look.zoom:
            x, y = self._look.pan
            self._change(pan=(x + across, y + down))


def _within(share: float) -> float:
    return min(max(share, -MOST_NUDGE), MOST_NUDGE)
