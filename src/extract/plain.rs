//! Stage 2b, put in order: what sentences say in another order than most is put in that order before anything is read of it.
//!
//! In: the atoms of a sentence. Out: the same atoms, in which what was said anew stands where it was said wrong, the place that is
//! meant stands in front of those denied, adjectives of age and size stand beside their noun, a doubt stands at its place, and
//! words left out stand there. Whatever is rewritten here needs no rule behind.

use super::atoms::{Atom, What};
use super::bind::inside_noun_phrase;
use super::{correction, elided, place};
use crate::lexicon::tag::{Tag, TagSet};

/// Puts the atoms of a sentence in order; `said` is what the phrases of its text may mean.
pub(super) fn put_in_order(atoms: &mut Vec<Atom>, said: TagSet) {
    if said.any(&correction::MAY) {
        correction::in_the_same_breath(atoms);
    }
    place::of_places(atoms);
    if said.any(&[Tag::With, Tag::Without]) {
        elided::name_again(atoms);
    }
    if said.has(Tag::Terminator) {
        place::meant_first(atoms);
    }
    if said.has(Tag::NegationInstead) {
        place::noun_of_both(atoms);
    }
    if said.has(Tag::Edematous) {
        edematous_first(atoms);
    }
}

/// `an acute, edematous node`, `a 6 mm edematous node`: adjectives beside an oedema that is one are the node's.
fn edematous_first(atoms: &mut Vec<Atom>) {
    let comma = |a: &Atom| a.is_written_comma();
    let adjective = |a: &Atom| inside_noun_phrase(a) && !a.any(&[Tag::Article, Tag::One, Tag::Associated]);
    for edema in 0..atoms.len() {
        if !(matches!(atoms[edema].what, What::Edema(_)) && atoms[edema].is(Tag::Edematous)) {
            continue;
        }
        let behind = atoms[edema + 1..].iter().take_while(|a| adjective(a) || comma(a)).count();
        let node = atoms.get(edema + 1 + behind).is_some_and(|a| matches!(a.what, What::Node { .. }));
        let before = atoms[..edema].iter().rev().take_while(|a| adjective(a) || comma(a)).count();
        // `…, edematous node`: the comma is that of a list
        let before = before - atoms[edema - before..edema].iter().take_while(|a| comma(a)).count();
        if node && before + behind > 0 {
            atoms[edema - before..=edema].rotate_right(1);
            let mut words = edema - before..edema + 1 + behind;
            let mut at = words.start;
            while at < words.end {
                if comma(&atoms[at]) {
                    atoms.remove(at);
                    words.end -= 1;
                } else {
                    at += 1;
                }
            }
            return;
        }
    }
}
