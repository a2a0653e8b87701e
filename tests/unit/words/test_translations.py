"""The translations: compiled as written, whole, with every place where values go."""

from __future__ import annotations

import ast
import gettext
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from devtool import words
from devtool.place import ROOT

from kling_desktop import i18n
from kling_desktop.paths import PACKAGE

FILES = words.files()
OLD_PLACE = re.compile(r"%\(\w+\)[srd]|%[sr](?!\w)")
CODES = [file.parents[1].name for file in FILES]


def pairs(file: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each text of a .po file (one, many) with its translations."""
    for message in words.read(file):
        if message.id:
            yield one_or_many(message.id), one_or_many(message.string)


def one_or_many(words: object) -> tuple[str, ...]:
    """The texts of one side of an entry."""
    return tuple(map(str, words)) if isinstance(words, list | tuple) else (str(words),)


def places(text: str) -> list[str]:
    """The places of a text, each as often as it is there."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def compiled(file: Path) -> gettext.GNUTranslations:
    """The words that the program reads."""
    with file.with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)


def test_every_text_is_handed_over_as_it_is_written_in_the_code() -> None:
    # What stands in a variable is not found, and would stay English.
    wanted = {"tr": 1, "count": 2}
    calls = (
        (path, node, node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and (ast.unparse(node.func) in ("tr", "current().count"))
    )
    hidden = [
        f"{path.name}:{node.lineno}"
        for path, node, name in calls
        if not all(isinstance(text, ast.Constant) for text in node.args[: wanted[name]])
    ]
    assert hidden == []


def test_there_is_a_language_besides_english() -> None:
    assert "zh_CN" in CODES


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_what_is_compiled_is_what_is_written(file: Path) -> None:
    program = compiled(file)
    for ids, said in pairs(file):
        if len(ids) == 1:
            assert program.gettext(ids[0]) == (said[0] or ids[0])
        else:
            found = {program.ngettext(ids[0], ids[1], number) for number in range(200)}
            assert found == (set(said) if all(said) else set(ids)), ids


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_every_text_of_the_program_is_translated(file: Path) -> None:
    catalog = words.update(file, words.extract())
    assert list(words.untranslated(catalog)) == [], "see `dev.py words`"
    assert {message.id for message in words.read(file)} == {message.id for message in catalog}


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_a_file_is_written_as_the_tool_writes_it(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == words.text_of(words.read(file), file.parents[1].name)


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_every_place_for_a_value_survives(file: Path) -> None:
    for ids, said in pairs(file):
        for text in said:
            assert not text or places(text) == places(ids[-1]), ids


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_every_place_of_the_old_form_survives(file: Path) -> None:
    """The words of argparse have places such as %(value)r."""
    for ids, said in pairs(file):
        for text in filter(None, said):
            assert sorted(OLD_PLACE.findall(text)) == sorted(OLD_PLACE.findall(ids[-1])), ids


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_what_surrounds_a_text_survives(file: Path) -> None:
    """Blanks at the ends, the ellipsis of a button that asks further, file patterns."""
    for ids, said in pairs(file):
        for text in filter(None, said):
            assert text[:1].isspace() == ids[-1][:1].isspace(), ids
            assert text[-1:].isspace() == ids[-1][-1:].isspace(), ids
            assert not text.endswith("…") or ids[-1].endswith("…"), ids
            assert text.count("(*") == ids[-1].count("(*"), ids


@pytest.mark.parametrize("code", CODES)
def test_notices_are_the_same_in_each_language(code: str) -> None:
    english, other = i18n.catalogue("en"), i18n.catalogue(code)
    assert sorted(set(english) ^ set(other)) == [], "resources/messages: each language has every notice"
    for notice in english:
        assert set(other[notice]) == set(english[notice]) - {"buttons"}, notice
        for part, text in other[notice].items():
            assert places(text) == places(english[notice][part]), (notice, part)
            ends = ".?…。？:：" if "buttons" in english[notice] else ".?…。？"
            assert text[-1] in ends, (notice, part)


def test_a_language_is_named_in_itself() -> None:
    assert dict(i18n.languages()) == {"en": "English", "zh_CN": "简体中文"}


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-Hans-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh_TW", "zh_CN"),
        ("en_GB.UTF-8", "en"),
        ("C", "en"),
        ("de_DE@euro", "en"),
        ("", "en"),
    ],
)
def test_a_locale_finds_its_language(locale: str, code: str) -> None:
    assert i18n.nearest(locale) == code


def test_a_sentence_joins_as_its_signs_ask() -> None:
    assert i18n.Wording("一。", "", "二。").sentence == "一。二。"
    assert i18n.Wording("One.", "Two.", "").sentence == "One. Two."


def test_no_text_is_hidden_in_another() -> None:
    # What takes the texts from the code does not look into a string that is put together.
    hidden = [
        f"{file.name}:{call.lineno}"
        for file in (ROOT / "kling_desktop").rglob("*.py")
        for joined in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and _called(call) in words.KEYWORDS
    ]
    assert hidden == []


def _called(call: ast.Call) -> str:
    name = call.func
    return name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
