"""What the stand-in service can refuse.

Fault
├── Refused     an HTTP answer other than success: certainly no task
└── EditFailed  a task that was accepted and could not be done
"""

from __future__ import annotations

from collections.abc import Mapping

CONTENT = 3001
OUTSIDE_LIMITS = 3002
UNREACHABLE = 3003
SERVICE = 4002


class Fault(Exception):
    """Base of everything that the stand-in refuses on purpose."""


class Refused(Fault):
    """The request is refused with this status and this JSON body."""

    def __init__(self, status: int, body: Mapping[str, object]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


class EditFailed(Fault):
    """The task ends as failed, with the code, title and detail that `task_info.error` will show."""

    def __init__(self, code: int, title: str, detail: str) -> None:
        super().__init__(code, title, detail)
        self.code = code
        self.title = title
        self.detail = detail

    def as_json(self) -> dict[str, object]:
        """Return the error in the service's form."""
        return {"code": self.code, "title": self.title, "detail": self.detail}


def outside_limits(detail: str) -> EditFailed:
    """Make the failure of an input that is not within the service's limits."""
    return EditFailed(OUTSIDE_LIMITS, "The input is outside the limits", detail)


def unreachable(detail: str) -> EditFailed:
    """Make the failure of an input that could not be fetched."""
    return EditFailed(UNREACHABLE, "The input could not be fetched", detail)


def content_refused() -> EditFailed:
    """Make the failure of an edit that moderation refused."""
    return EditFailed(CONTENT, "Content policy", "Failure to pass the risk control system")


def service_failed(detail: str) -> EditFailed:
    """Make the failure that is nobody's but the service's."""
    return EditFailed(SERVICE, "Internal error", detail)
