"""Shows every control in both themes; `python -m tests.support.gallery DIR` writes them there as pictures."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.ui.theme import icons, style
from kling_desktop.ui.theme.roles import DARK, LIGHT, SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind, IconButton, PrimaryButton
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.drop_zone import DropZone
from kling_desktop.ui.widgets.empty_state import EmptyState
from kling_desktop.ui.widgets.fields import ComboBox, SpinBox
from kling_desktop.ui.widgets.labels import Badge, BadgeKind, ElidedLabel, TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind
from kling_desktop.ui.widgets.progress import ThinProgress
from kling_desktop.ui.widgets.segmented import Segmented


class Gallery(QWidget):
    """All controls side by side, in the states that can be shown at once."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Gallery")
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.apart, SPACE.apart, SPACE.apart, SPACE.apart)
        grid.setSpacing(SPACE.section)
        for place, column in enumerate((self._buttons(), self._fields(), self._words())):
            grid.addLayout(column, 0, place)
        for column_number in range(3):
            grid.setColumnStretch(column_number, 1)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(TextLabel("Buttons", Tone.LABEL))
        column.addWidget(PrimaryButton("Generate", "generate", "Ctrl+⏎"))
        sleeping = PrimaryButton("Generate", "asleep", "Ctrl+⏎")
        sleeping.setEnabled(False)
        column.addWidget(sleeping)
        column.addLayout(
            _row(
                Button("Normal", "normal"),
                Button("Add video…", "add", icon="plus"),
                Button("Delete", "delete", ButtonKind.DANGER, "trash"),
            )
        )
        disabled = Button("Disabled", "disabled", icon="save")
        disabled.setEnabled(False)
        self.focused = Button("Focused", "focused")
        column.addLayout(_row(Button("Quiet", "quiet", ButtonKind.QUIET, "refresh"), disabled, self.focused))
        column.addLayout(_row(Button("A link", "link", ButtonKind.LINK)))
        loop = IconButton("loop", "Loop", "loop")
        loop.setCheckable(True)
        loop.setChecked(True)
        names = ("step-back", "play", "step-forward", "volume", "star-filled", "settings", "more")
        column.addLayout(_row(*(IconButton(name, name, name) for name in names), loop))
        column.addWidget(Segmented("Compare", "compare", [("a", "Source"), ("b", "Result"), ("c", "Side")]))
        section = Collapsible("Negative prompt", "section", QPlainTextEdit("blurry, text"))
        section.set_open(True)
        folded = Collapsible("First and last frame", "folded", QWidget())
        folded.set_remark("2 pictures")
        column.addWidget(section)
        column.addWidget(folded)
        bar = ThinProgress("Progress", "progress")
        bar.set_fraction(0.4)
        unknown = ThinProgress("Progress", "endless")
        unknown.set_fraction(None)
        column.addWidget(bar)
        column.addWidget(unknown)
        column.addStretch(1)
        return column

    def _fields(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(TextLabel("Fields", Tone.LABEL))
        form = QFormLayout()
        line, faulty, off = QLineEdit("Add snow falling"), QLineEdit("not a link"), QLineEdit("Disabled")
        line.selectAll()
        faulty.setProperty("fault", True)
        off.setEnabled(False)
        empty = QLineEdit()
        empty.setPlaceholderText("https://…")
        combo = ComboBox("mode")
        combo.addItems(["Standard", "Professional"])
        for label, field in (("Prompt", line), ("Link", faulty), ("Empty", empty), ("Off", off)):
            form.addRow(label, field)
        form.addRow("Mode", combo)
        form.addRow("Takes", SpinBox("takes", 1, 4))
        column.addLayout(form)
        text = QPlainTextEdit("Add snow falling to @Video1, soft evening light")
        text.setMaximumHeight(64)
        column.addWidget(text)
        kept, partly = QCheckBox("Keep original sound"), QCheckBox("Partly")
        kept.setChecked(True)
        partly.setTristate(True)
        partly.setCheckState(Qt.CheckState.PartiallyChecked)
        one, other = QRadioButton("One"), QRadioButton("Other")
        one.setChecked(True)
        column.addLayout(_row(kept, partly, QCheckBox("Off")))
        column.addLayout(_row(one, other))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setValue(40)
        column.addWidget(slider)
        tabs = QTabWidget()
        for name in ("Edit", "Viewer", "Tasks"):
            tabs.addTab(_listing(), name)
        column.addWidget(tabs)
        column.addStretch(1)
        return column

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(TextLabel("Words", Tone.LABEL))
        for tone in (Tone.TITLE, Tone.STRONG, Tone.NORMAL, Tone.DIM, Tone.SMALL):
            column.addWidget(TextLabel(f"{tone.value}: Add snow falling to @Video1", tone))
        column.addWidget(ElidedLabel("A013C004_210812_R2EZ_a_very_long_reel_name_graded.mov" * 2))
        column.addLayout(
            _row(
                Badge("LIVE", BadgeKind.LIVE, "live"),
                Badge("PRACTICE", BadgeKind.PRACTICE, "practice"),
                Badge("done", BadgeKind.POSITIVE, "check"),
                Badge("2 running", BadgeKind.ACCENT),
            )
        )
        column.addLayout(
            _row(
                Badge("held", BadgeKind.WARNING, "warning"),
                Badge("failed", BadgeKind.DANGER, "cross"),
                Badge("v003", BadgeKind.NEUTRAL),
            )
        )
        said = (
            (NoticeKind.INFO, "This clip will be sent at 1080p, frame for frame.", ""),
            (NoticeKind.WARNING, "There is no key yet. Nothing can be sent.", "Settings"),
            (
                NoticeKind.DANGER,
                "The key was refused. Nothing was charged. Check it in Settings.",
                "Settings",
            ),
            (NoticeKind.POSITIVE, "The result is saved beside the clip.", ""),
        )
        for kind, text, action in said:
            notice = InlineNotice(f"notice_{kind.value}")
            notice.say(kind, text, action)
            column.addWidget(notice)
        empty = EmptyState("empty")
        empty.say("video", "Drop a clip here", "MP4 or MOV, 3 to 10 seconds.", "Add video…")
        empty.setMinimumHeight(200)
        DropZone(empty, "Drop to add")
        column.addWidget(empty)
        column.addStretch(1)
        return column


def menu(parent: QWidget) -> QMenu:
    """A menu with icons, a check mark, a disabled entry and a submenu."""
    made = QMenu(parent)
    made.addAction(icons.icon("open"), "Open…").setShortcut("Ctrl+O")
    made.addAction(icons.icon("link"), "Paste link")
    made.addAction("Disabled").setEnabled(False)
    made.addSeparator()
    checked = made.addAction("Loop")
    checked.setCheckable(True)
    checked.setChecked(True)
    made.addMenu("More").addAction("Inside")
    return made


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE.normal)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _listing() -> QListWidget:
    listing = QListWidget()
    listing.addItems([f"shot_{number:03}  v00{number % 4}" for number in range(1, 30)])
    listing.setCurrentRow(1)
    listing.setMaximumHeight(120)
    return listing


def main(folder: Path) -> None:
    """Write one picture per theme into `folder`."""
    app = QApplication([])
    for theme in (DARK, LIGHT):
        style.apply(app, theme)
        gallery = Gallery()
        gallery.resize(1240, 700)
        gallery.show()
        gallery.focused.setFocus(Qt.FocusReason.TabFocusReason)
        gallery.activateWindow()
        app.processEvents()
        gallery.grab().save(str(folder / f"gallery-{theme.name}.png"))
        opened = menu(gallery)
        opened.popup(gallery.mapToGlobal(gallery.rect().center()))
        app.processEvents()
        opened.grab().save(str(folder / f"menu-{theme.name}.png"))
        opened.close()
        gallery.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
