//! Stage 2, find: a sentence's tokens into atoms, the pieces that the grammar reads.
//!
//! In: the token ranges of one sentence. Out: atoms in text order: named findings (heads), levels, measurements,
//! lexicon phrases, marks, and plain words that the lexicons do not know. Nothing is decided here about status or
//! place.

use super::bind::inside_noun_phrase;
use super::levels::{self, View};
use super::names;
use super::segment::LONGEST_ABBREVIATION;
use crate::anatomy::{DiscLevel, Level};
use crate::finding::{Acuity, Change, Modic};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{PhraseNumber, SIDED};
use crate::span::Span;
use crate::token::{TokenKind, Tokens};
use std::ops::RangeInclusive;

/// What an atom is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A word that the lexicons do not know.
    Word,
    /// A mark.
    Mark(u8),
    /// A lexicon phrase; its tags tell what it may mean.
    Phrase,
    /// One level or several.
    Levels(Vec<Level>),
    /// A measurement in millimetres: the largest dimension.
    Size(f64),
    /// A whole number.
    Number(u32),
    /// A node's name.
    Node { plural: bool },
    /// A Modic change.
    Modic(Modic),
    /// Oedema; see [`Marrow`].
    Edema(Marrow),
    /// Another finding or a structure, which can own places and sizes.
    Other,
    /// A defect, focus or pit: what may turn out to be a node.
    Lesion,
    /// `the node`, `it`: a node named before.
    Anaphor { plural: bool },
}

/// Whose oedema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marrow {
    /// The words say marrow, bone, endplate or vertebra.
    Said,
    /// The words do not say; the sentence must tie it to a node, an endplate or a vertebra.
    Open,
    /// A bright signal: oedema only if said of marrow.
    Signal,
    /// A word that stands for oedema named before, at the place in front of it.
    Elided,
}

/// One piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Atom {
    /// First token.
    pub(super) from: usize,
    /// One past the last token.
    pub(super) to: usize,
    pub(super) what: What,
    /// What the phrase may mean, if it is one.
    pub(super) tags: TagSet,
    /// The phrase, if it is one.
    pub(super) phrase: Option<PhraseNumber>,
    pub(super) span: Span,
    /// It belongs to the heading or key in front of the sentence.
    pub(super) prefix: bool,
    /// Line ends before it.
    pub(super) newlines: u8,
}

/// Reads lesions as nodes, for what turns out to be one.
///
/// Where a lesion was `known` before, `the lesion` without a level is that one.
pub(super) fn lesions_as_nodes(atoms: &mut [Atom], known: bool) {
    for i in 0..atoms.len() {
        if atoms[i].what != What::Lesion {
            continue;
        }
        let noun = atoms[..i].iter().rev().take_while(|a| inside_noun_phrase(a));
        let definite = noun.take(6).any(|a| a.is(Tag::Definite));
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        let behind = atoms[i + 1..].iter().take(10).take_while(|a| !a.is(Tag::Verb) && a.mark().is_none());
        // `the L1 and L3 pits`
        let listed = atoms[..i].iter().rev().take_while(|a| level(a) || a.is(Tag::And)).any(level);
        let placed = listed || behind.into_iter().any(level);
        let definite = definite || listed;
        if !(known && definite && !placed) {
            atoms[i].what = What::Node { plural: false };
        }
    }
    if let Some(unnamed) = unnamed_lesion(atoms) {
        atoms[unnamed].what = What::Node { plural: false };
    }
}

/// The word for a lesion that no lexicon knows, where a sentence measures something at an endplate and names nothing else:
/// `The superior endplate of L2 has a hole 5 mm wide.`, `The lower endplate of L1 is broken over 9 mm.`
fn unnamed_lesion(atoms: &[Atom]) -> Option<usize> {
    let size = atoms.iter().position(|a| matches!(a.what, What::Size(_)) && !a.prefix)?;
    let endplate = atoms.iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
    if !endplate || atoms.iter().any(|a| a.is_head() && !a.prefix) {
        return None;
    }
    let noun = |a: &Atom| a.what == What::Word || a.what == What::Phrase && a.is(Tag::Reach);
    let word = |i: &usize| noun(&atoms[*i]) && !atoms[*i].prefix;
    let clause = |a: &Atom| a.mark().is_some_and(|mark| !matches!(mark, b'-' | b',')) || super::bind::ends_clause(a);
    let from = atoms[..size].iter().rposition(clause).map_or(0, |mark| mark + 1);
    let to = atoms[size..].iter().position(clause).map_or(atoms.len(), |mark| size + mark);
    (from..size).rev().find(word).or_else(|| (size..to).find(word))
}

