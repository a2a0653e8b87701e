"""What the packets of a clip tell without decoding: whether its rate is even, where it can be cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median_low

from kling_desktop.domain.errors import BadInput
from kling_desktop.media.clip import Clip, opened, packets
from kling_desktop.media.timing import COUNTED_BYTES

COPIED_CODECS = ("h264", "hevc")
MOST_PACKETS = 3000
"""Two minutes of packets tell whether a clip's rate is even."""
MOST_BYTES = 64_000_000
UNEVEN = Fraction(3, 10)
"""From this part of a frame's length on, a step is not just rounded."""
FEWEST = 3


@dataclass(frozen=True)
class Survey:
    """Whether frames stand for different lengths of time; before which frames the packets can be cut."""

    is_variable: bool
    cuts: tuple[int, ...] = ()


def survey(path: Path) -> Survey:
    """Look through the packets of the clip: all of them only where it may be copied.

    Raises BadInput `video_encrypted` where a copy protection locks them, else as `clip.opened` does.
    """
    with opened(path) as clip:
        clip.only_video()
        _check_unlocked(clip)
    with opened(path) as clip:
        clip.only_video()
        if _may_be_copied(clip):
            return _read_through(clip)
        if clip.is_quicktime_family:
            index = clip.stream.index_entries
            return Survey(
                _is_uneven([index[place].timestamp for place in range(min(len(index), MOST_PACKETS))])
            )
        return Survey(_is_uneven(_first_stamps(clip)))


def _check_unlocked(clip: Clip) -> None:
    first = next(packets(clip), None)
    if first is not None and first.has_sidedata("encryption_info"):
        raise BadInput("video_encrypted", name=clip.path.name)


def _may_be_copied(clip: Clip) -> bool:
    codec = clip.stream.codec_context.codec.canonical_name
    return clip.is_quicktime_family and codec in COPIED_CODECS and clip.size <= COUNTED_BYTES


def _read_through(clip: Clip) -> Survey:
    found = [(p.pts, p.is_keyframe, p.is_discard) for p in packets(clip) if p.pts is not None]
    stamps = [pts for pts, _, _ in found]
    # An edit list hides frames: libav leaves out those that nothing needs, and marks the rest.
    is_hiding = clip.stream.frames != len(found) or any(is_discard for _, _, is_discard in found)
    keys = () if is_hiding else clean_cuts(stamps, [is_key for _, is_key, _ in found])
    return Survey(_is_uneven(stamps), keys)


def clean_cuts(stamps: Sequence[int], are_keys: Sequence[bool]) -> tuple[int, ...]:
    """Where packets, in decoding order, can be parted: before key frames that nothing earlier follows."""
    smallest_behind = list(stamps)
    for place in range(len(stamps) - 2, -1, -1):
        smallest_behind[place] = min(stamps[place], smallest_behind[place + 1])
    cuts, largest = [], None
    for place, (stamp, is_key) in enumerate(zip(stamps, are_keys, strict=True)):
        if is_key and smallest_behind[place] == stamp and (largest is None or largest < stamp):
            cuts.append(place)
        largest = stamp if largest is None else max(largest, stamp)
    return tuple(cuts)


def _first_stamps(clip: Clip) -> list[int]:
    stamps: list[int] = []
    read = 0
    for packet in packets(clip):
        if packet.pts is not None:
            stamps.append(packet.pts)
        read += packet.size
        if len(stamps) >= MOST_PACKETS or read >= MOST_BYTES:
            break
    # What was read last may lack frames that are shown between.
    return sorted(stamps)[: -FEWEST * 2] if len(stamps) > FEWEST * 4 else sorted(stamps)


def _is_uneven(stamps: Sequence[int]) -> bool:
    """Whether the steps between frames differ; the last frame may be longer or shorter than the rest."""
    ordered = sorted(stamps)
    steps = [later - earlier for earlier, later in pairwise(ordered)][:-1]
    if len(steps) < FEWEST:
        return False
    usual = median_low(steps)
    return any(abs(step - usual) > UNEVEN * usual for step in steps)
