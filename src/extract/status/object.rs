//! Which head another is the object of: the oedema of `the oedema around the node`, whose the predicate then is.

use super::before::item_of_list;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{inside_noun_phrase, name_from};
use crate::finding::Change;
use crate::lexicon::SIDED;
use crate::lexicon::tag::Tag;

/// The head whose prepositional object the head at `at` is.
pub(in crate::extract) fn governor(atoms: &[Atom], at: usize) -> Option<usize> {
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
            || atom.any(&SIDED)
            || atom.is(Tag::VertebraNoun)
            || atom.any(&[Tag::PriorSize, Tag::HistoryBefore])
            // `the oedema which had been around the node has disappeared`, `that in May surrounded the node`
            || preposition && atom.any(&[Tag::Which, Tag::Verb, Tag::Ellipsis, Tag::At])
            // `the oedema described on 4 May about the node has resolved`
            || preposition && (atom.what == What::Word || atom.is_date() || atom.any(&[Tag::PersonAfter, Tag::ReportedAt]))
            || matches!(atom.what, What::Levels(_)))
        {
            return None;
        }
    }
    None
}

/// The word for what becomes of a head, if it is the head's governor: `Extension of the node into the canal is not seen`,
/// `Enlargement of the node at L3 is absent`. What is denied is that.
pub(in crate::extract) fn process_of(atoms: &[Atom], at: usize) -> Option<usize> {
    let grows = |a: &Atom| a.is(Tag::Course(Change::New)) && !a.is(Tag::PseudoNegation);
    // `Enlargement of` may be one phrase
    let whole = |a: &Atom| grows(a) && a.to - a.from > 1;
    let inside = |a: &Atom| (inside_noun_phrase(a) || a.is(Tag::Definite)) && !whole(a);
    let of = atoms[..at].iter().rposition(|a| !inside(a))?;
    if whole(&atoms[of]) && !atoms[of].is(Tag::Verb) {
        return Some(of);
    }
    let word = of.checked_sub(1).filter(|_| atoms[of].is(Tag::Of))?;
    (grows(&atoms[word]) || atoms[word].is(Tag::Reach)).then_some(word)
}

/// Whether what the word at `gone` says to be gone is the oedema that a relative clause follows, and not the head at `at`: `node with
/// oedema, which has resolved`.
pub(in crate::extract) fn edema_gone(atoms: &[Atom], at: usize, gone: usize) -> bool {
    let edema = |a: &Atom| matches!(a.what, What::Edema(_));
    let verbs = atoms[..gone].iter().rev().take_while(|a| a.is(Tag::Verb)).count();
    let Some(which) = (gone - verbs).checked_sub(1).filter(|&w| w > at && atoms[w].is(Tag::Which)) else {
        return false;
    };
    let own = |a: &&Atom| a.is_written_comma() || a.any(&[Tag::Around, Tag::Pronoun]);
    !edema(&atoms[at]) && atoms[..which].iter().rev().find(|a| !own(a)).is_some_and(edema)
}
