#!/usr/bin/python3
"""Makes the sample: readings of the nine agencies for the 36 indicators of bac-giang-2030, 2020 to 2026.

    deploy/sample/make.py [FOLDER]      (default: readings/ beside this file)

Published figures are written out below, each with its source. Everything else is made up along the
paths below and says so in every line (ILLUSTRATIVE). No clock and no random generator is used: what
looks like chance is SHA-256 of (seed, indicator, period), so that the same files come out bit for
bit anywhere, and a change to one indicator leaves the others alone.
"""

import datetime
import hashlib
import json
import sys
from pathlib import Path

SEED = "bac-giang-2030"
TODAY = "2026-11-20"  # the day the sample is looked at; nothing is dated later
ILLUSTRATIVE = "số liệu minh họa"
MERGER = datetime.date(2025, 3, 1)  # tttt becomes part of khcn, khdt part of taichinh
LAST_OF_OLD_AGENCY = datetime.date(2025, 3, 15)  # within the plan's grace, the old systems close
HANOI = datetime.timezone(datetime.timedelta(hours=7))
SUCCESSOR = {"tttt": "khcn", "khdt": "taichinh"}
AGENCIES = ["khcn", "khdt", "thongke", "tttt", "vpubnd", "nhnn", "taichinh", "congan", "yte"]

# ---- ratios reported every month or quarter ---------------------------------------------------------
# indicator: agency, first and last period, usual denominator, how much it varies, path of the share in
# percent as (period, value) with straight lines between, and how far a point may lie off its line.
RATIOS = {
    "egov.online-usage": ("tttt", "2020-01", "2026-10", 68000, 0.12,
                          [("2020-01", 21.5), ("2021-12", 43), ("2023-06", 66), ("2024-12", 78.5),
                           ("2026-10", 83.4)], 0.5),
    "egov.digitised-dossiers": ("tttt", "2020-01", "2026-10", 61000, 0.12,
                                [("2020-01", 35), ("2022-06", 62), ("2024-06", 86), ("2026-10", 93.2)], 0.5),
    "egov.results-issued": ("tttt", "2020-01", "2026-10", 61000, 0.12,
                            [("2020-01", 48), ("2023-01", 58), ("2026-10", 71)], 0.4),
    "egov.data-reuse": ("tttt", "2020-01", "2026-10", 66000, 0.12,
                        [("2020-01", 18), ("2022-06", 52), ("2024-09", 81.2), ("2025-06", 79.6),
                         ("2026-10", 76.3)], 0.3),
    "egov.online-payment": ("tttt", "2020-01", "2026-10", 23500, 0.15,
                            [("2020-01", 8), ("2022-01", 20), ("2023-06", 29.5), ("2024-06", 33),
                             ("2025-06", 42), ("2026-10", 55.4)], 0.4),
    "egov.end-to-end-services": ("tttt", "2020-Q1", "2026-Q3", 1050, 0,
                                 [("2020-Q1", 41), ("2023-Q4", 62), ("2026-Q3", 78)], 0.3),
    "egov.intergovernmental-procedures": ("vpubnd", "2020-Q1", "2026-Q3", 412, 0,
                                          [("2020-Q1", 31), ("2023-Q4", 41), ("2025-Q2", 46.5),
                                           ("2025-Q3", 29.5), ("2026-Q3", 26.2)], 0),
    "egov.internal-procedures-cut": ("vpubnd", "2025-Q1", "2026-Q3", 500, 0,
                                     [("2025-Q1", 0), ("2025-Q4", 2), ("2026-Q3", 4.2)], 0),
    "egov.electronic-documents": ("tttt", "2020-Q1", "2026-Q3", 310000, 0.08,
                                  [("2020-Q1", 78), ("2022-Q4", 91), ("2026-Q3", 97.6)], 0.2),
    "egov.tasks-monitored": ("vpubnd", "2020-Q1", "2026-Q3", 4200, 0.1,
                             [("2020-Q1", 82), ("2024-Q4", 97), ("2026-Q1", 99.9), ("2026-Q2", 100),
                              ("2026-Q3", 100)], 0),
    "egov.agencies-online": ("vpubnd", "2020-Q1", "2026-Q3", 231, 0,
                             [("2020-Q1", 100), ("2026-Q3", 100)], 0),
    "economy.cashless-transactions": ("nhnn", "2020-Q1", "2026-Q3", 38000000, 0.1,
                                      [("2020-Q1", 38), ("2023-Q1", 50), ("2026-Q3", 65.2)], 0.5),
    "digital.governance-connected": ("tttt", "2020-Q1", "2025-Q4", 260, 0,
                                     [("2020-Q1", 60), ("2025-Q4", 83.5)], 0.2),
    # Nothing since: the police report this one indicator alone, so all of theirs is overdue.
    "digital.databases-connected": ("congan", "2020-Q1", "2026-Q1", 41, 0,
                                    [("2020-Q1", 44), ("2026-Q3", 80.5)], 0),
    "finance.payment-accounts": ("nhnn", "2020-Q1", "2026-Q3", 1431000, 0.004,
                                 [("2020-Q1", 62), ("2026-Q3", 88)], 0.1),
    "digital.personal-signatures": ("tttt", "2020-Q1", "2026-Q3", 1352000, 0.004,
                                    [("2020-Q1", 1.2), ("2024-Q4", 9.5), ("2026-Q3", 24)], 0.05),
    "health.electronic-records": ("yte", "2020-Q1", "2025-Q2", 1918000, 0.004,  # then by commune
                                  [("2020-Q1", 55), ("2022-Q4", 72), ("2026-Q3", 90.3)], 0.1),
    # 5G was first sold in the country in October 2024: there is nothing to report before.
    "digital.5g-coverage": ("tttt", "2024-S2", "2026-S1", 1936000, 0.002,
                            [("2024-S2", 3.1), ("2025-S1", 14), ("2025-S2", 30.5), ("2026-S1", 38)], 0),
}
# The two levels of government of July 2025 lengthened the list of procedures that span levels.
DENOMINATOR_SINCE = {"egov.intergovernmental-procedures": ("2025-Q3", 655),
                     "egov.agencies-online": ("2025-Q3", 94)}

