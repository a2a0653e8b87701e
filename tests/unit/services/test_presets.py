"""Presets: the shipped ones, the user's own in their files, and files that are shared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop import i18n, paths
from kling_desktop.domain.errors import BadInput, WorldFailed
from kling_desktop.domain.limits import KLING_V3_OMNI, LIMITS
from kling_desktop.domain.notice import Notice
from kling_desktop.domain.preset import INTENTS, Preset, PresetSet
from kling_desktop.domain.references import Reference, ReferenceKind, mentions
from kling_desktop.domain.tokens import foreign
from kling_desktop.services.desk import Desk
from kling_desktop.services.presets import Presets, shipped_file
from kling_desktop.store.preset_files import LONGEST_TEXT, read_set, write_set

SNOW = Preset("Snow", "Add [much] snow to @Video1.", "Keep faces.", "rain", "weather")
RAIN = Preset("Rain", "Rain on @Video1.")
SET = "My presets"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def presets(tmp_path: Path, desk: Desk) -> Presets:
    return Presets(tmp_path / "presets", desk)


def shipped(language: str) -> tuple[Preset, ...]:
    return read_set(paths.resource("presets", f"{language}.toml")).presets


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_shipped_is_fit_to_be_sent(language: str) -> None:
    presets = shipped(language)
    for intent in INTENTS:
        assert len([each for each in presets if each.intent == intent]) >= 4, intent
    assert len({each.name for each in presets}) == len(presets)
    for preset in presets:
        assert preset.intent in INTENTS, preset.name
        assert preset.keep, preset.name
        assert Reference(ReferenceKind.VIDEO, 1) in {each.reference for each in mentions(preset.text)}
        assert foreign(preset.text) == ()
        assert len(preset.text) < LIMITS[KLING_V3_OMNI].max_prompt / 2, preset.name
        text = preset.text
        assert text.count("[") == text.count("]") == sum(text.count(f"[{place}]") for place in preset.places)


def test_both_languages_ship_the_same() -> None:
    for english, chinese in zip(shipped("en"), shipped("zh_CN"), strict=True):
        assert english.intent == chinese.intent, english.name
        assert len(english.places) == len(chinese.places), english.name
        tokens = [sorted({each.reference for each in mentions(side.text)}) for side in (english, chinese)]
        assert tokens[0] == tokens[1], english.name
        assert english.text.isascii() or "…" in english.text
        assert all("一" <= text[0] <= "鿿" or "@" in text for text in (chinese.prompt, chinese.keep))


@pytest.mark.parametrize(
    ("language", "file"),
    [("zh_CN", "zh_CN"), ("zh_TW", "zh_CN"), ("zh", "zh_CN"), ("de_DE", "en"), ("en_GB", "en")],
)
def test_a_language_gets_its_own_or_the_nearest(language: str, file: str) -> None:
    assert shipped_file(language).stem == file


async def test_shipped_presets_are_in_the_language_in_use(presets: Presets) -> None:
    assert presets.find() == ()
    await presets.load()
    assert "Falling snow" in {each.preset.name for each in presets.find()}
    i18n.use("zh_CN")
    await presets.load()
    assert "下雪" in {each.preset.name for each in presets.find()}
    assert not any(each.is_own for each in presets.find())


async def test_own_presets_are_kept_and_found_first(presets: Presets, tmp_path: Path, desk: Desk) -> None:
    await presets.load()
    changes: list[None] = []
    presets.subscribe(changes.append)
    await presets.save(SNOW, SET)
    await presets.save(RAIN, SET)
    again = Presets(tmp_path / "presets", desk)
    await again.load()
    for each in (presets, again):
        found = each.find()
        assert [(listed.preset, listed.set_name) for listed in found[:2]] == [(SNOW, SET), (RAIN, SET)]
        assert each.sets == (PresetSet(SET, (SNOW, RAIN)),)
    assert len(changes) == 2


async def test_every_word_has_to_occur_wherever(presets: Presets) -> None:
    await presets.load()
    await presets.save(SNOW, "Winter")
    assert [each.preset.name for each in presets.find("ＷINTER faces much")] == ["Snow"]
    assert {each.preset.intent for each in presets.find("golden sunset")} == {"relight"}
    assert presets.find("winter neon") == ()


async def test_a_preset_is_changed_renamed_and_removed(presets: Presets, tmp_path: Path) -> None:
    await presets.save(SNOW, SET)
    await presets.save(RAIN, SET)
    changed = Preset("Snow 2", "More snow.")
    await presets.save(changed, SET, instead_of="Snow")
    assert presets.sets[0].presets == (changed, RAIN)
    await presets.save(Preset("Snow 2", "Most snow."), SET, instead_of="Snow 2")
    assert presets.sets[0].presets[0].prompt == "Most snow."
    await presets.remove("Snow 2", SET)
    assert presets.sets[0].presets == (RAIN,)
    await presets.remove("Rain", SET)
    assert presets.sets == ()
    assert list((tmp_path / "presets").iterdir()) == []


@pytest.mark.parametrize(
    ("preset", "set_name", "code"),
    [
        (Preset(" ", "x"), SET, "preset_unnamed"),
        (Preset("n", " \n"), SET, "preset_without_prompt"),
        (Preset("n", "x"), " ", "preset_set_unnamed"),
        (Preset(" snOW ", "x"), SET, "preset_name_taken"),
        (Preset("n", "x" * (LONGEST_TEXT + 1)), SET, "preset_unsavable"),
        (Preset("n", "half \ud800"), SET, "preset_unsavable"),
        (Preset("n" * 81, "x"), SET, "preset_unsavable"),
    ],
)
async def test_what_cannot_be_kept_is_said(
    presets: Presets, preset: Preset, set_name: str, code: str
) -> None:
    await presets.save(SNOW, SET)
    with pytest.raises(BadInput) as refusal:
        await presets.save(preset, set_name)
    assert refusal.value.notice.code == code
    assert presets.sets == (PresetSet(SET, (SNOW,)),)


async def test_sets_are_shared_as_files(presets: Presets, tmp_path: Path, desk: Desk) -> None:
    await presets.save(SNOW, SET)
    await presets.save(RAIN, SET)
    shared = tmp_path / "给剪辑师.json"
    await presets.export(SET, shared)
    other = Presets(tmp_path / "other", desk)
    await other.save(Preset("Mine", "x"), SET)
    taken = await other.import_file(shared)
    assert taken == PresetSet("My presets (2)", (SNOW, RAIN))
    assert await other.import_file(shared) == taken
    assert [each.name for each in other.sets] == [SET, "My presets (2)"]
    with pytest.raises(BadInput, match="preset_set_empty"):
        await presets.export("Unknown", tmp_path / "x.json")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "presets_unreadable"),
        (b"{", "presets_unreadable"),
        (b"[]", "presets_unreadable"),
        (b"\xff\xfe", "presets_unreadable"),
        (b"[" * 100_000, "presets_unreadable"),
        (b'{"kling_presets": 1, "name": "x", "presets": [{"name": "n"}]}', "presets_unreadable"),
        (b'{"kling_presets": 1, "name": " ", "presets": []}', "presets_unreadable"),
        (b'{"kling_presets": 1, "name": "x", "presets": []}', "preset_set_empty"),
        (b'{"name": "x", "presets": [{"name": "n", "prompt": "p"}]}', "presets_unreadable"),
        (b'{"kling_presets": 2, "name": "x", "presets": 5}', "presets_too_new"),
        (b'{"kling_presets": 1, "name": "' + b"x" * 2_000_000 + b'"}', "presets_unreadable"),
    ],
)
async def test_a_file_that_is_no_set_is_refused(
    presets: Presets, tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "shared.json"
    file.write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        await presets.import_file(file)
    assert refusal.value.notice.code == code
    assert presets.sets == ()


async def test_a_missing_file_and_a_folder_are_refused(presets: Presets, tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.json", "file_missing"), (tmp_path, "file_unreadable")):
        with pytest.raises(BadInput, match=code):
            await presets.import_file(path)


async def test_a_broken_file_is_said_once_and_stays(presets: Presets, tmp_path: Path, desk: Desk) -> None:
    said: list[Notice] = []
    desk.subscribe(said.append)
    await presets.save(SNOW, SET)
    broken = tmp_path / "presets" / "broken.json"
    broken.write_text("{half")
    await presets.load()
    await presets.load()
    assert said == [Notice("presets_unreadable", {"name": "broken.json"})]
    assert [each.name for each in presets.sets] == [SET]
    assert broken.read_text() == "{half"


def test_presets_of_one_name_in_a_file_are_numbered(tmp_path: Path) -> None:
    file = tmp_path / "shared.json"
    twice = [
        {"name": "Snow", "prompt": "a"},
        {"name": " snow", "prompt": "b"},
        {"name": "Snow", "prompt": "c"},
    ]
    file.write_text(json.dumps({"kling_presets": 1, "name": "x", "presets": twice, "later": 1}))
    assert [each.name for each in read_set(file).presets] == ["Snow", "snow (2)", "Snow (3)"]


def test_a_set_reads_back_as_it_was_written(tmp_path: Path) -> None:
    content = PresetSet("我的预设", (SNOW, RAIN, Preset("雪", "给 @Video1 添加雪。\n换行", "不变。")))
    write_set(tmp_path / "deep" / "set.json", content)
    assert read_set(tmp_path / "deep" / "set.json") == content


async def test_a_disk_that_cannot_be_written_is_said_and_nothing_is_pretended(
    tmp_path: Path, desk: Desk
) -> None:
    (tmp_path / "presets").write_text("a file where the folder should be")
    presets = Presets(tmp_path / "presets", desk)
    with pytest.raises(WorldFailed, match="presets_not_saved"):
        await presets.save(SNOW, SET)
    assert presets.sets == ()
