"""``mutasi``: the command line."""

from __future__ import annotations

import datetime as dt
import math
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from analysis import __version__
from analysis import cycle as cycles
from analysis.errors import StageError, UserError
from analysis.reporting.audiences import AUDIENCES
from analysis.store.repository import Folders, find_root
from analysis.team import signoff

if TYPE_CHECKING:
    from analysis.intake.proposals import Absent, Proposal
    from analysis.pipeline.doctor import Diagnosis

DEFAULT_CYCLE = "contoh-2025-S2"
CycleName = Annotated[str, typer.Argument(help="The cycle: the name of a file in cycles/, without .yaml.")]
UnitsCompared = Annotated[
    str,
    typer.Option(
        help="Kind of unit to compare instead of desa and kelurahan (for a kabupaten or kota: kecamatan), such as "
        "puskesmas, sekolah or perangkat_daerah."
    ),
]

app = typer.Typer(
    name="mutasi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "Evaluates a civil-servant rotation programme (mutasi): cleans the exports that offices send, estimates what "
        "rotation changed, and writes the report.\n\n"
        "Begin with **mutasi run**: it makes the report of the example. For your own data, "
        "**mutasi new 2026-S1** prepares a cycle and says where to put the exports, and "
        "**mutasi check 2026-S1** tells in seconds whether they can be read; "
        "**mutasi doctor 2026-S1** says what they can answer. "
        "**mutasi plan 2026-S1** freezes what will be estimated before anyone sees results."
    ),
)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)


def _evaluation(cycle: str) -> cycles.Evaluation:
    """Open a cycle of the repository around the working directory."""
    return cycles.Evaluation.open(find_root(), cycle)


@app.command()
def run(
    cycle: CycleName = DEFAULT_CYCLE,
    again: Annotated[bool, typer.Option("--again", help="Run all notebooks, whatever has changed.")] = False,
) -> None:
    """Clean the exports, estimate the impact and write the report of one cycle.

    Runs the four notebooks in order, from the first whose code, inputs or results have changed since the last run.
    Nothing of an earlier run is touched until all of them have succeeded.
    """
    # papermill takes a second to load, --help need not wait
    from analysis.pipeline.run import Progress, not_compared, run_cycle

    evaluation = _evaluation(cycle)
    for mistake in not_compared(evaluation):
        _say(f"Not compared with: {mistake}")
    if out.is_terminal:
        with Bars(
            TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TextColumn("cells"),
            TimeElapsedColumn(), console=out,
        ) as bars:  # fmt: skip
            tasks: dict[str, object] = {}

            def stage(name: str, cells: int) -> None:
                finish()
                tasks[name] = bars.add_task(name, total=cells + 1)

            def finish() -> None:
                for task in bars.tasks:
                    bars.update(task.id, completed=task.total)

            def cell(name: str, number: int) -> None:
                bars.update(tasks[name], completed=number)  # type: ignore[arg-type]

            def kept(name: str) -> None:
                bars.add_task(f"{name} (kept)", total=1, completed=1)

            report = run_cycle(evaluation, Progress(stage, cell, kept), again=again)
            finish()
    else:

        def plain(name: str, cells: int) -> None:
            _say(f"{name}: {cells} cells")

        def held(name: str) -> None:
            _say(f"{name}: kept, nothing it depends on has changed")

        report = run_cycle(evaluation, Progress(plain, kept=held), again=again)
    size = report.stat().st_size / 1e6
    print(f"Report: {evaluation.below(report)} ({size:.2f} MB)")


