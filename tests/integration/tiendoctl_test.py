"""tiendoctl: what it creates in Kafka, and what it shows of Kafka and Redis."""

import contextlib
import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
import unittest

from stand.stand import BUILD, PLAN, Stand, wait_until

VERSION = "tiendo:{bac-giang-2030@1}"
REJECTION = {"reason": "not_json", "pointer": "", "detail_vi": "Không phải JSON",
             "detail_en": "Not JSON", "topic": "tiendo.measurements.khcn", "partition": "0"}


class PlanTest(unittest.TestCase):
    """Needs neither Kafka nor Redis."""

    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(kafka=False, redis=False))

    def tiendoctl(self, *arguments, exit_code=0, **more):
        return self.stand.run("tiendoctl", *arguments, exit_code=exit_code,
                              env={"TIENDO_BROKERS": None, "TIENDO_REDIS": None}, **more)

    def test_a_good_plan_is_ok(self):
        done = self.tiendoctl("plan", "check", PLAN)
        self.assertEqual(done.stdout, f"{PLAN}: ok: bac-giang-2030@1, 38 targets, 36 indicators, 9 agencies\n")

    def test_every_fault_is_told_with_its_pointer(self):
        plan = json.loads(PLAN.read_text())
        plan["indicators"][3]["frequency"] = "X"
        plan["targets"][0]["indicator"] = "no.such"
        plan["targets"][5]["due"] = "2030-12-30"
        file = self.stand.directory / "bad.json"
        file.write_text(json.dumps(plan))
        done = self.tiendoctl("plan", "check", file, exit_code=65)
        pointers = [line[len(str(file)) + 1:].split(":")[0] for line in done.stdout.splitlines()]
        self.assertEqual(sorted(pointers),
                         ["/indicators/3/frequency", "/targets/0/indicator", "/targets/5/due"])

    def test_what_cannot_be_read_is_named(self):
        self.assertIn("/nowhere.json", self.tiendoctl("plan", "check", "/nowhere.json", exit_code=66).stderr)
        self.assertIn("/nowhere.json", self.tiendoctl("plan", "show", "/nowhere.json", exit_code=66).stderr)

    def test_a_plan_is_shown_whole(self):
        shown = json.loads(self.tiendoctl("plan", "show", "--json").stdout)
        source = json.loads(PLAN.read_text())
        for part in ("agencies", "areas", "indicators", "targets"):
            self.assertEqual([item["id"] for item in shown[part]], [item["id"] for item in source[part]])
        self.assertEqual([t["printed"] for t in shown["targets"]], [t["printed"] for t in source["targets"]])
        table = self.tiendoctl("plan", "show").stdout
        for target in source["targets"]:
            self.assertIn(target["names"]["vi"], table)

    def test_a_plan_is_shown_in_english(self):
        table = self.tiendoctl("plan", "show", "--language", "en").stdout
        for target in json.loads(PLAN.read_text())["targets"]:
            self.assertIn(target["names"]["en"], table)
        self.assertIn(": 38 targets, 36 indicators, 9 agencies; sha256 ", table)

    def test_a_wrong_verb_or_option_is_refused_with_the_right_one(self):
        self.assertIn("did you mean plan check?", self.tiendoctl("plan", "chekc", exit_code=64).stderr)
        self.assertIn("did you mean --json?", self.tiendoctl("plan", "show", "--jsn", exit_code=64).stderr)
        self.assertIn("topics create", self.tiendoctl("--help").stdout)


class KafkaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(redis=False))
        cls.stand.create_topics()

    def tiendoctl(self, *arguments, exit_code=0):
        return self.stand.run("tiendoctl", *arguments, exit_code=exit_code, env={"TIENDO_REDIS": None})

    def test_topics_are_as_the_contract_says(self):
        metadata = json.loads(self.stand.kcat("-L", "-J"))
        partitions = {t["topic"]: len(t["partitions"]) for t in metadata["topics"]}
        agencies = [a["id"] for a in json.loads(PLAN.read_text())["agencies"]]
        expected = {f"tiendo.measurements.{a}": 3 for a in agencies}
        expected |= {f"tiendo.rejections.{a}": 1 for a in agencies}
        expected |= {"tiendo.alerts": 1, "tiendo.plans": 1}
        self.assertEqual({t: n for t, n in partitions.items() if t.startswith("tiendo.")}, expected)

    def test_timestamps_are_the_brokers_own(self):
        before = self.stand.ends("tiendo.measurements.congan")
        self.stand.produce("tiendo.measurements.congan", b"x", partition=0)
        record = self.stand.consume("tiendo.measurements.congan", partition=0, offset=before[0])[0]
        self.assertGreater(record.timestamp_ms, 1_700_000_000_000)

    def test_creating_twice_changes_nothing(self):
        done = self.tiendoctl("topics", "create")
        self.assertEqual({line.split(": ")[1].split(" (")[0] for line in done.stdout.splitlines()}, {"is there"})
        self.assertEqual(len(done.stdout.splitlines()), 20)

    def test_what_differs_is_told_and_left_alone(self):
        done = self.tiendoctl("topics", "create", "--partitions", "5", exit_code=78)
        self.assertIn("tiendo.measurements.khcn: differs: has 3 partitions, not 5", done.stdout)
        self.assertEqual(len(self.stand.ends("tiendo.measurements.khcn")), 3)

    def test_a_wrong_property_is_named(self):
        self.assertIn("-X lingr.ms", self.tiendoctl("topics", "create", "-X", "lingr.ms=1", exit_code=64).stderr)

    def test_rejections_are_shown_once_with_their_bytes(self):
        for offset in ("7", "8", "8"):
            self.stand.produce("tiendo.rejections.khcn", b"\xffbytes", headers={**REJECTION, "offset": offset})
        lines = [json.loads(line) for line in
                 self.tiendoctl("rejections", "--agency", "khcn", "--json").stdout.splitlines()]
        self.assertEqual([line["offset"] for line in lines], [7, 8])
        self.assertEqual(lines[0]["reason"], "not_json")
        self.assertEqual(lines[0]["value_base64"], "/2J5dGVz")
        for language, heading, detail in (("vi", "Bản ghi gốc", "Không phải JSON"), ("en", "Original", "Not JSON")):
            table = self.tiendoctl("rejections", "--language", language).stdout
            for part in (heading, "tiendo.measurements.khcn:0@7", detail):
                self.assertIn(part, table)

    def test_rejections_are_followed(self):
        following = self.stand.start("tiendoctl", "rejections", "--agency", "yte", "--follow", "--language", "vi")
        wait_until(lambda: "Lý do" in following.text(), "the headings", log=following.log)
        self.stand.produce("tiendo.rejections.yte", b"x", headers={**REJECTION, "offset": "9"})
        wait_until(lambda: ":0@9" in following.text(), "the rejection", log=following.log)
        self.assertEqual(following.stop(), 0)

    def test_an_agency_without_a_topic_is_named(self):
        self.assertIn("tiendo.rejections.nobody",
                      self.tiendoctl("rejections", "--agency", "nobody", exit_code=69).stderr)


class RedisTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(kafka=False))

    def setUp(self):
        self.stand.redis.flushall()

    def tiendoctl(self, *arguments, exit_code=0):
        return self.stand.run("tiendoctl", *arguments, exit_code=exit_code, env={"TIENDO_BROKERS": None})

    def judge(self, target, **fields):
        self.stand.redis.hset(f"{VERSION}:target:{target}", mapping=fields)

    def test_targets_are_shown_as_they_stand(self):
        self.judge("2030.5.1", status="SLOW", value="61.20", period="2026-09", _revision=4)
        self.judge("2030.24", status="STALE", last_status="OFF_TRACK", value="31", period="2024")
        table = self.tiendoctl("targets").stdout
        row = next(line for line in table.splitlines() if line.startswith("2030.5.1 "))
        for part in ("61,20%", "≥80", "Chậm tiến độ", "2026-09", "khcn"):
            self.assertIn(part, row)
        self.assertNotIn("\x1b", table)
        self.assertIn("Quá hạn cập nhật (Nguy cơ không đạt)", table)
        self.assertIn("36 chưa được đánh giá", table)
        shown = {t["id"]: t for t in json.loads(self.tiendoctl("targets", "--json").stdout)}
        self.assertEqual(shown["2030.5.1"]["verdict"], {"status": "SLOW", "value": "61.20", "period": "2026-09"})
        self.assertIsNone(shown["2030.1"]["verdict"])

    def test_a_rebuild_is_said(self):
        self.judge("2030.5.1", status="SLOW", catching_up="1")
        self.assertIn("Đang đọc lại số liệu", self.tiendoctl("targets").stdout)

    def test_alerts_that_fire_are_shown_the_gravest_first(self):
        for target, state, severity in (("2030.5.1", "firing", "warning"), ("2030.5.2", "inactive", "critical"),
                                        ("2030.5.6", "firing", "critical")):
            self.stand.redis.hset(f"{VERSION}:alert:{target}:off_target",
                                  mapping={"state": state, "severity": severity, "since": "2026-08"})
        lines = self.tiendoctl("alerts").stdout.splitlines()
        self.assertEqual([line.split()[:3] for line in lines[1:]],
                         [["Nghiêm", "trọng", "2030.5.6/off_target"], ["Cảnh", "báo", "2030.5.1/off_target"]])
        shown = json.loads(self.tiendoctl("alerts", "--json").stdout)
        self.assertEqual({(a["subject"], a["kind"]) for a in shown},
                         {("2030.5.1", "off_target"), ("2030.5.6", "off_target")})

    def on_a_terminal(self, columns, *arguments):
        """What a terminal of that width shows, a line each."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen([BUILD / "bin/tiendoctl", *arguments], stdout=theirs,
                              env=self.stand.environment(NO_COLOR="1", TIENDO_BROKERS=None)) as program:
            os.close(theirs)
            shown = b""
            with contextlib.suppress(OSError):  # how the end of a terminal is told
                while chunk := os.read(ours, 65536):
                    shown += chunk
        os.close(ours)
        self.assertEqual(program.returncode, 0)
        return shown.decode().splitlines()

    def test_alerts_fit_a_terminal(self):
        alert = {"state": "firing", "severity": "warning", "since": "2026-06", "period": "2026-08", "value": "44",
                 "raised_ms": "1791187200000", "acknowledged_by": "Nguyễn Văn An"}
        for subject, kind in (("2030.5.6", "off_target"), ("digital.databases-connected", "coverage_drop")):
            self.stand.redis.hset(f"{VERSION}:alert:{subject}:{kind}", mapping=alert)
        for columns in (80, 120, 200):
            lines = self.on_a_terminal(columns, "alerts", "--language", "vi")
            shown = " ".join(lines)
            self.assertEqual([line for line in lines if len(line) > columns], [])
            for part in ("2030.5.6/off_target", "digital.databases-connected/coverage_drop", "2026-06", "2026-08", "44",
                         "2026-10-05", "Nguyễn Văn An"):
                self.assertIn(part, shown)

    def test_targets_fit_a_terminal(self):
        self.judge("2030.5.1", status="STALE", last_status="OFF_TRACK", value="61.20", period="2026-09")
        for columns in (80, 120, 200):
            lines = self.on_a_terminal(columns, "targets", "--language", "vi")
            self.assertEqual([line for line in lines if len(line) > columns], [])
            for part in ("2030.5.1", "Quá hạn cập nhật (Nguy cơ không đạt)", "61,20%", "2026-09", "≥80", "khcn"):
                self.assertIn(part, " ".join(lines))

    def test_a_gap_in_a_log_is_found_by_its_partition(self):
        self.stand.redis.hset(f"{VERSION}:ledger", "tiendo.measurements.khcn:2", "17")
        self.stand.redis.hset(f"{VERSION}:alert:tiendo.measurements.khcn:2:log_gap",
                              mapping={"state": "firing", "severity": "critical"})
        self.assertIn("tiendo.measurements.khcn:2", self.tiendoctl("alerts").stdout)

    def test_no_alert_is_said(self):
        self.assertEqual(self.tiendoctl("alerts").stdout, "Không có cảnh báo nào đang mở.\n")
        self.assertEqual(self.tiendoctl("alerts", "--language", "en").stdout, "No alert is open.\n")

    def test_the_locale_chooses_english_and_nothing_else_does(self):
        for locale, heading in (("en_US.UTF-8", "To be reached"), ("en_GB.UTF-8", "To be reached"), ("C.UTF-8", "Mức chỉ tiêu"),
                                ("vi_VN.UTF-8", "Mức chỉ tiêu"), ("de_DE.UTF-8", "Mức chỉ tiêu")):
            for verb in ("targets", "plan show"):
                done = self.stand.run("tiendoctl", *verb.split(), env={"TIENDO_BROKERS": None, "LC_ALL": locale})
                self.assertIn(heading, done.stdout)

    def raise_alert(self, sequence, transition):
        self.stand.redis.xadd(f"{VERSION}:alerts", {
            "plan": "bac-giang-2030", "plan_version": 1, "sequence": sequence, "count": 2,
            "at_unix_ms": 1791187200000, "subject": "2030.5.6", "kind": "off_target",
            "transition": transition, "severity": "warning", "raised_for": "2026-09",
            "explain_vi": "Chậm so với lộ trình"})

    def test_transitions_are_followed_from_now_on_also_over_a_restart(self):
        self.raise_alert(1, "raised")
        following = self.stand.start("tiendoctl", "alerts", "--follow", env={"TIENDO_BROKERS": None})
        wait_until(lambda: "Không có cảnh báo" in following.text(), "the open alerts", log=following.log)
        self.raise_alert(2, "cleared")
        wait_until(lambda: "Đã hết cảnh báo" in following.text(), "the transition", log=following.log)
        self.assertNotIn("Phát cảnh báo", following.text())
        self.assertEqual(following.stop(), 0)

    def test_a_redis_that_is_not_there_is_named(self):
        done = self.tiendoctl("targets", "--redis", "unix:/nowhere.sock", exit_code=69)
        self.assertIn("/nowhere.sock", done.stderr)

    def test_a_redis_that_evicts_is_refused(self):
        self.stand.redis.config_set("maxmemory-policy", "allkeys-lru")
        try:
            self.assertIn("noeviction", self.tiendoctl("targets", exit_code=78).stderr)
        finally:
            self.stand.redis.config_set("maxmemory-policy", "noeviction")


if __name__ == "__main__":
    unittest.main()
