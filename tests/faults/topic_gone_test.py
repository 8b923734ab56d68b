"""A topic that is deleted while its partitions are owned: the others go on, also after a flush."""

import time
import unittest

from faults.logs import Logs
from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator, topic_of
from stand.stand import PLAN, Stand

RULES = Rules(PLAN)
GONE = "tiendo.measurements.yte"


class TopicGone(unittest.TestCase):
    def test_the_others_go_on(self):
        stand = self.enterContext(Stand())
        stand.create_topics()
        logs = Logs(stand)
        events = [e for e in Generator(RULES, seed=31).events(3000) if topic_of(e) != GONE]
        aggregator = stand.start("tiendo-aggregator", "-X", "session.timeout.ms=6000")
        stand.produce(GONE, b"{}", b"{}")
        topics = publish(stand, events)
        stand.wait_read(RULES.tag, *topics, GONE, log=aggregator.log)

        logs.delete(GONE)
        stand.redis.flushall()  # every partition is to be taken up again, the deleted ones too
        since = time.monotonic()
        stand.wait_read(RULES.tag, *topics, deadline_s=30, log=aggregator.log)
        print(f"a topic deleted, then FLUSHALL: the others in again after {time.monotonic() - since:.1f} s")
        self.assertEqual(differences(stand.redis, RULES, events), [])


if __name__ == "__main__":
    unittest.main()
