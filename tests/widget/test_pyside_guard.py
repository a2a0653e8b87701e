"""The pinned PySide6 survives what qasync does all day: emitting from Python, thousands of times."""

import subprocess
import sys

EMITS = 5000
PROGRAM = f"""
from PySide6.QtCore import QObject, Signal

class Source(QObject):
    happened = Signal(object)

seen = []
source = Source()
source.happened.connect(seen.append)
for number in range({EMITS}):
    source.happened.emit(number)
assert len(seen) == {EMITS}
"""


def test_thousands_of_emits_do_not_abort_the_interpreter() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=60
    )

    assert result.returncode == 0, result.stderr
