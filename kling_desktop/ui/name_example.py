"""What a name pattern makes, or why it cannot be one, below the field in which it is written."""

from PySide6.QtWidgets import QSizePolicy, QWidget

from kling_desktop.domain import names
from kling_desktop.i18n import tr
from kling_desktop.ui.widgets.labels import TextLabel, Tone
from kling_desktop.viewmodels import wording


class NameExample(TextLabel):
    """Shows the file name that a pattern makes of each token's example."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is its objectName."""
        super().__init__("", Tone.SMALL, parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_pattern(self, pattern: str) -> None:
        """Show what `pattern` makes."""
        wrong = names.check_pattern(pattern)
        self.set_tone(Tone.DANGER if wrong else Tone.SMALL)
        if wrong:
            self.setText(wording.sentence(wrong))
            return
        examples = {token.name: token.example for token in names.TOKENS}
        self.setText(tr("Example: {name}").format(name=f"{names.rendered(pattern, examples)}.mov"))
