### The report's words in English. Numbers arrive written as English writes them.

## Words for the units compared and what they lie in; a report uses those of its place (reporting/words.py).
-unit = kelurahan
-Unit = Kelurahan
-village = kelurahan
-around = city
-home = kecamatan
-head = Camat
-secretary = Secretary of the kecamatan
around-kota = city
around-kabupaten = kabupaten
around-kecamatan = kecamatan
head-kecamatan = Camat
head-kota = Regional Secretary (Sekretaris Daerah)
head-kabupaten = Regional Secretary (Sekretaris Daerah)
secretary-kecamatan = Secretary of the kecamatan
secretary-kota = Assistant for General Administration
secretary-kabupaten = Assistant for General Administration

## Outcomes: name and unit

outcome-skp = Performance (SKP)
outcome-skp-unit = standard deviations
outcome-competence = Assessed competency
outcome-competence-unit = points (scale 0–100)
outcome-attendance = Attendance
outcome-attendance-unit = percentage points of working days
outcome-lateness = Lateness
outcome-lateness-unit = percentage points of days present
outcome-on_time = Services on time
outcome-on_time-unit = percentage points of services
outcome-ikm = Citizens’ satisfaction (IKM)
outcome-ikm-unit = points of IKM
outcome-complaints = Complaints
outcome-complaints-unit = complaints per 1,000 services

level-officer = Officers
level-unit = { -Unit }
who-officer = officers who were rotated
who-unit = { -unit } that received rotated officers

subgroup-all = All
subgroup-within_sector = Within the sector
subgroup-cross_sector = Across sectors
subgroup-desk_to_field = From desk to field
subgroup-other_move = Other moves
subgroup-short_tenure = Short tenure
subgroup-long_tenure = Long tenure
subgroup-grade_iii = Grade III
subgroup-grade_iv = Grade IV
subgroup-female = Women
subgroup-male = Men
subgroup-attended = Attended sosialisasi
subgroup-not_attended = Did not attend sosialisasi
subgroup-fitting = Meets the post’s standard
subgroup-not_fitting = Does not yet meet the post’s standard
dimension-kind_of_move = kind of move
dimension-to_field = load of field work
dimension-tenure = tenure
dimension-grade = grade
dimension-sex = sex
dimension-sosialisasi = sosialisasi
dimension-fit = fit of the placement

estimator-callaway_santanna = Callaway–Sant’Anna
estimator-imputation = Imputation (Borusyak–Jaravel–Spiess)
estimator-two_stage = Two-stage (Gardner)
estimator-extended_two_way = Extended two-way fixed effects (Wooldridge)
estimator-stacked = Stacked (Wing–Freedman–Hollingsworth)
estimator-sun_abraham = Sun–Abraham
estimator-two_way_fixed_effects = Two-way fixed effects
estimator-efficient = Efficient (Roth–Sant’Anna), dates drawn by lot
estimator-local_projections = Local projections (Dube–Girardi–Jordà–Taylor)
controls-not_yet_treated = not yet or never rotated
controls-never_treated = never rotated
controls-all = all

period-semester = semester
period-year = year
period-month = month
period-quarter = quarter

semester = Semester { $half } { $year }

## Grades of evidence

grade-strong = Strong evidence
grade-moderate = Moderate evidence
grade-suggestive = Suggestive evidence
grade-none = Not shown
grade-inconclusive = Inconclusive

claim-strong =
    { $direction ->
        [up] { $outcome } among { $who } is { $size } { $unit } higher than it would be without rotation.
       *[down] { $outcome } among { $who } is { $size } { $unit } lower than it would be without rotation.
    } Other methods agree, both groups moved alike before, and the conclusion survives even if after rotation they drift apart { $breakdown } times as far as was ever seen before.
claim-moderate =
    { $direction ->
        [up] { $outcome } among { $who } is { $size } { $unit } higher than it would be without rotation.
       *[down] { $outcome } among { $who } is { $size } { $unit } lower than it would be without rotation.
    } Other methods agree, and before rotation both groups moved alike. { $reason ->
        [controls_disagree] Compared only with those never rotated, the interval still holds zero.
        [breaks_down] The conclusion does not survive yet if after rotation the two drift apart as far as was seen before.
        [weak_pretest] The test of the time before rotation is not keen enough to rule out a trend that would explain most of the difference.
       *[hangs_on_choices] Some other defensible methods do not show it yet.
    }
claim-suggestive =
    { $direction ->
        [up] There are signs that { $outcome } among { $who } is { $size } { $unit } higher,
       *[down] There are signs that { $outcome } among { $who } is { $size } { $unit } lower,
    } { $reason ->
        [chance_over_cycles] but chance is not unlikely enough for a report that is made again each semester (adjusted p { $padjusted }).
        [dip_before] but compared with an earlier time the difference does not stand: it may only be a recovery from a dip just before rotation.
        [leavers_differ] but after rotation more left the data on one side than on the other, which alone could explain it.
        [colleagues_affected] but colleagues in the units that were left changed too, and without them as a comparison the difference does not stand.
        [few_districts] but kecamatan without the programme differ by as much.
       *[estimators_disagree] but not every method supports it.
    }
claim-none =
    { $crosses ->
        [yes] These data show no effect: the confidence interval holds zero.
       *[no] These data show no effect: the difference does not survive once it is counted how many outcomes were tested (adjusted p { $padjusted }).
    } An effect smaller than { $detectable } { $unit } would be hard to find with this much data.
claim-inconclusive-pretrend_rejected =
    No conclusion is drawn. Even before rotation { $who } moved differently from those they are compared with (test of pre-trends p { $pretrend }), so that the difference afterwards cannot be read as an effect of rotation.
claim-inconclusive-pretrend_untested =
    No conclusion is drawn. The time before rotation is too short to test whether both groups moved alike.
claim-inconclusive-no_interval =
    No conclusion is drawn. Too few units were rotated to tell the uncertainty.

interval = { $att } ({ $level }% confidence interval: { $low } to { $high })
interval-none = { $att } (no confidence interval can be computed)
strip-alt = Estimate { $att }, { $level }% confidence interval from { $low } to { $high } { $unit }.

## First screen

question = Does the rotation programme improve officers’ performance and services to the public?
answer =
    { $verdict ->
        [all] Yes: all { $n } indicators improved with strong or sufficient evidence.
        [some] Yes, in part: { $better } of { $n } indicators improved with strong or sufficient evidence.
        [unknown] Not yet known: these data allow no conclusion on any indicator.
       *[none] Not shown: no indicator improved with strong or sufficient evidence.
    }
answer-better = Those that improved: { $names }.
answer-worse = { $worse ->
    [one] One outcome worsened: { $names }.
   *[other] { $worse } outcomes worsened: { $names }.
  }
answer-early = { $early ->
    [one] For one outcome there are first signs: { $names }.
   *[other] For { $early } outcomes there are first signs: { $names }.
  }
answer-none = For { $none } indicators the change cannot be told from chance yet: { $names }.
  }
answer-inconclusive = { $inconclusive ->
    [one] For one outcome no conclusion is drawn: { $names }.
   *[other] For { $inconclusive } outcomes no conclusion is drawn: { $names }.
  }
