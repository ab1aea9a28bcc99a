//! Stage 4, place, second half: which head of a sentence owns which place phrase.
//!
//! A phrase behind a head belongs to it (`node at L2`); a phrase in front leads (`L3 shows a node`, `L3 haemangioma`)
//! and holds for the heads behind it until another leads. A head with no phrase of its own takes that of the head it
//! is joined to (`bulge and node at L2`) or linked to (`irregularity of L3 representing a node`).

use super::atoms::{Atom, What};
use super::place::{Item, Phrase};
use crate::anatomy::Level;
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// What a head owns.
#[derive(Clone, Debug, Default)]
pub(super) struct Owned {
    /// Phrases behind the head that belong to it.
    own: Vec<usize>,
    /// The phrases in front that lead it: one of levels, and those of endplates alone that go with it.
    lead: Vec<usize>,
}

/// The heads of a sentence with their places.
pub(super) struct Bindings<'a> {
    atoms: &'a [Atom],
    pub(super) phrases: Vec<Phrase>,
    /// Atom indices of the heads, in order.
    pub(super) heads: Vec<usize>,
    /// The head that each head stands for: the node that a lesion is said to be, or that a pronoun speaks of.
    pub(super) alias: Vec<Option<usize>>,
    owned: Vec<Owned>,
}

/// Atoms that may stand inside a noun phrase in front of its head.
pub(super) fn inside_noun_phrase(atom: &Atom) -> bool {
    const TAGS: [Tag; 16] = [
        Tag::Adjective,
        Tag::Age(Acuity::Acute),
        Tag::Course(Change::New),
        Tag::Again,
        Tag::Many,
        Tag::One,
        Tag::CountOf(2),
        Tag::Article,
        Tag::Associated,
        Tag::PlaceFiller,
        Tag::Marrow,
        Tag::Measuring,
        Tag::UncertaintyBefore,
        Tag::VertebraNoun,
        Tag::LevelNoun,
        Tag::Largest,
    ];
    match &atom.what {
        What::Size(_) | What::Number(_) => true,
        What::Mark(mark) => matches!(mark, b'-' | b'"' | b'*'),
        What::Phrase => atom.any(&TAGS) && !atom.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::NegationAfter]),
        _ => false,
    }
}

/// Atoms that end a clause.
pub(super) fn ends_clause(atom: &Atom) -> bool {
    matches!(atom.mark(), Some(b';' | b'_' | b'|')) || atom.is(Tag::Terminator)
}

impl<'a> Bindings<'a> {
    pub(super) fn new(atoms: &'a [Atom], phrases: Vec<Phrase>) -> Self {
        let heads: Vec<usize> = (0..atoms.len()).filter(|&i| atoms[i].is_head()).collect();
        let owned = vec![Owned::default(); heads.len()];
        let alias = (0..heads.len()).map(|head| alias(atoms, &heads, head)).collect();
        let mut bindings = Self { atoms, phrases, heads, alias, owned };
        for p in 0..bindings.phrases.len() {
            bindings.own(p);
        }
        bindings
    }

    /// Whether a head is `head`, or stands for it.
    pub(super) fn is(&self, other: usize, head: usize) -> bool {
        other == head || self.alias[other] == Some(head)
    }

    /// Number of the head nearest to the left of an atom, in its clause.
    fn head_left(&self, at: usize) -> Option<usize> {
        let head = self.heads.iter().rposition(|&h| h < at)?;
        (!self.atoms[self.heads[head]..at].iter().any(ends_clause)).then_some(head)
    }

    fn head_right(&self, at: usize) -> Option<usize> {
        let head = self.heads.iter().position(|&h| h >= at)?;
        (!self.atoms[at..self.heads[head]].iter().any(ends_clause)).then_some(head)
    }

