"""Write simulated deliveries with their truth: the example's two cycles, or those of another place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from analysis.cycle import VERSIONS
from analysis.domain import areas
from analysis.errors import UserError
from analysis.simulate import comments, setting, truth, world
from analysis.simulate.exports import Cycle
from analysis.simulate.setting import Setting
from analysis.store.repository import find_root

#: Cycle folder → first and last semester that it delivers.
CYCLES = {"contoh-2025-S1": (0, 12), "contoh-2025-S2": (13, 13)}
SEED = 2025


def build(
    raw: Path,
    seed: int = SEED,
    say: Callable[[str], None] = lambda _: None,
    drawn_on: Setting | None = None,
    deliveries: dict[str, tuple[int, int]] | None = None,
) -> list[Path]:
    """Write the exports and ``truth.json`` of simulated deliveries below `raw`; those of the example where not told.

    Parameters
    ----------
    raw : folder of raw exports; each cycle's folder in it is replaced when all of it is ready.
    seed : the only source of randomness; the same seed gives the same bytes.
    say : receives one line of progress a step.
    drawn_on : the place and its units; that of the example where not given.
    deliveries : folder → first and last place of the semesters that it delivers; those of the example where not given.

    Returns
    -------
    list of Path
        The folders written.
    """
    drawn_on = drawn_on or setting.example(find_root())
    say(f"drawing {drawn_on.area.region.name}")
    city = world.draw(seed, drawn_on)
    done = []
    joint: list = []
    themes: list[dict] = []
    for name, (first, last) in (deliveries or CYCLES).items():
        say(f"writing the exports of {name}")
        partial = raw / f".{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        cycle = Cycle(city, name, first, last, seed)
        cycle.write(partial)
        joint += cycle.joint
        themes = comments.added(themes, cycle.themes)
        effects = truth.officers(city, last) + truth.units(city, last) + truth.pairs(city, joint, last)
        spoilt = [row for row in cycle.ledger if not row["rule"].startswith("_")]
        facts = {"synthetic": True, "seed": seed, "effects": effects, "themes": themes, "spoilt": spoilt}
        (partial / "truth.json").write_text(_json(facts), encoding="utf-8")
        target = raw / name
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
        done.append(target)
    return done


def of_place(
    root: Path, raw: Path, place: str, size: str, seed: int, say: Callable[[str], None], units: str = ""
) -> list[Path]:
    """Simulate another place in one delivery, and write the cycle file that reads it.

    Parameters
    ----------
    root : repository, for the place's own tables and for the cycle file.
    raw : folder of raw exports.
    place : code or name of a kecamatan, a kabupaten or a kota.
    units : kind of the units compared; the default of the place where empty.
    size, seed, say : of :func:`analysis.simulate.setting.of_place` and :func:`build`.

    Raises
    ------
    UserError
        If there is no such place, or its cycle file is there and is not the simulator's.
    """
    try:
        area = areas.area("", place, root, units)
    except ValueError as error:
        raise UserError(f"--place: {error}.") from error
    name = f"simulasi-{area.programme.code}" + (f"-{units}" if units else "")
    made = build(raw, seed, say, setting.of_place(area, size), {name: (0, len(world.SEMESTERS) - 1)})
    path = root / "cycles" / f"{name}.yaml"
    text = _CYCLE.format(name=name, version=VERSIONS[-1], place=areas.lines(area), title=area.programme.full)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        say(f"cycles/{path.name}: left as it stands, it was changed by hand")
    else:
        path.write_text(text, encoding="utf-8")
        say(f"cycles/{path.name}: made")
    return made


_CYCLE = """\
# Simulated exports of another place, made by 'mutasi simulate --place'.
cycle: {name}
version: "{version}"
title: Data simulasi {title}
title_en: Simulated data, {title}
synthetic: true
pseudonym_key: contoh
{place}first: 2019-S1
last: 2025-S2
programme_start: 2021-S1
deliveries: [{name}]
"""


def _json(facts: dict) -> str:
    """Write one effect or spoilt row a line, so that a change shows as a line in a diff."""

    def rounded(row: dict) -> dict:
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in row.items()}

    parts = [f'"synthetic": true, "seed": {facts["seed"]}']
    for key in ("effects", "themes", "spoilt"):
        lines = ",\n".join(json.dumps(rounded(row), ensure_ascii=False) for row in facts[key])
        parts.append(f'"{key}": [\n{lines}\n]')
    return "{" + ",\n".join(parts) + "}\n"
