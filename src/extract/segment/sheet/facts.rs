//! What a cell, a head or a value of a form says, word for word.
//!
//! Forms tell a finding in few words, each of which is one thing: an answer, a name, a level, a side, a measurement, a
//! course. So a value is read whole or not at all: a word that is none of these is told as such, and whoever reads the
//! form leaves it to the grammar of prose.

use super::legend::Legend;
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms;
use crate::extract::levels::{self, View};
use crate::extract::segment::Segmenter;
use crate::finding::{Acuity, Change, FindingKind, Modic};
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::{CHECK, CROSS, EMPTY_BOX, TICKED_BOX, TokenKind};
use std::ops::Range;

/// What a form answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    Possible,
    No,
    /// It was not looked at.
    Unread,
}

/// A finding that is named, and what is said of whether it is there.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) kind: FindingKind,
    pub(super) answer: Option<Answer>,
    pub(super) at: Range<usize>,
}

/// A level, an endplate, or both.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) level: Option<(Level, Range<usize>)>,
    pub(super) side: Option<(Endplate, Range<usize>)>,
}

/// What the column or key asks, as far as it tells what bare figures are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// An answer is one to this.
    pub(super) kind: Option<FindingKind>,
    /// Bare figures are sizes, in this many millimetres.
    pub(super) scale: Option<f64>,
    /// Bare figures and Roman numerals are types of Modic changes.
    pub(super) types: bool,
    /// Answers may be written as figures or signs.
    pub(super) coded: bool,
    /// A second measurement in brackets is an earlier one.
    pub(super) earlier_in_brackets: bool,
}

/// What was said.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) answer: Option<(Answer, Range<usize>)>,
    pub(super) named: Vec<Named>,
    pub(super) places: Vec<Place>,
    pub(super) size: Option<(f64, Range<usize>)>,
    /// The size at an earlier exam.
    pub(super) before: Option<(f64, Range<usize>)>,
    pub(super) acuity: Option<(Acuity, Range<usize>)>,
    pub(super) change: Option<(Change, Range<usize>)>,
    pub(super) modic: Option<(Modic, Range<usize>)>,
    /// The endplates on both sides of a disc.
    pub(super) facing: Option<Range<usize>>,
    /// A measurement is that of each.
    pub(super) each: bool,
    /// Two facts of a kind that has one, or a word that is none.
    pub(super) unread: bool,
    /// Two measurements, of which nothing tells which holds.
    pub(super) crowded: bool,
    /// Nothing, a dash, or `n/a`.
    pub(super) blank: bool,
}

impl Facts {
    /// Whether every word was understood.
    pub(super) fn whole(&self) -> bool {
        !self.unread && !self.crowded
    }

    pub(super) fn names(&self, kind: FindingKind) -> Option<&Named> {
        self.named.iter().find(|named| named.kind == kind)
    }

    /// Whether it is a place and nothing else.
    pub(super) fn is_place(&self) -> bool {
        self.whole()
            && !self.places.is_empty()
            && self.named.is_empty()
            && self.answer.is_none()
            && self.size.is_none()
            && self.modic.is_none()
    }
}

impl Segmenter<'_> {
    /// What pieces of the text say together.
    pub(super) fn facts(&self, pieces: &[Range<usize>], asked: Asked, legend: &Legend) -> Facts {
        let mut reader =
            FactReader { segmenter: self, legend, asked, facts: Facts::default(), pending: None, deep: false };
        let told = |range: &Range<usize>| !self.blank(range);
        if !pieces.iter().any(told) {
            let coded = asked.coded && pieces.len() == 1 && legend.answer(self.view, &pieces[0]).is_some();
            if !coded {
                reader.facts.blank = true;
                return reader.facts;
            }
        }
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            reader.piece(piece.clone());
        }
        reader.end();
        reader.facts
    }

    /// Whether a cell is empty or a dash.
    fn blank(&self, range: &Range<usize>) -> bool {
        range.is_empty()
            || range.clone().all(|i| matches!(self.view.mark(i), Some(b'-' | b'_' | b'.' | b'/' | b'"' | b'*')))
    }
}

