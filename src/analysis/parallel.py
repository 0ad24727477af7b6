"""Run jobs on all processors, in processes whose results do not depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

#: One thread a process: two processes of two threads each are slower, and sums must not depend on a thread count.
_SINGLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
#: Processes start from one that has imported the module already; where a system has none such, from nothing.
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_STANDARD: Any = multiprocessing.get_context(_METHOD)


class _Process(_STANDARD.Process):  # type: ignore[misc]
    """A process that does not run the caller's script again: a plain script needs no ``if __name__`` guard."""

    @staticmethod
    def _Popen(process: Any) -> Any:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return _STANDARD.Process._Popen(process)
        finally:
            sys.modules["__main__"] = script


class _Context(type(_STANDARD)):  # type: ignore[misc]
    """How processes are started: as Python does, less running the caller's script again."""

    Process = _Process


def _context(module: str) -> Any:
    """Return what starts processes that have imported a module."""
    context = _Context()
    if _METHOD == "forkserver":
        context.set_forkserver_preload([module])
    return context


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
    context = _context(function.__module__)
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
    context = _context(module)
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
