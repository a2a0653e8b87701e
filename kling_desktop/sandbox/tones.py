"""Curves of luma and chroma as filter expressions; 8 bit, limited range."""

from __future__ import annotations

from .wiring import Step, step

LUMA = "clip((val-16)/219,0,1)"
"""The luma of a pixel, 0–1, in an expression of `tone`."""
S_CURVE = f"({LUMA}*{LUMA}*(3-2*{LUMA}))"


def tone(luma: str, saturation: float = 1.0, tint: tuple[float, float] = (0.0, 0.0)) -> Step:
    """Map the luma by an expression of `LUMA` (0–1), scale the chroma and shift it by `tint` (U, V)."""
    chroma = [f"clip(128+(val-128)*{saturation:.3f}+{shift:.2f},16,240)" for shift in tint]
    return step("lutyuv", y=f"16+219*clip({luma},0,1)", u=chroma[0], v=chroma[1])


def pq_to_sdr() -> Step:
    """Bring PQ down to what an SDR screen shows: 203 nits become three quarters, 1000 nits white.

    libswscale's own conversion is better and takes seconds to set up, which practice is not worth.
    """
    root = f"st(0,pow({LUMA},0.0126833))"
    light = "st(1,pow(max(ld(0)-0.8359375,0)/(18.8515625-18.6875*ld(0)),6.2773946)*49.26)"
    return tone(f"{root};{light};pow(ld(1)*(1+ld(1)/25)/(1+ld(1)),0.4545)", saturation=1.35)