struct FactReader<'s, 'a> {
    segmenter: &'s Segmenter<'a>,
    legend: &'s Legend,
    asked: Asked,
    facts: Facts,
    /// An answer in front of what it is said of: `no marrow edema`.
    pending: Option<(Answer, Range<usize>)>,
    /// What an abbreviation stands for is being read.
    deep: bool,
}

impl FactReader<'_, '_> {
    fn piece(&mut self, range: Range<usize>) {
        let view = View { end: range.end, ..self.segmenter.view };
        let mut at = range.start;
        let typed = self.asked.types && modic_type(view, at).is_some();
        if self.asked.coded
            && !typed
            && let Some((answer, next)) = self.legend.answer_at(view, &range)
        {
            self.answer(answer, at..next);
            at = next;
        }
        while at < range.end {
            let next = self.word(view, at);
            at = next.max(at + 1);
        }
    }

    /// Reads what begins at a token; the token behind it.
    fn word(&mut self, view: View<'_>, at: usize) -> usize {
        let Some(token) = view.token(at) else { return at + 1 };
        if let TokenKind::Mark(mark) = token.kind {
            return self.mark(view, at, mark);
        }
        if self.asked.types
            && let Some((modic, next)) = modic_type(view, at)
        {
            self.modic(modic, at..next);
            return next;
        }
        if let Some(read) = levels::read(view, at) {
            for level in read.levels {
                self.facts.places.push(Place { level: Some((level, at..read.next)), side: None });
            }
            return read.next;
        }
        if token.kind == TokenKind::Number {
            return self.figure(view, at);
        }
        if !self.deep
            && let Some(meaning) = self.legend.meaning(view, at)
        {
            self.deep = true;
            let before = self.facts.unread;
            self.stands_for(meaning, at);
            (self.deep, self.facts.unread) = (false, before);
            return at + 1;
        }
        let Some((phrase, tags, next)) = view.phrase(at) else {
            self.facts.unread = true;
            return at + 1;
        };
        let range = at..next;
        if let Some(next) = self.name(view, at, tags, next) {
            return next;
        }
        if let Some(side) = side_of(tags) {
            self.side(side, range);
        } else if tags.any(&[Tag::Opposing, Tag::EitherSide]) {
            self.facts.facing = Some(range);
        } else if tags.has(Tag::Each) {
            self.facts.each = true;
        } else if tags.any(&[Tag::Both]) {
            self.side(Endplate::Superior, range.clone());
            self.side(Endplate::Inferior, range);
        } else if let Some(acuity) = view.value(phrase, |tag| if let Tag::Age(age) = tag { Some(age) } else { None }) {
            self.facts.unread |= self.facts.acuity.as_ref().is_some_and(|(told, _)| *told != acuity);
            self.facts.acuity.get_or_insert((acuity, range));
        } else if let Some(change) = view.value(phrase, course_of) {
            // `4 mm, edema resolved`
            let edema = |named: &&mut Named| named.kind == FindingKind::MarrowEdema && change == Change::Resolved;
            if let Some(named) = self.facts.named.last_mut().filter(edema) {
                named.answer = Some(Answer::No);
                return next;
            }
            self.facts.unread |= self.facts.change.as_ref().is_some_and(|(told, _)| *told != change);
            self.facts.change.get_or_insert((change, range));
        } else if tags.has(Tag::NotApplicable) {
            self.answer(Answer::Unread, range);
        } else if tags.any(&[Tag::NoneValue, Tag::NegationAfter, Tag::NegationInstead]) {
            self.answer(Answer::No, range);
        } else if tags.has(Tag::NegationBefore) {
            self.pending = Some((Answer::No, range));
        } else if tags.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter]) {
            self.pending = Some((Answer::Possible, range));
        } else if tags.has(Tag::YesValue) {
            self.answer(Answer::Yes, range);
        } else if tags.has(Tag::PriorSize) {
            // `4 mm (prior 7 mm)`
            return (next..view.end)
                .find(|&i| atoms::measurement(view, i).is_some())
                .map_or(next, |i| atoms::measurement(view, i).map_or(next, |(_, after)| after));
        } else {
            self.facts.unread |= !tags.any(&FILLERS);
        }
        next
    }

    /// What a sign says.
    fn mark(&mut self, view: View<'_>, at: usize, mark: u8) -> usize {
        match mark {
            b'+' if at + 1 == view.end && self.facts.answer.is_none() && self.facts.places.is_empty() => {
                self.answer(Answer::Yes, at..at + 1);
            }
            b'[' | b'(' if matches!(view.mark(at + 1), Some(b']' | b')')) => {
                self.answer(Answer::No, at..at + 2);
                return at + 2;
            }
            b'[' | b'(' if self.asked.earlier_in_brackets && self.facts.size.is_some() => {
                let close = (at + 1..view.end).find(|&i| matches!(view.mark(i), Some(b')' | b']'))).unwrap_or(at);
                let told = atoms::measurement(view, at + 1);
                let bare = || self.asked.scale.and_then(|scale| Some((atoms::figures(view, at + 1)?.0 * scale, 0)));
                if close > at {
                    self.facts.before = told.or_else(bare).map(|(size, _)| (size, at + 1..close));
                    return close + 1;
                }
            }
            b'[' | b'(' if crossed(view, at + 1) && matches!(view.mark(at + 2), Some(b']' | b')')) => {
                self.answer(Answer::Yes, at..at + 3);
                return at + 3;
            }
            CHECK | TICKED_BOX => self.answer(Answer::Yes, at..at + 1),
            CROSS | EMPTY_BOX => self.answer(Answer::No, at..at + 1),
            b'?' => match self.facts.named.last_mut() {
                Some(named) if named.answer.is_none() => named.answer = Some(Answer::Possible),
                _ => self.pending = Some((Answer::Possible, at..at + 1)),
            },
            b'=' | b'<' | b'>' | b'%' | b'~' => self.facts.unread = true,
            _ => {}
        }
        at + 1
    }

    /// A figure: a measurement, a type, or something unknown.
    fn figure(&mut self, view: View<'_>, at: usize) -> usize {
        if let Some((size, next)) = atoms::measurement(view, at) {
            self.size(size, at..next);
            return next;
        }
        let node = self.asked.kind == Some(FindingKind::SchmorlNode);
        let own = self.legend.scale.filter(|_| !self.facts.named.is_empty());
        let plain =
            self.asked.scale.or(own).or_else(|| (node && self.is_told()).then_some(self.legend.scale.unwrap_or(1.0)));
        if let Some(scale) = plain
            && let Some((size, next)) = atoms::figures(view, at)
        {
            self.size(size * scale, at..next);
            return next;
        }
        // no type is no change
        if self.asked.types && view.token(at).is_some_and(|t| view.tokens.folded_bytes(t) == b"0") {
            self.answer(Answer::No, at..at + 1);
            return at + 1;
        }
        self.facts.unread = true;
        at + 1
    }

    /// Something was said that a figure behind it may measure.
    fn is_told(&self) -> bool {
        !self.facts.named.is_empty()
            || self.facts.places.iter().any(|place| place.side.is_some())
            || matches!(self.facts.answer, Some((Answer::Yes | Answer::Possible, _)))
    }

    fn size(&mut self, size: f64, range: Range<usize>) {
        if size == 0.0 {
            self.answer(Answer::No, range);
        } else if self.facts.size.is_some() || size > 60.0 {
            self.facts.crowded = true;
        } else {
            self.facts.size = Some((size, range));
        }
    }

    fn modic(&mut self, modic: Modic, range: Range<usize>) {
        self.facts.unread |= self.facts.modic.as_ref().is_some_and(|(told, _)| *told != modic);
        self.facts.modic.get_or_insert((modic, range));
    }

    /// A finding's name that begins at a token; the token behind it.
    fn name(&mut self, view: View<'_>, at: usize, tags: TagSet, next: usize) -> Option<usize> {
        const NODES: [Tag; 4] = [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases];
        const NOUNS: [Tag; 4] = [Tag::NodeNoun, Tag::NodeNouns, Tag::BareNode, Tag::BareNodes];
        let short = self.segmenter.defined.abbreviation && tags.any(&[Tag::Abbreviation, Tag::Abbreviations]);
        let mut end = next;
        let kind = if tags.any(&NODES) || short {
            while end < view.end && view.tags(end).any(&NOUNS) {
                end = view.phrase(end).map_or(end + 1, |p| p.2);
            }
            FindingKind::SchmorlNode
        } else if tags.any(&[Tag::ModicName, Tag::ModicMixed]) {
            let mut i = end;
            while i < view.end && view.tags(i).any(&[Tag::ModicKind, Tag::ModicChange, Tag::ModicName, Tag::ModicMixed])
            {
                i = view.phrase(i).map_or(i + 1, |p| p.2);
                end = i;
            }
            if let Some((modic, after)) = modic_type(view, end) {
                self.modic(modic, end..after);
                end = after;
            }
            FindingKind::ModicChange
        } else if tags.has(Tag::ModicKind) {
            // `type 2` in front of or behind the name
            let (modic, after) = modic_type(view, next)?;
            self.modic(modic, at..after);
            return Some(after);
        } else if tags.any(&[Tag::EdemaWord, Tag::EdemaPhrase, Tag::EdemaSignal]) {
            const ELSEWHERE: [Tag; 3] = [Tag::NotMarrow, Tag::NotSpine, Tag::Limb];
            if (at.saturating_sub(4)..view.end.min(at + 4)).any(|i| view.tags(i).any(&ELSEWHERE)) {
                self.facts.unread = true;
                return Some(next);
            }
            FindingKind::MarrowEdema
        } else {
            return None;
        };
        let answer = self.pending.take().map(|(answer, _)| answer);
        self.facts.named.push(Named { kind, answer, at: at..end });
        Some(end)
    }

    /// Reads what an abbreviation stands for as if it stood there.
    fn stands_for(&mut self, meaning: Range<usize>, at: usize) {
        let (named, places) = (self.facts.named.len(), self.facts.places.len());
        let view = View { end: meaning.end, ..self.segmenter.view };
        let mut i = meaning.start;
        while i < meaning.end {
            i = self.word(view, i).max(i + 1);
        }
        // it is told by its letters
        for named in &mut self.facts.named[named..] {
            named.at = at..at + 1;
        }
        for (_, range) in self.facts.places[places..].iter_mut().filter_map(|place| place.side.as_mut()) {
            *range = at..at + 1;
        }
    }

    fn side(&mut self, side: Endplate, range: Range<usize>) {
        self.facts.places.push(Place { level: None, side: Some((side, range)) });
    }

    fn answer(&mut self, answer: Answer, range: Range<usize>) {
        // `Modic absent`, `edema: none`
        if let Some(named) = self.facts.named.last_mut().filter(|named| named.answer.is_none()) {
            named.answer = Some(answer);
        } else if self.facts.answer.as_ref().is_some_and(|(told, _)| *told != answer) {
            self.facts.unread = true;
        } else {
            self.facts.answer = Some((answer, range));
        }
    }

    fn end(&mut self) {
        if let Some((answer, range)) = self.pending.take() {
            match self.facts.named.first_mut().filter(|named| named.answer.is_none()) {
                Some(named) if answer == Answer::Possible => named.answer = Some(answer),
                Some(_) => self.facts.unread = true,
                None if self.facts.answer.is_none() || answer == Answer::Possible => {
                    self.facts.answer = Some((answer, range));
                }
                None => self.facts.unread = true,
            }
        }
        join_places(&mut self.facts.places);
    }
}

