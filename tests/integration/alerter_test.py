"""tiendo-alerter on a real Kafka and Redis: verdicts, alerts raised and cleared once, restored, held."""

import collections
import json
import random
import re
import unittest
import urllib.error
import urllib.request

import jsonschema

from stand.stand import ROOT, Stand, wait_until

P = "tiendo:{bac-giang-2030@1}:"
FAST = ("-X", "session.timeout.ms=6000")
AS_OF = ("--as-of", "2026-11-01")
SCHEMA = json.loads((ROOT / "schemas/alert.schema.json").read_text())

# Each test has indicators of its own, of which nothing was ever sent: the stand is shared.
ONCE = "egov.online-payment", "2030.5.6"  # monthly, >= 80
CATCHING_UP = "egov.online-usage", "2030.5.1"
CURRENT = "egov.digitised-dossiers", "2030.5.3"
LOST = "egov.results-issued", "2030.5.4"
KAFKA_AWAY = "digital.governance-connected", "2030.18"  # quarterly
REDIS_AWAY = "digital.personal-signatures", "2030.21"
BACK_AGAIN = "egov.end-to-end-services", "2030.5.2"
SHARED = {"egov.electronic-documents": "2030.5.9", "economy.cashless-transactions": "2030.6",
          "egov.tasks-monitored": "2030.5.10", "egov.agencies-online": "2030.5.11"}
AGENCY = {"economy.cashless-transactions": "nhnn", "egov.tasks-monitored": "vpubnd", "egov.agencies-online": "vpubnd",
          "digital.databases-connected": "congan"}
MONTHLY = ("egov.online-payment", "egov.online-usage", "egov.digitised-dossiers", "egov.results-issued")


def periods(indicator):
    """A baseline, and the last two that are closed."""
    return ("2025-01", "2026-08", "2026-09") if indicator in MONTHLY else ("2025-Q1", "2026-Q2", "2026-Q3")


def event(indicator, period, percent, revision):
    return {"specversion": "1.0", "id": f"{indicator}-{period}-{revision}",
            "source": f"/agencies/{AGENCY.get(indicator, 'khcn')}/portal",
            "type": "vn.gov.tiendo.measurement.v1", "time": "2026-10-05T08:00:00Z",
            "datacontenttype": "application/json",
            "data": {"indicator": indicator, "time_period": period, "numerator": percent,
                     "denominator": 100, "revision": revision}}