# The two levels of government of July 2025: from then on communes report, and the province's figure is
# theirs. Some are missing for a while, as their systems are moved.
BY_COMMUNE = {"health.electronic-records": ("2025-Q3", "2026-Q3", {
    "2026-Q2": ["07531", "07534", "07537", "07594", "07627", "07654", "07663", "07672"],
    "2026-Q3": ["07531", "07534", "07654", "07672"]})}
PLAN = Path(__file__).resolve().parents[2] / "schemas/plans/bac-giang-2030.json"

# ---- figures written out: {indicator: (agency, days after the period, what carries the value, {period: ...})} --
ANNUAL = {
    "science.capacity": ("khcn", 95, ["level"],
                         {2020: ["average"], 2021: ["average"], 2022: ["average"], 2023: ["average"],
                          2024: ["good"], 2025: ["good"]}),
    "digital.infrastructure": ("tttt", 100, ["level"],
                               {2020: ["average"], 2021: ["average"], 2022: ["average"], 2023: ["average"],
                                2024: ["good"], 2025: ["good"]}),
    "enterprise.technology-level": ("khcn", 160, ["obs_value", "benchmark"],
                                    {2020: [43.2, 47.2], 2021: [43.75, 47.4], 2022: [44.3, 47.8],
                                     2023: [45.1, 48.15], 2024: [45.6, 48.5], 2025: [46.2, 48.9]}),
    "enterprise.innovating": ("khcn", 350, ["obs_value"], {2024: [31.5]}),
    "enterprise.science-technology": ("khcn", 45, ["obs_value"],
                                      {2020: [7], 2021: [8], 2022: [9], 2023: [10], 2024: [12], 2025: [14]}),
    "enterprise.digital-attracted": ("tttt", 45, ["obs_value"], {2025: [1]}),
    "science.researchers": ("khcn", 262, ["numerator", "denominator"],
                            {2020: [937.5, 1841600], 2021: [1010.2, 1875200], 2022: [1102.8, 1890900],
                             2023: [1193.5, 1922700], 2024: [1307.6, 1941500], 2025: [1448.4, 1957300]}),
    "science.patents-commercialised": ("khcn", 165, ["numerator", "denominator"],
                                       {2020: [5, 118], 2021: [5, 121], 2022: [6, 129], 2023: [7, 138],
                                        2024: [8, 147], 2025: [10, 157]}),
    "science.biotechnology-rank": ("khcn", 170, ["obs_value", "rank_of"],
                                   {2020: [6, 14], 2021: [6, 14], 2022: [5, 14], 2023: [5, 14],
                                    2024: [4, 14], 2025: [4, 14]}),
    "human-development.hdi": ("thongke", 520, ["obs_value"],
                              {2020: [0.731], 2021: [0.733], 2022: [0.739], 2023: [0.745], 2024: [0.751]}),
    # The share is much the same whoever computes it, but for 2024: there the two disagree.
    "economy.tfp-share": ("thongke", 525, ["obs_value"],
                          {2020: [38.5], 2021: [36.2], 2022: [41.7], 2023: [40.1], 2024: [42.9]}),
    "economy.digital-share": ("tttt", 350, ["obs_value"], {2023: [42.6], 2024: [43.05]}),
}
TFP_OF_PLANNING = {2020: 38.9, 2021: 36.55, 2022: 41.2, 2023: 40.62, 2024: 46.8}
SMART_CITIES = {"2020-S1": 0, "2020-S2": 0, "2021-S1": 0, "2021-S2": 0, "2022-S1": 0, "2022-S2": 0,
                "2023-S1": 0, "2023-S2": 0, "2024-S1": 0, "2024-S2": 1, "2025-S1": 1, "2025-S2": 1,
                "2026-S1": 1}
