//! Lines that were broken within a sentence, told by what the break parts and by the width of the text.

use super::Segmenter;
use super::lines::{HANGING, Line, NARROWEST_PROSE};
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, Change, Modic, Section};
use crate::lexicon::tag::Tag;
use crate::token::{Token, TokenKind, marks};

/// Lines wider than this are not wrapped by hand.
const WIDEST_WRAP: u32 = 132;
/// A paragraph narrower than this says nothing about wrapping.
const NARROWEST_WRAP: u32 = 28;

impl Segmenter<'_> {
    /// Whether what a break parts belongs together: an open bracket, `T10 ⏎ (4 mm)`, `an old ⏎ Schmorl's node`, `Modic ⏎ 2`.
    pub(super) fn open_at_end(&self, line: Line, next: Line) -> bool {
        let first = self.view.tokens.list[next.from];
        let begin = self.tags(next.from, next.to);
        if line.to < line.from + 2 {
            return false;
        }
        if first.kind == TokenKind::Mark(b'(') || self.open_bracket(line, next) {
            return true;
        }
        // `SUPERIOR ENDPLATE ⏎ OF L2`, `endplates from ⏎ T11 to L1`
        let end = self.tags(line.to - 1, line.to);
        let within = (!first.capital || first.upper) && begin.any(&[Tag::Of, Tag::Which]);
        if within || end.has(Tag::PriorSize) && self.level_at(next.from, next.to) {
            return true;
        }
        let named = begin.any(&[Tag::Eponym, Tag::WeakEponym, Tag::ModicName]);
        let describes = |at: usize| {
            let new = [Tag::Age(Acuity::Acute), Tag::Adjective, Tag::Course(Change::New), Tag::Further];
            self.tags(at, line.to).any(&new)
        };
        // what leads a word that describes what follows: `an old`, not `is old`
        let leads = |at: usize| {
            const LEADS: [Tag; 11] = [
                Tag::Article,
                Tag::One,
                Tag::NegationBefore,
                Tag::At,
                Tag::Of,
                Tag::And,
                Tag::Or,
                Tag::With,
                Tag::ThereIs,
                Tag::UncertaintyBetween,
                Tag::UncertaintyBefore,
            ];
            matches!(self.view.mark(at), Some(b'.' | b';')) || self.tags(at, line.to).any(&LEADS)
        };
        // notes without stops name a node a line
        let notes = line.named && !next.may_have(marks([b'.']));
        if named && !notes && describes(line.to - 1) {
            let words = (line.from..line.to).rev().take_while(|&at| describes(at)).count();
            return words < line.to - line.from && leads(line.to - 1 - words);
        }
        // `a 5 mm ⏎ Schmorl's node`, `the 6 mm ⏎ L2 node`
        if end.any(&[Tag::Millimetre, Tag::Centimetre]) && (named || self.level_at(next.from, next.to)) {
            let figure = |at: &usize| {
                let times = self.tags(*at, line.to).has(Tag::Times) || self.view.mark(*at) == Some(b'-');
                self.view.tokens.list[*at].kind == TokenKind::Number || times || self.view.mark(*at) == Some(b'.')
            };
            let figures = (line.from..line.to - 1).rev().take_while(figure).count();
            let before = (line.to - 1 - figures).checked_sub(1).filter(|&at| figures > 0 && at >= line.from);
            let leads: &[Tag] = if named { &[Tag::Article, Tag::One, Tag::Adjective] } else { &[Tag::Article] };
            return before.is_some_and(|at| self.tags(at, line.to).any(leads));
        }
        false
    }

    /// Whether a line in capitals begins with words that begin no sentence, behind a noun or verb that asks for them: `SCHMORL'S NODES ⏎
    /// ARE PRESENT`, `SCHMORL'S NODE ⏎ IN THE SUPERIOR ENDPLATE OF L1.`, `TYPE II MODIC ⏎ CHANGES`.
    pub(super) fn dangles(&self, line: Line, next: Line) -> bool {
        const NOUNS: [Tag; 11] = [
            Tag::NodeNoun,
            Tag::NodeNouns,
            Tag::BareNode,
            Tag::BareNodes,
            Tag::ModicName,
            Tag::ModicChange,
            Tag::EdemaWord,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::Lesion,
            Tag::Other,
        ];
        const GOES_ON: [Tag; 7] = [Tag::Verb, Tag::At, Tag::Of, Tag::With, Tag::Without, Tag::Around, Tag::Because];
        let (first, last) = (self.view.tokens.list[next.from], self.view.tokens.list[line.to - 1]);
        let capitals = first.upper && first.kind == TokenKind::Word && first.span.end - first.span.start > 1;
        let stopped = self.punctuated || next.may_have(marks([b'.']));
        if !capitals || !(last.upper || last.kind == TokenKind::Number) || !stopped || line.to - line.from < 2 {
            return false;
        }
        let (begin, end) = (self.tags(next.from, next.to), self.tags(line.to - 1, line.to));
        // `MODIC TYPE 2 ⏎ ENDPLATE CHANGES`
        let typed = end.any(&[Tag::ModicName, Tag::Marrow])
            || self.tags(line.to - 2, line.to).any(&[Tag::ModicName, Tag::ModicKind]);
        if typed && begin.any(&[Tag::NodeNoun, Tag::NodeNouns, Tag::ModicChange]) {
            return true;
        }
        let level = || {
            (line.from..line.to)
                .rev()
                .take(4)
                .any(|at| levels::read(View { end: line.to, ..self.view }, at).is_some_and(|l| l.next == line.to))
        };
        // `IN THE T8 ⏎ VERTEBRAL BODY`, `AT THE OPPOSING ⏎ ENDPLATES`
        let noun = begin.any(&[Tag::VertebraNoun, Tag::VertebraNouns]) && level()
            || begin.any(&[Tag::EndplateNoun, Tag::EndplateNouns]) && end.has(Tag::Opposing);
        if noun {
            return true;
        }
        let asks = end.any(&NOUNS) || end.has(Tag::Verb) && !end.has(Tag::NoneValue) || level();
        // `SCHMORL'S NODES ⏎ PRESENT` is a question and its answer, `ARE ⏎ PRESENT` is none
        let answer = begin.has(Tag::YesValue) && !(end.has(Tag::Verb) && !end.has(Tag::YesValue));
        if !asks || !begin.any(&GOES_ON) || begin.has(Tag::ThereIs) || answer || self.label_of(&next).is_some() {
            return false;
        }
        // `AT L2 THERE IS A NODE` begins anew
        let clause = (next.from..next.to).take_while(|&at| !matches!(self.view.mark(at), Some(b'.' | b';')));
        !clause.skip(1).any(|at| self.tags(at, next.to).any(&[Tag::ThereIs, Tag::Shows]))
    }

    /// Whether a figure that begins a line numbers no item, but goes on with the line before: `Modic type ⏎ 2.`, `L1, 2 and ⏎ 5.`
    pub(super) fn figure_goes_on(&self, line: Line, next: Line) -> bool {
        let first = self.view.tokens.list[next.from];
        let number = first.kind == TokenKind::Number;
        let figure = self.tags(next.from, next.to).has(Tag::ModicType(Modic::One));
        let figure = figure || number && first.span.end - first.span.start == 1;
        if !(figure || number) || line.to < line.from + 3 {
            return false;
        }
        let end = self.tags(line.to - 1, line.to);
        let listed = matches!(self.view.mark(line.to - 2), Some(b';' | b','));
        figure && end.any(&[Tag::ModicName, Tag::ModicKind]) || number && end.any(&[Tag::And, Tag::Or]) && !listed
    }

    /// Whether a line ends in a colon within its sentence: `…, unequal in size: ⏎ the larger …`.
    pub(super) fn colon_within(&self, line: Line, next: Line) -> bool {
        let first = self.view.tokens.list[next.from];
        let small = first.kind == TokenKind::Word && !first.capital && first.span.end - first.span.start > 1;
        let colon = || self.view.mark(line.to - 1) == Some(b':');
        small && !self.small_letters && colon() && line.width >= NARROWEST_PROSE && self.label_of(&line).is_none()
    }

    /// Whether a line opens a bracket that the next one closes.
    fn open_bracket(&self, line: Line, next: Line) -> bool {
        if !line.may_have(marks([b'('])) || !next.may_have(marks([b')'])) {
            return false;
        }
        let open = (line.from..line.to).rev().find(|&at| matches!(self.view.mark(at), Some(b'(' | b')')));
        let close = (next.from..next.to).find(|&at| matches!(self.view.mark(at), Some(b'(' | b')')));
        let is = |at: Option<usize>, mark| at.is_some_and(|at| self.view.mark(at) == Some(mark));
        is(open, b'(') && is(close, b')')
    }

    /// Whether a line of prose is long and unfinished, and the next begins with a word whose capital tells nothing: a name, a
    /// level, a figure. Asked where the text is too short to tell a width.
    fn runs_on(&self, line: Line, next: Line) -> bool {
        let first = self.view.tokens.list[next.from];
        let begin = self.tags(next.from, next.to);
        let begins = self.view.tokens.list[line.from];
        let prose = begins.capital && line.width >= NARROWEST_PROSE && next.width <= line.width;
        let stopped = next.may_have(marks([b'.']));
        let word = |line: Line| self.view.tokens.folded_bytes(&self.view.tokens.list[line.from]);
        let name = first.kind == TokenKind::Number
            || begin.any(&[Tag::Eponym, Tag::WeakEponym, Tag::ModicName])
            || self.level_at(next.from, next.to);
        let small = |t: &Token| t.kind == TokenKind::Word && !t.capital && t.span.end - t.span.start > 1;
        prose
            && stopped
            && name
            && word(line) != word(next)
            && !(self.level_at(line.from, line.to) && self.level_at(next.from, next.to))
            && self.view.tokens.list[line.from..line.to].iter().any(small)
    }

    /// Whether a line ends within what the next goes on with: `of 4 ⏎ MM`, `the last disc is ⏎ L5-S1. The bodies …`.
    pub(super) fn cut_off(&self, line: Line, next: Line, wrap: Option<u32>) -> bool {
        let last = self.view.tokens.list[line.to - 1];
        let first = self.view.tokens.list[next.from];
        let end = self.tags(line.to - 1, line.to);
        let begin = self.tags(next.from, next.to);
        let unit = last.kind == TokenKind::Number && begin.any(&[Tag::Millimetre, Tag::Centimetre]);
        let denied = self.tags(line.from, line.to).has(Tag::NegationBefore);
        let marrow = end.has(Tag::Marrow) && begin.has(Tag::EdemaWord) && (line.to - line.from > 2 || denied);
        // `No fracture. Chronic ⏎ Schmorl nodes`
        let begun = line.to > line.from + 1 && self.view.mark(line.to - 2) == Some(b'.');
        let describes = begun && end.any(&[Tag::Age(Acuity::Acute), Tag::Adjective]);
        if unit || marrow || describes && begin.any(&[Tag::Eponym, Tag::WeakEponym]) {
            return true;
        }
        let ended = matches!(last.kind, TokenKind::Mark(b'.' | b':' | b';'));
        let full = wrap.is_some_and(|wrap| line.width + 1 + first.span.end - first.span.start > wrap);
        // `change has developed ⏎ at L4-L5. The disc …`
        let small = first.kind == TokenKind::Word && !first.capital && !self.small_letters;
        (full || small)
            && !ended
            && next.section.is_none()
            && self.level_heading(next.from, next.to, true).is_some_and(|h| match self.view.mark(h.0.end) {
                Some(b'.') => true,
                mark => small && mark != Some(b':'),
            })
    }

    /// Whether a line was broken where the next word would not have fitted, or that word begins with a small letter.
    pub(super) fn wrapped(&self, line: Line, next: Line, wrap: Option<u32>) -> bool {
        let first = self.view.tokens.list[next.from];
        // a measurement alone on its line
        let eponym_next = self.tags(next.from, next.to).any(&[Tag::Eponym, Tag::WeakEponym]);
        let unit = self.tags(line.to - 1, line.to).any(&[Tag::Millimetre, Tag::Centimetre]);
        if unit && line.to - line.from <= 3 && eponym_next && !line.blank_before {
            return true;
        }
        if self.small_letters && !wrap.is_some_and(|wrap| line.width + 12 > wrap) {
            return false;
        }
        // `hx: lbp, fall ⏎ schmorls nodes at T12`: the history has ended
        let early = line.section.is_some_and(|(section, _)| matches!(section, Section::History | Section::Exam));
        let short = line.width < NARROWEST_PROSE;
        let tail = self.tags(line.to - 1, line.to);
        if early && short && self.names_node(&(next.from..next.to.min(next.from + 4))) && !tail.any(&HANGING) {
            return false;
        }
        // `Schmorl's node sup endplate T11 ⏎ cord signal nl`: notes, a line each
        let note = wrap.is_none() && line.width < NARROWEST_PROSE && next.width < NARROWEST_PROSE;
        const ANEW: [Tag; 4] = [Tag::Structure, Tag::NotMarrow, Tag::Label, Tag::NegationBefore];
        let anew = self.tags(next.from, next.to).any(&ANEW);
        let level = |at: usize| levels::read(View { end: line.to, ..self.view }, at).is_some_and(|l| l.next == line.to);
        if note && anew && (line.from..line.to).rev().take(4).any(level) {
            return false;
        }
        if first.kind == TokenKind::Word
            && !first.capital
            && !(first.span.end - first.span.start == 1 && self.view.mark(next.from + 1) == Some(b')'))
        {
            return true;
        }
        // `TYPE I ENDPLATE ⏎ CHANGES`
        let crosses = (line.to.saturating_sub(3).max(line.from)..line.to)
            .any(|at| View { end: next.to, ..self.view }.phrase(at).is_some_and(|p| p.2 > line.to));
        if crosses {
            return true;
        }
        let eponym = self.tags(line.to - 1, line.to).any(&[Tag::Eponym, Tag::WeakEponym]);
        if eponym && self.tags(next.from, next.to).any(&[Tag::NodeNoun, Tag::NodeNouns]) {
            return true;
        }
        match wrap {
            Some(wrap) => line.width + 1 + first.span.end - first.span.start > wrap,
            None => self.runs_on(line, next),
        }
    }
}

