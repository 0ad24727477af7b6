import subprocess
import sys

import numpy as np

from analysis.display.picture import Picture


def picture():
    figure = Picture((3, 2))
    figure.add_subplot().plot([1, 2])
    return figure


def test_a_picture_shows_itself_with_the_same_bytes_each_time():
    assert picture()._repr_png_() == picture()._repr_png_()
    assert picture()._repr_png_().startswith(b"\x89PNG")


def test_a_script_draws_shows_and_saves_and_needs_no_guard_to_start_processes(tmp_path):
    """A plain script: figures are shown and saved, and work on all processors does not run the script again."""
    script = tmp_path / "plain.py"
    script.write_text(
        "print('once')\n"
        "import math\n"
        "from analysis import parallel\n"
        "from analysis.display.picture import Picture\n"
        "figure = Picture((3, 2))\n"
        "figure.add_subplot().plot([1, 2])\n"
        "figure.show()\n"
        f"figure.savefig({str(tmp_path / 'plain.png')!r})\n"
        "parallel.os.cpu_count = lambda: 2\n"
        "print(parallel.run(math.sqrt, [4.0, 9.0]))\n"
        "with parallel.beside(math.sqrt, 4.0):\n"
        "    print('beside')\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout == "once\n[2.0, 3.0]\nbeside\n"
    assert (tmp_path / "plain.png").stat().st_size > 1000


def test_a_notebook_shows_a_picture_once_with_pyplot_and_without():
    from IPython.core.interactiveshell import InteractiveShell

    formats = InteractiveShell.instance().display_formatter.format
    data, _ = formats(picture())
    assert set(data) == {"image/png", "text/plain"} and np.size(data["image/png"]) == 1
    from matplotlib import pyplot

    assert pyplot.get_fignums() == []
    InteractiveShell.clear_instance()
