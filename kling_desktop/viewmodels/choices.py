"""Every setting by its path (`timeline.format`), as the pages of Settings show and change it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.notice import Notice
from kling_desktop.settings.sections import SECTIONS
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject

    from kling_desktop.settings.sections import Section
    from kling_desktop.studio import Studio


CAP = "caps.daily"


def _defaults() -> Mapping[str, Section]:
    return {name: kind() for name, kind in SECTIONS.items()}


@dataclass(frozen=True)
class Choices:
    """Each section as it is; `refusal` says why the last choice, of the setting `refused`, was not taken."""

    is_open: bool = False
    sections: Mapping[str, Section] = field(default_factory=_defaults)
    refused: str = ""
    refusal: str = ""

    def value(self, path: str) -> Any:
        """What the setting `section.field` is."""
        section, _, name = path.partition(".")
        return getattr(self.sections[section], name)

    def is_default(self, path: str) -> bool:
        """Whether a setting is as it was shipped."""
        return bool(self.value(path) == default_of(path))


def default_of(path: str) -> Any:
    """What the setting `section.field` is until the user chooses."""
    section, _, name = path.partition(".")
    return getattr(SECTIONS[section](), name)


class ChoicesModel(Observed[Choices]):
    """Owns what the pages of Settings show; a choice counts at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Shows the defaults until `attach`."""
        super().__init__(Choices(), parent)
        self._studio: Studio | None = None

    def attach(self, studio: Studio) -> None:
        """Show and change the settings of an opened studio."""
        self._studio = studio
        studio.settings.subscribe(lambda _: self._read())
        self._read()

    def change(self, path: str, value: object) -> None:
        """Choose `value` for the setting `section.field`; one that cannot be is refused in words."""
        if self._studio is None:
            return
        section, _, name = path.partition(".")
        try:
            changed: Section = replace(self.state.sections[section], **{name: value})  # type: ignore[arg-type]
            self._studio.settings.replace(changed)
        except BadInput as error:
            notice = Notice("project_cap", {"cap": str(value)}) if path == CAP else error.notice
            self._update(refused=path, refusal=wording.sentence(notice))
        else:
            self._update(refused="", refusal="")

    def reset(self, path: str) -> None:
        """Go back to how the setting was shipped."""
        self.change(path, default_of(path))

    def _read(self) -> None:
        if self._studio is not None:
            self._update(is_open=True, sections=self._studio.settings.sections)
