"""What each audience reads, in which language, and what made it."""

import json
import re

import lxml.html
import pytest

from analysis.reporting.audiences import AUDIENCES, LANGUAGES, TECHNICAL
from analysis.reporting.report import SECTIONS
from analysis.store.catalogue import describe, resolve
from conftest import EXAMPLES

#: What each audience reads beside the technical one: everything else would need a decision of the team.
READS = {
    "leaders": {"answer", "overview", "changes", "recommendations", "followed"},
    "asn": {
        "asn", "scope", "officers", "subgroups", "skills", "resistance", "fairness", "selection",
        "placement", "levels", "recommendations", "followed", "method",
    },
    "public": {"public"},
}  # fmt: skip
FILES = [(a, language) for a in AUDIENCES for language in LANGUAGES]
IDS = [a.files[language] for a, language in FILES]


@pytest.fixture(scope="module")
def folder(finished):
    return finished / "reports" / EXAMPLES[1]


def root_of(folder, file):
    return lxml.html.parse(str(folder / file)).getroot()


def shown(root):
    return [s.get("id").removeprefix("part-") for s in root.xpath("//section[starts-with(@id, 'part-')]")]


@pytest.mark.parametrize(("audience", "language"), FILES, ids=IDS)
def test_each_audience_reads_what_the_rules_allow_and_nothing_else(folder, audience, language):
    parts = shown(root_of(folder, audience.files[language]))
    assert len(set(parts)) == len(parts)
    if audience.name == TECHNICAL:
        assert set(SECTIONS) - set(parts) == {"overview", "public", "asn"}
    else:
        assert set(parts) == READS[audience.name]


def test_the_sections_name_audiences_that_exist():
    for section in SECTIONS.values():
        assert set(section.readers) <= {a.name for a in AUDIENCES} - {TECHNICAL}, section.name
    assert {n: {s.name for s in SECTIONS.values() if n in s.readers} for n in READS} == READS


@pytest.mark.parametrize(("audience", "language"), FILES, ids=IDS)
def test_every_figure_and_table_leads_to_the_function_that_made_it(folder, audience, language):
    """Three hops: the page names the tables, the catalogue names their maker, which is a function."""
    root = root_of(folder, audience.files[language])
    for section in root.xpath("//section[starts-with(@id, 'part-')]"):
        named = [e.get("data-tables") for e in section.xpath(".//figure | .//div[@class='table']")]
        if section.get("id") == "part-inputs":
            continue
        lines = [line.text_content() for line in section.xpath(".//p[@class='trace tables']")]
        assert all(named) and (not named or len(lines) == 1), section.get("id")
        for name in {name for tables in named for name in tables.split()}:
            table = describe(name)
            assert callable(resolve(table.maker))
            assert name in lines[0] and table.maker in lines[0]
            # a table about single persons is summed up, never shown
            assert table.shown_to != "team"
            if audience.name == "public":
                assert table.shown_to == "public"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_reads_of_services_in_plain_words(folder, language):
    audience = next(a for a in AUDIENCES if a.name == "public")
    root = root_of(folder, audience.files[language])
    text = root.xpath("//main")[0].text_content()
    methods = r"Cronbach|Krejcie|Kaplan|\bATT\b|simpangan baku|standard deviation|terkoreksi|adjusted|\bp [=<]"
    assert not re.search(methods, text)
    assert re.search(r"tepat waktu|on time", text) and re.search("LAPOR", text)


