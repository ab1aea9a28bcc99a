//! Nodes at several places, each place with words of its own behind it: what they say is said of no other place.
//!
//! Every way of telling something of the first place is read with every way of telling something of the second.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Acuity, Edema, FindingKind, Status};

/// Lists of two places, `{a}` and `{b}` being what is said of each.
const LISTS: &[&str] = &[
    "Schmorl's nodes at T11, {a}, and at L2, {b}.",
    "There are Schmorl's nodes in the upper endplate of T11, {a}, and the lower endplate of L2, {b}.",
    "Small Schmorl's nodes of the inferior endplate of T11, {a}, and of the superior endplate of L2, {b}.",
    "Schmorl hernias are present in T11, {a}; in L2, {b}.",
];

/// What is said of a place, and what it means: `p` and `a` for oedema that is there or not, `c` for old, `r` for recent, `-` for
/// nothing that a finding holds, a number for a size.
const SAID: &[(&str, &str)] = &[
    ("with edema", "p"),
    ("with a rim of bone marrow edema", "p"),
    ("which shows marrow edema", "p"),
    ("surrounded by edema", "p"),
    ("showing bone marrow edema", "p"),
    ("which does show a little adjacent marrow edema", "p"),
    ("accompanied by marrow edema", "p"),
    ("where there is edema", "p"),
    ("this one with edema", "p"),
    ("without edema", "a"),
    ("with no adjacent marrow edema", "a"),
    ("which shows no edema", "a"),
    ("which has no edema around it", "a"),
    ("without any bone marrow edema", "a"),
    ("free of edema", "a"),
    ("devoid of edema", "a"),
    ("where there is no edema", "a"),
    ("old", "c"),
    ("which is old", "c"),
    ("chronic in appearance", "c"),
    ("acute", "r"),
    ("of recent date", "r"),
    ("4 mm", "4"),
    ("measuring 4 mm", "4"),
    ("which measures 4 mm", "4"),
    ("with a sclerotic rim", "-"),
    ("sheathed with sclerosis", "-"),
    ("containing fluid", "-"),
];

/// What a text says of its two nodes, in the order of their levels; `None` if it does not give just these.
fn told(text: &str) -> Option<[String; 2]> {
    let mut nodes: Vec<(String, String)> = Vec::new();
    for finding in extract(text).iter().filter(|f| f.kind == FindingKind::SchmorlNode) {
        let mut said = String::new();
        match finding.edema {
            Some(Edema::Present) => said.push('p'),
            Some(Edema::Absent) => said.push('a'),
            None => {}
        }
        match finding.acuity {
            Some(Acuity::Chronic) => said.push('c'),
            Some(_) => said.push('r'),
            None => {}
        }
        if let Some(size) = finding.size_mm {
            said.push_str(&size.to_string());
        }
        if finding.status != Status::Present {
            return None;
        }
        nodes.push((finding.level?.to_string(), said));
    }
    nodes.sort();
    match &nodes[..] {
        [(second, two), (first, one)] if second == "L2" && first == "T11" => Some([one.clone(), two.clone()]),
        _ => None,
    }
}

#[test]
fn each_place_has_its_own_words() {
    let mut wrong = Vec::new();
    for list in LISTS {
        for (one, first) in SAID {
            for (two, second) in SAID.iter().copied().chain([("", "-")]) {
                let text = list
                    .replace("{a}", one)
                    .replace(", {b}", &if two.is_empty() { String::new() } else { format!(", {two}") });
                let means = |code: &str| code.replace('-', "");
                if told(&text) != Some([means(first), means(second)]) {
                    wrong.push(text);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are read wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
