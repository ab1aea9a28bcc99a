//! Addenda that put right several levels, endplates and sizes at once, deny what was said, or withdraw the addendum before.
//!
//! Every way of saying it is read with levels that do and do not share a vertebra with those that were wrong, and in every
//! place where an addendum may stand. The texts are made here, so that no pair is left out.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Finding, FindingKind, Status};

/// How the report tells its two nodes: `{a}` and `{b}` stand for their vertebrae, `{e}` for the endplate of the first.
const REPORTS: &[&str] = &[
    "FINDINGS: Schmorl's node in the {e} endplate of {a}, 4 mm. Another in the inferior endplate of {b}, 6 mm.",
    "FINDINGS:\nThere are Schmorl's nodes of the {e} endplate of {a} (4 mm) and the inferior endplate of {b} (6 mm).\n\n\
     IMPRESSION:\nSchmorl's nodes at {a} and {b}.",
];

/// How an addendum begins.
const HEADINGS: &[&str] = &["\n\nADDENDUM: ", "\n\nADDENDUM 02/14: ", " ADDENDUM 02/14: ", "\n\nAddendum:\n"];

/// How both levels are put right: `{c}` and `{d}` stand for the right ones.
const LEVELS: &[&str] = &[
    "\"{a} and {b}\" should read \"{c} and {d}\".",
    "The levels should read {c} and {d}, not {a} and {b}.",
    "The nodes are at {c} and {d}, not {a} and {b}.",
    "The Schmorl's nodes are at {c} and {d} instead of {a} and {b}.",
    "The above should read {c} and {d} rather than {a} and {b}.",
    "For {a} and {b} please read {c} and {d}, respectively.",
    "{a} should read {c} and {b} should read {d}.",
    "{a} should read {c}; {b} should read {d}.",
    "{a} should read {c}. {b} should read {d}.",
    "For {a} read {c} and for {b} read {d}.",
    "What was called {a} is {c}, and what was called {b} is {d}.",
    "What was labelled {a} is {c}. What was labelled {b} is {d}.",
    "The levels are to be shifted by one: {a} is {c}, {b} is {d}.",
    "The vertebrae have been renumbered: {a} is now {c} and {b} is now {d}.",
    "The nodes reported at {a} and {b} are at {c} and {d}.",
    "The Schmorl's nodes at {a} and {b} should have been reported at {c} and {d}.",
    "The node described at {a} is in fact at {c}, and that described at {b} is at {d}.",
    "The levels of the nodes were incorrectly given as {a} and {b}. They are {c} and {d}.",
    "{a} and {b} were dictated in error; the nodes are at {c} and {d}.",
    "Levels were miscounted. The nodes lie in {c} and {d}.",
    "The correct levels of the nodes are {c} and {d}.",
    "The levels are corrected from {a} and {b} to {c} and {d}.",
    "{a} is to be replaced by {c} and {b} by {d}.",
    "Please replace 'Schmorl's nodes at {a} and {b}' with 'Schmorl's nodes at {c} and {d}'.",
    "Please change {a} to {c} and {b} to {d}.",
];

/// What else is put right of the first node: its level, its other endplate `{x}`, its size, which is 8 mm then.
const OTHERS: &[(&str, &str)] = &[
    ("{a} should read {c}.", "level"),
    ("What was called {a} is {c}.", "level"),
    ("\"{e} endplate of {a}\" should read \"{x} endplate of {c}\".", "level endplate"),
    ("For {e} endplate of {a} read {x} endplate of {c}.", "level endplate"),
    ("\"{e} endplate of {a}, 4 mm\" should read \"{x} endplate of {c}, 8 mm\".", "level endplate size"),
    ("The node of 4 mm at {a} should read 8 mm at {c}.", "level size"),
    ("\"4 mm\" should read \"8 mm\".", "size"),
    ("The {a} node is 8 mm in size rather than 4 mm.", "size"),
    ("The size of the node at {a} was incorrectly given as 4 mm. It is 8 mm.", "size"),
    ("The node at {a} is 8 mm; 4 mm was a dictation error.", "size"),
    ("4 mm was a dictation error; the node at {a} measures 8 mm.", "size"),
    ("The node at {a} is in the {x} endplate, not the {e}.", "endplate"),
    ("At {a}, \"{e}\" should read \"{x}\".", "endplate"),
];

/// How the first node is denied after all.
const DENIED: &[&str] = &[
    "There is no node at {a}; the earlier statement was a dictation error.",
    "There is no Schmorl's node at {a}. The earlier statement was a dictation error.",
    "The Schmorl's node at {a} was dictated in error; there is none.",
    "The statement of a Schmorl's node at {a} is incorrect. No node is present at {a}.",
    "Contrary to what is stated above, there is no Schmorl's node at {a}.",
    "The node reported at {a} is not present.",
];

