"""What stands where in a task's row: its words cut to their room, its signs, its button."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QStaticText

from kling_desktop.i18n import current
from kling_desktop.ui.tasks.words import action_words
from kling_desktop.ui.theme import style
from kling_desktop.ui.theme.roles import SPACE, Role
from kling_desktop.viewmodels.rows import TaskRow, Tone

PICTURE = QSize(64, 36)
SIGN = 14
INDENT = 20
MOST_INDENTS = 8
SIGNS: dict[Tone, tuple[str, Role]] = {
    Tone.WAITING: ("clock", Role.TEXT_DIM),
    Tone.BUSY: ("refresh", Role.ACCENT_TEXT),
    Tone.GOOD: ("check", Role.POSITIVE),
    Tone.BAD: ("error", Role.DANGER),
    Tone.ATTENTION: ("warning", Role.WARNING),
    Tone.QUIET: ("stop", Role.TEXT_DIM),
}


LEFT, CENTRE, RIGHT = 0.0, 0.5, 1.0
"""Which part of the room beside it stands left of a text."""


class Face:
    """A font with its measures."""

    def __init__(self, font: QFont) -> None:
        """`font` is kept."""
        self.font = font
        self._metrics = QFontMetrics(font)
        # To the fraction of a pixel, by which QPainter places text in a box.
        self.line = QFontMetricsF(font).height()

    @property
    def height(self) -> int:
        """Of a line, in pixels."""
        return self._metrics.height()

    def length(self, words: str) -> int:
        """Of these words, in pixels."""
        return self._metrics.horizontalAdvance(words)

    def cut(self, words: str, width: int, way: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
        """As much of these words as `width` pixels hold."""
        return self._metrics.elidedText(words, way, max(0, width))


class Faces:
    """The three faces of a row, made of the font of its list."""

    def __init__(self, font: QFont) -> None:
        """`font` is copied: that of a painting's option lives no longer than the option."""
        strong, small = QFont(font), QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(style.type_scale().small)
        self.plain, self.strong, self.small = Face(QFont(font)), Face(strong), Face(small)


@dataclass(frozen=True)
class Room:
    """What a row has to stand in: its size in pixels, and the faces of its list."""

    width: int
    height: int
    faces: Faces


@dataclass(frozen=True)
class Words:
    """One piece of text with its glyphs, and its upper left corner."""

    place: QPointF
    text: QStaticText
    face: Face
    role: Role


@dataclass(frozen=True)
class Sign:
    """A small icon."""

    area: QRect
    name: str
    role: Role


