"""Dresses the application: palette, font and style sheet from one theme, set once and changed at run time."""

from string import Template

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from kling_desktop import paths
from kling_desktop.ui.theme.roles import CONTROL_HEIGHT, DARK, RADIUS, Role, Theme, TypeScale

_PALETTE = {
    QPalette.ColorRole.Window: Role.SURFACE,
    QPalette.ColorRole.WindowText: Role.TEXT,
    QPalette.ColorRole.Base: Role.SUNKEN,
    QPalette.ColorRole.AlternateBase: Role.SURFACE,
    QPalette.ColorRole.Text: Role.TEXT,
    QPalette.ColorRole.PlaceholderText: Role.TEXT_DIM,
    QPalette.ColorRole.Button: Role.RAISED,
    QPalette.ColorRole.ButtonText: Role.TEXT,
    QPalette.ColorRole.BrightText: Role.DANGER,
    QPalette.ColorRole.ToolTipBase: Role.RAISED,
    QPalette.ColorRole.ToolTipText: Role.TEXT,
    QPalette.ColorRole.Highlight: Role.ACCENT,
    QPalette.ColorRole.HighlightedText: Role.ON_ACCENT,
    QPalette.ColorRole.Accent: Role.ACCENT,
    QPalette.ColorRole.Link: Role.ACCENT_TEXT,
    QPalette.ColorRole.LinkVisited: Role.ACCENT_TEXT,
    QPalette.ColorRole.Light: Role.HOVER,
    QPalette.ColorRole.Midlight: Role.RAISED,
    QPalette.ColorRole.Mid: Role.LINE,
    QPalette.ColorRole.Dark: Role.LINE,
    QPalette.ColorRole.Shadow: Role.SURROUND,
}
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
STYLE = "fusion"
WORDS_FOR_QT = ("-style", STYLE)
"""What Qt takes on its command line to begin in our style; to be handed a style later would take longer."""
_STYLED = "styled"
_SMALLEST_BODY = 12
_LARGEST_BODY = 18

_theme = DARK
_is_finished = False


def current() -> Theme:
    """The theme in use."""
    return _theme


def colour(role: Role) -> QColor:
    """The colour of `role` in the theme in use, for widgets that paint themselves."""
    return QColor(_theme[role])


def apply(app: QApplication, theme: Theme = DARK) -> None:
    """Dress `app` in `theme`; called before the first window is made, and again when the user changes it."""
    prepare(app, theme)
    dress(app)
    finish(app)


def prepare(app: QApplication, theme: Theme = DARK) -> None:
    """Give `app` the colours of `theme`: enough for an empty window."""
    global _theme
    _theme = theme
    QDir.setSearchPaths("theme", [str(paths.resource("themes", theme.name))])
    app.setPalette(_palette(theme))


def dress(app: QApplication) -> None:
    """Set style and font, after `prepare` and before there are widgets, each of which would hear of it."""
    if app.property(_STYLED) != STYLE:
        app.setStyle(QStyleFactory.create(STYLE))
        app.setPalette(_palette(_theme))
        begun_in_style(app)
    app.setFont(_font(type_scale().body))


def begun_in_style(app: QApplication) -> None:
    """Note that `app` was made with `WORDS_FOR_QT`."""
    app.setProperty(_STYLED, STYLE)


def finish(app: QApplication) -> None:
    """Dress the controls, after `dress`; widgets made before and shown after it are dressed once."""
    global _is_finished
    _is_finished = True
    app.setStyleSheet(_style_sheet(_theme, type_scale()))


def change(app: QApplication, theme: Theme) -> None:
    """Dress `app` in `theme` unless it is already."""
    if theme is not _theme:
        apply(app, theme)


def mark(widget: QWidget, name: str, value: str | bool) -> None:
    """Set the property `name` that the style sheet selects by, and dress `widget` anew if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # What is there before the style sheet is dressed with it.
    if _is_finished:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def type_scale() -> TypeScale:
    """The sizes of text, from the size that the user's system asks for, within what the layout holds."""
    system = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).pixelSize()
    return TypeScale(min(max(system, _SMALLEST_BODY), _LARGEST_BODY))


def digits_font(size: int, weight: QFont.Weight = QFont.Weight.Medium) -> QFont:
    """A font of `size` logical pixels whose digits are equally wide, for readings that run."""
    font = QFont(QApplication.font())
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _font(size: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(size)
    return font


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    for place, role in _PALETTE.items():
        palette.setColor(place, QColor(theme[role]))
    for place in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(theme[Role.TEXT_DISABLED]))
    return palette


def _style_sheet(theme: Theme, scale: TypeScale) -> str:
    control = max(CONTROL_HEIGHT, scale.body + 14)
    sizes = {
        "radius": RADIUS,
        "small": scale.small,
        "title": scale.title,
        # The style sheet counts heights without the border; a focus ring is one pixel thicker all round.
        "control": control - 2,
        "control_focus": control - 4,
        "primary": control + 4,
        "primary_focus": control + 2,
        "segment": control - 8,
        "segment_focus": control - 10,
    }
    template = Template(paths.resource("themes", "window.qss").read_text(encoding="utf-8"))
    return template.substitute({role.value: value for role, value in theme.colours.items()}, **sizes)
