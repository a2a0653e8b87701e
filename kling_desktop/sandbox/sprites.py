"""Pictures that are drawn once and then moved by the graph: snow, rain, dust, scratches, vignette."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WHITE = (255, 255, 255)
FINER = 8
"""How many times larger a stamp is drawn than it is used, for smooth edges."""


@dataclass(frozen=True)
class Layer:
    """One depth of falling things; lengths are pixels of a 720-line picture, speeds pixels a frame.

    `count` is for a picture of 16:9. `soft` is the blur of each thing, `alpha` its opacity (0–1).
    """

    count: int
    radius: float
    soft: float
    alpha: float
    fall: float
    drift: float
    sway: float = 0.0


SNOW = (
    Layer(count=420, radius=1.0, soft=0.5, alpha=0.75, fall=3.0, drift=0.5, sway=6),
    Layer(count=280, radius=1.4, soft=0.7, alpha=0.85, fall=4.4, drift=0.9, sway=9),
    Layer(count=200, radius=2.0, soft=0.9, alpha=0.95, fall=6.4, drift=1.2, sway=12),
    Layer(count=96, radius=3.1, soft=1.4, alpha=1.00, fall=9.4, drift=2.0, sway=14),
    Layer(count=34, radius=5.0, soft=2.8, alpha=0.90, fall=13.0, drift=2.6, sway=16),
    Layer(count=12, radius=11.0, soft=6.0, alpha=0.55, fall=19.0, drift=4.0, sway=10),
)
RAIN = (
    Layer(count=520, radius=0.6, soft=0.3, alpha=0.34, fall=41.0, drift=5.3),
    Layer(count=300, radius=0.8, soft=0.3, alpha=0.46, fall=67.0, drift=8.7),
    Layer(count=120, radius=1.1, soft=0.7, alpha=0.55, fall=103.0, drift=13.4),
)


@dataclass(frozen=True)
class Falling:
    """A drawn layer: twice as high as the picture, so that it can move on without an end.

    `path` is how far it moves sideways while it falls by one height of the picture.
    """

    image: Image.Image
    path: int
    sway: int
    fall: float


def scatter(count: int) -> Iterator[tuple[float, float, float]]:
    """Give `count` places, spread evenly but irregularly, and a third number each: 0–1, always the same."""
    for number in range(1, count + 1):
        jitter = math.sin(number * 12.9898) * 43758.5453 % 1
        across = (number * 0.7548776662 + jitter * 0.31) % 1
        down = (number * 0.5698402910 + math.sin(number * 78.233) * 0.09) % 1
        yield across, down, math.sin(number * 39.425) * 24634.6345 % 1


def snow_layer(layer: Layer, width: int, height: int) -> Falling:
    """Draw one depth of snow for a picture of that size: soft round flakes, stretched by their speed."""
    unit = min(width, height) / 720
    stamps = [_flake(layer, unit, size) for size in (0.65, 0.85, 1.0, 1.2, 1.45)]
    return _fallen(layer, width, height, stamps)


def rain_layer(layer: Layer, width: int, height: int) -> Falling:
    """Draw one depth of rain for a picture of that size: slanting streaks, brighter at the head."""
    unit = min(width, height) / 720
    stamps = [_streak(layer, unit, length) for length in (0.45, 0.6, 0.75, 0.9)]
    return _fallen(layer, width, height, stamps)


def vignette(width: int, height: int, depth: float) -> Image.Image:
    """Draw darkening towards the corners, `depth` (0–1) in the outermost."""
    distance = Image.radial_gradient("L").resize((width, height), Image.Resampling.BICUBIC)
    alpha = distance.point(
        [round(255 * depth * max(0.0, (v / 255 - 0.32) / 0.68) ** 1.7) for v in range(256)]
    )
    return _tinted(alpha, (14, 8, 4))


def haze(width: int, height: int, top: float, bottom: float) -> Image.Image:
    """Draw mist that is `top` (0–1) opaque at the upper edge and `bottom` at the lower."""
    alpha = Image.linear_gradient("L").point(
        [round(255 * (top + (bottom - top) * v / 255)) for v in range(256)]
    )
    return _tinted(alpha.resize((width, height), Image.Resampling.BICUBIC), (206, 214, 224))


def dust(width: int, height: int) -> Image.Image:
    """Draw the specks and hairs of worn film on a sheet of twice the picture's size."""
    unit = min(width, height) / 720
    sheet = Image.new("L", (width * 2, height * 2))
    draw = ImageDraw.Draw(sheet)
    for across, down, kind in scatter(46):
        x, y, size = across * width * 2, down * height * 2, (0.8 + 2.2 * kind * kind) * unit
        if kind > 0.86:
            draw.arc(
                (x, y, x + 34 * unit, y + 22 * unit), 360 * across, 360 * across + 120, 150, round(1.6 * unit)
            )
        else:
            draw.ellipse((x - size, y - size * 0.8, x + size, y + size * 0.8), round(120 + 120 * kind))
    return _tinted(sheet.filter(ImageFilter.GaussianBlur(0.5 * unit)), (244, 236, 214))


