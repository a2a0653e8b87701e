"""Holds to their one place what lint rules can not: tasks, dialogs, Qt modules, broad excepts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.source import PACKAGE, python_files

TASK_MAKERS = {"create_task", "ensure_future", "asyncSlot", "asyncClose"}
TASK_OWNER = "services/tasks.py"
BROAD_OWNERS = {TASK_OWNER, "app.py"}
WIDGET_MODULES = {"PySide6.QtWidgets", "PySide6.QtMultimedia", "PySide6.QtMultimediaWidgets"}


def _complaints(folder: Path) -> list[str]:
    words = []
    for path in python_files(folder):
        name = path.relative_to(folder).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            line = getattr(node, "lineno", 0)
            words += [f"{name}:{line} {what}" for what in _banned(name, node)]
    return words


def _drags(name: str, node: ast.Attribute) -> bool:
    """Qt has no other way to drag something out; it begins in a mouse event, never under a coroutine."""
    return name.startswith("ui/") and isinstance(node.value, ast.Name) and node.value.id == "drag"


def _banned(name: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in {"exec", "exec_"} and not _drags(name, node):
        yield "exec() blocks the loop: open() and a future, in ui/dialogs.py"
    if name != TASK_OWNER and _mentions(node, TASK_MAKERS):
        yield "only Tasks.spawn makes tasks"
    if name not in BROAD_OWNERS and isinstance(node, ast.ExceptHandler) and _is_broad(node.type):
        yield "broad except"
    yield from (f"{module} is not for this room" for module in _qt_modules(node) if not _may(name, module))


def _mentions(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(alias.name in names for alias in node.names)
    # A TaskGroup's own create_task belongs to its block: the group holds and ends it.
    return isinstance(node, ast.Attribute) and node.attr in names and not _is_group(node.value)


def _is_group(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"group", "task_group"}


def _is_broad(kind: ast.expr | None) -> bool:
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"})
        for name in names
    )


def _qt_modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith("PySide6"))
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
        if node.module == "PySide6":
            yield from (f"PySide6.{alias.name}" for alias in node.names)
        else:
            yield node.module or ""


def _may(name: str, module: str) -> bool:
    room = name.partition("/")[0].removesuffix(".py")
    if room == "viewmodels":
        return module == "PySide6.QtCore"
    return room in {"ui", "app"} or module not in WIDGET_MODULES


def test_the_package_uses_nothing_banned() -> None:
    assert _complaints(PACKAGE) == []


@pytest.mark.parametrize(
    ("name", "code", "complaint"),
    [
        ("ui/box.py", "dialog.exec()", "exec() blocks"),
        ("services/box.py", "drag.exec()", "exec() blocks"),
        ("ui/box.py", "run = dialog.exec_", "exec() blocks"),
        ("ui/box.py", "asyncio.create_task(work())", "only Tasks.spawn"),
        ("ui/box.py", "loop.create_task(work())", "only Tasks.spawn"),
        ("app.py", "from asyncio import ensure_future", "only Tasks.spawn"),
        ("app.py", "@qasync.asyncSlot()\ndef run(): ...", "only Tasks.spawn"),
        ("ui/box.py", "try: ...\nexcept Exception: ...", "broad except"),
        ("ui/box.py", "try: ...\nexcept (OSError, BaseException): ...", "broad except"),
        ("ui/box.py", "try: ...\nexcept: ...", "broad except"),
        ("viewmodels/row.py", "from PySide6.QtGui import QColor", "PySide6.QtGui is not"),
        ("viewmodels/row.py", "from PySide6 import QtWidgets", "PySide6.QtWidgets is not"),
        ("studio.py", "import PySide6.QtWidgets", "PySide6.QtWidgets is not"),
    ],
)
def test_a_violation_is_found(tmp_path: Path, name: str, code: str, complaint: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(code)

    assert len(_complaints(tmp_path)) == 1
    assert complaint in _complaints(tmp_path)[0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("services/tasks.py", "try: loop.create_task(work())\nexcept Exception: ..."),
        ("services/jobs.py", "async with asyncio.TaskGroup() as group: group.create_task(work())"),
        ("ui/box.py", "from PySide6.QtWidgets import QWidget"),
        ("viewmodels/row.py", "from PySide6.QtCore import QObject"),
    ],
)
def test_what_a_room_may_do_is_left_alone(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(code)

    assert _complaints(tmp_path) == []
