"""alarms - which alerts shall stand on a target or an indicator, worked out from the rules alone.

Knows the plan file and the totals, as judge does, and shares nothing with consumers/judge: every kind
goes through all periods from the first, each judged as of the day after its last.  Thresholds are the
defaults of judgement section 4.
"""

import datetime
from fractions import Fraction

from reference.judge import DAY, Case, last_day, median, name, position_on, truncated

K = {"A": 1, "S": 1, "Q": 2, "M": 2}
SEVERITIES = ["", "info", "warning", "critical"]
OUTLIER, CHANGES = Fraction(35, 10), 7


class Spell:
    """inactive -> pending -> firing, as bad periods go by."""

    def __init__(self, frequency, k):
        self.frequency, self.k = frequency, k
        self.period = self.value = ""
        self.end()

    def end(self):
        self.state, self.severity, self.since, self.raised_for, self.count = "inactive", "", "", "", 0
        self.why = ""

    def bad(self, at, severity, official, k=None):
        period = at if isinstance(at, str) else name(self.frequency, at)
        self.since = self.since or period
        self.count += 1
        self.lower(severity, official)
        if self.state != "firing":
            self.state = "firing" if self.count >= (self.k if k is None else k) else "pending"
            self.raised_for = period if self.state == "firing" else ""

    def lower(self, severity, official):
        self.severity = SEVERITIES[max(1, SEVERITIES.index(severity) - (not official))]

    def look(self, at, value):
        self.period, self.value = name(self.frequency, at), value

    def standing(self):
        fields = {key: getattr(self, key) for key in ("state", "severity", "since", "raised_for", "period", "value")}
        fields["why"] = self.why if self.state == "firing" else ""
        return fields | {"count": str(self.count or "")}


def days(series, key):
    return series.indicator[key] * DAY


# ---- of targets ----

def of_target(series, target, today):
    whole = Case(series, target, today)
    at = sorted(whole.points)
    cases = {i: Case(series, target, last_day(series.frequency, i) + DAY) for i in at}
    kinds = {"off_target": off_target, "reversing": reversing, "falling_back": falling_back}
    found = {kind: rule(series, cases, Spell(series.frequency, K[series.frequency])).standing() for kind, rule in kinds.items()}
    return found | {"missed": missed(whole, today).standing()}


def segments(series, cases):
    """(at, case, whether a new segment begins)"""
    before = None
    for at, case in sorted(cases.items()):
        yield at, case, before is not None and series.segment(at) != series.segment(before)
        before = at


def off_target(series, cases, spell):
    critical = False
    for at, case, is_new in segments(series, cases):
        spell.look(at, case.shown(case.y))
        status, ratio, deviation = case.judge()[2], case.ratio(), case.deviation()
        behind = status == "ON_TRACK" and deviation is not None and deviation < 0
        clear = status in ("ACHIEVED", "ACHIEVED_HOLD", "ON_TRACK") and not behind
        if is_new or clear or (behind and spell.state != "firing"):
            spell.end()
            critical = False
        if status in ("OFF_TRACK", "REVERSING"):
            critical = True
        elif behind or (status == "SLOW" and (ratio is None or ratio >= Fraction(65, 100))):
            critical = False
        if behind and spell.state == "firing":
            spell.lower("warning", case.now["official"])
        elif status in ("SLOW", "OFF_TRACK", "REVERSING"):
            spell.bad(at, "critical" if critical else "warning", case.now["official"])
    return spell


def reversing(series, cases, spell):
    newest = best = before = first_after = None
    after = 0
    for at, case, is_new in segments(series, cases):
        if is_new:
            spell.end()
            newest = best = before = None
        if case.is_ == "by_scheme" or case.now["fault"]:
            continue
        spell.look(at, case.shown(case.y))
        gain = lambda start, end: case.d * series.change(start, end)
        worse = lambda start, end: gain(start, end) < 0 and case.beyond(gain(start, end))
        if best is None or gain(best, at) >= 0 or (spell.state == "firing" and gain(before, at) >= 0):
            spell.end()
            newest = best = at
            before, after = None, 0
            continue
        after += 1
        first_after = at if after == 1 else first_after
        descends = case.breached()
        if spell.state == "firing":
            spell.lower("critical", case.now["official"] and cases[before].now["official"])
            spell.count += worse(newest, at)
        elif not descends and worse(newest, at):
            before = newest if spell.state == "inactive" else before
            spell.bad(at, "critical", case.now["official"] and cases[before].now["official"])
        elif spell.state == "pending" and (worse(at, newest) or gain(before, at) >= 0):
            spell.end()
        if spell.state != "firing" and not descends and worse(best, at) and falls(case):
            spell.end()
            before = best
            spell.bad(at, "critical", case.now["official"] and cases[before].now["official"], k=1)
            spell.since, spell.count, spell.why = name(series.frequency, first_after), after, "trend"
        newest = at
    return spell


def falls(case):
    trend = case.trend()
    return trend is not None and case.d * trend[1] < 0 and trend[2] <= 0.05


