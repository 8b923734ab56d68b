"""The publisher and the subscriber against a real broker: kafka_clients.c, and where it runs."""

import os
import subprocess
import unittest

from stand.stand import BUILD, Stand


class KafkaClientsTest(unittest.TestCase):
    def test_kafka_clients(self):
        with Stand(redis=False) as stand:
            stand.create_topics()
            done = subprocess.run(
                [BUILD / "tests/kafka_clients"], timeout=240, capture_output=True, text=True, errors="replace",
                env={**os.environ, "TIENDO_TEST_BROKERS": stand.brokers,
                     "TIENDO_TEST_BROKER_PID": str(stand.kafka.pid)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
