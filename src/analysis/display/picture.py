"""A figure that JupyterLab, VS Code and a script show, each once, and that draws the same bytes each time."""

from __future__ import annotations

import io

from matplotlib.figure import Figure

#: Dots per inch of the picture in a notebook.
DPI = 100


class Picture(Figure):
    """A matplotlib figure that shows itself at the end of a cell, whether or not pyplot was imported.

    pyplot does not know of it, so that no notebook shows it a second time. In a script :meth:`show` opens a window, and
    ``savefig`` writes a file, as of every figure.
    """

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
        return file.getvalue()

    def show(self, warn: bool = True) -> None:
        """Show the figure: in a notebook below the cell, in a script in a window until it is closed.

        Where there is no screen, matplotlib shows nothing.

        Parameters
        ----------
        warn : as of every figure of matplotlib; not used.
        """
        from IPython.core.getipython import get_ipython
        from matplotlib import pyplot

        if hasattr(get_ipython(), "kernel"):
            from IPython.display import display

            display(self)
            return
        pyplot.figure(self)
        pyplot.show()
        pyplot.close(self)
