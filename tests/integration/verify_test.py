"""tiendoctl verify: finds a sound Redis sound, also while it moves, and each corruption by its key."""

import concurrent.futures
import json
import unittest

from reference.aggregate import ADDITIVE, Rules, stored_totals
from reference.feed import publish
from reference.generate import Generator
from stand.stand import ROOT, Stand

PLAN = ROOT / "tests/schemas/plan.json"  # communes, every kind, part decimals, replaced sources
RULES = Rules(PLAN)
P = f"tiendo:{{{RULES.tag}}}:"


def verify(stand, *arguments, exit_code=0):
    return stand.run("tiendoctl", "verify", *arguments, exit_code=exit_code, env={"TIENDO_BROKERS": None})


class Verify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(plan=PLAN))
        cls.redis = cls.stand.redis
        cls.stand.create_topics()
        aggregator = cls.stand.start("tiendo-aggregator")
        topics = publish(cls.stand, Generator(RULES, seed=21).events(4000))
        cls.stand.wait_read(RULES.tag, *topics, log=aggregator.log)
        aggregator.stop()
        cls.totals = stored_totals(cls.redis, RULES.tag)

    def verify(self, *arguments, exit_code=0):
        return verify(self.stand, *arguments, exit_code=exit_code)

    def differences(self):
        *found, counts = map(json.loads, self.verify("--json", exit_code=65).stdout.splitlines())
        self.assertEqual(counts["differences"], len(found))
        return [(d["key"].removeprefix(P), d["field"], d["is"], d["should_be"]) for d in found]

    def spoil(self, key, *command):
        """Runs a command on the key, and undoes what it did when the test is over."""
        connection = self.redis.connection_pool.get_connection("DUMP")
        connection.send_command("DUMP", P + key)
        dump = connection.read_response(disable_decoding=True)  # it is no text
        self.redis.connection_pool.release(connection)

        def undo():
            self.redis.delete(P + key)
            if dump is not None:
                self.redis.execute_command("RESTORE", P + key, 0, dump)

        self.addCleanup(undo)
        self.redis.execute_command(command[0], P + key, *command[1:])

    def total(self, wanted):
        """The key (behind the prefix) and fields of a total for which wanted(indicator, area, fields)."""
        for (indicator, period, area), fields in sorted(self.totals.items()):
            if wanted(RULES.indicators[indicator], area, fields):
                return f"total:{indicator}:{period}:{area}", fields
        raise AssertionError("the generator made no such total")

    def ratio(self):
        return self.total(lambda i, area, f: i["kind"] == "ratio" and area == RULES.province and "value" in f)

    # ---- sound -------------------------------------------------------------------------------

    def test_a_sound_redis_is_as_it_should_be(self):
        kinds = {RULES.indicators[i]["kind"] for i, _, _ in self.totals}
        self.assertEqual(kinds, {"ratio", "count", "number", "rank", "level", "compared"})
        cells = sum(self.redis.hlen(key) for key in self.redis.scan_iter(P + "cells:*"))
        indicators = len({i for i, _, _ in self.totals})
        said = f"{cells} cells, {len(self.totals)} totals of {indicators} indicators: all as they should be\n"
        self.assertEqual(self.verify().stdout, said)
        self.assertEqual(json.loads(self.verify("--json").stdout),
                         {"cells": cells, "totals": len(self.totals), "indicators": indicators, "differences": 0})

    def test_an_empty_redis_is_as_it_should_be(self):
        with Stand(plan=PLAN, kafka=False) as stand:
            done = verify(stand)
        self.assertEqual(done.stdout, "0 cells, 0 totals of 0 indicators: all as they should be\n")

    # ---- spoilt ------------------------------------------------------------------------------

    def test_a_field_of_a_sum_that_differs_is_told(self):
        key, fields = self.ratio()
        for field in ("value", "numerator", "cells", "obs_status"):
            with self.subTest(field=field):
                self.spoil(key, "HSET", field, "7777")
                self.assertEqual(self.differences(), [(key, field, "7777", fields[field])])
                self.doCleanups()
        self.spoil(key, "HSET", "value", "7777")
        shown, counts = self.verify(exit_code=65).stdout.splitlines()
        self.assertEqual(shown, f"{P}{key} value: is 7777, should be {fields['value']}")
        self.assertTrue(counts.endswith(": 1 difference"), counts)

    def test_the_functions_own_sums_are_looked_at_too(self):
        key, fields = self.ratio()
        self.spoil(key, "HINCRBY", "_numerator", 1)
        (found,) = self.differences()
        self.assertEqual(found[:2], (key, "_numerator"))

    def test_coverage_that_differs_or_should_not_be_is_told(self):
        key, fields = self.total(lambda i, area, f: "coverage" in f)
        self.spoil(key, "HSET", "coverage", "0/1")
        self.assertEqual(self.differences(), [(key, "coverage", "0/1", fields["coverage"])])
        self.doCleanups()
        key, _ = self.total(lambda i, area, f: i["kind"] in ADDITIVE and "coverage" not in f)
        self.spoil(key, "HSET", "coverage", "1/2")
        self.assertEqual(self.differences(), [(key, "coverage", "1/2", None)])

    def test_what_one_source_says_is_looked_at(self):
        for kind, field in (("number", "disputed"), ("rank", "rank_of"), ("level", "level"), ("compared", "benchmark")):
            with self.subTest(kind=kind):
                key, fields = self.total(lambda i, area, f, kind=kind: i["kind"] == kind)
                self.spoil(key, "HSET", field, "x")
                self.assertEqual(self.differences(), [(key, field, "x", fields[field])])
                self.doCleanups()

    def test_since_when_sources_disagree_is_looked_at(self):
        key, fields = self.total(lambda i, area, f: f.get("disputed") == "1")
        since = fields["disputed_since_ms"]
        self.spoil(key, "HSET", "disputed_since_ms", "1")
        self.assertEqual(self.differences(), [(key, "disputed_since_ms", "1", since)])
        self.doCleanups()
        self.spoil(key, "HDEL", "disputed_since_ms")
        self.assertEqual(self.differences(), [(key, "disputed_since_ms", None, since)])
        self.doCleanups()
        key, _ = self.total(lambda i, area, f: f.get("disputed") == "0")
        self.spoil(key, "HSET", "disputed_since_ms", since)
        self.assertEqual(self.differences(), [(key, "disputed_since_ms", since, None)])

    def test_a_lost_total_is_told(self):
        key, _ = self.total(lambda i, area, f: area != RULES.province)
        self.spoil(key, "DEL")
        self.assertEqual(self.differences(), [(key, None, None, "a total")])

    def test_a_lost_total_of_the_province_that_is_its_communes_is_told(self):
        key, _ = self.total(lambda i, area, f: "coverage" in f)
        self.spoil(key, "DEL")
        self.assertEqual(self.differences(), [(key, None, None, "a total")])

    def test_a_total_without_cells_is_told(self):
        orphan = f"total:{RULES.plan['indicators'][0]['id']}:" + {
            "A": "1999", "S": "1999-S1", "Q": "1999-Q1", "M": "1999-01", "D": "1999-01-01",
        }[RULES.plan["indicators"][0]["frequency"]] + f":{RULES.province}"
        self.spoil(orphan, "HSET", "value", "1")
        self.assertEqual(self.differences(), [(orphan, None, "a total", None)])

    def test_keys_of_nothing_in_the_plan_are_told(self):
        for key in ("total:nothing:2024:VN-54", "cells:nothing:2024", "series:nothing",
                    f"total:{RULES.plan['indicators'][0]['id']}:never:{RULES.province}"):
            with self.subTest(key=key):
                self.spoil(key, "SET", "x")
                self.assertEqual(self.differences(), [(key, None, "a key", None)])
                self.doCleanups()

    def test_keys_of_another_type_are_told(self):
        key, _ = self.ratio()
        self.spoil(key, "DEL")
        self.spoil(key, "SET", "x")
        self.assertEqual(self.differences(), [(key, None, "of another type", "a hash")])

    def test_a_series_is_looked_at_member_by_member(self):
        key, _ = self.ratio()
        _, indicator, period, _ = key.split(":")
        series, score = f"series:{indicator}", int(self.redis.zscore(f"{P}series:{indicator}", period))
        self.spoil(series, "ZREM", period)
        self.assertEqual(self.differences(), [(series, period, None, str(score))])
        self.doCleanups()
        self.spoil(series, "ZADD", 5, period)
        self.assertEqual(self.differences(), [(series, period, "5", str(score))])
        self.doCleanups()
        self.spoil(series, "ZADD", 5, "never")
        self.assertEqual(self.differences(), [(series, "never", "a member", None)])

    def test_a_cell_that_is_none_of_ours_is_told(self):
        key, _ = self.ratio()
        _, indicator, period, _ = key.split(":")
        cells = f"cells:{indicator}:{period}"
        source = f"{RULES.province}|/agencies/{RULES.in_office(RULES.indicators[indicator]['lead'][0])}/spoilt"
        for field, line, wanted in (
                (source, "\x1b\xff", "a cell's line"), ("VN-99|/x", "x", "a field of an area of the plan"),
                (f"{RULES.province}|/agencies/nobody/x", "x", "a field of a source in office")):
            with self.subTest(field=field):
                self.spoil(cells, "HSET", field, line.encode("latin-1"))
                shown = line.replace("\x1b", "\\x1b").replace("\xff", "\\xff")
                self.assertEqual(self.differences(), [(cells, field, shown, wanted)])
                self.assertNotIn("\x1b", self.verify(exit_code=65).stdout)
                self.doCleanups()

    def test_a_lost_cell_shows_in_the_total(self):
        key, fields = self.total(lambda i, area, f: i["kind"] == "number" and f["cells"] == "1")
        _, indicator, period, area = key.split(":")
        cells = f"cells:{indicator}:{period}"
        for field, line in self.redis.hgetall(P + cells).items():
            if field.startswith(area + "|") and json.loads(line)["enters"]:
                self.spoil(cells, "HDEL", field)
        self.assertIn((key, None, "a total", None), self.differences())

    # ---- and else ----------------------------------------------------------------------------

    def test_a_redis_of_another_plan_is_refused(self):
        self.spoil("meta", "HSET", "plan_sha256", "0" * 64)
        self.assertIn("0" * 64, self.verify(exit_code=78).stderr)

    def test_a_redis_that_is_not_there_is_named(self):
        self.assertIn("/nowhere.sock", self.verify("--redis", "unix:/nowhere.sock", exit_code=69).stderr)


class VerifyWhileItMoves(unittest.TestCase):
    def test_a_redis_that_moves_is_no_difference(self):
        """What is compared is of one moment, however many events come in meanwhile."""
        with Stand(plan=PLAN) as stand:
            stand.create_topics()
            aggregator = stand.start("tiendo-aggregator")
            batches = [Generator(RULES, seed).events(2000) for seed in range(30, 40)]

            def publish_and_wait():
                for events in batches:  # each is read before the next comes: Redis moves ten times
                    stand.wait_read(RULES.tag, *publish(stand, events), log=aggregator.log)

            counts = []
            with concurrent.futures.ThreadPoolExecutor(1) as executor:
                publishing = executor.submit(publish_and_wait)
                while not publishing.done():
                    counts.append(json.loads(verify(stand, "--json").stdout)["cells"])
                publishing.result()
            self.assertGreater(len(set(counts)), 3)
            verify(stand)


if __name__ == "__main__":
    unittest.main()
