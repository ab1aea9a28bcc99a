#!/usr/bin/env bash
# Other people's readers read what we write: pyarrow and DuckDB, FHIR validators of R4 and R4B, edsnlp, doccano. Installs
# them from PyPI into two virtual environments (INTEROP_VENV, by default target/interop, and the same with -doccano, which
# asks for older packages), so it needs a network and is not part of ./test.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv="${INTEROP_VENV:-target/interop}"
for kind in "" -doccano; do
    if [ ! -x "$venv$kind/bin/python" ]; then
        python3 -m venv "$venv$kind"
    fi
    "$venv$kind/bin/pip" install --quiet --requirement "tests/interop/requirements$kind.txt"
done
cargo build --locked --quiet
program="${CARGO_TARGET_DIR:-target}/debug/schmorl"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# the sample archive, and a text with characters of many bytes and a mention over a CRLF
cp tests/interop/reports.csv "$folder/many_bytes.csv"
cp corpus/archive/reports.csv "$folder/archive.csv"
for name in many_bytes archive; do
    out="$folder/$name"
    mkdir "$out"
    scan=("$program" scan "$folder/$name.csv" --quiet)
    printf 'report_id,note_id\n' > "$out/ids.csv"
    "${scan[@]}" --to jsonl --all-reports -o "$out/found.jsonl"
    "$venv/bin/python" tests/interop/ids.py "$out/found.jsonl" >> "$out/ids.csv"
    "${scan[@]}" --to csv -o "$out/findings.csv"
    "${scan[@]}" -o "$out/findings.parquet"
    "${scan[@]}" --to arrow > "$out/findings.arrow"
    "${scan[@]}" --per-report --all-reports -o "$out/reports.parquet"
    "${scan[@]}" --to omop --run-date 2024-05-06 --note-id-map "$out/ids.csv" -o "$out/note_nlp.csv"
    "${scan[@]}" --to fhir --run-date 2024-05-06 -o "$out/fhir.ndjson"
    "${scan[@]}" --to brat -o "$out/brat"
    "${scan[@]}" --to doccano -o "$out/doccano.jsonl"
    "${scan[@]}" --to label-studio -o "$out/tasks.json"
    "$venv/bin/python" tests/interop/check.py "$folder/$name.csv" "$out"
    "$venv-doccano/bin/python" tests/interop/doccano.py "$out/found.jsonl" "$out/doccano.jsonl" "$out/exported.jsonl"
    # what doccano exports is gold, and these findings are all right
    "$program" evaluate "$out/exported.jsonl" --json "$out/figures.json" > "$out/figures.txt"
    "$venv/bin/python" tests/interop/figures.py "$out/figures.json"
done
