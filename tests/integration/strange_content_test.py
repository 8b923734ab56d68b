"""What others wrote into Redis: the alerter reports it, writes its own anew, and goes on with all else."""

import datetime
import re
import unittest
import urllib.error
import urllib.request

from alerts_stand import P, TODAY, AlertsTest, event
from stand.alertmanager import Hook

FIRES = "2045.spoilt/off_target"
ALERT = f"{P}alert:2045.spoilt:off_target"
VERDICT = f"{P}target:2045.spoilt"
CURRENT = "tiendo:current:kinds"
AGAIN_S = 60  # what stands is told an Alertmanager that often


class StrangeContent(AlertsTest):
    turn, revision = 0, 0

    def setUp(self):
        super().setUp()
        self.alerter = self.start(TODAY, "--listen", "127.0.0.1:0")
        self.port = self.wait(lambda: re.search(r"event=listening port=(\d+)", self.alerter.text()), "the port").group(1)
        type(self).turn += 1  # the stand is shared: another figure, to know when it is in
        value = f"41.{self.turn:02}"
        self.send(event("spoilt", -2, 41, self.turn), event("spoilt", -1, float(value), self.turn))
        self.wait(lambda: self.redis.hget(VERDICT, "value") == value, "the figures to be judged")
        self.wait_firing(FIRES)
        self.wait(lambda: self.ids(self.stream(FIRES)) <= set(self.kafka()), "it in Kafka")
        self.before = set(self.kafka())

    def remark(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode()

    def metrics(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            return answer.read().decode()

    def wait_told(self, key):
        self.wait(lambda: f"event=strange_content key={key}" in self.alerter.text().replace('"', ""), f"{key} to be told")
        self.wait(lambda: "content: " in self.remark(), "the remark")

    def others_go_on(self):
        """An alert of another indicator is raised and cleared meanwhile."""
        id_ = "2045.off/off_target"
        type(self).revision += 2
        self.send(event("off", -2, 41, self.revision), event("off", -1, 41, self.revision))
        self.wait_firing(id_)
        self.send(event("off", -1, 95, self.revision + 1))
        self.wait_cleared(id_)

    def test_alerts_and_verdicts_are_put_right_though_nothing_comes(self):
        redis, wrong = self.redis, 0
        stood = {ALERT: self.alert(FIRES), VERDICT: redis.hgetall(VERDICT)}
        changing = {"_revision", "_seal", "updated_ms"}

        def wrongs():
            """(field, what stood, what stands) of all that differs."""
            for key, before in stood.items():
                now = redis.hgetall(key) if redis.type(key) == "hash" else {}
                yield from ((f, before.get(f), now.get(f)) for f in (before.keys() | now.keys()) - changing
                            if before.get(f) != now.get(f))

        for spoil in (lambda: redis.hset(ALERT, "state", "burning"),
                      lambda: redis.hset(ALERT, mapping={"sequence": "-1", "state": "inactive"}),
                      lambda: (redis.delete(ALERT), redis.set(ALERT, "a string")),
                      lambda: redis.delete(ALERT),
                      lambda: redis.hset(VERDICT, mapping={"status": "GREAT", "colour": "red"}),
                      lambda: (redis.delete(VERDICT), redis.rpush(VERDICT, "a list")),
                      lambda: redis.hset(f"{P}alert:spoilt:outlier", mapping={"state": "firing", "sequence": "x" * 5000})):
            spoil()
            wrong += 1
            try:
                self.wait(lambda: not list(wrongs()), f"spoilt thing {wrong} to be put right")
            except AssertionError as error:
                raise AssertionError(f"{list(wrongs())}\n{error}") from None
        self.wait(lambda: not self.redis.exists(f"{P}alert:spoilt:outlier"), "what is none to be gone")
        self.wait_told(ALERT)
        self.wait_told(VERDICT)
        self.others_go_on()
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        self.assertEqual({id_ for id_ in self.kafka() if "2045.spoilt" in id_}, {id_ for id_ in self.before if "2045.spoilt" in id_})

    def test_streams_and_cursors_are_put_right(self):
        for name, kind in (("alerts", "stream"), ("delivery", "hash"), ("updates", "stream"), ("dirty", "hash")):
            self.redis.delete(P + name)
            self.redis.set(P + name, "a string")
            self.wait(lambda: self.redis.type(P + name) in (kind, "none"), f"{name} to be none")
            self.wait_told(P + name)
        self.redis.hset(f"{P}delivery", mapping={"kafka": "soon", "kafka_owner": "nobody", "kafka_until_ms": "9" * 15})
        self.others_go_on()
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        self.assertEqual([f for f in self.stream(FIRES) if f["transition"] == "raised"][1:], [])

    def test_what_the_aggregator_writes_is_reported_and_holds_up_its_own_only(self):
        redis = self.redis
        series = redis.zrange(f"{P}series:spoilt", 0, -1)
        total = f"{P}total:spoilt:{series[-1]}:VN-54"
        good, verdict = redis.hgetall(total), redis.hgetall(VERDICT)
        redis.hset(total, "value", "a lot")
        self.wait_told(total)
        redis.delete(total)
        redis.set(total, "a string")
        redis.set(f"{P}gap:tiendo.measurements.khcn:0", "a string")
        redis.hset(f"{P}gap:tiendo.measurements.khcn:1", mapping={"why": "bored", "ledger": "-3"})
        redis.zadd(f"{P}series:fall", {"a period": 1})
        for key in (f"{P}gap:tiendo.measurements.khcn:0", f"{P}gap:tiendo.measurements.khcn:1", f"{P}series:fall"):
            self.wait_told(key)
        self.others_go_on()
        self.assertEqual(redis.hgetall(VERDICT)["status"], verdict["status"])  # as it was: not made up
        self.assertEqual(self.alert(FIRES)["state"], "firing")
        redis.delete(total, f"{P}gap:tiendo.measurements.khcn:0", f"{P}gap:tiendo.measurements.khcn:1")
        redis.hset(total, mapping=good)
        redis.zrem(f"{P}series:fall", "a period")
        redis.delete(f"{P}agency:yte")
        redis.set(f"{P}agency:yte", "a string")
        self.wait_told(f"{P}agency:yte")
        redis.delete(f"{P}agency:yte")
        self.others_go_on()
        self.assertTrue(self.alerter.running)

    # ---- what the aggregator goes by ----

    def wait_told_by_aggregator(self, key):
        self.wait(lambda: f"event=strange_content key={key}" in self.aggregator.text().replace('"', ""),
                  f"{key} to be told by the aggregator")

    def a_string(self, key):
        self.redis.delete(key)
        self.redis.set(key, "a string")

    def test_what_the_aggregator_goes_by_is_told_and_written_anew(self):
        redis = self.redis
        ledger, ends, meta = f"{P}ledger", f"{P}ends", f"{P}meta"
        good, field = {key: redis.hgetall(key) for key in (ledger, ends, meta)}, next(iter(redis.hgetall(ledger)))
        spoils = ((meta, lambda: self.a_string(meta)),
                  (meta, lambda: redis.hset(meta, mapping={name: "junk" for name in redis.hkeys(meta)})),
                  (meta, lambda: redis.hset(meta, "cluster_id", "junk")),
                  (meta, lambda: redis.delete(meta)),
                  (ends, lambda: self.a_string(ends)),
                  (ends, lambda: redis.hset(ends, field, "the end")),
                  (ends, lambda: redis.delete(ends)),
                  (ledger, lambda: self.a_string(ledger)),
                  (ledger, lambda: redis.hset(ledger, field, "1e999")),
                  (ledger, lambda: redis.hset(ledger, field, "-1")),
                  (ledger, lambda: redis.delete(ledger)))
        for number, (key, spoil) in enumerate(spoils):
            with self.subTest(key=key, number=number):
                spoil()
                self.wait(lambda: redis.type(key) == "hash" and redis.hgetall(key).keys() >= good[key].keys()
                          and all(re.fullmatch("[0-9]+", value) for value in redis.hgetall(key).values() if key != meta)
                          and (key != meta or redis.hgetall(key) == good[meta]), f"{key} to be written anew")
                self.others_go_on()
        for key in (meta, ends, ledger):
            self.wait_told_by_aggregator(key)
        self.assertTrue(self.aggregator.running)
        self.assertEqual(redis.get(CURRENT), "1")
        self.assertEqual([f for f in self.stream(FIRES) if f["transition"] == "raised"][1:], [])

    def test_another_plans_digest_is_a_reason_to_stop(self):
        good = self.redis.hgetall(f"{P}meta")
        self.redis.hset(f"{P}meta", "plan_sha256", "0" * 64)
        self.assertEqual(self.aggregator.wait(), 78)
        self.redis.hset(f"{P}meta", mapping=good)
        self.aggregate()

    # ---- which version is current ----

    def spoil_current(self):
        """Each way, with what it is called."""
        redis = self.redis
        for text in ("junk", "1e999", "999", "01", "-1", "1.5", "", "0", "9" * 17, "9" * 30):
            yield text, lambda: redis.set(CURRENT, text)
        yield "a list", lambda: (redis.delete(CURRENT), redis.rpush(CURRENT, "1"))
        yield "nothing", lambda: redis.delete(CURRENT)

    def test_the_current_version_is_told_and_written_anew(self):
        for what, spoil in self.spoil_current():
            with self.subTest(what=what):
                spoil()
                self.wait(lambda: self.redis.type(CURRENT) == "string" and self.redis.get(CURRENT) == "1", "it to be 1 again")
        self.wait_told_by_aggregator(CURRENT)
        self.others_go_on()
        self.redis.set(CURRENT, "junk")  # met at start
        self.assertEqual(self.aggregator.stop(), 0)
        self.aggregate()
        self.wait_told_by_aggregator(CURRENT)

    def test_a_newer_version_that_there_is_stays_the_current_one(self):
        newer = "tiendo:{kinds@2}:meta"
        self.redis.hset(newer, "plan_sha256", "0" * 64)
        self.redis.set(CURRENT, "2")
        self.wait(lambda: "another plan version is current" in self.remark(), "the alerter to be quiet")
        self.assertTrue(self.remark().startswith("ok"), self.remark())
        self.assertNotIn(f"key={CURRENT}", self.alerter.text())
        self.assertEqual(self.redis.get(CURRENT), "2")
        self.redis.delete(newer)
        self.wait(lambda: self.redis.get(CURRENT) == "1", "the version that there is")
        self.others_go_on()

    def test_alerts_are_held_and_said_to_be_while_no_version_is_current(self):
        self.assertEqual(self.aggregator.stop(), 0)
        for what, spoil in self.spoil_current():
            with self.subTest(what=what):
                spoil()
                self.wait(lambda: self.remark().startswith("degraded") and "current" in self.remark().splitlines()[0],
                          "the alerter to say so")
                self.wait_told(CURRENT)
                self.redis.delete(CURRENT)
                self.redis.set(CURRENT, "1")
                self.wait(lambda: self.remark().startswith("ok"), "all to be well again")
        told = re.search(r"^tiendo_alerter_strange_total (\d+)$", self.metrics(), re.M).group(1)
        self.assertGreater(int(told), 0)
        self.redis.set(CURRENT, "junk")
        self.wait(lambda: self.remark().startswith("degraded"), "the alerter to say so")
        self.aggregate()
        self.wait(lambda: self.remark().startswith("ok"), "all to be well again")
        self.others_go_on()

    def test_what_stands_is_told_again_while_no_version_is_current(self):
        with Hook() as hook:
            self.start(TODAY, "--alertmanager", hook.url)

            def posts():
                return [alert for _, body in hook.posts for alert in body if alert["labels"]["subject"] == "2045.spoilt"
                        and alert["labels"]["kind"] == "off_target"]

            self.wait(posts, "it to be told")
            self.assertEqual(self.aggregator.stop(), 0)
            self.redis.set(CURRENT, "junk")
            self.wait_told(CURRENT)
            count = len(posts())
            self.wait(lambda: len(posts()) > count, "it to be told again", AGAIN_S + 30)
            ends = datetime.datetime.fromisoformat(posts()[-1]["endsAt"])
            self.assertGreater(ends, datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=3))
            self.aggregate()


if __name__ == "__main__":
    unittest.main()
