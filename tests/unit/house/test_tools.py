"""Every tool of `dev.py check`, with the repository's own configuration, finds what it is there to find."""

from __future__ import annotations

import re

import pytest
from devtool.checks import CHECKS

from tests.unit.house.conftest import Tree

OUTSIDE = (
    *("httpx", "obstore", "sqlite3", "keyring", "av", "starlette", "uvicorn", "PIL", "platformdirs"),
    *("opentimelineio", "truststore", "msgspec", "PySide6", "qasync"),
)


def _broken(text: str) -> set[str]:
    return {line.removesuffix(" BROKEN") for line in text.splitlines() if line.endswith(" BROKEN")}


def test_import_linter_is_content_with_a_clean_house(tree: Tree) -> None:
    tree.write(
        "api/client.py",
        '"""The client."""\nimport httpx\nfrom kling_desktop.domain import __doc__ as words\n',
    )

    code, text = tree.run(*CHECKS["import-linter"])

    assert code == 0, text
    assert " 0 broken" in text


def test_import_linter_finds_each_outside_library_in_a_wrong_room(tree: Tree) -> None:
    tree.write("domain/greedy.py", "".join(f"import {name}\n" for name in OUTSIDE))

    code, text = tree.run(*CHECKS["import-linter"])

    assert code != 0
    assert {re.split(" only ", name)[0] for name in _broken(text)} >= {f"Outside: {name}" for name in OUTSIDE}


def test_import_linter_finds_each_breach_of_the_layers(tree: Tree) -> None:
    tree.write("domain/climbing.py", "from kling_desktop import studio\n")
    tree.write("sandbox/peeking.py", "from kling_desktop import domain\n")
    tree.write("cli/lazy.py", "def show() -> None:\n    from kling_desktop import viewmodels\n")
    tree.write("api/a.py", "from kling_desktop.api import b\n")
    tree.write("api/b.py", "from kling_desktop.api import a\n")
    tree.write("ui/editor.py", "from kling_desktop.ui import viewer\n")
    tree.write("ui/viewer.py", "")

    code, text = tree.run(*CHECKS["import-linter"])

    assert code != 0
    assert _broken(text) == {
        "One direction: the layer line of ARCHITECTURE.md",
        "No cycles between siblings, at any depth",
        "The command line runs without Qt",
        "The sandbox reads the wire with its own eyes",
        "Panels stand beside each other",
    }


def test_import_linter_finds_qt_under_the_engine_even_at_second_hand(tree: Tree) -> None:
    tree.write("services/jobs.py", "import qasync\n")
    tree.write("studio.py", "from kling_desktop.services import jobs\n")

    _, text = tree.run(*CHECKS["import-linter"])

    assert "The engine runs without Qt" in _broken(text)


def test_import_linter_finds_a_room_that_no_layer_names(tree: Tree) -> None:
    tree.write("utils.py", "")

    code, text = tree.run(*CHECKS["import-linter"])

    assert code != 0
    assert "kling_desktop.utils" in text


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import asyncio\n\nasyncio.create_task(None)\n", "TID251"),
        ("import asyncio\n\nasyncio.ensure_future(None)\n", "TID251"),
        ("from qasync import asyncSlot\n", "TID251"),
        ("from PySide6.QtWidgets import QWidget\n", "TID251"),
        ("from PySide6 import QtWidgets\n", "TID251"),
        ("try:\n    x = 1\nexcept Exception:\n    x = 2\n", "BLE001"),
        ("def f():\n    import json\n", "PLC0415"),
        ("def f():\n    pass\n", "D103"),
        ("print(1)\n", "T201"),
        ("# x = call(1)\n", "ERA001"),
        ("from ..api import client\n", "TID252"),
        ("import time\n\n\nasync def f() -> None:\n    time.sleep(1)\n", "ASYNC251"),
        (
            "def f(x: int) -> int:\n" + "".join(f"    if x == {n}:\n        x += 1\n" for n in range(9)),
            "C901",
        ),
    ],
)
def test_ruff_finds_it(tree: Tree, code: str, rule: str) -> None:
    tree.write("domain/wrong.py", code)

    status, text = tree.run(*CHECKS["ruff check"], "--output-format", "concise", "--no-cache")

    assert status == 1
    assert f" {rule} " in text


def test_ruff_finds_a_file_that_is_not_formatted(tree: Tree) -> None:
    tree.write("domain/wrong.py", "x = {  'a':1 }\n")

    status, text = tree.run(*CHECKS["ruff format"], "--no-cache")

    assert status == 1
    assert "wrong.py" in text


def test_mypy_finds_wrong_and_missing_types(tree: Tree) -> None:
    tree.write(
        "domain/wrong.py", 'def total() -> int:\n    return "1"\n\n\ndef bare(value):\n    return value\n'
    )

    status, text = tree.run(*CHECKS["mypy"], "kling_desktop/domain", "--cache-dir", ".cache")

    assert status == 1
    assert "[return-value]" in text
    assert "[no-untyped-def]" in text


def test_deptry_finds_what_pyproject_does_not_say(tree: Tree) -> None:
    tree.write("api/wrong.py", "import anyio\nimport pytest\nimport httpx\n")

    status, text = tree.run(*CHECKS["deptry"], "--no-ansi")

    assert status == 1
    assert "DEP003 'anyio'" in text
    assert "DEP004 'pytest'" in text
    assert "DEP002 'uvicorn'" in text
    assert "'httpx'" not in text


def test_vulture_finds_dead_code_but_not_what_qt_calls(tree: Tree) -> None:
    tree.write("domain/wrong.py", "def forgotten() -> None: ...\n\n\ndef paintEvent() -> None: ...\n")

    status, text = tree.run(*CHECKS["vulture"])

    assert status == 3
    assert "unused function 'forgotten'" in text
    assert "paintEvent" not in text


def test_codespell_finds_a_slip_of_the_pen(tree: Tree) -> None:
    slip = "recie" + "ve"
    tree.write("domain/wrong.py", f'"""What we {slip}."""\n')

    status, text = tree.run(*CHECKS["codespell"])

    assert status != 0
    assert f"{slip} ==> receive" in text
