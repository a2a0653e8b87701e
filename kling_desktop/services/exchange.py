"""To and from the editing program: takes stacked above their originals, and clips copied from a timeline."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from kling_desktop.domain.cut import Range, Treatment
from kling_desktop.domain.errors import BadInput, KlingError
from kling_desktop.domain.exchange import (
    USUAL_EDL_RATE,
    CutClip,
    CutList,
    Kind,
    Media,
    Place,
    Shown,
    Stacked,
)
from kling_desktop.domain.exchange import Sequence as Timeline
from kling_desktop.domain.job import EditJob, Take
from kling_desktop.domain.media import MediaInfo
from kling_desktop.domain.names import safe_stem
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import VideoInput
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.domain.timeline import reel_of, source_frames
from kling_desktop.media.probe import probe
from kling_desktop.media.relink import video_files
from kling_desktop.media.worker import StopFlag, Workers
from kling_desktop.services.ledger import Ledger
from kling_desktop.services.results import PART
from kling_desktop.services.timeline_names import disk_error, put_in_place, version_of
from kling_desktop.settings.file import Settings


@dataclass(frozen=True)
class Copied:
    """What came from a timeline: a video for each clip that was found, and what was left out, and why."""

    videos: tuple[VideoInput, ...]
    left_out: tuple[Notice, ...]


class Exchange:
    """Writes and reads timelines on behalf of the window; files are looked at in worker threads."""

    def __init__(self, ledger: Ledger, workers: Workers, settings: Settings) -> None:
        """Takes are found in `ledger`; whether they keep their reel stands in `settings`."""
        self._ledger, self._workers, self._settings = ledger, workers, settings

    async def send(self, job_id: str, number: int, folder: Path) -> tuple[Path, ...]:
        """Write an XML and an OTIO into `folder` that stack the take above its original, at its place.

        Raises BadInput `exchange_needs_timeline_file` and others, FolderGone, DiskFull.
        """
        timeline = await self._timeline([(job_id, number)], "")
        return tuple([await self._put(timeline, kind, folder) for kind in (Kind.XML, Kind.OTIO)])

    async def give_back(
        self, takes: Sequence[tuple[str, int]], folder: Path, name: str = "", kind: Kind = Kind.XML
    ) -> Path:
        """Write one file that stacks all `takes` (job and number), each at its place.

        What has no place on the timeline of the first follows behind it. Raises BadInput (`edl_mixed_rates`
        where an EDL cannot say it), FolderGone, DiskFull.
        """
        return await self._put(await self._timeline(takes, name), kind, folder)

    async def copy_from(
        self, path: Path, folders: Iterable[Path] = (), edl_rate: Fraction = USUAL_EDL_RATE
    ) -> Copied:
        """The clips of the timeline at `path`; media are looked for where it says, beside it, in `folders`.

        Each is prepared as new clips are. A retimed one is taken by what it shows of its file.
        Raises BadInput when the file is no timeline.
        """
        places = tuple(dict.fromkeys((path.parent, *folders)))
        treatment = self._settings.prepare.treatment
        return await self._workers.run(lambda stop: _copied(_read(path, edl_rate), places, treatment, stop))

    async def _timeline(self, takes: Sequence[tuple[str, int]], name: str) -> Timeline:
        found = [await self._found(job_id, number) for job_id, number in takes]
        keeps_reel = self._settings.timeline.keeps_reel
        stacks = await self._workers.run(lambda _: [_stacked(*each, keeps_reel) for each in found])
        first = next((place for job, _, _ in found if (place := _place(job))), None)
        recipe = found[0][1]
        end, placed = _end(first, found, stacks), []
        for (job, _, _), stack in zip(found, stacks, strict=True):
            place = _place(job)
            is_placed = first is not None and place is not None and _is_same(place, first)
            at = place.at if place and is_placed else end
            rate = first.rate if first else recipe.rate
            end = end if is_placed else end + stack.original.lasting(rate)
            placed.append(Stacked(at, stack.original, stack.take))
        name = name or (first.timeline if first else "") or Path(recipe.location).stem
        if first is None:
            is_drop = ";" in recipe.start_timecode
            return Timeline(name, recipe.rate, tuple(placed), is_drop=is_drop)
        return Timeline(name, first.rate, tuple(placed), first.start, first.is_drop)

    async def _found(self, job_id: str, number: int) -> tuple[EditJob, Recipe, Take]:
        job = await self._ledger.find(job_id)
        if not 0 <= number < len(job.takes):
            raise BadInput("timeline_no_take")
        take = job.takes[number]
        if job.recipe is None:
            raise BadInput("timeline_no_source")
        if take.timeline is None or not take.timeline.path:
            raise BadInput("exchange_needs_timeline_file", name=Path(take.path).name)
        return job, job.recipe, take

    async def _put(self, timeline: Timeline, kind: Kind, folder: Path) -> Path:
        def work(_: StopFlag) -> Path:
            wanted = folder / f"{safe_stem(timeline.name)}_kling.{kind}"
            return _saved(_written(timeline, kind), wanted)

        try:
            return await self._workers.run(work)
        except OSError as error:
            raise disk_error(error, folder) from error


def _written(timeline: Timeline, kind: Kind) -> str:
    # Its import takes a good part of a start in which nobody may need it.
    from kling_desktop.exchange.writing import written

    return written(timeline, kind)


def _read(path: Path, edl_rate: Fraction) -> CutList:
    from kling_desktop.exchange.reading import read

    return read(path, edl_rate)


def _saved(text: str, wanted: Path) -> Path:
    wanted.parent.mkdir(parents=True, exist_ok=True)
    part = wanted.with_name(f".{wanted.name}{PART}")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return put_in_place(part, wanted)
    finally:
        part.unlink(missing_ok=True)


def _place(job: EditJob) -> Place | None:
    """Where the job's part of the clip stands, which may be another than the clip had; None if nowhere."""
    place = job.request.source.place if job.request.source else None
    if place is None or job.recipe is None:
        return None
    at = place.where(job.recipe.first, job.recipe.rate)
    return replace(place, at=at) if at >= 0 else None