    fn own(&mut self, p: usize) {
        let phrase = &self.phrases[p];
        if phrase.prefix {
            return;
        }
        let (left, right) = (self.head_left(phrase.atoms.start), self.head_right(phrase.atoms.end));
        let leads = match (left, right) {
            (None, None) => None,
            (None, Some(right)) => Some(right),
            (Some(_), None) => None,
            (Some(left), Some(right)) => self.leads(p, left, right).then_some(right),
        };
        match (leads, left) {
            (Some(right), _) => {
                self.lead(p, right);
            }
            (None, Some(left)) => self.owned[left].own.push(p),
            (None, None) => {
                // no head in the clause: the last head of the sentence so far, else the next one, if the place is all
                // that the clause says
                if self.says_more(p) {
                    return;
                }
                if let Some(head) = self.heads.iter().rposition(|&h| h < self.phrases[p].atoms.start) {
                    self.owned[head].own.push(p);
                } else {
                    self.lead(p, 0);
                }
            }
        }
    }

    /// Whether the clause of a phrase speaks of something that the lexicons do not know: `T11 to S3 covered`.
    fn says_more(&self, p: usize) -> bool {
        let Range { start, end } = self.phrases[p].atoms.clone();
        let from = self.atoms[..start].iter().rposition(ends_clause).map_or(0, |i| i + 1);
        let to = self.atoms[end..].iter().position(ends_clause).map_or(self.atoms.len(), |i| end + i);
        // a cell is parted from what stands beside it
        if self.atoms.get(end).is_some_and(|a| a.from == a.to) {
            return false;
        }
        let parted = from > 0 || to < self.atoms.len();
        parted && self.atoms[from..to].iter().any(|a| a.what == What::Word && !a.prefix)
    }

    /// Lets a phrase lead the heads from `first` on. Levels replace levels; endplates alone and levels complete each
    /// other.
    fn lead(&mut self, p: usize, first: usize) {
        let levels = self.phrases[p].has_level();
        for owned in &mut self.owned[first..] {
            let placed = owned.lead.iter().any(|&q| self.phrases[q].has_level());
            if levels && placed {
                owned.lead.clear();
            }
            owned.lead.push(p);
        }
    }

    /// Whether a phrase between two heads belongs to the right one.
    fn leads(&self, p: usize, left: usize, right: usize) -> bool {
        let phrase = &self.phrases[p];
        let before = &self.atoms[self.heads[left] + 1..phrase.atoms.start];
        let after = &self.atoms[phrase.atoms.end..self.heads[right]];
        let led = phrase.led;
        let skip = [
            Tag::At,
            Tag::Of,
            Tag::Article,
            Tag::PlaceFiller,
            Tag::From,
            Tag::Both,
            Tag::LevelNoun,
            Tag::DiscNoun,
            Tag::AspectNoun,
        ];
        let parted = before.iter().rev().find(|a| !a.any(&skip)).is_some_and(|a| {
            matches!(a.mark(), Some(b',')) || a.any(&[Tag::And, Tag::With, Tag::Terminator, Tag::ThereIs])
        });
        let linked = after.iter().any(|a| a.any(&[Tag::With, Tag::Because, Tag::Around, Tag::Which, Tag::Of]));
        let direct = after.iter().all(|a| inside_noun_phrase(a) || a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
        let colon = after.first().is_some_and(|a| a.mark() == Some(b':'));
        let joint = |a: &Atom| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b'.'));
        let there = after.iter().position(|a| a.is(Tag::ThereIs));
        // `node at L2, and there is another`: what stands behind the joint is no more of this phrase
        let there = there.is_some_and(|t| parted || !after[..t].iter().any(joint));
        let shows = after.iter().any(|a| a.is(Tag::Shows)) || there;
        if colon {
            return !led || parted;
        }
        if direct {
            if !led {
                return parted || !self.has_phrase_between(right, right + 1, p);
            }
            return parted;
        }
        if shows && !linked {
            return parted || !led;
        }
        // `…, and L3 has a node`; `with` behind a subject that a joint parts from the head before

