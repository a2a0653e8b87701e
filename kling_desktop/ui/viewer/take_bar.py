"""The takes of one edit: which is shown, and which is the winner."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton

MOST = 4


class TakeBar(QWidget):
    """Buttons T1–T4 and a star. Signals: `wished(number)` a take from 0; `star_wished()` for the shown."""

    wished = Signal(int)
    star_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        self._buttons = [self._button(number) for number in range(MOST)]
        for button in self._buttons:
            row.addWidget(button)
        self._star = IconButton("star", "", "star_take")
        row.addWidget(self._star)
        self._star.clicked.connect(self.star_wished)
        self._state: tuple[int, int, int] = (0, 0, -1)
        self.show_takes(0, 0, -1)

    @property
    def count(self) -> int:
        """How many takes there are."""
        return self._state[0]

    def show_takes(self, count: int, shown: int, starred: int) -> None:
        """Offer `count` takes; `shown` is on the screen, `starred` the winner (from 0, -1 for none)."""
        self._state = (count, shown, starred)
        for number, button in enumerate(self._buttons):
            button.setVisible(count > 1 and number < count)
            button.setChecked(number == shown)
            button.show_icon("star-filled" if number == starred else "")
        self._star.setVisible(count > 0)
        is_starred = count > 0 and shown == starred
        self._star.show_icon("star-filled" if is_starred else "star")
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words in the language in use."""
        count, shown, starred = self._state
        for number, button in enumerate(self._buttons):
            button.setText(tr("T{number}").format(number=number + 1))
            is_winner = number == starred
            name = tr("Take {number}, starred") if is_winner else tr("Take {number}")
            button.setAccessibleName(name.format(number=number + 1))
            button.setToolTip(f"{name.format(number=number + 1)}  ({number + 1})")
        label = tr("Take the star off") if count and shown == starred else tr("Star this take")
        self._star.set_label(label, "S")

    def _button(self, number: int) -> Button:
        button = Button("", f"take_{number + 1}", ButtonKind.QUIET)
        button.setCheckable(True)
        button.toggled.connect(lambda is_lit: self._wish(number, is_lit))
        return button

    def _wish(self, number: int, is_lit: bool) -> None:
        # Assistive technology toggles without a click. It is lit by what is shown: back, and ask.
        is_shown = number == self._state[1]
        if is_lit != is_shown:
            self._buttons[number].setChecked(is_shown)
            self.wished.emit(number)
