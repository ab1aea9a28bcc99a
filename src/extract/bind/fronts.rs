//! Places in front of a head that belong to it, whatever head stands before them.

use super::{Bindings, inside_noun_phrase};
use crate::extract::atoms::{Atom, What};
use crate::extract::elided::is_elided;
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// What may be told of one level of a list in front of nodes: `old L1 and 5 mm L3 nodes`.
pub(in crate::extract) fn tells_of_one(atom: &Atom) -> bool {
    let word = atom.any(&[Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::Adjective]);
    word || matches!(atom.what, What::Size(_))
}

impl Bindings<'_> {
    /// Whether a phrase goes on with a list of levels in front of nodes, each with words of its own: `old L1 and acute L3 nodes`.
    pub(super) fn goes_on_in_front(&self, p: usize, head: usize) -> bool {
        let Range { start, end } = self.phrases[p].atoms.clone();
        let Some(&at) = self.heads.get(head) else { return false };
        let words = self.atoms[..start].iter().rev().take_while(|a| tells_of_one(a)).count();
        let joint = |a: &&Atom| a.is(Tag::And) || a.is_written_comma();
        let joints = self.atoms[..start - words].iter().rev().take_while(joint).count();
        let before = start - words - joints;
        let list = self.phrases[..p].iter().rfind(|q| q.atoms.end == before && q.has_level() && !q.prefix && !q.led);
        let first = list.and_then(|q| q.atoms.start.checked_sub(1)).is_some_and(|i| tells_of_one(&self.atoms[i]));
        let plural = matches!(self.atoms[at].what, What::Node { plural: true });
        let leads = self.atoms.get(end..at).is_some_and(|between| between.iter().all(inside_noun_phrase));
        plural && words > 0 && joints > 0 && first && leads
    }

    /// Of `nodes at L2 without, and at L4 with, oedema`, the nodes: they stand at both places, of which each has its own.
    pub(super) fn node_with_each(&self, p: usize, left: usize) -> Option<usize> {
        let Range { start, end } = self.phrases[p].atoms.clone();
        let node = left.checked_sub(1).filter(|&n| matches!(self.atoms[self.heads[n]].what, What::Node { .. }))?;
        let without = self.heads[left];
        let joint = |a: &Atom| a.is(Tag::And) || a.is_written_comma() || a.any(&[Tag::At, Tag::Of, Tag::Article]);
        let between = &self.atoms[without + 1..start];
        let joined = between.iter().all(joint) && between.iter().any(|a| a.is(Tag::And));
        let with = self.atoms.get(end).is_some_and(|a| a.any(&[Tag::With, Tag::Without]));
        let elided = is_elided(&self.atoms[without]);
        let placed = self.owned[node].own.iter().any(|&q| self.phrases[q].atoms.end == without);
        (joined && with && elided && placed).then_some(node)
    }

    /// Whether a place between an oedema and the node behind it is the node's: `edema around the superior endplate node of L4`,
    /// `edema flanks the L4 node`.
    pub(super) fn of_the_object(&self, before: &[Atom], left: usize, right: usize) -> bool {
        let object = before.iter().rposition(|a| !(inside_noun_phrase(a) || a.is(Tag::Definite)));
        let bare = self.atoms[self.heads[right]].any(&[Tag::BareNode, Tag::BareNodes, Tag::OneNoun]);
        let object = !bare && object.is_some_and(|i| before[i].is(Tag::Around));
        let inside = before.iter().all(|a| inside_noun_phrase(a) || a.is(Tag::At));
        // `enhancement of the L3 node`, not `fracture of the L3 body node at L4`
        let the =
            matches!(before, [.., led, the] if led.any(&[Tag::Of, Tag::At, Tag::Around]) && the.is(Tag::Definite));
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        let behind = self.atoms[self.heads[right] + 1..].iter().find(|a| !a.any(&[Tag::At, Tag::Of, Tag::Article]));
        let known = the && !bare && !behind.is_some_and(level);
        match self.atoms[self.heads[left]].what {
            What::Edema(_) => inside || object || known,
            What::Other => known,
            _ => false,
        }
    }
}