def scratch(height: int, unit: float) -> Image.Image:
    """Draw one long thin scratch of worn film."""
    alpha = Image.new("L", (max(4, round(6 * unit)), height))
    draw = ImageDraw.Draw(alpha)
    for y in range(height):
        worn = 0.5 + 0.5 * math.sin(y / (37 * unit)) * math.sin(y / (11 * unit) + 1)
        draw.point((alpha.width // 2, y), round(40 + 90 * worn))
    return _tinted(alpha.filter(ImageFilter.GaussianBlur(0.6 * unit)), (250, 244, 226))


def _fallen(layer: Layer, width: int, height: int, stamps: list[Image.Image]) -> Falling:
    unit = min(width, height) / 720
    path = round(height * layer.drift / layer.fall)
    sway = round(layer.sway * unit)
    sheet = Image.new("L", (width + path + 2 * sway, height * 2))
    span = width + 2 * path + 2 * sway
    count = round(layer.count * span * height / (unit * unit * 1280 * 720))
    for across, down, kind in scatter(count):
        stamp = stamps[int(kind * len(stamps))]
        x, y = round(across * span - stamp.width / 2), round(down * height - stamp.height / 2)
        for turn in (-2, -1, 0, 1):
            _lighten(sheet, stamp, x + turn * path, y + (turn + 1) * height)
    return Falling(_tinted(sheet, WHITE), path, sway, layer.fall * unit)


def _flake(layer: Layer, unit: float, size: float) -> Image.Image:
    radius = layer.radius * unit * size
    stretch = 1 + layer.fall / 60
    reach = math.ceil(radius * stretch + layer.soft * unit * 2.5) + 1
    large = Image.new("L", (reach * 2 * FINER, reach * 2 * FINER))
    middle, wide, high = reach * FINER, radius * FINER, radius * FINER * stretch
    box = (middle - wide, middle - high, middle + wide, middle + high)
    ImageDraw.Draw(large).ellipse(box, fill=round(255 * layer.alpha))
    soft = large.filter(ImageFilter.GaussianBlur(layer.soft * unit * FINER))
    return soft.resize((reach * 2, reach * 2), Image.Resampling.BOX)


def _streak(layer: Layer, unit: float, length: float) -> Image.Image:
    down, across = layer.fall * unit * length, layer.drift * unit * length
    edge = math.ceil((layer.radius + layer.soft) * unit * 2) + 1
    large = Image.new("L", (round(across + edge * 2) * 4, round(down + edge * 2) * 4))
    draw = ImageDraw.Draw(large)
    parts = 24
    for part in range(parts):
        begin, end = part / parts, (part + 1) / parts
        line = [((edge + across * at) * 4, (edge + down * at) * 4) for at in (begin, end)]
        draw.line(
            line,
            fill=round(255 * layer.alpha * (0.12 + 0.88 * begin)),
            width=max(1, round(layer.radius * unit * 8)),
        )
    soft = large.filter(ImageFilter.GaussianBlur(layer.soft * unit * 4))
    return soft.resize((large.width // 4, large.height // 4), Image.Resampling.BOX)


def _lighten(sheet: Image.Image, stamp: Image.Image, x: int, y: int) -> None:
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + stamp.width, sheet.width), min(y + stamp.height, sheet.height)
    if left >= right or top >= bottom:
        return
    part = stamp.crop((left - x, top - y, right - x, bottom - y))
    sheet.paste(ImageChops.lighter(sheet.crop((left, top, right, bottom)), part), (left, top))


def _tinted(alpha: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGBA", alpha.size, colour)
    picture.putalpha(alpha)
    return picture
