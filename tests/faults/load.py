"""load - events that keep coming while a test does harm, and the verdict at the end."""

import threading
import time

from reference.aggregate import Rules, differences
from reference.feed import publish
from reference.generate import Generator
from stand.stand import PLAN

RULES = Rules(PLAN)
FAST = ("-X", "session.timeout.ms=6000", "--batch-cells", "8192")


class Load:
    """A context manager: while it is open, `chunk` events are sent every quarter of a second."""

    def __init__(self, stand, seed, chunk=1500):
        self._stand = stand
        self._generator = Generator(RULES, seed=seed, systems=40)
        self._chunk = chunk
        self._done = threading.Event()
        self._failure = None
        self._thread = threading.Thread(target=self._send)
        self.events, self._topics = [], set()

    def __enter__(self):
        self._send_once()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _send_once(self):
        events = self._generator.events(self._chunk)
        self._topics.update(publish(self._stand, events))
        self.events += events

    def _send(self):
        try:
            while not self._done.wait(0.25):
                self._send_once()
        except Exception as error:  # told by finish()
            self._failure = error

    def finish(self, test, what, logs=(), deadline_s=60):
        """Ends the load; everything must come in, and nothing be lost or doubled."""
        self.__exit__()
        if self._failure:
            raise self._failure
        since = time.monotonic()
        self._stand.wait_read(RULES.tag, *self._topics, deadline_s=deadline_s, log=logs)
        took = time.monotonic() - since
        found = differences(self._stand.redis, RULES, self.events)
        print(f"{what}: {len(self.events)} events, everything in {took:.1f} s after the end, "
              f"{len(found)} differences", flush=True)
        test.assertEqual(found[:10], [], f"{len(found)} differences")

    def moving(self):
        """The ledger's sum, which grows while events go in."""
        return sum(map(int, self._stand.redis.hvals(f"tiendo:{{{RULES.tag}}}:ledger")))
