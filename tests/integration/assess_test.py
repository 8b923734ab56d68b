"""tiendoctl assess on the sample says what the alerter wrote in Redis, today and on an earlier day."""

import datetime
import json
import unittest

from stand.stand import PLAN, ROOT, Stand, wait_until

READINGS = sorted((ROOT / "deploy/sample/readings").glob("*.ndjson"))
TODAY, EARLIER = "2026-11-20", "2025-07-01"  # the close of a month, a quarter and half a year
P = "tiendo:{bac-giang-2030@1}:"
TARGETS = [t["id"] for t in json.loads(PLAN.read_text())["targets"]]
FLAGS = {"1": True, "0": False}


def known_by(day):
    """{file: its lines that were written by the end of that day}"""
    end = datetime.datetime.fromisoformat(day + "T23:59:59.999+07:00")
    return {file: [line for line in file.read_text().splitlines()
                   if datetime.datetime.fromisoformat(json.loads(line)["time"].replace("Z", "+00:00")) <= end]
            for file in READINGS}


def told(hash_, target):
    """A target's hash in Redis as assess says it."""
    text = lambda name: hash_.get(name)
    flag = lambda name: FLAGS.get(hash_.get(name))
    return {"target": target, "status": text("status"), "why": text("why"), "last_status": text("last_status"),
            "value": text("value"), "period": text("period"),
            "baseline": {"period": text("baseline_period"), "value": text("baseline_value"),
                         "observed": flag("baseline_observed")},
            **{name: text(name) for name in ("expected", "deviation", "linear_ratio", "cagr_ratio", "cagr_score")},
            "methods_disagree": flag("methods_disagree"),
            **{name: text(name) for name in ("projected", "required_pace", "arrives")},
            "trend": {name: text("trend_" + name) for name in ("n", "s", "p", "slope", "intercept")},
            **{name: text(name) for name in ("coverage", "unit_measure", "rank_of")},
            **{name: flag(name) if text("period") else None for name in ("provisional", "awaiting_final")},
            **{name: text(name) for name in ("explain_vi", "explain_en")}}


class AssessTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()

    def feed(self, lines_of):
        """As the agencies would.  Returns when everything is in Redis."""
        topics = []
        for file, lines in lines_of.items():
            if lines:
                self.stand.run("tiendo-collector", "send", "--agency", file.stem, input="\n".join(lines) + "\n")
                topics.append("tiendo.measurements." + file.stem)
        self.stand.wait_read("bac-giang-2030@1", *topics, log=self.aggregator.log)

    def judged(self, day):
        """{target: what the alerter says of it as of that day}"""
        alerter = self.stand.start("tiendo-alerter", "--as-of", day)
        redis = self.stand.redis
        wait_until(lambda: not redis.hlen(P + "dirty") and
                   all(redis.hget(f"{P}target:{t}", "as_of") == day and
                       redis.hget(f"{P}target:{t}", "catching_up") == "0" for t in TARGETS),
                   f"verdicts as of {day}", log=alerter.log)
        found = {target: told(redis.hgetall(f"{P}target:{target}"), target) for target in TARGETS}
        self.assertEqual(alerter.stop(), 0)
        return found

    def assess(self, *arguments):
        done = self.stand.run("tiendoctl", "assess", "--json", "--as-of", TODAY, *arguments, *READINGS)
        return [json.loads(line, parse_float=str, parse_int=str) for line in done.stdout.splitlines()]

    def test_assess_and_its_history_say_what_the_alerter_says(self):
        self.aggregator = self.stand.start("tiendo-aggregator")
        earlier = known_by(EARLIER)
        self.feed(earlier)
        then = self.judged(EARLIER)
        self.feed({file: [line for line in file.read_text().splitlines() if line not in set(lines)]
                   for file, lines in earlier.items()})
        now = self.judged(TODAY)
        for verdict in self.assess():
            self.assertEqual(now[verdict["target"]], verdict)
        history = [v for v in self.assess("--history") if v["as_of"] == EARLIER]
        self.assertGreater(len(history), 15)
        for verdict in history:
            self.assertEqual(then[verdict["target"]], {k: v for k, v in verdict.items() if k != "as_of"})


if __name__ == "__main__":
    unittest.main()
