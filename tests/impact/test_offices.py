"""Panels and impact of small and lopsided offices with any part of the exports: an honest interval, or why not."""

import numpy as np
import pytest

from analysis.did.diagnostics import specification
from analysis.domain.outcomes import OUTCOMES
from analysis.domain.subgroups import DIMENSIONS
from analysis.impact import designs, estimate, robustness
from analysis.impact.estimate import estimate_impact, headline_effects
from analysis.panels.build import build_panels
from analysis.panels.careers import careers
from offices import OPTIONAL, Office, hold

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


@pytest.fixture(autouse=True, scope="module")
def quick():
    """Work in this process, with few random draws and only the declared specification."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimate.parallel, "run", lambda function, jobs: [function(job) for job in jobs])
        patch.setattr(robustness, "PLACEBO_DRAWS", 2)
        patch.setattr(robustness, "WILD_DRAWS", 9)
        every = specification.default_space
        patch.setattr(
            specification, "default_space",
            lambda design, **options: specification.Space(
                (design.anticipation,), {"all": slice(None)}, every(design, **options).covariates
            ),
        )  # fmt: skip
        yield


def assess(office):
    """Estimate an office's impact, and hold it to what is true of every office."""
    panels = build_panels(office.tables(), office.cycle)
    impact = estimate_impact(panels, office.cycle)
    hold(office, impact)
    assert set(headline_effects(panels, office.cycle)["outcome"]) == set(impact.headlines["outcome"])
    return panels, impact


SMALL = Office(last="2022-S2", outcomes=("attendance",), subgroups=())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"movers": 0}, "no_treated"),
        ({"officers": 20, "movers": 20, "waves": 1}, "no_control"),
        ({"absent": ("presensi",)}, "export_absent"),
        ({"officers": 20, "movers": 3, "waves": 1, "covariates": ("age", "female")}, "too_few_for_covariates"),
        ({"officers": 20, "movers": 1}, "no_before_and_after"),
        ({"outcomes": ("ikm",), "units": 1, "outside": 0}, "no_control"),
        ({"outcomes": ("ikm",), "unit_treated_from": 50}, "no_treated"),
    ],
)
def test_what_cannot_be_estimated_says_why(changes, reason):
    _, impact = assess(SMALL.but(**changes))
    assert impact.headlines.empty and impact.estimates.empty and impact.checks.empty
    assert impact.not_possible["reason"].tolist() == [reason]


@pytest.mark.parametrize(
    "changes",
    [
        {"officers": 20, "movers": 3, "waves": 1},
        {"movers": 40, "waves": 3},
        {"movers": 12, "waves": 1, "alike": True, "covariates": ("age", "female", "education", "service")},
        {"outcomes": ("competence",), "absent": tuple(n for n in OPTIONAL if n != "kompetensi")},
    ],
)
def test_a_small_office_has_an_estimate_with_its_interval(changes):
    _, impact = assess(SMALL.but(**changes))
    assert impact.headlines[["low", "high"]].notna().all(axis=None)


def test_one_rater_gives_no_interval():
    _, impact = assess(SMALL.but(raters=1, outcomes=("skp",)))
    assert impact.headlines[["grade", "low"]].isna().to_numpy().tolist() == [[False, True]]


def test_officers_who_do_not_overlap_are_no_error():
    office = SMALL.but(officers=40, movers=12, waves=1, covariates=("age",))
    tables = office.tables()
    moved = tables["pegawai"]["officer_id"].isin(tables["mutasi"]["officer_id"])
    tables["pegawai"]["birth_year"] = tables["pegawai"]["birth_year"].where(~moved, 1960).astype("Int64")
    impact = estimate_impact(build_panels(tables, office.cycle), office.cycle)
    assert len(impact.headlines) + (impact.not_possible["part"] == "outcome").sum() == 1


@pytest.mark.parametrize(("outside", "interval"), [(0, False), (1, False), (8, True)])
def test_units_without_other_districts_have_no_interval(outside, interval):
    office = SMALL.but(outcomes=("ikm",), units=3, movers=2, waves=1, outside=outside)
    _, impact = assess(office)
    if not outside:  # one kelurahan that nobody joined is no comparison: the outcome is refused with its reason
        assert impact.headlines.empty
        assert impact.not_possible.loc[impact.not_possible["part"] == "outcome", "outcome"].tolist() == ["ikm"]
        return
    row = impact.headlines.iloc[0]
    assert np.isfinite(row["low"]) == interval
    said = (impact.not_possible["part"] == "interval") & (impact.not_possible["reason"] == "no_other_district")
    assert said.any() != interval
    if not interval:
        assert row["grade"] == "inconclusive"


def test_without_officers_never_rotated_scores_are_set_beside_those_not_yet_rotated():
    panels, _ = assess(SMALL.but(outcomes=("skp",), movers=40, waves=3))
    assert panels.by_frequency["semester"]["skp"].notna().any()


@pytest.mark.example
def test_panels_hold_what_there_is():
    full = build_panels(SMALL.valid(), SMALL.cycle)
    assert full.absent == ()
    for name in OPTIONAL:
        panels = build_panels(SMALL.but(absent=(name,)).tables(), SMALL.cycle)
        assert panels.absent == (name,)
        for freq, panel in panels.by_frequency.items():
            lacking = set(full.by_frequency[freq]) - set(panel)
            outcomes = {o.name for o in OUTCOMES.values() if o.frequency == freq and name in o.needs}
            assert outcomes <= lacking
            # what other exports measure is untouched
            assert {o.name for o in OUTCOMES.values() if o.frequency == freq} - outcomes <= set(panel)
        dimensions = {d.name for d in DIMENSIONS.values() if name in d.needs}
        assert dimensions == set(DIMENSIONS) & (set(full.officers) - set(panels.officers))


def test_an_export_without_a_valid_row_is_absent():
    tables = SMALL.tables()
    tables["skm"] = tables["skm"].iloc[:0]
    assert build_panels(tables, SMALL.cycle).absent == ("skm",)


def test_careers_need_nothing_but_register_and_moves():
    for office in (SMALL, SMALL.but(movers=0), SMALL.but(officers=20, movers=20)):
        tables = office.tables()
        spells = careers(
            tables["pegawai"], tables["mutasi"], office.cycle.area.region, office.first, office.last
        ).spells
        assert spells["officer_id"].nunique() == office.officers


def test_a_covariate_that_repeats_others_is_left_out():
    office = SMALL.but(covariates=("age", "service", "female"))
    panels = build_panels(office.tables(), office.cycle)
    # appointed at 25, whatever the year of birth
    d = designs.design(OUTCOMES["attendance"], panels, office.cycle.analysis)
    assert list(d.covariates) == ["age", "female"]
