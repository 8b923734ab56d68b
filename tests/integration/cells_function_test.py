"""The functions of cells/ on a real Redis: exact quotients, sums, order, precedence, and the ledger's protocol.

The functions are called as any client could, without our programs.
"""

import pathlib
import random
import sys
import unittest
from fractions import Fraction

from reference.aggregate import _round
from stand.stand import BUILD, Stand

P = "tiendo:{t@1}:"


def cell(revision, a, b=0, time=0, digest=0, enters=1, status="A", p=0):
    return (f'{{"revision":{revision},"time_unix_ms":{time},"digest":{digest},"enters":{enters},'
            f'"_a":{a},"_b":{b},"_p":{p},"obs_status":"{status}"}}')


class Group:
    def __init__(self, cells, kind="ratio", period="2026", decimals=2, part_decimals=0, factor_digits=2,
                 noise=1, levels="", indicator="i", province="-", communes=0):
        self.cells = cells  # {area: {source: line}}
        self.head = [indicator, period, 20000, kind, decimals, part_decimals, factor_digits, noise, levels,
                     province, communes]
        self.keys = [f"{P}cells:{indicator}:{period}", f"{P}series:{indicator}"]
        self.keys += [f"{P}total:{indicator}:{period}:{area}" for area in cells]

    def arguments(self):
        words = [*self.head, len(self.cells)]
        for area, sources in self.cells.items():
            words += [area, len(sources)]
            for source, line in sources.items():
                words += [f"{area}|{source}", line]
        return words


