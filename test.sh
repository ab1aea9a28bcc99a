#!/usr/bin/env bash
# Every check of the project: format, lints, tests, documentation. Needs Rust and nothing else.
set -euo pipefail
cd "$(dirname "$0")"
cargo fmt --all --check
cargo clippy --locked --all-targets -- -D warnings
cargo test --locked
benches/instructions.sh
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
echo "all checks passed"
