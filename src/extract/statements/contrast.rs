//! What is said of one node and denied of another: `…, but not the one at T12`, `…, the L2 node is not`.

use super::{Bound, HeadRead};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::Gist;
use crate::extract::place::{Turn, endplate_of};
use crate::extract::status::{Verdict, spares};
use crate::finding::Status;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Whether a node that is known already is named only to deny of it what was said of another.
pub(super) fn contrasted(bound: &Bound<'_>, at: usize) -> bool {
    let atoms = bound.atoms;
    let start = bound.attributes.phrase_start(at);
    let lead = [Tag::Article, Tag::Definite, Tag::Around, Tag::At, Tag::Verb];
    let before = atoms[..start].iter().rposition(|a| !a.any(&lead) || a.is(Tag::NoneOf));
    let known = atoms[start.saturating_sub(1)..=at].iter().any(|a| a.any(&[Tag::Definite, Tag::Ellipsis]));
    let said = atoms[..start].iter().any(|a| matches!(a.what, What::Edema(_)));
    if !(known && said) {
        return false;
    }
    // `…, but not the one at T12`, `…, none around the L2 node`
    let turned = before.is_some_and(|b| atoms[b].any(&[Tag::NegationInstead, Tag::NoneOf, Tag::NoneValue]));
    // `…, but spares the one at L3`
    let cut = if atoms[at].is(Tag::Ellipsis) { at.checked_sub(1) } else { before };
    let turned = turned || cut.is_some_and(|cut| spares(atoms, cut));
    // `…, the L2 node is not`, `…, that at L2 does not`
    let place = |a: &&Atom| {
        const INSIDE: [Tag; 6] = [Tag::At, Tag::Of, Tag::Article, Tag::EndplateNoun, Tag::Verb, Tag::And];
        a.any(&INSIDE) || matches!(a.what, What::Levels(_)) || endplate_of(a).is_some()
    };
    let behind = at + 1 + atoms[at + 1..].iter().take_while(place).count();
    let denied = atoms
        .get(behind)
        .is_some_and(|a| a.is(Tag::ProVerbNot) || a.is(Tag::NegationInstead) && atoms[behind - 1].is(Tag::Verb));
    let ends = atoms.get(behind + 1).is_none_or(|a| a.mark().is_some());
    turned || denied && ends
}

/// `The defect of L2 is a node, that of L4 is not`: the lesion that the words at `at` stand for is none.
pub(super) fn is_no_node(atoms: &[Atom], at: usize) -> bool {
    let lesion = atoms[..at].iter().any(|a| a.what == What::Lesion);
    let ends = atoms.iter().skip(at).position(|a| a.is(Tag::NegationInstead)).map(|n| at + n);
    atoms[at].is(Tag::Ellipsis)
        && lesion
        && ends.is_some_and(|n| {
            atoms[n - 1].is(Tag::Verb)
                && atoms.get(n + 1).is_none_or(|a| a.mark().is_some())
                && !atoms[at + 1..n].iter().any(|a| a.is_head() || a.mark().is_some())
        })
}

impl HeadRead {
    /// The node of a contrast is there: what is denied of it is another thing.
    pub(super) fn stands(&mut self) {
        self.verdict = Verdict { status: Some(Status::Present), cue: None };
        self.items.iter_mut().for_each(|item| item.turn = Turn::None);
        self.contrast = true;
    }
}

/// Where the sentence denies of the other nodes what it says of one: `…; none about the others`, `…, the other two are
/// not`, `…, but not about the rest`. The words for the others.
pub(super) fn denied_of_others(atoms: &[Atom], at: usize) -> Option<usize> {
    let rest = (at + 1..atoms.len()).find(|&i| atoms[i].is(Tag::Rest) && !atoms[i].prefix)?;
    let lead = |a: &&Atom| a.any(&[Tag::Around, Tag::At, Tag::Of]);
    let cue = atoms[at + 1..rest].iter().rev().find(|a| !lead(a));
    let before = cue.is_some_and(|a| a.any(&[Tag::NegationInstead, Tag::NoneValue, Tag::NoneOf, Tag::NegationBefore]));
    let verb = atoms.get(rest + 1).is_some_and(|a| a.is(Tag::Verb));
    let denied = atoms
        .get(rest + 1 + usize::from(verb))
        .is_some_and(|a| a.any(&[Tag::ProVerbNot, Tag::NegationInstead]) || verb && a.is(Tag::NoneValue));
    (before || denied).then_some(rest)
}

/// Whether a sentence may compare a node with another.
pub(super) fn may_compare(said: &Gist) -> bool {
    said.has(Tag::PriorSize) || said.has(Tag::NegationInstead) && said.has(Tag::NotLevelBefore)
}

/// What compares a node with another, its word and the commas around it: `The node at L2, unlike that at L4, has oedema`,
/// `Unlike the node at L4, that at L2 has oedema`.
pub(super) fn compared(atoms: &[Atom]) -> Option<Range<usize>> {
    let word = |a: &Atom| {
        let unlike = a.is(Tag::NegationInstead) && a.is(Tag::NotLevelBefore);
        unlike || a.is(Tag::PriorSize) && a.to - a.from > 2
    };
    let first = atoms.iter().position(|a| !a.prefix)?;
    let cue = (first..atoms.len()).find(|&i| word(&atoms[i]))?;
    let close = cue + 1 + atoms[cue + 1..].iter().take(10).position(Atom::is_written_comma)?;
    let node = |a: &Atom| matches!(a.what, What::Node { .. }) || a.any(&[Tag::BareNode, Tag::Ellipsis, Tag::OneNoun]);
    let other = &atoms[cue + 1..close];
    let plain = |a: &Atom| {
        const PLAIN: [Tag; 7] =
            [Tag::And, Tag::Definite, Tag::At, Tag::Of, Tag::EndplateNoun, Tag::VertebraNoun, Tag::OneNoun];
        inside_noun_phrase(a)
            || node(a)
            || a.any(&PLAIN)
            || matches!(a.what, What::Levels(_))
            || endplate_of(a).is_some()
    };
    let placed = other.iter().any(|a| matches!(a.what, What::Levels(_)));
    if !(placed && other.iter().any(node) && other.iter().all(plain)) {
        return None;
    }
    if cue == first {
        let named = other.iter().any(|a| matches!(a.what, What::Node { .. }) || a.is(Tag::BareNode));
        // `Unlike the L3 node, which is old and free of oedema, the one at T12 …`
        let which = atoms.get(close + 1).is_some_and(|a| a.is(Tag::Which));
        let relative = || Some(close + 2 + atoms[close + 2..].iter().position(Atom::is_written_comma)?);
        let close = if which { relative()? } else { close };
        // `Unlike those of L2 and L3, the node of L4 is …`
        let main = atoms[close + 1..].iter().take(4).any(|a| matches!(a.what, What::Node { .. }));
        return ((named || main && other[0].is(Tag::Ellipsis)) && atoms[close + 1..].iter().take(6).any(node))
            .then_some(cue..close + 1);
    }
    let comma = atoms[cue - 1].is_written_comma();
    let subject = atoms[..cue].iter().rfind(|a| a.is_head() || a.is(Tag::BareNode)).is_some_and(node);
    let says = atoms.get(close + 1).is_some_and(|a| a.predicates() || a.is(Tag::NegationAfter));
    (comma && subject && says).then_some(cue - 1..close + 1)
}
