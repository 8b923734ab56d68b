"""aggregate - what the events of an input must come to, computed from the rules alone.

Knows the plan file and the events; shares no code, no format and no order of work with the
programs.  Exact: integers and Fractions.  Events are assumed acceptable (refusals have tests of
their own), except that two with equal (revision, time) and other content are not decided here: the
input must not have them.
"""

import datetime
import json
from fractions import Fraction

WITHDRAWS = set("OMLQ")
STATUS_ORDER = "BUEIPVDGHJKNSW"
ADDITIVE = ("ratio", "count")


class Rules:
    def __init__(self, plan_path):
        with open(plan_path, encoding="utf-8") as file:
            self.plan = json.load(file, parse_float=Fraction)
        self.tag = f"{self.plan['plan']}@{self.plan['version']}"
        self.indicators = {i["id"]: i for i in self.plan["indicators"]}
        self.agencies = {a["id"]: a for a in self.plan["agencies"]}
        self.replaces = {old: new for a in self.plan["agencies"] for old, new in a.get("replaces", {}).items()}
        self.province = self.plan["areas"][0]["id"]

    def in_office(self, agency):
        while "succeeded_by" in self.agencies[agency]:
            agency = self.agencies[agency]["succeeded_by"]
        return agency

    def stands_for(self, source):
        while True:
            if source in self.replaces:
                source = self.replaces[source]
                continue
            _, _, agency, rest = source.split("/", 3)
            if "succeeded_by" not in self.agencies[agency]:
                return source
            source = f"/agencies/{self.agencies[agency]['succeeded_by']}/{rest}"

    def precedence(self, indicator, source):
        agency = source.split("/")[2]
        order = [self.in_office(a) for a in indicator.get("precedence", indicator["lead"])]
        return order.index(agency) if agency in order else len(order)


def _time_ms(text):
    instant = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (instant - epoch) // datetime.timedelta(milliseconds=1)


def _period(text):
    text = text.replace("-A1", "")
    return text[:5] + text[6:] if text[4:6] == "-M" else text


def _scaled(number, decimals):
    scaled = Fraction(str(number)) * 10**decimals
    assert scaled.denominator == 1, f"{number} has more than {decimals} decimals"
    return int(scaled)


class Cell:
    def __init__(self, rules, event):
        data = event["data"]
        self.indicator = rules.indicators[data["indicator"]]
        time_ms = _time_ms(event["time"])
        self.time_ms = time_ms
        self.order = (data.get("revision", time_ms), time_ms)
        self.status = data.get("obs_status", "A")
        self.area = data.get("ref_area", rules.province)
        self.source = rules.stands_for(event["source"])
        self.key = (self.indicator["id"], _period(data["time_period"]), self.area, self.source)
        self.enters = self.status not in WITHDRAWS and self.status != "F"
        self.data = data
        self.id = event["id"]


def standing(rules, events):
    """{(indicator, period, area, source): Cell}: of each cell the one with the highest order."""
    cells = {}
    for event in events:
        cell = Cell(rules, event)
        other = cells.get(cell.key)
        if other is None or other.order < cell.order:
            cells[cell.key] = cell
        else:
            assert other.order != cell.order or other.data == cell.data, f"undecided: {cell.key}"
    return cells


def _round(value, decimals):
    """Half away from zero, as decimal text with that many decimals."""
    scaled = abs(value) * 10**decimals
    units = int(scaled + Fraction(1, 2))
    sign = "-" if value < 0 and units else ""
    digits = str(units).rjust(decimals + 1, "0")
    return sign + (digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}")


def _status(cells):
    present = {c.status for c in cells}
    return next((s for s in STATUS_ORDER if s in present), "A")


def _ratio(indicator, cells):
    numerator = sum(Fraction(str(c.data["numerator"])) for c in cells)
    denominator = sum(Fraction(str(c.data["denominator"])) for c in cells)
    places = indicator.get("part_decimals", 0)
    total = {"numerator": _round(numerator, places), "denominator": _round(denominator, places),
             "obs_status": _status(cells)}
    if denominator:
        total["value"] = _round(numerator / denominator * indicator.get("factor", 100), indicator.get("decimals", 0))
    return total


def _count(indicator, cells):
    value = sum(Fraction(str(c.data["obs_value"])) for c in cells)
    return {"value": _round(value, indicator.get("decimals", 0)), "obs_status": _status(cells)}


