"""A researcher explores in JupyterLab, in a real browser, and saves what was looked at."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time

import pytest

from analysis import cycle as cycles
from conftest import EXAMPLES


@pytest.fixture
def lab(finished, tmp_path):
    """Serve a copy of the finished run by JupyterLab; return its address and the copy."""
    copy = tmp_path / "copy"
    shutil.copytree(finished, copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--IdentityProvider.token=x", f"--ServerApp.root_dir={copy}",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    ]  # fmt: skip
    own = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_DATA_DIR": str(tmp_path / "data")}
    with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(240):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.25)
            yield f"http://127.0.0.1:{port}", copy
        finally:
            server.terminate()


def test_choices_show_at_once_and_are_saved(browser, lab):
    address, copy = lab
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}/lab/tree/notebooks/explore.ipynb?token=x")
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector(".explored[data-outcome=skp]", timeout=90_000)
    page.wait_for_function("document.querySelectorAll('.explored svg').length === 6")
    first = page.locator(".explored p b").inner_text()
    assert re.match(r"\+0\.21 \(95% confidence interval: \+0\.11 to \+0\.32\)", first)

    def choose(control, label):
        page.locator(f".widget-dropdown:has-text('{control}') select").select_option(label=label)

    choose("group", "Women")
    page.wait_for_function("old => document.querySelector('.explored p b').innerText !== old", arg=first)
    second = page.locator(".explored p b").inner_text()
    choose("estimator", "Sun–Abraham")
    page.wait_for_function("old => document.querySelector('.explored p b').innerText !== old", arg=second)
    page.get_by_role("button", name="Kelurahan").click()
    page.wait_for_selector(".explored[data-outcome=on_time]")
    choose("outcome", "Citizens’ satisfaction (IKM)")
    page.wait_for_selector(".explored[data-outcome=ikm]")
    page.get_by_role("button", name="Save as exploratory").click()
    page.wait_for_selector("text=First say why you looked at this")
    page.get_by_placeholder("in a sentence").fill("Dilihat karena ditanya camat.")
    page.get_by_role("button", name="Save as exploratory").click()
    page.wait_for_selector("text=now holds 1 exploratory entries")
    saved = cycles.load(copy, EXAMPLES[1]).exploratory
    assert [(e.outcome, e.estimator, e.note) for e in saved] == [("ikm", "imputation", "Dilihat karena ditanya camat.")]
    page.close()
