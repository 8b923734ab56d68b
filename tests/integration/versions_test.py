"""Two versions of a plan side by side: each its own namespace, one of them current, refusals answered once."""

import json
import unittest

from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator
from stand.stand import PLAN, Stand, wait_until

FAST = ("-X", "session.timeout.ms=6000")
CURRENT = "tiendo:current:bac-giang-2030"


class Versions(unittest.TestCase):
    def setUp(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()
        plan = json.loads(PLAN.read_text())
        plan["version"] = 2
        self.second = self.stand.directory / "second.json"
        self.second.write_text(json.dumps(plan, ensure_ascii=False))

    def test_a_new_version_is_built_beside_the_old_one_and_takes_over(self):
        rules, new_rules = Rules(PLAN), Rules(self.second)
        events = Generator(rules, seed=31).events(2000)
        topics = publish(self.stand, events)
        self.stand.produce("tiendo.measurements.yte", b"{", b"[]", b"no json")
        old = self.stand.start("tiendo-aggregator", *FAST)
        self.stand.wait_read(rules.tag, *topics, "tiendo.measurements.yte", log=old.log)
        self.assertEqual(len(self.stand.consume_until("tiendo.rejections.yte", 3)), 3)
        wait_until(lambda: self.stand.redis.get(CURRENT) == "1", "version 1 to be current", log=old.log)
        self.assertEqual(old.stop(), 0)

        new = self.stand.start("tiendo-aggregator", "--plan", self.second, *FAST)
        wait_until(lambda: self.stand.redis.get(CURRENT) == "2", "version 2 to be current", log=new.log)
        self.assertEqual(differences(self.stand.redis, new_rules, events), [])
        self.assertEqual(differences(self.stand.redis, rules, events), [], "version 1 stays as it was")

        old = self.stand.start("tiendo-aggregator", *FAST)  # both at once
        more = Generator(rules, seed=32).events(500)
        for number, event in enumerate(more):  # above all that was sent before
            event["data"]["revision"] = 10**6 + number
        self.stand.produce("tiendo.measurements.yte", b"}")
        publish(self.stand, more)
        for tag, daemon in ((rules.tag, old), (new_rules.tag, new)):
            self.stand.wait_read(tag, *topics, "tiendo.measurements.yte", log=daemon.log)
        self.assertEqual(differences(self.stand.redis, rules, events + more), [])
        self.assertEqual(differences(self.stand.redis, new_rules, events + more), [])
        self.assertEqual(self.stand.redis.get(CURRENT), "2")

        found = {(r.header("partition"), r.header("offset")) for r in self.stand.consume("tiendo.rejections.yte")}
        self.assertEqual(len(found), 4)
        twice = len(self.stand.consume("tiendo.rejections.yte")) - len(found)
        self.assertLessEqual(twice, 1, "what version 1 had answered was answered again")  # the new one: by both


if __name__ == "__main__":
    unittest.main()
