"""The contact sheet as a picture: its frames stand where they belong; painted in any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtGui import QColor, QImage

from kling_desktop.domain.contact import HEIGHT
from kling_desktop.media.colour import Picture
from kling_desktop.services.contact import Part, TakeRow
from kling_desktop.ui.tasks.contact_painting import GAP, HEAD, MARGIN, TILE, WORDS, contact_sheet
from kling_desktop.ui.theme.roles import DARK, Role

RED, GREEN, BLUE = (bytes(colour) * (16 * 9) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255)))


def plain(colour: bytes) -> Picture:
    return Picture(16, 9, 48, colour)


def test_each_frame_stands_in_the_row_of_its_take(qapp: object) -> None:
    source = (plain(RED), plain(GREEN), plain(BLUE))
    takes = (
        TakeRow("A001C003_v001", "Add heavy snow to @Video1 " * 20, True, (plain(BLUE), plain(RED), None)),
        TakeRow("一个很长的名字" * 9, "", False, (plain(GREEN), plain(GREEN), plain(GREEN))),
    )
    part = Part("A001C003", ("01:00:00:12", "01:00:00:20", ""), source, takes)
    with ThreadPoolExecutor(1) as pool:
        content = pool.submit(contact_sheet, [part, part]).result()
    image = QImage.fromData(content)
    surround = QColor(DARK[Role.SURROUND]).name()
    red, green, blue = "#ff0000", "#00ff00", "#0000ff"
    below = HEAD + 3 * (HEIGHT + GAP) + GAP
    for begin in (MARGIN, MARGIN + below):
        found = [
            [
                image.pixelColor(
                    MARGIN + WORDS + column * (TILE.width() + GAP) + TILE.width() // 2,
                    begin + HEAD + row * (HEIGHT + GAP) + HEIGHT // 2,
                ).name()
                for column in range(3)
            ]
            for row in range(3)
        ]
        assert found == [[red, green, blue], [blue, red, surround], [green, green, green]]
    # The words take nothing of the frames' room, and there is nothing below the last row but the margin.
    assert image.height() == MARGIN + 2 * below - GAP + MARGIN
