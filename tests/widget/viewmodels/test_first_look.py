"""What is known of the window before the settings are open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kling_desktop.settings.file import Settings
from kling_desktop.viewmodels.first_look import FirstLook, first_look


def test_it_reads_what_the_settings_wrote(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.json")
    settings.replace(replace(settings.appearance, theme="light", language="zh_CN"))
    settings.replace(replace(settings.window, geometry="AAAA", splitters={"main": (300, 900)}))
    settings.save_now()
    assert first_look(tmp_path / "settings.json") == FirstLook("light", "zh_CN", "AAAA", {"main": (300, 900)})


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"appearance": 3, "window": {"splitters": []}}',
        b'{"appearance": {"theme": 7}, "window": {"geometry": [], "splitters": {"main": ["a", -1]}}}',
    ],
)
def test_what_cannot_be_used_is_left_out(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "settings.json"
    if content is not None:
        path.write_bytes(content)
    assert first_look(path) == FirstLook()
