"""What the editor panel shows, as one frozen value, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kling_desktop.domain import limits, references
from kling_desktop.domain.cut import Treatment
from kling_desktop.domain.lint import Finding, FindingKind, lint
from kling_desktop.domain.plan import Plan, plan
from kling_desktop.domain.project import PRIVATE
from kling_desktop.domain.references import Reference, ReferenceKind
from kling_desktop.domain.request import EditRequest, is_link
from kling_desktop.i18n import current, tr
from kling_desktop.viewmodels import wording
from kling_desktop.viewmodels.reference_cards import ReferenceCard, cards, location_name

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_desktop.domain.media import MediaInfo
    from kling_desktop.domain.notice import Notice
    from kling_desktop.domain.request import VideoInput

PROMPT_LIMIT = limits.LIMITS[limits.KLING_V3_OMNI].max_prompt
LENGTHS = (FindingKind.OVER_LIMIT, FindingKind.NEAR_LIMIT)
"""What is found about the length of a text; it is said at its counter."""
NOTHING_YET = EditRequest("")
MOST_TAKES = 4


@dataclass(frozen=True)
class Fetching:
    """How far a clip has come from its link, in bytes; `size` None where its host does not say."""

    came: int = 0
    size: int | None = None

    @property
    def fraction(self) -> float | None:
        """The part that is here, 0–1."""
        return min(self.came / self.size, 1.0) if self.size else None


@dataclass(frozen=True)
class Source:
    """The chosen clip: an absolute path or an address, and what has been found out about it.

    A `warning` is worth a word and stops nothing; `fetching` is there
    while the clip of a link is brought here, `trouble` when that failed.
    """

    location: str
    info: MediaInfo | None = None
    is_looking: bool = False
    notices: tuple[Notice, ...] = ()
    refusal: Notice | None = None
    warning: Notice | None = None
    fetching: Fetching | None = None
    trouble: Notice | None = None

    @property
    def is_link(self) -> bool:
        """Whether the clip lies elsewhere."""
        return is_link(self.location)

    @property
    def is_worth_fetching(self) -> bool:
        """Whether the clip of a link could be sent if it were prepared here."""
        return self.is_link and self.info is not None and bool(self.notices)

    @cached_property
    def fetch_plan(self) -> Plan | None:
        """What would become of the clip of a link, once fetched."""
        return plan(self.info, None, Treatment()) if self.info and self.is_worth_fetching else None

    @property
    def name(self) -> str:
        """The file's name, or the last part of an address."""
        return location_name(self.location)

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
    plan: Plan | None = None
    """What becomes of the source; None while its facts are not known."""
    extras: tuple[Source, ...] = ()
    """What has been found out about further videos, in no promised order."""
    aside: tuple[VideoInput, ...] = ()
    """Further videos whose source was removed: they come back with the next one."""
    carries_extras: bool = True
    """Whether the account's request form can carry further videos."""
    price: Price | None = None
    is_open: bool = False
    is_closing: bool = False
    is_sending: bool = False
    is_practice: bool = False
    is_imitated: bool = True
    account: Notice | None = None
    link_problem: Notice | None = None
    """Why a local clip cannot become a link for the live account."""
    refusal: Notice | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All advice on both prompts, the gravest first."""
        return lint(self.request)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """The advice on the prompt that is not about its length."""
        return tuple(each for each in self.findings if each.kind not in LENGTHS)

    def length_finding(self, is_negative: bool = False) -> Finding | None:
        """What was found about the length of the prompt, or of the negative one; None when there is room."""
        about = (each for each in self.findings if each.kind in LENGTHS)
        return next((each for each in about if each.is_negative == is_negative), None)

    @cached_property
    def cards(self) -> tuple[ReferenceCard, ...]:
        """What the prompt can name now."""
        return cards(self.request)

    @property
    def references(self) -> tuple[str, ...]:
        """Tokens that the prompt can use now."""
        return tuple(reference.token for reference in references.available(self.request))

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
        return self._reason_in_source() or self._reason_in_extras() or self._reason_in_request()

    @property
    def extras_loss(self) -> str:
        """Why the edit cannot go with its further videos; empty when it can."""
        if self.carries_extras or self.request.may_drop or len(self.request.videos) < 2:
            return ""
        return tr("This account's request form carries one video: remove the extra videos to send the edit.")

    @property
    def paid_seconds(self) -> float:
        """The seconds that go and are paid for; 0 while that is not known."""
        if self.plan is not None:
            return 0.0 if self.plan.refusal else self.plan.seconds
        source = self.source
        is_known = source is not None and source.is_link and not source.notices
        return source.info.seconds if is_known and source and source.info else 0.0

    @property
    def source_warning(self) -> Notice | None:
        """What is worth a word about the source; in practice mode a private address can be reached."""
        found = self.source.warning if self.source else None
        return None if found and found.code == "link_private" and self.is_practice else found

    @property
    def needs_link_setup(self) -> bool:
        """Whether a way for clips has to be chosen in Settings before this edit can be sent."""
        return self._has_no_way and self.link_problem is not None and self.link_problem.code != PRIVATE

    @property
    def _has_no_way(self) -> bool:
        is_local = self.source is not None and not is_link(self.source.location)
        is_local = is_local or any(video.is_local for video in self.request.clips)
        return is_local and not self.is_practice and self.link_problem is not None

    def _reason_in_source(self) -> str:
        if self.source is None:
            return ""
        if self.source.is_looking:
            return tr("Reading the clip…")
        if self.source.is_worth_fetching:
            return tr("Kling would refuse this clip as it is: fetch it first, so that it can be prepared.")
        broken = (self.source.refusal,) if self.source.refusal else self.source.notices
        if broken:
            return wording.sentence(broken[0])
        if self.plan is not None and self.plan.refusal:
            return _refusal(self.plan.refusal)
        return wording.sentence(self.link_problem) if self.link_problem and self._has_no_way else ""

    def _reason_in_extras(self) -> str:
        if self.extras_loss:
            return self.extras_loss
        for number, video in enumerate(self.request.videos[1:], start=2):
            found = next((each for each in self.extras if each.location == video.location), None)
            if found is not None and found.is_looking:
                return tr("Reading the clip…")
            broken = tuple(filter(None, (found.refusal, *found.notices))) if found else ()
            if broken:
                return f"{Reference(ReferenceKind.VIDEO, number).token}: {wording.sentence(broken[0])}"
        return ""

    def _reason_in_request(self) -> str:
        broken = limits.check_request(self.request)
        # Without a source every other advice comes too early.
        first = sorted(broken, key=lambda notice: notice.code != "source_missing")
        return wording.sentence(first[0]) if first else ""


def _refusal(notice: Notice) -> str:
    """Why a clip cannot go yet: for one that is only too long, what to do says it all."""
    words = current().notice(notice.code, notice.values)
    return words.action if notice.code == "plan_mark" else words.sentence
