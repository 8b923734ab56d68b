"""tiendo-alerter and real Alertmanagers: what fires, is resolved, survives, waits, is refused, and comes as mail.

The schedule itself (each minute, a quarter of an hour) is tests/consumers/alerter/standing_test.c's.
"""

import base64
import datetime
import re
import socket
import time
import unittest

from alerter_test import AS_OF, FAST, event, periods
from stand.alertmanager import AlertmanagerStand, Hook, Mailbox, hook_config
from stand.authority import Authority
from stand.scrape import Scraper
from stand.stand import ROOT, wait_until

P = "tiendo:{bac-giang-2030@1}:"
NAME = "tiendo_alerter_"
PASSWORD = "mật khẩu"
HASH = "$2b$04$dcnW2tz/RCAAe4Q5GeQ8E.LZkBaxtz7Szt5BEkF6DX8ZYVT6.iof2"

# Each test has indicators of its own: the stand is shared.
STANDS = "egov.online-payment", "2030.5.6"
MAILED = "egov.online-usage", "2030.5.1"
PASSING, LATER = ("egov.digitised-dossiers", "2030.5.3"), ("egov.results-issued", "2030.5.4")
CHANGES = "digital.governance-connected", "2030.18"
LOST = "digital.personal-signatures", "2030.21"
BESIDE_ONE_REFUSED = "egov.end-to-end-services", "2030.5.2"
MANY = [f"2099.{i}" for i in range(150)]
PARTNERS = "egov.tasks-monitored", "2030.5.10"
ASKED_FOR_A_PASSWORD = "egov.electronic-documents", "2030.5.9"
ACKNOWLEDGED = "digital.databases-connected", "2030.19"
OVER_TLS = "egov.tasks-monitored", "2030.5.10"


def instant(text):
    return datetime.datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00"))


