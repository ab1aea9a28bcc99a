//! The places of a head: its own, those that lead it, those of a head it is joined or linked to.

use super::alias::is_from;
use super::lists;
use super::{Bindings, Owned, combine, ends_clause, in_turn, inside_noun_phrase, refine, under};
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms::{Atom, What};
use crate::extract::elided::is_elided;
use crate::extract::place::{Item, Phrase, Turn, endplate_of};
use crate::finding::Change;
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::ops::Range;

/// Whether something is denied anew between two heads: `changes at L5-S1 and no edema`. What is denied so is denied anywhere.
fn denied_anew(between: &[Atom]) -> bool {
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let anew = between.iter().rposition(|a| a.is(Tag::And)).filter(|&and| !between[and..].iter().any(level));
    // `is old and shows fat; no edema` goes on with the node
    let clause = |and: usize| between[and..].iter().take_while(|a| a.mark() != Some(b';'));
    anew.is_some_and(|and| clause(and).any(|a| a.is(Tag::NegationBefore)))
        && !between.iter().any(|a| a.any(&[Tag::With, Tag::Associated, Tag::Around]))
}

impl Bindings<'_> {
    /// The places of a head by its own phrases, the one that leads it, or a head it is joined or linked to. Empty if
    /// the sentence ties no place to it.
    pub(in crate::extract) fn places(&self, head: usize) -> Vec<Item> {
        if let Some(items) = &self.respective[head] {
            return items.clone();
        }
        if is_elided(&self.atoms[self.heads[head]]) || self.which_has_one(self.heads[head]) {
            return self.place_in_front(head);
        }
        let mut items = self.places_within(head, 4);
        // `in the superior endplate of L1, continuous with the T12-L1 disc`: the disc is that beside the place
        let vertebrae: Vec<Item> =
            items.iter().filter(|i| matches!(i.level, Some(Level::Vertebra(_)))).cloned().collect();
        items.retain(|item| match item.level {
            // `In the lumbar spine the superior endplate of L2 carries a node`
            Some(region @ Level::Region(_))
                if item.endplate.is_none() && (self.owned[head].lead.len() > 1 || self.region_leads(head)) =>
            {
                !vertebrae.iter().any(|v| v.level_span != item.level_span && v.level.is_some_and(|v| region.holds(v)))
            }
            Some(level @ Level::Disc(disc)) => {
                // a disc that another endplate bounds is a place of its own
                let beside = |v: &Item| match (v.level, v.endplate) {
                    (Some(Level::Vertebra(vertebra)), Some(endplate)) => disc.bounding(endplate) == vertebra,
                    (own, _) => own.is_some_and(|own| level.holds(own)),
                };
                !vertebrae.iter().any(|v| v.level_span != item.level_span && beside(v))
            }
            _ => true,
        });
        if matches!(self.atoms[self.heads[head]].what, What::Edema(_) | What::Modic(_)) {
            self.leave_to_elided(head, &mut items);
        }
        items
    }

    /// The place named last before a word that stands for oedema: `L4, where it is present along the inferior endplate`.
    fn place_in_front(&self, head: usize) -> Vec<Item> {
        let at = self.heads[head];
        let Some(last) = self.atoms[..at].iter().rev().find(|a| matches!(a.what, What::Levels(_))) else {
            return Vec::new();
        };
        let mut told: Vec<Item> = self.phrases.iter().flat_map(|p| &p.items).cloned().collect();
        told.retain(|i| i.level_span == Some(last.span));
        // `except T7, which is free of it` was taken from the places
        if let What::Levels(levels) = &last.what
            && told.is_empty()
        {
            let at = |&level| Item { level: Some(level), level_span: Some(last.span), ..Item::default() };
            told.extend(levels.iter().map(at));
        }
        let behind = |&&p: &&usize| self.phrases[p].atoms.start > at && !self.phrases[p].has_level();
        let sides = self.owned[head].own.iter().find(behind).map(|&p| self.phrases[p].items.clone());
        combine(sides.unwrap_or_default(), told)
    }

    /// Whether `one` is had by the vertebra right in front: `except T6, which has one in the superior endplate`.
    fn which_has_one(&self, at: usize) -> bool {
        let [.., level, comma, which, has] = &self.atoms[..at] else { return false };
        matches!(self.atoms[at].what, What::Node { .. })
            && self.atoms[at].any(&[Tag::OneNoun, Tag::Ellipsis, Tag::One])
            && has.any(&[Tag::Verb, Tag::Shows])
            && which.is(Tag::Which)
            && comma.is_written_comma()
            && matches!(level.what, What::Levels(_))
    }

    /// Where the level named last before an atom stands.
    fn level_in_front(&self, at: usize) -> Option<Span> {
        self.atoms[..at].iter().rev().find(|a| matches!(a.what, What::Levels(_))).map(|a| a.span)
    }

    /// Takes the places from an oedema that a word behind it stands for another at.
    fn leave_to_elided(&self, head: usize, items: &mut Vec<Item>) {
        let others = self.heads[head + 1..].iter().copied();
        for at in others.filter(|&at| is_elided(&self.atoms[at])) {
            let span = self.level_in_front(at);
            items.retain(|i| i.level_span.is_none() || i.level_span != span);
        }
    }

    /// Whether a region leads to a place within it, in one phrase in front of the head: `In the lumbar spine L1 has a node`.
    fn region_leads(&self, head: usize) -> bool {
        let [only] = self.owned[head].lead[..] else { return false };
        let phrase = &self.phrases[only];
        let first = phrase.items.first().and_then(|item| item.level);
        let joined = self.atoms[phrase.atoms.clone()].iter().any(|a| a.any(&[Tag::And, Tag::Or]) || a.mark().is_some());
        matches!(first, Some(Level::Region(_))) && !joined && self.owned[head].own.is_empty()
    }

    /// The places of a denied head, with those that an exception takes out of the denial.
    pub(in crate::extract) fn with_exceptions(&self, head: usize, mut items: Vec<Item>) -> Vec<Item> {
        items.extend(self.owned_phrases(head).into_iter().flat_map(|p| self.phrases[p].excepted.iter().cloned()));
        items
    }

    /// Whether another thing stands behind a phrase, in a clause before that of the head.
    fn is_anothers(&self, phrase: usize, head: usize) -> bool {
        let between = &self.atoms[self.phrases[phrase].atoms.end.min(self.heads[head])..self.heads[head]];
        let clause = between.iter().position(|a| a.mark() == Some(b';')).unwrap_or(0);
        between[..clause].iter().any(|a| a.what == What::Other)
    }

    pub(super) fn places_within(&self, head: usize, depth: usize) -> Vec<Item> {
        let owned = &self.owned[head];
        let mut own = self.merge(&self.told_once(owned));
        // `The largest of the lumbar nodes, at L4, …`
        if self.one_of_them(head) {
            own.iter_mut().for_each(|item| item.extra = true);
        }
        // `both endplates are eroded, and edema is present at L3-L4`
        let away = |p: usize| {
            !self.phrases[p].has_level()
                && !self.phrases[p].led
                && self.atoms[self.phrases[p].atoms.end..self.heads[head]].iter().any(|a| a.is(Tag::Verb))
                && !matches!(self.atoms[self.heads[head]].what, What::Node { .. })
        };
        let lead: Vec<usize> = owned.lead.iter().copied().filter(|&p| !away(p)).collect();
        let mut lead = self.merge(&lead);
        // `every vertebra bears a node; the one at L4 is new`
        if self.atoms[self.heads[head]].is(Tag::Ellipsis) && own.iter().any(|i| i.level.is_some()) {
            // `a superior one at L1`
            let at = self.heads[head];
            let beside = |&p: &usize| self.phrases[p].atoms.end == at && !self.phrases[p].has_level();
            let sided = owned.lead.iter().any(beside);
            lead.retain(|l| sided && l.level.is_none() || own.iter().any(|i| i.level == l.level));
        }
        if let Some(both) = other_side_denied(&lead, &own) {
            return both;
        }
        if own.iter().any(|i| i.level.is_some()) {
            // `At L3 there is a node, and at L4 there is none`
            let same = |l: &Item, i: &Item| i.level == l.level && Endplate::agree(i.endplate, l.endplate);
            let apart = |l: &Item| l.level.is_some() && !own.iter().any(|i| same(l, i));
            if own.iter().all(|i| i.turn == Turn::Denied) && !lead.is_empty() && lead.iter().all(apart) {
                lead.extend(own);
                return lead;
            }
            // `changes throughout the lumbar spine, most pronounced at L3-4`
            let region = |i: &Item| matches!(i.level, Some(Level::Region(_))) && i.endplate.is_none();
            if own.iter().all(|i| i.extra) && lead.iter().any(region) {
                lead.extend(own);
                return lead;
            }
            // `the discs at L4/5 and L5/S1 are dry, with Modic changes at L5/S1`
            // `L3 and L4 show nodes, and marrow oedema is present at L4`
            let behind = || owned.own.iter().any(|&p| self.phrases[p].atoms.start > self.heads[head]);
            let edema = matches!(self.atoms[self.heads[head]].what, What::Edema(_)) && head > 0 && behind();
            if matches!(self.atoms[self.heads[head]].what, What::Modic(_)) || edema {
                lead.retain(|l| l.level.is_none() || own.iter().any(|i| i.level == l.level));
            }
            // `fracture of the superior endplate with oedema throughout the L1 body`
            let body = |p: &usize| {
                let Range { start, end } = self.phrases[*p].atoms;
                let noun = &self.atoms[start..self.atoms.len().min(end + 1)];
                self.phrases[*p].atoms.start > self.heads[head] && noun.iter().any(|a| a.is(Tag::VertebraNoun))
            };
            if matches!(self.atoms[self.heads[head]].what, What::Edema(_)) && owned.own.iter().any(body) {
                return own;
            }
            if let Some(all) = self.sides_and_places(&owned.own, &own, &lead) {
                return all;
            }
            // `L4-S1 fusion; a node at L5`: the levels in front are another's
            let anothers = lead.len() > own.len() && owned.lead.iter().any(|&p| self.is_anothers(p, head));
            return refine(own, if anothers { &[] } else { &lead });
        }
        let other = self.places_of_aliases(head, depth);
        if own.is_empty() && !other.is_empty() {
            // `lucency in T9 from an inferior endplate node`
            let sides = lead.iter().all(|i| i.level.is_none()) && other.iter().all(|i| i.endplate.is_none());
            return if sides { combine(lead, other) } else { under(other, &lead) };
        }
        // `the abnormality at L2 is a node in the inferior endplate`
        if other.iter().any(|i| i.level.is_some()) {
            return combine(own, other);
        }
        let inherited = if lead.iter().any(|i| i.level.is_some()) {
            if own.is_empty() {
                let nearer = self.within_region(head, &lead, depth);
                return nearer.or_else(|| self.within_next_clause(head, &lead, depth)).unwrap_or(lead);
            }
            lead.clone()
        } else if depth > 0 {
            self.inherited(head, depth - 1)
        } else {
            Vec::new()
        };
        // `L2 and L3 show nodes in the inferior and superior endplate, respectively`
        let told = owned.own.iter().flat_map(|&p| &self.atoms[self.phrases[p].atoms.clone()]);
        if let ([upper, lower], Some(first)) = (&own[..], told.into_iter().find_map(endplate_of))
            && (upper.endplate_span == lower.endplate_span && upper.endplate != Some(first))
        {
            own.reverse();
        }
        if self.atoms.iter().any(|a| a.is(Tag::Respectively)) && own.len() == inherited.len() && own.len() > 1 {
            return in_turn(own, &inherited);
        }
        // `bone marrow edema (Modic 1) at L4-5`, `fatty (Modic 2) degeneration about L5-S1`
        if own.is_empty()
            && inherited.is_empty()
            && lead.is_empty()
            && depth > 0
            && let Some(bracket) = lists::bracketed(self.atoms, self.heads[head])
        {
            let behind = self.heads.iter().position(|&h| h == bracket.end);
            // `fatty marrow conversion (Modic 2)`
            let noun = |a: &&Atom| a.what == What::Word;
            let words = self.atoms[..bracket.start].iter().rev().take_while(noun).count();
            let before = bracket.start.checked_sub(1 + words).and_then(|b| self.heads.iter().position(|&h| h == b));
            let beside =
                before.into_iter().chain(behind).map(|h| self.places_within(h, 0)).find(|items| !items.is_empty());
            if let Some(items) = beside {
                return items;
            }
        }
        let sides = if own.is_empty() { lead } else { own };
        let sides = if sides.is_empty() { self.of_its_edema(head) } else { sides };
        combine(sides, inherited)
    }

    /// The places of a head whose own phrases are sides of the levels in front, and further places: `T11 and L1 bear a node on the
    /// caudal endplate, L1 also on the cranial`, `At L2, a node indents the superior endplate; at L3, both endplates`.
    fn sides_and_places(&self, phrases: &[usize], own: &[Item], lead: &[Item]) -> Option<Vec<Item>> {
        let (exact, sides): (Vec<Item>, Vec<Item>) = own.iter().cloned().partition(|i| i.level.is_some());
        let parts = |pair: &[usize]| {
            let between = self.phrases[pair[0]].atoms.end..self.phrases[pair[1]].atoms.start;
            self.atoms[between].iter().any(ends_clause)
        };
        let parted = phrases.windows(2).any(parts) && lead.iter().any(|l| l.level.is_some());
        let again = |i: &Item| i.endplate.is_some() && (parted || lead.iter().any(|l| l.level == i.level));
        (!sides.is_empty() && exact.iter().all(again)).then(|| {
            let mut all = combine(sides, lead.to_vec());
            all.extend(exact);
            all
        })
    }

    /// The endplate of the oedema that a node is said to go with: `node with mild edema in the inferior endplate`.
    fn of_its_edema(&self, head: usize) -> Vec<Item> {
        let Some(&next) = self.heads.get(head + 1).filter(|&&next| matches!(self.atoms[next].what, What::Edema(_)))
        else {
            return Vec::new();
        };
        let between = &self.atoms[self.heads[head] + 1..next];
        let with = between.first().is_some_and(|a| a.is(Tag::With)) && between[1..].iter().all(inside_noun_phrase);
        let node = matches!(self.atoms[self.heads[head]].what, What::Node { .. });
        let [only] = self.owned[head + 1].own[..] else { return Vec::new() };
        let items = &self.phrases[only].items;
        let sided = items.iter().all(|i| i.level.is_none() && i.endplate.is_some());
        if node && with && sided { items.clone() } else { Vec::new() }
    }

    /// The places of what is said to be the head: `defect of L3, consistent with a node`.
    pub(super) fn places_of_aliases(&self, head: usize, depth: usize) -> Vec<Item> {
        let others = (0..self.heads.len()).filter(|&other| self.alias[other] == Some(head));
        let lesions = others.filter(|&other| matches!(self.atoms[self.heads[other]].what, What::Lesion));
        lesions
            .map(|other| self.places_within(other, depth.saturating_sub(1)))
            .find(|i| !i.is_empty())
            .unwrap_or_default()
    }

    /// A head's own phrases without `the largest at L2` where L2 is among its places anyway.
    pub(super) fn told_once(&self, owned: &Owned) -> Vec<usize> {
        let levels = |p: usize| self.phrases[p].items.iter().map(|i| i.level);
        let told = |p: usize| {
            let others = owned.own.iter().chain(&owned.lead).filter(|&&q| q != p);
            let others: Vec<_> = others.flat_map(|&q| levels(q)).collect();
            let sided = self.phrases[p].items.iter().any(|i| i.endplate.is_some());
            let other_sided = owned
                .own
                .iter()
                .chain(&owned.lead)
                .any(|&q| q != p && self.phrases[q].items.iter().any(|i| i.endplate.is_some()));
            (!sided || other_sided) && levels(p).all(|level| level.is_some() && others.contains(&level))
        };
        let extra = |p: usize| self.largest_before(self.phrases[p].atoms.start);
        owned.own.iter().copied().filter(|&p| !(extra(p) && told(p))).collect()
    }

    /// A head's own phrases as one list: a phrase of endplates alone and one of levels alone complete each other.
    pub(super) fn merge(&self, own: &[usize]) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut levels: Vec<Item> = Vec::new();
        let mut sides: Vec<Item> = Vec::new();
        // `Nodes, 8 mm (L2) and 5 mm (L3).`
        let told = |&&q: &&usize| !own.contains(&q) && (self.phrases[q].has_level() || self.phrases[q].items.len() > 1);
        let leads = self.owned.iter().filter(|o| o.own == own).flat_map(|o| &o.lead);
        let labels_alone = leads.filter(told).count() == 0 && own.iter().all(|&p| self.phrases[p].labels);
        for &p in own {
            let phrase = &self.phrases[p];
            // `in T11, 4 mm (upper plate) and 6 mm (lower plate)`
            if own.len() > 1 && !labels_alone && phrase.labels && phrase.has_level() {
                continue;
            }
            let mut new = phrase.items.clone();
            let largest = self.largest_before(phrase.atoms.start) || self.largest_behind(phrase.atoms.end);
            for item in &mut new {
                item.extra = largest;
            }
            let bare_sides = |items: &[Item]| !items.is_empty() && items.iter().all(|i| i.level.is_none());
            let bare_levels =
                |items: &[Item]| !items.is_empty() && items.iter().all(|i| i.endplate.is_none() && i.level.is_some());
            let sized = |phrase: &Phrase| {
                let led = phrase.atoms.start.checked_sub(2).map(|b| &self.atoms[b..phrase.atoms.start]);
                led.is_some_and(|led| matches!(led[0].what, What::Size(_)) && led[1].is(Tag::At))
            };
            // `on its caudal side, in the superior endplate of L4`
            let led = |a: &&Atom| a.any(&[Tag::At, Tag::Article]);
            let comma = phrase.atoms.start - self.atoms[..phrase.atoms.start].iter().rev().take_while(led).count();
            let comma = comma < phrase.atoms.start && comma > 0 && self.atoms[comma - 1].is_written_comma();
            let exact = new.iter().all(|i| i.level.is_some() && i.endplate.is_some());
            if bare_sides(&items) && comma && exact && own.len() == 2 {
                items = new;
            } else if bare_sides(&items) && bare_levels(&new) {
                if sized(phrase) {
                    sides.clone_from(&items);
                }
                items = combine(items, new);
            } else if !sides.is_empty() && bare_levels(&new) && sized(phrase) {
                // `nodes in the inferior endplates, 4 mm at T10 and 6 mm at T11`
                items.extend(combine(sides.clone(), new));
            } else if bare_sides(&new) && !items.is_empty() {
                let last = items.last().filter(|i| i.level.is_some() && i.endplate.is_some()).cloned();
                // `superiorly at T12, but none inferiorly`
                if let (Some(last), true) = (&last, new.iter().all(|i| i.turn == Turn::Denied)) {
                    let level = Item { endplate: None, endplate_span: None, ..last.clone() };
                    items.extend(new.into_iter().map(|side| Item {
                        turn: Turn::Denied,
                        endplate: side.endplate,
                        endplate_span: side.endplate_span,
                        ..level.clone()
                    }));
                    continue;
                }
                let sized = phrase.atoms.start > 1
                    && matches!(self.atoms[phrase.atoms.start - 2].what, What::Size(_))
                    && self.atoms[phrase.atoms.start - 1].is(Tag::And);
                if let Some(last) = last.filter(|_| sized) {
                    // `L1 sup 4 mm and inf 7 mm`
                    items.extend(combine(new, vec![last]));
                } else if bare_levels(&items) {
                    levels.clone_from(&items);
                    // `the nodes of L1 and L2 are in the inferior and superior endplates, respectively`
                    let in_order = new.len() > 1 && self.atoms.iter().any(|a| a.is(Tag::Respectively));
                    let first = self.atoms[phrase.atoms.clone()].iter().find_map(endplate_of);
                    if in_order && first.is_some() && new.first().is_some_and(|i| i.endplate != first) {
                        new.reverse();
                    }
                    items = if in_order { in_turn(new, &items) } else { combine(new, items) };
                } else if let [_] = levels[..] {
                    // `at L3, one superiorly and one inferiorly`
                    items.extend(combine(new, levels.clone()));
                } else if bare_sides(&items) {
                    // `superior endplate 3 mm, inferior endplate 5 mm`
                    let told = |i: &Item| items.iter().any(|o| o.endplate == i.endplate);
                    let further: Vec<Item> = new.into_iter().filter(|i| !told(i)).collect();
                    items.extend(further);
                }
            } else {
                items.extend(new);
            }
        }
        items
    }

    /// Whether `the largest of` leads to a head.
    fn one_of_them(&self, head: usize) -> bool {
        let region = |a: &Atom| matches!(&a.what, What::Levels(list) if matches!(list[..], [Level::Region(_)]));
        let inside = |a: &&Atom| inside_noun_phrase(a) || a.is(Tag::Definite) || region(a);
        let mut before = self.atoms[..self.heads[head]].iter().rev().skip_while(inside);
        before.next().is_some_and(|a| a.is(Tag::Of)) && before.next().is_some_and(|a| a.is(Tag::Largest))
    }

    /// Whether `the largest`, `the largest of them` leads to the phrase that begins at an atom.
    pub(super) fn largest_before(&self, start: usize) -> bool {
        const INSIDE: [Tag; 10] = [
            Tag::At,
            Tag::Of,
            Tag::Article,
            Tag::Pronoun,
            Tag::Which,
            Tag::Verb,
            Tag::BareNode,
            Tag::OneNoun,
            Tag::Into,
            Tag::Reach,
        ];
        let inside = |&i: &usize| {
            let a = &self.atoms[i];
            // `the deepest of which notches …`
            let verb = a.what == What::Word && i > 0 && self.atoms[i - 1].is(Tag::Which);
            verb || a.any(&INSIDE)
                || a.any(&[Tag::Largest, Tag::Measuring])
                || matches!(a.mark(), Some(b',' | b'(' | b')'))
                || matches!(a.what, What::Anaphor { .. } | What::Size(_))
        };
        (0..start).rev().take(8).take_while(inside).any(|i| self.atoms[i].is(Tag::Largest))
    }

    /// Whether `, the largest` follows the phrase that ends at an atom: `nodes; at T9, the largest is 8 mm`.
    pub(super) fn largest_behind(&self, end: usize) -> bool {
        let comma = self.atoms.get(end).is_some_and(|a| a.mark() == Some(b','));
        let next = if comma { end + 1 } else { end };
        self.atoms.get(next).is_some_and(|a| a.is(Tag::Largest) && !a.is(Tag::NotSize))
            && self
                .atoms
                .get(next + 1)
                .is_some_and(|a| a.any(&[Tag::Verb, Tag::Measuring]) || matches!(a.what, What::Anaphor { .. }))
    }

    /// The places of a head in front whose `with` governs the list that a head stands in.
    pub(super) fn with_before(&self, head: usize) -> Option<Vec<Item>> {
        let in_list = |a: &Atom| {
            let mark = matches!(a.mark(), Some(b',' | b'%'));
            inside_noun_phrase(a) || a.any(&[Tag::And, Tag::Of]) || mark || matches!(a.what, What::Word)
        };
        for first in (0..head).rev() {
            let between = &self.atoms[self.heads[first] + 1..self.heads[first + 1]];
            if let Some(with) = between.iter().rposition(|a| a.is(Tag::With)) {
                // `…, with Modic changes and a 4 mm protrusion at L5-S1`: that has a place of its own
                let apart = self.heads.get(head + 1).is_some_and(|&next| {
                    let joint = self.atoms[self.heads[head] + 1..next].iter().position(|a| a.is(Tag::And));
                    let own = joint.and_then(|j| self.atoms.get(self.heads[head] + 2 + j));
                    joint == Some(0) && own.is_some_and(|a| a.any(&[Tag::Article, Tag::One]))
                });
                let listed = (head > first + 1 || apart) && between[with + 1..].iter().all(in_list);
                let items = self.merge(&self.owned[first].own);
                return (listed && items.iter().any(|i| i.level.is_some())).then_some(items);
            }
            if !between.iter().all(in_list) {
                return None;
            }
        }
        None
    }

    /// The place that the head before has within the region or disc that leads both, where the head stands with it: `The lumbar
    /// spine shows a bulge at L4-L5 with Modic type 1 change`, `At L2-3, edema of the inferior endplate of L2 about a node`.
    fn within_region(&self, head: usize, lead: &[Item], depth: usize) -> Option<Vec<Item>> {
        let [Item { level: Some(region @ (Level::Region(_) | Level::Disc(_))), endplate: None, .. }] = lead else {
            return None;
        };
        let before = head.checked_sub(1).filter(|_| depth > 0)?;
        let at = self.heads[head];
        let between = &self.atoms[self.heads[before] + 1..at];
        let with = between.iter().rposition(|a| a.is(Tag::With)).is_some_and(|w| {
            let plain = between[..w].iter().all(|a| a.mark().is_none() && !a.any(&[Tag::And, Tag::Verb, Tag::ThereIs]));
            plain && between[w + 1..].iter().all(inside_noun_phrase)
        });
        // the node that the edema is around
        let around = between.iter().rposition(|a| a.is(Tag::Around)).is_some_and(|w| {
            let edema = matches!(self.atoms[self.heads[before]].what, What::Edema(_));
            edema && between[..w].iter().all(|a| a.mark().is_none()) && between[w + 1..].iter().all(inside_noun_phrase)
        });
        let region_leads = matches!(region, Level::Region(_));
        let with = with && region_leads || around;
        let same = region_leads && self.atoms[at..].iter().take(6).any(|a| a.is(Tag::SameLevel));
        let several = matches!(self.atoms[at].what, What::Node { plural: true });
        let items = self.places_within(before, depth - 1);
        let exact = |i: &Item| {
            i.level.is_some_and(|level| !matches!(level, Level::Region(_)) && region.holds(level))
                && i.turn == Turn::None
        };
        (!several && (with || same) && !items.is_empty() && items.iter().all(exact)).then_some(items)
    }

    /// The place of what a Modic change or an oedema stands with, where a clause of its own says something of the places that lead:
    /// `The L3-4 disc is normal, and a bulge is seen at L4-5 with Modic changes`.
    fn within_next_clause(&self, head: usize, lead: &[Item], depth: usize) -> Option<Vec<Item>> {
        let before = head.checked_sub(1).filter(|_| depth > 0)?;
        let [thing, at] = [before, head].map(|h| self.heads[h]);
        if !matches!(self.atoms[thing].what, What::Other)
            || !matches!(self.atoms[at].what, What::Modic(_) | What::Edema(_))
        {
            return None;
        }
        let joins = |a: &Atom| a.mark().is_some() || a.is(Tag::And);
        let between = &self.atoms[thing + 1..at];
        let with = between.iter().rposition(|a| a.is(Tag::With))?;
        let goes_with = !between[..with].iter().any(joins) && between[with + 1..].iter().all(inside_noun_phrase);
        let end = self.owned[head].lead.iter().map(|&p| self.phrases[p].atoms.end).max()?;
        let clause = self.atoms.get(end..thing)?;
        let verb = clause.iter().position(|a| a.is(Tag::Verb))?;
        let items = self.places_within(before, depth - 1);
        let apart = |i: &Item| i.level.is_some() && i.turn == Turn::None && !lead.iter().any(|l| l.level == i.level);
        let told = goes_with && clause[verb..].iter().any(joins);
        (told && !items.is_empty() && items.iter().all(apart)).then_some(items)
    }

    /// Places taken from a neighbouring head.
    pub(super) fn inherited(&self, head: usize, depth: usize) -> Vec<Item> {
        let at = self.heads[head];
        // `degeneration at L3-L4 with stenosis, Modic change and a node of L3`
        if let Some(items) = self.with_before(head) {
            return items;
        }
        // `edema in the pedicle of L5`
        if let Some(&next) = self.heads.get(head + 1) {
            let structure = self.atoms[next].is(Tag::Structure) && !matches!(self.atoms[at].what, What::Node { .. });
            let inside = |a: &Atom| {
                inside_noun_phrase(a) || a.any(&[Tag::At, Tag::Of, Tag::Verb, Tag::Marrow, Tag::Into, Tag::Reach])
            };
            let between = &self.atoms[at + 1..next];
            // `no bone oedema at the fracture site of L1`
            let site =
                self.atoms[next].what == What::Other && between.first().is_some_and(|a| a.any(&[Tag::At, Tag::Around]));
            let structure = structure || site && matches!(self.atoms[at].what, What::Edema(_));
            if structure
                && between.iter().any(|a| a.any(&[Tag::At, Tag::Of, Tag::Around, Tag::Into]))
                && between.iter().all(inside)
            {
                let items = self.places_within(head + 1, depth);
                // `edema extending into the pedicles` of what is named before
                let into = between.iter().any(|a| a.any(&[Tag::Into, Tag::Reach]));
                if !(into && items.is_empty()) {
                    return items;
                }
            }
            let both = structure && between.iter().any(|a| a.is(Tag::And)) && self.atoms[at].is(Tag::Structure);
            if both {
                return self.places_within(head + 1, depth);
            }
        }
        if let Some(items) = self.joined_to_next(head, depth) {
            return items;
        }
        // `edema at the superior endplate of T12, and the node beneath it`
        let beneath = self.atoms.get(at + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Around]))
            && self.atoms.get(at + 2).is_some_and(|a| a.is(Tag::Pronoun));
        if head > 0 && beneath {
            let items = self.places_within(head - 1, 0);
            if items.iter().any(|i| i.level.is_some()) {
                return items;
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
        if head == 0 { Vec::new() } else { self.linked(head, depth) }
    }

    /// The places of the next head, to which a head is joined: `bulge and node at L2`, but not `two nodes, one at L1 and
    /// one at L2`.
    fn joined_to_next(&self, head: usize, depth: usize) -> Option<Vec<Item>> {
        let at = self.heads[head];
        let told_out = |next: usize| {
            let known = matches!(self.atoms[at].what, What::Node { plural: true } | What::Edema(_));
            known && self.atoms[next].is(Tag::Ellipsis)
        };
        if let Some(&next) = self.heads.get(head + 1).filter(|&&next| !told_out(next)) {
            // `a node of 5 mm with oedema at L1`
            let between = match &self.atoms[at + 1..next] {
                [of, size, rest @ ..] if of.is(Tag::Of) && matches!(size.what, What::Size(_)) => rest,
                all => all,
            };
            // `Modic type 1 endplate oedema at L4-5`
            let of_one = matches!(self.atoms[at].what, What::Modic(_))
                && matches!(self.atoms[next].what, What::Edema(_))
                && between.iter().all(|a| a.any(&[Tag::EndplateNoun, Tag::Marrow]));
            // `with surrounding edema in the endplate of T8`, `surrounded by edema at L1`
            let goes_with = |a: &Atom| a.is(Tag::Associated) && a.to - a.from > 1;
            let with = between.iter().any(|a| a.is(Tag::With) || goes_with(a));
            let joined = of_one
                || with
                || between.iter().any(|a| {
                    a.any(&[Tag::And, Tag::Or, Tag::UncertaintyBetween, Tag::NegationInstead])
                        || matches!(a.mark(), Some(b',' | b'/' | b'&' | b'+'))
                });
            // `no Modic changes, no marrow edema, mild bulges at C5-6`: what is denied has no part in the next
            let cue = |h: usize| {
                let mut before = self.atoms[..self.heads[h]].iter().rev().skip_while(|a| inside_noun_phrase(a));
                before.next().is_some_and(|a| a.is(Tag::NegationBefore))
            };
            let behind = self.atoms[next..].iter().take_while(|a| !matches!(a.what, What::Levels(_)));
            let listed = between.iter().chain(behind).any(|a| a.any(&[Tag::And, Tag::Or]));
            if cue(head) && !cue(head + 1) && !listed && self.atoms[next].what == What::Other {
                return None;
            }
            // `Modic change at L3-4 without node, and a node at L1-2`
            let node = |h: usize| matches!(self.atoms[self.heads[h]].what, What::Node { .. });
            if cue(head) && !cue(head + 1) && node(head) && node(head + 1) {
                return None;
            }
            let only = between.iter().all(|a| {
                inside_noun_phrase(a)
                    || with && a.is(Tag::Around)
                    || a.any(&[
                        Tag::And,
                        Tag::Or,
                        Tag::UncertaintyBetween,
                        Tag::NegationInstead,
                        Tag::With,
                        Tag::NegationBefore,
                    ])
                    || matches!(a.what, What::Word)
                    // `with endplate irregularity at L4-5`, `marrow oedema and paraspinal oedema at T12`
                    || a.any(&[Tag::EndplateNoun, Tag::NotMarrow])
                    || matches!(a.mark(), Some(b',' | b'/' | b'&' | b'+' | b'('))
            });
            // `nodes and endplate irregularity, lumbar spine otherwise normal`: no place of the list
            let noun = between.iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::NotMarrow]));
            let edema = matches!(self.atoms[next].what, What::Edema(_));
            let led = |&q: &usize| {
                let start = self.phrases[q].atoms.start;
                start < next || self.phrases[q].led && !self.atoms[next..start].iter().any(Atom::is_written_comma)
            };
            let shared = !noun || edema || self.owned[head + 1].own.iter().all(led);
            if joined && only && shared {
                let items = self.places_within(head + 1, depth);
                // `node or mild fracture of the superior endplate`
                let either = between.iter().any(|a| a.any(&[Tag::Or, Tag::UncertaintyBetween]));
                let node = matches!(self.atoms[at].what, What::Node { .. });
                if items.iter().any(|i| i.level.is_some() || node && either && i.endplate.is_some()) {
                    if node && with {
                        return Some(self.with_further(head + 1, items));
                    }
                    return Some(items);
                }
            }
        }
        None
    }

    /// The places of an oedema that a node has, and of those told behind it: `nodes with oedema at T12 and without it at L2`.
    fn with_further(&self, edema: usize, mut items: Vec<Item>) -> Vec<Item> {
        for next in edema + 1..self.heads.len() {
            let between = &self.atoms[self.heads[next - 1] + 1..self.heads[next]];
            let joint = between.iter().rposition(|a| a.is(Tag::And));
            let again =
                joint.is_some_and(|j| between.get(j + 1).is_some_and(|a| a.any(&[Tag::With, Tag::NegationBefore])));
            if !again || !matches!(self.atoms[self.heads[next]].what, What::Edema(_)) {
                break;
            }
            items.extend(self.merge(&self.owned[next].own).into_iter().filter(|i| i.level.is_some()));
        }
        items.iter_mut().for_each(|item| item.turn = Turn::None);
        items
    }

    /// The place right in front of the comma behind which a Modic change or an oedema is all that is said: `Sclerosis of L5/S1,
    /// Modic 3.`, `Fracture of L1, marrow oedema present.`
    fn telegram(&self, head: usize) -> Option<Vec<Item>> {
        let at = self.heads[head];
        let says = usize::from(self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::YesValue)));
        let telegram = matches!(self.atoms[at].what, What::Modic(_) | What::Edema(_))
            && self.atoms[self.heads[head - 1]].what == What::Other
            && self.atoms.get(at + 1 + says).is_none_or(|a| a.mark().is_some());
        let [only] = self.owned[head - 1].own[..] else { return None };
        let [comma, name @ ..] = self.atoms.get(self.phrases[only].atoms.end..at)? else { return None };
        let apposed = comma.is_written_comma() && name.iter().all(inside_noun_phrase);
        (telegram && apposed).then(|| self.phrases[only].items.clone())
    }

    /// Whether another lesion is weighed against a node behind a comma: `Fracture of the T7 endplate is favored, a Schmorl's node less
    /// likely`.
    fn weighed_against(&self, head: usize) -> bool {
        const WEIGHED: [Tag; 2] = [Tag::UncertaintyAfter, Tag::UncertaintyBetween];
        let at = self.heads[head];
        let between = &self.atoms[self.heads[head - 1] + 1..at];
        let rival = self.atoms[self.heads[head - 1]].what == What::Other && between.iter().any(|a| a.any(&WEIGHED));
        let behind = &self.atoms[at + 1..];
        let hedged = behind.iter().find(|a| !inside_noun_phrase(a)).is_some_and(|a| a.any(&WEIGHED))
            || behind.first().is_some_and(|a| a.is(Tag::UncertaintyBefore));
        rival && hedged
    }

    /// The places of the head before, to which a head is linked: `irregularity of L3 representing a node`.
    fn linked(&self, head: usize, depth: usize) -> Vec<Item> {
        let at = self.heads[head];
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
        // `deformity of L1, acute fracture vs node`: what may be either has the place of what it explains
        let other = self.atoms[at].what == What::Other && self.atoms[self.heads[head - 1]].is_head();
        let either = self.atoms[at + 1..].iter().find(|a| !inside_noun_phrase(a));
        let apposed = between
            .iter()
            .rposition(|a| !(inside_noun_phrase(a) || a.is(Tag::NotAge)))
            .is_some_and(|i| between[i].is_written_comma());
        if other && apposed && either.is_some_and(|a| a.is(Tag::UncertaintyBetween)) {
            return self.places_within(head - 1, depth);
        }
        // `signal at the endplate of T9, Schmorl's node vs metastasis`
        let node = matches!(self.atoms[at].what, What::Node { .. });
        if node && apposed && self.weighed_against(head) {
            return self.places_within(head - 1, depth);
        }
        if node && apposed && either.is_some_and(|a| a.is(Tag::UncertaintyBetween)) {
            let items = self.places_within(head - 1, depth);
            if items.iter().any(|i| i.level.is_some()) {
                return items;
            }
        }
        // `L1 compression deformity, 20% height loss`
        let measure = |a: &Atom| {
            inside_noun_phrase(a)
                || a.is(Tag::Measuring)
                || matches!(a.what, What::Number(_))
                || matches!(a.mark(), Some(b'%' | b','))
        };
        let denied = self.atoms[..at].iter().any(|a| a.is(Tag::NegationBefore));
        if other && !denied && between.first().is_some_and(Atom::is_written_comma) && between.iter().all(measure) {
            return self.places_within(head - 1, depth);
        }
        if let Some(items) = self.telegram(head) {
            return items;
        }
        // `marrow oedema, upper endplate, no node`
        let cue = between.iter().rposition(|a| a.is(Tag::NegationBefore));
        let comma = cue.is_some_and(|cue| cue > 0 && between[cue - 1].mark() == Some(b','));
        let node = matches!(self.atoms[at].what, What::Node { .. });
        // `…; no new node has appeared`
        let anew = node && cue.is_some_and(|cue| cue > 0 && between[cue - 1].mark() == Some(b';'));
        // `Limbus vertebra L4, not a Schmorl's node`
        let not_a = cue.is_some_and(|cue| between[cue].to - between[cue].from > 1)
            && matches!(self.atoms[self.heads[head - 1]].what, What::Other | What::Lesion);
        // `nodes at L1 and L2 without new nodes`
        let none_new = node
            && matches!(self.atoms[self.heads[head - 1]].what, What::Node { .. })
            && matches!(between, [.., no, new] if no.is(Tag::NegationBefore) && new.is(Tag::Course(Change::New)));
        let apart = anew || none_new || comma && node && !not_a && !self.owned[head - 1].own.is_empty();
        if denied_anew(between) || apart {
            return Vec::new();
        }
        let boundary = between.iter().any(|a| matches!(a.mark(), Some(b'|')) || a.is(Tag::ThereIs));
        let colon = between.iter().any(|a| a.mark() == Some(b':') && !a.prefix);
        // `the focus in L2 is a fracture`
        // `What was called a metastasis at T9 is a node`
        let lesion = matches!(self.atoms[self.heads[head - 1]].what, What::Lesion | What::Other);
        let said = lesion
            && between
                .iter()
                .rposition(|a| a.any(&[Tag::Verb, Tag::Correction]))
                .is_some_and(|v| names(&between[v + 1..]));
        // `height loss at T8 from a node of its superior endplate`
        let phrase = |a: &Atom| inside_noun_phrase(a) || a.is(Tag::EndplateNoun) || endplate_of(a).is_some();
        let cause = between.iter().rposition(|a| !phrase(a)).is_some_and(|i| is_from(&between[i]));
        let own_there = (colon || said || cause || between.iter().any(|a| a.any(&link))) && !boundary;
        let comma_cause = between.iter().any(|a| a.mark() == Some(b',')) && between.iter().any(|a| a.any(&[Tag::Verb]));
        if own_there
            && !(comma_cause
                && !between.iter().any(|a| {
                    a.any(&[
                        Tag::With,
                        Tag::Because,
                        Tag::Associated,
                        Tag::Around,
                        Tag::UncertaintyBefore,
                        Tag::Which,
                        Tag::NegationInstead,
                    ])
                }))
        {
            // what is denied of it elsewhere is no place of this
            let mut items = self.places_within(head - 1, depth);
            // `…, each of which has a node`: at all of them
            if between.iter().any(|a| a.any(&[Tag::Each, Tag::Both])) {
                items.iter_mut().for_each(|item| item.turn = Turn::None);
            }
            items.retain(|item| item.turn != Turn::Denied);
            return items;
        }
        Vec::new()
    }
}

/// `The superior endplate of L3 shows a node, but not its inferior endplate.`: the place of the subject, and the other side of
/// its vertebra, which is denied alone.
fn other_side_denied(lead: &[Item], own: &[Item]) -> Option<Vec<Item>> {
    let [place] = lead else { return None };
    let side =
        |i: &Item| i.turn == Turn::Denied && i.level.is_none() && i.endplate.is_some() && i.endplate != place.endplate;
    if place.endplate.is_none() || place.level.is_none() || own.is_empty() || !own.iter().all(side) {
        return None;
    }
    let at = Item { turn: Turn::Denied, ..place.clone() };
    let there = own.iter().map(|i| Item { endplate: i.endplate, endplate_span: i.endplate_span, ..at.clone() });
    Some(std::iter::once(place.clone()).chain(there).collect())
}

/// Whether what a verb says is a name: `clearly a node`.
fn names(said: &[Atom]) -> bool {
    let led = said.iter().take_while(|a| a.what == What::Word).count();
    said[led..].iter().all(inside_noun_phrase) && (led == 0 || said.len() > led)
}
