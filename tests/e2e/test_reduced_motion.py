"""What a desktop portal says about motion is heard, and a change of it too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.piped import SYSTEM_PYTHON

SERVER = Path(__file__).parents[1] / "support" / "portal_server.py"
LISTEN = """
from PySide6.QtCore import QCoreApplication, QTimer
from kling_desktop.ui.system_motion import ask_system
app = QCoreApplication([])
heard = []
def hear(is_wanted):
    heard.append(is_wanted)
    if len(heard) == 2:
        app.quit()
ask_system(app, hear, "linux")
QTimer.singleShot(20_000, app.quit)
app.exec()
print(heard)
"""


def test_the_portals_word_is_heard_at_once_and_after_a_change() -> None:
    with subprocess.Popen([SYSTEM_PYTHON, str(SERVER)], stdout=subprocess.PIPE, text=True) as portal:
        try:
            assert portal.stdout
            assert portal.stdout.readline() == "ready\n"
            done = subprocess.run(
                [sys.executable, "-c", LISTEN], capture_output=True, text=True, check=True, timeout=60
            )
            assert done.stdout == "[True, False]\n"
        finally:
            portal.terminate()


def test_without_a_portal_nothing_is_said() -> None:
    hasty = LISTEN.replace("20_000", "500")
    done = subprocess.run(
        [sys.executable, "-c", hasty], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"
