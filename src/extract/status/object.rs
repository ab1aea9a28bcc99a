//! Which head another is the object of: the oedema of `the oedema around the node`, whose the predicate then is.

use super::before::item_of_list;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{inside_noun_phrase, name_from};
use crate::lexicon::tag::Tag;

/// The head whose prepositional object the head at `at` is.
pub(in crate::extract) fn governor(atoms: &[Atom], at: usize) -> Option<usize> {
    let place = [
        Tag::Superior,
        Tag::Inferior,
        Tag::Upper,
        Tag::Lower,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::VertebraNoun,
    ];
    let mut preposition = false;
    // `around the T8, L1 and L3 nodes`
    for i in (0..name_from(atoms, at)).rev() {
        let atom = &atoms[i];
        // `no evidence of nodes, of Modic changes or of oedema`: an item of a list
        if item_of_list(atoms, i) {
            return None;
        }
        if atom.any(&[Tag::Around, Tag::Of]) && !atom.is_head() {
            preposition = true;
        } else if atom.is_head() {
            return (preposition && !matches!(atoms[i].what, What::Other)).then_some(i);
        } else if !(inside_noun_phrase(atom)
            || atom.any(&[Tag::Definite, Tag::Every, Tag::Each, Tag::Uppermost, Tag::Lowest, Tag::Ordinal(1)])
            || atom.any(&place)
            || atom.any(&[Tag::PriorSize, Tag::HistoryBefore])
            // `the oedema which had been around the node has disappeared`, `that in May surrounded the node`
            || preposition && atom.any(&[Tag::Which, Tag::Verb, Tag::Ellipsis, Tag::At])
            // `the oedema described on 4 May about the node has resolved`
            || preposition && (atom.what == What::Word || atom.is_year() || atom.any(&[Tag::PersonAfter, Tag::ReportedAt]))
            || matches!(atom.what, What::Levels(_)))
        {
            return None;
        }
    }
    None
}
