"""The role ``{src}``: a function named by its dotted path below ``analysis``, shown with its file and linked.

A name that is not in the code is a warning, and so stops the build.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

ROOT = Path(__file__).resolve().parents[2]


def find(name: str) -> tuple[str, str]:
    """Return the file, from the repository's root, and the name within it of a dotted path below ``analysis``.

    Raises
    ------
    LookupError
        If nothing of that name is in the code.
    """
    parts = ["analysis", *name.split(".")]
    for cut in range(len(parts), 0, -1):
        try:
            module = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        thing: object = module
        try:
            for part in parts[cut:]:
                thing = getattr(thing, part)
        except AttributeError:
            break
        file = Path(inspect.getsourcefile(module) or "").relative_to(ROOT)
        return file.as_posix(), ".".join(parts[cut:])
    raise LookupError(f"analysis.{name} is not in the code")


class Source(SphinxRole):
    """Shows ``did.design.Design`` as ``did/design.py: Design``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link."""
        try:
            file, name = find(self.text)
        except LookupError as error:
            message = self.inliner.reporter.warning(str(error), line=self.lineno)
            return [nodes.literal(text=self.text)], [message]
        shown = f"{file.removeprefix('src/analysis/')}: {name}" if name else file.removeprefix("src/analysis/")
        literal = nodes.literal(self.rawtext, shown, classes=["xref", "py", "py-obj"])
        target = f"analysis.{self.text}"
        kind = "obj" if name else "mod"
        link = pending_xref(
            "", literal, refdomain="py", reftype=kind, reftarget=target, refexplicit=True, refwarn=False
        )
        link["refdoc"] = self.env.docname
        return [link], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the role."""
    app.add_role("src", Source())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
