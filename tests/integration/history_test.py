"""tiendoctl history: every revision from Kafka, refused ones too; what it says stands is what Redis holds."""

import copy
import json
import signal
import unittest

from faults.logs import Logs
from reference.aggregate import Rules
from reference.feed import publish
from reference.generate import Generator
from stand.stand import PLAN, ROOT, Stand, wait_until

P = "tiendo:{bac-giang-2030@1}:"
INDICATOR = "egov.online-usage"
MIXED_PLAN = ROOT / "tests/schemas/plan.json"  # every kind, communes, retired agencies
MIXED = Rules(MIXED_PLAN)


def event(period, numerator, revision, agency="khcn", time="2026-10-05T08:00:00Z", indicator=INDICATOR, **data):
    values = {} if numerator is None else {"numerator": numerator, "denominator": 100}
    return {"specversion": "1.0", "id": f"{period}-{revision}", "source": f"/agencies/{agency}/portal",
            "type": "vn.gov.tiendo.measurement.v1", "time": time, "datacontenttype": "application/json",
            "data": {"indicator": indicator, "time_period": period, **values, "revision": revision, **data}}


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def origin(revision):
    where = revision["origin"]
    return f"{where['topic']}:{where['partition']}:{where['offset']}"


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()
        aggregator = cls.stand.start("tiendo-aggregator")
        first = event("2026-09", 41, 3, comment="số chính thức")
        cls.send("khcn", first, event("2026-09", 40, 1), first)  # late, and twice
        cls.send("khcn", event("2026-08", 39, 1), event("2026-08", None, 2, obs_status="M"))
        cls.send("tttt", event("2025-01", 30, 1, agency="tttt", time="2025-02-10T08:00:00Z"))
        cls.send("khcn", event("2025-01", 31, 2), event("2026-09", 200, 4))
        wrong_type = event("2026-07", 40, 1)
        wrong_type["type"] = "some.other.type"
        cls.send("khcn", "no JSON at all", wrong_type)
        cls.send("khcn", event("2026-09", 12, 1, indicator="egov.online-payment"), key="egov.online-payment")
        cls.send("khcn", event("2026-09", 200, 2, indicator="egov.online-payment"))  # a foreign key
        cls.stand.wait_read("bac-giang-2030@1", "tiendo.measurements.khcn", "tiendo.measurements.tttt",
                            log=aggregator.log)
        aggregator.stop()

    @classmethod
    def send(cls, agency, *events, key=INDICATOR):
        cls.stand.produce(f"tiendo.measurements.{agency}", *events, key=key)

    def run_it(self, *arguments, exit_code=0, **env):
        return self.stand.run("tiendoctl", "history", *arguments, exit_code=exit_code,
                              env={"TIENDO_REDIS": None, **env})

    def history(self, *arguments):
        return lines(self.run_it(*arguments, "--json"))

    def test_every_revision_is_there_in_its_order_and_one_of_each_cell_stands(self):
        shown = [(r["time_period"], r["source"], r["revision"], r["reason"], r["stands"])
                 for r in self.history(INDICATOR) if r["time_period"]]
        khcn, tttt = "/agencies/khcn/portal", "/agencies/tttt/portal"
        self.assertEqual(shown, [
            ("2025-01", tttt, 1, None, False), ("2025-01", khcn, 2, None, True),
            ("2026-07", khcn, None, "wrong_type", False),
            ("2026-08", khcn, 1, None, False), ("2026-08", khcn, 2, None, True),
            ("2026-09", khcn, 1, None, False), ("2026-09", khcn, 3, None, True), ("2026-09", khcn, 3, None, False),
            ("2026-09", khcn, 4, "out_of_range", False)])

    def test_of_equals_the_earliest_stands(self):
        twice = [r for r in self.history(INDICATOR, "2026-09") if r["revision"] == 3]
        self.assertEqual([r["stands"] for r in twice], [True, False])
        self.assertLess(twice[0]["origin"]["offset"], twice[1]["origin"]["offset"])
        self.assertEqual(twice[0]["digest"], twice[1]["digest"])

    def test_what_it_says_is_what_was_written(self):
        said, *_ = [r for r in self.history(INDICATOR, "2026-09") if r["stands"]]
        self.assertEqual((said["numerator"], said["denominator"], said["value"], said["comment"], said["obs_status"]),
                         ("41", "100", "41.00", "số chính thức", "A"))
        where = said["origin"]
        record, = [r for r in self.stand.consume(where["topic"], where["partition"], where["offset"])
                   if r.offset == where["offset"]]
        self.assertEqual(record.json()["data"]["numerator"], 41)

    def test_refused_ones_are_those_that_were_rejected(self):
        refused = {origin(r): r["reason"] for r in self.history(INDICATOR) if not r["accepted"]}
        rejected = {f"{r.header('topic')}:{r.header('partition')}:{r.header('offset')}": r.header("reason")
                    for r in self.stand.consume("tiendo.rejections.khcn")}
        self.assertEqual(sorted(refused.values()), ["not_json", "out_of_range", "wrong_type"])
        self.assertEqual(refused.items() - rejected.items(), set())
        self.assertEqual(len(rejected), 4)  # one is another indicator's, though keyed as ours

    def test_a_coarser_period_holds_several(self):
        self.assertEqual({r["time_period"] for r in self.history(INDICATOR, "2026-Q3")}, {"2026-07", "2026-08", "2026-09"})
        self.assertEqual({r["time_period"] for r in self.history(INDICATOR, "2025-A1")}, {"2025-01"})

    def test_an_agencys_own_are_shown_with_what_stands_above_them(self):
        self.assertEqual([(r["source"], r["stands"]) for r in self.history(INDICATOR, "--agency", "tttt")],
                         [("/agencies/tttt/portal", False)])
        self.assertEqual(self.history(INDICATOR, "--area", "VN-54", "2025-01"), self.history(INDICATOR, "2025-01"))

    def test_people_read_it_in_their_language(self):
        vi = self.run_it(INDICATOR, LC_ALL="vi_VN.UTF-8").stdout
        for part in ("Địa bàn", "41/100 = 41,00%", "×  2026-09", "out_of_range", "M: rút số liệu", "số chính thức",
                     "tiendo.measurements.khcn:", "lần gửi số liệu, 3 lần bị từ chối tiếp nhận; ●"):
            self.assertIn(part, vi)
        en = self.run_it(INDICATOR, "--language", "en").stdout
        for part in ("Area", "41/100 = 41.00%", "out_of_range", "M: withdrawn", "3 of them refused"):
            self.assertIn(part, en)
        self.assertEqual(self.run_it(INDICATOR, "2024-01").stdout,
                         f"Không có số liệu báo cáo nào như vậy của {INDICATOR}.\n")

    def test_mistakes_are_named_with_the_nearest(self):
        for arguments, said in (((), "which INDICATOR"), (("egov.online-usag",), "did you mean egov.online-usage?"),
                                (("2030.5.1",), "its indicator is egov.online-usage"),
                                ((INDICATOR, "2026-13"), "2026-13: is no period"),
                                ((INDICATOR, "2026-09-01"), "is shorter than the periods of egov.online-usage"),
                                ((INDICATOR, "--area", "VN-45"), "did you mean VN-54?"),
                                ((INDICATOR, "--agency", "khnc"), "did you mean khcn?"),
                                ((INDICATOR, "--language", "fr"), "neither vi nor en")):
            with self.subTest(arguments=arguments):
                self.assertIn(said, self.run_it(*arguments, exit_code=64).stderr)

    def test_of_a_log_that_was_trimmed_what_is_left_is_shown(self):
        indicator, topic = "health.electronic-records", "tiendo.measurements.yte"
        self.send("yte", *[event("2026-Q3", 70 + n, n, agency="yte", indicator=indicator) for n in range(1, 6)],
                  key=indicator)
        last = max(self.stand.consume(topic), key=lambda record: record.offset)
        Logs(self.stand).trim(topic, last.partition, last.offset - 1)
        self.assertEqual([r["revision"] for r in self.history(indicator)], [4, 5])

    def test_a_topic_that_is_missing_is_passed_over_and_said(self):
        plan = copy.deepcopy(json.loads(PLAN.read_text()))
        plan["agencies"].append({"id": "newcomer", "names": {"vi": "Mới", "en": "New"}})
        for indicator in plan["indicators"]:
            if indicator["id"] == INDICATOR:
                indicator["reporters"] = [*indicator.get("reporters", indicator["lead"]), "newcomer"]
        file = self.stand.directory / "more.json"
        file.write_text(json.dumps(plan))
        done = self.run_it(INDICATOR, "--json", "--plan", file)
        self.assertEqual(lines(done), self.history(INDICATOR))
        self.assertIn("tiendo.measurements.newcomer", done.stderr)

    def test_it_ends_at_once_when_asked(self):
        asking = self.stand.start("tiendoctl", "history", INDICATOR, "--brokers", "127.0.0.1:1")
        wait_until(lambda: "Connect" in asking.text() or "refused" in asking.text(), "a first try", log=asking.log)
        asking._child.send_signal(signal.SIGINT)
        self.assertEqual(asking.wait(deadline_s=5), 75)


