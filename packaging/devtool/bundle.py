"""The frozen program: made by PyInstaller into build/, anew only when something that goes in has changed."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from devtool import icu, released
from devtool.environment import when_changed
from devtool.place import IS_LINUX, LOCK, ROOT, venv_python
from devtool.process import Command, ToolError, run

BUILD = ROOT / "build"
SPEC = ROOT / "packaging" / "pyinstaller" / "kling-desktop.spec"
PROGRAM = "kling-desktop"
BUNDLE = BUILD / "bundle" / PROGRAM
STAMP = BUILD / ".bundled"
SOURCES = ("kling_desktop", "resources", "packaging/pyinstaller", "packaging/devtool", "packaging/macos")
ELF = b"\x7fELF"
MEGABYTE = 1e6
LOADER = "/lib64/ld-linux-x86-64.so.2"
NOT_LOADABLE = 1


def bundle() -> Path:
    """Return the folder of the frozen program, made now unless the one that is there is of this source.

    Raises ToolError.
    """
    BUILD.mkdir(exist_ok=True)
    if not BUNDLE.is_dir():
        STAMP.unlink(missing_ok=True)
    when_changed(STAMP, _digest(), _freeze)
    return BUNDLE


def work_file(name: str) -> Path:
    """Return a file that the build wrote beside the program, such as the bill of materials."""
    return BUILD / "work" / SPEC.stem / name


def size(path: Path) -> float:
    """Return the megabytes of a file, or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink()) / MEGABYTE


def _freeze() -> None:
    shutil.rmtree(BUNDLE, ignore_errors=True)
    work_file("").mkdir(parents=True, exist_ok=True)
    _make_icons()
    options: Command = [
        "--noconfirm",
        "--log-level",
        "ERROR",
        "--distpath",
        BUNDLE.parent,
        "--workpath",
        BUILD / "work",
    ]
    if run([venv_python(), "-m", "PyInstaller", *options, SPEC]) != 0:
        raise ToolError("PyInstaller could not freeze the program; its own words stand above.")
    if IS_LINUX:
        for library in elves(BUNDLE):
            _strip(library)
        for library in BUNDLE.rglob("libicudata.so.*"):
            if not library.is_symlink():
                icu.slim(library)


def _strip(library: Path) -> None:
    """Take out what only a debugger reads, where the file survives it.

    Wheels are repaired by moving parts of a file about; some of these cannot be loaded after `strip`.
    """
    if library.name == PROGRAM:
        return  # the program's own archive hangs at its end
    bare = library.with_name(f"{library.name}.bare")
    subprocess.run(["strip", "--strip-unneeded", "-o", bare, library], check=True)
    if subprocess.run([LOADER, "--verify", bare], check=False).returncode == NOT_LOADABLE:
        bare.unlink()
    else:
        bare.replace(library)


def elves(folder: Path) -> Iterator[Path]:
    """Yield every program and library of Linux below `folder`, each once."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as opened:
                if opened.read(len(ELF)) == ELF:
                    yield file


def _make_icons() -> None:
    """Windows and macOS want all sizes of an icon in one file of their own kind."""
    kind = {"win32": "app.ico", "darwin": "app.icns"}.get(sys.platform)
    if kind:
        source = ROOT / "resources" / "icons" / "app-512.png"
        code = "import sys; from PIL import Image; Image.open(sys.argv[1]).save(sys.argv[2])"
        if run([venv_python(), "-c", code, source, work_file(kind)]) != 0:
            raise ToolError(f"{source} could not be made into {kind}.")


def _digest() -> str:
    files = [LOCK, ROOT / "pyproject.toml", ROOT / "LICENSE"]
    files += [released.FILE] if released.FILE.exists() else []
    for name in SOURCES:
        files += [path for path in sorted((ROOT / name).rglob("*")) if path.is_file()]
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        if "__pycache__" not in file.parts:
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
