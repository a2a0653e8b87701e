"""What installers are made of: what is left out, whose licences are named, one version, scripts that compile."""

from __future__ import annotations

import json
import plistlib
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from devtool import notices, released, tagging, trimming, windows
from devtool.notices import Part, UnknownLicence
from devtool.process import ToolError

from tests.support.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SECTION = "# Changelog\n\n## [Unreleased]\n\n- later\n\n## [1.2.0] - 2026-11-25\n\n- new\n\n## [1.1.0] - 2026-01-01\n\n- old\n"


def binary(name: str, source: str = "") -> trimming.Entry:
    return name, source or f"/wheels/{name}", "BINARY"


class TestTrimming:
    def test_a_library_goes_with_the_plugin_that_alone_asked_for_it(self) -> None:
        keyboard = binary("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so")
        player = binary("PySide6/Qt/plugins/multimedia/libffmpegmediaplugin.so")
        entries = [keyboard, player, binary("PySide6/Qt/lib/libKeys.so.6"), binary("PySide6/Qt/lib/libQuick.so.6"),
                   binary("PySide6/Qt/lib/libBase.so.6")]  # fmt: skip
        asked = {player[1]: ["libQuick.so.6"], entries[3][1]: ["/somewhere/libBase.so.6"]}

        kept = trimming.trimmed(entries, lambda path: asked.get(path, []), is_linux=True)

        assert kept == [player, entries[3], entries[4]]

    def test_each_wheel_keeps_its_own_library_of_a_common_name(self) -> None:
        module = binary("PIL/_imaging.so")
        libraries = [binary("av.libs/libXau-1.so.6"), binary("pillow.libs/libXau-1.so.6")]

        kept = trimming.trimmed([module, *libraries], lambda _: ["libXau-1.so.6"], is_linux=True)

        assert kept == [module, *libraries]

    def test_python_itself_stays_though_no_file_asks_for_it(self) -> None:
        python = binary("libpython3.11.so.1.0")

        assert trimming.trimmed([python], lambda _: [], is_linux=True) == [python]

    @pytest.mark.parametrize("name", ["libX11.so.6", "libstdc++.so.6", "libpulse.so.0", "libfontconfig.so.1"])
    def test_what_belongs_to_the_system_is_left_to_it(self, name: str) -> None:
        assert trimming.is_unwanted(binary(name, f"/lib/x86_64-linux-gnu/{name}"))
        assert not trimming.is_unwanted(binary(f"a.libs/{name}", f"/venv/a.libs/{name}"))

    @pytest.mark.parametrize(
        ("name", "is_left_out"),
        [
            ("PySide6/Qt/translations/qtbase_de.qm", True),
            ("PySide6/Qt/translations/qtbase_zh_CN.qm", False),
            ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
            ("PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
            ("PySide6/Qt/plugins/platforms/libqvnc.so", True),
            ("PySide6\\plugins\\platforms\\qwindows.dll", False),
            ("PySide6\\plugins\\imageformats\\qpdf.dll", True),
            ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", True),
            ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ],
    )
    def test_what_is_left_out_by_its_name(self, name: str, is_left_out: bool) -> None:
        assert trimming.is_unwanted(binary(name)) is is_left_out


class TestNotices:
    def test_every_part_has_its_line_and_its_terms(self) -> None:
        text = notices.as_text(
            [Part("a", "1", "MIT", "Do as you like."), Part("libx264", "", "GPL-2.0-or-later")]
        )

        assert text.startswith("a 1: MIT\nlibx264: GPL-2.0-or-later\n")
        assert "Do as you like." in text

    def test_the_bill_of_materials_names_program_and_parts(self) -> None:
        bill = json.loads(json.dumps(notices.as_materials([Part("PyAV", "18", "BSD-3-Clause")])))

        assert (bill["bomFormat"], bill["metadata"]["component"]["version"]) == (
            "CycloneDX",
            PROJECT["version"],
        )
        assert bill["components"][0]["purl"] == "pkg:pypi/pyav@18"

    def test_a_library_that_nobody_looked_up_stops_the_build(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownLicence, match="libnever"):
            notices.write([], [binary("a.libs/libnever-1.so", "/venv/a.libs/libnever-1.so")], tmp_path)

    def test_what_the_video_libraries_make_of_the_whole_is_said(self, tmp_path: Path) -> None:
        entries = [
            binary(f"av.libs/lib{name}-1.so.1", f"/venv/lib{name}") for name in ("avcodec", "x264", "x265")
        ]

        text = notices.write([], entries, tmp_path)[0].read_text(encoding="utf-8")

        assert "libx264: GPL-2.0-or-later" in text
        assert "libavcodec: LGPL-2.1-or-later; GPL" in text
        assert PROJECT["license"] == "GPL-3.0-or-later"


class TestTags:
    def test_the_notes_are_the_section_of_the_version(self) -> None:
        assert tagging.notes_of("v1.2.0", "1.2.0", SECTION) == "- new"

    @pytest.mark.parametrize(
        ("tag", "version", "words"),
        [
            ("v1.2.1", "1.2.0", "one version"),
            ("1.2.0", "1.2.0", "one version"),
            ("v1.3.0", "1.3.0", "no section"),
            ("v1.1.0", "1.1.0", "empty"),
        ],
    )
    def test_what_disagrees_is_no_release(self, tag: str, version: str, words: str) -> None:
        changelog = SECTION.replace("- old\n", "")

        with pytest.raises(ToolError, match=words):
            tagging.notes_of(tag, version, changelog)

    def test_a_release_says_which_builds_a_person_has_checked(self) -> None:
        table = "| # | Check | Linux | Windows |\n|---|---|---|---|\n| 1 | a | 1.0, Ann | |\n| 2 | b | 1.0, Ann | no |\n"

        words = tagging.looked_at(table)

        assert "- Linux: checked by a person\n- Windows: **preview**, 1 of 2 checks\n" in words
        assert "Open Anyway" in words

    def test_what_is_written_for_a_release_holds_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        changelog = tmp_path / "changelog.md"
        changelog.write_text(SECTION.replace("1.2.0", PROJECT["version"]), encoding="utf-8")
        monkeypatch.setattr(tagging, "CHANGELOG", changelog)

        tagging.release_notes([f"v{PROJECT['version']}", str(tmp_path / "notes.md")])

        told = (tmp_path / "notes.md").read_text(encoding="utf-8")
        assert told.startswith("- new\n\n### Looked at by a person")
        assert all(f"- {name}: **preview**" in told for name in ("Linux", "Windows", "macOS"))


class TestReleased:
    def test_a_build_that_is_released_carries_its_addresses(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "build" / "release.toml"
        monkeypatch.setattr(released, "FILE", file)

        released.take(["--newest", "https://api.example.org/n", "--page", "https://example.org/p"])

        told = tomllib.loads(file.read_text(encoding="utf-8"))
        assert told == {"version": PROJECT["version"], "newest": "https://api.example.org/n",
                        "page": "https://example.org/p"}  # fmt: skip
        released.take([])
        assert not file.exists()

    def test_one_address_alone_is_refused(self) -> None:
        with pytest.raises(SystemExit):
            released.take(["--page", "https://example.org/p"])


@pytest.mark.skipif(shutil.which("makensis") is None, reason="there is no NSIS here")
def test_the_installer_for_windows_compiles(tmp_path: Path) -> None:
    program = tmp_path / "bundle"
    (program / "_internal").mkdir(parents=True)
    for name in ("kling-desktop.exe", "kling-desktop-cli.exe", "_internal/python311.dll"):
        (program / name).write_bytes(b"MZ")

    windows.compile_installer(program, tmp_path / "kling-desktop-setup.exe")

    assert (tmp_path / "kling-desktop-setup.exe").stat().st_size > 30_000


def test_the_entitlements_of_macos_are_valid() -> None:
    with (ROOT / "packaging" / "macos" / "entitlements.plist").open("rb") as file:
        wanted = plistlib.load(file)

    assert wanted["com.apple.security.cs.disable-library-validation"] is True


def test_every_file_that_a_recipe_names_is_there() -> None:
    recipes = [
        ROOT / "packaging" / "pyinstaller" / "kling-desktop.spec",
        *(ROOT / ".github/workflows").iterdir(),
    ]
    named = re.compile(r"packaging/[\w./-]+\.(?:py|plist|nsi|toml|spec)")
    for recipe in recipes:
        text = recipe.read_text(encoding="utf-8").replace('" / "', "/")
        assert all((ROOT / name).is_file() for name in named.findall(text)), recipe
    compile((ROOT / "packaging/pyinstaller/kling-desktop.spec").read_text("utf-8"), "spec", "exec")


def test_every_platform_has_twenty_checks_by_hand() -> None:
    rows = re.findall(
        r"^\| (\d+) \|", (ROOT / "packaging" / "by-hand.md").read_text("utf-8"), flags=re.MULTILINE
    )

    assert rows == [str(number) for number in range(1, 21)]
