import filecmp
import json
from pathlib import Path

import pytest

from analysis import cycle as cycles
from analysis.domain import areas
from analysis.errors import UserError
from analysis.intake import cleaning, units
from analysis.simulate import build as simulator
from analysis.simulate import setting, world
from analysis.simulate.build import CYCLES, build


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    build(folder)
    return folder


@pytest.mark.example
@pytest.mark.parametrize("name", CYCLES)
def test_the_committed_example_is_made_again_byte_for_byte(again, root, name):
    comparison = filecmp.dircmp(again / name, root / "data/raw" / name)
    assert not comparison.left_only and not comparison.right_only
    _, differ, odd = filecmp.cmpfiles(again / name, root / "data/raw" / name, comparison.common_files, shallow=False)
    assert (differ, odd) == ([], [])
    assert len(comparison.common_files) == 13


def test_the_example_is_small_enough_to_commit(root):
    assert sum(p.stat().st_size for name in CYCLES for p in (root / "data/raw" / name).iterdir()) <= 15e6


def test_the_truth_names_effects_by_outcome_cohort_event_time_and_kind_of_move(truth):
    facts = truth["contoh-2025-S2"]
    assert facts["synthetic"] is True
    effects = facts["effects"]
    assert {e["subgroup"] for e in effects} == {"all", "within_sector", "cross_sector", "short_tenure", "long_tenure"}
    of = {
        o: [e["att"] for e in effects if e["outcome"] == o and e["event_time"] is None] for o in ("skp", "attendance")
    }
    assert all(v > 0.05 for v in of["skp"]) and all(v == 0 for v in of["attendance"])
    before = [e["att"] for e in effects if e["outcome"] == "skp" and e["event_time"] == -1 and e["cohort"] is None]
    assert all(v < 0 for v in before)  # anticipation


def test_the_mess_is_of_every_kind(truth):
    rules = {row["rule"] for name in CYCLES for row in truth[name]["spoilt"]}
    assert rules >= {
        "nip_spelling", "nip_relinked", "nip_digits_lost", "nip_invalid", "superseded", "unit_near_spelling",
        "unit_unknown", "date_unreadable", "required_missing", "value_out_of_range", "predikat_rederived",
        "more_days_than_month", "finished_before_received", "sk_cancelled", "sk_cancellation", "two_sk_one_day",
        "same_unit", "tmt_before_sk", "optional_unreadable",
    }  # fmt: skip


def test_truth_is_one_row_a_line(root):
    text = (root / "data/raw/contoh-2025-S1/truth.json").read_text()
    assert len(text.splitlines()) > len(json.loads(text)["effects"])


@pytest.mark.example
def test_another_place_is_simulated_in_its_own_names_with_the_cycle_file_that_reads_it(tmp_path):
    (tmp_path / "cycles").mkdir()
    done = simulator.of_place(tmp_path, tmp_path / "data" / "raw", "33.71.02", "small", 7, lambda _: None)
    assert [p.name for p in done] == ["simulasi-33.71.02"]
    cycle = cycles.load(tmp_path, "simulasi-33.71.02")
    assert (cycle.programme, cycle.area.region.name, cycle.synthetic) == ("Magelang Utara", "Kota Magelang", True)
    cleaned = cleaning.clean_cycle(tmp_path, cycle, b"k" * 32)
    assert 60 <= len(cleaned.tables["pegawai"]) <= 300
    assert set(cleaned.tables["layanan"]["unit_id"]) <= set(cycle.area.region.villages["unit_id"])
    truth = json.loads((done[0] / "truth.json").read_text())["spoilt"]
    odd = cleaned.fates[cleaned.fates["disposition"] != "kept"].astype({"file": str, "rule": str})
    named = {(Path(f).name, int(r)): rule for f, r, rule in odd[["file", "row", "rule"]].itertuples(index=False)}
    # a NIP that lost digits is known again only if its row of the register is one that stands
    spoilt = {(t["file"], t["row"]): t["rule"] for t in truth if t["rule"] != "nip_relinked"}
    workbooks = {at: rule for at, rule in spoilt.items() if not at[0].endswith(".zip")}
    assert len(workbooks) > 200 and {at: named.get(at) for at in workbooks} == workbooks


def test_no_place_no_files(tmp_path):
    (tmp_path / "cycles").mkdir()
    with pytest.raises(UserError, match="2 places have this name"):
        simulator.of_place(tmp_path, tmp_path / "raw", "Semarang", "small", 7, lambda _: None)
    assert list(tmp_path.rglob("*")) == [tmp_path / "cycles"]


@pytest.mark.parametrize("code", ["33.72", "33.22", "33.22.11", "81.71.01", "91.03.01"])
def test_a_small_world_of_any_place_has_few_officers_in_units_of_its_own(code):
    area = areas.area("", code)
    drawn_on = setting.of_place(area, "small")
    drawn = world.draw(3, drawn_on)
    assert 60 <= len(drawn.officers) <= 300 and drawn.units["unit_id"].is_unique
    assert len(drawn.moves) > 10 and drawn.units["ours"].to_numpy()[drawn.moves["to"]].all()
    read = units.of(area.region)
    assert all(read(name) == (name, "", "") for name in drawn.units["unit_id"])


@pytest.mark.parametrize(
    ("code", "kind"), [("33.72", "puskesmas"), ("33.22.11", "sekolah"), ("33.22", "perangkat_daerah")]
)
def test_a_world_may_compare_other_units(code, kind):
    """Services, complaints and answers are about units of that kind, and rotation begins in some of them."""
    drawn_on = setting.of_place(areas.area("", code, units=kind), "small")
    drawn = world.draw(3, drawn_on)
    compared = drawn_on.area.unit_of(drawn.units["unit_id"].astype("string")).notna().to_numpy()
    begun = drawn_on.area.of_programme(drawn.units["unit_id"]).to_numpy() & (drawn.units["wave"] != "").to_numpy()
    assert compared[drawn.services["unit"]].all() and compared[drawn.answers["unit"]].all()
    assert 0 < begun.sum() < compared.sum()
    assert set(drawn.units.index[begun]) <= set(drawn.moves["to"])