class ToAlertmanager(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stand = cls.enterClassContext(AlertmanagerStand())
        cls.stand.create_topics()
        cls.redis = cls.stand.redis
        cls.aggregator = cls.stand.start("tiendo-aggregator", *FAST)
        wait_until(lambda: cls.redis.get("tiendo:current:bac-giang-2030") == "1", "the current version",
                   log=cls.aggregator.log)

    def setUp(self):
        self.logs = [self.aggregator.log]
        self.hook = self.enterContext(Hook())

    def alertmanager(self, start=True, config=None, arguments=(), ca=None):
        one = self.stand.alertmanager(config or hook_config(self.hook.url), start, arguments, ca)
        self.logs.append(one.log)
        self.addCleanup(lambda: one._running and one.stop())
        return one

    def start(self, *urls, more=()):
        alerter = self.stand.start("tiendo-alerter", *AS_OF, "--listen", "127.0.0.1:0", "--alertmanager", ",".join(urls),
                                   *more)
        self.logs.append(alerter.log)
        self.addCleanup(alerter.stop)
        return alerter

    def send(self, *events):
        for one in events:
            self.stand.produce(f"tiendo.measurements.{one['source'].split('/')[2]}", one, key=one["data"]["indicator"])

    def fall_behind(self, indicator):
        base, *last = periods(indicator)
        self.send(event(indicator, base, 40, 1), *(event(indicator, period, 41, 1) for period in last))

    def revise(self, indicator, percent, revision):
        self.send(event(indicator, periods(indicator)[-1], percent, revision))

    def wait(self, predicate, what, deadline_s=30):
        return wait_until(predicate, what, deadline_s, log=self.logs)

    def wait_fires(self, one, subject, deadline_s=30, **labels):
        """The one alert of a subject that fires at an Alertmanager."""
        found = self.wait(lambda: one.alerts(subject=subject, **labels), f"{subject} at {one.name}", deadline_s)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def wait_quiet(self, one, subject):
        self.wait(lambda: not one.alerts(subject=subject), f"{subject} to be over at {one.name}")

    def wait_told(self, subject, *notifications):
        self.wait(lambda: len(self.hook.told(subject)) >= len(notifications), f"the hook to be told of {subject}")
        self.assertEqual(self.hook.told(subject), list(notifications))

    def cursor(self, destination):
        return self.redis.hget(f"{P}delivery", destination)

    def transition(self, subject):
        """The newest of a subject."""
        return [fields for _, fields in self.redis.xrange(f"{P}alerts") if fields["subject"] == subject][-1]

    def newest(self):
        return self.redis.xrevrange(f"{P}alerts", count=1)[0][0]

    def pass_by(self, count):
        """So many alerts are all raised, and then all cleared: as if an alerter had."""
        pipe = self.redis.pipeline(transaction=False)
        for sequence, transition in enumerate(("raised", "cleared"), 1):
            for subject in MANY[:count]:
                pipe.xadd(f"{P}alerts", {
                    "plan": "bac-giang-2030", "plan_version": 1, "sequence": sequence, "count": 1,
                    "at_unix_ms": int(time.time() * 1000), "subject": subject, "kind": "off_target",
                    "transition": transition, "severity": "warning", "raised_for": "2026-09"})
        pipe.execute()

    def wait_delivered(self, *destinations):
        for destination in destinations:
            self.wait(lambda: self.cursor(destination) == self.newest(), f"{destination}'s cursor to be at the end")

    # ---- one alert's life --------------------------------------------------------------------

    def test_an_alert_survives_restarts_and_is_resolved_once(self):
        indicator, target = STANDS
        one = self.alertmanager()
        alerter = self.start(one.url)
        self.fall_behind(indicator)
        alert = self.wait_fires(one, target)
        self.assertEqual(alert["labels"], {
            "alertname": "tiendo", "plan": "bac-giang-2030", "subject": target, "kind": "off_target",
            "raised_for": "2026-09", "severity": "critical", "lead": "khcn"})
        transition = self.transition(target)
        for name in ("explain_vi", "explain_en", "value", "expected", "required_pace", "status", "unit_measure"):
            self.assertEqual(alert["annotations"][name], transition[name], name)
        self.assertEqual((alert["annotations"]["lead_vi"], alert["annotations"]["lead_en"], alert["annotations"]["since"]),
                         ("Sở Khoa học và Công nghệ", "Department of Science and Technology", "2026-08"))
        raised_ms = int(self.redis.hget(f"{P}alert:{target}:off_target", "changed_ms"))
        self.assertEqual(instant(alert["startsAt"]).timestamp(), raised_ms // 1000)
        ahead = instant(alert["endsAt"]) - instant(alert["updatedAt"])
        self.assertAlmostEqual(ahead.total_seconds(), 240, delta=3)
        self.wait_told(target, {"critical": "firing"})

        # another alerter takes over: the same alert, told again, nobody is told twice
        for end in ("stop", "kill"):
            getattr(alerter, end)()
            alerter = self.start(one.url)
            before, alert = alert, self.wait(
                lambda: [a for a in one.alerts(subject=target) if a["updatedAt"] > alert["updatedAt"]],
                "the alert to be told again")[0]
            self.assertEqual((alert["fingerprint"], alert["startsAt"]), (before["fingerprint"], before["startsAt"]))

        # an Alertmanager that restarts knows nothing: within a minute it is told, and how it is by then
        self.revise(indicator, 5, 2)
        now = self.wait(lambda: (a := self.redis.hgetall(f"{P}alert:{target}:off_target"))["value"] == "5.00" and a, "it judged")
        one.stop()
        one.start()
        self.assertFalse(one.alerts(subject=target))
        again = self.wait_fires(one, target, deadline_s=70)
        self.assertEqual((again["fingerprint"], again["startsAt"]), (alert["fingerprint"], alert["startsAt"]))
        for name in ("explain_vi", "explain_en", "value", "period", "since"):
            self.assertEqual(again["annotations"][name], now[name], name)
        self.assertTrue(again["annotations"]["explain_vi"].startswith("Cảnh báo “lệch tiến độ” (mức nghiêm trọng) – "), again)
        self.assertEqual(self.hook.told(target), [{"critical": "firing"}])
        self.assertEqual(self.transition(target)["value"], "41.00")  # nothing happened: it stands

        self.revise(indicator, 60, 3)
        self.wait_told(target, {"critical": "firing"}, {"critical": "resolved"})
        self.wait_quiet(one, target)
        self.wait_delivered(one.url, "kafka")

        # told again that it is over, it tells nobody
        resolved = one.received("resolved")
        self.assertEqual(alerter.stop(), 0, alerter.text())
        self.start(one.url)
        self.wait(lambda: one.received("resolved") > resolved, "the end to be told again")
        time.sleep(3)  # three times its group_interval: there is no event to wait for
        self.assertEqual(self.hook.told(target), [{"critical": "firing"}, {"critical": "resolved"}])

    def test_a_changed_severity_is_one_notification(self):
        indicator, target = CHANGES
        one = self.alertmanager()
        self.start(one.url)
        self.fall_behind(indicator)
        critical = self.wait_fires(one, target, severity="critical")
        self.wait_told(target, {"critical": "firing"})
        self.revise(indicator, 51, 2)  # slow: 11 of 15.65 points
        warning = self.wait_fires(one, target, severity="warning")
        self.wait(lambda: not one.alerts(subject=target, severity="critical"), "the former severity to be over")
        self.assertEqual(critical["labels"], warning["labels"] | {"severity": "critical"})
        self.wait_told(target, {"critical": "firing"}, {"critical": "resolved", "warning": "firing"})
        former, = [a for _, body in self.hook.posts for a in body["alerts"] if a["labels"]["subject"] == target and
                   a["status"] == "resolved"]
        self.assertEqual(former["annotations"], warning["annotations"] | {"changed_to": "warning"})
        self.assertIn("(từ mức nghiêm trọng sang mức cảnh báo)", former["annotations"]["explain_vi"])
        self.revise(indicator, 95, 3)
        self.wait_quiet(one, target)
        self.wait_told(target, {"critical": "firing"}, {"critical": "resolved", "warning": "firing"}, {"warning": "resolved"})

    def test_an_acknowledged_one_stays_and_is_quiet_until_it_changes(self):
        indicator, target = ACKNOWLEDGED
        one = self.alertmanager()
        alerter = self.start(one.url)
        self.fall_behind(indicator)
        fires = self.wait_fires(one, target, severity="critical")
        self.wait_told(target, {"critical": "firing"})

        self.stand.run("tiendoctl", "alerts", "ack", f"{target}/off_target", "--by", "Nguyễn Văn A", "--note", "đang xử lý")
        self.wait(lambda: one.alerts(subject=target)[0]["annotations"].get("acknowledged_by"), "the acknowledgement")
        known = self.wait_fires(one, target)  # it is the same alert, and stands
        for same in ("fingerprint", "startsAt", "labels"):
            self.assertEqual(known[same], fires[same])
        self.assertEqual(known["annotations"], fires["annotations"] | {"acknowledged_by": "Nguyễn Văn A",
                                                                       "comment": "đang xử lý"})

        # who tells it from now on knows it too
        alerter.kill()
        self.start(one.url)
        known = self.wait(lambda: [a for a in one.alerts(subject=target) if a["updatedAt"] > known["updatedAt"]],
                          "the alert to be told again")[0]
        self.assertEqual((known["annotations"]["acknowledged_by"], known["annotations"]["comment"]),
                         ("Nguyễn Văn A", "đang xử lý"))
        time.sleep(3)  # three times its group_interval: there is no event to wait for
        self.assertEqual(self.hook.told(target), [{"critical": "firing"}])

        # it changes: that is told, and nobody has acknowledged it any more
        self.revise(indicator, 51, 2)
        changed = self.wait_fires(one, target, severity="warning")
        self.assertNotIn("acknowledged_by", changed["annotations"])
        self.wait_told(target, {"critical": "firing"}, {"critical": "resolved", "warning": "firing"})

    # ---- away --------------------------------------------------------------------------------

    def test_one_that_is_away_delays_nobody_and_gets_what_stands(self):
        silent = self.enterContext(socket.create_server(("127.0.0.1", 0)))  # takes connections, never answers
        hanging = f"http://127.0.0.1:{silent.getsockname()[1]}"
        away_hook = self.enterContext(Hook())
        one, away = self.alertmanager(), self.alertmanager(start=False, config=hook_config(away_hook.url))
        alerter = self.start(away.url, hanging, one.url)
        at = Scraper(alerter)
        self.fall_behind(PASSING[0])
        self.wait_fires(one, PASSING[1])
        self.wait_told(PASSING[1], {"critical": "firing"})
        self.fall_behind(LATER[0])
        self.wait_fires(one, LATER[1])
        self.revise(PASSING[0], 60, 2)
        self.wait_quiet(one, PASSING[1])
        self.wait_told(PASSING[1], {"critical": "firing"}, {"critical": "resolved"})
        self.wait_delivered("kafka", one.url)
        self.assertEqual((self.cursor(away.url), self.cursor(hanging)), ("0-0", "0-0"))

        at.wait_health(200, f"alertmanager: {away.url}: ")
        at.wait_health(200, f"{hanging}: Timeout was reached")
        m = at.wait(lambda m: m.value(NAME + "delivery_lag_transitions", destination=away.url) >= 3, "its lag")
        self.assertGreater(m.value(NAME + "delivery_failures_total", destination=away.url), 0)
        self.assertEqual(m.value(NAME + "delivery_failures_total", destination=one.url), 0)
        self.assertEqual(m.value(NAME + "delivery_lag_transitions", destination="kafka"), 0)

        self.pass_by(150)  # more than is read at once
        away.start()
        self.wait_fires(away, LATER[1])
        self.wait_delivered(away.url)
        at.wait(lambda m: m.value(NAME + "delivery_lag_transitions", destination=away.url) == 0, "its lag to be gone")
        self.assertNotIn(away.url, at.wait_health(200, f"alertmanager: {hanging}: "))
        wait_until(lambda: away_hook.told(LATER[1]) == [{"critical": "firing"}], "its hook to be told", log=self.logs)
        # raised and cleared meanwhile: nobody is woken
        self.assertEqual({body["commonLabels"]["subject"] for _, body in away_hook.posts} & {PASSING[1], *MANY}, set())
        self.assertFalse(away.alerts(subject=PASSING[1]))
        self.assertEqual(len(re.findall(f"event=alertmanager_away url={away.url} ", alerter.text())), 1)
        self.assertIn(f"event=alertmanager_back url={away.url}", alerter.text())

    def test_a_redis_that_was_emptied_meanwhile_loses_no_alert(self):
        indicator, target = LOST
        away = self.alertmanager(start=False)
        alerter = self.start(away.url)
        self.fall_behind(indicator)
        self.wait(lambda: self.redis.hget(f"{P}alert:{target}:off_target", "state") == "firing", "the alert")
        self.wait_delivered("kafka")
        self.assertEqual(alerter.stop(), 0)
        self.redis.flushall()  # the transition is in Kafka alone
        self.start(away.url)
        self.wait(lambda: self.redis.hget(f"{P}target:{target}", "status") == "OFF_TRACK" and
                  self.redis.hget(f"{P}target:{target}", "catching_up") == "0", "the verdict")
        self.assertFalse([f for _, f in self.redis.xrange(f"{P}alerts") if f["subject"] == target])
        away.start()
        alert = self.wait_fires(away, target)
        self.assertEqual((alert["labels"]["severity"], alert["labels"]["lead"], alert["labels"]["raised_for"]),
                         ("critical", "khcn", "2026-Q3"))
        self.assertEqual(alert["annotations"]["explain_vi"], self.redis.hget(f"{P}alert:{target}:off_target", "explain_vi"))

    # ---- refused -----------------------------------------------------------------------------

    def test_one_alert_that_is_refused_holds_up_no_other(self):
        indicator, target = BESIDE_ONE_REFUSED
        one = self.alertmanager()
        alerter = self.start(one.url)
        at = Scraper(alerter)
        at.wait(lambda m: m.value(NAME + "restored") == 1, "what stands to be known")
        tomorrow = int((time.time() + 86400) * 1000)  # it would start after its end
        self.redis.xadd(f"{P}alerts", {
            "plan": "bac-giang-2030", "plan_version": 1, "sequence": 1, "count": 1, "at_unix_ms": tomorrow,
            "subject": "2030.1", "kind": "off_target", "transition": "raised", "severity": "warning",
            "raised_for": "2026-09"})
        self.fall_behind(indicator)
        self.wait_fires(one, target)
        self.wait_delivered(one.url, "kafka")
        at.wait(lambda m: m.value(NAME + "delivery_refused_total", destination=one.url) == 1, "the refusal")
        refusals = re.findall("event=alert_refused .*", alerter.text())
        self.assertEqual(len(refusals), 1, refusals)
        self.assertIn("alert=2030.1/off_target status=400", refusals[0])
        self.assertNotIn("alertmanager", at.wait_health(200))

    def test_credentials_come_from_a_file_and_are_never_told(self):
        web = self.stand.directory / "web.yml"
        web.write_text(f"basic_auth_users:\n  tiendo: {HASH}\n")
        one = self.alertmanager(arguments=[f"--web.config.file={web}"])
        alerter = self.start(one.url)
        self.fall_behind(ASKED_FOR_A_PASSWORD[0])
        Scraper(alerter).wait_health(200, f"alertmanager: {one.url}: HTTP 401")
        self.assertEqual(alerter.stop(), 0)

        file = self.stand.directory / "credentials"
        file.write_text(f"Basic tiendo:{PASSWORD}\n")
        token = self.stand.directory / "token"
        token.write_text("Bearer s3cret-token")
        basic = {"Authorization": "Basic " + base64.b64encode(f"tiendo:{PASSWORD}".encode()).decode()}
        alerter = self.start(one.url, more=("--alertmanager-credentials-file", file))
        self.wait(lambda: one.alerts(basic, subject=ASKED_FOR_A_PASSWORD[1]), "the alert")
        self.assertEqual(alerter.stop(), 0)
        other = self.enterContext(Hook())
        bearer = self.start(other.url, more=("--alertmanager-credentials-file", token))
        headers, _ = self.wait(lambda: other.posts, "a post")[0]
        self.assertEqual((headers["Authorization"], headers["Content-Type"]), ("Bearer s3cret-token", "application/json"))
        for text in (alerter.text(), bearer.text()):
            self.assertNotIn("s3cret", text)
            self.assertNotIn(PASSWORD, text)

    def test_over_tls_who_cannot_prove_who_it_is_gets_nothing_and_nothing_is_lost(self):
        ours, foreign = (Authority(self.stand.directory, name) for name in ("ours", "foreign"))
        certificate, key = ours.sign("alertmanager", "IP:127.0.0.1")
        web = self.stand.directory / "web-tls.yml"
        web.write_text(f"tls_server_config:\n  cert_file: {certificate}\n  key_file: {key}\n"
                       f"basic_auth_users:\n  tiendo: {HASH}\n")
        file = self.stand.directory / "credentials-tls"
        file.write_text(f"Basic tiendo:{PASSWORD}\n")
        basic = {"Authorization": "Basic " + base64.b64encode(f"tiendo:{PASSWORD}".encode()).decode()}
        one = self.alertmanager(arguments=[f"--web.config.file={web}"], ca=ours.file)

        for more in ((), ("--alertmanager-ca-file", foreign.file)):  # the system's authorities, and another one
            self.redis.hdel(f"{P}delivery", one.url)
            alerter = self.start(one.url, more=("--alertmanager-credentials-file", file, *more))
            if not more:
                self.fall_behind(OVER_TLS[0])
            at = Scraper(alerter)
            at.wait_health(200, f"alertmanager: {one.url}: SSL peer certificate")
            at.wait(lambda m: m.value(NAME + "delivery_failures_total", destination=one.url) >= 1, "the failure")
            self.assertRegex(alerter.text(), f'level=warning .* event=alertmanager_away url={one.url} error="SSL peer')
            self.assertEqual(self.cursor(one.url) or "0-0", "0-0")
            self.assertEqual(alerter.stop(), 0)
            self.assertFalse(one.alerts(basic))

        self.start(one.url, more=("--alertmanager-credentials-file", file, "--alertmanager-ca-file", ours.file))
        self.wait(lambda: one.alerts(basic, subject=OVER_TLS[1]), "the alert")
        self.wait_delivered(one.url)

    def test_what_cannot_be_meant_is_refused_with_its_place(self):
        bad = self.stand.directory / "bad-credentials"
        bad.write_text("s3cret\n")
        config = self.stand.directory / "tiendo.conf"
        config.write_text("# a comment\nalertmanager = am:9093\n")
        good = "http://127.0.0.1:1"
        for arguments, env, status, words in (
                (("--alertmanager", "am:9093"), {}, 64, '--alertmanager: "am:9093" is not http://'),
                ((), {"TIENDO_ALERTMANAGER": f"{good},{good}"}, 64, "TIENDO_ALERTMANAGER: "),
                (("--config", config), {}, 78, f'{config}:2: "am:9093" is not http://'),
                (("--alertmanager", "http://me:s3cret@am"), {}, 64, "--alertmanager: "),
                (("--alertmanager", good, "--alertmanager-credentials-file", bad), {}, 78, f"file={bad}"),
                (("--alertmanager", good, "--alertmanager-credentials-file", "/nowhere"), {}, 78, "file=/nowhere"),
                (("--alertmanager", good, "--alertmanager-ca-file", bad), {}, 78, f"file={bad}"),
                (("--alertmanager", good, "--alertmanager-ca-file", "/nowhere"), {}, 78, "file=/nowhere")):
            done = self.stand.run("tiendo-alerter", *arguments, env=env, exit_code=status)
            self.assertIn(words, done.stderr)
            self.assertNotIn("s3cret", done.stderr)

    # ---- mail --------------------------------------------------------------------------------

    def shipped(self, mailbox):
        """The example that ships, in a hurry, and mailing to the mailbox."""
        text = (ROOT / "deploy/alertmanager/alertmanager.yml").read_text()
        for shipped, ours in (("mail.example.vn:587", f"127.0.0.1:{mailbox.port}"), ("require_tls: true", "require_tls: false"),
                              ("group_wait: 30s", "group_wait: 200ms"), ("group_interval: 5m", "group_interval: 1s"),
                              ("'templates/*.tmpl'", f"'{ROOT}/deploy/alertmanager/templates/*.tmpl'")):
            self.assertEqual(text.count(shipped), 1, shipped)
            text = text.replace(shipped, ours)
        return text

    def test_mail_comes_by_the_example_that_ships(self):
        indicator, target = MAILED
        mailbox = self.enterContext(Mailbox())
        one = self.alertmanager(config=self.shipped(mailbox))
        self.start(one.url)
        self.fall_behind(indicator)
        readers = {"tonghop@example.vn": "vi", "khcn@example.vn": "vi", "partners@example.vn": "en"}

        def wait_mails(count):
            self.wait(lambda: all(len(mailbox.to(reader, target)) >= count for reader in readers), f"{count} mails each")
            transition = self.transition(target)
            for reader, language in readers.items():
                mails = mailbox.to(reader, target)
                self.assertEqual(len(mails), count, mails)
                self.assertIn(transition[f"explain_{language}"], mails[-1][1].replace("\n", " "))
            return {language: mailbox.to(reader, target)[-1] for reader, language in readers.items()}

        raised = wait_mails(1)
        self.assertTrue(raised["vi"][0].startswith(f"Cảnh báo (mức nghiêm trọng): {target} – "), raised)
        self.assertTrue(raised["en"][0].startswith(f"Alert (critical): {target} – "), raised)
        self.assertIn("Cơ quan chủ trì: Sở Khoa học và Công nghệ\n", raised["vi"][1].replace("\r\n", "\n"))
        self.assertIn("Led by: Department of Science and Technology\n", raised["en"][1].replace("\r\n", "\n"))
        self.revise(indicator, 60, 2)
        cleared = wait_mails(2)
        self.assertTrue(cleared["vi"][0].startswith(f"Đã hết cảnh báo: {target} – "), cleared)
        self.assertTrue(cleared["en"][0].startswith(f"Alert cleared: {target} – "), cleared)

    def test_what_is_less_grave_is_not_over(self):
        indicator, target = PARTNERS
        mailbox = self.enterContext(Mailbox())
        config = self.shipped(mailbox)
        for receiver, language in (("ministry", "en"), ("deputy", "vi")):  # who route by severity all the same
            config = config.replace("    - receiver: planning-office\n", f"""    - receiver: {receiver}
      matchers: ['severity="critical"']
      continue: true
    - receiver: planning-office
""") + f"""  - name: {receiver}
    email_configs:
      - to: '{receiver}@example.vn'
        send_resolved: true
        headers: {{ Subject: '{{{{ template "tiendo.{language}.subject" . }}}}' }}
        text: '{{{{ template "tiendo.{language}.text" . }}}}'
        html: ''
"""
        one = self.alertmanager(config=config)
        self.start(one.url)

        def wait_mail(reader, number, subject, *words):
            mails = self.wait(lambda: len(m := mailbox.to(reader, target)) >= number and m, f"mail {number} to {reader}")
            self.assertEqual(len(mails), number, mails)
            self.assertTrue(mails[-1][0].startswith(f"{subject}: {target} – "), mails[-1])
            text = " ".join(mails[-1][1].split())
            for word in words:
                self.assertIn(word, text)

        self.fall_behind(indicator)
        for reader in ("partners@example.vn", "ministry@example.vn"):
            wait_mail(reader, 1, "Alert (critical)", "Alert raised, “off target” (critical)", "Severity: critical Raised")
        wait_mail("deputy@example.vn", 1, "Cảnh báo (mức nghiêm trọng)")
        self.revise(indicator, 51, 2)
        changed = "Alert changed, “off target” (from critical to warning)"
        wait_mail("partners@example.vn", 2, "Alert (warning)", changed, "Severity: warning Raised")
        wait_mail("ministry@example.vn", 2, "Alert changed (warning), still standing", changed,
                  "Severity: now warning, critical before; the alert still stands Raised")
        wait_mail("deputy@example.vn", 2, "Thay đổi mức cảnh báo (nay là mức cảnh báo), vẫn chưa hết",
                  "(từ mức nghiêm trọng sang mức cảnh báo)", "Mức độ: nay là cảnh báo, trước là nghiêm trọng; cảnh báo vẫn chưa hết")
        self.revise(indicator, 95, 3)
        wait_mail("partners@example.vn", 3, "Alert cleared", "Alert cleared, “off target” – ")
        self.assertNotIn(changed, mailbox.to("partners@example.vn", target)[-1][1])
        wait_mail("tonghop@example.vn", 3, "Đã hết cảnh báo", "Đã hết cảnh báo “lệch tiến độ” – ")
        for reader in ("ministry@example.vn", "deputy@example.vn"):
            self.assertEqual(len(mailbox.to(reader, target)), 2)


if __name__ == "__main__":
    unittest.main()