@app.command()
def check(
    cycle: CycleName = DEFAULT_CYCLE,
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Add the proposed lines to the cycle file, absent exports too, after showing them."
        ),
    ] = False,
) -> None:
    """Read a cycle's exports and account for every row, in seconds, before anything is estimated.

    Writes, below data/processed/CYCLE/check, the account and one workbook an office (perbaikan/) with a line a
    problem: file, sheet, row, column, value, rule and what to do. What could not be matched with certainty, and exports
    that were not sent, are proposed as lines for the cycle file; --write adds all of them at once. Exit code 1 if most
    rows of an export are held back, 2 if one cannot be read.
    """
    from analysis.intake.proposals import Unmatched
    from analysis.pipeline import checking

    root = find_root()
    try:
        checked = checking.check(root, cycle)
    except Unmatched as error:
        _propose(root, cycle, list(error.proposals), write)
        if not (write and error.absence_only):
            raise
        checked = checking.check(root, cycle)
    table = Table("export", box=None, pad_edge=False, header_style="bold")
    for name in checked.counts.columns:
        table.add_column("layout" if name == "layout_rows" else name, justify="right")
    for source, row in checked.counts.iterrows():
        table.add_row(Text(str(source)), *(f"{v:,}" for v in row))
    out.print(table)
    read, refused = checked.counts["read"].sum(), checked.counts["quarantined"].sum()
    _say(f"{read:,} rows read, {refused:,} quarantined.")
    for line in checked.messages:
        _say(line)
    _propose(root, cycle, list(checked.proposals), write)
    _say(f"To send back: {(checked.folder / 'perbaikan').relative_to(root)}/ ({checked.workbooks} workbooks)")
    if checked.held_back:
        _say_error(
            f"most rows of {', '.join(checked.held_back)} are held back; the evaluation would do without them. See the "
            "warnings above."
        )
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """Show how far every cycle is: exports, plan, each stage of its last run, and who has signed.

    A stage is stale when what it reads or wrote has changed since it ran; what changed is named below the table, and
    'mutasi run' runs it again. Nothing is read but hashes, nothing is written.
    """
    from analysis.pipeline import status as standing
    from analysis.pipeline.stages import STAGES

    table = Table(box=None, header_style="dim")
    for column in ("cycle", "exports", "plan", *(stage.split("_")[1] for stage in STAGES), "signed"):
        table.add_column(column, no_wrap=column == "cycle")
    notes = []
    for one in standing.standings(find_root()):
        if one.mistake:
            notes.append(f"{one.cycle} cannot be read: {one.mistake}")
            table.add_row(Text(one.cycle), "–")
            continue
        done = sum(state == signoff.SIGNED for state in one.signed.values())
        table.add_row(
            Text(one.cycle),
            one.sent,
            "frozen" if one.planned else "none",
            *(one.stages[stage] for stage in STAGES),
            f"{done}/{len(signoff.ROLES)}",
        )
        for stage, parts in one.why.items():
            rest = f" and {len(parts) - 6} more" if len(parts) > 6 else ""
            listed = ", ".join(parts[:6]) + rest if parts else "what was before it"
            notes.append(f"{one.cycle}, {stage}: changed since it ran: {listed}.")
    out.print(table)
    for note in notes:
        _say(note)


@app.command()
def doctor(cycle: CycleName = DEFAULT_CYCLE) -> None:
    """Say what a cycle can answer with what was sent, what each missing export would add, and how large an effect.

    Reads the exports and writes nothing. The least effect that could be found on each outcome comes from the time
    before the first move alone: no later outcome is used and no effect is estimated, so that you may look before
    'mutasi plan'. Exit code 1 if no effect could be estimated, 2 if an export cannot be read.
    """
    from analysis.pipeline import doctor as examination

    diagnosis = examination.examine(find_root(), cycle)
    c = diagnosis.cycle
    _say(f"Cycle {c.cycle}: {c.programme}, data from {c.first} to {c.last}, first moves in {c.programme_start}.")
    if diagnosis.lacks:
        _say(f"Nothing can be answered without the export {' and '.join(diagnosis.lacks)}.")
    else:
        _effects(diagnosis)
        _say(f"Other parts that can be written: {', '.join(diagnosis.answered) or 'none'}.")
        for part, lacks in diagnosis.unanswered.items():
            _say(f"Not {part}: it needs {', '.join(lacks)}.")
    for missing in diagnosis.missing:
        said = "absent, as the cycle file says" if missing.declared else "not sent"
        _say(f"{missing.export.name}: {said}. It would add: {missing.export.feeds}.")
    if not diagnosis.missing:
        _say("Every export was sent.")
    if not diagnosis.answers:
        raise typer.Exit(1)
    _say(examination.METHOD)


