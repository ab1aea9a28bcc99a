//! What is said of a finding as a kind, and of no patient: `Schmorl's nodes are protrusions of the disc`, `Marrow edema means
//! fluid in the bone`.
//!
//! The subject is the bare name, with no `the` and no place in its clause; the predicate says what such things are, how they
//! come about, or where one meets them.

use super::Reader;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::kind;
use crate::lexicon::tag::Tag;

/// How many atoms may stand between `are` and the noun that says what kind of thing they are: `an upward or downward`.
const MOST_ADJECTIVES: usize = 6;

impl Reader<'_> {
    /// Whether the head may stand in a statement about its kind.
    pub(super) fn may_be_general(&self) -> bool {
        self.said.has(Tag::General)
            || self.said.has(Tag::Verb) && (self.said.kinds(kind::NODE) || self.said.has(Tag::Herniation))
    }

    /// The predicate that makes the statement of the head's clause one about a kind, where its first name is the bare subject.
    pub(super) fn general(&self) -> Option<usize> {
        let clause = self.clause();
        let placed = self.atoms[clause.clone()].iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
        // `Schmorl: a node is any focal indentation`
        let subject = |&i: &usize| self.atoms[i].is_head() && !self.atoms[i].prefix && self.mark(i + 1) != Some(b':');
        let subject = clause.clone().find(subject)?;
        let key = (clause.start..subject).rev().find(|&i| self.mark(i) == Some(b':'));
        let before = self.atoms[key.map_or(clause.start, |colon| colon + 1)..subject].iter().filter(|a| !a.prefix);
        let bare = |a: &Atom| inside_noun_phrase(a) && !a.any(&[Tag::Definite, Tag::Again, Tag::Many]);
        if placed || !before.into_iter().all(bare) {
            return None;
        }
        let at = self.behind_aside(subject + 1);
        // `A node, if present, needs no treatment`
        let aside = matches!(self.atoms.get(at..at + 3), Some([open, told, close])
            if open.is_written_comma() && close.is_written_comma() && told.is(Tag::General) && told.to - told.from > 1);
        let at = at + usize::from(aside);
        let atom = self.atoms.get(at)?;
        if atom.is(Tag::General) {
            return Some(at);
        }
        self.kind_of_thing(at).then_some(at)
    }

    /// What follows the name's bracket or closing quote: `(intravertebral disc herniations) are`.
    fn behind_aside(&self, from: usize) -> usize {
        let from = from + usize::from(self.mark(from) == Some(b'"'));
        if self.mark(from) != Some(b'(') {
            return from;
        }
        (from..self.atoms.len()).find(|&i| self.mark(i) == Some(b')')).map_or(from, |close| close + 1)
    }

    /// Whether `is` or `are` stands at `at`, with what such things are behind it: `are small bulges of the disc`.
    fn kind_of_thing(&self, at: usize) -> bool {
        const ENDS: [Tag; 7] = [Tag::Verb, Tag::Shows, Tag::At, Tag::Of, Tag::With, Tag::Because, Tag::Which];
        let phrase = |a: &&Atom| a.mark().is_none() && !a.any(&ENDS) || a.is(Tag::General);
        let behind = self.atoms[at + 1..].iter().take(MOST_ADJECTIVES).take_while(phrase);
        let kind = |a: &Atom| a.any(&[Tag::General, Tag::Herniation]) || matches!(a.what, What::Node { .. });
        self.atoms[at].is(Tag::Verb) && behind.into_iter().any(kind)
    }
}