/// Words of a value that tell nothing by themselves.
const FILLERS: [Tag; 25] = [
    Tag::RegionNoun,
    Tag::Of,
    Tag::At,
    Tag::Article,
    Tag::And,
    Tag::With,
    Tag::Adjective,
    Tag::EndplateNoun,
    Tag::EndplateNouns,
    Tag::AspectNoun,
    Tag::PlaceFiller,
    Tag::LevelNoun,
    Tag::VertebraNoun,
    Tag::VertebraNouns,
    Tag::DiscNoun,
    Tag::Around,
    Tag::Associated,
    Tag::Marrow,
    Tag::Measuring,
    Tag::NowSize,
    Tag::NodeNoun,
    Tag::NodeNouns,
    Tag::One,
    Tag::OnlyOne,
    Tag::Many,
];

/// `x`
fn crossed(view: View<'_>, at: usize) -> bool {
    view.token(at).is_some_and(|t| view.tokens.folded_bytes(t) == b"x")
}

pub(super) fn side_of(tags: TagSet) -> Option<Endplate> {
    // the endplate above a disc is the lower one of the vertebra above it
    const SUPERIOR: [Tag; 4] = [Tag::Superior, Tag::Upper, Tag::Superiorly, Tag::BelowDisc];
    const INFERIOR: [Tag; 4] = [Tag::Inferior, Tag::Lower, Tag::Inferiorly, Tag::AboveDisc];
    if tags.any(&SUPERIOR) {
        Some(Endplate::Superior)
    } else if tags.any(&INFERIOR) {
        Some(Endplate::Inferior)
    } else {
        None
    }
}

