"""What is burnt into every practice result: the mark, and small insets of the references that arrived."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

MARK = "PRACTICE, not Kling"


def draw_mark(short_side: int) -> Image.Image:
    """Draw the mark for a result of that many pixels on its shorter side: light letters on a dark pill."""
    font = ImageFont.load_default(size=round(short_side * 0.03))
    left, top, right, bottom = font.getbbox(MARK)
    pad_x, pad_y = round(short_side * 0.018), round(short_side * 0.011)
    width, height = round(right - left) + 2 * pad_x, round(bottom - top) + 2 * pad_y
    fine = 4
    pill = Image.new("L", (width * fine, height * fine))
    ImageDraw.Draw(pill).rounded_rectangle(
        (0, 0, width * fine - 1, height * fine - 1), height * fine // 2, 150
    )
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    picture.putalpha(pill.resize((width, height), Image.Resampling.BOX))
    draw = ImageDraw.Draw(picture)
    draw.text((pad_x - left, pad_y - top), MARK, font=font, fill=(245, 245, 245, 255))
    return picture


def draw_insets(references: Sequence[Image.Image], short_side: int) -> Image.Image:
    """Draw the references as a row of thumbnails with a thin light frame, for the bottom left corner."""
    side, gap = round(short_side * 0.13), round(short_side * 0.014)
    border = max(2, round(short_side * 0.003))
    row = Image.new("RGBA", ((side + gap) * len(references), side), (0, 0, 0, 0))
    for place, reference in enumerate(references):
        inner = side - 2 * border
        tile = Image.new("RGBA", (side, side), (245, 245, 245, 255))
        tile.paste(ImageOps.fit(reference.convert("RGB"), (inner, inner)), (border, border))
        row.paste(tile, (place * (side + gap), 0))
    return row
