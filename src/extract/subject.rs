//! The words that are said to be a node, and which of several things described before they mean: `The first is a node, the
//! second a fracture`, `That of L1 is a node`.

use super::atoms::{Atom, What};
use super::bind::ends_clause;
use super::members::members;
use crate::anatomy::Level;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;

/// The words of its clause before a head, where they choose one or some of several things: from the last joint that such
/// words stand behind.
fn choosing(atoms: &[Atom], at: usize) -> Option<&[Atom]> {
    let joint = |a: &Atom| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]) || ends_clause(a);
    let thing =
        |a: &Atom| matches!(a.what, What::Node { .. } | What::Modic(_) | What::Edema(_)) || a.what == What::Other;
    let mut to = at;
    loop {
        let from = atoms[..to].iter().rposition(joint).map_or(0, |joint| joint + 1);
        let words = &atoms[from..to];
        if chooses(words) {
            return Some(&atoms[from..at]);
        }
        if from == 0 || words.iter().any(thing) || atoms[from - 1].mark().is_some_and(|mark| mark != b',') {
            return None;
        }
        to = from - 1;
    }
}

/// Whether words begin with `the first`, `that of L2`, `the one at L1`, `the L3 defect`.
fn chooses(words: &[Atom]) -> bool {
    const BY_ORDER: [Tag; 5] = [Tag::Former, Tag::Latter, Tag::Ordinal(1), Tag::FirstOf(2), Tag::LastOf(2)];
    let mut words = words.iter().filter(|a| !a.prefix);
    let Some(first) = words.next() else { return false };
    let definite = first.is(Tag::Definite) && !first.is(Tag::Several);
    // `a second node in L3` is another
    let led = (definite || first.any(&BY_ORDER) || first.is(Tag::Ellipsis)) && !first.is(Tag::AnotherNode);
    let mut told = false;
    for word in std::iter::once(first).chain(words).take(8) {
        if word.is(Tag::Verb) {
            break;
        }
        let stands = word.any(&[Tag::Ellipsis, Tag::OneNoun]) || word.is(Tag::Lesion);
        told |= word.any(&BY_ORDER) || stands;
    }
    led && told
}

/// Whether the subject of a node's name chooses from things described before.
pub(super) fn is_chosen(atoms: &[Atom], at: usize) -> bool {
    choosing(atoms, at).is_some()
}

/// Which of things described before, at their levels, the subject of a node's name means.
pub(super) fn chosen(lexicons: &Lexicons, atoms: &[Atom], at: usize, levels: &[Option<Level>]) -> Option<Vec<usize>> {
    let words = choosing(atoms, at)?;
    let from = at - words.len();
    if let Some(chosen) = (from..at).find_map(|i| members(lexicons, atoms, i, levels.len())) {
        return Some(chosen);
    }
    let mut named = words.iter().filter_map(|a| if let What::Levels(list) = &a.what { Some(list) } else { None });
    let named = named.next()?;
    let there: Vec<usize> =
        (0..levels.len()).filter(|&i| levels[i].is_some_and(|level| named.contains(&level))).collect();
    (!there.is_empty()).then_some(there)
}
