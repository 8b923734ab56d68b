"""tiendoctl explain: the chain from the cells to the alerts is what Redis and Kafka hold, in both languages."""

import json
import re
import tempfile
import unittest
from decimal import ROUND_HALF_UP, Decimal

import jsonschema

from reference.aggregate import Rules
from reference.feed import publish
from reference.generate import Generator
from stand.stand import PLAN, ROOT, Stand, wait_until

P = "tiendo:{bac-giang-2030@1}:"
INDICATOR, TARGET = "egov.online-payment", "2030.5.6"  # monthly, >= 80
SMALL = ROOT / "tests/schemas/small-plan.json"
MIXED = ROOT / "tests/schemas/plan.json"  # communes, every kind

FIGURE = {"type": ["string", "null"]}
FLAG = {"type": ["boolean", "null"]}
STEP = {"type": ["object", "null"], "additionalProperties": {"type": ["string", "null", "boolean", "integer"]}}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["target", "catching_up", "dirty", "cells", "totals", "judged", "baseline", "path", "methods",
                 "trend", "outlook", "verdict", "alerts"],
    "properties": {
        "target": {"type": "object", "required": ["id", "row", "names", "printed", "condition", "due", "lead",
                                                  "indicator", "interpretation"]},
        "catching_up": {"type": "boolean"},
        "dirty": {"type": "boolean"},
        "cells": {"type": "array", "items": {
            "type": "object", "required": ["origin", "revision", "time", "obs_status", "source", "stands_for",
                                           "ref_area", "counts", "numerator", "denominator", "obs_value"],
            "properties": {"revision": {"type": "integer"}, "counts": {"type": "boolean"}, "numerator": FIGURE,
                           "origin": {"type": "string", "pattern": "^[a-z.]+:[0-9]+@[0-9]+$"}}}},
        "totals": {"type": "array", "items": {
            "type": "object", "required": ["period", "subtracted", "total"],
            "properties": {"subtracted": {"type": "boolean"}, "total": STEP}}},
        "judged": STEP,
        "baseline": STEP,
        "path": {"type": "object", "additionalProperties": FIGURE, "required": ["expected", "deviation", "linear_ratio"]},
        "methods": {"type": "object", "required": ["linear_ratio", "cagr_ratio", "cagr_score", "methods_disagree"],
                    "properties": {"cagr_ratio": FIGURE, "cagr_score": FIGURE, "methods_disagree": FLAG}},
        "trend": STEP,
        "outlook": {"type": "object", "additionalProperties": FIGURE,
                    "required": ["pace", "projected", "required_pace", "arrives"]},
        "verdict": {"type": ["object", "null"], "additionalProperties": {"type": "string"}},
        "alerts": {"type": "array", "items": {"type": "object", "required": ["subject", "kind", "since"]}},
    },
}


def event(indicator, period, revision, agency="khcn", time="2026-10-05T08:00:00Z", system="portal", **data):
    return {"specversion": "1.0", "id": f"{indicator}-{period}-{system}-{revision}",
            "source": f"/agencies/{agency}/{system}", "type": "vn.gov.tiendo.measurement.v1", "time": time,
            "datacontenttype": "application/json",
            "data": {"indicator": indicator, "time_period": period, "revision": revision, **data}}


def explain(stand, *arguments, exit_code=0, **env):
    return stand.run("tiendoctl", "explain", *arguments, exit_code=exit_code, env={"TIENDO_BROKERS": None, **env})


def with_a_target_each(file):
    """The plan of a file with a target on each of its indicators."""
    plan = json.loads(file.read_text())
    model = plan["targets"][0]
    conditions = {"rank": {"is": "at_most", "value": 3}, "compared": {"is": "above_benchmark"}}
    plan["targets"] = [
        {**model, "id": f"2030.{i}", "row": str(i), "indicator": indicator["id"],
         "condition": {"is": "level_at_least", "level": indicator["levels"][-1]["code"]}
         if indicator["kind"] == "level" else conditions.get(indicator["kind"], {"is": "at_least", "value": 50})}
        for i, indicator in enumerate(plan["indicators"], 1)]
    return plan


