"""Advice on a prompt while it is written: what is wrong or wasted in it, and how it can be mended."""

from dataclasses import dataclass
from enum import StrEnum

from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS, ModelLimits
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.preset import places
from kling_desktop.domain.references import Mention, Reference, ReferenceKind, available, mentions
from kling_desktop.domain.request import EditRequest
from kling_desktop.domain.tokens import foreign, token_in_place

NEARLY = 0.9
"""The part of a limit from which on it is warned of."""
MISSING = {
    ReferenceKind.VIDEO: "reference_missing_video",
    ReferenceKind.IMAGE: "reference_missing_image",
    ReferenceKind.ELEMENT: "reference_missing_element",
}


class FindingKind(StrEnum):
    """What was found, the gravest first."""

    OVER_LIMIT = "over_limit"
    DANGLING = "dangling"
    FOREIGN = "foreign"
    NEAR_LIMIT = "near_limit"
    UNFILLED = "unfilled"
    UNUSED = "unused"


class Weight(StrEnum):
    """How much it matters: a fault spoils the edit, a warning may, a hint is only for thought."""

    FAULT = "fault"
    WARNING = "warning"
    HINT = "hint"


WEIGHTS = {
    FindingKind.OVER_LIMIT: Weight.FAULT,
    FindingKind.DANGLING: Weight.FAULT,
    FindingKind.FOREIGN: Weight.FAULT,
    FindingKind.NEAR_LIMIT: Weight.WARNING,
    FindingKind.UNFILLED: Weight.WARNING,
    FindingKind.UNUSED: Weight.HINT,
}


class FixKind(StrEnum):
    """What a fix does: take the token out, point it at another medium, respell it, name an unused medium."""

    REMOVE = "remove"
    POINT_TO = "point_to"
    CONVERT = "convert"
    MENTION = "mention"


@dataclass(frozen=True)
class Fix:
    """A change of the prompt: `text` in place of what stands from `start` to before `end` (code points).

    `token` is what the fix puts there, empty for REMOVE.
    """

    kind: FixKind
    start: int
    end: int
    text: str
    token: str = ""

    def applied(self, prompt: str) -> str:
        """The prompt for which the fix was made, mended."""
        return prompt[: self.start] + self.text + prompt[self.end :]


@dataclass(frozen=True)
class Finding:
    """One piece of advice: where it applies and its fixes, best first.

    `start` to before `end` in code points; they are equal for what has no place in the text.
    """

    kind: FindingKind
    notice: Notice
    start: int = 0
    end: int = 0
    fixes: tuple[Fix, ...] = ()
    is_negative: bool = False
    """Whether it is about the negative prompt."""

    @property
    def weight(self) -> Weight:
        """How much it matters."""
        return WEIGHTS[self.kind]

    @property
    def is_fault(self) -> bool:
        """Whether it spoils the edit."""
        return self.weight is Weight.FAULT


def lint(request: EditRequest, limits: ModelLimits = LIMITS[KLING_V3_OMNI]) -> tuple[Finding, ...]:
    """All advice on the words of an edit, the gravest first, then in the order of the text."""
    findings = [
        *_lengths(request, limits),
        *_dangling(request),
        *_foreign(request.prompt),
        *_unfilled(request.prompt),
        *_unused(request),
    ]
    gravity = list(FindingKind)
    return tuple(sorted(findings, key=lambda finding: (gravity.index(finding.kind), finding.start)))


def _lengths(request: EditRequest, limits: ModelLimits) -> list[Finding]:
    most = limits.max_prompt
    findings = []
    for text, is_negative in ((request.prompt, False), (request.negative_prompt, True)):
        end, over = len(text), len(text) - most
        if over > 0:
            code = "negative_prompt_long" if is_negative else "prompt_long"
            notice = Notice(code, {"length": end, "over": over})
            findings.append(Finding(FindingKind.OVER_LIMIT, notice, most, end, is_negative=is_negative))
        elif end >= most * NEARLY:
            code = "negative_prompt_nearly_full" if is_negative else "prompt_nearly_full"
            notice = Notice(code, {"left": -over})
            findings.append(Finding(FindingKind.NEAR_LIMIT, notice, end, end, is_negative=is_negative))
    return findings


def _dangling(request: EditRequest) -> list[Finding]:
    present = available(request)
    findings = []
    for mention in mentions(request.prompt):
        if mention.reference in present:
            continue
        fixes = [_removal(request.prompt, mention)]
        nearest = _nearest(mention.reference, present)
        if nearest:
            fixes.insert(0, Fix(FixKind.POINT_TO, mention.start, mention.end, nearest.token, nearest.token))
        notice = Notice(MISSING[mention.reference.kind], {"token": mention.reference.token})
        findings.append(Finding(FindingKind.DANGLING, notice, mention.start, mention.end, tuple(fixes)))
    return findings


def _nearest(wanted: Reference, present: tuple[Reference, ...]) -> Reference | None:
    same_kind = (reference for reference in present if reference.kind is wanted.kind)
    return min(same_kind, key=lambda reference: abs(reference.number - wanted.number), default=None)


def _removal(prompt: str, mention: Mention) -> Fix:
    """Takes the token out with one of the spaces around it, so that the words close up."""
    start, end = mention.start, mention.end
    before, after = prompt[:start], prompt[end:]
    if after.startswith(" ") and (not before or before[-1].isspace()):
        end += 1
    elif before.endswith(" ") and (not after or not after[0].isalnum()):
        start -= 1
    return Fix(FixKind.REMOVE, start, end, "")


def _foreign(prompt: str) -> list[Finding]:
    return [
        Finding(
            FindingKind.FOREIGN,
            Notice(
                "reference_foreign",
                {"text": prompt[mention.start : mention.end], "token": mention.reference.token},
            ),
            mention.start,
            mention.end,
            (
                Fix(
                    FixKind.CONVERT,
                    mention.start,
                    mention.end,
                    token_in_place(prompt, mention),
                    mention.reference.token,
                ),
            ),
        )
        for mention in foreign(prompt)
    ]


def _unfilled(prompt: str) -> list[Finding]:
    return [
        Finding(FindingKind.UNFILLED, Notice("place_unfilled", {"place": place.name}), place.start, place.end)
        for place in places(prompt)
    ]


def _unused(request: EditRequest) -> list[Finding]:
    """Media that no token names; the source is edited whether the prompt names it or not."""
    named = {mention.reference for mention in mentions(request.prompt)}
    source = Reference(ReferenceKind.VIDEO, 1)
    end = len(request.prompt)
    joint = "" if not request.prompt or request.prompt[-1].isspace() else " "
    return [
        Finding(
            FindingKind.UNUSED,
            Notice("reference_unused", {"token": reference.token}),
            end,
            end,
            (Fix(FixKind.MENTION, end, end, joint + reference.token, reference.token),),
        )
        for reference in available(request)
        if reference not in named and reference != source
    ]
