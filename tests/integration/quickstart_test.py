"""deploy/quickstart, the README's first command: to the end, twice, stopped, and afresh."""

import json
import re
import subprocess
import unittest

from stand.stand import BUILD, ROOT, Stand, clean_environment

QUICKSTART = ROOT / "deploy/quickstart"
SAMPLE = ROOT / "deploy/sample"
P = "tiendo:{bac-giang-2030@1}"
TARGETS = 38
KINDS = set(json.loads((ROOT / "schemas/alert.schema.json").read_text())["$defs"]["data"]["properties"]["kind"]["enum"])
STATUSES = {"TARGET_UNSET", "NOT_MEASURED", "UNASSESSABLE", "ACHIEVED_HOLD", "ACHIEVED", "MISSED", "OFF_TRACK",
            "NO_BASELINE", "STALE", "REVERSING", "ON_TRACK", "SLOW"}
# What no sample can show: no target is due before the end of 2030, and no log was cut off.
NOT_IN_THE_SAMPLE = {"MISSED", "missed", "log_gap"}


def should_be_refused():
    """(record, reason) of every bad record, as the sample says itself."""
    for line in (SAMPLE / "bad/expected").read_text().splitlines():
        if not line.startswith("#"):
            agency, number, reason = line.split()
            yield (SAMPLE / f"bad/{agency}.ndjson").read_bytes().splitlines()[int(number) - 1], reason


class QuickstartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Not its services: only a directory that is cleared, and its processes ended, in any case.
        cls.stand = cls.enterClassContext(Stand(kafka=False, redis=False))

    def quickstart(self, *arguments, exit_code=0):
        done = subprocess.run(
            [QUICKSTART, *arguments, "--data", self.stand.directory], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            cwd=self.stand.directory, env=clean_environment(TIENDO_BUILD=str(BUILD)), timeout=280)
        self.assertEqual(done.returncode, exit_code, done.stdout)
        return done.stdout

    def ctl(self, *words):
        said = subprocess.run(
            [BUILD / "bin/tiendoctl", *words, "--json", "--plan", ROOT / "schemas/plans/bac-giang-2030.json",
             "--redis", f"unix:{self.stand.directory}/redis/redis.sock"], check=True, text=True,
            stdout=subprocess.PIPE, env=clean_environment(), timeout=60).stdout
        return json.loads(said)

    def totals(self):
        """Everything in Redis that the sample alone decides."""
        redis = self.connect()
        kept = {}
        for key in redis.scan_iter(f"{P}:total:*", count=1000):
            kept[key] = {k: v for k, v in redis.hgetall(key).items() if k != "updated_ms"}
        for key in redis.scan_iter(f"{P}:target:*", count=1000):
            kept[key] = redis.hget(key, "status")
        return kept

    def connect(self):
        import redis
        return redis.Redis(unix_socket_path=str(self.stand.directory / "redis/redis.sock"), decode_responses=True)

    def refused(self):
        self.stand.brokers = "127.0.0.1:" + subprocess.run(
            [ROOT / "deploy/kafka/broker", "port", "--data", self.stand.directory / "kafka"], check=True,
            text=True, stdout=subprocess.PIPE).stdout.strip()
        return [record for agency in sorted(SAMPLE.glob("bad/*.ndjson"))
                for record in self.stand.consume(f"tiendo.rejections.{agency.stem}")]

    def test_to_the_end_twice_stopped_and_afresh(self):
        said = self.quickstart("--port", "0")
        totals = self.totals()
        statuses = [value for key, value in totals.items() if ":target:" in key]
        self.assertEqual(len(statuses), TARGETS)
        self.assertEqual(set(statuses), STATUSES - NOT_IN_THE_SAMPLE)
        self.assertEqual(sorted(t["verdict"]["status"] for t in self.ctl("targets")), sorted(statuses))
        self.assertEqual({a["kind"] for a in self.ctl("alerts")}, KINDS - NOT_IN_THE_SAMPLE)
        open_alerts = said.split("==> Open alerts")[1].split("==>")[0]
        redis = self.connect()
        raised = [key.split(":")[3] for key in redis.scan_iter(f"{P}:alert:*") if redis.hget(key, "state") == "firing"]
        self.assertTrue(raised, "no alert was raised")
        for target in raised:
            self.assertIn(target, open_alerts)
        for target in re.findall(r"target:(.*)", "\n".join(totals)):
            self.assertIn(target, said)
        refused = self.refused()
        self.assertEqual(sorted((record.value, record.header("reason")) for record in refused), sorted(should_be_refused()))
        for reason in {record.header("reason") for record in refused}:
            self.assertIn(reason, said)

        with self.subTest("twice is harmless"):
            self.assertIn("already", self.quickstart())
            self.assertEqual(self.totals(), totals)
            self.assertEqual(len(self.refused()), len(refused))

        with self.subTest("stopped, nothing runs and all is kept"):
            self.quickstart("stop")
            self.assertEqual(self.quickstart("status", exit_code=69).count("not running"), 4)
            self.assertEqual([], list(self.stand.directory.rglob("*.pid")))
            self.quickstart("stop")

        with self.subTest("started again, it stands where it stood"):
            self.quickstart()
            self.assertEqual(self.totals(), totals)
            self.assertEqual(len(self.refused()), len(refused))

        with self.subTest("afresh, it comes to the same"):
            before = (self.stand.directory / "kafka/log/meta.properties").read_text()
            self.quickstart("--fresh", "--port", "0")
            self.assertNotEqual((self.stand.directory / "kafka/log/meta.properties").read_text(), before)
            self.assertEqual(self.totals(), totals)

    def test_a_directory_that_holds_something_else_is_left_alone(self):
        other = self.stand.directory.parent / (self.stand.directory.name + "-other")
        other.mkdir()
        self.addCleanup(lambda: [file.unlink() for file in other.iterdir()] and other.rmdir())
        (other / "letter.txt").write_text("dear")
        done = subprocess.run([QUICKSTART, "--fresh", "--data", other], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              env=clean_environment(TIENDO_BUILD=str(BUILD)))
        self.assertEqual(done.returncode, 73, done.stdout)
        self.assertEqual((other / "letter.txt").read_text(), "dear")


if __name__ == "__main__":
    unittest.main()
