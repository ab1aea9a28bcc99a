//! Two nodes of one vertebra, each told with its side and its size: no other node has either.
//!
//! Every way of leading to the two is read with every way of telling them, and both ways round.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{FindingKind, Status};

/// What leads to the two, `{A}` and `{B}`.
const LEADS: &[&str] = &[
    "There are two Schmorl's nodes in L3, {A} and {B}.",
    "L3 has two Schmorl's nodes, {A} and {B}.",
    "L3 shows Schmorl's nodes, {A} and {B}.",
    "Two Schmorl's nodes are present at L3: {A} and {B}.",
    "L3: two Schmorl's nodes, {A}, {B}.",
    "Two Schmorl's nodes of L3, {A} and {B}, are unchanged.",
    "L3 contains two Schmorl's nodes ({A}; {B}).",
];

/// One of the two, of `{z}` mm, on the side `{s}`.
const MEMBERS: &[&str] = &[
    "one of {z} mm in the {s} endplate",
    "one of {z} mm in its {s} endplate",
    "one in the {s} endplate of {z} mm",
    "one in the {s} endplate measuring {z} mm",
    "one in the {s} endplate ({z} mm)",
    "one {s} ({z} mm)",
    "a {z} mm one in the {s} endplate",
    "a {z} mm one {s}ly",
    "one of {z} mm {s}ly",
    "{z} mm in the {s} endplate",
    "{z} mm {s}ly",
    "{s}ly {z} mm",
    "one {s}ly of {z} mm",
    "one at the {s} endplate, {z} mm deep",
    "the {s} one {z} mm",
    "the {s} measuring {z} mm",
    "one {s}, {z} mm",
    "one in the {s} endplate, which measures {z} mm",
    "a {z} mm node in the {s} endplate",
    "a {s} one of {z} mm",
];

/// Both in one: of `{y}` mm on the side `{s}`, of `{z}` mm on the side `{t}`.
const WHOLE: &[&str] = &[
    "L3 has a {y} mm Schmorl's node in its {s} and a {z} mm Schmorl's node in its {t} endplate.",
    "There is a {y} mm Schmorl's node in the {s} and a {z} mm Schmorl's node in the {t} endplate of L3.",
    "L3 has a {y} mm Schmorl's node in its {s} and a {z} mm one in its {t} endplate.",
    "There are Schmorl's nodes at L3, one in its {s} and one in its {t} endplate, measuring {y} mm and {z} mm, respectively.",
    "There are Schmorl's nodes of {y} and {z} mm in the {s} and {t} endplates of L3, respectively.",
    "Schmorl's nodes of the {s} and {t} endplates of L3, measuring {y} and {z} mm.",
    "L3 has two Schmorl's nodes, {y} mm in its {s} and {z} mm in its {t} endplate.",
    "A Schmorl's node of {y} mm is seen in the {s} and another of {z} mm in the {t} endplate of L3.",
    "The {s} endplate of L3 has a {y} mm Schmorl's node, the {t} one of {z} mm.",
    "The {s} endplate of L3 has a Schmorl's node of {y} mm and the {t} endplate one of {z} mm.",
    "Both endplates of L3 have Schmorl's nodes, {y} mm in the {s} and {z} mm in the {t}.",
    "Both endplates of L3 have Schmorl's nodes, the {s} {y} mm and the {t} {z} mm.",
    "There are two Schmorl's nodes in L3: {s} endplate {y} mm, {t} endplate {z} mm.",
    "Of the two Schmorl's nodes of L3 the {s} measures {y} mm and the {t} {z} mm.",
    "L3 carries Schmorl's nodes in both endplates, of {y} mm {s}ly and {z} mm {t}ly.",
    "L3 Schmorl's nodes: {s} {y} mm, {t} {z} mm.",
];

/// The nodes that a text must give: L3 with 4 mm on the first side and 7 mm on the second.
fn is_right(text: &str, sides: [&str; 2]) -> bool {
    let mut wanted = [(sides[0].to_owned(), 4.0), (sides[1].to_owned(), 7.0)].to_vec();
    for finding in extract(text) {
        let side = finding.endplate.map(|e| format!("{e:?}").to_lowercase()).unwrap_or_default();
        let level = finding.level.map(|l| l.to_string());
        let told = (side, finding.size_mm.unwrap_or_default());
        let there = finding.kind == FindingKind::SchmorlNode && finding.status == Status::Present;
        let Some(at) = wanted.iter().position(|w| *w == told) else { return false };
        if !there || level.as_deref() != Some("L3") {
            return false;
        }
        wanted.remove(at);
    }
    wanted.is_empty()
}

#[test]
fn each_has_its_own_side_and_size() {
    let mut wrong = Vec::new();
    for [first, second] in [["superior", "inferior"], ["inferior", "superior"]] {
        let member = |form: &str, size: &str, side: &str| form.replace("{z}", size).replace("{s}", side);
        let listed = LEADS.iter().flat_map(|lead| {
            MEMBERS
                .iter()
                .map(move |m| lead.replace("{A}", &member(m, "4", first)).replace("{B}", &member(m, "7", second)))
        });
        let whole = WHOLE
            .iter()
            .map(|text| text.replace("{y}", "4").replace("{z}", "7").replace("{s}", first).replace("{t}", second));
        wrong.extend(listed.chain(whole).filter(|text| !is_right(text, [first, second])));
    }
    assert!(wrong.is_empty(), "{} are read wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
