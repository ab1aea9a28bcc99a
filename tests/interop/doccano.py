"""Has doccano itself import a file and export it again, as a server of its own would: its parsers, its database.

usage: doccano.py FOUND.jsonl DOCCANO.jsonl EXPORTED.jsonl

Every span must come out as the words of the finding, under the label that was written. EXPORTED.jsonl is what a team
would give to `schmorl evaluate`.
"""

import importlib.util
import json
import os
import sys
import tempfile
from pathlib import Path

found, labelled, exported = map(Path, sys.argv[1:])
folder = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/doccano.sqlite3"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
# doccano's modules call each other by names that begin below its package
sys.path.insert(0, importlib.util.find_spec("backend").submodule_search_locations[0])

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)

from data_export.celery_tasks import create_collaborative_dataset, create_formatter, create_writer  # noqa: E402
from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import JSONL  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from labels.models import Span  # noqa: E402
from projects.models import ProjectType, SequenceLabelingProject  # noqa: E402

user = User.objects.create_user("annotator")
project = SequenceLabelingProject.objects.create(
    name="nodes",
    created_by=user,
    project_type=ProjectType.SEQUENCE_LABELING,
    allow_overlapping=True,
    collaborative_annotation=True,
)
file = FileName(full_path=str(labelled), generated_name=labelled.name, upload_name=labelled.name)
dataset = load_dataset("SequenceLabeling", JSONL, [file], project, encoding="utf_8")
dataset.save(user)
assert not dataset.errors, [error.dict() for error in dataset.errors]

reports = [json.loads(line) for line in open(found, encoding="utf-8")]
mentions = [
    (report["report_id"], next(e["text"] for e in finding["evidence"] if e["role"] == "mention"), finding)
    for report in reports
    for finding in report["findings"]
]
spans = Span.objects.select_related("example", "label").order_by("id")
read = [
    (span.example.meta["report_id"], span.example.text[span.start_offset : span.end_offset], span.label.text)
    for span in spans
]
assert mentions and len(read) == len(mentions), (len(read), len(mentions))
for (read_id, words, label), (report_id, mention, finding) in zip(read, mentions):
    assert read_id == report_id and words.split() == mention.split(), (words, mention)
    assert label.startswith(f"{finding['kind']} {finding['status']}"), label

with tempfile.TemporaryDirectory() as place:
    create_collaborative_dataset(project, place, False, create_formatter(project, "JSONL"), create_writer("JSONL"))
    exported.write_bytes((Path(place) / "all.jsonl").read_bytes())
print(f"doccano: {len(read)} spans in its database, words and labels are there")
