//! Two places told side by side, of which one has a finding and the other has none: neither takes what is said of the other.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{FindingKind, Status};

/// Clauses of two places: `{a}` and `{b}` are the places, `{x}` and `{y}` what they have, `{s}` what joins them.
const FORMS: &[&str] = &[
    "At {a} there is {x}{s}at {b} {y}.",
    "In {a} there is {x}{s}in {b} there is {y}.",
    "At {a}, {x} is seen{s}at {b}, {y}.",
    "{a} shows {x}{s}{b} {y}.",
    "{a} shows {x}{s}{b} shows {y}.",
    "At {a} {x}{s}at {b} {y}.",
];

const JOINTS: &[&str] = &[", ", " and ", ", and ", "; ", ", while ", ", but "];

/// A kind, what there is of it, and how it is denied.
const KINDS: &[(FindingKind, &str, &[&str])] = &[
    (FindingKind::SchmorlNode, "a Schmorl's node", &["no Schmorl's node", "no node", "none"]),
    (FindingKind::SchmorlNode, "a Schmorl's node of 5 mm", &["no Schmorl's node"]),
    (FindingKind::ModicChange, "Modic type 2 change", &["no Modic change", "none"]),
    (FindingKind::MarrowEdema, "marrow edema", &["no marrow edema", "none"]),
];

#[test]
fn a_place_has_what_is_said_of_it() {
    let mut wrong = Vec::new();
    for (form, joint) in FORMS.iter().flat_map(|form| JOINTS.iter().map(move |joint| (form, joint))) {
        for (kind, there, denials) in KINDS {
            let (a, b) = if *kind == FindingKind::ModicChange { ("L5-S1", "L3-L4") } else { ("L4", "T11") };
            for denied in *denials {
                // what stands for a name follows it
                let turns = [
                    (there, denied, Status::Present, Status::Absent),
                    (denied, there, Status::Absent, Status::Present),
                ];
                for (x, y, first, second) in
                    turns.iter().take(if denied.contains(' ') && *denied != "no node" { 2 } else { 1 })
                {
                    let text = form.replace("{a}", a).replace("{b}", b).replace("{s}", joint);
                    let text = text.replace("{x}", x).replace("{y}", y);
                    let told = |level: &str| -> Vec<Status> {
                        let findings = extract(&text);
                        let there = findings.iter().filter(|f| f.kind == *kind);
                        there.filter(|f| f.level.is_some_and(|l| l.to_string() == level)).map(|f| f.status).collect()
                    };
                    if told(a) != [*first] || told(b) != [*second] {
                        wrong.push(text);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are read wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
