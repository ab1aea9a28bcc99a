//! Nodes that are told one by one behind what they are of: `Of the nodes at L1, L2 and L4, the first is unchanged and the other two
//! have resolved`.
//!
//! It is read as `nodes at L1, L2 and L4; the first is unchanged; the other two have resolved`.

use super::sides::subject;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::place::of_place;
use crate::lexicon::tag::{Tag, TagSet};

/// Parts what such a sentence begins with from what it tells, and that into clauses.
pub(super) fn told_out(atoms: &mut Vec<Atom>) {
    let first = atoms.iter().take_while(|a| a.prefix).count();
    let Some(comma) = whole(&atoms[first..]).map(|comma| first + comma) else { return };
    let not = |a: &Atom| a.is(Tag::ProVerbNot);
    if clause(&atoms[comma + 1..]).is_none() || atoms[comma..].iter().any(not) {
        return;
    }
    atoms[comma].becomes(What::Mark(b';'), None);
    // `reported at L1 and L2 in 2020`: what is told of them today follows
    for atom in atoms[first..comma].iter_mut().filter(|a| a.is(Tag::ReportedAt)) {
        atom.tags = TagSet::of([Tag::At]);
    }
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let last = atoms[..comma].iter().rposition(level).map_or(comma, |last| last + 1);
    let dated = last + atoms[last..comma].iter().take_while(|a| of_place(a) && !a.is(Tag::At)).count();
    atoms.drain(dated..comma);
    let mut at = dated;
    while at < atoms.len() {
        let comma = usize::from(atoms[at].is_written_comma());
        let and = usize::from(atoms.get(at + comma).is_some_and(|a| a.any(&[Tag::And, Tag::Terminator])));
        let next = at + comma + and;
        if comma + and > 0
            && let Some(said) = atoms.get(next..).and_then(clause)
        {
            atoms[at].becomes(What::Mark(b';'), None);
            atoms.drain(at + 1..next);
            at += said;
        }
        at += 1;
    }
    // `of the`
    atoms.drain(first..first + 1);
}

/// `of the three nodes at L1, L2 and L4`: the comma behind it.
fn whole(words: &[Atom]) -> Option<usize> {
    let node = words.iter().take(6).position(|a| a.what == What::Node { plural: true })?;
    let lead = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::Definite, Tag::Article]);
    if node == 0 {
        return None;
    }
    let led = words[0].is(Tag::Of) && words[0].what == What::Phrase && words[1..node].iter().all(lead);
    let known = words[1..node].iter().any(|a| a.is(Tag::Definite));
    let list = |a: &&Atom| {
        of_place(a)
            || a.is(Tag::And)
            || a.is_written_comma()
            || a.is_date()
            || a.any(&[Tag::ReportedAt, Tag::HistoryAfter])
    };
    let length = words[node + 1..].iter().take_while(list).count();
    let levels = words[node + 1..node + 1 + length].iter().filter(|a| matches!(a.what, What::Levels(_))).count();
    // the article of what follows stands behind the comma, too
    let comma = words[..node + 1 + length].iter().rposition(Atom::is_written_comma)?;
    let last = words[..node + 1 + length].iter().rposition(|a| matches!(a.what, What::Levels(_)))?;
    (led && known && levels > 1 && comma > last).then_some(comma)
}

/// The verb of a clause that tells of members.
fn clause(words: &[Atom]) -> Option<usize> {
    let subject = subject(words)?;
    let verb = words.get(subject)?;
    verb.any(&[Tag::Verb, Tag::Shows, Tag::NegationAfter]).then_some(subject)
}
