"""The sound of a prepared clip: the part that is sent, as fast as its pictures go, in AAC's own portions."""

from collections.abc import Callable, Iterator
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph

from kling_desktop.domain.cut import Filling
from kling_desktop.domain.plan import Plan
from kling_desktop.media.clip import Clip
from kling_desktop.media.worker import Stopped

RATE = 48_000
PORTION = 1024
"""Samples of one AAC frame."""
BARELY = 0.01
"""Below this change of speed the pitch may follow it, which sounds cleaner than keeping it."""
SLOWEST = 0.5
"""What one tempo filter can do."""
EARLIER = 1
"""Seconds read before the start, since sound formats seek roughly."""


def layout_of(channels: int) -> str:
    """In which layout so many channels are sent."""
    return "mono" if channels == 1 else "stereo"


def sound(clip: Clip, plan: Plan, stop: Callable[[], bool]) -> Iterator[AudioFrame]:
    """The sound of the plan's part of an open clip, nothing where none can be decoded.

    `clip` has to be another opening than the one that the pictures are read from. Raises Stopped.
    """
    stream = clip.container.streams.audio[0]
    start = Fraction(clip.start) * clip.time_base + plan.portion.begin / plan.source_rate
    frames = _decoded(clip.container, stream, start, stop)
    first = next(frames, None)
    if first is None:
        return
    graph = _graph(first, stream, plan, start)
    end = start + (plan.portion.end + 1 - plan.portion.begin) / plan.source_rate
    graph.push(first)
    for frame in frames:
        if Fraction(frame.pts or 0) * (frame.time_base or 0) > end:
            break
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _decoded(
    container: InputContainer, stream: AudioStream, start: Fraction, stop: Callable[[], bool]
) -> Iterator[AudioFrame]:
    container.seek(max(0, round((start - EARLIER) * 1_000_000)))
    for packet in container.demux(stream):
        if stop():
            raise Stopped
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        yield from (frame for frame in frames if frame.pts is not None)


def _graph(first: AudioFrame, stream: AudioStream, plan: Plan, start: Fraction) -> Graph:
    length = (plan.portion.end + 1 - plan.portion.begin) / plan.source_rate
    base = first.time_base or stream.time_base or Fraction(1, RATE)
    graph = Graph()
    source = graph.add(
        "abuffer",
        sample_rate=str(first.sample_rate),
        sample_fmt=first.format.name,
        channel_layout=first.layout.name,
        time_base=f"{base.numerator}/{base.denominator}",
    )
    steps = [
        ("atrim", f"start={float(start):.6f}:end={float(start + length):.6f}"),
        ("asetpts", f"PTS-{float(start):.6f}/TB"),
        ("aformat", f"sample_fmts=fltp:channel_layouts={layout_of(first.layout.nb_channels)}"),
        ("aresample", f"{RATE}:async=1:first_pts=0"),
        *_tempo(_speed(plan)),
        ("aformat", f"sample_fmts=fltp:sample_rates={RATE}"),
        ("apad", f"whole_dur={plan.seconds:.6f}"),
        ("atrim", f"end={plan.seconds:.6f}"),
        ("asetnsamples", f"n={PORTION}:p=0"),
    ]
    nodes = [graph.add(name, setting) for name, setting in steps]
    graph.link_nodes(source, *nodes, graph.add("abuffersink")).configure()
    return graph


def _speed(plan: Plan) -> float:
    """How much faster than in the source the pictures go."""
    shown = plan.frames if plan.filling is Filling.SLOW else plan.portion.real
    return float(plan.portion.real * plan.step / plan.source_rate / (shown / plan.rate))


def _tempo(speed: float) -> list[tuple[str, str]]:
    if speed == 1:
        return []
    if abs(speed - 1) < BARELY:
        return [("asetrate", str(round(RATE * speed))), ("aresample", str(RATE))]
    steps = []
    while speed < SLOWEST:
        steps.append(("atempo", str(SLOWEST)))
        speed /= SLOWEST
    return [*steps, ("atempo", f"{speed:.6f}")]


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        if isinstance(frame, AudioFrame):
            yield frame
