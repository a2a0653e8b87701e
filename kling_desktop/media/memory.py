"""Gives memory that was freed back to the system, where the C library would rather keep it."""

import ctypes
import sys


def give_back() -> None:
    """Call in a thread, after much was freed: glibc keeps what lies between used blocks until told."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
