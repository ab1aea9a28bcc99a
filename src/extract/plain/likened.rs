//! A vertebra likened to the one that has a finding: `L2, like L1, has a node` is read as `L1 and L2 have a node`.

use crate::extract::atoms::{Atom, What};
use crate::lexicon::tag::Tag;

/// Puts such a subject in plain order.
pub(super) fn of_subjects(atoms: &mut Vec<Atom>) {
    let first = atoms.iter().take_while(|a| a.prefix).count();
    let Some(subject) = levels(atoms, first) else { return };
    let cue = subject + 1;
    let comma = |at: usize| atoms.get(at).is_some_and(Atom::is_written_comma);
    if !(comma(subject) && atoms.get(cue).is_some_and(|a| a.what == What::Word)) {
        return;
    }
    if let Some(other) = levels(atoms, cue + 1).filter(|&other| comma(other) && has(atoms, other + 1)) {
        let and = atoms[cue].like(What::Phrase, Some(Tag::And));
        let places = [&atoms[cue + 1..other], &[and], &atoms[first..subject]].concat();
        atoms.splice(first..=other, places);
    }
}

/// Where a list of levels that begins at an atom ends.
fn levels(atoms: &[Atom], from: usize) -> Option<usize> {
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let inside = |a: &&Atom| level(a) || a.any(&[Tag::And, Tag::Or, Tag::Article, Tag::VertebraNoun]);
    let rest = atoms.get(from..)?;
    let length = rest.iter().take_while(inside).count();
    (rest[..length].iter().any(level) && !rest[length - 1].is(Tag::And)).then_some(from + length)
}

/// Whether a verb stands at an atom and a finding behind it.
fn has(atoms: &[Atom], at: usize) -> bool {
    atoms.get(at).is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows])) && atoms[at..].iter().any(Atom::is_finding)
}
