"""Which file of a delivery is which export, and which exports are absent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.cycle import Cycle
from analysis.domain import exports
from analysis.errors import UserError
from analysis.intake.proposals import Absent, Unmatched
from analysis.intake.reader import READ, is_stray

#: Without these there is nobody to compare; any other export may be absent from a whole cycle.
NEEDED = tuple(e.name for e in exports.EXPORTS.values() if e.needed)


def files(root: Path, cycle: Cycle) -> dict[str, list[Path]]:
    """Find the export of each source in each delivery.

    Returns
    -------
    dict
        Export → its files, oldest delivery first; none where the cycle file says that it is absent.

    Raises
    ------
    Unmatched
        If exports are missing; all of them in one message, with the lines that confirm their absence as proposals.
    UserError
        If a folder is missing, a delivery holds two of one export, or one that the cycle file says is absent.
    """
    held = [_Delivery.look(root, cycle, name) for name in cycle.deliveries]
    somewhere = {name for delivery in held for name in delivery.sent}
    complaints = [line for delivery in held for line in delivery.wrong]
    proposed: list[Absent] = []
    # without register and moves nothing else is worth confirming
    complete = somewhere.issuperset(NEEDED)
    for delivery in held:
        lacking = [n for n in delivery.missing if n in NEEDED and n not in somewhere]
        if lacking:
            complaints.append(
                f"data/raw/{delivery.name}: no export {_quoted(lacking)}; the evaluation cannot do without. Add a file "
                f"such as {lacking[0]}.xlsx or {lacking[0]}.csv."
            )
        others = [n for n in delivery.missing if n not in lacking]
        if others:
            unsent = [n for n in others if n not in somewhere]
            complaints.append(_missing(cycle, delivery.name, others, unsent, complete))
        for name, file in delivery.misnamed.items():
            otherwise = "" if name in NEEDED else f", or list '{name}' in the cycle file under absent"
            complaints.append(
                f"data/raw/{delivery.name}: '{file}' may be the export '{name}'; name it {name}{Path(file).suffix}"
                f"{otherwise}."
            )
        if complete:
            proposed += [Absent(delivery.name, name) for name in others]
    denied = [n for n in NEEDED if n not in somewhere and not any(n in d.missing or n in d.misnamed for d in held)]
    if denied:
        complaints.append(
            f"no delivery of the cycle holds the export {_quoted(denied)}; the evaluation cannot do without."
        )
    if complaints:
        raise Unmatched("\n".join(complaints), proposed)
    return {name: [d.sent[name] for d in held if name in d.sent] for name in cycle.exports}


def held(root: Path, cycle: Cycle) -> dict[str, list[str]]:
    """List the exports that each delivery holds, whatever the cycle file says.

    Raises
    ------
    UserError
        If a folder is missing.
    """
    return {name: list(_Delivery.look(root, cycle, name).sent) for name in cycle.deliveries}


def not_sent(cycle: Cycle, given: dict[str, list[Path]]) -> list[str]:
    """Say which exports a cycle does without, and which of its outcomes it cannot measure for it.

    Parameters
    ----------
    given : of :func:`files`.
    """
    absent = [name for name, paths in given.items() if not paths]
    lost = [o.name for o in cycle.analysis.measured if set(o.needs) & set(absent)]
    without = f" Not measured for it: {', '.join(lost)}." if lost else ""
    return [f"Not sent, as the cycle file says: {', '.join(absent)}.{without}"] if absent else []


def unread(root: Path, cycle: Cycle, given: dict[str, list[Path]]) -> list[str]:
    """Name the tables in the deliveries that no export's name fits: not one of their rows was read."""
    taken = {path for paths in given.values() for path in paths}
    folders = [root / "data" / "raw" / delivery for delivery in cycle.deliveries]
    return [
        f"data/raw/{path.parent.name}/{path.name}: not read, as its name is that of no export; if it belongs to one, "
        "put all files of that export into one .zip with the export's name."
        for folder in folders
        for path in _sent(folder)
        if path not in taken and path.suffix.lower() in READ
    ]


