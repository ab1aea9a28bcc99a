//! Sentences that most reports close with say nothing of the nodes named before them.
//!
//! Every such sentence is read behind every text, in its line and below it; what is found must be what is found without
//! it, but for the words it was read from.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::Finding;

/// Texts with findings.
const TEXTS: &[&str] = &[
    "Schmorl's node at L3 with surrounding marrow edema.",
    "Modic type 2 changes at L4-L5. Schmorl's node at L2, 5 mm, unchanged.",
    "L1-L2: Schmorl's node of the inferior endplate of L1.",
    "Schmorl's nodes are noted in the superior endplates of L3 and L4.",
    "There is a 6 mm Schmorl's node in the inferior endplate of L2.",
    "Old Schmorl's nodes at T12 and L1.",
];

/// What says nothing of a node.
const STOCK: &[&str] = &[
    "No other abnormality.",
    "Otherwise unremarkable.",
    "Remaining discs are normal.",
    "These are of doubtful significance.",
    "Both are incidental.",
    "No further follow-up needed.",
    "None of these is acute.",
    "Neither is of concern.",
    "This is a benign finding.",
    "No other focal lesion.",
    "No acute abnormality.",
    "Nothing else of note.",
    "No fracture is seen.",
    "The remaining vertebrae are normal.",
    "The other levels are unremarkable.",
    "The remaining endplates are intact.",
    "The other endplates are smooth.",
    "No evidence of fracture or malignancy.",
    "No suspicious lesion.",
    "These do not require treatment.",
    "It is of no clinical significance.",
    "This finding needs no follow-up.",
    "No significant canal stenosis.",
    "No abnormal enhancement.",
    "The spinal cord is normal.",
    "No spondylolisthesis.",
    "Disc heights are preserved elsewhere.",
    "Elsewhere no abnormality.",
    "Elsewhere the endplates are intact.",
    "No other significant finding.",
    "The rest of the vertebral bodies show normal signal.",
    "The others are of normal height.",
    "Remainder of exam normal.",
    "Not clinically significant.",
    "Most likely degenerative in nature.",
    "Both are presumably post-traumatic.",
    "This is possibly symptomatic.",
    "They may be developmental.",
    "These could be related to prior trauma.",
    "This is felt to be incidental.",
    "Clinical significance is uncertain.",
    "Significance is doubtful.",
    "It might explain the pain.",
    "This may account for the symptoms.",
    "They are unlikely to be the cause of pain.",
    "No intervention is needed.",
    "No change in management.",
    "Benign.",
    "Incidental.",
    "Of no concern.",
    "No action required.",
    "Follow-up is not required.",
    "No additional imaging is recommended.",
    "MRI may be helpful if symptoms persist.",
    "If pain persists, MRI could be considered.",
    "Recommend clinical correlation.",
    "Please correlate.",
    "No prior imaging for comparison.",
    "Consider DEXA.",
    "Vitamin D level may be checked.",
    "Dictated but not read.",
    "Thank you for the referral.",
    "Report electronically signed.",
    "No instability on flexion and extension.",
    "No abnormal motion.",
    "No pars defect.",
    "Both sacroiliac joints are unremarkable.",
    "The kidneys are unremarkable.",
    "No adenopathy.",
    "No hydronephrosis.",
    "No free fluid.",
    "Aorta normal in caliber.",
    "Lung bases clear.",
    "No rib fracture.",
    "These are likely incidental.",
    "This may be incidental.",
    "They are probably asymptomatic.",
    "Clinical correlation is advised.",
    "Correlate clinically.",
    "Comparison with prior imaging is suggested.",
    "No prior is available.",
    "No priors for comparison.",
    "There is no prior study to determine its age.",
    "Age is indeterminate.",
    "The age of these is uncertain.",
    "Unlikely to be of significance.",
    "Doubtful clinical relevance.",
    "No cause for the symptoms is found.",
    "No explanation for the patient's symptoms.",
    "Findings were discussed with Dr. X.",
    "The study is limited by motion.",
    "Image quality is suboptimal.",
    "No bone destruction.",
    "The cortex is intact.",
    "The posterior wall is intact.",
    "No retropulsion.",
    "No height loss.",
    "Vertebral heights are maintained.",
    "No compression deformity.",
    "No acute compression fracture.",
    "No listhesis.",
    "Sacroiliac joints are normal.",
    "No soft tissue mass.",
    "The visualized soft tissues are unremarkable.",
    "Negative for fracture.",
    "Nil else.",
    "Nil acute.",
    "NAD otherwise.",
    "All other levels normal.",
    "All else normal.",
    "Everything else is normal.",
    "The remaining study is unremarkable.",
];

/// Findings without the words that they were read from.
fn found(text: &str) -> Vec<Finding> {
    let mut findings = extract(text);
    findings.iter_mut().for_each(|finding| finding.evidence.clear());
    findings
}

#[test]
fn a_stock_sentence_changes_no_finding() {
    let mut failed = Vec::new();
    for text in TEXTS {
        let alone = found(text);
        assert!(!alone.is_empty(), "{text}");
        for (sentence, joint) in STOCK.iter().flat_map(|sentence| [" ", "\n", "\n\n"].map(|joint| (sentence, joint))) {
            let whole = format!("{text}{joint}{sentence}");
            if found(&whole) != alone {
                failed.push(whole);
            }
        }
    }
    assert!(failed.is_empty(), "{} fail\n\n{}", failed.len(), failed.join("\n---\n"));
}
