"""What the editor panel shows, as one frozen value, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from kling_desktop.domain import limits, references
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.request import EditRequest, is_link
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_desktop.domain.media import MediaInfo

PROMPT_LIMIT = limits.LIMITS[limits.KLING_V3_OMNI].max_prompt
NEARLY_FULL = PROMPT_LIMIT // 10
"""Characters left from which on the limit is worth a word."""
NOTHING_YET = EditRequest("")
MOST_TAKES = 4


@dataclass(frozen=True)
class Source:
    """The chosen clip: an absolute path or an address, and what has been found out about it."""

    location: str
    info: MediaInfo | None = None
    is_looking: bool = False
    notices: tuple[Notice, ...] = ()
    refusal: Notice | None = None

    @property
    def name(self) -> str:
        """The file's name, or the last part of an address."""
        if not is_link(self.location):
            return PurePath(self.location).name
        parts = urlsplit(self.location)
        return unquote(PurePath(parts.path).name) or parts.netloc

    @property
    def has_no_sound(self) -> bool:
        """Whether the clip is known to be silent."""
        return self.info is not None and not self.info.has_sound


@dataclass(frozen=True)
class Price:
    """What the edit may cost; `is_own` when the user entered the rate."""

    amount: Decimal
    currency: str
    is_own: bool = False


@dataclass(frozen=True)
class EditorState:
    """Everything the editor panel shows."""

    request: EditRequest = NOTHING_YET
    takes: int = 1
    source: Source | None = None
    price: Price | None = None
    is_open: bool = False
    is_closing: bool = False
    is_sending: bool = False
    is_practice: bool = False
    is_imitated: bool = True
    account: Notice | None = None
    refusal: Notice | None = None

    @property
    def prompt_left(self) -> int:
        """Characters (code points) that the prompt may still grow by; negative when it is too long."""
        return PROMPT_LIMIT - len(self.request.prompt)

    @property
    def is_prompt_nearly_full(self) -> bool:
        """Whether the limit is close but not passed."""
        return 0 <= self.prompt_left <= NEARLY_FULL

    @property
    def references(self) -> tuple[str, ...]:
        """Tokens that the prompt can use now."""
        return tuple(reference.token for reference in references.available(self.request))

    @property
    def dangling(self) -> tuple[str, ...]:
        """Tokens in the prompt that stand for nothing."""
        return tuple(reference.token for reference in references.dangling(self.request))

    @property
    def reason(self) -> str:
        """Why nothing can be sent now, as one sentence; empty when Generate works."""
        if self.is_closing:
            return tr("Closing…")
        if not self.is_open:
            return tr("Opening your journal…")
        if self.is_sending:
            return tr("Writing the task to disk…")
        if self.account:
            return current().notice(self.account.code, self.account.values).what
        return self._reason_in_source() or self._reason_in_request()

    def _reason_in_source(self) -> str:
        if self.source is None:
            return ""
        if self.source.is_looking:
            return tr("Reading the clip…")
        broken = (self.source.refusal,) if self.source.refusal else self.source.notices
        if broken:
            return wording.sentence(broken[0])
        if not self.is_practice and not is_link(self.source.location):
            return wording.sentence(Notice("needs_link", {"name": self.source.name}))
        return ""

    def _reason_in_request(self) -> str:
        broken = limits.check_request(self.request)
        # Without a source every other advice comes too early.
        first = sorted(broken, key=lambda notice: notice.code != "source_missing")
        return wording.sentence(first[0]) if first else ""
