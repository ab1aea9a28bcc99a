//! Whether the node reaches the canal.

use super::Attributes;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::ends_clause;
use crate::extract::status::process_of;
use crate::lexicon::tag::Tag;

impl Attributes<'_> {
    /// The atom that says the node reaches the canal.
    pub(super) fn posterior(&self, head: usize) -> Option<usize> {
        let first = (0..head).find(|&h| self.bindings.is(h, head)).unwrap_or(head);
        let from = self.bindings.heads[first];
        // `Extension of the node into the canal is seen`
        let mut reach = process_of(self.atoms, from).filter(|&word| self.atoms[word].is(Tag::Reach));
        let mut denied = reach.is_some_and(|word| {
            let none = |a: &Atom| a.any(&[Tag::NegationAfter, Tag::NegationBefore, Tag::Gone]);
            self.atoms[..word].iter().rev().take(2).any(none)
                || self.atoms[from..].iter().take_while(|a| !ends_clause(a)).any(none)
        });
        for at in from + 1..self.atoms.len() {
            let atom = &self.atoms[at];
            if atom.is(Tag::Terminator) || matches!(atom.mark(), Some(b'|')) {
                return None;
            }
            // `does not extend to the posterior wall`
            if atom.any(&[Tag::NegationBefore, Tag::NegationInstead, Tag::ProVerbNot]) {
                denied = true;
            }
            // `without oedema which extends into the canal`: the denial is spent
            denied &= !(matches!(atom.what, What::Edema(_)) && reach.is_none());
            if at == self.bindings.heads[head] {
                continue;
            }
            if matches!(atom.what, What::Node { .. } | What::Modic(_)) && reach.is_none() {
                return None;
            }
            if atom.what == What::Other && !atom.any(&[Tag::Reach]) && reach.is_none() {
                return None;
            }
            if atom.is(Tag::Posterior) {
                return (!denied).then_some(at);
            }
            if atom.is(Tag::Reach) {
                reach = Some(at);
            }
            if atom.any(&[Tag::Canal]) && reach.is_some() {
                return (!denied).then_some(at);
            }
        }
        // `compressing the thecal sac is a node`, `the sac is compressed by a node`
        let denied = self.atoms[..from].iter().any(|a| a.is(Tag::NegationBefore));
        let clause = self.atoms[..from].iter().rposition(ends_clause).map_or(0, |i| i + 1);
        let front = &self.atoms[clause..from];
        let reach = front.iter().position(|a| a.is(Tag::Reach));
        let canal = front.iter().position(|a| a.is(Tag::Canal));
        if let (Some(reach), Some(canal)) = (reach, canal) {
            let inverted = reach < canal && front[canal..].iter().any(|a| a.is(Tag::Verb));
            let passive = canal < reach && front[reach..].iter().any(|a| a.is(Tag::ReachedBy));
            let other = front[reach.max(canal)..].iter().any(|a| a.is_head() && !a.is(Tag::Canal));
            if (inverted || passive) && !other && !denied {
                return Some(clause + reach);
            }
        }
        let before = self.atoms[..from].iter().position(|a| a.is(Tag::Posterior));
        before.filter(|&b| {
            !self.atoms[..b].iter().any(|a| a.is(Tag::NegationBefore)) && !self.atoms[b..from].iter().any(Atom::is_head)
        })
    }
}