impl Atom {
    /// A mark that stands in no text: it parts the cell that begins at a token from the one before.
    pub(super) fn between(mark: u8, token: usize, tokens: &Tokens) -> Self {
        let span = tokens.span(token, token + 1);
        Self {
            from: token,
            to: token,
            what: What::Mark(mark),
            tags: TagSet::default(),
            phrase: None,
            span,
            prefix: false,
            newlines: 0,
        }
    }

    #[inline(always)]
    pub(super) fn is(&self, tag: Tag) -> bool {
        self.tags.has(tag)
    }

    #[inline(always)]
    pub(super) fn any(&self, tags: &[Tag]) -> bool {
        self.tags.any(tags)
    }

    pub(super) fn mark(&self) -> Option<u8> {
        if let What::Mark(mark) = self.what { Some(mark) } else { None }
    }

    /// A finding or structure that can own places.
    pub(super) fn is_head(&self) -> bool {
        matches!(
            self.what,
            What::Node { .. } | What::Modic(_) | What::Edema(_) | What::Other | What::Lesion | What::Anaphor { .. }
        )
    }

    /// A finding that is extracted, named as such.
    pub(super) fn is_finding(&self) -> bool {
        matches!(self.what, What::Node { .. } | What::Edema(_) | What::Modic(_))
    }

    /// An atom that stands in no text, at the place of this one.
    pub(super) fn like(&self, what: What, tag: Option<Tag>) -> Self {
        Self { what, tags: TagSet::of(tag), phrase: None, ..self.clone() }
    }

    /// Makes it mean something else.
    pub(super) fn becomes(&mut self, what: What, tag: Option<Tag>) {
        (self.what, self.tags, self.phrase) = (what, TagSet::of(tag), None);
    }

    /// Whether an atom may follow a subject, to say something of it or to deny it: `lacks`, `does not show`.
    pub(super) fn says_or_denies(&self) -> bool {
        self.predicates() || self.is(Tag::NegationBefore) && !self.any(&[Tag::Without, Tag::Or])
    }

    /// Whether both are oedema, or both a Modic change.
    pub(super) fn alike(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.what) == std::mem::discriminant(&other.what)
    }

    /// A year in figures, or a month by its name.
    pub(super) fn is_date(&self) -> bool {
        self.is(Tag::Month) || matches!(self.what, What::Number(year) if YEARS.contains(&year))
    }

    /// A comma of the text, not one that parts the cells of a row.
    pub(super) fn is_written_comma(&self) -> bool {
        self.mark() == Some(b',') && self.from < self.to
    }

    /// What says something of what stands right before it: `… is`, `… measuring`, `… 5 mm`, `… old`.
    pub(super) fn predicates(&self) -> bool {
        const SAYS: [Tag; 6] =
            [Tag::Verb, Tag::Measuring, Tag::Shows, Tag::With, Tag::Course(Change::New), Tag::Age(Acuity::Acute)];
        self.any(&SAYS) || matches!(self.what, What::Size(_))
    }
}

/// Years in which a report, or the exam that it compares with, may have been made.
pub(super) const YEARS: RangeInclusive<u32> = 1980..=2050;

/// Most numbers of a list before the one that has the unit of all: `3, 4, 5 and 7 mm`.
const LONGEST_NUMBERS: usize = 16;
/// Most dimensions of a measurement: `3 x 4 x 5 mm`.
const MOST_DIMENSIONS: usize = 4;
/// The largest dimension that is one, in millimetres: a larger one is a slip, or no measurement.
const LARGEST_SIZE: f64 = 300.0;

/// What holds for the whole report while its sentences are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defined {
    /// The report defines the abbreviation of the node's name.
    pub(super) abbreviation: bool,
}

