"""The measures of a contact sheet: how many takes it holds, and which moments of them."""

from fractions import Fraction

MOST_TAKES = 40
"""On one sheet: more would be smaller than anybody can see."""
HEIGHT = 216
"""Of each frame, in pixels."""
SHARES = (Fraction(1, 6), Fraction(1, 2), Fraction(5, 6))
"""The moments, as parts of the range."""