overview-caption = Each outcome, how sure, and how much (with { $level }% confidence intervals)
col-strip = Picture
col-levels = Without → with rotation
levels = { $without } → { $after }
levels-rank = rank 50 → { $to } of 100
col-limit = Why this grade
followed-summary = Each recommendation: its status and what was measured since
changes-summary = Each outcome’s difference by reason
answer-compared = { $moved } officers who were rotated are compared with { $others } others.
first-first = Do first
first-owner = By
first-due = No later than
scope = { $title }. { $moved } officers were rotated since { $start }, compared with { $others } others. Data from { $first } to { $last }.
scope-units = { $units } receiving { -unit } are compared with { $others } others.
not-measured = { $outcome } was not measured in this cycle, because its export was not sent or is empty: { $exports }.
not-estimated = { $outcome } could not be estimated: { $why }.
nothing-measured = No outcome of the level { $level } was measured in this cycle, because its export was not sent or it was not chosen in the cycle file.
sure = The estimates come from { $rows } rows of exports; { $keptshare }% were used as they were or after repair, and the reason is on record for every other row.
careful = “Strong” and “moderate evidence” mean that the effect is far beyond chance, of one sign in every method, and not preceded by a different trend; “strong” also survives the hardest test. That is not certainty. “Suggestive evidence” means signs that the next cycle should confirm. “Not shown” does not mean that there is no effect, but that these data do not show one.
synthetic = DATA SIMULASI: simulated data; every figure comes from an invented example, not from real people or units.

## Quality of the data

quality-summary = Of { $read } rows received, { $kept } were used as they were, { $corrected } repaired by rule, { $merged } merged because they were sent again or replaced, and { $quarantined } held back ({ $share }%).
quality-balanced = The four add up to the rows read, for every file.
quality-not_sent = Not sent, or empty, in this cycle: { $exports }. The sections that rest on them say so.
quality-unbalanced = WARNING: the four do not add up to the rows read.
source = Export
read = Read
kept = Used
corrected = Repaired
merged = Merged
quarantined = Held back
quarantined-share = Held back (%)
rule = Rule
disposition = Treatment
rows = Rows
reason = Reason
panel = Panel
exclusions-caption = What is not in the panels of the analysis
account-caption = Account of rows by export
reasons-caption = The reason for every row repaired, merged or held back

problem-meaning = Meaning
completeness-alt = Completeness: rows of each month by export, beside the usual month; months without a single row: { $empty }.
completeness-caption = Completeness by export and month: rows beside the usual month. Empty months stay blank; moves do come in waves.
completeness-bar = % of the usual month
untouched-summary = { $rows } rows were repaired by rule. If all of them are dropped, { $moved ->
    [0] no estimate leaves its confidence interval
   *[other] { $moved } estimates leave their confidence interval
  } and { $crossed ->
    [0] no interval changes from holding zero to not holding it, or back.
   *[other] { $crossed } intervals change from holding zero to not holding it, or back.
  }
untouched-caption = Main estimates with and without the repaired rows
col-untouched = Without repaired rows

## Figures and tables

event-x = { $period }s since the move
event-alt = Effect by { $period } since the move on { $outcome }: before the move estimates lie between { $premin } and { $premax }, afterwards between { $postmin } and { $postmax } { $unit }; test of pre-trends p { $pretrend }.
event-caption = { $outcome }: estimates by { $period } since the move with { $level }% confidence intervals. Diamond: what is compared with. Test of pre-trends p { $pretrend }.
event-caption-bins = { $outcome }: estimates by { $size } { $period }s since the move, against the { $size } { $period }s just before it (diamond), with { $level }% confidence intervals. Test of pre-trends p { $pretrend }.
event-caption-anticipation = { $outcome }: estimates by { $period } since the move with { $level }% confidence intervals. Diamond: what is compared with; open circle: time of anticipation. Test of pre-trends p { $pretrend }.
kinds-alt = Effect on { $outcome } by kind of move: across sectors { $cross } on average, within the sector { $within } { $unit }.
kinds-caption = { $outcome } by kind of move, with { $level }% confidence intervals.
quality-alt = Share of rows repaired or held back by export; highest in { $source }, { $share }%.
quality-caption = Share of rows repaired or held back, by export.
quality-x = % of rows read
headline-caption = Main estimate of each outcome
estimates-caption = Every estimate, overall and by time since the move
cells-note = The estimates by cohort and time ({ $cells } rows) are in estimates.csv in the same folder.
skipped-caption = Cells that cannot be estimated
skipped-none = Every cell can be estimated.
not_possible-none = Every outcome could be estimated, in every way and with every check.
not_possible-summary = What could not be estimated, and why ({ $n })
not_possible-caption = What could not be estimated, and why; one by one in the workbook (sheet not_possible)
not_possible-outcomes = Not estimated: { $names }.
not_possible-outcome = The main estimate, and with it all else
not_possible-interval = The confidence interval
not_possible-pretrend = The test of pre-trends
not_possible-estimator = { $n ->
    [one] One of the other estimators
   *[other] { $n } of the other estimators
}
not_possible-curve = Every specification
not_possible-check = { $n ->
    [one] One check
   *[other] { $n } checks
}
not_possible-subgroup = { $n ->
    [one] One comparison of groups
   *[other] { $n } comparisons of groups
}
col-not_possible = What
impossible-any = Every outcome
impossible-export_absent = its export was not sent or is empty
impossible-no_observation = no observation is left to estimate from
impossible-constant = it is the same in every row
impossible-no_treated = nobody was moved within its window
impossible-no_control = all were moved at the same time, so there is nobody to compare with
impossible-no_before_and_after = too few are observed both before and after the move
impossible-too_few_for_covariates = fewer officers were moved at a time than the covariates need
impossible-no_other_district = fewer than two other kecamatan are there to measure its shocks by
impossible-no_units = nobody of this group was moved, or all of it were
impossible-not_estimable = these data do not determine it
col-outcome = Outcome
col-estimator = Estimator
col-controls = Compared with
col-subgroup = Group
col-event = Time
col-att = Effect (ATT)
col-se = Standard error
col-interval = { $level }% interval
col-p = p
col-padjusted = Adjusted p
col-pretrend = Pre-trend p
col-treated = Rotated
col-control = Compared (n)
col-grade = Evidence
col-detectable = Least detectable
col-imputation = Imputation
col-randomisation = Randomisation p
col-cells = Cells
overall = overall
table-of = Table behind the figure

## Findings

subgroups-summary = Every comparison between groups
subgroups-caption = Effects by group of officers, with { $level }% confidence intervals
compared = { $first } compared with { $second }
col-compared = Comparison
col-first = The first
col-second = The second
col-difference = Difference
col-status = Status
status-planned = planned
status-exploratory = exploratory
differs = { $outcome }: the effect differs by { $dimension } ({ $first } compared with { $second }: { $gap } { $unit }).
differs-none = No difference between groups survives once it is counted how many were compared.
not-read = { $outcome } is not read by group, because no conclusion is drawn for the whole.
subgroup-absent = Not compared by { $dimensions }, as the export was not sent or is empty: { $exports }.
subgroup-caution = The groups were declared in the cycle file before results were seen; p is adjusted (Holm) over all { $n } comparisons. A difference that does not survive is not read as one.
few-units = Only { $units } { -unit } were rotated, all in one kecamatan. Their confidence interval therefore allows for a shock to a whole kecamatan at once, measured on { $others } others treated as if they had been rotated (Student’s t with few degrees of freedom); a randomisation test compares that kecamatan with them (the smallest p possible is { $floor }).