def _is_same(one: Place, other: Place) -> bool:
    return (one.timeline, one.rate, one.start) == (other.timeline, other.rate, other.start)


def _end(
    first: Place | None, found: Sequence[tuple[EditJob, Recipe, Take]], stacks: Sequence[Stacked]
) -> int:
    """The first frame behind all that have their place on the timeline of `first`."""
    if first is None:
        return 0
    ends = [
        place.at + stack.original.lasting(first.rate)
        for (job, _, _), stack in zip(found, stacks, strict=True)
        if (place := _place(job)) and _is_same(place, first)
    ]
    return max(ends, default=0)


def _stacked(job: EditJob, recipe: Recipe, take: Take, keeps_reel: bool) -> Stacked:
    """The take above its original, without handles; they lie beyond the edges, ready to be pulled out."""
    path = Path(recipe.location)
    count = TimecodeCount.of(recipe.rate, recipe.start_timecode)
    made = take.handed_out
    frames = recipe.last - recipe.first + 1
    original = Media(
        name=path.stem,
        path=str(path),
        rate=recipe.rate,
        frames=probe(path).frames,
        start=count.first,
        is_drop=count.is_drop,
        reel=recipe.reel,
    )
    fitted = Media(
        name=Path(made).stem,
        path=made,
        rate=recipe.rate,
        frames=source_frames(recipe),
        start=count.first + recipe.begin,
        is_drop=count.is_drop,
        reel=reel_of(recipe, version_of(job, take), keeps_reel, path.stem),
    )
    place = _place(job)
    speed = place.speed if place else Fraction(1)
    length = place.lasting(frames, recipe.rate) if place else 0
    return Stacked(
        0,
        Shown(original, recipe.first, frames, speed, length),
        Shown(fitted, recipe.before, frames, speed, length),
    )


def _copied(cuts: CutList, folders: Sequence[Path], treatment: Treatment, stop: StopFlag) -> Copied:
    named = _by_name(folders, stop)
    videos: list[VideoInput] = []
    left_out = list(cuts.left_out)
    for clip in cuts.clips:
        try:
            videos.append(replace(_video(clip, named), treatment=treatment))
        except KlingError as error:
            left_out.append(error.notice)
    return Copied(tuple(videos), tuple(left_out))


def _by_name(folders: Sequence[Path], stop: StopFlag) -> Mapping[str, list[Path]]:
    """Video files by their names without suffix, in lower case."""
    named: dict[str, list[Path]] = {}
    for path in video_files((folder for folder in folders if folder.is_dir()), stop):
        named.setdefault(path.stem.casefold(), []).append(path)
    return named


def _video(clip: CutClip, named: Mapping[str, list[Path]]) -> VideoInput:
    """The clip as an edit takes it. Raises BadInput: also what `probe` does."""
    path = _linked(clip, named)
    if path is None:
        raise BadInput("exchange_missing", name=clip.name)
    info = probe(path)
    first = _first(clip, info)
    last = first + max(1, round(clip.frames * info.rate / clip.rate)) - 1
    if clip.place.speed != 1 and last == info.frames:
        # Of a frame that is begun by rounding alone, nothing is seen.
        last -= 1
    if first < 0 or last >= info.frames:
        raise BadInput("exchange_outside", name=clip.name, frames=info.frames)
    return VideoInput(str(path), range=Range(first, last), place=replace(clip.place, first=first))


def _first(clip: CutClip, info: MediaInfo) -> int:
    if not clip.is_absolute:
        return round(clip.first * info.rate / clip.rate)
    return clip.first - TimecodeCount.of(info.rate, info.start_timecode).first


def _linked(clip: CutClip, named: Mapping[str, list[Path]]) -> Path | None:
    """The clip's file: where the timeline says, else the one of that name whose folders are most alike."""
    said = Path(clip.path)
    if clip.path and said.is_file():
        return said.absolute()
    wanted = _pure(clip.path or clip.name)
    names = (wanted.stem, _pure(clip.name).stem, clip.name, _pure(clip.reel).stem)
    for name in names:
        if found := named.get(name.casefold()):
            return max(found, key=lambda path: _likeness(path, wanted))
    return None


def _pure(location: str) -> PurePath:
    """A path of whichever system the timeline was written on."""
    return PureWindowsPath(location) if "\\" in location or location[1:2] == ":" else PurePosixPath(location)


def _likeness(path: Path, wanted: PurePath) -> int:
    """How many names at the end of two paths are the same."""
    pairs = zip(reversed(path.parts), reversed(wanted.parts), strict=False)
    count = 0
    for mine, theirs in pairs:
        if mine.casefold() != theirs.casefold():
            break
        count += 1
    return count
