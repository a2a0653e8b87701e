"""Frame rates as exchange files have them: binary fractions, or whole numbers with a flag."""

from fractions import Fraction

NTSC = Fraction(1000, 1001)
HAIR = 0.004


def exact(rate: float) -> Fraction:
    """The rate that a binary fraction stands for: 23.976 is 24000/1001."""
    whole = round(rate)
    for candidate in (Fraction(whole), whole * NTSC):
        if abs(float(candidate) - rate) < HAIR:
            return candidate
    return Fraction(rate).limit_denominator(1001)


def nominal(rate: Fraction) -> int:
    """Frames that timecode counts to the second."""
    return max(1, round(rate))
