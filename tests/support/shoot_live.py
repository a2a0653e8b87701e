"""Photographs what practice mode does not show: a live account; `dev.py shoot DIR --live` writes the pictures there.

Nothing is sent: the account's address leads nowhere.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from kling_desktop.domain.network import ProxyChoice
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.uploads import Route
from kling_desktop.ui.preferences.dialog import PreferencesDialog
from kling_desktop.viewmodels import wording
from tests.support import shoot
from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.support.shoot import Style

NOWHERE = {"MULEROUTER_API_KEY": "sk-for-pictures", "MULEROUTER_BASE_URL": "http://127.0.0.1:9"}


class LivePhotographer(shoot.Photographer):
    """Takes the window with prices, what it says where something is missing, and every way that clips take."""

    async def work(self) -> int:
        """Take every picture; how many there are."""
        space = self._run.workspace
        await until(lambda: space.preferences.state.is_open and space.editor.state.source, 30)
        for style in self._styles():
            await self._dress(style)
            await self._take_window(style)
            await self._take_ways(style)
        self._room.window.frame.close()
        return self._taken

    async def _take_window(self, style: Style) -> None:
        space, window, frame = self._run.workspace, self._furniture.window, self._room.window.frame
        window.panels.show_editor()
        await self._shoot(frame, style, "live-main")
        missing = wording.sentence(Notice("key_missing", {"account": "MuleRouter"}))
        window.messages.show_account(replace(space.account.state, problem=missing))
        window.messages.say(wording.sentence(Notice("settings_damaged", {"file": "settings.broken.json"})))
        await self._shoot(frame, style, "live-messages")
        window.messages.show_account(space.account.state)
        prompt = space.editor.state.request.prompt
        window.editor.write_prompt("Put @Video2 behind <<<video_1>>> " + "and more snow " * 180)
        await asyncio.sleep(shoot.SETTLE)
        await self._shoot(frame, style, "live-faulty")
        window.editor.write_prompt(prompt)

    async def _take_ways(self, style: Style) -> None:
        settings = self._furniture.stage.open_settings()
        assert isinstance(settings, PreferencesDialog)
        settings.show_page("account")
        await self._shoot(settings, style, "live-account")
        settings.show_links()
        for route in Route:
            self._run.workspace.links.choose(route)
            await asyncio.sleep(shoot.SETTLE)
            await self._shoot(settings, style, f"live-links-{route or 'none'}")
        self._run.workspace.links.choose(Route.NONE)
        settings.show_page("network")
        self._run.workspace.choices.change("network.proxy", ProxyChoice.OWN)
        await asyncio.sleep(shoot.SETTLE)
        await self._shoot(settings, style, "live-network")
        self._run.workspace.choices.change("network.proxy", ProxyChoice.SYSTEM)
        settings.close()


def main() -> None:
    """Take the pictures that are wanted."""
    wanted = shoot.read(sys.argv[1:])
    os.environ.update(NOWHERE)
    if wanted.scale:
        os.environ["QT_SCALE_FACTOR"] = wanted.scale
    wanted.is_live = True
    shoot.main(wanted, LivePhotographer)


if __name__ == "__main__":
    main()
