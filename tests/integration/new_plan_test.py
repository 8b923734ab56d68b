"""A new version of the plan becomes the current one: what it no longer has is over, once, for everybody."""

import datetime
import json
import unittest

from alerts_stand import FAST, TODAY, AlertsTest, event, plan, troubles
from stand.alertmanager import Hook

P2 = "tiendo:{kinds@2}:"
GONE = {"2045.off/off_target", "odd/outlier", "yte/rejections"}
STAYS = "2045.shown/off_target"


def second():
    """Without a target, an indicator and an agency that had alerts."""
    made = plan() | {"version": 2}
    made["agencies"] = [a for a in made["agencies"] if a["id"] != "yte"]
    made["indicators"] = [i for i in made["indicators"] if i["id"] != "odd"]
    made["targets"] = [t for t in made["targets"] if t["id"] not in ("2045.off", "2045.odd")]
    return made


class NewPlanTest(AlertsTest):
    def setUp(self):
        super().setUp()
        self.second = self.stand.directory / "second.json"
        self.second.write_text(json.dumps(second()))
        self.hook = self.enterContext(Hook())

    def start_second(self):
        return self.start(TODAY, "--plan", self.second, "--alertmanager", self.hook.url)

    def make_current(self):
        aggregator = self.stand.start("tiendo-aggregator", "--plan", self.second, *FAST)
        self.addCleanup(aggregator.stop)
        self.logs.append(aggregator.log)
        self.wait(lambda: self.redis.get("tiendo:current:kinds") == "2", "the second version to be current")
        return aggregator

    def posts(self, id_):
        subject, kind = id_.split("/")
        return [alert for _, body in self.hook.posts for alert in body
                if (alert["labels"]["subject"], alert["labels"]["kind"]) == (subject, kind)]

    def cleared(self):
        """What Kafka says was cleared: {its alert: the event's data}."""
        return {f"{d['subject']}/{d['kind']}": d for d in (e["data"] for e in self.kafka().values())
                if d["transition"] == "cleared"}

    def new_plan_entries(self):
        return sorted(f"{f['subject']}/{f['kind']}" for _, f in self.redis.xrange(f"{P2}alerts") if f.get("why") == "new_plan")


class NewPlan(NewPlanTest):
    def test_what_the_plan_no_longer_has_is_cleared_once(self):
        first = self.start(TODAY, "--alertmanager", self.hook.url)
        outlier = [e for e in troubles()[0] if e["data"]["indicator"] == "odd"]
        self.send(*(event(id_, k, 41) for id_ in ("off", "shown") for k in (-2, -1)), *outlier,
                  *(event("off", -1, i, agency="yte") for i in range(3)))  # which does not report it
        for id_ in GONE | {STAYS}:
            self.wait_firing(id_)
            self.wait(lambda: self.posts(id_), f"{id_} to be told")
        self.acknowledge("2045.off/off_target")
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        raised = {f"{f['subject']}/{f['kind']}": f for f in self.stream() if f["transition"] == "raised"}
        gone = {id_ for id_, fields in raised.items() if fields["subject"] in {one.split("/")[0] for one in GONE}}
        self.assertLessEqual(GONE, gone)  # towards the end of a month another one is due soon
        fired = {id_: self.posts(id_)[-1] for id_ in GONE}
        both = [self.start_second(), self.start_second()]
        self.wait(lambda: all("alerts_restored" in one.text() for one in both), "both to know what stands")
        self.assertEqual(self.cleared(), {})  # theirs is not the current version
        self.make_current()
        self.kill(both[0])
        self.start_second()
        self.wait(lambda: gone <= self.cleared().keys(), f"{gone} to be cleared")
        self.kill(both[1])
        self.start_second()
        self.wait(lambda: self.redis.hget(f"{P2}alert:{STAYS.replace('/', ':')}", "state") == "firing", "the other to stand")
        self.send(event("shown", -1, 95, 2))
        self.wait(lambda: STAYS in self.cleared(), "the other to be cleared")

        told = {id_: data for id_, data in self.cleared().items() if data.get("why") == "new_plan"}
        self.assertEqual(told.keys(), gone)
        for id_ in gone:
            data = told[id_]
            self.assertEqual((data["why"], data["plan_version"], data["sequence"], data["count"]), ("new_plan", 2, 2, 0), id_)
            for name in ("raised_for", "severity", "since"):
                self.assertEqual(data[name], raised[id_][name], (id_, name))
            self.assertEqual(" ".join(data["lead"]), raised[id_]["lead"])
            self.assertIn("không còn trong kế hoạch", data["explain_vi"])
            self.assertIn("no longer in the plan", data["explain_en"])
        self.assertEqual(self.new_plan_entries(), sorted(gone), "each once")
        for id_, before in fired.items():
            after = self.wait(lambda: (p := self.posts(id_)[-1])["endsAt"] != before["endsAt"] and "annotations" in p and p, id_)
            self.assertEqual(after["labels"], before["labels"])
            self.assertLessEqual(datetime.datetime.fromisoformat(after["endsAt"]), datetime.datetime.now(datetime.timezone.utc))
        first_stream = [f for f in self.stream() if f["transition"] == "cleared"]
        self.assertEqual(first_stream, [], "the first version's alerter made none of them")
        self.assertTrue(first.running)


class TwoAlerters(NewPlanTest):
    def test_an_alerter_that_comes_late_clears_nothing_again(self):
        id_, ends = "2045.off/off_target", f"{P2}ends"
        self.start(TODAY)
        self.send(event("off", -2, 41), event("off", -1, 41))
        self.wait_firing(id_)
        self.wait(lambda: self.ids(self.stream()) <= set(self.kafka()), "every transition in Kafka")
        self.stop()
        self.make_current().stop()
        self.redis.set("tiendo:current:kinds", "1")
        field, end = next(iter(self.redis.hgetall(ends).items()))
        self.redis.hset(ends, field, 10**9)  # held until both know what is to be cleared
        one, late = self.start_second(), self.start_second()
        self.wait(lambda: all("alerts_restored" in each.text() for each in (one, late)), "both to have begun")
        self.redis.set("tiendo:current:kinds", "2")
        self.wait(lambda: all(each.text().count("alerts_restored") == 2 for each in (one, late)), "both to be current")
        late.pause()
        self.redis.hset(ends, field, end)
        self.wait(lambda: id_ in self.new_plan_entries(), "it to be cleared")
        late.resume()
        self.redis.hset(f"{P2}dirty", "shown", "a token")  # until both have looked
        self.wait(lambda: self.redis.hlen(f"{P2}dirty") == 0, "the mark to be taken")
        self.kill(one)
        self.redis.hset(f"{P2}dirty", "shown", "another token")
        self.wait(lambda: self.redis.hlen(f"{P2}dirty") == 0, "the late one to have looked")
        self.assertEqual(self.new_plan_entries().count(id_), 1)


if __name__ == "__main__":
    unittest.main()
