//! How the tests of extraction draw their texts at random; `tests/gold.rs` takes this file in too.

use proptest::test_runner::{Config, RngSeed};

/// The same texts in every run; others, and as many as it says, where `PROPTEST_CASES` is set: to go looking.
pub(super) fn config(cases: u32) -> Config {
    let set = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if set.is_some() { RngSeed::Random } else { RngSeed::Fixed(1862) };
    Config { cases: set.unwrap_or(cases), rng_seed, failure_persistence: None, ..Config::default() }
}