## Method

method-controls = The main comparison is with those { $controls }; as a check the estimate is repeated with those { $never }.
method-anticipation = As a move may be felt before it takes force, { $periods } { $period } before the TMT is not compared with, for outcomes by { $period }.
method-covariates = Comparisons of officers take account of { $names }.
method-checks = Main estimator: { $officer } for officers, { $unit } for { -unit }. Each outcome is also estimated in other ways (imputation, two-stage, Sun–Abraham, extended two-way fixed effects, stacked) and by a two-way fixed-effects regression to read beside them.
method-level = { $level }% confidence intervals; errors are clustered by officer or { -unit }, for SKP also by rater, as one rater marks many officers; p is adjusted (Holm) over { $n } outcomes.
method-looks = This report is made again each semester, and a test that is repeated is wrong sooner or later. Strong or moderate evidence is therefore only given to what holds at a level that covers { $looks } cycles together (Pocock 1977).
method-treated = A { -unit } counts as rotated from the month in which its officer number { $from } was moved in.
method-people = Counts of people are rounded down to multiples of { $to }; below { $small } they are not told, and effects on groups of fewer than { $group } officers are not shown, so that nobody can be recognised.
covariate-age = age
covariate-female = sex
covariate-education = schooling
covariate-service = years of service

provenance-caption = Input files and their fingerprints (SHA-256)
provenance = Code version { $version }; cycle file { $cycle }.
col-file = File
col-hash = Fingerprint

## Robustness

robustness-caption = What was tried to overturn each result
col-without = Without one cohort or { -unit }
col-curve = Every specification (how many)
col-same = Same sign
col-apart = Same sign, without zero
col-breakdown = Breakdown M̄
col-missed = Trend that may be missed
col-placebo = Placebo dates significant
col-q = q (FDR)
col-speaks = Main estimator
col-why = Rule that decided
why-pretrend_untested = there is no earlier trend to check
why-pretrend_rejected = different from the start
why-no_interval = its uncertainty cannot be computed
why-not_distinguishable = could be chance
why-estimators_disagree = methods disagree on its direction
why-dip_before = may only recover from a dip
why-leavers_differ = unequal numbers left the data
why-colleagues_affected = colleagues left behind changed too
why-chance_over_cycles = could be chance when tested each semester
why-few_districts = other kecamatan vary as much
why-controls_disagree = weak beside those never rotated
why-breaks_down = does not withstand a later drift
why-weak_pretest = an earlier drift could have gone unseen
why-hangs_on_choices = depends on choices of method
why-robust = survives every check
reading-without = Without one cohort or { -unit }: the smallest and largest estimate when cohorts (and, for outcomes of { -unit }, each { -unit }) are left out one at a time.
reading-curve = Every specification: the smallest and largest estimate over every combination of estimator, comparison, covariates, anticipation and window that can be defended; how many have the sign of the main result, and how many of those leave out zero.
reading-breakdown = Breakdown M̄ (Rambachan–Roth): how many times the largest deviation of trends before the move may occur after it until the interval holds zero. One or more is robust; – means that it holds zero from the start.
reading-missed = Trend that may be missed (Roth): the difference that a diverging trend would make which the pre-test finds only eight times in ten. Where it is as large as the effect, the test is not keen enough.
reading-placebo = Placebo dates: rotation is taken to have come earlier, when there was none; how many of these trials look significant. There should be next to none.
worries-summary = Particular checks: new raters, the change of instrument, those who left, those left behind, synthetic comparison, placebos
curve-summary = Figures of every specification
estimator-callaway_santanna_dr = Callaway–Sant’Anna, doubly robust
estimator-callaway_santanna_ipw = Callaway–Sant’Anna, weighted
estimator-callaway_santanna_reg = Callaway–Sant’Anna, regression
col-how-many = How many
col-min = Smallest
col-median = Median
col-max = Largest
completeness-behind = Rows by export and year
curve-headline = main result
curve-x = specifications, from the smallest estimate
curve-alt = { $n } specifications for { $outcome }: estimates from { $min } to { $max } { $unit }.
curve-caption = { $outcome }: the estimates of every specification with { $level }% confidence intervals. Blue: the interval leaves out zero.
worry-new_rater = { $outcome }: among officers who were not rotated, a change of rater alone moves the score by { $att } ({ $low } to { $high }); { $clear ->
    [yes] so the new rater’s hand has a part in it, and SKP is read beside outcomes that no superior marks.
   *[no] there is no sign that a new rater by itself raises or lowers scores.
  }
worry-instrument_break = { $outcome }: at the change of instrument in 2022, those rotated later and those never rotated changed differently by { $att } ({ $low } to { $high }); { $clear ->
    [yes] the change is not neutral, and estimates across it are read with care.
   *[no] there is no sign that the change touched them differently.
  }
worry-left_behind = { $outcome }: among colleagues in units that rotated officers left, the change is { $att } ({ $low } to { $high }); { $clear ->
    [yes] rotation is felt by those who stay too.
   *[no] there is no sign that those who stay are touched.
  }
worry-synthetic_did = { $outcome }: with a synthetic comparison the estimate is { $att } ({ $low } to { $high }).
worry-attrition = { $outcome }: { $treated }% of observations after the move are there among the rotated and { $control }% among those compared with; with the worst and best bounds for those missing, the effect lies between { $low } and { $high }{ $inside ->
    [yes] , which holds zero.
   *[no] .
  }
worry-placebo_outcome = Placebo: { $what } cannot be moved by rotation; the estimate is { $att }% ({ $low } to { $high }), { $clear ->
    [yes] where it should be zero. This design makes false effects.
   *[no] not told from zero, as it should be.
  }
placebo-services = how many services citizens ask for
placebo-respondents = how many answer the survey

## Plan

plan = The plan of the analysis was frozen on { $date } (fingerprint { $hash }). { $n } outcomes were planned before their results were seen: { $names }.
plan-exploratory = Exploratory: { $names }.
plan-kept = Nothing was done otherwise than planned.
plan-none = No plan was frozen before results were seen. Every result is therefore exploratory.
plan-deviations = What was done otherwise than planned
plan-no-reason = no reason on record
col-key = Item
col-planned = Planned
col-done = Done
col-reason-given = Reason

## Resistance and sosialisasi

absent-fairness = The fairness of the decision was not measured in this cycle, because the survey did not ask for it or too few answered.
absent-resistance = Resistance was not measured in this cycle, because the survey was not sent or too few answered.
resistance-index = { $n } officers answered the survey in full, { $share }% of the { $asked } serving in the { -home }. The mean index of resistance is { $mean } on a scale of 1 to 5; the higher, the more resistance.
resistance-reliable = { $good ->
    [yes] The twelve items measure one thing reliably
   *[no] The twelve items do not measure one thing reliably enough, so the index is read with care
  } (Cronbach’s alpha { $alpha }, { $level }% interval { $low } to { $high }; McDonald’s omega { $omega }). { $straight } answers that were alike on every item are not counted.
