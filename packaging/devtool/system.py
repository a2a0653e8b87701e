"""The packages of the operating system that a window and the tests need, and how they get there on Debian."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devtool.place import IS_LINUX
from devtool.process import ToolError, say

# Package: what to look for where there is no dpkg (a shared library or a program), or "" if only dpkg knows.
WINDOW = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxrandr2": "libXrandr.so.2",
    "libdrm2": "libdrm.so.2",
    "libgssapi-krb5-2": "libgssapi_krb5.so.2",
    "libpulse0": "libpulse.so.0",
    "fonts-dejavu-core": "",
}
TESTS = {
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "x11-apps": "xwd",
    "x11-utils": "xwininfo",
    "imagemagick": "convert",
    "xdotool": "xdotool",
    "dbus": "dbus-run-session",
    "at-spi2-core": "",
    "gir1.2-atspi-2.0": "",
    "python3-gi": "",
    "gnome-keyring": "gnome-keyring-daemon",
    "ffmpeg": "ffmpeg",
    "curl": "curl",
    # A small font with Chinese signs, so that widths and pictures are true; users get fonts-noto-cjk.
    "fonts-wqy-microhei": "",
}
PACKAGING = {
    "binutils": "strip",
    "dpkg-dev": "dpkg-shlibdeps",
    "xz-utils": "xz",
    "debootstrap": "debootstrap",
    "desktop-file-utils": "desktop-file-validate",
    "appstream": "appstreamcli",
    "nsis": "makensis",
}
VENV_PACKAGE = {"python3-venv": ""}
OF_DEBIAN = "/usr"
APT_LISTS = Path("/var/lib/apt/lists")


def ensure(packages: dict[str, str], why: str) -> None:
    """Install what is missing of `packages` (Debian), or say what is missing. Nothing to do outside Linux.

    Raises ToolError where Debian packages are missing and we may not install them.
    """
    if not IS_LINUX:
        return
    if shutil.which("dpkg-query") and shutil.which("apt-get"):
        absent = _absent_packages(list(packages))
        if absent:
            _install(absent, why)
        return
    unseen = [f"{name} ({probe})" for name, probe in packages.items() if probe and not _is_there(probe)]
    if unseen:
        say(f"{why} needs these, which were not found here. The names are Debian's: {', '.join(unseen)}")


def for_packaging() -> dict[str, str]:
    """Return what building installers needs; Debian keeps its Python's library in a package apart."""
    number = f"{sys.version_info.major}.{sys.version_info.minor}"
    library = {f"libpython{number}": f"libpython{number}.so.1.0"} if sys.base_prefix == OF_DEBIAN else {}
    return {**PACKAGING, **library}


def ensure_venv_module() -> None:
    """Make sure that this interpreter can create environments that have pip; raise ToolError if it can't."""
    if _has_ensurepip():
        return
    ensure(VENV_PACKAGE, "Creating the environment .venv")
    if not _has_ensurepip():
        name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise ToolError(f"{sys.executable} has no ensurepip. Install its venv package (on Debian: {name}).")


def _has_ensurepip() -> bool:
    # A fresh process: this one may have looked before the package came.
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _absent_packages(names: Sequence[str]) -> list[str]:
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n", *names]
    text = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in text.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in present]


def _is_there(probe: str) -> bool:
    if ".so." not in probe:
        return shutil.which(probe) is not None
    try:
        ctypes.CDLL(probe)
    except OSError:
        return False
    return True


def _install(names: list[str], why: str) -> None:
    say(f"{why} needs {len(names)} system package(s) that are missing: {' '.join(names)}")
    prefix = _root_prefix(names)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    install = [*apt, "install", "-y", "--no-install-recommends", *names]
    say(f"Installing them: {' '.join(install)}")
    if not any(APT_LISTS.glob("*Packages*")):
        _call([*apt, "update"])
    if _call(install) != 0:
        # A list that is too old names files that are gone.
        _call([*apt, "update"])
        if _call(install) != 0:
            raise ToolError(f"apt-get failed. Install these by hand: {' '.join(names)}")


def _root_prefix(names: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return []
    by_hand = f"Install them as root: apt-get install {' '.join(names)}"
    if not shutil.which("sudo"):
        raise ToolError(f"We are not root and there is no sudo. {by_hand}")
    if sys.stdin.isatty():
        return ["sudo"]
    if _call(["sudo", "-n", "true"], quiet=True) != 0:
        raise ToolError(f"sudo would ask for a password and there is no terminal to ask on. {by_hand}")
    return ["sudo", "-n"]


def _call(command: Sequence[str], quiet: bool = False) -> int:
    # Not in a group of its own: sudo reads a password from our terminal.
    stdin = None if sys.stdin.isatty() else subprocess.DEVNULL
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdin=stdin, stdout=sink, stderr=sink, check=False).returncode
