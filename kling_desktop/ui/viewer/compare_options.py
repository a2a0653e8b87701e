"""What can be set of the way that source and result are compared: only what the mode has."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.viewer.look import GAINS, Mode
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox, SpinBox

_SLIDER_WIDTH = 90
_SLIP_WIDTH = 78
_WHOLE = 100
MOST_OFFSET = 128
MOST_SLIP = 48


class _Slider(QSlider):
    """A short slider that the wheel passes over."""

    def __init__(self, name: str, highest: int, value: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(name)
        self.setRange(0, highest)
        self.setValue(value)
        self.setFixedWidth(_SLIDER_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()


class CompareOptions(QWidget):
    """Controls for wipe, difference and flicker, and the offset in frames.

    Signals: `split_wished(share)`, `level_wished(is_level)`, `gain_wished(factor)`, `offset_wished(0–128)`,
    `swap_wished()`, `slip_wished(frames)`.
    """

    split_wished = Signal(float)
    level_wished = Signal(bool)
    gain_wished = Signal(int)
    offset_wished = Signal(int)
    swap_wished = Signal()
    slip_wished = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = Mode.SOURCE
        self._room = 0
        self._level = Button("", "wipe_level", ButtonKind.QUIET)
        self._level.setCheckable(True)
        self._split = _Slider("wipe_line", _WHOLE, _WHOLE // 2)
        self._gain = ComboBox("difference_gain")
        for factor in GAINS:
            self._gain.addItem(f"×{factor}", factor)
        self._offset = _Slider("difference_offset", MOST_OFFSET, 0)
        self._swap = Button("", "flicker_swap", ButtonKind.NORMAL)
        self._slip = SpinBox("frame_offset", -MOST_SLIP, MOST_SLIP)
        self._slip.setFixedWidth(_SLIP_WIDTH)
        self._groups: dict[Mode, tuple[QWidget, ...]] = {
            Mode.WIPE: (self._level, self._split, self._slip),
            Mode.SIDE_BY_SIDE: (self._slip,),
            Mode.DIFFERENCE: (self._gain, self._offset, self._slip),
            Mode.FLICKER: (self._swap, self._slip),
        }
        # What can be done without, or in the picture too, gives way first.
        self._dispensable: tuple[tuple[QWidget, ...], ...] = ((self._split, self._offset), (self._slip,))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.normal)
        for control in (self._level, self._split, self._gain, self._offset, self._swap, self._slip):
            row.addWidget(control)
        self._level.toggled.connect(self.level_wished)
        self._split.valueChanged.connect(lambda value: self.split_wished.emit(value / _WHOLE))
        self._gain.currentIndexChanged.connect(lambda place: self.gain_wished.emit(GAINS[place]))
        self._offset.valueChanged.connect(self.offset_wished)
        self._swap.clicked.connect(self.swap_wished)
        self._slip.valueChanged.connect(self.slip_wished)
        self.retranslate()
        self.show_mode(Mode.SOURCE)

    def set_room(self, width: int) -> None:
        """There is so much room, in pixels: leave out what does not fit."""
        if width != self._room:
            self._room = width
            self.show_mode(self._mode)

    def show_mode(self, mode: Mode) -> None:
        """Offer what that mode has."""
        self._mode = mode
        shown = list(self._groups.get(mode, ()))
        for parts in self._dispensable:
            if _length(shown) > self._room:
                shown = [part for part in shown if part not in parts]
        for control in (self._level, self._split, self._gain, self._offset, self._swap, self._slip):
            control.setVisible(control in shown)
        self.setVisible(bool(shown))

    def show_split(self, share: float) -> None:
        """The line was dragged."""
        self._split.blockSignals(True)
        self._split.setValue(round(share * _WHOLE))
        self._split.blockSignals(False)

    def show_swapped(self, is_swapped: bool) -> None:
        """Say which picture flickering has on the screen."""
        self._swap.setText(tr("Result") if is_swapped else tr("Source"))
        self._swap.setAccessibleDescription(tr("Swap with the other picture"))

    def show_slip(self, frames: int) -> None:
        """Another result has its own offset."""
        self._slip.blockSignals(True)
        self._slip.setValue(frames)
        self._slip.blockSignals(False)

    def retranslate(self) -> None:
        """Put all words in the language in use."""
        self._level.setText(tr("Horizontal"))
        self._level.setToolTip(tr("Make the line horizontal: source above, result below"))
        self._split.setAccessibleName(tr("Wipe line"))
        self._split.setToolTip(tr("Wipe line: drag it in the picture, or here"))
        self._gain.setAccessibleName(tr("Difference gain"))
        self._gain.setToolTip(tr("How much the difference is enlarged"))
        self._offset.setAccessibleName(tr("Difference offset"))
        self._offset.setToolTip(tr("How much the difference is lightened"))
        self._swap.setToolTip(tr("Swap source and result  (X)"))
        self._slip.setAccessibleName(tr("Frame offset"))
        self._slip.setToolTip(tr("Frames by which the result is shown later or earlier"))
        self._slip.setSuffix(tr(" fr"))
        self.show_swapped(self._swap.text() == tr("Result"))


def _length(parts: list[QWidget]) -> int:
    """Pixels that the parts take side by side."""
    widths = (part.sizeHint().expandedTo(part.minimumSize()).boundedTo(part.maximumSize()) for part in parts)
    return sum(size.width() + SPACE.normal for size in widths)
