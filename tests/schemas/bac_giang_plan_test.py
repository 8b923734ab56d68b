#!/usr/bin/python3
"""The plan of Bắc Giang against its schema, the printed appendix, and the table of what each row becomes.

The appendix is read here by its own rules (rows, columns, page breaks), never through the plan:
so a name or a result that was retyped, corrected or left out shows.
"""

import copy
import json
import re
import unittest
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
APPENDIX = Path(__file__).with_name("appendix-1-targets.vi.txt")
SCHEMA = json.loads((ROOT / "schemas/plan.schema.json").read_text(encoding="utf-8"))
PLAN = json.loads((ROOT / "schemas/plans/bac-giang-2030.json").read_text(encoding="utf-8"))

AGENCIES = {  # as the last column prints them, the misprint of row 20 included
    "Sở Khoa học và Công nghệ": ["khcn"],
    "Sở Kế hoạch và Đầu tư, Cục Thống kê": ["khdt", "thongke"],
    "Sở Thông tin và Truyền thông": ["tttt"],
    "Văn phòng UBND tỉnh": ["vpubnd"],
    "Chi nhánh Ngân hàng Nhà nước tỉnh": ["nhnn"],
    "Chi nhành Ngân hàng Nhà nước tỉnh": ["nhnn"],
    "Sở Tài chính": ["taichinh"],
    "Công an tỉnh": ["congan"],
    "Sở Y tế": ["yte"],
}
UNITS = [  # as the third column prints them; row 13 has none
    "Chỉ số phát triển con người (HDI)", "Thành phố, Thị xã", "% tổng chi NSNN", "Người/vạn dân",
    "Doanh nghiệp", "% dân số", "Thứ bậc", "%/năm", "%GRDP", "%",
]


def at_least(value, **more):
    return {"is": "at_least", "value": value, **more}


AT_MOST_10 = {"is": "at_most", "value": 10}
FULL = at_least(100)