@dataclass
class RowLayout:
    """Everything that is painted beside the picture, from the row's own upper left corner."""

    action: QRect = field(default_factory=QRect)
    """The box of the main action; empty where there is none."""
    words: list[Words] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)

    def write(self, area: QRect, side: float, text: str, face: Face, role: Role) -> None:
        """Add a piece of text, in the middle of the height of `area`."""
        made = QStaticText(text.replace("\n", " "))
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        made.prepare(font=face.font)
        left = area.left() + side * (area.width() - made.size().width())
        place = QPointF(left, area.top() + (area.height() - face.line) / 2)
        self.words.append(Words(place, made, face, role))

    def sign(self, area: QRect, name: str, role: Role) -> None:
        """Add an icon at the left of an area."""
        self.signs.append(Sign(QRect(area.left(), area.center().y() - SIGN // 2 + 1, SIGN, SIGN), name, role))


def as_row(room: Room, row: TaskRow, remark: str) -> RowLayout:
    """A row of the list: title, state and versions above, prompt and `remark` below, the main action."""
    plain, strong, small = room.faces.plain, room.faces.strong, room.faces.small
    action = action_words(row.actions()[0])
    layout = RowLayout(_action_box(room, action))
    layout.write(layout.action, CENTRE, action, plain, Role.TEXT)
    upper, lower = _lines(room, row)
    upper.setRight(layout.action.left() - SPACE.normal)
    if row.job.starred:
        layout.sign(upper, "star-filled", Role.WARNING)
        upper.setLeft(upper.left() + SIGN + SPACE.tight)
    # One pixel or two more than it is: a cut name is not always as wide as was allowed.
    state_room = plain.length(row.state) + SIGN + 2 * SPACE.tight + SPACE.wide
    title = strong.cut(row.title, upper.width() - state_room, Qt.TextElideMode.ElideMiddle)
    layout.write(upper, LEFT, title, strong, Role.TEXT)
    upper.setLeft(upper.left() + strong.length(title) + SPACE.wide)
    used = _lay_state(layout, upper, row, row.state, plain)
    if row.versions > 1:
        upper.setLeft(upper.left() + used + SPACE.wide)
        counted = current().count("{n} version", "{n} versions", row.versions)
        layout.write(upper, LEFT, plain.cut(counted, upper.width()), plain, Role.TEXT_DIM)
    length = min(small.length(remark), lower.width() // 2)
    layout.write(lower, RIGHT, small.cut(remark, length + 1), small, Role.TEXT_DIM)
    lower.setRight(lower.right() - length - SPACE.wide)
    layout.write(lower, LEFT, small.cut(row.prompt, lower.width()), small, Role.TEXT_DIM)
    return layout


def as_cell(room: Room, row: TaskRow, remark: str) -> RowLayout:
    """A cell of the strip: title above, state and `remark` below."""
    layout, strong, small = RowLayout(), room.faces.strong, room.faces.small
    upper, lower = _lines(room, row)
    title = strong.cut(row.title, upper.width(), Qt.TextElideMode.ElideMiddle)
    layout.write(upper, LEFT, title, strong, Role.TEXT)
    used = _lay_state(layout, lower, row, row.need, small)
    lower.setLeft(lower.left() + used + SPACE.snug)
    if small.length(remark) <= lower.width():
        # Half a sentence would only raise questions: the whole one stands in the tooltip and the list.
        layout.write(lower, LEFT, remark, small, Role.TEXT_DIM)
    return layout


def action_box(room: Room, row: TaskRow) -> QRect:
    """Where the main action of a row stands, from the row's upper left corner."""
    return _action_box(room, action_words(row.actions()[0]))


def picture_frame(area: QRect, depth: int) -> QRect:
    """Where the picture of a task stands that is painted in `area`, `depth` versions down its tree."""
    left = area.left() + SPACE.snug + INDENT * min(depth, MOST_INDENTS)
    return QRect(left, area.center().y() - PICTURE.height() // 2 + 1, *PICTURE.toTuple())


def picture_path(row: TaskRow) -> str:
    """The clip whose picture stands in a row; empty where none is on this computer."""
    if row.job.files:
        return row.job.files[0]
    source = row.job.request.source
    return source.location if source and source.is_local else ""


def _lines(room: Room, row: TaskRow) -> tuple[QRect, QRect]:
    left = SPACE.snug + INDENT * min(row.depth, MOST_INDENTS) + PICTURE.width() + SPACE.normal
    area = QRect(0, 0, room.width, room.height).adjusted(left, SPACE.tight, -SPACE.normal, -SPACE.tight)
    half = area.height() // 2
    return QRect(area.left(), area.top(), area.width(), half), area.adjusted(0, half, 0, 0)


def _action_box(room: Room, words: str) -> QRect:
    face = room.faces.plain
    width = face.length(words) + 2 * SPACE.normal
    return QRect(room.width - 1 - SPACE.normal - width, SPACE.tight, width, face.height + SPACE.tight)


def _lay_state(layout: RowLayout, area: QRect, row: TaskRow, state: str, face: Face) -> int:
    """Add the word for the state with its sign; how much of the area's width they take up."""
    name, role = SIGNS[row.tone]
    layout.sign(area, name, role)
    words = area.adjusted(SIGN + SPACE.tight, 0, 0, 0)
    layout.write(words, LEFT, face.cut(state, words.width()), face, role)
    return SIGN + SPACE.tight + face.length(state)
