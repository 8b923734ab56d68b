"""The alerter's /metrics and /healthz on a real Kafka and Redis: they agree with its verdicts, alerts and deliveries."""

import json
import unittest

from alerter_test import AS_OF, FAST, event, periods
from stand.scrape import Scraper
from stand.stand import Stand, wait_until

P = "tiendo:{bac-giang-2030@1}:"
NAME = "tiendo_alerter_"
BEHIND, BEHIND_TARGET = "egov.online-payment", "2030.5.6"
OTHER, OTHER_TARGET = "egov.online-usage", "2030.5.1"
KIND = {"kind": "off_target"}
KINDS = ("off_target", "reversing", "falling_back", "missed", "stale", "due_soon", "disputed", "outlier", "coverage_drop",
         "rejections", "agency_silent", "log_gap")
SEVERITIES = ("info", "warning", "critical")


class AlerterWatched(unittest.TestCase):
    def setUp(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()
        self.redis = self.stand.redis
        self.aggregator = self.stand.start("tiendo-aggregator", *FAST)
        wait_until(lambda: self.redis.get("tiendo:current:bac-giang-2030") == "1", "the current version",
                   log=self.aggregator.log)
        self.plan = json.loads(self.stand.plan.read_text())
        self.alerter, self.at = self.start()

    def start(self):
        alerter = self.stand.start("tiendo-alerter", *AS_OF, "--listen", "127.0.0.1:0")
        return alerter, Scraper(alerter)

    def value(self, name, **labels):
        return self.at.metrics().value(NAME + name, **labels)

    def wait_value(self, wanted, name, **labels):
        return self.at.wait(lambda m: m.value(NAME + name, **labels) == wanted, f"{name} {labels} to be {wanted}")

    def send(self, indicator, period, percent, revision):
        self.stand.produce("tiendo.measurements.khcn", event(indicator, period, percent, revision), key=indicator)

    def fall_behind(self, indicator):
        base, *last = periods(indicator)
        self.send(indicator, base, 40, 1)
        for period in last:
            self.send(indicator, period, 41, 1)

    def open_in_redis(self):
        """{(kind, severity): how many fire}, of every kind there is."""
        found = {(kind, severity): 0 for kind in KINDS for severity in SEVERITIES}
        for key in self.redis.keys(f"{P}alert:*"):
            alert = self.redis.hgetall(key)
            if alert["state"] == "firing":
                found[key.rpartition(":")[2], alert["severity"]] += 1
        return found

    def wait_as_in_redis(self):
        return self.at.wait(lambda m: m.by(NAME + "alerts_open", "kind", "severity") == self.open_in_redis(), "the open alerts")

    def transitions(self):
        """What the stream holds, {transition: how many}."""
        told = [entry["transition"] for _, entry in self.redis.xrange(f"{P}alerts")]
        return {name: told.count(name) for name in ("raised", "changed", "cleared")}

    def wait_told(self, target, transition):
        """The target's transition is in the stream, counted with all others, and delivered."""
        wait_until(lambda: any((entry["subject"], entry["kind"], entry["transition"]) == (target, KIND["kind"], transition)
                               for _, entry in self.redis.xrange(f"{P}alerts")), f"{target} {transition}", log=self.alerter.log)
        return self.at.wait(lambda m: m.by(NAME + "transitions_total", "transition") == self.transitions() and
                            m.value(NAME + "delivered_total", destination="kafka") == self.redis.xlen(f"{P}alerts") and
                            m.value(NAME + "delivery_lag_transitions", destination="kafka") == 0, "all to be counted")

    def test_nothing_measured_raises_nothing(self):
        m = self.at.wait(lambda m: m.value(NAME + "judged_total") >= len(self.plan["targets"]) and
                         m.value(NAME + "restored") and not m.value(NAME + "quiet"), "all targets to be judged")
        self.assertGreater(m.value(NAME + "judge_seconds_count"), 0)
        self.assertIn("0.005", m.by(NAME + "judge_seconds_bucket", "le"))
        self.assertEqual(m.by(NAME + "alerts_open", "kind", "severity"), {(kind, s): 0 for kind in KINDS for s in SEVERITIES})
        self.assertEqual(m.by(NAME + "transitions_total", "transition"), {"raised": 0, "changed": 0, "cleared": 0})
        for name in ("delivered_total", "delivery_failures_total", "delivery_lag_transitions"):
            self.wait_value(0, name, destination="kafka")
        for name in ("dirty_indicators", "conflicts_total", "restore_failures_total", "catching_up"):
            self.assertEqual(m.value(NAME + name), 0, name)
        for name in ("restores_total", "redis_up", "kafka_up"):
            self.assertEqual(m.value(NAME + name), 1, name)
        self.assertGreater(m.value("process_resident_memory_bytes"), 1 << 20)
        self.assertEqual(self.at.wait_health(200), "ok\n")

    def test_what_is_raised_cleared_and_delivered_is_counted(self):
        self.fall_behind(BEHIND)
        self.wait_told(BEHIND_TARGET, "raised")
        self.assertEqual(self.wait_as_in_redis().value(NAME + "alerts_open", severity="critical", **KIND), 1)
        self.send(BEHIND, periods(BEHIND)[-1], 79, 2)
        self.wait_told(BEHIND_TARGET, "cleared")
        self.assertEqual(self.wait_as_in_redis().value(NAME + "alerts_open", severity="critical", **KIND), 0)
        self.assertEqual(len(self.stand.consume("tiendo.alerts")), self.redis.xlen(f"{P}alerts"))

        # an alert that stands is known again after a flush, from Kafka: nothing is raised twice
        self.fall_behind(OTHER)
        before = self.wait_told(OTHER_TARGET, "raised").value(NAME + "transitions_total", transition="raised")
        open_before = self.wait_as_in_redis().by(NAME + "alerts_open", "kind", "severity")
        self.redis.flushall()
        self.at.wait(lambda m: m.value(NAME + "restores_total") == 2 and m.value(NAME + "restored") == 1, "to be restored")
        wait_until(lambda: self.redis.hget(f"{P}alert:{OTHER_TARGET}:off_target", "state") == "firing", "the alert")
        self.at.wait(lambda m: m.by(NAME + "alerts_open", "kind", "severity") == open_before == self.open_in_redis(), "as before")
        self.assertEqual(self.value("transitions_total", transition="raised"), before)
        self.at.wait_health(200, "ok")

    def test_kafka_away_is_a_reason_and_a_lag(self):
        self.fall_behind(BEHIND)
        self.wait_told(BEHIND_TARGET, "raised")
        self.stand.kafka.pause()
        self.at.wait_health(503, "kafka: no broker answers")
        self.assertEqual((self.value("kafka_up"), self.value("redis_up")), (0, 1))
        first = self.redis.xrange(f"{P}alerts")[0][1]
        for sequence in ("102", "103"):
            self.redis.xadd(f"{P}alerts", first | {"sequence": sequence, "transition": "changed"})
        lag = lambda m: m.value(NAME + "delivery_lag_transitions", destination="kafka")
        self.at.wait(lambda m: lag(m) >= 2, "a lag")  # of these two, and of what comes meanwhile
        self.stand.kafka.resume()
        self.at.wait(lambda m: lag(m) == 0 and m.value(NAME + "delivered_total", destination="kafka") ==
                     self.redis.xlen(f"{P}alerts"), "everything to be delivered")
        self.at.wait_health(200)
        self.assertEqual(self.value("kafka_up"), 1)

    def test_redis_away_is_a_reason(self):
        self.wait_value(1, "restored")
        self.stand.redis_server.kill()
        self.assertRegex(self.at.wait_health(503, "redis: "), "^degraded: redis: Redis at ")
        self.wait_value(0, "redis_up")
        self.assertEqual(self.value("kafka_up"), 1)
        self.stand.redis_server.start()
        self.at.wait_health(200)
        self.wait_value(1, "redis_up")
        self.at.wait(lambda m: m.value(NAME + "restores_total") >= 2 and m.value(NAME + "restored") == 1, "to be restored")

    def test_the_lag_is_told_by_who_delivers(self):
        told = lambda m: m.by(NAME + "delivery_lag_transitions", "destination") == {"kafka": 0}
        self.at.wait(told, "the lag")
        _, other = self.start()
        m = other.wait(lambda m: m.value(NAME + "judged_total") >= len(self.plan["targets"]), "the other's verdicts")
        self.assertEqual(m.by(NAME + "delivery_lag_transitions", "destination"), {})
        self.assertEqual(self.alerter.stop(), 0)
        other.wait(told, "it to deliver")


if __name__ == "__main__":
    unittest.main()
