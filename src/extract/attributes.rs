//! Stage 5, attach: sizes, age, change, count and reach of the nodes of a sentence.
//!
//! In: atoms with their bindings. Out: for one node head and its places, the attributes that the sentence says of
//! it. Words bind to the head whose noun phrase they stand in, else to the nearest head to their left, else to the
//! one to their right.

use super::atoms::{Atom, What};
use super::bind::{Bindings, ends_clause, inside_noun_phrase};
use super::place::{self, Item, Turn};
use crate::anatomy::Endplate;
use crate::finding::{Acuity, Change, Count};
use crate::lexicon::tag::Tag;
use crate::lexicon::{Lexicons, PhraseNumber};

/// What a sentence says of one node at one place: values with the atoms that gave them.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) size: Option<(f64, usize)>,
    pub(super) acuity: Option<(Acuity, usize)>,
    pub(super) change: Option<(Change, usize)>,
    pub(super) count: Option<(Count, Option<usize>)>,
    pub(super) posterior: Option<usize>,
}

pub(super) struct Attributes<'a> {
    pub(super) lexicons: &'a Lexicons,
    pub(super) atoms: &'a [Atom],
    pub(super) bindings: &'a Bindings<'a>,
}

impl Attributes<'_> {
    /// The first atom of a head's noun phrase.
    pub(super) fn phrase_start(&self, head: usize) -> usize {
        let mut at = head;
        while at > 0 {
            let atom = &self.atoms[at - 1];
            let place = matches!(atom.what, What::Levels(_))
                || atom.any(&[
                    Tag::Superior,
                    Tag::Inferior,
                    Tag::Upper,
                    Tag::Lower,
                    Tag::EndplateNoun,
                    Tag::EndplateNouns,
                    Tag::AspectNoun,
                    Tag::Opposing,
                ]);
            // `small, chronic node`
            let comma = atom.mark() == Some(b',')
                && at >= 2
                && inside_noun_phrase(&self.atoms[at - 2])
                && inside_noun_phrase(&self.atoms[at])
                && !self.atoms[at].is(Tag::Article);
            if !(inside_noun_phrase(atom) || place || comma) {
                break;
            }
            at -= 1;
        }
        at
    }

    /// The head that an attribute word at `at` speaks of: its number among the heads.
    fn head_of(&self, at: usize) -> Option<usize> {
        let heads = &self.bindings.heads;
        let right = heads.iter().position(|&h| h > at);
        if let Some(right) = right
            && self.phrase_start(heads[right]) <= at
        {
            return Some(right);
        }
        let left = heads.iter().rposition(|&h| h < at);
        let clear = |from: usize, to: usize| !self.atoms[from..to].iter().any(ends_clause);
        let left_clear = left.filter(|&l| clear(heads[l], at));
        match (left_clear, right) {
            (Some(left), _) => Some(self.governor(left, at).unwrap_or_else(|| self.over_link(left, at))),
            (None, Some(right)) if clear(at, heads[right]) => Some(right),
            // `node at L2; unchanged`: a clause with no head goes on with the node before
            _ => self.node_before(at),
        }
    }

    /// The oedema of `the edema around the node has resolved`: the predicate at `at` is its own.
    fn governor(&self, left: usize, at: usize) -> Option<usize> {
        const PLACE: [Tag; 6] =
            [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::EndplateNoun, Tag::VertebraNoun];
        let heads = &self.bindings.heads;
        let over = left.checked_sub(1)?;
        let between = &self.atoms[heads[over] + 1..heads[left]];
        let object = between.iter().any(|a| a.any(&[Tag::Around, Tag::Of]))
            && between.iter().all(|a| {
                inside_noun_phrase(a)
                    || a.any(&PLACE)
                    || a.any(&[Tag::Around, Tag::Of])
                    || matches!(a.what, What::Levels(_))
            });
        let edema = matches!(self.atoms[heads[over]].what, What::Edema(_));
        let predicate =
            self.atoms[at].is(Tag::NegationAfter) || self.atoms[heads[left] + 1..at].iter().any(|a| a.is(Tag::Verb));
        let parted = self.atoms[heads[left] + 1..at].iter().any(|a| a.mark() == Some(b','));
        (object && edema && predicate && !parted).then_some(over)
    }

    /// The last node in front, whatever stands between.
    fn node_before(&self, at: usize) -> Option<usize> {
        let node = |h: &usize| matches!(self.atoms[*h].what, What::Node { .. } | What::Anaphor { .. });
        self.bindings.heads.iter().rposition(|h| *h < at && node(h))
    }

    /// A predicate behind `node with edema, unchanged` speaks of the node, not of what goes with it.
    fn over_link(&self, left: usize, at: usize) -> usize {
        let heads = &self.bindings.heads;
        let mut head = left;
        while head > 0 && matches!(self.atoms[heads[head]].what, What::Edema(_) | What::Modic(_) | What::Other) {
            let between = &self.atoms[heads[head - 1] + 1..heads[head]];
            let linked = between.iter().any(|a| a.any(&[Tag::With, Tag::Associated, Tag::NegationBefore, Tag::Around]));
            let bracketed = at > 0 && self.atoms[at - 1].mark() == Some(b'(');
            let parted = bracketed
                || self.atoms[heads[head] + 1..at]
                    .iter()
                    .any(|a| a.mark() == Some(b',') || a.any(&[Tag::Verb, Tag::And]));
            if linked && parted && matches!(self.atoms[heads[head - 1]].what, What::Node { .. } | What::Anaphor { .. })
            {
                head -= 1;
            } else {
                break;
            }
        }
        head
    }

    fn value<T>(&self, phrase: Option<PhraseNumber>, pick: impl Fn(Tag) -> Option<T>) -> Option<T> {
        self.lexicons.meanings(phrase?).find_map(|(_, tag)| pick(tag))
    }

    /// What the sentence says of the node head number `head` at each of its places.
    pub(super) fn read(&self, head: usize, items: &[Item]) -> Vec<Said> {
        let mut said = vec![Said::default(); items.len().max(1)];
        self.words(head, items, &mut said);
        self.sizes(head, items, &mut said);
        self.counts(head, items, &mut said);
        if let Some(at) = self.posterior(head) {
            for s in &mut said {
                s.posterior = Some(at);
            }
        }
        said
    }

    /// Age and change.
    fn words(&self, head: usize, items: &[Item], said: &mut [Said]) {
        for (at, atom) in self.atoms.iter().enumerate() {
            let age = self
                .value(atom.phrase, |tag| if let Tag::Age(a) = tag { Some(a) } else { None })
                .filter(|_| atom.what == What::Phrase);
            let course = self
                .value(atom.phrase, |tag| if let Tag::Course(c) = tag { Some(c) } else { None })
                .filter(|_| atom.what == What::Phrase);
            let edge = |i: Option<&Atom>| i.is_none_or(|a| a.prefix || matches!(a.what, What::Mark(_)));
            let alone = at > 0 && edge(self.atoms.get(at - 1)) && edge(self.atoms.get(at + 1));
            let cell = self.value(atom.phrase, |tag| if let Tag::CourseCell(c) = tag { Some(c) } else { None });
            let course = course.or(cell.filter(|_| alone));
            if age.is_none() && course.is_none() || atom.is(Tag::NotAge) {
                continue;
            }
            if !self.speaks_of(at, head) {
                continue;
            }
            let only = self.single_item(at, items);
            for (i, s) in said.iter_mut().enumerate() {
                if only.is_some_and(|only| only != i) {
                    continue;
                }
                if let Some(age) = age {
                    // the earliest age wins: `acute on chronic` is one phrase, `chronic … acute edema` is not reached
                    s.acuity.get_or_insert((age, at));
                }
                if let Some(course) = course {
                    s.change.get_or_insert((course, at));
                }
            }
        }
    }

    /// Whether an attribute word speaks of the head, or of one it is joined to in front (`new nodes and edema`).
    fn speaks_of(&self, at: usize, head: usize) -> bool {
        let Some(owner) = self.head_of(at) else { return false };
        if self.bindings.is(owner, head) {
            return true;
        }
        // a predicate behind a list of heads: `nodes and Modic changes are stable`
        let heads = &self.bindings.heads;
        if owner > head && heads[owner] < at {
            let between = &self.atoms[heads[head] + 1..heads[owner]];
            let joined = between.iter().any(|a| a.is(Tag::And) || a.mark() == Some(b','))
                && between.iter().all(|a| {
                    inside_noun_phrase(a)
                        || a.is(Tag::And)
                        || a.is_head()
                        || a.mark() == Some(b',')
                        || matches!(a.what, What::Levels(_))
                        || a.is(Tag::At)
                })
                && self.atoms[heads[owner] + 1..at].iter().any(|a| a.is(Tag::Verb));
            return joined;
        }
        false
    }

    /// The one place that a word behind a place in brackets, or before `at L3`, is tied to, if there are several.
    fn single_item(&self, at: usize, items: &[Item]) -> Option<usize> {
        if items.len() < 2 {
            return None;
        }
        let bracketed = at > 0
            && self.atoms[at - 1].mark() == Some(b'(')
            && self.atoms.get(at + 1).is_some_and(|a| a.mark() == Some(b')'));
        let span = if bracketed {
            self.atoms[..at].iter().rev().find(|a| matches!(a.what, What::Levels(_))).map(|a| a.span)
        } else if self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::At)) && self.after_head(at) {
            self.atoms[at..].iter().find(|a| matches!(a.what, What::Levels(_))).map(|a| a.span)
        } else {
            None
        }?;
        items.iter().position(|i| i.level_span == Some(span))
    }

    fn after_head(&self, at: usize) -> bool {
        self.bindings.heads.iter().any(|&h| h < at)
    }

    fn sizes(&self, head: usize, items: &[Item], said: &mut [Said]) {
        let mine: Vec<(usize, f64)> = self
            .atoms
            .iter()
            .enumerate()
            .filter_map(|(at, atom)| if let What::Size(size) = atom.what { Some((at, size)) } else { None })
            .filter(|(at, _)| !self.not_a_size(*at))
            .collect();
        let alone = mine.len() == 1;
        let (prior, mine): (Vec<_>, Vec<_>) = mine.into_iter().partition(|(at, _)| self.prior(*at, alone));
        let is_owned = |at: usize| self.size_head(at).is_some_and(|h| self.bindings.is(h, head));
        if let [now] = mine[..] {
            let before: Vec<_> = prior.into_iter().filter(|(at, _)| is_owned(*at)).collect();
            if is_owned(now.0) {
                course_of_sizes(&before, now.1, said);
            }
        }
        let owned: Vec<_> = mine
            .iter()
            .copied()
            .filter(|(at, _)| self.size_head(*at).is_some_and(|h| self.bindings.is(h, head)))
            .collect();
        let respectively = self.atoms.iter().any(|a| a.is(Tag::Respectively));
        if respectively && owned.len() == items.len() && items.len() > 1 {
            for (s, (at, size)) in said.iter_mut().zip(&owned) {
                s.size = Some((*size, *at));
            }
            return;
        }
        for (at, size) in owned {
            for i in self.size_items(at, head, items) {
                let slot = &mut said[i].size;
                if slot.is_none_or(|(old, _)| old < size) {
                    *slot = Some((size, at));
                }
            }
        }
        // sizes in brackets behind a level, also behind `the largest at T12`
        let told = self.bindings.owned_phrases(head).into_iter().flat_map(|p| self.bindings.phrases[p].items.iter());
        let told: Vec<_> = told.filter_map(|i| i.size.map(|size| (i.level, size))).collect();
        for (i, item) in items.iter().enumerate() {
            let size = item.size.or_else(|| told.iter().find(|(level, _)| *level == item.level).map(|t| t.1));
            if let (Some((size, span)), None) = (size, said[i].size) {
                let at = self.atoms.iter().position(|a| a.span == span).unwrap_or(0);
                said[i].size = Some((size, at));
            }
        }
    }

    /// Measurements of this exam that may be of a finding, with their atoms.
    pub(super) fn todays_sizes(&self) -> Vec<(f64, usize)> {
        let all = self.atoms.iter().enumerate().filter(|(_, a)| !a.prefix);
        let sizes = all.filter_map(|(at, a)| if let What::Size(size) = a.what { Some((size, at)) } else { None });
        let mut sizes: Vec<_> = sizes.filter(|(_, at)| !self.not_a_size(*at)).collect();
        let alone = sizes.len() == 1;
        sizes.retain(|(_, at)| !self.prior(*at, alone));
        sizes
    }

    /// What the sentence says of a lesion not yet named, or of what the text speaks of, if it has no head.
    pub(super) fn of_lesion(&self, head: Option<usize>, items: &[Item]) -> Said {
        if let Some(head) = head {
            let said = self.read(head, items);
            let same = said.windows(2).all(|pair| pair[0].size == pair[1].size);
            return if same { said.into_iter().next().unwrap_or_default() } else { Said::default() };
        }
        let mut said = Said::default();
        let starts = |a: &Atom| {
            a.any(&[Tag::Measuring, Tag::NowSize, Tag::PriorSize, Tag::Course(Change::New)])
                || matches!(a.what, What::Size(_))
        };
        let own = self.atoms.iter().find(|a| !a.prefix);
        let refers = self.atoms.iter().any(|a| a.any(&[Tag::Pronoun, Tag::Possessive]));
        if !(refers || own.is_some_and(starts)) {
            return said;
        }
        if let [size] = self.todays_sizes()[..] {
            said.size = Some(size);
        }
        for (at, atom) in self.atoms.iter().enumerate().filter(|(_, a)| a.what == What::Phrase && !a.is(Tag::NotAge)) {
            let course = self.value(atom.phrase, |tag| if let Tag::Course(c) = tag { Some(c) } else { None });
            if let Some(course) = course {
                said.change.get_or_insert((course, at));
            }
        }
        said
    }

    fn not_a_size(&self, at: usize) -> bool {
        let skip = |a: &&Atom| {
            a.any(&[Tag::Measuring, Tag::Of, Tag::Article, Tag::Verb])
                || a.mark() == Some(b'(')
                || a.mark() == Some(b'-')
        };
        let after = self.atoms[at + 1..]
            .iter()
            .find(|a| !(a.is(Tag::Measuring) && !a.is(Tag::NotSize)) && !a.any(&[Tag::Of]) && a.mark() != Some(b'-'));
        let before = self.atoms[..at].iter().rev().find(|a| !skip(a) || a.is(Tag::NotSize));
        let none_over = self.atoms[..at].iter().rev().take(2).any(|a| a.is(Tag::Each) && a.is(Tag::NegationBefore));
        after.is_some_and(|a| a.is(Tag::NotSize)) || before.is_some_and(|a| a.is(Tag::NotSize)) || none_over
    }

    /// Whether a measurement is an earlier exam's.
    fn prior(&self, at: usize, alone: bool) -> bool {
        let mut next = at + 1;
        while self.atoms.get(next).is_some_and(|a| a.is(Tag::Measuring)) {
            next += 1;
        }
        // `7 mm now`
        if self.atoms.get(next).is_some_and(|a| a.is(Tag::NowSize)) {
            return false;
        }
        for (back, atom) in self.atoms[..at].iter().rev().take(4).enumerate() {
            if atom.is(Tag::NowSize) {
                return false;
            }
            if atom.is(Tag::PriorSize) && !self.behind_size(at - back - 1) {
                let weak =
                    atom.any(&[Tag::Verb, Tag::Because]) || atom.to - atom.from == 1 && back == 0 && atom.is(Tag::From);
                return !(weak && alone);
            }
            if is_year(atom) && !alone {
                return true;
            }
            let through = atom.any(&[
                Tag::Measuring,
                Tag::Article,
                Tag::Verb,
                Tag::Of,
                Tag::At,
                Tag::Again,
                Tag::Pronoun,
                Tag::Lesion,
                Tag::BareNode,
            ]) || matches!(atom.mark(), Some(b'(' | b':' | b'-'));
            if !through {
                break;
            }
        }
        // `7 mm in 2019`, `7 mm previously`, `7 mm on the prior exam`
        let in_year =
            self.atoms.get(next).is_some_and(|a| a.is(Tag::At)) && self.atoms.get(next + 1).is_some_and(is_year);
        in_year && !alone
            || self.atoms.get(next).is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb) && !a.is(Tag::Because))
                && (self.behind_size(next) || !self.size_follows(next + 1))
    }

    /// Whether a word that tells of an earlier exam stands behind its measurement: `4 mm then and 5 mm now`.
    fn behind_size(&self, word: usize) -> bool {
        let before = word.checked_sub(1).map(|i| &self.atoms[i]);
        let size = before.is_some_and(|a| matches!(a.what, What::Size(_)) || a.is(Tag::Measuring));
        size && self.atoms.get(word + 1).is_some_and(|a| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b';' | b')')))
    }

    fn size_follows(&self, from: usize) -> bool {
        self.atoms[from..].iter().take(3).any(|a| matches!(a.what, What::Size(_)))
    }

    /// The head that a measurement belongs to.
    fn size_head(&self, at: usize) -> Option<usize> {
        let heads = &self.bindings.heads;
        if let Some(right) = heads.iter().position(|&h| h > at)
            && self.modifies(at, heads[right])
        {
            return Some(right);
        }
        // `5 mm at L1`: the head that owns the place; else the nearest head to the left
        let clear = |from: usize, to: usize| !self.atoms[from..to].iter().any(ends_clause);
        let left = heads.iter().rposition(|&h| h < at).filter(|&l| clear(heads[l], at));
        if let Some(left) = left {
            return Some(self.size_over_link(left, at));
        }
        // a clause with a noun of its own has a size of its own: `node; P 4 mm`
        let clause = self.atoms[..at].iter().rposition(ends_clause).map_or(0, |i| i + 1);
        if clause > 0 && self.atoms[clause..at].iter().any(|a| a.what == What::Word && !a.prefix) {
            return None;
        }
        let before = || heads.iter().rposition(|&h| h < at);
        self.node_before(at).or_else(before).or_else(|| heads.iter().position(|&h| h > at))
    }

    /// A measurement behind `node with edema measuring 5 mm` stays with the edema only if it stands right behind it.
    fn size_over_link(&self, left: usize, at: usize) -> usize {
        let heads = &self.bindings.heads;
        let direct =
            at == heads[left] + 1 || self.atoms[heads[left] + 1..at].iter().all(|a| a.any(&[Tag::Measuring, Tag::Of]));
        if direct { left } else { self.over_link(left, at) }
    }

    /// Whether a measurement stands in the noun phrase of the head at `head`.
    fn modifies(&self, at: usize, head: usize) -> bool {
        let between = &self.atoms[at + 1..head];
        between.iter().enumerate().all(|(i, a)| {
            // `a 14 mm zone of edema`
            let zone = a.is(Tag::Of) && i > 0 && matches!(between[i - 1].what, What::Word);
            let place = a.any(&[
                Tag::Superior,
                Tag::Inferior,
                Tag::Upper,
                Tag::Lower,
                Tag::EndplateNoun,
                Tag::EndplateNouns,
                Tag::AspectNoun,
                Tag::VertebraNoun,
            ]) || matches!(a.what, What::Levels(_));
            let comma = a.mark() == Some(b',')
                && between.get(i + 1).is_some_and(|n| {
                    let begins = n.any(&[Tag::Article, Tag::One, Tag::Associated]);
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
    fn size_items(&self, at: usize, head: usize, items: &[Item]) -> Vec<usize> {
        if items.len() < 2 {
            return vec![0];
        }
        // what is not there has no size
        let there: Vec<usize> = (0..items.len()).filter(|&n| items[n].turn != Turn::Denied).collect();
        if let ([only], true) = (&there[..], items.len() > there.len()) {
            return vec![*only];
        }
        let bound = self.atoms[..at]
            .iter()
            .rev()
            .take(6)
            .take_while(|a| !matches!(a.what, What::Levels(_)))
            .any(|a| a.is(Tag::Largest));
        let up_to = self.atoms[at.saturating_sub(2)..at].iter().any(|a| a.is(Tag::Measuring) && a.to - a.from == 2);
        let by_span = |span| {
            items.iter().enumerate().filter(|(_, i)| i.level_span == Some(span)).map(|(n, _)| n).collect::<Vec<_>>()
        };
        if let Some(named) = self.named_beside(at, items) {
            return named;
        }
        // `5 mm at L1`
        let mut next = at + 1;
        while self.atoms.get(next).is_some_and(|a| a.any(&[Tag::Measuring, Tag::Article, Tag::One, Tag::NodeNoun])) {
            next += 1;
        }
        if self.atoms.get(next).is_some_and(|a| a.any(&[Tag::At, Tag::Of]))
            && let Some(levels) = self.atoms[next..].iter().take(7).find(|a| matches!(a.what, What::Levels(_)))
        {
            let found = by_span(levels.span);
            if !found.is_empty() {
                return found;
            }
        }
        let premodifier = at < self.bindings.heads[head];
        if premodifier {
            return if bound || up_to { Vec::new() } else { (0..items.len()).collect() };
        }
        let each = self.atoms.iter().any(|a| a.is(Tag::Each));
        if each {
            return (0..items.len()).collect();
        }
        // right behind one of several phrases, or behind `the largest at L2`
        let owned = self.bindings.owned_phrases(head);
        let behind = owned.iter().copied().rfind(|&p| self.bindings.phrases[p].atoms.end <= at);
        if let Some(p) = behind {
            let phrase = &self.bindings.phrases[p];
            let here: Vec<usize> = (0..items.len())
                .filter(|&n| {
                    phrase.items.iter().any(|i| {
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

    /// The places that words right beside a measurement name: `6 mm (L4)`, `L4 6 mm`, `the upper 4 mm`, `the latter
    /// with a diameter of 6 mm`.
    fn named_beside(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let matching = |atom: &Atom| -> Vec<usize> {
            let endplate = place::endplate_of(atom);
            let fits = |item: &Item| match &atom.what {
                What::Levels(levels) => item.level.is_some_and(|level| levels.contains(&level)),
                _ => endplate.is_some() && item.endplate == endplate,
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
        // `5 mm above it and 7 mm below`
        let disc = [(Tag::AboveDisc, Endplate::Inferior), (Tag::BelowDisc, Endplate::Superior)];
        if let Some((_, endplate)) = disc.iter().find(|(tag, _)| self.atoms.get(at + 1).is_some_and(|a| a.is(*tag))) {
            return some((0..items.len()).filter(|&n| items[n].endplate == Some(*endplate)).collect());
        }
        // `3 mm deep superiorly and 5 mm deep inferiorly`
        let behind = self.atoms[at + 1..].iter().find(|a| !a.is(Tag::Measuring));
        if let Some(side) = behind.filter(|a| a.any(&[Tag::Superiorly, Tag::Inferiorly])) {
            return some(matching(side));
        }
        for atom in self.atoms[..at].iter().rev().take(6) {
            if atom.is(Tag::Latter) {
                return items.len().checked_sub(1).map(|last| vec![last]);
            }
            if atom.is(Tag::Former) {
                return Some(vec![0]);
            }
            if let Some(found) = some(matching(atom)) {
                let repeated =
                    items.iter().any(|i| i.level_span == Some(atom.span) || i.endplate_span == Some(atom.span));
                return (!repeated).then_some(found);
            }
            let through = atom.any(&[
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
            ]) || matches!(atom.mark(), Some(b':' | b'-' | b'='));
            if !through {
                return None;
            }
        }
        None
    }

    fn counts(&self, head: usize, items: &[Item], said: &mut [Said]) {
        let at = self.bindings.heads[head];
        let plural = matches!(self.atoms[at].what, What::Node { plural: true } | What::Anaphor { plural: true });
        let start = self.phrase_start(at);
        let mut many = None;
        let mut number = None;
        for i in start..at {
            let atom = &self.atoms[i];
            if atom.is(Tag::Many) {
                many = Some(i);
            }
            let value = match atom.what {
                What::Number(n) => Some(n),
                _ => self
                    .value(atom.phrase, |tag| if let Tag::CountOf(n) = tag { Some(u32::from(n)) } else { None })
                    .filter(|_| atom.what == What::Phrase),
            };
            if let Some(n) = value.filter(|n| (2..=40).contains(n)) {
                number = Some((n, i));
            }
        }
        let wide = |item: &Item| matches!(item.level, None | Some(crate::anatomy::Level::Region(_)));
        // a title or a column's head speaks of all rows, a row of its own endplate
        let title = self.atoms[at].prefix;
        let exact = |i: usize| title && items.get(i).is_some_and(|i| i.endplate.is_some() && !wide(i));
        for (i, s) in said.iter_mut().enumerate() {
            let listed = items.len() > 1 && !items.get(i).is_some_and(wide);
            s.count = Some(match (listed, number, many) {
                (true, ..) => (Count::Single, None),
                (false, Some((n, at)), _) if items.len() <= 1 => (Count::Number(n), Some(at)),
                (false, _, Some(at)) => (Count::Multiple, Some(at)),
                (false, ..) if plural && !exact(i) => (Count::Multiple, None),
                _ => (Count::Single, None),
            });
        }
    }

    /// The atom that says the node reaches the canal.
    fn posterior(&self, head: usize) -> Option<usize> {
        let first = (0..head).find(|&h| self.bindings.is(h, head)).unwrap_or(head);
        let from = self.bindings.heads[first];
        let mut reach = None;
        let mut denied = false;
        for at in from + 1..self.atoms.len() {
            let atom = &self.atoms[at];
            if atom.is(Tag::Terminator) || matches!(atom.mark(), Some(b'|')) {
                return None;
            }
            if atom.is(Tag::NegationBefore) {
                denied = true;
            }
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
        let before = self.atoms[..from].iter().position(|a| a.is(Tag::Posterior));
        before.filter(|&b| {
            !self.atoms[..b].iter().any(|a| a.is(Tag::NegationBefore)) && !self.atoms[b..from].iter().any(Atom::is_head)
        })
    }
}

/// A year in figures.
fn is_year(atom: &Atom) -> bool {
    matches!(atom.what, What::Number(year) if (1980..=2050).contains(&year))
}

/// The change that earlier measurements and today's show, where no word tells it.
fn course_of_sizes(before: &[(usize, f64)], now: f64, said: &mut [Said]) {
    let (Some(&(at, _)), [only]) = (before.first(), said) else { return };
    let change = if before.iter().all(|(_, size)| *size < now) {
        Change::Increased
    } else if before.iter().all(|(_, size)| *size > now) {
        Change::Decreased
    } else if before.iter().all(|(_, size)| (*size - now).abs() < 0.05) {
        Change::Stable
    } else {
        return;
    };
    only.change.get_or_insert((change, at));
}