fairness-index = { $n } officers also said how fair they find the decision on who moves: whether its criteria are clear, its rules the same for all, and their view asked for. On a scale of 1 to 5, the higher the fairer, the mean is { $mean } (Cronbach’s alpha { $alpha }; correlation with the index of resistance { $correlation }).
fairness-moved = { $shown ->
    [yes] Compared with those who were not moved, those who were{ $sessions ->
        [yes] {" "}and attended no session
       *[no] {""}
    } give { $effect } points.
   *[no] No difference shows between those who were moved and those who were not ({ $effect } points).
}
fairness-sessions = { $shown ->
    [yes] Each session that the moved attended goes with { $effect } points of fairness.
   *[no] No association shows with the sessions that the moved attended ({ $effect } points a session).
}
fairness-caution = These are associations: who attends, and who moves, may differ from the start.
fairness-caption = Perceived fairness of the decision by group, with { $level }% confidence intervals clustered by unit
col-fairness = Mean fairness
col-answers = Answers
resistance-caption = Index of resistance by group, weighted for those who did not answer, with { $level }% confidence intervals
resistance-caution = The associations above are seen across officers: they tell what goes together, not what causes what. Those who attend sosialisasi may differ from the start. { $asked ->
    [twice] The answers given before and after it tell more.
   *[once] Nobody was asked before and after it; a survey at both times would let its effect be tested.
  }
resistance-twice = { $n } officers answered before and after sosialisasi, { $attended } of whom attended at least one session in between. Compared with those who attended none, resistance changed by { $effect } points a session ({ $level }% confidence interval: { $low } to { $high }; p { $p }). { $grade ->
    [suggestive] { $direction ->
        [down] This is a sign that sosialisasi lowers resistance
       *[up] This is a sign that sosialisasi raises resistance
      }; it is no more than that, as two answers cannot show whether both groups moved alike before.
   *[none] The data do not show that sosialisasi changes resistance.
  }
themes-resistensi = What officers write
themes-skm = What citizens suggest
themes-none = Open answers were not asked for in this cycle, or too few were given to count them.
themes-most = { $group }, { $n } comments: named most are “{ $first }”, { $firstshare } percent, and “{ $second }”, { $secondshare } percent.
themes-caption = { $what }: themes that comments name, in percent of comments, with { $level }% confidence intervals. A comment may name several; a dictionary of words finds them, and does not tell praise from complaint. No mark: named by fewer than { $small }.
themes-alt = Share of comments that name each theme; most often in “{ $group }”: { $theme }.
themes-programme = Programme
themes-others = Elsewhere
themes-x = % of comments
theme-other = None of these
col-theme = Theme
driver-moved = rotated already
driver-desk_to_field = moved from desk to field
driver-distance = distance of the move (per 5 km)
driver-long_tenure = long tenure
driver-age = age (per 10 years)
driver-female = women
driver-sessions = sosialisasi (per session attended)
driver-suggestive = { $direction ->
    [up] Resistance is { $size } points higher
   *[down] Resistance is { $size } points lower
  } with: { $driver } ({ $low } to { $high }; adjusted p { $padjusted }). This is a sign of an association, not proof of a cause.
driver-untold = Whether resistance goes with this could not be seen: { $driver }, as the export was not sent or is empty: { $export }.
driver-none = No association of resistance shows with: { $driver } ({ $low } to { $high }; adjusted p { $padjusted }).
drivers-alt = What goes with resistance; the largest is { $driver }, { $effect } points.
drivers-caption = What goes with resistance, in points of the index, with { $level }% confidence intervals. Blue: the interval leaves out zero.
drivers-x = points of the resistance index (1–5)
col-driver = What
col-effect = Association (points)
col-group = Group
col-mean = Mean index
col-answered = Answered
answered = { $yes } of { $asked }
group-all = All
group-moved = Rotated
group-not_moved = Not rotated
group-long_tenure = Long tenure
group-short_tenure = Short tenure
group-moved_attended = Rotated, attended sosialisasi
group-moved_not_attended = Rotated, did not attend sosialisasi
sosialisasi-moderates = { $outcome }: the effect of rotation on those who attended less that on those who did not is { $gap }; { $apart ->
    [yes] sosialisasi goes with a different effect (adjusted p { $padjusted }).
   *[no] the effect does not visibly differ (adjusted p { $padjusted }).
  }

## Citizens’ satisfaction

absent-citizens = Citizens’ satisfaction was not measured in this cycle, because the SKM survey about { -unit } was not sent.
citizens-index = The IKM of the { -unit } of { $programme } in { $year } is { $ikm }, quality { $letter } ({ $quality }); of the other { -unit } { $others }, quality { $otherletter }. Figures in brackets are confidence intervals, as only some citizens were asked.
citizens-sample = { $short ->
    [0] Every { -unit } has as many respondents as the table of Krejcie & Morgan asks for.
   *[other] In { $short } of { $units } { -unit } the year’s respondents fall short of the table of Krejcie & Morgan, so one { -unit }’s figure is read with its interval.
  }
citizens-improve = { $n ->
    [0] No unsur weighs much with citizens and lies below average at once.
   *[other] Weighing much with citizens but below average: { $names }.
  }
citizens-order = Importance is known to about ±{ $error }, so the order of the unsur is a hint, not a ranking.
citizens-programme = All { -unit } of the programme
citizens-others = Other { -unit } of the { -around }
citizens-caption = The last year’s IKM with { $level }% confidence intervals, quality, and whether enough were asked
citizens-summary = IKM of each { -unit } of the programme
letter-A = very good
letter-B = good
letter-C = less than good
letter-D = not good
col-unit = { -Unit }
col-ikm = IKM
col-letter = Quality
col-respondents = Respondents
col-needed = Asked for
col-unsur = Unsur
col-performance = Score (25–100)
col-importance = Importance
col-quadrant = What to do
quadrant-improve = Improve first
quadrant-keep = Keep up
quadrant-later = Later
quadrant-enough = Good enough
performance-x = score of the unsur (25–100)
importance-y = importance (correlation)
importance-caption = Importance and score of each unsur in the { -unit } of the programme, { $year }. Importance: how it goes with citizens’ view of the other eight. Lines: averages.
importance-alt = Importance and score of nine unsur; { $n } weigh much but lie below average: { $names }.
unsur-effects = Rotation shows an effect on { $changed } of { $n } unsur; largest on { $most } ({ $high } points), smallest on { $least } ({ $low } points). No unsur is graded above the IKM as a whole.
unsur-caption = Effect of rotation on each unsur, points on a scale of 25–100, with { $level }% confidence intervals
unsur-U1 = Requirements
unsur-U2 = System, mechanism and procedure
unsur-U3 = Time to completion
unsur-U4 = Cost or tariff
unsur-U5 = Product as specified
unsur-U6 = Competence of staff
unsur-U7 = Conduct of staff
unsur-U8 = Handling of complaints and suggestions
unsur-U9 = Facilities

## Placement