@dataclass(frozen=True)
class _Delivery:
    """What one folder holds.

    Attributes
    ----------
    name : of the folder.
    sent : export → its file.
    missing : exports that are neither there nor said to be absent.
    misnamed : those of which a file of another name may be it → that file.
    wrong : complaints about what is there.
    """

    name: str
    sent: dict[str, Path]
    missing: list[str]
    misnamed: dict[str, str]
    wrong: list[str]

    @classmethod
    def look(cls, root: Path, cycle: Cycle, name: str) -> _Delivery:
        """Look into a folder below ``data/raw``."""
        raw = root / "data" / "raw"
        folder = raw / name
        if not _inside(folder, raw):
            raise UserError(
                f"cycles/{cycle.cycle}.yaml, key 'deliveries': '{name}' is no folder below data/raw; put the exports "
                "into one there, and give its name alone."
            )
        if not folder.is_dir():
            hint = " Run 'mutasi simulate' to make the example." if cycle.synthetic else ""
            raise UserError(f"data/raw/{name}: the folder of exports is missing.{hint}")
        sent, absent = _sent(folder), cycle.absent.get(name, [])
        outside = [p.name for p in sent if not _inside(p, raw)]
        by_export = {export: [p for p in sent if p.stem.lower() == export] for export in cycle.exports}
        wrong = [
            f"data/raw/{name}/{file}: a link out of data/raw, which is not followed; copy the file itself there."
            for file in outside
        ]
        for export, paths in by_export.items():
            if paths and export in absent:
                wrong.append(
                    f"data/raw/{name}/{paths[0].name}: the cycle file says under absent that '{export}' was not sent; "
                    "take it out there, or remove the file."
                )
            elif len(paths) > 1:
                wrong.append(f"data/raw/{name}: two exports '{export}' ({', '.join(p.name for p in paths)}); keep one.")
        gone = [export for export, paths in by_export.items() if not paths and export not in absent]
        alike = {export: file for export in gone if (file := _alike(sent, export, list(by_export)))}
        return cls(
            name,
            {export: paths[0] for export, paths in by_export.items() if paths},
            [export for export in gone if export not in alike],
            alike,
            wrong,
        )


def _sent(folder: Path) -> list[Path]:
    """List what lies in a delivery, without what a system or an office program left there."""
    return sorted(p for p in folder.iterdir() if not is_stray(p.name))


def _inside(path: Path, folder: Path) -> bool:
    """Tell whether a path, its links followed, lies below a folder."""
    try:
        return path.resolve() != folder.resolve() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a link to itself, or a name that no system takes
        return False


def _alike(sent: list[Path], export: str, every: list[str]) -> str:
    """Return the file that may be an export under another name; empty for none."""
    others = [p for p in sent if p.stem.lower() not in every and p.suffix.lower() in READ]
    return next((p.name for p in others if export in p.stem.lower().replace(" ", "_")), "")


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _missing(cycle: Cycle, delivery: str, names: list[str], unsent: list[str], complete: bool) -> str:
    """Say which exports are missing from a delivery (`unsent` from all), and how to confirm that they were not sent."""
    lost = [o.name for o in cycle.analysis.measured if set(o.needs) & set(unsent)]
    unmeasured = f" (not measured then: {', '.join(lost)})" if lost else ""
    confirm = (
        f"'mutasi check {cycle.cycle} --write' confirms in the cycle file that they were not sent{unmeasured}"
        if complete
        else "what is not sent can be confirmed as absent once those that are needed are there"
    )
    return (
        f"data/raw/{delivery}: no export {_quoted(names)}. Add them (files such as {names[0]}.xlsx or "
        f"{names[0]}.csv); {confirm}."
    )
