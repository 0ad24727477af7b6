import datetime as dt
import shutil

import pandas as pd
import pytest

from analysis.cycle import Evaluation
from analysis.errors import UserError
from analysis.pipeline import publish
from analysis.store.repository import Folders
from analysis.study import Study
from analysis.team import signoff
from conftest import EXAMPLES

DAY = dt.date(2026, 2, 3)


@pytest.fixture
def copy(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "copy")
    return tmp_path / "copy"


def sign(root, *roles):
    headlines = Study(EXAMPLES[1], root=root).table("headlines")
    for role in roles:
        signoff.sign(Evaluation.open(root, EXAMPLES[1]), role, f"Peran {role}", "Setuju.", DAY, headlines)


def approve(root, *roles):
    sign(root, *roles)
    publish.again(Evaluation.open(root, EXAMPLES[1]))


def page(root, file="laporan.html"):
    return (root / "reports" / EXAMPLES[1] / file).read_text(encoding="utf-8")


def test_unsigned_reports_are_drafts_in_every_language(finished):
    assert "DRAF: belum disetujui" in page(finished)
    assert "DRAFT: not approved" in page(finished, "report-public.html")


def test_two_of_three_roles_are_not_enough(copy):
    approve(copy, "officials", "asn")
    text = page(copy)
    assert "DRAF: belum disetujui" in text
    assert "Pejabat: disetujui oleh Peran officials, 3 Februari 2026. Catatan: Setuju." in text
    assert "Pakar SDM: belum menyetujui." in text


def test_signed_by_all_it_is_no_draft_and_one_that_changes_afterwards_says_so(copy):
    reports = copy / "reports" / EXAMPLES[1]
    before = signoff.content(reports)
    approve(copy, *signoff.ROLES)
    assert signoff.content(reports) == before  # signing needs no run and changes no result
    assert "DRAF" not in page(copy)
    assert "approved by Peran experts, 3 February 2026. Remark: Setuju." in page(copy, "report.html")
    with (reports / "estimates.csv").open("a") as file:
        file.write("one more row\n")
    publish.again(Evaluation.open(copy, EXAMPLES[1]))
    text = page(copy)
    assert "DRAF: laporan berubah sesudah disetujui" in text
    assert "Perwakilan ASN: laporan berubah sesudah disetujui oleh Peran asn pada 3 Februari 2026." in text


def test_a_second_approval_of_a_role_replaces_the_first(copy):
    sign(copy, "asn")
    sign(copy, "asn")
    assert len(signoff.load(Folders(copy, EXAMPLES[1])).approvals) == 1


def test_results_are_kept_as_approved(copy):
    sign(copy, "asn")
    kept = signoff.load(Folders(copy, EXAMPLES[1])).results
    headlines = Study(EXAMPLES[1], root=copy).table("headlines").set_index("outcome")
    assert {k: v.att for k, v in kept.items()} == pytest.approx(headlines["att"].to_dict(), abs=1e-6)


def test_nobody_can_sign_without_a_name_or_a_report(copy, tmp_path):
    headlines = Study(EXAMPLES[1], root=copy).table("headlines")
    with pytest.raises(UserError, match="say who approves"):
        signoff.sign(Evaluation.open(copy, EXAMPLES[1]), "asn", " ", "", DAY, headlines)
    with pytest.raises(UserError, match="no report to sign yet"):
        signoff.content(tmp_path / "reports" / "x")


@pytest.mark.parametrize("remark", ["a" * 601, "Setuju.\nTidak.", "Setuju\x1b[31m"])
def test_a_remark_that_no_page_can_carry_is_refused_before_anything_is_written(tmp_path, remark):
    folders = Folders(tmp_path, "c")
    with pytest.raises(UserError, match=r"--remark: .* a page carries one line of at most 600"):
        signoff.sign(folders, "asn", "Wakil", remark, DAY, pd.DataFrame())
    assert not list(tmp_path.iterdir())


def test_an_edited_file_is_named_by_its_key(copy):
    sign(copy, "asn")
    path = copy / "cycles" / EXAMPLES[1] / "signoff.yaml"
    path.write_text(path.read_text().replace("role: asn", "role: mayor"))
    with pytest.raises(UserError, match=r"signoff.yaml, key 'approvals.0.role'"):
        signoff.load(Folders(copy, EXAMPLES[1]))
