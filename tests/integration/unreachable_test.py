"""Redis or Kafka that cannot be reached for 30 s after start: one clear message and exit 69."""

import unittest

from stand.stand import Stand, wait_until

NOWHERE = "127.0.0.1:1"  # nobody listens there


class Unreachable(unittest.TestCase):
    def test_a_stop_while_it_waits_is_an_orderly_one(self):
        with Stand(kafka=False) as stand:
            for program in ("tiendo-aggregator", "tiendo-alerter"):
                for options, sign in ((["--brokers", NOWHERE], "event=librdkafka"),
                                      (["--brokers", NOWHERE, "--redis", NOWHERE], "event=redis_trouble")):
                    with self.subTest(program=program, sign=sign):
                        daemon = stand.start(program, *options)
                        wait_until(lambda: sign in daemon.text(), sign, log=daemon.log)
                        self.assertEqual(daemon.stop(), 0, daemon.text())
                        self.assertNotIn("unreachable", daemon.text())

    def test_every_daemon_says_what_it_could_not_reach(self):
        with Stand(kafka=False) as stand:
            waiting = {  # all at once, since each takes its 30 s
                (program, what): stand.start(program, *options)
                for program in ("tiendo-aggregator", "tiendo-alerter")
                for what, options in (("kafka", ["--brokers", NOWHERE]),
                                      ("redis", ["--brokers", NOWHERE, "--redis", NOWHERE]))}
            for (program, what), daemon in waiting.items():
                with self.subTest(program=program, away=what):
                    self.assertEqual(daemon.wait(deadline_s=60), 69, daemon.text())
                    said = [line for line in daemon.text().splitlines() if f"event={what}_unreachable" in line]
                    self.assertEqual(len(said), 1, daemon.text())
                    self.assertIn(NOWHERE, said[0])


if __name__ == "__main__":
    unittest.main()
