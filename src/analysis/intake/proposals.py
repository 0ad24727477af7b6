"""Lines for the cycle file that settle what could not be matched with certainty, and the editor that adds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.errors import UserError
from analysis.store import yaml_files

_KEY, _ABSENT = "columns", "absent"


@dataclass(frozen=True)
class Proposal:
    """One line for the cycle file: the header that is to be taken for a column of an export."""

    source: str
    column: str
    header: str


@dataclass(frozen=True)
class Absent:
    """One line for the cycle file: a delivery does not hold an export, and that is known."""

    delivery: str
    source: str


class Unmatched(UserError):
    """Exports or columns are missing, or seem to be; lines that settle it are proposed.

    Attributes
    ----------
    proposals : headings that may be the columns missed, and exports that may not have been sent.
    """

    def __init__(self, message: str, proposals: Iterable[Proposal | Absent] = ()) -> None:
        super().__init__(message)
        self.proposals = tuple(proposals)

    @property
    def absence_only(self) -> bool:
        """Whether all that is proposed is that exports were not sent."""
        return bool(self.proposals) and all(isinstance(p, Absent) for p in self.proposals)


def together(errors: Iterable[UserError], mask: Callable[[str], str] = str) -> Unmatched:
    """Return several complaints as one, a line each, with all that they propose; `mask` hides what names a person."""
    listed = list(errors)
    proposed = [p for error in listed for p in getattr(error, "proposals", ())]
    return Unmatched(mask("\n".join(dict.fromkeys(map(str, listed)))), dict.fromkeys(proposed))


def of_matches(matches: pd.DataFrame) -> list[Proposal]:
    """Return what confirms the headings that were taken by their near spelling."""
    near = matches[matches["how"] == "near"]
    listed = zip(near["source"], near["column"], near["header"], strict=True)
    return list(dict.fromkeys(Proposal(str(s), str(c), str(h)) for s, c, h in listed))


def lines(proposals: Iterable[Proposal | Absent]) -> str:
    """Return proposals as the YAML that they add to a cycle file."""
    listed = list(proposals)
    columns = _tree(p for p in listed if isinstance(p, Proposal))
    absent = _lists([p for p in listed if isinstance(p, Absent)])
    return (_dumped({_KEY: columns}) if columns else "") + (_absence(absent) if absent else "")


def add(text: str, proposals: Iterable[Proposal | Absent]) -> str:
    """Add proposals to the text of a cycle file; its comments and all other lines stay as they are.

    What the file says of a column or an absent export already is left alone.

    Raises
    ------
    UserError
        If the text is not YAML, or its keys ``columns`` and ``absent`` are not what they must be.
    """
    listed = list(proposals)
    text = _add_columns(text, [p for p in listed if isinstance(p, Proposal)])
    return _add_absent(text, [p for p in listed if isinstance(p, Absent)])


def _add_absent(text: str, absent: list[Absent]) -> str:
    """Add absent exports: a new key after ``deliveries``, or more of them where the key stands."""
    document, before = _parsed(text)
    given = before.get(_ABSENT) or {}
    if not isinstance(given, dict) or not all(isinstance(v, list) for v in given.values()):
        raise UserError("the cycle file's key 'absent' is no mapping of deliveries to exports; nothing was added.")
    new = [a for a in absent if a.source not in given.get(a.delivery, [])]
    if not new:
        return text
    wanted = {d: [*given.get(d, []), *_lists(new).get(d, [])] for d in dict.fromkeys([*given, *_lists(new)])}
    node = _value(document, _ABSENT)
    if not given or not isinstance(node, yaml.MappingNode):
        text = _without_empty(text, document, _ABSENT)
        document, _ = _parsed(text)
        deliveries = _value(document, "deliveries")
        at = len(text) if deliveries is None else _line_end(text, _last(deliveries))
        after = text[:at] + _absence(wanted) + text[at:]
    elif node.flow_style:
        after = text[: node.start_mark.index] + _flow(wanted) + text[node.end_mark.index :]
    else:
        after = _into_lists(text, node, wanted)
    if yaml.safe_load(after) != {**before, _ABSENT: wanted}:
        raise UserError("the lines could not be added to the cycle file without changing others; add them by hand.")
    return after


def _lists(absent: list[Absent]) -> dict[str, list[str]]:
    """Return the exports absent from each delivery."""
    return {d: [a.source for a in absent if a.delivery == d] for d in dict.fromkeys(a.delivery for a in absent)}


def _absence(absent: dict[str, list[str]]) -> str:
    """Write the key ``absent``: a line a delivery."""
    each = yaml.safe_dump(absent, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=None)
    return f"{_ABSENT}:\n{_indented(each, 2)}"


def _flow(value: object) -> str:
    """Write a list or a mapping on one line."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=True).rstrip()


