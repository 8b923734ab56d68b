"""verdicts.lua on a real Redis: compare-and-set, what is held, the lease, the cursor and the trimming.

The functions are called as any client could, without our programs.
"""

import hashlib
import unittest

from stand.stand import BUILD, Stand, wait_until

P = "tiendo:{t@1}:"


def pairs(**fields):
    return [len(fields), *(word for pair in fields.items() for word in pair)]


def sealed(fields):
    """With the digest that shows a hash to be as the functions left it."""
    fields = {name: str(value) for name, value in fields.items()}
    words = (word for name in sorted(fields) for word in (name, fields[name]))
    text = "".join(f"{len(word.encode())}:{word}" for word in words)
    return {**fields, "_seal": hashlib.sha1(text.encode()).hexdigest()}


class VerdictsFunction(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(kafka=False))
        cls.redis = cls.stand.redis
        cls.redis.execute_command("FUNCTION", "LOAD", (BUILD / "lua/verdicts.lua").read_text())

    def setUp(self):
        self.redis.flushall()
        self.redis.hset(f"{P}ends", "t:0", 5)
        self.redis.hset(f"{P}ledger", "t:0", 5)

    def call(self, function, keys, *words):
        return self.redis.execute_command("FCALL", function, len(keys), *[P + key for key in keys], *words)

    def judge(self, *targets, token="", quiet=0):
        """Each target: (id, verdict revision, alert revision, verdict, alert, entry, and more entries)."""
        keys = ["dirty", "updates", "alerts", "ledger", "ends"]
        keys += [f"target:{target[0]}" for target in targets]
        keys += [f"alert:{target[0]}:off_target" for target in targets]
        words = ["i", token, 1000, quiet, len(targets)]
        for name, verdict_revision, _, verdict, *_ in targets:
            words += [name, verdict_revision, *pairs(**verdict)]
        words.append(len(targets))
        for name, _, alert_revision, _, alert, *entries in targets:
            entries = [entry for entry in entries if entry]
            words += [name, alert_revision, *pairs(**alert), len(entries)]
            words += [word for entry in entries for word in pairs(**entry)]
        return self.call("tiendo_judge_2", keys, *words)

    def target(self, name="a"):
        return self.redis.hgetall(f"{P}target:{name}")

    def alert(self, name="a"):
        return self.redis.hgetall(f"{P}alert:{name}:off_target")

    def test_verdict_alert_entry_and_mark_go_in_together(self):
        self.redis.hset(f"{P}dirty", "i", "token")
        self.assertEqual(self.judge(("a", 0, 0, {"status": "SLOW", "value": ""}, {"state": "firing"},
                                     {"transition": "raised"}), token="token"), ["OK", 1])
        self.assertEqual(self.target(),
                         sealed({"status": "SLOW", "catching_up": 0, "updated_ms": 1000, "_revision": 1}))
        self.assertEqual(self.alert(), sealed({"state": "firing", "_revision": 1}))
        self.assertEqual([fields for _, fields in self.redis.xrange(f"{P}alerts")], [{"transition": "raised"}])
        self.assertEqual(self.redis.hgetall(f"{P}dirty"), {})
        (_, news), = self.redis.xrange(f"{P}updates")
        self.assertEqual(news, {"target": "a", "alert": "a"})

    def test_one_that_ends_and_another_that_begins_go_in_together(self):
        self.judge(("a", 0, 0, {"status": "SLOW"}, {"state": "firing", "raised_for": "1"}, {"n": 1}))
        self.assertEqual(self.judge(("a", 1, 1, {"status": "SLOW"}, {"state": "firing", "raised_for": "2"},
                                     {"n": 2}, {"n": 3})), ["OK", 2])
        self.assertEqual(self.alert(), sealed({"state": "firing", "raised_for": "2", "_revision": 2}))
        self.assertEqual([fields["n"] for _, fields in self.redis.xrange(f"{P}alerts")], ["1", "2", "3"])

    def test_what_is_not_what_was_seen_refuses_everything(self):
        good = ("a", 0, 0, {"status": "SLOW"}, {"state": "firing"}, {"transition": "raised"})
        self.redis.hset(f"{P}dirty", "i", "token")
        self.redis.hset(f"{P}alert:b:off_target", mapping=sealed({"_revision": 3}))
        self.assertEqual(self.judge(good, ("b", 0, 2, {"status": "SLOW"}, {}, {}), token="token"), ["CONFLICT"])
        self.redis.hset(f"{P}target:b", "_revision", 1)
        self.assertEqual(self.judge(good, ("b", 0, 3, {"status": "SLOW"}, {}, {}), token="token"), ["CONFLICT"])
        self.assertEqual((self.target(), self.redis.xlen(f"{P}alerts"), self.redis.xlen(f"{P}updates")), ({}, 0, 0))
        self.assertTrue(self.redis.hexists(f"{P}dirty", "i"))

    def test_a_mark_that_changed_stays_and_refuses_nothing(self):
        self.redis.hset(f"{P}dirty", "i", "newer")
        self.assertEqual(self.judge(("a", 0, 0, {"status": "SLOW"}, {}, {}), token="older"), ["OK", 0])
        self.assertEqual(self.redis.hget(f"{P}dirty", "i"), "newer")

    def test_the_same_again_is_no_change_and_another_day_no_news(self):
        first = {"status": "SLOW", "as_of": "2026-10-01"}
        self.judge(("a", 0, 0, first, {}, {}))
        self.assertEqual(self.judge(("a", 1, 0, first, {}, {})), ["OK", 0])
        self.judge(("a", 1, 0, {"status": "SLOW", "as_of": "2026-10-02"}, {}, {}))
        self.assertEqual((self.target()["as_of"], self.target()["_revision"]), ("2026-10-02", "1"))
        self.assertEqual(self.redis.xlen(f"{P}updates"), 1)

    def test_figures_that_are_gone_leave_no_field(self):
        self.judge(("a", 0, 0, {"status": "SLOW", "expected": "5"}, {}, {}))
        self.judge(("a", 1, 0, {"status": "NO_BASELINE", "expected": ""}, {}, {}))
        self.assertNotIn("expected", self.target())
        self.assertEqual(self.target()["_revision"], "2")

    def test_alerts_are_held_while_catching_up(self):
        raised = ("a", 0, 0, {"status": "SLOW"}, {"state": "firing"}, {"transition": "raised"})
        for fields in ({"t:0": 6}, {"t:1": 1}, None):
            with self.subTest(ends=fields):
                self.setUp()
                if fields is None:
                    self.redis.delete(f"{P}ends")
                else:
                    self.redis.hset(f"{P}ends", mapping=fields)
                self.assertEqual(self.judge(raised), ["HELD", 0])
                self.assertEqual(self.target()["catching_up"], "1")
                self.assertFalse(self.redis.exists(f"{P}alerts", f"{P}alert:a:off_target"))
        self.setUp()
        self.assertEqual(self.judge(raised, quiet=1), ["HELD", 0])

    def test_a_key_of_another_type_is_refused_before_the_first_write(self):
        self.redis.set(f"{P}alerts", "a string")
        with self.assertRaisesRegex(Exception, "WRONGTYPE"):
            self.judge(("a", 0, 0, {"status": "SLOW"}, {"state": "firing"}, {"transition": "raised"}))
        self.assertEqual(self.target(), {})

    def test_one_at_a_time_delivers(self):
        def lease(who, ms=60000):
            return self.call("tiendo_lease_1", ["delivery", "alerts"], "kafka", who, ms)

        first = self.redis.xadd(f"{P}alerts", {"n": 1})
        self.assertEqual(lease("x"), ["OK", "0-0", first])
        self.assertEqual(lease("y"), ["HELD"])
        self.assertEqual(lease("x"), ["OK", "0-0", first])
        self.call("tiendo_release_1", ["delivery"], "kafka", "y")
        self.assertEqual(lease("y"), ["HELD"])
        self.call("tiendo_release_1", ["delivery"], "kafka", "x")
        self.assertEqual(lease("y", 1)[0], "OK")
        wait_until(lambda: lease("x") != ["HELD"], "the lease to lapse")

    def test_the_cursor_only_moves_forward(self):
        def delivered(id_):
            self.call("tiendo_delivered_1", ["delivery", "alerts"], "kafka", id_)
            return self.redis.hget(f"{P}delivery", "kafka")

        self.assertEqual(delivered("9-2"), "9-2")
        self.assertEqual(delivered("9-1"), "9-2")
        self.assertEqual(delivered("8-9"), "9-2")
        self.assertEqual(delivered("9-10"), "9-10")
        self.assertEqual(delivered("10-0"), "10-0")

    def test_the_stream_is_trimmed_behind_the_slowest_only(self):
        def fill(first, count):
            pipe = self.redis.pipeline(transaction=False)
            for i in range(first, first + count):
                pipe.xadd(f"{P}alerts", {"n": i}, id=f"{i}-0")
            pipe.execute()

        def delivered(destination, id_):
            self.call("tiendo_delivered_1", ["delivery", "alerts"], destination, id_)

        fill(1, 10600)
        delivered("kafka", "10-0")
        self.assertEqual(self.redis.xlen(f"{P}alerts"), 10600)  # most of it still waits
        delivered("alertmanager", "10500-0")
        self.assertEqual(self.redis.xlen(f"{P}alerts"), 10600)
        delivered("kafka", "10550-0")
        self.assertEqual(self.redis.xlen(f"{P}alerts"), 10000)
        self.assertEqual(self.redis.xrange(f"{P}alerts", count=1)[0][0], "601-0")

    def test_a_destination_is_waited_for_from_its_first_lease_until_it_is_gone_for_a_week(self):
        pipe = self.redis.pipeline(transaction=False)
        for i in range(1, 10701):
            pipe.xadd(f"{P}alerts", {"n": i}, id=f"{i}-0")
        pipe.execute()
        self.call("tiendo_lease_1", ["delivery", "alerts"], "http://a:9093", "x", 60000)
        self.call("tiendo_release_1", ["delivery"], "http://a:9093", "x")

        def delivered(id_):
            self.call("tiendo_delivered_1", ["delivery", "alerts"], "kafka", id_)
            return self.redis.xlen(f"{P}alerts")

        self.assertEqual(delivered("10600-0"), 10700)
        field = "http://a:9093_until_ms"
        self.redis.hset(f"{P}delivery", field, int(self.redis.hget(f"{P}delivery", field)) - 8 * 86400000)
        self.assertEqual(delivered("10601-0"), 10000)

    def test_only_older_alerts_are_put_back(self):
        for name in "ab":
            self.redis.hset(f"{P}alert:{name}:off_target",
                            mapping=sealed({"state": "firing", "sequence": 4, "_revision": 9}))
        keys = ["delivery", *(f"alert:{name}:off_target" for name in "abcd")]
        put = [word for sequence in (4, 5, 1)
               for word in (sequence, *pairs(state="inactive", sequence=sequence, severity=""))]
        put += [0, 0]  # of which nothing is known
        self.assertEqual(self.call("tiendo_restore_1", keys, 77, *put), ["OK", 2])
        self.assertEqual(self.alert("a")["state"], "firing")
        self.assertEqual(self.alert("b"), sealed({"state": "inactive", "sequence": 5, "_revision": 10}))
        self.assertEqual(self.alert("c"), sealed({"state": "inactive", "sequence": 1, "_revision": 1}))
        self.assertEqual(self.alert("d"), {})
        self.assertEqual(self.redis.hget(f"{P}delivery", "restored_ms"), "77")

    # ---- what nobody of ours wrote ----

    def test_a_verdict_that_was_written_into_is_written_anew_and_named(self):
        verdict = {"status": "SLOW"}
        self.judge(("a", 0, 0, verdict, {}, {}))
        good = self.target()
        for spoil in (lambda key: self.redis.hset(key, "status", "GREAT"), lambda key: self.redis.hset(key, "x", "y"),
                      lambda key: self.redis.hset(key, "_revision", "zzz"), lambda key: self.redis.hdel(key, "_seal"),
                      lambda key: (self.redis.delete(key), self.redis.set(key, "a string"))):
            spoil(f"{P}target:a")
            have = self.redis.type(f"{P}target:a") == "hash" and self.target().get("_revision", "0")
            revision = have if have and have.isdigit() else 0
            self.assertEqual(self.judge(("a", revision, 0, verdict, {}, {})), ["OK", 0, f"{P}target:a"])
            self.assertEqual({**self.target(), "_revision": "", "_seal": ""}, {**good, "_revision": "", "_seal": ""})
            self.assertEqual(self.judge(("a", self.target()["_revision"], 0, verdict, {}, {})), ["OK", 0])

    def test_an_alert_that_was_written_into_refuses_until_it_is_put_back(self):
        fires = {"state": "firing", "sequence": "1"}
        key = f"{P}alert:a:off_target"
        for spoil in (lambda: self.redis.hset(key, "state", "burning"), lambda: self.redis.hset(key, "sequence", "-7"),
                      lambda: (self.redis.delete(key), self.redis.rpush(key, "a list"))):
            self.setUp()
            self.judge(("a", 0, 0, {"status": "SLOW"}, fires, {"transition": "raised"}))
            spoil()
            again = ("a", 1, 1, {"status": "OFF_TRACK"}, {"state": "inactive"}, {"transition": "cleared"})
            self.assertEqual(self.judge(again), ["CORRUPT", key])
            self.assertEqual((self.target()["status"], self.redis.xlen(f"{P}alerts")), ("SLOW", 1))
            self.assertEqual(self.judge(again, quiet=1), ["HELD", 0])  # its verdict waits for nothing
            self.assertEqual(self.target()["status"], "OFF_TRACK")
            self.assertEqual(self.call("tiendo_restore_1", ["delivery", "alert:a:off_target"], 77, 1, *pairs(**fires)),
                             ["OK", 1, key])
            self.assertEqual({**self.alert(), "_seal": "", "_revision": ""}, {**fires, "_seal": "", "_revision": ""})

    def test_an_alert_of_which_nothing_is_known_is_removed_when_it_is_corrupt(self):
        self.redis.set(f"{P}alert:a:off_target", "a string")
        self.assertEqual(self.call("tiendo_restore_1", ["delivery", "alert:a:off_target"], 77, 0, 0),
                         ["OK", 1, f"{P}alert:a:off_target"])
        self.assertFalse(self.redis.exists(f"{P}alert:a:off_target"))

    def test_keys_of_another_type_are_removed_and_named(self):
        names = ["delivery", "dirty", "alerts", "updates"]
        self.assertEqual(self.call("tiendo_mend_1", names), [])
        for name in names:
            self.redis.set(P + name, "a string")
        self.assertEqual(self.call("tiendo_mend_1", names), names)
        self.assertFalse(self.redis.exists(*(P + name for name in names)))

    def test_what_is_no_cursor_or_lease_of_ours_is_none(self):
        far = str(10**15)
        self.redis.hset(f"{P}delivery", mapping={"kafka": "soon", "kafka_owner": "z", "kafka_until_ms": far})
        first = self.redis.xadd(f"{P}alerts", {"n": 1})
        self.assertEqual(self.call("tiendo_lease_1", ["delivery", "alerts"], "kafka", "x", 5000), ["OK", "0-0", first])
        self.redis.hset(f"{P}delivery", "kafka", f"{far}-0")
        self.assertEqual(self.call("tiendo_delivered_1", ["delivery", "alerts"], "kafka", first), ["OK"])
        self.assertEqual(self.redis.hget(f"{P}delivery", "kafka"), first)

    # ---- acknowledging ----

    def acknowledge(self, sequence=1, raised_for="2026-09"):
        return self.call("tiendo_acknowledge_1", ["alert:a:off_target", "updates", "alerts"], "a", sequence, raised_for,
                         *pairs(acknowledged_by="A", acknowledged_note=""), *pairs(transition="acknowledged"))

    def test_what_fires_is_acknowledged_once(self):
        fires = {"state": "firing", "sequence": "1", "raised_for": "2026-09"}
        self.assertEqual(self.acknowledge(), ["IGNORED"])
        self.judge(("a", 0, 0, {"status": "SLOW"}, fires, {"transition": "raised"}))
        self.assertEqual(self.acknowledge(sequence=2), ["IGNORED"])
        self.assertEqual(self.acknowledge(raised_for="2026-08"), ["IGNORED"])
        self.assertEqual(self.acknowledge(), ["OK"])
        self.assertEqual(self.alert(), sealed({**fires, "acknowledged_by": "A", "_revision": 2}))
        self.assertEqual(self.acknowledge(), ["IGNORED"])
        self.assertEqual([f["transition"] for _, f in self.redis.xrange(f"{P}alerts")], ["raised", "acknowledged"])
        self.redis.hset(f"{P}alert:a:off_target", "state", "asleep")
        self.assertEqual(self.acknowledge(), ["CORRUPT", f"{P}alert:a:off_target"])


if __name__ == "__main__":
    unittest.main()
