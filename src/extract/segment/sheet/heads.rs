//! What the heads of columns ask.

use super::super::Segmenter;
use super::facts::{Answer, Asked, Facts};
use super::grid::Pieces;
use super::legend::Legend;
use crate::anatomy::Endplate;
use crate::extract::levels::View;
use crate::finding::{Change, FindingKind, Section};
use crate::lexicon::PLACE_NOUNS;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// A column.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    /// What names its finding, if it is one's.
    pub(super) kind: Option<(FindingKind, Range<usize>)>,
    /// Sides of the vertebra that it is of.
    pub(super) sides: Vec<(Endplate, Range<usize>)>,
    /// The vertebra of a disc level that it is of: the upper one or the lower.
    pub(super) of_upper: Option<bool>,
    /// Its head is a level or a side and nothing else.
    pub(super) place: bool,
    /// Bare figures are sizes, in this many millimetres.
    pub(super) scale: Option<f64>,
    /// It asks for a size.
    pub(super) measures: bool,
    /// It asks for types of Modic changes.
    pub(super) types: bool,
    /// Below a row that is a Modic change its figures are types.
    pub(super) grades: bool,
    /// It says that it is for types.
    pub(super) says_type: bool,
    /// Its answers say whether the row's finding is there.
    pub(super) answers: bool,
    /// A cross below it is this answer.
    pub(super) option: Option<Answer>,
    /// A measurement in brackets behind another is an earlier one: `Size (prior)`.
    pub(super) earlier_in_brackets: bool,
    /// It is another thing's.
    pub(super) other: bool,
    /// It numbers the rows, or counts something.
    pub(super) numbers: bool,
    /// It is an earlier exam's.
    pub(super) prior: bool,
    /// It asks for the course.
    pub(super) course: bool,
    /// The course that a yes below it tells: `New since 2020`.
    pub(super) change: Option<(Change, Range<usize>)>,
    /// It asks for what was found, not for one thing of it.
    pub(super) result: bool,
    /// It is for remarks.
    pub(super) remark: bool,
    /// It is today's.
    pub(super) today: bool,
    /// It is a head that forms have.
    pub(super) known: bool,
    /// It says what only a value says.
    pub(super) value: bool,
}

impl Column {
    /// What its cells are asked.
    pub(super) fn asked(&self, presence: bool) -> Asked {
        let kind = self.kind.as_ref().map(|(kind, _)| *kind);
        Asked {
            kind,
            scale: self.scale,
            types: self.types && !presence,
            coded: kind.is_some() || (self.answers || self.place) && !self.measures,
            earlier_in_brackets: self.earlier_in_brackets,
        }
    }
}

