"""The controls of ``notebooks/explore.ipynb``: choose, see everything at once, save what was looked at."""

from __future__ import annotations

import html
from functools import cache

import ipywidgets as widgets
import pandas as pd
from IPython.display import display

from analysis.cycle import Exploration
from analysis.did.design import DRAWN, NEVER, Design
from analysis.did.estimators import group_time, two_way
from analysis.did.estimators.registry import ESTIMATORS
from analysis.did.result import Result
from analysis.errors import UserError
from analysis.impact import exploring
from analysis.reporting import figures
from analysis.reporting.words import Words
from analysis.study import Study

_STYLE = (
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1rem;max-width:70rem;"
    "background:#fff;color:#1f2933;padding:0.5rem"
)


class Explorer:
    """Controls over a study's panels; every change shows panel, event study, weights and specifications anew.

    Parameters
    ----------
    study : a study whose first two stages have run.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "en") -> None:
        self.study = study
        self.outcomes = study.cycle.analysis.every_outcome
        self.words = Words(language, study.cycle.area, self.outcomes.values())
        self.panels, self.curve = study.panels, study.impact.curve
        measured = list(study.cycle.analysis.outcomes)
        dates = DRAWN if study.cycle.analysis.dates_drawn else ""
        levels = [level for level in ("officer", "unit") if any(self.outcomes[o].level == level for o in measured)]
        self.level = widgets.ToggleButtons(
            options=[(self.words(f"level-{level}"), level) for level in levels], description="level"
        )
        self.outcome = widgets.Dropdown(description="outcome")
        self.group = widgets.Dropdown(description="group")
        self.estimator = widgets.Dropdown(
            description="estimator",
            options=[(self.words(f"estimator-{e.name}"), e.name) for e in ESTIMATORS.values() if e.holds(dates)],
        )
        self.window = widgets.SelectionRangeSlider(
            options=["", " "], description="window", continuous_update=False, layout=widgets.Layout(width="32rem")
        )
        self.note = widgets.Text(description="why", placeholder="in a sentence", layout=widgets.Layout(width="32rem"))
        self.save = widgets.Button(description="Save as exploratory", tooltip="Adds this choice to the cycle file")
        self.status = widgets.HTML()
        self.shown = widgets.HTML()
        self._quiet = False
        self.level.observe(self._level_chosen, "value")
        self.outcome.observe(self._outcome_chosen, "value")
        for control in (self.group, self.estimator, self.window):
            control.observe(self._chosen, "value")
        self.save.on_click(self._save)
        self._level_chosen()

    def show(self) -> None:
        """Display the controls with what they show below them."""
        choices = widgets.VBox(
            [self.level, widgets.HBox([self.outcome, self.group, self.estimator]), self.window,
             widgets.HBox([self.note, self.save]), self.status]
        )  # fmt: skip
        display(widgets.VBox([choices, self.shown]))

    def choice(self) -> Exploration:
        """Return what is chosen now."""
        first, last = self.window.value
        everything = (first, last) == (self.window.options[0], self.window.options[-1])
        return Exploration(
            outcome=self.outcome.value, group=self.group.value, estimator=self.estimator.value,
            first="" if everything else first, last="" if everything else last, note=self.note.value.strip(),
        )  # fmt: skip

    def _level_chosen(self, _: object = None) -> None:
        names = [o for o in self.study.cycle.analysis.outcomes if self.outcomes[o].level == self.level.value]
        self._quiet = True
        self.estimator.value = getattr(self.study.cycle.analysis.estimators, self.level.value)
        groups = list(exploring.GROUPS) if self.level.value == "officer" else []
        self.group.options = [(self.words(f"subgroup-{g}"), g) for g in ["all", *groups]]
        self.group.value = "all"
        self.outcome.options = [(self.words(f"outcome-{o}"), o) for o in names]
        self.outcome.value = names[0]
        self._quiet = False
        self._outcome_chosen()

    def _outcome_chosen(self, _: object = None) -> None:
        if self._quiet:
            return
        self._quiet = True
        wide = self._design(Exploration(outcome=self.outcome.value)).wide
        written = [str(wide.written(int(t))) for t in wide.times]
        self.window.options = written
        self.window.value = (written[0], written[-1])
        self._quiet = False
        self._chosen()

    def _chosen(self, _: object = None) -> None:
        if self._quiet:
            return
        self.status.value = ""
        try:
            self.shown.value = self.page(self.choice())
        except UserError as error:
            self.shown.value = f"<p>{html.escape(str(error))}</p>"

    def _save(self, _: object = None) -> None:
        try:
            count = exploring.save(self.study.root, self.study.cycle.cycle, self.choice())
            message = f"Saved: cycles/{self.study.cycle.cycle}.yaml now holds {count} exploratory entries."
        except UserError as error:
            message = str(error)
        self.status.value = f"<b>{html.escape(message)}</b>"

    @cache  # noqa: B019 - lives as long as the notebook
    def _design(self, choice: Exploration) -> Design:
        return exploring.design(choice, self.panels, self.study.cycle.analysis)

    @cache  # noqa: B019 - lives as long as the notebook
    def page(self, choice: Exploration) -> str:
        """Write what a choice shows: the estimate in a line, then four figures."""
        words, alpha = self.words, self.study.cycle.analysis.alpha
        d = self._design(choice.model_copy(update={"estimator": group_time.NAME, "note": ""}))
        result = exploring.estimate(choice, d, alpha)
        row = exploring.overall(choice, self.panels, d, result, self.study.cycle.analysis)
        unit = words(f"outcome-{choice.outcome}-unit")
        numbers = {k: words.number(row[k], 2, True) for k in ("att", "low", "high")}
        line = words("interval", level=words.number(100 * (1 - alpha), 0), **numbers)
        drawings = [self._panel(d, unit), self._events(result, d, choice, unit), self._weights(d)]
        specifications = self.curve[(self.curve["outcome"] == choice.outcome) & self.curve["att"].notna()]
        if len(specifications):
            drawn = figures.curve(specifications, row["att"], unit, words, "explore-choice")
            drawings.append(figures.svg(drawn, words("explore-curve"), "explore-curve"))
        titles = [words(f"explore-{k}") for k in ("panel", "events", "weights", "curve")]
        cells = "".join(f"<div><h4>{html.escape(t)}</h4>{s}</div>" for t, s in zip(titles, drawings, strict=False))
        head = f"<p><b>{html.escape(line)} {html.escape(unit)}</b> · {html.escape(words('status-exploratory'))}</p>"
        return f'<div class="explored" data-outcome="{choice.outcome}">{head}<div style="{_STYLE}">{cells}</div></div>'

    def _panel(self, d: Design, unit: str) -> str:
        wide = d.wide
        treated = wide.cohort != NEVER
        means = pd.DataFrame(
            {"treated": pd.DataFrame(wide.y[treated]).mean(), "never_treated": pd.DataFrame(wide.y[~treated]).mean()}
        ).set_axis([str(wide.written(int(t))) for t in wide.times])
        return figures.svg(figures.means(means, unit, self.words), self.words("explore-panel"), "explore-panel")

    def _events(self, result: Result, d: Design, choice: Exploration, unit: str) -> str:
        o = self.outcomes[choice.outcome]
        rows = result.event_study(*o.window)
        if rows.empty:
            return f"<p>{html.escape(self.words('explore-no-events'))}</p>"
        drawn = figures.event_study(rows, d.anticipation, unit, self.words(f"period-{o.frequency}"), self.words)
        return figures.svg(drawn, self.words("explore-events"), "explore-events")

    def _weights(self, d: Design) -> str:
        table = two_way.weights(d)
        share = table.groupby("cohort")["observations"].sum() / table["observations"].sum()
        by = pd.DataFrame({"share": share, "two_way": table.groupby("cohort")["weight"].sum()})
        return figures.svg(figures.weights(by, self.words), self.words("explore-weights"), "explore-weights")
