"""Which request form an edit is sent in first."""

from kling_desktop.api.wire import losses
from kling_desktop.domain.answers import RequestForm
from kling_desktop.domain.request import EditRequest, VideoInput
from kling_desktop.settings.file import Settings
from kling_desktop.store.journal import Journal


class Forms:
    """Knows the user's choice and what each site took last."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        """The choice stands in `settings`, the experience in `journal`."""
        self._settings = settings
        self._journal = journal

    async def first(self, site: str) -> RequestForm:
        """The form pinned by the user, else the one that the site took last, else the documented one."""
        pinned = self._settings.account.request_form
        if pinned != "auto":
            return RequestForm(pinned)
        return await self._journal.form_of(site) or RequestForm.DOCUMENTED

    async def carries_extra_videos(self, site: str) -> bool:
        """Whether an edit with more than one video loses none of them in the form that is sent first."""
        two = EditRequest("", videos=(VideoInput(""), VideoInput("")))
        return not losses(two, await self.first(site))
