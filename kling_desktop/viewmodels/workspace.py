"""All models of the window, made once one can type, and tied to the engine as soon as it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.arrival import ArrivalModel
from kling_desktop.viewmodels.batch import BatchModel
from kling_desktop.viewmodels.choices import ChoicesModel
from kling_desktop.viewmodels.chosen import ChosenTaskModel
from kling_desktop.viewmodels.commands import TaskCommands
from kling_desktop.viewmodels.editing import Editing
from kling_desktop.viewmodels.filmstrip import FilmstripModel
from kling_desktop.viewmodels.first_look import FirstLook
from kling_desktop.viewmodels.help import HelpModel
from kling_desktop.viewmodels.link_source import LinkSourceModel
from kling_desktop.viewmodels.links import LinksModel
from kling_desktop.viewmodels.money import MoneyModel
from kling_desktop.viewmodels.network import NetworkModel
from kling_desktop.viewmodels.news import NewsModel
from kling_desktop.viewmodels.packing import PackingModel
from kling_desktop.viewmodels.preferences import PreferencesModel
from kling_desktop.viewmodels.presets import PresetsModel
from kling_desktop.viewmodels.projects import ProjectsModel
from kling_desktop.viewmodels.proxies import ProxyModel
from kling_desktop.viewmodels.range import RangeModel
from kling_desktop.viewmodels.returning import ReturnModel
from kling_desktop.viewmodels.saving import SavingModel
from kling_desktop.viewmodels.sending import SendingModel
from kling_desktop.viewmodels.showing import ShowingModel
from kling_desktop.viewmodels.skimming import SkimModel
from kling_desktop.viewmodels.stills import StillsModel
from kling_desktop.viewmodels.tasks import TaskListModel
from kling_desktop.viewmodels.updates import UpdatesModel

if TYPE_CHECKING:
    from kling_desktop.domain.notice import Notice
    from kling_desktop.studio import Studio
    from kling_desktop.viewmodels.editor_state import EditorState

NO_LOOK = FirstLook()


class Workspace(QObject):
    """Owns the models; `opened` comes once.

    `noticed` carries each notice of the desk in words, `to_copy` one with a text that has to be kept.
    """

    noticed = Signal(str)
    to_copy = Signal(str, str)
    opened = Signal()

    def __init__(
        self, look: FirstLook = NO_LOOK, editing: Editing | None = None, parent: QObject | None = None
    ) -> None:
        """Everything is there to be shown; nothing can be sent before `attach`.

        `editing` are the models that were typed into already; from now on they are this object's.
        """
        super().__init__(parent)
        self.editing = editing or Editing()
        self.editing.setParent(self)
        self.editor = self.editing.editor
        self.pictures = self.editing.pictures
        self.materials = self.editing.materials
        self.account = self.editing.account
        self.status = self.editing.status
        self.preferences = PreferencesModel(look, self)
        self.choices = ChoicesModel(self)
        self.help = HelpModel(self)
        self.link_source = LinkSourceModel(self.editor, self)
        self.range = RangeModel(self.editor, self)
        self.filmstrip = FilmstripModel(self)
        self.recent = TaskListModel(parent=self)
        self.found = TaskListModel(parent=self)
        self.chosen = ChosenTaskModel(self)
        self.money = MoneyModel(self)
        self.news = NewsModel(self)
        self.updates = UpdatesModel(self)
        self.projects = ProjectsModel(self)
        self.packing = PackingModel(self)
        self.links = LinksModel(self)
        self.network = NetworkModel(self)
        self.showing = ShowingModel(self)
        self.skim = SkimModel(self)
        self.proxies = ProxyModel(self)
        self.commands = TaskCommands(self)
        self.presets = PresetsModel(self)
        self.batch = BatchModel(self)
        self.sending = SendingModel(self)
        self.stills = StillsModel(self)
        self.arrival = ArrivalModel(self.showing, self)
        self.returning = ReturnModel(self)
        self.saving = SavingModel(self.editor, self)
        self._connect()

    def _connect(self) -> None:
        self.editor.changed.connect(self._editor_changed)
        self.preferences.changed.connect(lambda _: self.editor.count_again())
        self.projects.changed.connect(lambda state: self.found.set_project(state.current.name))
        self.recent.finished.connect(self.showing.arrived)
        self.commands.told.connect(self.noticed)
        self.money.told.connect(self.noticed)
        self.packing.told.connect(self.noticed)
        self.saving.saved.connect(self.commands.went_out)
        self.help.told.connect(self.noticed)
        self.stills.told.connect(self.noticed)
        self.saving.told.connect(self.noticed)
        self.returning.told.connect(self.noticed)
        self.materials.library.told.connect(self.noticed)

    async def attach(self, studio: Studio) -> None:
        """Work with an opened studio."""
        studio.desk.subscribe(self._noticed)
        for model in (
            self.account,
            self.links,
            self.network,
            self.preferences,
            self.choices,
            self.help,
            self.status,
            self.pictures,
            self.skim,
            self.proxies,
            self.commands,
            self.showing,
            self.chosen,
            self.money,
            self.news,
            self.updates,
            self.projects,
            self.packing,
            self.stills,
        ):
            model.attach(studio)
        for other in (
            self.presets,
            self.batch,
            self.sending,
            self.filmstrip,
            self.range,
            self.saving,
            self.arrival,
            self.returning,
        ):
            other.attach(studio)
        self.link_source.attach(studio)
        await self.editor.attach(studio)
        self.materials.attach(studio)
        await self.recent.attach(studio)
        await self.found.attach(studio)
        self.opened.emit()

    def reword(self) -> None:
        """Put into the language in use what is kept in words."""
        self.account.reword()
        self.status.reword()

    def _noticed(self, notice: Notice) -> None:
        if notice.code == "id_not_saved":
            self.to_copy.emit(wording.sentence(notice), str(notice.values["task_id"]))
        else:
            self.noticed.emit(wording.sentence(notice))

    def _editor_changed(self, state: EditorState) -> None:
        source = state.source
        is_shown = source is not None and source.info is not None and not source.is_link
        self.showing.source_chosen(source.location if source and is_shown else "")
        self.found.set_source(source.location if source else "")