/// Reads the atoms of a token range, appending to `out`.
pub(super) fn read(view: View<'_>, range: std::ops::Range<usize>, prefix: bool, defined: Defined, out: &mut Vec<Atom>) {
    let view = View { end: range.end, ..view };
    let mut at = range.start;
    let mut depth = 0usize;
    let mut filled = 0usize;
    while at < range.end {
        // most words are part of a phrase that is no more than that
        if let Some((phrase, tags, next)) = view.lexicons.plain_at(view.tokens, at, view.end) {
            debug_assert_eq!(
                atom_at(view, at, defined, out),
                (What::Phrase, next, Some(phrase), tags),
                "a word builds more than its phrase: see BUILDS"
            );
            let next = next + usize::from(next + 1 < range.end && dotted(view, next, tags));
            out.push(Atom {
                from: at,
                to: next,
                what: What::Phrase,
                tags,
                phrase: Some(phrase),
                span: view.tokens.span(at, next),
                prefix,
                newlines: view.tokens.list[at].newlines,
            });
            at = next;
            continue;
        }
        let mark = view.mark(at);
        // `level [T12]`: what a template was filled in with
        if mark == Some(b'[') && filled_in(view, at) {
            filled += 1;
            at += 1;
            continue;
        }
        if mark == Some(b']') && filled > 0 {
            filled -= 1;
            at += 1;
            continue;
        }
        let (mut what, next, phrase, tags) = atom_at(view, at, defined, out);
        match mark {
            Some(b'(') => depth += 1,
            Some(b')') => depth = depth.saturating_sub(1),
            // a semicolon in brackets parts no clauses
            Some(b';') if depth > 0 => what = What::Mark(b','),
            _ => {}
        }
        // `Modic type 1 signal change`, `a Modic 2 component`, `a marrow oedema focus`: one noun
        let noun = matches!(what, What::Lesion | What::Other) && !tags.has(Tag::Structure);
        let modifies = |a: &Atom| match a.what {
            What::Modic(_) => true,
            What::Edema(marrow) => marrow == Marrow::Said && what == What::Lesion,
            _ => false,
        };
        if noun && out.last().is_some_and(|a| modifies(a) && a.to == at) {
            what = What::Phrase;
        }
        // `a healed endplate fracture`: an endplate without a side is no place
        if what == What::Other && !tags.has(Tag::Structure) {
            let sided = |a: &Atom| a.any(&SIDED) || a.any(&[Tag::Both, Tag::Opposing, Tag::Of, Tag::Definite]);
            let lone =
                matches!(&out[..], [.., before, noun] if noun.is(Tag::EndplateNoun) && noun.to == at && !sided(before));
            if let (Some(noun), true) = (out.last_mut(), lone) {
                noun.tags = TagSet::of([Tag::PlaceFiller]);
            }
        }
        // `at the slip level, L4-5`
        let level = what == What::Other && !tags.has(Tag::Structure) && view.tags(next).has(Tag::LevelNoun);
        if level && out.last().is_some_and(|a| a.is(Tag::Definite)) {
            what = What::Word;
        }
        // `a node notches the superior endplate`
        if what == What::Lesion
            && view.tags(next).any(&[Tag::Definite])
            && out.iter().any(|a| matches!(a.what, What::Node { .. }) || a.any(&[Tag::BareNode, Tag::AnotherNode]))
        {
            what = What::Word;
        }
        // `a node, where the disc has pushed through a gap to a depth of 12 mm`
        let through = |out: &[Atom]| {
            matches!(out, [node @ .., through, article] if through.is(Tag::Into)
                && article.is(Tag::Article)
                && !article.is(Tag::Definite)
                && node.iter().any(|a| matches!(a.what, What::Node { .. }) || a.is(Tag::BareNode)))
        };
        if what == What::Lesion && through(out) {
            what = What::Word;
        }
        let mut next = next.max(at + 1);
        next += usize::from(next + 1 < range.end && dotted(view, next, tags));
        // `one of about 5 mm`
        if matches!(what, What::Size(_)) && out.last().is_some_and(|a| a.is(Tag::Approximate) && a.to == at) {
            out.pop();
        }
        out.push(Atom {
            from: at,
            to: next,
            what,
            tags,
            phrase,
            span: view.tokens.span(at, next),
            prefix,
            newlines: view.tokens.list[at].newlines,
        });
        at = next;
    }
}

/// Whether the mark at `dot` only cuts the word in front of it short: `erosion vs. Schmorl's node`, `no assoc. edema`, `sup.
/// endplate`; but `sup. L2` may begin the next record.
pub(super) fn dotted(view: View<'_>, dot: usize, tags: TagSet) -> bool {
    const SHORT: [Tag; 3] = [Tag::Superior, Tag::Inferior, Tag::Abbreviated];
    if view.mark(dot) != Some(b'.') || !view.token(dot).is_some_and(|t| t.glued) {
        return false;
    }
    let word = view.token(dot - 1).is_some_and(|t| t.span.end - t.span.start <= LONGEST_ABBREVIATION);
    let next = view.tags(dot + 1);
    let goes_on = || {
        view.token(dot + 1).is_some_and(|t| t.kind == TokenKind::Word && !t.capital && t.newlines < 2)
            || next.any(&[Tag::EndplateNoun, Tag::EndplateNouns, Tag::And, Tag::Or])
    };
    // `approx. 5 mm`
    let measure = || tags.has(Tag::Measuring) && view.token(dot + 1).is_some_and(|t| t.kind == TokenKind::Number);
    // `poss. Schmorl's node`
    let hedge = tags.has(Tag::UncertaintyBefore) && tags.has(Tag::Abbreviated);
    tags.any(&[Tag::UncertaintyBetween, Tag::Associated]) || hedge || word && tags.any(&SHORT) && goes_on() || measure()
}