def _effects(diagnosis: Diagnosis) -> None:
    """Show how large an effect on each outcome could be found, and of which outcomes that cannot be said."""
    table = Table("outcome", "least effect", box=None, pad_edge=False, header_style="bold")
    for name in ("moved", "compared", "periods before"):
        table.add_column(name, justify="right")
    for row in diagnosis.outcomes:
        if row.power:
            (name, unit), p = diagnosis.words(row.outcome.name), row.power
            digits = max(2 - math.floor(math.log10(p.effect)), 0)  # three figures that count
            numbers = (f"{p.treated:,}", f"{p.control:,}", f"{p.before} {row.outcome.frequency}s")
            table.add_row(Text(_plain(name)), Text(_plain(f"{p.effect:,.{digits}f} {unit}")), *numbers)
    if diagnosis.answers:
        out.print(table)
    for row in diagnosis.outcomes:
        if not row.power:
            _say(f"{diagnosis.words(row.outcome.name)[0]}: not to be estimated: {row.why}")


def _propose(root: Path, cycle: str, proposed: list[Proposal | Absent], write: bool) -> None:
    """Show the lines proposed for a cycle file, and add them where that was asked for."""
    if not proposed:
        return
    from analysis.intake import proposals

    _say(f"Proposed for cycles/{cycle}.yaml; see that each is so:")
    for line in proposals.lines(proposed).splitlines():
        _say(f"  {line}")
    if write:
        proposals.write(Folders(root, cycle).cycle_file, proposed)
        _say(f"cycles/{cycle}.yaml: the lines were added. Check again.")
    else:
        _say(f"'mutasi check {cycle} --write' adds them.")


@app.command()
def plan(
    cycle: CycleName = DEFAULT_CYCLE,
    amend: Annotated[
        str, typer.Option(help="Why the cycle file now differs from the frozen plan, in a sentence.", metavar="REASON")
    ] = "",
) -> None:
    """Freeze what a cycle will estimate and how it will be judged, before results are seen.

    Writes cycles/plans/CYCLE.yaml: outcomes, estimands, estimators, subgroups, decision rules and their hash. The
    report then marks every result as planned or exploratory and lists what was done otherwise, with the reason given by
    --amend.
    """
    from analysis.team import plan as plans

    root = find_root()
    today = dt.date.today().isoformat()
    opened = cycles.load(root, cycle)
    if amend:
        count = plans.amend(root, opened, amend, today)
        _say(f"{plans.FOLDER}/{cycle}.yaml: reason recorded for {count} deviations; they stay listed in the report.")
        return
    path = plans.freeze(root, opened, today)
    _say(f"{path.relative_to(root)}: frozen, SHA-256 {plans.digest(plans.content(opened))[:16]}…")
    _say("Commit it now: the commit is the proof of when it was made.")


@app.command()
def recommend(cycle: CycleName = DEFAULT_CYCLE) -> None:
    """Write what the findings of a cycle propose into the team's file of recommendations.

    Writes cycles/CYCLE/recommendations.yaml after 'mutasi run CYCLE'. What the team has written there stands: owner,
    due date, status, note and its own entries; new proposals are added, and one that nobody took up lapses when its
    rule no longer applies. The next cycle's report shows what became of them.
    """
    from analysis.study import Study
    from analysis.team import recommendations

    study = Study(cycle)
    study.table("headlines")  # says what to run first where nothing has
    before = {r.id for r in recommendations.load(study.evaluation)}
    listed = study.recommend()
    path = recommendations.write(study.evaluation, listed)
    after = {r.id for r in listed}
    _say(f"{study.evaluation.below(path)}: {len(listed)} recommendations, {len(after - before)} new.")
    for name in sorted(before - after):
        _say(f"  lapsed, as its rule no longer applies: {name}")
    _say("Edit owner, due, status and note there, then run the cycle again to show them.")


