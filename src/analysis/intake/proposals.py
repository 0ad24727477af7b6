"""Lines for the cycle file that settle what could not be matched with certainty, and the editor that adds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from analysis.errors import UserError

_KEY = "columns"


@dataclass(frozen=True)
class Proposal:
    """One line for the cycle file: the header that is to be taken for a column of an export."""

    source: str
    column: str
    header: str


class Unmatched(UserError):
    """A file lacks columns, or seems to; what they may be called there is proposed.

    Attributes
    ----------
    proposals : headings that may be the columns missed.
    """

    def __init__(self, message: str, proposals: Iterable[Proposal] = ()) -> None:
        super().__init__(message)
        self.proposals = tuple(proposals)


def together(errors: Iterable[UserError]) -> Unmatched:
    """Return several complaints as one, a line each, with all that they propose."""
    listed = list(errors)
    proposed = [p for error in listed for p in getattr(error, "proposals", ())]
    return Unmatched("\n".join(dict.fromkeys(map(str, listed))), dict.fromkeys(proposed))


def of_matches(matches: pd.DataFrame) -> list[Proposal]:
    """Return what confirms the headings that were taken by their near spelling."""
    near = matches[matches["how"] == "near"]
    listed = zip(near["source"], near["column"], near["header"], strict=True)
    return list(dict.fromkeys(Proposal(str(s), str(c), str(h)) for s, c, h in listed))


def lines(proposals: Iterable[Proposal]) -> str:
    """Return proposals as the YAML that they add to a cycle file."""
    return _dumped({_KEY: _tree(proposals)})


def add(text: str, proposals: Iterable[Proposal]) -> str:
    """Add proposals to the text of a cycle file; its comments and all other lines stay as they are.

    What the file says of a column already is left alone.

    Raises
    ------
    UserError
        If the text is not YAML, or its key ``columns`` is no mapping.
    """
    text = text if text.endswith("\n") or not text else text + "\n"
    try:
        document = yaml.compose(text, Loader=yaml.SafeLoader)
        before = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise UserError("the cycle file is not valid YAML; nothing was added. Check indentation and colons.") from error
    given = before.get(_KEY) or {}
    if not isinstance(given, dict) or not all(isinstance(v, dict) for v in given.values()):
        raise UserError("the cycle file's key 'columns' is no mapping of exports to columns; nothing was added.")
    new = [p for p in proposals if p.column not in given.get(p.source, {})]
    if not new:
        return text
    node = _value(document, _KEY)
    if node is None or not isinstance(node, yaml.MappingNode) or not node.value:
        after = _without_empty(text, document) + lines(new)
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


def write(path: Path, proposals: Iterable[Proposal]) -> None:
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


def _without_empty(text: str, document: yaml.Node | None) -> str:
    """Return the text without a key ``columns`` that holds nothing."""
    pairs = document.value if isinstance(document, yaml.MappingNode) else []
    for name, value in pairs:
        if name.value == _KEY:
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
    while isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        node = node.value[-1][1]
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    """Return the start of the line after a place: a comment on the same line stays with it."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
