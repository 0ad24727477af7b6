"""Equations as MathML, which browsers draw themselves: no script, no network, no picture."""

from __future__ import annotations

import re

from docutils.utils.math.latex2mathml import tex2mathml

#: An accent with what it stands on. Beside an empty group, or indices would be set below the letter, not beside it.
_ACCENT = re.compile(r"\\(hat|bar|tilde|widehat|widetilde)\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\\[A-Za-z]+|\w)")


def mathml(tex: str, block: bool) -> str:
    """Draw an equation.

    Parameters
    ----------
    tex : as LaTeX writes it, without the dollar signs.
    block : whether it stands on a line of its own.

    Raises
    ------
    docutils.utils.math.MathError
        If it cannot be drawn.

    Examples
    --------
    >>> mathml("x_1", block=False)[:41]
    '<math xmlns="http://www.w3.org/1998/Math/'
    """
    drawn: str = tex2mathml(_ACCENT.sub(r"{{}\\\1 \2}", tex), as_block=block)
    return drawn