        after.first().is_some_and(|a| a.is(Tag::With)) && !led && parted
    }

    /// Whether a phrase other than `p` stands between two heads.
    fn has_phrase_between(&self, from: usize, to: usize, p: usize) -> bool {
        let start = self.heads[from];
        let end = self.heads.get(to).copied().unwrap_or(self.atoms.len());
        self.phrases.iter().enumerate().any(|(i, ph)| i != p && ph.atoms.start > start && ph.atoms.end <= end)
    }

    /// The phrases that a head owns.
    pub(super) fn owned_phrases(&self, head: usize) -> Vec<usize> {
        let mut all = self.owned[head].own.clone();
        if all.is_empty() {
            all.extend(&self.owned[head].lead);
        }
        all
    }

    /// The places of a head by its own phrases, the one that leads it, or a head it is joined or linked to. Empty if
    /// the sentence ties no place to it.
    pub(super) fn places(&self, head: usize) -> Vec<Item> {
        let mut items = self.places_within(head, 4);
        // `in the superior endplate of L1, continuous with the T12-L1 disc`: the disc is that beside the place
        let vertebrae: Vec<Item> =
            items.iter().filter(|i| matches!(i.level, Some(Level::Vertebra(_)))).cloned().collect();
        items.retain(|item| match item.level {
            Some(disc @ Level::Disc(_)) => {
                !vertebrae.iter().any(|v| v.level_span != item.level_span && v.level.is_some_and(|v| disc.holds(v)))
            }
            _ => true,
        });
        items
    }

    fn places_within(&self, head: usize, depth: usize) -> Vec<Item> {
        let owned = &self.owned[head];
        let own = self.merge(&self.told_once(owned));
        let lead = self.merge(&owned.lead);
        if own.iter().any(|i| i.level.is_some()) {
            return refine(own, &lead);
        }
        let other = self.places_of_aliases(head, depth);
        if own.is_empty() && !other.is_empty() {
            return under(other, &lead);
        }
        let inherited = if lead.iter().any(|i| i.level.is_some()) {
            if own.is_empty() {
                return lead;
            }
            lead.clone()
        } else if depth > 0 {
            self.inherited(head, depth - 1)
        } else {
            Vec::new()
        };
        let sides = if own.is_empty() { lead } else { own };
        combine(sides, inherited)
    }

    /// The places of what is said to be the head: `defect of L3, consistent with a node`.
    fn places_of_aliases(&self, head: usize, depth: usize) -> Vec<Item> {
        let others = (0..self.heads.len()).filter(|&other| self.alias[other] == Some(head));
        let lesions = others.filter(|&other| matches!(self.atoms[self.heads[other]].what, What::Lesion));
        lesions
            .map(|other| self.places_within(other, depth.saturating_sub(1)))
            .find(|i| !i.is_empty())
            .unwrap_or_default()
    }

    /// A head's own phrases without `the largest at L2` where L2 is among its places anyway.
    fn told_once(&self, owned: &Owned) -> Vec<usize> {
        let levels = |p: usize| self.phrases[p].items.iter().map(|i| i.level);
        let told = |p: usize| {
            let others = owned.own.iter().chain(&owned.lead).filter(|&&q| q != p);
            let others: Vec<_> = others.flat_map(|&q| levels(q)).collect();
            levels(p).all(|level| level.is_some() && others.contains(&level))
        };
        let extra = |p: usize| self.largest_before(self.phrases[p].atoms.start);
        owned.own.iter().copied().filter(|&p| !(extra(p) && told(p))).collect()
    }

    /// A head's own phrases as one list: a phrase of endplates alone and one of levels alone complete each other.
    fn merge(&self, own: &[usize]) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for &p in own {
            let phrase = &self.phrases[p];
            if own.len() > 1 && self.labels_size(phrase) {
                continue;
            }
            let mut new = phrase.items.clone();
            let largest = self.largest_before(phrase.atoms.start);
            for item in &mut new {
                item.extra = largest;
            }
            let bare_sides = |items: &[Item]| !items.is_empty() && items.iter().all(|i| i.level.is_none());
            let bare_levels =
                |items: &[Item]| !items.is_empty() && items.iter().all(|i| i.endplate.is_none() && i.level.is_some());
            if bare_sides(&items) && bare_levels(&new) {
                items = combine(items, new);
            } else if bare_sides(&new) && !items.is_empty() {
                if bare_levels(&items) {
                    items = combine(new, items);
                }
            } else {
                items.extend(new);
            }
        }
        items
    }

    /// Whether `the largest`, `the largest of them` leads to the phrase that begins at an atom.
    fn largest_before(&self, start: usize) -> bool {
        let inside = [Tag::At, Tag::Of, Tag::Article, Tag::Pronoun, Tag::Which, Tag::Verb, Tag::BareNode, Tag::OneNoun];
        let before = self.atoms[..start].iter().rev().take(7);
        before
            .take_while(|a| {
                a.any(&inside)
                    || a.is(Tag::Largest)
                    || matches!(a.what, What::Anaphor { .. } | What::Size(_))
                    || a.is(Tag::Measuring)
            })
            .any(|a| a.is(Tag::Largest))
    }

    /// The places of a head in front whose `with` governs the list that a head stands in.
    fn with_before(&self, head: usize) -> Option<Vec<Item>> {
        let in_list = |a: &Atom| {
            inside_noun_phrase(a) || a.is(Tag::And) || a.mark() == Some(b',') || matches!(a.what, What::Word)
        };
        for first in (0..head).rev() {
            let between = &self.atoms[self.heads[first] + 1..self.heads[first + 1]];
            if let Some(with) = between.iter().rposition(|a| a.is(Tag::With)) {
                let listed = head > first + 1 && between[with + 1..].iter().all(in_list);
                let items = self.merge(&self.owned[first].own);
                return (listed && items.iter().any(|i| i.level.is_some())).then_some(items);
            }
            if !between.iter().all(in_list) {
                return None;
            }
        }
        None
    }

    /// Whether a phrase only says which place a measurement is of: `nodes of 6 mm (L4) and 4 mm (L5)`.
    fn labels_size(&self, phrase: &Phrase) -> bool {
        let Range { start, end } = phrase.atoms;
        start > 1
            && self.atoms[start - 1].mark() == Some(b'(')
            && matches!(self.atoms[start - 2].what, What::Size(_))
            && self.atoms.get(end).is_some_and(|a| a.mark() == Some(b')'))
    }

    /// Places taken from a neighbouring head.
    fn inherited(&self, head: usize, depth: usize) -> Vec<Item> {
        let at = self.heads[head];
        // `degeneration at L3-L4 with stenosis, Modic change and a node of L3`
        if let Some(items) = self.with_before(head) {
            return items;
        }
        // `edema in the pedicle of L5`
        if let Some(&next) = self.heads.get(head + 1) {
            let structure = self.atoms[next].is(Tag::Structure) && !matches!(self.atoms[at].what, What::Node { .. });
            let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::At, Tag::Of, Tag::Verb, Tag::Marrow]);
            let between = &self.atoms[at + 1..next];
            if structure && between.iter().any(|a| a.any(&[Tag::At, Tag::Of])) && between.iter().all(inside) {
                return self.places_within(head + 1, depth);
            }
            let both = structure && between.iter().any(|a| a.is(Tag::And)) && self.atoms[at].is(Tag::Structure);
            if both {
                return self.places_within(head + 1, depth);
            }
        }
        // joined to the next head: `bulge and node at L2`
        if let Some(&next) = self.heads.get(head + 1) {
            let between = &self.atoms[at + 1..next];
            let joined = between.iter().any(|a| {
                a.any(&[Tag::And, Tag::Or, Tag::UncertaintyBetween, Tag::NegationInstead, Tag::With])
                    || matches!(a.mark(), Some(b',' | b'/' | b'&' | b'+'))
            });
            let only = between.iter().all(|a| {
                inside_noun_phrase(a)
                    || a.any(&[
                        Tag::And,
                        Tag::Or,
                        Tag::UncertaintyBetween,
                        Tag::NegationInstead,
                        Tag::With,
                        Tag::NegationBefore,
                    ])
                    || matches!(a.what, What::Word)
                    || matches!(a.mark(), Some(b',' | b'/' | b'&' | b'+' | b'('))
            });
            if joined && only {
                let items = self.places_within(head + 1, depth);
                if items.iter().any(|i| i.level.is_some()) {
                    return items;
                }
            }
        }
        // `wedging of T7 and T8 and nodes at the same levels`
        let behind = self.atoms[at..].iter().take(6).any(|a| a.is(Tag::SameLevel));
        if head > 0
            && behind
            && let Some(items) = (0..head).rev().map(|h| self.places_within(h, 0)).find(|items| !items.is_empty())
        {
            return items;
        }
        // linked to the head before: `irregularity of L3 representing a node`
        if head > 0 {
            let between = &self.atoms[self.heads[head - 1] + 1..at];
            let link = [
                Tag::With,
                Tag::Because,
                Tag::Associated,
                Tag::Around,
                Tag::UncertaintyBefore,
                Tag::UncertaintyBetween,
                Tag::NegationInstead,
                Tag::Or,
                Tag::Shows,
                Tag::Which,
                Tag::Pronoun,
                Tag::SameLevel,
                Tag::NegationBefore,
            ];
            // `changes at L5-S1 and no edema`: what is denied is denied anywhere
            let denied_anew = between.iter().any(|a| a.is(Tag::And))
                && between.iter().any(|a| a.is(Tag::NegationBefore))
                && !between.iter().any(|a| a.any(&[Tag::With, Tag::Associated, Tag::Around]));
            if denied_anew {
                return Vec::new();
            }
            let boundary = between.iter().any(|a| matches!(a.mark(), Some(b'|')) || a.is(Tag::ThereIs));
            let colon = between.iter().any(|a| a.mark() == Some(b':') && !a.prefix);
            let own_there = (colon || between.iter().any(|a| a.any(&link))) && !boundary;
            let comma_cause =
                between.iter().any(|a| a.mark() == Some(b',')) && between.iter().any(|a| a.any(&[Tag::Verb]));
            if own_there
                && !(comma_cause
                    && !between.iter().any(|a| {
                        a.any(&[Tag::With, Tag::Because, Tag::Associated, Tag::UncertaintyBefore, Tag::Which])
                    }))
            {
                return self.places_within(head - 1, depth);
            }
        }
        Vec::new()
    }
}

