"""A machine that cannot show the window says so in one sentence, and what works there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kling_desktop import i18n
from kling_desktop.__main__ import WHERE_TO_SHOW, main


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux without any display, in English."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in (*WHERE_TO_SHOW, *i18n.LOCALE_VARIABLES):
        monkeypatch.delenv(name, raising=False)


def test_no_display(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--sandbox", "--data-dir", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("There is no display")
    assert "kling-desktop edit" in said


def test_no_qt(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # These tests run as on a machine without Qt.
    monkeypatch.setenv("DISPLAY", ":0")
    assert main(["--sandbox", "--data-dir", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("The window cannot be opened: PySide6")
    assert "kling-desktop edit" in said


def test_the_terminal_needs_neither(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["jobs", "--json", "--data-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "[]\n"
