"""ICU's data in the frozen program: what formatting alone reads is gone, sorting and old encodings are as before."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from devtool import icu
from devtool.process import ToolError

HEADER = b"\x20\x00" + icu.MAGIC + bytes(8) + icu.FORMAT + bytes(16)
ASKS = """
import ctypes, functools, json, os, sys
folder, number = sys.argv[1], sys.argv[2]
base = ctypes.CDLL(f"{folder}/libicuuc.so.{number}")
more = ctypes.CDLL(f"{folder}/libicui18n.so.{number}")
wrong = ctypes.c_int(0)

def read(name, text, codec):
    room, raw = ctypes.create_string_buffer(64), text.encode(codec)
    found = base[f"ucnv_convert_{number}"](b"UTF-8", name, room, 64, raw, len(raw), ctypes.byref(wrong))
    return room.raw[:found].decode()

def sort(language, words):
    make = more[f"ucol_open_{number}"]
    make.restype = ctypes.c_void_p
    rule = make(language, ctypes.byref(wrong))
    compare = more[f"ucol_strcollUTF8_{number}"]
    compare.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p)
    order = lambda a, b: compare(rule, a.encode(), -1, b.encode(), -1, ctypes.byref(wrong))
    return sorted(words, key=functools.cmp_to_key(order))

def upper(language, text):
    raw, room = ctypes.create_string_buffer(text.encode("utf-16-le") + bytes(2)), ctypes.create_string_buffer(64)
    found = base[f"u_strToUpper_{number}"](room, 32, raw, len(text), language, ctypes.byref(wrong))
    return room.raw[: 2 * found].decode("utf-16-le")

encodings = [("GB18030", "gb18030"), ("GBK", "gbk"), ("Big5", "big5"), ("windows-1252", "cp1252"), ("EUC-KR", "euc_kr"),
             ("Shift_JIS", "shift_jis"), ("EUC-JP", "euc_jp"), ("KOI8-R", "koi8_r")]
words = {"gb18030": "中文", "gbk": "中文", "big5": "中文", "cp1252": "é€", "euc_kr": "한국", "koi8_r": "Привет"}
told = [read(name.encode(), words.get(codec, "日本"), codec) for name, codec in encodings]
told += [sort(b"zh", ["中", "啊", "北"]), sort(b"sv", ["ä", "z", "a", "ö"]), sort(b"de", ["z", "ä", "a", "ö"])]
print(json.dumps(told + [upper(b"tr", "iı"), upper(b"en", "straße")]))
"""


def libraries() -> Path | None:
    """Where PySide6 has ICU, if it brings one for this system."""
    for file in importlib.metadata.files("PySide6-Essentials") or ():
        if file.name.startswith("libicudata.so."):
            return Path(str(file.locate()))
    return None


DATA = libraries()


def test_a_package_is_what_was_put_into_it() -> None:
    items = [(b"icudt73l/a.res", b"one" + bytes(13)), (b"icudt73l/b.cnv", b"three")]

    header, found = icu.read(b"before" + icu.packed(HEADER, items))

    assert (header, found) == (HEADER, items)


def test_another_library_is_refused() -> None:
    with pytest.raises(ToolError):
        icu.read(b"\x7fELF and nothing of ICU")


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [
        ("zone/de.res", True),
        ("curr/zh.res", True),
        ("zh_Hant.res", True),
        ("ibm-1390_P110-2003.cnv", True),
        ("coll/zh.res", False),
        ("root.res", False),
        ("pool.res", False),
        ("ibm-943_P15A-2003.cnv", False),
        ("nfkc.nrm", False),
    ],
)
def test_what_is_left_out(name: str, is_left_out: bool) -> None:
    assert bool(icu.UNWANTED.match(name)) is is_left_out


@pytest.mark.skipif(
    DATA is None or shutil.which("ld") is None, reason="Qt brings no ICU here, or no linker is here"
)
def test_what_qt_asks_of_it_is_answered_as_before(tmp_path: Path) -> None:
    assert DATA
    slim = tmp_path / DATA.name
    shutil.copy(DATA, slim)
    icu.slim(slim)

    before, after = asked(DATA.parent, {}), asked(DATA.parent, {"LD_PRELOAD": str(slim)})

    assert before == after
    assert before[8] == ["啊", "北", "中"]
    assert slim.stat().st_size < DATA.stat().st_size / 3


def asked(folder: Path, variables: dict[str, str]) -> list[object]:
    assert DATA
    number = DATA.name.rpartition(".")[2]
    found = subprocess.run(
        [sys.executable, "-c", ASKS, str(folder), number], env=variables, check=True, capture_output=True
    )
    told: list[object] = json.loads(found.stdout)
    return told
