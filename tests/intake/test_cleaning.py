import re

import pandas as pd
import pytest

from analysis import cycle as cycles
from analysis.domain import exports
from analysis.errors import UserError
from analysis.intake import cleaning, deliveries, proposals
from analysis.intake.returns import _HIDDEN as HIDDEN
from conftest import EXAMPLES, copy_repository


def judged(cleaned, truth, name):
    """Set every odd row of a cycle's own delivery beside the row that the simulator spoilt."""
    fates = cleaned[name].fates
    fates = fates[fates["file"].str.startswith(name + "/")].copy()
    parts = fates["file"].str.split("/")
    fates["export"], member = parts.str[1], parts.str[2].fillna("")
    fates["sheet"] = fates["sheet"].where(fates["sheet"] != "", member)
    spoilt = pd.DataFrame(truth[name]["spoilt"]).rename(columns={"file": "export"})
    return fates.merge(spoilt, on=["export", "sheet", "row"], how="outer", suffixes=("", "_true"), indicator="found")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_row_read_has_one_fate(cleaned, name):
    account = cleaned[name].account
    assert set(account["source"]) == set(exports.NAMES)
    assert (account["read"] == account[cleaning.DISPOSITIONS].sum(axis=1)).all()
    assert account["read"].sum() == len(cleaned[name].fates)
    for source, table in cleaned[name].tables.items():
        own = account[account["source"] == source]
        assert len(table) == own["kept"].sum() + own["corrected"].sum()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_spoilt_row_is_found_and_no_clean_row_is_touched(cleaned, truth, name):
    rows = judged(cleaned, truth, name)
    odd = rows[(rows["disposition"] != "kept") | (rows["found"] == "right_only")]
    # rows that a later delivery replaces are merged for that reason and are the truth of no spoiling
    odd = odd[~((odd["found"] == "left_only") & (odd["rule"] == "superseded"))]
    assert len(odd) > 400
    assert odd["rule_true"].notna().mean() >= 0.99  # precision
    assert (rows.loc[rows["rule_true"].notna(), "disposition"] != "kept").mean() >= 0.99  # recall
    both = odd[odd["found"] == "both"]
    assert (both["rule"] == both["rule_true"]).mean() >= 0.99
    assert (both["disposition"] == both["disposition_true"]).mean() >= 0.99


def test_every_row_not_kept_has_a_reason(cleaned):
    for name in EXAMPLES:
        fates = cleaned[name].fates
        assert (fates.loc[fates["disposition"] != "kept", "rule"] != "").all()
        refused = cleaned[name].quarantine
        assert len(refused) == (fates["disposition"] == "quarantined").sum()
        # nothing that names a person is in it: such cells are found by file, sheet and row
        assert not refused["value"].str.contains(r"\d{12}").any()
        assert (refused.loc[refused["column"].isin(["NIP", "NIP Penilai", "Nama"]), "value"].isin(["", HIDDEN])).all()


def test_no_table_holds_a_nip_a_name_or_a_birth_date(cleaned, root):
    register = next(p for p in (root / "data/raw" / EXAMPLES[1]).glob("pegawai.xlsx"))
    names = set(pd.read_excel(register, header=5, engine="calamine")["Nama"].dropna())
    assert len(names) > 5000
    for table in cleaned[EXAMPLES[1]].tables.values():
        assert not {"nip", "name", "birth"} & set(table.columns)
        for column in table.select_dtypes(["string", "object"]):
            texts = table[column].dropna().astype(str)
            assert not texts.str.contains(r"\d{18}").any()
            assert not texts.isin(names).any()


def test_officers_keep_their_pseudonym_across_sources(cleaned):
    tables = cleaned[EXAMPLES[1]].tables
    known = set(tables["pegawai"]["officer_id"])
    for name in ("mutasi", "skp", "presensi", "kompetensi"):
        assert tables[name]["officer_id"].isin(known).all()
        assert tables[name]["officer_id"].str.fullmatch(r"[0-9a-f]{16}").all()