@app.command()
def sign(
    cycle: CycleName = DEFAULT_CYCLE,
    role: Annotated[signoff.Role, typer.Option(help="Role in the team of who approves.")] = ...,  # type: ignore[assignment]
    name: Annotated[str, typer.Option(help="Who approves; it is printed in every report.")] = ...,  # type: ignore[assignment]
    remark: Annotated[str, typer.Option(help="What they want said; it is printed too.")] = "",
) -> None:
    """Record that a role of the team approves a cycle's report as it stands.

    Writes cycles/CYCLE/signoff.yaml with name, date, remark and the hash of the report, and the pages again. Reports
    carry DRAF until all three roles have approved; one that changes afterwards says so. Commit the file: it is the
    record, and the next cycle's report is compared with the results in it.
    """
    from analysis.pipeline import publish
    from analysis.study import Study

    evaluation = _evaluation(cycle)
    headlines = Study(cycle, root=evaluation.root).table("headlines")
    record = publish.sign(evaluation, role, name, remark, dt.date.today(), headlines)
    standing = signoff.status(record, signoff.content(evaluation.reports))
    for each, state in standing.items():
        _say(f"{each}: {state}")
    _say(f"{evaluation.below(evaluation.signoff_file)}: written. The pages in reports/{cycle} say so now.")


@app.command()
def verify(cycle: CycleName = DEFAULT_CYCLE) -> None:
    """Recompute every hash behind a cycle's report and say what differs.

    Reads reports/CYCLE/manifest.json: exports, cycle file, code, notebooks, pages, estimates. Exit code 1 if anything
    changed since the report was made.
    """
    from analysis.store import provenance

    folders = Folders(find_root(), cycle)
    differences = provenance.verify(folders)
    if (made_by := provenance.version(folders)) != __version__:
        _say(f"Version {made_by} made the report; this is {__version__}, so its code is not compared.")
    for line in differences:
        _say(line)
    if differences:
        _say(f"{len(differences)} differ. Make the report again with 'mutasi run {cycle}', or restore what changed.")
        raise typer.Exit(1)
    compared = "inputs, code and report" if made_by == __version__ else "inputs and report"
    _say(f"Nothing differs: {compared} are as the manifest says.")


@app.command()
def pdf(cycle: CycleName = DEFAULT_CYCLE) -> None:
    """Print every report of a cycle to PDF (A4, page numbers, the DATA SIMULASI and DRAF marks on each page).

    Needs Chromium on this machine (or named in the environment as CHROMIUM).
    """
    from analysis.reporting import chromium

    for page in _reports(cycle):
        _say(chromium.pdf(page).relative_to(find_root()))


@app.command()
def screenshots(
    cycle: CycleName = DEFAULT_CYCLE,
    into: Annotated[str, typer.Option(help="Folder for the pictures, below the repository.")] = "",
) -> None:
    """Take pictures of every report of a cycle as a phone, a tablet and a desk show it (360, 768, 1280 px).

    Needs Chromium on this machine (or named in the environment as CHROMIUM).
    """
    from analysis.reporting import chromium

    root = find_root()
    folder = root / (into or f"data/processed/{cycle}/screenshots")
    for page in _reports(cycle):
        for width in chromium.WIDTHS:
            target = folder / f"{page.stem}-{width}.png"
            _say(chromium.screenshot(page, target, width, 1600 if width < 1000 else 1000).relative_to(root))


def _reports(cycle: str) -> list[Path]:
    """List the reports of a cycle that was run."""
    folder = find_root() / "reports" / cycle
    pages = [folder / file for audience in AUDIENCES for file in audience.files.values()]
    if not all(path.is_file() for path in pages):
        raise UserError(f"reports/{cycle}: not all reports are there; run 'mutasi run {cycle}' first.")
    return pages


