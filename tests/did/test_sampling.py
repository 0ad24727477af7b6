import numpy as np
import pytest

from analysis.did.sampling import MIXED, Sampling
from analysis.did.timeline import NEVER


def test_cohorts_of_one_unit_are_pooled():
    cohort = np.array([3, 4, 5, 5, NEVER, NEVER])
    assert Sampling(cohort).strata.tolist() == [3, 3, 5, 5, NEVER, NEVER]
    alone = np.array([3, 5, 5, 9, 9, NEVER])
    assert Sampling(alone).strata.tolist() == [5, 5, 5, 9, 9, NEVER]


@pytest.mark.parametrize(("treated", "control", "df"), [(6, 4, 3), (2, 9, 1), (9, 2, 1), (30, 25, 24)])
def test_clusters_leave_the_degrees_of_freedom_of_the_smaller_side(treated, control, df):
    labels = np.repeat(np.arange(treated + control), 5)
    cohort = np.where(labels < treated, 4, NEVER)
    assert Sampling(cohort, (labels,)).cluster_df() == pytest.approx(df)
    both = Sampling(cohort, (labels, np.arange(len(labels))))
    other = Sampling(cohort, (np.arange(len(labels)), labels))
    assert both.cluster_df() == other.cluster_df() == pytest.approx(df)


def test_one_cluster_on_either_side_leaves_none():
    for treated in (1, 14):
        labels = np.repeat(np.arange(15), 4)
        assert np.isnan(Sampling(np.where(labels < treated, 4, NEVER), (labels,)).cluster_df())


def test_a_large_cluster_beside_small_ones_counts_as_little_more_than_one():
    labels = np.r_[np.zeros(100, int), np.arange(1, 11), np.repeat(np.arange(11, 31), 5)]
    cohort = np.where(labels < 11, 4, NEVER)
    assert Sampling(cohort, (labels,)).cluster_df() == 1


def test_effects_of_cohorts_that_lie_in_one_cluster_each_have_no_error():
    labels = np.repeat(np.arange(12), 6)
    cohort = np.where(labels < 2, 4 + labels, NEVER)
    sampling = Sampling(cohort, (labels,))
    assert np.isnan(sampling.cluster_df({4: 0.5, 5: 0.5}))
    assert sampling.cluster_df() == 1


def test_clusters_have_the_stratum_of_their_units():
    labels = np.array([0, 0, 1, 1, 2, 2, 3, 3, 4])
    cohort = np.array([3, 3, 3, 3, NEVER, NEVER, 3, NEVER, NEVER])
    # a lone cluster that mixes strata joins the treated cohort next to it
    assert Sampling(cohort, (labels,)).cluster_strata.tolist() == [3, 3, NEVER, 3, NEVER]
    strata = Sampling(np.r_[cohort, 3, NEVER], (np.r_[labels, 5, 5],)).cluster_strata
    assert strata.tolist() == [3, 3, NEVER, MIXED, NEVER, MIXED]
