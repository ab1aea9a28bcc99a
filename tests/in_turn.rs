//! What is told of one level after the other in a telegram's line: each finding stays with the level in front of it.
//!
//! Every item is put together with every other two, in several joints and with several leads.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Finding, FindingKind, Status};

const LEVELS: [&str; 3] = ["T12", "L1", "L2"];
const DISCS: [&str; 3] = ["L2-3", "L3-4", "L4-5"];

/// What is told of a level, and the finding that it is.
type Item = (&'static str, Option<(FindingKind, Status)>);

const OF_VERTEBRAE: &[Item] = &[
    ("Schmorl's node", Some((FindingKind::SchmorlNode, Status::Present))),
    ("old Schmorl's node superiorly", Some((FindingKind::SchmorlNode, Status::Present))),
    ("Schmorl's node, 5 mm", Some((FindingKind::SchmorlNode, Status::Present))),
    ("no Schmorl's node", Some((FindingKind::SchmorlNode, Status::Absent))),
    ("possible Schmorl's node", Some((FindingKind::SchmorlNode, Status::Possible))),
    ("marrow edema", Some((FindingKind::MarrowEdema, Status::Present))),
    ("normal", None),
    ("unremarkable", None),
    ("height preserved", None),
    ("hemangioma", None),
];
const OF_DISCS: &[Item] = &[
    ("Modic type 2", Some((FindingKind::ModicChange, Status::Present))),
    ("mild narrowing with Modic 1 changes", Some((FindingKind::ModicChange, Status::Present))),
    ("no Modic change", Some((FindingKind::ModicChange, Status::Absent))),
    ("bulge", None),
    ("normal", None),
    ("desiccated, height preserved", None),
];

const JOINTS: [&str; 4] = [", ", "; ", ", and ", ". "];
/// How an item leads with its level, `#`.
const OF_VERTEBRA: [&str; 6] = ["# ", "#: ", "# - ", "at # ", "superior endplate of # ", "the # body "];
const OF_DISC: [&str; 6] = ["# ", "#: ", "# - ", "at # ", "# level: ", "the # disc "];

/// The findings of a text as words, in order.
fn told(found: &[Finding]) -> Vec<String> {
    let mut told: Vec<String> = found
        .iter()
        .map(|f| format!("{:?} {:?} {}", f.kind, f.status, f.level.map_or_else(String::new, |level| level.to_string())))
        .collect();
    told.sort();
    told
}

/// A disc as findings write it: `L4-L5`.
fn whole(level: &str) -> String {
    level.split_once('-').map_or_else(|| level.to_owned(), |(upper, lower)| format!("{upper}-L{lower}"))
}

#[test]
fn each_level_keeps_what_is_told_behind_it() {
    let (mut failed, mut count) = (Vec::new(), 0);
    for (levels, items, keys) in [(LEVELS, OF_VERTEBRAE, OF_VERTEBRA), (DISCS, OF_DISCS, OF_DISC)] {
        for number in 0..items.len().pow(3) {
            let told_of = [0, 1, 2].map(|place| items[number / items.len().pow(place) % items.len()]);
            let mut expected: Vec<String> = levels
                .iter()
                .zip(told_of)
                .filter_map(|(level, (_, finding))| {
                    finding.map(|(kind, status)| format!("{kind:?} {status:?} {}", whole(level)))
                })
                .collect();
            expected.sort();
            for joint in JOINTS {
                for key in keys {
                    count += 1;
                    let parts: Vec<String> = levels
                        .iter()
                        .zip(told_of)
                        .map(|(level, (words, _))| format!("{}{words}", key.replace('#', level)))
                        .collect();
                    let text = format!("{}.", parts.join(joint));
                    let found = told(&extract(&text));
                    if found != expected {
                        failed.push(format!("{text}  {found:?}"));
                    }
                }
            }
        }
    }
    assert_eq!(count, (OF_VERTEBRAE.len().pow(3) + OF_DISCS.len().pow(3)) * JOINTS.len() * OF_DISC.len());
    assert!(failed.is_empty(), "{} of {count} fail\n\n{}", failed.len(), failed.join("\n"));
}
