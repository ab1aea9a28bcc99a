//! Words that tell things apart by their order: `the latter`, `the first two`, `the second of them`.

use super::atoms::{Atom, What};
use crate::anatomy::Part;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;

/// Most words of a list of them: `the first, third and fifth`.
const LONGEST_LIST: usize = 16;

/// Which of `count` things named in order the words at `at` mean, if they mean some and not all.
pub(super) fn members(lexicons: &Lexicons, atoms: &[Atom], at: usize, count: usize) -> Option<Vec<usize>> {
    listed(lexicons, atoms, at, count, LONGEST_LIST)
}

/// The same, of a list of at most `left` words.
fn listed(lexicons: &Lexicons, atoms: &[Atom], at: usize, count: usize, left: usize) -> Option<Vec<usize>> {
    let left = left.checked_sub(1)?;
    let atom = &atoms[at];
    if atom.what != What::Phrase && !matches!(atom.what, What::Anaphor { .. }) || count < 2 {
        return None;
    }
    let value = |pick: fn(Tag) -> Option<u8>| {
        let number = lexicons.meanings(atom.phrase?).find_map(|(_, tag)| pick(tag))?;
        Some(usize::from(number)).filter(|number| (1..=count).contains(number))
    };
    if atom.is(Tag::Latter) {
        return Some(vec![count - 1]);
    }
    // `the outer two`
    if atom.is(Tag::Outermost) {
        return (count > 2).then(|| vec![0, count - 1]);
    }
    if atom.is(Tag::Former) {
        return Some(vec![0]);
    }
    // `the middle one`
    let led = at > 0 && atoms[at - 1].is(Tag::Definite);
    let noun = |a: &Atom| a.any(&[Tag::OneNoun, Tag::BareNode]) || matches!(a.what, What::Anaphor { .. });
    if led && count == 3 && atom.is(Tag::RegionPart(Part::Mid)) && atoms.get(at + 1).is_some_and(noun) {
        return Some(vec![1]);
    }
    if atom.is(Tag::LastOf(2)) {
        let last = value(|tag| if let Tag::LastOf(n) = tag { Some(n) } else { None })?;
        return (last < count).then(|| (count - last..count).collect());
    }
    if atom.is(Tag::FirstOf(2)) {
        let first = value(|tag| if let Tag::FirstOf(n) = tag { Some(n) } else { None })?;
        return (first < count).then(|| (0..first).collect());
    }
    // `the first and third`
    let joined = at > 1 && atoms[at - 1].is(Tag::And) && atoms[at - 2].is(Tag::Ordinal(1));
    let led = at > 0 && (atoms[at - 1].is(Tag::Definite) || joined);
    if !(led && atom.is(Tag::Ordinal(1))) {
        return None;
    }
    let ordinal = |tag| if let Tag::Ordinal(n) = tag { Some(n) } else { None };
    let mut found = vec![value(ordinal)? - 1];
    if joined && let Some(before) = listed(lexicons, atoms, at - 2, count, left) {
        found.splice(0..0, before);
    } else if let [and, next, ..] = &atoms[at + 1..]
        && and.is(Tag::And)
        && next.is(Tag::Ordinal(1))
    {
        let next = lexicons.meanings(next.phrase?).find_map(|(_, tag)| ordinal(tag))?;
        found.extend(usize::from(next).checked_sub(1).filter(|n| *n < count));
    }
    Some(found)
}
