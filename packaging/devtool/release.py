"""Everything that a release consists of on this system, in dist/, with checksums beside it."""

import hashlib
import shutil
import zipfile
from pathlib import Path

from devtool import deb, macos, notices, windows
from devtool.bundle import PROGRAM, bundle, size, work_file
from devtool.place import DIST, IS_LINUX, IS_WINDOWS, ROOT, venv_python
from devtool.process import ToolError, run, say

CHECKSUMS = "SHA256SUMS"


def release() -> list[Path]:
    """Return the files of a release, made anew: wheel and sdist, the frozen program's, bill of materials.

    Raises ToolError.
    """
    shutil.rmtree(DIST, ignore_errors=True)
    files = build_wheel()
    bundle()
    if IS_LINUX:
        files += [deb.build_deb(), deb.build_archive()]
    elif IS_WINDOWS:
        files.append(windows.build_installer())
    else:
        files.append(macos.build_image())
    files += [_keep(notices.NOTICES), _keep(notices.MATERIALS)]
    sums = DIST / CHECKSUMS
    sums.write_text("".join(f"{_sha256(file)}  {file.name}\n" for file in files), encoding="utf-8")
    return [*files, sums]


def tell(files: list[Path]) -> None:
    """Print what there is and how large it is."""
    say(f"unpacked: {size(bundle()):.1f} MB")
    for file in files:
        say(f"{file} ({size(file):.1f} MB)")


def build_wheel() -> list[Path]:
    """Return sdist and wheel in dist/; the wheel holds what the program needs. Raises ToolError."""
    if run([venv_python(), "-m", "hatchling", "build", "-d", DIST]) != 0:
        raise ToolError("hatchling could not build the project; its own words stand above.")
    wheel = next(DIST.glob("*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    lacking = [path for path in shipped if f"kling_desktop/{path.relative_to(ROOT).as_posix()}" not in names]
    if lacking or "kling_desktop/__main__.py" not in names:
        raise ToolError(f"{wheel.name} lacks {', '.join(map(str, lacking)) or 'kling_desktop/__main__.py'}")
    return sorted(DIST.iterdir())


def _keep(name: str) -> Path:
    target = DIST / f"{PROGRAM}-{notices.version()}-{name}"
    shutil.copyfile(work_file(name), target)
    return target


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
