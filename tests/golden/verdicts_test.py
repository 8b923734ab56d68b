#!/usr/bin/python3
"""The sentence of a verdict, one a status and reason, in both languages: tests/golden/verdicts.{vi,en}.txt.

They are read by people, so they are kept as files: `verdicts_test.py --write` writes them anew, and the difference is
to be read before it is committed.
"""

import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TIENDOCTL = Path(os.environ["TIENDO_BUILD"]) / "bin/tiendoctl"
PLAN = json.loads((ROOT / "schemas/plans/bac-giang-2030.json").read_text())
TODAY = "2026-11-20"


def communes(plan):
    plan["areas"] += [{"id": f"c{i}", "names": {"vi": "Xã", "en": "Commune"}, "parent": "VN-54"} for i in range(3)]


def quarterly_patents(plan):
    next(i for i in plan["indicators"] if i["id"] == "science.patents")["frequency"] = "Q"


def strict_band(plan):
    next(t for t in plan["targets"] if t["id"] == "2030.12")["condition"]["above"] = "breach"


def at_most(plan):
    """Where less is better."""
    next(t for t in plan["targets"] if t["id"] == "2030.12")["condition"] = {"is": "at_most", "value": 2}


def rise_of_five(plan):
    next(t for t in plan["targets"] if t["id"] == "2030.9")["condition"] = {
        "is": "at_least", "value": 5, "rising": True}


def fine_noise(plan):
    """One place more or less counts."""
    next(i for i in plan["indicators"] if i["id"] == "science.biotechnology-rank")["noise"] = 1


# heading, target, figures ("n/d", "value", "rank@N", "value|benchmark", a status behind), day, change of the plan
CASES = [
    ("TARGET_UNSET", "2030.15", "2026-S1=0"),
    ("NOT_MEASURED", "2030.5.4", ""),
    ("UNASSESSABLE partial", "2030.20", "2026-Q3=72/100@c1", TODAY, communes),
    ("UNASSESSABLE short_window", "2030.11", "2026-Q1=20 2026-Q2=24", TODAY, quarterly_patents),
    ("UNASSESSABLE small_count", "2030.11", "2021=10 2025=18"),
    ("UNASSESSABLE group_changed", "2030.17", "2025=2@14"),
    ("UNASSESSABLE final_missing", "2030.5.1", "2024-01=70/100 2030-06=75/100", "2031-06-01"),
    ("UNASSESSABLE too_early", "2030.23", "2026-Q1=60/100 2026-Q2=61/100", "2026-08-01"),
    ("ACHIEVED_HOLD", "2030.4", "2023=43.1"),
    ("ACHIEVED_HOLD every_period", "2030.8", "2023=0.712 2024=0.699 2025=0.715"),
    ("ACHIEVED", "2030.5.1", "2024-01=70/100 2026-10=8112/10000"),
    ("ACHIEVED provisional", "2030.5.1", "2024-01=70/100 2026-10=8112/10000E"),
    ("ACHIEVED above_band", "2030.12", "2023=5/100 2025=12/100"),
    ("MISSED", "2030.5.1", "2024-01=60/100 2030-12=7999/10000", "2031-02-01"),
    ("MISSED not_rising", "2030.9", "2029=31/1000 2030=31/1000", "2032-09-01"),
    ("OFF_TRACK", "2030.5.6", "2024-12=40/100 2026-08=45/100 2026-09=44/100 2026-10=45/100"),
    ("OFF_TRACK lost", "2030.4", "2025=28.5"),
    ("ON_TRACK within_noise: less than its digits show", "2030.5.5", "2023-01=81/100 2026-10=7999600/10000000"),
    ("OFF_TRACK lost: never met", "2030.8", "2025=0.650"),
    ("OFF_TRACK lost: met once", "2030.8", "2023=0.712 2025=0.650"),
    ("OFF_TRACK lost: at what has to be exceeded", "2030.8", "2024=0.712 2025=0.700"),
    ("OFF_TRACK lost: above the band", "2030.12", "2023=9/100 2025=12/100", TODAY, strict_band),
    ("OFF_TRACK above_band", "2030.12", "2023=5/100 2025=12/100", TODAY, strict_band),
    ("OFF_TRACK growth", "2030.11", "2021=400 2025=430"),
    ("REVERSING growth", "2030.11", "2021=40000 2025=37595"),
    ("OFF_TRACK count", "2030.16", "2021=10 2025=12"),
    ("NO_BASELINE", "2045.3", "2025=1"),
    ("STALE", "2030.20", "2024-Q4=60/100 2025-Q4=67/100"),
    ("REVERSING", "2030.21", "2024-Q4=30/100 2026-Q2=26/100 2026-Q3=25/100"),
    ("STALE not_rising", "2030.9", "2022=32/1000 2023=32/1000"),
    ("REVERSING rank", "2030.22", "2025=20@34"),
    ("REVERSING not_rising", "2030.9", "2023=35/1000 2024=31/1000"),
    ("ON_TRACK", "2030.23", "2024-Q4=50/100 2026-Q3=6511/10000"),
    ("ON_TRACK within_noise", "2030.24", "2024=11@63", "2026-02-01"),
    ("ON_TRACK short of its path", "2030.11", "2020=24 2025=44"),
    ("ON_TRACK count, exactly", "2030.16", "2021=12 2025=20"),
    ("ON_TRACK at_most", "2030.12", "2023=8/100 2025=4/100", TODAY, at_most),
    ("ACHIEVED at another horizon", "2045.2", "2025=9@34"),
    ("ON_TRACK not_rising", "2030.9", "2024=32/1000"),
    ("ON_TRACK level", "2030.1", "2021=average 2025=good"),
    ("SLOW", "2030.5.6", "2024-12=40/100 2026-09=47/100 2026-10=48/100"),
    ("SLOW not_rising", "2030.9", "2023=32/1000 2024=32/1000"),
    ("SLOW not_rising: short of the bound", "2030.9", "2020=20/1000 2024=42/1000 2025=42/1000", "2027-09-01",
     rise_of_five),
    ("SLOW compared", "2030.2", "2021=40|50 2025=43|50"),
    ("SLOW rank", "2030.17", "2020=14@14 2024=11@14", "2025-06-01", fine_noise),
]