/// Joins the two names of a disc that the head of a page parts: `L5-`, `*** NOT VERIFIED ***`, `S1`.
pub(super) fn join_disc(atoms: &mut Vec<Atom>, second: usize, view: View<'_>) {
    let Some([upper, mark, lower]) = second.checked_sub(2).and_then(|first| atoms.get(first..=second)) else { return };
    let vertebra = |atom: &Atom| match &atom.what {
        What::Levels(levels) => match levels[..] {
            [Level::Vertebra(vertebra)] if !atom.prefix => Some(vertebra),
            _ => None,
        },
        _ => None,
    };
    let pair = vertebra(upper).zip(vertebra(lower)).filter(|_| matches!(mark.mark(), Some(b'-' | b'/')));
    if let Some(disc) = pair.and_then(|(upper, lower)| DiscLevel::new(upper, lower)) {
        let end = atoms[second].to;
        let atom = &mut atoms[second - 2];
        atom.what = What::Levels(vec![Level::Disc(disc)]);
        atom.to = end;
        atom.span = view.tokens.span(atom.from, end);
        atoms.drain(second - 1..=second);
    }
}

/// Whether a bracket holds words that fill a template's blank, no tick and no placeholder: `[superior]`.
fn filled_in(view: View<'_>, open: usize) -> bool {
    const LONGEST: usize = 8;
    let Some(close) = view.find_mark(b']', open + 1, view.end.min(open + LONGEST)) else { return false };
    let crossed = close == open + 2
        && view.token(open + 1).is_some_and(|t| t.span.end - t.span.start == 1)
        && !view.token(open + 1).is_some_and(|t| t.kind == TokenKind::Number);
    close > open + 1 && !crossed && view.mark(open + 1).is_none()
}

/// `SUVmax 3.1 versus 3.0`: two figures compared, no doubt.
fn between_figures(view: View<'_>, at: usize, next: usize) -> bool {
    let figure = |i: usize| view.token(i).filter(|t| t.kind == TokenKind::Number);
    let Some((first, second)) = at.checked_sub(1).and_then(figure).zip(figure(next)) else { return false };
    [first, second].iter().any(|t| view.tokens.folded(t).contains('.'))
        && !view.tags(next + 1).any(&[Tag::Millimetre, Tag::Centimetre])
}

/// `in May`, `the scan of 4 May`, `since May 2019`: the month, no hedge.
fn names_month(view: View<'_>, next: usize, before: &[Atom]) -> bool {
    const LEADS: [Tag; 5] = [Tag::At, Tag::Of, Tag::From, Tag::PriorSize, Tag::Ellipsis];
    let led = before.last().is_some_and(|a| matches!(a.what, What::Number(_)) || a.any(&LEADS) && !a.is(Tag::Verb));
    led || view.token(next).is_some_and(|t| t.kind == TokenKind::Number)
}

/// `no. 1`: a number, no denial.
fn is_ordinal_number(view: View<'_>, at: usize, next: usize) -> bool {
    let dot = view.mark(next) == Some(b'.') && view.token(next).is_some_and(|t| t.glued);
    dot && next == at + 1 && view.token(next + 1).is_some_and(|t| t.kind == TokenKind::Number)
}

