from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis import cycle as cycles
from analysis.impact import evidence
from analysis.indicators import collaboration
from conftest import AREA, EXAMPLES, ROOT

UNITS = [f"Kelurahan {k}" for k in ("Pudakpayung", "Gedawang", "Jabungan", "Padangsari", "Tinjomoyo", "Ngesrep")]
UNITS += [f"SD Negeri {k} 0{n}" for k in ("Pudakpayung", "Gedawang", "Jabungan", "Padangsari") for n in (1, 2, 3)]
UNITS += [f"Puskesmas {k}" for k in ("Ngesrep", "Padangsari", "Pudakpayung")]


def drawn(seed, tied=0.5, programmes=220, moves=45):
    """Draw moves and joint programmes among twenty-one units; a share `tied` follow a mover."""
    rng = np.random.default_rng(seed)
    pairs = [rng.choice(UNITS, 2, replace=False) for _ in range(moves)]
    tmt = [pd.Timestamp(2021 + k // 2, 4 if k % 2 == 0 else 10, 1) for k in rng.integers(0, 8, moves)]
    mutasi = pd.DataFrame(
        {"officer_id": [f"{k:03d}" for k in range(moves)], "unit_from": [p[0] for p in pairs],
         "unit_to": [p[1] for p in pairs], "tmt": tmt, "kind": "programme"}
    )  # fmt: skip
    rows = []
    for _ in range(programmes):
        if rng.random() < tied:
            k = rng.integers(moves)
            rows.append(("; ".join(pairs[k]), tmt[k] + pd.Timedelta(days=int(rng.integers(5, 700)))))
        else:
            day = pd.Timestamp("2019-01-05") + pd.Timedelta(days=int(rng.integers(0, 2500)))
            rows.append(("; ".join(rng.choice(UNITS, 2, replace=False)), day))
    return pd.DataFrame(rows, columns=["units", "start"]), mutasi, AREA.region, "2019-S1", "2025-S2", "2021-S1"


def test_the_planted_effect_is_found_in_the_example(cleaned, truth):
    cycle = cycles.load(ROOT, EXAMPLES[1])
    tables = cleaned[EXAMPLES[1]].tables
    when = cycle.first, cycle.last, cycle.programme_start
    found = collaboration.assess(tables["kolaborasi"], tables["mutasi"], cycle.area.region, *when)
    planted = next(e["att"] for e in truth[EXAMPLES[1]]["effects"] if e["outcome"] == "joint")
    assert found.effect["low"] <= planted * collaboration.PER <= found.effect["high"]
    assert found.effect["low"] > 0
    assert evidence.single(found.effect["p"], found.effect["before_p"], 0.05)[0] == "suggestive"


@pytest.mark.example
def test_of_nothing_nothing_is_found():
    rejected = [collaboration.assess(*drawn(seed, tied=0.0)).effect["p"] < 0.05 for seed in range(40)]
    assert np.mean(rejected) <= 0.125


def test_errors_of_pairs_are_those_of_the_double_sum():
    rng = np.random.default_rng(2)
    every = np.array(list(combinations(range(9), 2)))
    influence = rng.normal(size=(len(every), 3)) + rng.normal(size=(9, 3))[every].sum(axis=1)
    shared = np.array([[len({*a} & {*b}) > 0 for b in every] for a in every])
    expected = np.sqrt(np.diag(influence.T @ shared @ influence)) / len(every)
    assert collaboration.dyadic(influence, *every.T) == pytest.approx(expected)


def test_errors_are_never_less_than_with_independent_pairs():
    every = np.array(list(combinations(range(6), 2)))
    influence = np.resize([1.0, -1.0], (len(every), 1))
    alone = np.sqrt((influence**2).sum(axis=0)) / len(every)
    assert collaboration.dyadic(influence, *every.T) >= alone


def test_a_pair_is_linked_from_the_first_mover_either_way():
    _, mutasi, *_ = drawn(1)
    a, b = UNITS[:2]
    mutasi = mutasi.iloc[:2].assign(
        unit_from=[b, a], unit_to=[a, b], tmt=[pd.Timestamp("2023-10-01"), pd.Timestamp("2022-04-01")]
    )
    kolaborasi = pd.DataFrame({"units": [f"{a}; {b}; {UNITS[2]}"], "start": [pd.Timestamp("2024-02-01")]})
    moves = collaboration.programme_moves(mutasi, AREA.region)
    meetings = collaboration._meetings(kolaborasi.assign(semester="2024-S1"))
    panel = collaboration.pairs(meetings, moves, sorted(UNITS[:4]), "2021-S1", "2025-S2")
    own = panel[(panel["first"] == min(a, b)) & (panel["second"] == max(a, b))]
    assert own["cohort"].unique().tolist() == ["2022-S1"]
    assert panel["joint"].sum() == 3 and panel["cohort"].notna().sum() == len(own) == 10


def test_flows_count_every_move_once():
    kolaborasi, mutasi, *rest = drawn(4)
    found = collaboration.assess(kolaborasi, mutasi, *rest)
    assert found.flows["officers"].sum() == len(mutasi)
    network = found.network.set_index("when")
    assert network["programmes"].sum() == kolaborasi["start"].between("2019-01-01", "2025-12-31").sum()
    assert (network["years"] == [2, 5]).all()


def test_without_programmes_or_moves_there_is_nothing():
    kolaborasi, mutasi, *rest = drawn(1)
    assert collaboration.assess(kolaborasi.iloc[:0], mutasi, *rest) is None
    assert collaboration.assess(kolaborasi, mutasi.iloc[:0], *rest) is None