/// Levels said again behind a head (`the superior endplates of L1 and L3 hold nodes: 5 mm at L1`) keep the endplates
/// said in front; an endplate in front with no level goes with the levels behind (`superior endplate node of L1`).
pub(super) fn refine(own: Vec<Item>, lead: &[Item]) -> Vec<Item> {
    if own.iter().any(|i| i.endplate.is_some()) || lead.is_empty() {
        return own;
    }
    if lead.iter().all(|i| i.level.is_none()) {
        return combine(lead.to_vec(), own);
    }
    // `in T10, T11 and L1 nodes, in T11 of 5 mm`: some of the places again
    if lead.len() > own.len() && own.iter().all(|i| lead.iter().any(|l| l.level == i.level)) {
        return lead.to_vec();
    }
    let mut refined = Vec::new();
    for item in own {
        let sides: Vec<&Item> = lead.iter().filter(|l| l.level == item.level && l.endplate.is_some()).collect();
        if sides.is_empty() {
            refined.push(item);
            continue;
        }
        for side in sides {
            refined.push(Item { endplate: side.endplate, endplate_span: side.endplate_span, ..item.clone() });
        }
    }
    refined
}

/// Endplates without level take the levels of `levels`.
fn combine(sides: Vec<Item>, levels: Vec<Item>) -> Vec<Item> {
    if sides.is_empty() {
        return levels;
    }
    if levels.is_empty() {
        return sides;
    }
    let mut all: Vec<Item> = Vec::new();
    for level in &levels {
        for side in &sides {
            let mut item = level.clone();
            item.endplate = side.endplate;
            item.endplate_span = side.endplate_span;
            if let (Some(Level::Disc(disc)), Some(endplate)) = (item.level, item.endplate) {
                item.level = Some(Level::Vertebra(disc.bounding(endplate)));
            }
            if !all.iter().any(|a| a.level == item.level && a.endplate == item.endplate) {
                all.push(item);
            }
        }
    }
    all
}

