//! Collects the elements of a place phrase, atom by atom: sides, endplate nouns, levels, joints.
//!
//! In: a sentence's atoms from where a phrase begins. Out: its elements, and where it ends. What ends a phrase is decided
//! here: a joint goes on with it only where a further place follows that is not a new thing's.

use super::{Element, Sides, Turn, lone_side, side_of};
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::segment::LONGEST_ABBREVIATION;
use crate::extract::status::of_neither;
use crate::finding::Change;
use crate::lexicon::tag::Tag;
use crate::span::Span;

/// Whether an atom is one disc level.
fn disc_level(atom: &Atom) -> bool {
    matches!(&atom.what, What::Levels(list) if matches!(list[..], [Level::Disc(_)]))
}

pub(super) struct Collector<'a> {
    pub(super) atoms: &'a [Atom],
    /// The first atom of the phrase.
    pub(super) start: usize,
    pub(super) at: usize,
    pub(super) elements: Vec<Element>,
    pub(super) turn: Turn,
    /// Brackets closed.
    pub(super) closed: usize,
    /// One past the last atom that belongs to the phrase.
    pub(super) end: usize,
}

impl Collector<'_> {
    pub(super) fn run(&mut self, start: usize) {
        while let Some(atom) = self.atoms.get(self.at) {
            if atom.prefix != self.atoms[start].prefix {
                break;
            }
            if self.subject_behind() || !self.take(atom) {
                break;
            }
        }
    }

    fn levels_seen(&self) -> bool {
        self.elements.iter().any(|e| matches!(e, Element::Levels { .. }))
    }

    /// Takes the atom at hand into the phrase; false if the phrase ends before it.
    fn take(&mut self, atom: &Atom) -> bool {
        match &atom.what {
            What::Levels(levels) => {
                // `L1 through L4, L3 excepted`
                if self.many_seen() && self.excepted_behind() {
                    self.elements.push(Element::Except);
                }
                // a region that a preposition leads anew has no endplate of those before
                let anew = self.at > 0
                    && self.levels_seen()
                    && self.atoms[..self.at].iter().rev().take(3).any(|a| a.is(Tag::At))
                    && (matches!(levels[..], [Level::Region(_)]) || self.disc_behind_vertebrae(levels));
                let turn = if atom.is(Tag::Doubted) { Turn::Hedged } else { self.turn };
                let element = Element::Levels { list: levels.clone(), span: atom.span, turn, size: None, anew };
                // `but not at L3 or L4`, `rather than L3 and L4`
                let [joint, next] = [1, 2].map(|n| self.atoms.get(self.at + n));
                let level = |a: &Atom| matches!(a.what, What::Levels(_));
                let goes_on = joint.is_some_and(|a| a.is(Tag::Or))
                    || self.turn == Turn::Denied && joint.is_some_and(|a| a.is(Tag::And)) && next.is_some_and(level);
                if !goes_on {
                    self.turn = Turn::None;
                }
                self.element(element)
            }
            What::Mark(mark) => self.take_mark(*mark),
            What::Phrase => self.take_phrase(atom),
            // `upper somatic endplate`
            What::Word
                if matches!(self.elements.last(), Some(Element::Side(..)))
                    && self.atoms.get(self.at + 1).is_some_and(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns])) =>
            {
                self.skip()
            }
            // `the superior endplate only of T12`
            What::Word
                if matches!(self.elements.last(), Some(Element::Noun { .. }))
                    && self.atoms.get(self.at + 1).is_some_and(|a| a.is(Tag::Of))
                    && matches!(self.atoms.get(self.at + 2), Some(a) if matches!(a.what, What::Levels(_))) =>
            {
                self.skip()
            }
            What::Size(size) if self.open() && self.levels_seen() => {
                let (size, span) = (*size, atom.span);
                self.keep_size(size, span);
                self.skip()
            }
            _ => false,
        }
    }

    /// Whether `excepted` closes the levels at hand, all of which were said before: `T8 to L1, T10 and T12 excepted`.
    fn excepted_behind(&self) -> bool {
        let said = |level: &Level| {
            self.elements.iter().any(|e| matches!(e, Element::Levels { list, .. } if list.contains(level)))
        };
        for atom in &self.atoms[self.at..] {
            match &atom.what {
                What::Levels(levels) if levels.iter().all(said) => {}
                What::Mark(b',') => {}
                What::Phrase if atom.is(Tag::Excepted) => return true,
                What::Phrase if atom.any(&[Tag::And, Tag::Verb]) => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether a bracket stands open.
    fn open(&self) -> bool {
        let opened = self.elements.iter().filter(|e| matches!(e, Element::Bracket)).count();
        opened > self.closed
    }

    fn keep_size(&mut self, size: f64, span: Span) {
        if let Some(Element::Levels { size: slot, .. }) =
            self.elements.iter_mut().rev().find(|e| matches!(e, Element::Levels { .. }))
        {
            *slot = Some((size, span));
        }
        // `L1, superior endplate (4 mm), and L2`: the endplate is that of the level in front
        if matches!(self.elements.last(), Some(Element::Side(..) | Element::Noun { .. })) {
            self.elements.push(Element::Closed);
        }
    }

    fn element(&mut self, element: Element) -> bool {
        self.elements.push(element);
        self.at += 1;
        self.end = self.at;
        true
    }

    /// `L1 superior (4 mm) and inferior (5 mm)`: takes the side behind the `and`, and the level once more.
    fn side_with_size(&mut self) -> bool {
        let sized = |i: usize| {
            let marks = [i, i + 2].map(|i| self.atoms.get(i).and_then(Atom::mark));
            marks == [Some(b'('), Some(b')')] && matches!(self.atoms[i + 1].what, What::Size(_))
        };
        let side = self.atoms.get(self.at + 1).and_then(|a| Some((side_of(a)?, a.span)));
        if let Some((sides, side_span)) = side
            && sized(self.at + 2)
            && let Some(Element::Levels { list, span, size: Some(_), .. }) =
                self.elements.iter().rev().find(|e| matches!(e, Element::Levels { .. }))
            && let ([.., last], span) = (&list[..], *span)
        {
            let list = std::iter::once(*last).collect();
            self.elements.push(Element::Joint);
            self.elements.push(Element::Levels { list, span, turn: self.turn, size: None, anew: false });
            self.at += 1;
            return self.element(Element::Side(sides, side_span));
        }
        false
    }

    /// Whether what the `and` at hand joins is another statement.
    fn another_begins(&self) -> bool {
        // `every vertebra except L5, and also at T11`: that is excepted no more
        let anew = self.atoms[self.at].is(Tag::Further);
        if anew && self.elements.iter().any(|e| matches!(e, Element::Except)) {
            return true;
        }
        let [first, second] = [1, 2].map(|n| self.atoms.get(self.at + n));
        // `a bulge at L3-4 and, in the superior endplate of L4, a node`
        let placed = first.is_some_and(|a| a.mark() == Some(b',')) && second.is_some_and(|a| a.is(Tag::At));
        // `L1 has a node in its superior endplate and L2 has one`
        let subject = first.is_some_and(|a| matches!(a.what, What::Levels(_)))
            && second.is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows]));
        let its = || self.atoms[self.start.saturating_sub(1)..self.at].iter().any(|a| a.is(Tag::Possessive));
        placed || subject && its()
    }

    /// `superior L2, inferior T12, and at L5-S1`: the disc has no side of those before.
    fn disc_behind_vertebrae(&self, levels: &[Level]) -> bool {
        let vertebrae = |e: &Element| match e {
            Element::Levels { list, .. } => list.iter().all(|level| matches!(level, Level::Vertebra(_))),
            _ => true,
        };
        let led = matches!(&self.atoms[..self.at], [.., and, at] if and.is(Tag::And) && at.is(Tag::At));
        led && matches!(levels, [Level::Disc(_)]) && self.elements.iter().all(vertebrae)
    }

    /// Whether the phrase goes with nodes of which nothing was said so far: `the nodes of T11 and T12 show …`.
    fn of_many_nodes(&self) -> bool {
        let many = |a: &Atom| {
            matches!(a.what, What::Node { plural: true } | What::Anaphor { plural: true })
                // `those at T8 and T12 show …`
                || matches!(a.what, What::Node { .. }) && a.is(Tag::Ellipsis)
                || a.what == What::Phrase && a.is(Tag::BareNodes)
        };
        let Some(head) = self.atoms[..self.start].iter().rposition(|a| a.is_head() || many(a)) else { return false };
        let lead = |a: &Atom| a.any(&[Tag::Of, Tag::At, Tag::Article]);
        many(&self.atoms[head]) && self.atoms[head + 1..self.start].iter().all(lead)
    }

    fn take_phrase(&mut self, atom: &Atom) -> bool {
        let started = !self.elements.is_empty();
        if super::each_endplate(self.atoms, self.at) {
            return self.element(Element::Side(Sides::BOTH, atom.span));
        }
        if let Some(sides) = side_of(atom) {
            if !self.is_side(sides, atom) {
                // `both L2 and L3`, `adjacent fracture`
                return if atom.is(Tag::Both) && self.more_at(self.at + 1) { self.skip() } else { false };
            }
            return self.element(Element::Side(sides, atom.span));
        }
        if atom.any(&[Tag::EndplateNoun, Tag::EndplateNouns]) {
            return self.element(Element::Noun { plural: atom.is(Tag::EndplateNouns), span: atom.span });
        }
        if atom.is(Tag::AspectNoun)
            && matches!(self.elements.last(), Some(Element::Side(..) | Element::Joint))
            && self.elements.iter().any(|e| matches!(e, Element::Side(..)))
        {
            return self.element(Element::Noun { plural: false, span: atom.span });
        }
        if !started {
            return false;
        }
        if atom.any(&[Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun, Tag::DiscNoun, Tag::RegionNoun]) {
            self.at += 1;
            self.end = self.at;
            return true;
        }
        // `the endplates adjacent to the L2-L3 disc`
        let next = self.atoms[self.at + 1..].iter().find(|a| !a.is(Tag::Article));
        if atom.is(Tag::Around)
            && matches!(self.elements.last(), Some(Element::Noun { plural: true, .. }))
            && next.is_some_and(disc_level)
        {
            return self.element(Element::Side(Sides::FACING, atom.span));
        }
        // `in L5 beneath the superior endplate and in L4 above the inferior endplate`
        let facing = || self.atoms.get(self.at + 1).is_some_and(|a| a.is(Tag::Article)) && self.levels_seen();
        let beside = atom.any(&[Tag::AboveDisc, Tag::BelowDisc]) && facing();
        if (atom.any(&[Tag::Of, Tag::At]) || beside) && self.more_at(self.at + 1) {
            return self.element(Element::Of);
        }
        // `neither L3 nor L5 bears one`
        let nor = atom.is(Tag::Or) && atom.is(Tag::NegationBefore) && self.levels_seen();
        // `superior T12 and mod. inferior L1`
        if atom.is(Tag::Abbreviated) && self.joint_before() && self.more_at(self.at + 1) {
            return self.skip();
        }
        // `SN sup and inf`
        let sides = self.elements.iter().all(|e| matches!(e, Element::Side(..))) && self.lone_side_at(self.at + 1);
        let named = self.start > 0 && matches!(self.atoms[self.start - 1].what, What::Node { .. });
        if atom.is(Tag::And) && sides && named && !self.elements.is_empty() {
            return self.element(Element::Joint);
        }
        if atom.is(Tag::And) && self.side_with_size() {
            return true;
        }
        if atom.is(Tag::And) && self.another_begins() {
            return false;
        }
        if atom.any(&[Tag::And, Tag::Or]) && self.more_at(self.at + 1) && (nor || !self.new_thing_at(self.at + 1)) {
            if atom.is(Tag::Or) && !nor {
                self.either();
            }
            return self.element(Element::Joint);
        }
        // `the inferior endplate of the same vertebra`
        if atom.is(Tag::SameLevel)
            && matches!(self.elements.last(), Some(Element::Noun { .. }))
            && let Some(Element::Levels { list, .. }) =
                self.elements.iter().rev().find(|e| matches!(e, Element::Levels { .. }))
        {
            let list = list.last().copied().into_iter().collect();
            self.elements.push(Element::Of);
            let turn = self.turn;
            return self.element(Element::Levels { list, span: atom.span, turn, size: None, anew: false });
        }
        // `all lumbar vertebrae but L5 show nodes`
        let but = atom.is(Tag::Terminator)
            && self.many_seen()
            && self.atoms.get(self.at + 1).is_some_and(|a| matches!(a.what, What::Levels(_)))
            && self.atoms.get(self.at + 2).is_some_and(|a| a.any(&[Tag::Shows, Tag::Verb]));
        if but {
            return self.element(Element::Except);
        }
        if self.excepts(self.at) {
            return self.element(Element::Except);
        }
        if atom.any(&[Tag::UncertaintyBefore]) && self.levels_seen() && self.joint_before() && self.more_at(self.at + 1)
        {
            self.turn = Turn::Hedged;
            return self.skip();
        }
        // `rather than the disc at L4-5`
        if atom.any(&[Tag::NegationInstead])
            && !self.disc_at(self.at + 1)
            && self.levels_seen()
            && self.denies_place(self.at + 1)
        {
            self.turn = Turn::Denied;
            self.elements.push(Element::Joint);
            return self.skip();
        }
        // `except those of L3`
        let those = atom.is(Tag::Ellipsis) && matches!(self.elements.last(), Some(Element::Except));
        if (those || atom.any(&[Tag::Article, Tag::PlaceFiller, Tag::Every, Tag::Each])) && self.more_at(self.at + 1) {
            return self.skip();
        }
        false
    }

    /// Whether a level of the list is named again, for what it goes with: `at L1 and L4, L1 with oedema`.
    fn told_again(&self, at: usize) -> bool {
        let Some([level, with, ..]) = self.atoms.get(at..) else { return false };
        let What::Levels(again) = &level.what else { return false };
        let told = |e: &Element| matches!(e, Element::Levels { list, .. } if again.iter().all(|l| list.contains(l)));
        with.any(&[Tag::With, Tag::Without, Tag::Shows]) && self.elements.iter().any(told)
    }

    /// `at L1 or L2`: one of the levels is meant, those in front of the joint or the one behind it.
    fn either(&mut self) {
        let next = self.atoms.get(self.at + 1..).unwrap_or_default();
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        // what is denied or asked of either is so of both
        const OF_BOTH: [Tag; 6] = [
            Tag::NegationBefore,
            Tag::NegationAfter,
            Tag::NegationInstead,
            Tag::NoneOf,
            Tag::Question,
            Tag::Conditional,
        ];
        let stable = |a: &Atom| a.is(Tag::Course(Change::Stable)) && a.to - a.from > 1;
        let front = self.atoms[..self.start].iter().rev().take_while(|a| !matches!(a.mark(), Some(b'.' | b';')));
        if front.into_iter().any(|a| a.any(&OF_BOTH) || stable(a)) {
            return;
        }
        let another = next.iter().find(|a| !a.any(&[Tag::At, Tag::Of, Tag::Article])).is_some_and(level);
        if !(another && matches!(self.elements.last(), Some(Element::Levels { turn: Turn::None | Turn::Either, .. }))) {
            return;
        }
        // `at L1 and L3 or L4`: L1 is sure
        let levels = self.atoms[self.start..self.at].iter().skip_while(|a| !level(a));
        let list = levels.into_iter().any(|a| a.is(Tag::And));
        let open = self.elements.iter_mut().rev().take(if list { 1 } else { usize::MAX });
        for element in open {
            if let Element::Levels { turn: turn @ Turn::None, .. } = element {
                *turn = Turn::Either;
            }
        }
        self.turn = Turn::Either;
    }

    fn joint_before(&self) -> bool {
        matches!(self.elements.last(), Some(Element::Joint))
    }

    fn skip(&mut self) -> bool {
        self.at += 1;
        true
    }

    fn take_mark(&mut self, mark: u8) -> bool {
        if self.elements.is_empty() {
            return false;
        }
        match mark {
            b'-' if self.side_of_level(self.at + 1) => self.skip(),
            b',' | b'/' | b'&' | b'+' | b'-' | b'>' => {
                // `, and`
                let after = self.at + 1;
                if mark == b',' && self.open() && self.size_then_close(after) {
                    return self.skip();
                }
                if self.excepts(after) {
                    self.at = after;
                    return self.element(Element::Except);
                }
                // `, not at L1-2`
                let denies = self.atoms.get(after).is_some_and(|a| a.is(Tag::NegationInstead));
                let denies = denies && !self.disc_at(after + 1);
                if mark == b',' && denies && self.levels_seen() && self.denies_place(after + 1) {
                    self.turn = Turn::Denied;
                    self.elements.push(Element::Joint);
                    self.at = after + 1;
                    return true;
                }
                if mark == b',' && (self.told_again(after) || self.both_on_a_side(after)) {
                    return false;
                }
                // `across the L1-2 disc, the superior endplate of L2`: the place of what follows
                let across = mark == b',' && self.atoms[self.start].is(Tag::EitherSide) && self.levels_seen();
                if across && self.atoms.get(after).is_some_and(|a| a.is(Tag::Article)) {
                    return false;
                }
                // `with the exception of L5, all lumbar vertebrae`
                let other = mark == b',' && self.led_by_exception() && self.list_at(after);
                // `on the caudal side of the disc, in the superior endplate of L4`: the same in other words
                // `throughout the lumbar spine, most marked at L2`
                if mark == b',' && (self.said_anew(after) || self.its_own(after)) {
                    return false;
                }
                if self.more_at(after) && !other && !(mark == b',' && self.new_thing_at(after)) {
                    return self.element(Element::Joint);
                }
                false
            }
            b'(' => {
                // `L3 inferior endplate (6 mm, with edema)`
                let sized = match self.atoms.get(self.at + 1..self.at + 3) {
                    Some([size, comma]) if comma.mark() == Some(b',') => match size.what {
                        What::Size(value) => Some((value, size.span)),
                        _ => None,
                    },
                    _ => None,
                };
                if let Some((size, span)) = sized.filter(|_| self.levels_seen()) {
                    self.keep_size(size, span);
                    return false;
                }
                if let Some((size, span, next)) = self.size_in_brackets() {
                    self.keep_size(size, span);
                    self.at = next;
                    self.end = next;
                    return true;
                }
                // `the superior endplate of T12 (but not of L1)`
                let denies = self.atoms.get(self.at + 1).is_some_and(|a| a.is(Tag::NegationInstead));
                if denies && self.levels_seen() && self.denies_place(self.at + 2) {
                    self.turn = Turn::Denied;
                    self.elements.push(Element::Bracket);
                    self.at += 2;
                    return true;
                }
                // `both endplates of T8 (superior 4 mm, inferior 7 mm)`
                let told = self.atoms.get(self.at + 1).is_some_and(|a| super::endplate_of(a).is_some())
                    && self
                        .atoms
                        .get(self.at + 2)
                        .is_some_and(|a| matches!(a.what, What::Size(_)) || a.is(Tag::Measuring));
                let sided = self.elements.iter().any(|e| matches!(e, Element::Side(..)));
                if self.more_at(self.at + 1) && !(told && sided) { self.element(Element::Bracket) } else { false }
            }
            b')' => {
                let open = self.open();
                if open {
                    self.closed += 1;
                    self.at += 1;
                    self.end = self.at;
                }
                open
            }
            // `sup. endplate`, not `inferior. L4`
            b'.' => {
                let short = |span: &Span| span.end - span.start <= LONGEST_ABBREVIATION;
                let side = matches!(self.elements.last(), Some(Element::Side(_, span)) if short(span));
                side && self.more_at(self.at + 1) && self.skip()
            }
            // `Endplate: superior`
            b':' => {
                let field = matches!(self.elements.last(), Some(Element::Noun { .. }));
                field && self.atoms.get(self.at + 1).is_some_and(|a| side_of(a).is_some()) && self.skip()
            }
            b';' => self.open() && self.size_then_close(self.at + 1) && self.skip(),
            _ => false,
        }
    }

    /// Whether another endplate follows that of what is named behind: `Apart from a fracture of its superior endplate, the inferior
    /// endplate of L3 shows …`.
    fn its_own(&self, after: usize) -> bool {
        let its = self.start > 0 && self.atoms[self.start - 1].is(Tag::Possessive);
        its && !self.levels_seen() && self.atoms.get(after).is_some_and(|a| a.is(Tag::Definite))
    }

    /// Whether `in the superior endplate of L4` follows sides without a level, or `most marked at L2` a region.
    fn said_anew(&self, after: usize) -> bool {
        if self.atoms.get(after).is_some_and(|a| a.is(Tag::Largest) && a.is(Tag::PlaceFiller)) {
            return true;
        }
        let rest = &self.atoms[after..];
        let side = |a: &Atom| super::endplate_of(a).is_some();
        let led = matches!(rest, [at, article, own, noun, of, level, ..] if at.is(Tag::At) && article.is(Tag::Article)
            && side(own) && noun.is(Tag::EndplateNoun) && of.is(Tag::Of) && matches!(level.what, What::Levels(_)));
        let noun = matches!(self.elements[..], [Element::Side(..), Element::Noun { .. }, ..]) && !self.levels_seen();
        let disc = |a: &Atom| a.is(Tag::DiscNoun) || a.is(Tag::Possessive);
        let around = self.start.saturating_sub(2)..self.at;
        led && noun && self.atoms[around].iter().any(disc)
    }

    /// Whether a measurement is all that stands before the bracket closes.
    fn size_then_close(&self, from: usize) -> bool {
        let mut rest = self.atoms.iter().skip(from).skip_while(|a| a.is(Tag::Measuring));
        rest.next().is_some_and(|a| matches!(a.what, What::Size(_)))
            && rest.find(|a| !a.is(Tag::Measuring)).is_some_and(|a| a.mark() == Some(b')'))
    }

    /// Whether the noun at an atom is a disc: a thing, where only a place goes on with a list.
    fn disc_at(&self, at: usize) -> bool {
        self.atoms.iter().skip(at).find(|a| !a.is(Tag::Article)).is_some_and(|a| a.is(Tag::DiscNoun))
    }

    /// Whether one side ends the clause.
    /// `a node in L5 and one in S1, both superior`
    fn both_on_a_side(&self, at: usize) -> bool {
        let both = self.atoms.get(at).is_some_and(|a| a.is(Tag::Both));
        both && self.levels_seen() && self.lone_side_at(at + 1)
    }

    /// Whether the mark before `at` parts a level from its side: `T10 - superior, L1 - inferior`.
    fn side_of_level(&self, at: usize) -> bool {
        let level = at > 1 && matches!(self.atoms[at - 2].what, What::Levels(_));
        level && self.lone_side_at(at)
    }

    fn lone_side_at(&self, at: usize) -> bool {
        self.atoms.get(at).is_some_and(|a| super::endplate_of(a).is_some())
            && self.atoms.get(at + 1).is_none_or(|a| a.mark().is_some())
    }

    /// Whether the phrase is what an exception names.
    fn led_by_exception(&self) -> bool {
        let inside = [Tag::Article, Tag::At, Tag::Of, Tag::LevelNoun, Tag::VertebraNoun, Tag::DiscNoun];
        let before = self.atoms[..self.start].iter().rev().find(|a| !a.any(&inside) || a.is(Tag::Exception));
        before.is_some_and(|a| a.is(Tag::Exception))
    }

    /// Whether a range or `all lumbar vertebrae` stands at an atom.
    fn list_at(&self, from: usize) -> bool {
        let inside = [Tag::Article, Tag::Every, Tag::Each, Tag::From, Tag::LevelNoun, Tag::VertebraNoun, Tag::Of];
        let next = self.atoms[from..].iter().find(|a| !a.any(&inside));
        next.is_some_and(|a| matches!(&a.what, What::Levels(list) if list.len() > 1))
    }

    /// Whether an exception takes members away: `T10 through L1, with the exception of T12`.
    fn excepts(&self, at: usize) -> bool {
        let those = usize::from(self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::Ellipsis)));
        self.many_seen() && self.atoms.get(at).is_some_and(|a| a.is(Tag::Exception)) && self.more_at(at + 1 + those)
    }

    fn many_seen(&self) -> bool {
        let levels = self
            .elements
            .iter()
            .map(|e| if let Element::Levels { list, .. } = e { list.len() } else { 0 })
            .sum::<usize>();
        levels > 1
    }

    /// `(6 mm)`, `(measuring 6 mm)`: the size and the atom after the bracket.
    fn size_in_brackets(&self) -> Option<(f64, Span, usize)> {
        let mut at = self.at + 1;
        while self.atoms.get(at)?.is(Tag::Measuring) {
            at += 1;
        }
        let What::Size(size) = self.atoms.get(at)?.what else { return None };
        let span = self.atoms[at].span;
        at += 1;
        while self.atoms.get(at)?.is(Tag::Measuring) {
            at += 1;
        }
        (self.atoms.get(at)?.mark() == Some(b')') && self.levels_seen()).then_some((size, span, at + 1))
    }

    /// Whether a level behind a denial is one of the phrase: `but not at L3`. An endplate alone is denied by itself: `in the superior
    /// endplate of L3, not in the inferior endplate`.
    fn denies_place(&self, from: usize) -> bool {
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        let inside = |a: &&Atom| a.what == What::Phrase || a.is_written_comma();
        let rest = &self.atoms[from.min(self.atoms.len())..];
        let length = rest.iter().take(7).take_while(inside).count();
        self.more_at(from) && rest.get(length).is_some_and(level)
    }

    /// Whether the phrase goes on at an atom, over articles, fillers and prepositions.
    fn more_at(&self, from: usize) -> bool {
        let skip = [
            Tag::Abbreviated,
            Tag::Article,
            Tag::PlaceFiller,
            Tag::And,
            Tag::Or,
            Tag::Of,
            Tag::At,
            Tag::LevelNoun,
            Tag::VertebraNoun,
            Tag::VertebraNouns,
            Tag::DiscNoun,
            Tag::Every,
            Tag::UncertaintyBefore,
            Tag::Both,
            Tag::From,
        ];
        for (i, atom) in self.atoms.iter().enumerate().skip(from).take(7) {
            match &atom.what {
                What::Levels(_) => return true,
                What::Phrase => {
                    if let Some(sides) = side_of(atom)
                        && (self.side_leads(sides, i) || lone_side(self.atoms, i))
                    {
                        return true;
                    }
                    if atom.any(&[Tag::EndplateNoun, Tag::EndplateNouns]) {
                        return true;
                    }
                    if !atom.any(&skip) {
                        return false;
                    }
                }
                What::Mark(b',' | b'(' | b'+') => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether a side word is one of an endplate here.
    fn is_side(&self, sides: Sides, atom: &Atom) -> bool {
        let at = self.at;
        // `both of the superior endplate`: each of the two
        let inside = [Tag::Of, Tag::At, Tag::Article];
        let next = self.atoms[at + 1..].iter().find(|a| !a.any(&inside));
        if sides == Sides::BOTH && next.is_some_and(|a| matches!(side_of(a), Some(Sides::SUPERIOR | Sides::INFERIOR))) {
            return false;
        }
        // `Both endplate lesions are nodes.`: two lesions
        if let [both, noun, lesion, ..] = &self.atoms[at..]
            && both.is(Tag::Both)
            && noun.is(Tag::EndplateNoun)
            && lesion.is(Tag::Lesion)
        {
            return false;
        }
        let strong = atom.any(&[Tag::Superiorly, Tag::Inferiorly])
            || lone_side(self.atoms, at)
            || super::either_side_of_it(self.atoms, at)
            || super::side_of_node(self.atoms, at);
        strong || self.both_again() || self.behind_name(at) || self.side_leads(sides, at)
    }

    /// `Schmorl's nodes superior and inferior`: sides alone between the name and the clause's end.
    fn behind_name(&self, at: usize) -> bool {
        const BOTH: [Tag; 2] = [Tag::Superior, Tag::Inferior];
        let inside = |a: &Atom| a.any(&BOTH) || a.is(Tag::And) || matches!(a.mark(), Some(b',' | b'/' | b'&' | b'+'));
        let before = self.atoms[..at].iter().rev().take_while(|a| inside(a)).count();
        let behind = self.atoms[at..].iter().take_while(|a| inside(a)).count();
        let run = &self.atoms[at - before..at + behind];
        let both = BOTH.iter().all(|&side| run.iter().any(|a| a.is(side)));
        let named = self.atoms[..at - before].last().is_some_and(|a| matches!(a.what, What::Node { .. }) && !a.prefix);
        let ends = self.atoms.get(at + behind).is_none_or(|a| a.mark().is_some());
        both && named && ends && self.atoms[at].any(&BOTH)
    }

    /// Whether `both at L3` stands at hand, behind an endplate: `in the upper plate at L1, and both at L3`.
    fn both_again(&self) -> bool {
        let noun = self.elements.iter().any(|e| matches!(e, Element::Noun { .. }));
        let [both, at, level, rest @ ..] = &self.atoms[self.at..] else { return false };
        let one = matches!(&level.what, What::Levels(list) if list.len() == 1);
        noun && both.is(Tag::Both)
            && at.any(&[Tag::At, Tag::Of])
            && one
            && !rest.first().is_some_and(|a| a.is(Tag::And))
    }

    /// Whether an endplate noun, a level or a further side follows a side word, or a level stands before it.
    fn side_leads(&self, sides: Sides, at: usize) -> bool {
        let field = at > 1
            && self.atoms[at - 1].mark() == Some(b':')
            && self.atoms[at - 2].any(&[Tag::EndplateNoun, Tag::EndplateNouns]);
        if field {
            return true;
        }
        let level_at = |i: Option<usize>| {
            i.is_some_and(|i| {
                matches!(self.atoms[i].what, What::Levels(_))
                    || i > 0
                        && self.atoms[i].any(&[Tag::VertebraNoun, Tag::LevelNoun])
                        && matches!(self.atoms[i - 1].what, What::Levels(_))
            })
        };
        let behind_level = level_at(at.checked_sub(1))
            || at > 1 && self.atoms[at - 1].mark() == Some(b'(') && level_at(at.checked_sub(2));
        let skip = [
            Tag::Article,
            Tag::PlaceFiller,
            Tag::And,
            Tag::Or,
            Tag::Of,
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
            Tag::VertebraNoun,
            Tag::Both,
            Tag::Marrow,
            Tag::LevelNoun,
            Tag::At,
            Tag::DiscNoun,
        ];
        let noun_only = sides == Sides::FACING || sides == Sides::BOTH;
        for (i, atom) in self.atoms.iter().enumerate().skip(at + 1).take(8) {
            match &atom.what {
                What::Word
                    if i == at + 1
                        && self.atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns])) => {}
                What::Levels(_) => {
                    let either = self.atoms[at].is(Tag::EitherSide);
                    if either || !noun_only {
                        return true;
                    }
                }
                What::Mark(b'/' | b'-' | b'&' | b'+' | b',' | b'>' | b'(' | b'.') => {}
                What::Phrase if atom.any(&[Tag::EndplateNoun, Tag::EndplateNouns, Tag::AspectNoun]) => return true,
                What::Phrase if atom.any(&skip) => {
                    if self.atoms[at].is(Tag::EitherSide) && atom.is(Tag::DiscNoun) {
                        return true;
                    }
                }
                _ => break,
            }
        }
        behind_level && !noun_only
    }

    /// Whether the phrase is a list of levels behind an article and nothing else: `the L1, L2 and …`.
    fn bare_list(&self) -> bool {
        let bare = |e: &Element| matches!(e, Element::Levels { .. } | Element::Joint);
        // `both the L1 and the L2 node`
        let led = self.start > 0 && self.atoms[self.start - 1].is(Tag::Definite);
        (led || self.atoms[self.start].is(Tag::Both)) && self.elements.iter().all(bare)
    }

    /// Whether what follows a joint is a new finding with its own level in front (`and L3 haemangioma`,
    /// `, at L3 there is a bulge`), told by a head to the left of this phrase.
    fn new_thing_at(&self, from: usize) -> bool {
        let start = self.end.min(self.atoms.len());
        // `…; the L1 and L2 nodes`: heads of another clause own nothing here
        let stop = |a: &Atom| a.mark() == Some(b';') || a.is(Tag::Terminator);
        let clause = self.atoms[..start].iter().rposition(stop).map_or(0, |i| i + 1);
        let head_left = self.atoms[clause..start].iter().any(Atom::is_head);
        if !head_left {
            return false;
        }
        // `node of L1, L4-L5 and L5-S1 disc bulges`: the new thing has begun already
        let levels = |e: &Element| matches!(e, Element::Levels { .. });
        let begun = self.start > 0 && self.atoms[self.start - 1].is_written_comma();
        if begun && self.elements.iter().all(levels) && self.atoms.get(from).is_some_and(disc_level) {
            return false;
        }
        // `the superior endplates of T9 and T10 show …`: the noun asks for more than one level
        let plural = self.elements.iter().any(|e| matches!(e, Element::Noun { plural: true, .. }));
        let inside = [
            Tag::Adjective,
            Tag::Age(crate::finding::Acuity::Acute),
            Tag::Course(crate::finding::Change::New),
            Tag::Many,
            Tag::One,
            Tag::Article,
            Tag::PlaceFiller,
            Tag::LevelNoun,
            Tag::VertebraNoun,
            Tag::VertebraNouns,
            Tag::DiscNoun,
            Tag::UncertaintyBefore,
            Tag::Again,
            Tag::Marrow,
        ];
        let (mut seen_level, mut led, mut described) = (false, false, false);
        let vertebrae = |e: &Element| match e {
            Element::Levels { list, .. } => list.iter().all(|level| matches!(level, Level::Vertebra(_))),
            _ => true,
        };
        let (mut disc_noun, mut sided, mut only_discs) = (false, false, self.elements.iter().all(vertebrae));
        for (i, atom) in self.atoms.iter().skip(from).take(14).enumerate() {
            led |= !seen_level && atom.any(&[Tag::At, Tag::From]);
            described |= !seen_level && atom.any(&[Tag::Adjective, Tag::Age(crate::finding::Acuity::Acute)]);
            only_discs &= disc_level(atom) || !matches!(atom.what, What::Levels(_));
            disc_noun |= seen_level && atom.is(Tag::DiscNoun);
            sided |= super::endplate_of(atom).is_some() && self.levels_seen();
            match &atom.what {
                What::Levels(_) => seen_level = true,
                // `…, and the L4/5 disc is dehydrated`
                What::Phrase if disc_noun && atom.is(Tag::Verb) => return true,
                // `node of L1, L4-L5 and L5-S1 disc bulges`
                What::Phrase if seen_level && only_discs && atom.is(Tag::And) => {}
                // `around the L1 and L3 nodes`: the list tells which
                What::Node { plural: true } | What::Anaphor { plural: true } if seen_level && self.bare_list() => {
                    return false;
                }
                // `at L2 and L3, and inferior endplate nodes at T11`
                What::Node { .. } | What::Edema(_) | What::Modic(_) if sided && !seen_level => return true,
                _ if atom.is_head() => return seen_level,
                What::Size(_) if seen_level => {}
                // `and, in the inferior endplate of L1, one of 11 mm`
                What::Mark(b',') if seen_level && led => {
                    let next = self.atoms.get(from + i + 1);
                    return next
                        .is_some_and(|a| matches!(a.what, What::Node { .. }) && a.any(&[Tag::OneNoun, Tag::Ellipsis]));
                }
                // `none of the nodes at L1, L2 or L3 shows edema`
                What::Phrase if seen_level && atom.is(Tag::Shows) => {
                    return !(plural || of_neither(self.atoms, from) || self.of_many_nodes());
                }
                // `at L1 and L4 there is …` without a stop: the list goes on unless `at` begins it anew
                What::Phrase if seen_level && atom.is(Tag::ThereIs) => return led,
                What::Phrase if atom.any(&inside) || !seen_level && atom.is(Tag::NegationBefore) => {}
                What::Phrase if !seen_level && atom.any(&[Tag::And, Tag::At, Tag::Or, Tag::From]) => {}
                // `… or of the mild T7 wedging`
                What::Phrase if i == 0 && atom.is(Tag::Of) => {}
                What::Phrase
                    if side_of(atom).is_some()
                        || atom.any(&[Tag::EndplateNoun, Tag::EndplateNouns, Tag::AspectNoun]) => {}
                // `and old T12 wedge`: the adjective is of a thing that the lexicons do not know
                // `…, L4-5 disc narrowed`
                What::Word if seen_level && !atom.prefix => return described || disc_noun && only_discs,
                _ => return false,
            }
        }
        false
    }
}
