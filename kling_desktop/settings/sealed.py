"""Bytes locked with a passphrase: scrypt makes the key of it, AES-GCM notices every change."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kling_desktop.domain.errors import BadInput

MAGIC = b"KLINGSETUP1\n"
SALT, NONCE, KEY = 16, 12, 32
COST = 1 << 15
"""Of scrypt: some 0.1 s and 32 MB for one guess."""
SHORTEST = 8


def seal(content: bytes, passphrase: str) -> bytes:
    """`content` locked; slow on purpose, call it in a worker. Raises BadInput for a short passphrase."""
    if len(passphrase) < SHORTEST:
        raise BadInput("setup_passphrase")
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return MAGIC + salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, content, MAGIC)


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """What `seal` locked. Raises BadInput: wrong passphrase, or the bytes were changed."""
    rest = sealed.removeprefix(MAGIC)
    salt, nonce, locked = rest[:SALT], rest[SALT : SALT + NONCE], rest[SALT + NONCE :]
    if not sealed.startswith(MAGIC) or not locked:
        raise BadInput("setup_wrong")
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, locked, MAGIC)
    except InvalidTag:
        raise BadInput("setup_wrong") from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY, n=COST, r=8, p=1).derive(passphrase.encode())
