import os

import pytest

from analysis import parallel


def square(x):
    return x * x, os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS")


def nested(x):
    return [pid for _, pid, _ in parallel.run(square, [x, x])]


def fails(x):
    raise ValueError(f"job {x}")


def test_results_come_in_order_from_other_processes_of_one_thread():
    results = parallel.run(square, range(6))
    assert [r[0] for r in results] == [0, 1, 4, 9, 16, 25]
    if (os.cpu_count() or 1) > 1:
        assert os.getpid() not in {r[1] for r in results}
        assert {r[2] for r in results} == {"1"}


def test_a_job_of_jobs_stays_in_its_process():
    assert all(len(set(pids)) == 1 for pids in parallel.run(nested, [1, 2]))


def test_an_error_reaches_the_caller():
    with pytest.raises(ValueError, match="job"):
        parallel.run(fails, [1, 2])


def test_the_environment_is_left_as_it_was():
    before = dict(os.environ)
    parallel.run(square, [1, 2])
    assert dict(os.environ) == before
