//! Two prepositions with one object: `neither oedema around nor enhancement of the node`, `no oedema in or around it`.
//!
//! In: a clause's atoms. Out: the same, in which the first preposition has the object, as if nothing stood between.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::{Gist, kind};
use crate::lexicon::tag::{Tag, TagSet};

/// Whether a clause may have such prepositions.
pub(super) fn may_share(said: &Gist) -> bool {
    said.kinds(kind::EDEMA) && said.has(Tag::Around) && said.any(&[Tag::And, Tag::Or])
}

/// Lets the first of two prepositions have the object that they share.
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
