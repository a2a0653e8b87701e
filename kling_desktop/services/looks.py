"""How the look that was chosen for a source is applied to single frames of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from kling_desktop.domain.cut import LookKind, SourceLook
from kling_desktop.media.grading import Grade, at_hand
from kling_desktop.store.inputs import InputFolder


@contextmanager
def graded_by(look: SourceLook | None, inputs: InputFolder) -> Iterator[Grade | None]:
    """The grade of a look, with its table from `inputs` at hand as long as this lasts; None for none.

    Raises WorldFailed when the table is gone or damaged.
    """
    if look is None or look.kind is not LookKind.LOG:
        yield Grade(look.kind) if look else None
        return
    inputs.verify(look.lut_sha256, lambda: False)
    with at_hand(Grade(look.kind, inputs.path(look.lut_sha256))) as grade:
        yield grade
