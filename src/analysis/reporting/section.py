"""A section of the report: how it is written, what it rests on, where it stands and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.reporting.blocks import Block
from analysis.reporting.writer import Writer


@dataclass(frozen=True)
class Section:
    """One section, declared at the end of its file in ``reporting/sections``.

    Attributes
    ----------
    name : key of the words of its heading (``part-<name>``) and of why it cannot be written though no
        export is lacking (``absent-<name>``, where there is more to say than the tables that are empty).
    write : writes it, when each of its `tables` has rows.
    tables : of results without which there is nothing to say; one honest sentence stands there instead.
    readers : names of the audiences beside the technical one, see :mod:`analysis.reporting.audiences`.
    titled : whether it begins with a heading of its own, as it shares a chapter with others.
    after : the section that it follows where the report's notebook does not name it.
    technical : whether the technical report holds it; one that stands there in a longer form already it does not.
    """

    name: str
    write: Callable[[Writer], Block]
    tables: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    titled: bool = False
    after: str = ""
    technical: bool = True
