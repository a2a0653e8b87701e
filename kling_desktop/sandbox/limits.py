"""Limits of the service for the video that is edited."""

from __future__ import annotations

from fractions import Fraction

from .faults import EditFailed, outside_limits
from .probe import Probed

BYTES_MAX = 200 * 1024 * 1024
SECONDS = (Fraction(2999, 1000), Fraction(10050, 1000))
"""Shortest and longest: 3 s to 10.05 s, with a millisecond for rounded time stamps."""
RATE = (Fraction(23990, 1000), Fraction(60050, 1000))
"""24 to 60 frames a second; 23.976 is refused."""
SIDE = (720, 2160)


def check_video(video: Probed, size: int) -> None:
    """Raise EditFailed with all that is outside the limits; `size` is the file's length in bytes."""
    problems = []
    if size > BYTES_MAX:
        problems.append(f"{size / 1048576:.0f} MB; at most 200 MB are taken")
    if not SECONDS[0] <= video.seconds <= SECONDS[1]:
        problems.append(f"{float(video.seconds):.2f} s long; 3 to 10 s are taken")
    if not RATE[0] <= video.rate <= RATE[1]:
        problems.append(f"{float(video.rate):.3f} frames a second; 24 to 60 are taken")
    if not all(SIDE[0] <= side <= SIDE[1] for side in (video.width, video.height)):
        problems.append(f"{video.width}×{video.height} pixels; 720 to 2160 are taken on each side")
    if problems:
        raise outside_limits(f"video: {'; '.join(problems)}")


def not_a_video() -> EditFailed:
    """Make the failure of a file that is no mp4 or mov with pictures in it."""
    return outside_limits("video: not an mp4 or mov that can be read")
