//! What words share: two prepositions one object (`neither oedema around nor enhancement of the node`, `no oedema in or around
//! it`), two nodes one predicate (`the node at L1 and the node at L2 show oedema`).

use super::HeadRead;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::gist::{Gist, kind};
use crate::extract::place::of_place;
use crate::lexicon::tag::{Tag, TagSet};

/// Whether a clause may have such prepositions.
pub(super) fn may_share(said: &Gist) -> bool {
    said.kinds(kind::EDEMA) && said.has(Tag::Around) && said.any(&[Tag::And, Tag::Or])
}

/// Lets the first of two prepositions have the object that they share, as if nothing stood between.
pub(super) fn object(atoms: &mut [Atom]) {
    let preposition = |a: &Atom| a.any(&[Tag::Around, Tag::At, Tag::Of]) && !a.is_head() && !a.is(Tag::Verb);
    for at in 1..atoms.len().saturating_sub(2) {
        let edema = matches!(atoms[at - 1].what, What::Edema(_)) && preposition(&atoms[at]);
        if !edema || !atoms[at + 1].any(&[Tag::And, Tag::Or]) {
            continue;
        }
        // `and enhancement`, `nor any enhancement`
        let noun = |a: &Atom| a.what == What::Other || a.what == What::Word || inside_noun_phrase(a);
        let length = atoms[at + 2..].iter().take_while(|a| noun(a)).count();
        let Some(second) = atoms.get(at + 2 + length).filter(|a| preposition(a)) else { continue };
        let around = second.is(Tag::Around) || atoms[at].is(Tag::Around);
        let the = |a: &Atom| a.any(&[Tag::Definite, Tag::Article, Tag::Pronoun]) || matches!(a.what, What::Levels(_));
        if !around || !atoms.get(at + 3 + length).is_some_and(the) {
            continue;
        }
        atoms[at].tags = TagSet::of([Tag::Around]);
        for between in &mut atoms[at + 1..at + 3 + length] {
            between.what = What::Phrase;
            between.tags = TagSet::of([Tag::Adjective]);
        }
    }
}

/// The nodes in front of `last` that are the subject of the verb behind it, too: `Neither the L1 node nor the L2 node has oedema`.
pub(super) fn subjects<'n>(atoms: &[Atom], at: usize, last: &HeadRead, nodes: &'n [HeadRead]) -> Vec<&'n HeadRead> {
    let place = |a: &Atom| inside_noun_phrase(a) || of_place(a) || a.is(Tag::Definite);
    let mut behind = atoms.get(last.head + 1..at).unwrap_or_default().iter();
    let behind = behind.find(|a| !(place(a) || a.any(&[Tag::Both, Tag::Again])));
    if !behind.is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows]) && !a.is(Tag::With)) {
        return Vec::new();
    }
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Or]) || a.is_written_comma();
    // `The node of L1 has enlarged and the node of L2 shows oedema`
    let plain = |a: &Atom| (place(a) || joint(a)) && !a.predicates();
    let mut next = last.head;
    let mut joined: Vec<&HeadRead> = Vec::new();
    for node in nodes.iter().rev().filter(|n| n.head < last.head) {
        let between = &atoms[node.head + 1..next];
        // `…, and the node of L2`
        let listed = between.iter().all(plain) && between.iter().any(|a| a.any(&[Tag::And, Tag::Or]));
        if !listed && (joined.is_empty() || !between.iter().all(plain)) {
            break;
        }
        next = node.head;
        joined.push(node);
    }
    // `There is a node at L1 and the node at L2 shows oedema`
    let clause = atoms[..next].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let subject = |a: &Atom| a.prefix || place(a) || a.is(Tag::Both) || a.any(&[Tag::NegationBefore, Tag::At]);
    if atoms[clause..next].iter().all(subject) { joined } else { Vec::new() }
}