# What each row becomes: kind, measure, reported_as, unit of the condition, condition, frequency.
ROWS = {
    "2030.1": ("level", "stock", "period", "CODE", {"is": "level_at_least", "level": "advanced"}, "A"),
    "2030.2": ("compared", "stock", "period", "POINTS", {"is": "above_benchmark"}, "A"),
    "2030.3": ("number", "flow", "period", "PT", at_least(55), "A"),
    "2030.4": ("number", "flow", "period", "PT_GRDP", at_least(30), "A"),
    "2030.5.1": ("ratio", "flow", "period", "PT", at_least(80), "M"),
    "2030.5.2": ("ratio", "stock", "period", "PT", at_least(90), "Q"),
    "2030.5.3": ("ratio", "flow", "period", "PT", FULL, "M"),
    "2030.5.4": ("ratio", "flow", "period", "PT", FULL, "M"),
    "2030.5.5": ("ratio", "flow", "period", "PT", at_least(80), "M"),
    "2030.5.6": ("ratio", "flow", "period", "PT", at_least(80), "M"),
    "2030.5.7": ("ratio", "stock", "period", "PT", at_least(70), "Q"),
    "2030.5.8": ("ratio", "stock", "since_start", "PT", at_least(30), "Q"),
    "2030.5.9": ("ratio", "flow", "period", "PT", FULL, "Q"),
    "2030.5.10": ("ratio", "flow", "period", "PT", FULL, "Q"),
    "2030.5.11": ("ratio", "stock", "period", "PT", FULL, "Q"),
    "2030.6": ("ratio", "flow", "period", "PT", at_least(80), "Q"),
    "2030.7": ("number", "flow", "period", "PT", at_least(40), "A"),
    "2030.8": ("number", "stock", "period", "IX",
               {"is": "greater_than", "value": 0.7, "when": "every_period"}, "A"),
    "2030.9": ("ratio", "flow", "period", "PT_NSNN", at_least(3, rising=True, when="every_period"), "A"),
    "2030.10": ("ratio", "stock", "period", "PER_10K", at_least(12), "A"),
    "2030.11": ("count", "flow", "period", "PT_A",
                {"is": "growth", "low": 16, "high": 18, "above": "ok"}, "A"),
    "2030.12": ("ratio", "stock", "period", "PT",
                {"is": "between", "low": 8, "high": 10, "above": "ok"}, "A"),
    "2030.13": ("level", "stock", "period", "CODE",
                {"is": "level_at_least", "level": "advanced_modern"}, "A"),
    "2030.14": ("ratio", "stock", "period", "PT_POP", FULL, "S"),
    "2030.15": ("count", "stock", "period", "NR", {"is": "by_scheme"}, "S"),
    "2030.16": ("count", "stock", "period", "NR", at_least(30), "A"),
    "2030.17": ("rank", "stock", "period", "RANK", {"is": "at_most", "value": 3}, "A"),
    "2030.18": ("ratio", "stock", "period", "PT", FULL, "Q"),
    "2030.19": ("ratio", "stock", "period", "PT", FULL, "Q"),
    "2030.20": ("ratio", "stock", "period", "PT", at_least(95), "Q"),
    "2030.21": ("ratio", "stock", "period", "PT", at_least(70), "Q"),
    "2030.22": ("rank", "stock", "period", "RANK", AT_MOST_10, "A"),
    "2030.23": ("ratio", "stock", "period", "PT", at_least(95), "Q"),
    "2030.24": ("rank", "stock", "period", "RANK", AT_MOST_10, "A"),
    "2030.25": ("ratio", "flow", "period", "PT", FULL, "A"),
    "2045.1": ("number", "flow", "period", "PT_GRDP", at_least(50), "A"),
    "2045.2": ("rank", "stock", "period", "RANK", AT_MOST_10, "A"),
    "2045.3": ("count", "stock", "since_start", "NR", at_least(10), "A"),
}
# What the printed unit may become; where the row is no number of that unit, the row says so.
PRINTED_UNIT = {
    "%": "PT", "%GRDP": "PT_GRDP", "% tổng chi NSNN": "PT_NSNN", "Người/vạn dân": "PER_10K",
    "% dân số": "PT_POP", "%/năm": "PT_A", "Thứ bậc": "RANK", "Doanh nghiệp": "NR",
    "Thành phố, Thị xã": "NR", "Chỉ số phát triển con người (HDI)": "IX",
}
UNIT_READ_OTHERWISE = {"2030.1": "CODE", "2030.2": "POINTS", "2030.13": "CODE"}
BARE_100 = ["5.3", "5.4", "5.9", "5.10", "5.11", "14", "18", "19", "25"]
OWED = ["1", "2", "5.4", "5.7", "6", "8", "9", "10", "11", "12", "13", "15", "16", "17", "18", "19", "25"]
BASELINES = {  # published, or 0 by definition; nothing else
    "economy.digital-share": ("2022", 42.13),
    "egov.data-reuse": ("2024-09", 81),
    "egov.internal-procedures-cut": ("2024-Q4", 0),
    "innovation.pii-rank": ("2023", 11),
    "digital.dti-rank": ("2020", 10),
}


def printed_numbers():
    """The row numbers in the order of the page, as (horizon, number)."""
    first = [str(n) for n in range(1, 6)] + [f"5.{n}" for n in range(1, 12)]
    return [(2030, n) for n in first + [str(n) for n in range(6, 26)]] + [(2045, n) for n in "123"]


def printed_rows():
    """{target id: (name, unit, result, agency)} as the appendix prints them, lines joined by one space."""
    text = APPENDIX.read_text(encoding="utf-8")
    body = text[text.index("I Đến năm 2030"):text.index("Ghi chú:")]
    lines = [line.strip() for line in body.splitlines()]
    lines = [line for line in lines if line and not re.match(r"^II? Đến năm ", line)]
    expected = printed_numbers()
    rows = []
    for line in lines:
        upcoming = expected[len(rows)][1] if len(rows) < len(expected) else None
        if upcoming is not None and line.split()[0] == upcoming:
            rows.append([line[len(upcoming):].strip()])
        else:
            rows[-1].append(line)
    assert len(rows) == len(expected), f"{len(rows)} rows of {len(expected)}"
    cells = {}
    for (horizon, number), parts in zip(expected, rows):
        if number != "5":  # the heading of 5.1 to 5.11: it has no result
            cells[f"{horizon}.{number}"] = columns(" ".join(part for part in parts if part))
    return cells


