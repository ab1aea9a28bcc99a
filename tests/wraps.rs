//! Hard wraps: a paragraph says the same at whatever width its lines were broken.
//!
//! Every two sentences stand in one paragraph with what says nothing of findings around them, at several widths, as prose
//! and as a bullet with its lines set in.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::Finding;

const TOLD: &[&str] = &[
    "There is a 9 x 6 mm Schmorl's node in the superior endplate of L2, new since 03/12/2021.",
    "Schmorl's nodes are seen in the superior endplates of T10 (4 mm), T11 (6 mm) and T12 (3 mm).",
    "The inferior endplate of L3 is indented by an old Schmorl's node, unchanged from 2019.",
    "Chronic Schmorl's nodes of the inferior endplates from T9 through T11 have not changed.",
    "No Schmorl's node is seen at L1 or L5, but there is one of 5 mm at L4.",
    "Possible Schmorl's node at T12 versus a healed fracture of its superior endplate.",
    "A Schmorl's node extends from the L2-L3 disc into the superior endplate of L3 and measures 0.8 cm.",
    "An acute Schmorl's node of T8 (inferior endplate) is surrounded by bone marrow edema.",
    "The L1 Schmorl's node has enlarged since May 2020, that of L2 has not.",
    "Modic type 2 changes at L4-L5 and Modic type 1 changes at L5-S1.",
    "The disc at L5-S1 is narrowed, with Modic changes of mixed type 1 and 2.",
    "There is a disc protrusion of 4 mm at L4-L5, which displaces the left L5 nerve root.",
    "A hemangioma of T6 measures 13 mm, and there is an acute fracture of L5 without retropulsion.",
    "Marrow edema is present in the superior endplate of T5 and in the body of T4.",
];

const AROUND: [&str; 2] = ["The alignment is normal.", "The paraspinal soft tissues are unremarkable."];
const WIDTHS: [usize; 6] = [52, 58, 64, 72, 80, 100];

/// Breaks a text where the next word would not fit.
fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let (mut out, mut column) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// The findings of a text as words, in order.
fn told(found: &[Finding]) -> Vec<String> {
    let told = |f: &Finding| {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            f.kind, f.status, f.level, f.endplate, f.size_mm, f.acuity, f.edema, f.modic, f.change
        )
    };
    let mut all: Vec<String> = found.iter().map(told).collect();
    all.sort();
    all
}

#[test]
fn a_paragraph_says_the_same_at_any_width() {
    let (mut failed, mut count) = (Vec::new(), 0);
    for first in TOLD {
        for second in TOLD.iter().filter(|second| *second != first) {
            let text = format!("{} {first} {second} {}", AROUND[0], AROUND[1]);
            let plain = told(&extract(&text));
            for width in WIDTHS {
                for (lead, indent) in [("", ""), ("- ", "  ")] {
                    count += 1;
                    let text = wrapped(&format!("{lead}{text}"), width, indent);
                    let found = told(&extract(&text));
                    if found != plain {
                        failed.push(format!("{text}\n{found:#?}\nnot\n{plain:#?}"));
                    }
                }
            }
        }
    }
    assert_eq!(count, TOLD.len() * (TOLD.len() - 1) * WIDTHS.len() * 2);
    assert!(failed.is_empty(), "{} of {count} fail\n\n{}", failed.len(), failed.join("\n\n"));
}
