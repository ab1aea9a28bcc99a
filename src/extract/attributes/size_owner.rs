//! Which head, and which of its places, a measurement is of.

use super::{Attributes, by_side};
use crate::anatomy::Endplate;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::members::members;
use crate::extract::place;
use crate::extract::place::{Item, Turn};
use crate::finding::{Acuity, Change};
use crate::lexicon::SIDED;
use crate::lexicon::tag::Tag;

/// What may stand between the words that tell a place and its measurement.
const LABEL_TO_SIZE: [Tag; 14] = [
    Tag::Measuring,
    Tag::Article,
    Tag::Verb,
    Tag::With,
    Tag::Of,
    Tag::OneNoun,
    Tag::BareNode,
    Tag::EndplateNoun,
    Tag::Largest,
    Tag::NowSize,
    Tag::Which,
    Tag::Pronoun,
    Tag::Definite,
    Tag::CountOf(2),
];

/// Whether a place phrase names levels, and not the item's: `nodes at T11 inf. endplate 4 mm; L1 inf. endplate 7 mm`.
fn of_another_level(phrase: &place::Phrase, item: &Item) -> bool {
    phrase.has_level() && !phrase.items.iter().any(|i| i.level == item.level)
}

/// The one of several places at which something is there: what is not there has no size.
fn only_one_there(items: &[Item]) -> Option<usize> {
    let there: Vec<usize> = (0..items.len()).filter(|&n| items[n].turn != Turn::Denied).collect();
    there.first().copied().filter(|_| there.len() == 1 && items.len() > 1)
}

