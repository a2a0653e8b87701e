"""Accounts of the service and the word that stands for practice mode."""

import ipaddress
from dataclasses import dataclass

from kling_desktop.i18n import tr

SANDBOX = "sandbox"
"""What a practice job's site is saved as: the sandbox's address changes with every start."""

MULEROUTER = "https://api.mulerouter.ai"
MULERUN = "https://api.mulerun.com"
KNOWN = {"mulerouter": MULEROUTER, "mulerun": MULERUN}


@dataclass(frozen=True)
class Site:
    """Where edits are sent: what it is saved as and the address it has now."""

    name: str
    base_url: str

    @property
    def is_practice(self) -> bool:
        """Whether it is the sandbox: free, and never given a real key."""
        return self.name == SANDBOX

    @property
    def title(self) -> str:
        """The account's name for people."""
        titles = {MULEROUTER: "MuleRouter", MULERUN: "MuleRun", SANDBOX: tr("Practice mode")}
        return titles.get(self.name, self.name)


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, is this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def live_site(base_url: str) -> Site:
    """The site at `base_url`, saved under that address without a trailing slash."""
    address = base_url.rstrip("/")
    return Site(address, address)