def _into_lists(text: str, node: yaml.MappingNode, wanted: dict[str, list[str]]) -> str:
    """Lengthen the lists of a block, and add those that it lacks at its end, last first so that places stay true."""
    held = {yaml.safe_load(name.value): value for name, value in node.value}
    changes: list[tuple[int, int, int, str]] = []  # start, end, rank where starts are one, new text
    for delivery, sources in wanted.items():
        inside = held.get(delivery)
        if inside is None:
            at = _line_end(text, _last(node))
            changes.append((at, at, 1, " " * node.start_mark.column + _flow({delivery: sources})[1:-1] + "\n"))
        elif inside.flow_style:
            changes.append((inside.start_mark.index, inside.end_mark.index, 0, _flow(sources)))
        else:
            at, more = _line_end(text, _last(inside)), sources[len(inside.value) :]
            changes.append((at, at, 0, "".join(" " * inside.start_mark.column + f"- {source}\n" for source in more)))
    for start, end, _, piece in sorted(changes, key=lambda c: (c[0], c[2]), reverse=True):
        text = text[:start] + piece + text[end:]
    return text


def _parsed(text: str) -> tuple[yaml.Node | None, dict[str, Any]]:
    """Read a cycle file's text as nodes and as values.

    Raises
    ------
    UserError
        If it is not YAML.
    """
    try:
        values = yaml_files.parse(text) or {}
        return yaml.compose(text, Loader=yaml.SafeLoader), values
    except yaml_files.Unclear as error:
        raise UserError("the cycle file is not valid YAML; nothing was added. Check indentation and colons.") from error


def _add_columns(text: str, proposals: list[Proposal]) -> str:
    """Add headings that are to be taken for columns."""
    text = text if text.endswith("\n") or not text else text + "\n"
    document, before = _parsed(text)
    given = before.get(_KEY) or {}
    if not isinstance(given, dict) or not all(isinstance(v, dict) for v in given.values()):
        raise UserError("the cycle file's key 'columns' is no mapping of exports to columns; nothing was added.")
    new = [p for p in proposals if p.column not in given.get(p.source, {})]
    if not new:
        return text
    node = _value(document, _KEY)
    if node is None or not isinstance(node, yaml.MappingNode) or not node.value:
        after = _without_empty(text, document, _KEY) + lines(new)
    elif node.flow_style:
        merged = {s: {**given.get(s, {}), **_tree(new).get(s, {})} for s in dict.fromkeys([*given, *_tree(new)])}
        block = "\n" + _indented(_dumped(merged), 2).rstrip("\n")
        after = text[: node.start_mark.index].rstrip(" ") + block + text[node.end_mark.index :]
    else:
        after = _into_block(text, node, _tree(new))
    wanted = {**before, _KEY: {s: {**given.get(s, {}), **_tree(new).get(s, {})} for s in {**given, **_tree(new)}}}
    if yaml.safe_load(after) != wanted:
        raise UserError("the lines could not be added to the cycle file without changing others; add them by hand.")
    return after


def write(path: Path, proposals: Iterable[Proposal | Absent]) -> None:
    """Add proposals to a cycle file, whole or not at all."""
    after = add(path.read_text(encoding="utf-8"), proposals)
    partial = path.with_suffix(".partial")
    partial.write_text(after, encoding="utf-8")
    partial.replace(path)


def _tree(proposals: Iterable[Proposal]) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for p in proposals:
        out.setdefault(p.source, {}).setdefault(p.column, p.header)
    return out


def _dumped(content: Mapping[str, object]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=False)


def _indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return the node under a key of a mapping."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _without_empty(text: str, document: yaml.Node | None, key: str) -> str:
    """Return the text without a key that holds nothing."""
    pairs = document.value if isinstance(document, yaml.MappingNode) else []
    for name, value in pairs:
        if name.value == key:
            end = max(value.end_mark.index, name.end_mark.index + 1)
            text = text[: name.start_mark.index] + text[end:].lstrip(" ").removeprefix("\n")
    return text


def _into_block(text: str, node: yaml.MappingNode, new: dict[str, dict[str, str]]) -> str:
    """Add columns below the exports of a block, and exports at its end, last first so that places stay true."""
    indent = node.start_mark.column
    held = {name.value: value for name, value in node.value}
    changes: list[tuple[int, int, int, str]] = []  # start, end, rank where starts are one, new text
    for source, columns in new.items():
        inside = held.get(source)
        if inside is None:
            at = _line_end(text, _last(node))
            changes.append((at, at, 1, _indented(_dumped({source: columns}), indent)))
        elif isinstance(inside, yaml.MappingNode) and inside.flow_style:
            start, end = inside.start_mark.index, inside.end_mark.index
            block = _dumped({**yaml.safe_load(text[start:end]), **columns})
            changes.append((start, end, 0, "\n" + _indented(block, indent + 2).rstrip("\n")))
        else:
            at = _line_end(text, _last(inside))
            changes.append((at, at, 0, _indented(_dumped(columns), inside.start_mark.column)))
    for start, end, _, piece in sorted(changes, key=lambda c: (c[0], c[2]), reverse=True):
        text = text[:start] + piece + text[end:]
    return text


def _last(node: yaml.Node) -> int:
    """Return where the last scalar or flow collection of a node ends: the node itself may claim comments below it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    """Return the start of the line after a place: a comment on the same line stays with it."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
