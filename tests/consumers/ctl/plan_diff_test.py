#!/usr/bin/python3
"""tiendoctl plan diff: what changed, by section and id, and whose verdict it changes."""

import copy
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TIENDOCTL = Path(os.environ["TIENDO_BUILD"]) / "bin/tiendoctl"
PLAN = json.loads((ROOT / "schemas/plans/bac-giang-2030.json").read_text())
FIGURES = sorted((ROOT / "deploy/sample/readings").glob("*.ndjson"))


class PlanDiff(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.before, self.after = Path(folder) / "a.json", Path(folder) / "b.json"
        self.plan = copy.deepcopy(PLAN)

    def diff(self, *arguments, exit_code=0):
        self.before.write_text(json.dumps(PLAN))
        self.after.write_text(json.dumps(self.plan))
        done = subprocess.run([TIENDOCTL, "plan", "diff", self.before, self.after, *map(str, arguments)], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, exit_code, done.stderr)
        return done.stdout

    def item(self, section, id_):
        return next(i for i in self.plan[section] if i["id"] == id_)

    def test_two_equal_plans_are_said_to_be_equal(self):
        self.assertEqual(self.diff(), "Hai kế hoạch như nhau.\n")
        self.plan = dict(reversed(self.plan.items()))  # order is nothing
        self.assertEqual(json.loads(self.diff("--json")), {"changes": [], "verdicts": None})

    def test_each_section_tells_what_changed(self):
        self.plan["version"] = 2
        self.item("agencies", "khcn")["contact"] = "khcn@example.org"
        self.plan["areas"].append({"id": "99213", "names": {"vi": "Xã B", "en": "B"}, "parent": "VN-54"})
        self.item("indicators", "egov.online-usage")["release_days"] += 1
        target = self.item("targets", "2030.5.1")
        target["condition"] = {"is": "at_least", "value": 85}
        target["lead"] = ["vpubnd", "khcn"]
        self.plan["targets"] = [t for t in self.plan["targets"] if t["id"] != "2045.3"]
        said = self.diff()
        self.assertIn("Kế hoạch: số phiên bản (version) đổi từ “1” thành “2”.\n", said)
        self.assertIn("Cơ quan khcn (Sở Khoa học và Công nghệ): liên hệ (contact) trước không ghi, nay là “khcn@example.org”.\n", said)
        self.assertIn("Địa bàn 99213 (Xã B): được bổ sung.\n", said)
        self.assertIn("Chỉ số theo dõi egov.online-usage (", said)
        self.assertIn("Chỉ tiêu 2030.5.1 (Tỉ lệ sử dụng dịch vụ công trực tuyến của người dân và doanh nghiệp): mức chỉ tiêu "
                      "(condition.value) đổi từ “80” thành “85”.\n", said)
        self.assertIn(": bị đưa ra khỏi kế hoạch.\n", said)
        changes = json.loads(self.diff("--json"))["changes"]
        self.assertEqual([(c["section"], c.get("id"), c["is"], c.get("member")) for c in changes],
                         [("plan", None, "changed", "version"), ("agencies", "khcn", "changed", "contact"),
                          ("areas", "99213", "added", None), ("indicators", "egov.online-usage", "changed", "release_days"),
                          ("targets", "2030.5.1", "changed", "lead"), ("targets", "2030.5.1", "changed", "condition.value"),
                          ("targets", "2045.3", "removed", None)])
        self.assertEqual({c["after"] for c in changes if c.get("member") == "lead"}, {"vpubnd, khcn"})

    def test_it_is_told_in_english_too(self):
        self.assertEqual(self.diff("--language", "en"), "The two plans are the same.\n")
        self.plan["version"] = 2
        self.item("agencies", "khcn")["contact"] = "khcn@example.org"
        self.item("targets", "2030.5.1")["condition"]["value"] = 95
        self.plan["targets"] = [t for t in self.plan["targets"] if t["id"] != "2045.3"]
        said = self.diff("--language", "en", "--as-of", "2026-11-20", "--assess", *FIGURES)
        for part in ("Plan: version (version) changed from “1” to “2”.\n",
                     "Agency khcn (Department of Science and Technology): contact (contact) was not written, and is now "
                     "“khcn@example.org”.\n", ": bound (condition.value) changed from “80” to “95”.\n",
                     ": taken out of the plan.\n", ": judged “Achieved” before, now “", "now “not in the plan”",
                     "2 of 38 targets are judged otherwise.\n"):
            self.assertIn(part, said)
        self.assertNotRegex(said, "[ạếệộđăươ]")

    def test_an_area_that_is_there_twice_is_told_by_its_first_day(self):
        names = {"vi": "Xã A", "en": "A"}
        for plan in (PLAN, self.plan):
            plan["areas"] += [{"id": "99210", "names": names, "parent": "VN-54", "valid_to": "2024-12-31"},
                              {"id": "99210", "names": names, "parent": "VN-54", "valid_from": "2025-01-01"}]
        self.addCleanup(lambda: PLAN.update(areas=PLAN["areas"][:-2]))
        self.plan["areas"][-1]["valid_to"] = "2026-12-31"
        change, = json.loads(self.diff("--json"))["changes"]
        self.assertEqual((change["id"], change["member"], change["before"], change["after"]),
                         ("99210 2025-01-01", "valid_to", None, "2026-12-31"))

    def test_figures_say_whose_verdict_changes(self):
        self.item("targets", "2030.5.1")["condition"]["value"] = 95
        self.plan["targets"] = [t for t in self.plan["targets"] if t["id"] != "2045.3"]
        arguments = ("--as-of", "2026-11-20", "--assess", *FIGURES)
        said = self.diff(*arguments)
        self.assertIn("2 trong 38 chỉ tiêu đổi đánh giá.\n", said)
        self.assertIn("đánh giá đổi từ “Đã đạt” thành “", said)
        verdicts = {v["target"]: v for v in json.loads(self.diff("--json", *arguments))["verdicts"]}
        self.assertEqual(set(verdicts), {"2030.5.1", "2045.3"})
        self.assertEqual(verdicts["2030.5.1"]["before"], {"status": "ACHIEVED", "why": None})
        self.assertNotEqual(verdicts["2030.5.1"]["after"]["status"], "ACHIEVED")
        self.assertEqual((verdicts["2045.3"]["before"]["status"], verdicts["2045.3"]["after"]), ("NO_BASELINE", None))

    def test_lines_that_one_plan_refuses_are_told_with_that_plan(self):
        self.plan["targets"] = [t for t in self.plan["targets"] if t["indicator"] != "digital.dti-rank"]
        self.plan["indicators"] = [i for i in self.plan["indicators"] if i["id"] != "digital.dti-rank"]
        file = self.before.parent / "khcn.ndjson"
        file.write_text('{"indicator":"digital.dti-rank","time_period":"2025","obs_value":8,"rank_of":63}\n')
        self.before.write_text(json.dumps(PLAN))
        self.after.write_text(json.dumps(self.plan))
        done = subprocess.run([TIENDOCTL, "plan", "diff", self.before, self.after, "--assess", file], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 65)
        self.assertTrue(done.stderr.startswith(f"{self.after}: {file}:1: indicator_unknown (/indicator): "), done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_wrong_usage_ends_with_its_code(self):
        self.diff("--assess", exit_code=64)
        self.diff(FIGURES[0], exit_code=64)
        self.diff("--assess", "-", exit_code=64)
        self.diff("--assess", "/nonexistent", exit_code=66)
        del self.plan["targets"]
        self.diff(exit_code=65)


if __name__ == "__main__":
    unittest.main()
