"""The way for clips as one file for a whole studio: places and keys, locked with a passphrase."""

from dataclasses import dataclass

import msgspec

from kling_desktop.domain.errors import BadInput
from kling_desktop.domain.storage import KeyPair
from kling_desktop.settings.sections import Links

LARGEST = 100_000


@dataclass(frozen=True)
class StudioSetup:
    """What one technician sets up and colleagues open."""

    links: Links
    key_id: str = ""
    secret: str = ""

    @property
    def keys(self) -> KeyPair:
        """The pair for the storage."""
        return KeyPair(self.key_id, self.secret)

    def __repr__(self) -> str:
        """Without the secret."""
        return f"StudioSetup({self.links!r}, {self.key_id!r}, …)"


def locked(setup: StudioSetup, passphrase: str) -> bytes:
    """The file of a setup; slow, call it in a worker. Raises BadInput."""
    from kling_desktop.settings.sealed import seal  # noqa: PLC0415 - slow, so never at the start

    return seal(msgspec.json.encode(setup), passphrase)


def opened(data: bytes, passphrase: str) -> StudioSetup:
    """The setup in a file; slow, call it in a worker. Raises BadInput."""
    from kling_desktop.settings.sealed import unseal  # noqa: PLC0415 - slow, so never at the start

    if len(data) > LARGEST:
        raise BadInput("setup_wrong")
    try:
        return msgspec.json.decode(unseal(data, passphrase), type=StudioSetup)
    except msgspec.DecodeError as error:
        raise BadInput("setup_wrong") from error
