"""The one desk that notices for the user go through; window, terminal and tests are its receivers."""

import logging
from collections.abc import Callable

from kling_desktop.domain.notice import Notice
from kling_desktop.services.listeners import Listeners

log = logging.getLogger(__name__)


class Desk:
    """Takes notices from the services, writes their codes to the log and passes them to the face."""

    def __init__(self) -> None:
        """Start with nobody reading; what is posted until somebody does is kept for them."""
        self._readers: Listeners[Notice] = Listeners()
        self._unread: list[Notice] = []
        self._has_reader = False

    def post(self, notice: Notice) -> None:
        """Tell the user."""
        log.info("notice %s", notice.code)
        if not self._has_reader:
            self._unread.append(notice)
        self._readers.announce(notice)

    def subscribe(self, reader: Callable[[Notice], None]) -> Callable[[], None]:
        """Call `reader` with each notice until the returned function is called."""
        self._has_reader = True
        unread, self._unread = self._unread, []
        for notice in unread:
            reader(notice)
        return self._readers.subscribe(reader)
