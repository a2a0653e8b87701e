"""Names of timeline files: what their tokens become, and how a whole file gets its name."""

import datetime
import errno
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from kling_desktop import paths
from kling_desktop.domain.errors import BadInput, DiskFull, FolderGone
from kling_desktop.domain.job import EditJob, Take
from kling_desktop.domain.names import timecode_in_names
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.sizing import rate_word
from kling_desktop.domain.timecode import TimecodeCount
from kling_desktop.domain.timeline import PictureSize, TimelineChoice, source_frames
from kling_desktop.media.beside import beside
from kling_desktop.media.worker import Stopped
from kling_desktop.services.naming import NO_SPACE, claim, stem_of
from kling_desktop.services.results import PART

VERSION = re.compile(r"_v(\d{3,5})$")
MOST_NAMES = 1_000
REFUSED_NAMES = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ})
PIECE = 1 << 20


def version_of(job: EditJob, take: Take) -> int:
    """The number of a take: that of its name, else its place among the takes of its job."""
    found = VERSION.search(Path(take.path).stem)
    return int(found[1]) if found else job.takes.index(take) + 1


def name_values(job: EditJob, recipe: Recipe, take: Take, choice: TimelineChoice) -> Mapping[str, str]:
    """What the tokens of a name become for a take."""
    count = TimecodeCount.of(recipe.rate, recipe.start_timecode)
    version = version_of(job, take)
    created = datetime.datetime.fromtimestamp(job.created)
    is_source_size = choice.size is PictureSize.SOURCE
    width, height = (recipe.width, recipe.height) if is_source_size else _size_of(take)
    return {
        "clip": stem_of(job.request),
        "version": f"v{version:03d}",
        "take": f"{version:03d}",
        "reel": recipe.reel,
        "in": timecode_in_names(count.text(recipe.first)),
        "out": timecode_in_names(count.text(recipe.last)),
        "frames": str(source_frames(recipe)),
        "fps": rate_word(recipe.rate),
        "size": f"{width}x{height}" if width else "",
        "format": choice.format,
        "mode": job.request.mode,
        "prompt": job.request.prompt[:40],
        "project": job.project or Path(job.folder).name,
        "date": created.strftime("%Y-%m-%d"),
        "time": created.strftime("%H-%M"),
    }


def _size_of(take: Take) -> tuple[int, int]:
    return (take.arrival.measures.width, take.arrival.measures.height) if take.arrival else (0, 0)


def disk_error(error: OSError, folder: Path) -> DiskFull | FolderGone | BadInput:
    """`error` met while a timeline file was written to `folder`, in words."""
    if error.errno == NO_SPACE:
        return DiskFull("timeline_disk_full", folder=str(folder))
    if error.errno in REFUSED_NAMES and error.filename:
        name = Path(str(error.filename)).name.removeprefix(".").removesuffix(PART)
        return BadInput("timeline_name_refused", name=name, folder=str(folder))
    return FolderGone("timeline_folder_gone", folder=str(folder), reason=error.strerror or str(error))


def _moved(part: Path, claimed: Path) -> Path:
    try:
        paths.replace_durably(part, claimed)
    except OSError:
        claimed.unlink(missing_ok=True)
        raise
    return claimed


def copied(raw: Path, folder: Path, stop: Callable[[], bool]) -> Path:
    """A copy of `raw` in `folder`, under its name or the next free one; whole, or not there at all.

    Raises OSError, FolderGone, DiskFull, Stopped. Call it in a worker.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{raw.name}{PART}"
    with raw.open("rb") as source, beside(part) as target:
        while piece := source.read(PIECE):
            if stop():
                raise Stopped
            target.write(piece)
    return put_in_place(part, folder / raw.name)


def put_in_place(part: Path, wanted: Path) -> Path:
    """Move a file that is whole into `wanted` or the next free name like it; never over another file.

    Raises OSError, FolderGone, DiskFull; then nothing is left.
    """
    try:
        for number in range(1, MOST_NAMES):
            mark = f"_{number}" if number > 1 else ""
            target = wanted.with_name(f"{wanted.stem}{mark}{wanted.suffix}")
            if claim(target):
                return _moved(part, target)
        raise BadInput("folder_full", folder=str(wanted.parent))
    finally:
        part.unlink(missing_ok=True)
