"""The sheets of the editor panel: presets, several clips at once, what will be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kling_desktop.i18n import tr

if TYPE_CHECKING:
    from kling_desktop.ui.editor.panel import EditorPanel
    from kling_desktop.viewmodels.sending import Sending
    from kling_desktop.viewmodels.workspace import Workspace


class EditorSheets(QObject):
    """Opens the sheets over the window of an editor panel."""

    def __init__(self, panel: EditorPanel, workspace: Workspace) -> None:
        """Lives as long as `panel`."""
        super().__init__(panel)
        self._panel = panel
        self._workspace = workspace
        panel.several_chosen.connect(self._check)
        panel.timeline_chosen.connect(lambda path: workspace.batch.copy_from(path, workspace.editor.state))
        panel.manifest_wanted.connect(lambda: workspace.sending.look(workspace.editor.state))
        panel.presets_wanted.connect(self._offer)
        workspace.batch.asked.connect(self._ask)
        workspace.sending.listed.connect(self._list)
        workspace.sending.refused.connect(workspace.noticed)

    def _check(self, locations: list[str]) -> None:
        self._workspace.batch.check(locations, self._workspace.editor.state)

    def _ask(self) -> None:
        from kling_desktop.ui.editor.batch import BatchSheet

        sheet = BatchSheet(self._workspace.batch, self._panel.window())
        sheet.first_wanted.connect(self._workspace.editor.choose_source)
        sheet.present()

    def _list(self, sending: Sending) -> None:
        from kling_desktop.ui.editor.sending import SendingSheet

        SendingSheet(sending, self._panel.window()).present()

    def _offer(self) -> None:
        from kling_desktop.ui.editor.presets import PresetsSheet

        request = self._workspace.editor.state.request
        self._workspace.presets.open()
        sheet = PresetsSheet(
            self._workspace.presets, request.prompt, request.negative_prompt, self._panel.window()
        )
        sheet.used.connect(self._replace)
        sheet.added.connect(self._append)
        sheet.present()

    def _replace(self, prompt: str, negative_prompt: str) -> None:
        self._panel.write_prompt(prompt)
        self._take_negative(negative_prompt)

    def _append(self, prompt: str, negative_prompt: str) -> None:
        standing = self._workspace.editor.state.request.prompt.rstrip()
        self._panel.write_prompt(f"{standing}\n{prompt}")
        self._take_negative(negative_prompt)

    def _take_negative(self, negative_prompt: str) -> None:
        standing = self._workspace.editor.state.request.negative_prompt
        if negative_prompt and negative_prompt not in standing:
            joined = tr("{one}, {other}").format(one=standing, other=negative_prompt)
            self._workspace.editor.set_negative_prompt(joined if standing else negative_prompt)
