"""Reads the clips of a Final Cut Pro 7 XML, an OpenTimelineIO file or an EDL."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import opentimelineio as otio

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.exchange import CutClip, CutList, Kind, Place, kind_named, shown_frames
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.exchange.rates import exact, nominal
from kling_desktop.exchange.retiming import edl_speed, motions, of_speed, retime_of

ADAPTERS = {Kind.XML: "fcp_xml", Kind.OTIO: "otio_json", Kind.EDL: "cmx_3600"}
LARGEST = 100_000_000
"""Bytes; no timeline has more."""
NO_REELS = frozenset({"AX", "BL", ""})
# What the adapters raise for files that are none of theirs.
MALFORMED = (
    otio.exceptions.OTIOError,
    ValueError,
    KeyError,
    AttributeError,
    TypeError,
    IndexError,
    SyntaxError,
)


def read(path: Path, edl_rate: Fraction) -> CutList:
    """The clips of the timeline at `path`; an EDL, which does not tell its rate, counts at `edl_rate`.

    Raises BadInput `exchange_kind`, `exchange_unreadable`, `exchange_empty`.
    """
    kind = kind_named(path.name)
    if kind is None:
        raise BadInput("exchange_kind", name=path.name)
    clips: list[CutClip] = []
    left_out: list[Notice] = []
    text = _text(path)
    is_drop = _drops(text)
    text, said = motions(text) if kind is Kind.EDL else (text, {})
    count = TimecodeCount(nominal(edl_rate), is_drop=is_drop)
    speeds = {count.number(record): edl_speed(speed, edl_rate) for record, speed in said.items()}
    # The adapter counts by 29.97 as drop-frame does, and an EDL that drops nothing by whole numbers.
    counted = float(edl_rate) if is_drop else float(nominal(edl_rate))
    for timeline in _timelines(text, path.name, kind, counted):
        for clip in _clips(timeline):
            found = _found(timeline, clip, kind, edl_rate, speeds)
            if isinstance(found, CutClip):
                clips.append(found)
            else:
                left_out.append(found)
    if kind is Kind.EDL:
        clips = _from_the_hour(clips, is_drop)
    if not clips and not left_out:
        raise BadInput("exchange_empty", name=path.name)
    return CutList(tuple(clips), tuple(left_out))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput("exchange_unreadable", name=path.name)
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise BadInput("file_unreadable", name=path.name) from error


def _timelines(text: str, name: str, kind: Kind, edl_rate: float) -> list[otio.schema.Timeline]:
    more = {"rate": edl_rate, "ignore_timecode_mismatch": True} if kind is Kind.EDL else {}
    try:
        found = otio.adapters.read_from_string(text, adapter_name=ADAPTERS[kind], **more)
    except MALFORMED as error:
        raise BadInput("exchange_unreadable", name=name) from error
    if isinstance(found, otio.schema.Timeline):
        return [found]
    if isinstance(found, otio.schema.SerializableCollection):
        return [each for each in found if isinstance(each, otio.schema.Timeline)]
    raise BadInput("exchange_unreadable", name=name)


def _from_the_hour(clips: list[CutClip], is_drop: bool) -> list[CutClip]:
    """Places that count from midnight, as an EDL has them, counted from the full hour before the first."""
    if not clips:
        return []
    first = min(clip.place.at for clip in clips)
    hour = TimecodeCount(nominal(clips[0].rate), is_drop=is_drop).number("01:00:00:00") or 1
    start = first // hour * hour
    places = (replace(clip.place, start=start, at=clip.place.at - start, is_drop=is_drop) for clip in clips)
    return [replace(clip, place=place) for clip, place in zip(clips, places, strict=True)]


def _drops(text: str) -> bool:
    """Whether an EDL leaves numbers out, as drop-frame does."""
    return ";" in text or "FCM: DROP FRAME" in text.upper()


def _clips(timeline: otio.schema.Timeline) -> Iterator[otio.schema.Clip]:
    for track in timeline.video_tracks():
        if track.enabled:
            yield from (clip for clip in track.find_clips() if clip.enabled)


def _found(
    timeline: otio.schema.Timeline,
    clip: otio.schema.Clip,
    kind: Kind,
    edl_rate: Fraction,
    speeds: Mapping[int | None, Fraction],
) -> CutClip | Notice:
    """The clip, or why it cannot be taken."""
    reference = clip.media_reference
    url = reference.target_url if isinstance(reference, otio.schema.ExternalReference) else ""
    name = Path(_path(url)).name or clip.name or ""
    if not name or isinstance(reference, otio.schema.GeneratorReference):
        return Notice("exchange_no_clip", {"name": clip.name or "?"})
    used, available = clip.trimmed_range(), reference.available_range
    is_absolute = kind is Kind.EDL or available is None
    begin = used.start_time if is_absolute or available is None else used.start_time - available.start_time
    first = Fraction(begin.rescaled_to(used.duration.rate).value)
    retime = retime_of(clip, first, clip.name or name)
    place = _place(timeline, clip, kind, edl_rate)
    if place.at in speeds:
        retime = of_speed(speeds[place.at], clip.name or name)
    if isinstance(retime, Notice):
        return retime
    speed = retime.speed
    return CutClip(
        name=name,
        path=_path(url),
        reel=_reel(clip),
        rate=edl_rate if kind is Kind.EDL else exact(used.duration.rate),
        first=round(first if retime.first is None else retime.first),
        frames=shown_frames(Fraction(used.duration.value), speed),
        is_absolute=is_absolute,
        place=replace(place, speed_num=speed.numerator, speed_den=speed.denominator),
    )


def _place(timeline: otio.schema.Timeline, clip: otio.schema.Clip, kind: Kind, edl_rate: Fraction) -> Place:
    on_timeline = clip.transformed_time_range(clip.trimmed_range(), timeline.tracks)
    start = timeline.global_start_time
    counted = start.rate if start else on_timeline.start_time.rate
    rate = edl_rate if kind is Kind.EDL else exact(counted)
    return Place(
        timeline=timeline.name or "",
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        start=round(start.value) if start else 0,
        at=round(on_timeline.start_time.rescaled_to(counted).value),
        is_drop=_is_drop(timeline),
        frames=round(on_timeline.duration.rescaled_to(counted).value),
    )


def _is_drop(timeline: otio.schema.Timeline) -> bool:
    words = timeline.metadata.get("fcp_xml", {}).get("timecode", {})
    return bool(words.get("displayformat") == "DF")


def _reel(clip: otio.schema.Clip) -> str:
    in_edl = str(clip.metadata.get("cmx_3600", {}).get("reel", ""))
    if in_edl not in NO_REELS:
        return in_edl
    words = clip.media_reference.metadata.get("fcp_xml", {}).get("timecode", {})
    reel = words.get("reel", {})
    return str(reel.get("name", "")) if hasattr(reel, "get") else ""


def _path(url: str) -> str:
    """The path in a file URL, or the path that stands there in its place."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return unquote(url)
    path = url2pathname(parts.path)
    # Premiere writes file://localhost/C%3A/…
    return path[1:] if len(path) > 2 and path[0] == "/" and path[2] == ":" else path