absent-placement = The fit of placements was not measured in this cycle, because the standards of posts or the list of moves was not sent.
placement-reached = The mean fit of { $moves } moves is { $actual } (0 to 1). Were the same people spread over the same posts at random it would be { $chance }; the best assignment possible reaches { $best }. The placement went { $reached }% of the way from chance to best ({ $level }% interval { $low } to { $high }%); { $clear ->
    [yes] that is better than chance, but far from what is possible.
   *[no] that is not told from chance.
  }
placement-rule = By time in the post before the move (Peraturan BKN 5/2019: 2 to 5 years): { $in_time } in time, { $too_early } too early, { $late } late, { $unknown } unknown, because the register keeps no earlier post.
placement-caption = Parts of the fit; each is 0 to 1 and weighs alike
placement-caution = This score helps the team and judges nobody. What it does not know: an officer’s wish, health, family, distance from home, posts left vacant on purpose, and what shows in an interview. So there is no list of people here.
part-education = Schooling
part-field_of_study = Field of study
part-grade = Grade
part-competence = Assessed competency
part-experience = Years of service
part-distance = Nearness of the new unit to the old
distance-none = How far the new unit lies from the old is not counted, as no boundaries of the { -village } were given.
col-part = Part
col-mean-score = Mean
col-full = Fully met
col-known = Known
col-wave = Wave
col-moves = Moves
col-chance = chance
col-actual = actual
col-best = best
waves-x = fit (0–1)
waves-alt = Fit of { $n } waves of moves: at random, as placed, and the best possible.
waves-caption = Fit of each wave: spread at random, as it happened, and the best assignment of the same people to the same posts.

sector-administrasi = Administration
sector-pendidikan = Education
sector-kesehatan = Health
sector-lapangan = Field work
when-before = before
when-after = after
col-sector = Sector
col-when = When
col-measure = Measure

## Skills

absent-skills = Skills were not measured in this cycle, because no officer was assessed both before the programme and after the move.
skill-elsewhere = sectors other than their own
skill-administrasi = administration
skill-pendidikan = education
skill-kesehatan = health
skill-lapangan = field work
skill-changed = Assessed scores in { $skill } are { $size } points { $direction ->
    [up] higher
   *[down] lower
  } ({ $low } to { $high }) than they would be without rotation; { $grade }.
skill-none = Assessed scores in { $skill }: the data show no effect ({ $low } to { $high } points).
skill-inconclusive = Assessed scores in { $skill }: no conclusion is drawn, as for competency as a whole.
skill-sectors = By sector, an effect shows in { $changed } of { $n } ({ $smallest } to { $largest } points).
skills-alt = Effect of rotation on assessed scores; largest in { $skill }, { $size } points.
skills-caption = Effect of rotation on assessed scores by sector, with { $level }% confidence intervals. Blue: the interval leaves out zero.
col-skill = Skill
breadth-assessed = As a description of breadth: the number of sectors (effective number) in which scores meet the standard of the posts rose from { $movedbefore } ({ $first }) to { $movedafter } ({ $last }) among the rotated, and from { $notmovedbefore } to { $notmovedafter } among the others. These figures are not compared as fairly as the effects above.
breadth-served = The number of sectors served rose from { $before } to { $after } among the rotated; that happens by itself when one changes sectors, so it is no proof of broader skill.
profile-summary = Mean scores of each sector before and after
profile-caption = Mean assessed scores by sector, { $n } rotated officers assessed both times, beside the standard of that sector’s posts
profile-column = { $group }, { $year }
col-standard = Standard

## Service

absent-service = How long services take was not compared in this cycle, because the service register was not sent or no { -unit } has received rotated officers yet.
service-open = { $open } of { $services } services were not finished at the end of the data. They count for as long as they can be followed (Kaplan–Meier), neither dropped nor taken for late before their time.
service-days-suggestive = { $direction ->
    [up] There are signs that services in the receiving { -unit } take { $size } days longer
   *[down] There are signs that services in the receiving { -unit } take { $size } days less
  } ({ $low } to { $high } days) than without rotation. Estimated by one design only, it is graded no higher than suggestive.
service-days-none = The data do not show that services take longer or shorter ({ $low } to { $high } days; adjusted p { $padjusted }).
service-days-inconclusive = On how long services take no conclusion is drawn: even before rotation the receiving { -unit } moved differently (p { $pretrend }).
service-productivity = Services finished by an officer in a month changed by { $effect }. { $staff ->
    [up] That happens by itself: officers in the receiving { -unit } grew from { $staffbefore } to { $staffafter }, while citizens ask for some { $servicesafter } services a month (before: { $servicesbefore }). It is not read as a fall in performance.
   *[other] Officers in the receiving { -unit } were { $staffbefore } on average before rotation began and { $staffafter } after, services { $servicesbefore } and { $servicesafter } a month. The figure follows staff and demand, so it is not read as performance.
  }
service-dose = By dose: each rotated officer and month of their stay goes with a change in { $outcome } of { $effect } { $unit }{ $clear ->
    [yes] .
   *[no] ; that is not told from zero.
  }
finished-x = days since received
finished-y = services finished (%)
finished-caption = { $group }: share of services finished by day (Kaplan–Meier), before and after { $month }, with { $level }% confidence intervals between { -unit }.
finished-alt = Share of services finished by day, { $group }: half are finished within { $before } days before and { $after } days after { $month }.
col-day = Day
col-finished = Finished (%)

## Collaboration

absent-collaboration = Collaboration between units was not measured in this cycle, because the list of joint programmes or the list of moves was not sent.
joint-not-estimated = The effect on joint programmes cannot be estimated: too few pairs of units are linked by moves.
joint-suggestive = { $direction ->
    [up] There are signs that two units linked by a rotated officer begin more joint programmes
   *[down] There are signs that two units linked by a rotated officer begin fewer joint programmes
  }: { $effect } per 100 pairs a year, beside { $usual } expected without rotation. { $linked } linked pairs are compared with { $unlinked } that are not, among { $units } units.
joint-none = The data do not show that two units linked by a rotated officer begin more joint programmes: { $effect } per 100 pairs a year, beside { $usual } without rotation ({ $linked } pairs linked, { $unlinked } not, { $units } units).
joint-inconclusive = On joint programmes no conclusion is drawn: pairs that were linked later already moved differently before (p { $before }). The estimate is { $effect } per 100 pairs a year, beside { $usual } without rotation ({ $linked } pairs linked, { $unlinked } not, { $units } units).
joint-caution = Estimated by one design only, it is graded no higher than suggestive; its error allows pairs that share a unit to share its shocks. Other causes that come with a move, such as plans to work together made before, cannot be ruled out.
joint-caption = Joint programmes begun by semester since the first move between two units, per 100 pairs a year, with { $level }% confidence intervals
joint-alt = Joint programmes by semester since the first move between two units; afterwards from { $min } to { $max } per 100 pairs a year.
scale-joint = programmes per 100 pairs a year
flows = { $n } moves of the programme are on record with sector of origin and destination; { $share }% of them cross sectors.
flows-from = From sector
flows-to = To sector
flows-caption = Officers moved by sector of origin and destination; counts below { $small } are not told apart
flows-alt = Matrix of { $n } moves by sector of origin and destination; { $share }% cross sectors.
map-none = No map is drawn, as no boundaries of the { -village } were given.
map-caption = Officers that the programme moved into the units of each { -village }; white: none; counts below { $small } are not told apart
map-alt = Map of the { -village }; officers were moved into { $n } of them.
fewer = < { $n }
network-caption = The network of joint programmes before and after rotation began
network-a_year = Joint programmes a year
network-units = Units taking part
network-pairs = Pairs of units that met
network-density = Meetings per 100 possible pairs, a year
network-cross_sector = Meetings across sectors (%)
network-sector_pairs = Pairs of sectors that met (effective number)
network-caution = This table describes: the time after is longer, so units, pairs and kinds of sectors that met grow by themselves.

