//! Places denied in front of the one that is meant: `Neither L1 nor L2 but L3 shows a node`, `Not at L1 but at L2 is there one`.
//!
//! They are read as `L3, not L1 or L2, shows a node`: the places change sides.

use super::endplate_of;
use crate::extract::atoms::{Atom, What};
use crate::lexicon::tag::{Tag, TagSet};
use std::ops::Range;

/// Puts the place that is meant in front of those that are denied.
pub(in crate::extract) fn meant_first(atoms: &mut Vec<Atom>) {
    let Some((denied, meant)) = find(atoms) else { return };
    let mut cue = atoms[denied.start].clone();
    cue.tags = TagSet::of([Tag::NegationInstead]);
    let comma = cue.like(What::Mark(b','), None);
    // `at L3, not at L1`
    let parted = atoms[meant.start].is(Tag::At).then_some(comma);
    let parted = parted.as_slice();
    let places = [&atoms[meant.clone()], parted, &[cue], &atoms[denied.start + 1..denied.end]].concat();
    atoms.splice(denied.start..meant.end, places);
}

/// The words that deny places, from `not` or `neither`, and the place behind `but`.
fn find(atoms: &[Atom]) -> Option<(Range<usize>, Range<usize>)> {
    let but = atoms.iter().position(|a| a.is(Tag::Terminator) && !a.prefix)?;
    let place = |a: &Atom| {
        const PLACE: [Tag; 7] =
            [Tag::At, Tag::Of, Tag::Article, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::LevelNoun];
        !a.is_head() && (matches!(a.what, What::Levels(_)) || a.any(&PLACE) || endplate_of(a).is_some())
    };
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let comma = usize::from(but > 0 && atoms[but - 1].is_written_comma());
    let nor = |a: &Atom| a.is(Tag::Or);
    let from = but - comma - atoms[..but - comma].iter().rev().take_while(|a| place(a) || nor(a)).count();
    let not =
        from.checked_sub(1).filter(|&not| atoms[not].is(Tag::NegationInstead) && atoms[not].to - atoms[not].from == 1);
    let neither = from.checked_sub(1).filter(|&i| atoms[i].is(Tag::NegationBefore) && atoms[i].is(Tag::Definite));
    let cue = not.or(neither)?;
    let to = but + 1 + atoms[but + 1..].iter().take_while(|a| place(a) || a.is(Tag::And)).count();
    // `Neither L1 nor L2, but L3, bears one`
    let closed = usize::from(comma > 0 && atoms.get(to).is_some_and(Atom::is_written_comma));
    let subject = atoms[..cue].iter().all(|a| a.prefix || a.any(&[Tag::Pronoun, Tag::Verb]));
    let says = atoms.get(to + closed).is_some_and(|a| a.any(&[Tag::Shows, Tag::Verb, Tag::Question, Tag::Definite]));
    let placed = atoms[from..but].iter().any(level) && atoms[but + 1..to].iter().any(level);
    // `The node is not at L1 but at L3.`
    let lies = not.is_some()
        && atoms[..cue].last().is_some_and(|a| a.is(Tag::Verb))
        && atoms[..cue].iter().any(Atom::is_finding);
    let ends = atoms.get(to).is_none_or(|a| a.mark().is_some());
    let (subject, says) = if lies && ends { (true, true) } else { (subject, says) };
    (subject && says && placed).then_some((cue..but - comma, but + 1..to))
}

/// `oedema about the L1 but not the L2 node`: the noun stands behind the second level, and is that of the first, too.
pub(in crate::extract) fn noun_of_both(atoms: &mut Vec<Atom>) {
    let level = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
    let the = |a: &Atom| a.is(Tag::Definite) && a.is(Tag::Article);
    let found = atoms.windows(6).position(|words| {
        let [article, first, cue, again, second, noun] = words else { return false };
        let node = matches!(noun.what, What::Node { .. }) || noun.any(&[Tag::BareNode, Tag::OneNoun]);
        let denies = cue.is(Tag::NegationInstead) && cue.to - cue.from > 1;
        the(article) && level(first) && denies && the(again) && level(second) && node
    });
    if let Some(from) = found {
        let noun = atoms[from + 5].clone();
        atoms.insert(from + 2, noun);
    }
}
