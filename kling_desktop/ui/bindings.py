"""Spares the start what PySide6 does at every import for a feature of it that this program does not use."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import PySide6.QtCore  # noqa: F401 - brings the module that is changed here

if TYPE_CHECKING:
    from types import ModuleType

FEATURE = "shibokensupport.feature"
JUDGE = "_mod_uses_pyside"


def spare_imports() -> None:
    """Have PySide6 read no more sources of modules, to be called before others are imported.

    It looks at the text of each for `from __feature__ import …`; that is a twelfth of the time to the first
    key. Without effect with a release that works in another way.
    """
    feature = sys.modules.get(FEATURE)
    if feature is not None and hasattr(feature, JUDGE):
        setattr(feature, JUDGE, _uses_no_feature)


def _uses_no_feature(_module: ModuleType) -> bool:
    # Both answers mean the same where no module switches a feature on.
    return False
