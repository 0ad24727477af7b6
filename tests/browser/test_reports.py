"""What a reader meets in a browser: accessible, quiet, readable on a phone, usable by keyboard, printable."""

import re
from pathlib import Path

import axe_playwright_python
import pytest

from analysis.reporting import chromium
from analysis.reporting.audiences import AUDIENCES
from conftest import EXAMPLES

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
REPORTS = [file for audience in AUDIENCES for file in audience.files.values()]
PAGES = [*REPORTS, "1_cleaning.html", "2_impact.html", "3_programme.html"]
#: name → width, colour scheme, medium.
MODES = {
    "light": (1280, "light", "screen"),
    "dark": (1280, "dark", "screen"),
    "phone": (360, "light", "screen"),
    "print": (794, "light", "print"),
}


@pytest.fixture
def opened(browser, finished):
    """Open a page in a mode; return it with the addresses it asked for."""
    contexts = []

    def open_(file, mode="light"):
        width, scheme, medium = MODES[mode]
        # the rules of accessibility are a script, which the pages themselves forbid
        options = {"color_scheme": scheme, "bypass_csp": True}
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        asked = []
        page.on("request", lambda r: asked.append(r.url))
        page.goto((finished / "reports" / EXAMPLES[1] / file).as_uri())
        page.emulate_media(media=medium, color_scheme=scheme)
        return page, asked

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("file", PAGES)
def test_no_rule_of_accessibility_is_broken(opened, file, mode):
    page, _ = opened(file, mode)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    # rows of one table are made alike: a few of each stand for hundreds
    page.evaluate("for (const r of document.querySelectorAll('tbody tr:nth-child(n+5)')) r.remove()")
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    told = [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"][:300]) for v in found]
    assert told == []


@pytest.mark.parametrize("file", PAGES)
def test_a_page_asks_nobody_for_anything(opened, file):
    page, asked = opened(file)
    page.wait_for_load_state("networkidle")
    assert [u for u in asked if not u.startswith("data:")] == [page.url]


@pytest.mark.parametrize("file", PAGES)
def test_a_page_forbids_scripts_and_the_network(browser, finished, file):
    page = browser.new_page()
    refused = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    page.goto((finished / "reports" / EXAMPLES[1] / file).as_uri())
    assert refused == []  # nothing that the page itself holds
    page.evaluate(
        "for (const [tag, key, to] of [['script', 'textContent', 'window.ran = 1'], ['img', 'src', 'https://127.0.0.1/x']])"
        " document.body.append(Object.assign(document.createElement(tag), {[key]: to}))"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None and len(refused) == 2
    page.close()


@pytest.mark.parametrize("file", PAGES)
@pytest.mark.parametrize("width", chromium.WIDTHS)
def test_nothing_scrolls_sideways(opened, file, width):
    page, _ = opened(file)
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("file", ["laporan.html", "report-asn.html"])
def test_the_contents_are_used_by_keyboard_alone(opened, file):
    page, _ = opened(file)
    page.emulate_media(reduced_motion="reduce")  # a smooth scroll takes as long as the machine is slow
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    # from the top again, without the place in the address
    address = page.url.split("#")[0]
    page.goto("about:blank")
    page.goto(address)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('nav') !== null"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    assert page.url.endswith(target)
    # below the mark that stays at the top, within the window
    page.wait_for_function(
        """id => {
            const top = document.querySelector(id).getBoundingClientRect().top + 20
            return document.querySelector(".banner").getBoundingClientRect().bottom <= top && top < 500
        }""",
        arg=target,
    )


def test_one_switch_shows_the_code(opened):
    page, _ = opened("laporan.html")
    shown = "[...document.querySelectorAll('.code')].filter(c => c.offsetHeight > 0).length"
    assert page.evaluate(shown) == 0
    page.focus("#code")
    page.keyboard.press("Space")
    assert page.evaluate(shown) > 10
    assert page.locator("#code").count() == 1 and opened("laporan-publik.html")[0].locator("#code").count() == 0


def test_a_phone_reads_recommendations_as_cards(opened):
    page, _ = opened("laporan-pimpinan.html", "phone")
    box = page.locator(".stack tbody tr").first.bounding_box()
    assert box["width"] <= 360 and box["height"] > 100
    assert page.evaluate("getComputedStyle(document.querySelector('.stack td')).display") == "block"


@pytest.mark.parametrize(("file", "most"), [("laporan-publik.html", 6000), ("report-asn.html", 9000)])
def test_on_a_phone_a_page_is_short(opened, file, most):
    page, _ = opened(file, "phone")
    assert page.evaluate("document.documentElement.scrollHeight") <= most
    page.mouse.wheel(0, 2000)
    assert page.locator(".banner").bounding_box()["height"] <= 60


def test_dark_is_dark_and_print_is_not(opened):
    def paper(mode):
        page, _ = opened("laporan-publik.html", mode)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(v) for v in colour.removeprefix("rgb(").rstrip(")").split(", "))

    assert paper("dark") < 150 < 700 < paper("light") == paper("print")


@pytest.mark.parametrize("file", ["laporan-pimpinan.html", "report-leaders.html"])
def test_leaders_get_one_sheet_and_the_same_pdf_twice(browser, finished, file):
    page = finished / "reports" / EXAMPLES[1] / file
    try:
        first = chromium.pdf(page).read_bytes()
        assert first[:5] == b"%PDF-" and chromium.pdf(page).read_bytes() == first
        assert re.findall(rb"/MediaBox \[0 0 59[45][^\]]*\]", first)  # A4
        assert len(re.findall(rb"/Type\s*/Page\b", first)) == 1
    finally:
        page.with_suffix(".pdf").unlink(missing_ok=True)
