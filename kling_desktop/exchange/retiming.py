"""The speed at which a timeline plays a clip, as each kind of exchange file says it: read and written."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from kling_desktop.domain.notice import Notice
from kling_desktop.exchange.rates import NTSC, nominal

FINEST = 100_000
"""Largest denominator of a speed; programs write it as a percentage with a few decimals."""
TIME_REMAP = "timeremap"
TIMECODE = re.compile(r"^(?:\d\d[:;]){3}\d\d$")
TIMECODES = 4
"""Of an event: in and out point in the file, in and out point on the timeline."""
MOTION = re.compile(r"^M2\s+(?P<reel>.*?)\s+(?P<speed>[+-]?\d*\.?\d+)\s+(?P<at>(?:\d\d[:;]){3}\d\d)\s*$")


@dataclass(frozen=True)
class Retime:
    """`speed` times as fast; `first` is the file's frame that is shown first, where the timeline tells it."""

    speed: Fraction
    first: Fraction | None = None


AT_ITS_OWN = Retime(Fraction(1))


def retime_of(clip: otio.schema.Clip, counted_in: Fraction, name: str) -> Retime | Notice:
    """How the clip is retimed, or why that cannot be taken: backwards, at rest, or faster and slower in turn.

    `counted_in` is its in point as a Final Cut Pro 7 XML counts it: in frames of the clip as it is retimed.
    """
    try:
        found = _retimed(clip, counted_in)
    except ValueError:
        # Not a number, or none that a speed can be.
        found = None
    if found is None:
        return Notice("exchange_variable", {"name": name})
    return found if found.speed > 0 else of_speed(found.speed, name)


def _retimed(clip: otio.schema.Clip, counted_in: Fraction) -> Retime | None:
    """How the clip is retimed; None where its speed changes. Raises ValueError for what is no speed."""
    found: Retime | None = AT_ITS_OWN
    for effect in clip.effects:
        words = effect.metadata.get("fcp_xml", {})
        if isinstance(effect, otio.schema.LinearTimeWarp) and found is not None:
            found = Retime(_speed(effect.time_scalar) * found.speed)
        elif isinstance(effect, otio.schema.TimeEffect):
            return None
        elif words.get("effectid") == TIME_REMAP:
            found = _remapped(words, counted_in)
    return found


def of_speed(speed: Fraction, name: str) -> Retime | Notice:
    """The retime of that speed, or why it cannot be taken."""
    if speed > 0:
        return Retime(speed)
    return Notice("exchange_reversed" if speed else "exchange_frozen", {"name": name})


def _speed(number: float | str) -> Fraction:
    return Fraction(str(number)).limit_denominator(FINEST)


def _remapped(words: Mapping[str, Any], counted_in: Fraction) -> Retime | None:
    """What a time remap says; None for one whose speed changes."""
    said = {str(each.get("parameterid", "")): each for each in _several(words.get("parameter"))}
    if _is_on(said.get("variablespeed", {}).get("value", "0")):
        return None
    speed = _speed(said.get("speed", {}).get("value", "100")) / 100
    if _is_on(said.get("reverse", {}).get("value", "FALSE")):
        return Retime(-abs(speed))
    return Retime(speed, _first(said.get("graphdict", {}), counted_in, speed))


def _first(graph: Mapping[str, Any], counted_in: Fraction, speed: Fraction) -> Fraction:
    """The file's frame at the in point, which itself is whole and so may be half a frame beside it."""
    plain = counted_in * speed
    for point in _several(graph.get("keyframe")):
        if "value" in point and _speed(point.get("when", -1)) == counted_in:
            value = _speed(point["value"])
            return value if abs(value - plain) <= max(speed, Fraction(1)) else plain
    return plain


def _several(value: Any) -> Iterator[Mapping[str, Any]]:
    """The elements of a name that hold others; there may be none, one or many."""
    several = (value,) if value is None or hasattr(value, "items") else value
    yield from (each for each in several if hasattr(each, "items"))


def _is_on(value: object) -> bool:
    return str(value).strip().upper() in ("TRUE", "1", "1.0")


def remap_words(speed: Fraction, first: int, frames: int, lasting: Fraction) -> dict[str, Any]:
    """The filter of a Final Cut Pro 7 XML for a clip whose file has `frames`.

    It shows them from `first` on, for `lasting` frames of the timeline at the file's rate.
    """
    begin = counted_in(first, speed)
    phase = first - begin * speed
    points = {
        Fraction(0): ("speedkfstart", phase),
        Fraction(begin): ("speedkfin", Fraction(first)),
        begin + lasting: ("speedkfout", first + lasting * speed),
    }
    end = Fraction(math.ceil((frames - phase) / speed))
    if end > begin + lasting:
        points[end] = ("speedkfend", phase + end * speed)
    graph = [
        {"when": _decimal(when), "value": _decimal(value), "speedvirtualkf": "TRUE", flag: "TRUE"}
        for when, (flag, value) in sorted(points.items())
    ]
    said = {
        "variablespeed": "0",
        "speed": _decimal(speed * 100),
        "reverse": "FALSE",
        "frameblending": "FALSE",
    }
    parameters: list[dict[str, Any]] = [_parameter(name, {"value": value}) for name, value in said.items()]
    parameters.append(_parameter("graphdict", {"keyframe": graph}))
    return {
        "effect": {
            "name": "Time Remap",
            "effectid": TIME_REMAP,
            "effectcategory": "motion",
            "effecttype": "motion",
            "mediatype": "video",
            "parameter": parameters,
        }
    }


def counted_in(first: int, speed: Fraction) -> int:
    """The in point of a retimed clip as a Final Cut Pro 7 XML counts it."""
    return round(first / speed)


def _parameter(name: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"parameterid": name, "name": name, **more}


def _decimal(number: Fraction) -> str:
    return f"{float(number):.6f}".rstrip("0").rstrip(".")


def motions(text: str) -> tuple[str, dict[str, float]]:
    """An EDL as its adapter can read it, and by record timecode the frames a second of its motion effects.

    The adapter reads no `;` there, and passes over an effect whose event is as long in the file as it lasts.
    """
    speeds: dict[str, float] = {}
    lines, record = [], ""
    for line in text.splitlines():
        words, motion = line.split(), MOTION.match(line)
        if motion:
            speeds[record] = float(motion["speed"])
        elif len(words) > TIMECODES and all(TIMECODE.match(word) for word in words[-TIMECODES:]):
            record = words[-2]
        lines.append(line.replace(";", ":") if motion else line)
    return "\n".join(lines) + "\n", speeds


def edl_speed(frames_a_second: float, rate: Fraction) -> Fraction:
    """The speed that a motion effect means, in frames that timecode counts to the second, or in real ones."""
    counted = [Fraction(nominal(rate)), Fraction(nominal(rate)) * NTSC]
    exact = [_speed(frames_a_second) / each * 100 for each in counted]
    whole = next((each for each in exact if abs(each - round(each)) < Fraction(1, 20)), None)
    return Fraction(round(whole), 100) if whole is not None else exact[0] / 100


def edl_motion(reel: str, speed: Fraction, rate: Fraction, source_in: str) -> str:
    """The line that tells an EDL of a speed."""
    return f"M2   {reel:<8} {float(speed * nominal(rate)):05.1f}                {source_in}"
