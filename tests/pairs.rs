//! Two nodes in one text, each with something told of it: what is said of one is never read of the other.
//!
//! Every way of joining the two is read with every pair of attributes, and with places told in several ways. The texts are
//! made here, so that no pair is left out; what single words mean is the matter of `paraphrases.rs`.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::anatomy::Endplate;
use schmorl::finding::{Acuity, Change, Edema, Finding, FindingKind, Status};

/// What may be told of a node.
#[derive(Clone, Copy)]
struct Told {
    /// Behind its place: `of 5 mm`.
    post: &'static str,
    /// As its predicate: `measures 5 mm`.
    says: &'static str,
    /// As an item of a list, or in a bracket: `5 mm`.
    item: &'static str,
    says_so: fn(&Finding) -> bool,
}

const TOLD: &[Told] = &[
    Told { post: "measuring 5 mm", says: "measures 5 mm", item: "5 mm", says_so: |f| f.size_mm == Some(5.0) },
    Told { post: "of 0.8 cm", says: "is 0.8 cm deep", item: "0.8 cm", says_so: |f| f.size_mm == Some(8.0) },
    Told { post: ", old in appearance", says: "is old", item: "old", says_so: |f| f.acuity == Some(Acuity::Chronic) },
    Told {
        post: ", acute in appearance",
        says: "is acute",
        item: "acute",
        says_so: |f| f.acuity == Some(Acuity::Acute),
    },
    Told {
        post: "with surrounding edema",
        says: "is surrounded by edema",
        item: "edema present",
        says_so: |f| f.edema == Some(Edema::Present),
    },
    Told {
        post: "with adjacent marrow edema",
        says: "shows marrow edema",
        item: "with edema",
        says_so: |f| f.edema == Some(Edema::Present),
    },
    Told { post: "without edema", says: "lacks edema", item: "no edema", says_so: |f| f.edema == Some(Edema::Absent) },
    Told {
        post: "with no marrow edema",
        says: "does not show edema",
        item: "without edema",
        says_so: |f| f.edema == Some(Edema::Absent),
    },
    Told { post: ", unchanged", says: "is unchanged", item: "stable", says_so: |f| f.change == Some(Change::Stable) },
    Told {
        post: ", enlarged since the prior",
        says: "has enlarged",
        item: "larger than before",
        says_so: |f| f.change == Some(Change::Increased),
    },
    Told { post: ", new since the prior", says: "is new", item: "new", says_so: |f| f.change == Some(Change::New) },
];

/// How two nodes are told: `{p}` and `{q}` stand for their places, `{a}` and `{b}` for what is told of them, in the form
/// that the word in front names.
const JOINTS: &[(&str, &str)] = &[
    ("post", "There is a Schmorl's node {p} {a} and another {q} {b}."),
    ("post", "Schmorl's node {p} {a}; Schmorl's node {q} {b}."),
    ("post", "Two Schmorl's nodes are seen: one {p} {a}, and one {q} {b}."),
    ("post", "There is a Schmorl's node {p} {a}, a hemangioma of T4 of 12 mm, and a Schmorl's node {q} {b}."),
    ("post", "A Schmorl's node is noted {p} {a}. L5-S1: 3 mm disc bulge. A second Schmorl's node is seen {q} {b}."),
    ("item", "Schmorl's nodes {p} ({a}) and {q} ({b})."),
    ("item", "Schmorl's nodes: {p}, {a}; {q}, {b}."),
    ("says", "Schmorl's nodes are present {p} and {q}. The former {a}, the latter {b}."),
    ("says", "Schmorl's nodes are present {p} and {q}. The first {a}. The second {b}."),
    ("says", "Schmorl's nodes are noted {p} and {q}. The one at T9 {a}; the one at L3 {b}."),
    ("says", "The Schmorl's node {p} {a}, whereas the Schmorl's node {q} {b}."),
    ("says", "The Schmorl's node {p} {a} and the Schmorl's node {q} {b}."),
    ("says", "A Schmorl's node {p} {a}. A second node {q} {b}."),
    ("says", "There is a Schmorl's node {p}. It {a}. Another is seen {q}, which {b}."),
];

/// The places of the two, told in several ways.
const PLACES: &[(&str, &str)] = &[
    ("in the inferior endplate of T9", "in the superior endplate of L3"),
    ("at the T9 inferior endplate", "of the L3 superior endplate"),
    ("involving the lower endplate of T9", "along the upper endplate of L3"),
];

fn text(joint: (&str, &str), places: (&str, &str), first: Told, second: Told) -> String {
    let form = |told: Told| match joint.0 {
        "post" => told.post,
        "item" => told.item,
        _ => told.says,
    };
    let text = joint.1.replace("{p}", places.0).replace("{q}", places.1);
    text.replace("{a}", form(first)).replace("{b}", form(second)).replace(" ,", ",")
}

/// How many of the attributes a node has.
fn attributes(node: &Finding) -> usize {
    [node.size_mm.is_some(), node.acuity.is_some(), node.edema.is_some(), node.change.is_some()]
        .into_iter()
        .filter(|&told| told)
        .count()
}

#[test]
fn what_is_told_of_one_node_is_its_own() {
    let (mut failed, mut count) = (Vec::new(), 0);
    for &joint in JOINTS {
        for &places in PLACES {
            for (&first, &second) in TOLD.iter().flat_map(|first| TOLD.iter().map(move |second| (first, second))) {
                count += 1;
                let text = text(joint, places, first, second);
                let found = extract(&text);
                let nodes: Vec<&Finding> = found.iter().filter(|f| f.kind == FindingKind::SchmorlNode).collect();
                let has = |level: &str, endplate: Endplate, told: Told| {
                    nodes.iter().any(|f| {
                        f.level.is_some_and(|own| own.to_string() == level)
                            && f.endplate == Some(endplate)
                            && f.status == Status::Present
                            && (told.says_so)(f)
                            && attributes(f) == 1
                    })
                };
                let right =
                    nodes.len() == 2 && has("T9", Endplate::Inferior, first) && has("L3", Endplate::Superior, second);
                if !right {
                    failed.push(text);
                }
            }
        }
    }
    assert_eq!(count, JOINTS.len() * PLACES.len() * TOLD.len() * TOLD.len());
    assert!(failed.is_empty(), "{} of {count} fail\n\n{}", failed.len(), failed.join("\n"));
}
