"""What can go wrong, by whose fault it is; each error carries the notice that tells the user.

KlingError
├── BadInput          what the user gave cannot be used as it is
│   └── Doubtful      it may be right all the same: who is sure gives it again
├── WorldFailed       disk, network or another program: worth trying again once it is mended
│   ├── DiskFull
│   ├── FolderGone
│   ├── UploadFailed
│   │   └── UploadRefused  it fails again until the user has changed something
│   └── KeyringFailed
└── JournalError      our own record cannot be read or written
    ├── JournalTooNew
    ├── JournalDamaged
    ├── TaskIdTaken   another job holds this task id already
    └── LostRace      a save came too late: the job was saved by somebody else meanwhile
"""

from kling_desktop.domain.notice import Notice, Value


class KlingError(Exception):
    """Base of every expected failure; `notice` says it to the user."""

    def __init__(self, code: str, **values: Value) -> None:
        """`code` and `values` make the notice."""
        super().__init__(code)
        self.notice = Notice(code, values)


class BadInput(KlingError):
    """What the user gave cannot be used as it is."""


class Doubtful(BadInput):
    """What the user gave looks wrong from here; given again by who is sure of it, it is taken."""


class WorldFailed(KlingError):
    """Disk, network or another program failed; it may be tried again."""


class DiskFull(WorldFailed):
    """No room is left where a file has to go."""


class FolderGone(WorldFailed):
    """The folder that a file has to go to is not there or cannot be written."""


class UploadFailed(WorldFailed):
    """A clip could not be made into a link."""


class UploadRefused(UploadFailed):
    """The place for clips does not take them as it is set up; the notice may name a `field`."""


class KeyringFailed(WorldFailed):
    """The system's keyring is missing, locked or did not answer."""


class JournalError(KlingError):
    """The journal cannot be read or written."""


class JournalTooNew(JournalError):
    """The journal was written by a newer version of the program."""


class JournalDamaged(JournalError):
    """Part of the journal cannot be read; the next start repairs it."""


class TaskIdTaken(JournalError):
    """Another job of the same site holds this task id already."""


class LostRace(JournalError):
    """The job was saved by another owner since it was read."""
