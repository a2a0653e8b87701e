"""Proxies are found by what their clip shows, wherever that lies; the oldest make room."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from kling_desktop.services.proxies import Proxies
from tests.support import clips

SMALL = clips.Clip(seconds=0.2, width=64, height=36, sound=None)


async def test_made_once_for_each_content(tmp_path: Path) -> None:
    proxies = Proxies(tmp_path / "proxies")
    one = clips.make_clip(tmp_path / "one.mp4", SMALL)
    same = tmp_path / "moved.mp4"
    same.write_bytes(one.read_bytes())
    told: list[float] = []
    made = await proxies.made(one, None, told.append)
    when = made.stat().st_ino
    assert await proxies.made(same, None, told.append) == made
    assert made.stat().st_ino == when
    assert [path.name for path in (tmp_path / "proxies").iterdir()] == [made.name]
    proxies.close()


async def test_the_one_looked_at_longest_ago_goes_first(tmp_path: Path) -> None:
    proxies = Proxies(tmp_path / "proxies", most_bytes=1)
    for place, rate in enumerate(("24", "25")):
        clip = clips.make_clip(tmp_path / f"{rate}.mp4", replace(SMALL, rate=rate))
        made = await proxies.made(clip, None, lambda _: None)
        os.utime(made, (place, place))
    assert [path.name for path in (tmp_path / "proxies").iterdir()] == [made.name]
    proxies.close()


async def test_what_a_crash_left_behind_is_removed_and_what_another_program_makes_is_not(
    tmp_path: Path,
) -> None:
    proxies = Proxies(tmp_path / "proxies")
    (tmp_path / "proxies").mkdir()
    old, new = (tmp_path / "proxies" / f".{name}.mp4.00.part" for name in ("old", "new"))
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    made = await proxies.made(clips.make_clip(tmp_path / "one.mp4", SMALL), None, lambda _: None)
    assert {path.name for path in (tmp_path / "proxies").iterdir()} == {made.name, new.name}
    proxies.close()
