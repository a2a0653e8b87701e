"""The whole way of odd clips: a range of each is prepared, edited by a real practice service, and comes back in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from kling_desktop import paths
from kling_desktop.domain.cut import Range, Treatment
from kling_desktop.domain.job import EditJob, JobState
from kling_desktop.domain.request import EditRequest, Mode, VideoInput
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.domain.timeline import PictureSize
from kling_desktop.services.jobs import is_resting
from kling_desktop.services.outside import Outside
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets
from kling_desktop.settings.sections import Network, Timeline
from kling_desktop.studio import Studio, StudioOptions
from tests.support.barcode import numbers
from tests.support.clips import Clip, make_clip, turn_clip
from tests.support.waiting import until

HANDLES = 4
SHORT = Range(10, 85)


@dataclass(frozen=True)
class Odd:
    """A clip that the service would not take, what is marked of it, and how it lies in its file."""

    name: str
    clip: Clip
    marked: Range = SHORT
    step: int = 1
    turned: int = 0

    @property
    def rate(self) -> Fraction:
        """Frames per second of the picture, on the average where the phone left some out."""
        count = round(self.clip.seconds * Fraction(self.clip.rate))
        return Fraction(self.clip.rate) * len(self._kept) / count

    @property
    def frames(self) -> list[int]:
        """The numbers that the timeline file has to show, from the first handle to the last."""
        begin, end = self.marked.first - HANDLES, self.marked.last + HANDLES
        grid = [begin + (frame - begin) // self.step * self.step for frame in range(begin, end + 1)]
        # A frame stands on the place that is nearest to its time, and stays until the next one.
        places = {number: round(number * self.rate / Fraction(self.clip.rate)) for number in self._kept}
        return [max(number for number, place in places.items() if place <= frame) for frame in grid]

    @property
    def _kept(self) -> list[int]:
        count = round(self.clip.seconds * Fraction(self.clip.rate))
        return [number for number in range(count) if number not in self.clip.dropped]


SMALL = Clip(4.0, 256, 144, picture="numbers")
PRORES = replace(
    SMALL,
    rate="25",
    codec="prores_ks",
    pix_fmt="yuv422p10le",
    options={"profile": "2"},
    sound="pcm_s24le",
    tags={"timecode": "10:00:00:00", "reel_name": "A001"},
)
BROADCAST = replace(
    SMALL,
    width=720,
    height=480,
    rate="30000/1001",
    codec="mpeg2video",
    pix_fmt="yuv422p",
    options={"b": "20000000"},
    sound="pcm_s16le",
    is_interlaced=True,
)
PHONE = replace(SMALL, rate="30", dropped={15, 45, 75, 76})
DROP_FRAME = replace(SMALL, rate="30000/1001", tags={"timecode": "00:59:58;10"})
CLIPS = (
    Odd("A001C003.mov", PRORES),
    Odd("broadcast.mxf", BROADCAST),
    Odd("phone.mp4", PHONE, turned=90),
    Odd("fast.mp4", replace(SMALL, rate="50"), Range(10, 145), step=2),
    Odd("drop.mov", DROP_FRAME),
)


async def chained(root: Path, source: Path, odd: Odd) -> EditJob:
    """Press Generate on the marked part and wait until the timeline file is there."""
    options = StudioOptions(paths.DataFolder(root / "data"), root / "takes", True, {})
    settings = Settings.load(options.data.settings)
    settings.replace(Network(pace=0.05))
    if odd.step > 1:
        # Every second frame stands twice: that file is encoded anew, quickly in the source's small size.
        settings.replace(Timeline(size=PictureSize.SOURCE))
    studio = await Studio.open(options, settings, MemorySecrets(), outside=Outside())
    try:
        video = VideoInput(str(source), range=odd.marked, treatment=Treatment(handles=HANDLES))
        (job,) = await studio.jobs.start(EditRequest("Leave @Video1 as it is", (video,), mode=Mode.STD))
        await until(lambda: is_resting(studio.ledger.jobs[job.id]), seconds=60)
        await studio.timeline.settled(job.id)
        return studio.ledger.jobs[job.id]
    finally:
        await studio.close()


@pytest.mark.parametrize("odd", CLIPS, ids=lambda odd: odd.name)
async def test_the_range_comes_back_frame_by_frame(tmp_path: Path, odd: Odd) -> None:
    source = make_clip(tmp_path / odd.name, odd.clip)
    if odd.turned:
        turn_clip(source, odd.turned)
    job = await chained(tmp_path, source, odd)
    assert job.state is JobState.DONE, job.failure or job.held
    made = job.takes[0].timeline
    assert made is not None
    assert made.failure is None
    target = Path(made.path)
    assert numbers(target, is_turned=bool(odd.turned)) == odd.frames
    with av.open(str(target)) as clip:
        picture = clip.streams.video[0]
        assert picture.average_rate == odd.rate
        timecode, reel = odd.clip.tags.get("timecode"), odd.clip.tags.get("reel_name")
        if timecode:
            (words,) = [stream.metadata for stream in clip.streams if stream.type == "data"]
            begin = odd.marked.first - HANDLES
            assert words["timecode"] == TimecodeCount.of(Fraction(odd.clip.rate), timecode).text(begin)
            assert words.get("reel_name", "").startswith(reel or "")
