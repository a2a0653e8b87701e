"""The sheet with presets and recent prompts: find one, fill it in, put it into the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.dialogs import Sheet, TextQuestion
from kling_desktop.ui.editor.preset_filling import PresetFilling
from kling_desktop.ui.editor.preset_list import PresetList
from kling_desktop.ui.editor.preset_saving import PresetSaving
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.viewmodels.presets import Offer, PresetsModel, PresetsState

WIDTH, HEIGHT = 760, 440
LIST_WIDTH = 250


class PresetsSheet(Sheet):
    """Shows a PresetsModel.

    `used` carries a prompt and a negative prompt to take the place of those there are, `added` the same to be
    put behind them.
    """

    used = Signal(str, str)
    added = Signal(str, str)

    def __init__(self, model: PresetsModel, prompt: str, negative_prompt: str, parent: QWidget) -> None:
        """`prompt` and `negative_prompt` are what the edit has now; open it with `present`."""
        super().__init__(parent, "presets", tr("Presets"))
        self._model = model
        self._now = (prompt, negative_prompt)
        self.resize(WIDTH, HEIGHT)
        self._list = PresetList()
        self._list.setFixedWidth(LIST_WIDTH)
        self._filling = PresetFilling()
        self._said = TextLabel("", Tone.SMALL)
        self._said.setObjectName("presets_said")
        self._said.setWordWrap(True)
        self._own = self._menu()
        self._use = Button(
            tr("Replace prompt") if prompt.strip() else tr("Use"), "use_preset", ButtonKind.PRIMARY
        )
        self._use.clicked.connect(self._take)
        self._add = Button(tr("Add to prompt"), "add_preset")
        self._add.setVisible(bool(prompt.strip()))
        self._add.clicked.connect(self._append)
        self._connect()
        self._lay_out()
        model.bind(self.show_state)
        self._list.take_keyboard()

    def show_state(self, state: PresetsState) -> None:
        """Show what is offered and what was said last."""
        self._list.show_state(state)
        self._said.setText(state.said)
        self._said.set_tone(Tone.DANGER if state.is_refused else Tone.SMALL)
        self._said.setVisible(bool(state.said))

    def _connect(self) -> None:
        self._list.searched.connect(self._model.search)
        self._list.chosen.connect(self._show)
        self._list.entered.connect(self._enter)
        self._filling.completed.connect(self._use.click)
        self.finished.connect(lambda _: self._model.changed.disconnect(self.show_state))

    def _show(self, offer: Offer | None) -> None:
        self._filling.show_offer(offer)
        self._use.setEnabled(offer is not None)
        self._add.setEnabled(offer is not None)
        for action in self._for_own:
            action.setEnabled(offer is not None and offer.is_own)

    def _enter(self) -> None:
        if self._list.current() is not None and not self._filling.take_keyboard():
            self._use.click()

    def _take(self) -> None:
        self.used.emit(self._filling.prompt, self._filling.negative_prompt)
        self.accept()

    def _append(self) -> None:
        self.added.emit(self._filling.prompt, self._filling.negative_prompt)
        self.accept()

    def _menu(self) -> Button:
        button = Button(tr("My presets"), "my_presets")
        menu = QMenu(button)
        menu.setObjectName("presets_menu")
        menu.setAccessibleName(button.text())
        save = menu.addAction(tr("Save this prompt as preset…"), self._save)
        save.setEnabled(bool(self._now[0].strip()))
        self._for_own = (
            menu.addAction(tr("Rename…"), self._rename),
            menu.addAction(tr("Delete…"), self._delete),
            menu.addAction(tr("Export its set…"), self._export),
        )
        menu.insertSeparator(self._for_own[0])
        menu.addSeparator()
        menu.addAction(tr("Import…"), lambda: dialogs.choose_presets(self, self._model.import_file))
        button.setMenu(menu)
        style.mark(button, "opens", "menu")
        return button

    def _save(self) -> None:
        PresetSaving(self._model, *self._now, self).present()

    def _rename(self) -> None:
        offer = self._list.current()
        if offer is None:
            return
        question = TextQuestion(
            self, tr("Rename preset"), tr("Give it another name."), tr("Name"), tr("Rename")
        )
        question.field.setText(offer.preset.name)
        question.field.selectAll()
        dialogs.ask_text(question, lambda asked, name: self._model.rename(offer, name, asked.refuse))

    def _delete(self) -> None:
        offer = self._list.current()
        if offer is None:
            return
        dialogs.confirm(
            self,
            tr("Delete “{name}”?").format(name=offer.preset.name),
            tr("It cannot be brought back."),
            tr("Delete"),
            lambda: self._model.remove(offer),
        )

    def _export(self) -> None:
        offer = self._list.current()
        if offer is None:
            return
        name = offer.set_name
        dialogs.choose_presets_target(self, name, lambda path: self._model.export(name, path))

    def _lay_out(self) -> None:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.section)
        row.addWidget(self._list)
        row.addWidget(self._filling, 1)
        self.add(both, 1)
        self.add(self._said)
        close = Button(tr("Cancel"), "cancel_presets")
        close.clicked.connect(self.reject)
        self.finish(self._own, close, self._add, self._use)
