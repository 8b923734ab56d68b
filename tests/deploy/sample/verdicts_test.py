#!/usr/bin/python3
"""What the sample comes to as of its today: deploy/sample/verdicts, worked out here from the readings
and the rules alone, so that neither the sample nor the judge can move without it showing.

Straight line only, and only the rules this sample needs: no target of it is due yet.
"""

import datetime
import json
import math
import unittest
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "deploy/sample"
PLAN = json.loads((ROOT / "schemas/plans/bac-giang-2030.json").read_text(encoding="utf-8"), parse_float=Fraction)
INDICATORS = {i["id"]: i for i in PLAN["indicators"]}
SUCCESSOR = {a["id"]: a["succeeded_by"] for a in PLAN["agencies"] if "succeeded_by" in a}
GROUPS = {g["id"]: g for g in PLAN["groups"]}
TODAY = datetime.date(2026, 11, 20)
PER_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}
PROVINCE = PLAN["areas"][0]["id"]
ENOUGH = {"ratio": Fraction(9, 10), "count": 1}  # of the communes that there are


def position(period):
    """(frequency, ordinal)"""
    if len(period) == 4:
        return "A", int(period)
    frequency = period[5] if period[5] in "SQ" else "M"
    return frequency, int(period[:4]) * PER_YEAR[frequency] + int(period[5:].lstrip("SQM")) - 1


