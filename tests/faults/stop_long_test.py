"""SIGTERM while Kafka or Redis does not answer, or a topic that was owned is gone: it ends, with 0."""

import time
import unittest

from faults.logs import Logs
from stand.stand import Stand, wait_until

TOPIC = "tiendo.measurements.yte"
NAMESPACE = "bac-giang-2030@1"


class Stop(unittest.TestCase):
    def setUp(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()
        self.aggregator = self.stand.start("tiendo-aggregator", "-X", "session.timeout.ms=6000")
        self.stand.produce(TOPIC, b"{}", b"{}", partition=0)
        self.stand.wait_read(NAMESPACE, TOPIC, log=self.aggregator.log)

    def stop(self, what, deadline_s):
        since = time.monotonic()
        self.assertEqual(self.aggregator.stop(deadline_s), 0)
        print(f"SIGTERM, {what}: ended after {time.monotonic() - since:.1f} s", flush=True)

    def test_kafka_does_not_answer(self):
        self.stand.produce(TOPIC, b"{}", partition=0)
        self.stand.wait_read(NAMESPACE, TOPIC, log=self.aggregator.log)
        self.stand.kafka.pause()
        self.stop("Kafka stalled", 20)
        self.stand.kafka.resume()

    def test_redis_is_gone(self):
        self.stand.redis_server.kill()
        self.stand.produce(TOPIC, b"{}", partition=0)
        self.stop("Redis gone", 25)

    def test_a_topic_is_gone(self):
        logs = Logs(self.stand)
        logs.delete(TOPIC)
        wait_until(lambda: "event=revoked" in self.aggregator.text(), "the member to hear of it",
                   log=self.aggregator.log)
        logs.create(TOPIC)
        self.stand.produce(TOPIC, b"{}", partition=0)
        self.stand.wait_read(NAMESPACE, TOPIC, log=self.aggregator.log)
        self.stop("a topic deleted and made anew", 20)


if __name__ == "__main__":
    unittest.main()
