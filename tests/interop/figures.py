"""Checks that an evaluation found nothing wrong: what was exported and read back is what was found."""

import json
import sys

for layer in json.load(open(sys.argv[1]))["layers"]:
    assert layer["fp"] == layer["fn"] == 0, layer
    assert layer["tp"] or layer["layer"] in ("modic", "edema"), layer
print("evaluate: the findings are those that doccano exported")
