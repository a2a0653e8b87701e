"""Where things lie in the source tree, whatever directory the command was called from."""

import os
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
DIST = ROOT / "dist"
CLIP = ROOT / "resources" / "demo" / "big-buck-bunny-5s.mp4"

IS_WINDOWS = sys.platform == "win32"
IS_LINUX = sys.platform.startswith("linux")


def venv_python() -> Path:
    """Return the interpreter of the project's own environment; it may not exist yet."""
    return VENV / "Scripts" / "python.exe" if IS_WINDOWS else VENV / "bin" / "python"


def has_display() -> bool:
    """Tell whether a window can be shown here: on Linux a display server must be named."""
    return not IS_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def system_name() -> str:
    """Return the system and its release in words for messages."""
    return f"{platform.system()} {platform.release()}"
