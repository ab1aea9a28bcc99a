//! Lesions that are described first and named later: each node stands where its lesion was described, with its size, and
//! what was named something else is no node.
//!
//! Every way of describing is read with every way of naming, of one lesion, of two that are both nodes, and of two of
//! which one is. The texts are made here, so that no pair is left out.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::anatomy::Endplate;
use schmorl::finding::{Finding, FindingKind, Status};

/// A lesion's name, and that of several.
const LESIONS: &[(&str, &str)] = &[
    ("pit", "pits"),
    ("focal defect", "defects"),
    ("rounded lucency", "lucencies"),
    ("endplate lesion", "endplate lesions"),
];

/// How a lesion is described: `{n}` stands for its name, `{p}` for its place, `{s}` for its size.
const DESCRIBED: &[&str] = &[
    "There is a {n} in {p}, {s} mm.",
    "In {p} there is a {n} of {s} mm.",
    "There is a {n} in {p}. It measures {s} mm.",
    "There is a {s} mm {n} in {p}.",
    "A {n} measuring {s} mm lies in {p}.",
    "Of note, {p} has a {n} {s} mm deep.",
];

/// How two are described in one go.
const BOTH_DESCRIBED: &[&str] = &[
    "There are two {ns}. The first is in {p} and measures 5 mm. The second is in {q} and measures 8 mm.",
    "There are {ns} in {p} (5 mm) and {q} (8 mm).",
    "There are {ns} in {p} and {q}, measuring 5 and 8 mm, respectively.",
    "There are two {ns}, one in {p}, 5 mm, and one in {q}, 8 mm.",
];

/// What may stand between.
const BETWEEN: &[&str] = &["", " No fracture line is seen.", " The disc space is narrowed."];

/// How one is named, and what it then is.
const NAMED: &[(&str, Status)] = &[
    ("This is a Schmorl's node.", Status::Present),
    ("It represents a Schmorl's node.", Status::Present),
    ("The {n} is a Schmorl's node.", Status::Present),
    ("This {n} is a Schmorl's node.", Status::Present),
    ("The appearance is that of a Schmorl's node.", Status::Present),
    ("In keeping with a Schmorl's node.", Status::Present),
    ("A Schmorl's node.", Status::Present),
    ("This is probably a Schmorl's node.", Status::Possible),
    ("This could be a Schmorl's node or a fracture.", Status::Possible),
    ("A Schmorl's node is favored over a fracture.", Status::Possible),
    ("The differential includes a Schmorl's node and a fracture.", Status::Possible),
    ("This is not a Schmorl's node.", Status::Absent),
    ("It is a fracture rather than a Schmorl's node.", Status::Absent),
    ("The {n} is a hemangioma and not a Schmorl's node.", Status::Absent),
];

/// How both are named.
const BOTH_NAMED: &[&str] = &[
    "Both are Schmorl's nodes.",
    "These are Schmorl's nodes.",
    "They represent Schmorl's nodes.",
    "Both {ns} are Schmorl's nodes.",
    "These {ns} are Schmorl's nodes.",
    "The {ns} are Schmorl's nodes.",
    "They have the appearance of Schmorl's nodes.",
];

/// How one is named a node and the other something else: `{x}` and `{y}` stand for what the first and the second are.
const APART: &[&str] = &[
    "The one at T9 is {x}, the one at L3 {y}.",
    "The T9 {n} is {x}. The L3 {n} is {y}.",
    "The {n} at T9 is {x}, that at L3 is {y}.",
    "The former is {x}, the latter {y}.",
    "The first is {x}, the second is {y}.",
    "The first is {x} and the second {y}.",
    "That of T9 is {x} and that of L3 is {y}.",
];

/// A node as told here: level, endplate, size, and whether it is there.
type Told = (&'static str, Endplate, Option<f64>, Status);

const FIRST: (&str, Endplate) = ("T9", Endplate::Inferior);
const SECOND: (&str, Endplate) = ("L3", Endplate::Superior);

fn place(first: bool) -> &'static str {
    if first { "the inferior endplate of T9" } else { "the superior endplate of L3" }
}

fn node(first: bool) -> Told {
    let ((level, endplate), size) = if first { (FIRST, 5.0) } else { (SECOND, 8.0) };
    (level, endplate, Some(size), Status::Present)
}

fn described(form: &str, lesion: &str, first: bool) -> String {
    let size = if first { "5" } else { "8" };
    form.replace("{n}", lesion).replace("{p}", place(first)).replace("{s}", size)
}

fn is(found: &Finding, told: &Told) -> bool {
    let (level, endplate, size, status) = told;
    found.level.is_some_and(|own| own.to_string() == *level)
        && found.endplate == Some(*endplate)
        && found.size_mm == *size
        && found.status == *status
}

/// Texts with their nodes.
fn texts() -> Vec<(String, Vec<Told>)> {
    let mut texts = Vec::new();
    for &(lesion, lesions) in LESIONS {
        for (form, between) in DESCRIBED.iter().flat_map(|form| BETWEEN.iter().map(move |between| (form, between))) {
            for &(named, status) in NAMED {
                let size = Some(5.0).filter(|_| status != Status::Absent);
                let text = format!("{}{between} {}", described(form, lesion, true), named.replace("{n}", lesion));
                texts.push((text, vec![(FIRST.0, FIRST.1, size, status)]));
            }
        }
        let both = BOTH_DESCRIBED.iter().map(|form| form.replace("{ns}", lesions));
        let both = both.map(|form| form.replace("{p}", place(true)).replace("{q}", place(false)));
        let apart = DESCRIBED.iter().flat_map(|first| DESCRIBED.iter().map(move |second| (first, second)));
        let apart = apart
            .map(|(first, second)| format!("{} {}", described(first, lesion, true), described(second, lesion, false)));
        for text in both.chain(apart) {
            for named in BOTH_NAMED {
                texts.push((format!("{text} {}", named.replace("{ns}", lesions)), vec![node(true), node(false)]));
            }
            for named in APART {
                let named = named.replace("{n}", lesion);
                let first = named.replace("{x}", "a Schmorl's node").replace("{y}", "a hemangioma");
                let second = named.replace("{x}", "a fracture").replace("{y}", "a Schmorl's node");
                texts.push((format!("{text} {first}"), vec![node(true)]));
                texts.push((format!("{text} {second}"), vec![node(false)]));
            }
        }
    }
    texts
}

#[test]
fn a_lesion_named_later_stands_where_it_was_described() {
    let texts = texts();
    assert_eq!(texts.len(), 4 * (6 * 3 * 14 + (4 + 36) * (7 + 14)));
    let right = |(text, told): &&(String, Vec<Told>)| {
        let found = extract(text);
        let nodes: Vec<&Finding> = found.iter().filter(|f| f.kind == FindingKind::SchmorlNode).collect();
        nodes.len() == told.len() && told.iter().all(|told| nodes.iter().any(|found| is(found, told)))
    };
    let failed: Vec<&str> = texts.iter().filter(|text| !right(text)).map(|(text, _)| text.as_str()).collect();
    assert!(failed.is_empty(), "{} of {} fail\n\n{}", failed.len(), texts.len(), failed.join("\n"));
}
