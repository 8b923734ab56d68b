#!/usr/bin/python3
"""tiendoctl assess: figures from files judged as the reference judges them, and refused as the collector refuses them."""

import datetime
import json
import os
import subprocess
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

from reference.judge import Case, Series, last_day, name, rounded, truncated
from reference.random_series import COMMUNES, LEVELS, Generator, exact

ROOT = Path(__file__).resolve().parents[3]
TIENDOCTL = Path(os.environ["TIENDO_BUILD"]) / "bin/tiendoctl"
SAMPLE = ROOT / "deploy/sample"
PLAN = ROOT / "schemas/plans/bac-giang-2030.json"
TODAY = datetime.date(2026, 11, 20)
MEMBERS = ["target", "status", "why", "last_status", "value", "period", "baseline", "expected", "deviation",
           "linear_ratio", "cagr_ratio", "cagr_score", "methods_disagree", "projected", "required_pace", "arrives",
           "trend", "coverage", "unit_measure", "rank_of", "provisional", "awaiting_final", "explain_vi", "explain_en"]
SEEDS, ROUNDS = (1, 2, 3), 4


def run(*arguments, stdin=b"", exit_code=0, test=None):
    done = subprocess.run([TIENDOCTL, "assess", *map(str, arguments)], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if test is not None:
        test.assertEqual(done.returncode, exit_code, done.stderr.decode())
    return done


def verdicts(done):
    """Each line's object, numbers as they are written."""
    return [json.loads(line, parse_float=str, parse_int=str) for line in done.stdout.splitlines()]


class Sample(unittest.TestCase):
    def assess(self, *more, files=None, **how):
        files = sorted((SAMPLE / "readings").glob("*.ndjson")) if files is None else files
        return run("--plan", PLAN, "--as-of", TODAY, *more, *files, test=self, **how)

    def test_each_target_stands_as_is_written_down(self):
        written = dict(line.split() for line in (SAMPLE / "verdicts").read_text().splitlines() if not line.startswith("#"))
        found = verdicts(self.assess("--json"))
        self.assertEqual({v["target"]: v["status"] for v in found}, written)
        for verdict in found:
            self.assertEqual(list(verdict), MEMBERS)
            self.assertEqual(list(verdict["baseline"]), ["period", "value", "observed"])
            self.assertEqual(list(verdict["trend"]), ["n", "s", "p", "slope", "intercept"])

    def test_a_figure_that_does_not_exist_is_null(self):
        unmeasured, = [v for v in verdicts(self.assess("--json")) if v["status"] == "NOT_MEASURED"]
        self.assertEqual({k for k, v in unmeasured.items() if v not in (None, {"period": None, "value": None, "observed": None},
                                                                        dict.fromkeys(("n", "s", "p", "slope", "intercept")))},
                         {"target", "status", "unit_measure", "explain_vi", "explain_en"})

    def test_the_table_has_a_row_a_target_and_counts_them(self):
        shown = self.assess().stdout.decode()
        for target in json.loads(PLAN.read_text())["targets"]:
            self.assertIn("\n" + target["id"] + " ", shown)
        self.assertIn("38 chỉ tiêu: ", shown)

    def test_the_table_is_in_the_language_that_is_asked_for(self):
        shown = self.assess("--language", "en").stdout.decode()
        for part in ("To be reached", "38 targets: ", "On track", "Lead"):
            self.assertIn(part, shown)
        self.assertNotRegex(shown, "[ạếệộđươ]")
        self.assertIn("hạng ", self.assess("--language", "vi").stdout.decode())
        self.assess("--language", "fr", exit_code=64)

    def test_what_is_refused_is_told_and_the_rest_is_judged(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "khcn.ndjson"
            file.write_text('{"indicator":"digital.dti-rank","time_period":"2026","obs_value":8,"rank_of":63.5}\n\n'
                            '{"indicator":"digital.dti-rank","time_period":"2025","obs_value":8,"rank_of":63}\nnothing\n')
            done = self.assess("--json", files=[file], exit_code=65)
        self.assertRegex(done.stderr.decode(), rf"(?m)^{file}:1: too_precise \(/rank_of\): .* / .*$")
        self.assertRegex(done.stderr.decode(), rf"(?m)^{file}:4: not_json: .* / .*$")
        self.assertEqual(done.stderr.count(b"\n"), 2)
        rank, = [v for v in verdicts(done) if v["target"] == "2030.24"]
        self.assertEqual((rank["period"], rank["value"], rank["rank_of"], rank["unit_measure"]), ("2025", "8", "63", "RANK"))
        self.assertEqual((rank["provisional"], rank["awaiting_final"]), (False, False))

    def test_a_spreadsheet_is_one_mistake_not_one_a_line(self):
        header = "indicator;time_period;obs_value;rank_of\n"
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("khcn.csv", header), ("readings.txt", header), ("marked.txt", "\ufeff" + header),
                               ("excel.csv", "sep=;\n" + header), ("tabs.txt", header.replace(";", "\t"))):
                file = Path(folder) / name
                file.write_text(text + 1000 * "digital.dti-rank;2025;8;63\n")
                done = self.assess(files=[file], exit_code=65)
                self.assertEqual(done.stderr.decode(),
                                 f"tiendoctl assess: {file} is CSV; what is read here is NDJSON, a JSON object a line "
                                 "(tiendo-collector takes CSV)\n")

    def test_every_bad_record_of_the_sample_is_refused_for_its_reason(self):
        # a file tells by its name who sent it, as a topic does, but not when it came; and what is no event
        # in Kafka is a reading here
        expected = [line.split() for line in (SAMPLE / "bad/expected").read_text().splitlines() if not line.startswith("#")]
        done = self.assess(files=sorted((SAMPLE / "bad").glob("*.ndjson")), exit_code=65)
        told = [line.split(": ")[:2] for line in done.stderr.decode().splitlines()]
        told = {(Path(place.rsplit(":", 1)[0]).stem, place.rsplit(":", 1)[1], reason.split()[0]) for place, reason in told}
        self.assertEqual(told, {tuple(e) for e in expected if e[2] not in ("time_future", "not_cloudevent")})

    def test_bare_numbers_need_no_agency_time_or_file(self):
        reading = b'{"indicator":"digital.dti-rank","time_period":"2025","obs_value":%d,"rank_of":63}\n'
        done = self.assess("--json", files=["-"], stdin=reading % 7 + reading % 9)
        rank, = [v for v in verdicts(done) if v["target"] == "2030.24"]
        self.assertEqual((rank["status"], rank["value"]), ("ACHIEVED_HOLD", "9"))  # the later line stands

    def test_events_are_read_as_they_are(self):
        event = {"specversion": "1.0", "id": "1", "source": "/agencies/khcn/x", "type": "vn.gov.tiendo.measurement.v1",
                 "time": "2026-02-01T00:00:00Z",
                 "data": {"indicator": "digital.dti-rank", "time_period": "2025", "obs_value": 12, "rank_of": 63}}
        lines = json.dumps(event) + "\n" + json.dumps(event | {"source": "/agencies/nobody/x"}) + "\n"
        done = self.assess("--json", files=["-"], stdin=lines.encode(), exit_code=65)
        self.assertIn(b"-:2: identity_mismatch (/source): ", done.stderr)
        rank, = [v for v in verdicts(done) if v["target"] == "2030.24"]
        self.assertEqual(rank["value"], "12")

    def test_wrong_usage_ends_with_its_code(self):
        self.assess(files=[], exit_code=64)
        self.assess("--agency", "nobody", files=["-"], exit_code=64)
        self.assess(files=["/nonexistent/khcn.ndjson"], exit_code=66)
        run(SAMPLE / "readings/yte.ndjson", exit_code=64, test=self)  # which plan?

    def test_history_says_what_was_known_at_the_time(self):
        lines = verdicts(self.assess("--json", "--history"))
        self.assertEqual(list(lines[0]), ["target", "as_of"] + MEMBERS[1:])
        of_rank = [v for v in lines if v["target"] == "2030.24"]
        self.assertEqual([v["as_of"] for v in of_rank], [f"{year}-01-01" for year in range(2021, 2027)] + [str(TODAY)])
        dates = sorted({v["as_of"] for v in lines})
        for date in dates[::5] + dates[-1:]:
            with self.subTest(date):
                want = {v["target"]: v for v in verdicts(self.as_of(date))}
                for verdict in [v for v in lines if v["as_of"] == date]:
                    self.assertEqual(verdict, {"target": verdict["target"], "as_of": date} | want[verdict["target"]])

    def as_of(self, date):
        """assess --as-of that day, with only what was published by then."""
        end = datetime.datetime.fromisoformat(date + "T23:59:59.999+07:00")
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for file in sorted((SAMPLE / "readings").glob("*.ndjson")):
                lines = [line for line in file.read_text().splitlines()
                         if datetime.datetime.fromisoformat(json.loads(line)["time"].replace("Z", "+00:00")) <= end]
                files.append(Path(folder) / file.name)
                files[-1].write_text("\n".join(lines) + "\n")
            return run("--plan", PLAN, "--as-of", date, "--json", *files, test=self)


def readings(indicator, totals):
    """What would have to be sent for these totals."""
    for at, total in totals.items():
        decimal = lambda units: float(rounded(Fraction(units, total["scale"]), indicator.get("decimals", 0)))
        base = {"indicator": indicator["id"], "time_period": name(indicator["frequency"], at), "obs_status": total["status"],
                "time": f"{TODAY}T00:00:00Z"}
        kind = indicator["kind"]
        for area, (a, b) in (total["parts"] or {"VN-54": (total["a"], total["b"])}).items():
            yield base | {"ref_area": area} | {
                "ratio": {"numerator": a, "denominator": b}, "count": {"obs_value": a},
                "number": {"obs_value": decimal(a)}, "rank": {"obs_value": a, "rank_of": b},
                "level": {"level": LEVELS[a] if kind == "level" else ""},
                "compared": {"obs_value": decimal(a), "benchmark": decimal(b)}}[kind]


class Random(unittest.TestCase):
    def test_random_series_are_judged_as_the_reference_judges_them(self):
        seen = set()
        for seed in SEEDS:
            generator = Generator(seed)
            plan = generator.plan()
            plan["areas"] += [{"id": c, "names": plan["title"], "parent": "VN-54"} for c in COMMUNES]
            for _ in range(ROUNDS):
                seen |= self.check(plan, {i["id"]: self.totals(i, generator) for i in plan["indicators"]})
        self.assertEqual(seen, {"NOT_MEASURED", "UNASSESSABLE", "ACHIEVED_HOLD", "ACHIEVED", "MISSED", "OFF_TRACK",
                                "NO_BASELINE", "STALE", "REVERSING", "ON_TRACK", "SLOW"})

    @staticmethod
    def totals(indicator, generator):
        """Such as can be reported: begun, and no rank beyond its N."""
        totals = generator.totals(indicator)
        for total in totals.values():
            if indicator["kind"] == "rank":
                total["a"] = min(total["a"], total["b"])
        return {at: t for at, t in totals.items() if last_day(indicator["frequency"], at - 1) < TODAY}

    def check(self, plan, totals):
        indicators = {i["id"]: i for i in plan["indicators"]}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.json"
            path.write_text(json.dumps(plan))
            lines = [json.dumps(r) for i in plan["indicators"] for r in readings(i, totals[i["id"]])]
            done = run("--plan", path, "--as-of", TODAY, "--json", "-", stdin="\n".join(lines).encode(), test=self)
        found = verdicts(done)
        for target, verdict in zip(plan["targets"], found):
            indicator = indicators[target["indicator"]]
            series = Series(indicator, exact(indicator, totals[indicator["id"]]))
            self.compare(Case(series, target, TODAY), verdict, totals[indicator["id"]])
        return {v["status"] for v in found}

    def compare(self, case, verdict, totals):
        fields, where = case.fields(), (case.target, case.series.indicator, totals)
        for member in ("status", "why", "last_status", "value", "period", "expected", "deviation", "linear_ratio",
                       "projected", "required_pace", "arrives"):
            if not self.same(case, member, fields[member], verdict[member] or ""):
                self.fail(f"{member}: {fields[member]!r}, found {verdict[member]!r}: {where}")
        self.assertEqual([fields["baseline_period"], fields["baseline_value"]],
                         [verdict["baseline"][member] or "" for member in ("period", "value")], where)
        self.compare_methods(case, verdict, where)
        self.compare_trend(case, verdict, where)

    def same(self, case, member, want, found):
        # growth goes by logarithms and roots: the last digit is not decided
        if want and found and case.growth and member in ("linear_ratio", "required_pace", "expected", "deviation"):
            return abs(float(want) - float(found)) <= (1e-4 if member == "linear_ratio" else 1.001)
        return want == found

    def compare_methods(self, case, verdict, where):
        ratio, score = case.compound()
        for want, found in ((ratio, verdict["cagr_ratio"]), (score, verdict["cagr_score"])):
            self.assertEqual(want is None, found is None, where)
            if want is not None:
                # where next to no growth is required, it is the difference of two doubles that are nearly equal
                self.assertAlmostEqual(want, float(found), delta=1e-9 * max(1, abs(want)) + 1e-15 * want**2, msg=where)
        linear = case.ratio()
        if linear is None or ratio is None:
            self.assertIsNone(verdict["methods_disagree"], where)
        elif min(abs(ratio - cut) for cut in (0, 0.6, 0.95)) > 1e-9:
            class_of = lambda r: (r >= 0) + (r >= Fraction(60, 100)) + (r >= Fraction(95, 100))
            self.assertEqual(class_of(linear) != class_of(ratio), verdict["methods_disagree"], where)

    def compare_trend(self, case, verdict, where):
        want, found = case.trend(), verdict["trend"]
        if want is None:
            self.assertEqual(set(found.values()), {None}, where)
            return
        decimals = case.series.decimals + 2
        self.assertEqual([str(want[0]), str(want[1]), rounded(want[3], decimals), rounded(want[4], decimals)],
                         [found["n"], found["s"], found["slope"], found["intercept"]], where)
        self.assertAlmostEqual(want[2], float(found["p"]), delta=1e-9, msg=where)

    def test_coverage_is_told_where_communes_report(self):
        plan = Generator(1).plan()
        plan["areas"] += [{"id": c, "names": plan["title"], "parent": "VN-54"} for c in COMMUNES]
        total = {"status": "A", "communes": 10, "heard": 9, "scale": 1, "a": 9, "b": 18,
                 "parts": {commune: (1, 2) for commune in COMMUNES[:9]}}
        stock = next(i for i in plan["indicators"] if i["kind"] == "ratio" and i["frequency"] == "A")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.json"
            path.write_text(json.dumps(plan))
            lines = [json.dumps(r) for r in readings(stock, {2025: total})]
            done = run("--plan", path, "--as-of", TODAY, "--json", "-", stdin="\n".join(lines).encode(), test=self)
        told = {v["coverage"] for v in verdicts(done) if v["period"] == "2025"}
        self.assertEqual(told, {truncated(Fraction(9, 10), 4)})


if __name__ == "__main__":
    unittest.main()