/// Endplates without a level at the levels of a heading or of the sentence before.
pub(super) fn under(items: Vec<Item>, over: &[Item]) -> Vec<Item> {
    if items.iter().any(|i| i.level.is_some()) {
        return items;
    }
    combine(items, over.to_vec())
}

/// The node that a pronoun speaks of, or that a lesion is said to be: `a defect, consistent with a node`, `the pit is
/// a node`, `a node, a 5 mm defect`.
fn alias(atoms: &[Atom], heads: &[usize], head: usize) -> Option<usize> {
    let node = |h: usize| matches!(atoms[heads[h]].what, What::Node { .. });
    match atoms[heads[head]].what {
        What::Anaphor { .. } => (0..head).rev().find(|&h| node(h)),
        What::Lesion => {
            let next = (head + 1..heads.len()).find(|&h| node(h));
            let next = next.filter(|&h| said_to_be(atoms, heads[head], heads[h]));
            next.or_else(|| (0..head).rev().find(|&h| node(h)).filter(|&h| apposed(atoms, heads[h], heads[head])))
        }
        _ => None,
    }
}

/// Whether the lesion at `from` is said to be the node at `to`.
fn said_to_be(atoms: &[Atom], from: usize, to: usize) -> bool {
    const LINKS: [Tag; 3] = [Tag::Because, Tag::UncertaintyBefore, Tag::UncertaintyBetween];
    let between = &atoms[from + 1..to];
    // `the defect at L2 is new; an acute node is favored`
    let last = between.iter().rposition(ends_clause);
    if let Some(stop) = last.filter(|&stop| between[stop].mark() == Some(b';')) {
        let favored = atoms[to + 1..].iter().take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::UncertaintyAfter));
        let own = |a: &Atom| matches!(a.what, What::Other | What::Modic(_) | What::Node { .. } | What::Lesion);
        return favored
            && between[stop + 1..].iter().all(inside_noun_phrase)
            && !between[..stop].iter().any(|a| ends_clause(a) || own(a));
    }
    if last.is_some() || between.iter().any(|a| matches!(a.what, What::Lesion)) {
        return false;
    }
    let link = between.iter().position(|a| a.any(&LINKS) || matches!(a.mark(), Some(b'=' | b':')));
    let is = || between.iter().rposition(|a| a.is(Tag::Verb)).filter(|&v| between[v..].iter().all(inside_or_verb));
    let comma = || {
        between.iter().position(|a| a.mark() == Some(b',')).filter(|&c| between[c + 1..].iter().all(inside_noun_phrase))
    };
    // the lesion in one cell, what it is in another
    let cell = || between.iter().position(|a| a.from == a.to);
    let Some(link) = link.or_else(is).or_else(comma).or_else(cell) else { return false };
    let own = |a: &Atom| matches!(a.what, What::Other | What::Modic(_) | What::Node { .. });
    let chosen = |a: &Atom| a.any(&[Tag::NegationInstead, Tag::UncertaintyBetween, Tag::Or, Tag::And]);
    // what goes with the lesion may stand between: `a pit with a step, likely a node`
    let with = between[..link].iter().position(|a| a.is(Tag::With)).unwrap_or(link);
    !between[..with].iter().any(own) && (!between[link..].iter().any(own) || between[link..].iter().any(chosen))
}

fn inside_or_verb(atom: &Atom) -> bool {
    inside_noun_phrase(atom) || atom.any(&[Tag::Verb, Tag::NegationInstead])
}

/// Whether the lesion at `to` is the node at `from` in other words.
fn apposed(atoms: &[Atom], from: usize, to: usize) -> bool {
    let between = &atoms[from + 1..to];
    let mark = between.first().is_some_and(|a| matches!(a.mark(), Some(b',' | b'(')));
    mark && between[1..].iter().all(inside_noun_phrase)
}