/// Whether a region only names the exam, which denies, or on which places were seen: `the MRI of the lumbar spine of 11 May shows
/// no nodes`, `nodes at T5 and T6 on an MRI of the thoracic spine`.
fn names_exam(view: View<'_>, at: usize, next: usize, before: &[Atom]) -> bool {
    const NEAR: usize = 6;
    let article = usize::from(at > 0 && view.tags(at - 1).has(Tag::Article));
    let Some(of) = at.checked_sub(article + 1).filter(|of| view.tags(*of).has(Tag::Of)) else { return false };
    let exam = of.checked_sub(1).is_some_and(|exam| {
        let mut modality = false;
        view.lexicons.context_at(view.tokens, exam, of, |phrase, _| {
            modality |=
                view.value(phrase, |tag| if let Tag::ModalityName(_) = tag { Some(()) } else { None }).is_some();
        });
        modality
    });
    let shows = || (next..next + NEAR).find(|&i| view.tags(i).has(Tag::Shows)).and_then(|i| view.phrase(i));
    let placed = || {
        let seen = before.iter().rposition(|a| a.any(&[Tag::At, Tag::HistoryAfter]));
        seen.is_some_and(|on| before.len() - on < 7 && on > 0 && matches!(before[on - 1].what, What::Levels(_)))
    };
    exam && (shows().is_some_and(|(_, _, after)| view.tags(after).has(Tag::NegationBefore)) || placed())
}

type Read = (What, usize, Option<PhraseNumber>, TagSet);

fn atom_at(view: View<'_>, at: usize, defined: Defined, before: &[Atom]) -> Read {
    let plain = |what, next| (what, next, None, TagSet::default());
    // what the token cannot begin is not tried
    let tags = view.tags(at);
    match view.token(at).map(|t| t.kind) {
        Some(TokenKind::Word) if tags.is_empty() && !names::may_be_misspelt(view, at) => {
            return plain(What::Word, at + 1);
        }
        // `acute #`: a fracture, where it numbers nothing
        Some(TokenKind::Mark(b'#'))
            if at > 0
                && view.token(at).is_some_and(|t| !t.glued)
                && view.token(at + 1).is_none_or(|t| !t.glued || t.kind != TokenKind::Number) =>
        {
            return plain(What::Other, at + 1);
        }
        Some(TokenKind::Mark(mark)) if tags.is_empty() && mark != b'.' => {
            return plain(What::Mark(mark), at + 1);
        }
        _ => {}
    }
    if names::may_be_node(view, at, tags)
        && let Some((plural, next)) = names::node(view, at, defined)
    {
        return plain(What::Node { plural }, next);
    }
    if names::may_be_modic(tags)
        && let Some((modic, next)) = names::modic(view, at, before)
    {
        return plain(What::Modic(modic), next);
    }
    if may_be_measured(view, at, tags)
        && let Some((size, next)) = measurement(view, at)
    {
        return plain(What::Size(size), next);
    }
    if let Some(expression) = levels::read(view, at) {
        let region = matches!(expression.levels[..], [Level::Region(_)]);
        if region && names_exam(view, at, expression.next, before) {
            return plain(What::Word, expression.next);
        }
        return plain(What::Levels(expression.levels), expression.next);
    }
    if let Some((phrase, tags, next)) = phrase_at(view, at) {
        if tags.has(Tag::NegationBefore) && is_ordinal_number(view, at, next) {
            return plain(What::Word, next);
        }
        if tags.has(Tag::Modal) && names_month(view, next, before) {
            return plain(What::Word, next);
        }
        if tags.has(Tag::UncertaintyBetween) && between_figures(view, at, next) {
            return plain(What::Word, next);
        }
        if let Some(marrow) = names::edema(view, at, next, tags) {
            return (marrow.map_or(What::Other, What::Edema), next, Some(phrase), tags);
        }
        let what = if tags.any(&[Tag::Other, Tag::Structure, Tag::Herniation, Tag::Herniations])
            && !tags.has(Tag::EndplateNoun)
        {
            What::Other
        } else if tags.has(Tag::Lesion) {
            What::Lesion
        } else if tags.has(Tag::Month) {
            What::Word
        } else {
            What::Phrase
        };
        return (what, next, Some(phrase), tags);
    }
    match view.token(at).map(|t| t.kind) {
        Some(TokenKind::Mark(mark)) => plain(What::Mark(mark), at + 1),
        Some(TokenKind::Number) => {
            // `06` numbers an item, and counts nothing
            let counts = |digits: &&str| !digits.starts_with('0') || digits.len() == 1;
            let digits = view.token(at).map(|t| view.tokens.folded(t)).filter(counts);
            let number = digits.and_then(|digits| digits.parse().ok());
            plain(number.map_or(What::Word, What::Number), at + 1)
        }
        _ => plain(What::Word, at + 1),
    }
}