## From officers to { -unit }

fit-officers-none = Among officers the effect is not read by fit of the placement, because no outcome of officers is concluded to have changed, or too few do not meet the standard.
fit-officers = { $outcome } of officers: the effect on those who meet the standard of their new post less that on those who do not is { $gap } { $unit }; { $apart ->
    [yes] the two differ (adjusted p { $padjusted }).
   *[no] they do not visibly differ (adjusted p { $padjusted }).
  }
levels-none = Among { -unit }, fit and effect cannot be set side by side: too few received rotated officers, or their fit is not known.
fit-units-suggestive = { $outcome } of { -unit }: where better-fitting officers came, it changed by { $slope } { $unit } more for each standard deviation of fit (correlation { $r }; adjusted p { $padjusted }). This is a sign of an association, not proof of a cause.
fit-units-none = { $outcome } of { -unit }: no association shows between the fit of those who came and the effect ({ $slope } { $unit } for each standard deviation of fit; correlation { $r }). With { $units } { -unit } only a correlation of { $detectable } or more would be found.
fits-x = mean fit of those who came (0–1)
fits-caption = { $outcome }: the effect on each of { $units } { -unit } by the mean fit of the officers who came. No { -unit } is named.
fits-alt = { $outcome } in { $units } { -unit } by the fit of those who came; correlation { $r }.
levels-caution = Placements were not drawn by lot. { -Unit } that received better-fitting officers may differ in other ways, and that the effect on { -unit } works through the skills of their officers cannot be proved with these data; so it is not claimed.

## Recommendations

recommendations-none = There are no recommendations: this cycle’s findings meet no rule.
recommendations-caption = The most pressing recommendations
recommendations-more = Other recommendations
recommendations-summary = { $n } other recommendations
col-recommendation = Recommendation
col-evidence = Evidence and size
col-owner = Who answers for it
col-history = In the last cycle
col-due = Due
col-then = When proposed
col-now = Measured now
owner-officials = Officials
owner-asn = ASN representatives
owner-experts = HR experts
owner-head = { -head }
owner-secretary = { -secretary }
owner-personnel = BKPP/BKPSDM, the personnel agency
owner-unit_heads = Heads of the { -unit }
owner-senders = Offices that send the data
owner-team = Evaluation team
rec-history =
    { $status ->
        [done] Done in cycle { $cycle }
        [rejected] Rejected in cycle { $cycle }
        [under_way] Under way since cycle { $cycle }
        [accepted] Accepted in cycle { $cycle }
       *[proposed] Proposed in cycle { $cycle }, not yet decided
    }; measured then: { $then }; now: { $now }.
rec-status-proposed = proposed
rec-status-accepted = accepted
rec-status-rejected = rejected
rec-status-under_way = under way
rec-status-done = done
overdue = { $status }, overdue
size-counted = { $number } { $unit }
size-estimated = { $grade }: { $number } { $unit }
scale-reached = of the way from chance to best
scale-share = of all moves
scale-units = { -unit }
scale-held = % of rows held back
rec-repair = Put off the next wave until it is known why { $subject } worsened, and that is put right.
rec-find_cause = Conclude nothing on { $subject } until it is known why those who were rotated moved differently even before; collect data that explain it.
rec-sosialisasi = Invite everyone who will be rotated to every session of sosialisasi, and survey resistance before and after, so that its effect can be tested.
rec-place_better = Draw up the next wave’s placements with the best assignment to compare with; the decision stays with the team.
rec-improve_unsur = Improve first, in the { -unit }: { $subject }. It weighs much with citizens and lies below average.
rec-support_group = Fit support to the { $dimension }, as the effect on { $subject } differs by it.
rec-keep = Go on with what improves { $subject }, and measure it again next cycle.
rec-tie_units = Ask rotated officers to link their old unit with the new one, and record which unit begins each joint programme.
rec-watch = Wait for one more cycle before deciding anything on { $subject }; the evidence is only suggestive.
rec-do_not_claim = Do not tell the public that rotation changes { $subject }; the data do not show it.
rec-date_posts = Record on each SK since when the earlier post was held, so that 2 to 5 years in a post (Peraturan BKN 5/2019) can be checked.
rec-ask_more = Ask more citizens (SKM) in { -unit } that fall short of Krejcie & Morgan.
rec-mend_export = Have the sending office mend the export { $subject } with the workbook made for it.

## Follow-up

followed-none = No recommendations of an earlier cycle are on record, so there is nothing to follow up.
followed = Of { $n } recommendations of cycle { $cycle }: { $done } done, { $underway } under way, { $accepted } accepted, { $rejected } rejected, { $proposed } undecided; { $overdue } overdue.
followed-caption = What became of the earlier cycle’s recommendations, and what was measured since
followed-caution = A change from “when proposed” to “measured now” need not come from the recommendation: new data, repaired data and other things change it too.

## Page

percent = { $value }%
title-technical = Evaluation Report of the Rotation Programme
title-leaders = Evaluation Report of the Rotation Programme: summary for leaders
title-asn = Evaluation Report of the Rotation Programme: for ASN representatives
title-public = Evaluation Report of the Rotation Programme: for the public
part-followed = Follow-up of the last cycle
part-subgroups = By group of officers
part-skills = Skills
part-service = Time that services take
part-levels = From officers to { -unit }
part-answer = The answer
part-overview = Overview
part-cards = Outcome by outcome
part-scope = What was compared
part-recommendations = Recommendations
part-officers = Findings on officers
part-units = Findings on { -unit }
part-few_units = { -Unit } that are few
part-citizens = Citizens’ satisfaction
part-resistance = Resistance and information sessions
part-fairness = Fairness of the decision
part-placement = Placement
part-collaboration = Collaboration across sectors
part-robustness = Robustness of the results
part-method = Method
part-quality = Quality of the data
part-completeness = Completeness of the data
part-untouched = Without repaired rows
part-headlines = Main estimates
part-estimates = Every estimate
part-not_possible = What could not be estimated
part-skipped = Cells that cannot be estimated
part-reasons = The reason for every row
part-inputs = Input files
part-plan = Plan of the analysis
page-mark = Mark of the report
page-skip = Skip to the content
page-code = Show the code behind each result
page-contents = Contents
page-table = Table { $number } of cell { $cell }
page-signed = Sign-off
signed-signed = { $role }: approved by { $name }, { $date }{ $remarked ->
    [yes] . Remark: { $remark }
   *[no] .
  }