def chain(stand, target):
    said = json.loads(explain(stand, target, "--json").stdout)
    jsonschema.validate(said, SCHEMA)
    return said


class Explain(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand())
        cls.stand.create_topics()
        cls.redis = cls.stand.redis
        aggregator = cls.stand.start("tiendo-aggregator")
        figures = [("2025-01", 40), ("2025-06", 41), ("2025-12", 40), ("2026-03", 42), ("2026-08", 41), ("2026-09", 41)]
        cls.stand.produce("tiendo.measurements.khcn",
                          *(event(INDICATOR, period, 1, numerator=n, denominator=100) for period, n in figures),
                          event(INDICATOR, "2026-09", 2, system="second", numerator=5, denominator=20, comment="bổ sung"),
                          event(INDICATOR, "2026-09", 3, system="third", obs_status="M"), key=INDICATOR)
        cls.stand.wait_read("bac-giang-2030@1", "tiendo.measurements.khcn", log=aggregator.log)
        cls.logs = [aggregator.log]
        alerter = cls.stand.start("tiendo-alerter", "--as-of", "2026-11-01")
        cls.logs.append(alerter.log)
        wait_until(lambda: cls.redis.hget(f"{P}alert:{TARGET}:off_target", "state") == "firing", "the alert", log=cls.logs)
        wait_until(lambda: all(cls.redis.exists(f"{P}target:{t['id']}") for t in json.loads(PLAN.read_text())["targets"])
                   and not cls.redis.exists(f"{P}dirty"), "all verdicts", log=cls.logs)
        aggregator.stop()
        alerter.stop()

    def verdict(self, target=TARGET):
        return {k: v for k, v in self.redis.hgetall(f"{P}target:{target}").items() if not k.startswith("_")}

    def text(self, *arguments, **more):
        return re.sub(r"\s+", " ", explain(self.stand, *arguments, **more).stdout)

    def test_every_step_is_what_redis_holds(self):
        said, verdict = chain(self.stand, TARGET), self.verdict()
        self.assertEqual(said["verdict"], verdict)
        self.assertEqual((said["catching_up"], said["dirty"]), (False, False))
        for step, names in (("judged", ("value", "numerator", "denominator", "period", "obs_status")),
                            ("path", ("bound", "expected", "deviation", "linear_ratio")),
                            ("methods", ("cagr_ratio", "cagr_score")),
                            ("outlook", ("pace", "projected", "required_pace", "arrives"))):
            self.assertEqual({name: said[step][name] for name in names}, {name: verdict.get(name) for name in names})
        total = self.redis.hgetall(f"{P}total:{INDICATOR}:2026-09:VN-54")
        self.assertEqual([(t["period"], t["subtracted"], t["total"]["value"]) for t in said["totals"]],
                         [("2026-09", False, total["value"])])
        self.assertEqual((said["baseline"]["period"], said["baseline"]["observed"], said["baseline"]["source"]),
                         ("2025-01", True, None))
        self.assertEqual(said["trend"]["n"], int(verdict["trend_n"]))
        self.assertEqual(said["trend"]["p"], verdict["trend_p"])

    def test_the_records_it_names_are_those(self):
        cells = {cell["source"]: cell for cell in chain(self.stand, TARGET)["cells"]}
        self.assertEqual({s: c["counts"] for s, c in cells.items()},
                         {"/agencies/khcn/portal": True, "/agencies/khcn/second": True, "/agencies/khcn/third": False})
        for source, cell in cells.items():
            topic, partition, offset = re.fullmatch(r"(.+):(\d+)@(\d+)", cell["origin"]).groups()
            record, *_ = self.stand.consume(topic, int(partition), int(offset))
            body = record.json()
            self.assertEqual((record.offset, body["source"], body["data"]["revision"]),
                             (int(offset), source, cell["revision"]))
            self.assertEqual(str(body["data"].get("numerator", None)), str(cell["numerator"]))
        for origin in (cell["origin"] for cell in cells.values()):
            self.assertIn(f"tại {origin}.", self.text(TARGET))

    def test_it_is_told_in_vietnamese(self):
        said, verdict = self.text(TARGET, LC_ALL="vi_VN.UTF-8"), self.verdict()
        comma = lambda name: verdict[name].replace(".", ",")
        pace = str(Decimal(verdict["required_pace"]).quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")
        year, month = self.redis.hget(f"{P}alert:{TARGET}:off_target", "since").split("-")
        for part in ("Chỉ tiêu 5.6 (2030.5.6)", "Mức chỉ tiêu: ≥ 80%, đến 31/12/2030",
                     "Số liệu báo cáo của tháng 9/2026", "tử số 5, mẫu số 20 (tình trạng A)", "Ghi chú: “bổ sung”.",
                     "đã rút số liệu (tình trạng M)", "Không dùng để tính giá trị của tỉnh.",
                     f"tử số {verdict['numerator']}, mẫu số {verdict['denominator']} = {comma('value')}%",
                     f"Kỳ gốc là tháng 1/2025: {comma('baseline_value')}%", "nên lấy số liệu chính thức sớm nhất",
                     f"cần ở mức {comma('expected')}%", f"chậm {comma('deviation')[1:]} điểm phần trăm so với lộ trình",
                     f"{comma('linear_ratio')}", "đúng tiến độ: từ 0,95; chậm tiến độ: từ 0,6",
                     f"Tốc độ cần đạt: tăng {pace} điểm phần trăm mỗi tháng",
                     verdict["explain_vi"], "Đánh giá tại ngày 01/11/2026",
                     f": lệch tiến độ, từ tháng {int(month)}/{year}; chưa ai tiếp nhận"):
            self.assertIn(part, said)

    def test_it_is_told_in_english(self):
        verdict = self.verdict()
        for said in (self.text(TARGET, LC_ALL="en_GB.UTF-8"), self.text(TARGET, "--language", "en")):
            for part in ("Target 5.6 (2030.5.6)", "Measurements for September 2026", "withdrawn (status M)",
                         f"= {verdict['value']}%", f"should stand at {verdict['expected']}% in September 2026",
                         verdict["explain_en"], "It has to rise by", "Open alerts", "off target, since "):
                self.assertIn(part, said)
            self.assertNotIn("chỉ tiêu", said.lower())

    def test_methods_that_disagree_are_said(self):
        key = f"{P}target:{TARGET}"
        before = self.redis.hgetall(key)
        self.addCleanup(lambda: (self.redis.delete(key), self.redis.hset(key, mapping=before)))
        self.redis.hset(key, mapping={"methods_disagree": "1", "linear_ratio": "0.7000",
                                      "cagr_ratio": "0.9876543210", "cagr_score": "2.7689012345"})
        said = self.text(TARGET)
        self.assertIn("0,9876 – đúng tiến độ. Điểm: 2,7689", said)
        self.assertIn("khác nhau: theo lộ trình là “có tiến bộ nhưng cần nhanh hơn”, theo phương pháp này là "
                      "“đúng tiến độ”. Kết luận dựa vào lộ trình.", said)
        self.assertIs(chain(self.stand, TARGET)["methods"]["methods_disagree"], True)

    def test_who_acknowledged_is_said(self):
        key = f"{P}alert:{TARGET}:off_target"
        self.redis.hset(key, mapping={"acknowledged_by": "Lê An", "acknowledged_note": "đang xử lý",
                                      "acknowledged_ms": "1793520000000"})
        self.addCleanup(self.redis.hdel, key, "acknowledged_by", "acknowledged_note", "acknowledged_ms")
        self.assertIn("đã tiếp nhận: Lê An, 2026-11-01T08:00:00Z. Ghi chú: “đang xử lý”.", self.text(TARGET))
        alerts = {alert["kind"]: alert for alert in chain(self.stand, TARGET)["alerts"]}
        self.assertEqual(alerts["off_target"]["acknowledged_by"], "Lê An")
        self.assertTrue(all(alert["subject"] in (TARGET, INDICATOR) for alert in alerts.values()))

    def test_what_does_not_exist_is_left_out(self):
        for target in json.loads(PLAN.read_text())["targets"]:
            for language in ("vi", "en"):
                said = self.text(target["id"], "--language", language)
                self.assertNotRegex(said, r"[{}]|\(null\)|: \.|  ")
            if target["id"] != TARGET:
                self.assertEqual(chain(self.stand, target["id"])["judged"], None)
                self.assertNotIn("Lộ trình", self.text(target["id"]))
        self.assertIn("Kết luận: Chưa xác định mức chỉ tiêu", self.text("2030.15"))

    def test_that_it_is_being_judged_or_read_again_is_said(self):
        self.redis.hset(f"{P}dirty", INDICATOR, "1")
        self.addCleanup(self.redis.delete, f"{P}dirty")
        self.assertIn("đang được đánh giá lại", self.text(TARGET))
        self.redis.hset(f"{P}ends", "tiendo.measurements.khcn:99", 5)
        self.addCleanup(self.redis.hdel, f"{P}ends", "tiendo.measurements.khcn:99")
        self.assertIn("đang đọc lại số liệu", self.text(TARGET))
        self.assertIs(chain(self.stand, TARGET)["catching_up"], True)

    def test_mistakes_are_named_with_the_nearest(self):
        self.assertIn("did you mean 2030.5.6?", explain(self.stand, "2030.5.66", exit_code=64).stderr)
        for said in ("5.6", "egov.online-payment"):  # its row, its indicator
            self.assertIn("did you mean 2030.5.6?", explain(self.stand, said, exit_code=64).stderr)
        self.assertIn("did you mean 2030.22 or 2045.2?", explain(self.stand, "innovation.pii-rank", exit_code=64).stderr)
        self.assertIn("which TARGET", explain(self.stand, exit_code=64).stderr)
        self.assertIn("/nowhere", explain(self.stand, TARGET, "--redis", "unix:/nowhere", exit_code=69).stderr)

    def test_a_cell_that_is_none_is_said(self):
        key = f"{P}cells:{INDICATOR}:2026-09"
        self.redis.hset(key, "VN-54|/agencies/khcn/zzz", "not a cell")
        self.addCleanup(self.redis.hdel, key, "VN-54|/agencies/khcn/zzz")
        self.assertIn("1 mục trong Redis không đọc được", self.text(TARGET))
        self.assertEqual(len(chain(self.stand, TARGET)["cells"]), 3)


class Others(unittest.TestCase):
    def test_a_target_that_was_never_judged_is_said(self):
        with Stand(kafka=False) as stand:
            said = explain(stand, TARGET).stdout
            self.assertIn("chưa được đánh giá", said)
            self.assertIn("đang đọc lại số liệu", said)
            self.assertIsNone(chain(stand, TARGET)["verdict"])

    def test_the_cells_that_count_come_to_the_total(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(with_a_target_each(MIXED), file)
            file.flush()
            self.look_at_every_kind(file.name, Rules(file.name))

    def look_at_every_kind(self, plan, rules):
        with Stand(plan=plan) as stand:
            stand.create_topics()
            aggregator = stand.start("tiendo-aggregator")
            topics = publish(stand, Generator(rules, seed=8, cells=400).events(3000))
            stand.wait_read(rules.tag, *topics, log=aggregator.log)
            alerter = stand.start("tiendo-alerter", "--as-of", "2025-06-20")
            targets = [target["id"] for target in rules.plan["targets"]]
            wait_until(lambda: all(stand.redis.exists(f"tiendo:{{{rules.tag}}}:target:{t}") for t in targets)
                       and not stand.redis.exists(f"tiendo:{{{rules.tag}}}:dirty"), "all verdicts",
                       log=[aggregator.log, alerter.log])
            looked_at = 0
            for target in targets:
                said = chain(stand, target)
                if said["judged"] is None or said["totals"][-1]["total"] is None:
                    continue
                looked_at += 1
                total, kind = said["totals"][-1]["total"], rules.indicators[said["target"]["indicator"]]["kind"]
                counting = [cell for cell in said["cells"] if cell["counts"]]
                self.assertEqual(said["totals"][-1]["period"], said["judged"]["period"])
                if kind in ("ratio", "count"):
                    field = "numerator" if kind == "ratio" else "obs_value"
                    self.assertAlmostEqual(sum(float(cell[field]) for cell in counting),
                                           float(total["numerator" if kind == "ratio" else "value"]))
                else:
                    cell, = counting
                    self.assertEqual(cell["level" if kind == "level" else "obs_value"], total["value"])
            self.assertGreater(looked_at, 5)

    def test_periods_that_entered_a_years_sum_of_figures_to_date_are_named_and_add_up(self):
        indicator, target = "egov.online", "2030.5.1"
        with Stand(plan=SMALL) as stand:
            stand.create_topics()
            aggregator = stand.start("tiendo-aggregator")
            months = [(y, m) for y in (2023, 2024, 2025) for m in range(1, 13) if (y, m) <= (2025, 5)]
            stand.produce("tiendo.measurements.khcn",
                          *(event(indicator, f"{y}-{m:02}", 1, time="2025-06-05T08:00:00Z",
                                  numerator=m * (y - 2000) + 0.5, denominator=100 * m) for y, m in months),
                          key=indicator)
            stand.wait_read("small@3", "tiendo.measurements.khcn", log=aggregator.log)
            alerter = stand.start("tiendo-alerter", "--as-of", "2025-06-10")
            wait_until(lambda: stand.redis.hget("tiendo:{small@3}:target:" + target, "value"), "the verdict",
                       log=[aggregator.log, alerter.log])
            said = chain(stand, target)
            self.assertEqual([(t["period"], t["subtracted"]) for t in said["totals"]],
                             [("2024-05", True), ("2024-12", False), ("2025-05", False)])
            for part in ("numerator", "denominator"):
                whole = sum(float(t["total"][part]) * (-1 if t["subtracted"] else 1) for t in said["totals"])
                self.assertAlmostEqual(whole, float(said["judged"][part]))
            self.assertEqual(said["judged"]["window"], 12)
            self.assertEqual(said["baseline"]["source"], "Báo cáo số 1")
            text = re.sub(r"\s+", " ", explain(stand, target).stdout)
            self.assertIn("theo tổng 12 kỳ, đến hết tháng 5/2025. Số liệu báo cáo là lũy kế từ đầu năm", text)
            self.assertIn("• trừ tháng 5/2024: tử số 120,5, mẫu số 500,0", text)
            self.assertIn("Nguồn, theo kế hoạch: “Báo cáo số 1”", text)
            english = re.sub(r"\s+", " ", explain(stand, target, "--language", "en").stdout)
            self.assertIn("Source, in the words of the plan: “Báo cáo số 1”", english)
            self.assertNotIn("xã, phường", text)
            self.assertEqual(alerter.stop(), 0)  # it would put right what is written now
            stand.redis.hset("tiendo:{small@3}:target:" + target, mapping={"coverage": "0.9500", "baseline_adjusted": "1"})
            text = re.sub(r"\s+", " ", explain(stand, target).stdout)
            self.assertIn("Xã, phường chỉ có số liệu ở một trong hai kỳ không tính vào phần chênh lệch này.", text)
            self.assertIn("nên số liệu kỳ gốc được tính lại để hai kỳ so sánh trên cùng các xã, phường.", text)
            self.assertTrue(chain(stand, target)["baseline"]["adjusted"])


if __name__ == "__main__":
    unittest.main()
