"""The account while its keyring asks the user first: the engine opens without it, and hears of the key."""

from __future__ import annotations

import asyncio
from pathlib import Path

from kling_desktop.services.account import Account
from kling_desktop.services.desk import Desk
from kling_desktop.services.tasks import Tasks
from kling_desktop.settings.file import Settings
from kling_desktop.settings.secrets import MemorySecrets


class Asking(MemorySecrets):
    """A keyring that gives nothing before somebody has answered it."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = asyncio.Event()

    async def get(self, account: str) -> str:
        await self.answered.wait()
        return await super().get(account)


async def test_a_keyring_that_asks_for_a_password_keeps_nobody_waiting(tmp_path: Path) -> None:
    secrets, tasks, heard = Asking(), Tasks(Desk()), list[bool]()
    account = Account(Settings.load(tmp_path / "settings.json"), secrets, {}, practice_only=False)
    account.subscribe(lambda _: heard.append(account.has_key))
    await secrets.set(account.live.name, "sk-key")
    await account.begin(tasks, within=0.0)
    assert account.problem
    assert account.problem.code == "keyring_asked"
    account.use_practice(True)
    assert account.problem is None
    account.use_practice(False)
    heard.clear()
    secrets.answered.set()
    await asyncio.gather(*tasks._running)
    assert heard == [True]
    assert account.problem is None
    await tasks.close()


async def test_without_a_limit_the_key_is_waited_for(tmp_path: Path) -> None:
    secrets, tasks = Asking(), Tasks(Desk())
    account = Account(Settings.load(tmp_path / "settings.json"), secrets, {}, practice_only=False)
    await secrets.set(account.live.name, "sk-key")
    opening = tasks.spawn("open", account.begin(tasks, within=None))
    await asyncio.sleep(0)
    assert not account.has_key
    secrets.answered.set()
    await opening
    assert account.has_key
    await tasks.close()
