"""tiendo-collector send: readings become events in a real Kafka, and what does not is named."""

import json
import os
import pty
import subprocess
import time
import unittest

from stand.stand import ROOT, Stand, _program, wait_until

PLAN = ROOT / "tests/schemas/plan.json"
TOPIC = "tiendo.measurements.khcn"


def reading(value, period="2026-Q3", **more):
    return json.dumps({"indicator": "ip.filings", "time_period": period, "obs_value": value, **more},
                      ensure_ascii=False)


class CollectorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(Stand(plan=PLAN, redis=False))
        cls.stand.create_topics()

    def setUp(self):
        self.before = sum(self.stand.ends(TOPIC).values())

    def send(self, *arguments, **more):
        return self.stand.run("tiendo-collector", "send", "--agency", "khcn", *arguments, **more)

    def new_records(self, count):
        self.assertEqual(sum(self.stand.ends(TOPIC).values()) - self.before, count)
        return sorted(self.stand.consume(TOPIC), key=lambda r: r.timestamp_ms)[self.before:]

    def file(self, name, *lines, end="\n"):
        path = self.stand.directory / name
        path.write_text("\n".join(lines) + end, encoding="utf-8")
        return path

    def test_a_file_becomes_structured_events(self):
        path = self.file("good.ndjson", reading(5, comment="số chính thức"), "", reading(6, "2026-Q2", revision=7), end="")
        done = self.send(path)
        self.assertEqual(done.stdout, "khcn: 2 read, 2 acknowledged, 0 refused, 0 not delivered\n")
        self.assertNotIn(str(path), done.stderr)
        first, second = sorted((r for r in self.new_records(2)), key=lambda r: r.json()["subject"], reverse=True)
        self.assertEqual(first.key, b"ip.filings")
        self.assertEqual(first.headers, [("content-type", "application/cloudevents+json")])
        event = first.json()
        self.assertEqual(event["source"], "/agencies/khcn/tiendo-collector")
        self.assertEqual(event["type"], "vn.gov.tiendo.measurement.v1")
        self.assertEqual(event["data"], {"indicator": "ip.filings", "time_period": "2026-Q3", "obs_value": 5,
                                         "comment": "số chính thức"})
        self.assertEqual(second.json()["data"]["revision"], 7)

    def test_sending_twice_gives_the_same_ids(self):
        path = self.file("twice.ndjson", reading(11), reading(12), reading(11))
        self.send(path)
        self.send(path)
        ids = [r.json()["id"] for r in self.new_records(6)]
        self.assertEqual(len(set(ids)), 2)

    def test_refused_lines_are_named_and_the_others_sent(self):
        path = self.file("mixed.ndjson", reading(1), reading(0.5), "{", '"x"' + " " * 70000, reading("1"),
                         reading(2, colour="red"), reading(3))
        done = self.send(path, exit_code=65)
        self.assertEqual(done.stdout, "khcn: 7 read, 2 acknowledged, 5 refused, 0 not delivered\n")
        said = [line.removeprefix(f"{path}:").split(":")[0:2] for line in done.stderr.splitlines()]
        self.assertEqual(said, [["2", " too_precise (/obs_value)"], ["3", " not_json"], ["4", " too_large"],
                                ["5", " value_invalid (/obs_value)"], ["6", " unknown_field (/colour)"]])
        self.new_records(2)

    def test_standard_input_and_many(self):
        lines = "".join(reading(i, comment="x" * 200) + "\n" for i in range(20000))
        done = self.send(input=lines)
        self.assertEqual(done.stdout, "khcn: 20000 read, 20000 acknowledged, 0 refused, 0 not delivered\n")
        self.assertEqual({r.json()["data"]["obs_value"] for r in self.new_records(20000)}, set(range(20000)))

    def test_one_value_by_flags(self):
        self.send("--indicator", "dti.score", "--period", "2025", "--value", "7.2130e-1", "--benchmark=0.6885",
                  "--time", "2026-10-05T08:00:00+07:00", "--comment", "tốt", "--source", "/agencies/khcn/dti")
        record, = self.new_records(1)
        self.assertIn(b'"obs_value":7.2130e-1,"benchmark":0.6885', record.value)
        event = record.json()
        self.assertEqual((event["time"], event["source"]), ("2026-10-05T08:00:00+07:00", "/agencies/khcn/dti"))

        done = self.send("--indicator", "ip.filings", "--period", "2026-Q3", "--value", "5,5", exit_code=65)
        self.assertIn("tiendo-collector: value_invalid (/obs_value): ", done.stderr)
        self.new_records(1)

    def test_slips_are_told_before_anything_is_sent(self):
        good = self.file("good2.ndjson", reading(1))
        for arguments, status, said in [
                ((good, "/nonexistent"), 66, "/nonexistent: No such file or directory"),
                ((good, "--value", "5"), 64, "either a file, or one value"),
                ((good, "--agency", "xyz"), 64, "xyz is not in the plan; the plan's agencies: khcn tttt"),
                ((good, "--plan", "/nonexistent"), 78, "/nonexistent: No such file or directory"),
                ((good, "--plan", good), 78, f"{good}: "),
                ((good, "--deadline", "0"), 64, "deadline"),
                ((self.stand.directory,), 66, "Is a directory")]:
            with self.subTest(said=said):
                self.assertIn(said, self.send(*arguments, exit_code=status).stderr)
        self.new_records(0)

    def test_what_is_not_delivered_is_named(self):
        path = self.file("stuck.ndjson", *(reading(i) for i in range(3)))
        process = subprocess.Popen(
            [_program("tiendo-collector"), "send", "--agency", "khcn", "--deadline", "2"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.stand.environment())
        process.stdin.write(reading(100) + "\n")
        process.stdin.flush()
        wait_until(lambda: sum(self.stand.ends(TOPIC).values()) > self.before, "the first record")
        self.stand.kafka.pause()
        try:
            out, err = process.communicate(path.read_text(), timeout=60)
        finally:
            self.stand.kafka.resume()
        self.assertEqual(process.returncode, 69, err)
        # the first is in Kafka, but whether the answer got out before it was stalled is chance
        self.assertRegex(out, "khcn: 4 read, (1 acknowledged, 0 refused, 3|0 acknowledged, 0 refused, 4) not delivered\n")
        for line in (2, 3, 4):
            self.assertIn(f"standard input:{line}: not delivered: ", err)

    def test_a_stop_ends_in_order(self):
        process = subprocess.Popen(
            [_program("tiendo-collector"), "send", "--agency", "khcn"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.stand.environment())
        process.stdin.write(reading(200) + "\n")
        process.stdin.flush()
        wait_until(lambda: sum(self.stand.ends(TOPIC).values()) > self.before, "the first record")
        process.terminate()
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 75, err)
        self.assertEqual(out, "khcn: 1 read, 1 acknowledged, 0 refused, 0 not delivered; stopped, send it again\n")

    def test_a_terminal_sees_progress(self):
        path = self.file("progress.ndjson", *(reading(i) for i in range(20000)))
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [_program("tiendo-collector"), "send", "--agency", "khcn", str(path)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=theirs, env=self.stand.environment())
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
        os.close(ours)
        self.assertEqual(process.wait(60), 0)
        self.assertRegex(shown, rb"\r\d+ read, \d+ acknowledged, 0 refused, 0 not delivered \x1b\[K")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-80:])

    def test_an_unreachable_broker_is_told_within_the_start(self):
        began = time.monotonic()
        done = self.send("--brokers", "127.0.0.1:1", "--indicator", "ip.filings", "--period", "2026-Q3",
                         "--value", "1", exit_code=69)
        self.assertIn("127.0.0.1:1", done.stderr)
        self.assertGreater(time.monotonic() - began, 25)


if __name__ == "__main__":
    unittest.main()
