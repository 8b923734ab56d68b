#!/usr/bin/python3
"""seeds FOLDER - writes the records of schemas/examples as inputs of measurement_fuzz.c."""

import base64
import json
import pathlib
import re
import sys

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "schemas" / "examples"
VALUE = re.compile(r'\n  "value": (.*?),\n  "', re.DOTALL)


def value_of(text, example):
    """As it stands in the file, which need not be as json would write it."""
    if "value_base64" in example:
        return base64.b64decode(example["value_base64"])
    if "value_text" in example:
        return example["value_text"].encode()
    return VALUE.search(text)[1].encode()


def input_of(text):
    example = json.loads(text)
    lines = "".join(name + "\n" if value is None else f"{name}: {value}\n" for name, value in example["headers"])
    return value_of(text, example) + b"\0" + lines.encode()


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(EXAMPLES.glob("*/*.json")):
        seed = folder / f"{path.parent.name}-{path.stem}"
        seed.write_bytes(input_of(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
