"""How the code is built: its layers, the length of its functions, its words and its docstrings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conftest import ROOT

SOURCES = sorted((ROOT / "src").rglob("*.py"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

#: Rooms and single files of `analysis`, from the ground up. Each imports from those before it and from itself;
#: those that share a line know nothing of each other.
LAYERS = (
    ("__init__",),
    ("errors",),
    ("parallel",),
    ("display",),
    ("domain",),
    ("store",),
    ("akm", "did"),
    ("cycle",),
    ("intake",),
    ("panels",),
    ("impact", "simulate"),
    ("indicators",),
    ("team",),
    ("study",),
    ("reporting",),
    ("pipeline",),
    ("cli",),
)
#: Rooms that stay strangers though their layers would allow an import: how exports are read knows no method.
STRANGERS = {("intake", "did"), ("intake", "akm"), ("panels", "did"), ("panels", "akm")}
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}

#: Lines of a function's body, its docstring left out.
LONGEST_BODY = 60
#: Functions that were longer when this was first measured. A function leaves this list when it is split; none enters.
STILL_LONG: set[str] = set()

#: Words that say nothing to a stranger; CONTRIBUTING.md says what to write instead.
DIALECT = {
    "able", "found", "heard", "hindrance", "known", "late", "lean", "own", "pull", "speaks", "tilt", "told", "whole",
}  # fmt: skip
#: Identifiers in that dialect when this was first measured, by file. One leaves this list when it is renamed, and none
#: enters: `python tests/test_structure.py` writes it again without those that are gone.
STILL_DIALECT = ROOT / "tests/still_dialect.json"

#: Share of public modules, classes, functions and methods that say what they are for.
DOCUMENTED = 0.98


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def inside(path: Path) -> str:
    return path.relative_to(ROOT / "src/analysis").as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


def graph() -> dict[str, set[str]]:
    """Return, by module, the modules that it imports."""
    modules = {module(path): path for path in SOURCES}
    return {
        name: {other for other in imports(path) if other in modules and not f"{name}.".startswith(f"{other}.")}
        for name, path in modules.items()
    }


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def test_only_the_command_line_knows_the_simulator_and_nothing_reads_its_truth():
    for path in SOURCES:
        inside = "simulate" in path.parts
        if not inside and path.name != "cli.py":
            assert not [m for m in imports(path) if m.startswith("analysis.simulate")], path
        if not inside:
            assert "truth.json" not in path.read_text(), path


def test_data_flow_one_way_without_circles():
    known = graph()
    done: set[str] = set()
    path: list[str] = []

    def visit(name):
        assert name not in path, " → ".join([*path, name])
        if name not in done:
            path.append(name)
            for dependency in known[name]:
                visit(dependency)
            path.pop()
            done.add(name)

    for name in known:
        visit(name)


def test_every_room_has_its_layer():
    folder = ROOT / "src/analysis"
    there = {
        p.stem if p.suffix == ".py" else p.name for p in folder.iterdir() if p.suffix == ".py" or any(p.glob("*.py"))
    }
    assert there == set(LEVEL)


def test_layers_do_not_reach_upwards():
    upwards = [
        f"{name} imports {other}"
        for name, others in graph().items()
        for other in others
        if room(other) != room(name) and LEVEL[room(other)] >= LEVEL[room(name)]
    ]
    assert upwards == []


def test_how_exports_are_read_knows_no_method():
    pairs = [(name, other) for name, others in graph().items() for other in others]
    assert [pair for pair in pairs if (room(pair[0]), room(pair[1])) in STRANGERS] == []


def bodies() -> dict[str, int]:
    """Return, by file and function, the number of lines of its body without its docstring."""
    out: dict[str, int] = {}
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, FUNCTIONS):
                body = node.body[ast.get_docstring(node) is not None :]
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                name = f"{inside(path)}: {node.name}"
                out[name] = max(lines, out.get(name, 0))
    return out


def test_no_function_is_longer_than_a_screen():
    assert {name: lines for name, lines in bodies().items() if lines > LONGEST_BODY} == {}


def identifiers(tree: ast.Module) -> Iterator[str]:
    """Yield every name that the code gives: functions, classes, parameters, variables, attributes, aliases."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.keyword(arg=str(name)) | ast.alias(asname=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def in_dialect(name: str) -> bool:
    words = re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())
    return not DIALECT.isdisjoint(words)


def test_the_words_of_a_name_are_read_one_by_one():
    assert in_dialect("found") and in_dialect("_late_decision") and in_dialect("_Found") and in_dialect("rowsTold")
    assert not in_dialect("lateness") and not in_dialect("foundation") and not in_dialect("table")


def dialect() -> dict[str, set[str]]:
    """Return, by file, the identifiers in the dialect."""
    used = {inside(path): {name for name in identifiers(parsed(path)) if in_dialect(name)} for path in SOURCES}
    return {file: names for file, names in used.items() if names}


def less(these: dict[str, set[str]], those: dict[str, set[str]]) -> dict[str, list[str]]:
    rest = {file: sorted(names - those.get(file, set())) for file, names in these.items()}
    return {file: names for file, names in rest.items() if names}


def test_names_are_words_that_a_stranger_knows():
    used, left = dialect(), {file: set(names) for file, names in json.loads(STILL_DIALECT.read_text()).items()}
    assert less(used, left) == {}, "CONTRIBUTING.md says what to call these"
    assert less(left, used) == {}, "renamed: run python tests/test_structure.py"


def public(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield what a reader from outside may use: the module, its classes and functions, and their methods.

    What begins with an underscore is private, and so is what lies in a function.
    """
    yield name, node
    for child in node.body:
        if isinstance(child, FUNCTIONS) and not child.name.startswith("_"):
            yield f"{name}.{child.name}", child
        elif isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public(child, f"{name}.{child.name}")


def test_what_is_public_says_what_it_is_for():
    """A docstring counts where its first line is a sentence of three words or more."""
    documented = {}
    for path in SOURCES:
        for name, node in public(parsed(path), module(path)):
            first = (ast.get_docstring(node) or "").split("\n\n")[0]
            documented[name] = len(first.split()) >= 3 and first.rstrip().endswith((".", "?", ":"))
    missing = sorted(name for name, good in documented.items() if not good)
    assert len(documented) > 300
    assert 1 - len(missing) / len(documented) >= DOCUMENTED, missing


if __name__ == "__main__":
    before, now = json.loads(STILL_DIALECT.read_text()), dialect()
    left = {file: sorted(now.get(file, set()) & set(names)) for file, names in before.items()}
    STILL_DIALECT.write_text(json.dumps({file: names for file, names in left.items() if names}, indent=1) + "\n")
