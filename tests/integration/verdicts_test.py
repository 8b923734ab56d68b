"""Verdicts and alerts of tiendo-alerter against the reference, on random plans and random totals.

The totals are written into Redis as design section 4 says, with none of our programs.
"""

import datetime
import json
import unittest
from fractions import Fraction

from reference.judge import Case, Series, alarm, last_day, name, rounded
from reference.random_series import COMMUNES, LEVELS, Generator, exact
from stand.stand import Stand, wait_until

TODAY = datetime.date(2026, 11, 1)
ROUNDS = 15
K = {"A": 1, "S": 1, "Q": 2, "M": 2}


class Verdicts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()
        cls.redis = cls.stand.redis
        cls.P = "tiendo:{random@1}:"

    def write(self, indicator, totals):
        pipe, key = self.redis.pipeline(), f"{self.P}series:{indicator['id']}"
        for period in self.redis.zrange(key, 0, -1):
            pipe.delete(*(f"{self.P}total:{indicator['id']}:{period}:{area}" for area in ["VN-54"] + COMMUNES))
        pipe.delete(key)
        for at, total in totals.items():
            period = name(indicator["frequency"], at)
            fields = {"obs_status": total["status"], "disputed": "0"}
            decimal = lambda units: rounded(Fraction(units, total["scale"]), indicator.get("decimals", 0))
            if indicator["kind"] == "ratio":
                fields |= {"numerator": total["a"], "denominator": total["b"]}
            elif indicator["kind"] == "level":
                fields |= {"value": LEVELS[total["a"]]}
            elif indicator["kind"] == "rank":
                fields |= {"value": total["a"], "rank_of": total["b"]}
            else:
                fields |= {"value": decimal(total["a"]), "benchmark": decimal(total["b"])}
            if total["communes"]:
                fields["coverage"] = f"{total['heard']}/{total['communes']}"
            pipe.hset(f"{self.P}total:{indicator['id']}:{period}:VN-54", mapping=fields)
            for commune, (a, b) in total["parts"].items():
                pipe.hset(f"{self.P}total:{indicator['id']}:{period}:{commune}", mapping={"numerator": a, "denominator": b})
            pipe.zadd(key, {period: last_day(indicator["frequency"], at).toordinal()})
        pipe.execute()

    def judge_round(self, plan, alerter, generator):
        totals = {i["id"]: generator.totals(i) for i in plan["indicators"]}
        for indicator in plan["indicators"]:
            self.write(indicator, totals[indicator["id"]])
        self.redis.hset(f"{self.P}dirty", mapping={i["id"]: f"t{generator.chance.random()}" for i in plan["indicators"]})
        self.redis.xadd(f"{self.P}updates", {"indicator": "all"})
        wait_until(lambda: not self.redis.hlen(f"{self.P}dirty"), "every indicator judged", log=alerter.log)
        return totals

    def differences(self, plan, totals):
        indicators = {i["id"]: i for i in plan["indicators"]}
        for target in plan["targets"]:
            indicator = indicators[target["indicator"]]
            series = Series(indicator, exact(indicator, totals[indicator["id"]]))
            want = Case(series, target, TODAY).fields()
            found = self.redis.hgetall(f"{self.P}target:{target['id']}")
            want_alert = alarm(series, target, TODAY, K[indicator["frequency"]])
            found_alert = self.redis.hgetall(f"{self.P}alert:{target['id']}:off_target")
            found_alert = {key: found_alert.get(key, "inactive" if key == "state" else "") for key in want_alert}
            wrong = {key: (value, found.get(key, "")) for key, value in want.items()
                     if not self.same(key, value, found.get(key, ""), target)}
            if found_alert != want_alert:
                wrong["alert"] = (want_alert, found_alert)
            if wrong:
                yield target, indicator, wrong, totals[indicator["id"]]

    def same(self, key, want, found, target):
        # growth goes by logarithms and roots: the last digit is not decided
        if want and found and target["condition"]["is"] == "growth" and \
                key in ("linear_ratio", "required_pace", "expected", "deviation"):
            return abs(float(want) - float(found)) <= 1e-4 + 1e-9 * abs(float(want)) if key == "linear_ratio" else \
                abs(float(want) - float(found)) <= 1.001
        return want == found

    def test_random_totals_are_judged_as_the_rules_say(self):
        seen = {}
        for seed in (1, 2, 3):
            generator = Generator(seed)
            plan = generator.plan()
            plan["areas"] += [{"id": c, "names": plan["title"], "parent": "VN-54"} for c in COMMUNES]
            path = self.stand.directory / f"plan-{seed}.json"
            path.write_text(json.dumps(plan))
            self.redis.flushall()
            self.redis.hset(f"{self.P}ends", "t:0", 0)
            self.redis.set("tiendo:current:random", 1)
            alerter = self.stand.start("tiendo-alerter", "--as-of", str(TODAY), "--plan", path)
            wait_until(lambda: self.redis.hexists(f"{self.P}delivery", "restored_ms"), "the start", log=alerter.log)
            for round_ in range(ROUNDS):
                totals = self.judge_round(plan, alerter, generator)
                wrong = list(self.differences(plan, totals))
                for target, indicator, fields, series in wrong[:3]:
                    print(seed, round_, json.dumps(target), json.dumps(indicator), fields,
                          {name(indicator["frequency"], at): t for at, t in series.items()}, sep="\n")
                self.assertEqual(len(wrong), 0, f"seed {seed}, round {round_}: {len(wrong)} targets differ")
                for target in plan["targets"]:
                    status = self.redis.hget(f"{self.P}target:{target['id']}", "status")
                    seen[status] = seen.get(status, 0) + 1
            self.assertEqual(alerter.stop(), 0)
        self.assertEqual(set(seen) | {"TARGET_UNSET"}, {  # nothing is left untried
            "TARGET_UNSET", "NOT_MEASURED", "UNASSESSABLE", "ACHIEVED_HOLD", "ACHIEVED", "MISSED", "OFF_TRACK",
            "NO_BASELINE", "STALE", "REVERSING", "ON_TRACK", "SLOW"}, seen)


if __name__ == "__main__":
    unittest.main()
