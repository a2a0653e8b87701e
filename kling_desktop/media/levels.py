"""How loud a clip is, window by window, and by how much one course of loudness lags behind another."""

from array import array
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from operator import mul
from pathlib import Path

import av
from av.audio.resampler import AudioResampler

from kling_desktop.media.clip import opened
from kling_desktop.media.worker import Stopped, never

RATE = 8_000
# Two courses that agree less than this are not the same sound.
LEAST_LIKENESS = 0.5
LEAST_SHARE = 2


def levels(
    path: Path, begin: Fraction, window: Fraction, count: int, stop: Callable[[], bool] = never
) -> list[float]:
    """The mean level of each of `count` windows of `window` seconds from `begin` on; short where it ends.

    Times count from the first frame of the picture. Empty without sound. Raises as `clip.opened`, Stopped.
    """
    samples = array("h")
    with opened(path) as clip:
        sound = clip.container.streams.audio
        if not sound:
            return []
        start = clip.start * clip.time_base + begin
        end = round((begin + window * count) * RATE)
        resampler, skipped = AudioResampler("s16", "mono", RATE), None
        for packet in clip.container.demux(sound[0]):
            if stop():
                raise Stopped
            for frame in _frames(packet):
                if skipped is None and frame.pts is not None and frame.time_base:
                    skipped = round((start - frame.pts * frame.time_base) * RATE)
                for mono in resampler.resample(frame):
                    samples.frombytes(bytes(mono.planes[0])[: 2 * mono.samples])
            if len(samples) > end + RATE:
                break
    first = skipped or 0
    samples = samples[first:] if first >= 0 else array("h", bytes(-2 * first)) + samples
    edges = [round(number * window * RATE) for number in range(count + 1)]
    return [
        sum(map(abs, samples[low:high])) / (high - low)
        for low, high in pairwise(edges)
        if high <= len(samples) and high > low
    ]


def _frames(packet: "av.Packet[av.AudioStream]") -> "list[av.AudioFrame]":
    try:
        return packet.decode()
    except av.error.InvalidDataError:
        return []


def lag(late: Sequence[float], early: Sequence[float], most: int) -> int | None:
    """By how many windows, up to `most`, `late` lags behind `early`; None where they are not alike."""
    best, found = LEAST_LIKENESS, None
    for shift in sorted(range(-most, most + 1), key=abs):
        mine, theirs = late[max(0, shift) :], early[max(0, -shift) :]
        length = min(len(mine), len(theirs))
        if length * LEAST_SHARE < max(len(late), len(early)):
            continue
        likeness = _likeness(mine[:length], theirs[:length])
        if likeness > best:
            best, found = likeness, shift
    return found


def _likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """The correlation of two equally long courses, −1 to 1; 0 where one of them is flat."""
    one, other = _around_zero(one), _around_zero(other)
    power = sum(map(mul, one, one)) * sum(map(mul, other, other))
    return sum(map(mul, one, other)) / power**0.5 if power else 0.0


def _around_zero(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]
