//! One of several nodes told apart (`the largest, at L2, measures 9 mm and shows edema`), behind a stop or a semicolon, and what is
//! said of the others: each is said of no other node.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Acuity, Change, Edema, FindingKind, Status};

/// Lists of nodes at T12, L1 and L2.
const LISTS: &[&str] = &[
    "Schmorl's nodes are present at T12, L1 and L2",
    "There are Schmorl's nodes from T12 through L2",
    "T12, L1 and L2 each have a Schmorl's node",
];

/// Words for the one at L1.
const MEMBERS: &[&str] = &[
    "the largest, at L1,",
    "the smallest (L1)",
    "the deepest at L1",
    "the largest node, at L1,",
    "the dominant one, located at L1,",
    "the biggest, that at L1,",
    "the one at L1",
    "that at L1",
    "the L1 node",
];

/// What is said of it, and what it means: `p` and `a` for edema that is there or not, `c` for old, `r` for recent, `n` for new, `s`
/// for unchanged, a number for a size.
const SAID: &[(&str, &str)] = &[
    ("measures 9 mm", "9"),
    ("is chronic", "c"),
    ("shows edema", "p"),
    ("has no surrounding edema", "a"),
    ("measures 9 mm and shows edema", "p9"),
    ("is 9 mm deep and has surrounding marrow edema", "p9"),
    ("shows a thin margin of edema and is new", "pn"),
    ("is surrounded by edema, and measures 9 mm", "p9"),
    ("shows no edema, is old and is unchanged", "acs"),
    ("is acute, measures 9 mm and shows edema", "pr9"),
    ("shows edema, is 9 mm deep, and is new", "pn9"),
];

/// What is said of the others, and what it means.
const OTHERS: &[(&str, &str)] = &[
    ("", ""),
    (" The others are chronic.", "c"),
    (" The other nodes show no edema.", "a"),
    (" The remaining nodes are unchanged.", "s"),
    (" The other two are without edema and are old.", "ac"),
];

/// What a text says of its nodes by level: T12, L1, L2.
fn told(text: &str) -> Vec<(String, String)> {
    let mut nodes = Vec::new();
    for finding in extract(text).iter().filter(|f| f.kind == FindingKind::SchmorlNode) {
        let mut said = String::new();
        said.push_str(match finding.edema {
            Some(Edema::Present) => "p",
            Some(Edema::Absent) => "a",
            None => "",
        });
        said.push_str(match finding.acuity {
            Some(Acuity::Chronic) => "c",
            Some(_) => "r",
            None => "",
        });
        said.push_str(match finding.change {
            Some(Change::New) => "n",
            Some(Change::Stable) => "s",
            Some(_) => "?",
            None => "",
        });
        if let Some(size) = finding.size_mm {
            said.push_str(&size.to_string());
        }
        if finding.status != Status::Present {
            said.push('!');
        }
        nodes.push((finding.level.map_or_else(String::new, |level| level.to_string()), said));
    }
    nodes.sort();
    nodes
}

#[test]
fn each_node_has_what_is_said_of_it() {
    let mut wrong = Vec::new();
    for (list, member) in LISTS.iter().flat_map(|list| MEMBERS.iter().map(move |member| (list, member))) {
        for (one, first) in SAID {
            for (rest, others) in OTHERS {
                let (head, tail) = member.split_at(1);
                let next = format!("{list}. {}{tail} {one}.{rest}", head.to_uppercase());
                for text in [next, format!("{list}; {member} {one}.{rest}")] {
                    let node = |level: &str, said: &str| (level.to_owned(), said.to_owned());
                    if told(&text) != [node("L1", first), node("L2", others), node("T12", others)] {
                        wrong.push(text);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are read wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
