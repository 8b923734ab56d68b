"""alerts_stand - what the tests of alerts share: a small plan of their own on a stand, whose indicators
each bring about one kind of alert, and alerters with the day set by hand.

Months are counted from the one that is running (0; -1 is the last that is closed), since Kafka stamps
records with the machine's clock: no test reads that clock otherwise.
"""

import calendar
import datetime
import json
import time
import unittest

import jsonschema

from faults.logs import Logs
from stand.stand import ROOT, Stand, wait_until

P = "tiendo:{kinds@1}:"
FAST = ("-X", "session.timeout.ms=6000")
SCHEMA = json.loads((ROOT / "schemas/alert.schema.json").read_text())
TODAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).date()
COMMUNES = [f"072{i:02}" for i in range(10)]
AGENCIES = ("khcn", "thongke", "yte", "nhnn", "congan")
SILENT = "congan"


def month(k):
    year, index = divmod(TODAY.year * 12 + TODAY.month - 1 + k, 12)
    return f"{year}-{index + 1:02}"


def last_day(k):
    year, number = map(int, month(k).split("-"))
    return datetime.date(year, number, calendar.monthrange(year, number)[1])


def names(text):
    return {"vi": text, "en": text}


MISSED = f"{last_day(-1).year}.miss"


def indicator(id_, lead="khcn", kind="number", **more):
    return {"id": id_, "names": names(id_), "kind": kind, "unit_measure": "PT", "decimals": 2, "noise": 0.5,
            "frequency": "M", "lead": [lead], "measure": "stock", "release_days": 0, "stale_after_days": 900, **more}


def target(id_, value, due=datetime.date(2045, 12, 31)):
    return {"id": f"{due.year}.{id_}", "row": id_, "horizon": due.year, "due": str(due), "names": names(f"chỉ tiêu {id_}"),
            "printed": f"≥{value}", "indicator": id_, "lead": ["khcn"], "condition": {"is": "at_least", "value": value}}


def plan():
    return {
        "plan": "kinds", "version": 1, "title": names("Mọi loại cảnh báo"), "source": "none", "valid_from": "2020-01-01",
        "first_period": "2018", "time_zone": "Asia/Ho_Chi_Minh",
        "agencies": [{"id": id_, "names": names(f"Sở {id_}")} for id_ in AGENCIES],
        "areas": [{"id": "VN-54", "names": names("Bắc Giang")},
                  *({"id": id_, "names": names(f"Xã {id_}"), "parent": "VN-54"} for id_ in COMMUNES)],
        "indicators": [
            *(indicator(id_, baseline={"period": "2024", "value": 40, "source": "none"}) for id_ in ("off", "shown", "spoilt")),
            *(indicator(id_) for id_ in ("reverse", "fall", "fallen", "waver", "miss")),
            *(indicator(id_, release_days=20, stale_after_days=30) for id_ in ("late", "tardy")), indicator("odd"),
            *(indicator(id_, precedence=["khcn", "thongke"], reporters=["khcn", "thongke"]) for id_ in ("two", "apart")),
            {**indicator("cover", kind="count"), "decimals": 0, "noise": 1},
            indicator("silent", lead=SILENT, release_days=20, stale_after_days=30)],
        "targets": [*(target(id_, 80) for id_ in ("off", "shown", "spoilt")), target("reverse", 90), target("fall", 50),
                    target("fallen", 50), target("waver", 50), target("miss", 80, last_day(-1)),
                    target("late", 80), target("odd", 50), target("two", 50), target("silent", 50)]}


def event(id_, k, value, revision=1, agency=None, **more):
    agency = agency or (SILENT if id_ == "silent" else "khcn")
    return {"specversion": "1.0", "id": f"{id_}-{k}-{revision}-{more.get('ref_area', '')}", "source": f"/agencies/{agency}/portal",
            "type": "vn.gov.tiendo.measurement.v1", "time": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "datacontenttype": "application/json",
            "data": {"indicator": id_, "time_period": month(k), "obs_value": value, "revision": revision, **more}}


