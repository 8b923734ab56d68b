#!/usr/bin/python3
"""The sample: made again bit for bit, complete, dated within its today, and honest about what is made up."""

import datetime
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "deploy/sample"
PLAN = json.loads((ROOT / "schemas/plans/bac-giang-2030.json").read_text(encoding="utf-8"))
TODAY = datetime.datetime.fromisoformat("2026-11-20T23:59:59+07:00")
# (indicator, period): value, as published; nothing else in the sample may claim to be.
PUBLISHED = {
    ("digital.dti-rank", "2020"): 10, ("digital.dti-rank", "2022"): 9, ("digital.dti-rank", "2023"): 9,
    ("innovation.pii-rank", "2023"): 11, ("innovation.pii-rank", "2024"): 10,
    ("economy.digital-share", "2022"): 42.13, ("science.patents", "2021"): 1,
    ("egov.data-reuse", "2024-09"): None,  # "over 81 %": a share, of which the parts are made up
}
NO_FIGURE = {("innovation.pii-rank", "2025")}  # says that there is none


def readings():
    for agency in [a["id"] for a in PLAN["agencies"]]:
        for line in (SAMPLE / f"readings/{agency}.ndjson").read_text(encoding="utf-8").splitlines():
            yield agency, json.loads(line)


def time_of(reading):
    return datetime.datetime.fromisoformat(reading["time"].replace("Z", "+00:00"))


class SampleTest(unittest.TestCase):
    def test_it_is_made_again_bit_for_bit(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-B", SAMPLE / "make.py", folder], check=True)
            made = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
        committed = {file.name: file.read_bytes() for file in (SAMPLE / "readings").iterdir()}
        self.assertEqual(made, committed)

    def test_it_covers_every_indicator_and_agency(self):
        self.assertEqual({r["indicator"] for _, r in readings()}, {i["id"] for i in PLAN["indicators"]})
        self.assertEqual({agency for agency, _ in readings()}, {a["id"] for a in PLAN["agencies"]})
        years = {r["time_period"][:4] for _, r in readings()}
        self.assertEqual(years, {str(year) for year in range(2020, 2027)})

    def test_nothing_is_dated_after_its_today(self):
        self.assertLessEqual(max(time_of(r) for _, r in readings()), TODAY)

    def test_what_is_made_up_says_so(self):
        found = {}
        for _, reading in readings():
            key = (reading["indicator"], reading["time_period"])
            if reading["comment"].startswith("đã công bố: "):
                found[key] = reading.get("obs_value")
            elif reading.get("obs_status") == "F" or key in NO_FIGURE or "numerator" not in reading and \
                    "obs_value" not in reading and "level" not in reading:
                continue  # a plan or an absence: no figure is claimed
            else:
                self.assertIn("số liệu minh họa", reading["comment"], reading)
        self.assertEqual(found, PUBLISHED)

    def test_the_published_share_is_what_was_published(self):
        reading, = [r for _, r in readings() if r["comment"].startswith("đã công bố: trên 81%")]
        self.assertGreater(reading["numerator"] * 100, 81 * reading["denominator"])
        self.assertLess(reading["numerator"] * 100, 82 * reading["denominator"])

    def test_retired_agencies_end_within_their_grace(self):
        for agency in PLAN["agencies"]:
            if "retired_on" not in agency:
                continue
            end = datetime.date.fromisoformat(agency["retired_on"]) + datetime.timedelta(agency["grace_days"])
            last = max(time_of(r).date() for by, r in readings() if by == agency["id"])
            self.assertLessEqual(last, end)
        late = [r for by, r in readings() if by == "tttt" and r["time"] >= "2025-03-01"]
        self.assertTrue(late, "nothing is sent in the grace")

    def test_it_holds_the_cases_it_is_for(self):
        by_cell = {}
        for agency, r in readings():
            agency = {"tttt": "khcn", "khdt": "taichinh"}.get(agency, agency)
            period = r["time_period"].replace("-M", "-")
            by_cell.setdefault((r["indicator"], period, r.get("source", agency)), []).append(r)
        sent = [r for _, r in readings()]
        self.assertTrue(any("-M" in r["time_period"] for r in sent), "a month in its other form")
        forms = {r["time_period"] for r in by_cell["egov.online-payment", "2026-03", "khcn"]}
        self.assertEqual(forms, {"2026-M03", "2026-03"})
        self.assertTrue(any(len(cell) > 1 for cell in by_cell.values()), "a late revision")
        self.assertTrue(any("revision" in r for r in sent), "a revision of its own number")
        self.assertLessEqual({"P", "E", "F", "O", "M"}, {r.get("obs_status") for r in sent})
        tfp = {agency: r["obs_value"] for agency, r in readings()
               if (r["indicator"], r["time_period"]) == ("economy.tfp-share", "2024")}
        self.assertEqual(set(tfp), {"thongke", "taichinh"})
        self.assertGreaterEqual(abs(tfp["thongke"] - tfp["taichinh"]), 1, "two sources that disagree")
        communes = {r["ref_area"] for r in sent if r.get("ref_area", "VN-54") != "VN-54"}
        self.assertEqual(communes, {a["id"] for a in PLAN["areas"] if "parent" in a}, "every commune reports")
        lines = (SAMPLE / "readings/vpubnd.ndjson").read_text(encoding="utf-8").splitlines()
        self.assertEqual(lines.count(lines[-1]), 2, "one reading sent twice")

    def test_the_bad_records_are_one_line_each(self):
        expected = [line.split() for line in (SAMPLE / "bad/expected").read_text(encoding="utf-8").splitlines()
                    if not line.startswith("#")]
        self.assertEqual(len({reason for _, _, reason in expected}), len(expected))
        lines = {f.stem: len(f.read_bytes().splitlines()) for f in (SAMPLE / "bad").glob("*.ndjson")}
        for agency, count in lines.items():
            self.assertEqual([int(n) for a, n, _ in expected if a == agency], list(range(1, count + 1)))


if __name__ == "__main__":
    unittest.main()
