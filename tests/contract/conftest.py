"""What the contract tests share: the service's schemas as oracle, and how long a test's requests wait."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

SCHEMAS = Path(__file__).parent / "schemas"
Check = Callable[[object], None]


def checker(name: str) -> Check:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return lambda value: validator.validate(value)


@pytest.fixture(scope="session")
def check_documented() -> Check:
    """Raises unless the value is an edit in the documented form."""
    return checker("edit-request.documented.schema.json")


@pytest.fixture(scope="session")
def check_compact() -> Check:
    """Raises unless the value is an edit in the compact form."""
    return checker("edit-request.compact.schema.json")


@pytest.fixture(scope="session")
def check_task() -> Check:
    """Raises unless the value is an answer about a task."""
    return checker("task-response.schema.json")