PATENT_FILINGS = {2020: 22, 2021: 21, 2022: 27, 2023: 29, 2024: 34, 2025: 39}
PATENTS_GRANTED = {2020: 2, 2022: 3, 2023: 2, 2024: 4, 2025: 5}  # 2021 is published
# Million VND: the year's budget (F), the expected outturn (E), the settled account (A).
BUDGET = {
    2020: {"F": (341000, 19850000), "E": (372000, 21200000), "A": (401300, 21684000)},
    2021: {"F": (362000, 20100000), "E": (430500, 22900000), "A": (448700, 23372000)},
    2022: {"F": (421000, 22300000), "E": (512000, 25400000), "A": (534600, 26078000)},
    2023: {"F": (503000, 24800000), "E": (618000, 28300000), "A": (641200, 29015000)},
    2024: {"F": (634000, 27900000), "E": (735000, 31200000), "A": (758900, 31886000)},
    2025: {"F": (802000, 31500000), "E": (931000, 34350000)},
    2026: {"F": (1093000, 36200000)},
}

# ---- published figures: indicator, agency, period, fields, when it was sent, source ---------------------
PUBLISHED = [
    ("digital.dti-rank", "tttt", "2020", {"obs_value": 10, "rank_of": 63}, "2021-10-25T09:00:00",
     "đã công bố: DTI 2020 hạng 10/63 (m.en.baobacgiang.com.vn, trang 370411, 25/10/2021)"),
    ("digital.dti-rank", "tttt", "2022", {"obs_value": 9, "rank_of": 63}, "2023-10-12T09:00:00",
     "đã công bố: DTI 2022 hạng 9/63 (dti.gov.vn/xep-hang-2022; vietnamnet.vn 2200964)"),
    ("digital.dti-rank", "tttt", "2023", {"obs_value": 9, "rank_of": 63}, "2024-12-20T09:00:00",
     "đã công bố: DTI 2023 hạng 9/63, theo vị trí trong danh sách (baomoi.net.vn c51412784); cần đối chiếu dti.gov.vn"),
    ("innovation.pii-rank", "khcn", "2023", {"obs_value": 11, "rank_of": 63}, "2024-03-13T08:30:00",
     "đã công bố: PII 2023 hạng 11/63 (vnexpress.net 4721102, 3/2024; congthuong.vn)"),
    ("innovation.pii-rank", "khcn", "2024", {"obs_value": 10, "rank_of": 63}, "2025-01-06T08:30:00",
     "đã công bố: PII 2024 hạng 10/63 (vietbao.vn 523051, 12/2024; doanhnghiephoinhap.vn, 30/12/2024)"),
    ("innovation.pii-rank", "khcn", "2025", {"obs_status": "M"}, "2026-01-20T08:30:00",
     "không có số: từ 01/7/2025 Bắc Giang không còn được xếp hạng riêng (PII 2025 xếp 34 tỉnh)"),
    ("economy.digital-share", "tttt", "2022", {"obs_value": 42.13}, "2023-12-15T10:00:00",
     "đã công bố: 42,13% GRDP (Báo cáo thường niên Kinh tế số Việt Nam 2022; thoisutoancanh.com a26322, "
     "vietnamhoinhap.vn 45224); năm tham chiếu không nêu trong bài"),
    ("science.patents", "khcn", "2021", {"obs_value": 1, "source": "/agencies/khcn/shtt-van-bang"},
     "2022-03-30T08:00:00", "đã công bố: 1 bằng độc quyền sáng chế cấp năm 2021 (vjst.vn 6391)"),
]
PUBLISHED_SHARE = ("egov.data-reuse", "2024-09",
                   "đã công bố: trên 81% cuối tháng 9/2024 (wwwiso.com a239437); tử số và mẫu số là số liệu minh họa")

