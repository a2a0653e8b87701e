"""The catalogue of notices: each code that the program raises has words, and no entry lies unused."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop import i18n
from kling_desktop.paths import PACKAGE, resource

CODE = re.compile(r"^[a-z]+(_[a-z]+)+$|^(stalled|checked|usage|stopped|refused|redirected|unreachable)$")
CHINESE = resource("translations", "zh_CN", "LC_MESSAGES", "kling_desktop.po")
CARRIERS = re.compile(
    r"(Notice|BadInput|WorldFailed|DiskFull|FolderGone|UploadFailed|KeyringFailed|JournalError|JournalTooNew"
    r"|JournalDamaged|TaskIdTaken|LostRace|LinkExpired|DownloadFailed|KlingError)$"
)


def texts(node: ast.AST) -> Iterator[str]:
    """Each string constant below `node`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def raised(path: Path) -> Iterator[str]:
    """Codes that a file hands to a notice or an error (not to a widget that shows one)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and CARRIERS.match(ast.unparse(node.func)):
            yield from (text for text in texts(node.args[0]) if CODE.match(text))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            is_computed = any(isinstance(inner, ast.Call) for inner in ast.walk(node.value))
            yield from (text for text in texts(node.value) if CODE.match(text) and not is_computed)


def mentioned() -> set[str]:
    """Every string of the program that could be a code."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py"))
    return {text for tree in trees for text in texts(tree)}


@pytest.fixture(scope="module")
def english() -> dict[str, dict[str, str]]:
    """The English catalogue."""
    return i18n.catalogue("en")


def test_each_code_that_is_raised_has_words(english: dict[str, dict[str, str]]) -> None:
    codes = {code for path in PACKAGE.rglob("*.py") for code in raised(path)}
    assert len(codes) > 60
    assert sorted(codes - set(english)) == []


def test_no_entry_lies_unused(english: dict[str, dict[str, str]]) -> None:
    assert sorted(set(english) - mentioned()) == []


def test_entries_are_sentences_of_the_three_parts(english: dict[str, dict[str, str]]) -> None:
    for code, entry in english.items():
        assert set(entry) <= {"what", "charge", "do", "buttons", "terminal"}, code
        assert entry["what"], code
        for part, text in entry.items():
            assert text == text.strip(), code
            if part != "buttons":
                ends = ".?…:" if part == "do" and "buttons" in entry else ".?…"
                assert text[-1] in ends, f"{code}: {text!r} is no sentence"


def test_a_content_refusal_reads_as_agreed() -> None:
    said = i18n.Language("en").notice("content_refused", {"said": "risk control"})
    words = (
        "Kling's content check refused this edit. Whether you pay is not published."
        " Often a real person's name, a brand or a face"
    )
    assert said.before_buttons == f"{words}:"
    assert said.buttons == ("edit_wording", "copy_support")
    assert said.sentence == f"{words}."


def test_sentences_stand_behind_each_other_as_their_language_spaces_them() -> None:
    assert i18n.in_one_line("One.", "", "Two.") == "One. Two."
    assert i18n.in_one_line("一。", "二？", "3 条。") == "一。二？3 条。"


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_the_terminal_is_told_of_options_not_of_keys(code: str) -> None:
    said = i18n.Language(code).notice("plan_mark")
    assert "--in" in said.at_the_terminal
    assert "--in" not in said.sentence
    same = i18n.Language(code).notice("prompt_empty")
    assert same.at_the_terminal == same.sentence


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_a_sentence_without_its_buttons_leads_to_nothing(code: str) -> None:
    for notice in i18n.catalogue("en"):
        assert i18n.Language(code).notice(notice).sentence[-1] not in ":：", notice


def test_places_of_an_entry_can_all_be_filled(english: dict[str, dict[str, str]]) -> None:
    for code, entry in english.items():
        for text in entry.values():
            for _, name, spec, conversion in string.Formatter().parse(text):
                assert name is None or name.isidentifier(), code
                assert not spec, code
                assert not conversion, code


def test_a_missing_value_never_breaks_a_sentence() -> None:
    said = i18n.Language("en").notice("video_size", {"width": 100})
    assert "100×–" in said.what


def test_an_unknown_language_reads_as_english() -> None:
    assert i18n.Language("xx").notice("prompt_empty").what == i18n.Language("en").notice("prompt_empty").what


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_no_line_ends_between_about_and_its_number(code: str) -> None:
    for notice, entry in i18n.catalogue(code).items():
        assert not [text for text in entry.values() if "≈ " in text], notice


def test_chinese_says_that_a_task_is_billed_without_naming_an_accountant() -> None:
    # 会计费 reads as the fee of a 会计, an accountant.
    texts = [text for entry in i18n.catalogue("zh_CN").values() for text in entry.values()]
    texts += re.findall(r"msgstr.*", CHINESE.read_text(encoding="utf-8"))
    assert not [text for text in texts if "会计费" in text]