@pytest.mark.parametrize(("audience", "language"), FILES, ids=IDS)
def test_a_page_says_whose_it_is_and_leads_to_the_others(folder, audience, language):
    root = root_of(folder, audience.files[language])
    head = dict(zip(*([e.text_content() for e in root.xpath(f"//dl//{tag}")] for tag in ("dt", "dd")), strict=True))
    assert len(head) == 5 and all(head.values())
    assert "Kecamatan Banyumanik, Kota Semarang" in " ".join(head.values())
    linked = {a.get("href") for a in root.xpath("//nav[@class='pages']//a")}
    pages = {a.files[language] for a in AUDIENCES} | set(audience.files.values())
    assert linked == pages - {audience.files[language]} | {"tabel.xlsx", "estimates.csv"}
    assert all((folder / file).is_file() for file in linked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_representatives_read_first_is_whether_it_is_fair(folder, language):
    root = root_of(folder, next(a for a in AUDIENCES if a.name == "asn").files[language])
    first = root.xpath("//section[@id='part-asn']")[0]
    assert not first.xpath("ancestor::details") and len(first.xpath(".//h3")) == 5
    folded = root.xpath("//details[@class='chapter']")
    assert len(folded) > 5 and all(len(chapter.xpath("./summary/h2")) == 1 for chapter in folded)


@pytest.mark.parametrize(("audience", "language"), FILES, ids=IDS)
def test_a_page_speaks_one_language(folder, audience, language):
    root = root_of(folder, audience.files[language])
    assert root.get("lang") == language
    text = " ".join(root.xpath("//main")[0].text_content().split())
    strange = {"id": r"\b(the|which|without|of the)\b", "en": r"\b(yang|dengan|tidak|dari)\b"}[language]
    listed = root.xpath("//section[@id='part-inputs' or @id='part-skipped']")
    for part in listed:
        text = text.replace(" ".join(part.text_content().split()), "")
    assert not re.findall(strange, text)


@pytest.mark.parametrize("file", IDS)
def test_figures_and_tables_are_numbered_in_order(folder, file):
    root = root_of(folder, file)
    for kind, tag in (("figure", "figcaption"), ("table", "caption")):
        places = [e.get("id") for e in root.xpath(f"//{tag}[@id]")]
        assert places == [f"{kind}-{n}" for n in range(1, len(places) + 1)]
        assert all(e.xpath("./span[@class='number']") for e in root.xpath(f"//{tag}[@id]"))
    assert root.xpath("//caption[@id]") and not root.xpath("//figure//caption[@id]")


@pytest.mark.parametrize("file", IDS)
def test_a_report_is_light(folder, file):
    assert (folder / file).stat().st_size <= 1_500_000


@pytest.mark.parametrize("file", IDS)
def test_every_figure_has_words_and_a_table_or_its_numbers_beside_it(folder, file):
    root = root_of(folder, file)
    for drawing in root.xpath("//*[local-name()='svg']"):
        assert len(drawing.get("aria-label")) > 30
    for figure in root.xpath("//figure"):
        beside = figure.getparent().getparent().xpath(".//table")
        assert figure.xpath(".//details//table") or beside, figure.findtext("figcaption")


def test_every_result_says_what_made_it(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["@graph"]
    code = next(e["sha256"] for e in manifest if e["@id"] == "#code")
    data = next(e["dataDigest"] for e in manifest if e["@id"] == "./")
    elements = {e["@id"]: e for e in manifest if e["@type"] == "WebPageElement"}
    for file in IDS:
        root = root_of(folder, file)
        for part in shown(root):
            made = elements[f"{file}#part-{part}"]
            traces = root.xpath(f"//section[@id='part-{part}']/following::p[@class='trace'][1]")
            assert f" {made['cell']} " in traces[0].text
            assert data[:12] in traces[0].text and code[:12] in traces[0].text
        results = root.xpath("//figure | //main//div[@class='table']")
        assert results and all(
            f" {e.get('data-trace').removeprefix('trace-')} " in root.get_element_by_id(e.get("data-trace")).text
            for e in results
        )


def test_the_manifest_lists_all_that_went_in_and_came_out(folder):
    graph = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["@graph"]
    files = {e["@id"] for e in graph if e["@type"] == "File"}
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert written - files == {"manifest.json"}
    assert sum(f.startswith("../../data/raw/") for f in files) == 24
    tables = {e["@id"]: e for e in graph if e["@id"].startswith("#table-")}
    elements = [e for e in graph if e["@type"] == "WebPageElement"]
    assert {based["@id"] for e in elements for based in e["isBasedOn"]} == set(tables)
    assert tables["#table-headlines"]["maker"] == describe("headlines").maker
    actions = {e["@id"]: e["parameters"] for e in graph if e["@type"] == "CreateAction"}
    assert actions["#run-4_report.en"] == {"cycle": EXAMPLES[1], "processed": "", "language": "en"}
