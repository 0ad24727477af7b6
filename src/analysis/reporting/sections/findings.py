"""What was found on officers and on kelurahan."""

from __future__ import annotations

import html
from functools import partial

import pandas as pd

from analysis.domain.subgroups import DIMENSIONS
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.section import Section
from analysis.reporting.sections import not_possible
from analysis.reporting.writer import Writer


def findings(writer: Writer, level: str) -> Block:
    """Say and draw what was found at a level."""
    words = writer.words
    measured = [outcome for outcome in writer.headlines.index if writer.outcomes[outcome].level == level]
    if measured:
        shown = blocks.grid(_finding(writer, outcome) for outcome in measured)
    else:
        shown = blocks.paragraph(words("nothing-measured", level=words(f"level-{level}").lower()))
    unmeasured = _unmeasured(writer, level)
    return shown + blocks.paragraph(*unmeasured) if unmeasured else shown


def _unmeasured(writer: Writer, level: str) -> list[str]:
    """Say of each outcome of a level that was not measured which export it lacks, or why it could not be estimated."""
    sentences = []
    lost = writer.table("not_possible")
    lost = lost[(lost["part"] == "outcome") & (lost["reason"] != "export_absent")]
    for row in lost.itertuples(index=False):
        if writer.outcomes[str(row.outcome)].level == level:
            why = not_possible.reason(writer, str(row.reason), row.export)
            sentences.append(writer.words("not-estimated", outcome=writer.name(str(row.outcome)), why=why))
    for outcome in writer.of_cycle:
        lacking = [export for export in outcome.needs if not writer.results.rows(f"tables/{export}")]
        if outcome.level == level and lacking:
            sentences.append(
                writer.words("not-measured", outcome=writer.name(outcome.name), exports=", ".join(lacking))
            )
    return sentences


def _finding(writer: Writer, outcome: str) -> Block:
    """Put an outcome's claim above its event study."""
    head = f"<h3>{html.escape(writer.name(outcome))} {writer.pill(writer.headlines.loc[outcome, 'grade'])}</h3>"
    body = Block(head) + blocks.paragraph(writer.claim(outcome)) + event_study(writer, outcome)
    return Block(f'<div class="finding">{body.content}</div>')


def event_study(writer: Writer, outcome: str) -> Block:
    """Draw an outcome's event study with its table behind it."""
    o, words = writer.outcomes[outcome], writer.words
    rows = writer.rows(outcome, "event_time" if o.bin == 1 else "event_bin")
    rows = rows[rows["event_time"].between(*o.window) & rows["se"].notna()].sort_values("event_time")
    if rows.empty:
        return Block("")
    anticipation = getattr(writer.study.cycle.analysis.anticipation, o.frequency)
    period = words(f"period-{o.frequency}")
    before = rows.loc[rows["event_time"] < -anticipation, "att"]
    after = rows.loc[rows["event_time"] >= 0, "att"]
    ends = {"premin": before.min(), "premax": before.max(), "postmin": after.min(), "postmax": after.max()}
    pretrend = words.p(writer.headlines.loc[outcome, "pretrend_p"])
    alt = words(
        "event-alt", period=period, outcome=writer.name(outcome), unit=writer.unit(outcome), pretrend=pretrend,
        **{k: words.number(v, writer.digits(outcome)) for k, v in ends.items()},
    )  # fmt: skip
    key = "event-caption-anticipation" if anticipation else "event-caption" if o.bin == 1 else "event-caption-bins"
    caption = words(
        key, outcome=writer.name(outcome), period=period, level=writer.level, pretrend=pretrend, size=words.count(o.bin)
    )
    drawn = figures.event_study(rows, anticipation, writer.unit(outcome), period, words, o.bin)
    behind = _behind(writer, rows, outcome)
    return writer.figure(drawn, f"event-{outcome}", alt, caption, behind, "estimates headlines")


