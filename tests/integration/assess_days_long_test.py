"""tiendoctl assess --history never contradicts what the alerter said on that day: a small plan, figures
that come late, are revised and withdrawn, and an alerter whose day is moved by hand, day by day.

Long, since an alerter is started for every day.
"""

import calendar
import datetime
import json
import random
import tempfile
import unittest
from pathlib import Path

from assess_test import told
from stand.stand import Stand, wait_until

P = "tiendo:{days@1}:"
DAY = datetime.timedelta(days=1)
LAST = datetime.date(2025, 1, 12)
DAYS = [datetime.date(2024, month, 1) for month in range(6, 13)] + \
    [LAST - n * DAY for n in reversed(range(20))]  # each day about the close of a month, a quarter and a year
COMMUNES = [f"072{i:02}" for i in range(10)]
LEVELS = ["low", "fair", "good"]


def names(text):
    return {"vi": text, "en": text}


def indicator(id_, kind, frequency, **more):
    return {"id": id_, "names": names(id_), "kind": kind, "unit_measure": "PT", "frequency": frequency, "lead": ["khcn"],
            "measure": "stock", "release_days": 5, "stale_after_days": 10, **more}


def target(id_, condition, due="2030-12-31"):
    return {"id": f"2030.{id_}", "row": id_, "horizon": 2030, "due": due, "names": names(id_), "printed": "-",
            "indicator": id_, "lead": ["khcn"], "condition": condition}


PLAN = {
    "plan": "days", "version": 1, "title": names("Từng ngày"), "source": "none", "valid_from": "2020-01-01",
    "first_period": "2018", "time_zone": "Asia/Ho_Chi_Minh", "agencies": [{"id": "khcn", "names": names("khcn")}],
    "areas": [{"id": "VN-54", "names": names("VN-54")}] + [{"id": c, "names": names(c), "parent": "VN-54"} for c in COMMUNES],
    "indicators": [
        indicator("daily", "number", "D", decimals=1, noise=0.5),
        indicator("share", "ratio", "M", factor=100, decimals=2, noise=0.5),
        indicator("sums", "ratio", "M", factor=100, decimals=2, noise=0.5, measure="flow", reported_as="year_to_date"),
        indicator("count", "count", "Q", measure="flow", baseline={"period": "2022", "source": "none", "value": 400}),
        indicator("level", "level", "A", levels=[{"code": code, "names": names(code)} for code in LEVELS])],
    "targets": [
        target("daily", {"is": "at_least", "value": 80}), target("share", {"is": "at_least", "value": 80, "rising": True}),
        target("sums", {"is": "at_most", "value": 30}), target("count", {"is": "growth", "low": 5, "high": 9, "above": "breach"}),
        target("level", {"is": "level_at_least", "level": "good"})]}
TARGETS = [t["id"] for t in PLAN["targets"]]


def periods(frequency):
    """(period, its last day), from 2022 on, until it begins after the last day."""
    if frequency == "D":
        for n in range((LAST - datetime.date(2024, 11, 1)).days + 1):
            day = datetime.date(2024, 11, 1) + n * DAY
            yield str(day), day
        return
    months = {"M": 1, "Q": 3, "A": 12}[frequency]
    for year in range(2022, LAST.year + 1):
        for place in range(12 // months):
            month = (place + 1) * months
            if datetime.date(year, month - months + 1, 1) > LAST:
                return
            name = {"M": f"{year}-{month:02}", "Q": f"{year}-Q{place + 1}", "A": str(year)}[frequency]
            yield name, datetime.date(year, month, calendar.monthrange(year, month)[1])


def value(chance, id_, place, step):
    if id_ == "daily":
        return {"obs_value": round(40 + 0.3 * step + chance.choice((-4, -1, 0, 1, 4)), 1)}
    if id_ == "count":
        return {"obs_value": chance.randint(80, 140)}
    if id_ == "level":
        return {"level": chance.choice(LEVELS)}
    year = step % 12 + 1 if id_ == "sums" else 1
    return {"numerator": year * (chance.randint(10, 20) + 3 * place), "denominator": year * 60}


def readings():
    """[(the day it is published, the reading)]: most late, some revised, some withdrawn."""
    chance, written = random.Random(7), []
    for one in PLAN["indicators"]:
        id_ = one["id"]
        for step, (period, end) in enumerate(periods(one["frequency"])):
            for place, area in enumerate(COMMUNES if id_ in ("share", "sums") else ["VN-54"]):
                if chance.random() < 0.03:
                    continue
                day = end + chance.choice((0, 1, 1, 2, 3, 8)) * DAY
                for _ in range(chance.choice((1, 1, 1, 2, 3))):
                    said = {"obs_status": "O"} if chance.random() < 0.02 else \
                        {"obs_status": chance.choice("AAAAAAEP")} | value(chance, id_, place, step)
                    at = f"{day}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00+07:00"
                    written.append((day, {"indicator": id_, "time_period": period, "ref_area": area, "time": at} | said))
                    day += chance.randint(1, 5) * DAY
    return [w for w in written if w[0] <= LAST]


class DaysTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="tiendo-days-")))
        cls.plan, cls.all = folder / "plan.json", folder / "khcn.ndjson"
        cls.plan.write_text(json.dumps(PLAN))
        cls.stand = cls.enterClassContext(Stand(plan=cls.plan))
        cls.stand.create_topics()

    def feed(self, lines):
        if lines:
            self.stand.run("tiendo-collector", "send", "--agency", "khcn", input="\n".join(lines) + "\n")
        self.stand.wait_read("days@1", "tiendo.measurements.khcn", log=self.aggregator.log)

    def judged(self, day):
        """{target: what the alerter says of it as of that day}"""
        alerter = self.stand.start("tiendo-alerter", "--as-of", str(day))
        redis = self.stand.redis
        wait_until(lambda: not redis.hlen(P + "dirty") and
                   all(redis.hget(f"{P}target:{t}", "as_of") == str(day) and
                       redis.hget(f"{P}target:{t}", "catching_up") == "0" for t in TARGETS),
                   f"verdicts as of {day}", log=alerter.log)
        found = {target: told(redis.hgetall(f"{P}target:{target}"), target) for target in TARGETS}
        self.assertEqual(alerter.stop(), 0)
        return found

    def test_the_history_of_every_close_is_what_the_alerter_said_that_day(self):
        written = [(day, json.dumps(reading)) for day, reading in readings()]
        self.all.write_text("\n".join(line for _, line in written) + "\n")
        history = [json.loads(line, parse_float=str, parse_int=str) for line in self.stand.run(
            "tiendoctl", "assess", "--json", "--history", "--as-of", str(LAST), self.all).stdout.splitlines()]
        self.aggregator = self.stand.start("tiendo-aggregator")
        compared, statuses, before = 0, set(), datetime.date.min
        for day in DAYS:
            self.feed([line for known, line in written if before < known <= day])
            before = day
            said = self.judged(day)
            for verdict in (v for v in history if v["as_of"] == str(day)):
                self.assertEqual(said[verdict["target"]] | {"as_of": str(day)}, verdict)
                statuses.add(verdict["status"])
                compared += 1
        self.assertEqual(self.aggregator.stop(), 0)
        self.assertGreaterEqual(compared, 40)
        self.assertGreaterEqual(len(statuses), 4, statuses)


if __name__ == "__main__":
    unittest.main()
