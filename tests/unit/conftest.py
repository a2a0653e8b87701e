"""The engine's tests run as on a machine without Qt: importing it is an ImportError here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

FORBIDDEN = {"PySide6", "shiboken6", "qasync"}


class QtBlocker:
    """Stands first on the meta path and refuses Qt."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise ImportError for Qt and leave every other module to the finders after this one."""
        if name.partition(".")[0] in FORBIDDEN:
            raise ImportError(f"{name} is not importable in tests/unit", name=name)
        return None


def pytest_configure(config: pytest.Config) -> None:
    """Forbid Qt, unless pytest-qt is loaded: then widget tests may run in this same process."""
    if not config.pluginmanager.hasplugin("pytest-qt"):
        sys.meta_path.insert(0, QtBlocker())
