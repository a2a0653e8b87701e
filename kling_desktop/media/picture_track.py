"""The pictures of a prepared clip: whole, upright, Rec.709, in the size that is sent, one by one."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from av.filter import Graph
from av.video.frame import VideoFrame

from kling_desktop.domain.plan import Plan
from kling_desktop.media.clip import Clip
from kling_desktop.media.colour import matrix_of, range_of
from kling_desktop.media.geometry import turn_of
from kling_desktop.media.grading import Grade, Step, chain, graded
from kling_desktop.media.reader import FrameReader

SENT_PIXELS = "yuv420p"


def pictures(clip: Clip, plan: Plan, grade: Grade, stop: Callable[[], bool]) -> Iterator[VideoFrame]:
    """The frames that the plan sends, in order; one is held in memory at a time, however long the clip.

    Raises Stopped, BadInput `video_broken`, av.FFmpegError.
    """
    reader = FrameReader(clip, stop)
    line = _Line(plan, grade)
    for number in plan.source_frames:
        yield from line.through(reader.at(Fraction(2 * number + 1, 2) / plan.source_rate))
    yield from line.rest()


class _Line:
    """The filters that frames go through, made anew where the source changes its size on the way."""

    def __init__(self, plan: Plan, grade: Grade) -> None:
        self._plan = plan
        self._grade = grade
        self._graph: Graph | None = None
        self._made_for: tuple[object, ...] = ()

    def through(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        kind = (frame.width, frame.height, frame.format.name, matrix_of(frame))
        if kind != self._made_for:
            yield from self.rest()
            self._graph, self._made_for = chain(frame, self._steps(frame)), kind
        if self._graph is not None:
            self._graph.push(frame)
            yield from _ready(self._graph)

    def rest(self) -> Iterator[VideoFrame]:
        if self._graph is not None:
            self._graph.push(None)
            yield from _ready(self._graph)
            self._graph = None

    def _steps(self, frame: VideoFrame) -> list[Step]:
        turn = turn_of(frame)
        width, height = self._plan.width, self._plan.height
        stored = (height, width) if turn.swaps_sides else (width, height)
        whole: list[Step] = [("bwdif", {"mode": "send_frame"})] if self._plan.is_deinterlaced else []
        towards = {"out_color_matrix": "bt709", "out_range": "limited"}
        steps = graded(frame, self._grade, stored, matrix_of(frame), range_of(frame))
        if steps[-1][0] == "scale":
            steps[-1][1].update(towards)
        else:
            steps.append(("scale", towards))
        return [
            *whole,
            *steps,
            ("format", {"pix_fmts": SENT_PIXELS}),
            *turn.filters,
            ("setsar", {"sar": "1"}),
        ]


def _ready(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        if isinstance(frame, VideoFrame):
            yield frame