signed-changed = { $role }: the report changed after { $name } approved it on { $date }.
signed-missing = { $role }: not approved yet.
draft = DRAFT: not approved by the team’s three roles
draft-changed = DRAFT: the report changed after it was approved
trace = Trace: { $notebook }, cell { $cell } · inputs { $inputs } · code { $version } ({ $code }) · cycle { $cycle }
trace-open = Where these numbers come from
trace-tables = Tables behind this section and the functions that made them: { $tables }
trace-book = Tables made of: inputs { $inputs } · code { $version } ({ $code }) · cycle { $cycle }; manifest.json lists every hash.

## Changes

part-changes = What changed since the last cycle
absent-changes = No earlier cycle has been approved yet, so there is nothing to compare with.
changes = Beside cycle { $cycle } as approved, { $n } outcomes were estimated again. { $crossed ->
    [0] None changed its sign.
   *[other] { $crossed } of them changed sign.
  }
changes-caption = Each outcome’s difference from the last cycle by its reasons; the three parts add up exactly
changes-reading = Revised data: rows of the past that were corrected, came late or were withdrawn. New data: the time after the last cycle. Method or code: choices of the analysis and the software. The last cycle is estimated again with today’s code to tell them apart.
col-before = Last cycle
col-revised = Revised data
col-new = New data
col-method = Method or code
col-now-value = Now
col-rows-revised = Rows revised
col-rows-new = Rows new

## Workbook

sheet = Sheet
sheet-holds = What it holds
sheet-columns = What every column of the other sheets means
sheet-note-names = Columns are named as in the code; what they mean is in the sheet columns, and in the sheet codebook for exports.
sheet-note-csv = Every estimate by cohort and time is in estimates.csv too.
sheet-note-people = No figure in this workbook is about one person; counts of people are rounded down to fives and left empty below five; estimates about groups of fewer than ten officers are left empty.

## Exploring

explore-level = level
explore-outcome = outcome
explore-group = group
explore-estimator = estimator
explore-window = window
explore-why = why
explore-why-hint = in a sentence
explore-save = Save as exploratory
explore-save-tip = Adds this choice with its reason to the cycle file; saved again with another reason, it gets that one
explore-needs-why = First say why you looked at this, in a sentence: a choice is saved with its reason.
explore-saved = Saved: { $file } now holds { $n } exploratory entries.
explore-bounds = Main result of this outcome when trends may drift apart
explore-map = Where officers were moved to (darker: more; counts below five are not shown)
explore-attacks = Main result of this outcome, and what was tried to overturn it
explore-code = Five lines that estimate this choice again
means-y = level, { $unit }
explore-panel = Means by period: rotated at some time, and never
explore-events = Effect by time since the move
explore-weights = Weight of each cohort
explore-curve = Every specification, and this choice
explore-choice = this choice
explore-no-events = This estimator gives no effect by time.
means-treated = rotated
means-never_treated = never
weights-share = share of observations
weights-two_way = two-way fixed effects
explored = Looked at beyond the plan; exploratory and no more, whatever its p
col-note = Note
col-window = Window

# What stands where a section cannot be written.
absent-exports = { $section } cannot be reported in this cycle, because { $n ->
    [1] this export was not sent or is empty
   *[other] these exports were not sent or are empty
}: { $exports }.
absent-tables = { $section } cannot be reported in this cycle, because nothing stands in the tables of results: { $tables }.

## The page for the public

public-question = Have services for citizens improved in the { -unit } that received rotated officers?
public-answer =
    { $verdict ->
        [all] Yes: all { $n } things measured improved: { $names }.
        [some] Yes, in part: { $better } of { $n } things measured improved: { $names }.
        [unknown] Not yet known from the data there are.
       *[none] Not shown: the data do not show that services improved.
    }
public-worse = { $n } got worse: { $names }.
public-compared = What is compared: { $units } { -unit } that received rotated officers with { $others } other { -unit }. “Without rotation” is an estimate of how things would be had there been none, not how they were before.
public-on_time = { $after } of 100 services finished on time; { $without } without rotation
public-ikm = Satisfaction { $after } (25 to 100); { $without } without rotation
public-complaints = { $after } complaints per 1,000 services; { $without } without rotation
public-other = { $after } ({ $unit }); { $without } without rotation
public-between = The difference lies between { $low } and { $high }.
public-sure-strong = The evidence is strong.
public-sure-moderate = The evidence is sufficient.
public-sure-suggestive = This is an early sign, not yet certain.
public-sure-none = It cannot be told from chance yet.
public-sure-inconclusive = Nothing can be concluded from the data there are.
public-unsur-title = What is good already and what is not
public-unsur = Citizens score { $best } highest ({ $bestscore }) and { $worst } lowest ({ $worstscore }), on a scale of 25 to 100.
public-unsur-all = Scores of the nine parts of the service
public-suggested = { $n } citizens wrote suggestions about the services of the programme’s { -unit }. Named most often:
public-theme = { $theme }: { $share } of 100 suggestions
public-ask-title = To ask or to complain
public-ask = About this report: { $contact }.
public-complain = About a service: SP4N-LAPOR! (text message to 1708), or directly at the office that serves you.

## The page for representatives of the ASN

asn-question = Is rotation fair, fitting and good for officers?
asn-unknown = Not known: neither fairness nor the fit of placements was measured in this cycle.
asn-lead-fair =
    { $side ->
        [above] The fairness of the decision is scored above the middle of the scale: { $mean } out of 5.
        [below] The fairness of the decision is scored below the middle of the scale: { $mean } out of 5.
       *[middle] The fairness of the decision is scored in the middle of the scale: { $mean } out of 5.
    }
asn-lead-fit =
    { $clear ->
        [yes] Placements fit better than chance, but reached only { $reached }% of the improvement that was possible ({ $low }–{ $high }%).
       *[no] Placements cannot be told from chance ({ $reached }% of the improvement that was possible; { $low }–{ $high }%).
    }
asn-careful = No figure here is about one person. These results may not be used to judge, move or punish an officer. Figures in brackets are confidence intervals.
asn-fair = Is the decision fair?
asn-mean = { $group } { $mean }
asn-fit = Do placements fit?
asn-chance =
    { $clear ->
        [yes] Placements fit better than if the same people had been spread over the same posts by chance.
       *[no] Placements cannot be told from chance.
    }
asn-rule = Of some { $dated } moves whose time in the post before is known, { $share }% were made within 2 to 5 years (Peraturan BKN 5/2019).
asn-rule-unknown = How long officers had been in the post before is not recorded, so the rule of 2 to 5 years cannot be checked.
asn-object = Who objects, and do information sessions help?
asn-object-most = Objecting most: { $most }, { $mostmean } out of 5. Least: { $least }, { $leastmean }.
asn-sessions =
    { $direction ->
        [down] There are signs that sessions lower objection: { $effect } points a session.
        [up] There are signs that objection rises after sessions: { $effect } points a session.
       *[none] No change of objection with sessions shows ({ $effect } points a session).
    }
asn-sessions-unknown = Whether sessions lower objection is not known yet: officers must be asked before and after them.
asn-remarks = What became of the last cycle’s recommendations?
asn-followed-below = Each recommendation stands below, in the chapter Recommendations.
asn-gain = What changed for officers who were rotated?