def columns(row):
    """A row's text as (name, unit, result, agency)."""
    squeezed_end = next(a for a in sorted(AGENCIES, key=len, reverse=True)
                        if re.sub(r"\s+", " ", row).endswith(a))
    pattern = r"\s+".join(map(re.escape, squeezed_end.split())) + "$"
    rest = re.sub(pattern, "", row).strip()
    for unit in UNITS:
        at = rest.rfind(" " + unit + " ")
        if at >= 0:
            return rest[:at].strip(), unit, rest[at + len(unit) + 2:].strip(), squeezed_end
    name, result = re.split(r"\s{3,}", rest)  # an empty unit column
    return name, "", result, squeezed_end


class Appendix(unittest.TestCase):
    """The reading of the page itself, so that a plan cannot agree with a misreading."""

    def test_rows(self):
        rows = printed_rows()
        self.assertEqual(len(rows), 38)
        self.assertEqual(rows["2030.22"], ("Chỉ số đổi mới sáng tạo địa phương PII", "Thứ bậc", "≤  10",
                                           "Sở Khoa học và Công nghệ"))
        self.assertEqual(rows["2030.13"][:3], ("Hạ tầng số", "", "Tiên tiến, hiện đại"))
        self.assertEqual(rows["2030.9"][2], "≥ 3% và tăng dần theo yêu cầu phát triển")
        self.assertEqual(rows["2030.20"][3], "Chi nhành Ngân hàng Nhà nước tỉnh")


