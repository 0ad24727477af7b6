"""The controls of ``notebooks/explore.ipynb``: choose, see everything at once, save what was looked at."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import ipywidgets as widgets
import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.cycle import Exploration
from analysis.did.design import DRAWN, NEVER, Design
from analysis.did.estimators import group_time, two_way
from analysis.did.estimators.registry import ESTIMATORS
from analysis.did.result import Result
from analysis.errors import UserError
from analysis.impact import exploring
from analysis.reporting import argument, figures
from analysis.reporting.writer import Writer
from analysis.study import Study

#: What is drawn of a choice, in order; what depends on its design alone, and what on its outcome alone. Where
#: boundaries were given, a map of where officers were moved follows; it is the same for every choice.
VIEWS = ("events", "panel", "weights", "curve", "bounds", "attacks")
_OF_DESIGN, _OF_OUTCOME = ("panel", "weights"), ("bounds", "attacks")
_STYLE = "background:#fff;color:#1f2933;padding:0.5rem"
_Draw: TypeAlias = Callable[[Axes], None]


class Explorer:
    """Controls over a study's panels; every change shows the estimate at once, and then what is drawn of it.

    What was drawn once is kept: a choice that was shown before appears at once.

    Parameters
    ----------
    study : a study whose first two stages have run.
    language : catalogue of words.
    """

    def __init__(self, study: Study, language: str = "en") -> None:
        self.study = study
        self.writer = Writer(study, language)
        self.words, self.outcomes = self.writer.words, self.writer.outcomes
        self.panels, self.curve, self.checks = study.panels, study.impact.curve, study.impact.checks
        measured = list(study.cycle.analysis.outcomes)
        dates = DRAWN if study.cycle.analysis.dates_drawn else ""
        levels = [level for level in ("officer", "unit") if any(self.outcomes[o].level == level for o in measured)]
        say = self.words
        self.level = widgets.ToggleButtons(
            options=[(say(f"level-{level}"), level) for level in levels], description=say("explore-level")
        )
        self.outcome = widgets.Dropdown(description=say("explore-outcome"))
        self.group = widgets.Dropdown(description=say("explore-group"))
        self.estimator = widgets.Dropdown(
            description=say("explore-estimator"),
            options=[(say(f"estimator-{e.name}"), e.name) for e in ESTIMATORS.values() if e.holds(dates)],
        )
        wide = widgets.Layout(width="32rem")
        self.window = widgets.SelectionRangeSlider(
            options=["", " "], description=say("explore-window"), continuous_update=False, layout=wide
        )
        self.note = widgets.Text(description=say("explore-why"), placeholder=say("explore-why-hint"), layout=wide)
        self.save = widgets.Button(
            description=say("explore-save"), tooltip=say("explore-save-tip"), layout=widgets.Layout(width="auto")
        )
        self.status, self.line, self.code = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._received = self.writer.table("collaboration/received").set_index("kelurahan")["officers"].dropna()
        mapped = study.boundaries is not None and len(self._received)
        self.shown = {name: widgets.HTML() for name in (*VIEWS, *(("map",) if mapped else ()))}
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
        columns = widgets.Layout(grid_template_columns="repeat(auto-fit, minmax(24rem, 1fr))", max_width="70rem")
        display(widgets.VBox([choices, self.line, widgets.GridBox([*self.shown.values()], layout=columns), self.code]))

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
        # a reason belongs to the choice that it was saved with
        choice = self.choice().model_copy(update={"note": ""})
        try:
            self.line.value = self.sentence(choice)
            for name, widget in self.shown.items():  # the first is there while the others are drawn
                widget.value = self.view(name, choice)
            written = exploring.code(choice, self.study.cycle.cycle, self.study.cycle.analysis)
            self.code.value = (
                f"<details><summary>{html.escape(self.words('explore-code'))}</summary>"
                f"<pre>{html.escape(written)}</pre></details>"
            )
        except UserError as error:
            self.line.value = f"<p>{html.escape(str(error))}</p>"
            for widget in (*self.shown.values(), self.code):
                widget.value = ""

    def _save(self, _: object = None) -> None:
        choice, name = self.choice(), self.study.cycle.cycle
        try:
            if not choice.note:
                raise UserError(self.words("explore-needs-why"))
            count = exploring.save(self.study.root, name, choice)
            message = self.words("explore-saved", file=f"cycles/{name}.yaml", n=count)
        except UserError as error:
            message = str(error)
        self.status.value = f"<b>{html.escape(message)}</b>"

    @property
    def _any(self) -> Exploration:
        return Exploration(outcome=self.study.cycle.analysis.outcomes[0])

    @cache  # noqa: B019 - lives as long as the notebook
    def _design(self, choice: Exploration) -> Design:
        return exploring.design(choice, self.panels, self.study.cycle.analysis)

    @cache  # noqa: B019 - lives as long as the notebook
    def _estimated(self, choice: Exploration) -> tuple[Design, Result, pd.Series]:
        d = self._design(choice.model_copy(update={"estimator": group_time.NAME}))
        result = exploring.estimate(choice, d, self.study.cycle.analysis.alpha)
        return d, result, exploring.overall(choice, self.panels, d, result, self.study.cycle.analysis)

    def sentence(self, choice: Exploration) -> str:
        """Write the estimate of a choice in a line, marked as exploratory."""
        words, row = self.words, self._estimated(choice)[2]
        unit = words(f"outcome-{choice.outcome}-unit")
        numbers = {k: words.number(row[k], 2, True) for k in ("att", "low", "high")}
        line = words("interval", level=self.writer.level, **numbers)
        head = f"<b>{html.escape(line)} {html.escape(unit)}</b> · {html.escape(words('status-exploratory'))}"
        return f'<div class="explored" data-outcome="{choice.outcome}"><p>{head}</p></div>'

    @cache  # noqa: B019 - lives as long as the notebook
    def view(self, name: str, choice: Exploration) -> str:
        """Draw one of :data:`VIEWS` of a choice, as SVG below its title; a sentence where there is nothing to draw."""
        if name in _OF_DESIGN and choice.estimator != group_time.NAME:
            return self.view(name, choice.model_copy(update={"estimator": group_time.NAME}))
        if name == "map" and choice != self._any:
            return self.view(name, self._any)
        if name in _OF_OUTCOME and choice != Exploration(outcome=choice.outcome):
            return self.view(name, Exploration(outcome=choice.outcome))
        title = self.words(f"explore-{name}")
        draw = getattr(self, f"_{name}")(choice)
        if isinstance(draw, Figure):
            content = figures.svg(draw, title, f"explore-{name}")
        elif isinstance(draw, str):
            content = f"<p>{html.escape(draw)}</p>"
        else:
            drawn = figures.side_by_side({choice.outcome: ""}, lambda axes, _: draw(axes), name == "attacks")
            content = figures.svg(drawn, title, f"explore-{name}")
        return f'<div class="explored" style="{_STYLE}"><h4>{html.escape(title)}</h4>{content}</div>'

    def _panel(self, choice: Exploration) -> _Draw:
        wide = self._design(choice).wide
        treated = wide.cohort != NEVER
        means = pd.DataFrame(
            {"treated": pd.DataFrame(wide.y[treated]).mean(), "never_treated": pd.DataFrame(wide.y[~treated]).mean()}
        ).set_axis([str(wide.written(int(t))) for t in wide.times])
        return lambda axes: figures.draw_means(axes, means, self.writer.unit(choice.outcome), self.words)

    def _events(self, choice: Exploration) -> _Draw | str:
        o, (d, result, _) = self.outcomes[choice.outcome], self._estimated(choice)
        rows = result.event_study(*o.window)
        if rows.empty:
            return self.words("explore-no-events")
        unit, period = self.writer.unit(choice.outcome), self.words(f"period-{o.frequency}")
        return lambda axes: figures.draw_events(axes, rows, d.anticipation, unit, period, self.words)

    def _weights(self, choice: Exploration) -> _Draw:
        table = two_way.weights(self._design(choice))
        share = table.groupby("cohort")["observations"].sum() / table["observations"].sum()
        by = pd.DataFrame({"share": share, "two_way": table.groupby("cohort")["weight"].sum()})
        return lambda axes: figures.draw_weights(axes, by, self.words)

    def _curve(self, choice: Exploration) -> _Draw | str:
        rows = self.curve[(self.curve["outcome"] == choice.outcome) & self.curve["att"].notna()]
        att, unit = float(self._estimated(choice)[2]["att"]), self.writer.unit(choice.outcome)
        if rows.empty:
            return self.words("argue-nothing")
        return lambda axes: figures.draw_curve(axes, rows, att, unit, self.words, "explore-choice")

    def _map(self, _: Exploration) -> Figure:
        assert self.study.boundaries is not None
        return figures.places(self.study.boundaries.rings, self._received.astype(float))

    def _bounds(self, choice: Exploration) -> _Draw | str:
        return self._of_headline(choice, argument.draw_bounds)

    def _attacks(self, choice: Exploration) -> _Draw | str:
        return self._of_headline(choice, argument.draw_attacks)

    def _of_headline(self, choice: Exploration, draw: Callable[[Axes, Writer, str], None]) -> _Draw | str:
        if choice.outcome not in self.writer.headlines.index:
            return self.words("argue-nothing")
        return lambda axes: draw(axes, self.writer, choice.outcome)
