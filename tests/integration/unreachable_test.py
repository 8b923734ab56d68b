"""Redis or Kafka that cannot be reached at start: daemons wait for them, say so, and end at once when told to."""

import unittest

from stand.scrape import Scraper
from stand.stand import Stand, wait_until

NOWHERE = "127.0.0.1:1"  # nobody listens there
DAEMONS = ("tiendo-aggregator", "tiendo-alerter")
LISTENS = ("--listen", "127.0.0.1:0")


class Unreachable(unittest.TestCase):
    def test_what_is_away_is_waited_for_and_said(self):
        """Longer than a verb waits: 30 s."""
        with Stand(kafka=False) as stand:
            waiting = [(what, stand.start(program, *LISTENS, *options)) for program in DAEMONS for what, options in (
                ("kafka", ["--brokers", NOWHERE]), ("redis", ["--brokers", NOWHERE, "--redis", NOWHERE]))]
            for what, daemon in waiting:
                with self.subTest(program=daemon.name, away=what):
                    said = Scraper(daemon).wait_health(503, NOWHERE)
                    self.assertRegex(said, "^degraded: start: (Kafka at|Redis)")
                    self.assertEqual("Redis" in said, what == "redis", said)
            for what, daemon in waiting:
                with self.subTest(program=daemon.name, away=what):
                    if what == "kafka":
                        wait_until(lambda: "level=warning" in self.line(daemon, "event=kafka_awaited"), "a second word",
                                   40, daemon.log)
                    else:
                        self.assertIn("level=warning", self.line(daemon, "event=redis_trouble"))
                    self.assertTrue(daemon.running, daemon.text())
                    self.assertEqual(daemon.stop(deadline_s=5), 0, daemon.text())
                    self.assertNotIn("level=error program", daemon.text().replace("event=librdkafka", ""))

    @staticmethod
    def line(daemon, sign):
        return next((line for line in daemon.text().splitlines() if sign in line), "")

    def test_services_may_come_up_in_any_order(self):
        with Stand() as stand:
            stand.create_topics()
            stand.kafka.stop()
            stand.redis_server.stop()
            daemons = [stand.start(program, *LISTENS) for program in DAEMONS]
            for daemon in daemons:
                Scraper(daemon).wait_health(503, "degraded: start: Redis")
            stand.redis_server.start()
            for daemon in daemons:
                said = Scraper(daemon).wait_health(503, "start: Kafka at")
                self.assertNotIn("redis", said)
            stand.kafka.start()
            for daemon in daemons:
                Scraper(daemon).wait_health(200, deadline_s=60)
                self.assertIn("event=started", daemon.text())
            wait_until(lambda: stand.redis.get("tiendo:current:bac-giang-2030") == "1", "the current version",
                       log=[daemon.log for daemon in daemons])
            for daemon in daemons:
                self.assertEqual(daemon.stop(), 0, daemon.text())

    def test_what_is_plainly_wrong_is_not_waited_with(self):
        with Stand(kafka=False) as stand:
            for program in DAEMONS:
                for options in (["--plan", "/nowhere.json"], ["--brokers", NOWHERE, "-X", "no.such.property=1"],
                                ["--redis", "nowhere"]):
                    with self.subTest(program=program, options=options):
                        daemon = stand.start(program, *options)
                        self.assertIn(daemon.wait(deadline_s=10), (64, 78), daemon.text())

    def test_a_verb_gives_up_after_30_s(self):
        with Stand(kafka=False) as stand:
            done = stand.run("tiendoctl", "topics", "create", "--brokers", NOWHERE, exit_code=69)
            self.assertIn(NOWHERE, done.stderr)


if __name__ == "__main__":
    unittest.main()