/// The phrase at a token; one that only has meaning behind a name that is not there gives way to a shorter one
/// (`endplate defect` is an endplate and a word, unless `Schmorl-type` stands before it).
fn phrase_at(view: View<'_>, at: usize) -> Option<(PhraseNumber, TagSet, usize)> {
    let mut found = view.phrase(at)?;
    let dependent = [Tag::NodeNoun, Tag::NodeNouns, Tag::ModicChange];
    while found.1.any(&dependent)
        && found.2 > at + 1
        && !found.1.any(&[Tag::Other, Tag::EndplateNoun, Tag::EndplateNouns])
    {
        found = View { end: found.2 - 1, ..view }.phrase(at)?;
    }
    Some(found)
}

/// Whether a measurement may begin at a token with these meanings: [`decimal`] reads nothing elsewhere.
#[inline]
fn may_be_measured(view: View<'_>, at: usize, tags: TagSet) -> bool {
    match view.token(at).map(|t| t.kind) {
        Some(TokenKind::Number) => true,
        Some(TokenKind::Mark(mark)) => mark == b'.',
        Some(TokenKind::Word) => {
            const MAY: [Tag; 5] =
                [Tag::CountOf(1), Tag::NumberWord(1), Tag::SpokenPoint, Tag::Millimetre, Tag::Centimetre];
            tags.any(&MAY)
        }
        None => false,
    }
}

/// `of mm 6 x 4`, `cm 0,4`: the unit in front of the figures.
fn behind_unit(view: View<'_>, at: usize) -> Option<(f64, usize)> {
    let scale = unit(view, at)?;
    let figure = |at: usize| view.token(at).is_some_and(|t| t.kind == TokenKind::Number);
    // `5 mm 3`, `Depth (mm) 5`
    if at > 0 && (figure(at - 1) || view.mark(at - 1).is_some_and(|mark| mark != b',')) {
        return None;
    }
    let (mut largest, mut next) = (0.0f64, at);
    loop {
        let (value, mut after) = Some(next + 1).filter(|at| figure(*at)).and_then(|at| decimal(view, at, false))?;
        // a decimal comma with no unit behind it
        let tenths = view.token(after + 1).filter(|t| t.glued && t.kind == TokenKind::Number);
        let mut value = value;
        if let Some(tenths) =
            tenths.filter(|_| view.mark(after) == Some(b',') && view.token(after).is_some_and(|t| t.glued))
        {
            let digits = view.tokens.folded(tenths);
            value += digits.parse::<f64>().ok()? / 10f64.powi(i32::try_from(digits.len()).unwrap_or(1));
            after += 2;
        }
        largest = largest.max(value * scale);
        next = after;
        if !view.tags(next).has(Tag::Times) {
            break;
        }
    }
    // `mm 6 cm`
    if unit(view, next).is_some() {
        return None;
    }
    Some((plausible(largest)?, next))
}

/// `5 mm`, `3 x 5 mm`, `5-6 mm`, `1.2 cm`, `3,5 mm`, `.5 cm`: the largest dimension in millimetres.
pub(super) fn measurement(view: View<'_>, at: usize) -> Option<(f64, usize)> {
    if unit(view, at).is_some() {
        return behind_unit(view, at);
    }
    if let Some(listed) = listed_number(view, at, LONGEST_NUMBERS) {
        return Some(listed);
    }
    let mut values: Vec<f64> = Vec::new();
    let mut units: Vec<Option<f64>> = Vec::new();
    let mut next = at;
    loop {
        let (value, mut after) = decimal(view, next, values.is_empty())?;
        // `[4] mm`
        let filled = view.mark(after) == Some(b']') && at > 0 && view.mark(at - 1) == Some(b'[');
        if (filled || view.mark(after) == Some(b'-')) && unit(view, after + 1).is_some() {
            after += 1;
        }
        // `5 (AP) x 9 (TR) mm`, `5 mm (AP) x 9 mm (TR)`
        after = levels::behind_dimension(view, after);
        let unit = unit(view, after);
        values.push(value);
        units.push(unit);
        next = if unit.is_some() { levels::behind_dimension(view, after + 1) } else { after };
        let joins = view.mark(next) == Some(b'-')
            || view.tags(next).any(&[Tag::Times, Tag::To])
            || view.mark(next) == Some(b'*');
        // `increased by 2 mm to 8 mm`
        let apart = unit.is_some() && view.tags(next).has(Tag::To) && behind(view, at, Tag::NotSize);
        if !joins || apart || values.len() == MOST_DIMENSIONS || decimal(view, next + 1, false).is_none() {
            break;
        }
        if unit.is_some() && !measured_ahead(view, next + 1) {
            break;
        }
        next += 1;
    }
    let last = *units.last()?;
    last?;
    let mut following = last;
    let mut largest = 0.0f64;
    for (value, unit) in values.iter().zip(&units).rev() {
        following = unit.or(following);
        largest = largest.max(value * following.unwrap_or(1.0));
    }
    Some((plausible(largest)?, next))
}

