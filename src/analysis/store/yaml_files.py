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
#: Bytes of a file, and levels within it; those of a team have some thousand bytes and five levels.
LARGEST, DEEPEST = 256 << 10, 20
#: Characters of a complaint that names what stands in a file.
_LONGEST = 600


class _Plain(yaml.SafeDumper):
    """Writes a repeated value again instead of pointing to it."""

    def ignore_aliases(self, data: object) -> bool:
        """Point to nothing."""
        return True


class Unclear(ValueError):
    """A YAML text that is not read; the message says why, and where it can."""


class _Loader(yaml.SafeLoader):
    """Reads plain YAML: one document, each key once, nothing that points elsewhere, not too deep."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node, unless it points to another or lies too deep."""
        mark = self.peek_event().start_mark
        if self.check_event(yaml.AliasEvent) or getattr(self.peek_event(), "anchor", None):
            raise Unclear(f"line {mark.line + 1}: '&' and '*' point elsewhere; write out what is meant")
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unclear(f"line {mark.line + 1}: more than {DEEPEST} levels within one another; check the brackets")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Make a mapping whose keys are plain and stand there once."""
        seen: set[str] = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                raise Unclear(f"line {line}: a key is a word; check indentation and colons")
            if key.value in seen:
                raise Unclear(f"line {line}: the key '{key.value}' stands there twice; keep one")
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Make a value; one that looks like a date or a number and is none is named by its line."""
        try:
            return super().construct_object(node, deep)  # type: ignore[no-untyped-call]
        except Unclear:
            raise
        except ValueError:
            raise Unclear(
                f"line {node.start_mark.line + 1}: '{str(node.value)[:40]}' is no date or number; put quotation marks "
                "around it if it is text"
            ) from None


def parse(text: str) -> Any:
    """Read a YAML text.

    Raises
    ------
    Unclear
        If it is not YAML, or not plain YAML: see :class:`_Loader`.
    """
    if len(text) > LARGEST:
        raise Unclear(f"{len(text):,} characters; at most {LARGEST:,} are read, as no such file needs a tenth of them")
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unclear(f"line {mark.line + 1}" if mark else "") from error


def text_of(path: Path) -> str:
    """Return the text of a file that the team keeps.

    Raises
    ------
    Unclear
        If it is no file or too large, not in UTF-8, or cannot be read.
    """
    try:
        if not path.is_file():
            raise Unclear("no file that can be read")
        if path.stat().st_size > LARGEST:
            raise Unclear(f"larger than {LARGEST >> 10} KiB, which no such file needs")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unclear("not text in UTF-8; save it in that encoding") from error
    except OSError as error:
        raise Unclear(f"it cannot be opened ({error.strerror})") from error


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
        return model.model_validate(parse(text_of(path)))
    except Unclear as error:
        why = str(error)
        at = f", {why}" if why.startswith("line ") else "" if not why else f": {why}"
        said = "" if ":" in at else f": not valid YAML; {remedy}"
        raise UserError(f"{where}{at}{said}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        what = first["msg"].removeprefix("Value error, ")
        raise UserError(f"{where}, key '{key[:_LONGEST]}': {what[:_LONGEST]}.") from error


def write(path: Path, head: str, content: dict[str, Any]) -> None:
    """Write a file with comment lines at its head; what was there is replaced when all of it is ready."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    text = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    partial.write_text(head + text, encoding="utf-8")
    partial.replace(path)
