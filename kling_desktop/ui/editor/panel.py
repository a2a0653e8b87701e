"""The editor panel: everything of an edit in one column, with Generate pinned below it."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop.domain.exchange import kind_named
from kling_desktop.i18n import tr
from kling_desktop.ui import dialogs
from kling_desktop.ui.editor.extra_videos import ExtraVideosSection
from kling_desktop.ui.editor.frames_section import FramesSection
from kling_desktop.ui.editor.materials_section import MaterialsSection
from kling_desktop.ui.editor.negative_section import NegativeSection
from kling_desktop.ui.editor.options import Options
from kling_desktop.ui.editor.prompt_section import PromptSection
from kling_desktop.ui.editor.send_bar import SendBar
from kling_desktop.ui.editor.source import SourcePicker
from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.collapsible import Collapsible
from kling_desktop.ui.widgets.scrolled import Scrolled
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from kling_desktop.ui.editor.element_picker import ElementPicker
    from kling_desktop.viewmodels.editor import EditorModel
    from kling_desktop.viewmodels.editor_state import EditorState
    from kling_desktop.viewmodels.materials import MaterialsModel
    from kling_desktop.viewmodels.pictures import Pictures

PROMPT_GROWS = 50
PRESETS_KEYS = "Ctrl+P"


class EditorPanel(QFrame):
    """Shows an EditorModel and takes what the user does to it; `generated`: an edit is being sent.

    `rate_wanted` asks where one's own rate is entered, `manifest_wanted` what would be sent, `presets_wanted`
    for a prompt to begin with; `fetch_wanted` asks for the clip of a link to be brought here,
    `fetch_unwanted` for no more of that; `several_chosen` carries more than one path,
    `timeline_chosen` that of an XML, OTIO or EDL.
    """

    generated = Signal()
    rate_wanted = Signal()
    manifest_wanted = Signal()
    presets_wanted = Signal()
    fetch_wanted = Signal()
    fetch_unwanted = Signal()
    several_chosen = Signal(list)
    timeline_chosen = Signal(str)

    def __init__(
        self,
        model: EditorModel,
        pictures: Pictures,
        materials: MaterialsModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self.setProperty("panel", "surface")
        self._model = model
        self._pictures = pictures
        self._materials = materials
        self._prompt = PromptSection(pictures)
        self._source = SourcePicker(pictures)
        self.materials = MaterialsSection(materials, pictures)
        self.frames = FramesSection(materials, pictures)
        self.more = ExtraVideosSection(materials, pictures)
        self._negative = NegativeSection()
        self._options = Options()
        self.send_bar = SendBar()
        self._connect()
        self._lay_out()
        model.bind(self.show_state)

    def show_state(self, state: EditorState) -> None:
        """Show the edit as it stands."""
        self._prompt.show_state(state)
        self._source.show_state(state)
        self._negative.show_state(state)
        self._options.show_state(state)
        self.send_bar.show_state(state)

    @cached_property
    def elements(self) -> ElementPicker:
        """The library of elements, made when it is first wanted."""
        from kling_desktop.ui.editor.element_picker import ElementPicker  # noqa: PLC0415 - after the first key

        return ElementPicker(self, self._materials, self._pictures)

    def focus_prompt(self) -> None:
        """Let the user type."""
        self._prompt.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def write_prompt(self, text: str) -> None:
        """Have another prompt in the field; what stood there comes back with Undo."""
        self._prompt.write(text)

    def add_video(self) -> None:
        """Ask for one or more clips with the system's dialog."""
        dialogs.choose_videos(self, self.take_locations)

    def take_locations(self, locations: list[str]) -> None:
        """Take one clip as the source; ask once about several, or about the clips of a timeline."""
        timeline = next((location for location in locations if kind_named(location)), "")
        if timeline:
            self.timeline_chosen.emit(timeline)
        elif len(locations) > 1:
            self.several_chosen.emit(locations)
        elif locations:
            self._model.choose_source(locations[0])

    def paste(self) -> None:
        """Take the clipboard's file or link as the source."""
        self._source.paste()

    def pin_send_bar(self) -> None:
        """Have Generate below the edit; it may stand elsewhere while there is little room."""
        column = self.layout()
        if column is not None:
            column.addWidget(self.send_bar)

    def _connect(self) -> None:
        self.materials.clips_dropped.connect(self.take_locations)
        self.frames.clips_dropped.connect(self.take_locations)
        self.more.clips_dropped.connect(self.take_locations)
        self.materials.elements_wanted.connect(self._open_elements)
        self._prompt.edited.connect(self._model.set_prompt)
        self._prompt.retraced.connect(self._model.retrace_prompt)
        self._prompt.fix_chosen.connect(self._model.mend)
        self._prompt.location_pasted.connect(self._model.choose_source)
        self._source.add_wanted.connect(self.add_video)
        self._source.location_pasted.connect(self._model.choose_source)
        self._source.fetch_wanted.connect(self.fetch_wanted)
        self._source.fetch_unwanted.connect(self.fetch_unwanted)
        self._source.remove_wanted.connect(self._model.remove_source)
        self._negative.edited.connect(self._model.set_negative_prompt)
        self._options.mode_chosen.connect(self._model.set_mode)
        self._options.ratio_chosen.connect(self._model.set_aspect_ratio)
        self._options.sound_chosen.connect(self._model.set_keep_sound)
        self.send_bar.takes_chosen.connect(self._model.set_takes)
        self.send_bar.rate_wanted.connect(self.rate_wanted)
        self.send_bar.manifest_wanted.connect(self.manifest_wanted)
        self._prompt.presets_wanted.connect(self.presets_wanted)
        QShortcut(QKeySequence(PRESETS_KEYS), self).activated.connect(self.presets_wanted)
        self.send_bar.menu_opening.connect(self._offer_trial)
        self.send_bar.trial_wanted.connect(self._test_prompt)
        self.send_bar.generate_pressed.connect(lambda: self._generate())
        self._model.repeat_questioned.connect(self._ask_again)

    def _open_elements(self, point: QPoint) -> None:
        self.elements.open_at(point)

    def _generate(self, is_meant_again: bool = False) -> None:
        self._model.generate(is_meant_again)
        if self._model.state.is_sending:
            self.generated.emit()

    def _offer_trial(self) -> None:
        offered = self._model.trial_price
        if offered is None:
            self.send_bar.offer_trial(tr("Test the prompt"), is_possible=False)
            return
        seconds, price = offered
        words = tr("Test the prompt ({length}, Standard)")
        if not self._model.state.is_practice:
            words = tr("Test the prompt ({length}, Standard, ≈ {price})")
        amount = wording.money(price.amount, price.currency)
        self.send_bar.offer_trial(
            words.format(length=wording.seconds(seconds), price=amount), is_possible=True
        )

    def _test_prompt(self) -> None:
        self._model.test_prompt()
        if self._model.state.is_sending:
            self.generated.emit()

    def _ask_again(self) -> None:
        dialogs.confirm(
            self,
            tr("Send the same edit again?"),
            tr(
                "You sent exactly this edit a moment ago. Sending it again makes another result at its price."
            ),
            tr("Send again"),
            lambda: self._generate(is_meant_again=True),
        )

    def _show_unfolded(self, section: Collapsible) -> None:
        if section.is_open():
            # Its room is there once the layout was told.
            QTimer.singleShot(0, section, partial(self._scrolled.bring_up, section))

    def _lay_out(self) -> None:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(SPACE.wide, SPACE.normal, SPACE.wide, SPACE.normal)
        column.setSpacing(SPACE.normal)
        column.addWidget(self._prompt, 1)
        column.addWidget(self._source)
        column.addWidget(self.materials)
        # Mode and shape make the price: they are to be seen before what is seldom opened.
        column.addWidget(self._options)
        column.addWidget(self._negative)
        column.addWidget(self.frames)
        column.addWidget(self.more)
        # The prompt grows first, up to what can be read at a glance.
        column.setStretchFactor(self._prompt, PROMPT_GROWS)
        column.addStretch(1)
        self._scrolled = Scrolled(form)
        for section in form.findChildren(Collapsible):
            section.header.clicked.connect(partial(self._show_unfolded, section))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scrolled, 1)
        whole.addWidget(self.send_bar)
