"""How each effect looks, as chains of libavfilter; pictures stay 8-bit 4:2:0, BT.709, limited range."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping

from .geometry import Size
from .sprites import RAIN, SNOW, Falling, dust, haze, rain_layer, scratch, snow_layer, vignette
from .tones import LUMA, S_CURVE, tone
from .vocabulary import plain_words
from .wiring import Node, Step, Wiring, step

Effect = Callable[[Wiring, Node, Size], Node]


def apply_effects(wiring: Wiring, node: Node, size: Size, effects: tuple[str, ...], prompt: str) -> Node:
    """Put the named effects behind `node`, or the look of the words when there is none to imitate.

    `size` is that of the pictures in pixels; the pictures behind may be a few pixels smaller.
    """
    if not effects:
        return wiring.chain(node, look_of(prompt))
    for effect in effects:
        node = EFFECT_OF[effect](wiring, node, size)
    return node


def look_of(prompt: str) -> Step:
    """Derive a colour look from the words: the same words always give the same look."""
    digest = hashlib.sha256(plain_words(prompt).encode()).digest()
    angle, strength = digest[0] / 256 * math.tau, 17 + digest[1] % 8
    contrast = 0.25 + digest[2] / 255 * 0.45
    return tone(
        f"{1 - contrast:.3f}*{LUMA}+{contrast:.3f}*{S_CURVE}",
        saturation=0.75 + digest[3] / 255 * 0.6,
        tint=(strength * math.cos(angle), strength * math.sin(angle)),
    )


def _mirror(wiring: Wiring, node: Node, _size: Size) -> Node:
    return wiring.chain(node, step("hflip"))


def _brighter(wiring: Wiring, node: Node, _size: Size) -> Node:
    return wiring.chain(node, tone(f"0.08+0.92*pow({LUMA},0.65)", saturation=1.06))


def _darker(wiring: Wiring, node: Node, _size: Size) -> Node:
    return wiring.chain(node, tone(f"0.85*pow({LUMA},1.5)", saturation=0.9))


def _black_and_white(wiring: Wiring, node: Node, _size: Size) -> Node:
    return wiring.chain(node, tone(f"0.6*{LUMA}+0.4*{S_CURVE}", saturation=0.0))


def _blur(wiring: Wiring, node: Node, size: Size) -> Node:
    width, height = size
    sigma = min(size) / 720 * 2.6
    return wiring.chain(
        node,
        step("scale", width=width // 8 * 2, height=height // 8 * 2, flags="area"),
        step("gblur", sigma=f"{sigma:.2f}", steps=2),
        step("scale", width=width, height=height, flags="bicubic"),
    )


def _snow(wiring: Wiring, node: Node, size: Size) -> Node:
    node = wiring.chain(node, tone(f"0.02+0.84*{LUMA}", saturation=0.6, tint=(6.0, -3.0)))
    node = wiring.overlay(node, wiring.still(haze(*size, 0.26, 0.08)))
    for depth, layer in enumerate(SNOW):
        node = _fall(wiring, node, snow_layer(layer, *size), size, depth)
    return node


def _rain(wiring: Wiring, node: Node, size: Size) -> Node:
    node = wiring.chain(node, tone(f"0.01+0.72*pow({LUMA},1.15)", saturation=0.55, tint=(5.0, -3.5)))
    node = wiring.overlay(node, wiring.still(haze(*size, 0.24, 0.10)))
    for depth, layer in enumerate(RAIN):
        node = _fall(wiring, node, rain_layer(layer, *size), size, depth)
    return node


def _fall(wiring: Wiring, node: Node, layer: Falling, size: Size, depth: int) -> Node:
    height = size[1]
    way = f"mod(n*{layer.fall:.3f}+{depth * 137},{height})"
    swing = f"{layer.sway}*sin(n/{37 + 11 * depth}+{depth * 2})"
    return wiring.overlay(
        node,
        wiring.still(layer.image),
        x=f"{-layer.path - layer.sway}+{way}*{layer.path / height:.6f}+{swing}",
        y=f"{way}-{height}",
    )


def _vintage(wiring: Wiring, node: Node, size: Size) -> Node:
    width, height = size
    unit = min(size) / 720
    faded = f"0.10+0.78*(0.55*{LUMA}+0.45*{S_CURVE})"
    weave = max(2, round(4 * unit))
    node = wiring.chain(
        node,
        tone(faded, saturation=0.42, tint=(-13.0, 8.0)),
        step("noise", c0_strength=7, c0_flags="t"),
        step("hue", b="0.16*sin(n*2.1)*sin(n*0.37)"),
    )
    node = wiring.overlay(node, wiring.still(vignette(width, height, 0.78)))
    leap = "abs(mod(floor(n/2)*{a},1))"
    node = wiring.overlay(
        node,
        wiring.still(dust(width, height)),
        x=f"-{width}*{leap.format(a=0.6180339)}",
        y=f"-{height}*{leap.format(a=0.7548777)}",
        enable="lt(mod(n,9),5)",
    )
    node = wiring.overlay(
        node,
        wiring.still(scratch(height, unit)),
        x=f"{width}*(0.22+0.5*floor(mod(n/41,2)))+{6 * unit:.1f}*sin(n*1.7)",
        y="0",
        enable="lt(mod(n,41),17)",
    )
    return wiring.chain(node, _gate_weave(weave))


def _gate_weave(weave: int) -> Step:
    return step(
        "crop",
        out_w=f"iw-{weave * 4}",
        out_h=f"ih-{weave * 4}",
        x=f"{weave * 2}+{weave}*sin(n*0.9)*sin(n*0.23)",
        y=f"{weave * 2}+{weave}*sin(n*1.3+1)",
    )


EFFECT_OF: Mapping[str, Effect] = {
    "mirror": _mirror,
    "brighter": _brighter,
    "darker": _darker,
    "black_and_white": _black_and_white,
    "vintage": _vintage,
    "blur": _blur,
    "rain": _rain,
    "snow": _snow,
}
"""The chain of each effect that `vocabulary.EFFECTS` names."""