@app.command()
def trace(
    what: Annotated[str, typer.Argument(help="What a page says, such as 'SKP 0,21': an outcome, a number, or both.")],
    cycle: CycleName = DEFAULT_CYCLE,
    unit: Annotated[str, typer.Option(help="Only rows of this unit, as the tables name it.")] = "",
    period: Annotated[str, typer.Option(help="Only rows of this period of the panel, such as 2021-04.")] = "",
    rows: Annotated[int, typer.Option(help="Most places of raw rows listed a file.", min=1)] = 20,
) -> None:
    """Follow a number from a page to its table, its function, its panel and the file, sheet and row of each export.

    For the team's own machine: it names places, never what stands there.
    """
    from analysis.pipeline import trace as tracing

    for line in tracing.trace(_evaluation(cycle), what, unit, period, rows):
        _say(line)


@app.command()
def release(cycle: CycleName = DEFAULT_CYCLE) -> None:
    """Write the folder that may leave the team: release/CYCLE, with pages, workbook and estimates.

    Every file is looked at once more for numbers of persons, pseudonyms, counts below five and anything that asks a
    network. If one check fails nothing is released. The record of the checks lies beside the files, with a place for
    the second person who releases them.
    """
    from analysis.pipeline import releasing

    folder = releasing.release_folder(_evaluation(cycle))
    _say(f"{folder.relative_to(find_root())}: released; every check passed")


@app.command()
def archive(
    cycle: CycleName = DEFAULT_CYCLE,
    twin: Annotated[
        bool, typer.Option("--twin", help="Leave the exports out even where they are simulated, and put the twin in.")
    ] = False,
) -> None:
    """Write one deposit of a cycle, archive/CYCLE.zip, which can be published and replayed.

    It holds code, pinned libraries, reports, plan, sign-off and hashes, with a README and RO-Crate metadata. Exports
    are in it only where they are simulated; else a synthetic twin of the valid tables, without a row of a person. The
    checks of 'mutasi release' must pass.
    """
    from analysis.pipeline import archiving

    path = archiving.archive(_evaluation(cycle), twin)
    _say(f"{path.relative_to(find_root()).as_posix()}: written ({path.stat().st_size / 1e6:.1f} MB)")