/// A digit, said or written.
fn spoken_digit(view: View<'_>, at: usize) -> Option<f64> {
    let token = view.token(at).filter(|t| t.span.end - t.span.start == 1 || t.kind == TokenKind::Word)?;
    if token.kind == TokenKind::Number {
        return view.tokens.folded(token).parse().ok();
    }
    let (phrase, _, _) = view.phrase(at)?;
    view.value(phrase, |tag| match tag {
        Tag::CountOf(n) | Tag::NumberWord(n) if n < 10 => Some(f64::from(n)),
        _ => None,
    })
}

/// A dimension in millimetres as it is told, if anything of the spine may measure so much.
fn plausible(size: f64) -> Option<f64> {
    let tidy = (size * 100.0).round() / 100.0;
    (tidy > 0.0 && tidy <= LARGEST_SIZE).then_some(tidy)
}

/// The bare numbers of a cell, under a head that names their unit: `3`, `4 x 5` under `Depth (mm)`.
pub(super) fn measured_by_head(
    view: View<'_>,
    head: std::ops::Range<usize>,
    body: std::ops::Range<usize>,
) -> Option<f64> {
    let own = |at: usize| View { end: head.end, ..view }.tags(at).any(&[Tag::Canal, Tag::Other, Tag::Structure]);
    if head.clone().any(own) {
        return None;
    }
    let scale = head.clone().find_map(|at| unit(View { end: head.end, ..view }, at))?;
    let view = View { end: body.end, ..view };
    let (mut largest, mut next) = decimal(view, body.start, false)?;
    while view.tags(next).has(Tag::Times) || view.mark(next) == Some(b'*') {
        let (value, after) = decimal(view, next + 1, false)?;
        largest = largest.max(value);
        next = after;
    }
    (next == body.end).then_some(())?;
    plausible(largest * scale)
}

/// The bare numbers that begin at a token: `3`, `4 x 5`. The largest, and the token behind them.
pub(super) fn figures(view: View<'_>, at: usize) -> Option<(f64, usize)> {
    let (mut largest, mut next) = decimal(view, at, false)?;
    while view.tags(next).has(Tag::Times) || view.mark(next) == Some(b'*') {
        let Some((value, after)) = decimal(view, next + 1, false) else { break };
        largest = largest.max(value);
        next = after;
    }
    Some((largest, next))
}

/// A number whose unit stands behind a later one, at most `left` numbers on: `5 and 7 mm`; `from 4 to 7 mm`, which are
/// two measurements.
fn listed_number(view: View<'_>, at: usize, left: usize) -> Option<(f64, usize)> {
    let left = left.checked_sub(1)?;
    let (value, next) = decimal(view, at, false)?;
    let from = at > 0
        && (view.tags(at - 1).has(Tag::PriorSize)
            || at > 1 && view.phrase(at - 2).is_some_and(|p| p.2 == at && p.1.has(Tag::PriorSize)));
    let listed = view.tags(next).has(Tag::And) || view.mark(next) == Some(b',') && !view.token(next + 1)?.glued;
    let ranged =
        from && (view.tags(next).has(Tag::To) || unit(view, next).is_some() && view.tags(next + 1).has(Tag::To));
    if !(listed || ranged) {
        return None;
    }
    let own = unit(view, next);
    let second = if own.is_some() { next + 2 } else { next + 1 };
    let second = if view.tags(second).has(Tag::And) { second + 1 } else { second };
    let second = behind_approximate(view, second);
    let (other, after) = decimal(view, second, false)?;
    let after = if view.mark(after) == Some(b'-') { after + 1 } else { after };
    let scale = match own {
        Some(scale) if ranged => scale,
        Some(_) => return None,
        None => unit(view, after).or_else(|| listed_number(view, second, left).map(|(scaled, _)| scaled / other))?,
    };
    Some((value * scale, if own.is_some() { next + 1 } else { next }))
}

/// The token behind `about` or `approx.`, else the same.
fn behind_approximate(view: View<'_>, at: usize) -> usize {
    match view.phrase(at).filter(|p| p.1.has(Tag::Approximate)) {
        Some((_, tags, next)) => next + usize::from(dotted(view, next, tags)),
        None => at,
    }
}

