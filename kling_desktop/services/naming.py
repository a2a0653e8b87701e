"""Names of takes, `<clip>_v003.mp4`, reserved before the download; names of clips that a person uploads."""

import os
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kling_desktop.domain.errors import DiskFull, FolderGone
from kling_desktop.domain.names import safe_stem, timecode_in_names
from kling_desktop.domain.recipe import Recipe
from kling_desktop.domain.request import EditRequest, is_link
from kling_desktop.domain.timecode import TimecodeCount

MOST_VERSIONS = 99_999
NO_SPACE = 28


def stem_of(request: EditRequest) -> str:
    """The clip's name as takes carry it: safe on every file system, never empty."""
    source = request.source
    location = source.location if source else ""
    name = unquote(urlsplit(location).path.rsplit("/", 1)[-1]) if is_link(location) else Path(location).name
    return safe_stem(Path(name).stem)


def name_by_hand(recipe: Recipe) -> str:
    """What a prepared clip is called that a person uploads: `A001C003_01-00-04-00.mp4`, by its in point."""
    count = TimecodeCount.of(recipe.rate, recipe.start_timecode)
    stem = safe_stem(Path(recipe.location).stem)
    return f"{stem}_{timecode_in_names(count.text(recipe.first))}.mp4"


def also_named(path: Path, name: str) -> Path:
    """The file at `path` under a second name beside it, or `name_2`, `name_3` … where that is another file.

    On a disk without hard links it has its own name only, and that path is returned.
    """
    stem, number = Path(name).stem, 1
    while True:
        wanted = path.with_name(name if number == 1 else f"{stem}_{number}{path.suffix}")
        try:
            os.link(path, wanted)
        except FileExistsError:
            with suppress(FileNotFoundError):
                if wanted.samefile(path):
                    return wanted
        except OSError:
            return path
        else:
            return wanted
        number += 1


def free_names(folder: Path, stem: str, count: int, suffix: str = ".mp4") -> list[Path]:
    """The next `count` names `stem_vNNN` in `folder`, which is made if need be; none of them exists yet.

    Raises FolderGone, DiskFull.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        first = _highest(folder, stem) + 1
    except OSError as error:
        raise folder_error(error, folder) from error
    if first + count > MOST_VERSIONS:
        raise FolderGone("folder_full", folder=str(folder))
    return [folder / f"{stem}_v{number:03d}{suffix}" for number in range(first, first + count)]


def claim(path: Path) -> bool:
    """Create `path` as an empty file; False when there is one already. Raises FolderGone, DiskFull."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    except FileExistsError:
        if not path.parent.is_dir():
            raise FolderGone("folder_gone", folder=str(path.parent), reason="not a folder") from None
        return False
    except OSError as error:
        raise folder_error(error, path.parent) from error
    return True


def _highest(folder: Path, stem: str) -> int:
    version = re.compile(re.escape(stem) + r"_v(\d{3,5})\.", re.IGNORECASE)
    with os.scandir(folder) as entries:
        found = (version.match(entry.name) for entry in entries)
        return max((int(match[1]) for match in found if match), default=0)


def folder_error(error: OSError, folder: Path) -> DiskFull | FolderGone:
    """`error` met in `folder`, in words."""
    if error.errno == NO_SPACE:
        return DiskFull("disk_full", folder=str(folder))
    return FolderGone("folder_gone", folder=str(folder), reason=error.strerror or str(error))