def last_day(frequency, ordinal):
    year, month = divmod((ordinal + 1) * (12 // PER_YEAR[frequency]), 12)
    return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def ordinal_of_day(frequency, day):
    return day.year * PER_YEAR[frequency] + (day.month - 1) // (12 // PER_YEAR[frequency])


def cells():
    """{indicator: {ordinal: {(area, source): reading}}}: the last revision of each, absences and forecasts aside."""
    standing = {}
    for file in (SAMPLE / "readings").glob("*.ndjson"):
        for line in file.read_text(encoding="utf-8").splitlines():
            reading = json.loads(line, parse_float=Fraction)
            time = datetime.datetime.fromisoformat(reading["time"].replace("Z", "+00:00")).timestamp() * 1000
            source = reading.get("source", f"/agencies/{file.stem}/tiendo-collector").split("/")
            source[2] = SUCCESSOR.get(source[2], source[2])
            cell = (reading.get("ref_area", PROVINCE), "/".join(source))
            key = (reading["indicator"], position(reading["time_period"])[1], cell)
            order = (reading.get("revision", time), time)
            if key not in standing or standing[key][0] < order:
                standing[key] = (order, reading)
    found = {}
    for (indicator, ordinal, cell), (_, reading) in standing.items():
        if reading.get("obs_status", "A") not in "OMLQF":
            found.setdefault(indicator, {}).setdefault(ordinal, {})[cell] = reading
    return found


def communes_in(cells):
    """Whom the province's figure of a period is of: none, where it has said one itself."""
    areas = {area for area, _ in cells}
    return frozenset() if PROVINCE in areas else frozenset(areas)


def coverage(frequency, ordinal, communes):
    day = str(last_day(frequency, ordinal))
    there = [a for a in PLAN["areas"] if "parent" in a and a.get("valid_from", "") <= day <= a.get("valid_to", "9")]
    return Fraction(len(communes), len(there))


def value_of(indicator, cells, communes):
    """The exact value that is judged, of one period's cells: the province's own, or those communes'."""
    by_source = {source: r for (area, source), r in cells.items() if area == PROVINCE} if not communes else None
    readings = list(by_source.values()) if by_source else [r for (area, _), r in cells.items() if area in communes]
    if indicator["kind"] == "ratio":
        numerator = sum(Fraction(r["numerator"]) for r in readings)
        return numerator * indicator["factor"] / sum(Fraction(r["denominator"]) for r in readings)
    if indicator["kind"] == "count":
        return Fraction(sum(r["obs_value"] for r in readings))
    order = [SUCCESSOR.get(a, a) for a in indicator.get("precedence", indicator["lead"])]
    first = by_source[min(by_source, key=lambda s: (order.index(s.split("/")[2]), s))]
    if indicator["kind"] == "level":
        return Fraction([level["code"] for level in indicator["levels"]].index(first["level"]))
    return Fraction(first["obs_value"]) - Fraction(first.get("benchmark", 0))


class Case:
    """A target, its closed points, its baseline and its line."""

    def __init__(self, target, by_period):
        self.indicator = indicator = INDICATORS[target["indicator"]]
        self.condition, self.frequency = target["condition"], indicator["frequency"]
        closed = {o: c for o, c in sorted(by_period.items()) if last_day(self.frequency, o) < TODAY}
        self.communes = {o: communes_in(c) for o, c in closed.items()}
        self.points = {o: value_of(indicator, c, self.communes[o]) for o, c in closed.items()}
        self.t = max(self.points, default=None)
        self.official = {o: v for o, v in self.points.items() if self.since_the_break(o) and self.is_covered(o) and
                         all(r.get("obs_status", "A") in "AB" for r in by_period[o].values())}
        self.due = ordinal_of_day(self.frequency, datetime.date.fromisoformat(target["due"]))
        self.noise = Fraction(indicator.get("noise", 2 if indicator["kind"] == "rank"
                                            else Fraction(1, 10 ** indicator.get("decimals", 0))))
        if "baseline" in indicator:
            day = last_day(*position(indicator["baseline"]["period"]))
            self.t0, self.y0 = ordinal_of_day(self.frequency, day), Fraction(indicator["baseline"]["value"])
        elif self.official:
            self.t0 = min(self.official)
            both = self.communes[self.t0] & self.communes[self.t]
            since = lambda o: value_of(indicator, closed[o], both)
            self.y0 = self.points[self.t] - (since(self.t) - since(self.t0))  # over the communes in both
        self.y = self.points.get(self.t)
        if self.condition["is"] == "growth" and self.points:
            self.noise = max(self.noise, Fraction(1.645 * math.sqrt(self.y0 + self.y)))
        self.direction = -1 if self.condition["is"] == "at_most" else 1

    def since_the_break(self, ordinal):
        """Whether the figures from then on are all the province's own, or all the communes'."""
        return len({bool(c) for o, c in self.communes.items() if o >= ordinal}) == 1

    def is_covered(self, ordinal):
        communes = self.communes[ordinal]
        return not communes or coverage(self.frequency, ordinal, communes) >= ENOUGH[self.indicator["kind"]]

    def bound(self):
        if self.condition["is"] == "level_at_least":
            return Fraction([x["code"] for x in self.indicator["levels"]].index(self.condition["level"]))
        if self.condition["is"] == "above_benchmark":
            return Fraction(0)
        return Fraction(self.condition.get("value", self.condition.get("low")))

    def growth_to(self, ordinal):
        return self.y0 * (1 + Fraction(self.condition["low"], 100)) ** (ordinal - self.t0)

    def meets(self, value, ordinal=None):
        if self.condition["is"] == "growth":
            return ordinal is not None and ordinal > self.t0 and value >= self.growth_to(ordinal)
        if self.condition["is"] in ("greater_than", "above_benchmark"):
            return value > self.bound()
        return (value - self.bound()) * self.direction >= 0

    def expected(self):
        if self.condition["is"] == "growth":
            return self.growth_to(self.t)
        line = self.y0 + (self.bound() - self.y0) * Fraction(self.t - self.t0, self.due - self.t0)
        return Fraction(math.floor(line)) if self.indicator["kind"] == "level" else line

    def ratio(self):
        if self.condition["is"] == "growth":
            return math.log(self.y / self.y0) / math.log(self.expected() / self.y0)
        return (self.y - self.y0) / (self.expected() - self.y0)

    def in_group(self):
        group = GROUPS.get(self.indicator.get("group"))
        return group is None or last_day(self.frequency, self.t) <= datetime.date.fromisoformat(group["valid_to"])

    def is_stale(self):
        days = self.indicator["release_days"] + self.indicator["stale_after_days"]
        return TODAY > last_day(self.frequency, self.t + 1) + datetime.timedelta(days=days)

    def is_too_early(self):
        since = self.t - self.t0
        return since < PER_YEAR[self.frequency] and since * 10 < self.due - self.t0

    def status(self):
        every = self.condition.get("when") == "every_period"
        if self.condition["is"] == "by_scheme":
            return "TARGET_UNSET"
        if not self.points:
            return "NOT_MEASURED"
        if not self.in_group() or not self.is_covered(self.t):
            return "UNASSESSABLE"
        if self.meets(self.y, self.t):
            return "ACHIEVED_HOLD" if every or self.meets(self.y0) else "ACHIEVED"
        short = (self.bound() - self.y) * self.direction
        if every or (self.meets(self.y0) and short >= self.noise):
            return "OFF_TRACK"
        if self.t <= self.t0:
            return "NO_BASELINE"
        if self.is_stale():
            return "STALE"
        return "UNASSESSABLE" if self.is_too_early() else self.on_the_line()

    def on_the_line(self):
        behind = (self.expected() - self.y) * self.direction
        if self.indicator["kind"] == "level":
            return ("ON_TRACK" if behind <= 0 else "SLOW" if behind == 1 else "OFF_TRACK") \
                if self.y >= self.y0 else "REVERSING"
        if (self.y0 - self.y) * self.direction >= self.noise:
            return "REVERSING"
        if behind < self.noise or self.ratio() >= Fraction(95, 100):
            return "ON_TRACK"
        return "SLOW" if self.ratio() >= Fraction(60, 100) else "OFF_TRACK"


class VerdictsTest(unittest.TestCase):
    def test_each_target_has_the_status_that_is_written_down(self):
        written = dict(line.split() for line in (SAMPLE / "verdicts").read_text(encoding="utf-8").splitlines()
                       if not line.startswith("#"))
        standing = cells()
        found = {t["id"]: Case(t, standing.get(t["indicator"], {})).status() for t in PLAN["targets"]}
        self.assertEqual(found, written)

    def test_every_status_occurs_but_missed(self):
        statuses = {line.split()[1] for line in (SAMPLE / "verdicts").read_text(encoding="utf-8").splitlines()
                    if not line.startswith("#")}
        self.assertEqual(statuses, {"TARGET_UNSET", "NOT_MEASURED", "UNASSESSABLE", "ACHIEVED_HOLD", "ACHIEVED",
                                    "OFF_TRACK", "NO_BASELINE", "STALE", "REVERSING", "ON_TRACK", "SLOW"})


if __name__ == "__main__":
    unittest.main()
