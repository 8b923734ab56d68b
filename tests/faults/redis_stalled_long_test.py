"""Redis stalled for longer than a command may take, under load."""

import time
import unittest

from faults.load import FAST, Load
from stand.stand import Stand, wait_until


class RedisStalled(unittest.TestCase):
    def test_stalled_longer_than_a_command_may_take(self):
        self.stand = self.enterContext(Stand())
        self.stand.create_topics()
        self.aggregator = self.stand.start("tiendo-aggregator", *FAST)
        with Load(self.stand, 61) as load:
            self.goes_on(load, "start")
            self.stand.redis_server.pause()
            time.sleep(7)
            self.stand.redis_server.resume()
            self.goes_on(load, "SIGSTOP of 7 s")
            self.stand.redis.client_pause(7000, all=True)
            self.goes_on(load, "CLIENT PAUSE of 7 s, waited for in it")
            load.finish(self, "stalled Redis", [self.aggregator.log])
        self.assertTrue(self.aggregator.running)

    def goes_on(self, load, what):
        since, before = time.monotonic(), load.moving()
        wait_until(lambda: load.moving() > before, f"the ledger to move after {what}", log=self.aggregator.log)
        print(f"{what}: goes on after {time.monotonic() - since:.1f} s", flush=True)


if __name__ == "__main__":
    unittest.main()
