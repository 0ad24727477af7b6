import math
import os
import signal
import time

import pytest

from analysis import parallel
from analysis.errors import UserError


def square(x):
    return x * x, os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS")


def nested(x):
    return [pid for _, pid, _ in parallel.run(square, [x, x])]


def fails(x):
    raise ValueError(f"job {x}")


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


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


def test_what_runs_beside_is_ended_when_the_body_fails():
    began = time.perf_counter()
    with pytest.raises(UserError, match="the export cannot be read"), parallel.beside(time.sleep, 600):
        raise UserError("the export cannot be read")
    assert time.perf_counter() - began < 60


def test_what_fails_beside_is_raised_after_the_body():
    done = []
    with pytest.raises(ValueError, match="math domain"), parallel.beside(math.sqrt, -1):
        done.append(True)
    assert done == [True]


def test_a_process_that_was_killed_is_named():
    with pytest.raises(ChildProcessError, match="dies: its process was ended"), parallel.beside(dies):
        pass