class CellsFunction(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(kafka=False))
        cls.redis = cls.stand.redis
        cls.redis.execute_command("FUNCTION", "LOAD", (BUILD / "lua/cells.lua").read_text())

    def setUp(self):
        self.redis.flushall()

    def apply(self, *groups, spans=(), batch=1, part=1, last=1, writer="w", read=None, counted_from=None):
        keys = [P + name for name in (f"writer:{writer}", "ledger", "marks", "ahead", "dirty", "updates")]
        words = [batch, part, last, 1234, f"{writer}:{batch}:{part}", len(spans)]
        for name, from_, next_, begin, mark, *more in spans:
            keys.append(f"{P}agency:a")
            partition, lag, heard, counts = more or (0, -1, 0, {})
            read_from, read_next = read or (from_, next_)
            words += [name, from_, next_, read_from, read_next, begin, mark, partition, lag, heard]
            words += [from_ if counted_from is None else counted_from, len(counts)]
            for field, by in counts.items():
                words += [field, by]
        words.append(len(groups))
        for group in groups:
            keys += group.keys
            words += group.arguments()
        return self.redis.execute_command("FCALL", "tiendo_apply_1", len(keys), *keys, *words)

    def total(self, period="2026", area="X"):
        return self.redis.hgetall(f"{P}total:i:{period}:{area}")

    def test_quotients_are_exact_at_any_size(self):
        chance = random.Random(20260101)
        for round_ in range(300):
            size = chance.choice([10, 10**4, 10**9, 2**43])
            n, d = chance.randint(0, size), chance.randint(1, size)
            decimals, factor = chance.choice([0, 2, 4, 9, 15]), chance.choice([0, 2, 4, 6])
            self.redis.flushall()
            self.apply(Group({"X": {"s": cell(1, n, d)}}, decimals=decimals, factor_digits=factor))
            want = _round(Fraction(n, d) * 10**factor, decimals)
            self.assertEqual(self.total()["value"], want, f"{n}/{d} x 1e{factor}, {decimals} decimals")

    def test_halves_round_away_from_zero(self):
        for n, d, want in ((1, 8, "12.5"), (1, 16, "6.3"), (1, 200, "0.5"), (1, 2000, "0.1"), (1, 2001, "0.0"),
                           (9995, 10000, "100.0")):
            self.redis.flushall()
            self.apply(Group({"X": {"s": cell(1, n, d)}}, decimals=1))
            self.assertEqual(self.total()["value"], want, f"{n}/{d}")
        for n, d, factor in ((5, 2**16, 0), (1, 2**20, 4), (5 * 2**20, 2**42, 6)):  # too large for one division
            self.redis.flushall()
            self.apply(Group({"X": {"s": cell(1, n, d)}}, decimals=15, factor_digits=factor))
            exactly = Fraction(n, d) * 10**factor
            self.assertEqual((exactly * 10**15).denominator, 2)
            self.assertEqual(self.total()["value"], _round(exactly, 15))

    def test_sums_are_exact_beyond_what_a_double_holds(self):
        want = 0
        for period in range(3):
            for batch in range(11):
                lines = {f"s{batch}-{i}": cell(1, 2**43 - 2 * i - 1, 2**43) for i in range(399)}
                want += sum(2**43 - 2 * i - 1 for i in range(399))
                self.apply(Group({"X": lines}))
            if period == 0:
                self.assertEqual(self.total()["_numerator"], str(want))
                self.assertNotEqual(int(float(want)), want)
        self.assertEqual(self.total()["_denominator"], str(11 * 399 * 2**43))
        self.assertEqual(self.total()["value"], _round(Fraction(want // 3, 11 * 399 * 2**43) * 100, 2))

    def test_a_lower_order_changes_nothing_and_a_repeat_neither(self):
        self.apply(Group({"X": {"s": cell(5, 50, 100, time=5, digest=5)}}))
        before = self.total()
        for stale in (cell(4, 1, 1, 9, 9), cell(5, 1, 1, 4, 9), cell(5, 1, 1, 5, 4)):
            self.assertEqual(self.apply(Group({"X": {"r": cell(1, 0, 1), "s": stale}}))[2:], [2])
        self.assertEqual(self.apply(Group({"X": {"s": cell(5, 50, 100, 5, 5)}})), ["OK", 0])  # no stale place
        before |= {"denominator": "101", "cells": "2", "value": "49.50", "_cells": "2", "_denominator": "101"}
        self.assertEqual(self.total(), before)
        self.assertEqual(self.apply(Group({"X": {"s": cell(5, 60, 100, 5, 6)}})), ["OK", 1])
        self.assertEqual(self.total()["value"], "59.41")  # 60 of 101

    def test_a_time_before_1970_is_a_time(self):
        self.assertEqual(self.apply(Group({"X": {"s": cell(0, 1, 2, time=-43200000)}})), ["OK", 1])
        self.assertEqual(self.apply(Group({"X": {"s": cell(0, 1, 4, time=-1)}})), ["OK", 1])
        self.assertEqual(self.total()["value"], "25.00")

    def test_a_total_without_cells_is_gone_and_leaves_its_series(self):
        self.apply(Group({"X": {"s": cell(1, 5, 10)}, "Y": {"s": cell(1, 5, 10)}}))
        self.apply(Group({"X": {"s": cell(2, 0, 0, enters=0, status="M")}}))
        self.assertEqual(self.total(), {})
        self.assertEqual(self.redis.zrange(P + "series:i", 0, -1), ["2026"])  # Y still has one
        self.apply(Group({"Y": {"s": cell(2, 0, 0, enters=0, status="O")}}))
        self.assertEqual(self.redis.exists(P + "series:i"), 0)
        self.apply(Group({"X": {"s": cell(3, 7, 10)}}))  # and comes back
        self.assertEqual(self.total()["value"], "70.00")
        self.assertEqual(self.redis.zrange(P + "series:i", 0, -1), ["2026"])

    def test_a_denominator_of_zero_has_no_value(self):
        self.apply(Group({"X": {"s": cell(1, 5, 10)}}))
        self.apply(Group({"X": {"s": cell(2, 0, 0)}}))
        self.assertNotIn("value", self.total())
        self.assertEqual(self.total()["denominator"], "0")

    def test_negative_counts_and_statuses(self):
        self.apply(Group({"X": {"s": cell(1, -50), "t": cell(1, 8, status="E"), "u": cell(1, 0, status="B")}},
                         kind="count", decimals=1))
        self.assertEqual((self.total()["value"], self.total()["obs_status"]), ("-4.2", "B"))
        self.apply(Group({"X": {"u": cell(2, 0)}}, kind="count", decimals=1))
        self.assertEqual(self.total()["obs_status"], "E")
        self.apply(Group({"X": {"t": cell(2, 8)}}, kind="count", decimals=1))
        self.assertEqual(self.total()["obs_status"], "A")

    def test_a_province_without_cells_of_its_own_is_its_communes(self):
        def apply(**areas):
            areas = {"P": {}} | areas
            return self.apply(Group(areas, province="P", communes=3))

        apply(C1={"s": cell(1, 10, 20)}, C2={"s": cell(1, 5, 20, status="E")})
        self.assertEqual(self.total(area="C1")["value"], "50.00")
        shown = {"value": "37.50", "numerator": "15", "denominator": "40", "coverage": "2/3", "cells": "2",
                 "obs_status": "E"}
        self.assertEqual({k: self.total(area="P")[k] for k in shown}, shown)
        apply(C1={"t": cell(1, 10, 10)})  # another source of a commune that is heard
        self.assertEqual((self.total(area="P")["coverage"], self.total(area="P")["value"]), ("2/3", "50.00"))
        apply(P={"s": cell(1, 1, 2)}, C3={"s": cell(1, 1, 1)})  # its own stand before them
        self.assertEqual(self.total(area="P")["value"], "50.00")
        self.assertEqual(self.total(area="P")["denominator"], "2")
        self.assertNotIn("coverage", self.total(area="P"))
        apply(P={"s": cell(2, 0, 0, enters=0, status="M")})  # withdrawn: the communes again, all three
        self.assertEqual((self.total(area="P")["coverage"], self.total(area="P")["denominator"]), ("3/3", "51"))
        for name, source in (("C1", "s"), ("C1", "t"), ("C2", "s"), ("C3", "s")):
            apply(**{name: {source: cell(9, 0, 0, enters=0, status="O")}})
        self.assertEqual(self.total(area="P"), {})
        self.assertEqual(self.redis.exists(P + "series:i"), 0)

    def test_sums_and_statuses_are_those_of_the_cells_that_stand(self):
        chance, standing = random.Random(20261123), {}
        areas, order = ("P", "C1", "C2"), "BUEIPVDGHJKNSW"
        for revision in range(1, 400):
            call = {"P": {}}
            for _ in range(chance.randint(1, 3)):
                area, source, status = chance.choice(areas), chance.choice("st"), chance.choice("AAAEPM")
                n, d = chance.randint(0, 9), chance.randint(0, 9)
                call.setdefault(area, {})[source] = cell(revision, n, d, enters=int(status != "M"), status=status)
                standing[area, source] = (n, d, status)
            self.apply(Group(call, province="P", communes=2))
            of = lambda *wanted: [c for (area, _), c in standing.items() if area in wanted and c[2] != "M"]
            for area in areas:
                cells = of(area) or (of("C1", "C2") if area == "P" else [])
                have = {k: v for k, v in self.total(area=area).items() if k in ("numerator", "denominator", "cells",
                                                                              "obs_status", "coverage")}
                want = {"numerator": str(sum(c[0] for c in cells)), "denominator": str(sum(c[1] for c in cells)),
                        "cells": str(len(cells)), "obs_status": min((c[2] for c in cells if c[2] in order),
                                                                    key=order.index, default="A")} if cells else {}
                if cells and area == "P" and not of("P"):
                    want["coverage"] = f"{sum(bool(of(c)) for c in ('C1', 'C2'))}/2"
                self.assertEqual(have, want, f"{area} after {revision}")

    def test_precedence_then_bytes_decide_and_disagreement_shows(self):
        lines = {"/b": cell(1, 100, p=1), "/a-2": cell(1, 200, p=1), "/B-1": cell(1, 300, p=1)}
        self.apply(Group({"X": lines}, kind="number", noise=100))
        self.assertEqual((self.total()["value"], self.total()["disputed"]), ("3.00", "1"))  # "B" < "a" as bytes
        self.apply(Group({"X": {"/z": cell(1, 250, p=0)}}, kind="number", noise=200))
        self.assertEqual((self.total()["value"], self.total()["disputed"]), ("2.50", "0"))
        self.apply(Group({"X": {"/z": cell(2, 250, p=0)}}, kind="number", noise=150))
        self.assertEqual(self.total()["disputed"], "1")  # 2.50 and 1.00: just as far apart

    def test_a_dispute_is_dated_by_when_two_that_differ_had_both_been_said(self):
        number = lambda **lines: self.apply(Group({"X": lines}, kind="number", noise=100))
        since = lambda: (self.total()["disputed"], self.total().get("disputed_since_ms"))
        number(a=cell(1, 500, time=5000))
        self.assertEqual(since(), ("0", None))
        number(b=cell(1, 550, time=5500, p=1))
        self.assertEqual(since(), ("0", None))  # within noise
        number(c=cell(1, 700, time=6000, p=1), d=cell(1, 800, time=4000, p=1))
        self.assertEqual(since(), ("1", "5000"))  # not before the first one spoke
        number(d=cell(2, 900, time=7000, p=1))
        self.assertEqual(since(), ("1", "6000"))  # a revision that differs still; another did before
        number(d=cell(3, 500, time=8000, p=1))
        self.assertEqual(since(), ("1", "6000"))
        number(c=cell(2, 500, time=9000, p=1))
        self.assertEqual(since(), ("0", None))
        number(z=cell(1, 10, time=-77, p=0), a=cell(2, 500, time=-88))
        self.assertEqual(since(), ("1", "-77"))

    def first_of(self, standing, area):
        """(value, cells, disputed) of what stands in an area, worked out from all of it."""
        here = {s: (a, p) for (where, s), (a, p, enters) in standing.items() if where == area and enters}
        if not here:
            return {}
        first = min(here, key=lambda s: (here[s][1], s.encode()))
        return {"value": f"{here[first][0] / 100:.2f}", "cells": str(len(here)),
                "disputed": str(int(any(a != here[first][0] for a, _ in here.values())))}

    def test_whatever_the_total_says_of_its_sources_the_cells_decide(self):
        chance, standing = random.Random(20260102), {}
        hints = (None, "", "s0", "s1\ns1", "nobody", "s2\ns0\ns1", "s3\nnobody")
        for revision in range(400):
            cells = {}
            for area in chance.sample("XYZ", chance.randint(1, 3)):
                for source in chance.sample([f"s{i}" for i in range(5)], chance.randint(1, 4)):
                    a, p, enters = chance.randint(100, 103), chance.randint(0, 1), int(chance.random() < 0.6)
                    cells.setdefault(area, {})[source] = cell(revision, a, p=p, enters=enters)
                    standing[area, source] = (a, p, enters)
            self.apply(Group(cells, kind="number"))
            for area in "XYZ":
                total = self.total(area=area)
                want = self.first_of(standing, area)
                self.assertEqual({k: total[k] for k in want}, want, f"revision {revision}, {area}")
                self.assertEqual(bool(total), bool(want))
                hint = chance.choice(hints)
                if total and hint is not None and chance.random() < 0.3:
                    self.redis.hset(f"{P}total:i:2026:{area}", "_sources", hint)

    def test_a_total_may_have_more_sources_than_lua_unpacks(self):
        for batch in range(20):
            lines = {f"s{batch}-{i}": cell(1, 7 + batch, p=batch) for i in range(450)}
            self.apply(Group({"X": lines}, kind="number"))
        self.assertEqual((self.total()["cells"], self.total()["value"]), ("9000", "0.07"))
        self.redis.hdel(f"{P}total:i:2026:X", "_sources")
        self.apply(Group({"X": {"s0-0": cell(2, 8)}}, kind="number"))
        self.assertEqual((self.total()["cells"], self.total()["value"]), ("9000", "0.08"))

    def test_levels_ranks_and_benchmarks_are_shown(self):
        self.apply(Group({"X": {"s": cell(1, 2)}}, kind="level", levels="low\nmiddle\nhigh\n"))
        self.assertEqual(self.total()["level"], "high")
        self.apply(Group({"X": {"s": cell(1, 9, 63)}}, kind="rank", decimals=0, period="2025"))
        self.assertEqual((self.total("2025")["value"], self.total("2025")["rank_of"]), ("9", "63"))
        self.apply(Group({"X": {"s": cell(1, 5640, 5000)}}, kind="compared", period="2024"))
        self.assertEqual(self.total("2024")["benchmark"], "50.00")

    def test_a_part_is_taken_only_after_the_one_before_it(self):
        group = Group({"X": {"s": cell(1, 1, 2)}})
        self.assertEqual(self.apply(group, part=2, last=0), ["REFUSED"])
        self.assertEqual(self.apply(group, part=1, last=0)[0], "OK")
        self.assertEqual(self.apply(group, part=2, last=0)[0], "OK")
        self.redis.flushall()  # between two parts
        self.assertEqual(self.apply(group, part=3, spans=[("t:0", 0, 9, 0, "")]), ["REFUSED"])
        self.assertEqual(self.redis.dbsize(), 0)

    def test_the_ledger_only_moves_on_without_holes(self):
        span = lambda from_, next_, begin=0: [("t:0", from_, next_, begin, f"{next_ - 1}:7")]
        self.assertEqual(self.apply(spans=span(5, 9)), ["ROLLED_BACK", "t:0"])
        self.assertEqual(self.apply(spans=span(5, 9, begin=5)), ["OK", 0])
        self.assertEqual(self.apply(spans=span(10, 12)), ["ROLLED_BACK", "t:0"])
        self.assertEqual(self.apply(spans=span(5, 7)), ["OK", 0])  # a zombie's: the ledger stays
        self.assertEqual(self.redis.hgetall(P + "ledger"), {"t:0": "9"})
        self.assertEqual(self.redis.hgetall(P + "marks"), {"t:0": "8:7"})

    def test_what_was_read_ahead_of_the_ledger_must_still_be_there(self):
        def advance(from_, next_, read_from, read_next):
            return self.apply(spans=[("t:0", from_, next_, -1 if from_ else 0, "")], read=(read_from, read_next))[0]

        self.assertEqual(advance(0, 5, 0, 8), "OK")  # a refusal at 5
        self.assertEqual(self.redis.hgetall(P + "ahead"), {"t:0": "8"})
        self.redis.hdel(P + "ahead", "t:0")  # an older state, with the same ledger
        self.assertEqual(advance(5, 5, 8, 9), "ROLLED_BACK")
        self.assertEqual(advance(5, 5, 5, 9), "OK")  # read again
        self.assertEqual(advance(5, 5, 5, 6), "OK")  # a zombie's: it does not move back
        self.assertEqual(self.redis.hgetall(P + "ahead"), {"t:0": "9"})
        self.assertEqual(advance(5, 9, 9, 9), "OK")  # answered
        self.assertEqual((self.redis.hgetall(P + "ledger"), self.redis.exists(P + "ahead")), ({"t:0": "9"}, 0))
        self.redis.delete(P + "ledger")
        self.assertEqual(self.apply(spans=[("t:0", 0, 0, -1, "")])[0], "ROLLED_BACK")  # it was there before

    def test_a_ledger_behind_what_was_read_is_behind(self):
        """An older state, in which the cells are and the refusal is not answered."""
        self.redis.hset(P + "ledger", "t:0", 5)
        self.redis.hset(P + "ahead", "t:0", 9)
        self.assertEqual(self.apply(spans=[("t:0", 9, 12, -1, "")]), ["ROLLED_BACK", "t:0"])
        self.assertEqual(self.redis.hgetall(P + "ledger"), {"t:0": "5"})

    def call(self, name, keys, *words):
        return self.redis.execute_command("FCALL", name, len(keys), *(P + key for key in keys), *words)

    def test_a_ledger_is_reset_only_from_where_it_was_seen(self):
        def reset(expected):
            return self.call("tiendo_reset_1", ["ledger", "marks", "ahead", "gap:t:0"], "t:0", expected, 2, 2, 7,
                             "recreated", 1234)

        for key, value in (("ledger", "9"), ("marks", "8:7"), ("ahead", "11")):
            self.redis.hset(P + key, mapping={"t:0": value, "t:1": value})
        self.assertEqual(reset(8), ["CHANGED"])  # another one has gone on, or reset it before
        self.assertEqual((self.redis.hget(P + "ledger", "t:0"), self.redis.exists(P + "gap:t:0")), ("9", 0))
        self.assertEqual(reset(9), ["OK"])
        self.assertEqual(self.redis.hgetall(P + "ledger"), {"t:0": "2", "t:1": "9"})
        self.assertEqual((self.redis.hgetall(P + "marks"), self.redis.hgetall(P + "ahead")), ({"t:1": "8:7"}, {"t:1": "11"}))
        self.assertEqual(self.redis.hgetall(P + "gap:t:0"), {
            "why": "recreated", "ledger": "9", "reset_to": "2", "begin": "2", "end": "7", "at_unix_ms": "1234"})

    def test_the_current_version_moves_up_once_the_ends_are_reached(self):
        def reached():
            return self.call("tiendo_caught_up_1", ["ledger", "ends"])

        self.assertEqual(reached(), 0)  # nothing is known of the ends
        self.assertEqual(self.call("tiendo_ends_1", ["ends"], "t:0", 5, 1, "t:1", 3, 0), ["OK"])
        self.redis.hset(P + "ledger", mapping={"t:0": 5, "t:1": 2})
        self.assertEqual(reached(), 0)
        self.redis.hset(P + "ledger", "t:1", 3)
        self.assertEqual(reached(), 1)
        self.call("tiendo_ends_1", ["ends"], "t:0", 6, 1, "t:1", 9, 0)  # its own anew; another's only filled in
        self.assertEqual(self.redis.hgetall(P + "ends"), {"t:0": "6", "t:1": "3"})
        for version in (3, 12, 9):
            self.call("tiendo_current_1", ["current"], version, "")
        self.assertEqual(self.redis.get(P + "current"), "12")

    def test_what_names_no_version_is_no_current_one(self):
        for held in ("junk", "", "0", "01", "-1", "1e999", "9" * 16):
            self.redis.set(P + "current", held)
            self.assertEqual(self.call("tiendo_current_1", ["current"], 3, ""), ["OK", 1], held)
            self.assertEqual(self.redis.get(P + "current"), "3")
        self.assertEqual(self.call("tiendo_current_1", ["current"], 3, ""), ["OK", 0])
        self.redis.set(P + "current", 4)
        self.assertEqual(self.call("tiendo_current_1", ["current"], 3, ""), ["OK", 0])
        self.assertEqual(self.call("tiendo_current_1", ["current"], 3, 5), ["OK", 0])
        self.assertEqual(self.redis.get(P + "current"), "4")
        self.assertEqual(self.call("tiendo_current_1", ["current"], 3, 4), ["OK", 1])  # which is not there
        self.redis.delete(P + "current")
        self.redis.rpush(P + "current", "4")
        self.assertEqual(self.call("tiendo_current_1", ["current"], 3, ""), ["OK", 1])
        self.assertEqual(self.redis.get(P + "current"), "3")

    def test_a_namespace_is_of_one_plan_and_cluster_and_what_others_wrote_is_made_good(self):
        keys, plan, other = ["meta", "marks", "ledger", "ahead", "ends"], "a" * 64, "b" * 64

        def open_(digest=plan, cluster="here"):
            return self.call("tiendo_open_1", keys, digest, "1", cluster)

        self.assertEqual(open_(), ["OK", 0])
        self.assertEqual(open_(other), ["DIFFERS", "plan_sha256", plan])
        self.assertEqual(open_(cluster="there"), ["DIFFERS", "cluster_id", "here"])
        good = self.redis.hgetall(P + "meta")
        for field, held in (("plan_sha256", "junk"), ("cell_format", "2"), ("cluster_id", ""), ("_seal", "0")):
            self.redis.hset(P + "meta", field, held)
            self.assertEqual(open_(), ["OK", 0, P + "meta"])
            self.assertEqual(self.redis.hgetall(P + "meta"), good)
        self.redis.hset(P + "meta", "plan_sha256", other)  # though not as we write it: better to stop
        self.assertEqual(open_(), ["DIFFERS", "plan_sha256", other])
        for key in keys:
            self.redis.delete(P + key)
            self.redis.set(P + key, "a string")
        self.assertEqual(open_(), ["OK", 0, *(P + key for key in keys)])
        for key in ("ledger", "ahead", "ends"):
            for held in ("-1", "1e999", "9" * 16, "x"):
                self.redis.hset(P + key, mapping={"t:0": 5, "t:1": held})
                self.assertEqual(open_(), ["OK", 0, P + key])
                self.assertEqual(self.redis.exists(P + key), 0)
        for key in ("ledger", "ends"):
            self.redis.hset(P + key, "t:0", 5)
        self.assertEqual(open_(), ["OK", 1])

    def test_agencies_are_counted_once_however_often_a_batch_is_sent(self):
        def advance(from_, next_, **counts):
            return self.apply(spans=[("t:0", from_, next_, 0, "", 0, 5, 1000 + next_, counts)])

        advance(0, 10, accepted=9, stale=2, **{"refused:not_json": 1, "2026-11-20T10:accepted": 9})
        advance(0, 10, accepted=9, stale=2)  # the reply was lost
        advance(10, 20, accepted=10, **{"2026-11-22T09:accepted": 10})
        have = self.redis.hgetall(P + "agency:a")
        want = {"accepted": "19", "stale": "2", "refused:not_json": "1", "last_heard_ms": "1020", "lag": "5",
                "2026-11-20T10:accepted": "9", "2026-11-22T09:accepted": "10"}
        self.assertEqual({k: v for k, v in have.items() if not k.startswith("_")}, want)
        advance(20, 21, **{"2026-11-22T10:accepted": 1})  # 48 hours after the first: a part of that is within
        self.assertIn("2026-11-20T10:accepted", self.redis.hgetall(P + "agency:a"))
        advance(21, 22, **{"2026-11-22T11:accepted": 1})  # 49: it goes
        self.assertNotIn("2026-11-20T10:accepted", self.redis.hgetall(P + "agency:a"))
        self.assertIn("2026-11-22T09:accepted", self.redis.hgetall(P + "agency:a"))
        self.apply(spans=[("t:1", 0, 3, 0, "", 1, 7, 0, {})])
        self.assertEqual(self.redis.hget(P + "agency:a", "lag"), "12")  # of both partitions

    def test_counts_that_come_later_than_their_batch_are_of_what_was_not_counted(self):
        def advance(from_, next_, accepted, counted_from=None):
            counts = {"accepted": accepted} if accepted else {}
            self.assertEqual(self.apply(spans=[("t:0", from_, next_, 0, "", 0, -1, 0, counts)],
                                        counted_from=counted_from), ["OK", 0])
            return self.redis.hget(P + "agency:a", "accepted")

        self.assertEqual(advance(0, 24, 24), "24")
        self.assertEqual(advance(0, 34, 0), "24")      # from before an older state came: held at a refusal
        self.assertEqual(advance(34, 44, 44, 0), "24")  # its counts begin where 24 are counted
        self.assertEqual(advance(44, 50, 6), "30")
        self.assertEqual(advance(50, 60, 0), "30")      # again a refusal, and its reader dies
        self.assertEqual(advance(60, 61, 1), "31")      # the next one begins at the ledger
        self.redis.hset(P + "ledger", "t:0", 0)         # another log
        self.assertEqual(advance(0, 5, 5), "36")
        self.assertEqual(advance(5, 9, 4), "40")

    def test_a_rolled_back_batch_writes_nothing(self):
        self.apply(Group({"X": {"s": cell(1, 1, 2)}}), spans=[("t:0", 5, 9, 0, "")])
        self.assertEqual(self.redis.dbsize(), 0)

    def test_what_may_fail_fails_before_the_first_write(self):
        self.redis.set(P + "total:i:2027:X", "foreign")
        before = self.redis.dbsize()
        good, bad = Group({"X": {"s": cell(1, 1, 2)}}), Group({"X": {"s": cell(1, 1, 2)}}, period="2027")
        with self.assertRaises(Exception):
            self.apply(good, bad)
        self.assertEqual(self.redis.dbsize(), before)
        self.redis.delete(P + "total:i:2027:X")
        self.redis.hset(P + "total:i:2027:X", mapping={"_numerator": 9 * 10**18, "_denominator": 1, "_cells": 1})
        with self.assertRaises(Exception):
            self.apply(good, Group({"X": {"s": cell(1, 2**43, 2)}, "Y": {"s": cell(1, 1, 1)}}, period="2027",
                                   indicator="i"), Group({"X": {"t": cell(1, 3 * 10**17, 1)}}, period="2027"))
        self.assertEqual(self.redis.exists(P + "cells:i:2026"), 0)

    def test_many_totals_in_one_call_are_announced_by_indicator(self):
        areas = {f"A{i}": {"s": cell(1, 1, 2)} for i in range(500)}
        self.assertEqual(self.apply(Group(areas)), ["OK", 500])
        (_, entry), = self.redis.xrange(P + "updates")
        self.assertEqual(entry, {"indicator": "i"})
        self.apply(Group({"A1": {"s": cell(2, 1, 2)}}), batch=2)
        self.assertEqual(self.redis.xrange(P + "updates")[1][1], {"total": "i:2026:A1"})
        self.assertEqual(self.redis.hgetall(P + "dirty"), {"i": "w:2:1"})


if __name__ == "__main__":
    unittest.main()
