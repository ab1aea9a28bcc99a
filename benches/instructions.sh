#!/usr/bin/env bash
# Holds the instructions that scanning a fixed archive takes, which wobble with no machine's load, under a limit with a
# margin: a change that makes extraction a third slower is meant or it is not. After one that is meant, or a gain, write
# the figure that is printed into benches/instructions.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v valgrind > /dev/null || ! command -v python3 > /dev/null; then
  echo "instruction counts: skipped, valgrind or python3 is not there"
  exit 0
fi
cargo build --release --locked --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 benches/archive.py make dense "$folder/dense.csv" --mb 2 2> /dev/null
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$target/release/schmorl" scan "$folder/dense.csv" \
  --threads 1 -q -o "$folder/out.csv" 2>&1 | sed -n 's/.*I *refs: *//p' | tr -d ,)
expected=$(grep -v '^#' benches/instructions.txt)
limit=$((expected + expected * 35 / 100))
echo "instruction counts: $((count / 1000000)) million, expected about $((expected / 1000000)), limit $((limit / 1000000))"
if [ "$count" -gt "$limit" ]; then
  echo "scanning has become more than a third slower: see benches/instructions.sh" >&2
  exit 1
fi
