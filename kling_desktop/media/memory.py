"""Keeps the memory of pictures together, and gives what was freed back to the system."""

import ctypes
import sys

HEAPS = 2
"""glibc's heaps for all threads; by itself it would grow eight for each core, each full of holes."""
_M_ARENA_MAX = -8
# Looked up now: a thread that opens a library while another imports Qt's waits for it for ever.
_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
_TRIM = getattr(_LIBRARY, "malloc_trim", None)
_SET = getattr(_LIBRARY, "mallopt", None)


def share_heaps() -> None:
    """Let all threads use the same few heaps; call before there are many threads.

    Each clip is decoded in threads of its own: with a heap for each, 200 clips that were opened and closed
    would leave some 60 MB of holes between small blocks that live on.
    """
    if _SET is not None:
        _SET(_M_ARENA_MAX, HEAPS)


def give_back() -> None:
    """Call in a thread, after much was freed: glibc keeps what lies between used blocks until told."""
    if _TRIM is not None:
        _TRIM(0)
