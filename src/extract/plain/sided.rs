//! Sides that stand apart from the levels of a list: `nodes at L1, in the upper, and at L3, in the lower endplate`, `the nodes at L1
//! and L3 are superior and inferior, respectively`, `nodes in L1 and L3, superiorly in the first and inferiorly in the second`.
//!
//! Each side is put behind its level.

use super::gapped::side;
use crate::extract::atoms::{Atom, What};
use crate::extract::place::{endplate_of, of_place};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Puts the sides of a list behind its levels.
pub(super) fn behind_levels(atoms: &mut Vec<Atom>) {
    without_commas(atoms);
    if let Some((list, tail, sides)) = in_order(atoms) {
        atoms.drain(tail);
        for (&level, side) in list.iter().zip(sides).rev() {
            let mark = |mark| side.like(What::Mark(mark), None);
            let words = [mark(b'('), side.clone(), mark(b')')];
            atoms.splice(level + 1..level + 1, words);
        }
    }
}

fn level(atom: &Atom) -> bool {
    matches!(&atom.what, What::Levels(levels) if levels.len() == 1) && !atom.prefix
}

/// `at L1, in the upper endplate, and at L3, in the lower,`: the commas around the sides are left out.
fn without_commas(atoms: &mut Vec<Atom>) {
    let aside = |i: usize| {
        let comma = atoms.get(i + 1).is_some_and(Atom::is_written_comma) && level(&atoms[i]);
        let led = atoms.get(i + 2).is_some_and(|a| a.is(Tag::At));
        let side =
            atoms.get(i + 2..).and_then(|words| side(words, false)).filter(|side| comma && led && side.len > 1)?;
        let closed = atoms.get(i + 2 + side.len).is_some_and(Atom::is_written_comma);
        Some((i, side, usize::from(closed)))
    };
    let first = atoms.iter().take_while(|a| a.prefix).count();
    let asides: Vec<_> = (first..atoms.len()).filter_map(aside).collect();
    if asides.len() < 2 {
        return;
    }
    for (i, side, closed) in asides.into_iter().rev() {
        // the comma that closes it joins the next member, too
        let next = atoms.get(i + 2 + side.len + closed).is_some_and(|a| a.any(&[Tag::And, Tag::At]) || level(a));
        let and = atoms.get(i + 2 + side.len + closed).is_some_and(|a| a.is(Tag::And));
        let end = i + 2 + side.len + if next && and { closed } else { 0 };
        atoms.splice(i + 1..end, side.words);
    }
}

/// The levels of a list, the words behind it that tell the side of each, and the sides in their order.
fn in_order(atoms: &[Atom]) -> Option<(Vec<usize>, Range<usize>, Vec<Atom>)> {
    let first = atoms.iter().position(|a| matches!(a.what, What::Node { .. }) && !a.prefix)?;
    let list = |a: &Atom| of_place(a) && endplate_of(a).is_none() || a.is(Tag::And) || a.is_written_comma();
    let length = atoms[first + 1..].iter().skip_while(|a| a.is(Tag::Verb)).take_while(|a| list(a)).count();
    let verbs = atoms[first + 1..].iter().take_while(|a| a.is(Tag::Verb)).count();
    let end = first + 1 + verbs + length;
    let levels: Vec<usize> = (first + 1..end).filter(|&i| level(&atoms[i])).collect();
    let from = levels.last()? + 1;
    let words = atoms.get(from..)?;
    let (start, tail) = respectively(words).or_else(|| of_members(words))?;
    let sides: Vec<Atom> = words[start..start + tail].iter().filter(|a| endplate_of(a).is_some()).cloned().collect();
    let told = levels.len() > 1 && sides.len() == levels.len();
    told.then(|| (levels, from + start..from + start + tail, sides))
}

/// `are superior and inferior, respectively`: where the sides begin, and how many atoms they take.
fn respectively(words: &[Atom]) -> Option<(usize, usize)> {
    let lead = words.iter().take_while(|a| a.is_written_comma() || a.is(Tag::Verb)).count();
    let own = |a: &&Atom| {
        const OWN: [Tag; 5] = [Tag::At, Tag::Article, Tag::And, Tag::EndplateNoun, Tag::EndplateNouns];
        endplate_of(a).is_some() || a.any(&OWN) || a.is_written_comma()
    };
    let length = words[lead..].iter().take_while(own).count();
    words.get(lead + length).is_some_and(|a| a.is(Tag::Respectively)).then_some((lead, length + 1))
}

/// `superiorly in the first and inferiorly in the second`, `superiorly at the former and inferiorly at the latter`.
fn of_members(words: &[Atom]) -> Option<(usize, usize)> {
    let lead = words.iter().take_while(|a| a.is_written_comma() || a.is(Tag::Verb)).count();
    let one = |from: usize, last: bool| {
        let rest = words.get(from..)?;
        let side = rest.first().filter(|a| endplate_of(a).is_some() && !a.is(Tag::Both))?;
        let noun = usize::from(rest.get(1).is_some_and(|a| a.is(Tag::EndplateNoun)));
        let led = rest.get(1 + noun).filter(|a| a.any(&[Tag::At, Tag::Of]) && side.what == What::Phrase)?;
        let the = usize::from(rest.get(2 + noun).is_some_and(|a| a.is(Tag::Definite) && a.is(Tag::Article)));
        let member = rest.get(2 + noun + the)?;
        let order = match last {
            true => member.any(&[Tag::Latter, Tag::Ordinal(2)]),
            false => member.any(&[Tag::Former, Tag::Ordinal(1)]),
        };
        (order && !led.prefix).then_some(from + 3 + noun + the)
    };
    let joint = one(lead, false)?;
    let next = joint + words.get(joint..)?.iter().take_while(|a| a.is(Tag::And) || a.is_written_comma()).count();
    let end = one(next, true).filter(|_| next > joint)?;
    Some((lead, end - lead))
}
