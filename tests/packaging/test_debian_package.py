"""The Debian package in a Debian that has nothing: it installs, edits, shows the result, upgrades and goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from devtool import deb
from devtool.bundle import BUILD, bundle, size
from PIL import Image, ImageChops, ImageOps
from PySide6.QtGui import QImage

from tests.support import screen
from tests.support.clean_root import CleanRoot, clean_root
from tests.support.frames import decoded_frames, distance, nearest, small
from tests.support.source import ROOT
from tests.support.waiting import until_here

CLIP = ROOT / "resources" / "demo" / "big-buck-bunny-5s.mp4"
PROMPT = "Mirror @Video1"
MOST_UNPACKED, MOST_PACKED = 320.0, 100.0
OLD_VERSION = "0.0.1"
# Nothing but the picture has colours in a window of greys; the edit panel is left of it.
VIEWER_FROM = 400
COLOURED = 24

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a Debian beside the one that runs")


@pytest.fixture(scope="module")
def package() -> Path:
    return deb.build_deb()


@pytest.fixture(scope="module")
def root(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    """A clean Debian with an older version installed and its data in place, then upgraded."""
    with clean_root(BUILD / "clean-root", tmp_path_factory.mktemp("debian") / "root") as made:
        shutil.copy(CLIP, made.home / "clip.mp4")
        yield made


def test_the_package_is_small_enough(package: Path) -> None:
    print(f"\nunpacked {size(bundle()):.0f} MB, package {size(package):.0f} MB")

    assert size(bundle()) <= MOST_UNPACKED
    assert size(package) <= MOST_PACKED


def test_what_it_says_of_itself_is_valid(tmp_path: Path, package: Path) -> None:
    subprocess.run(["dpkg-deb", "-x", str(package), str(tmp_path)], check=True)
    share = tmp_path / "usr/share"

    subprocess.run(["desktop-file-validate", str(share / "applications/kling-desktop.desktop")], check=True)
    metainfo = next((share / "metainfo").iterdir())
    subprocess.run(["appstreamcli", "validate", "--no-net", str(metainfo)], check=True)


def test_a_clean_system_has_nothing_that_would_help(root: CleanRoot) -> None:
    assert not any(root.has(name) for name in ("python3", "gcc", "qmake", "ffmpeg"))
    assert not list(root.path.glob("usr/lib/*/libQt*"))


def test_it_installs_with_what_it_needs_and_edits(root: CleanRoot, package: Path) -> None:
    shutil.copy(_older(package), root.path / "tmp" / "old.deb")

    root.administer("apt-get", "install", "-q", "-y", "--no-install-recommends", "/tmp/old.deb")
    done = _edit(root)

    assert done["state"] == "done"
    assert (root.path / done["results"][0].lstrip("/")).stat().st_size > 0


def test_an_upgrade_leaves_what_the_user_has(root: CleanRoot, package: Path) -> None:
    before = _jobs(root)
    shutil.copy(package, root.path / "tmp" / "new.deb")

    root.administer("apt-get", "install", "-q", "-y", "--no-install-recommends", "/tmp/new.deb")

    assert root.administer("dpkg-query", "-W", "-f", "${Version}", "kling-desktop") != OLD_VERSION
    assert _jobs(root) == before


def test_the_window_opens_a_clip_edits_it_and_shows_the_result(root: CleanRoot, tmp_path: Path) -> None:
    display = os.environ["DISPLAY"]
    with root.running("kling-desktop", "--sandbox", "--data-dir", "/home/editor/w", "/home/editor/clip.mp4",
                      DISPLAY=display, QT_XCB_GL_INTEGRATION="none") as program:  # fmt: skip
        until_here(lambda: screen.windows_of(program.pid), seconds=60)
        window = screen.windows_of(program.pid)[0]
        screen.resize(window, 1280, 720)
        screen.give_focus(window)
        until_here(lambda: _seen(window) is not None, seconds=60)
        screen.type_keys(PROMPT)
        screen.press_keys("Escape", "ctrl+Return")
        until_here(lambda: _results(root), seconds=180)
        until_here(lambda: _offers(window), seconds=60)
        frames = decoded_frames(str(_results(root)[0]))
        mirrored = [small(_flipped(frame)) for frame in (frames[0], frames[len(frames) // 2])]
        assert mirrored
        until_here(lambda: _shows(window, frames), seconds=60)
        screen.picture(window).save(BUILD / "installed.png")


def test_it_goes_without_what_the_user_made(root: CleanRoot) -> None:
    root.administer("apt-get", "remove", "-q", "-y", "kling-desktop")

    assert not root.has("kling-desktop")
    assert not (root.path / "usr/lib/kling-desktop").exists()
    assert _results(root)
    assert (root.home / "w/journal.db").is_file()
