//! Measurements: those of the node, of today.

use super::{Attributes, Said};
use crate::anatomy::Endplate;
use crate::extract::atoms::{Atom, What};
use crate::extract::earlier;
use crate::extract::place::{Item, Turn};
use crate::finding::{Change, Section};
use crate::lexicon::tag::Tag;
use std::ops::Range;

impl Attributes<'_> {
    pub(super) fn sizes(&self, head: usize, items: &[Item], said: &mut [Said]) {
        let mine: Vec<(usize, f64)> = self
            .atoms
            .iter()
            .enumerate()
            .filter_map(|(at, atom)| if let What::Size(size) = atom.what { Some((at, size)) } else { None })
            .filter(|(at, _)| !self.not_a_size(*at) && !self.kept_by_place(*at))
            .collect();
        let alone = mine.len() == 1;
        let (prior, mine): (Vec<_>, Vec<_>) = mine.into_iter().partition(|(at, _)| self.prior(*at, alone));
        let earlier = prior.clone();
        let is_owned = |at: usize| self.size_head(at).is_some_and(|h| self.bindings.is(h, head));
        if let [now] = mine[..] {
            let before: Vec<_> = prior.into_iter().filter(|(at, _)| is_owned(*at)).collect();
            // `In 2017 they measured 5 mm and 4 mm`: one each
            let several = self.atoms[self.bindings.heads[head]].is(Tag::Several);
            if is_owned(now.0) {
                let before = if several { &[] } else { &before[..] };
                course_of_sizes(before, now.1, said);
                // `remains 4 mm`
                if let ([only], Some(still)) = (&mut *said, now.0.checked_sub(1)) {
                    let measuring = self.atoms[still].any(&[Tag::At, Tag::Measuring]);
                    let still = if measuring { still.saturating_sub(1) } else { still };
                    if self.atoms[still].is(Tag::StillSize) {
                        only.change.get_or_insert((Change::Stable, still));
                    }
                    // `5 mm on all three studies`
                    if self.atoms.get(now.0 + 1).is_some_and(|a| a.is(Tag::EveryExam)) {
                        only.change.get_or_insert((Change::Stable, now.0 + 1));
                    }
                }
            }
        }
        let owned: Vec<_> = mine
            .iter()
            .copied()
            .filter(|(at, _)| self.size_head(*at).is_some_and(|h| self.bindings.is(h, head)))
            .collect();
        // `L2, 4 mm (previously 4 mm); L4, previously 5 mm, now 6 mm`: each size with the earlier one beside it, and all up to
        // the next
        let several = mine.len() > 1;
        let beside = |at: usize| -> (Vec<(usize, f64)>, Range<usize>) {
            let next = mine.iter().map(|(m, _)| *m).find(|m| *m > at).unwrap_or(usize::MAX);
            let last = mine.iter().map(|(m, _)| *m).rfind(|m| *m < at).unwrap_or(0);
            let level = |a: &Atom| matches!(a.what, What::Levels(_));
            let near = |range: Range<usize>| -> Vec<(usize, f64)> {
                let apart = |p: usize| self.atoms[p.min(at)..p.max(at)].iter().any(level);
                earlier.iter().copied().filter(|(p, _)| range.contains(p) && !apart(*p)).collect()
            };
            let mut told = near(at..next);
            if told.is_empty() {
                told = near(last..at);
            }
            let from = told.first().map_or(at, |(p, _)| at.min(*p));
            (told, self.atoms[..from].iter().rposition(level).unwrap_or(from)..next)
        };
        if let Some(places) = self.in_order(&owned, items) {
            for (n, (place, (at, size))) in places.into_iter().zip(&owned).enumerate() {
                said[place].size = Some((*size, *at));
                // `6 mm and 8 mm, previously 5 mm and 8 mm`
                if earlier.len() == owned.len() {
                    course_of_sizes(&earlier[n..=n], *size, &mut said[place..=place]);
                }
            }
            return;
        }
        // one node, of which all measurements are
        let alone = items.len() == 1 && owned.len() == mine.len();
        for (at, size) in owned {
            let places = self.size_items(at, head, items);
            if let ([only], false) = (&places[..], alone) {
                let (before, own) = beside(at);
                // `L3, 8 mm, unchanged; L1, previously 10 mm, now 6 mm`: what is said beside another size is of that one
                if !before.is_empty() && said[*only].change.is_some_and(|(_, at)| !own.contains(&at)) {
                    said[*only].change = None;
                }
                course_of_sizes(&before, size, &mut said[*only..=*only]);
            }
            for i in places {
                let slot = &mut said[i].size;
                if slot.is_none_or(|(old, _)| old < size) {
                    *slot = Some((size, at));
                }
            }
        }
        // `9 mm across and 4 mm deep; in 2019 it was 6 mm across`
        if let ([only], true) = (&*said, alone && several)
            && let Some((size, _)) = only.size
        {
            course_of_sizes(&earlier, size, said);
        }
        // sizes in brackets behind a level, also behind `the largest at T12`
        let told = self.bindings.owned_phrases(head).into_iter().flat_map(|p| self.bindings.phrases[p].items.iter());
        let told: Vec<_> = told.filter_map(|i| i.size.map(|size| (i.level, i.endplate, size))).collect();
        let extra = items.iter().any(|i| i.extra && i.size.is_some());
        for (i, item) in items.iter().enumerate() {
            // `nodes in the mid thoracic spine, the deepest at T7 (4 mm)`
            if extra && !item.extra {
                continue;
            }
            let size = item.size.or_else(|| {
                let same = |t: &&(_, _, _)| t.0 == item.level && Endplate::agree(t.1, item.endplate);
                told.iter().find(same).map(|t| t.2)
            });
            if let (Some((size, span)), None) = (size, said[i].size) {
                // a place taken over from the sentence before has its size there
                let at = self.atoms.iter().position(|a| a.span == span);
                said[i].size = at.map(|at| (size, at));
            }
        }
    }

    /// The places of measurements told in the order of the places: `of L1 and L2, 5 and 7 mm`, `6 mm and 9 mm nodes in
    /// the inferior L2 and superior L3 endplates`, `the last two of which measure 5 and 7 mm respectively`.
    fn in_order(&self, sizes: &[(usize, f64)], items: &[Item]) -> Option<Vec<usize>> {
        let (&(first, _), &(last, _)) = (sizes.first()?, sizes.last()?);
        let joint = |a: &Atom| {
            matches!(a.what, What::Size(_)) || a.is(Tag::And) || matches!(a.mark(), Some(b',' | b'/' | b'-'))
        };
        let listed = self.atoms[first..last].iter().all(joint) || self.atoms.iter().any(|a| a.is(Tag::Respectively));
        // what is not there has no size
        let there = || (0..items.len()).filter(|&n| items[n].turn != Turn::Denied).collect();
        let told = self.named_beside(first, items).unwrap_or_else(there);
        (listed && sizes.len() > 1 && told.len() == sizes.len()).then_some(told)
    }

    /// Whether a measurement stands in brackets behind a level of several phrases, whose it is.
    pub(super) fn kept_by_place(&self, at: usize) -> bool {
        let span = self.atoms[at].span;
        let phrases = self.bindings.phrases.iter();
        let kept = phrases.filter(|p| p.items.iter().any(|i| i.size.is_some_and(|(_, s)| s == span))).count();
        let sized = self.bindings.phrases.iter().filter(|p| p.items.iter().any(|i| i.size.is_some())).count();
        kept > 0 && sized > 1
    }

    /// What became of what measures `now`, if the sentence says one earlier size: `4 mm (was 4 mm)`.
    pub(in crate::extract) fn course_since(&self, now: (f64, usize)) -> Option<(Change, usize)> {
        let all = self.atoms.iter().enumerate().filter(|(_, a)| !a.prefix);
        let earlier = all.filter_map(|(at, a)| if let What::Size(size) = a.what { Some((at, size)) } else { None });
        let earlier: Vec<_> = earlier.filter(|(at, _)| self.prior(*at, false)).collect();
        let mut said = [Said::default()];
        if earlier.len() == 1 {
            course_of_sizes(&earlier, now.0, &mut said);
        }
        said[0].change
    }

    /// Today's measurements of a head.
    pub(super) fn owned_sizes(&self, head: usize) -> Vec<(f64, usize)> {
        let mut sizes = self.todays_sizes();
        sizes.retain(|(_, at)| self.size_head(*at).is_some_and(|owner| self.bindings.is(owner, head)));
        sizes
    }

    /// Measurements of this exam that may be of a finding, with their atoms.
    pub(in crate::extract) fn todays_sizes(&self) -> Vec<(f64, usize)> {
        let all = self.atoms.iter().enumerate().filter(|(_, a)| !a.prefix);
        let sizes = all.filter_map(|(at, a)| if let What::Size(size) = a.what { Some((size, at)) } else { None });
        let mut sizes: Vec<_> = sizes.filter(|(_, at)| !self.not_a_size(*at)).collect();
        let alone = sizes.len() == 1;
        sizes.retain(|(_, at)| !self.prior(*at, alone));
        sizes
    }

    /// Measurements of an earlier exam that may be of a finding, if the sentence has none of today.
    pub(in crate::extract) fn sizes_then(&self) -> Vec<(usize, f64)> {
        let all = self.atoms.iter().enumerate().filter(|(_, a)| !a.prefix);
        let sizes = all.filter_map(|(at, a)| if let What::Size(size) = a.what { Some((at, size)) } else { None });
        let mut sizes: Vec<_> = sizes.filter(|(at, _)| !self.not_a_size(*at)).collect();
        let alone = sizes.len() == 1;
        if !sizes.iter().all(|(at, _)| self.prior(*at, alone)) {
            return Vec::new();
        }
        // `10 mm in 2022 and 6 mm in 2018`: the last of the exams tells what became of it
        let year = |at: usize| {
            let behind = &self.atoms[at + 1..];
            let size = |a: &&Atom| !matches!(a.what, What::Size(_)) && a.mark().is_none();
            behind.iter().take(6).take_while(size).find_map(|a| if a.is_date() { Some(a.what.clone()) } else { None })
        };
        let number = |what: Option<What>| if let Some(What::Number(year)) = what { Some(year) } else { None };
        let years: Vec<Option<u32>> = sizes.iter().map(|(at, _)| number(year(*at))).collect();
        if !alone && years.iter().all(Option::is_some) {
            let last = years.iter().max().copied().flatten();
            let mut years = years.into_iter();
            sizes.retain(|_| years.next().flatten() == last);
        }
        sizes
    }

    pub(super) fn not_a_size(&self, at: usize) -> bool {
        let skip = |a: &&Atom| {
            a.any(&[Tag::Measuring, Tag::Of, Tag::Article, Tag::Verb])
                || a.mark() == Some(b'(')
                || a.mark() == Some(b'-')
        };
        let after = self.atoms[at + 1..]
            .iter()
            .find(|a| !(a.is(Tag::Measuring) && !a.is(Tag::NotSize)) && !a.any(&[Tag::Of]) && a.mark() != Some(b'-'));
        let before = self.atoms[..at].iter().rev().find(|a| !skip(a) || a.is(Tag::NotSize));
        // `3 mm of surrounding edema`
        let inside =
            |a: &&Atom| a.any(&[Tag::Of, Tag::Associated, Tag::Around, Tag::Adjective, Tag::Marrow]) && !a.is_head();
        let of_edema = self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::Of))
            && self.atoms[at + 1..].iter().find(|a| !inside(a)).is_some_and(|a| matches!(a.what, What::Edema(_)));
        let none_over = self.atoms[..at].iter().rev().take(2).any(|a| a.is(Tag::Each) && a.is(Tag::NegationBefore));
        self.numbers_exam(at)
            || self.of_the_body(at)
            || after.is_some_and(|a| a.is(Tag::NotSize))
            || before.is_some_and(|a| a.is(Tag::NotSize))
            || none_over
            || of_edema
    }

    /// Whether a measurement is said of the vertebra, the disc or the canal: `…, the body itself being 31 mm tall`, `…, and the L4-5
    /// disc, which has extruded by 12 mm`, `…, and a canal narrowed to 7 mm`.
    fn of_the_body(&self, at: usize) -> bool {
        const SAYS: [Tag; 5] = [Tag::Verb, Tag::Measuring, Tag::Of, Tag::To, Tag::Which];
        let says = |a: &&Atom| a.any(&SAYS) || a.what == What::Word || a.is_written_comma();
        let said = self.atoms[..at].iter().rev().take(6).take_while(says).count();
        let [before @ .., body] = &self.atoms[..at - said] else { return false };
        let levels = before.iter().rev().take_while(|a| matches!(a.what, What::Levels(_))).count();
        let [before @ .., article] = &before[..before.len() - levels] else { return false };
        let noun = article.any(&[Tag::Definite, Tag::Possessive]) && body.is(Tag::VertebraNoun)
            || article.any(&[Tag::Article, Tag::Definite]) && body.any(&[Tag::DiscNoun, Tag::Canal]);
        let opens = |a: &Atom| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]);
        said > 0 && noun && before.last().is_none_or(opens)
    }

    /// Whether a measurement is an earlier exam's.
    pub(super) fn prior(&self, at: usize, alone: bool) -> bool {
        self.told_earlier(at, alone) || !alone && self.joined_to_earlier(at)
    }

    /// Whether words of its own tell that a measurement is an earlier exam's.
    fn told_earlier(&self, at: usize, alone: bool) -> bool {
        // `In 2018 it was 8 mm as well`
        let apart = || self.atoms.iter().any(|a| a.mark() == Some(b';'));
        if (alone || apart()) && earlier::tells(self.atoms, at) {
            return true;
        }
        let mut at = at;
        let now = self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::NowSize));
        // `in 2021 they measured 5 and 9 mm`: a figure alone, whose unit follows
        // `6 mm and 8 mm, previously 5 mm and 8 mm`
        while let Some([told @ .., size, joint]) = self.atoms.get(..at)
            && (joint.is(Tag::And) || joint.mark() == Some(b','))
            && matches!(size.what, What::Size(_))
            && (size.to - size.from == 1
                || !now && joint.is(Tag::And) && told.last().is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb)))
            && !self.numbers_exam(at - 2)
        {
            at -= 2;
        }
        // `9 mm, at visit 1 also 9 mm`
        let leads = |a: &Atom| a.any(&[Tag::Likewise, Tag::Verb, Tag::Measuring, Tag::Pronoun]);
        let visit =
            |back: usize| at >= back && self.at_visit(at - back) && self.atoms[at - back + 3..at].iter().all(leads);
        if !alone && (3..=5).any(visit) {
            return true;
        }
        if self.set_against(at) || self.now_follows(at) {
            return true;
        }
        let mut next = at + 1;
        while self.atoms.get(next).is_some_and(|a| a.is(Tag::Measuring)) {
            next += 1;
        }
        // `7 mm now`
        if self.atoms.get(next).is_some_and(|a| a.is(Tag::NowSize)) {
            return false;
        }
        // `smaller than in 2020 (3 mm, previously 6 mm)`
        let size = |i: usize| self.atoms.get(i).is_some_and(|a| matches!(a.what, What::Size(_)));
        let told_apart = at > 0
            && self.atoms[at - 1].mark() == Some(b'(')
            && self.atoms.get(next).is_some_and(Atom::is_written_comma)
            && self.atoms.get(next + 1).is_some_and(|a| a.is(Tag::PriorSize))
            && size(next + 2);
        // `larger than in 2020 (7 mm versus 6 mm)`
        let between = at > 0
            && self.atoms[at - 1].mark() == Some(b'(')
            && self.atoms.get(next).is_some_and(|a| a.is(Tag::UncertaintyBetween))
            && size(next + 1);
        if told_apart || between {
            return false;
        }
        // `the same as eight months ago at 3 mm each`
        let before = self.atoms[..at].iter().rev().take(4);
        let same = before.clone().any(|a| a.is(Tag::PriorSize))
            && before.take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::Course(Change::Stable)))
            && self.atoms[at - 1].is(Tag::At);
        if same && alone {
            return false;
        }
        for (back, atom) in self.atoms[..at].iter().rev().take(4).enumerate() {
            if atom.is(Tag::NowSize) {
                return false;
            }
            // `Comparison with the previous MRI: 5 mm node at L2`
            let opens = alone && back > 0 && self.atoms.get(next).is_some_and(Atom::is_head) && atom.to - atom.from > 1;
            if atom.is(Tag::PriorSize) && opens {
                return false;
            }
            if atom.is(Tag::PriorSize) && !self.behind_size(at - back - 1) {
                let weak =
                    atom.any(&[Tag::Verb, Tag::Because]) || atom.to - atom.from == 1 && back == 0 && atom.is(Tag::From);
                return !(weak && alone);
            }
            if atom.is_date() && !alone {
                // `unchanged from 2019 at 5 mm and 6 mm`, `have not changed since 2017 (4 mm and 5 mm)`
                let year = at - back - 1;
                let stable = |tag| matches!(tag, Tag::Course(Change::Stable)).then_some(());
                // `is smaller than in 2019: 9 mm`
                let compared = year > 0 && self.atoms[year - 1].is(Tag::Course(Change::New));
                return !(compared
                    || self.atoms[..year].iter().rev().take(3).any(|a| self.value(a.phrase, stable).is_some()));
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
                Tag::Field,
            ]) || matches!(atom.mark(), Some(b'(' | b':' | b'-'));
            if !through {
                break;
            }
        }
        // `11 mm at visit 1 and 8 mm today`
        let dated = self.at_visit(next) || self.on_a_day(next);
        if !alone && dated && (0..self.atoms.len()).any(|i| i != at && self.said_of_today(i)) {
            return true;
        }
        // `7 mm in 2019`, `7 mm previously`, `7 mm on the prior exam`
        let in_year =
            self.atoms.get(next).is_some_and(|a| a.is(Tag::At)) && self.atoms.get(next + 1).is_some_and(Atom::is_date);
        // `4 mm (7 mm on 7/22)`
        let on_date = matches!(self.atoms.get(next..next + 3), Some([on, month, slash])
            if on.is(Tag::At) && matches!(month.what, What::Number(_)) && matches!(slash.mark(), Some(b'/' | b'.')));
        (in_year || on_date) && !alone
            || self.atoms.get(next).is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb) && !a.is(Tag::Because))
                && (self.behind_size(next) || !self.size_follows(next + 1))
    }

    /// Whether today's measurement stands right behind another: `10 mm, now 6 mm`, `5 mm and now measures 6 mm`.
    fn now_follows(&self, at: usize) -> bool {
        let next = at + 1 + self.atoms[at + 1..].iter().take_while(|a| a.is(Tag::Measuring)).count();
        let mut behind = self.atoms[next..].iter().skip_while(|a| a.mark().is_some() || a.is(Tag::And));
        let says = |a: &&Atom| a.any(&[Tag::Verb, Tag::Measuring]) && !a.is(Tag::NowSize);
        let joint = |a: &Atom| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b'(' | b'-'));
        self.atoms.get(next).is_some_and(joint)
            && behind.next().is_some_and(|a| a.is(Tag::NowSize) && !a.is(Tag::PriorSize))
            && behind.find(|a| !says(a)).is_some_and(|a| matches!(a.what, What::Size(_)))
    }

    /// `smaller, 5 mm vs 8 mm`, `9 mm, has decreased (12 mm)`: the second is that of then.
    fn set_against(&self, at: usize) -> bool {
        let size = |a: &Atom| matches!(a.what, What::Size(_));
        let grown = |a: &Atom| a.any(&[Tag::Course(Change::Decreased), Tag::Course(Change::Increased)]);
        match &self.atoms[..at] {
            [.., now, vs] if vs.is(Tag::UncertaintyBetween) => size(now),
            [told @ .., course, open] if open.mark() == Some(b'(') => {
                grown(course) && told.iter().rev().take(8).any(size)
            }
            _ => false,
        }
    }

    /// Whether a measurement goes on with an earlier exam's, behind today's: `7 mm; it was 10 mm in March and 9 mm in February`.
    fn joined_to_earlier(&self, at: usize) -> bool {
        let size = |i: &usize| matches!(self.atoms[*i].what, What::Size(_));
        let when = |a: &Atom| a.what == What::Word || matches!(a.what, What::Number(_)) || a.is(Tag::PseudoUncertainty);
        let dates = |a: &Atom| when(a) || a.any(&[Tag::And, Tag::At, Tag::Article, Tag::Measuring]);
        let joined = |at: usize| {
            let before = (0..at).rfind(size)?;
            let between = &self.atoms[before + 1..at];
            let told = between.iter().any(|a| a.is(Tag::And)) && between.iter().any(when);
            (told && between.iter().all(dates)).then_some(before)
        };
        // the first of a run tells of all
        let Some(mut first) = joined(at) else { return false };
        while let Some(before) = joined(first) {
            first = before;
        }
        self.told_earlier(first, false) && (0..first).any(|i| size(&i) && !self.told_earlier(i, false))
    }

    /// Whether a word tells when, or of what exam: `in May`, `at baseline`.
    fn on_a_day(&self, from: usize) -> bool {
        let Some([led, when, ..]) = self.atoms.get(from..) else { return false };
        // `in May` is one phrase
        let whole = led.is(Tag::PseudoUncertainty) && led.to - led.from == 2;
        let plain = whole || led.is(Tag::At) && when.what == What::Word;
        let behind = from + if whole { 1 } else { 2 };
        let ends = self.atoms.get(behind).is_none_or(|a| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]));
        plain && ends
    }

    /// Whether an atom is a measurement that a word beside it says to be today's: `8 mm today`, `today it measures 8 mm`.
    fn said_of_today(&self, at: usize) -> bool {
        let now = |i: usize| self.atoms.get(i).is_some_and(|a| a.is(Tag::NowSize));
        matches!(self.atoms[at].what, What::Size(_))
            && (now(at + 1) || (1..=3).any(|back| at >= back && now(at - back)))
    }

    /// Whether a figure numbers an exam: the `1` of `11 mm at MRI 1 and 10 mm at MRI 2`.
    fn numbers_exam(&self, at: usize) -> bool {
        at > 2 && matches!(self.atoms[at - 3].what, What::Size(_)) && self.at_visit(at - 2)
    }

    /// Whether words number one of several exams: `at MRI 1`, `on visit 2`.
    fn at_visit(&self, from: usize) -> bool {
        // `at the first scan`, `at the second`
        if let Some([led, the, which, ..]) = self.atoms.get(from..) {
            let ordinal = (1..=6).any(|n| which.is(Tag::Ordinal(n)));
            let behind = self.atoms.get(from + 3);
            let plain = behind.is_none_or(|a| a.what == What::Word || a.mark().is_some() || a.is(Tag::And));
            if led.is(Tag::At) && the.is(Tag::Definite) && ordinal && plain {
                return true;
            }
        }
        let Some([led, exam, number, ..]) = self.atoms.get(from..) else { return false };
        let figure = matches!(number.what, What::Number(_))
            || matches!(number.what, What::Size(_)) && number.to - number.from == 1;
        led.is(Tag::At) && (exam.what == What::Word || exam.is(Tag::Heading(Section::Body))) && figure
    }

    /// Whether a word that tells of an earlier exam stands behind its measurement: `4 mm then and 5 mm now`.
    pub(super) fn behind_size(&self, word: usize) -> bool {
        let before = word.checked_sub(1).map(|i| &self.atoms[i]);
        let size = before.is_some_and(|a| matches!(a.what, What::Size(_)) || a.is(Tag::Measuring));
        size && self.atoms.get(word + 1).is_some_and(|a| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b';' | b')')))
    }

    pub(super) fn size_follows(&self, from: usize) -> bool {
        self.atoms[from..].iter().take(3).any(|a| matches!(a.what, What::Size(_)))
    }
}

/// The change that earlier measurements and today's show, where no word tells it.
pub(in crate::extract) fn course_of_sizes(before: &[(usize, f64)], now: f64, said: &mut [Said]) {
    let (Some(&(at, size)), [only]) = (before.first(), said) else { return };
    let change = Change::of_size(size, now);
    // measurements of two earlier exams may differ
    if before.iter().all(|(_, size)| Change::of_size(*size, now) == change) {
        only.change.get_or_insert((change, at));
    }
}
