"""The part of Settings about how clips get to the service: one way of four, its guide and its test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kling_desktop.domain.uploads import Route
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.preferences.route_cards import RouteCards, route_names
from kling_desktop.ui.preferences.storage_form import StorageForm
from kling_desktop.ui.preferences.upload_form import UploadFormForm
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.buttons import Button, ButtonKind
from kling_desktop.ui.widgets.fields import ComboBox
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.ui.widgets.notice import InlineNotice, NoticeKind

if TYPE_CHECKING:
    from kling_desktop.viewmodels.links import LinksModel, LinksState


class LinksPage(QWidget):
    """Shows a LinksModel and passes on what is chosen, typed and pressed."""

    def __init__(self, model: LinksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._route = ComboBox("link_route")
        for route, words in _routes():
            self._route.addItem(words, route.value)
        self._route.activated.connect(lambda at: model.choose(self._route.itemData(at)))
        self._words = TextLabel("", Tone.SMALL)
        self._words.setObjectName("link_route_guide")
        self._words.setWordWrap(True)
        self._cards = RouteCards(model.choose)
        self._storage = StorageForm(model)
        self._form = UploadFormForm(model)
        self._link = QLineEdit()
        self._link.setObjectName("link_to_test")
        self._link.setAccessibleName(tr("Link to test"))
        self._link.setPlaceholderText(tr("Paste a link to see what it leads to"))
        self._link.textChanged.connect(lambda _: self._show_test(model.state))
        self._test = Button(tr("Test"), "test_links")
        self._test.setToolTip(tr("Nothing is sent to Kling and nothing is charged"))
        self._test.clicked.connect(self._start_test)
        self._outcome = InlineNotice("links_outcome")
        self._forbidden = QCheckBox(tr("No public links: clips stay on this computer"))
        self._forbidden.setObjectName("no_public_links")
        self._forbidden.clicked.connect(lambda is_on: model.change(is_forbidden=is_on))
        self._export = Button(tr("Export studio setup…"), "export_setup", ButtonKind.QUIET)
        self._export.clicked.connect(lambda: dialogs.choose_setup_target(self, self._export_to))
        self._import = Button(tr("Open studio setup…"), "open_setup", ButtonKind.QUIET)
        self._import.clicked.connect(lambda: dialogs.choose_setup(self, self.take_from))
        self._lay_out()
        model.bind(self.show_state)

    def take_keyboard(self) -> None:
        """Let the user choose at once."""
        self._route.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_from(self, path: str) -> None:
        """Ask for the passphrase of the studio setup at `path`, and use it then."""
        words = tr(
            "{name}: whoever made the file knows its passphrase. It replaces what is set up here."
        ).format(name=Path(path).name)
        question = self._passphrase(tr("Open studio setup"), words, tr("Use it"))
        dialogs.ask_text(question, lambda asked, text: self._model.take_setup(path, text, asked.refuse))

    def show_state(self, state: LinksState) -> None:
        """Show the ways as they are set up."""
        self._route.setCurrentIndex(self._route.findData(state.route.value))
        self._forbidden.setChecked(state.chosen.is_forbidden)
        for widget in (self._route, self._cards, self._storage, self._form):
            widget.setEnabled(state.is_open and not state.chosen.is_forbidden)
        self._words.setText(_guide(state.route))
        self._export.setVisible(state.route in (Route.STORAGE, Route.FORM))
        self._import.setEnabled(state.is_open)
        self._cards.setVisible(state.route is Route.NONE)
        self._storage.setVisible(state.route is Route.STORAGE)
        self._form.setVisible(state.route is Route.FORM)
        self._link.setVisible(state.route in (Route.MANUAL, Route.OWN))
        self._storage.show_state(state)
        self._form.show_state(state)
        self._show_test(state)
        self._show_outcome(state)

    def _show_test(self, state: LinksState) -> None:
        is_ready = {
            Route.NONE: False,
            Route.MANUAL: bool(self._link.text().strip()),
            Route.OWN: bool(self._link.text().strip()),
            Route.STORAGE: True,
            Route.FORM: state.chosen.is_form_understood,
        }[state.route]
        self._test.setVisible(state.route is not Route.NONE)
        self._test.setEnabled(state.is_open and is_ready and not state.is_busy)

    def _show_outcome(self, state: LinksState) -> None:
        if state.is_busy:
            self._outcome.say(NoticeKind.INFO, tr("Uploading a small clip and fetching it back…"))
        else:
            self._outcome.say_outcome(state.outcome, is_good=state.is_outcome_good)

    def _start_test(self) -> None:
        if self._model.state.route in (Route.MANUAL, Route.OWN):
            self._model.look(self._link.text())
        else:
            self._model.test()

    def _export_to(self, path: str) -> None:
        words = tr("The file holds your storage's keys, locked with this passphrase: at least 8 characters.")
        question = self._passphrase(tr("Export studio setup"), words, tr("Export"))
        dialogs.ask_text(question, lambda asked, text: self._model.export_setup(path, text, asked.refuse))

    def _passphrase(self, title: str, words: str, yes: str) -> dialogs.TextQuestion:
        question = dialogs.TextQuestion(self, title, words, tr("Passphrase"), yes)
        question.field.setEchoMode(QLineEdit.EchoMode.Password)
        return question

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE.normal)
        label = TextLabel(tr("My clips get to Kling by"))
        label.setBuddy(self._route)
        top.addWidget(label)
        top.addWidget(self._route, 1)
        testing = QHBoxLayout()
        testing.setSpacing(SPACE.normal)
        testing.addWidget(self._link, 1)
        testing.addWidget(self._test)
        testing.addStretch()
        sharing = QHBoxLayout()
        sharing.setSpacing(SPACE.normal)
        sharing.addWidget(self._import)
        sharing.addWidget(self._export)
        sharing.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.wide)
        column.addLayout(top)
        column.addWidget(self._words)
        column.addWidget(self._cards)
        column.addWidget(self._storage)
        column.addWidget(self._form)
        column.addLayout(testing)
        column.addWidget(self._outcome)
        column.addWidget(self._forbidden)
        column.addLayout(sharing)


def _routes() -> tuple[tuple[Route, str], ...]:
    return (
        (Route.NONE, tr("– choose a way –")),
        *route_names().items(),
    )


def _guide(route: Route) -> str:
    return {
        Route.NONE: tr("Kling takes only links. In practice mode files just work."),
        Route.MANUAL: tr(
            "The task waits with the finished file: drag it to Dropbox, Google Drive or OneDrive, share it"
            " with everybody who has the link, and paste that link. Share pages become direct links by"
            " themselves."
        ),
        Route.STORAGE: tr(
            "Clips go into your own bucket under random names; their links live for 24 hours, and clips are"
            " deleted when their last task has ended."
        ),
        Route.FORM: tr("For a server of your own that takes one file and answers its link."),
        Route.OWN: tr("You give links instead of files; the clip has to be within Kling's limits."),
    }[route]
