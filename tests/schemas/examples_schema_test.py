#!/usr/bin/env python3
"""Holds schemas/measurement.schema.json to the examples: what each file says of it must be so.

The reader is held to the same files by examples_test.c; so neither can drift from the other.
"""
import json
import pathlib
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Refused before the plan is asked: of these the schema must refuse what it can say.
WITHOUT_PLAN = ("not_cloudevent", "wrong_type", "bad_attribute")
# ... and cannot: how the record names its format, and whether a day exists.
BEYOND_A_SCHEMA = {"not_cloudevent-other-format", "bad_attribute-time-no-such-day"}


def event_of(example):
    """The event in structured mode, put together from headers and value where it is binary."""
    headers = example["headers"]
    content_type = next((value for name, value in headers if name == "content-type"), None)
    attributes = {name[3:]: value for name, value in headers
                  if name.startswith("ce_") and value is not None}
    if content_type is not None and content_type.lower().startswith("application/cloudevents"):
        return example["value"]
    if content_type is None and not attributes:
        return example["value"]
    if content_type is not None:
        attributes["datacontenttype"] = content_type
    return {**attributes, "data": example["value"]}


def faults(path, validator):
    example = json.loads(path.read_text(encoding="utf-8"))
    reason = example["reason"]
    if (reason is None) != (path.parent.name == "accepted"):
        yield f"reason {reason} in {path.parent.name}/"
    if reason is not None and path.stem.split("-")[0] != reason:
        yield f"is named after another reason than {reason}"
    if "schema" not in example:
        if "value" in example:
            yield "does not say what the schema makes of it"
        return

    errors = [error.message for error in validator.iter_errors(event_of(example))]
    if example["schema"] != (not errors):
        yield f"schema: {example['schema']}, but {errors or 'it is valid'}"
    if reason is None and errors:
        yield "is accepted, and the schema refuses it"
    if reason in WITHOUT_PLAN and not errors and path.stem not in BEYOND_A_SCHEMA:
        yield "is refused without a plan, and the schema accepts it"


def main():
    schema = json.loads((ROOT / "schemas/measurement.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    files = sorted((ROOT / "schemas/examples").glob("*/*.json"))
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in files
             for fault in faults(path, validator)]
    print("\n".join(found) or f"{len(files)} examples agree with the schema")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
