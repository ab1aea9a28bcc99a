//! `schmorl evaluate`: the figures, and how they are told.

#![cfg(feature = "cli")]
// A test that cannot go on should panic.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod common;

use common::Folder;
use serde_json::Value;

const GOLD: &str = include_str!("data/gold.jsonl");
const OUTPUT: &str = include_str!("data/output.jsonl");

fn folder() -> Folder {
    Folder::with(&[("gold.jsonl", GOLD), ("out.jsonl", OUTPUT)])
}

/// What an independent scorer gives for these files: tp, fp, fn, precision, recall, F1 to four places.
const LAYERS: [(&str, [u64; 3], [f64; 3]); 6] = [
    ("report", [5, 1, 1], [0.8333, 0.8333, 0.8333]),
    ("node", [6, 3, 3], [0.6667, 0.6667, 0.6667]),
    ("place", [5, 4, 4], [0.5556, 0.5556, 0.5556]),
    ("tuple", [4, 5, 5], [0.4444, 0.4444, 0.4444]),
    ("modic", [0, 1, 1], [0.0, 0.0, 0.0]),
    ("edema", [2, 0, 0], [1.0, 1.0, 1.0]),
];

#[test]
fn the_figures_are_those_of_an_independent_scorer() {
    let folder = folder();
    folder.run(&["evaluate", "gold.jsonl", "--against", "out.jsonl", "--json", "figures.json"]).ok();
    let figures = folder.json("figures.json");
    let round = |value: &Value| (value.as_f64().unwrap() * 1e4).round() / 1e4;
    for (layer, (name, counts, rates)) in figures["layers"].as_array().unwrap().iter().zip(LAYERS) {
        assert_eq!(layer["layer"], name);
        assert_eq!(["tp", "fp", "fn"].map(|key| layer[key].as_u64().unwrap()), counts, "{name}");
        assert_eq!(["precision", "recall", "f1"].map(|key| round(&layer[key]["value"])), rates, "{name}");
        for key in ["precision", "recall", "f1"] {
            let (value, interval) = (&layer[key]["value"], &layer[key]["interval"]);
            let [low, value, high] = [&interval["low"], value, &interval["high"]].map(|v| v.as_f64().unwrap());
            assert!(0.0 <= low && low <= value && value <= high && high <= 1.0, "{name} {key}");
        }
    }
    let attributes: Vec<(&str, u64, u64)> = figures["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["name"].as_str().unwrap(), a["right"].as_u64().unwrap(), a["of"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        attributes[..5],
        [("size_mm", 3, 5), ("acuity", 4, 5), ("edema", 5, 5), ("modic", 5, 5), ("change", 5, 5)]
    );
    assert_eq!((figures["exact"]["right"].as_u64(), figures["exact"]["of"].as_u64()), (Some(3), Some(9)));
}

#[test]
fn errors_are_told_in_words_with_the_text() {
    let ran = folder().run(&["evaluate", "gold.jsonl", "--against", "out.jsonl"]).ok();
    assert!(ran.stderr.contains("1 report of the output not in the gold"), "{}", ran.stderr);
    assert_eq!(ran.stdout, include_str!("data/evaluate.txt"));
    let ran = folder().run(&["evaluate", "gold.jsonl", "--against", "out.jsonl", "--no-text"]).ok();
    assert!(!ran.stdout.contains("  | "));
}

#[test]
fn without_output_the_texts_are_read() {
    let folder = folder();
    let ran = folder.run(&["evaluate", "gold.jsonl", "--errors", "errors.txt"]).ok();
    assert!(ran.stdout.contains("\nmodic        1     0     0   1.000"), "{}", ran.stdout);
    folder.run(&["scan", "gold.jsonl", "-o", "found.jsonl", "-q"]).ok();
    let again = folder.run(&["evaluate", "gold.jsonl", "--against", "found.jsonl", "--errors", "errors.txt"]).ok();
    assert_eq!(again.stdout, ran.stdout);
    let folder = Folder::with(&[("gold/a.jsonl", GOLD), ("gold/README.md", "How it was made.")]);
    assert_eq!(folder.run(&["evaluate", "gold", "--errors", "e.txt"]).ok().stdout, ran.stdout);
    assert_eq!(folder.run(&["evaluate", "gold/*.jsonl", "--errors", "e.txt"]).ok().stdout, ran.stdout);
}

#[test]
fn what_cannot_be_judged_is_said() {
    let folder = folder();
    let twice = format!("{GOLD}{GOLD}");
    std::fs::write(folder.path("twice.jsonl"), &twice).unwrap();
    std::fs::write(folder.path("other.jsonl"), "{\"report_id\":\"x\",\"findings\":[]}\n").unwrap();
    std::fs::write(folder.path("empty.jsonl"), "\n").unwrap();
    std::fs::write(folder.path("bad.jsonl"), "\n{\"report_id\":\"x\",\"findings\":[{\"kind\":\"node\"}]}\n").unwrap();
    folder
        .run(&["evaluate", "twice.jsonl", "--against", "out.jsonl"])
        .fails(1, &["more than once (again at twice.jsonl, line 10) in the gold"]);
    folder
        .run(&["evaluate", "gold.jsonl", "--against", "twice.jsonl"])
        .fails(1, &["more than once in the output (again at twice.jsonl, line "]);
    folder.run(&["evaluate", "gold.jsonl", "--against", "other.jsonl"]).fails(1, &["ids do not agree"]);
    folder.run(&["evaluate", "empty.jsonl"]).fails(1, &["no report"]);
    folder.run(&["evaluate", "bad.jsonl"]).fails(1, &["bad.jsonl, line 2", "schmorl_node"]);
    folder.run(&["evaluate", "other.jsonl"]).fails(2, &["other.jsonl, line 1", "no text", "--against"]);
    let ran = folder.run(&["evaluate", "twice.jsonl", "--errors", "e.txt"]).ok();
    assert!(ran.stderr.contains("9 report ids stand more than once"), "{}", ran.stderr);
    folder.run(&["evaluate", "gone.jsonl"]).fails(1, &["gone.jsonl"]);
}
