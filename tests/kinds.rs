//! What is said of findings as kinds, in leaflets and glossaries that reports carry, is no finding of the patient.
//!
//! Every such sentence is read alone, under a heading, and in front of and behind texts with findings, whose findings stay
//! what they are.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::Finding;

/// What `Schmorl's nodes` are said to be.
const OF_NODES: &[&str] = &[
    "are an upward or downward protrusion of disc material into the neighboring bone",
    "mean that a bit of the disc has pushed into the bone",
    "are small dents in the vertebra",
    "are a common, usually harmless finding",
    "are a place where soft disc material has sunk into the bone next to it",
    "are vertical disc herniations into the vertebral endplate",
    "refer to disc material that has gone through the endplate",
    "describe a herniation of the disc through the endplate",
    "denote an intravertebral herniation of nucleus material",
    "are often found by chance and do not need treatment",
    "form when disc tissue presses into the bone",
    "are little pits in the end of a spinal bone",
    "result from the disc pushing through the endplate",
    "develop in adolescence in most people",
    "are usually not the cause of back pain",
    "are found in up to 75% of the population",
    "are disc material bulging into the vertebral body",
    "are named after the pathologist who first described them",
    "indicate that the disc has herniated upwards or downwards",
    "signify a weak spot of the endplate",
    "can be found in people without symptoms",
    "may be seen in healthy people",
    "are typically of no clinical importance",
    "= disc herniation into the endplate",
    "(intravertebral disc herniations) are common in adults",
    "are bulges of the disc into the bone",
    "are indentations of the endplate by the disc",
];

/// What `A Schmorl's node` is said to be.
const OF_ONE_NODE: &[&str] = &[
    "is an upward or downward protrusion of disc material into the neighboring bone",
    "means that a bit of the disc has pushed into the bone",
    "is small dents in the vertebra",
    "is a common, usually harmless finding",
    "is a place where soft disc material has sunk into the bone next to it",
    "is vertical disc herniations into the vertebral endplate",
    "refers to disc material that has gone through the endplate",
    "describes a herniation of the disc through the endplate",
    "denotes an intravertebral herniation of nucleus material",
    "is often found by chance and does not need treatment",
    "forms when disc tissue presses into the bone",
    "is little pits in the end of a spinal bone",
    "results from the disc pushing through the endplate",
    "develops in adolescence in most people",
    "is usually not the cause of back pain",
    "is found in up to 75% of the population",
    "is disc material bulging into the vertebral body",
    "is named after the pathologist who first described them",
    "indicates that the disc has herniated upwards or downwards",
    "signifies a weak spot of the endplate",
    "can be found in people without symptoms",
    "may be seen in healthy people",
    "is typically of no clinical importance",
    "= disc herniation into the endplate",
    "(intravertebral disc herniations) are common in adults",
    "is bulges of the disc into the bone",
    "is indentations of the endplate by the disc",
];

/// What `Modic changes` are said to be.
const OF_MODIC: &[&str] = &[
    "are MRI signal changes of the vertebral endplates graded 1 to 3",
    "mean changes in the bone next to the disc",
    "are a grading of the marrow next to the disc",
    "describe bone reaction beside a worn disc",
    "refer to signal changes in the marrow next to the endplates",
    "denote degenerative marrow changes",
    "are divided into three types",
    "are graded from 1 to 3",
    "are common with age and often painless",
    "reflect inflammation (type 1), fat (type 2) or sclerosis (type 3)",
    "are a sign of wear",
    "grade the marrow signal near the endplate",
    "= signal changes in the endplates",
    "are seen on MRI when a disc wears out",
];

/// What `Marrow edema` is said to be.
const OF_EDEMA: &[&str] = &[
    "means extra fluid inside bone",
    "is extra fluid inside the bone",
    "refers to fluid in the bone",
    "is a sign of irritation or injury of bone",
    "is swelling within the bone",
    "describes increased water content of the marrow",
    "means swelling inside the bone",
    "denotes increased fluid in the marrow",
    "can have many causes",
    "usually goes away by itself",
    "= fluid in the bone",
    "is how bone reacts to stress",
    "cannot be assessed on CT",
];

/// Texts with findings, in front of which and behind which the sentence stands.
const TEXTS: &[&str] = &[
    "Superior endplate Schmorl's node at L2, 5 mm, with marrow edema.",
    "Modic type 2 changes at L4-L5. Old Schmorl's node of T12.",
    "No Schmorl's node is seen at L3.",
];

/// Subjects with the predicates that are said of them.
fn sentences() -> Vec<String> {
    let said: [(&[&str], &[&str]); 4] = [
        (&["Schmorl's nodes", "Schmorl nodes"], OF_NODES),
        (&["A Schmorl's node", "A Schmorl node"], OF_ONE_NODE),
        (&["Modic changes"], OF_MODIC),
        (&["Bone marrow edema", "Marrow oedema"], OF_EDEMA),
    ];
    let of = |(subjects, predicates): &(&[&str], &[&str])| -> Vec<String> {
        subjects.iter().flat_map(|s| predicates.iter().map(move |p| format!("{s} {p}."))).collect()
    };
    said.iter().flat_map(of).collect()
}

/// What matters of findings: all but where they stand in the text.
fn comparable(findings: &[Finding]) -> Vec<String> {
    let told = |f: &Finding| {
        let place = (f.kind, f.status, f.level, f.endplate);
        format!("{place:?} {:?} {:?} {:?} {:?} {:?}", f.size_mm, f.acuity, f.edema, f.modic, f.change)
    };
    let mut all: Vec<String> = findings.iter().map(told).collect();
    all.sort();
    all
}

#[test]
fn a_kind_is_no_finding() {
    let mut wrong = Vec::new();
    for sentence in sentences() {
        for text in [sentence.clone(), format!("The conus is normal.\n\nPatient-friendly explanation: {sentence}")] {
            if !extract(&text).is_empty() {
                wrong.push(text);
            }
        }
        for text in TEXTS {
            let alone = comparable(&extract(text));
            for joined in [format!("{text}\n{sentence}"), format!("{sentence}\n\n{text}")] {
                if comparable(&extract(&joined)) != alone {
                    wrong.push(joined);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are read as findings, or change some:\n{}", wrong.len(), wrong.join("\n---\n"));
}
