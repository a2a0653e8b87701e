"""The language of the window: our words, Qt's own, the form of dates; changed while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from kling_desktop import i18n

QT_WORDS = "qt_words"


def speak(language: str) -> bool:
    """Use `language`, or the system's when it is empty; whether that is another one than before."""
    before = i18n.current().code
    system = QLocale.system()
    i18n.use(language or system.name())
    code = i18n.current().code
    # The system's own forms where they are of the same tongue: a Briton's dates are no American's.
    own = QLocale(code)
    QLocale.setDefault(system if system.language() == own.language() else own)
    _let_qt_speak(code)
    return code != before


def _let_qt_speak(code: str) -> None:
    app = QCoreApplication.instance()
    if app is None:
        return
    for old in app.findChildren(QTranslator, QT_WORDS):
        QCoreApplication.removeTranslator(old)
        old.deleteLater()
    words = QTranslator(app)
    words.setObjectName(QT_WORDS)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if code != i18n.FALLBACK_LANGUAGE and words.load(f"qtbase_{code}", folder):
        QCoreApplication.installTranslator(words)
