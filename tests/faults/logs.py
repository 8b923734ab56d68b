"""logs - what befalls a topic's log: created, deleted, trimmed, closed to writers, written to in a
transaction (log_faults.c)."""

import json
import subprocess
import time

from stand.stand import BUILD, StandError, wait_until

TOOL_S = 60


class Logs:
    def __init__(self, stand):
        self._stand = stand

    def _do(self, *words, lines=()):
        done = subprocess.run([BUILD / "tests/log_faults", self._stand.brokers, *map(str, words)],
                              input=b"".join(line + b"\n" for line in lines), capture_output=True, timeout=TOOL_S)
        if done.returncode != 0:
            raise StandError(f"log_faults {words}: {done.stderr.decode(errors='replace')}")

    def create(self, topic, partitions=3, deadline_s=20):
        """Also right after a deletion, which takes the brokers a moment; waits for the leaders."""
        end = time.monotonic() + deadline_s
        while True:
            try:
                self._do("create", topic, partitions)
                break
            except StandError as error:
                if "already exists" not in str(error) or time.monotonic() > end:
                    raise
        wait_until(lambda: self._led(topic) == partitions, f"the leaders of {topic}", deadline_s)

    def _led(self, topic):
        metadata = json.loads(self._stand.kcat("-L", "-J", "-t", topic))
        return sum(p["leader"] >= 0 for t in metadata["topics"] for p in t["partitions"])

    def delete(self, topic):
        self._do("delete", topic)

    def trim(self, topic, partition, offset):
        self._do("trim", topic, partition, offset)

    def mark(self, group, topic, partition, offset):
        """What a group without members has committed."""
        self._do("mark", group, topic, partition, offset)

    def deny_write(self, topic):
        self._do("deny", topic)

    def allow_write(self, topic):
        self._do("allow", topic)

    def commit(self, topic, partition, lines):
        self._do("commit", topic, partition, lines=lines)

    def abort(self, topic, partition, lines):
        self._do("abort", topic, partition, lines=lines)
