"""Midnight in the plan's time zone: an alerter that runs notices by itself that the day is another one,
though nothing is sent.  The zone is one in which midnight is soon."""

import datetime
import unittest
from unittest import mock

from alerts_stand import P, AlertsTest, event, indicator, last_day, month, plan, target

SOONEST_S = 30   # until midnight, at least: the stand is up by then, and all is judged
MANY = 240       # indicators, of which the patrol, four a second, would take a minute
AT_ONCE_S = 20
NOTICE_DAYS = 10 # due_soon, before a release
UTC = datetime.timezone.utc


def next_midnight():
    """A moment at the beginning of a minute, and the zone in which it is midnight."""
    moment = datetime.datetime.now(UTC) + datetime.timedelta(seconds=SOONEST_S + 60)
    moment = moment.replace(second=0, microsecond=0)
    ahead = -(moment.hour * 60 + moment.minute)
    return moment, datetime.timezone(datetime.timedelta(minutes=ahead if ahead >= -12 * 60 else ahead + 24 * 60))


class Midnight(AlertsTest):
    @classmethod
    def setUpClass(cls):
        cls.midnight, zone = next_midnight()
        day = cls.midnight.astimezone(zone).date()

        def many():
            release_days = (day - last_day(-1)).days + NOTICE_DAYS
            return plan() | {"time_zone": datetime.datetime.now(zone).isoformat()[-6:],
                             "indicators": [indicator(f"m{i}", release_days=release_days) for i in range(MANY)],
                             "targets": [target(f"m{i}", 50) for i in range(MANY)]}

        with mock.patch("alerts_stand.plan", many):
            super().setUpClass()

    def raised(self):
        return [f for f in self.stream() if (f["kind"], f["transition"]) == ("due_soon", "raised")]

    def test_what_is_due_soon_is_raised_at_midnight_all_at_once(self):
        self.send(*(event(f"m{i}", -2, 60) for i in range(MANY)))
        self.wait(lambda: self.redis.hlen(f"{P}dirty") == MANY, "the figures")
        alerter = self.stand.start("tiendo-alerter")  # its day is today
        self.logs.append(alerter.log)
        self.alerters.append(alerter)
        self.wait(lambda: not self.redis.exists(f"{P}dirty"), "all to be judged")
        self.assertEqual(self.raised(), [])
        self.assertLess(datetime.datetime.now(UTC), self.midnight, "judged too late to see the day change")
        self.wait(self.raised, "the first to be raised", SOONEST_S + 90)
        self.wait(lambda: len(self.raised()) == MANY, "all to be raised at once", AT_ONCE_S)
        for fields in self.raised():
            self.assertEqual(fields["raised_for"], month(-1))
            at = int(self.alert(f"{fields['subject']}/due_soon")["raised_ms"]) / 1000
            self.assertGreaterEqual(at, self.midnight.timestamp())


if __name__ == "__main__":
    unittest.main()
