"""Redis and the aggregator in a locale whose order of letters is not that of bytes: the same result."""

import pathlib
import subprocess
import tempfile
import unittest

from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator
from stand.stand import PLAN, Stand

RULES = Rules(PLAN)
LOCALE = "vi_VN.UTF-8"
SOURCES = ("a-2", "B-1", "a1b", "a-1c")  # bytes: B-1 a-1c a-2 a1b; vi_VN: a-1c a1b a-2 B-1
PERIODS = {"A": "2024", "S": "2024-S1", "Q": "2024-Q1", "M": "2024-01"}
KINDS = ("number", "rank", "compared")


def value(indicator, i):
    decimals = indicator.get("decimals", 0)
    number = {"obs_value": i + 1 if decimals == 0 else round((i + 1) / 10**decimals, decimals)}
    more = {"rank": {"rank_of": 63}, "compared": {"benchmark": number["obs_value"]}}
    return number | more.get(indicator["kind"], {})


def ties():
    """Four sources of one agency, of the same precedence, on every indicator that one source stands for."""
    for indicator in RULES.plan["indicators"]:
        if indicator["kind"] not in KINDS:
            continue
        agency = RULES.in_office(indicator["lead"][0])
        for i, source in enumerate(SOURCES):
            yield {"specversion": "1.0", "id": f"{indicator['id']}-{source}", "source": f"/agencies/{agency}/{source}",
                   "type": "vn.gov.tiendo.measurement.v1", "time": "2026-10-05T12:00:00Z",
                   "data": {"indicator": indicator["id"], "time_period": PERIODS[indicator["frequency"]],
                            "revision": i} | value(indicator, i)}


class Locale(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        subprocess.run(["localedef", "-i", "vi_VN", "-f", "UTF-8", f"{folder}/{LOCALE}"], check=True)
        self.stand = self.enterContext(Stand(env={"LOCPATH": folder, "LC_ALL": LOCALE}))
        self.stand.create_topics()

    def test_the_same_result(self):
        self.assertEqual(self.stand.redis.eval("return 'a' < 'B' and 1 or 0", 0), 1,
                         "Redis is to order letters otherwise than bytes")
        aggregator = self.stand.start("tiendo-aggregator", "-X", "session.timeout.ms=6000")
        events = list(ties())
        self.assertGreater(len(events), 4 * 4)
        events += Generator(RULES, seed=98).events(3000)
        topics = publish(self.stand, events)
        self.stand.wait_read(RULES.tag, *topics, log=aggregator.log)
        # Only now: until its program is in place a new process shows an empty environment.
        environment = pathlib.Path(f"/proc/{aggregator.pid}/environ").read_bytes().split(b"\0")
        self.assertIn(f"LC_ALL={LOCALE}".encode(), environment)
        self.assertEqual(differences(self.stand.redis, RULES, events)[:10], [])
        print(f"{LOCALE}: {len(events)} events, the same result", flush=True)
        self.stand.run("tiendoctl", "verify")


if __name__ == "__main__":
    unittest.main()
