"""wide - a plan of many targets, and a figure of each of its indicators in every period since 2020.

A third of the indicators are yearly, a third quarterly, a third monthly; shares, sums and single
figures.  Some targets are met, some missed by far, some on their way.
"""

import json

from bench.moving import SENT, closed, period

AGENCY, TOPIC = "khcn", "tiendo.measurements.khcn"


def names(text):
    return {"vi": text, "en": text}


def indicator(i):
    kind, frequency = ("ratio", "number", "count")[i // 3 % 3], "AQM"[i % 3]
    more = {"ratio": {"factor": 100, "decimals": 2}, "number": {"decimals": 2}, "count": {}}[kind]
    return {"id": f"wide.i{i}", "names": names(f"Chỉ số {i}"), "kind": kind, "unit_measure": "NR" if kind == "count" else "PT",
            "frequency": frequency, "lead": [AGENCY], "measure": "stock", "release_days": 30, "stale_after_days": 60, **more}


def target(n, indicators):
    year = 2027 + n % 18
    return {"id": f"{year}.{n}", "row": str(n), "horizon": year, "due": f"{year}-12-31", "names": names(f"Chỉ tiêu {n}"),
            "printed": "≥", "indicator": f"wide.i{n % indicators}", "lead": [AGENCY],
            "condition": {"is": "at_least", "value": 45 + n * 7 % 50}}


def plan(targets, indicators):
    return {"plan": "wide", "version": 1, "title": names("Nhiều chỉ tiêu"), "source": "none", "valid_from": "2020-01-01",
            "first_period": "2018", "time_zone": "Asia/Ho_Chi_Minh",
            "agencies": [{"id": AGENCY, "names": names("Sở Khoa học và Công nghệ")}],
            "areas": [{"id": "VN-54", "names": names("Bắc Giang")}],
            "indicators": [indicator(i) for i in range(indicators)],
            "targets": [target(n, indicators) for n in range(targets)]}


def event(number, of, position, n):
    """From 40 to some 60, with ups and downs."""
    value = 4000 + n * 2000 // len(closed(of["frequency"])) + (number * 37 + n * 71) % 120
    figures = {"ratio": {"numerator": value * 97, "denominator": 970000}, "number": {"obs_value": value / 100},
               "count": {"obs_value": value // 100}}[of["kind"]]
    return {"specversion": "1.0", "id": f"{of['id']}-{n}", "source": f"/agencies/{AGENCY}/wide",
            "type": "vn.gov.tiendo.measurement.v1", "time": SENT,
            "data": {"indicator": of["id"], "time_period": period(of["frequency"], position), **figures}}


def lines(plan_):
    """Key, tab, event."""
    return [f"{of['id']}\t{json.dumps(event(number, of, position, n))}".encode()
            for number, of in enumerate(plan_["indicators"]) for n, position in enumerate(closed(of["frequency"]))]
