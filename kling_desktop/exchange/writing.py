"""Writes a sequence as Final Cut Pro 7 XML, OpenTimelineIO or EDL; the take lies above its original."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import Kind, Sequence, Shown, edl_refusal
from kling_desktop.exchange.rates import nominal

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
        timeline.tracks.append(_track(f"V{number}", sequence, lane))
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
    timeline.tracks.append(_track("V", sequence, shown, rate))
    text = otio.adapters.write_to_string(
        timeline, adapter_name=ADAPTERS[Kind.EDL], rate=float(rate), reelname_len=REEL_LENGTH
    )
    title, _, rest = str(text).partition("\n")
    return f"{title}\nFCM: {'DROP FRAME' if sequence.is_drop else 'NON-DROP FRAME'}\n{rest}"


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
        ends[number] = at + _length(part, rate)
    return lanes


def _length(part: Shown, timeline_rate: Fraction) -> int:
    """How many frames of a timeline at `timeline_rate` the part covers."""
    return round(part.frames * timeline_rate / part.media.rate)


def _track(
    name: str, sequence: Sequence, shown: list[tuple[int, Shown]], rate: Fraction | None = None
) -> otio.schema.Track:
    track = otio.schema.Track(name, kind=otio.schema.TrackKind.Video)
    end = 0
    for at, part in sorted(shown, key=lambda pair: pair[0]):
        if at > end:
            gap = _range(0, at - end, rate or sequence.rate)
            track.append(otio.schema.Gap(source_range=gap))
        clip = _clip(part, rate)
        # Two clips that are alike in all else would be written as one and a reference without a place.
        clip.metadata["kling_desktop"] = {"at": at}
        track.append(clip)
        end = at + _length(part, sequence.rate)
    return track


def _clip(part: Shown, counted: Fraction | None) -> otio.schema.Clip:
    media, rate = part.media, counted or part.media.rate
    reference = otio.schema.ExternalReference(
        Path(media.path).absolute().as_uri(), _range(media.start, media.frames, rate)
    )
    reference.name = Path(media.path).name
    reference.metadata["fcp_xml"] = _timecode_words(media.is_drop, media.reel)
    clip = otio.schema.Clip(media.name, reference, _range(media.start + part.first, part.frames, rate))
    if media.reel:
        clip.metadata["cmx_3600"] = {"reel": media.reel}
    return clip


def _timecode_words(is_drop: bool, reel: str = "") -> dict[str, Any]:
    words: dict[str, Any] = {"displayformat": "DF" if is_drop else "NDF"}
    if reel:
        words["reel"] = {"name": reel}
    return {"timecode": words}


def _time(frames: int, rate: Fraction) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, float(rate))


def _range(first: int, frames: int, rate: Fraction) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(first, rate), _time(frames, rate))
