"""A test whose Kafka or Redis cannot be started must fail, and leave nothing behind.

Each case runs a small test file in a process of its own, with a PATH on which one part is broken.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest

from stand.stand import wait_until

TESTS = pathlib.Path(__file__).resolve().parents[1]

USES_A_STAND = """
    import unittest
    from stand.stand import Stand

    class Uses(unittest.TestCase):
        def test_stand(self):
            with Stand(**{options}) as stand:
                print("up in", stand.directory, flush=True)
                {then}

    unittest.main()
"""


class StandFails(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "tmp").mkdir()

    def path_without(self, *names):
        """A PATH with everything on it but these."""
        folder = self.folder / "bin"
        folder.mkdir()
        for directory in reversed(os.environ["PATH"].split(":") + ["/usr/bin", "/bin"]):
            for file in pathlib.Path(directory).glob("*") if directory else ():
                link = folder / file.name
                link.unlink(missing_ok=True)
                link.symlink_to(file)
        for name in names:
            (folder / name).unlink(missing_ok=True)
        return folder

    def program(self, folder, name, text):
        file = folder / name
        file.unlink(missing_ok=True)
        file.write_text(text)
        file.chmod(0o755)

    def begin(self, path=None, then="pass", **options):
        environment = {**os.environ, "PYTHONPATH": str(TESTS), "TMPDIR": str(self.folder / "tmp")}
        environment.pop("JAVA_HOME", None)
        if path is not None:
            environment["PATH"] = str(path)
        script = textwrap.dedent(USES_A_STAND).format(options=options, then=then)
        return subprocess.Popen([sys.executable, "-c", script], env=environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def nothing_is_left(self):
        return not list((self.folder / "tmp").iterdir())

    def assert_fails(self, said, path, **options):
        process = self.begin(path, **options)
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 1, output)
        self.assertIn(said, output)
        self.assertNotIn("skipped", output)
        self.assertTrue(self.nothing_is_left())

    def test_without_java(self):
        self.assert_fails("Java is missing", self.path_without("java"))

    def test_with_an_old_java(self):
        path = self.path_without("java")
        self.program(path, "java", "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
        self.assert_fails("Java 17 or newer", path)

    def test_with_a_broker_that_dies(self):
        path = self.path_without("java")
        self.program(path, "java", '#!/bin/sh\n[ "$1" = -version ] && echo \'openjdk version "17.0.1"\' && exit\n'
                     "echo the broker fell over; exit 1\n")
        self.assert_fails("the broker fell over", path)

    def test_without_redis(self):
        self.assert_fails("redis-server or redis-cli is missing", self.path_without("redis-server"), kafka=False)

    def test_with_a_redis_that_ends_at_once(self):
        path = self.path_without("redis-server")
        self.program(path, "redis-server", '#!/bin/sh\n[ "$1" = --version ] && echo "Redis server v=7.0.15 sha=0"'
                     " && exit\necho no room at all; exit 1\n")
        self.assert_fails("no room at all", path, kafka=False)

    def test_with_an_old_redis(self):
        path = self.path_without("redis-server")
        self.program(path, "redis-server", '#!/bin/sh\necho "Redis server v=6.0.16 sha=0"\n')
        self.assert_fails("Redis 7.0 or newer is needed", path, kafka=False)

    def test_a_failing_test_leaves_nothing(self):
        process = self.begin(then="self.fail('as it should')")
        output, _ = process.communicate()
        self.assertEqual(process.returncode, 1, output)
        self.assertIn("up in", output)
        self.assertTrue(self.nothing_is_left())

    def test_a_killed_test_leaves_nothing(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            process = self.begin(then="__import__('signal').pause()", kafka=False)
            self.addCleanup(process.stdout.close)
            directory = process.stdout.readline().split()[-1]
            redis = int(pathlib.Path(directory, "redis/redis.pid").read_text().split()[0])
            process.send_signal(number)
            process.wait()
            wait_until(self.nothing_is_left, f"{directory} to be removed")
            self.assertFalse(pathlib.Path(f"/proc/{redis}/cmdline").exists()
                             and b"redis" in pathlib.Path(f"/proc/{redis}/cmdline").read_bytes())


if __name__ == "__main__":
    unittest.main()
