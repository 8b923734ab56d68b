"""README.md tells the truth: its table of reasons, its tree and its programs are those of the tree."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


class Readme(unittest.TestCase):
    def test_reasons_are_those_of_the_code_in_their_order(self):
        header = (ROOT / "schemas/measurement.h").read_text()
        enum = re.search(r"enum reason \{(.*?)\};", header, re.S).group(1)
        reasons = [name.lower() for name in re.findall(r"REASON_(\w+)", enum) if name not in ("NONE", "COUNT")]
        table = README.split("## Reasons for refusal")[1].split("\n## ")[0]
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", table, re.M), reasons)

    def test_every_path_it_names_is_there(self):
        tree = README.split("## The tree")[1].split("\n## ")[0]
        named = re.findall(r"^    ([a-z][\w/.*]*)", tree, re.M)
        named += re.findall(r"`((?:schemas|deploy|consumers|collector|tests)/[\w./-]*[\w/])`", README)
        self.assertGreater(len(named), 10)
        for name in named:
            pattern = name.rstrip("/")
            found = list(ROOT.glob(pattern)) or list(ROOT.glob(pattern + ".*"))
            self.assertTrue(found, f"README names {name}, which is not there")

    def test_every_program_is_built(self):
        cmake = (ROOT / "CMakeLists.txt").read_text()
        built = set(re.findall(r"tiendo_program\(([\w-]+)", cmake))
        table = README.split("## The programs")[1].split("\n## ")[0]
        self.assertEqual({name for name in re.findall(r"^\| `([\w-]+)", table, re.M)}, built)


if __name__ == "__main__":
    unittest.main()
