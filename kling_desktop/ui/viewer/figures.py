"""How many frames were shown and how many dropped, over the picture, for those who ask."""

from PySide6.QtCore import QObject, Signal

from kling_desktop.i18n import tr
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.viewer.viewfinder import Viewfinder


class Figures(QObject):
    """Off until `toggle`. Signal `toggled(is_on)`."""

    toggled = Signal(bool)

    def __init__(self, deck: Deck, finder: Viewfinder) -> None:
        """Counts what `deck` plays and writes it over the picture of `finder`."""
        super().__init__(finder)
        self._deck = deck
        self._finder = finder
        self._is_on = False

    def toggle(self) -> None:
        """Show the figures, or no longer."""
        self._is_on = not self._is_on
        for news in (self._deck.pictures_changed, self._deck.playing_changed, self._deck.opened):
            if self._is_on:
                news.connect(self._show)
            else:
                news.disconnect(self._show)
        self._show()
        self.toggled.emit(self._is_on)

    def _show(self, _: object = None) -> None:
        self._finder.set_remark("\n".join([self._counted(), *self._sizes()]) if self._is_on else "")

    def _counted(self) -> str:
        dropped, shown = self._deck.skipped, self._deck.played
        words = tr("{rate} fps · {shown} shown · {dropped} dropped ({share} %)")
        share = 100 * dropped / max(dropped + shown, 1)
        return words.format(
            rate=f"{float(self._deck.rate):.5g}", shown=shown, dropped=dropped, share=f"{share:.1f}"
        )

    def _sizes(self) -> list[str]:
        names = {Side.SOURCE: tr("Source"), Side.RESULT: tr("Result")}
        found = []
        for side in self._deck.mode.sides:
            player, image = self._deck.rack.players.get(side), self._finder.images.get(side)
            if player is not None and player.size is not None and image is not None:
                clip, shown = player.size, image.size()
                found.append(
                    f"{names[side]}: {clip.width()} × {clip.height()} → {shown.width()} × {shown.height()}"
                )
        return found
