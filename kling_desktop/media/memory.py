"""Gives memory that was freed back to the system, where the C library would rather keep it."""

import ctypes
import sys

# Looked up now: a thread that opens a library while another imports Qt's waits for it for ever.
_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> None:
    """Call in a thread, after much was freed: glibc keeps what lies between used blocks until told."""
    if _TRIM is not None:
        _TRIM(0)
