"""The report of a cycle, section by section: what ``3_report.ipynb`` calls."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import __version__, cleaning, heterogeneity, provenance
from analysis import plan as plans
from analysis.did import evidence
from analysis.did.estimators.group_time import NAME as ESTIMATOR
from analysis.intake.rulebook import RULES
from analysis.outcomes import OUTCOMES
from analysis.reporting import blocks, figures
from analysis.reporting.blocks import Block
from analysis.reporting.words import Words
from analysis.study import Study

_GRADE_COLOUR = {
    "strong": figures.AFTER, "moderate": figures.AFTER, "suggestive": figures.OTHER, "none": "#6b7280",
    "inconclusive": "#6b7280",
}  # fmt: skip
#: Grades on which the first sentence counts an outcome as changed.
_SHOWN = ("strong", "moderate")


class Report:
    """Writes a study's report in one language.

    Parameters
    ----------
    study : a study whose first two stages have run.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "id") -> None:
        self.study = study
        self.say = Words(language)
        self.impact = study.impact
        self.headlines = self.impact.headlines.set_index("outcome", drop=False)
        self.level = self.say.number(100 * (1 - study.cycle.analysis.alpha), 0)

    # -- small words -------------------------------------------------------------------------------------------

    def name(self, outcome: str) -> str:
        """Return an outcome's name."""
        return self.say(f"outcome-{outcome}")

    def unit(self, outcome: str) -> str:
        """Return an outcome's unit."""
        return self.say(f"outcome-{outcome}-unit")

    def digits(self, outcome: str) -> int:
        """Return the decimals in which an outcome's effects are written."""
        return 2 if OUTCOMES[outcome].level == "officer" else 1

    def with_interval(self, row: pd.Series) -> str:
        """Write an estimate with its interval."""
        digits = self.digits(row["outcome"])
        att = self.say.number(row["att"], digits, sign=True)
        if pd.isna(row["se"]):
            return self.say("interval-none", att=att)
        low, high = (self.say.number(row[k], digits, sign=True) for k in ("low", "high"))
        return self.say("interval", att=att, level=self.level, low=low, high=high)

    def claim(self, outcome: str) -> str:
        """Write what the evidence on an outcome allows; the words come from the grade alone."""
        row = self.headlines.loc[outcome]
        digits = self.digits(outcome)
        key = f"claim-{row['grade']}"
        if row["grade"] == "inconclusive":
            key += f"-{row['reason']}"
        return self.say(
            key,
            outcome=self.name(outcome),
            unit=self.unit(outcome),
            who=self.say(f"who-{row['level']}"),
            direction="up" if row["att"] > 0 else "down",
            size=self.say.number(abs(row["att"]), digits),
            reason=row["reason"],
            crosses="yes" if row["low"] <= 0 <= row["high"] else "no",
            padjusted=self.say.p(row["p_adjusted"]),
            pretrend=self.say.p(row["pretrend_p"]),
            detectable=self.say.number(row["detectable"], digits),
            breakdown=self.say.number(row["breakdown"], 1),
        )

    # -- first screen ------------------------------------------------------------------------------------------

    def answer(self) -> Block:
        """Answer the question of the programme in one sentence, and say what was compared."""
        h, say = self.headlines, self.say
        better = h["att"] * h["outcome"].map(lambda o: OUTCOMES[o].better) > 0

        def names(which: pd.Series) -> tuple[int, str]:
            chosen = h.index[which]
            return len(chosen), ", ".join(self.name(o) for o in chosen)

        lead, listed = names(h["grade"].isin(_SHOWN) & better)
        answer = say("answer", better=lead, n=len(h), names=listed)
        more = []
        for key, value, which in (
            ("answer-worse", "worse", h["grade"].isin(_SHOWN) & ~better),
            ("answer-early", "early", h["grade"] == "suggestive"),
            ("answer-none", "none", h["grade"] == "none"),
            ("answer-inconclusive", "inconclusive", h["grade"] == "inconclusive"),
        ):
            count, listed = names(which)
            if count:
                more.append(say(key, **{value: count, "names": listed}))
        return Block(
            f'<section class="answer"><p class="question">{html.escape(say("question"))}</p>'
            f'<p class="lead">{html.escape(answer)}</p><p>{html.escape(" ".join(more))}</p></section>'
        )

    def cards(self) -> Block:
        """Show every outcome as a card: name, grade, estimate with interval, and what it means."""
        out = []
        for outcome, row in self.headlines.iterrows():
            colour = _GRADE_COLOUR[row["grade"]]
            digits = self.digits(str(outcome))
            low, high = row["low"], row["high"]
            strip = ""
            if pd.notna(low):
                texts = {k: self.say.number(row[k], digits, sign=True) for k in ("att", "low", "high")}
                alt = self.say("strip-alt", level=self.level, unit=self.unit(str(outcome)), **texts)
                strip = figures.strip(row["att"], low, high, colour, html.escape(alt, quote=True))
            name, grade = str(outcome), row["grade"]
            size = f"{self.with_interval(row)} {self.unit(name)}"
            out.append(
                f'<article class="card {grade}"><p class="where">{self.say("level-" + row["level"])}</p>'
                f"<h3>{html.escape(self.name(name))}</h3>"
                f"{self._pill(grade)}{strip}"
                f'<p class="size">{html.escape(size)}</p><p>{html.escape(self.claim(name))}</p></article>'
            )
        return Block(f'<div class="cards">{"".join(out)}</div>')

    def scope(self) -> Block:
        """Say who was compared with whom, on how much data, and how to read the grades."""
        say, cycle = self.say, self.study.cycle
        h = self.headlines
        officers = self.study.table("panels/officers")
        account = self.account[cleaning.DISPOSITIONS].sum()
        moved = int(officers["cohort"].notna().sum())
        sentences = [
            say(
                "scope", title=cycle.title, moved=say.count(moved), others=say.count(len(officers) - moved),
                start=say.semester(cycle.programme_start), first=say.semester(cycle.first),
                last=say.semester(cycle.last),
            ),
        ]  # fmt: skip
        if (h["level"] == "unit").any():
            unit = h[h["level"] == "unit"]
            counts = {"units": say.count(unit["n_treated"].max()), "others": say.count(unit["n_control"].max())}
            sentences.append(say("scope-units", **counts))
        kept = 100 * (account["kept"] + account["corrected"]) / account.sum()
        sentences.append(say("sure", rows=say.count(account.sum()), keptshare=say.number(kept, 1)))
        return blocks.paragraph(*sentences) + blocks.paragraph(say("careful"))

    # -- data --------------------------------------------------------------------------------------------------

    @cached_property
    def account(self) -> pd.DataFrame:
        """Account of rows by source."""
        table = self.study.table("account")
        return table.groupby("source", sort=False)[["read", *cleaning.DISPOSITIONS]].sum().reset_index()

    def quality(self) -> Block:
        """Account for every row received."""
        say, a = self.say, self.account
        total = a.drop(columns="source").sum()
        balanced = (a["read"] == a[cleaning.DISPOSITIONS].sum(axis=1)).all()
        counts = {k: say.count(total[k]) for k in ("read", *cleaning.DISPOSITIONS)}
        share = 100 * a["quarantined"] / a["read"]
        text = a.assign(share=share).rename(columns={k: say(k) for k in ("source", "read", *cleaning.DISPOSITIONS)})
        numeric = [say(k) for k in ("read", *cleaning.DISPOSITIONS)]
        text[numeric] = text[numeric].map(say.count)
        text["share"] = [say.number(v, 1) for v in share]
        text = text.rename(columns={"share": say("quarantined-share")})
        touched = 100 * (a["corrected"] + a["quarantined"]) / a["read"]
        worst = touched.idxmax()
        alt = say("quality-alt", source=a["source"][worst], share=say.number(touched[worst], 1))
        drawing = figures.svg(figures.quality(a, say), alt, "quality")
        behind = blocks.table(text, say("account-caption"), [*numeric, say("quarantined-share")])
        return (
            blocks.paragraph(
                say("quality-summary", share=say.number(100 * total["quarantined"] / total["read"], 1), **counts),
                say("quality-balanced" if balanced else "quality-unbalanced"),
            )
            + blocks.figure(drawing, say("quality-caption"))
            + behind
        )

    def completeness(self) -> Block:
        """Show how many rows each source brought in each month."""
        say, table = self.say, self.study.table("completeness")
        empty = int((table.loc[table["source"] != "mutasi", "rows"] == 0).sum())
        alt = say("completeness-alt", empty=say.count(empty))
        drawing = figures.svg(figures.completeness(table, say), alt, "completeness")
        return blocks.figure(drawing, say("completeness-caption"), wide=True)

    def untouched(self) -> Block:
        """Say how the headlines change when every repaired row is left out."""
        say, both = self.say, self.study.table("without_repaired")
        if both["repaired_rows"].max() == 0:
            return Block("")
        moved = ~both["att_untouched"].between(both["low"], both["high"])
        zero = (both["low"] <= 0) & (both["high"] >= 0)
        zero_again = (both["low_untouched"] <= 0) & (both["high_untouched"] >= 0)
        again = both[["outcome", "att_untouched", "low_untouched", "high_untouched"]]
        again = again.rename(columns=lambda name: name.removesuffix("_untouched"))
        frame = pd.DataFrame(
            {
                say("col-outcome"): [f"{self.name(o)}, {self.unit(o)}" for o in both["outcome"]],
                say("col-att"): [self._short(r) for _, r in both.iterrows()],
                say("col-untouched"): [self._short(r) for _, r in again.iterrows()],
            }
        )
        summary = say(
            "untouched-summary", rows=say.count(both["repaired_rows"].max()), moved=int(moved.sum()),
            crossed=int((zero != zero_again).sum()),
        )  # fmt: skip
        return blocks.paragraph(summary) + blocks.table(frame, say("untouched-caption"), frame.columns[1:])

    def reasons(self) -> Block:
        """List the rule behind each row that was not simply kept, and what did not enter a panel."""
        say = self.say
        reasons = self.study.table("reasons").assign(
            disposition=lambda d: d["disposition"].map(say),
            rows=lambda d: d["rows"].map(say.count),
            meaning=lambda d: [RULES[r].meaning[0] for r in d["rule"]],
        )
        reasons.columns = [say(k) for k in ("source", "disposition", "rule", "rows", "problem-meaning")]
        left = self.study.table("exclusions").assign(rows=lambda d: d["rows"].map(say.count))
        left.columns = [say(k) for k in ("panel", "reason", "rows")]
        return blocks.table(left, say("exclusions-caption"), [say("rows")]) + blocks.table(
            reasons, say("reasons-caption"), [say("rows")]
        )

    # -- findings ----------------------------------------------------------------------------------------------

    def _rows(self, outcome: str, aggregation: str, subgroup: str = "all") -> pd.DataFrame:
        e = self.impact.estimates
        return e[
            (e["outcome"] == outcome)
            & (e["aggregation"] == aggregation)
            & (e["subgroup"] == subgroup)
            & (e["control_group"] == "not_yet_treated")
            & (e["estimator"] == ESTIMATOR)
        ]

    def _behind(self, rows: pd.DataFrame, outcome: str, caption: str) -> Block:
        digits, say = self.digits(outcome), self.say
        shown = pd.DataFrame(
            {
                say("col-event"): [say.number(v, 0, sign=True) for v in rows["event_time"]],
                say("col-att"): [say.number(v, digits) for v in rows["att"]],
                say("col-interval", level=self.level): [
                    f"{say.number(a, digits)} … {say.number(b, digits)}"
                    for a, b in zip(rows["low"], rows["high"], strict=True)
                ],
                say("col-treated"): [say.count(v) for v in rows["n_treated"]],
            }
        )
        return blocks.table(shown, caption, list(shown.columns[1:]))

    def event_study(self, outcome: str) -> Block:
        """Draw an outcome's event study with its table behind it."""
        o, say = OUTCOMES[outcome], self.say
        rows = self._rows(outcome, "event_time" if o.bin == 1 else "event_bin")
        rows = rows[rows["event_time"].between(*o.window) & rows["se"].notna()].sort_values("event_time")
        anticipation = getattr(self.study.cycle.analysis.anticipation, o.frequency)
        period = say(f"period-{o.frequency}")
        before = rows.loc[rows["event_time"] < -anticipation, "att"]
        after = rows.loc[rows["event_time"] >= 0, "att"]
        ends = {"premin": before.min(), "premax": before.max(), "postmin": after.min(), "postmax": after.max()}
        pretrend = say.p(self.headlines.loc[outcome, "pretrend_p"])
        alt = say(
            "event-alt", period=period, outcome=self.name(outcome), unit=self.unit(outcome), pretrend=pretrend,
            **{k: say.number(v, self.digits(outcome)) for k, v in ends.items()},
        )  # fmt: skip
        drawing = figures.svg(
            figures.event_study(rows, anticipation, self.unit(outcome), period, say, o.bin), alt, f"event-{outcome}"
        )
        key = "event-caption-anticipation" if anticipation else "event-caption" if o.bin == 1 else "event-caption-bins"
        caption = say(
            key, outcome=self.name(outcome), period=period, level=self.level, pretrend=pretrend, size=say.count(o.bin)
        )
        return blocks.figure(drawing, caption, self._behind(rows, outcome, caption), say("table-of"))

    def findings(self, level: str) -> Block:
        """Say and draw what was found at a level."""
        mine = [o for o in self.headlines.index if OUTCOMES[o].level == level]
        if not mine:
            return blocks.paragraph(self.say("nothing-measured", level=self.say(f"level-{level}").lower()))
        return blocks.grid(self._finding(o) for o in mine)

    def _finding(self, outcome: str) -> Block:
        """Put an outcome's claim above its event study."""
        head = f"<h3>{html.escape(self.name(outcome))} {self._pill(self.headlines.loc[outcome, 'grade'])}</h3>"
        body = Block(head) + blocks.paragraph(self.claim(outcome)) + self.event_study(outcome)
        return Block(f'<div class="finding">{body.content}</div>')

    def _pill(self, grade: str) -> str:
        return f'<span class="grade {grade}">{html.escape(self.say("grade-" + grade))}</span>'

    def few_units(self) -> Block:
        """Say what a handful of treated units in one district allows."""
        h, say = self.headlines, self.say
        units = h[h["level"] == "unit"]
        if units.empty:
            return Block("")
        districts = int(units["districts"].max())
        return blocks.paragraph(
            say(
                "few-units", units=say.count(units["n_treated"].max()), others=say.count(districts - 1),
                floor=say.p(1 / districts).removeprefix("= "),
            )
        )  # fmt: skip

    def subgroups(self) -> Block:
        """Compare groups of officers along the declared dimensions, for the outcomes on which a conclusion is drawn."""
        say, table = self.say, self.impact.heterogeneity
        officer = self.headlines[self.headlines["level"] == "officer"]
        if officer.empty or table.empty:
            return Block("")
        read = officer.index[officer["grade"] != "inconclusive"]
        rows, drawings = [], []
        for outcome in read:
            own = table[table["outcome"] == outcome]
            for dimension in own["dimension"].unique():
                by = own[own["dimension"] == dimension].set_index("group")
                if "difference" not in by.index:
                    continue
                first, second = heterogeneity.DIMENSIONS[dimension]
                rows.append(
                    {
                        say("col-outcome"): f"{self.name(outcome)}, {self.unit(outcome)}",
                        say("col-compared"): say(
                            "compared", first=say(f"subgroup-{first}"), second=say(f"subgroup-{second}")
                        ),
                        say("col-first"): self._short(by.loc[first]),
                        say("col-second"): self._short(by.loc[second]),
                        say("col-difference"): self._short(by.loc["difference"]),
                        say("col-padjusted"): say.p(by.loc["difference", "p_adjusted"]).removeprefix("= "),
                        say("col-status"): say("status-" + by.loc["difference", "status"]),
                    }
                )
            if officer.loc[outcome, "grade"] != "none":
                kinds = {g: self._rows(outcome, "overall", g) for g in heterogeneity.DIMENSIONS["kind_of_move"]}
                if all(len(r) for r in kinds.values()):
                    drawings.append(self._kinds(outcome, {g: r.iloc[0] for g, r in kinds.items()}))
        differ = [
            r for r in table[table["outcome"].isin(read)].itertuples() if r.p_adjusted < self.study.cycle.analysis.alpha
        ]
        found = [
            say(
                "differs", outcome=self.name(r.outcome), dimension=say(f"dimension-{r.dimension}"),
                first=say(f"subgroup-{heterogeneity.DIMENSIONS[r.dimension][0]}"),
                second=say(f"subgroup-{heterogeneity.DIMENSIONS[r.dimension][1]}"),
                gap=say.number(r.att, self.digits(r.outcome), sign=True), unit=self.unit(r.outcome),
            )
            for r in differ
        ] or [say("differs-none")]  # fmt: skip
        unread = [say("not-read", outcome=self.name(o)) for o in officer.index[officer["grade"] == "inconclusive"]]
        notes = blocks.paragraph(*found) + blocks.paragraph(say("subgroup-caution", n=len(rows)), *unread)
        if not rows:
            return notes
        frame = pd.DataFrame(rows)
        folded = blocks.folded(
            say("subgroups-summary"),
            blocks.table(frame, say("subgroups-caption", level=self.level), frame.columns[2:-1]),
        )
        return notes + blocks.grid(drawings) + folded

    def _short(self, row: pd.Series) -> str:
        """Write an estimate with its interval in brackets, for a table."""
        att, low, high = (
            self.say.number(row[k], self.digits(row["outcome"]), sign=True) for k in ("att", "low", "high")
        )
        return f"{att} ({low} … {high})"

    # -- resistance and sosialisasi ------------------------------------------------------------------------------

    def resistance(self) -> Block:
        """Say how strong resistance is, how far the survey can be trusted, and what goes with it."""
        say = self.say
        if not self.study.has("resistance/means"):
            return blocks.paragraph(say("resistance-none"))
        reliability = self.study.table("resistance/reliability").iloc[0]
        means = self.study.table("resistance/means").set_index("group")
        response = self.study.table("resistance/response").set_index("group")
        drivers = self.study.table("resistance/drivers")

        def interval(row: pd.Series, sign: bool = False) -> str:
            value, low, high = (say.number(row[k], 2, sign) for k in (row.index[0], "low", "high"))
            return f"{value} ({low} … {high})"

        asked = response.loc["all"]
        opening = [
            say(
                "resistance-index", n=say.count(reliability["officers"]), asked=say.count(asked["asked"]),
                share=say.number(100 * asked["share"], 0), mean=interval(means.loc["all"]),
            ),
            say(
                "resistance-reliable", good="yes" if reliability["low"] >= 0.7 else "no", level=self.level,
                straight=say.count(reliability["straight_lined"]),
                **{k: say.number(reliability[k], 2) for k in ("alpha", "low", "high", "omega")},
            ),
        ]  # fmt: skip
        told = blocks.paragraph(*opening)
        if len(drivers):
            told += blocks.bullets(self._driver(row) for _, row in drivers.iterrows() if row["driver"] != "age")
            labels = [say(f"driver-{d}") for d in drivers["driver"]]
            strongest = drivers.loc[drivers["effect"].abs().idxmax()]
            alt = say(
                "drivers-alt",
                driver=say(f"driver-{strongest['driver']}"),
                effect=say.number(strongest["effect"], 2, True),
            )
            behind = pd.DataFrame(
                {
                    say("col-driver"): labels,
                    say("col-effect"): [interval(r[["effect", "low", "high"]], True) for _, r in drivers.iterrows()],
                    say("col-padjusted"): [say.p(p).removeprefix("= ") for p in drivers["p_adjusted"]],
                }
            )
            caption = say("drivers-caption", level=self.level)
            drawing = figures.svg(figures.coefficients(drivers, labels, say("drivers-x"), say), alt, "drivers")
            told += blocks.figure(drawing, caption, blocks.table(behind, caption, behind.columns[1:]), say("table-of"))
        shown = pd.DataFrame(
            {
                say("col-group"): [say(f"group-{g}") for g in means.index],
                say("col-mean"): [interval(r) for _, r in means.iterrows()],
                say("col-answered"): [
                    say(
                        "answered",
                        yes=say.count(response.loc[g, "answered"]),
                        asked=say.count(response.loc[g, "asked"]),
                    )
                    for g in means.index
                ],
            }
        )
        table = blocks.table(shown, say("resistance-caption", level=self.level), shown.columns[1:])
        return told + table + blocks.paragraph(say("resistance-caution")) + self._sosialisasi()

    def _driver(self, row: pd.Series) -> str:
        """Say what the evidence allows about what goes with resistance; seen once, it is never more than suggestive."""
        say = self.say
        grade, _ = evidence.association(row["p_adjusted"], self.study.cycle.analysis.alpha)
        return say(
            f"driver-{grade}", driver=say(f"driver-{row['driver']}"), direction="up" if row["effect"] > 0 else "down",
            size=say.number(abs(row["effect"]), 2), low=say.number(row["low"], 2, True),
            high=say.number(row["high"], 2, True), padjusted=say.p(row["p_adjusted"]),
        )  # fmt: skip

    def _sosialisasi(self) -> Block:
        """Say whether sosialisasi changed the effect of the move."""
        say, table = self.say, self.impact.heterogeneity
        own = table[(table["dimension"] == "sosialisasi") & (table["group"] == "difference")]
        read = own[own["outcome"].map(self.headlines["grade"]).isin([*_SHOWN, "suggestive"])]
        alpha = self.study.cycle.analysis.alpha
        return blocks.bullets(
            say(
                "sosialisasi-moderates", outcome=self.name(r["outcome"]), gap=self._short(r),
                found="yes" if r["p_adjusted"] < alpha else "no", padjusted=say.p(r["p_adjusted"]),
            )
            for _, r in read.iterrows()
        )  # fmt: skip

    # -- citizens ----------------------------------------------------------------------------------------------

    def citizens(self) -> Block:
        """Say how satisfied citizens are, how surely that is known, what weighs in it, and what rotation changed."""
        say = self.say
        if not self.study.has("citizens/units"):
            return blocks.paragraph(say("citizens-none"))
        units = self.study.table("citizens/units").set_index("unit", drop=False)
        unsur = self.study.table("citizens/unsur")
        effects = self.study.table("citizens/effects")

        def ikm(row: pd.Series) -> str:
            value, low, high = (say.number(row[k], 2) for k in ("ikm", "low", "high"))
            return f"{value} ({low} … {high})"

        told = []
        if {"programme", "others"} <= set(units.index):
            ours, others = units.loc["programme"], units.loc["others"]
            told.append(
                say(
                    "citizens-index", programme=self.study.cycle.programme, year=ours["year"], ikm=ikm(ours),
                    letter=ours["letter"], quality=say(f"letter-{ours['letter']}"), others=ikm(others),
                    otherletter=others["letter"],
                )
            )  # fmt: skip
        short = units[units["respondents"] < units["needed"]].drop(index=["programme", "others"], errors="ignore")
        told.append(
            say(
                "citizens-sample",
                short=len(short),
                units=len(units.drop(index=["programme", "others"], errors="ignore")),
            )
        )
        names = {name: say(f"unsur-{name}") for name in unsur["unsur"]}
        improve = [names[u] for u in unsur.loc[unsur["quadrant"] == "improve", "unsur"]]
        told.append(say("citizens-improve", n=len(improve), names="; ".join(improve)))
        told.append(say("citizens-order", error=say.number(2 * unsur["importance_se"].mean(), 2)))
        shown = pd.DataFrame(
            {
                say("col-unit"): [say(f"citizens-{u}") if u in ("programme", "others") else u for u in units["unit"]],
                say("col-ikm"): [ikm(r) for _, r in units.iterrows()],
                say("col-letter"): units["letter"],
                say("col-respondents"): units["respondents"].map(say.count),
                say("col-needed"): units["needed"].map(say.count),
            }
        )
        table = blocks.table(shown, say("citizens-caption", level=self.level), shown.columns[1:])
        behind = pd.DataFrame(
            {
                say("col-unsur"): [f"{u} {names[u]}" for u in unsur["unsur"]],
                say("col-performance"): [say.number(v, 1) for v in unsur["performance"]],
                say("col-importance"): [say.number(v, 2) for v in unsur["importance"]],
                say("col-quadrant"): [say(f"quadrant-{q}") for q in unsur["quadrant"]],
            }
        )
        caption = say("importance-caption", year=units["year"].iloc[0])
        alt = say("importance-alt", n=len(improve), names=", ".join(improve))
        drawing = figures.svg(figures.importance(unsur, say), alt, "importance")
        pair = blocks.figure(drawing, caption, blocks.table(behind, caption, behind.columns[1:3]), say("table-of"))
        return (
            blocks.paragraph(*told) + pair + blocks.folded(say("citizens-summary"), table) + self._unsur(effects, names)
        )

    def _unsur(self, effects: pd.DataFrame, names: dict[str, str]) -> Block:
        """Tabulate what rotation changed of each unsur; none is graded above the IKM as a whole."""
        say, alpha = self.say, self.study.cycle.analysis.alpha
        if effects.empty or "ikm" not in self.headlines.index:
            return Block("")
        whole = self.headlines.loc["ikm", "grade"]
        grades = [evidence.component(p, alpha, whole) for p in effects["p_adjusted"]]
        frame = pd.DataFrame(
            {
                say("col-unsur"): [f"{u} {names[u]}" for u in effects["unsur"]],
                say("col-att"): [
                    f"{say.number(r.att, 1, True)} ({say.number(r.low, 1, True)} … {say.number(r.high, 1, True)})"
                    for r in effects.itertuples()
                ],
                say("col-padjusted"): [say.p(p).removeprefix("= ") for p in effects["p_adjusted"]],
                say("col-pretrend"): [say.p(p).removeprefix("= ") for p in effects["pretrend_p"]],
                say("col-grade"): [say(f"grade-{g}") for g in grades],
            }
        )
        ordered = effects.sort_values("att")
        told = say(
            "unsur-effects", changed=sum(g not in ("none", "inconclusive") for g in grades), n=len(effects),
            most=names[ordered["unsur"].iloc[-1]], least=names[ordered["unsur"].iloc[0]],
            high=say.number(ordered["att"].iloc[-1], 1, True), low=say.number(ordered["att"].iloc[0], 1, True),
        )  # fmt: skip
        return blocks.paragraph(told) + blocks.table(frame, say("unsur-caption", level=self.level), frame.columns[1:4])

    # -- placement ---------------------------------------------------------------------------------------------

    def placement(self) -> Block:
        """Say how well moves met the standards of their posts, beside chance and the best that was feasible."""
        say = self.say
        if not self.study.has("placement/overall"):
            return blocks.paragraph(say("placement-none"))
        overall = self.study.table("placement/overall").iloc[0]
        parts, rule = self.study.table("placement/parts"), self.study.table("placement/rule").set_index("kind")["moves"]
        waves = self.study.table("placement/waves")
        told = []
        if pd.notna(overall["reached"]):
            scores = {k: say.number(overall[k], 2) for k in ("actual", "chance", "best")}
            shares = {k: say.number(100 * overall[k], 0) for k in ("reached", "low", "high")}
            clear = "yes" if overall["low"] > 0 else "no"
            told.append(
                say(
                    "placement-reached",
                    moves=say.count(waves["moves"].sum()),
                    clear=clear,
                    level=self.level,
                    **scores,
                    **shares,
                )
            )
        told.append(say("placement-rule", **{k: say.count(v) for k, v in rule.items()}))
        frame = pd.DataFrame(
            {
                say("col-part"): [say(f"part-{p}") for p in parts["part"]],
                say("col-mean-score"): [say.number(v, 2) for v in parts["mean"]],
                say("col-full"): [say.number(100 * v, 0) + " %" for v in parts["full"]],
                say("col-known"): [say.number(100 * v, 0) + " %" for v in parts["known"]],
            }
        )
        by_wave = pd.DataFrame(
            {
                say("col-wave"): [say.semester(s) for s in waves["semester"]],
                say("col-moves"): waves["moves"].map(say.count),
                **{say(f"col-{k}"): [say.number(v, 3) for v in waves[k]] for k in ("chance", "actual", "best")},
            }
        )
        drawing = figures.svg(figures.waves(waves, say), say("waves-alt", n=say.count(len(waves))), "waves")
        caption = say("waves-caption")
        behind = blocks.table(by_wave, caption, by_wave.columns[1:])
        return (
            blocks.paragraph(*told)
            + blocks.figure(drawing, caption, behind, say("table-of"))
            + blocks.table(frame, say("placement-caption"), frame.columns[1:])
            + blocks.paragraph(say("placement-caution"))
        )

    # -- robustness --------------------------------------------------------------------------------------------

    def robustness(self) -> Block:
        """Say in one table what was tried to overturn each headline, and draw the specification curves."""
        say, curve, alpha = self.say, self.impact.curve, self.study.cycle.analysis.alpha
        rows, drawings = [], []
        for outcome, h in self.headlines.iterrows():
            name, digits = str(outcome), self.digits(str(outcome))

            def number(value: float, digits: int = digits) -> str:
                return say.number(value, digits, sign=True)

            without = self._check(name, "without_cohort", "without_unit")["att"].dropna()
            dates = self._check(name, "placebo_date")
            own = curve[(curve["outcome"] == name) & curve["att"].notna()]
            rows.append(
                {
                    say("col-outcome"): self.name(name),
                    say("col-att"): number(h["att"]),
                    say("col-without"): _range(number, without),
                    say("col-curve"): _range(number, own["att"]) + f" ({say.count(len(own))})",
                    say("col-same"): say.number(100 * h["specifications_sign"], 0) + " %",
                    say("col-apart"): say.number(100 * h["specifications_significant"], 0) + " %",
                    say("col-breakdown"): say.number(h["breakdown"], 2),
                    say("col-missed"): say.number(abs(h["pretrend_bias_80"]), digits),
                    say("col-placebo"): f"{say.count((dates['p'] < alpha).sum())} / {say.count(len(dates))}",
                }
            )
            if len(own):
                drawings.append(self._curve(name, own))
        frame = pd.DataFrame(rows)
        return (
            blocks.table(frame, say("robustness-caption"), frame.columns[1:])
            + blocks.bullets(say(f"reading-{key}") for key in ("without", "curve", "breakdown", "missed", "placebo"))
            + blocks.folded(say("worries-summary"), blocks.bullets(self._worries()))
            + blocks.folded(say("curve-summary"), blocks.grid(drawings))
        )

    def _check(self, outcome: str, *names: str) -> pd.DataFrame:
        c = self.impact.checks
        return c[(c["outcome"] == outcome) & c["check"].isin(names)]

    def _curve(self, outcome: str, own: pd.DataFrame) -> Block:
        say, att = self.say, self.headlines.loc[outcome, "att"]
        digits = self.digits(outcome)
        ends = {k: say.number(v, digits) for k, v in (("min", own["att"].min()), ("max", own["att"].max()))}
        alt = say("curve-alt", outcome=self.name(outcome), n=say.count(len(own)), unit=self.unit(outcome), **ends)
        drawing = figures.svg(figures.curve(own, att, self.unit(outcome), say), alt, f"curve-{outcome}")
        return blocks.figure(drawing, say("curve-caption", outcome=self.name(outcome), level=self.level))

    def _worries(self) -> list[str]:
        """Say what each particular check found, outcome by outcome where it applies."""
        say, out = self.say, []
        checks = self.impact.checks
        alpha = self.study.cycle.analysis.alpha
        for outcome in self.headlines.index[self.headlines["grade"].isin([*_SHOWN, "suggestive"])]:
            name, digits = self.name(outcome), self.digits(outcome)

            def interval(row: pd.Series, digits: int = digits) -> dict[str, str]:
                return {k: say.number(row[k], digits, sign=True) for k in ("att", "low", "high")}

            for check in ("new_rater", "instrument_break", "left_behind", "synthetic_did"):
                for _, row in self._check(outcome, check).iterrows():
                    clear = "yes" if row["p"] < alpha else "no"
                    out.append(say(f"worry-{check}", outcome=name, clear=clear, level=self.level, **interval(row)))
            for _, row in self._check(outcome, "attrition_bounds").iterrows():
                stayed = self._check(outcome, "attrition").set_index("item")["value"]
                shares = {k: say.number(100 * stayed[f"stayed_{k}"], 1) for k in ("treated", "control")}
                inside = "yes" if row["low"] <= 0 <= row["high"] else "no"
                ends = {k: say.number(row[k], digits, sign=True) for k in ("low", "high")}
                out.append(say("worry-attrition", outcome=name, inside=inside, **shares, **ends))
        for row in checks[checks["check"] == "placebo_outcome"].itertuples():
            out.append(
                say(
                    "worry-placebo_outcome", what=say(f"placebo-{row.outcome}"), clear="yes" if row.p < alpha else "no",
                    att=say.number(row.att, 1, sign=True), low=say.number(row.low, 1, sign=True),
                    high=say.number(row.high, 1, sign=True),
                )
            )  # fmt: skip
        return out

    def plan(self) -> Block:
        """Say what was planned before results were seen, and list what was done otherwise."""
        say, h = self.say, self.headlines
        record = plans.load(self.study.root, self.study.cycle.cycle)
        if record is None:
            return blocks.paragraph(say("plan-none"))
        planned = [self.name(o) for o in h.index[h["status"] == plans.PLANNED]]
        exploratory = [self.name(o) for o in h.index[h["status"] != plans.PLANNED]]
        frozen = {"date": say.date(record["frozen"]), "hash": record["sha256"][:16]}
        text = [say("plan", n=len(planned), names=", ".join(planned), **frozen)]
        if exploratory:
            text.append(say("plan-exploratory", names=", ".join(exploratory)))
        differing = self.study.table("deviations")
        if differing.empty:
            return blocks.paragraph(*text, say("plan-kept"))
        frame = differing.fillna("").replace({"reason": {"": say("plan-no-reason")}})
        frame.columns = [say(f"col-{c}") for c in ("key", "planned", "done", "reason-given")]
        return blocks.paragraph(*text) + blocks.table(frame, say("plan-deviations"))

    def _kinds(self, outcome: str, overall: dict[str, pd.Series]) -> Block:
        o, say = OUTCOMES[outcome], self.say
        rows = pd.concat(self._rows(outcome, "event_time", g) for g in ("cross_sector", "within_sector"))
        anticipation = getattr(self.study.cycle.analysis.anticipation, o.frequency)
        rows = rows[rows["event_time"].between(-anticipation, o.window[1]) & rows["se"].notna()]
        written = {k: say.number(overall[f"{k}_sector"]["att"], self.digits(outcome)) for k in ("cross", "within")}
        alt = say("kinds-alt", outcome=self.name(outcome), unit=self.unit(outcome), **written)
        drawing = figures.kinds_of_move(rows, self.unit(outcome), say(f"period-{o.frequency}"), say)
        caption = say("kinds-caption", outcome=self.name(outcome), level=self.level)
        return blocks.figure(figures.svg(drawing, alt, f"kinds-{outcome}"), caption)

    # -- method and appendix -----------------------------------------------------------------------------------

    def method(self) -> Block:
        """Say what was chosen, in plain words, from the cycle file."""
        say, choices = self.say, self.study.cycle.analysis
        items = [
            say("method-controls", controls=say("controls-not_yet_treated"), never=say("controls-never_treated")),
            say("method-covariates", names=", ".join(say(f"covariate-{c}") for c in choices.covariates)),
            say("method-checks", **{level: say(f"estimator-{name}") for level, name in choices.estimators}),
            say("method-level", level=self.level, n=len(self.headlines)),
            say("method-treated", **{"from": say.count(choices.unit_treated_from)}),
        ]
        items += [
            say("method-anticipation", periods=say.count(n), period=say(f"period-{freq}"))
            for freq, n in choices.anticipation
            if n
        ]
        return blocks.bullets(items)

    def headline_table(self) -> Block:
        """Tabulate the headline of every outcome with all that its grade was decided on."""
        say = self.say
        rows = []
        for outcome, r in self.headlines.iterrows():
            d = self.digits(str(outcome))
            rows.append(
                {
                    say("col-outcome"): f"{self.name(str(outcome))}, {self.unit(str(outcome))}",
                    say("col-att"): say.number(r["att"], d),
                    say("col-interval", level=self.level): " … ".join(say.number(r[k], d) for k in ("low", "high")),
                    say("col-padjusted"): say.p(r["p_adjusted"]).removeprefix("= "),
                    say("col-pretrend"): say.p(r["pretrend_p"]).removeprefix("= "),
                    say("col-randomisation"): say.p(r["p_randomisation"]).removeprefix("= "),
                    say("col-q"): say.p(r["q"]).removeprefix("= "),
                    say("col-breakdown"): say.number(r["breakdown"], 2),
                    say("col-speaks"): say(f"estimator-{r['estimator']}"),
                    say("col-detectable"): say.number(r["detectable"], d),
                    say("col-treated"): say.count(r["n_treated"]),
                    say("col-control"): say.count(r["n_control"]),
                    say("col-grade"): say("grade-" + r["grade"]),
                    say("col-why"): say("why-" + r["reason"]),
                    say("col-status"): say("status-" + r["status"]),
                }
            )
        frame = pd.DataFrame(rows)
        right = [c for c in frame.columns[1:-3] if c != say("col-speaks")]
        return blocks.table(frame, say("headline-caption"), right)

    def estimates_table(self) -> Block:
        """Tabulate every overall and event-time estimate; group-time cells go to ``estimates.csv``."""
        say, e = self.say, self.impact.estimates
        shown = e[e["aggregation"].isin(["overall", "event_time"])]
        first, last = (shown["outcome"].map(lambda o, k=k: OUTCOMES[o].window[k]) for k in (0, 1))
        inside = shown["event_time"].isna() | shown["event_time"].between(first, last).fillna(False)
        shown = shown[inside & ~((shown["aggregation"] == "event_time") & (shown["control_group"] == "never_treated"))]
        digits = shown["outcome"].map(self.digits)

        def written(column: str) -> list[str]:
            return [say.number(v, d) for v, d in zip(shown[column], digits, strict=True)]

        frame = pd.DataFrame(
            {
                say("col-outcome"): shown["outcome"].map(self.name),
                say("col-estimator"): [say(f"estimator-{v}") for v in shown["estimator"]],
                say("col-controls"): [say(f"controls-{v}") for v in shown["control_group"]],
                say("col-subgroup"): [say(f"subgroup-{v}") for v in shown["subgroup"]],
                say("col-event"): [
                    say("overall") if pd.isna(t) else say.number(t, 0, sign=True) for t in shown["event_time"]
                ],
                say("col-att"): written("att"),
                say("col-se"): written("se"),
                say("col-interval", level=self.level): [
                    f"{a} … {b}" for a, b in zip(written("low"), written("high"), strict=True)
                ],
                say("col-p"): [say.p(v).removeprefix("= ") for v in shown["p"]],
                say("col-treated"): shown["n_treated"].map(say.count),
                say("col-control"): shown["n_control"].map(say.count),
            }
        )
        table = blocks.table(frame, say("estimates-caption"), list(frame.columns[4:]))
        rest = int((e["aggregation"] == "group_time").sum())
        summary = f"{say('estimates-caption')} ({say.count(len(frame))})"
        return blocks.folded(summary, table) + blocks.paragraph(say("cells-note", cells=say.count(rest)))

    def skipped(self) -> Block:
        """Tabulate the cells that could not be estimated."""
        say, s = self.say, self.impact.skipped
        if s.empty:
            return blocks.paragraph(say("skipped-none"))
        frame = pd.DataFrame(
            {
                say("col-outcome"): s["outcome"].map(self.name),
                say("col-subgroup"): [say(f"subgroup-{v}") for v in s["subgroup"]],
                say("col-controls"): [say(f"controls-{v}") for v in s["control_group"]],
                say("reason"): s["reason"],
                say("col-cells"): s["cells"].map(say.count),
            }
        )
        return blocks.table(frame, say("skipped-caption"), [say("col-cells")])

    def provenance(self) -> Block:
        """List the inputs with their fingerprints."""
        say, study = self.say, self.study
        inputs: list[Path] = sorted(p for paths in cleaning.files(study.root, study.cycle).values() for p in paths)
        frame = pd.DataFrame(
            {
                say("col-file"): [p.relative_to(study.root).as_posix() for p in inputs],
                say("col-hash"): [provenance.sha256(p)[:16] for p in inputs],
            }
        )
        return blocks.paragraph(say("provenance", version=__version__, cycle=study.cycle.cycle)) + blocks.table(
            frame, say("provenance-caption")
        )


def _range(number: Callable[[float], str], values: pd.Series) -> str:
    """Write the smallest and the largest of some values."""
    return f"{number(values.min())} … {number(values.max())}" if len(values) else "–"
