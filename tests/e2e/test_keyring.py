"""Keys in a real keyring: gnome-keyring on a D-Bus session of its own, without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
UNLOCK = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
START_LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null && "
ACCOUNT = "https://api.mulerouter.ai"
KEY = "sk-kept-by-the-system"

PROGRAM = """
import asyncio, sys
from kling_desktop.domain.errors import KeyringFailed
from kling_desktop.settings.keyring_store import KeyringSecrets

async def main(verb, account, key=""):
    secrets = KeyringSecrets(timeout=10)
    try:
        if verb == "set":
            await secrets.set(account, key)
        print("key:" + await secrets.get(account))
    except KeyringFailed as error:
        print(error.notice.code)

asyncio.run(main(*sys.argv[1:]))
"""

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason="the secret service is a part of Linux desktops"
)


class Desktop:
    """A user's session; what its keyring keeps lies under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in ("data", "run"):
            (home / name).mkdir(mode=0o700, parents=True)

    def run(self, before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program in a fresh session, after the shell command `before`."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "PYTHONWARNINGS": "error",
        }
        command = ["dbus-run-session", "--", "sh", "-c", before + 'exec "$@"', "sh"]
        return subprocess.run(
            [*command, sys.executable, "-c", PROGRAM, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path / "home")


def test_a_key_outlives_the_session(desktop: Desktop) -> None:
    assert desktop.run(UNLOCK, "get", ACCOUNT).stdout == "key:\n"
    assert desktop.run(UNLOCK, "set", ACCOUNT, KEY).stdout == f"key:{KEY}\n"
    assert desktop.run(UNLOCK, "get", ACCOUNT).stdout == f"key:{KEY}\n"
    assert desktop.run(UNLOCK, "get", "https://other").stdout == "key:\n"
    assert desktop.run(UNLOCK, "set", ACCOUNT, "").stdout == "key:\n"
    assert desktop.run(UNLOCK, "get", ACCOUNT).stdout == "key:\n"


def test_the_key_is_in_no_file_in_clear(desktop: Desktop) -> None:
    result = desktop.run(UNLOCK, "set", ACCOUNT, KEY)
    files = [path for path in desktop.home.rglob("*") if path.is_file()]
    assert files
    assert all(KEY.encode() not in path.read_bytes() for path in files)
    assert KEY not in result.stderr


def test_a_locked_keyring_is_told(desktop: Desktop) -> None:
    desktop.run(UNLOCK, "set", ACCOUNT, KEY)
    assert desktop.run(START_LOCKED, "get", ACCOUNT).stdout == "keyring_locked\n"


def test_a_session_without_a_keyring_is_told(desktop: Desktop) -> None:
    assert desktop.run("unset DBUS_SESSION_BUS_ADDRESS; ", "get", ACCOUNT).stdout == "keyring_missing\n"