/// Whether the phrase right before a token has a tag.
fn behind(view: View<'_>, at: usize, tag: Tag) -> bool {
    (at.saturating_sub(4)..at).any(|from| view.phrase(from).is_some_and(|p| p.2 == at && p.1.has(tag)))
}

/// Whether a number with a unit stands there, maybe after further dimensions.
fn measured_ahead(view: View<'_>, at: usize) -> bool {
    let mut at = at;
    for _ in 0..MOST_DIMENSIONS {
        let Some((_, after)) = decimal(view, at, false) else { return false };
        let after = levels::behind_dimension(view, after);
        let after = if view.mark(after) == Some(b'-') { after + 1 } else { after };
        if unit(view, after).is_some() {
            return true;
        }
        if !(view.tags(after).has(Tag::Times) || view.mark(after) == Some(b'*')) {
            return false;
        }
        at = after + 1;
    }
    false
}

fn unit(view: View<'_>, at: usize) -> Option<f64> {
    let tags = view.tags(at);
    if tags.has(Tag::Millimetre) {
        Some(1.0)
    } else if tags.has(Tag::Centimetre) {
        Some(10.0)
    } else {
        None
    }
}

/// A number, also with a decimal comma, without a leading zero, or as a word (`five`).
fn decimal(view: View<'_>, at: usize, first: bool) -> Option<(f64, usize)> {
    let token = view.token(at)?;
    // `.5 cm`, `(.5 cm)`
    let opens = !token.glued || at > 0 && view.mark(at - 1) == Some(b'(');
    if token.kind == TokenKind::Mark(b'.') && opens {
        let figure = view.token(at + 1).filter(|t| t.glued && t.kind == TokenKind::Number)?;
        let (value, next) = decimal(view, at + 1, false)?;
        let digits = view.tokens.folded(figure);
        return (!digits.contains('.')).then(|| (value / 10f64.powi(i32::try_from(digits.len()).unwrap_or(1)), next));
    }
    if token.kind == TokenKind::Word && first {
        // `point eight centimetres`, `one point two centimetres`
        let tenths = |at: usize| {
            let point = view.tags(at).has(Tag::SpokenPoint);
            let digit = point.then(|| spoken_digit(view, at + 1)).flatten()?;
            unit(view, at + 2).map(|_| (digit / 10.0, at + 2))
        };
        if let Some(found) = tenths(at) {
            return Some(found);
        }
        let (phrase, _, next) = view.phrase(at)?;
        let value = view.value(phrase, |tag| match tag {
            Tag::CountOf(n) | Tag::NumberWord(n) => Some(f64::from(n)),
            _ => None,
        })?;
        if let Some((tenths, next)) = tenths(next) {
            return Some((value + tenths, next));
        }
        let unit_at = if view.mark(next) == Some(b'-') { next + 1 } else { next };
        return unit(view, unit_at).map(|_| (value, next));
    }
    if token.kind != TokenKind::Number {
        return None;
    }
    let value: f64 = view.tokens.folded(token).parse().ok()?;
    // no dimension of the spine's: a year, an image number
    if value >= 1000.0 {
        return None;
    }
    // a decimal comma: glued on both sides, at most two digits behind it, a unit or dimension next
    let fraction =
        view.token(at + 2).filter(|t| t.kind == TokenKind::Number && t.glued && t.span.end - t.span.start <= 2);
    if view.mark(at + 1) == Some(b',')
        && view.token(at + 1)?.glued
        && let Some(fraction) = fraction
    {
        let digits = view.tokens.folded(fraction);
        let whole_before = at == 0 || view.mark(at - 1) != Some(b',') || !token.glued;
        let ends = unit(view, at + 3).is_some()
            || view.mark(at + 3) == Some(b'-')
            || view.tags(at + 3).any(&[Tag::Times, Tag::And]);
        if whole_before && ends && !digits.contains('.') {
            let scale = 10f64.powi(i32::try_from(digits.len()).unwrap_or(1));
            return Some((value + digits.parse::<f64>().ok()? / scale, at + 3));
        }
    }
    // `0 point 5 cm`, dictated
    let spoken = view.token(at + 2).filter(|t| t.kind == TokenKind::Number && t.span.end - t.span.start == 1);
    if let Some(digit) = spoken.filter(|_| view.tags(at + 1).has(Tag::SpokenPoint) && unit(view, at + 3).is_some()) {
        return Some((value + view.tokens.folded(digit).parse::<f64>().ok()? / 10.0, at + 3));
    }
    Some((value, at + 1))
}
