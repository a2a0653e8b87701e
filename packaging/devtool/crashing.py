"""The crash test on request: as many kills as are asked for, and the figures."""

from collections.abc import Sequence

from devtool.place import venv_python
from devtool.process import ToolError, run
from devtool.stages import clean_environment

USUAL = "100"


def crash_test(extra: Sequence[str]) -> int:
    """Kill the program so often (100 unless said), start it again each time, print what came of it."""
    words = list(extra) or [USUAL]
    if not words[0].isdigit() or not int(words[0]):
        raise ToolError(f"“{words[0]}” is no number of kills.")
    return run([venv_python(), "-m", "tests.support.crashing", *words], clean_environment())
