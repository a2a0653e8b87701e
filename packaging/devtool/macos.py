"""The disk image for macOS: the app signed under the hardened runtime, in a .dmg, notarised where we may.

Identity and account come from the environment: `MACOS_IDENTITY` (of a Developer ID; without it the app is
signed for this machine only) and `MACOS_NOTARY_PROFILE` (kept by `xcrun notarytool store-credentials`).
"""

import os
import platform
import shutil
from pathlib import Path

from devtool import notices
from devtool.bundle import BUILD, PROGRAM, bundle
from devtool.place import DIST, ROOT
from devtool.process import Command, ToolError, run

APP = "Kling Desktop.app"
ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"
FOR_THIS_MACHINE = "-"


def build_image() -> Path:
    """Return the disk image in dist/, for the kind of processor of this machine. Raises ToolError."""
    app = bundle().parent / APP
    _sign(app)
    staged = BUILD / "dmg"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(app, staged / APP, symlinks=True)
    (staged / "Applications").symlink_to("/Applications")
    target = DIST / f"{PROGRAM}-{notices.version()}-macos-{platform.machine()}.dmg"
    make: Command = [
        "hdiutil",
        "create",
        "-volname",
        "Kling Desktop",
        "-srcfolder",
        staged,
        "-format",
        "ULFO",
    ]
    _do([*make, "-ov", target])
    _notarise(target)
    return target


def _sign(app: Path) -> None:
    identity = os.environ.get("MACOS_IDENTITY", FOR_THIS_MACHINE)
    options: Command = ["--force", "--deep", "--options", "runtime", "--entitlements", ENTITLEMENTS]
    moment = ["--timestamp"] if identity != FOR_THIS_MACHINE else []
    _do(["codesign", "--sign", identity, *options, *moment, app])
    _do(["codesign", "--verify", "--deep", "--strict", app])


def _notarise(image: Path) -> None:
    profile = os.environ.get("MACOS_NOTARY_PROFILE")
    if profile:
        _do(["xcrun", "notarytool", "submit", image, "--keychain-profile", profile, "--wait"])
        _do(["xcrun", "stapler", "staple", image])


def _do(command: Command) -> None:
    if run(command) != 0:
        raise ToolError(f"{os.fspath(command[0])} failed; its own words stand above.")
