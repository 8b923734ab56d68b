"""moving - events that move every indicator of a plan, one at a time, and what its verdicts then say.

A line is what bench_latency reads: topic, key, targets, the verdicts' value, cell, id, event.  Each indicator has a
history of poor figures up to the last closed period; of that one the figures are poor and good in
turn, so that alerts are raised and cleared.
"""

import datetime
import json

TODAY = datetime.date(2026, 11, 20)
SENT = "2026-11-15T08:00:00Z"
FIRST_YEAR, PER_YEAR = 2020, {"A": 1, "S": 2, "Q": 4, "M": 12}
FORMS = {"A": "{0}", "S": "{0}-S{1}", "Q": "{0}-Q{1}", "M": "{0}-{1:02}"}


def period(frequency, position):
    year, index = divmod(position, PER_YEAR[frequency])
    return FORMS[frequency].format(year, index + 1)


def closed(frequency):
    """How many positions there are from FIRST_YEAR to today, without the running one's."""
    first = FIRST_YEAR * PER_YEAR[frequency]
    running = TODAY.year * PER_YEAR[frequency] + (TODAY.month - 1) * PER_YEAR[frequency] // 12
    return range(first, running)


class Moving:
    def __init__(self, plan):
        self.plan = plan
        self.successor = {agency["id"]: agency.get("succeeded_by") for agency in plan["agencies"]}
        self.revision = 0
        self.targets = {}
        for target in plan["targets"]:
            self.targets.setdefault(target["indicator"], []).append(target)
        self.indicators = [i for i in plan["indicators"] if i["id"] in self.targets]

    def agency(self, indicator):
        agency = (indicator.get("precedence") or indicator["lead"])[0]
        while self.successor.get(agency):
            agency = self.successor[agency]
        return agency

    def bound(self, indicator):
        """In units of the last digit.  Growth is of some 25 a year."""
        condition = self.targets[indicator["id"]][0]["condition"]
        value = condition.get("value", 25 if condition["is"] == "growth" else condition.get("low", 10))
        return round(value * 10 ** indicator.get("decimals", 0))

    def figures(self, indicator, good, wobble):
        """What an event carries, and how a verdict writes it.  `wobble`, 1 to 9, makes them differ."""
        kind, digits = indicator["kind"], indicator.get("decimals", 0)
        scaled = self.bound(indicator) * (9 if good else 3) // 10 + wobble if kind != "rank" else (1 if good else 40) + wobble
        text = f"{scaled // 10 ** digits}.{scaled % 10 ** digits:0{digits}}" if digits else str(scaled)
        if kind == "ratio":
            return {"numerator": scaled, "denominator": indicator["factor"] * 10 ** digits}, text
        if kind == "level":
            code = indicator["levels"][-2 if good else 0]["code"]
            return {"level": code}, code
        if kind == "compared":
            return {"obs_value": float(text), "benchmark": 6}, text
        return {"obs_value": float(text) if digits else scaled, **({"rank_of": 63} if kind == "rank" else {})}, text

    def line(self, indicator, position, good, wobble):
        self.revision += 1
        agency, id_ = self.agency(indicator), indicator["id"]
        figures, value = self.figures(indicator, good, wobble)
        when, source = period(indicator["frequency"], position), f"/agencies/{agency}/judged"
        event = {"specversion": "1.0", "id": f"judged-{self.revision}", "source": source,
                 "type": "vn.gov.tiendo.measurement.v1", "time": SENT,
                 "data": {"indicator": id_, "time_period": when, "revision": self.revision, **figures}}
        targets = " ".join(target["id"] for target in self.targets[id_])
        return "\t".join((f"tiendo.measurements.{agency}", id_, targets, value, f"{id_}:{when} VN-54|{source}",
                          f'"{event["id"]}"', json.dumps(event)))

    def history(self):
        return [self.line(indicator, position, False, 1 + n % 3)
                for indicator in self.indicators for n, position in enumerate(closed(indicator["frequency"]))]

    def samples(self, count):
        """Round and round the indicators: good, poor, good ..."""
        n = len(self.indicators)
        return [self.line(self.indicators[i % n], closed(self.indicators[i % n]["frequency"])[-1], i // n % 2 == 0,
                          5 + i // n % 4) for i in range(count)]