impl Segmenter<'_> {
    /// What a head asks.
    pub(super) fn column(&self, head: &Pieces, legend: &Legend) -> Column {
        // `Schmorl's node` over `Y   N`
        let last = head.last().filter(|_| head.len() > 1).map(|last| {
            let facts = self.facts(std::slice::from_ref(last), Asked::default(), legend);
            let alone = facts.whole() && facts.named.is_empty() && facts.places.is_empty();
            facts.answer.map(|(answer, _)| answer).filter(|answer| alone && *answer != Answer::Unread)
        });
        let option = last.flatten();
        let named = if option.is_some() { &head[..head.len() - 1] } else { &head[..] };
        let facts: Facts = self.facts(named, Asked::default(), legend);
        // `D` that stands for `depth in mm`
        let meant = |piece: &Range<usize>| {
            let letters = Some(piece).filter(|piece| piece.len() == 1);
            letters.and_then(|piece| legend.meaning(self.view, piece.start)).unwrap_or_else(|| piece.clone())
        };
        let meant: Pieces = head.iter().map(meant).collect();
        let tags = |wanted: &[Tag]| {
            meant.iter().any(|piece| piece.clone().any(|i| View { end: piece.end, ..self.view }.tags(i).any(wanted)))
        };
        let mut column = Column::default();
        if head.is_empty() {
            return column;
        }
        let order = [FindingKind::MarrowEdema, FindingKind::ModicChange, FindingKind::SchmorlNode];
        column.kind = order.into_iter().find_map(|kind| facts.names(kind)).map(|named| (named.kind, named.at.clone()));
        // `NODE` in a form of nodes
        const BARE: [Tag; 4] = [Tag::BareNode, Tag::BareNodes, Tag::Abbreviation, Tag::Abbreviations];
        if let [only] = &head[..]
            && only.len() == 1
            && self.tags(only.start, only.end).any(&BARE)
            && self.title.as_ref().or(self.subject.as_ref()).is_some_and(|title| self.names_node(title))
        {
            column.kind.get_or_insert((FindingKind::SchmorlNode, only.clone()));
        }
        if facts.named.iter().any(|named| named.answer == Some(Answer::No)) {
            column.other = true;
        }
        column.sides = facts.places.iter().filter_map(|place| place.side.clone()).collect();
        column.of_upper = self.vertebra_of_disc(head);
        if column.of_upper.is_some() {
            // `inferior endplate of upper vertebra`
            column.sides.truncate(1);
        }
        column.place = facts.is_place();
        column.scale = if tags(&[Tag::Centimetre]) {
            Some(10.0)
        } else if tags(&[Tag::Millimetre]) {
            Some(1.0)
        } else {
            None
        };
        column.measures = column.scale.is_some() || tags(&[Tag::Measuring]);
        let kinds = tags(&[Tag::ModicKind]);
        column.says_type = kinds;
        column.grades = kinds && column.kind.is_none();
        column.types = column.kind.as_ref().is_some_and(|(kind, _)| *kind == FindingKind::ModicChange);
        // `Node | Edema` in a form of nodes
        let field = head.iter().any(|piece| self.is_field_name(piece));
        let whole = |tag: &[Tag]| {
            head.iter().any(|piece| {
                View { end: piece.end, ..self.view }
                    .phrase(piece.start)
                    .is_some_and(|p| p.2 == piece.end && p.1.any(tag))
            })
        };
        let finding = || {
            head.iter().any(|piece| {
                let phrase = View { end: piece.end, ..self.view }.phrase(piece.start);
                phrase.is_some_and(|p| self.view.value(p.0, super::super::heading_of) == Some(Section::Findings))
            })
        };
        let asks = head.last().is_some_and(|piece| self.view.mark(piece.end - 1) == Some(b'?'));
        column.option = option.or(match facts.answer {
            Some((answer, _)) if facts.whole() && facts.places.is_empty() && answer != Answer::Unread => Some(answer),
            _ => None,
        });
        column.change = facts.change.clone();
        column.course = facts.change.is_some();
        // `Change from prior`
        let long = head.iter().any(|piece| piece.len() > 1 && self.is_whole_field(piece));
        let compares = long || tags(&[Tag::UncertaintyBetween, Tag::With]) || column.course;
        // `Change since 2020`
        column.course |= column.kind.is_none() && tags(&[Tag::AsksCourse]);
        let compares = compares || column.course;
        let sized = column.measures || tags(&[Tag::Field]);
        column.earlier_in_brackets = sized && head.iter().any(|piece| self.brackets_earlier(piece));
        column.prior = tags(&[Tag::PriorSize]) && column.kind.is_none() && !compares && !column.earlier_in_brackets;
        column.prior |= whole(&[Tag::EarlierColumn]) && column.kind.is_none();
        column.numbers = whole(&[Tag::RowNumber, Tag::CountColumn]);
        const OTHERS: [Tag; 6] =
            [Tag::Canal, Tag::Other, Tag::Structure, Tag::Herniation, Tag::OtherMeasure, Tag::NotMarrow];
        let disc = tags(&[Tag::DiscNoun]) && !head.iter().all(|piece| self.is_whole_field(piece));
        column.other |= column.kind.is_none() && (tags(&OTHERS) || disc && !column.place);
        let today = tags(&[Tag::NowSize]);
        column.today = today;
        column.answers = column.kind.is_none()
            && !column.other
            && !column.course
            && !column.prior
            && (field || today || asks || whole(&[Tag::YesValue]) || finding());
        if column.kind.is_none() && kinds && !field && !column.other {
            column.other = true;
        }
        let result = !field || asks || whole(&[Tag::YesValue]) || finding();
        column.result = column.kind.is_none() && !column.other && result;
        self.judge(&mut column, &facts, &tags, field);
        column
    }

    /// Whether a head is one that forms have, and whether it says what only values say.
    fn judge(&self, column: &mut Column, facts: &Facts, tags: &dyn Fn(&[Tag]) -> bool, field: bool) {
        let level = facts.places.iter().any(|place| place.level.is_some());
        let told = facts.answer.as_ref().is_some_and(|(answer, _)| *answer != Answer::Unread);
        column.value = facts.size.is_some()
            || level && !column.place
            || told && column.option.is_none() && !column.answers && !column.numbers
            || facts.named.iter().any(|named| matches!(named.answer, Some(Answer::No)));
        column.remark = tags(&[Tag::Remark]);
        column.known = column.kind.is_some()
            || field
            || column.measures
            || column.numbers
            || column.answers
            || column.place
            || column.prior
            || !column.other && tags(&PLACE_NOUNS)
            || column.remark;
    }

    /// `Size (prior)`, `mm now (mm before)`
    fn brackets_earlier(&self, piece: &Range<usize>) -> bool {
        let open = self.view.find_mark(b'(', piece.start + 1, piece.end);
        open.is_some_and(|open| (open..piece.end).any(|i| self.tags(i, piece.end).has(Tag::PriorSize)))
    }

    /// `Disc level (mm)`, not `Disc height`.
    fn is_whole_field(&self, piece: &Range<usize>) -> bool {
        const MORE: [Tag; 8] = [
            Tag::Field,
            Tag::Measuring,
            Tag::Millimetre,
            Tag::Centimetre,
            Tag::LevelNoun,
            Tag::Of,
            Tag::EndplateNoun,
            Tag::And,
        ];
        let view = View { end: piece.end, ..self.view };
        let field = view.phrase(piece.start).filter(|p| p.1.any(&[Tag::Field, Tag::DiscNoun]));
        field.is_some_and(|p| (p.2..piece.end).all(|i| view.mark(i).is_some() || view.tags(i).any(&MORE)))
    }

    /// Whether a head tells which vertebra of a disc level it is of: `inferior endplate of upper vertebra`.
    fn vertebra_of_disc(&self, head: &Pieces) -> Option<bool> {
        const NOUNS: [Tag; 2] = [Tag::VertebraNoun, Tag::VertebraNouns];
        let tokens = || head.iter().flat_map(|piece| piece.clone().map(|i| (i, piece.end)));
        let tags = |(i, end): (usize, usize)| View { end, ..self.view }.tags(i);
        tokens().find_map(|(i, end)| {
            let noun = i + 1 < end && tags((i + 1, end)).any(&NOUNS);
            let upper = tags((i, end)).any(&[Tag::Upper, Tag::Superior]);
            let lower = tags((i, end)).any(&[Tag::Lower, Tag::Inferior]);
            (noun && (upper || lower)).then_some(upper)
        })
    }
}
