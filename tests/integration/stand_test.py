"""The stand itself: what goes into Kafka and Redis comes out as it was."""

import unittest

from stand.stand import Stand

TOPIC = "tiendo.measurements.khcn"


class StandTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()

    def test_kafka_returns_what_kcat_wrote(self):
        values = [b'{"a":"\xc4\x91"}', b"\xff\x00\n'", b"", None, b"last"]
        self.stand.produce(TOPIC, *values, key="k", headers={"ce_id": "1, b=2"}, partition=0)
        records = self.stand.consume(TOPIC, partition=0)
        self.assertEqual([r.value for r in records], values)
        self.assertEqual([r.offset for r in records], [0, 1, 2, 3, 4])
        self.assertEqual({r.key for r in records}, {b"k"})
        self.assertEqual(records[0].headers, [("ce_id", "1, b=2")])
        self.assertEqual(self.stand.ends(TOPIC)[0], 5)

    def test_many_lines_become_many_records(self):
        self.stand.produce_lines("tiendo.measurements.yte",
                                 (b"key%d\t%d" % (i, i) for i in range(5000)), key_delimiter="\t")
        records = self.stand.consume_until("tiendo.measurements.yte", 5000)
        self.assertEqual({(r.key, r.value) for r in records},
                         {(b"key%d" % i, b"%d" % i) for i in range(5000)})

    def test_redis_keeps_what_it_was_given(self):
        self.stand.redis.set("tiến độ", "đúng")
        self.assertEqual(self.stand.redis.get("tiến độ"), "đúng")

    def test_killed_parts_start_again(self):
        self.stand.redis_server.kill()
        self.stand.redis_server.start()
        self.assertTrue(self.stand.redis.ping())
        before = self.stand.ends(TOPIC)
        self.stand.kafka.kill()
        self.stand.kafka.start()
        self.assertEqual(self.stand.ends(TOPIC), before)


if __name__ == "__main__":
    unittest.main()