@app.command()
def replay(
    deposit: Annotated[Path, typer.Argument(help="An archive that 'mutasi archive' wrote.", metavar="ZIP")],
    exports: Annotated[
        Path | None, typer.Option(help="Folder of deliveries, such as data/raw, where the deposit holds no exports.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="File with the key of the pseudonyms, where the cycle is not simulated.")
    ] = None,
) -> None:
    """Run a deposit again in a temporary folder and say whether every table is identical.

    Runs the code that lies in the deposit: replay only one from a source that you trust. Python and libraries that
    differ are named first. Exit code 1 if a table or estimates.csv differs.
    """
    from analysis.pipeline import replaying

    outcome = replaying.replay(deposit, exports, key, _say)
    for line in outcome.differing:
        _say(line)
    if outcome.differing:
        _say(f"{outcome.cycle}: {len(outcome.differing)} differ, of {outcome.tables} tables and estimates.csv.")
        raise typer.Exit(1)
    _say(f"identical: {outcome.tables} of {outcome.tables} tables, and estimates.csv")


@app.command()
def migrate(
    cycle: CycleName = DEFAULT_CYCLE,
    write: Annotated[bool, typer.Option("--write", help="Write the lines that change, after showing them.")] = False,
) -> None:
    """Bring the cycle file of an older version of mutasi to this one; comments and all other lines stay.

    Shows what would change, and writes it with --write. A file of an older version is read without it, too.
    """
    from analysis.pipeline import migrating

    migration = migrating.migrate(find_root(), cycle)
    for line in migration.diff():
        _say(line)
    if not migration.diff():
        _say(f"cycles/{cycle}.yaml: of version {migration.version}, which is this one. Nothing to change.")
    elif write:
        migration.write()
        _say(f"cycles/{cycle}.yaml: written.")
    else:
        _say(f"'mutasi migrate {cycle} --write' writes it.")


@app.command()
def why(
    file: Annotated[Path, typer.Argument(help="A file below reports/ or data/processed/.")],
) -> None:
    """Say what made a file of a cycle: stage, function, parameters, inputs with their hashes, and why it is stale."""
    from analysis.pipeline import why as reasons

    for line in reasons.why(find_root(), file):
        _say(line)


@app.command()
def simulate(
    seed: Annotated[
        int, typer.Option(help="The only source of chance; the same seed gives the same bytes.", min=0)
    ] = 2025,
    into: Annotated[str, typer.Option(help="Folder for the deliveries, below the repository.")] = "data/raw",
    place: Annotated[
        str, typer.Option(help="Another place than the example's: code or name of a kecamatan, kabupaten or kota.")
    ] = "",
    units: UnitsCompared = "",
    size: Annotated[
        Literal["small", "full"],
        typer.Option(help="Of another place: some 250 officers, in seconds, or as many as the example."),
    ] = "small",
) -> None:
    """Make the example again: two cycles of simulated exports and the truth behind them.

    With --place it simulates that place in its own names instead, in one delivery, and writes the cycle file beside it:
    'mutasi simulate --place 33.72' makes cycles/simulasi-33.72.yaml, and 'mutasi run simulasi-33.72' its report.
    """
    from analysis.simulate import build as simulator  # the one place that may import the simulator

    root = find_root()
    target = (root / into).resolve()
    if not target.is_relative_to(root):
        raise UserError(f"--into {into}: choose a folder inside the repository.")

    if place:
        made = simulator.of_place(root, target, place, size, seed, _say, units)
    elif units:
        raise UserError("--units: the example compares kelurahan; name another place with --place.")
    else:
        made = simulator.build(target, seed, _say)
    for folder in made:
        megabytes = sum(p.stat().st_size for p in folder.iterdir()) / 1e6
        _say(f"{folder.relative_to(root)} ({megabytes:.1f} MB)")


@app.command()
def new(
    cycle: Annotated[str, typer.Argument(help="Its name, a semester such as 2026-S1.")],
    place: Annotated[
        str,
        typer.Option(
            help="Whose programme it is: code or name of a kecamatan (33.74.11), a kabupaten or a kota (33.72); "
            "that of the latest cycle where not given."
        ),
    ] = "",
    units: UnitsCompared = "",
) -> None:
    """Prepare a new cycle: its cycle file, its folder for exports with a template of each, and once the key."""
    from analysis.pipeline import preparing

    for line in preparing.prepare(find_root(), cycle, place, units):
        _say(line)


def _plain(text: str) -> str:
    """Return text whose control characters, which a terminal would obey, are shown by their codes."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def _say(text: object) -> None:
    """Print a line as text, whatever brackets or control characters it quotes."""
    print(_plain(str(text)), flush=True)


def _say_error(message: object) -> None:
    """Print an error as text, whatever brackets or control characters it quotes; a number of a person is hidden."""
    from analysis.intake.masking import NUMBERS  # pandas takes its time, --help need not wait

    text = _plain(NUMBERS(str(message)))
    err.print(Text.assemble(("Error:", "bold red"), " ", text), soft_wrap=True)


def _stopped(number: int, frame: object) -> None:
    """Take being ended from outside for Ctrl-C, so that nothing half done stays behind."""
    raise KeyboardInterrupt(number)


def main() -> None:
    """Run the command; a user's mistake is one sentence and exit code 2."""
    signal.signal(signal.SIGTERM, _stopped)
    try:
        app()
    except UserError as error:
        _say_error(error)
        sys.exit(2)
    except StageError as error:
        _say_error(error)
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        where = where.replace(f"{Path.cwd()}{os.sep}", "")
        _say_error(f"{where}{error.strerror or error}. Nothing was changed; the last report is as it was.")
        sys.exit(1)
    except MemoryError:
        _say_error("memory ran out. Nothing was changed; close other programs and run it again.")
        sys.exit(1)
    except KeyboardInterrupt as stopped:
        err.print("Stopped; nothing was changed.")
        sys.exit(143 if stopped.args else 130)
