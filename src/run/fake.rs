//! An extractor for the tests of the run: its findings are easy to foretell.

use super::Extract;
use crate::extract::Reading;
use crate::finding::{Evidence, Finding, FindingKind, Role, Status};
use crate::span::Span;

/// Finds the word `node`, and dies of the word `panic`.
pub(crate) struct Fake;

impl Extract for Fake {
    type Scratch = ();

    fn read(&self, text: &str, (): &mut ()) -> Reading {
        assert!(!text.contains("panic"), "as asked");
        let findings = text.match_indices("node").map(|(at, word)| {
            let mut finding = Finding::new(FindingKind::SchmorlNode, Status::Present, None, None);
            let (start, end) = (u32::try_from(at).unwrap(), u32::try_from(at + word.len()).unwrap());
            finding.evidence = vec![Evidence { role: Role::Mention, span: Span::new(start, end), rule: "fake".into() }];
            finding
        });
        Reading { findings: findings.collect(), ..Reading::default() }
    }
}