class AlertsTest(unittest.TestCase):
    """The stand is shared by a class's tests: each has indicators of its own."""

    @classmethod
    def setUpClass(cls):
        file = cls.enterClassContext(_PlanFile(plan()))
        cls.stand = cls.enterClassContext(Stand(plan=file))
        cls.stand.create_topics()
        cls.redis = cls.stand.redis
        cls.logs_of_kafka = Logs(cls.stand)

    def setUp(self):
        self.logs, self.alerters = [], []
        self.aggregate()
        self.addCleanup(lambda: self.assertEqual(self.aggregator.stop(), 0))
        self.addCleanup(self.stop)

    def aggregate(self):
        self.aggregator = self.stand.start("tiendo-aggregator", *FAST)
        self.logs.append(self.aggregator.log)
        self.wait(lambda: self.redis.get("tiendo:current:kinds") == "1", "the current version")

    def start(self, day=TODAY, *more):
        alerter = self.stand.start("tiendo-alerter", "--as-of", str(day), *more)
        self.logs.append(alerter.log)
        self.alerters.append(alerter)
        return alerter

    def stop(self):
        while self.alerters:
            alerter = self.alerters.pop()
            self.assertEqual(alerter.stop(), 0, alerter.text())

    def kill(self, alerter):
        self.alerters.remove(alerter)
        alerter.kill()

    def on(self, day):
        """One alerter, whose day it is."""
        self.stop()
        return self.start(day)

    def wait(self, predicate, what, deadline_s=30):
        return wait_until(predicate, what, deadline_s, log=self.logs)

    def send(self, *events):
        by_agency = {}
        for one in events:
            by_agency.setdefault(one["source"].split("/")[2], []).append(one)
        for agency, several in by_agency.items():
            self.stand.produce(f"tiendo.measurements.{agency}", *several, key="k")

    # ---- what stands ----

    def alert(self, id_):
        return self.redis.hgetall(f"{P}alert:{id_.replace('/', ':')}")

    def wait_firing(self, id_):
        return self.wait(lambda: (a := self.alert(id_)).get("state") == "firing" and a, f"{id_} to fire")

    def wait_cleared(self, id_):
        return self.wait(lambda: (a := self.alert(id_)).get("state") == "inactive" and a, f"{id_} to be cleared")

    def stream(self, id_=None):
        entries = [fields for _, fields in self.redis.xrange(f"{P}alerts")]
        return [f for f in entries if id_ is None or f"{f['subject']}/{f['kind']}" == id_]

    def kafka(self):
        """Everything on tiendo.alerts by its id, held against the schema."""
        events = {}
        for record in self.stand.consume("tiendo.alerts"):
            body = record.json()
            jsonschema.validate(body, SCHEMA, format_checker=jsonschema.FormatChecker())
            self.assertEqual(events.setdefault(body["id"], body), body, "an id twice with other content")
        return events

    def check_once(self, entries):
        """Of each alert: raised, any changes, cleared, raised, ...; numbered without a gap."""
        by_alert = {}
        for fields in entries:
            by_alert.setdefault((fields["subject"], fields["kind"]), []).append(fields)
        for alert, transitions in by_alert.items():
            standing = None
            transitions = [f for f in transitions if f["transition"] != "acknowledged"]
            self.assertEqual([int(f["sequence"]) for f in transitions], list(range(1, len(transitions) + 1)), alert)
            for fields in transitions:
                now = fields["severity"], fields.get("why") if alert[1] == "falling_back" else None
                if fields["transition"] == "raised":
                    self.assertIsNone(standing, alert)
                elif fields["transition"] == "changed":
                    self.assertNotIn(standing, (None, now), alert)
                else:
                    self.assertEqual(standing[0], now[0], alert)
                standing = None if fields["transition"] == "cleared" else now

    def ids(self, entries):
        return {f"kinds/{f['subject']}/{f['kind']}/{f['raised_for']}/{f['sequence']}" for f in entries
                if f["transition"] != "acknowledged"}

    def ctl(self, *words, **more):
        return self.stand.run("tiendoctl", *words, **more)

    def open(self):
        return {alert["id"] for alert in json.loads(self.ctl("alerts", "--json").stdout)}

    def acknowledge(self, id_, *more):
        self.ctl("alerts", "ack", id_, "--by", "Nguyễn Văn A", *more)
        return self.wait(lambda: (a := self.alert(id_)).get("acknowledged_by") == "Nguyễn Văn A" and a, f"{id_} acknowledged")


class _PlanFile:
    def __init__(self, content):
        self._content = content

    def __enter__(self):
        import pathlib
        import tempfile
        self._directory = tempfile.TemporaryDirectory(prefix="tiendo-plan-")
        path = pathlib.Path(self._directory.name) / "kinds.json"
        path.write_text(json.dumps(self._content))
        return path

    def __exit__(self, *_):
        self._directory.cleanup()


def troubles():
    """Figures that bring about what does not need another day, and those that put an end to it."""
    raise_ = [event("off", -2, 41), event("off", -1, 41),
              event("reverse", -3, 60), event("reverse", -2, 55), event("reverse", -1, 50),
              event("fall", -4, 60), event("fall", -2, 40), event("fall", -1, 40),
              event("miss", -3, 5), event("miss", -1, 10),
              *(event("odd", k, 10 + k % 2) for k in range(-12, -1)), event("odd", -1, 40),
              *(event("cover", -2, 5, ref_area=commune) for commune in COMMUNES),
              *(event("cover", -1, 5, ref_area=commune) for commune in COMMUNES[:8])]
    clear = [event("off", -1, 95, 2), event("reverse", -1, 61, 2), event("fall", -1, 70, 2), event("miss", -1, 90, 2),
             event("odd", -1, 11, 2), *(event("cover", -1, 5, ref_area=commune) for commune in COMMUNES[8:])]
    kinds = {"2045.off/off_target", "2045.reverse/reversing", "2045.fall/falling_back", f"{MISSED}/missed",
             "odd/outlier", "cover/coverage_drop"}
    return raise_, clear, kinds
