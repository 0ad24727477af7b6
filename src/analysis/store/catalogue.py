"""The catalogue of result tables: what each holds, which function makes it, where it is shown, and to whom.

Each room of the package declares its tables beside the functions that make them: ``<room>/tables.yaml``, and
``indicators/<name>.yaml`` for each indicator. Columns that many tables share stand once, in ``store/columns.yaml``.
This module reads them all. Workbook, codebook of results, schemas, trace lines and the sentence that names a missing
export are made from it; nothing lists tables a second time.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, model_validator

from analysis.domain import exports
from analysis.store.yaml_files import STRICT

#: Languages in which every meaning is said.
LANGUAGES = ("id", "en")
#: Whom rows may be shown to: the team that works on the data; whoever reads a report or the workbook; everyone.
READERS = ("team", "audiences", "public")

Type = Literal["text", "integer", "number", "truth", "date"]
Reader = Literal["team", "audiences", "public"]


class _Strict(BaseModel):
    model_config = STRICT


class Column(_Strict):
    """One column of a table.

    Attributes
    ----------
    name : as in the table; ``score_*`` stands for any number of columns that begin so.
    type : ``text``, ``integer``, ``number``, ``truth`` or ``date``; a value may be missing.
    meaning : by language.
    unit : key of :func:`units`; empty where there is none.
    values : all that may stand there; empty for anything.
    least, most : the smallest and the largest number that may stand there.
    needs : exports without any of which the column is not there.
    """

    name: str
    type: Type
    meaning: dict[str, str]
    unit: str = ""
    values: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    needs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _said(self) -> Column:
        lacking = [language for language in LANGUAGES if not self.meaning.get(language)]
        if lacking:
            raise ValueError(f"column '{self.name}': say its meaning in {', '.join(lacking)}")
        if self.unit and self.unit not in units():
            raise ValueError(f"column '{self.name}': unit '{self.unit}' is none of {', '.join(units())}")
        return self


class Table(_Strict):
    """One table of results.

    Attributes
    ----------
    name : path below the cycle's folder, without the ending; ``tables/*`` stands for all below ``tables``.
    title : by language.
    stage : the notebook that writes it.
    maker : dotted path of the function that makes it.
    needs : exports without which it cannot be made.
    shown_to : whom its rows may be shown to, one of :data:`READERS`; of a table for the ``team`` only totals leave it.
    sheet : of the workbook; empty for none.
    key : columns that together tell rows apart.
    columns : in any order.
    declared : dotted path of what declares the columns instead, where `columns` is empty.
    """

    name: str
    title: dict[str, str]
    stage: str
    maker: str
    needs: tuple[str, ...] = ()
    shown_to: Reader
    sheet: str = ""
    key: tuple[str, ...] = ()
    columns: tuple[Column, ...] = Field(default=())
    declared: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Table:
        names = {column.name for column in self.columns}
        if not names and not self.declared:
            raise ValueError(f"table '{self.name}': name its columns, or what declares them")
        unknown = [c for c in self.key if c not in names]
        if unknown:
            raise ValueError(f"table '{self.name}': {', '.join(unknown)} is no column of it")
        if [language for language in LANGUAGES if not self.title.get(language)]:
            raise ValueError(f"table '{self.name}': say its title in {', '.join(LANGUAGES)}")
        if self.sheet and self.shown_to == "team":
            raise ValueError(f"table '{self.name}': what is shown to the team only has no sheet in the workbook")
        unsent = [name for name in self.needs if name not in exports.NAMES]
        if unsent:
            raise ValueError(f"table '{self.name}': needs {', '.join(unsent)}, which is no export")
        return self

    def holds(self, name: str) -> bool:
        """Tell whether a table's name is this one's."""
        return fnmatchcase(name, self.name)


@cache
def _package() -> Path:
    return Path(str(files("analysis")))


def _read(path: Path) -> dict[str, Any]:
    # the parser in C where there is one: it is ten times as fast
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def _shared() -> dict[str, Any]:
    return _read(_package() / "store" / "columns.yaml")


def units() -> dict[str, dict[str, str]]:
    """Return the words of every unit: key → language → words."""
    return _shared()["units"]


def declarations() -> list[Path]:
    """Return the files that declare tables."""
    return sorted([*_package().glob("*/tables.yaml"), *_package().glob("indicators/*.yaml")])


@cache
def catalogue() -> dict[str, Table]:
    """Read the whole catalogue: name → table, the results first.

    Raises
    ------
    ValueError
        If a declaration is wrong; the message names the file, the table and what it lacks.
    """
    tables: dict[str, Table] = {}
    for path in declarations():
        try:
            for table in _declared(path):
                if table.name in tables:
                    raise ValueError(f"table '{table.name}' is declared twice")
                tables[table.name] = table
        except ValueError as error:
            raise ValueError(f"{path.relative_to(_package()).as_posix()}: {error}") from error
    return tables


def _declared(path: Path) -> list[Table]:
    """Read the tables of one file; what it says for all of them is filled in, shared columns likewise."""
    content = _read(path)
    for_all = {key: value for key, value in content.items() if key != "tables"}
    tables = []
    for name, given in content["tables"].items():
        columns = []
        for column, about in (given.get("columns") or {}).items():
            shared = _shared()["columns"].get(column, {})
            if not shared and not about:
                raise ValueError(f"table '{name}', column '{column}': say its type and meaning, for no table shares it")
            columns.append({"name": column, **shared, **(about or {})})
        tables.append(Table.model_validate({**for_all, **given, "name": name, "columns": columns}))
    return tables


def describe(name: str) -> Table:
    """Return what the catalogue says of a table.

    Raises
    ------
    KeyError
        If no file declares it; the message says where to.
    """
    listed = catalogue()
    table = listed.get(name) or next((t for t in listed.values() if t.holds(name)), None)
    if table is None:
        raise KeyError(
            f"table '{name}' is in no catalogue: declare it, with its columns, in the tables.yaml of the room that "
            "makes it, or in indicators/<indicator>.yaml."
        )
    return table


def resolve(path: str) -> Any:
    """Return what a dotted path names, such as ``analysis.study.Study.changes``.

    Raises
    ------
    ImportError, AttributeError
        If there is no such thing.
    """
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            thing = getattr(thing, name)
        return thing
    raise ModuleNotFoundError(path)