def reading(indicator, token):
    period, _, value = token.partition("=")
    value, _, area = value.partition("@c")
    number, status = re.fullmatch(r"(.*?)([EPU]?)", value).groups() if indicator["kind"] != "level" else (value, "")
    data = {"indicator": indicator["id"], "time_period": period, "obs_status": status or "A"}
    if area:
        data["ref_area"] = "c" + area
    part = lambda text: float(text) if "." in text else int(text)
    kind = indicator["kind"]
    if kind == "ratio":
        data["numerator"], data["denominator"] = map(int, number.split("/"))
    elif kind == "rank":
        data["obs_value"], data["rank_of"] = map(int, number.split("@"))
    elif kind == "compared":
        data["obs_value"], data["benchmark"] = map(part, number.split("|"))
    elif kind == "level":
        data["level"] = number
    else:
        data["obs_value"] = part(number)
    return data


def judge(target, figures, today=TODAY, change=None):
    plan = copy.deepcopy(PLAN)
    if change:
        change(plan)
    indicator_id = next(t["indicator"] for t in plan["targets"] if t["id"] == target)
    indicator = next(i for i in plan["indicators"] if i["id"] == indicator_id)
    lines = "\n".join(json.dumps(reading(indicator, token)) for token in figures.split())
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        done = subprocess.run([TIENDOCTL, "assess", "--plan", file.name, "--as-of", today, "--json", "-"], input=lines,
                              text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{target}: {done.stderr}")
    return next(v for v in map(json.loads, done.stdout.splitlines()) if v["target"] == target)


def golden():
    """{language: the whole file}, and the verdict of each heading."""
    texts, verdicts = {"vi": [], "en": []}, {}
    for heading, target, figures, *more in CASES:
        verdicts[heading] = verdict = judge(target, figures, *more)
        for language, lines in texts.items():
            lines.append(f"{heading} ({target}, {more[0] if more else TODAY}: {figures or 'nothing'})\n"
                         f"{verdict['explain_' + language]}\n")
    return {language: "\n".join(lines) for language, lines in texts.items()}, verdicts


class Golden(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.texts, cls.verdicts = golden()

    def test_every_sentence_is_the_one_that_is_kept(self):
        for language, text in self.texts.items():
            self.assertEqual((HERE / f"verdicts.{language}.txt").read_text(), text)

    def test_each_heading_is_the_status_and_its_reason(self):
        for heading, verdict in self.verdicts.items():
            status, _, rest = heading.partition(" ")
            self.assertEqual(verdict["status"], status, heading)
            if verdict["why"] is not None:
                self.assertEqual(rest.partition(":")[0], verdict["why"], heading)

    def test_every_status_and_reason_is_there(self):
        source = (ROOT / "consumers/judge/status.c").read_text()
        statuses = set(re.findall(r"\n    \[STATUS_(\w+)\] = \{", source))
        reasons = set(re.findall(r'\[WHY_\w+\] = "(\w+)"', source))
        self.assertEqual({v["status"] for v in self.verdicts.values()}, statuses)
        self.assertEqual({v["why"] for v in self.verdicts.values()} - {None}, reasons)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        for name, content in golden()[0].items():
            (HERE / f"verdicts.{name}.txt").write_text(content)
    else:
        unittest.main()
