from __future__ import annotations

import pytest

from kling_desktop.domain.errors import BadInput
from kling_desktop.settings.secrets import MemorySecrets, checked_key

ACCOUNT = "https://api.mulerouter.ai"


@pytest.mark.parametrize("key", ["sk-1", "  sk-1\n", "\tsk-1 "])
def test_a_key_is_trimmed(key: str) -> None:
    assert checked_key(key) == "sk-1"


@pytest.mark.parametrize("key", ["", "   ", "\n"])
def test_blanks_are_no_key(key: str) -> None:
    assert checked_key(key) == ""


@pytest.mark.parametrize("key", ["sk 1", "sk\n1", "Bearer sk-1", "sk-“1”", "ключ", "sk\x001", "sk\t1"])
def test_what_cannot_be_sent_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked_key(key)
    assert caught.value.notice.code == "key_characters"
    assert key not in f"{caught.value!r} {caught.value.notice!r}"


async def test_keys_for_this_run_are_kept_by_account() -> None:
    secrets = MemorySecrets()
    assert await secrets.get(ACCOUNT) == ""
    await secrets.set(ACCOUNT, " sk-secret ")
    assert await secrets.get(ACCOUNT) == "sk-secret"
    assert await secrets.get("https://other") == ""
    assert "sk-secret" not in repr(secrets)
    await secrets.set(ACCOUNT, " ")
    assert await secrets.get(ACCOUNT) == ""
