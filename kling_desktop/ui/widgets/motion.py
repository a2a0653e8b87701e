"""Whether things may move by themselves on the screen."""

_chosen: bool | None = None
_by_system = False


def is_reduced() -> bool:
    """Whether as little motion as possible is wanted, by the user's choice, else by the system's."""
    return _by_system if _chosen is None else _chosen


def set_reduced(reduced: bool | None) -> None:
    """Say whether the user wants as little motion as possible; None goes by the system.

    Indicators shown from now on obey.
    """
    global _chosen
    _chosen = reduced


def set_by_system(reduced: bool) -> None:
    """Say whether the system asks for as little motion as possible."""
    global _by_system
    _by_system = reduced