impl Attributes<'_> {
    /// Whether a measurement is said of each of several nodes at once: `…, both 4 mm`, `… and all are 4 mm deep`, `both of
    /// them 3 mm`, `Each of the nodes measures 5 mm`.
    pub(in crate::extract) fn of_each(&self, at: usize) -> bool {
        let clause = self.atoms[..at].iter().rposition(ends_clause).map_or(0, |i| i + 1);
        // `both stable at 5 mm`
        const LINKS: [Tag; 7] = [
            Tag::Verb,
            Tag::Measuring,
            Tag::Of,
            Tag::Again,
            Tag::At,
            Tag::Course(Change::Stable),
            Tag::Age(Acuity::Chronic),
        ];
        // `All of them are 8 mm deep`: the word before tells
        let them = |a: &Atom| a.is(Tag::Several) && a.is(Tag::Pronoun) && a.to - a.from == 1;
        let told = |a: &&Atom| !(a.any(&LINKS) || them(a)) || a.any(&[Tag::Both, Tag::Every]);
        // `They are 4 mm` may be said of the largest
        let of_them = |a: &Atom| a.is(Tag::Several) && a.is(Tag::Pronoun) && a.to - a.from > 1;
        let all = |a: &Atom| a.any(&[Tag::Both, Tag::Every]) || of_them(a);
        let subject = self.atoms[clause..at].iter().rev().take(4).find(told).filter(|a| !a.is(Tag::NegationBefore));
        // `Each of the nodes in the upper endplates of L1 and L2 measures 5 mm`
        let every = self.atoms[clause..at].iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::Every));
        // `Both the L1 and the L2 node measure 5 mm`
        let mut words = self.atoms[clause..at].iter().skip_while(|a| a.prefix);
        let both = words.next().is_some_and(|a| a.is(Tag::Both))
            && words.find(|a| !a.is(Tag::Article)).is_some_and(|a| matches!(a.what, What::Levels(_)));
        let list = |a: &Atom| both && (place::of_place(a) || a.any(&[Tag::And, Tag::Both]) || a.is_written_comma());
        let lead = |a: &&Atom| (a.any(&[Tag::Every, Tag::Of, Tag::Definite, Tag::Article]) || list(a)) && !a.is_head();
        let every = every || both;
        let head = self.atoms[clause..at].iter().find(|a| !a.prefix && !lead(a));
        let whole = every && head.is_some_and(|a| matches!(a.what, What::Node { .. } | What::Anaphor { .. }));
        whole || subject.is_some_and(all)
    }

    /// The head that a measurement belongs to.
    pub(super) fn size_head(&self, at: usize) -> Option<usize> {
        let heads = &self.bindings.heads;
        // `a 9 mm lymph node at L2, Schmorl's node at L3`
        let inside = |a: &&Atom| inside_noun_phrase(a) || a.any(&[Tag::OtherNode, Tag::BareNode]);
        if self.atoms[at + 1..].iter().take_while(inside).any(|a| a.is(Tag::OtherNode)) {
            return None;
        }
        // `Schmorl's nodes: L4 inf 6 mm oedema`: the key's
        let keyed = |right: usize| {
            let open = matches!(self.atoms[heads[right]].what, What::Edema(crate::extract::atoms::Marrow::Open));
            let node = |h: &usize| matches!(self.atoms[*h].what, What::Node { .. }) && self.atoms[*h].prefix;
            open && at + 1 == heads[right] && heads.iter().any(node)
        };
        // `a node (6 mm), marrow oedema beside it`
        let closed = matches!(self.atoms.get(at + 1..at + 3), Some([close, comma])
            if close.mark() == Some(b')') && comma.is_written_comma());
        if let Some(right) = heads.iter().position(|&h| h > at)
            && self.modifies(at, heads[right])
            && !keyed(right)
            && !closed
        {
            return Some(right);
        }
        // `5 mm at L1`: the head that owns the place; else the nearest head to the left
        let clear = |from: usize, to: usize| !self.atoms[from..to].iter().any(ends_clause);
        let left = heads.iter().rposition(|&h| h < at).filter(|&l| clear(heads[l], at));
        if let Some(left) = left {
            // `node versus metastasis, 10 mm`: the node's
            let rival = left > 0 && self.atoms[heads[left]].what == What::Other;
            let between = |l: usize| &self.atoms[heads[l - 1] + 1..heads[l]];
            if rival
                && matches!(self.atoms[heads[left - 1]].what, What::Node { .. })
                && between(left).iter().all(|a| a.is(Tag::UncertaintyBetween) || inside_noun_phrase(a))
                && between(left).iter().any(|a| a.is(Tag::UncertaintyBetween))
            {
                return Some(left - 1);
            }
            return Some(self.size_over_link(left, at));
        }
        // a clause with a noun of its own has a size of its own: `node; P 4 mm`
        let clause = self.atoms[..at].iter().rposition(ends_clause).map_or(0, |i| i + 1);
        // `…; their depths are 3 and 4 mm`
        let own = !self.atoms[clause..at].iter().any(|a| a.any(&[Tag::Possessive, Tag::Pronoun]));
        let noun = |a: &Atom| (a.what == What::Word || a.any(&[Tag::Canal, Tag::OtherNode])) && !a.prefix;
        if clause > 0 && own && self.atoms[clause..at].iter().any(noun) {
            return None;
        }
        // `lymph nodes up to 9 mm and a Schmorl's node`: of the noun in front
        let right = heads.iter().find(|&&h| h > at).map_or(&[][..], |&h| &self.atoms[at + 1..h]);
        let noun =
            self.atoms[clause..at].iter().any(|a| a.any(&[Tag::BareNode, Tag::BareNodes]) || a.what == What::Word);
        let joined = right.windows(2).any(|pair| pair[0].is(Tag::And) && pair[1].is(Tag::Article));
        if noun && joined && self.node_before(at).is_none() {
            return None;
        }
        let before = || heads.iter().rposition(|&h| h < at);
        let behind = || {
            heads
                .iter()
                .position(|&h| h > at)
                .filter(|&right| !self.atoms[at..heads[right]].iter().any(|a| a.mark() == Some(b';')))
        };
        self.node_before(at).or_else(before).or_else(behind)
    }

    /// A measurement behind `node with edema measuring 5 mm` stays with the edema only if it stands right behind it.
    pub(super) fn size_over_link(&self, left: usize, at: usize) -> usize {
        let heads = &self.bindings.heads;
        let direct =
            at == heads[left] + 1 || self.atoms[heads[left] + 1..at].iter().all(|a| a.any(&[Tag::Measuring, Tag::Of]));
        if direct { left } else { self.over_link(left, at) }
    }

    /// Whether a measurement stands in the noun phrase of the head at `head`.
    pub(super) fn modifies(&self, at: usize, head: usize) -> bool {
        let between = &self.atoms[at + 1..head];
        // `a nodule, 7 mm, marrow edema adjacent to it`
        let apposed = at > 0 && self.atoms[at - 1].mark() == Some(b',');
        // `Schmorl's node 6 mm, bone oedema around it`
        let behind = at > 0 && matches!(self.atoms[at - 1].what, What::Node { .. });
        // `a node of L2 measuring 5 mm, mild bulging`
        let measured = at > 0 && self.atoms[at - 1].any(&[Tag::Measuring, Tag::Of, Tag::Verb]);
        let ends = between.iter().find(|a| !a.is(Tag::Measuring)).is_some_and(|a| a.mark() == Some(b','));
        // `a node measuring 5 mm surrounded by oedema`
        let goes_with = between.first().is_some_and(|a| a.is(Tag::Associated) && a.to - a.from > 1);
        let told = goes_with && (apposed || behind || measured) && self.bindings.heads.iter().any(|&h| h < at);
        if (apposed || behind || measured) && ends || told {
            return false;
        }
        between.iter().enumerate().all(|(i, a)| {
            // `a 14 mm zone of edema`
            let zone = a.is(Tag::Of) && i > 0 && matches!(between[i - 1].what, What::Word);
            let place =
                a.any(&SIDED) || a.any(&[Tag::AspectNoun, Tag::VertebraNoun]) || matches!(a.what, What::Levels(_));
            let comma = a.mark() == Some(b',')
                && between.get(i + 1).is_some_and(|n| {
                    // `a hernia of 5 mm, probable slight oedema`
                    let hedged = n.is(Tag::UncertaintyBefore) && self.bindings.heads.iter().any(|&h| h < at);
                    let begins = n.any(&[Tag::Article, Tag::One, Tag::Associated]) || hedged;
                    inside_noun_phrase(n) && !matches!(n.what, What::Size(_)) && !begins
                });
            let bracket = a.mark() == Some(b')');
            inside_noun_phrase(a) && !a.any(&[Tag::Article, Tag::One])
                || place
                || zone
                || comma
                || bracket
                || matches!(a.what, What::Word) && i < 2 && !a.is_head()
                || a.is(Tag::NodeNoun)
        })
    }

    /// The places of a head that a measurement is said of.
    pub(super) fn size_items(&self, at: usize, head: usize, items: &[Item]) -> Vec<usize> {
        if items.len() < 2 {
            return vec![0];
        }
        if let Some(only) = only_one_there(items) {
            return vec![only];
        }
        // `L2 inferior (no oedema, 6 mm)`: the place before the bracket
        let open = self.atoms[..at].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')));
        let phrase = open
            .filter(|&o| self.atoms[o].mark() == Some(b'('))
            .filter(|&o| !self.atoms[o..at].iter().any(|a| matches!(a.what, What::Levels(_))))
            .and_then(|o| self.bindings.phrases.iter().find(|p| p.atoms.end == o && p.has_level()));
        if let Some(last) = phrase.and_then(|p| p.items.last()) {
            let here: Vec<usize> = (0..items.len()).filter(|&n| items[n].level == last.level).collect();
            let side = self.atoms[open.unwrap_or(0)..at].iter().rev().find_map(place::endplate_of).or(last.endplate);
            // `both endplates of T8 (superior 4 mm, inferior 7 mm)`
            let found: Vec<usize> = here.iter().copied().filter(|&n| items[n].endplate == side).collect();
            if !found.is_empty() {
                return found;
            }
        }
        // `the deepest at T7 (4 mm)`, `two nodes in T11, 4 mm (upper plate) and 6 mm (lower plate)`
        let label = self.bindings.phrases.iter().find(|p| p.labels && p.atoms.start == at + 2 && !p.has_level());
        let side = label.and_then(|p| p.items[0].endplate);
        let kept = |item: &Item| {
            item.size.is_some_and(|(_, span)| span == self.atoms[at].span) || side.is_some() && item.endplate == side
        };
        let kept: Vec<usize> = (0..items.len()).filter(|&n| kept(&items[n])).collect();
        if !kept.is_empty() {
            return kept;
        }
        let bound = self.atoms[..at]
            .iter()
            .rev()
            .take(6)
            .take_while(|a| !matches!(a.what, What::Levels(_)))
            .any(|a| a.any(&[Tag::Largest, Tag::Smallest]));
        let up_to = self.atoms[at.saturating_sub(2)..at].iter().any(|a| a.is(Tag::Measuring) && a.to - a.from == 2);
        let by_span = |span| {
            items.iter().enumerate().filter(|(_, i)| i.level_span == Some(span)).map(|(n, _)| n).collect::<Vec<_>>()
        };
        if let Some(named) = self.named_beside(at, items) {
            return named;
        }
        // `nodes up to 5 mm at L1, L2 and L4`: that of one of them
        if up_to && at > self.bindings.heads[head] {
            return Vec::new();
        }
        // `5 mm at L1`, `the largest, of 6 mm, lying in L1`
        let mut next = at + 1;
        let apposed =
            |a: &Atom| bound && (matches!(a.mark(), Some(b',' | b')')) || a.any(&[Tag::Verb, Tag::Reach, Tag::Into]));
        let through = |a: &Atom| a.any(&[Tag::Measuring, Tag::Article, Tag::One, Tag::NodeNoun]) || apposed(a);
        while self.atoms.get(next).is_some_and(through) {
            next += 1;
        }
        let reaches = self.atoms[at + 1..next].iter().any(|a| a.any(&[Tag::Reach, Tag::Into]));
        if (reaches || self.atoms.get(next).is_some_and(|a| a.any(&[Tag::At, Tag::Of])))
            && let Some(levels) = self.atoms[next..].iter().take(7).find(|a| matches!(a.what, What::Levels(_)))
        {
            let found = by_span(levels.span);
            if !found.is_empty() {
                return found;
            }
            // `nodes at T11 and T12, largest measuring 7 mm at T12`: the level once more
            if let What::Levels(named) = &levels.what {
                let here = |i: &Item| i.level.is_some_and(|level| named.contains(&level));
                let found: Vec<usize> = (0..items.len()).filter(|&n| here(&items[n])).collect();
                if found.len() == 1 {
                    return found;
                }
            }
        }
        let premodifier = at < self.bindings.heads[head];
        if premodifier {
            return self.in_front(at, items, bound || up_to);
        }
        // `inferior at each level, the largest at T8, 6 mm`: each has the side, one the size
        let largest = self.atoms[..at].iter().rev().take(5).any(|a| a.is(Tag::Largest));
        let each = self.atoms[..at].iter().rposition(|a| a.is(Tag::Each)).filter(|&each| each > 0 && largest);
        let sided = each.is_some_and(|each| self.atoms[each - 1].is(Tag::At));
        if !sided && (self.atoms.iter().any(|a| a.is(Tag::Each)) || self.of_each(at)) {
            return (0..items.len()).collect();
        }
        // right behind one of several phrases, or behind `the largest at L2`
        let owned = self.bindings.owned_phrases(head);
        let behind = owned.iter().copied().rfind(|&p| self.bindings.phrases[p].atoms.end <= at);
        if let Some(p) = behind {
            let phrase = &self.bindings.phrases[p];
            let here: Vec<usize> = (0..items.len())
                .filter(|&n| {
                    // `nodes (superior, 4 mm; inferior, 6 mm)`
                    let side = |i: &Item| i.level.is_none() && i.endplate_span.is_some();
                    phrase.items.iter().any(|i| side(i) && i.endplate_span == items[n].endplate_span)
                        || phrase.items.iter().any(|i| {
                            i.level == items[n].level
                                && i.level.is_some()
                                && (i.endplate == items[n].endplate || i.endplate.is_none())
                        })
                })
                .collect();
            if here.len() == 1 && (owned.len() > 1 || bound || phrase.items.len() == 1) {
                return here;
            }
            // both endplates of one level, one phrase among several
            if owned.len() > 1 && !here.is_empty() && here.len() < items.len() && phrase.items.len() == 1 {
                return here;
            }
        }
        Vec::new()
    }

    /// The places of a measurement in front of its head: none where it is the bound of several.
    fn in_front(&self, at: usize, items: &[Item], bound: bool) -> Vec<usize> {
        let all = || if bound { Vec::new() } else { (0..items.len()).collect() };
        self.of_list_in_front(at, items).unwrap_or_else(all)
    }

    /// The places that words right beside a measurement name: `6 mm (L4)`, `L4 6 mm`, `the upper 4 mm`, `the latter
    /// with a diameter of 6 mm`.
    pub(super) fn named_beside(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let matching = |atom: &Atom| -> Vec<usize> {
            let endplate = place::endplate_of(atom);
            // `the deepest in the inferior endplate of L1 measuring 11 mm`
            let phrase =
                self.bindings.phrases.iter().find(|p| p.atoms.clone().any(|i| std::ptr::eq(&self.atoms[i], atom)));
            let sided = |item: &Item| {
                let named = phrase.iter().flat_map(|p| &p.items).filter(|i| i.level == item.level);
                let mut sides = named.filter_map(|i| i.endplate).peekable();
                item.endplate.is_none() || sides.peek().is_none() || sides.any(|side| Some(side) == item.endplate)
            };
            let fits = |item: &Item| match &atom.what {
                What::Levels(levels) => item.level.is_some_and(|level| levels.contains(&level)) && sided(item),
                _ => {
                    let elsewhere = phrase.is_some_and(|p| of_another_level(p, item));
                    endplate.is_some() && item.endplate == endplate && !elsewhere
                }
            };
            (0..items.len()).filter(|&n| fits(&items[n])).collect()
        };
        let some = |found: Vec<usize>| (!found.is_empty() && found.len() < items.len()).then_some(found);
        if let Some([open, label, close]) = self.atoms.get(at + 1..at + 4)
            && open.mark() == Some(b'(')
            && close.mark() == Some(b')')
        {
            return some(matching(label));
        }
        // `5 mm above it and 7 mm below` of a disc; of a vertebra, `above` is its upper endplate
        let vertebra = items.windows(2).all(|pair| pair[0].level == pair[1].level);
        let (above, below) =
            if vertebra { (Endplate::Superior, Endplate::Inferior) } else { (Endplate::Inferior, Endplate::Superior) };
        let disc = [(Tag::AboveDisc, above), (Tag::BelowDisc, below)];
        let disc_side = |atom: &Atom| disc.iter().find(|(tag, _)| atom.is(*tag)).map(|(_, endplate)| *endplate);
        if let Some((_, endplate)) = disc.iter().find(|(tag, _)| self.atoms.get(at + 1).is_some_and(|a| a.is(*tag))) {
            return some((0..items.len()).filter(|&n| items[n].endplate == Some(*endplate)).collect());
        }
        // `3 mm deep superiorly and 5 mm deep inferiorly`
        let behind = self.atoms[at + 1..].iter().find(|a| !a.is(Tag::Measuring));
        if let Some(side) = behind.filter(|a| a.any(&[Tag::Superiorly, Tag::Inferiorly])) {
            return some(matching(side));
        }
        // `size: 4 mm superior, 7 mm inferior`
        let closes = self.atoms.get(at + 2).is_none_or(|a| a.mark().is_some() || a.is(Tag::And));
        let side = self.atoms.get(at + 1).and_then(place::endplate_of).filter(|_| closes);
        if let Some(endplate) = side
            && let Some(found) = some(by_side(endplate, items))
        {
            return Some(found);
        }
        // `of 5 mm the first one and 7 mm the second`
        let behind = self.atoms[at + 1..].iter().take_while(|a| a.any(&[Tag::Article, Tag::Definite])).count();
        if behind > 0
            && at + 1 + behind < self.atoms.len()
            && let Some(members) = members(self.lexicons, self.atoms, at + 1 + behind, items.len())
        {
            return Some(members);
        }
        // `nodes of the opposing endplates, the one above the disc larger at 7 mm`
        let told = self.atoms[..at].iter().rev().take(4).find_map(disc_side);
        let one = [Tag::Largest, Tag::OneNoun, Tag::Ellipsis];
        if let Some(side) = told.filter(|_| self.atoms[..at].iter().rev().take(5).any(|a| a.any(&one))) {
            return some((0..items.len()).filter(|&n| items[n].endplate == Some(side)).collect());
        }
        // `5 mm on the upper side of the disc and 7 mm on the lower`
        let mut rest = self.atoms[at + 1..].iter().skip_while(|a| a.any(&[Tag::At, Tag::Article, Tag::Measuring]));
        let side =
            rest.next().filter(|_| self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::At))).and_then(place::endplate_of);
        let facing = matches!(items, [a, b] if a.level_span == b.level_span && a.level < b.level);
        let behind = rest.next().is_none_or(|a| a.is(Tag::Of) || a.mark().is_some());
        if let Some(endplate) = side.filter(|_| facing && behind)
            && let Some(found) = some(by_side(endplate, items))
        {
            return Some(found);
        }
        if let Some(found) = self.on_a_side(at, items).and_then(some) {
            return Some(found);
        }
        for (i, atom) in self.atoms[..at].iter().enumerate().rev().take(6) {
            if let Some(members) = members(self.lexicons, self.atoms, i, items.len()) {
                return Some(members);
            }
            // `the cranial one 3 mm, the caudal one 5 mm`
            let next = &self.atoms[i + 1];
            let led = i > 0 && self.atoms[i - 1].is(Tag::Definite);
            let alone = led && (next.any(&[Tag::Of, Tag::Measuring, Tag::Verb]) || matches!(next.what, What::Size(_)));
            // `the upper defect being 5 mm`
            let defect = next.is(Tag::NodeNoun) && next.what == What::Word && led;
            let one = next.any(&[Tag::OneNoun, Tag::BareNode]) || alone || defect;
            if let Some(endplate) = place::endplate_of(atom).filter(|_| one)
                && let Some(found) = some(by_side(endplate, items))
            {
                return Some(found);
            }
            if let Some(found) = some(matching(atom)) {
                let repeated =
                    items.iter().any(|i| i.level_span == Some(atom.span) || i.endplate_span == Some(atom.span));
                return (!repeated).then_some(found);
            }
            let through =
                matches!(atom.mark(), Some(b':' | b'-' | b'=')) || atom.is(Tag::NodeNoun) && atom.what == What::Word;
            if !through && !atom.any(&LABEL_TO_SIZE) {
                break;
            }
        }
        self.told_out(at, items)
    }

    /// `6 mm on the cranial side`, not `4 mm in the inferior aspect of L1`
    fn on_a_side(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let lead = |a: &&Atom| a.any(&[Tag::Measuring, Tag::At, Tag::Article]) && place::endplate_of(a).is_none();
        let behind = at + 1 + self.atoms[at + 1..].iter().take_while(lead).count();
        let [side, noun, rest @ ..] = self.atoms.get(behind..)? else { return None };
        let of_level = matches!(rest, [of, level, ..] if of.is(Tag::Of) && matches!(level.what, What::Levels(_)));
        let endplate = place::endplate_of(side).filter(|_| noun.is(Tag::AspectNoun) && !of_level)?;
        Some(by_side(endplate, items))
    }

    /// The places that the words from a member on are said of: `the latter, measuring 12 mm, extends …`, `the first with
    /// sclerosed margins and 6 mm deep`, `at T9 and T11, where the node is largest at 10 mm`.
    fn told_out(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let head = |a: &Atom| a.is_head() && !matches!(a.what, What::Anaphor { .. });
        let another = |a: &Atom| matches!(a.what, What::Levels(_) | What::Size(_)) || head(a) || a.is(Tag::Rest);
        let told = |i: &usize| !(another(&self.atoms[*i]) || ends_clause(&self.atoms[*i]));
        for i in (0..at).rev().take_while(told) {
            if let Some(members) = members(self.lexicons, self.atoms, i, items.len()) {
                return Some(members);
            }
            // `only the lower one is sizeable at 9 mm`
            let one =
                self.atoms[i + 1].any(&[Tag::OneNoun, Tag::BareNode]) && i > 0 && self.atoms[i - 1].is(Tag::Definite);
            if let Some(endplate) = place::endplate_of(&self.atoms[i]).filter(|_| one) {
                let found = by_side(endplate, items);
                return (!found.is_empty() && found.len() < items.len()).then_some(found);
            }
            let where_it = self.atoms[i].is(Tag::Which)
                && self.atoms[i + 1].any(&[Tag::Pronoun, Tag::Definite, Tag::Largest, Tag::ThereIs]);
            if where_it {
                let level = self.atoms[..i].iter().rev().find(|a| matches!(a.what, What::Levels(_)))?.span;
                let here: Vec<usize> = (0..items.len()).filter(|&n| items[n].level_span == Some(level)).collect();
                return (here.len() == 1).then_some(here);
            }
        }
        None
    }
}
