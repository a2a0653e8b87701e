"""The Debian package in a Debian that has nothing: it installs, edits, shows the result, upgrades, goes; the archive too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from devtool import deb
from devtool.bundle import BUILD, PROGRAM, bundle, size
from PIL import Image, ImageChops, ImageOps
from PIL.ImageQt import ImageQt

from tests.support import screen
from tests.support.clean_root import USER, CleanRoot, clean_root
from tests.support.frames import decoded_frames, distance, small
from tests.support.source import ROOT
from tests.support.waiting import wait_until
from tests.support.window_watch import watching

CLIP = ROOT / "resources" / "demo" / "big-buck-bunny-5s.mp4"
PROMPT = "Mirror @Video1"
# 260 was the budget; what lies above it is told in packaging/decisions/0024-installers.md.
MOST_UNPACKED, MOST_PACKED = 265.0, 100.0
WANTED_START, WORST_START, ROUNDS = 1.3, 2.0, 5
"""Times the start of the source. The figure wanted is printed: a machine that others use cannot prove it every time."""
OLD_VERSION = "0.0.1"
WINDOW_DATA, TERMINAL_DATA = f"/home/{USER}/window", f"/home/{USER}/terminal"
# Nothing but the picture has colours in a window of greys; the edit panel is left of it.
VIEWER_FROM = 400
COLOURED = 6
MOSTLY = 60
LEAST_WIDTH, LEAST_HEIGHT = 300, 160
MOST_DISTANCE = 25.0

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can make a Debian beside the one that runs"
)


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


def test_it_starts_as_quickly_as_the_source(tmp_path: Path) -> None:
    frozen, source = [str(bundle() / PROGRAM)], [sys.executable, "-m", "kling_desktop"]
    rounds = [[*started(source, tmp_path / "a"), *started(frozen, tmp_path / "b")] for _ in range(ROUNDS + 1)]
    # The first round filled the caches of the disk; the quickest of the others was disturbed least.
    shown, typable, frozen_shown, frozen_typable = (min(column) for column in zip(*rounds[1:], strict=True))
    print(
        f"\nwindow of the frozen program after {frozen_shown * 1000:.0f} ms = {frozen_shown / shown:.2f} × the"
        f" source's; to be typed into after {frozen_typable * 1000:.0f} ms = {frozen_typable / typable:.2f} ×"
        f" (at most {WANTED_START} wanted)"
    )

    assert frozen_shown / shown <= WORST_START
    assert frozen_typable / typable <= WORST_START


def test_what_it_says_of_itself_is_valid(tmp_path: Path, package: Path) -> None:
    subprocess.run(["dpkg-deb", "-x", str(package), str(tmp_path)], check=True)
    share = tmp_path / "usr/share"

    subprocess.run(["desktop-file-validate", str(share / "applications/kling-desktop.desktop")], check=True)
    metainfo = next((share / "metainfo").iterdir())
    subprocess.run(["appstreamcli", "validate", "--no-net", str(metainfo)], check=True)


def test_a_clean_system_has_nothing_that_would_help(root: CleanRoot) -> None:
    assert not any(root.has(name) for name in ("python3", "gcc", "qmake", "ffmpeg"))
    assert not list(root.path.glob("usr/lib/*/libQt*"))


def test_the_portable_archive_edits_where_nothing_is_installed(root: CleanRoot) -> None:
    subprocess.run(["tar", "-xzf", str(deb.build_archive()), "-C", str(root.home)], check=True)

    done = json.loads(root.do(_portable(root), *_edit_words("portable")))

    assert done["state"] == "done"


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


def test_the_window_opens_a_clip_edits_it_and_shows_the_result(root: CleanRoot) -> None:
    command = ("kling-desktop", "--sandbox", "--data-dir", WINDOW_DATA, f"/home/{USER}/clip.mp4")
    with root.running(*command, **_display()) as program:
        wait_until(lambda: screen.windows_of(program.pid), seconds=60)
        window = screen.windows_of(program.pid)[0]
        screen.resize(window, 1280, 720)
        screen.give_focus(window)
        wait_until(lambda: _viewed(window), seconds=60)
        screen.type_keys(PROMPT)
        screen.press_keys("Escape", "ctrl+Return")
        wait_until(lambda: _results(root), seconds=180)
        frames = decoded_frames(str(_results(root)[0]))
        try:
            wait_until(lambda: _shows(window, frames), seconds=60)
        finally:
            screen.picture(window).save(BUILD / "installed.png")


def test_the_portable_archive_opens_its_window(root: CleanRoot) -> None:
    with (
        watching() as watch,
        root.running(_portable(root), "--data-dir", f"/home/{USER}/portable", **_display()),
    ):
        watch.until_furnished()


def test_it_goes_without_what_the_user_made(root: CleanRoot) -> None:
    told = root.administer("apt-get", "remove", "-q", "-y", "kling-desktop")

    assert "~/.local/share/kling-desktop" in told
    assert not root.has("kling-desktop")
    assert not (root.path / "usr/lib/kling-desktop").exists()
    assert _results(root)
    assert (root.home / "window/journal.db").is_file()


def _edit(root: CleanRoot) -> dict[str, Any]:
    done: dict[str, Any] = json.loads(root.do("kling-desktop", *_edit_words("terminal")))
    return done


def _edit_words(data: str) -> list[str]:
    return ["edit", "--sandbox", "--prompt", PROMPT, "--video", f"/home/{USER}/clip.mp4", "--mode", "std",
            "--data-dir", f"/home/{USER}/{data}", "--json"]  # fmt: skip


def _portable(root: CleanRoot) -> str:
    folder = next(root.home.glob("kling-desktop-*"))
    return f"/home/{USER}/{folder.name}/{PROGRAM}"


def _display() -> dict[str, str]:
    return {"DISPLAY": os.environ["DISPLAY"], "QT_XCB_GL_INTEGRATION": "none"}


def started(command: list[str], data: Path) -> tuple[float, float]:
    """Seconds from the start of a process until its window is shown, and until it takes keys."""
    with watching() as watch:
        began = time.monotonic()
        program = subprocess.Popen(
            [*command, "--sandbox", "--demo", "--data-dir", str(data)], stderr=subprocess.DEVNULL
        )
        try:
            shown, typable = watch.until_furnished()
        finally:
            program.terminate()
            program.wait(60)
    return shown - began, typable - began


def _jobs(root: CleanRoot) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = json.loads(
        root.do("kling-desktop", "jobs", "--data-dir", TERMINAL_DATA, "--json")
    )
    return jobs


def _older(package: Path) -> Path:
    """The same program under an older version, packed quickly."""
    staged = BUILD / "older"
    shutil.rmtree(staged, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", str(package), str(staged)], check=True)
    control = staged / "DEBIAN" / "control"
    lines = control.read_text("utf-8").splitlines()
    control.write_text(
        "\n".join(f"Version: {OLD_VERSION}" if line.startswith("Version:") else line for line in lines)
        + "\n",
        "utf-8",
    )
    target = BUILD / "older.deb"
    subprocess.run(["dpkg-deb", "-Znone", "--root-owner-group", "-b", str(staged), str(target)], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    shutil.rmtree(staged)
    return target


def _results(root: CleanRoot) -> list[Path]:
    """Takes that are whole: their sidecar is written last."""
    folder = root.path / WINDOW_DATA.lstrip("/") / "results"
    return [path for path in sorted(folder.glob("*_v*.mp4")) if path.with_suffix(".json").exists()]


def _viewed(window: int) -> Image.Image | None:
    """The picture in the viewer: all round it everything is grey, for a hand's breadth."""
    seen = screen.picture(window)
    seen = seen.crop((VIEWER_FROM, 0, seen.width, seen.height))
    red, _, blue = seen.split()
    coloured = ImageChops.difference(red, blue).point(lambda value: 255 if value > COLOURED else 0)
    left, right = _longest_run(coloured.resize((seen.width, 1), Image.Resampling.BOX))
    if right - left < LEAST_WIDTH:
        return None
    column = coloured.crop((left, 0, right, seen.height))
    top, bottom = _longest_run(column.resize((1, seen.height), Image.Resampling.BOX))
    return seen.crop((left, top, right, bottom)) if bottom - top >= LEAST_HEIGHT else None


def _longest_run(line: Image.Image) -> tuple[int, int]:
    """Where the longest stretch of coloured pixels begins and ends."""
    best, begin = (0, 0), 0
    for place, value in enumerate([*line.tobytes(), 0]):
        if value < MOSTLY:
            best = max(best, (begin, place), key=lambda run: run[1] - run[0])
            begin = place + 1
    return best


def _shows(window: int, frames: list[bytes]) -> bool:
    """Whether the viewer shows the result; the offer of it is taken as long as it does not."""
    seen = _viewed(window)
    if seen is None:
        return False
    right, wrong = (_distance(each, frames) for each in (seen, ImageOps.mirror(seen)))
    if right < min(MOST_DISTANCE, wrong):
        return True
    screen.press_keys("n")
    return False


def _distance(seen: Image.Image, frames: list[bytes]) -> float:
    picture = small(ImageQt(seen))
    return min(distance(picture, frame) for frame in frames[::6])