## Who is moved

part-selection = Who is moved, and is it fair?
absent-selection = Who is moved was not looked at in this cycle, because the programme moved nobody in it.
selection-who = { $moved } moves are set beside what was known before each was decided, among { $officers } officers of the { -home } who could have been moved; { $share }% of them are moved in a semester. Officers of one semester and one kind of unit are compared, alike in performance, sex, age and service. { $not_seen } moved officers are not among them, as they were not appraised shortly before, or served elsewhere or in a unit whose kecamatan is not known.
selection-punishment-untested = Whether officers are moved for objecting, or for complaints about their unit, cannot be told: the answers to the survey before the decision are known of { $answered } moved officers, and the complaints about the unit of { $complaints }. An estimate needs { $fewest }; a rule behind a tenth of the moves is seen nine times in ten from about { $needed }.
selection-punishment-yes = There is a sign of punishment, given performance before. For one standard deviation more: { $what }. It is an association, not proof that anyone was moved for it.
selection-punishment-no = { $enough ->
    [yes] No sign of punishment shows, given performance before.
   *[no] Whether there is punishment cannot be told yet: no sign of punishment shows, but { $moved } moves are too few, as a rule behind a tenth of the moves is seen nine times in ten only from about { $needed }.
  } For one standard deviation more: { $what }.{ $untested ->
    [resistance] {""} Whether objecting goes with it cannot be told, as too few of the moved had answered the survey before.
    [complaints] {""} Whether complaints about the unit go with it cannot be told, as too few of the moved come from units whose complaints are on record.
   *[none] {""}
  }
selection-favour-untested = Whether performance goes with being moved cannot be told: fewer than { $fewest } moves can be looked at.
selection-favour = { $shown ->
    [yes] Performance before goes with who is moved or where to, which may be favour, or care to place people well.
   *[no] No sign shows that performance before decides who is moved or where to.
  } For one standard deviation more: { $what }.
selection-item = { $factor ->
    [resistance] objecting in the survey before
    [complaints] complaints about the unit before
   *[performance] performance before
  } { $effect } { $destination ->
    [moved] percentage points of the chance of being moved in a semester
    [distance] times 5 km to the new post
    [desk_to_field] percentage points of a move from desk to field
   *[not_fitting] percentage points of a post whose standard is not met
  } (adjusted p { $padjusted })
selection-unseen = This cannot see wishes, health, vacancies, time in the post, or what was said outside the survey; who expected a move may have objected for that reason.
selection-factor-resistance = Objecting in the survey before (per standard deviation)
selection-factor-complaints = Complaints about the unit before (per standard deviation)
selection-factor-performance = Performance before (per standard deviation)
selection-factor-unfairness = Finding decisions unfair before (per standard deviation)
selection-factor-female = Women
selection-factor-age = Age (per 10 years)
selection-factor-service = Service (per 10 years)
selection-destination-distance = A farther post (5 km)
selection-destination-desk_to_field = A move from desk to field (percentage points)
selection-destination-not_fitting = A post whose standard is not met (percentage points)
selection-col-destination = Destination
selection-col-difference = Difference
selection-x = percentage points of the chance of being moved in a semester
selection-alt = What goes with being moved; the largest is { $factor }, { $effect } percentage points.
selection-caption = What goes with being moved in a semester, in percentage points, with { $level }% confidence intervals. Blue: the interval leaves out zero.
selection-destinations-caption = What goes with the kind of destination, among those moved, with { $level }% confidence intervals
selection-elections = In the { $inside } months of the programme in which UU 10/2016 art. 71(2) asks for the minister’s approval to replace officials, { $movesinside } moves were signed; in the other { $outside } months { $movesoutside }. Approvals are not in the exports, and the rule binds only where a head is elected, so this does not say that a move broke it.
selection-elections-none = No month of the programme lies in a time in which UU 10/2016 art. 71(2) restricts replacing officials around a pilkada.

## What officers carry and what units give

part-components = What officers carry, and what units give
absent-components = What officers carry and what units give was not looked at in this cycle, because no appraisal could be set beside a unit.
components-few = What officers carry cannot be told from what units give: { $moved } officers with appraisals moved between units, and at least { $needed } are needed who connect units so that none of them is alone in connecting two.
components-said = In the { $units } units that { $moved } moved officers connect ({ $officers } officers in all), of a hundred parts of the variance of performance (SKP) { $officer } go with the officer from unit to unit, and { $unit } stay with the unit; brackets hold { $level }% confidence intervals.
components-caution = The shares are corrected for the chance in estimated effects (Kline, Saggio & Sølvsten 2020). They describe the programme: no effect of a person is kept. What a rater’s hand or the move itself adds counts with the unit or with the rest.
components-col = Component
components-variance = Variance of SKP
components-share = Share
components-caption = Variance of performance (SKP, squared standard deviations) by what it comes from, with { $level }% confidence intervals where there are any
component-officer = Officers
component-unit = Units
component-covariance = Twice the covariance of both
component-match = Match of officer and unit
component-residual = The rest

## Head of the page, and other pages

imprint-place = Place
imprint-data = Data
imprint-period = { $first } to { $last }
imprint-publisher = Publisher
publisher =
    { $level ->
        [kecamatan] { $name }
       *[kabupaten] Government of { $name }
    }
imprint-contact = Whom to ask
contact-office = the rotation evaluation team, { $office }
imprint-version = Version
imprint-made = { $version } · inputs { $inputs }
page-links = Other pages and files
page-language = English
page-workbook = All tables (tabel.xlsx)
page-estimates = All estimates (estimates.csv)
part-public = For the public
part-asn = For representatives of the ASN

## The argument of the notebooks

argue-nothing = Nothing was measured that could be drawn.
bounds-x = Drift allowed, M̄ times the largest before
rotated-units = rotated into
never-only = (never rotated)
attack-without_cohort = one cohort left out
attack-without_unit = one { -unit } left out
attack-without_left_behind = without colleagues left
attack-attrition_bounds = bounds for leavers
attack-synthetic_did = synthetic comparison
attack-placebo_date = false dates before
col-anticipation = Anticipation
col-adjusted = Adjusted for
figure-number = Figure { $n }.
table-number = Table { $n }.
page-figure = Picture of cell { $cell }, explained in the text above it
public-mean_without = without rotation
public-mean_after = with rotation
public-moved = { $outcome } { $way ->
        [up] up
       *[down] down
    }
public-way = { $way ->
        [up] Higher is better.
       *[down] Lower is better.
    }
public-most = What citizens ask for most often: { $theme }, in { $share } of 100 suggestions.
asn-scores = Fairness out of 5: { $scores }.
asn-punished =
    { $shown ->
        [yes] There are signs that those who object, or whose unit is complained of, are moved more often or harder. This is an association, no proof.
        [no] No sign shows that those who object, or whose unit is complained of, are moved for it.
       *[unknown] Whether those who object, or whose unit is complained of, are moved for it is not known: too few moves can be looked at.
    }
asn-unseen = Wishes, health and vacancies cannot be seen in these data; details stand in the chapter on resistance.
