"""kill -9 and FLUSHALL in the middle of 100,000 events: nothing lost, nothing counted twice.

Also between the parts of one batch, at an exact point: a listener between the aggregator and Redis
flushes when one part is in and the next is about to go.
"""

import random
import time
import unittest

from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator
from stand.between import Between, applied_part
from stand.stand import PLAN, Stand, wait_until

RULES = Rules(PLAN)
EVENTS = 100_000
FAST = ("-X", "session.timeout.ms=6000")


class KillAndFlush(unittest.TestCase):
    def setUp(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()
        self.events = Generator(RULES, seed=21, systems=40).events(EVENTS)
        self.topics = publish(self.stand, self.events)

    def start(self, *more):
        return self.stand.start("tiendo-aggregator", *FAST, "--batch-cells", "8192", *more)

    def ledger_sum(self):
        return sum(map(int, self.stand.redis.hvals(f"tiendo:{{{RULES.tag}}}:ledger")))

    def wait_some(self, aggregator, at_least):
        wait_until(lambda: self.ledger_sum() >= at_least, f"{at_least} events in", log=aggregator.log)

    def finish(self, aggregator, what, since):
        self.stand.wait_read(RULES.tag, *self.topics, deadline_s=90, log=aggregator.log)
        print(f"{what}: everything in again after {time.monotonic() - since:.1f} s", flush=True)
        found = differences(self.stand.redis, RULES, self.events)
        self.assertEqual(found[:10], [], f"{len(found)} differences")
        counted = [self.stand.redis.hget(f"tiendo:{{{RULES.tag}}}:agency:{agency}", "accepted")
                   for agency in RULES.agencies]
        self.assertEqual(sum(int(n or 0) for n in counted), EVENTS, "events counted for their agencies")

    def test_kill_9(self):
        chance = random.Random(22)
        aggregator = self.start()
        for share in (0.1, 0.3, 0.6):
            self.wait_some(aggregator, int(EVENTS * share) + chance.randrange(2000))
            aggregator.kill()
            since = time.monotonic()
            aggregator = self.start()
        self.finish(aggregator, "kill -9, three times", since)

    def test_flushall(self):
        aggregator = self.start()
        for share in (0.2, 0.5):
            self.wait_some(aggregator, int(EVENTS * share))
            self.stand.redis.flushall()
            since = time.monotonic()
        self.finish(aggregator, "FLUSHALL, twice", since)
        self.stand.redis.flushall()  # once more, at rest: healed by the pings
        self.finish(aggregator, "FLUSHALL at rest", time.monotonic())
        self.assertTrue(aggregator.running)

    def test_flushall_between_the_parts_of_a_batch(self):
        hits = []

        def flush(words):
            batch, part = applied_part(words) or (0, 0)
            if len(hits) < 3 and part == 2 + len(hits):
                hits.append((batch, part))
                self.stand.redis.flushall()

        with Between(self.stand, flush) as between:
            aggregator = self.start("--redis", between.address)
            wait_until(lambda: len(hits) == 3, "three flushes between parts", deadline_s=60, log=aggregator.log)
            self.finish(aggregator, f"FLUSHALL before the parts {[part for _, part in hits]}", time.monotonic())
            aggregator.stop()


if __name__ == "__main__":
    unittest.main()
