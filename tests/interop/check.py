"""Reads the exports of one archive with independent readers and compares them with the findings as JSON lines.

usage: check.py ARCHIVE.csv FOLDER
"""

import csv
import importlib
import inspect
import json
import sys
from pathlib import Path

import duckdb
import edsnlp
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet
from fhirclient.models.fhirabstractbase import FHIRValidationError
from fhir.resources.R4B import get_fhir_model_class

archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
reports = [json.loads(line) for line in open(folder / "found.jsonl", encoding="utf-8")]
findings = [(report, finding) for report in reports for finding in report["findings"]]
mentions = [next(e["text"] for e in finding["evidence"] if e["role"] == "mention") for _, finding in findings]
assert findings, "nothing to compare"


def same_words(a, b):
    return a.split() == b.split()


def omop():
    """The table loads into the DDL of OMOP CDM 5.4, and `offset` is where SUBSTR finds the words in the note."""
    database = duckdb.connect()
    database.execute(
        """create table note_nlp (note_nlp_id integer not null primary key, note_id integer not null,
        section_concept_id integer, snippet varchar(250), "offset" varchar(50), lexical_variant varchar(250) not null,
        note_nlp_concept_id integer, note_nlp_source_concept_id integer, nlp_system varchar(250), nlp_date date not null,
        nlp_datetime timestamp, term_exists varchar(1), term_temporal varchar(50), term_modifiers varchar(2000))"""
    )
    database.execute(f"copy note_nlp from '{folder / 'note_nlp.csv'}' (header, delimiter ',', quote '\"')")
    with open(archive, encoding="utf-8", newline="") as file:
        rows = [[row.get("accession") or row["id"], row.get("report_text") or row.get("text") or ""] for row in csv.DictReader(file)]
    notes = {row[0]: int(row[1]) for row in csv.reader(open(folder / "ids.csv", encoding="utf-8")) if row[1] != "note_id"}
    database.execute("create table note (note_id integer, note_text varchar)")
    database.executemany("insert into note values (?, ?)", [(notes[i], text) for i, text in rows if i in notes])
    read = database.execute(
        """select lexical_variant, substr(note_text, cast("offset" as integer) + 1, 200), snippet, term_exists
        from note_nlp join note using (note_id) order by note_nlp_id"""
    ).fetchall()
    assert len(read) == len(findings), (len(read), len(findings))
    for (variant, there, snippet, exists), (_, finding), words in zip(read, findings, mentions):
        assert same_words(variant, words), (variant, words)
        assert "".join(there.split()).startswith("".join(variant.split())), (variant, there)
        assert len(snippet) <= 250 and (exists == "N") == (finding["status"] == "absent")
    print(f"omop: {len(read)} rows in DuckDB, offsets hold")


def table():
    """The flat table has the same findings for pyarrow."""
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    read = pyarrow.csv.read_csv(folder / "findings.csv", parse_options=options).to_pylist()
    assert [row["level"] or None for row in read] == [finding["level"] for _, finding in findings]
    assert [row["size_mm"] for row in read] == [finding["size_mm"] for _, finding in findings]
    print(f"csv: {len(read)} rows in pyarrow")


def typed():
    """Parquet and Arrow hold the same rows for pyarrow and DuckDB, with types."""
    expected = [(r["report_id"], f["kind"], f["level"], f["size_mm"], f["posterior_extension"]) for r, f in findings]
    names = ["report_id", "kind", "level", "size_mm", "posterior_extension"]
    tables = [pyarrow.parquet.read_table(folder / "findings.parquet")]
    with pyarrow.ipc.open_stream(folder / "findings.arrow") as stream:
        tables.append(stream.read_all())
    for read in tables:
        assert [tuple(row[name] for name in names) for row in read.to_pylist()] == expected
        assert read.schema.field("size_mm").type == pyarrow.float64() and read.schema.field("record").type == pyarrow.int64()
    assert tables[0].equals(tables[1])
    rows = duckdb.sql(f"select {', '.join(names)} from '{folder / 'findings.parquet'}'").fetchall()
    assert rows == expected
    reports_read = pyarrow.parquet.read_table(folder / "reports.parquet").to_pylist()
    assert len(reports_read) == len(reports) and all(isinstance(row["any_node"], bool) for row in reports_read)
    print(f"parquet, arrow: {len(rows)} rows in pyarrow and DuckDB")


def fhir():
    """Every resource is what R4 (4.0.1) lets it be and is read whole, and so it is for R4B, the same for these resources."""
    resources = [json.loads(line) for line in open(folder / "fhir.ndjson", encoding="utf-8")]
    for resource in resources:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        assert r4(resource) == resource, resource
        # it would tell what is missing, unknown or of another type
        needed = "status" if resource["resourceType"] == "Observation" else "recorded"
        for wrong in ({**resource, needed: None}, {**resource, "unknown": "x"}, {**resource, "contained": "x"}):
            try:
                r4(wrong)
            except FHIRValidationError:
                continue
            raise AssertionError(f"the validator takes {wrong}")
    places = sum("valueCodeableConcept" in c for r in resources for c in r.get("component", []))
    assert places == len(findings), (places, len(findings))
    print(f"fhir: {len(resources)} resources are valid R4 (4.0.1) and R4B")


def r4(resource):
    """A resource as fhirclient reads it, whose models are made from R4 4.0.1, and writes it again."""
    kind = resource["resourceType"]
    module = importlib.import_module(f"fhirclient.models.{kind.lower()}")
    assert "Generated from FHIR 4.0.1" in inspect.getsource(module)
    return getattr(module, kind)({name: value for name, value in resource.items() if value is not None}).as_json()


def brat():
    """edsnlp takes the folder, and the words of each entity are those of the finding."""
    docs = list(edsnlp.data.read_standoff(folder / "brat", span_setter={"ents": True, "*": True}))
    kinds = {"schmorl_node": "SchmorlNode", "modic_change": "ModicChange", "marrow_edema": "MarrowEdema"}
    read = sorted((label, *span.text.split()) for doc in docs for label in kinds.values() for span in doc.spans.get(label, []))
    expected = sorted((kinds[finding["kind"]], *words.split()) for (_, finding), words in zip(findings, mentions))
    assert read == expected, (read, expected)
    for path in (folder / "brat").glob("*.ann"):
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("T"):
                _, where, words = line.split("\t")
                parts = [part.split() for part in where.split(" ", 1)[1].split(";")]
                assert " ".join(text[int(start) : int(end)] for start, end in parts) == words, line
    print(f"brat: {len(read)} entities in edsnlp, words are there")


def annotation_tools():
    """Python's offsets are code points, as those of doccano and Label Studio."""
    read = [json.loads(line) for line in open(folder / "doccano.jsonl", encoding="utf-8")]
    words = [row["text"][start:end] for row in read for start, end, _ in row["label"]]
    assert all(map(same_words, words, mentions)) and len(words) == len(mentions)
    tasks = json.load(open(folder / "tasks.json", encoding="utf-8"))
    regions = [(t["data"]["text"], r["value"]) for t in tasks for r in t["predictions"][0]["result"] if r["type"] == "labels"]
    words = [text[value["start"] : value["end"]] for text, value in regions]
    assert words == [value["text"] for _, value in regions]
    assert all(map(same_words, words, mentions)) and len(words) == len(mentions)
    print(f"doccano, label-studio: {len(words)} spans each, words are there")


for check in (table, typed, omop, fhir, brat, annotation_tools):
    check()