def _behind(writer: Writer, rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    digits, words = writer.digits(outcome), writer.words
    return pd.DataFrame(
        {
            words("col-event"): [words.number(v, 0, sign=True) for v in rows["event_time"]],
            words("col-att"): [words.number(v, digits) for v in rows["att"]],
            words("col-interval", level=writer.level): [
                f"{words.number(a, digits)} … {words.number(b, digits)}"
                for a, b in zip(rows["low"], rows["high"], strict=True)
            ],
            words("col-treated"): [words.count(v) for v in rows["n_treated"]],
        }
    )


def few_units(writer: Writer) -> Block:
    """Say what a handful of treated units in one district allows."""
    headlines, words = writer.headlines, writer.words
    units = headlines[headlines["level"] == "unit"]
    districts = int(units["districts"].max()) if len(units) else 0
    if districts < 2 or writer.study.cycle.area.everywhere:  # a whole place has no single kecamatan to set apart
        return Block("")
    return blocks.paragraph(
        words(
            "few-units", units=words.count(units["n_treated"].max()), others=words.count(districts - 1),
            floor=words.p_alone(1 / districts),
        )
    )  # fmt: skip


def subgroups(writer: Writer) -> Block:
    """Compare groups of officers along the declared dimensions, for the outcomes on which a conclusion is drawn."""
    words, table, headlines = writer.words, writer.table("heterogeneity"), writer.headlines
    officer = headlines[headlines["level"] == "officer"]
    if officer.empty or table.empty:
        return Block("")
    read = officer.index[officer["grade"] != "inconclusive"]
    rows = [_compared(writer, outcome, by) for outcome in read for by in _by_dimension(table, outcome)]
    drawings = [_kinds(writer, outcome) for outcome in read if officer.loc[outcome, "grade"] != "none"]
    alpha = writer.study.cycle.analysis.alpha
    differing = table[table["outcome"].isin(read) & (table["p_adjusted"] < alpha)]
    differences = [_differs(writer, row) for _, row in differing.iterrows()] or [words("differs-none")]
    unread = [words("not-read", outcome=writer.name(o)) for o in officer.index[officer["grade"] == "inconclusive"]]
    notes = blocks.paragraph(*differences) + blocks.paragraph(
        words("subgroup-caution", n=len(rows)), *_undivided(writer), *unread
    )
    if not rows:
        return notes
    frame = pd.DataFrame(rows)
    caption = words("subgroups-caption", level=writer.level)
    listed = blocks.table(frame, caption, frame.columns[2:-1], tables="heterogeneity")
    return notes + blocks.grid(d for d in drawings if d) + blocks.folded(words("subgroups-summary"), listed)


def _undivided(writer: Writer) -> list[str]:
    """Say along which dimensions officers were not divided, as the export that tells was not sent."""
    words, lost = writer.words, writer.table("not_possible")
    lost = lost[(lost["part"] == "subgroup") & (lost["reason"] == "export_absent")].drop_duplicates("item")
    return [
        words(
            "subgroup-absent", exports=export,
            dimensions=", ".join(words(f"dimension-{name}") for name in group["item"]),
        )
        for export, group in lost.groupby("export", sort=False)
    ]  # fmt: skip


def _by_dimension(table: pd.DataFrame, outcome: str) -> list[pd.DataFrame]:
    """Return an outcome's two groups and their difference (index = group), a table a dimension that has all three."""
    of_outcome = table[table["outcome"] == outcome]
    by = [rows.set_index("group") for _, rows in of_outcome.groupby("dimension", sort=False)]
    return [rows for rows in by if "difference" in rows.index]


def _compared(writer: Writer, outcome: str, by: pd.DataFrame) -> dict[str, str]:
    """Write the effects on the two groups of a dimension and their difference."""
    words, difference = writer.words, by.loc["difference"]
    first, second = DIMENSIONS[difference["dimension"]].groups
    return {
        words("col-outcome"): writer.named(outcome),
        words("col-compared"): words("compared", first=words(f"subgroup-{first}"), second=words(f"subgroup-{second}")),
        words("col-first"): writer.short(by.loc[first]),
        words("col-second"): writer.short(by.loc[second]),
        words("col-difference"): writer.short(difference),
        words("col-padjusted"): words.p_alone(difference["p_adjusted"]),
        words("col-status"): words("status-" + difference["status"]),
    }


def _differs(writer: Writer, row: pd.Series) -> str:
    """Say that the two groups of a dimension differ."""
    words, outcome = writer.words, row["outcome"]
    first, second = (words(f"subgroup-{group}") for group in DIMENSIONS[row["dimension"]].groups)
    return words(
        "differs", outcome=writer.name(outcome), dimension=words(f"dimension-{row['dimension']}"), first=first,
        second=second, gap=words.number(row["att"], writer.digits(outcome), sign=True), unit=writer.unit(outcome),
    )  # fmt: skip


def _kinds(writer: Writer, outcome: str) -> Block | None:
    """Draw the effects of the two kinds of move; None where one of them could not be estimated."""
    o, words = writer.outcomes[outcome], writer.words
    kinds = DIMENSIONS["kind_of_move"].groups
    overall = {group: writer.rows(outcome, "overall", group)["att"] for group in kinds}
    if any(att.empty for att in overall.values()):
        return None
    rows = pd.concat(writer.rows(outcome, "event_time", group) for group in kinds)
    anticipation = getattr(writer.study.cycle.analysis.anticipation, o.frequency)
    rows = rows[rows["event_time"].between(-anticipation, o.window[1]) & rows["se"].notna()]
    written = {k: words.number(overall[f"{k}_sector"].mean(), writer.digits(outcome)) for k in ("cross", "within")}
    alt = words("kinds-alt", outcome=writer.name(outcome), unit=writer.unit(outcome), **written)
    drawn = figures.kinds_of_move(rows, writer.unit(outcome), words(f"period-{o.frequency}"), words)
    caption = words("kinds-caption", outcome=writer.name(outcome), level=writer.level)
    behind = pd.DataFrame(
        {
            words("col-subgroup"): [words(f"subgroup-{group}") for group in rows["subgroup"]],
            words("col-event"): [words.number(v, 0, sign=True) for v in rows["event_time"]],
            words("col-att"): [writer.short(row) for _, row in rows.iterrows()],
        }
    )
    return writer.figure(drawn, f"kinds-{outcome}", alt, caption, behind, "estimates")


SECTIONS = (
    Section("officers", partial(findings, level="officer"), ("headlines", "estimates"), ("asn",)),
    Section("subgroups", subgroups, ("headlines",), ("asn",), titled=True),
    Section("units", partial(findings, level="unit"), ("headlines", "estimates")),
    Section("few_units", few_units, ("headlines",)),
)
