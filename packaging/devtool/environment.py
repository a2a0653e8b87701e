"""The project's own environment: `.venv` with exactly what the lock file names, and the project itself."""

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from devtool import system
from devtool.place import LOCK, ROOT, VENV, venv_python
from devtool.process import Command, ToolError, run, say

# Beside the environment's own files, so that deleting .venv forgets it.
LOCK_STAMP = VENV / ".lock-installed"
PROJECT_STAMP = VENV / ".project-installed"

PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")


def prepare(packages: Mapping[str, str], why: str) -> None:
    """Bring system packages, environment and project to what this tree asks for; quick if nothing changed.

    Raises ToolError with words for a person if that can't be done.
    """
    system.ensure(dict(packages), why)
    if not _interpreter_works():
        _create()
    when_changed(LOCK_STAMP, _digest(LOCK), _install_lock)
    # The editable install holds this path, so a tree that was moved is installed again.
    when_changed(PROJECT_STAMP, _digest(ROOT / "pyproject.toml", LOCK) + str(ROOT), _install_project)


def _interpreter_works() -> bool:
    python = venv_python()
    if not python.exists():
        return False
    test = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", test], capture_output=True, check=False).returncode == 0


def _create() -> None:
    system.ensure_venv_module()
    say(f"Creating {VENV} with Python {sys.version.split()[0]}")
    if VENV.exists():
        shutil.rmtree(VENV)
    if run([sys.executable, "-m", "venv", VENV]) != 0:
        raise ToolError(f"{sys.executable} -m venv {VENV} failed.")


def _install_lock() -> None:
    say("Installing the locked dependencies (some 300 MB the first time)")
    # Wheels only: building one would fetch build tools that no lock names.
    _pip("--require-hashes", "--only-binary=:all:", "-r", LOCK)


def _install_project() -> None:
    _pip("--no-deps", "--no-build-isolation", "--editable", ROOT)


def _pip(*arguments: str | Path) -> None:
    command: Command = [venv_python(), *PIP, *arguments]
    started = time.monotonic()
    if run(command) != 0:
        raise ToolError("pip failed; its own words stand above.")
    say(f"  done in {time.monotonic() - started:.0f} s")


def when_changed(stamp: Path, wanted: str, action: Callable[[], None]) -> None:
    """Do the action unless the stamp says that it was done for this; stamp it once it has succeeded."""
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    action()
    stamp.write_text(wanted, encoding="utf-8")


def _digest(*files: Path) -> str:
    joined = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(joined).hexdigest()