/// An addendum, and how the next withdraws it.
const WITHDRAWN: &[(&str, &str)] = &[
    ("ADDENDUM 1: {a} should read {c}.", "ADDENDUM 2: Addendum 1 is withdrawn. The original report stands."),
    ("ADDENDUM 1: {a} should read {c}.", "ADDENDUM 2: Please disregard addendum 1."),
    ("ADDENDUM 02/14: The node at {a} lies in {c}.", "ADDENDUM 02/15: The addendum of 02/14 is retracted."),
    ("ADDENDUM 1: {a} should read {c}.", "ADDENDUM 2: The first addendum was wrong, and the node is at {a}."),
    ("ADDENDUM 1: There is no node at {a}; this was an error.", "ADDENDUM 2: The previous addendum was in error."),
    (
        "ADDENDUM 1: There is a second Schmorl's node at {d}.",
        "ADDENDUM 2: Addendum 1 was for the wrong patient and is void.",
    ),
];

/// The wrong levels, and the right ones.
const SHIFTS: &[[&str; 4]] =
    &[["L1", "L3", "L2", "L4"], ["L1", "L2", "L2", "L3"], ["L2", "L3", "L1", "L2"], ["T11", "L1", "T12", "L2"]];

/// A node as told here: level, endplate, size, and whether it is there.
type Told = (String, Option<String>, Option<f64>, Status);

struct Text<'a> {
    levels: [&'a str; 4],
    endplate: &'a str,
}

impl Text<'_> {
    fn fill(&self, form: &str) -> String {
        let [a, b, c, d] = self.levels;
        let filled = form.replace("{a}", a).replace("{b}", b).replace("{c}", c).replace("{d}", d);
        filled.replace("{e}", self.endplate).replace("{x}", self.other_endplate())
    }

    fn other_endplate(&self) -> &'static str {
        if self.endplate == "superior" { "inferior" } else { "superior" }
    }
}

fn there(level: &str, endplate: &str, size: f64) -> Told {
    (level.to_owned(), Some(endplate.to_owned()), Some(size), Status::Present)
}

/// Texts with their nodes.
fn texts() -> Vec<(String, Vec<Told>)> {
    let mut texts = Vec::new();
    let mut variants = Vec::new();
    for &levels in SHIFTS {
        variants.extend(["superior", "inferior"].map(|endplate| Text { levels, endplate }));
    }
    for text in &variants {
        let [a, b, c, d] = text.levels;
        let stays = there(b, "inferior", 6.0);
        for (report, heading) in REPORTS.iter().flat_map(|report| HEADINGS.iter().map(move |heading| (report, heading)))
        {
            let lead = text.fill(report) + heading;
            for form in LEVELS {
                let told = vec![there(c, text.endplate, 4.0), there(d, "inferior", 6.0)];
                texts.push((format!("{lead}{}", text.fill(form)), told));
            }
            // where the right level is the other node's, the two are one
            for (form, what) in OTHERS.iter().filter(|(_, what)| b != c || !what.contains("level")) {
                let level = if what.contains("level") { c } else { a };
                let endplate = if what.contains("endplate") { text.other_endplate() } else { text.endplate };
                let size = if what.contains("size") { 8.0 } else { 4.0 };
                let told = vec![there(level, endplate, size), stays.clone()];
                texts.push((format!("{lead}{}", text.fill(form)), told));
            }
            for form in DENIED {
                let told = vec![(a.to_owned(), None, None, Status::Absent), stays.clone()];
                texts.push((format!("{lead}{}", text.fill(form)), told));
            }
        }
        for ((first, second), gap) in WITHDRAWN.iter().flat_map(|pair| ["\n\n", "\n", " "].map(|gap| (pair, gap))) {
            let report =
                format!("FINDINGS: Schmorl's node in the {{e}} endplate of {{a}}, 4 mm.{gap}{first}{gap}{second}");
            texts.push((text.fill(&report), vec![there(a, text.endplate, 4.0)]));
        }
    }
    texts
}

fn told(finding: &Finding) -> Told {
    let endplate = finding.endplate.map(|endplate| format!("{endplate:?}").to_lowercase());
    (finding.level.map_or(String::new(), |level| level.to_string()), endplate, finding.size_mm, finding.status)
}

#[test]
fn an_addendum_puts_right_what_it_speaks_of() {
    let texts = texts();
    let right = |(text, nodes): &&(String, Vec<Told>)| {
        let found: Vec<Told> = extract(text).iter().filter(|f| f.kind == FindingKind::SchmorlNode).map(told).collect();
        found.len() == nodes.len() && nodes.iter().all(|node| found.contains(node))
    };
    let wrong: Vec<&(String, Vec<Told>)> = texts.iter().filter(|text| !right(text)).collect();
    assert!(wrong.is_empty(), "{} of {} texts, such as {:#?}", wrong.len(), texts.len(), &wrong[..wrong.len().min(5)]);
}
