"""Every kind of alert raised and cleared end to end: by events, by the day, and by acknowledging it."""

import datetime
import unittest

from alerts_stand import MISSED, P, SILENT, TODAY, AlertsTest, event, last_day, month, troubles

DAY = datetime.timedelta(days=1)


class Kinds(AlertsTest):
    def test_figures_raise_and_clear_and_a_lost_redis_pages_nobody(self):
        raise_, clear, kinds = troubles()
        self.start()
        self.send(*raise_)
        for id_ in kinds:
            self.wait_firing(id_)
        self.assertLessEqual(kinds, self.open())
        self.assertEqual(self.alert(f"{MISSED}/missed")["raised_for"], month(-1))
        self.assertEqual(self.alert("cover/coverage_drop")["value"], "80.0")
        acknowledged = self.acknowledge("2045.off/off_target", "--note", "đang xử lý")
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        before, stood = self.kafka(), {id_: self.alert(id_) for id_ in kinds}
        self.assertIn("đang xử lý", {e["data"].get("comment") for e in before.values()})

        self.redis.flushall()
        for id_ in kinds:
            again = self.wait_firing(id_)
            for field in ("since", "raised_for", "sequence", "raised_ms", "changed_ms", "severity", "acknowledged_by",
                          "acknowledged_note", "acknowledged_ms"):
                self.assertEqual(again.get(field), stood[id_].get(field), (id_, field))
        self.assertEqual(self.alert("2045.off/off_target")["acknowledged_ms"], acknowledged["acknowledged_ms"])
        self.wait(lambda: self.redis.hget(f"{P}target:2045.off", "catching_up") == "0", "the totals to be back")
        self.assertEqual((self.stream(), set(self.kafka())), ([], set(before)))

        self.send(*clear)
        for id_ in kinds:
            self.wait_cleared(id_)
        self.assertNotIn("acknowledged_by", self.alert("2045.off/off_target"))
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        last = [e["data"] for e in self.kafka().values() if e["data"]["subject"] == "2045.off"]
        self.assertEqual([d["transition"] for d in last if d["kind"] == "off_target"],
                         ["raised", "acknowledged", "cleared"])

    def test_the_day_raises_and_clears_without_any_event(self):
        due = last_day(0) + 20 * DAY  # of the running month's figure
        stale = due + 31 * DAY
        self.start()
        self.send(*(event(id_, k, 60) for id_ in ("late", "silent") for k in (-2, -1)),
                  event("two", -1, 60), event("two", -1, 70, agency="thongke"))
        pending = self.wait(lambda: self.alert("two/disputed"), "the dispute to be seen")
        self.assertEqual((pending["state"], pending["since"]), ("pending", str(TODAY)))

        self.on(TODAY + 7 * DAY)
        self.assertEqual(self.wait_firing("two/disputed")["since"], str(TODAY))
        self.on(due - 10 * DAY)
        soon = self.wait_firing("late/due_soon")
        self.assertEqual((soon["severity"], soon["raised_for"]), ("info", month(0)))
        self.assertFalse(self.alert("late/stale"))
        self.on(stale)
        self.assertEqual(self.wait_firing("late/stale")["raised_for"], month(0))
        self.wait_firing(f"{SILENT}/agency_silent")
        self.assertEqual(self.redis.hget(f"{P}target:2045.late", "status"), "STALE")

        self.send(event("late", 0, 60), event("silent", 0, 60), event("two", -1, 60, 2, agency="thongke"))
        for id_ in ("late/stale", f"{SILENT}/agency_silent", "two/disputed"):
            self.wait_cleared(id_)
        self.assertEqual([f["transition"] for f in self.stream("late/stale")], ["raised", "cleared"])
        self.wait(lambda: self.alert("late/due_soon")["raised_for"] == month(1), "the next month's")
        self.assertEqual([(f["transition"], f["raised_for"]) for f in self.stream("late/due_soon")],
                         [("raised", month(0)), ("cleared", month(0)), ("raised", month(1))])

    def test_what_is_due_for_another_period_is_another_alert(self):
        kinds = {"tardy/stale": "quá hạn cập nhật", "tardy/due_soon": "sắp đến hạn báo cáo"}
        self.start()
        self.send(event("tardy", -5, 60))
        for id_, name in kinds.items():
            self.assertEqual(self.wait_firing(id_)["raised_for"], month(-4))
            self.acknowledge(id_, "--note", "đã nhắc")
            self.assertTrue(self.alert(id_)["explain_vi"].startswith(f"Cảnh báo “{name}” ("), self.alert(id_))
        self.send(event("tardy", -4, 60))  # and the next one is late already
        for id_ in kinds:
            again = self.wait(lambda: (a := self.alert(id_)).get("raised_for") == month(-3) and a, f"{id_} for the next")
            self.assertEqual((again["state"], again["sequence"], again.get("acknowledged_by")), ("firing", "3", None))
            self.assertEqual([(f["transition"], f["raised_for"], f["sequence"]) for f in self.stream(id_)], [
                ("raised", month(-4), "1"), ("acknowledged", month(-4), "1"), ("cleared", month(-4), "2"),
                ("raised", month(-3), "3")])
            self.check_once(self.stream(id_))
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        before, stood = self.kafka(), {id_: self.alert(id_) for id_ in kinds}
        said = {e["data"]["kind"]: e["data"]["explain_vi"] for e in before.values()
                if e["data"]["subject"] == "tardy" and e["data"]["transition"] == "acknowledged"}
        for id_, name in kinds.items():
            self.assertRegex(said[id_.split("/")[1]], f"^Đã tiếp nhận cảnh báo “{name}” \\([^)]*\\), người tiếp nhận: Nguyễn "
                             "Văn A, ghi chú: “đã nhắc” – chỉ số theo dõi “tardy” ")

        self.redis.flushall()
        for id_ in kinds:
            again = self.wait_firing(id_)
            for field in ("raised_for", "sequence", "since", "raised_ms", "acknowledged_by"):
                self.assertEqual(again.get(field), stood[id_].get(field), (id_, field))
        self.wait(lambda: self.redis.hget(f"{P}target:2045.off", "catching_up") == "0", "the totals to be back")
        self.assertEqual((self.stream(), set(self.kafka())), ([], set(before)))
        self.send(*(event("tardy", k, 60) for k in (-3, -2, -1)))
        for id_ in kinds:
            self.assertEqual(self.wait_cleared(id_)["sequence"], "4")

    def test_what_was_projected_and_has_come_is_told_though_no_graver(self):
        id_ = "2045.waver/falling_back"
        self.start()
        self.send(*(event("waver", -7 + i, 60 - 2 * i) for i in range(5)))
        self.assertEqual([self.wait_firing(id_)[field] for field in ("severity", "why")], ["warning", "projected"])
        self.acknowledge(id_)
        self.redis.flushall()
        self.wait(lambda: self.alert(id_).get("acknowledged_by"), "the alert as it stood")
        self.send(event("waver", -2, 48, obs_status="P"))  # provisional: one severity lower
        changed = self.wait(lambda: (a := self.alert(id_)).get("why") == "lost" and a, "what it says now")
        self.assertEqual((changed["severity"], changed["sequence"], changed.get("acknowledged_by")), ("warning", "2", None))
        told, = self.stream(id_)
        self.assertEqual((told["transition"], told["why"], told["severity"]), ("changed", "lost", "warning"))
        self.assertIn("Cập nhật cảnh báo “đã đạt nay tụt lại” (mức cảnh báo)", told["explain_vi"])
        self.assertTrue(changed["explain_vi"].startswith("Cảnh báo “đã đạt nay tụt lại” (mức cảnh báo)"))

    def test_a_dispute_is_as_old_as_what_was_said_whatever_redis_remembers(self):
        def said(days_ago, value, revision=1, agency="khcn"):
            return event("apart", -1, value, revision, agency) | {"time": f"{TODAY - days_ago * DAY}T00:30:00+07:00"}

        def wait_since(days_ago, state):
            return self.wait(lambda: (a := self.alert("apart/disputed")).get("state") == state
                             and a["since"] == str(TODAY - days_ago * DAY), f"{state} since {days_ago} days")

        self.start()
        self.send(said(5, 60), said(3, 70, agency="thongke"))
        wait_since(3, "pending")
        self.redis.flushall()
        wait_since(3, "pending")
        self.send(said(1, 71, 2, agency="thongke"))
        self.wait(lambda: self.redis.hget(f"{P}total:apart:{month(-1)}:VN-54", "disputed_since_ms") ==
                  str(int(datetime.datetime.fromisoformat(said(1, 71)["time"]).timestamp() * 1000)), "the revision")
        self.wait(lambda: not self.redis.hlen(f"{P}dirty"), "it to be judged")
        wait_since(3, "pending")  # they differ still
        self.on(TODAY + 4 * DAY)
        wait_since(3, "firing")
        self.send(said(0, 60, 3, agency="thongke"))
        self.wait_cleared("apart/disputed")

    def test_a_dispute_that_is_old_when_it_is_loaded_fires_at_once(self):
        self.start()
        self.send(*(event("apart", -2, value, agency=agency) | {"time": f"{TODAY - days * DAY}T12:00:00+07:00"}
                    for agency, value, days in (("khcn", 60, 7), ("thongke", 70, 9))))
        self.assertEqual(self.wait_firing("apart/disputed")["since"], str(TODAY - 7 * DAY))
        self.send(event("apart", -2, 60, 9999, agency="thongke"))
        self.wait_cleared("apart/disputed")

    def test_refusals_raise_and_a_clean_day_clears(self):
        self.start()
        self.send(*(event("off", -1, i, agency="yte") for i in range(2)))  # which does not report it
        self.wait(lambda: self.redis.hget(f"{P}agency:yte", "refused:not_a_reporter") == "2", "two refusals")
        self.send(event("off", -1, 2, agency="yte"))
        raised = self.wait_firing("yte/rejections")
        self.assertEqual((raised["count"], raised["raised_for"], raised["value"]), ("3", str(TODAY), "100.0"))
        self.assertEqual(self.stream("yte/rejections")[0]["lead"], "yte")
        self.on(TODAY + 3 * DAY)
        self.wait_cleared("yte/rejections")
        self.assertEqual(len(self.stream("yte/rejections")), 2)

    def test_a_gap_in_a_log_is_raised_once_and_over_when_it_is_acknowledged(self):
        topic, id_ = "tiendo.measurements.nhnn", "tiendo.measurements.nhnn:0/log_gap"
        self.stand.produce(topic, *("no event" for _ in range(3)), partition=0, key="k")
        self.wait(lambda: self.redis.hget(f"{P}ledger", f"{topic}:0") == "3", "the ledger to move")
        self.assertEqual(self.aggregator.stop(), 0)
        self.stand.produce(topic, *("no event" for _ in range(4)), partition=0, key="k")
        self.logs_of_kafka.trim(topic, 0, 6)
        self.start()
        self.aggregate()
        raised = self.wait_firing(id_)
        self.assertEqual((raised["severity"], raised["raised_for"], raised["value"]), ("critical", "3", "3"))
        self.wait(lambda: self.ids(self.stream(id_)) <= set(self.kafka()), "it in Kafka")

        self.redis.flushall()  # the gap is forgotten, the alert is not
        self.wait_firing(id_)
        self.ctl("alerts", "ack", id_, "--by", "B", "--note", "dựng lại từ bản sao")
        self.wait_cleared(id_)
        self.assertEqual([f["transition"] for f in self.stream(id_)], ["acknowledged", "cleared"])
        self.assertEqual(self.alert(id_)["raised_for"], "3")

    def test_what_is_shown_filtered_and_acknowledged(self):
        alerter = self.start()
        self.send(event("shown", -2, 41), event("shown", -1, 41), event("fallen", -4, 60), event("fallen", -2, 40),
                  event("fallen", -1, 40))
        for id_ in ("2045.shown/off_target", "2045.fallen/falling_back", "2045.fallen/off_target"):
            self.wait_firing(id_)
        self.assertIn("2045.shown/off_target", self.ctl("alerts").stdout)
        self.assertNotIn("2045.shown", self.ctl("alerts", "--subject", "2045.fallen").stdout)
        self.assertNotIn("off_target", self.ctl("alerts", "--kind", "falling_back").stdout)
        self.assertIn("did you mean 2045.fallen?", self.ctl("alerts", "--subject", "2045.fallin", exit_code=64).stderr)
        self.assertIn("is no kind of alert", self.ctl("alerts", "--kind", "off", exit_code=64).stderr)

        def refused(*words, exit_code=65):
            return self.ctl("alerts", "ack", *words, exit_code=exit_code).stderr

        self.assertIn("there is no such alert", refused("2045.nothing", "--by", "A"))
        self.assertIn("could be any of these:\n", refused("2045.fallen", "--by", "A"))
        self.assertIn("who acknowledges it?", refused("2045.shown", exit_code=64))
        self.assertIn("is empty", refused("2045.shown", "--by", "", exit_code=64))
        self.acknowledge("2045.shown/off_target", "--note", "đã họp")
        self.assertIn("is acknowledged already, by Nguyễn Văn A", refused("2045.shown", "--by", "B"))
        self.assertIn("Nguyễn Văn A", self.ctl("alerts").stdout)
        history = self.ctl("alerts", "--history", "--subject", "2045.shown", "--kind", "off_target").stdout.splitlines()
        self.assertEqual(len(history), 2, history)
        self.assertIn("Phát cảnh báo", history[0])
        self.assertIn("Nguyễn Văn A: đã họp", history[1])

        self.send(event("shown", -1, 41.3, 2))  # worse or better within its severity: quiet
        self.wait(lambda: self.redis.hget(f"{P}target:2045.shown", "value") == "41.30", "the revision judged")
        self.assertEqual(self.alert("2045.shown/off_target")["acknowledged_by"], "Nguyễn Văn A")
        severity = self.alert("2045.shown/off_target")["severity"]
        self.send(event("shown", -1, 41.3, 3, obs_status="P"))  # one severity lower: changed
        self.wait(lambda: self.alert("2045.shown/off_target")["severity"] != severity, "another severity")
        self.assertNotIn("acknowledged_by", self.alert("2045.shown/off_target"))
        self.send(event("shown", -1, 95, 4))
        self.wait_cleared("2045.shown/off_target")
        self.assertIn("is not open", refused("2045.shown/off_target", "--by", "A"))
        self.assertTrue(alerter.running)


if __name__ == "__main__":
    unittest.main()
