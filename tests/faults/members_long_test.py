"""Three members under load: joining, leaving, dying, and one that wakes up after its time."""

import random
import time
import unittest

from faults.load import FAST, Load
from stand.stand import Stand, wait_until


class Members(unittest.TestCase):
    def setUp(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()

    def start(self):
        return self.stand.start("tiendo-aggregator", *FAST)

    def owning(self, member):
        wait_until(lambda: "event=assigned" in member.text(), "partitions", log=member.log)
        return member

    def test_joining_leaving_dying(self):
        chance = random.Random(71)
        with Load(self.stand, 71) as load:
            members = [self.owning(self.start())]
            for _ in range(2):
                members.append(self.owning(self.start()))
            for step in range(4):
                one = members.pop(chance.randrange(len(members)))
                if step % 2 == 0:
                    one.kill()
                else:
                    self.assertEqual(one.stop(), 0)
                members.append(self.owning(self.start()))
            load.finish(self, "members joining, leaving, dying", [m.log for m in members])
            self.assertTrue(all(m.running for m in members))

    def test_one_that_is_stopped_past_its_session_and_woken(self):
        with Load(self.stand, 72) as load:
            first, second = self.owning(self.start()), self.owning(self.start())
            before = load.moving()
            wait_until(lambda: load.moving() > before, "events in")
            first.pause()
            time.sleep(15)  # its session lasts 6 s: the other has everything by now
            since, before = time.monotonic(), load.moving()
            wait_until(lambda: load.moving() > before, "the other to go on", log=second.log)
            first.resume()
            assigned = first.text().count("event=assigned")
            wait_until(lambda: first.text().count("event=assigned") > assigned, "partitions again", log=first.log)
            print(f"woken after 15 s: owns again after {time.monotonic() - since:.1f} s", flush=True)
            load.finish(self, "a member woken past its session", [first.log, second.log])

    def test_a_flush_while_members_change(self):
        with Load(self.stand, 73) as load:
            members = [self.owning(self.start()), self.start()]
            for _ in range(3):
                before = load.moving()
                wait_until(lambda: load.moving() > before, "events in", log=members[0].log)
                members.append(self.start())
                self.stand.redis.flushall()
                members.pop(0).kill()
            load.finish(self, "flushes while members change", [m.log for m in members])


if __name__ == "__main__":
    unittest.main()
