//! Every text of `corpus/paraphrases/*.md` in every frame of its file: one thing said in many words is one finding.
//!
//! A file holds one fence of `frames`, a line each, and pairs of fences: `texts`, a line each, and the `findings` that
//! each of them gives in every frame. A text stands for `{}` in the frame, else behind it; `⏎` is a line end. How many
//! nodes a finding is of is not asked; oedema and Modic changes are, where the fence names some or the file's name does.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::{comparable, extract, files, finding_of};
use schmorl::finding::{Finding, FindingKind};
use std::fs;

/// Texts with the lines of the findings that each gives.
type Group = (Vec<String>, Vec<String>);

/// The frames of a file, and its groups of texts.
fn parse(markdown: &str) -> (Vec<String>, Vec<Group>) {
    let (mut frames, mut groups, mut open) = (Vec::new(), Vec::<Group>::new(), None);
    for line in markdown.lines() {
        match (open, line.strip_prefix("```")) {
            (None, Some(name)) => {
                open = Some(name);
                if name == "texts" {
                    groups.push((Vec::new(), Vec::new()));
                }
            }
            (Some(_), Some(end)) => {
                assert!(end.is_empty(), "a fence closes with ```: {line}");
                open = None;
            }
            (Some("frames"), None) => frames.push(line.to_owned()),
            (Some("texts"), None) => groups.last_mut().unwrap().0.push(line.to_owned()),
            (Some("findings"), None) if line.is_empty() => {}
            (Some("findings"), None) => groups.last_mut().unwrap().1.push(line.to_owned()),
            (Some(other), None) => panic!("unknown fence {other}"),
            (None, None) => {}
        }
    }
    (frames, groups)
}

/// What of a finding is compared: all but its count.
fn bare(finding: &Finding) -> Finding {
    Finding { count: None, ..comparable(finding) }
}

#[test]
fn what_is_said_in_other_words_is_the_same() {
    let (mut failed, mut count) = (Vec::new(), 0);
    for path in files("corpus/paraphrases", "md") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (frames, groups) = parse(&fs::read_to_string(&path).unwrap());
        assert!(!frames.is_empty() && groups.iter().all(|(texts, _)| !texts.is_empty()), "{name} is empty");
        for (texts, lines) in &groups {
            let expected: Vec<Finding> = lines.iter().map(|line| bare(&finding_of(line).unwrap())).collect();
            let asked =
                |kind: FindingKind, topic: &str| name.contains(topic) || expected.iter().any(|f| f.kind == kind);
            let edema = asked(FindingKind::MarrowEdema, "marrow_edema");
            let modic = asked(FindingKind::ModicChange, "modic");
            for (frame, text) in frames.iter().flat_map(|frame| texts.iter().map(move |text| (frame, text))) {
                count += 1;
                let report = if frame.contains("{}") { frame.replace("{}", text) } else { format!("{frame} {text}") };
                let report = report.trim_end().replace(" ⏎ ", "\n");
                let found: Vec<Finding> = extract(&report)
                    .iter()
                    .filter(|f| match f.kind {
                        FindingKind::SchmorlNode => true,
                        FindingKind::MarrowEdema => edema,
                        FindingKind::ModicChange => modic,
                    })
                    .map(bare)
                    .collect();
                let same = found.len() == expected.len() && expected.iter().all(|f| found.contains(f));
                if !same {
                    failed.push(format!("{name}: {report}\n  expected {lines:?}"));
                }
            }
        }
    }
    assert!(count > 2500, "only {count} texts were read");
    assert!(failed.is_empty(), "{} of {count} fail\n\n{}", failed.len(), failed.join("\n"));
}
