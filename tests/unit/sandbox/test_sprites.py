"""The falling layers go on without a seam, for ever."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from kling_desktop.sandbox.sprites import RAIN, SNOW, Falling, Layer, rain_layer, snow_layer

WIDTH, HEIGHT = 320, 180


def _seen(layer: Falling, fallen: float) -> Image.Image:
    """What the picture shows of a layer after it has fallen by that many pixels."""
    left = round(layer.path * (1 - fallen / HEIGHT)) + layer.sway
    top = round(HEIGHT - fallen)
    return layer.image.getchannel("A").crop((left, top, left + WIDTH, top + HEIGHT))


@pytest.mark.parametrize("layer", SNOW + RAIN)
def test_a_layer_ends_as_it_begins(layer: Layer) -> None:
    drawn = (snow_layer if layer in SNOW else rain_layer)(layer, WIDTH, HEIGHT)

    begin, end = _seen(drawn, 0), _seen(drawn, HEIGHT)

    assert ImageChops.difference(begin, end).getbbox() is None
    assert ImageStat.Stat(begin).extrema[0][1] > 10


@pytest.mark.parametrize("layer", [SNOW[1], RAIN[0]])
def test_things_are_spread_over_the_whole_picture(layer: Layer) -> None:
    drawn = (snow_layer if layer in SNOW else rain_layer)(layer, WIDTH, HEIGHT)
    seen = _seen(drawn, HEIGHT / 3)

    quarters = [
        seen.crop((x, y, x + WIDTH // 2, y + HEIGHT // 2)) for x in (0, WIDTH // 2) for y in (0, HEIGHT // 2)
    ]
    weights = [ImageStat.Stat(quarter).mean[0] for quarter in quarters]

    assert max(weights) < 2 * min(weights)
