"""The command line as values: options before or after the verb, and the clip that a file manager hands over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop import i18n
from kling_desktop.cli.arguments import parse
from kling_desktop.cli.verbs import VERBS
from kling_desktop.domain.errors import BadInput


@pytest.mark.parametrize("words", [["--sandbox", "jobs", "--json"], ["jobs", "--json", "--sandbox"]])
def test_options_of_the_program_stand_before_or_after_the_verb(words: list[str]) -> None:
    said = parse(words)

    assert (said.verb, said.json, said.sandbox, said.clip) == ("jobs", True, True, "")


def test_without_words_the_window_is_wanted_and_empty() -> None:
    assert (parse([]).verb, parse([]).clip) == ("", "")


def test_the_bare_window_is_read_as_with_a_clip(tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    clip.touch()
    for words in ([], ["--demo"], ["--sandbox", "--data-dir", "x"], ["--language", "zh_CN", "--demo"]):
        bare, full = vars(parse(words)), vars(parse([*words, str(clip)]))
        assert bare == {**full, "clip": ""}
    parse(["--language", "en"])


@pytest.mark.parametrize("name", ["a clip.mp4", "雪.mov", "edits"])
def test_a_file_opens_in_the_window(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)

    said = parse(["--sandbox", name])

    assert (said.verb, said.clip, said.sandbox) == ("", str(tmp_path / name), True)


def test_a_link_opens_in_the_window() -> None:
    assert parse(["https://example.com/a.mp4"]).clip == "https://example.com/a.mp4"


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_called_like_a_verb_does_not_hide_the_verb(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / verb).touch()
    monkeypatch.chdir(tmp_path)
    words = [verb, *(["--prompt=x"] if verb == "edit" else [])]

    assert (parse(words).verb, parse(words).clip) == (verb, "")


def test_an_empty_prompt_reaches_the_engine_which_says_what_is_wrong() -> None:
    assert parse(["edit", "--prompt", ""]).prompt == ""


@pytest.mark.parametrize("words", [["nonsense"], ["missing.mp4"], ["a.mp4", "b.mp4"]])
def test_anything_else_is_refused(words: list[str]) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(words)

    assert refusal.value.notice.code == "usage"


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("en")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["edit"], "缺少 --prompt"),
        (["edit", "--prompt"], "--prompt：缺少值"),
        (["edit", "--prompt", "x", "--nonsense"], "无法识别 --nonsense"),
        (["edit", "--prompt", "x", "--mode", "4k"], "--mode：'4k' 不在 'std', 'pro' 之中"),
        (["jobs", "x", "--forget", "--send-again"], "--send-again：不能与 --forget 同时使用"),
        (["edit", "--prompt", "x", "--dry-run=1"], "--dry-run：不接受值，却给出了 '1'"),
        (["edit", "--prompt", "x", "--give-up", "soon"], "--give-up：不是秒数"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_the_interface(words: list[str], said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(["--language", "zh_CN", *words])
    assert refusal.value.notice.values["said"] == said


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("verb", [[], ["edit"], ["jobs"], ["sandbox"]])
def test_help_has_no_word_of_another_language(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--language", "zh_CN", *verb, "--help"])
    told = capsys.readouterr().out
    assert "用法：" in told
    assert "选项" in told
    for word in ("usage", "options", "positional", "show this", "help message"):
        assert word not in told


@pytest.mark.parametrize(
    "words",
    [["sandbox", "--port", "x"], ["edit", "--prompt", "x", "--handles", "1.5"], ["jobs", "x", "--take", "0"]],
)
def test_numbers_are_refused_in_words(words: list[str]) -> None:
    with pytest.raises(BadInput) as refusal:
        parse(["--language", "en", *words])
    assert "invalid" not in str(refusal.value.notice.values["said"])
