"""A cheap look at what a prompt does: the first seconds of the marked part, in Standard, one take."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kling_desktop.domain.cut import Range
from kling_desktop.domain.plan import plan
from kling_desktop.domain.request import EditRequest, Mode

if TYPE_CHECKING:
    from kling_desktop.viewmodels.editor_state import EditorState

TRIAL_SECONDS = 3


@dataclass(frozen=True)
class Trial:
    """What would be sent as a test, and how many seconds of it are paid for."""

    request: EditRequest
    seconds: float


def trial(state: EditorState) -> Trial | None:
    """The test of an edit; None where it cannot be sent now, or would be no cheaper than the edit itself."""
    source, video, whole = state.source, state.request.source, state.plan
    if state.reason or source is None or source.info is None or video is None or whole is None:
        return None
    if not video.is_local:
        return None
    first = video.range.first if video.range else 0
    last = video.range.last if video.range else source.info.frames - 1
    frames = math.ceil(TRIAL_SECONDS * source.info.rate)
    marked = Range(first, min(first + frames - 1, last))
    treatment = replace(video.treatment, handles=0)
    planned = plan(source.info, marked, treatment)
    is_cheaper = planned.seconds < whole.seconds or state.request.mode is not Mode.STD
    if planned.refusal or not is_cheaper:
        return None
    videos = (replace(video, range=marked, treatment=treatment), *state.request.videos[1:])
    return Trial(replace(state.request, videos=videos, mode=Mode.STD), planned.seconds)
