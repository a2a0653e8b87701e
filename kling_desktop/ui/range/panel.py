"""The range panel: the strip, what it says in words, and the buttons that mark and prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.domain.cut import Filling, LookKind, Pace, SourceLook
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.range.overview import Overview
from kling_desktop.ui.range.question import Question
from kling_desktop.ui.range.strip import FILMS, MARGIN, ZOOM_STEP, RangeStrip
from kling_desktop.ui.range.treatment import TreatmentSheet
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton
from kling_desktop.ui.widgets.labels import ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_desktop.viewmodels.filmstrip import FilmstripModel
    from kling_desktop.viewmodels.range import RangeModel
    from kling_desktop.viewmodels.range_state import RangeState

LEAST_HEIGHTS = (600, 350, 260)
"""Logical pixels of picture and panel together, from which on the strip has each of its heights."""


class RangePanel(QFrame):
    """Shows a RangeModel and takes what the user does to it; hidden while there is no clip.

    `sought(frame)`: the viewer is to go there.
    """

    sought = Signal(int)

    def __init__(self, model: RangeModel, filmstrip: FilmstripModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("range_panel")
        self.setProperty("panel", "surface")
        self._model = model
        self._filmstrip = filmstrip
        self.strip = RangeStrip(filmstrip)
        self._overview = Overview(MARGIN)
        self._words = TextLabel()
        self._words.setObjectName("range_words")
        self._words.setFont(style.digits_font(style.type_scale().body))
        self._plan = ElidedLabel("", Tone.SMALL)
        self._plan.setObjectName("plan")
        self._in = IconButton("mark-in", tr("Mark in"), "mark_in", "I")
        self._out = IconButton("mark-out", tr("Mark out, the last frame included"), "mark_out", "O")
        self._clear = IconButton("close", tr("Clear range"), "clear_range", tr("Del"))
        self._here = Button(tr("Mark 5 s here"), "mark_5_s_here")
        self._prepare = Button(tr("Prepare"), "prepare", ButtonKind.QUIET, "chevron-down")
        self._look = Question("look_question", ("rec709", "log"))
        self._recalled = InlineNotice("look_recalled")
        self._filling = Question(
            "filling_question", tuple(each for each in Filling if each is not Filling.NONE)
        )
        self._length = Question("length_question", ("here", "real_time"))
        self._is_drawn = False
        self._sheet = TreatmentSheet(model, self)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.strip.retranslate()
        model.bind(self.show_state)

    def show_state(self, state: RangeState) -> None:
        """Show the clip and what is marked of it."""
        self.setVisible(state.info is not None)
        self._filmstrip.show_clip(state.location, state.info, state.cut.treatment.look)
        self.strip.show_state(state)
        self._show_overview()
        self._words.setText(" ".join(filter(None, (state.marked_words, state.handles_words))))
        self._show_plan(state)
        self._clear.setVisible(state.marked is not None)
        self._here.setVisible(state.offers_here and not self._asks_for_length(state))
        self._in.setEnabled(state.playhead is not None)
        self._out.setEnabled(state.playhead is not None)
        self._ask(state)

    def fit_into(self, height: int) -> None:
        """Leave the picture its room in a column of this height."""
        fitting = (film for film, least in zip(FILMS, LEAST_HEIGHTS, strict=True) if height >= least)
        self.strip.set_film_height(next(fitting, FILMS[-1]))
        # In less room than that words and buttons do, and the picture keeps what the strip would take.
        for part in (self.strip, self._overview):
            part.setVisible(height >= LEAST_HEIGHTS[-1])

    def _show_plan(self, state: RangeState) -> None:
        price = wording.money(state.price.amount, state.price.currency) if state.price else ""
        # What is asked above needs no saying twice.
        needs_filling = state.plan is not None and state.plan.needs_filling
        is_asked = state.needs_range or needs_filling or self._asks_for_length(state)
        words = "" if is_asked else state.plan_words.rstrip(".")
        self._plan.setText(" · ".join(filter(None, (words, price and f"≈ {price}"))))
        self._plan.set_tone(Tone.WARNING if state.is_refused else Tone.SMALL)
        self._plan.setToolTip("\n".join((state.plan_words, *state.remarks)))

    def _ask(self, state: RangeState) -> None:
        if state.asks_for_look:
            text = tr("This picture looks like log footage, and the file does not say. How is it to be read?")
            self._look.ask(text, (tr("As Rec.709"), tr("As log, with a LUT…")))
        else:
            self._look.hide()
        if state.recalled_words:
            self._recalled.say(NoticeKind.INFO, state.recalled_words, tr("Undo"))
        else:
            self._recalled.clear()
        if state.plan is not None and state.plan.needs_filling:
            self._filling.ask(
                state.plan_words, (tr("Slow it down"), tr("Freeze the last frame"), tr("Loop it"))
            )
        else:
            self._filling.hide()
        if self._asks_for_length(state):
            real_time = tr("Real time") if state.fits_in_real_time else ""
            self._length.ask(state.plan_words, (tr("Mark 5 s here"), real_time))
        else:
            self._length.hide()

    def _asks_for_length(self, state: RangeState) -> bool:
        """Not while a range is being drawn: the strip would move away under the mouse."""
        return state.is_too_long and not self._is_drawn

    def _hold(self) -> None:
        self._is_drawn = not self._length.isVisible()
        self._model.hold()

    def _let_go(self) -> None:
        self._is_drawn = False
        self._model.release()
        self.show_state(self._model.state)

    def _answer_length(self, key: str) -> None:
        if key == "here":
            self._model.mark_here()
        else:
            self._model.set_pace(Pace.REAL_TIME)

    def _show_overview(self) -> None:
        state = self._model.state
        self._overview.show_view(self.strip.scale, state.extent, state.playhead)

    def _choose_lut(self) -> None:
        dialogs.choose_lut(self, self._model.use_lut)

    def _answer_look(self, key: str) -> None:
        if key == "rec709":
            self._model.set_look(SourceLook(LookKind.REC709))
        else:
            self._choose_lut()

    def _open_sheet(self) -> None:
        self._sheet.open_above(self._prepare)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 0, SPACE.normal, SPACE.tight)
        row.setSpacing(SPACE.tight)
        row.addWidget(self._words)
        row.addSpacing(SPACE.normal)
        row.addWidget(self._plan, 1)
        for button in (self._in, self._out, self._clear, self._here, self._prepare):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.hair, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(self.strip)
        column.addWidget(self._overview)
        asked = QVBoxLayout()
        asked.setContentsMargins(MARGIN, 0, MARGIN, 0)
        asked.addWidget(self._look)
        asked.addWidget(self._recalled)
        asked.addWidget(self._filling)
        asked.addWidget(self._length)
        column.addLayout(asked)
        column.addLayout(row)

    def _connect(self) -> None:
        model, strip = self._model, self.strip
        strip.sought.connect(self.sought)
        strip.in_drawn.connect(model.draw_in)
        strip.out_drawn.connect(model.draw_out)
        strip.moved.connect(model.move_to)
        strip.held.connect(self._hold)
        strip.let_go.connect(self._let_go)
        strip.viewed.connect(self._show_overview)
        self._overview.wished.connect(strip.scroll_to)
        self._in.clicked.connect(model.mark_in)
        self._out.clicked.connect(model.mark_out)
        self._clear.clicked.connect(model.clear)
        self._here.clicked.connect(model.mark_here)
        self._prepare.clicked.connect(self._open_sheet)
        self._sheet.lut_wanted.connect(self._choose_lut)
        self._recalled.action_triggered.connect(model.take_back_look)
        self._look.answered.connect(self._answer_look)
        self._length.answered.connect(self._answer_length)
        self._filling.answered.connect(lambda key: model.set_filling(Filling(key)))

    def _bind_keys(self) -> None:
        model, strip = self._model, self.strip
        keys: dict[QKeySequence, Callable[[], None]] = {
            QKeySequence(Qt.Key.Key_I): model.mark_in,
            QKeySequence(Qt.Key.Key_O): model.mark_out,
            QKeySequence(Qt.Key.Key_Delete): model.clear,
            QKeySequence(QKeySequence.StandardKey.Undo): model.undo,
            QKeySequence(QKeySequence.StandardKey.Redo): model.redo,
            QKeySequence(Qt.Key.Key_Plus): lambda: strip.zoom(ZOOM_STEP),
            QKeySequence(Qt.Key.Key_Equal): lambda: strip.zoom(ZOOM_STEP),
            QKeySequence(Qt.Key.Key_Minus): lambda: strip.zoom(1 / ZOOM_STEP),
            QKeySequence(Qt.Key.Key_Backslash): strip.fit,
        }
        for sequence, call in keys.items():
            shortcut = QShortcut(sequence, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)
