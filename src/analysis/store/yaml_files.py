"""Files that the team keeps in ``cycles/``: YAML, checked when it is read, whole when it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.errors import UserError
from analysis.store.repository import Folders

#: Roles of the team: officials in charge, representatives of the civil servants, outside HR experts.
Role = Literal["officials", "asn", "experts"]
#: How a part of a file is checked: a key that it does not know is a mistake.
STRICT = ConfigDict(extra="forbid", frozen=True)
_Model = TypeVar("_Model", bound=BaseModel)


class _Plain(yaml.SafeDumper):
    """Writes a repeated value again instead of pointing to it."""

    def ignore_aliases(self, data: object) -> bool:
        """Point to nothing."""
        return True


def read(folders: Folders, path: Path, model: type[_Model], remedy: str = "check indentation and colons") -> _Model:
    """Read and check a file.

    Parameters
    ----------
    folders : of the cycle; messages name the file below the repository.
    model : what it must hold.
    remedy : what to do where it is not YAML.

    Raises
    ------
    UserError
        If the file is not YAML (the message names the line) or a key of it is wrong (the message names the key).
    """
    where = folders.below(path)
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise UserError(f"{where}{line}: not valid YAML; {remedy}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise UserError(f"{where}, key '{key}': {first['msg'].removeprefix('Value error, ')}.") from error


def write(path: Path, head: str, content: dict[str, Any]) -> None:
    """Write a file with comment lines at its head; what was there is replaced when all of it is ready."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    text = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    partial.write_text(head + text, encoding="utf-8")
    partial.replace(path)
