"""A project: where its takes go, how they are named, what it may cost, whether clips may become links."""

import re
from dataclasses import dataclass

PRIVATE = "project_is_private"
"""What is said of clips that may not become links."""
LONGEST_NAME = 60
CAP = re.compile(r"([0-9]{1,6}(\.[0-9]{1,2})?)?")
"""What a cap may be: an amount, or nothing."""


@dataclass(frozen=True)
class Project:
    """Settings that hold for every edit made in it; empty ones are those of the program."""

    name: str
    folder: str = ""
    pattern: str = ""
    cap: str = ""
    """What may be spent in it altogether, in the currency of the prices."""
    is_private: bool = False
    """Whether no clip of it may become a public link."""


NO_PROJECT = Project("")
