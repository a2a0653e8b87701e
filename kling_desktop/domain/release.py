"""Versions: where newer ones of this build are made known, and which of two is the newer one."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kling_desktop.domain.site import is_loopback

LONGEST_PAGE = 2_000
NUMBERS = re.compile(r"v?([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})\Z")


@dataclass(frozen=True)
class ReleasePlace:
    """What a released build knows: its `version`, who tells the `newest`, the `page` of all for people."""

    version: str
    newest: str
    page: str

    @property
    def host(self) -> str:
        """Who is asked."""
        return urlsplit(self.newest).hostname or ""

    @property
    def is_usable(self) -> bool:
        """Whether both addresses may be used: encrypted, or on this computer."""
        return all(_is_safe(address) for address in (self.newest, self.page))

    def page_of(self, told: str) -> str:
        """The page of a version as the answer names it; the page of all where that is somewhere else."""
        is_plain = len(told) <= LONGEST_PAGE and told.isascii() and told.isprintable() and " " not in told
        return told if is_plain and told.startswith(f"{self.page.rstrip('/')}/") else self.page


@dataclass(frozen=True)
class FoundVersion:
    """A version that was made known: its number as people read it, and its page."""

    number: str
    page: str


def number_in(tag: str) -> str:
    """The version that a tag (`1.2.3` or `v1.2.3`) names; empty for anything that is not three numbers."""
    return tag.removeprefix("v") if NUMBERS.match(tag) else ""


def is_newer(found: str, own: str) -> bool:
    """Whether `found` (`1.2.3` or `v1.2.3`) comes after `own`; no for anything that is not three numbers."""
    numbers = [NUMBERS.match(each) for each in (found, own)]
    if numbers[0] is None or numbers[1] is None:
        return False
    after, before = (tuple(map(int, each.groups())) for each in numbers if each)
    return after > before


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
