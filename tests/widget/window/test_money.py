"""The sheet of money: sums, the daily cap, the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kling_desktop.domain.project import Project
from kling_desktop.services.spend import SpendSum
from kling_desktop.settings.file import Settings
from kling_desktop.ui import dialogs
from kling_desktop.ui.money.sheet import MoneySheet
from kling_desktop.viewmodels.money import MoneyModel
from tests.support.panels import child, on_screen, press, text_of
from tests.support.studio_double import StudioDouble

TODAY = SpendSum(Decimal("4.20"), Decimal("0.89"), "EUR", Decimal("1.00"), 5, 1, 2)
MONTH = SpendSum(Decimal("84.00"), Decimal("0.89"), "EUR", Decimal("3.00"), 100, 1, 4)


@dataclass
class Sums:
    """What was spent."""

    async def today(self) -> SpendSum:
        return TODAY

    async def month(self) -> SpendSum:
        return MONTH

    async def project(self, name: str) -> SpendSum:
        return replace(TODAY, accepted=Decimal(len(name)))


@dataclass
class Tables:
    """Remembers where tables went."""

    written: list[Path] = field(default_factory=list)

    async def write(self, path: Path) -> None:
        self.written.append(path)


async def test_sums_cap_and_ledger(
    studio: StudioDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, tables = Settings.load(tmp_path / "settings.json"), Tables()
    told: list[str] = []
    studio.settings, studio.spend = settings, Sums()  # type: ignore[assignment]
    studio.outputs.tables = tables  # type: ignore[attr-defined]
    model = MoneyModel()
    model.told.connect(told.append)
    model.attach(studio.as_studio)
    window = QWidget()
    with on_screen(window, 700, 500):
        sheet = MoneySheet(model, window)
        sheet.present()
        await studio.settle()
        assert text_of(sheet, "money_1_1") == "4.20 EUR · 5 tasks"
        assert text_of(sheet, "money_2_2") == "0.89 EUR · 1 task"
        assert text_of(sheet, "money_3_2") == "3.00 EUR · 4 tasks"
        cap: QLineEdit = child(sheet, "daily_cap", QLineEdit)
        cap.setText("12,50")
        QTest.keyClick(cap, Qt.Key.Key_Tab)
        cap.editingFinished.emit()
        assert settings.caps.daily == "12.50"
        cap.setText("lots")
        cap.editingFinished.emit()
        assert "Enter an amount" in text_of(sheet, "cap_refusal")
        QApplication.sendPostedEvents()
        sums = child(sheet, "money_2_1", QWidget)
        assert sums.height() >= sums.sizeHint().height(), "the refusal takes no room from the sums"
        assert settings.caps.daily == "12.50"
        monkeypatch.setattr(dialogs, "choose_table_path", lambda *asked: asked[-1]("/out/ledger.csv"))
        press(sheet, "save_ledger")
        await studio.settle()
        assert tables.written == [Path("/out/ledger.csv")]
        assert told == ["Saved as /out/ledger.csv"]
        sheet.close()


async def test_the_sums_of_the_chosen_project_stand_beside_the_others(studio: StudioDouble) -> None:
    studio.spend = Sums()  # type: ignore[assignment]
    model = MoneyModel()
    model.attach(studio.as_studio)
    window = QWidget()
    with on_screen(window, 700, 500):
        sheet = MoneySheet(model, window)
        sheet.present()
        await studio.settle()
        assert not child(sheet, "money_project", QWidget).isVisible()
        studio.projects.save(Project("Winter"))
        model.add_up()
        await studio.settle()
        assert text_of(sheet, "money_project") == "Winter"
        assert text_of(sheet, "money_1_3") == "6.00 EUR · 5 tasks"
        sheet.close()
