"""Whether things may move by themselves on the screen."""

_reduced = False


def is_reduced() -> bool:
    """Whether the user asked for as little motion as possible."""
    return _reduced


def set_reduced(reduced: bool) -> None:
    """Say whether the user wants as little motion as possible; indicators shown from now on obey."""
    global _reduced
    _reduced = reduced
