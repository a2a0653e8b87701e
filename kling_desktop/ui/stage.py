"""The right side of the window, added once one can type: viewer, task strip, task list, and Settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from kling_desktop.domain.keys import Action, chosen
from kling_desktop.ui import demo
from kling_desktop.ui.editor.sheets import EditorSheets
from kling_desktop.ui.grabbing import Grabbing
from kling_desktop.ui.helping import Helping
from kling_desktop.ui.money.sheet import MoneySheet
from kling_desktop.ui.outing import Outing
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.ui.preferences.first_run import FirstRunDialog
from kling_desktop.ui.projects.menu import ProjectMenu
from kling_desktop.ui.range.panel import RangePanel
from kling_desktop.ui.ranging import Ranging, below
from kling_desktop.ui.returning import Returning
from kling_desktop.ui.tasks.handling import TaskHandling
from kling_desktop.ui.tasks.list_panel import TaskListPanel
from kling_desktop.ui.tasks.skimming import Skimming
from kling_desktop.ui.tasks.strip import TaskStrip
from kling_desktop.ui.update_line import UpdateLine
from kling_desktop.ui.viewer.panel import ViewerPanel
from kling_desktop.ui.viewing import Viewing
from kling_desktop.ui.way_back import WayBack

if TYPE_CHECKING:
    from kling_desktop.domain.job import EditJob
    from kling_desktop.domain.notice import Notice
    from kling_desktop.ui.main_window import MainWindow
    from kling_desktop.viewmodels.choices import Choices
    from kling_desktop.viewmodels.preferences import Preferences
    from kling_desktop.viewmodels.showing import Showing
    from kling_desktop.viewmodels.workspace import Workspace


class Stage(QObject):
    """Owns viewer, strip and list, and ties them to the window."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        """Adds everything to `window`."""
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._settings: PreferencesDialog | None = None
        self._handling = TaskHandling(workspace.commands, window.frame)
        self._handling.setParent(self)
        window.early.hush()
        EditorSheets(window.editor, workspace)
        self.viewer = ViewerPanel()
        self.strip = TaskStrip(workspace.recent, workspace.pictures, self._handling)
        self.tasks = TaskListPanel(workspace.found, workspace.pictures, self._handling, workspace.chosen)
        for view in (self.strip.view, self.tasks.view):
            Skimming(view, workspace.skim)
        returning = Returning(self.viewer, self._handling, workspace, window.frame)
        Outing(self.viewer, workspace, Grabbing(self.viewer, window.editor, workspace), returning)
        Viewing(self.viewer, workspace.showing, workspace.editor)
        self.range = RangePanel(workspace.range, workspace.filmstrip)
        Ranging(self.range, self.viewer, workspace.range, workspace.showing)
        window.panels.complete(below(self.viewer, self.range), self.strip, self.tasks)
        WayBack(window.frame, self.viewer)
        self._connect_editor()
        self._connect_tasks()
        self._connect_viewer()
        self._connect_settings()
        self._projects = ProjectMenu(window.header, workspace.projects, workspace.packing, window.frame)
        Helping(
            window,
            workspace,
            self.greet,
            lambda: self.open_settings().show_page("shortcuts"),
            self.viewer.figures,
        )
        QTimer.singleShot(0, window, window.early.say_again)

    def close(self) -> None:
        """Let go of the files that are shown."""
        self.viewer.close_media()

    def remember_place(self) -> None:
        """Have size, place and splitters of the window kept."""
        self._workspace.preferences.keep_window(self._window.frame.place(), self._window.panels.splitters())

    @property
    def is_setting(self) -> bool:
        """Whether Settings are open."""
        return self._settings is not None and self._settings.isVisible()

    def open_prices(self) -> None:
        """Open Settings where one's own rate is entered."""
        self.open_settings().show_prices()

    def open_links(self) -> None:
        """Open Settings where the way that clips take is chosen."""
        self.open_settings().show_links()

    def _mend_links(self, fault: Notice | None) -> None:
        self.open_links()
        if fault is not None:
            self._workspace.links.show_fault(fault)

    def open_setup(self, path: str) -> None:
        """Open Settings where clips' way is chosen, and ask for the passphrase of a studio setup."""
        settings = self.open_settings()
        settings.show_links()
        settings.open_setup(path)

    def greet(self) -> None:
        """Show the three steps of the first start."""
        steps = FirstRunDialog(self._workspace, self._window.frame)
        steps.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        steps.practice_wanted.connect(self._practise)
        steps.finished.connect(lambda _: self._window.editor.focus_prompt())
        steps.open()

    def _practise(self) -> None:
        """Begin in practice mode with the demo clip, unless an edit is being set up."""
        self._workspace.account.use_practice(True)
        request = self._workspace.editor.state.request
        if request.source is None:
            self._workspace.editor.choose_source(demo.clip())
        if not request.prompt.strip():
            self._window.editor.write_prompt(demo.prompt())

    def open_settings(self) -> PreferencesDialog:
        """Open Settings, or bring them to the front."""
        if self._settings is None:
            self._settings = PreferencesDialog(self._workspace, self._window.frame)
        self._settings.open()
        return self._settings

    def _connect_editor(self) -> None:
        self._window.editor.fetch_wanted.connect(self._workspace.link_source.fetch)
        self._window.editor.fetch_unwanted.connect(self._workspace.link_source.stop)
        self._window.add_line(UpdateLine(self._workspace.updates))
        messages = self._window.messages
        messages.practice_wanted.connect(lambda: self._workspace.account.use_practice(True))
        self._workspace.noticed.connect(messages.say)
        self._workspace.to_copy.connect(messages.say_to_copy)

    def _connect_tasks(self) -> None:
        panels = self._window.panels
        self._window.header.tasks_wanted.connect(lambda: self.strip.all_button.setChecked(True))
        self.strip.all_wanted.connect(panels.show_list)
        self.tasks.closed.connect(lambda: self.strip.all_button.setChecked(False))
        self._workspace.choices.bind(self._show_hold)
        self._handling.show_wanted.connect(self.show_result)
        self._handling.handled.connect(self._seen)
        self._handling.use_wanted.connect(self._use_again)
        self._handling.settings_wanted.connect(lambda: self.open_settings().show_page("account"))
        self._handling.links_wanted.connect(self._mend_links)
        self._handling.network_wanted.connect(lambda: self.open_settings().show_page("network"))
        self._handling.cap_wanted.connect(self._open_cap)
        self._workspace.showing.changed.connect(self._showing_changed)

    def _show_hold(self, choices: Choices) -> None:
        self.strip.show_hold(choices.value("queue.is_held"))

    def _connect_viewer(self) -> None:
        self._window.editor.generated.connect(self._generated)
        self.viewer.files_dropped.connect(self._window.take_files)
        self.viewer.links_dropped.connect(self._window.take_links)
        self.viewer.relink_wanted.connect(self._window.editor.add_video)
        self.viewer.take_wished.connect(self._workspace.showing.show_take)
        self.viewer.star_wished.connect(self._star)
        self.viewer.key_pressed.connect(self._obey)
        self.viewer.notes.written.connect(self._note)
        self.viewer.proxying.wanted.connect(self._want_proxy)
        self._workspace.proxies.ready.connect(self.viewer.proxying.use)
        self._workspace.proxies.making.connect(self.viewer.proxying.show_making)
        self.viewer.notes.refused.connect(self._workspace.noticed)
        self._workspace.preferences.bind(self._set_keys)

    def _connect_settings(self) -> None:
        self._window.header.money_wanted.connect(self._open_money)
        self._window.header.settings_wanted.connect(self.open_settings)
        self._window.editor.rate_wanted.connect(self.open_prices)
        self._window.messages.settings_wanted.connect(self.open_settings)
        self._window.editor.send_bar.links_wanted.connect(self.open_links)
        self._window.setup_handed.connect(self.open_setup)

    def _open_money(self) -> MoneySheet:
        sheet = MoneySheet(self._workspace.money, self._window.frame)
        sheet.present()
        return sheet

    def _open_cap(self, job: EditJob) -> None:
        """Let the user raise the cap that holds `job`, which goes on by itself then."""
        is_daily = job.held is None or job.held.code != "over_project_cap"
        if is_daily or not self._projects.open_cap(job.project):
            self._open_money().cap.setFocus()

    def _generated(self) -> None:
        # Space must play now, never buy.
        self._window.panels.show_viewer()
        self.viewer.take_keyboard()

    def show_result(self, job: EditJob) -> None:
        """Show a task in the viewer."""
        self.strip.all_button.setChecked(False)
        self._window.panels.show_viewer()
        self._workspace.showing.show_job(job)
        self.viewer.take_keyboard()

    def _use_again(self, job: EditJob) -> None:
        self._workspace.editor.use_again(job)
        self.strip.all_button.setChecked(False)
        self._window.panels.show_editor()
        self._window.editor.focus_prompt()

    def _set_keys(self, shown: Preferences) -> None:
        self.viewer.set_keys(chosen(shown.layout, shown.own_keys))

    def _showing_changed(self, showing: Showing) -> None:
        self._seen(showing.job_id)

    def _seen(self, job_id: str) -> None:
        self._workspace.recent.mark_seen(job_id)
        self._workspace.found.mark_seen(job_id)

    def _star(self) -> None:
        showing = self._workspace.showing.state
        if showing.takes:
            take = showing.takes[showing.take]
            self._workspace.commands.star(take.job.id, 0 if take.is_starred else take.place + 1)

    def _note(self, frame: int, text: str) -> None:
        showing = self._workspace.showing.state
        if showing.takes:
            take = showing.takes[showing.take]
            self._workspace.commands.write_note(take.job.id, text, take.place + 1, showing.raw_frame(frame))

    def _want_proxy(self, clip: Path) -> None:
        source = self._workspace.editor.state.request.source
        known = source.fingerprint if source is not None and source.location == str(clip) else None
        self._workspace.proxies.want(clip, known)

    def _obey(self, action: Action) -> None:
        if action in (Action.PREVIOUS_RESULT, Action.NEXT_RESULT):
            way = 1 if action is Action.NEXT_RESULT else -1
            job = self._workspace.recent.neighbour(self._workspace.showing.state.job_id, way)
            if job is not None:
                self.show_result(job)
