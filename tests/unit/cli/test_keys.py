"""Where the command line keeps keys: those of storage and proxy are in the keyring, whoever names the account's."""

from __future__ import annotations

from argparse import Namespace

import pytest

from kling_desktop.cli.main import _secrets
from kling_desktop.services.account import KEY_VARIABLE
from kling_desktop.settings.keyring_store import KeyringSecrets


@pytest.mark.parametrize("key", ["", "sk-from-the-environment"])
def test_a_key_in_the_environment_leaves_the_others_in_the_keyring(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, key)
    assert isinstance(_secrets(Namespace(sandbox=False)), KeyringSecrets)
    assert not isinstance(_secrets(Namespace(sandbox=True)), KeyringSecrets)
