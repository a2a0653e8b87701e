"""The file that carries a studio's way for clips: locked, whole, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.settings.sealed import seal, unseal
from kling_desktop.settings.sections import Links
from kling_desktop.settings.studio_setup import StudioSetup, locked, opened

PASSPHRASE = "korrekt 马 battery"
SETUP = StudioSetup(
    Links(route="storage", preset="cos", place="ap-guangzhou", bucket="clips-1"), "K1", "hush/+"
)


def test_a_setup_comes_back_whole_and_hides_its_secret(tmp_path: Path) -> None:
    data = locked(SETUP, PASSPHRASE)
    assert opened(data, PASSPHRASE) == SETUP
    assert b"hush" not in data
    assert b"clips-1" not in data
    assert "hush" not in repr(SETUP)
    assert locked(SETUP, PASSPHRASE) != data


def test_a_wrong_passphrase_or_a_changed_file_is_refused() -> None:
    data = locked(SETUP, PASSPHRASE)
    for wrong in (data[:-1] + bytes([data[-1] ^ 1]), data[:40], b"", b"{}", b"x" * 200_000):
        with pytest.raises(BadInput, match="setup_wrong"):
            opened(wrong, PASSPHRASE)
    with pytest.raises(BadInput, match="setup_wrong"):
        opened(data, PASSPHRASE + "!")


def test_what_is_locked_but_no_setup_is_refused() -> None:
    with pytest.raises(BadInput, match="setup_wrong"):
        opened(seal(b'{"links": 1}', PASSPHRASE), PASSPHRASE)
    assert unseal(seal(b"x", PASSPHRASE), PASSPHRASE) == b"x"


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(BadInput, match="setup_passphrase"):
        locked(SETUP, "short")
