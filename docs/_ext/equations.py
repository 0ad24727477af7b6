"""Equations as MathML, which browsers draw themselves: no script, no network, no picture."""

from __future__ import annotations

from docutils import nodes
from docutils.utils.math import MathError
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from analysis.reporting.equations import mathml


def _mathml(self: object, node: nodes.Element, as_block: bool) -> str:
    try:
        return mathml(node.astext(), as_block)
    except MathError as error:
        raise ExtensionError(f"{node.source}: equation '{node.astext()}' cannot be drawn: {error}") from error


def _inline(self: object, node: nodes.Element) -> None:
    self.body.append(_mathml(self, node, False))  # type: ignore[attr-defined]
    raise nodes.SkipNode


def _block(self: object, node: nodes.Element) -> None:
    self.body.append(f'<div class="equation" tabindex="0">{_mathml(self, node, True)}</div>')  # type: ignore[attr-defined]
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Draw equations so."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
