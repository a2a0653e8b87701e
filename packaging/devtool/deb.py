"""The Debian package and the portable archive of the frozen program."""

import datetime
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from devtool import notices
from devtool.bundle import BUILD, PROGRAM, bundle, elves, size
from devtool.place import DIST, ROOT
from devtool.process import ToolError, run

LINUX = ROOT / "packaging" / "linux"
LIBRARY = Path("usr/lib") / PROGRAM
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256, 512)
ARCHITECTURE = "amd64"
LEVEL = 6
"""Of gzip: the highest takes three times as long for one hundredth less."""
MAINTAINER = "The kling_desktop authors <kling-desktop@users.noreply.github.com>"
# What no library asks for by name: letters to show, a browser to open, a place for the key.
FONTS = "fonts-dejavu-core | fonts-noto-core | fonts-liberation"
RECOMMENDS = "fonts-noto-cjk, gnome-keyring | kwalletmanager | keepassxc, xdg-utils"
DESCRIPTION = """Edit video with words
 Drop a clip in, write what should change, and play the result beside the
 original: a desktop application for MuleRouter's Kling V3 Omni video-to-video
 edit. Practice mode works without an account."""


def build_deb() -> Path:
    """Return the Debian package in dist/, made from the frozen program. Raises ToolError."""
    program = bundle()
    staged = BUILD / "deb"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(program, staged / LIBRARY, symlinks=True)
    _link_program(staged)
    _add_desktop(staged)
    _add_documents(staged)
    _add_control(staged, depends(program))
    DIST.mkdir(exist_ok=True)
    target = DIST / f"{PROGRAM}_{notices.version()}_{ARCHITECTURE}.deb"
    if run(["dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=0", "--build", staged, target]) != 0:
        raise ToolError("dpkg-deb could not build the package; its own words stand above.")
    return target


def build_archive() -> Path:
    """Return the portable archive in dist/: unpack it anywhere and start `kling-desktop` in it."""
    DIST.mkdir(exist_ok=True)
    name = f"{PROGRAM}-{notices.version()}-linux-x86_64"
    target = DIST / f"{name}.tar.gz"
    with tarfile.open(target, "w:gz", compresslevel=LEVEL) as archive:
        archive.add(bundle(), arcname=name, filter=_anonymous)
    return target


def depends(program: Path) -> str:
    """Return the packages that the libraries and programs of a bundle ask for, with their least versions."""
    files = [*elves(program)]
    own = {str(file.parent) for file in files}
    with tempfile.TemporaryDirectory(prefix="kling-deb-") as folder:
        control = Path(folder, "debian", "control")
        control.parent.mkdir()
        control.write_text(f"Source: {PROGRAM}\n\nPackage: {PROGRAM}\nArchitecture: {ARCHITECTURE}\n")
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info"]
        command += [f"-x{package}" for package in sorted(_brought_along(program))]
        command += [f"-l{each}" for each in sorted(own)] + [str(file) for file in files]
        # Our own libraries have no package that could be named; that is what its warnings are about.
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    names = re.search(r"^shlibs:Depends=(.+)$", found.stdout, flags=re.MULTILINE)
    if found.returncode != 0 or names is None:
        raise ToolError(f"dpkg-shlibdeps could not tell what the program needs:\n{found.stderr}")
    return f"{names[1]}, {FONTS}"


def _brought_along(program: Path) -> set[str]:
    """Return the packages of the build machine whose libraries are in the bundle themselves."""
    libraries = [file.name for file in (program / "_internal").glob("lib*.so*") if not file.is_symlink()]
    words = ["dpkg-query", "-S", *(f"*/{name}" for name in libraries)]
    found = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    return {line.partition(":")[0] for line in found.splitlines()} | {PROGRAM}


def _link_program(staged: Path) -> None:
    link = staged / "usr/bin" / PROGRAM
    link.parent.mkdir(parents=True)
    link.symlink_to(Path("../lib") / PROGRAM / PROGRAM)


def _add_desktop(staged: Path) -> None:
    share = staged / "usr/share"
    _put(LINUX / "kling-desktop.desktop", share / "applications" / "kling-desktop.desktop")
    _put(LINUX / "kling-desktop.mime.xml", share / "mime/packages" / "kling-desktop.xml")
    text = (LINUX / "kling-desktop.metainfo.xml").read_text(encoding="utf-8")
    target = share / "metainfo" / "io.github.kling_desktop.KlingDesktop.metainfo.xml"
    target.parent.mkdir(parents=True)
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    target.write_text(text.replace("@VERSION@", notices.version()).replace("@DATE@", day), encoding="utf-8")
    icons = ROOT / "resources" / "icons"
    for side in ICON_SIDES:
        folder = share / "icons/hicolor" / f"{side}x{side}" / "apps"
        _put(icons / f"app-{side}.png", folder / f"{PROGRAM}.png")
    _put(icons / "app.svg", share / "icons/hicolor/scalable/apps" / f"{PROGRAM}.svg")


def _add_documents(staged: Path) -> None:
    folder = staged / "usr/share/doc" / PROGRAM
    _put(ROOT / "packaging" / "CHANGELOG.md", folder / "changelog")
    _put(ROOT / "LICENSE", folder / "copyright")
    with (folder / "copyright").open("a", encoding="utf-8") as file:
        file.write("\n\nThe program carries works of others:\n\n")
        file.write(
            (staged / LIBRARY / "_internal/kling_desktop/resources" / notices.NOTICES).read_text("utf-8")
        )


def _add_control(staged: Path, needed: str) -> None:
    folder = staged / "DEBIAN"
    folder.mkdir()
    fields = {
        "Package": PROGRAM,
        "Version": notices.version(),
        "Architecture": ARCHITECTURE,
        "Section": "video",
        "Priority": "optional",
        "Maintainer": MAINTAINER,
        "Installed-Size": str(round(size(staged) * 1e6 / 1024)),
        "Depends": needed,
        "Recommends": RECOMMENDS,
        "Description": DESCRIPTION,
    }
    (folder / "control").write_text("".join(f"{name}: {value}\n" for name, value in fields.items()), "utf-8")
    for script in ("postinst", "postrm"):
        _put(LINUX / script, folder / script)
        (folder / script).chmod(0o755)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode = 0o755 if entry.isdir() or entry.mode & os.X_OK else 0o644
    return entry
