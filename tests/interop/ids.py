"""Prints a note id for every report id of a JSON lines file: rows of `report_id,note_id`."""

import csv
import json
import sys

ids = dict.fromkeys(json.loads(line)["report_id"] for line in open(sys.argv[1], encoding="utf-8"))
writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerows((report_id, number) for number, report_id in enumerate(ids, 1000))