def falling_back(series, cases, spell):
    was_met = False
    for at, case, is_new in segments(series, cases):
        if is_new:
            spell.end()
            was_met = False
        if case.now["fault"]:
            continue
        spell.look(at, case.shown(case.y))
        projected = case.projected()
        if case.met and (projected is None or case.meets(projected, case.T)):
            spell.end()
        elif case.met:
            spell.bad(at, "warning", case.now["official"])
            spell.why = "projected"
        elif case.bound is not None and case.beyond(case.y - wanted_now(case)) and (was_met or case.base_met):
            spell.bad(at, "critical", case.now["official"])
            spell.why = "lost"
        was_met = was_met or case.met
    return spell


def wanted_now(case):
    """The bound of the period itself."""
    if case.growth:
        return case.grown(case.condition["high" if case.breached() else "low"], case.t)
    return case.goal()


def missed(case, today):
    spell = Spell(case.series.frequency, 1)
    if today > case.due_day and case.now is not None:
        spell.look(case.t, case.shown(case.y))
        if case.judge()[0] == "MISSED":
            spell.bad(case.t, "critical", True)
            spell.why = case.judge()[1]
    return spell


# ---- of indicators ----

def of_indicator(series, targets, today, stood=None):
    """targets: the indicator's; stood: since when a dispute was known to stand, or None."""
    closed = [at for at in sorted(series.totals) if last_day(series.frequency, at) < today]
    spells = {kind: Spell(series.frequency, 1) for kind in ("stale", "due_soon", "disputed", "outlier", "coverage_drop")}
    late(series, targets, today, closed, spells)
    disputed(series, today, closed, stood, spells["disputed"])
    outlier(series, closed, spells["outlier"])
    coverage_drop(series, today, closed, spells["coverage_drop"])
    return {kind: spell.standing() for kind, spell in spells.items()}


def shown_at(series, at):
    point = series.point(at)
    return series.shown(point.get("value"), point.get("benchmark")) if point["fault"] != "skipped" else ""


def late(series, targets, today, closed, spells):
    if not closed:
        return
    for kind in ("stale", "due_soon"):
        spells[kind].look(closed[-1], shown_at(series, closed[-1]))
    last = max(position_on(series.frequency, datetime.date.fromisoformat(target["due"])) for target in targets)
    release = lambda at: last_day(series.frequency, at) + days(series, "release_days")
    awaited = range(closed[-1] + 1, last + 1)
    if awaited and today >= release(awaited[0]) - 10 * DAY:
        spells["due_soon"].bad(awaited[0], "info", True)
        spells["due_soon"].why = "overdue" if today > release(awaited[0]) else ""
    overdue = [at for at in awaited if today > release(at) + days(series, "stale_after_days")]
    if overdue:
        spells["stale"].bad(overdue[0], "warning", True)
        spells["stale"].count = len(overdue)


def disputed(series, today, closed, stood, spell):
    reports = {at: series.reports(at) for at in closed}
    points = [at for at in closed if any(series.totals[r]["disputed"] for r in reports[at])]
    if not points:
        return
    at = points[-1]
    known = [series.totals[r]["disputed"] for p in points for r in reports[p] if series.totals[r]["disputed"]]
    since = min([today, *known, *([stood] if stood else [])])
    spell.look(at, shown_at(series, at))
    spell.bad(str(since), "warning", series.point(at).get("official", False), k=1 if (today - since).days >= 7 else 2)
    spell.raised_for = name(series.frequency, at) if spell.state == "firing" else ""


def outlier(series, closed, spell):
    noise = Fraction(0) if series.kind == "level" else series.noise
    changes, before = [], None
    for at in closed:
        if before is not None and series.segment(at) != series.segment(before):
            spell.end()
            changes = []
        before = at
        if not {at - 1, at} <= set(closed) or series.segment(at - 1) != series.segment(at) or \
                series.point(at)["fault"] or series.point(at - 1)["fault"]:
            continue
        change = series.change(at - 1, at)
        z = score(change, changes, noise)
        changes.append(change)
        if z is None or abs(z) <= OUTLIER:
            spell.end()
        else:
            spell.bad(at, "warning", series.point(at)["official"])
        spell.look(at, "" if z is None else truncated(z, 2))


def score(change, earlier, noise):
    if len(earlier) < CHANGES:
        return None
    middle = median(earlier)
    spread = max(median([abs(c - middle) for c in earlier]), noise)
    return Fraction(6745, 10000) * (change - middle) / spread if spread else None


def coverage_drop(series, today, closed, spell):
    before = held = None
    for at in closed:
        total = series.totals[at]
        if today <= last_day(series.frequency, at) + days(series, "release_days"):
            break
        if before is not None and series.segment(at) != series.segment(before):
            spell.end()
            held = None
        before = at
        if not total["communes"]:
            continue
        share = Fraction(total["heard"], total["communes"])
        spell.look(at, truncated(100 * share, 1))
        if held is not None and share < Fraction(95 if spell.state == "firing" else 90, 100) * held:
            spell.bad(at, "warning", total["status"] in "AB")
        else:
            spell.end()
            held = share
