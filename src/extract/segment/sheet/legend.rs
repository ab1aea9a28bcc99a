//! What a form says that its signs and letters mean: `0 = absent, 1 = present`, `ME = marrow edema`.

use super::facts::Answer;
use crate::extract::levels::View;
use crate::extract::segment::lines::Line;
use crate::lexicon::FINDINGS;
use crate::lexicon::tag::Tag;
use crate::token::{CAPITALS, NARROW_GAP, TokenKind, WORD};
use std::ops::Range;

/// Most tokens of what an abbreviation stands for.
const LONGEST_MEANING: usize = 8;
/// How near to the word for figures their unit stands, in tokens.
const NEAR_UNIT: usize = 6;
/// Most letters of an abbreviation.
const LONGEST_LETTERS: u32 = 5;

/// The legend of a form.
#[derive(Clone, Debug, Default)]
pub(in crate::extract::segment) struct Legend {
    codes: Vec<(Vec<u8>, Answer)>,
    letters: Vec<(Vec<u8>, Range<usize>)>,
    /// Bare figures are measurements, in this many millimetres: `All sizes in mm`.
    pub(super) scale: Option<f64>,
}

impl Legend {
    /// Reads the lines of a text for what they explain.
    pub(in crate::extract::segment) fn of(view: View<'_>, lines: &[Line]) -> Self {
        let mut legend = Self::default();
        if view.tokens.said.any(&[Tag::Millimetre, Tag::Centimetre]) {
            legend.scale = lines.iter().find_map(|line| unit_of_figures(View { end: line.to, ..view }, line.from));
        }
        let marks = [b'=', b':', b'('].into_iter().any(|mark| view.tokens.has_mark(mark));
        if !marks {
            return legend;
        }
        for line in lines {
            let view = View { end: line.to, ..view };
            let codes = codes(view, line.from);
            let told = |answer: Answer| codes.iter().any(|(_, told)| *told == answer);
            if codes.len() > 1 && (told(Answer::Yes) || told(Answer::No)) {
                for (code, answer) in codes {
                    if !legend.codes.iter().any(|(told, _)| *told == code) {
                        legend.codes.push((code, answer));
                    }
                }
            }
            if line.may_have(crate::token::marks([b'=', b':'])) {
                letters(view, line.from, &mut legend.letters);
            }
        }
        legend
    }

    /// What a whole value means.
    pub(super) fn answer(&self, view: View<'_>, value: &Range<usize>) -> Option<Answer> {
        self.answer_at(View { end: value.end, ..view }, value).filter(|(_, next)| *next == value.end).map(|told| told.0)
    }

    /// What a value that begins with a code means, and the token behind the code: `1 (5 mm)`.
    pub(super) fn answer_at(&self, view: View<'_>, value: &Range<usize>) -> Option<(Answer, usize)> {
        if self.codes.is_empty() || value.is_empty() {
            return None;
        }
        let (code, next) = code_at(view, value.start)?;
        let apart = next >= value.end || matches!(view.mark(next), Some(b'(' | b',' | b';' | b'-' | b'/'));
        let told = self.codes.iter().find(|(told, _)| *told == code).filter(|_| apart)?;
        Some((told.1, next))
    }

    /// Whether a code is told.
    pub(super) fn tells(&self, code: &[u8]) -> Option<Answer> {
        self.codes.iter().find(|(told, _)| told == code).map(|told| told.1)
    }

    /// What the letters at a token stand for.
    pub(super) fn meaning(&self, view: View<'_>, at: usize) -> Option<Range<usize>> {
        if self.letters.is_empty() {
            return None;
        }
        let word = view.tokens.folded_bytes(view.token(at)?);
        let told = self.letters.iter().find(|(letters, _)| letters == word)?;
        // not where it is explained
        (at >= told.1.end || at + 3 < told.1.start).then(|| told.1.clone())
    }
}

/// The unit that a line tells of all bare figures: `figures are in mm`, `All sizes in mm`, `Unit: mm`.
fn unit_of_figures(view: View<'_>, from: usize) -> Option<f64> {
    const UNITS: [Tag; 2] = [Tag::Millimetre, Tag::Centimetre];
    let unit = (from + 1..view.end).find(|&i| view.tags(i).any(&UNITS))?;
    let number = |i: usize| view.token(i).is_some_and(|t| t.kind == TokenKind::Number);
    let near = || (from.max(unit.saturating_sub(NEAR_UNIT))..unit).rev();
    let figures = near().any(|i| view.tags(i).has(Tag::Figures));
    // `All sizes in mm`
    let all = || {
        near().any(|i| i > from && view.tags(i).any(&[Tag::Field, Tag::Measuring]) && view.tags(i - 1).has(Tag::Every))
    };
    let told = !number(unit - 1) && view.token(unit).is_some_and(|t| t.spaces < NARROW_GAP) && (figures || all());
    told.then(|| if view.tags(unit).has(Tag::Millimetre) { 1.0 } else { 10.0 })
}

