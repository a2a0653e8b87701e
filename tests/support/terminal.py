"""The command line as a user starts it: another process, its output and exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WITHOUT_QT = (
    "import sys\n"
    "class NoQt:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name.split('.')[0] in ('PySide6', 'shiboken6', 'qasync'):\n"
    "            raise ImportError(name + ' is not importable here')\n"
    "sys.meta_path.insert(0, NoQt())\n"
    "from kling_desktop.__main__ main\n"
).replace("__main__ main", "__main__ import main")
RUN_WITHOUT_QT = WITHOUT_QT + "sys.exit(main())\n"


@dataclass(frozen=True)
class Said:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value that it has to be."""
        return json.loads(self.out)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a child: this one's, without any account."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MULEROUTER_")}
    return {**clean, **(extra or {})}


def start(*words: str, extra: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start the command line where Qt cannot be imported."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN_WITHOUT_QT, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(extra),
        start_new_session=True,
    )


def say(*words: str, extra: Mapping[str, str] | None = None, within: float = 60.0) -> Said:
    """Run the command line to its end."""
    process = start(*words, extra=extra)
    try:
        out, err = process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"not done after {within} s: {words}\n{out}\n{err}") from None
    return Said(process.returncode, out, err)


def quick_settings(data: Path, **sections: object) -> Path:
    """A data folder whose pauses are short for sites on this computer."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "settings.json").write_text(json.dumps({"network": {"pace": 0.02}, **sections}))
    return data