fn course_of(tag: Tag) -> Option<Change> {
    match tag {
        Tag::Course(change) | Tag::CourseCell(change) => Some(change),
        _ => None,
    }
}

/// A type of Modic changes that begins at a token: `2`, `II`, `1/2`, `type 1`, `T2`; the token behind it.
pub(super) fn modic_type(view: View<'_>, at: usize) -> Option<(Modic, usize)> {
    let mut at = at;
    while view.tags(at).has(Tag::ModicKind) {
        at = view.phrase(at)?.2;
    }
    let letter = view.token(at)?;
    if letter.kind == TokenKind::Word && matches!(view.tokens.folded_bytes(letter), b"t" | b"m" | b"mc") {
        at += 1;
        view.token(at).filter(|t| t.glued)?;
    }
    let one = |at: usize| -> Option<u8> {
        let token = view.token(at)?;
        match view.tokens.folded_bytes(token) {
            b"1" => Some(1),
            b"2" => Some(2),
            b"3" => Some(3),
            b"i" if token.capital => Some(1),
            b"ii" if token.capital => Some(2),
            b"iii" if token.capital => Some(3),
            _ => None,
        }
    };
    let first = one(at)?;
    let second = match view.mark(at + 1) {
        Some(b'/' | b'-' | b'+') => one(at + 2).filter(|second| *second != first),
        _ => None,
    };
    let unit = |at: usize| view.tags(at).any(&[Tag::Millimetre, Tag::Centimetre]);
    let Some(second) = second else {
        let modic = [Modic::One, Modic::Two, Modic::Three][usize::from(first - 1)];
        return (!unit(at + 1)).then_some((modic, at + 1));
    };
    let mixed = match (first.min(second), first.max(second)) {
        (1, 2) => Modic::OneTwo,
        (2, 3) => Modic::TwoThree,
        _ => Modic::OneThree,
    };
    (!unit(at + 3)).then_some((mixed, at + 3))
}

/// Gives each level the sides that stand beside it: `L1 superior and inferior, L3 inferior`, `upper plates of L2 and L3`.
fn join_places(places: &mut Vec<Place>) {
    let told = std::mem::take(places);
    let leads = told.first().is_some_and(|place| place.side.is_some());
    let mut groups: Vec<(Vec<Place>, Vec<Place>)> = Vec::new();
    // what stands first begins a group: its sides and levels
    let mut was_side = false;
    for place in told {
        let side = place.side.is_some();
        let begins = match groups.last() {
            None => true,
            Some(_) if leads => side && !was_side,
            Some((_, sides)) => !side && was_side && !sides.is_empty(),
        };
        if begins {
            groups.push((Vec::new(), Vec::new()));
        }
        if let Some((levels, sides)) = groups.last_mut() {
            if side { sides.push(place) } else { levels.push(place) }
        }
        was_side = side;
    }
    for (levels, sides) in groups {
        match (levels.is_empty(), sides.is_empty()) {
            (true, _) => places.extend(sides),
            (_, true) => places.extend(levels),
            _ => {
                for level in &levels {
                    for side in &sides {
                        places.push(Place { level: level.level.clone(), side: side.side.clone() });
                    }
                }
            }
        }
    }
}