# ---- what goes wrong in real life, one line each: sent later than the first figure of the same period ---
LATE = [
    # indicator, agency, period as written, change of the share, sent, further fields, comment
    ("egov.online-usage", "tttt", "2024-12", 1.1, "2025-03-28T16:20:00", {},
     "cơ quan cũ chốt lại số tháng 12/2024 trước khi bàn giao"),
    ("egov.online-usage", "khcn", "2024-11", -0.8, "2025-05-14T09:10:00", {},
     "đính chính sau bàn giao: bỏ hồ sơ tính trùng"),
    ("egov.digitised-dossiers", "khcn", "2026-07", 1.4, "2026-09-03T10:05:00", {}, "bổ sung hồ sơ cấp xã gửi muộn"),
    ("egov.online-payment", "khcn", "2026-03", 0.9, "2026-05-18T14:40:00", {},
     "đối soát lại với cổng thanh toán; kỳ ghi 2026-03 thay cho 2026-M03"),
    ("health.electronic-records", "yte", "2025-Q2", -1.2, "2025-11-12T08:00:00", {},
     "bỏ hồ sơ trùng số định danh cá nhân"),
    ("finance.payment-accounts", "nhnn", "2026-Q1", 0.6, "2026-07-02T15:00:00", {"revision": True},
     "bổ sung số của tổ chức tín dụng gửi muộn"),
]
WITHDRAWN = [("finance.payment-accounts", "nhnn", "2022-Q3", "2022-12-05T09:00:00",
              "thu hồi: số đã gửi đếm tài khoản, không đếm người")]
# Only plans and an absence: nothing is measured yet.
RESULTS_APPLIED = [
    ("2024", {"obs_status": "O"}, "2025-03-20T08:00:00", "không có số: chưa tổ chức thống kê việc ứng dụng"),
    ("2025", {"obs_status": "F", "numerator": 690, "denominator": 1040}, "2024-12-27T08:00:00",
     "dự báo theo kế hoạch năm"),
    ("2026", {"obs_status": "F", "numerator": 760, "denominator": 1080}, "2025-12-29T08:00:00",
     "dự báo theo kế hoạch năm"),
]


# ---- periods --------------------------------------------------------------------------------------

PER_YEAR = {"M": 12, "Q": 4, "S": 2, "A": 1}


def frequency_of(period):
    if len(period) == 4:
        return "A"
    return period[5] if period[5] in "QS" else "M"


def position_of(period):
    frequency = frequency_of(period)
    if frequency == "A":
        return int(period)
    return int(period[:4]) * PER_YEAR[frequency] + int(period[5:].lstrip("QS")) - 1


def period_at(frequency, position):
    if frequency == "A":
        return str(position)
    year, part = divmod(position, PER_YEAR[frequency])
    return f"{year}-{part + 1:02d}" if frequency == "M" else f"{year}-{frequency}{part + 1}"


def last_day(period):
    frequency = frequency_of(period)
    months = 12 // PER_YEAR[frequency]
    year, month = divmod((position_of(period) + 1) * months, 12)
    return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


# ---- chance without a generator -------------------------------------------------------------------