/// A figure, a letter, a sign or a sign in brackets that may be a code, and the token behind it.
fn code_at(view: View<'_>, at: usize) -> Option<(Vec<u8>, usize)> {
    let next = behind_code(view, at)?;
    let code = match view.token(at)?.kind {
        TokenKind::Mark(b'(') => vec![b'(', view.mark(at + 1)?, b')'],
        TokenKind::Mark(_) if next > at + 1 => b"+/-".to_vec(),
        TokenKind::Mark(mark) => vec![mark],
        _ => view.tokens.folded_bytes(view.token(at)?).to_vec(),
    };
    Some((code, next))
}

/// The token behind what may be a code.
fn behind_code(view: View<'_>, at: usize) -> Option<usize> {
    let token = view.token(at)?;
    let short = |t: &crate::token::Token| t.span.end - t.span.start == 1;
    match token.kind {
        TokenKind::Mark(b'(') => {
            view.mark(at + 1).filter(|_| view.mark(at + 2) == Some(b')'))?;
            Some(at + 3)
        }
        // `+/-`
        TokenKind::Mark(b'+') if view.mark(at + 1) == Some(b'/') && view.mark(at + 2) == Some(b'-') => Some(at + 3),
        TokenKind::Mark(mark) if !matches!(mark, b',' | b';' | b':' | b'=' | b')' | b'"' | b'|') => Some(at + 1),
        TokenKind::Number | TokenKind::Word if short(token) => Some(at + 1),
        _ => None,
    }
}

/// The codes of a line with what they mean.
fn codes(view: View<'_>, from: usize) -> Vec<(Vec<u8>, Answer)> {
    let mut codes = Vec::new();
    let kinds = &view.tokens.kinds[..view.end];
    let mut at = from;
    // a word is a code only where a mark parts it from what it means
    while let Some(passed) = kinds[at..].iter().position(|kind| !matches!(*kind, WORD | CAPITALS)) {
        let here = at + passed;
        at = here - usize::from(passed > 0 && matches!(kinds[here], b'=' | b':'));
        let Some(next) = behind_code(view, at) else {
            at = here + 1;
            continue;
        };
        let letter = view.token(at).is_some_and(|t| t.kind == TokenKind::Word);
        let glued = at > from && view.token(at).is_some_and(|t| t.glued) && view.mark(at - 1).is_none();
        let parted = matches!(view.mark(next), Some(b'=' | b':'));
        let means = next + usize::from(parted || view.mark(next) == Some(b'-'));
        let answer = answer_of(view, means).filter(|_| !glued && (parted || !letter));
        match answer {
            Some(answer) => {
                codes.extend(code_at(view, at).map(|(code, _)| (code, answer)));
                at = means + 1;
            }
            None => at = here + 1,
        }
    }
    codes
}

/// The answer that a meaning is.
fn answer_of(view: View<'_>, at: usize) -> Option<Answer> {
    let tags = view.tags(at);
    if view.token(at)?.kind != TokenKind::Word {
        return None;
    }
    if tags.has(Tag::NotApplicable) {
        Some(Answer::Unread)
    } else if tags.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter]) {
        Some(Answer::Possible)
    } else if tags.any(&[Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter]) {
        Some(Answer::No)
    } else if tags.has(Tag::YesValue) {
        Some(Answer::Yes)
    } else {
        None
    }
}

/// The letters of a line with what they stand for, where that is a finding, an endplate or a measure.
fn letters(view: View<'_>, from: usize, out: &mut Vec<(Vec<u8>, Range<usize>)>) {
    const TELLING: [Tag; 8] = [
        Tag::Marrow,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::Superior,
        Tag::Inferior,
        Tag::Measuring,
        Tag::Upper,
        Tag::Lower,
    ];
    for at in from..view.end {
        let Some(token) = view.token(at).filter(|t| t.kind == TokenKind::Word && t.capital) else { continue };
        let length = token.span.end - token.span.start;
        if length > LONGEST_LETTERS || length > 1 && !token.upper || !matches!(view.mark(at + 1), Some(b'=' | b':')) {
            continue;
        }
        // `Sup EP: node`
        if at > from && view.mark(at - 1).is_none() && view.token(at).is_some_and(|t| t.spaces < NARROW_GAP) {
            continue;
        }
        if out.iter().any(|(letters, _)| letters == view.tokens.folded_bytes(token)) {
            continue;
        }
        let ends = |i: &usize| matches!(view.mark(*i), Some(b',' | b';' | b'.' | b'=' | b'(' | b')' | b'/' | b'|'));
        let end = (at + 2..view.end.min(at + 2 + LONGEST_MEANING))
            .find(ends)
            .unwrap_or(view.end.min(at + 2 + LONGEST_MEANING));
        // `A = x B = y`
        let end = if view.mark(end) == Some(b'=') { end - 1 } else { end };
        let telling = |i: usize| view.tags(i).any(&FINDINGS) || view.tags(i).any(&TELLING);
        if (at + 2..end).any(telling) {
            out.push((view.tokens.folded_bytes(token).to_vec(), at + 2..end));
        }
    }
}
