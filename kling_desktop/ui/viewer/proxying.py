"""Notices that a large clip cannot be shown in time, asks for a proxy of it, and says when one is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kling_desktop.i18n import tr
from kling_desktop.ui.viewer.clip import Side
from kling_desktop.ui.viewer.deck import Deck
from kling_desktop.ui.widgets.labels import TextLabel, Tone

if TYPE_CHECKING:
    from kling_desktop.ui.viewer.player import Player

JUDGED = 24
"""Moments after which it is judged whether enough of them are shown in time."""
MOST_DROPPED = 0.01
LARGE = 1920 * 1088
"""Pixels; a proxy of what has no more would be no smaller."""
LONGEST = 600
"""Seconds of a clip of which a proxy is made; more would keep the computer busy for an hour."""


class Proxying(QObject):
    """Watches what `deck` drops in play; `word` is the label that says *Proxy*, for whoever lays it out.

    Signal `wanted(Path)`: a proxy of that clip would help. Asked once for each clip that is opened, and again
    when its file was written anew: the proxy of before would show what is there no longer.
    """

    wanted = Signal(object)

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._deck = deck
        self.word = TextLabel("", Tone.SMALL)
        self.word.setObjectName("proxy")
        self.word.hide()
        self._asked: dict[Path, int] = {}
        self._proxies: dict[Path, tuple[int, Path]] = {}
        self._making: dict[Path, float] = {}
        deck.pictures_changed.connect(self._judge)
        deck.pictures_changed.connect(self.show)
        deck.opened.connect(self._use)
        deck.length_changed.connect(self.show)

    def use(self, clip: Path, proxy: Path) -> None:
        """There is a proxy of `clip`."""
        self._making.pop(clip, None)
        players = [each for each in self._deck.rack.players.values() if each.clip.path == clip]
        written = self._asked.get(clip, players[0].written if players else 0)
        self._proxies[clip] = written, proxy
        for side in Side:
            self._use(side)
        self.show()

    def show_making(self, clip: Path, fraction: float | None) -> None:
        """So much (0–1) of the proxy of `clip` is made; None when there will be none."""
        if fraction is None:
            self._making.pop(clip, None)
        else:
            self._making[clip] = fraction
        self.show()

    def show(self, _: object = None) -> None:
        """Say what is looked at: a proxy, a clip whose proxy is being made, or the clip itself."""
        players = [self._deck.rack.players.get(side) for side in self._deck.mode.sides]
        shown = [player for player in players if player is not None]
        words = ""
        if any(player.is_proxy for player in shown):
            words = tr("Proxy")
        elif fractions := [self._making[each.clip.path] for each in shown if each.clip.path in self._making]:
            words = tr("Making a proxy: {percent} %").format(percent=int(min(fractions) * 100))
        if words == self.word.text():
            return
        self.word.setText(words)
        self.word.setToolTip(
            tr("Plays from a smaller copy; stills, ranges and what is sent come from the clip itself")
        )
        self.word.setVisible(bool(words))

    def _use(self, side: str) -> None:
        player = self._deck.rack.players.get(Side(side))
        if player is None or player.is_proxy or player.clip.path not in self._proxies:
            return
        written, proxy = self._proxies[player.clip.path]
        if player.written == written:
            player.use_proxy(proxy)
            self._deck.show_again(Side(side))

    def _judge(self, _: object) -> None:
        counted = self._deck.played + self._deck.skipped
        if not 0 < abs(self._deck.speed) <= 1 or counted < JUDGED:
            return
        if self._deck.skipped <= counted * MOST_DROPPED:
            return
        for side in self._deck.mode.sides:
            self._ask(side)

    def _ask(self, side: Side) -> None:
        player = self._deck.rack.players.get(side)
        if player is None or player.size is None or self._is_asked(player):
            return
        is_large = player.size.width() * player.size.height() > LARGE
        if is_large and player.times.start(player.times.frames) <= LONGEST:
            self._asked[player.clip.path] = player.written
            self.wanted.emit(player.clip.path)

    def _is_asked(self, player: Player) -> bool:
        path, written = player.clip.path, player.written
        return self._asked.get(path) == written or self._proxies.get(path, (None,))[0] == written
