"""kill -9 and FLUSHALL in the middle of 100,000 events: nothing lost, nothing counted twice.

Also between the parts of one batch: the aggregator is stopped (SIGSTOP) while it is sending, so that
some parts are in and some are not when Redis is flushed.
"""

import random
import time
import unittest

from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator
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

    def start(self):
        return self.stand.start("tiendo-aggregator", *FAST, "--batch-cells", "8192")

    def ledger_sum(self):
        return sum(map(int, self.stand.redis.hvals(f"tiendo:{{{RULES.tag}}}:ledger")))

    def wait_some(self, aggregator, at_least):
        wait_until(lambda: self.ledger_sum() >= at_least, f"{at_least} events in", log=aggregator.log)

    def finish(self, aggregator, what, since):
        self.stand.wait_read(RULES.tag, *self.topics, deadline_s=90, log=aggregator.log)
        print(f"{what}: everything in again after {time.monotonic() - since:.1f} s", flush=True)
        found = differences(self.stand.redis, RULES, self.events)
        self.assertEqual(found[:10], [], f"{len(found)} differences")

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
        aggregator = self.start()
        hit = 0
        for _ in range(40):
            if self.ledger_sum() >= EVENTS * 0.9:
                break
            # A writer's key holds "batch:part"; a part that is not followed by the ledger's move is
            # the middle of a batch.
            aggregator.pause()
            parts = [self.stand.redis.get(key) for key in self.stand.redis.scan_iter("*:writer:*")]
            if any(int(part.split(":")[1]) > 1 for part in parts):
                hit += 1
                self.stand.redis.flushall()
            since = time.monotonic()
            aggregator.resume()
            if hit == 3:
                break
            time.sleep(0.01)  # another moment of the same load, not a wait for an event
        self.assertGreater(hit, 0, "no moment between two parts was met")
        self.finish(aggregator, f"FLUSHALL between parts, {hit} times", since)


if __name__ == "__main__":
    unittest.main()
