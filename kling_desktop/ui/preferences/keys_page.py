"""The page of shortcuts: a layout from another program, and one's own keys in place of its."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QKeySequenceEdit, QLineEdit, QVBoxLayout, QWidget

from kling_desktop.domain.keys import LAYOUTS, Action, chosen, collisions
from kling_desktop.i18n import tr
from kling_desktop.ui.preferences.choice_form import LABEL_WIDTH
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels.key_words import action_words

if TYPE_CHECKING:
    from kling_desktop.viewmodels.preferences import Preferences, PreferencesModel

FORM = QKeySequence.SequenceFormat.PortableText


class KeysPage(QWidget):
    """Shows the keys of viewer and strip; a change counts at once, one that collides is refused in words."""

    def __init__(self, preferences: PreferencesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._layout = ComboBox("key_layout")
        self._layout.setAccessibleName(tr("Keys as in"))
        for name, words in _layouts().items():
            self._layout.addItem(words, name)
        self._layout.activated.connect(lambda _: preferences.choose_layout(self._layout.currentData()))
        self._reset = Button(tr("Undo my own keys"), "reset_keys", ButtonKind.QUIET)
        self._reset.clicked.connect(preferences.reset_keys)
        self._refusal = TextLabel("", Tone.WARNING)
        self._refusal.setObjectName("key_collision")
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._fields = {action: self._field(action, words) for action, words in action_words().items()}
        self._more = {action: TextLabel("", Tone.DIM) for action in self._fields}
        self._lay_out()
        preferences.bind(self.show_preferences)

    def show_preferences(self, state: Preferences) -> None:
        """Show the keys in force."""
        self._layout.setCurrentIndex(self._layout.findData(state.layout))
        self._layout.setEnabled(state.is_open)
        self._reset.setVisible(bool(state.own_keys))
        keys = chosen(state.layout, state.own_keys)
        for action, field in self._fields.items():
            field.setKeySequence(QKeySequence(keys[action][0], FORM))
            others = (
                QKeySequence(key, FORM).toString(QKeySequence.SequenceFormat.NativeText)
                for key in keys[action][1:]
            )
            self._more[action].setText(
                tr("or {keys}").format(keys=", ".join(others)) if keys[action][1:] else ""
            )

    def _field(self, action: Action, words: str) -> QKeySequenceEdit:
        field = QKeySequenceEdit()
        field.setObjectName(f"key_{action}")
        field.setAccessibleName(words)
        for inner in field.findChildren(QLineEdit):
            # This is what has the keyboard and is read aloud.
            inner.setAccessibleName(words)
        field.setMaximumSequenceLength(1)
        field.editingFinished.connect(lambda: self._take(action))
        return field

    def _take(self, action: Action) -> None:
        state = self._preferences.state
        typed = self._fields[action].keySequence().toString(FORM)
        before = chosen(state.layout, state.own_keys)
        if not typed or typed == before[action][0]:
            self.show_preferences(state)
            return
        wanted = {**before, action: (typed,)}
        taken = [each for key, users in collisions(wanted) if key == typed.lower() for each in users]
        if taken:
            other = next(each for each in taken if each is not action)
            sentence = tr("{key} is taken: it stands for “{action}”. Give that another key first.")
            self._refusal.setText(sentence.format(key=typed, action=action_words()[other]))
            self.show_preferences(state)
        else:
            self._preferences.set_key(action.value, typed)
        self._refusal.setVisible(bool(taken))

    def _lay_out(self) -> None:
        head = QGridLayout()
        head.setSpacing(SPACE.wide)
        label = TextLabel(tr("Keys as in"))
        label.setBuddy(self._layout)
        head.addWidget(label, 0, 0)
        head.addWidget(self._layout, 0, 1)
        head.addWidget(self._reset, 0, 2)
        head.setColumnStretch(1, 1)
        table = QWidget()
        rows = QGridLayout(table)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(SPACE.wide)
        rows.setVerticalSpacing(SPACE.tight)
        widest = LABEL_WIDTH
        for row, (action, field) in enumerate(self._fields.items()):
            name = TextLabel(action_words()[action])
            name.setBuddy(field)
            widest = max(widest, name.sizeHint().width())
            rows.addWidget(name, row, 0)
            rows.addWidget(field, row, 1)
            rows.addWidget(self._more[action], row, 2)
        rows.setColumnStretch(2, 1)
        # The layout and the keys begin at one line.
        for grid in (head, rows):
            grid.setColumnMinimumWidth(0, widest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.normal)
        column.addLayout(head)
        column.addWidget(self._refusal)
        column.addWidget(table)


def _layouts() -> dict[str, str]:
    words = {
        "standard": tr("Kling Desktop"),
        "premiere": "Premiere Pro",
        "resolve": "DaVinci Resolve",
        "avid": "Avid Media Composer",
        "losslesscut": "LosslessCut",
    }
    return {name: words[name] for name in LAYOUTS}