def chance(*about):
    """A number in [0, 1) that depends on nothing but what it is about."""
    digest = hashlib.sha256("/".join((SEED, *map(str, about))).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def on_path(path, period):
    """The value at a period, on straight lines between the points of the path."""
    at = position_of(period)
    points = [(position_of(p), value) for p, value in path]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    raise ValueError(f"{period} is off the path")


# ---- readings -------------------------------------------------------------------------------------

def instant(day, *about):
    """A moment of that working day."""
    minutes = int(chance("minute", *about) * 9 * 60)
    return f"{day}T{8 + minutes // 60:02d}:{minutes % 60:02d}:00+07:00"


def unix_ms(time):
    return int(datetime.datetime.fromisoformat(time).timestamp()) * 1000


def in_utc(time):
    return datetime.datetime.fromisoformat(time).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def sender(agency, day):
    """Who sends on that day: the successor, once the old agency's systems are closed."""
    return SUCCESSOR[agency] if agency in SUCCESSOR and day > LAST_OF_OLD_AGENCY else agency


def reading(indicator, period, fields, time, comment):
    return {"indicator": indicator, "time_period": period, **fields, "comment": comment, "time": time}


def share_of(indicator, period, shift=0.0):
    """numerator and denominator on the indicator's path."""
    _, _, _, usual, varies, path, off = RATIOS[indicator]
    since, later = DENOMINATOR_SINCE.get(indicator, (None, 0))
    if since is not None and position_of(period) >= position_of(since):
        usual = later
    denominator = round(usual * (1 + varies * (2 * chance("denominator", indicator, period) - 1)))
    share = on_path(path, period) + off * (2 * chance("share", indicator, period) - 1) + shift
    return {"numerator": min(denominator, round(denominator * share / 100)), "denominator": denominator}


def dress(indicator, agency, fields):
    """What some systems add of their own: the unit and area, or the share beside its parts."""
    if agency == "nhnn":
        return {"ref_area": "VN-54", **fields, "unit_measure": "PT"}
    if agency == "yte":
        return {**fields, "obs_value": round(fields["numerator"] / fields["denominator"] * 100, 2)}
    return fields


def written(indicator, period):
    """One system writes the months of 2026 as SDMX's reporting month."""
    if indicator == "egov.online-payment" and period.startswith("2026-"):
        return period.replace("-", "-M")
    return period


def ratios():
    for indicator, (agency, first, last, *_) in RATIOS.items():
        frequency = frequency_of(first)
        usually, spread = {"M": (4, 6), "Q": (10, 18), "S": (12, 17)}[frequency]
        for position in range(position_of(first), position_of(last) + 1):
            period = period_at(frequency, position)
            day = last_day(period) + datetime.timedelta(
                days=usually + int(spread * chance("day", indicator, period)))
            by = sender(agency, day)
            fields = dress(indicator, by, share_of(indicator, period))
            comment = ILLUSTRATIVE
            if (indicator, period) == PUBLISHED_SHARE[:2]:
                comment = PUBLISHED_SHARE[2]
            if (indicator, period) == ("economy.cashless-transactions", "2026-Q3"):
                fields, comment = {**fields, "obs_status": "P"}, "số sơ bộ; " + ILLUSTRATIVE
            yield by, reading(indicator, written(indicator, period), fields,
                              instant(day, indicator, period), comment)


def communes():
    """The codes of the plan, and what share of the population lives there (made up; 1 in all)."""
    codes = [area["id"] for area in json.loads(PLAN.read_text(encoding="utf-8"))["areas"] if "parent" in area]
    weights = {code: 0.5 + chance("population", code) for code in codes}
    return {code: weight / sum(weights.values()) for code, weight in weights.items()}


def by_commune():
    for indicator, (first, last, missing) in BY_COMMUNE.items():
        agency, _, _, usual, varies, path, off = RATIOS[indicator]
        for position in range(position_of(first), position_of(last) + 1):
            period = period_at(frequency_of(first), position)
            for code, part in communes().items():
                if code in missing.get(period, ()):
                    continue
                there = round(usual * part * (1 + varies * (2 * chance("denominator", indicator, period, code) - 1)))
                share = on_path(path, period) + 4 * (2 * chance("share", indicator, code) - 1) + \
                    off * (2 * chance("share", indicator, period, code) - 1)
                day = last_day(period) + datetime.timedelta(days=10 + int(18 * chance("day", indicator, period, code)))
                fields = dress(indicator, agency, {"numerator": round(there * share / 100), "denominator": there})
                yield agency, reading(indicator, period, {"ref_area": code, **fields},
                                      instant(day, indicator, period, code), ILLUSTRATIVE)


def annual():
    for indicator, (agency, days, names, years) in ANNUAL.items():
        for year, values in years.items():
            day = last_day(str(year)) + datetime.timedelta(days=days)
            yield sender(agency, day), reading(indicator, str(year), dict(zip(names, values)),
                                               instant(day, indicator, year), ILLUSTRATIVE)
    for year, value in TFP_OF_PLANNING.items():
        day = last_day(str(year)) + datetime.timedelta(days=532)
        comment = ILLUSTRATIVE + "; tính theo dãy vốn của tỉnh" if year == 2024 else ILLUSTRATIVE
        yield sender("khdt", day), reading("economy.tfp-share", str(year), {"obs_value": value},
                                           instant(day, "tfp", year), comment)


def counts():
    for period, value in SMART_CITIES.items():
        day = last_day(period) + datetime.timedelta(days=20)
        yield sender("tttt", day), reading("digital.smart-cities", period, {"obs_value": value},
                                           instant(day, "smart-cities", period), ILLUSTRATIVE)
    for system, years in (("shtt-don", PATENT_FILINGS), ("shtt-van-bang", PATENTS_GRANTED)):
        for year, value in years.items():
            day = last_day(str(year)) + datetime.timedelta(days=88)
            yield "khcn", reading("science.patents", str(year),
                                  {"obs_value": value, "source": f"/agencies/khcn/{system}"},
                                  instant(day, system, year), ILLUSTRATIVE)


def budget():
    days = {"F": -375, "E": 18, "A": 530}  # from the end of the year
    words = {"F": "dự toán; ", "E": "ước thực hiện; ", "A": "quyết toán; "}
    for year, stages in BUDGET.items():
        for status, (numerator, denominator) in stages.items():
            day = last_day(str(year)) + datetime.timedelta(days=days[status])
            yield "taichinh", reading("budget.science-share", str(year),
                                      {"numerator": numerator, "denominator": denominator, "obs_status": status},
                                      instant(day, "budget", year, status), words[status] + ILLUSTRATIVE)


def published():
    for indicator, agency, period, fields, time, comment in PUBLISHED:
        yield agency, reading(indicator, period, fields, time + "+07:00", comment)


def afterwards():
    for indicator, agency, period, shift, time, more, comment in LATE:
        fields = dress(indicator, agency, share_of(indicator, period, shift))
        time += "+07:00"
        if more.get("revision"):
            fields["revision"] = unix_ms(time)
        yield agency, reading(indicator, period, fields, time, f"{comment}; {ILLUSTRATIVE}")
    for indicator, agency, period, time, comment in WITHDRAWN:
        yield agency, reading(indicator, period, {"obs_status": "O"}, time + "+07:00", f"{comment}; {ILLUSTRATIVE}")
    for period, fields, time, comment in RESULTS_APPLIED:
        yield "khcn", reading("science.results-applied", period, fields, time + "+07:00",
                              f"{comment}; {ILLUSTRATIVE}")


def all_readings():
    """{agency: its readings in the order they were sent}, and one sent again, late and unchanged."""
    files = {agency: [] for agency in AGENCIES}
    for make in (ratios, by_commune, annual, counts, budget, published, afterwards):
        for agency, line in make():
            files[agency].append(line)
    for agency, lines in files.items():
        lines.sort(key=lambda r: (unix_ms(r["time"]), r["indicator"], r["time_period"], r.get("ref_area", "")))
    files["vpubnd"].append(files["vpubnd"][-3])  # a resend: it must change nothing
    for line in files["congan"]:
        line["time"] = in_utc(line["time"])  # its system writes UTC
    return files


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("readings")
    folder.mkdir(parents=True, exist_ok=True)
    for agency, lines in all_readings().items():
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{agency}.ndjson").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