def _first(rules, indicator, cells):
    ranked = sorted(cells, key=lambda c: (rules.precedence(indicator, c.source), c.source.encode()))
    first = ranked[0]
    if indicator["kind"] == "level":
        codes = [level["code"] for level in indicator["levels"]]
        numbers = [codes.index(c.data["level"]) for c in ranked]
        total, noise = {"level": first.data["level"], "value": first.data["level"]}, 1
    else:
        numbers = [Fraction(str(c.data["obs_value"])) for c in ranked]
        default = 2 if indicator["kind"] == "rank" else Fraction(1, 10**indicator.get("decimals", 0))
        noise = Fraction(str(indicator.get("noise", default)))
        total = {"value": _round(numbers[0], indicator.get("decimals", 0))}
    apart = [cell for cell, n in zip(ranked, numbers) if n != numbers[0] and abs(n - numbers[0]) >= noise]
    total |= {"obs_status": first.status, "disputed": "1" if apart else "0"}
    if apart:  # known once one that differs and the first had both been said
        total["disputed_since_ms"] = str(max(first.time_ms, min(cell.time_ms for cell in apart)))
    if indicator["kind"] == "rank":
        total["rank_of"] = str(first.data["rank_of"])
    if indicator["kind"] == "compared":
        total["benchmark"] = _round(Fraction(str(first.data["benchmark"])), indicator.get("decimals", 0))
    return total


def _last_day(period):
    year = int(period[:4])
    if len(period) == 10:
        return datetime.date.fromisoformat(period)
    if len(period) == 4:
        month = 12
    elif period[5] in "SQ":
        month = int(period[6]) * (6 if period[5] == "S" else 3)
    else:
        month = int(period[5:7])
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def _communes(rules, period):
    day = str(_last_day(period))
    return sum(area.get("valid_from", "0000") <= day <= area.get("valid_to", "9999")
               for area in rules.plan["areas"] if "parent" in area)


def _total(rules, indicator, members):
    if indicator["kind"] == "ratio":
        total = _ratio(indicator, members)
    elif indicator["kind"] == "count":
        total = _count(indicator, members)
    else:
        total = _first(rules, indicator, members)
    return total | {"cells": str(len(members))}


def totals(rules, cells):
    """{(indicator, period, area): {field: text}}, without updated_ms."""
    groups = {}
    for (indicator, period, area, _), cell in cells.items():
        if cell.enters:
            groups.setdefault((indicator, period, area), []).append(cell)
    result = {key: _total(rules, rules.indicators[key[0]], members) for key, members in groups.items()}
    for indicator, period in {key[:2] for key in groups if rules.indicators[key[0]]["kind"] in ADDITIVE}:
        heard = [members for key, members in groups.items() if key[:2] == (indicator, period)]
        if (indicator, period, rules.province) in groups:
            continue
        total = _total(rules, rules.indicators[indicator], [cell for members in heard for cell in members])
        every = max(len(heard), _communes(rules, period))
        result[indicator, period, rules.province] = total | {"coverage": f"{len(heard)}/{every}"}
    return result


# ---- what Redis holds ---------------------------------------------------------------------------


def stored_cells(redis, tag):
    """{(indicator, period, area, source): (id, status)} as the contract's keys have it."""
    found = {}
    for key in redis.scan_iter(f"tiendo:{{{tag}}}:cells:*", count=1000):
        indicator, period = key.split(":cells:")[1].rsplit(":", 1)
        for field, line in redis.hgetall(key).items():
            area, source = field.split("|", 1)
            cell = json.loads(line)
            found[indicator, period, area, source] = (cell["id"], cell["obs_status"])
    return found


def stored_totals(redis, tag):
    """{(indicator, period, area): {field: text}} without updated_ms and the _working fields."""
    found = {}
    for key in redis.scan_iter(f"tiendo:{{{tag}}}:total:*", count=1000):
        indicator, period, area = key.split(":total:")[1].rsplit(":", 2)
        fields = redis.hgetall(key)
        found[indicator, period, area] = {
            k: v for k, v in fields.items() if not k.startswith("_") and k != "updated_ms"}
    return found


def stored_series(redis, tag):
    return {(key.split(":series:")[1], period)
            for key in redis.scan_iter(f"tiendo:{{{tag}}}:series:*", count=1000)
            for period in redis.zrange(key, 0, -1)}


def differences(redis, rules, events):
    """Sentences on how Redis differs from what the events come to; none: it does not."""
    cells = standing(rules, events)
    want_cells = {key: (cell.id, cell.status) for key, cell in cells.items()}
    want_totals = totals(rules, cells)
    found = []
    for what, want, have in (("cell", want_cells, stored_cells(redis, rules.tag)),
                             ("total", want_totals, stored_totals(redis, rules.tag))):
        for key in sorted(want.keys() | have.keys()):
            if want.get(key) != have.get(key):
                found.append(f"{what} {key}: should be {want.get(key)}, is {have.get(key)}")
    series = stored_series(redis, rules.tag)
    wanted = {(indicator, period) for indicator, period, _ in want_totals}
    found += [f"series {entry}: {'missing' if entry in wanted else 'not wanted'}" for entry in sorted(series ^ wanted)]
    return found
