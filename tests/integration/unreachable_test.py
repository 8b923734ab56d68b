"""Redis or Kafka that cannot be reached for 30 s after start: one clear message and exit 69."""

import unittest

from stand.stand import Stand

NOWHERE = "127.0.0.1:1"  # nobody listens there


class Unreachable(unittest.TestCase):
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
