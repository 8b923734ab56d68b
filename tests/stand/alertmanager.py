"""alertmanager - real Alertmanagers beside a Stand, and who is told by them: a web hook, a mail server.

    with AlertmanagerStand() as stand, Hook() as hook:
        one = stand.alertmanager(hook_config(hook.url))
        stand.start("tiendo-alerter", "--alertmanager", one.url)
        wait_until(lambda: one.alerts(subject="2030.5.6"), "the alert", log=one.log)
"""

import contextlib
import email
import email.policy
import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

from stand.ports import free_ports
from stand.stand import Process, Program, Stand, StandError, clean_environment, wait_until


class AlertmanagerStand(Stand):
    """A Stand that can also run Alertmanagers; they end with it."""

    def alertmanager(self, config, start=True, arguments=(), ca=None):
        """`config`: its text, or the path of one that stays where it is.  Not started, it has its port still.
        `ca`: it speaks https, and this file says who signed its certificate."""
        one = Alertmanager(self, config, arguments, ca)
        if start:
            one.start()
        return one

    def _run_alertmanager(self, name, command, log):
        with open(log, "ab") as output:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                     cwd=self.directory, env=clean_environment())
        self._reaper.watch(child.pid)
        running = Program(name, child, log)
        self._programs.append(running)
        return running


class Alertmanager(Process):
    def __init__(self, stand, config, arguments, ca):
        port, = free_ports(1)
        super().__init__(f"alertmanager-{port}", stand.directory / f"alertmanager-{port}.log")
        self.url = f"{'https' if ca else 'http'}://127.0.0.1:{port}"
        self._ssl = ssl.create_default_context(cafile=ca) if ca else None
        self._stand = stand
        self._data = stand.directory / f"alertmanager-{port}"
        self._data.mkdir()
        self._config = config
        if not isinstance(config, pathlib.Path):
            self._config = self._data / "alertmanager.yml"
            self._config.write_text(config)
        self._command = ["prometheus-alertmanager", f"--config.file={self._config}", f"--storage.path={self._data}",
                         f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", *arguments]
        self._running = None

    @property
    def pid(self):
        return self._running.pid

    def start(self):
        try:
            self._running = self._stand._run_alertmanager(self.name, self._command, self.log)
        except FileNotFoundError as error:
            raise StandError(f"{error}: deploy/install-packages test") from error
        wait_until(self._ready, f"{self.name} to be ready", log=self.log)

    def _ready(self):
        if not self._running.running:
            raise StandError(f"{self.name} ended at once:\n{self._running.text()}")
        try:
            return self.get("/-/ready") is not None
        except urllib.error.HTTPError as error:
            error.close()
            return True  # it asks for a password
        except urllib.error.URLError:
            return False

    def stop(self):
        """SIGTERM: it writes down whom it has told of what."""
        return self._running.stop()

    def kill(self):
        self._running.kill()

    def get(self, path, headers=None):
        request = urllib.request.Request(self.url + path, headers=headers or {})
        with urllib.request.urlopen(request, timeout=10, context=self._ssl) as answer:
            return answer.read().decode()

    def alerts(self, headers=None, **labels):
        """Those that fire and have these labels, as its API has them."""
        query = urllib.parse.urlencode([("filter", f'{name}="{value}"') for name, value in labels.items()])
        return json.loads(self.get("/api/v2/alerts?" + query, headers))

    def received(self, status):
        """How many alerts it was posted, "firing" or "resolved"."""
        line = f'alertmanager_alerts_received_total{{status="{status}",version="v2"}} '
        return sum(int(text[len(line):]) for text in self.get("/metrics").splitlines() if text.startswith(line))


class Hook:
    """A web hook; a context manager.  `posts`: (headers, the body as JSON)."""

    def __init__(self, status=200):
        posts = self.posts = []

        class Take(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posts.append((self.headers, json.loads(body)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Take)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def told(self, subject):
        """Of a subject, each notification: {severity: its status}."""
        return [{alert["labels"]["severity"]: alert["status"] for alert in body["alerts"]}
                for _, body in self.posts if body["commonLabels"]["subject"] == subject]


def hook_config(url):
    """Tells a hook of each (plan, subject, kind), quickly."""
    return f"""
route:
  receiver: hook
  group_by: [plan, subject, kind]
  group_wait: 200ms
  group_interval: 1s
  repeat_interval: 24h
receivers:
  - name: hook
    webhook_configs:
      - url: {url}
        send_resolved: true
"""


class Mailbox:
    """A mail server; a context manager.  `mails`: what came, as email.message.EmailMessage."""

    def __init__(self):
        from aiosmtpd.controller import Controller
        mails = self.mails = []

        class Take:
            async def handle_DATA(self, _server, _session, envelope):
                mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                mails.append((envelope.rcpt_tos, mail))
                return "250 taken"

        self.port, = free_ports(1)
        self._controller = Controller(Take(), hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(RuntimeError):
            self._controller.stop()

    def to(self, address, subject):
        """(subject, text) of the mails to an address about a subject, in their order."""
        return [(str(mail["Subject"]), mail.get_body(("plain",)).get_content())
                for recipients, mail in self.mails if address in recipients and f": {subject}" in str(mail["Subject"])]
