"""The installer for Windows: per user, without an administrator, compiled by NSIS."""

from pathlib import Path

from devtool import notices
from devtool.bundle import PROGRAM, bundle, work_file
from devtool.place import DIST, ROOT
from devtool.process import Command, ToolError, run

SCRIPT = ROOT / "packaging" / "windows" / "kling-desktop.nsi"


def build_installer() -> Path:
    """Return the installer of the frozen program in dist/. Raises ToolError."""
    target = DIST / f"{PROGRAM}-{notices.version()}-setup.exe"
    compile_installer(bundle(), target, work_file("app.ico"))
    return target


def compile_installer(program: Path, target: Path, icon: Path | None = None) -> None:
    """Put the folder `program` into an installer. Raises ToolError."""
    given = {"VERSION": notices.version(), "BUNDLE": program, "OUTPUT": target, "LICENCE": ROOT / "LICENSE"}
    if icon:
        given["ICON"] = icon
    # -NOCD: paths are ours, not the script's; -WX: a warning is an error.
    command: Command = [
        "makensis",
        "-NOCD",
        "-V2",
        "-WX",
        *(f"-D{name}={value}" for name, value in given.items()),
    ]
    if run([*command, SCRIPT]) != 0:
        raise ToolError("makensis could not compile the installer; its own words stand above.")
