"""The aggregator's /healthz on a real Kafka and Redis: what ails it, and the metrics of the same."""

import json
import time
import unittest

from faults.logs import Logs
from stand.between import Between
from watched import NAME, TOPIC, Watched, event


class Health(Watched):
    def test_redis_away_is_a_reason_and_a_lag_that_grows(self):
        self.begin()
        self.stand.produce(TOPIC, event(1, 1))
        self.caught_up()
        self.stand.redis_server.kill()
        said = self.at.wait_health(503, "redis: ")
        self.assertRegex(said, r"^degraded: redis: Redis at .*; what is read is held\n")
        m = self.at.metrics()
        self.assertEqual((m.value(NAME + "redis_up"), m.value(NAME + "kafka_up")), (0, 1))
        for sent in (70, 140):
            self.stand.produce(TOPIC, *(event(cell, sent) for cell in range(70)), partition=1)
            self.at.wait(lambda m: m.value(NAME + "lag_records", topic=TOPIC, partition="1") == sent, f"a lag of {sent}")
        self.stand.redis_server.start()
        self.at.wait_health(200)
        m = self.caught_up()
        self.assertGreaterEqual(m.value(NAME + "redis_losses_total"), 1)

    def test_the_lag_grows_also_when_nothing_more_can_be_read(self):
        self.begin("--batch-cells", "8192", "-X", "queued.max.messages.kbytes=64", "-X", "queued.min.messages=100")
        self.stand.redis_server.pause()
        lines = [json.dumps(e).encode() for e in (event(cell, 1) for cell in range(30000))]
        for part in range(3):
            self.stand.produce_lines(TOPIC, lines[part * 10000:(part + 1) * 10000], partition=2)
            self.at.wait(lambda m: m.value(NAME + "lag_records", topic=TOPIC, partition="2") == (part + 1) * 10000,
                         "the whole lag", deadline_s=20)
        self.assertRegex(self.at.wait_health(503, "redis: "), "^degraded: redis: ")
        self.stand.redis_server.resume()
        m = self.caught_up()
        self.assertEqual(m.value(NAME + "cells_won_total"), 30000)
        self.at.wait_health(200)

    def test_kafka_away_is_a_reason(self):
        self.begin()
        self.stand.kafka.pause()
        self.assertEqual(self.at.wait_health(503, "kafka: "), "degraded: kafka: no broker answers\n")
        self.assertEqual(self.at.metrics().value(NAME + "kafka_up"), 0)
        self.assertEqual(self.at.metrics().value(NAME + "redis_up"), 1)
        self.stand.kafka.resume()
        self.at.wait_health(200)
        self.stand.kafka.kill()
        self.at.wait_health(503, "kafka: ")
        self.stand.kafka.start()
        self.at.wait_health(200)
        self.assertEqual(self.at.metrics().value(NAME + "kafka_up"), 1)

    def test_rejections_that_cannot_be_delivered_park_their_partition(self):
        self.begin()
        logs = Logs(self.stand)
        logs.delete("tiendo.rejections.khcn")
        self.stand.produce_lines(TOPIC, [b"{"] * 500, partition=0)
        self.stand.produce(TOPIC, event(1, 1), partition=1)
        m = self.at.wait(lambda m: m.value(NAME + "partitions_parked") == 1 and
                         m.value(NAME + "lag_records", topic=TOPIC, partition="1") == 0, "one partition to be parked")
        self.assertEqual(m.value(NAME + "lag_records", topic=TOPIC, partition="0"), 500)
        self.assertGreater(m.value(NAME + "rejections_outstanding"), 0)
        said = self.at.wait_health(503, "rejections: ")
        self.assertRegex(said, r"^degraded: rejections: \d+ are not delivered, 1 partitions wait for them "
                               r"\(tiendo.measurements.khcn:0\)")
        logs.create("tiendo.rejections.khcn", 1)
        self.at.wait_health(200, deadline_s=60)
        m = self.caught_up()
        self.assert_adds_up(m)
        self.assertEqual((m.value(NAME + "partitions_parked"), m.value(NAME + "rejections_outstanding")), (0, 0))
        self.assertEqual(m.value(NAME + "refused_total", reason="not_json"), 500)

    def test_it_says_what_it_waits_for_at_start(self):
        self.stand.redis_server.stop()
        self.aggregator, self.at = self.start()
        self.assertRegex(self.at.wait_health(503, "cannot be reached"),
                         r"^degraded: start: Redis at unix:\S+ cannot be reached: No such file or directory\n$")
        self.at.metrics()
        self.stand.redis_server.start()
        self.at.wait_health(200)

    def test_catching_up_is_said_and_no_fault(self):
        lines = [json.dumps(event(cell, 1)).encode() for cell in range(8000)]
        self.stand.produce_lines(TOPIC, lines, partition=0)
        slow = [True]

        def slowly(words, reply):
            if slow and words[0] == b"FCALL" and words[1] == b"tiendo_apply_1":
                time.sleep(0.3)
            return reply

        with Between(self.stand, after=slowly) as between:
            self.aggregator, self.at = self.start("--redis", between.address)
            self.assertRegex(self.at.wait_health(200, "records behind"), r"^ok\ncatching up: \d+ records behind\n$")
            self.assertEqual(self.at.metrics().value(NAME + "catching_up"), 1)
            slow.clear()
            self.caught_up()
            self.assertEqual(self.at.wait_health(200), "ok\n")
            self.assertEqual(self.aggregator.stop(), 0)


if __name__ == "__main__":
    unittest.main()
