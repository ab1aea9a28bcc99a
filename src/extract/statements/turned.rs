//! Two places told side by side, of which one has a finding and the other has none: `At L5-S1 there are Modic changes, at L4-5 no
//! Modic changes`, `L3 shows a node and L4 none`. Either clause is read by itself.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::{Gist, kind};
use crate::extract::place::of_place;
use crate::finding::Modic;
use crate::lexicon::tag::{Tag, TagSet};
use std::ops::Range;

/// Whether a sentence may tell places so.
pub(super) fn may_turn(said: &Gist) -> bool {
    said.kinds(kind::LEVELS) && said.any(&[Tag::NegationBefore, Tag::NoneOf])
}

/// The joint between the first two clauses that turn.
pub(super) fn joint(atoms: &[Atom]) -> Option<Range<usize>> {
    let heading = atoms.iter().take_while(|a| a.prefix).count();
    let first = fronted(&atoms[heading..])?;
    joints(atoms, heading).find(|joint| {
        let told = atoms[heading..joint.start].iter().any(Atom::is_finding);
        let second = fronted(&atoms[joint.end..]);
        told && second.is_some_and(|second| {
            let none = atoms[joint.end + second.finding].is(Tag::NoneOf);
            first.led == second.led && (first.there != second.there || none)
        })
    })
}

/// The joint in front of a place that leads a further node behind a comma: `a node at T8, and at L1, a larger one`.
pub(super) fn further(atoms: &[Atom]) -> Option<Range<usize>> {
    const ONES: [Tag; 3] = [Tag::OneNoun, Tag::AnotherNode, Tag::Ellipsis];
    let heading = atoms.iter().take_while(|a| a.prefix).count();
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    joints(atoms, heading).find(|joint| {
        let clause = &atoms[joint.end..];
        let Some(place) = placed(clause).filter(|_| clause[0].is(Tag::At)) else { return false };
        let [comma, article, behind @ ..] = &clause[place..] else { return false };
        let inside = |a: &&Atom| inside_noun_phrase(a) || a.any(&[Tag::Further, Tag::Smallest, Tag::Largest]);
        let named = behind.iter().find(|a| !inside(a)).is_some_and(|a| node(a) || a.any(&ONES));
        let new = article.is(Tag::Article) && !article.is(Tag::Definite);
        comma.is_written_comma() && new && named && atoms[heading..joint.start].iter().any(node)
    })
}

/// Gives the `none` and the `no node` of a further clause the name of what the first clause tells of its place.
pub(super) fn name_none(atoms: &mut [Atom]) {
    let heading = atoms.iter().take_while(|a| a.prefix).count();
    let Some(first) = fronted(&atoms[heading..]) else { return };
    let named = match &atoms[heading + first.finding].what {
        // what is not there has no type
        What::Modic(_) => What::Modic(Modic::Unspecified),
        named => named.clone(),
    };
    let of_kind = |a: &Atom| !a.is_finding() || std::mem::discriminant(&a.what) == std::mem::discriminant(&named);
    for joint in joints(atoms, heading).collect::<Vec<_>>() {
        if !atoms[heading..joint.start].iter().all(of_kind) {
            break;
        }
        if let Some(at) = denied_alone(&atoms[joint.end..]).map(|at| joint.end + at)
            && !atoms[at].is_finding()
            && (atoms[at].is(Tag::NoneOf) || matches!(named, What::Node { .. }))
        {
            atoms[at].what = named.clone();
            atoms[at].tags = TagSet::of([Tag::NoneOf]);
        }
    }
}

/// What may join two such clauses.
fn joints(atoms: &[Atom], heading: usize) -> impl Iterator<Item = Range<usize>> {
    let joint = |i: usize| atoms.get(i).is_some_and(|a| a.any(&[Tag::And, Tag::Terminator]));
    (heading + 2..atoms.len()).filter_map(move |i| match atoms[i].mark() {
        Some(b',' | b';') => Some(i..i + 1 + usize::from(joint(i + 1))),
        None if joint(i) => Some(i..i + 1),
        _ => None,
    })
}

/// A clause that begins with a place and a finding or its denial.
struct Fronted {
    /// A preposition leads.
    led: bool,
    /// The finding is there.
    there: bool,
    /// Where the finding stands, from the clause's beginning.
    finding: usize,
}

fn fronted(clause: &[Atom]) -> Option<Fronted> {
    const SAYS: [Tag; 4] = [Tag::ThereIs, Tag::Shows, Tag::Verb, Tag::NegationBefore];
    let place = placed(clause)?;
    let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&SAYS) || a.is_written_comma();
    let rest = &clause[place..];
    let at = rest.iter().position(|a| a.is_finding() || !inside(a)).filter(|&at| rest[at].is_finding())?;
    let denied = rest[at].is(Tag::NoneOf) || rest[..at].iter().any(|a| a.is(Tag::NegationBefore));
    Some(Fronted { led: clause[0].is(Tag::At), there: !denied, finding: place + at })
}

/// Where the place ends that a clause begins with.
fn placed(clause: &[Atom]) -> Option<usize> {
    let place = clause.iter().take_while(|a| of_place(a)).count();
    clause[..place].iter().any(|a| matches!(a.what, What::Levels(_))).then_some(place)
}

/// The `none` or the `node` of `no node` that is all that a clause says of its place.
fn denied_alone(clause: &[Atom]) -> Option<usize> {
    let place = placed(clause)?;
    let verb = |a: &&Atom| a.any(&[Tag::ThereIs, Tag::Shows, Tag::Verb]) || a.is_written_comma();
    let said = place + clause[place..].iter().take_while(verb).count();
    let no = clause.get(said)?;
    let bare = |a: &Atom| a.any(&[Tag::BareNode, Tag::BareNodes]);
    let at = if no.is(Tag::NoneOf) {
        said
    } else {
        clause.get(said + 1).filter(|a| no.is(Tag::NegationBefore) && bare(a)).map(|_| said + 1)?
    };
    clause.get(at + 1).is_none_or(|a| a.mark().is_some()).then_some(at)
}