def test_a_missing_export_is_named_before_anything_is_read(tmp_path):
    root = copy_repository(tmp_path)
    (root / "data/raw" / EXAMPLES[0] / "skm.xlsx").unlink()
    with pytest.raises(UserError, match=re.escape("data/raw/contoh-2025-S1: no export 'skm'")):
        deliveries.files(root, cycles.load(root, EXAMPLES[0]))


def test_two_exports_of_one_source_are_refused(tmp_path):
    root = copy_repository(tmp_path)
    (root / "data/raw" / EXAMPLES[0] / "skm.csv").write_text("x")
    with pytest.raises(UserError, match=r"two exports 'skm' \(skm.csv, skm.xlsx\)"):
        deliveries.files(root, cycles.load(root, EXAMPLES[0]))


def test_missing_exports_are_named_in_one_message_and_confirmed_by_one_command(tmp_path):
    root = copy_repository(tmp_path)
    folder, path = root / "data/raw" / EXAMPLES[0], root / "cycles" / f"{EXAMPLES[0]}.yaml"
    for name in ("skm", "kolaborasi", "presensi"):
        next(folder.glob(f"{name}.*")).unlink()
    cycle = cycles.load(root, EXAMPLES[0])
    with pytest.raises(UserError) as refused:
        deliveries.files(root, cycle)
    (line,) = str(refused.value).splitlines()
    assert "no export 'presensi', 'skm', 'kolaborasi'" in line
    assert "not measured then: attendance, lateness, ikm" in line and f"'mutasi check {EXAMPLES[0]} --write'" in line
    proposals.write(path, refused.value.proposals)
    cycle = cycles.load(root, EXAMPLES[0])
    assert cycle.absent == {EXAMPLES[0]: ["presensi", "skm", "kolaborasi"]}
    given = deliveries.files(root, cycle)
    assert not given["skm"] and given["skp"]
    assert "attendance, lateness, ikm" in deliveries.not_sent(cycle, given)[0]
    (folder / "skm.csv").write_text("x")
    with pytest.raises(UserError, match=r"skm\.csv: the cycle file says under absent"):
        deliveries.files(root, cycle)


def test_nothing_outside_the_raw_folder_is_read(tmp_path):
    root = copy_repository(tmp_path / "root")
    (tmp_path / "root/elsewhere").mkdir()
    folder, path = root / "data/raw" / EXAMPLES[0], root / "cycles" / f"{EXAMPLES[0]}.yaml"
    export = next(folder.glob("skm.*"))
    export.rename(root / "elsewhere" / export.name)
    export.symlink_to(root / "elsewhere" / export.name)
    with pytest.raises(UserError, match=rf"contoh-2025-S1/{export.name}: a link out of data/raw"):
        deliveries.files(root, cycles.load(root, EXAMPLES[0]))
    text = path.read_text()
    for name in ("../../elsewhere", "/etc", ".", "a\\0b"):
        path.write_text(text.replace(f"deliveries: [{EXAMPLES[0]}]", f'deliveries: ["{name}"]'))
        with pytest.raises(UserError, match=r"contoh-2025-S1\.yaml, key 'deliveries': .* is no folder below data/raw"):
            deliveries.files(root, cycles.load(root, EXAMPLES[0]))


def test_without_register_or_moves_no_absence_is_proposed(tmp_path):
    root = copy_repository(tmp_path)
    for name in ("pegawai", "skp"):
        next((root / "data/raw" / EXAMPLES[0]).glob(f"{name}.*")).unlink()
    with pytest.raises(UserError) as refused:
        deliveries.files(root, cycles.load(root, EXAMPLES[0]))
    first, second = str(refused.value).splitlines()
    assert "no export 'pegawai'; the evaluation cannot do without" in first and "no export 'skp'" in second
    assert not refused.value.proposals


def test_a_file_of_another_name_is_named_and_not_taken_for_absent(tmp_path):
    root = copy_repository(tmp_path)
    file = next((root / "data/raw" / EXAMPLES[0]).glob("skm.*"))
    file.rename(file.with_name("Data SKM 2024.xlsx"))
    with pytest.raises(UserError, match="may be the export 'skm'; name it skm") as refused:
        deliveries.files(root, cycles.load(root, EXAMPLES[0]))
    assert not refused.value.proposals
