"""Numbers, dates and times as the interface's language writes them: `ui/speech.py` sets it for QLocale."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QDateTime, QLocale


def number(value: float | Decimal, digits: int = 0) -> str:
    """A number with so many digits behind the point, or whatever stands for it."""
    return QLocale().toString(float(value), "f", digits)


def amount(text: str) -> str:
    """An amount of money as it is kept, `12.50`, to the cent."""
    return number(Decimal(text), 2)


def time_of_day(seconds: float) -> str:
    """The time of a moment in Unix seconds, to the second."""
    locale = QLocale()
    form = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return locale.toString(_moment(seconds).time(), form.replace("mm", "mm:ss"))


def moment(seconds: float) -> str:
    """Date and time of a moment in Unix seconds."""
    day = QLocale().toString(_moment(seconds).date(), QLocale.FormatType.ShortFormat)
    return f"{day} {time_of_day(seconds)}"


def _moment(seconds: float) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(seconds))
