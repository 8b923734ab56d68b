"""generate - acceptable events of a plan, many to a cell, from a seed.

Every indicator, every source that may report it (retired agencies' and successors' too), both forms
of months and years, statuses, forecasts and withdrawals; revisions are unique, so that the order is
always decided.
"""

import datetime
import random

FIRST_DAY = datetime.date(2025, 6, 1)  # of the events' times: after every agency's first day in office
VALUE_STATUSES = "AAAAAAAAAAAABEPIUVF"


def _periods(frequency):
    years = range(2020, 2025)
    return {
        "A": [f"{y}" for y in years],
        "S": [f"{y}-S{s}" for y in years for s in (1, 2)],
        "Q": [f"{y}-Q{q}" for y in years for q in (1, 2, 3, 4)],
        "M": [f"{y}-{m:02}" for y in years for m in range(1, 13)],
        "D": [f"2024-02-{d:02}" for d in range(1, 30)],
    }[frequency]


def _other_form(period, frequency):
    if frequency == "M":
        return period.replace("-", "-M")
    return period + "-A1" if frequency == "A" else period


class Generator:
    def __init__(self, rules, seed, systems=3, cells=None):
        self.rules = rules
        self.chance = random.Random(seed)
        self.systems = systems
        self.cells = cells  # how many distinct (indicator, period, source) at most; None: all there are
        self._pool = []
        self._revisions = iter(range(1, 10**12))
        self._salt = seed

    def _agency_and_time(self, indicator):
        reporters = indicator.get("reporters", indicator["lead"])
        agency = self.chance.choice(reporters)
        retired = self.rules.agencies[agency].get("retired_on")
        if retired and self.chance.random() < 0.5:
            day = datetime.date.fromisoformat(retired) - datetime.timedelta(days=self.chance.randint(1, 20))
        else:
            agency = self.rules.in_office(agency)
            day = FIRST_DAY + datetime.timedelta(days=self.chance.randint(0, 100))
        return agency, f"{day}T{self.chance.randint(0, 16):02}:00:00Z"

    def _place(self):
        if self.cells is not None and len(self._pool) >= self.cells:
            return self.chance.choice(self._pool)
        indicator = self.chance.choice(self.rules.plan["indicators"])
        place = (indicator, self.chance.choice(_periods(indicator["frequency"])),
                 self.chance.randrange(self.systems), self.chance.random())
        self._pool.append(place)
        return place

    def _area(self, day, where):
        areas = [area["id"] for area in self.rules.plan["areas"]
                 if area.get("valid_from", "0000") <= day <= area.get("valid_to", "9999")]
        return areas[int(where * len(areas))]

    def _decimal(self, low, high, decimals):
        units = self.chance.randint(low * 10**decimals, high * 10**decimals)
        return units // 10**decimals if units % 10**decimals == 0 else float(f"{units / 10**decimals:.{decimals}f}")

    def _values(self, indicator):
        decimals = indicator.get("decimals", 0)
        low, high = (int(indicator.get("limits", {}).get(k, d)) for k, d in (("min", 0), ("max", 100)))
        kind = indicator["kind"]
        if kind == "ratio":
            denominator = self.chance.choice([0, 1, 7, self.chance.randint(1, 10**6)])
            return {"numerator": self.chance.randint(0, denominator), "denominator": denominator}
        if kind == "rank":
            n = self.chance.choice([34, 63])
            return {"obs_value": self.chance.randint(1, n), "rank_of": n}
        if kind == "level":
            return {"level": self.chance.choice(indicator["levels"])["code"]}
        if kind == "compared":
            return {"obs_value": self._decimal(low, high, decimals), "benchmark": self._decimal(low, high, decimals)}
        return {"obs_value": self._decimal(low, high, decimals)}

    def event(self):
        indicator, period, system, where = self._place()
        agency, time = self._agency_and_time(indicator)
        area = self._area(time[:10], where)
        status = self.chance.choice("OMLQ") if self.chance.random() < 0.05 else self.chance.choice(VALUE_STATUSES)
        data = {"indicator": indicator["id"],
                "time_period": period if self.chance.random() < 0.7 else _other_form(period, indicator["frequency"])}
        if status not in "OMLQ":
            data |= self._values(indicator)
        if status != "A":
            data["obs_status"] = status
        if area != self.rules.province or self.chance.random() < 0.5:
            data["ref_area"] = area
        revision = data["revision"] = next(self._revisions)
        return {"specversion": "1.0", "id": f"{self._salt}-{revision}", "type": "vn.gov.tiendo.measurement.v1",
                "source": f"/agencies/{agency}/system-{system}", "time": time, "data": data}

    def events(self, count):
        events = [self.event() for _ in range(count)]
        # the revisions must not be sent in their order
        revisions = [e["data"]["revision"] for e in events]
        self.chance.shuffle(revisions)
        for event, revision in zip(events, revisions):
            event["data"]["revision"] = revision
            event["id"] = f"{self._salt}-{revision}"
        return events


def topic_of(event):
    return "tiendo.measurements." + event["source"].split("/")[2]
