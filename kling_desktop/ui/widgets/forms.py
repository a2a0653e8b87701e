"""Fields below each other with their names at the left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLayout, QVBoxLayout, QWidget

from kling_desktop.ui.theme.roles import SPACE
from kling_desktop.ui.widgets.labels import TextLabel


def field_form(parent: QWidget | None = None, between: int = SPACE.normal) -> QFormLayout:
    """An empty form whose fields take the room there is; rows stand `between` pixels apart."""
    form = QFormLayout(parent) if parent is not None else QFormLayout()
    form.setHorizontalSpacing(SPACE.wide)
    form.setVerticalSpacing(between)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    if parent is not None:
        form.setContentsMargins(0, 0, 0, 0)
    return form


def below_each_other(*parts: QWidget | QLayout) -> QVBoxLayout:
    """What belongs together, with little between: a name and its field, a field and its remark."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE.tight)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return column


def buddy(words: str, field: QWidget) -> TextLabel:
    """The name of a field; its mnemonic leads there."""
    label = TextLabel(words)
    label.setBuddy(field)
    return label
