"""Pages of the reference that are made from the code when the book is built, so that they cannot differ from it.

They lie in ``docs/generated``, which git ignores: the API, the command line, the cycle file, the codebook of results,
the registry of estimators, the rules of the grades, the published results and the picture of the rooms.
"""

from __future__ import annotations

import ast
import hashlib
import html
import importlib
import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import typer
import yaml
from numpydoc.docscrape import NumpyDocString
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sphinx.application import Sphinx

from analysis import cycle as cycles
from analysis.cli import app as command_line
from analysis.did.estimators.registry import ESTIMATORS
from analysis.impact import evidence
from analysis.reporting import codebook
from analysis.reporting.words import Words
from analysis.store.catalogue import catalogue

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent
PACKAGE = ROOT / "src" / "analysis"
#: Where the pages lie.
TARGET = DOCS / "generated"


def table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a Markdown table."""
    headers = list(headers)
    lines = [f"| {' | '.join(headers)} |", "|" + "---|" * len(headers)]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def _markdown(text: str) -> str:
    """Turn the marks of a docstring into those of Markdown."""
    text = re.sub(r":(?:func|mod|meth|class|data|attr):`~?(?:\.|analysis\.)?([^`]+)`", r"`\1`", text)
    return text.replace("``", "`")


def _first(thing: object) -> str:
    """Return the first sentence of a docstring."""
    return _markdown(" ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()))


# The API ------------------------------------------------------------------------------------------------------------


def modules() -> list[str]:
    """List the package's modules by dotted path, the simulator of the example left out."""
    paths = sorted(PACKAGE.rglob("*.py"), key=lambda p: (p.parent, p.name != "__init__.py", p.name))
    names = [".".join(p.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__") for p in paths]
    return [n for n in names if not n.startswith("analysis.simulate")]


def room_of(module: str) -> str:
    """Return the folder of the package that a module lies in, or its name where it lies in none."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    return module if path.is_dir() or module.count(".") == 1 else module.rpartition(".")[0]


def api() -> Iterator[tuple[str, str]]:
    """Write a page for each folder of the package, and the list of them."""
    rooms = {room: list(names) for room, names in groupby(sorted(modules(), key=room_of), key=room_of)}
    for room, names in rooms.items():
        parts = [_heading(room.removeprefix("analysis."), "=")]
        for name in names:
            if name == room:
                # what a package passes on is described where it is defined
                parts.append(f".. automodule:: {name}\n" + ("   :no-members:\n" if len(names) > 1 else ""))
            else:
                parts += [_heading(name.removeprefix("analysis."), "-"), f".. automodule:: {name}\n"]
        yield f"api/{room}.rst", "\n".join(parts)
    rows = [
        (f"[`{room.removeprefix('analysis.')}`]({room}.rst)", _first(importlib.import_module(room))) for room in rooms
    ]
    listed = "\n".join(rooms)
    yield (
        "api/index.md",
        "# Python API\n\nMade from the docstrings. Begin with [`study`](analysis.study.rst) for one cycle, opened, and "
        f"with [`did`](analysis.did.rst) for the method.\n\n{table(('room', 'what it holds'), rows)}\n"
        f"```{{toctree}}\n:hidden:\n\n{listed}\n```\n",
    )


def _heading(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def _to_copies(_: Sphinx, page: str, text: list[str]) -> None:
    """Let links to files outside the book work in it: to its copies of benchmarks, and to notebooks as downloads."""
    up = "../" * page.count("/")
    text[0] = re.sub(r"\]\((?:\.\./)+benchmarks/(\w+)\.md\)", rf"]({up}generated/benchmarks/\1.md)", text[0])
    text[0] = re.sub(r"\[(\w+)\]\(((?:\.\./)+notebooks/\S+\.ipynb)\)", r"{download}`\1 <\2>`", text[0])


def _is_left_out(_: Sphinx, kind: str, name: str, thing: object, skip: bool, options: object) -> bool | None:
    """Leave out names for types, and what another package defines."""
    callables = type | types.FunctionType | types.BuiltinFunctionType
    foreign = isinstance(thing, callables) and not str(thing.__module__).startswith("analysis")
    return True if foreign or typing.get_origin(thing) is not None else None


def _bars(_: Sphinx, kind: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Let a bar be a bar, as in |x|; in reStructuredText it would begin a substitution."""
    for place, line in enumerate(lines):
        parts = re.split(r"(``.+?``)", line)  # every other part is literal
        lines[place] = "".join(part if k % 2 else part.replace("|", "\\|") for k, part in enumerate(parts))


# The command line ---------------------------------------------------------------------------------------------------


def commands() -> str:
    """Describe every command with its arguments and options."""
    group = typer.main.get_command(command_line)
    parts = ["# The command `mutasi`\n", _markdown(group.help or ""), "\nIn the repository: `.venv/bin/mutasi`.\n"]
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        parts.append(f"## mutasi {name}\n\n{_markdown(inspect.cleandoc(command.help or ''))}\n")
        rows = []
        for parameter in command.params:
            if parameter.name == "help":
                continue
            option = parameter.param_type_name == "option"
            shown = ", ".join(f"`{o}`" for o in parameter.opts) if option else f"`{parameter.name.upper()}`"
            default = "needed" if parameter.required else "" if parameter.default in ("", False) else parameter.default
            rows.append((shown, getattr(parameter, "help", "") or "", default))
        if rows:
            parts.append(table(("argument or option", "meaning", "default"), rows))
    return "\n".join(parts)


# The cycle file -----------------------------------------------------------------------------------------------------

#: Heading → part of the cycle file.
_PARTS: dict[str, type[BaseModel]] = {
    "The file": cycles.Cycle,
    "analysis": cycles.Analysis,
    "analysis.anticipation": cycles.Anticipation,
    "analysis.estimators": cycles.Estimators,
    "analysis.new_outcomes.x_NAME": cycles.NewOutcome,
    "words and unit": cycles.Bilingual,
    "exploratory": cycles.Exploration,
}


def meanings(model: type) -> dict[str, str]:
    """Return what a docstring says of each attribute, by name."""
    out: dict[str, str] = {}
    for entry in NumpyDocString(inspect.getdoc(model) or "")["Attributes"]:
        for name in (entry.name or entry.type).split(", "):
            out[name.split(" : ")[0]] = ""
    text = (inspect.getdoc(model) or "").partition("Attributes\n----------\n")[2]
    for block in re.split(r"\n(?=\S)", text):
        names, _, said = block.partition(" : ")
        for name in names.split(", "):
            out[name.strip()] = " ".join(said.split())
    return out


def _type(annotation: object, field: FieldInfo | None = None) -> str:
    if typing.get_origin(annotation) is typing.Annotated:
        return _type(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(f"`{v}`" for v in typing.get_args(annotation))
    if typing.get_origin(annotation) is list:
        return f"list of {_type(typing.get_args(annotation)[0])}"
    if typing.get_origin(annotation) is dict:
        key, value = map(_type, typing.get_args(annotation))
        return f"{key}: {value}"
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return ", or ".join(_type(a) for a in typing.get_args(annotation) if a is not type(None))
    name = getattr(annotation, "__name__", str(annotation))
    signs = {"Ge": "≥", "Gt": ">", "Le": "≤", "Lt": "<"}
    kinds = [(type(m).__name__, m) for m in (field.metadata if field else ())]
    said = ", ".join(f"{signs[kind]} {getattr(m, kind.lower()):g}" for kind, m in kinds if kind in signs)
    plain = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}.get(name, f"see {name}")
    return f"{plain} {said}".strip()


def _default(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return value if value not in ("", None, {}) else ""


def cycle_file() -> str:
    """Describe every key of the cycle file from the model that reads it."""
    parts = [
        "# The cycle file",
        "`cycles/NAME.yaml` is read by {src}`cycle.Cycle`; a key that is not listed here is refused by name.",
    ]
    for heading, model in _PARTS.items():
        said = meanings(model)
        rows = []
        for name, field in model.model_fields.items():
            default = "needed" if field.is_required() else field.get_default(call_default_factory=True)
            if isinstance(default, BaseModel):
                default = f"see {default.__class__.__name__}"
            elif isinstance(default, list):
                default = ", ".join(map(str, default)) or "none"
            rows.append((f"`{name}`", _type(field.annotation, field), _markdown(said.get(name, "")),
                         _default(default)))  # fmt: skip
        headers = ["key", "what may stand there", "meaning", "default"]
        if not any(row[2] for row in rows):
            headers, rows = [*headers[:2], headers[3]], [(*row[:2], row[3]) for row in rows]
        parts.append(f"## {heading}\n\n{_first(model)}\n\n{table(headers, rows)}")
    return "\n\n".join(parts)


# Estimators ---------------------------------------------------------------------------------------------------------


def estimator_modules() -> list[str]:
    """List the modules of estimators."""
    folder = PACKAGE / "did" / "estimators"
    return sorted(p.stem for p in folder.glob("*.py") if p.stem not in ("__init__", "registry"))


def about_estimators() -> dict[str, dict[str, str]]:
    """Read what no docstring holds: the equation, and in a sentence each the error and the edge cases."""
    return yaml.safe_load((DOCS / "reference" / "estimators.yaml").read_text(encoding="utf-8"))


def tests_of(module: str) -> list[str]:
    """List the files of tests that import an estimator's module."""
    folder = r"^from analysis\.did(?:\.estimators)?"
    wanted = re.compile(rf"{folder} import .*\b{module}\b|{folder}\.{module} import", re.M)
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return [p.relative_to(ROOT).as_posix() for p in paths if wanted.search(p.read_text(encoding="utf-8"))]


def estimators() -> str:
    """Write the registry of estimators."""
    about = about_estimators()
    listed: dict[str, list[str]] = {}
    for name, entry in ESTIMATORS.items():
        listed.setdefault(entry.function.split(".")[0], []).append(name)
    parts = [
        "# Registry of estimators",
        "Each takes a design and returns a result. *In reports as* is its name in tables and cycle files "
        "({src}`did.estimators.registry.ESTIMATORS`); the others serve sections and notebooks. "
        "[Choosing an estimator](../explanation/choosing.md) says which one for which question.",
    ]
    for module in estimator_modules():
        said = about[module]
        loaded = importlib.import_module(f"analysis.did.estimators.{module}")
        doc = _markdown(inspect.getdoc(loaded) or "").split("\n\n")
        parts.append(f"## {module}\n\n**{' '.join(doc[0].split())}**\n")
        parts += [" ".join(p.split()) for p in doc[1:]]
        parts.append(f"$$\n{said['equation'].strip()}\n$$")
        rows = [("code", f"{{src}}`did.estimators.{module}.{said.get('function', 'fit')}`")]
        if module in listed:
            rows.append(("in reports as", ", ".join(f"`{n}`" for n in listed[module])))
        rows += [("error", said["error"]), ("edge cases", said["edge_cases"]), ("held to", said["reference"])]
        rows.append(("tests", ", ".join(f"`{t}`" for t in tests_of(module))))
        parts.append(table(("", ""), rows))
    return "\n\n".join(parts)


# Rules of the grades ------------------------------------------------------------------------------------------------


def rules() -> str:
    """Write the rules of the grades with the sentence of the report for each."""
    words = Words("en")
    rows = [
        (k, f"**{words(f'grade-{r.grade}')}**", f"`{r.condition}`", words(f"why-{r.reason}"))
        for k, r in enumerate(evidence.RULES, 1)
    ]
    thresholds = [
        (f"`{name}`", value, meanings(evidence.Thresholds).get(name, ""))
        for name, value in vars(evidence.THRESHOLDS).items()
    ]
    facts = [(f"`{name}`", said) for name, said in meanings(evidence.Facts).items()]
    return "\n\n".join(
        [
            "# Rules of the grades",
            "Read from top to bottom; the first that fits decides ({src}`impact.evidence.grade`). The report's words "
            "come from the grade alone. `alpha_each_look` is the level of one of twenty looks "
            "({src}`did.inference.repeated_looks.nominal_level`).",
            table(("", "grade", "where", "what the report says"), rows),
            "## Thresholds\n",
            table(("name", "value", "meaning"), thresholds),
            "## Facts\n",
            table(("name", "meaning"), facts),
        ]
    )


# The picture of the rooms -------------------------------------------------------------------------------------------


def room_imports() -> dict[str, set[str]]:
    """Return, by room, the rooms that it imports from."""
    known: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts == ("__init__",):
            continue
        uses = known.setdefault(parts[0], set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{a.name}" for a in node.names]
            elif isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            uses |= {n.split(".")[1] for n in names if n.startswith("analysis.")}
    return {room: (uses & set(known)) - {room} for room, uses in known.items()}


def reduced(imports: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out what follows from other imports."""

    def reach(room: str) -> set[str]:
        return set().union(*({n} | reach(n) for n in imports[room])) if imports[room] else set()

    return {room: {n for n in near if not any(n in reach(o) for o in near - {n})} for room, near in imports.items()}


#: Size of a box of the picture, and the height between rows, in pixels.
_WIDE, _HIGH, _GAP = 150, 46, 40
#: What each room answers, in a few words, beside its name in the picture.
_SHORT = {
    "domain": "facts of the field", "display": "how objects show themselves", "store": "what lies on disk",
    "did": "the method", "akm": "officer or unit?",
    "cycle": "the cycle file", "intake": "raw → valid", "panels": "valid → comparable", "impact": "comparable → claim",
    "indicators": "the rest", "team": "what people decide", "study": "one cycle, opened", "reporting": "claim → page",
    "pipeline": "how it is run", "cli": "mutasi", "simulate": "the example", "errors": "mistakes",
    "parallel": "two processes",
}  # fmt: skip


def _arrow(source: tuple[float, float], target: tuple[float, float], lane: float) -> str:
    """Return the path of an arrow: straight down to the next row, else around the boxes between, between the rows."""
    x1, y1, x2, y2 = source[0] + _WIDE / 2, source[1] + _HIGH, target[0] + _WIDE / 2, target[1] - 5
    if y2 - y1 <= _GAP:
        bend = (y2 - y1) / 2
        return f"M{x1:g},{y1:g} C{x1:g},{y1 + bend:g} {x2:g},{y2 - bend:g} {x2:g},{y2:g}"
    return f"M{x1:g},{y1:g} V{y1 + 9:g} H{lane:g} V{y2 - 13:g} H{x2:g} V{y2:g}"


def picture() -> str:
    """Draw the rooms, each above those that it imports from."""
    near = reduced(room_imports())

    def depth(room: str) -> int:
        return 1 + max((depth(n) for n in near[room]), default=-1)

    rows: dict[int, list[str]] = {}
    for room in sorted(near):
        rows.setdefault(depth(room), []).append(room)
    wide, high, gap_x, gap_y = _WIDE, _HIGH, 26, _GAP
    most = max(map(len, rows.values()))
    width = most * (wide + gap_x) + gap_x + 100
    height = len(rows) * (high + gap_y) + gap_y
    at: dict[str, tuple[float, float]] = {}
    for level in sorted(rows):
        # each row is ordered by where what it rests on stands, so that lines cross less
        here = sorted(rows[level], key=lambda r: (sum(at[n][0] for n in near[r]) / len(near[r]) if near[r] else 0, r))
        start = (width - len(here) * (wide + gap_x) + gap_x) / 2
        for k, room in enumerate(here):
            at[room] = (start + k * (wide + gap_x), height - (level + 1) * (high + gap_y))
    lines, lanes = [], {True: 8.0, False: width - 8.0}
    for room, uses in near.items():
        for other in sorted(uses):
            left = at[other][0] + wide / 2 <= width / 2
            path = _arrow(at[room], at[other], lanes[left])
            if "H" in path:  # the next one around the boxes has a lane of its own
                lanes[left] += 9 if left else -9
            lines.append(f'<path d="{path}" fill="none" stroke="#8a94a0" stroke-width="1.3" stroke-linejoin="round" '
                         'marker-end="url(#tip)"/>')  # fmt: skip
    boxes = [
        f'<rect x="{x:g}" y="{y:g}" width="{wide}" height="{high}" rx="7" fill="#eaf2f8" stroke="#0173b2"/>'
        f'<text x="{x + wide / 2:g}" y="{y + 19:g}" font-weight="600">{room}</text>'
        f'<text x="{x + wide / 2:g}" y="{y + 36:g}" font-size="11.5">{html.escape(_SHORT.get(room, ""))}</text>'
        for room, (x, y) in at.items()
    ]
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" style="max-width: 100%; height: auto" '
        'role="img" aria-labelledby="t" xmlns="http://www.w3.org/2000/svg" '
        'font-family="system-ui, sans-serif" font-size="14" text-anchor="middle" fill="#1b2733">'
        '<title id="t">The rooms of the package; an arrow leads to what a room imports from</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#8a94a0"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(lines)}{"".join(boxes)}</svg>\n'
    )


def results() -> str:
    """Write the codebook of every table of results."""
    return codebook.markdown(catalogue().values(), synthetic=False)


def hashes() -> str:
    """Hash the exports of the example, folder by folder."""
    rows = []
    for folder in sorted((ROOT / "data" / "raw").glob("contoh-*")):
        digest = hashlib.sha256()
        for path in sorted(folder.iterdir()):
            digest.update(path.read_bytes())
        rows.append((f"`data/raw/{folder.name}`", f"`{digest.hexdigest()}`"))
    return table(("folder", "SHA-256"), rows)


def pages() -> Iterator[tuple[str, str]]:
    """Make every page: its path below the folder and its text."""
    yield from api()
    yield "commands.md", commands()
    yield "cycle-file.md", cycle_file()
    yield "estimators.md", estimators()
    yield "rules.md", rules()
    yield "results.md", results()
    yield "hashes.md", hashes()
    for path in sorted((ROOT / "benchmarks").glob("*.md")):
        yield f"benchmarks/{path.name}", path.read_text(encoding="utf-8")
    yield "rooms.svg", picture()


def write(_: Sphinx | None = None) -> None:
    """Write the pages; one that is as it was keeps its time, so that it is not read again."""
    kept = set()
    for name, text in pages():
        path = TARGET / name
        kept.add(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in TARGET.rglob("*.*"):
        if path not in kept:
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before any is read."""
    app.connect("builder-inited", write)
    app.connect("source-read", _to_copies)
    app.connect("autodoc-skip-member", _is_left_out)
    app.connect("autodoc-process-docstring", _bars, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
