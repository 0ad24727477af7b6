"""Read a file in a process of its own, so that a parser that aborts, hangs or takes all memory ends in a sentence.

Libraries that read workbooks and Parquet are written in other languages: what they cannot take ends the process, not
the function. On Linux the process is forked, which takes some milliseconds and needs no import; elsewhere the file is
read in this process, where the limits of size hold and those of time and memory do not.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from analysis.errors import UserError
from analysis.intake import limits

#: What the child says first: the result follows, a user's mistake, or the kind of a failure.
_DONE, _TOLD, _FAILED = range(3)


class Ended(Exception):
    """A parser could not end its work: out of memory, out of time, or of no use."""


def run(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a process with bounds on time and memory, and return what it returns.

    Raises
    ------
    UserError
        What the function raised.
    Ended
        If it failed otherwise; the message says by what (``memory``, ``time`` or the name of a failure).
    """
    if not sys.platform.startswith("linux"):
        return _outcome(*_call(function, arguments))
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _work(sending, function, arguments)
    os.close(sending)
    status = None
    try:
        answer = _received(receiving)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(receiving)
        if status is None:  # too slow, or stopped from outside
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    if not answer:
        raise Ended("time" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU else "memory")
    return _outcome(*pickle.loads(answer))


def _work(sending: int, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Do the work of the child: bound it, call, send, leave without the parent's clean-up."""
    try:
        _bound()
        answer = pickle.dumps(_call(function, arguments), protocol=5)
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _bound() -> None:
    """Bound time and memory; a parser's last words go nowhere, and no core is written."""
    import resource  # not on Windows

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    faulthandler.disable()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    spent = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.SECONDS, spent + limits.SECONDS + 5))
    with open("/proc/self/status", encoding="ascii") as status:
        taken = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
    most = taken + limits.MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[int, Any]:
    try:
        return _DONE, function(*arguments)
    except UserError as error:
        return _TOLD, str(error)
    except MemoryError:
        return _FAILED, "memory"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of a library is no Exception
        return _FAILED, type(error).__name__


def _outcome(kind: int, value: Any) -> Any:
    if kind == _TOLD:
        raise UserError(value)
    if kind == _FAILED:
        raise Ended(value)
    return value


def _received(receiving: int) -> bytes:
    """Return what the child sends until it ends.

    Raises
    ------
    Ended
        If it takes longer than anyone waits.
    """
    parts: list[bytes] = []
    end = time.monotonic() + limits.PATIENCE
    while True:
        ready, _, _ = select.select([receiving], [], [], max(end - time.monotonic(), 0))
        if not ready:
            raise Ended("time")
        part = os.read(receiving, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)
