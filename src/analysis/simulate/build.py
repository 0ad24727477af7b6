"""Write the example's two cycles with their truth."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from analysis.simulate import comments, truth, world
from analysis.simulate.exports import Cycle

#: Cycle folder → first and last semester that it delivers.
CYCLES = {"contoh-2025-S1": (0, 12), "contoh-2025-S2": (13, 13)}
SEED = 2025


def build(raw: Path, seed: int = SEED, say: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Write the exports and ``truth.json`` of both cycles below `raw`.

    Parameters
    ----------
    raw : folder of raw exports; each cycle's folder in it is replaced when all of it is ready.
    seed : the only source of randomness; the same seed gives the same bytes.
    say : receives one line of progress a step.

    Returns
    -------
    list of Path
        The folders written.
    """
    say("drawing the city")
    city = world.draw(seed)
    done = []
    joint: list = []
    themes: list[dict] = []
    for name, (first, last) in CYCLES.items():
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


def _json(facts: dict) -> str:
    """Write one effect or spoilt row a line, so that a change shows as a line in a diff."""

    def rounded(row: dict) -> dict:
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in row.items()}

    parts = [f'"synthetic": true, "seed": {facts["seed"]}']
    for key in ("effects", "themes", "spoilt"):
        lines = ",\n".join(json.dumps(rounded(row), ensure_ascii=False) for row in facts[key])
        parts.append(f'"{key}": [\n{lines}\n]')
    return "{" + ",\n".join(parts) + "}\n"
