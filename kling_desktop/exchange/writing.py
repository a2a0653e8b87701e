"""Writes a sequence as Final Cut Pro 7 XML, OpenTimelineIO or EDL; the take lies above its original."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import Kind, Sequence, Shown, edl_refusal
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.exchange.rates import nominal
from kling_desktop.exchange.retiming import counted_in, edl_motion, remap_words

ADAPTERS = {Kind.XML: "fcp_xml", Kind.OTIO: "otio_json", Kind.EDL: "cmx_3600"}
REEL_LENGTH = 32
"""Signs of a reel in an EDL; 8 in the old form, which every program that reads EDLs today exceeds."""


def written(sequence: Sequence, kind: Kind) -> str:
    """The sequence as a file of that kind holds it.

    Raises BadInput `edl_mixed_rates` or `edl_overlap` for what an EDL cannot say.
    """
    if kind is Kind.EDL:
        return _edl(sequence)
    timeline = _timeline(sequence, sequence.rate)
    originals = dict.fromkeys((stack.at, stack.original) for stack in sequence.stacks)
    takes = [(stack.at, stack.take) for stack in sequence.stacks if stack.take]
    lanes = [*_lanes(list(originals), sequence.rate), *_lanes(takes, sequence.rate)]
    for number, lane in enumerate(lanes, 1):
        timeline.tracks.append(_track(f"V{number}", sequence, lane, kind))
    return str(otio.adapters.write_to_string(timeline, adapter_name=ADAPTERS[kind]))


def _edl(sequence: Sequence) -> str:
    """One track, each take in the place of its original."""
    if refusal := edl_refusal(sequence):
        raise BadInput(refusal.code, **refusal.values)
    # The adapter counts record timecode from the track's first frame, which so has to be midnight.
    shown = [(sequence.start + stack.at, stack.take or stack.original) for stack in sequence.stacks]
    # An EDL counts frames; the adapter would take 29.97 for drop-frame.
    rate = sequence.rate if sequence.is_drop else Fraction(nominal(sequence.rate))
    timeline = _timeline(sequence, rate)
    timeline.tracks.append(_track("V", sequence, shown, Kind.EDL, rate))
    text = otio.adapters.write_to_string(
        timeline, adapter_name=ADAPTERS[Kind.EDL], rate=float(rate), reelname_len=REEL_LENGTH
    )
    title, _, rest = str(text).partition("\n")
    rest = _with_motion(rest, [part for _, part in sorted(shown, key=lambda pair: pair[0])], sequence)
    return f"{title}\nFCM: {'DROP FRAME' if sequence.is_drop else 'NON-DROP FRAME'}\n{rest}"


def _with_motion(text: str, parts: list[Shown], sequence: Sequence) -> str:
    """The events with the speed of those that are retimed; the adapter would say their ends wrongly."""
    count = TimecodeCount(nominal(sequence.rate), is_drop=sequence.is_drop)
    lines, waiting = [], iter(parts)
    for line in text.splitlines():
        words = line.split()
        part = next(waiting) if words and words[0].isdigit() else None
        if part is None or part.speed == 1:
            lines.append(line)
            continue
        begin = part.media.start + part.first
        lines.append(line.replace(words[-3], count.text(begin + part.frames), 1))
        lines.append(edl_motion(words[1], part.speed, sequence.rate, count.text(begin)))
    return "\n".join(lines) + "\n"


def _timeline(sequence: Sequence, rate: Fraction) -> otio.schema.Timeline:
    timeline = otio.schema.Timeline(sequence.name, global_start_time=_time(sequence.start, rate))
    timeline.metadata["fcp_xml"] = _timecode_words(sequence.is_drop)
    return timeline


def _lanes(shown: list[tuple[int, Shown]], rate: Fraction) -> list[list[tuple[int, Shown]]]:
    """The parts on as few tracks as hold them without one covering another."""
    lanes: list[list[tuple[int, Shown]]] = []
    ends: list[int] = []
    for at, part in sorted(shown, key=lambda pair: pair[0]):
        number = next((lane for lane, end in enumerate(ends) if end <= at), len(lanes))
        if number == len(lanes):
            lanes.append([])
            ends.append(0)
        lanes[number].append((at, part))
        ends[number] = at + part.lasting(rate)
    return lanes


def _track(
    name: str, sequence: Sequence, shown: list[tuple[int, Shown]], kind: Kind, rate: Fraction | None = None
) -> otio.schema.Track:
    track = otio.schema.Track(name, kind=otio.schema.TrackKind.Video)
    end = 0
    for at, part in sorted(shown, key=lambda pair: pair[0]):
        if at > end:
            gap = _range(0, at - end, rate or sequence.rate)
            track.append(otio.schema.Gap(source_range=gap))
        clip = _clip(part, sequence.rate, rate)
        if part.speed != 1:
            _retime(clip, part, sequence.rate, kind)
        # Two clips that are alike in all else would be written as one and a reference without a place.
        clip.metadata["kling_desktop"] = {"at": at}
        track.append(clip)
        end = at + part.lasting(sequence.rate)
    return track


def _retime(clip: otio.schema.Clip, part: Shown, timeline_rate: Fraction, kind: Kind) -> None:
    """Say the speed as that kind of file does; an EDL is told of it once it is text."""
    if kind is Kind.OTIO:
        clip.effects.append(otio.schema.LinearTimeWarp(time_scalar=float(part.speed)))
    elif kind is Kind.XML:
        media, used = part.media, clip.source_range
        begin = media.start + counted_in(part.first, part.speed)
        clip.source_range = otio.opentime.TimeRange(_time(begin, media.rate), used.duration)
        lasting = part.lasting(timeline_rate) * media.rate / timeline_rate
        filter_words = remap_words(part.speed, part.first, media.frames, lasting)
        clip.metadata["fcp_xml"] = {"filter": filter_words}


def _clip(part: Shown, timeline_rate: Fraction, counted: Fraction | None) -> otio.schema.Clip:
    media, rate = part.media, counted or part.media.rate
    reference = otio.schema.ExternalReference(
        Path(media.path).absolute().as_uri(), _range(media.start, media.frames, rate)
    )
    reference.name = Path(media.path).name
    reference.metadata["fcp_xml"] = _timecode_words(media.is_drop, media.reel)
    used = _range(media.start + part.first, part.frames, rate)
    if part.speed != 1:
        # What a clip lasts is counted on its timeline, whatever of its file it shows meanwhile.
        lasting = part.lasting(timeline_rate) * media.rate / timeline_rate
        used = otio.opentime.TimeRange(used.start_time, _time(lasting, rate))
    clip = otio.schema.Clip(media.name, reference, used)
    if media.reel:
        clip.metadata["cmx_3600"] = {"reel": media.reel}
    return clip


def _timecode_words(is_drop: bool, reel: str = "") -> dict[str, Any]:
    words: dict[str, Any] = {"displayformat": "DF" if is_drop else "NDF"}
    if reel:
        words["reel"] = {"name": reel}
    return {"timecode": words}


def _time(frames: Fraction | int, rate: Fraction) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(float(frames), float(rate))


def _range(first: int, frames: int, rate: Fraction) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(first, rate), _time(frames, rate))
