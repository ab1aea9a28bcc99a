//! The annotated reports of `corpus/gold`: accuracy does not fall, and evidence is where it is said to be.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

#[path = "../src/extract/drawn.rs"]
mod drawn;
mod harness;

use harness::{check_offsets, extract, files, parse, read};
use proptest::prelude::*;
use schmorl::evaluate::{self, gold};
use schmorl::report::Report;
use schmorl::write::{Options, ReportView};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Figures by layer (F1), by attribute (accuracy), and `exact`.
type Figures = BTreeMap<String, f64>;

fn figures(path: &Path) -> Figures {
    let gold = gold::read(path).unwrap_or_else(|error| panic!("{error}"));
    assert!(!gold.is_empty(), "{}: no report", path.display());
    let found: Vec<_> = gold.iter().map(|report| extract(report.text.as_deref().unwrap())).collect();
    let evaluation = evaluate::evaluate(&gold, &found);
    let mut figures: Figures = evaluation.layers.iter().map(|l| (l.layer.name().to_owned(), l.f1.value)).collect();
    for share in evaluation.attributes.iter().chain([&evaluation.exact]) {
        // attributes of nodes: `edema` and `modic` are layers too
        figures.insert(
            if share.name == "exact" { "exact".into() } else { format!("node.{}", share.name) },
            share.accuracy.unwrap_or(1.0),
        );
    }
    figures
}

#[test]
fn accuracy_does_not_fall() {
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold/expected.json");
    let expected: BTreeMap<String, Figures> = serde_json::from_str(&fs::read_to_string(expected).unwrap()).unwrap();
    let mut fallen = Vec::new();
    let mut seen = Vec::new();
    for path in files("corpus/gold", "jsonl") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let floors =
            expected.get(&name).unwrap_or_else(|| panic!("{name} has no figures in corpus/gold/expected.json"));
        assert!(floors.contains_key("place"), "{name}: expected.json says no figure for `place`");
        let figures = figures(&path);
        for (key, floor) in floors {
            let figure =
                figures.get(key).unwrap_or_else(|| panic!("{name}: no figure `{key}`; figures are {figures:?}"));
            if figure + 5e-5 < *floor {
                fallen.push(format!("{name}: {key} is {figure:.4}, and was {floor}"));
            }
        }
        seen.push(name);
    }
    let gone: Vec<_> = expected.keys().filter(|name| !seen.contains(name)).collect();
    assert!(gone.is_empty(), "expected.json names files that are not there: {gone:?}");
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}

/// Checks the offsets of findings, and that the output's words are those of the text.
fn holds(text: &str) -> Result<(), String> {
    let reading = read(text);
    check_offsets(text, &reading.findings)?;
    let report = Report { text: text.to_owned(), ..Report::default() };
    let output =
        serde_json::to_value(ReportView::new(&report, &reading, &Options::default())).map_err(|e| e.to_string())?;
    let evidence = output["findings"].as_array().unwrap().iter().flat_map(|f| f["evidence"].as_array().unwrap());
    for evidence in evidence.chain(output["context"].as_array().unwrap()) {
        let at = |key: &str| usize::try_from(evidence[key].as_u64().unwrap()).unwrap();
        if text.get(at("start")..at("end")) != evidence["text"].as_str() {
            return Err(format!("{evidence} is not in the text"));
        }
    }
    Ok(())
}

#[test]
fn evidence_of_the_corpus_is_where_it_is_said_to_be() {
    let mut texts = Vec::new();
    for path in files("corpus/gold", "jsonl") {
        texts.extend(gold::read(&path).unwrap().into_iter().filter_map(|report| report.text));
    }
    for path in files("corpus/cases", "md") {
        texts.extend(parse(&fs::read_to_string(&path).unwrap()).unwrap().into_iter().map(|case| case.text));
    }
    for text in texts {
        for text in [text.replace('\n', "\r\n"), text.to_uppercase(), text.replace('\'', "’"), text] {
            holds(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
        }
    }
}

/// Pieces of reports, and of nothing.
const PIECES: [&str; 84] = [
    "Schmorl's node",
    "Schmorl’s nodes",
    "SCHMÖRL NODES",
    "schmorls",
    "node",
    "nodes",
    "Modic",
    "type",
    "2",
    "I/II",
    "edema",
    "oedème",
    "marrow",
    "endplate",
    "superior",
    "inferior",
    "both",
    "L4",
    "L4-5",
    "L4/5",
    "T12-L1",
    "Th11",
    "D9",
    "S1",
    "C7",
    "from",
    "to",
    "and",
    "or",
    "of",
    "at",
    "the",
    "a",
    "4 mm",
    "3,5 cm",
    "5 x 6 x 7",
    "previously",
    "no",
    "without",
    "but",
    "possible",
    "vs",
    "history of",
    "new",
    "stable",
    "multiple",
    "three",
    "acute",
    "chronic",
    "respectively",
    "FINDINGS:",
    "HISTORY:",
    "low back pain",
    "tender over",
    "fell from",
    "acute",
    "failed physiotherapy",
    "left leg pain",
    "radiating to the",
    "fever",
    "weight loss",
    "history of breast cancer",
    "weakness",
    "?",
    "rule out",
    "fracture",
    "#",
    "metastasis",
    "discitis",
    "follow-up MRI in 3-6 months",
    "is recommended",
    "IMPRESSION:",
    "ADDENDUM:",
    "L1-L2:",
    "\n",
    "\r\n\r\n",
    "\t",
    ".",
    ",",
    ";",
    "(",
    ")",
    "-",
    "–",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => prop::collection::vec(any::<char>(), 0..4).prop_map(|all| all.into_iter().collect::<String>()),
    ];
    let joined = (piece, prop::sample::select(&[" ", " ", " ", "", "\n", "\u{a0}", "â€™"][..]));
    prop::collection::vec(joined, 0..60).prop_map(|all| all.into_iter().map(|(piece, gap)| piece + gap).collect())
}

proptest! {
    #![proptest_config(drawn::config(600))]

    #[test]
    fn any_text_gives_a_reading_whose_evidence_holds(text in text()) {
        prop_assert_eq!(holds(&text), Ok(()));
    }
}
