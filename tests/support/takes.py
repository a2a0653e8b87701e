"""Sources, recipes and results that belong together, as preparing and the practice service make them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.timeline import Match
from tests.support.numbered import PCM_RATE, Numbered, make_numbered

KLING_RATE = Fraction(24)
MOST_FOR_SERVICE = Fraction(30)


@dataclass(frozen=True)
class Kit:
    """A source, the recipe of what was sent of it, and the result that came back."""

    source: Path
    recipe: Recipe
    result: Path

    @property
    def frames(self) -> list[int]:
        """The source frames that were asked for, handles included."""
        return list(range(self.recipe.begin, self.recipe.end + 1))

    @property
    def samples(self) -> tuple[int, int]:
        """The first sample of the source's sound that belongs to them, and how many do."""
        first = round(self.recipe.begin / self.recipe.rate * PCM_RATE)
        end = round((self.recipe.end + 1) / self.recipe.rate * PCM_RATE)
        return first, end - first


def make_kit(
    folder: Path,
    rate: Fraction = Fraction(25),
    timecode: str = "01:00:00:00",
    reel: str = "A001",
    length: int = 40,
    first: int = 9,
    last: int = 30,
    handles: int = 4,
    sound: str | None = "pcm_s16le",
) -> Kit:
    """A kit of small clips; what was sent is frame for frame, every second one of fast sources."""
    tags = {name: value for name, value in (("timecode", timecode), ("reel_name", reel)) if value}
    source = make_numbered(folder / "A001C003.mov", Numbered(range(length), rate, tags=tags, sound=sound))
    step = 2 if rate > MOST_FOR_SERVICE else 1
    recipe = Recipe(
        location=str(source),
        sha256="",
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        first=first,
        last=last,
        before=handles,
        after=handles,
        step=step,
        start_timecode=timecode,
        reel=reel,
        width=256,
        height=144,
        sent_width=256,
        sent_height=144,
        sample_rate=PCM_RATE if sound else 0,
        channels=2 if sound else 0,
        channel_layout="stereo" if sound else "",
    )
    sent = range(recipe.begin, recipe.end + 1, step)
    recipe = replace(recipe, sent_frames=len(sent))
    return Kit(source, recipe, make_result(folder, list(sent)))


def make_result(folder: Path, numbers: list[int | None] | list[int], regrade: str = "") -> Path:
    """A result as the service gives it: 24 fps mp4 with those frame numbers."""
    return make_numbered(folder / "A001C003_v003.mp4", Numbered(numbers, KLING_RATE, regrade=regrade))


def match_of(recipe: Recipe, frames: int, rate: Fraction = KLING_RATE) -> Match:
    """How a result of so many frames stands to the source."""
    return Match(recipe, frames, rate)
