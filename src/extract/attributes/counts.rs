//! How many nodes there are at a place.

use super::{Attributes, Said};
use crate::extract::atoms::{Atom, What};
use crate::extract::place::Item;
use crate::finding::Count;
use crate::lexicon::tag::Tag;

impl Attributes<'_> {
    /// The number that an atom says.
    pub(in crate::extract) fn count_of(&self, atom: &Atom) -> Option<u32> {
        match atom.what {
            What::Number(n) => Some(n),
            _ => self.value(atom.phrase, |tag| if let Tag::CountOf(n) = tag { Some(u32::from(n)) } else { None }),
        }
    }

    pub(super) fn counts(&self, head: usize, items: &[Item], said: &mut [Said]) {
        let at = self.bindings.heads[head];
        let plural = matches!(self.atoms[at].what, What::Node { plural: true } | What::Anaphor { plural: true });
        let mut start = self.phrase_start(at);
        // `two photopenic nodes`
        let word = start > 1 && self.atoms[start - 1].what == What::Word && !self.atoms[start - 1].prefix;
        if word && (self.atoms[start - 2].is(Tag::Many) || self.count_of(&self.atoms[start - 2]).is_some()) {
            start -= 2;
        }
        let mut many = None;
        let mut number = None;
        // `one node at T9, two at T10`, `two nodes each`
        let own = self.atoms[at].is(Tag::Ellipsis).then_some(at);
        let each = self.atoms.iter().any(|a| !a.prefix && a.is(Tag::Each));
        for i in (start..at).chain(own) {
            let atom = &self.atoms[i];
            if atom.is(Tag::Many) {
                many = Some(i);
            }
            let value = self.count_of(atom).filter(|_| !matches!(atom.what, What::Levels(_)));
            let value = value.filter(|_| !atom.is_head() || own == Some(i));
            if let Some(n) = value.filter(|n| (2..=40).contains(n)) {
                number = Some((n, i));
            }
        }
        let wide = |item: &Item| matches!(item.level, None | Some(crate::anatomy::Level::Region(_)));
        // a title or a column's head speaks of all rows, a row of its own endplate
        // so does `Are there nodes? Yes, in the inferior endplate of T12`
        let title = self.atoms[at].prefix || self.atoms[at + 1..].iter().take(3).any(|a| a.is(Tag::YesValue));
        let exact = |i: usize| title && items.get(i).is_some_and(|i| i.endplate.is_some() && !wide(i));
        for (i, s) in said.iter_mut().enumerate() {
            let listed = items.len() > 1 && !items.get(i).is_some_and(wide);
            s.count = Some(match (listed, number, many) {
                (true, Some((n, at)), _) if each => (Count::Number(n), Some(at)),
                (true, ..) => (Count::Single, None),
                (false, Some((n, at)), _) if items.len() <= 1 => (Count::Number(n), Some(at)),
                (false, _, Some(at)) => (Count::Multiple, Some(at)),
                (false, ..) if plural && !exact(i) => (Count::Multiple, None),
                _ => (Count::Single, None),
            });
        }
    }
}
