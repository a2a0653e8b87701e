"""How work that somebody waits for is answered: with the sentence why it cannot be, or with nothing."""

from collections.abc import Awaitable, Callable

from kling_desktop.domain.errors import KlingError
from kling_desktop.viewmodels import wording


async def answer(work: Awaitable[object], answered: Callable[[str], None]) -> None:
    """Do `work`; `answered` gets why it was refused, "" when it is done."""
    try:
        await work
    except KlingError as error:
        answered(wording.sentence(error.notice))
    else:
        answered("")
