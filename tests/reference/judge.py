"""judge - the verdict on a target, worked out from the rules alone.

Knows the plan file and the totals; shares no code and no order of work with consumers/judge: each
figure is looked up backwards from the period it belongs to, in Fractions.  No daily indicators.
"""

import datetime
import math
from fractions import Fraction

PER_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}
SETTLED_LAST = "UEIPVDGHJKNSW"
DAY = datetime.timedelta(days=1)
NEVER = -10**9


def position(text):
    year, _, rest = text.partition("-")
    if not rest:
        return "A", int(year)
    if rest[0] in "SQ":
        return rest[0], int(year) * PER_YEAR[rest[0]] + int(rest[1:]) - 1
    return "M", int(year) * 12 + int(rest) - 1


def name(frequency, at):
    year, place = divmod(at, PER_YEAR[frequency])
    return {"A": f"{year:04}", "S": f"{year:04}-S{place + 1}", "Q": f"{year:04}-Q{place + 1}",
            "M": f"{year:04}-{place + 1:02}"}[frequency]


def last_day(frequency, at):
    year, place = divmod(at + 1, PER_YEAR[frequency])
    return datetime.date(year, place * 12 // PER_YEAR[frequency] + 1, 1) - DAY


def position_on(frequency, day):
    return day.year * PER_YEAR[frequency] + (day.month - 1) * PER_YEAR[frequency] // 12


def rounded(value, decimals):
    units = abs(value) * 10**decimals
    return _written(-1 if value < 0 else 1, (2 * units.numerator + units.denominator) // (2 * units.denominator), decimals)


def truncated(value, decimals):
    units = abs(value) * 10**decimals
    return _written(-1 if value < 0 else 1, units.numerator // units.denominator, decimals)


def _written(sign, units, decimals):
    digits = str(units).rjust(decimals + 1, "0")
    text = digits[:len(digits) - decimals] + ("." + digits[len(digits) - decimals:] if decimals else "")
    return ("-" if sign < 0 and units else "") + text


def median(values):
    values, half = sorted(values), len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


class Series:
    """totals: {position: {"a", "b", "status", "heard", "communes", "parts"}}, a and b Fractions in the unit:
    the parts of a ratio; else the value, and the benchmark or the rank's N; parts: {commune: (a, b)}."""

    def __init__(self, indicator, totals):
        self.indicator = indicator
        self.kind, self.frequency = indicator["kind"], indicator["frequency"]
        self.year = PER_YEAR[self.frequency]
        self.totals = {at: t for at, t in totals.items() if t["status"] not in "FOMLQ"}
        flow = indicator["measure"] == "flow" and indicator.get("reported_as") != "since_start"
        summed = flow and (self.kind == "count" or (self.kind == "ratio" and indicator.get("seasonal")))
        self.window = self.year if summed else 1
        self.decimals = indicator.get("decimals", 0)
        self.noise = Fraction(str(indicator.get("noise", 2 if self.kind == "rank" else Fraction(1, 10**self.decimals))))
        self.known = {}
        self.segments = self.count_segments()

    def segment(self, at):
        return self.segments[at]

    def count_segments(self):
        count, before, segments = 0, None, {}
        for other, total in sorted(self.totals.items()):
            if before is not None and (total["status"] == "B" or (total["communes"] > 0) != (before["communes"] > 0) or
                                       (self.kind == "rank" and total["b"] != before["b"])):
                count += 1
            before, segments[other] = total, count
        return segments

    def sums(self, at, over):
        total = self.totals[at]
        if over is None:
            return total["a"], total["b"]
        return tuple(sum((part[i] for commune, part in total["parts"].items() if commune in over), Fraction(0)) for i in (0, 1))

    def reports(self, at):
        """Those that the point is made of; where they do not make one, what there is of them."""
        if self.point(at)["fault"] == "skipped" and self.own(at) is None:
            return {at}
        alone = self.point(at)["fault"] == "short_window"
        reports = {at - back for back in range(1 if alone else self.window)}
        if self.indicator.get("reported_as") == "year_to_date":
            reports |= {report - 1 for report in reports if report % self.year}
        return reports

    def in_it(self, at):
        """The communes heard in every report that the point is made of; None where none report."""
        parts = [self.totals[report]["parts"] for report in self.reports(at) if self.totals[report]["communes"]]
        return set.intersection(*map(set, parts)) if parts else None

    def change(self, before, after):
        """Over the communes in both; as they stand where those have no denominator."""
        both = [self.point(at) for at in (before, after)]
        if self.kind == "ratio" and None not in (over := [self.in_it(before), self.in_it(after)]):
            even = [self.point(at, over[0] & over[1]) for at in (before, after)]
            both = even if all(p["fault"] != "skipped" for p in even) else both
        return both[1]["value"] - both[0]["value"]

    def own(self, at, over=None):
        """(a, b, statuses, partial) of the period alone, or None; over: of those communes alone."""
        total = self.totals.get(at)
        if total is None:
            return None
        heard, communes = total["heard"], total["communes"]
        least = Fraction(9, 10) if self.kind == "ratio" else 1
        partial = communes > 0 and Fraction(heard, communes) < least
        mine = (*self.sums(at, over), [total["status"]], partial)
        if self.indicator.get("reported_as") != "year_to_date" or at % self.year == 0:
            return mine
        before = self.totals.get(at - 1)
        if before is None or self.segment(at - 1) != self.segment(at):
            return None
        less = before["communes"] > 0 and Fraction(before["heard"], before["communes"]) < least
        if over is None and self.kind == "ratio" and before["communes"] and not partial and not less:
            over = set(total["parts"]) & set(before["parts"])
        (a, b), (a0, b0) = self.sums(at, over), self.sums(at - 1, over)
        return a - a0, b - b0, mine[2] + [before["status"]], partial or less

    def point(self, at, over=None):
        """None for no point, else {fault, value, official, status}; fault "skipped" is passed over."""
        if over is not None:
            return self.find_point(at, over)
        if at not in self.known:
            self.known[at] = self.find_point(at, None)
        return self.known[at]

    def find_point(self, at, over):
        if at not in self.totals:
            return None
        if self.own(at) is None:
            return {"fault": "skipped"}
        parts = [self.own(at - back, over) for back in range(self.window)]
        if None in parts or len({self.segment(at - back) for back in range(self.window)}) > 1:
            return {"fault": "short_window", "value": None, **self._status(self.own(at)[2])}
        a, b = sum(p[0] for p in parts), sum(p[1] for p in parts)
        statuses = [status for p in parts for status in p[2]]
        if self.kind == "ratio":
            if b <= 0:
                return {"fault": "skipped"}
            value = a / b * self.indicator.get("factor", 1)
        else:
            value = a - b if self.kind == "compared" else a
        partial = any(p[3] for p in parts)
        return {"fault": "partial" if partial else "", "value": value, "shown": a, "benchmark": b,
                **self._status(statuses)}

    def shown(self, value, benchmark):
        if value is None:
            return ""
        if self.kind == "level":
            return self.indicator["levels"][math.floor(value)]["code"]
        if self.kind == "compared":
            value += benchmark
        if self.kind == "ratio" and self.indicator.get("factor") == 100 and value < 100 and \
                rounded(value, self.decimals).startswith("100"):
            return truncated(value, self.decimals)
        return rounded(value, self.decimals)

    @staticmethod
    def _status(statuses):
        worst = next((s for s in SETTLED_LAST if s in statuses), None)
        return {"official": worst is None}


class Case:
    """One target on one series, as of one day."""

    def __init__(self, series, target, today):
        self.series, self.target, self.today = series, target, today
        self.condition = target["condition"]
        self.is_ = self.condition["is"]
        self.growth = self.is_ == "growth"
        self.due_day = datetime.date.fromisoformat(target["due"])
        self.T = position_on(series.frequency, self.due_day)
        self.d = -1 if self.is_ == "at_most" else 1
        closed = [at for at in sorted(series.totals) if last_day(series.frequency, at) < today]
        self.points = {at: p for at in closed if (p := series.point(at)) and p["fault"] != "skipped" and at <= self.T}
        self.heard = closed[-1] if closed else None
        self.t = max(self.points, default=None)
        self.now = self.points.get(self.t)
        self.y = self.now and self.now["value"]
        self.find_baseline()
        self.bound = self.find_bound()
        self.noise = self.find_noise()

    # ---- evidence ----

    def comparable(self, at):
        return self.points[at]["fault"] == "" and self.series.segment(at) == self.series.segment(self.t)

    def find_baseline(self):
        self.t0 = self.y0 = None
        self.observed = False
        self.base_period, self.base_benchmark = None, 0  # a published lead is shown as it is
        given = [b for b in (self.target.get("baseline"), self.series.indicator.get("baseline")) if b]
        for baseline in given:
            if "value" in baseline:
                frequency, at = position(baseline["period"])
                self.t0 = position_on(self.series.frequency, last_day(frequency, at))
                self.y0, self.base_period = self.number(baseline["value"]), baseline["period"]
                return
        if self.t is None:
            return
        wanted = [position_on(self.series.frequency, last_day(*position(b["period"]))) for b in given]
        official = [at for at in sorted(self.points) if self.points[at]["official"] and self.comparable(at)]
        for at in wanted:
            if at in official:
                return self.take(at, False)
        if official:
            self.take(official[0], True)

    def take(self, at, observed):
        """What was gained since is of the communes in both."""
        self.t0, self.observed, self.base_benchmark = at, observed, self.points[at]["benchmark"]
        self.y0 = self.points[at]["value"] if self.now["fault"] else self.y - self.series.change(at, self.t)
        self.base_period = name(self.series.frequency, at)

    def number(self, value):
        if self.series.kind == "level":
            return Fraction([level["code"] for level in self.series.indicator["levels"]].index(value))
        return Fraction(str(value))

    def years(self, at):
        return Fraction(at - self.t0, self.series.year)

    def grown(self, rate, at):
        factor = 1 + Fraction(str(rate)) / 100
        years = self.years(at)
        if years.denominator == 1:
            return self.y0 * factor**years.numerator
        return self.y0 * Fraction(float(factor)**float(years))

    def can_grow(self, at):
        return self.y0 is not None and self.y0 > 0 and at > self.t0

    def grows(self, value, rate, at):
        """The sign of average growth less rate."""
        if value < 0:
            return -1
        years = self.years(at)
        left, right = value**years.denominator, self.y0**years.denominator * (1 + Fraction(str(rate)) / 100)**years.numerator
        return (left > right) - (left < right)

    def find_bound(self):
        if self.is_ in ("at_least", "greater_than", "at_most"):
            return self.number(self.condition["value"])
        if self.is_ == "between":
            return self.number(self.condition["low"])
        if self.is_ == "level_at_least":
            return self.number(self.condition["level"])
        if self.is_ == "above_benchmark":
            return Fraction(0)
        if self.growth and self.can_grow(self.T):
            return self.grown(self.condition["low"], self.T)
        return None

    def find_noise(self):
        if self.series.kind == "level":
            return Fraction(0)
        noise = self.series.noise
        if self.growth and self.y is not None and self.y0 is not None and self.y + self.y0 > 0:
            noise = max(noise, Fraction(1.645 * math.sqrt(self.y + self.y0)))
        return noise

    def beyond(self, difference):
        return difference != 0 and abs(difference) >= self.noise

    def above(self, value, at):
        if self.is_ == "between":
            return value > self.number(self.condition["high"])
        return self.growth and "high" in self.condition and self.can_grow(at) and \
            self.grows(value, self.condition["high"], at) > 0

    def meets(self, value, at):
        if self.bound is None:
            return False
        if self.condition.get("above") == "breach" and self.above(value, at):
            return False
        if self.growth:
            return self.can_grow(at) and self.grows(value, self.condition["low"], at) >= 0
        if self.is_ in ("greater_than", "above_benchmark"):
            return value > self.bound
        return self.d * (value - self.bound) >= 0

    @property
    def met(self):
        return self.y is not None and self.meets(self.y, self.t)

    @property
    def base_met(self):
        return self.y0 is not None and self.meets(self.y0, self.t0)

    # ---- the path ----

    def has_path(self):
        return None not in (self.y, self.y0, self.bound) and self.t >= self.t0 and self.T > self.t0

    def expected(self):
        if not self.has_path():
            return None
        if self.t == self.t0:
            return self.y0
        if self.growth:
            return self.grown(self.condition["low"], self.t)
        way = (self.bound - self.y0) * Fraction(self.t - self.t0, self.T - self.t0)
        return self.y0 + (Fraction(math.floor(way)) if self.series.kind == "level" else way)

    def breached(self):
        return self.y is not None and self.condition.get("above") == "breach" and self.above(self.y, self.t)

    def goal(self):
        if not self.breached():
            return self.bound
        return self.grown(self.condition["high"], self.T) if self.growth else self.number(self.condition["high"])

    def ratio(self):
        if not self.has_path() or self.t == self.t0 or self.base_met or self.series.kind == "level" or \
                abs(self.bound - self.y0) < 3 * self.noise:
            return None
        if self.growth:
            return None if self.y <= 0 else Fraction(
                math.log(self.y / self.y0) / (float(self.years(self.t)) * math.log1p(float(self.condition["low"]) / 100)))
        return (self.y - self.y0) / (self.expected() - self.y0)

    def deviation(self):
        if not self.has_path():
            return None
        return self.goal() - self.y if self.breached() else self.d * (self.y - self.expected())

    def line(self):
        if self.now is None or self.now["fault"]:
            return None
        at = [i for i in sorted(self.points) if self.comparable(i) and i > self.t - 5 * self.series.year]
        if len(at) < 4:
            return None
        y = {i: self.points[i]["value"] for i in at}
        slope = median([(y[j] - y[i]) / (j - i) for i in at for j in at if j > i])
        return slope, median(list(y.values())) - slope * median([Fraction(i) for i in at])

    def pace(self):
        if self.now is None or self.now["fault"]:
            return None
        if self.line():
            return self.line()[0]
        if self.y0 is None or self.t <= self.t0:
            return None
        return (self.y - self.y0) / (self.t - self.t0)

    def projected(self):
        if self.now is None or self.now["fault"]:
            return None
        if self.t == self.T:
            value = self.y
        elif self.line():
            value = self.line()[1] + self.line()[0] * self.T
        elif self.pace() is None:
            return None
        else:
            value = self.y + self.pace() * (self.T - self.t)
        if self.series.kind == "level":
            return min(max(value, 0), len(self.series.indicator["levels"]) - 1)
        if self.series.kind == "rank":  # one beyond N does not exist
            value = min(max(value, 1), self.now["benchmark"] or value)
        limits = {} if self.series.kind == "compared" else self.series.indicator.get("limits", {})
        if "min" in limits:
            value = max(value, Fraction(str(limits["min"])))
        return min(value, Fraction(str(limits["max"]))) if "max" in limits else value

    def required(self):
        if self.now is None or self.now["fault"] or self.met or self.goal() is None or self.T <= self.t:
            return None
        if not self.growth:
            return (self.goal() - self.y) / (self.T - self.t)
        if self.y <= 0:
            return None
        return Fraction((float(self.goal() / self.y)**(1 / float(Fraction(self.T - self.t, self.series.year))) - 1) * 100)

    def arrives(self):
        pace = self.pace()
        if pace is None or self.met or self.bound is None or (self.growth and self.above(self.y, self.t)):
            return None
        for n in range(1, 50 * self.series.year + 1):
            value = self.y + pace * n
            if self.growth:
                there = float(value) >= float(self.y0) * (1 + float(self.condition["low"]) / 100)**float(self.years(self.t + n))
            elif self.breached():
                there = value <= self.goal()
            else:
                there = value > self.bound if self.is_ in ("greater_than", "above_benchmark") else \
                    self.d * (value - self.bound) >= 0
            if there:
                return last_day(self.series.frequency, self.t + n)
        return None

    # ---- what is shown beside it ----

    def compound(self):
        """(ratio, score) of compound annual growth, by powers."""
        if self.series.kind in ("rank", "level", "compared") or self.growth or self.bound is None or \
                self.now is None or self.now["fault"]:
            return None, None
        values = (self.y0, self.y, self.bound)
        ratio = None
        if self.y0 is not None and (all(v > 0 for v in values) or all(v < 0 for v in values)) and \
                self.years(self.t) >= 1 and self.years(self.T) > 0 and self.y0 != self.bound:
            g = lambda value, at: float(value / self.y0)**(1 / float(self.years(at))) - 1
            ratio = (-1 if self.y0 < 0 else 1) * self.d * g(self.y, self.t) / abs(g(self.bound, self.T))
        if self.met:
            return ratio, 5.0
        if ratio is None:
            return None, None
        return ratio, min(7.1429 * ratio - 4.2857, 5) if ratio >= 0.6 - 1e-13 else max(4.1667 * ratio - 2.5, -5)

    def trend(self):
        """(n, S, two-sided p, slope, intercept at the first point), or None."""
        if self.now is None or self.now["fault"]:
            return None
        at = [i for i in sorted(self.points) if self.comparable(i) and (self.t - i) % self.series.window == 0]
        n = len(at)
        if n < 5:
            return None
        y = [self.points[i]["value"] for i in at]
        s = sum((y[j] > y[i]) - (y[j] < y[i]) for i in range(n) for j in range(i + 1, n))
        slope = median([(y[j] - y[i]) / (at[j] - at[i]) for i in range(n) for j in range(i + 1, n)])
        intercept = median(y) - slope * median([Fraction(i - at[0]) for i in at])
        groups = [y.count(value) for value in set(y)]
        if n <= 10 and max(groups) == 1:
            ways = {0: 1}  # of S, value by value
            for new in range(1, n):
                grown = {}
                for old, count in ways.items():
                    for above in range(new + 1):
                        grown[old + new - 2 * above] = grown.get(old + new - 2 * above, 0) + count
                ways = grown
            p = sum(count for other, count in ways.items() if abs(other) >= abs(s)) / math.factorial(n)
        else:
            spread = (n * (n - 1) * (2 * n + 5) - sum(g * (g - 1) * (2 * g + 5) for g in groups)) / 18
            p = math.erfc((abs(s) - 1) / math.sqrt(2 * spread)) if s else 1.0
        return n, s, p, slope, intercept

    # ---- the status ----

    def rise(self):
        """"" where it is not asked for or holds, else what it comes to; and whether it is known."""
        if not self.condition.get("rising"):
            return "", True
        official = [at for at in sorted(self.points) if self.points[at]["official"] and self.comparable(at)]
        if official:
            earlier = [at for at in official if at <= official[-1] - self.series.year]
            if earlier:
                change = self.d * self.series.change(earlier[-1], official[-1])
                if not self.beyond(change):
                    return "SLOW", True
                return ("", True) if change > 0 else ("REVERSING", True)
        return "ON_TRACK", False

    def patience(self):
        indicator = self.series.indicator
        return (indicator["release_days"] + indicator["stale_after_days"]) * DAY

    def final(self):
        return self.t == self.T and self.now["official"] and not self.now["fault"]

    def is_stale(self):
        return self.heard + 1 <= self.T and self.today > last_day(self.series.frequency, self.heard + 1) + self.patience()

    def before_pace(self, rise, known):
        """(status, why) of the rows above STALE, or None."""
        if self.is_ == "by_scheme":
            return "TARGET_UNSET", ""
        if self.now is None:
            return "NOT_MEASURED", ""
        if self.now["fault"]:
            return "UNASSESSABLE", self.now["fault"]
        if self.growth and self.y0 is not None and self.y0 < 20:
            return "UNASSESSABLE", "small_count"
        if not self.final() and self.today > self.due_day + self.patience():
            return "UNASSESSABLE", "final_missing"
        every = self.condition.get("when") == "every_period"
        if self.met and not rise:
            return "ACHIEVED_HOLD" if self.base_met or every else "ACHIEVED", ""
        if self.final() and not self.met:
            return "MISSED", ""
        if self.final() and known and rise:
            return "MISSED", "not_rising"
        if not self.met and self.bound is not None and \
                (every or (self.base_met and self.beyond(self.y - self.bound))):
            return self.worse("OFF_TRACK", "lost", rise)
        if not self.met and (self.expected() is None or self.t0 >= self.t):
            return "NO_BASELINE", ""
        return None

    def path_class(self, rise):
        if self.met:
            return self.worse("ACHIEVED", "not_rising", rise)
        if self.base_met:
            return self.worse("ON_TRACK", "within_noise", rise)
        if self.t - self.t0 < self.series.year and 10 * (self.t - self.t0) < self.T - self.t0:
            return "UNASSESSABLE", "too_early"
        if self.above(self.y, self.t):
            return self.worse("OFF_TRACK", "above_band", rise)
        gained, ratio, short = self.d * (self.y - self.y0), self.ratio(), -self.deviation()
        if gained < 0 and self.beyond(gained):
            status = "REVERSING"
        elif (ratio is not None and ratio >= Fraction(95, 100)) or short <= 0 or not self.beyond(short):
            status = "ON_TRACK"
        elif ratio is not None:
            status = "SLOW" if ratio >= Fraction(60, 100) else "OFF_TRACK"
        else:
            status = "SLOW" if short <= (1 if self.series.kind == "level" else 2 * self.noise) else "OFF_TRACK"
        return self.worse(status, "", rise)

    @staticmethod
    def worse(status, why, rise):
        order = ["", "ACHIEVED", "ON_TRACK", "SLOW", "OFF_TRACK", "REVERSING"]
        return (rise, "not_rising") if order.index(rise) > order.index(status) else (status, why)

    def judge(self):
        """(status, why, what it would be if it were not stale)"""
        rise, known = self.rise() if self.now else ("", True)
        early = self.before_pace(rise, known)
        if early:
            return *early, early[0]
        status, why = self.path_class(rise)
        return ("STALE" if self.is_stale() else status), why, status

    # ---- as it is shown ----

    def shown(self, value):
        return self.series.shown(value, self.now and self.now.get("benchmark"))

    def fields(self):
        status, why, last = self.judge()
        figure = lambda value, decimals: "" if value is None else rounded(value, decimals)
        ratio, decimals = self.ratio(), self.series.decimals
        flags = status not in ("TARGET_UNSET", "NOT_MEASURED")
        counted = flags and self.condition.get("when") == "every_period" and self.bound is not None
        judged = [at for at in self.points if not self.points[at]["fault"]]
        return {
            "status": status, "why": why, "last_status": last if status == "STALE" else "",
            "period": "" if self.t is None else name(self.series.frequency, self.t),
            "value": self.shown(self.y) if self.now else "",
            "baseline_period": self.base_period or "",
            "baseline_value": self.series.shown(self.y0, self.base_benchmark),
            "expected": self.shown(self.expected()),
            "deviation": figure(self.deviation(), decimals),
            "linear_ratio": "" if ratio is None else truncated(ratio, 4),
            "pace": figure(self.pace(), decimals + 2), "projected": self.shown(self.projected()),
            "required_pace": figure(self.required(), decimals + 2),
            "arrives": str(self.arrives() or ""),
            "provisional": str(int(flags and not self.now["official"])),
            "awaiting_final": str(int(flags and self.today > self.due_day and not self.final())),
            "above_band": str(int(bool(flags and self.met and self.above(self.y, self.t)))),
            "met_periods": str(sum(self.meets(self.points[at]["value"], at) for at in judged)) if counted and judged else "",
            "judged_periods": str(len(judged)) if counted and judged else "",
        }
