"""random_series - random plans of every kind of indicator and condition, and random totals for them, from a seed."""

import calendar
import datetime
import random
from fractions import Fraction

from reference.judge import PER_YEAR, last_day

NAMES = {"vi": "tên", "en": "name"}
LEVELS = ["low", "fair", "good", "high"]
COMMUNES = [f"c{i}" for i in range(10)]


class Generator:
    def __init__(self, seed):
        self.chance = random.Random(seed)

    # ---- a plan ----

    def plan(self):
        indicators = [self.indicator(i, kind, frequency) for i, (kind, frequency) in enumerate(
            (kind, frequency) for kind in ("ratio", "count", "number", "rank", "level", "compared")
            for frequency in "ASQM")]
        targets = [self.target(i, indicator) for i, indicator in enumerate(indicators * 2)]
        return {"plan": "random", "version": 1, "title": NAMES, "source": "none", "valid_from": "2020-01-01",
                "first_period": "2018", "time_zone": "Asia/Ho_Chi_Minh",
                "agencies": [{"id": "khcn", "names": NAMES}], "areas": [{"id": "VN-54", "names": NAMES}],
                "indicators": indicators, "targets": targets}

    def indicator(self, i, kind, frequency):
        chance = self.chance
        new = {"id": f"i{i}", "names": NAMES, "kind": kind, "unit_measure": "RANK" if kind == "rank" else "X", "frequency": frequency,
               "lead": ["khcn"], "measure": chance.choice(("flow", "stock")),
               "release_days": chance.choice((0, 30, 400)), "stale_after_days": chance.choice((10, 60))}
        if kind == "ratio":
            new["factor"] = 100
        if kind in ("ratio", "number", "compared"):
            new["decimals"] = chance.choice((0, 2))
            new["noise"] = chance.choice((1, 3, 5))
        if kind == "ratio" and new["measure"] == "flow":
            new["seasonal"] = chance.random() < 0.4
        if kind in ("ratio", "count") and new["measure"] == "flow" and frequency != "A":
            new["reported_as"] = chance.choice(("period", "year_to_date"))
        if kind == "level":
            new["levels"] = [{"code": code, "names": NAMES} for code in LEVELS]
        if kind == "ratio":
            new["limits"] = {"min": 0, "max": 100}
        if chance.random() < 0.5 and kind != "compared":
            new["baseline"] = {"period": chance.choice(("2019", "2020")), "source": "none", "value": self.number(kind)}
        elif chance.random() < 0.5:
            new["baseline"] = {"period": "2021"}
        return new

    def number(self, kind):
        chance = self.chance
        return {"ratio": chance.randint(10, 95), "count": chance.randint(5, 200), "number": chance.randint(-40, 90),
                "rank": chance.randint(1, 60), "level": chance.choice(LEVELS), "compared": chance.randint(-5, 5)}[kind]

    def target(self, i, indicator):
        chance = self.chance
        month = {"A": 12, "S": chance.choice((6, 12)), "Q": chance.choice((3, 12)), "M": chance.randint(1, 12)}
        year = chance.choice((2025, 2026, 2028, 2030, 2035))
        month = month[indicator["frequency"]]
        due = datetime.date(year, month, calendar.monthrange(year, month)[1])
        return {"id": f"{year}.{i}", "row": str(i), "horizon": year, "due": str(due), "names": NAMES, "printed": "-",
                "indicator": indicator["id"], "lead": ["khcn"], "condition": self.condition(indicator)}

    def condition(self, indicator):
        chance, kind = self.chance, indicator["kind"]
        if kind == "level":
            return {"is": "level_at_least", "level": chance.choice(LEVELS[1:])}
        if kind == "compared":
            return {"is": "above_benchmark"}
        if kind == "count" and chance.random() < 0.6:
            return {"is": "growth", "low": chance.choice((5, 10.5, 16)), "high": 18, "above": chance.choice(("ok", "breach"))}
        if chance.random() < 0.2 and kind != "rank":
            return {"is": "between", "low": 40, "high": 60, "above": chance.choice(("ok", "breach"))}
        new = {"is": "at_most" if kind == "rank" else chance.choice(("at_least", "at_least", "greater_than", "at_most")),
               "value": self.number(kind)}
        if chance.random() < 0.2:
            new["rising"] = True
        if chance.random() < 0.2:
            new["when"] = "every_period"
        return new

    # ---- totals: {position: Series' total}, with the scaled integers that Redis holds ----

    def totals(self, indicator):
        chance, frequency = self.chance, indicator["frequency"]
        first, last = 2020 * PER_YEAR[frequency], 2027 * PER_YEAR[frequency] - 1
        gaps = chance.choice((0, 0.02, 0.2))
        begin = chance.randint(first, last)
        statuses = chance.choice(("A", "A" * 30 + "B", "A" * 10 + "EPUF", "E"))
        communes = chance.choice((0, 0, 10)) if indicator["kind"] in ("ratio", "count") else 0
        value, drift, totals = self.number(indicator["kind"]), chance.randint(-3, 5), {}
        if indicator["kind"] == "level":
            value = LEVELS.index(value)
        for at in range(begin, last + 1):
            value += chance.randint(-2, 2) + (drift if chance.random() < 0.3 else 0)
            if chance.random() >= gaps:
                totals[at] = self.total(indicator, value, chance.choice(statuses), communes, at)
        return totals

    def total(self, indicator, value, status, communes, at):
        chance, kind, scale = self.chance, indicator["kind"], 10**indicator.get("decimals", 0)
        total = {"status": status, "communes": communes, "heard": min(communes, chance.choice((8, 9, 9, 10, 10, 10, 10))),
                 "scale": 1 if kind in ("ratio", "count") else scale, "b": 0, "parts": {},
                 "disputed": None}
        if kind not in ("ratio", "count") and chance.random() < 0.01:
            total["disputed"] = last_day(indicator["frequency"], at) + datetime.timedelta(days=chance.randint(0, 400))
        if kind == "ratio":
            total["b"] = chance.choice((0, 1, 7, 1000, 2**39)) if chance.random() < 0.9 else 100
            total["a"] = total["b"] * max(0, min(100, value)) // 100
        elif kind == "count":
            total["a"] = max(0, value)
        elif kind == "rank":
            total["a"], total["b"] = max(1, min(63, value)), 34 if chance.random() < 0.05 else 63
        elif kind == "level":
            total["a"] = max(0, min(len(LEVELS) - 1, value))
        elif kind == "compared":
            total["a"], total["b"] = 50 * scale + value, 50 * scale + chance.randint(-3, 3)
        else:
            total["a"] = value * scale + chance.randint(0, scale - 1)
        if indicator.get("reported_as") == "year_to_date":
            grown = at % PER_YEAR[indicator["frequency"]] + 1
            total["a"], total["b"] = total["a"] * grown, total["b"] * grown
        if communes:
            self.split(indicator, total, value)
        return total

    def split(self, indicator, total, value):
        """Among the communes that are heard; of a ratio, each has its own level and weight."""
        heard = sorted(self.chance.sample(COMMUNES, total["heard"]))
        total["parts"] = {commune: (0, 0) for commune in heard}
        if indicator["kind"] == "count":
            total["parts"][heard[0]] = total["a"], total["b"]
            return
        for commune in heard:
            place = COMMUNES.index(commune)
            b = total["b"] * (place + 1) // 55
            total["parts"][commune] = b * max(0, min(100, value + 5 * place - 20)) // 100, b
        total["a"], total["b"] = (sum(part[i] for part in total["parts"].values()) for i in (0, 1))


def exact(indicator, totals):
    scale = lambda total, part: Fraction(total[part], total["scale"] if not (part == "b" and indicator["kind"] == "rank") else 1)
    return {at: {**t, "a": scale(t, "a"), "b": scale(t, "b"),
                 "parts": {commune: tuple(map(Fraction, part)) for commune, part in t["parts"].items()}}
            for at, t in totals.items()}
