//! Lesions that the findings describe and only the impression names: `a 7 mm pit in the superior endplate of L3 … IMPRESSION:
//! Schmorl's node at L3`.
//!
//! In: statements, and the sentences again. Out: statements with the endplate and the size of what was described. Reads
//! sentences only where a node of an impression lacks its endplate, which is rare.

use super::atoms::{Atom, Defined};
use super::levels::View;
use super::segment::Sentence;
use super::statements::{self, Memory, Statement, Topic};
use super::Extractor;
use crate::anatomy::Level;
use crate::finding::{FindingKind, Section};

/// Gives nodes that only the impression names the place and size of what the findings described there.
pub(super) fn complete(
    extractor: &Extractor,
    view: View<'_>,
    defined: Defined,
    sentences: &[Sentence],
    atoms: &mut Vec<Atom>,
    statements: &mut [Statement],
) {
    let open: Vec<usize> = (0..statements.len()).filter(|&i| is_open(statements, i)).collect();
    if open.is_empty() {
        return;
    }
    let lesions = lesions(extractor, view, defined, sentences, atoms);
    let alone = statements.iter().filter(|s| s.finding.kind == FindingKind::SchmorlNode).count() == 1;
    for i in open {
        let level = statements[i].finding.level;
        let mut fits = lesions.iter().filter(|lesion| match level {
            Some(level) => lesion.level() == Some(level),
            None => alone,
        });
        if let (Some(lesion), None) = (fits.next(), fits.next()) {
            lesion.complete(&mut statements[i].finding);
        }
    }
}

/// Whether a node lacks its endplate and stands in the impression alone.
fn is_open(statements: &[Statement], at: usize) -> bool {
    let node = |s: &Statement| s.finding.kind == FindingKind::SchmorlNode;
    let finding = &statements[at].finding;
    let within = |s: &Statement| match (s.finding.level, finding.level) {
        (Some(a), Some(b)) => a.holds(b) || b.holds(a) || a == b,
        _ => true,
    };
    node(&statements[at])
        && finding.section == Section::Impression
        && finding.status.is_asserted()
        && finding.endplate.is_none()
        && matches!(finding.level, None | Some(Level::Vertebra(_)))
        && !statements.iter().any(|s| node(s) && s.finding.section != Section::Impression && within(s))
}

/// Lesions at one endplate that the findings describe and do not name.
fn lesions(
    extractor: &Extractor,
    view: View<'_>,
    defined: Defined,
    sentences: &[Sentence],
    atoms: &mut Vec<Atom>,
) -> Vec<Topic> {
    let mut memory = Memory::default();
    let mut lesions: Vec<Topic> = Vec::new();
    let mut said = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        if !matches!(sentence.section, Section::Findings | Section::Body) {
            continue;
        }
        extractor.atoms(view, sentence, defined, atoms);
        statements::Reader { lexicons: &extractor.lexicons, sentence, number }.read(atoms, &mut memory, &mut said);
        let Some(lesion) = memory.lesion(number) else { continue };
        match lesions.last_mut().filter(|last| last.is_at(lesion)) {
            Some(last) => *last = lesion.clone(),
            None => lesions.push(lesion.clone()),
        }
    }
    lesions
}