/// The width that the text was wrapped at, if it was: most breaks stand where the next word would not have fitted.
pub(super) fn wrap_width(lines: &[Line], tokens: &[Token]) -> Option<u32> {
    let widest = lines.iter().map(|l| l.width).max()?;
    if !(NARROWEST_WRAP..=WIDEST_WRAP).contains(&widest) {
        return None;
    }
    let (mut full, mut early, mut long) = (0, 0, 0);
    for pair in lines.windows(2).filter(|pair| !pair[1].blank_before) {
        let word = tokens[pair[1].from].span;
        if pair[0].width + 1 + word.end - word.start > widest {
            full += 1;
        } else if !matches!(tokens[pair[0].to - 1].kind, TokenKind::Mark(b'.' | b':')) {
            early += 1;
            long += u32::from(pair[0].width * 5 > widest * 3);
        }
    }
    // titles and answers are short lines of their own
    (full >= 2 && full > early || full >= 4 && full > 2 * long).then_some(widest).or_else(|| sure_width(lines, tokens))
}

/// The width that a paragraph was wrapped at: what explains its own breaks, or that of the text.
pub(super) fn paragraph_width(lines: &[Line], tokens: &[Token], text: Option<u32>) -> Option<u32> {
    let length = lines.iter().skip(1).take_while(|line| !line.blank_before).count() + 1;
    let own = &lines[..length];
    every_break(own, tokens).or_else(|| sure_width(own, tokens)).or(text)
}

