"""Refusals that cannot be delivered, in any number and of any size: only their partitions wait."""

import os
import time
import unittest

from faults.logs import Logs
from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator, topic_of
from stand.stand import PLAN, Stand, wait_until

RULES = Rules(PLAN)
FLOODED = ("khcn", "khdt", "tttt", "nhnn")  # 12 partitions of 250: more than may be on their way at once
BAD = 250


def cpu_s(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Refusals(unittest.TestCase):
    def setUp(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()

    def start(self, *more):
        self.aggregator = self.stand.start("tiendo-aggregator", "-X", "session.timeout.ms=6000", *more)

    def wait_ledger(self, topics, deadline_s=40):
        self.stand.wait_read(RULES.tag, *topics, deadline_s=deadline_s, log=self.aggregator.log)

    def test_a_flood_without_its_rejections_topics(self):
        logs = Logs(self.stand)
        for agency in FLOODED:
            logs.delete(f"tiendo.rejections.{agency}")
        self.start("-X", "topic.metadata.refresh.interval.ms=1000")
        for agency in FLOODED:
            for partition in range(3):
                self.stand.produce_lines(f"tiendo.measurements.{agency}", [b"{"] * BAD, partition=partition)
        wait_until(lambda: self.aggregator.text().count("event=partition_parked") >= 10, "ten parked partitions",
                   log=self.aggregator.log)
        events = [e for e in Generator(RULES, seed=51).events(2000) if topic_of(e).split(".")[-1] not in FLOODED]
        since = time.monotonic()
        topics = publish(self.stand, events)
        self.wait_ledger(topics)
        print(f"beside {3 * BAD * len(FLOODED)} refusals that wait: everything in after {time.monotonic() - since:.1f} s")
        for _ in range(3):  # what is refused again does not add up
            self.stand.redis.flushall()
            self.wait_ledger(topics)
        used = cpu_s(self.aggregator.pid)
        time.sleep(3)
        self.assertLess(cpu_s(self.aggregator.pid) - used, 1.0, "it spins")
        self.assertLess(self.aggregator.text().count("\n"), 2000, "it floods the log")

        since = time.monotonic()
        for agency in FLOODED:
            logs.create(f"tiendo.rejections.{agency}", 1)
        self.wait_ledger(topics + [f"tiendo.measurements.{agency}" for agency in FLOODED], 60)
        print(f"their topics created: all delivered after {time.monotonic() - since:.1f} s")
        for agency in FLOODED:
            told = {(r.header("partition"), r.header("offset")) for r in self.stand.consume(f"tiendo.rejections.{agency}")}
            self.assertEqual(len(told), 3 * BAD)
        self.assertEqual(differences(self.stand.redis, RULES, events), [])

    def test_a_record_that_unfolds_to_more_than_its_topic_takes(self):
        self.start()
        topic = "tiendo.measurements.yte"
        unfolding = ("-z", "lz4", "-X", "message.max.bytes=20000000")
        file = self.stand.directory / "large"
        file.write_bytes(b"k" * 6_000_000 + b"\x1f{\n")
        self.stand.kcat("-P", "-t", topic, "-p", "0", *unfolding, "-K", "\x1f", "-l", str(file))
        headers = [word for i in range(12) for word in ("-H", f"h{i}=" + "v" * 30_000)]
        file.write_bytes(b"{\n")
        self.stand.kcat("-P", "-t", topic, "-p", "0", *unfolding, *headers, "-l", str(file))
        rejections = self.stand.consume_until("tiendo.rejections.yte", 2, log=self.aggregator.log)
        self.assertEqual([r.header("reason") for r in rejections], ["not_json", "not_json"])
        self.assertEqual((len(rejections[0].key), rejections[0].header("key_size")), (65536, "6000000"))
        self.assertEqual((rejections[1].header("h1"), rejections[1].header("headers_left_out")), ("v" * 30_000, "10"))
        self.wait_ledger([topic])


if __name__ == "__main__":
    unittest.main()
