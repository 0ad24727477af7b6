"""Run jobs on all processors, in processes whose results do not depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

#: One thread a process: two processes of two threads each are slower, and sums must not depend on a thread count.
_SINGLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def run(function: Callable[[Any], Any], jobs: Sequence[Any]) -> list[Any]:
    """Apply a function of a module to each job and return the results in order; begin with the longest jobs.

    Within a process that already is one of several, jobs run one after another.
    """
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers < 2 or multiprocessing.parent_process() is not None:
        return [function(job) for job in jobs]
    with pool(workers, function.__module__) as started:
        return list(started.map(function, jobs))


@contextmanager
def beside(function: Callable[..., Any], *arguments: Any) -> Iterator[None]:
    """Run a function of a module in a process of its own while the body runs; wait for it, and raise what it raised.

    Where the body fails, the process is ended at once: nobody waits for what nobody will use.

    Raises
    ------
    ChildProcessError
        If the process was ended from outside, most often because memory ran out.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([function.__module__])
    receiving, sending = context.Pipe(duplex=False)
    with _environment(_SINGLE):
        process = context.Process(target=_report, args=(sending, function, arguments), daemon=True)
        process.start()
    sending.close()
    try:
        yield
    except BaseException:
        process.terminate()
        process.join()
        raise
    try:
        raised = receiving.recv()
    except EOFError:
        raise ChildProcessError(f"{function.__name__}: its process was ended from outside.") from None
    finally:
        process.join()
    if raised is not None:
        raise raised


def _report(sending: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Call a function and send what it raised, None if nothing."""
    try:
        function(*arguments)
    except Exception as error:
        sending.send(error)
    else:
        sending.send(None)


@contextmanager
def pool(workers: int, module: str) -> Iterator[ProcessPoolExecutor]:
    """Start processes of one thread each that have imported a module, once, before they were forked."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    with _environment(_SINGLE), ProcessPoolExecutor(workers, context) as started:
        yield started


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