/// The width that explains every break of a paragraph of some lines.
fn every_break(lines: &[Line], tokens: &[Token]) -> Option<u32> {
    const FEWEST: usize = 4;
    if lines.len() < FEWEST {
        return None;
    }
    explained(lines, tokens, |_, _| true).filter(|width| (NARROWEST_PROSE..=WIDEST_WRAP).contains(width))
}

/// The width that explains every break before a small letter, where some are.
fn sure_width(lines: &[Line], tokens: &[Token]) -> Option<u32> {
    explained(lines, tokens, |last, first| {
        let small = first.kind == TokenKind::Word && !first.capital && first.span.end - first.span.start > 1;
        small && !matches!(last.kind, TokenKind::Mark(b'.' | b':' | b';' | b'|'))
    })
}

/// The width at which the next word would not have fitted at any of some breaks. Lines that were put together before, as what
/// parted a measurement's figure from its unit, are wider, and few.
fn explained(lines: &[Line], tokens: &[Token], counts: impl Fn(Token, Token) -> bool) -> Option<u32> {
    let breaks = || {
        let pairs = lines.windows(2).filter(|pair| !pair[1].blank_before);
        pairs.filter(|pair| counts(tokens[pair[0].to - 1], tokens[pair[1].from]))
    };
    let first = |line: &Line| tokens[line.from].span.end - tokens[line.from].span.start;
    let fits = breaks().map(|pair| pair[0].width + 1 + first(&pair[1])).min()?;
    let (mut widest, mut wider, mut all) = (NARROWEST_WRAP, 0, 0);
    for pair in breaks() {
        for line in pair {
            all += 1;
            wider += usize::from(line.width >= fits);
            widest = widest.max(if line.width < fits { line.width } else { 0 });
        }
    }
    let few = wider == 0 || wider * 2 <= all && widest >= NARROWEST_PROSE;
    (widest < fits && few).then_some(widest)
}
