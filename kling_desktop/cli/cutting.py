"""The part of the clip that the command line names, and how it is prepared."""

import argparse
from dataclasses import replace

from kling_desktop.domain.cut import Filling, Pace, Range, Treatment
from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.request import VideoInput
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.services.clips import Clips


async def cut(clips: Clips, video: VideoInput, said: argparse.Namespace) -> VideoInput:
    """The clip with the part that `--in` and `--out` name; each of them alone reaches to the clip's end.

    Raises BadInput for what is no place in the clip.
    """
    treatment = Treatment(
        handles=said.handles,
        pace=Pace.REAL_TIME if said.real_time else Pace.FRAME_FOR_FRAME,
        filling=Filling(said.fill) if said.fill else Filling.NONE,
    )
    if said.mark_in is None and said.mark_out is None:
        return replace(video, treatment=treatment)
    info = await clips.facts(video.location)
    first = 0 if said.mark_in is None else _frame(info, said.mark_in)
    last = info.frames - 1 if said.mark_out is None else _frame(info, said.mark_out)
    if first > last:
        raise BadInput("range_backwards", first=said.mark_in or "0", last=said.mark_out or str(last))
    return replace(video, range=Range(first, last), treatment=treatment)


def _frame(info: MediaInfo, text: str) -> int:
    """A plain number is a frame, counted from 0; anything with colons a timecode of the clip."""
    found = int(text) if text.isdecimal() else TimecodeCount.of(info.rate, info.start_timecode).frame(text)
    if found is None or not 0 <= found < info.frames:
        raise BadInput("range_place", place=text, frames=info.frames)
    return found