class Schema(unittest.TestCase):
    def setUp(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.validator = jsonschema.Draft202012Validator(SCHEMA)

    def test_plan_is_valid(self):
        faults = [f"{e.json_path}: {e.message}" for e in self.validator.iter_errors(PLAN)]
        self.assertEqual(faults, [])

    def test_what_it_refuses(self):
        def indicator(plan, kind):
            return next(i for i in plan["indicators"] if i["kind"] == kind)

        def target(plan, condition):
            return next(t for t in plan["targets"] if t["condition"]["is"] == condition)

        changes = {
            "unknown member": lambda p: p.update(note="x"),
            "unknown member of an agency": lambda p: p["agencies"][0].update(phone="x"),
            "no English title": lambda p: p["title"].pop("en"),
            "retired without successor": lambda p: p["agencies"][1].pop("succeeded_by"),
            "grace without retirement": lambda p: p["agencies"][0].update(grace_days=3),
            "factor of a number": lambda p: indicator(p, "number").update(factor=100),
            "factor no power of ten": lambda p: indicator(p, "ratio").update(factor=60),
            "too many decimals": lambda p: indicator(p, "ratio").update(decimals=16),
            "levels of a ratio": lambda p: indicator(p, "ratio").update(levels=indicator(p, "level")["levels"]),
            "level without levels": lambda p: indicator(p, "level").pop("levels"),
            "decimals of a rank": lambda p: indicator(p, "rank").update(decimals=1),
            "group of a count": lambda p: indicator(p, "count").update(group="trung-du-mien-nui-bac-bo"),
            "year to date of a rank": lambda p: indicator(p, "rank").update(reported_as="year_to_date"),
            "no unit": lambda p: indicator(p, "count").pop("unit_measure"),
            "unsourced baseline": lambda p: p["indicators"][3]["baseline"].pop("source"),
            "unknown condition": lambda p: target(p, "at_most")["condition"].update({"is": "less_than"}),
            "bound missing": lambda p: target(p, "at_least")["condition"].pop("value"),
            "bound of another condition": lambda p: target(p, "between")["condition"].update(value=9),
            "no word on above": lambda p: target(p, "growth")["condition"].pop("above"),
            "rising scheme": lambda p: target(p, "by_scheme")["condition"].update(rising=True),
            "rising false": lambda p: target(p, "at_least")["condition"].update(rising=False),
            "no such month": lambda p: target(p, "at_least").update(due="2030-13-31"),
            "line break in a name": lambda p: target(p, "at_least")["names"].update(vi="Tỷ lệ\nhồ sơ"),
            "threshold above one": lambda p: p.update(alerts={"off_target": {"slow": 1.2}}),
        }
        for what, change in changes.items():
            with self.subTest(what):
                plan = copy.deepcopy(PLAN)
                change(plan)
                self.assertFalse(self.validator.is_valid(plan))


class Transcription(unittest.TestCase):
    def setUp(self):
        self.printed = printed_rows()
        self.targets = {t["id"]: t for t in PLAN["targets"]}
        self.indicators = {i["id"]: i for i in PLAN["indicators"]}

    def test_counts(self):
        self.assertEqual((len(PLAN["targets"]), len(self.targets)), (38, 38))
        self.assertEqual((len(PLAN["indicators"]), len(self.indicators)), (36, 36))
        self.assertEqual({a["id"] for a in PLAN["agencies"]},
                         {"khcn", "khdt", "thongke", "tttt", "vpubnd", "nhnn", "taichinh", "congan", "yte"})
        self.assertEqual([t["horizon"] for t in PLAN["targets"]].count(2045), 3)

    def test_rows_stand_in_the_order_of_the_page(self):
        self.assertEqual(list(self.targets), list(self.printed))

    def test_every_row_is_verbatim(self):
        for id_, (name, unit, result, agency) in self.printed.items():
            with self.subTest(id_):
                target = self.targets[id_]
                self.assertEqual(target["names"]["vi"], name)
                self.assertEqual(target["printed"], result)
                self.assertEqual(target["lead"], AGENCIES[agency])
                self.assertEqual(f"{target['horizon']}.{target['row']}", id_)
                self.assertEqual(target["due"], f"{target['horizon']}-12-31")
                kept = target.get("unit_measure", self.indicators[target["indicator"]]["unit_measure"])
                self.assertEqual(kept, UNIT_READ_OTHERWISE.get(id_) or PRINTED_UNIT[unit])

    def test_agencies_bear_their_printed_names(self):
        printed = {part: id_ for name, ids in AGENCIES.items() if not name.startswith("Chi nhành")
                   for part, id_ in zip(name.split(", "), ids)}
        self.assertEqual({a["names"]["vi"]: a["id"] for a in PLAN["agencies"]}, printed)

    def test_two_indicators_carry_two_targets_each(self):
        carried = [t["indicator"] for t in PLAN["targets"]]
        self.assertEqual(set(carried), set(self.indicators))
        self.assertEqual({i for i in carried if carried.count(i) > 1},
                         {"economy.digital-share", "innovation.pii-rank"})

    def test_every_indicator_is_led_by_those_of_its_row(self):
        for target in PLAN["targets"]:
            with self.subTest(target["id"]):
                self.assertEqual(self.indicators[target["indicator"]]["lead"], target["lead"])


class Rows(unittest.TestCase):
    """The table of what each row becomes."""

    def setUp(self):
        self.targets = {t["id"]: t for t in PLAN["targets"]}
        self.indicators = {i["id"]: i for i in PLAN["indicators"]}

    def test_each_row_becomes_what_the_table_says(self):
        self.assertEqual(set(ROWS), set(self.targets))
        for id_, row in ROWS.items():
            with self.subTest(id_):
                target = self.targets[id_]
                indicator = self.indicators[target["indicator"]]
                found = (indicator["kind"], indicator["measure"], indicator.get("reported_as", "period"),
                         target.get("unit_measure", indicator["unit_measure"]), target["condition"],
                         indicator["frequency"])
                self.assertEqual(found, row)

    def test_factors_and_decimals(self):
        for indicator in PLAN["indicators"]:
            with self.subTest(indicator["id"]):
                if indicator["kind"] == "ratio":
                    self.assertEqual(indicator["factor"],
                                     10000 if indicator["id"] == "science.researchers" else 100)
                    self.assertEqual(indicator["decimals"], 2)
                if indicator["unit_measure"] == "IX":
                    self.assertEqual(indicator["decimals"], 3)
        self.assertEqual(self.indicators["science.patents"]["unit_measure"], "NR")
        self.assertNotIn("limits", self.indicators["economy.tfp-share"])

    def test_levels_reach_the_printed_one(self):
        for id_ in ("2030.1", "2030.13"):
            target = self.targets[id_]
            codes = [level["code"] for level in self.indicators[target["indicator"]]["levels"]]
            self.assertEqual(codes[-1], target["condition"]["level"])

    def test_whose_figure_goes_first(self):
        self.assertEqual(self.indicators["economy.tfp-share"]["precedence"], ["thongke", "khdt"])

    def test_late_figures_are_expected_late(self):
        days = {id_: i["release_days"] for id_, i in self.indicators.items()}
        self.assertEqual(days["digital.dti-rank"], 400)
        self.assertEqual((days["innovation.pii-rank"],
                          self.indicators["innovation.pii-rank"]["stale_after_days"]), (0, 120))
        for id_ in ("human-development.hdi", "economy.tfp-share", "budget.science-share"):
            self.assertEqual(days[id_], 540)


class Decisions(unittest.TestCase):
    """What the printed text leaves open is written down, in both languages."""

    def setUp(self):
        self.targets = {t["id"]: t for t in PLAN["targets"]}

    def test_every_due_date_is_explained(self):
        for target in PLAN["targets"]:
            with self.subTest(target["id"]):
                self.assertIn(f"31/12/{target['horizon']}", target["interpretation"]["vi"])
                self.assertIn(f"31 December {target['horizon']}", target["interpretation"]["en"])

    def test_open_rows_are_decided(self):
        for id_ in [f"2030.{row}" for row in OWED] + ["2045.3"]:
            with self.subTest(id_):
                vi = self.targets[id_]["interpretation"]["vi"]
                self.assertGreater(len(vi[:vi.index("“Đến năm ")]), 80, "only the due date is explained")

    def test_bare_numbers_are_decided(self):
        bare = {t["row"] for t in PLAN["targets"] if t["printed"] == "100"}
        self.assertEqual(bare, set(BARE_100))
        for row, number in [(row, "“100”") for row in BARE_100] + [("10", "“12”")]:
            with self.subTest(row):
                self.assertIn(number, self.targets[f"2030.{row}"]["interpretation"]["vi"])
                self.assertIn(number, self.targets[f"2030.{row}"]["interpretation"]["en"])

    def test_succession(self):
        retired = {a["id"]: (a["retired_on"], a["succeeded_by"]) for a in PLAN["agencies"] if "retired_on" in a}
        self.assertEqual(retired, {"tttt": ("2025-03-01", "khcn"), "khdt": ("2025-03-01", "taichinh")})
        for agency in PLAN["agencies"]:
            if "retired_on" in agency:
                self.assertIn("interpretation", agency)
                self.assertIn("source", agency)

    def test_no_baseline_is_invented(self):
        found = {i["id"]: (i["baseline"]["period"], i["baseline"]["value"])
                 for i in PLAN["indicators"] if "baseline" in i}
        self.assertEqual(found, BASELINES)
        self.assertEqual([t["id"] for t in PLAN["targets"] if "baseline" in t], [])

    def test_the_communes_are_those_of_the_law(self):
        province, *communes = PLAN["areas"]
        self.assertIn("1658/NQ-UBTVQH15", province["source"])
        self.assertIn("19/2025/QĐ-TTg", province["source"])
        self.assertEqual({(a["parent"], a["valid_from"], "valid_to" in a) for a in communes},
                         {("VN-54", "2025-07-01", False)})  # until then the districts stood above others
        names = [a["names"]["vi"] for a in communes]
        self.assertEqual([sum(name.startswith(kind) for name in names) for kind in ("Phường ", "Xã ")], [13, 45])
        self.assertEqual(len(set(names)), 58)
        for area in communes:
            self.assertRegex(area["id"], "^07[2-8][0-9]{2}$")  # the province's range: 07210 to 07870
            kind, name = area["names"]["vi"].split(" ", 1)
            self.assertEqual(area["names"]["en"], name + {"Phường": " ward", "Xã": " commune"}[kind])
        codes = [a["id"] for a in communes]
        self.assertEqual(codes, sorted(set(codes)))

    def test_the_region_has_its_fourteen_provinces(self):
        group, = PLAN["groups"]
        self.assertEqual(len(group["members"]), 14)
        self.assertIn("VN-54", group["members"])
        self.assertEqual(group["valid_to"], "2025-06-30")


if __name__ == "__main__":
    unittest.main()
