"""A topic's log that is another one than the ledger knows: replaced while it is read or while nobody
does, smaller and larger; trimmed past the ledger; late to come into being."""

import itertools
import json
import time
import unittest

from faults.logs import Logs
from reference.aggregate import Rules, differences
from stand.stand import PLAN, Stand, wait_until

RULES = Rules(PLAN)
TOPIC = "tiendo.measurements.yte"
PERIODS = {"A": "2024", "S": "2024-S1", "Q": "2024-Q1", "M": "2024-01"}


class OtherLog(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()
        cls.logs = Logs(cls.stand)
        cls.numbers = itertools.count()
        cls.indicator = next(i for i in RULES.plan["indicators"] if i["kind"] == "ratio"
                             and "yte" in i.get("reporters", i["lead"]))

    def setUp(self):
        self.sent = []  # whatever was ever read stays
        self.start()
        self.stand.wait_read(RULES.tag, TOPIC, log=self.aggregator.log)
        self.new_log()
        wait_until(self.at_ends, "the new log", log=self.aggregator.log)
        self.stand.redis.flushall()

    def tearDown(self):
        self.aggregator.stop()

    def start(self):
        self.aggregator = self.stand.start("tiendo-aggregator", "-X", "session.timeout.ms=6000")
        self.addCleanup(self.aggregator.stop)

    def new_log(self, *events):
        self.logs.delete(TOPIC)
        self.logs.create(TOPIC)
        self.put(*events)

    def event(self):
        n = next(self.numbers)
        return {"specversion": "1.0", "id": f"e{n}", "source": f"/agencies/yte/s{n}",
                "type": "vn.gov.tiendo.measurement.v1", "time": "2026-10-05T12:00:00Z",
                "data": {"indicator": self.indicator["id"], "time_period": PERIODS[self.indicator["frequency"]],
                         "numerator": 1, "denominator": 2, "revision": n}}

    def events(self, count):
        events = [self.event() for _ in range(count)]
        self.sent += events
        return events

    def put(self, *events):
        if events:
            lines = [e if isinstance(e, bytes) else json.dumps(e).encode() for e in events]
            self.stand.produce_lines(TOPIC, lines, partition=0)

    def at_ends(self):
        ledger = self.stand.redis.hgetall(f"tiendo:{{{RULES.tag}}}:ledger")
        return all(int(ledger.get(f"{TOPIC}:{p}", -1)) == end for p, end in self.stand.ends(TOPIC).items())

    def settle(self, what, deadline_s=30):
        since = time.monotonic()
        wait_until(lambda: self.at_ends() and not differences(self.stand.redis, RULES, self.sent),
                   f"everything of the new log, {what}", deadline_s, log=self.aggregator.log)
        print(f"{what}: in after {time.monotonic() - since:.1f} s", flush=True)

    def gap(self):
        return self.stand.redis.hget(f"tiendo:{{{RULES.tag}}}:gap:{TOPIC}:0", "why")

    def test_replaced_by_a_larger_one_within_a_moment(self):
        self.put(*self.events(2))
        self.settle("first log")
        time.sleep(2)  # the first look at the log, which nothing outside shows
        refused = self.stand.ends("tiendo.rejections.yte")[0]
        self.new_log(b"{", *self.events(5))
        self.settle("replaced by a larger one while it was read")
        self.assertEqual(self.gap(), "recreated")
        self.assertEqual(self.stand.ends("tiendo.rejections.yte")[0], refused + 1)

    def test_replaced_while_nobody_reads(self):
        for count, what in ((3, "smaller"), (30, "larger")):
            self.put(*self.events(8))
            self.settle("first log")
            self.aggregator.stop()
            refused = self.stand.ends("tiendo.rejections.yte")[0]
            self.new_log(b"{", *self.events(count))
            # what was answered of the other log: brokers forget it with a topic, a restored one may not
            self.logs.mark(f"tiendo.aggregator.{RULES.tag}", TOPIC, 0, 8)
            self.start()
            self.settle(f"replaced by a {what} one while nobody read")
            self.assertEqual(self.gap(), "recreated")
            self.assertEqual(self.stand.ends("tiendo.rejections.yte")[0], refused + 1)

    def test_trimmed_past_the_ledger(self):
        self.put(*self.events(4))
        self.settle("first log")
        self.aggregator.stop()
        lost = self.events(6)
        self.put(*lost, *self.events(3))
        del self.sent[-9:-3]  # gone before anybody read them
        self.logs.trim(TOPIC, 0, 10)
        self.start()
        self.settle("trimmed past the ledger")
        self.assertEqual(self.gap(), "trimmed")

    def test_a_topic_that_comes_later_is_found(self):
        self.logs.delete(TOPIC)
        self.stand.redis.flushall()
        time.sleep(1)
        self.logs.create(TOPIC)
        self.put(*self.events(4))
        self.settle("a topic that came later")

    def test_transactions_with_their_markers(self):
        committed = self.events(3)
        self.logs.commit(TOPIC, 0, [json.dumps(e).encode() for e in committed])
        self.settle("a transaction, its marker at the end")
        self.logs.abort(TOPIC, 0, [json.dumps(self.event()).encode() for _ in range(3)])
        self.settle("an aborted transaction at the end")
        self.stand.redis.flushall()
        self.settle("both, after a flush")
        self.aggregator.stop()
        self.start()
        self.put(*self.events(1))
        self.settle("taken up behind markers")
        self.assertIsNone(self.gap())


if __name__ == "__main__":
    unittest.main()