class Alerter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()
        cls.redis = cls.stand.redis
        cls.aggregator = cls.stand.start("tiendo-aggregator", *FAST)
        wait_until(lambda: cls.redis.get("tiendo:current:bac-giang-2030") == "1", "the current version",
                   log=cls.aggregator.log)
        cls.first_verdicts()

    @classmethod
    def first_verdicts(cls):
        """Before anything is measured, every target has a verdict and none an alert."""
        alerter = cls.stand.start("tiendo-alerter", *AS_OF)
        targets = [target["id"] for target in json.loads(cls.stand.plan.read_text())["targets"]]

        def statuses():
            return collections.Counter(cls.redis.hget(f"{P}target:{target}", "status") for target in targets)

        wait_until(lambda: not statuses()[None], "all verdicts", log=alerter.log)
        assert statuses() == {"NOT_MEASURED": 37, "TARGET_UNSET": 1}, statuses()
        assert not cls.redis.keys(f"{P}alert:*") and not cls.redis.xlen(f"{P}alerts")
        assert alerter.stop() == 0, alerter.text()

    def setUp(self):
        self.logs = [self.aggregator.log]
        self.running = []
        self.addCleanup(self.stop_all)

    def stop_all(self):
        for alerter in self.running:
            self.assertEqual(alerter.stop(), 0, alerter.text())

    def start(self, *more):
        alerter = self.stand.start("tiendo-alerter", *AS_OF, *more)
        self.logs.append(alerter.log)
        self.running.append(alerter)
        return alerter

    def kill(self, alerter):
        self.running.remove(alerter)
        alerter.kill()

    def send(self, *events):
        for one in events:
            agency = one["source"].split("/")[2]
            self.stand.produce(f"tiendo.measurements.{agency}", one, key=one["data"]["indicator"])

    def fall_behind(self, indicator):
        base, *last = periods(indicator)
        self.send(event(indicator, base, 40, 1), *(event(indicator, period, 41, 1) for period in last))

    def revise(self, indicator, percent, revision):
        self.send(event(indicator, periods(indicator)[-1], percent, revision))

    def wait(self, predicate, what):
        return wait_until(predicate, what, log=self.logs)

    def verdict(self, target):
        return self.redis.hgetall(f"{P}target:{target}")

    def alert(self, target):
        return self.redis.hgetall(f"{P}alert:{target}:off_target")

    def stream(self, *targets):
        return [fields for _, fields in self.redis.xrange(f"{P}alerts") if fields["subject"] in targets and fields["kind"] == "off_target"]

    def wait_state(self, state, target):
        return self.wait(lambda: (a := self.alert(target)).get("state") == state and a, f"{target} {state}")

    def wait_verdict(self, target, **fields):
        return self.wait(lambda: fields.items() <= (v := self.verdict(target)).items() and v, f"{target} {fields}")

    def delivered(self, *targets):
        """These targets' events on tiendo.alerts, each held against the schema; one of each id."""
        events = {}
        for record in self.stand.consume("tiendo.alerts"):
            body = record.json()
            jsonschema.validate(body, SCHEMA, format_checker=jsonschema.FormatChecker())
            data = body["data"]
            self.assertEqual(record.key.decode(), f"{data['plan']}/{data['subject']}/{data['kind']}")
            self.assertEqual(record.header("content-type"), "application/cloudevents+json; charset=UTF-8")
            self.assertEqual(events.setdefault(body["id"], body), body, "an id twice with other content")
        return [body for body in events.values() if body["data"]["subject"] in targets and body["data"]["kind"] == "off_target"]

    def wait_delivered(self, count, *targets):
        self.wait(lambda: len(self.delivered(*targets)) >= count, f"{count} alerts in Kafka")
        return self.delivered(*targets)

    # ---- one alerter -------------------------------------------------------------------------

    def test_falling_behind_raises_one_alert_and_catching_up_clears_it(self):
        indicator, target = ONCE  # from 40 in January 2025 the path is at 51.27 in September 2026
        self.start()
        self.fall_behind(indicator)
        firing = self.wait_state("firing", target)
        self.assertEqual((firing["severity"], firing["raised_for"], firing["since"], firing["count"],
                          firing["sequence"], firing["value"]), ("critical", "2026-09", "2026-08", "2", "1", "41.00"))
        verdict = self.verdict(target)
        self.assertEqual((verdict["status"], verdict["period"], verdict["value"], verdict["expected"],
                          verdict["deviation"], verdict["linear_ratio"], verdict["baseline_period"],
                          verdict["baseline_observed"], verdict["catching_up"], verdict["provisional"]),
                         ("OFF_TRACK", "2026-09", "41.00", "51.27", "-10.27", "0.0887", "2025-01", "1", "0", "0"))
        self.assertIn("chậm 10,27 điểm phần trăm so với lộ trình (51,27%), kể từ tháng 8/2026", verdict["explain_vi"])
        raised, = self.wait_delivered(1, target)
        self.assertEqual(raised["id"], "bac-giang-2030/2030.5.6/off_target/2026-09/1")
        self.assertEqual((raised["data"]["transition"], raised["data"]["severity"], raised["data"]["lead"]),
                         ("raised", "critical", ["khcn"]))

        self.revise(indicator, 45, 2)  # 0.44: off track still, and nothing new
        self.wait_verdict(target, value="45.00")
        self.revise(indicator, 48, 3)  # 0.71: slow, and recovered enough to say so
        self.wait(lambda: self.alert(target)["severity"] == "warning", "a lower severity")
        self.revise(indicator, 60, 4)
        cleared = self.wait_state("inactive", target)
        self.assertEqual((cleared["sequence"], cleared.get("count"), cleared.get("severity")), ("3", None, None))
        self.assertEqual(self.verdict(target)["status"], "ON_TRACK")
        self.assertEqual([(e["data"]["transition"], e["data"]["severity"], e["data"]["sequence"])
                          for e in self.wait_delivered(3, target)],
                         [("raised", "critical", 1), ("changed", "warning", 2), ("cleared", "warning", 3)])
        self.assertEqual([f["transition"] for f in self.stream(target)], ["raised", "changed", "cleared"])
        self.assertFalse(self.redis.hgetall(f"{P}dirty"))

    def test_alerts_wait_until_redis_has_caught_up(self):
        indicator, target = CATCHING_UP
        self.start()
        self.redis.hset(f"{P}ends", "tiendo.measurements.khcn:99", 5)  # which the ledger has not reached
        self.fall_behind(indicator)
        self.wait_verdict(target, status="OFF_TRACK", catching_up="1")
        self.revise(indicator, 42, 2)
        self.wait_verdict(target, value="42.00", catching_up="1")
        self.assertFalse(self.alert(target))
        self.redis.hdel(f"{P}ends", "tiendo.measurements.khcn:99")
        self.wait_state("firing", target)
        self.assertEqual(self.verdict(target)["catching_up"], "0")
        self.assertEqual([f["transition"] for f in self.stream(target)], ["raised"])

    def test_another_version_that_is_current_keeps_this_one_quiet(self):
        indicator, target = CURRENT
        self.start()
        self.redis.set("tiendo:current:bac-giang-2030", 2)
        self.fall_behind(indicator)
        self.wait_verdict(target, status="OFF_TRACK", catching_up="1")
        self.assertFalse(self.alert(target))
        self.redis.set("tiendo:current:bac-giang-2030", 1)
        self.wait_state("firing", target)
        self.assertEqual(len(self.wait_delivered(1, target)), 1)

    def test_a_redis_that_lost_everything_raises_nothing_again(self):
        indicator, target = LOST
        self.start()
        self.fall_behind(indicator)
        self.wait_state("firing", target)
        before = self.wait_delivered(1, target)
        self.redis.flushall()
        restored = self.wait_state("firing", target)
        self.assertEqual((restored["sequence"], restored["raised_for"], restored["severity"]),
                         ("1", "2026-09", "critical"))
        self.wait_verdict(target, status="OFF_TRACK", catching_up="0")
        self.assertFalse(self.stream(target))
        self.revise(indicator, 60, 2)
        self.wait_state("inactive", target)
        after = self.wait_delivered(2, target)
        self.assertEqual([e["data"]["transition"] for e in after], ["raised", "cleared"])
        self.assertEqual(after[:1], before)

        self.redis.flushall()  # of two transitions the last one is put back
        self.wait(lambda: self.alert(target).get("sequence") == "2", "the alert as it stood")
        self.wait_verdict(target, status="ON_TRACK", catching_up="0")
        self.assertEqual((self.alert(target)["state"], self.stream(target)), ("inactive", []))

    def test_kafka_away_delays_and_loses_nothing(self):
        indicator, target = KAFKA_AWAY
        alerter = self.start("-X", "message.timeout.ms=2000")
        self.fall_behind(indicator)
        self.wait_state("firing", target)
        self.wait_delivered(1, target)
        self.stand.kafka.kill()
        self.redis.xadd(f"{P}alerts", dict(self.stream(target)[0], sequence="2", transition="changed", severity="info"))
        self.wait(lambda: "alert_undelivered" in alerter.text(), "the trouble to be said")
        self.stand.kafka.start()
        self.assertEqual([e["data"]["transition"] for e in self.wait_delivered(2, target)], ["raised", "changed"])

    def test_redis_away_is_waited_for(self):
        alerter = self.start("--listen", "127.0.0.1:0")
        port = self.wait(lambda: re.search(r"event=listening port=(\d+)", alerter.text()), "the port").group(1)
        self.fall_behind(REDIS_AWAY[0])
        self.wait_state("firing", REDIS_AWAY[1])
        self.stand.redis_server.kill()
        self.wait(lambda: "redis_trouble" in alerter.text(), "the trouble to be said")
        with self.assertRaises(urllib.error.HTTPError) as degraded:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
        degraded.exception.close()
        self.assertEqual(degraded.exception.code, 503)
        self.stand.redis_server.start()
        self.fall_behind(BACK_AGAIN[0])
        self.wait_state("firing", BACK_AGAIN[1])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            self.assertIn("tiendo_alerter_judged_total", answer.read().decode())

    # ---- two ---------------------------------------------------------------------------------

    def test_two_make_each_transition_once_and_one_may_be_killed(self):
        chance = random.Random(3)
        self.start()
        self.start()
        for indicator in SHARED:
            self.fall_behind(indicator)
        for target in SHARED.values():
            self.wait_state("firing", target)
        for revision in range(2, 14):
            for indicator in SHARED:
                self.revise(indicator, chance.choice((41, 48, 60, 70)), revision)
            if revision in (5, 9):
                self.kill(chance.choice(self.running))
                self.start()
        for indicator in SHARED:
            self.revise(indicator, 95, 99)
        for target in SHARED.values():
            self.wait_verdict(target, value="95.00")
            self.wait_state("inactive", target)
        entries = self.stream(*SHARED.values())
        self.check_transitions(entries)
        want = {f"bac-giang-2030/{f['subject']}/off_target/{f['raised_for']}/{f['sequence']}" for f in entries}
        self.wait(lambda: {e["id"] for e in self.delivered(*SHARED.values())} == want, "every transition in Kafka")

    def check_transitions(self, entries):
        """Of each target: raised, any changes, cleared, raised, ...; numbered without a gap."""
        for target in SHARED.values():
            transitions = [fields for fields in entries if fields["subject"] == target]
            self.assertEqual([int(f["sequence"]) for f in transitions], list(range(1, len(transitions) + 1)), target)
            severity = None
            for fields in transitions:
                if fields["transition"] == "raised":
                    self.assertIsNone(severity, target)
                elif fields["transition"] == "changed":
                    self.assertNotIn(severity, (None, fields["severity"]), target)
                else:
                    self.assertEqual(severity, fields["severity"], target)
                severity = None if fields["transition"] == "cleared" else fields["severity"]
            self.assertIsNone(severity, target)


if __name__ == "__main__":
    unittest.main()