class Agreement(unittest.TestCase):
    """Thousands of random events: the same cells as the aggregator's, origin included."""

    def test_what_stands_is_what_redis_holds(self):
        with Stand(plan=MIXED_PLAN) as stand:
            stand.create_topics()
            aggregator = stand.start("tiendo-aggregator")
            topics = publish(stand, Generator(MIXED, seed=5, cells=300).events(3000))
            stand.wait_read(MIXED.tag, *topics, log=aggregator.log)
            aggregator.stop()
            total = 0
            for indicator in MIXED.indicators:
                shown = lines(stand.run("tiendoctl", "history", indicator, "--json", env={"TIENDO_REDIS": None}))
                self.assertTrue(all(r["accepted"] for r in shown))
                total += len(shown)
                stands = {(r["time_period"], f"{r['ref_area']}|{r['stands_for']}"):
                          (r["revision"], r["digest"], r["obs_status"], r["source"], origin(r))
                          for r in shown if r["stands"]}
                cells = {}
                for key in stand.redis.scan_iter(f"tiendo:{{{MIXED.tag}}}:cells:{indicator}:*"):
                    for field, line in stand.redis.hgetall(key).items():
                        cell = json.loads(line)
                        cells[key.rpartition(":")[2], field] = (
                            cell["revision"], cell["digest"], cell["obs_status"], cell["source"], cell["origin"])
                self.assertEqual(stands, cells)
            self.assertEqual(total, 3000)


if __name__ == "__main__":
    unittest.main()
