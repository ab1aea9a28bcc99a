//! Stage 1, segment: a report's tokens into sections, level headings and sentences.
//!
//! In: tokens. Out: sentences in text order, each with its section and the heading or key that it stands under.
//! Never: looks for findings, except to tell a key (`Schmorl's nodes: none`) from a heading.
//!
//! A line end parts sentences unless the line was wrapped: the next line goes on in lower case, or the line ends in a
//! word that cannot end a sentence, or the next line's first word would not have fitted.

use super::levels::{self, View};
use crate::finding::Section;
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::{Token, TokenKind};
use std::ops::Range;

/// One sentence, or what stands for one: a list item, a table's cell.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// Tokens of the key or column head that the sentence answers.
    pub(super) key: Option<Range<usize>>,
    /// Its own tokens.
    pub(super) body: Range<usize>,
    pub(super) section: Section,
    /// Tokens of the level heading over it.
    pub(super) heading: Option<Range<usize>>,
    /// It stands right behind that heading: the heading's level is its own.
    pub(super) headed: bool,
    /// Number of its paragraph: a blank line, a heading or a list item begins a new one.
    pub(super) paragraph: u32,
    /// Number of the exam in a report of several.
    pub(super) exam: u32,
    /// An option of a checklist that is not ticked.
    pub(super) unticked: bool,
    /// Cells of a table read as one: its bars part no clauses.
    pub(super) cells: bool,
}

/// Lines wider than this are not wrapped by hand.
const WIDEST_WRAP: u32 = 132;
/// A paragraph narrower than this says nothing about wrapping.
const NARROWEST_WRAP: u32 = 40;
/// Most tokens of a label before its colon.
const LONGEST_LABEL: usize = 9;

#[derive(Clone, Copy)]
struct Line {
    from: usize,
    to: usize,
    width: u32,
    blank_before: bool,
}

struct Segmenter<'a> {
    view: View<'a>,
    out: &'a mut Vec<Sentence>,
    section: Section,
    heading: Option<Range<usize>>,
    /// The heading had text on its own line: a blank line ends it.
    heading_has_text: bool,
    key: Option<Range<usize>>,
    columns: Vec<Range<usize>>,
    paragraph: u32,
    exam: u32,
    /// The logical line at hand began with a finding's name as key.
    in_form: bool,
    /// An impression was seen since the exam began.
    concluded: bool,
    /// The section has had text.
    section_has_text: bool,
    /// The report has a heading of its findings.
    has_findings: bool,
    /// First token of the last findings or impression heading, to know whether one is still to come.
    last_body_heading: usize,
    /// First token of the last findings heading.
    last_findings_heading: usize,
    /// First token of the last paragraph.
    last_paragraph: usize,
    /// The logical line at hand began with its section's heading.
    headed: bool,
}

/// Reads the sentences of a report.
pub(super) fn read(view: View<'_>, out: &mut Vec<Sentence>) {
    out.clear();
    let lines = lines(&view.tokens.list);
    let wrap = wrap_width(&lines, &view.tokens.list);
    let mut segmenter = Segmenter {
        view,
        out,
        section: Section::Body,
        heading: None,
        heading_has_text: false,
        key: None,
        columns: Vec::new(),
        paragraph: 0,
        exam: 0,
        in_form: false,
        concluded: false,
        section_has_text: false,
        has_findings: false,
        last_body_heading: 0,
        last_findings_heading: 0,
        last_paragraph: lines.iter().rev().find(|l| l.blank_before).map_or(0, |l| l.from),
        headed: false,
    };
    for line in &lines {
        match segmenter.section_heading(line.from, line.to, true) {
            Some((Section::Findings, _)) => {
                segmenter.last_findings_heading = line.from;
                segmenter.last_body_heading = line.from;
            }
            Some((Section::Impression, _)) => segmenter.last_body_heading = line.from,
            _ => {}
        }
    }
    segmenter.has_findings = (0..view.end).any(|at| {
        view.phrase(at).is_some_and(|p| {
            view.value(p.0, heading_of) == Some(Section::Findings)
                && view.token(at).is_some_and(|t| t.capital)
                && (view.mark(p.2) == Some(b':') || view.token(p.2).is_none_or(|t| t.newlines > 0))
        })
    });
    let mut i = 0;
    while i < lines.len() {
        let first = lines[i];
        let mut last = first;
        segmenter.in_form =
            segmenter.label(first.from, first.to).is_some() && segmenter.names_finding(&(first.from..first.to));
        while let Some(next) = lines.get(i + 1).copied().filter(|next| segmenter.goes_on(last, *next, wrap)) {
            last = next;
            i += 1;
        }
        segmenter.line(first, last.to);
        i += 1;
    }
}

fn lines(tokens: &[Token]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut from = 0;
    for at in 1..=tokens.len() {
        if at == tokens.len() || tokens[at].newlines > 0 {
            if from < at {
                let start = tokens[from].span.start.saturating_sub(u32::from(tokens[from].spaces));
                lines.push(Line {
                    from,
                    to: at,
                    width: tokens[at - 1].span.end - start.min(tokens[from].span.start),
                    blank_before: tokens[from].newlines > 1,
                });
            }
            from = at;
        }
    }
    lines
}

/// The width that the text was wrapped at, if it was: most breaks stand where the next word would not have fitted.
fn wrap_width(lines: &[Line], tokens: &[Token]) -> Option<u32> {
    let widest = lines.iter().map(|l| l.width).max()?;
    if !(NARROWEST_WRAP..=WIDEST_WRAP).contains(&widest) {
        return None;
    }
    let (mut full, mut early) = (0, 0);
    for pair in lines.windows(2).filter(|pair| !pair[1].blank_before) {
        let word = tokens[pair[1].from].span;
        if pair[0].width + 1 + word.end - word.start > widest {
            full += 1;
        } else if !matches!(tokens[pair[0].to - 1].kind, TokenKind::Mark(b'.' | b':')) {
            early += 1;
        }
    }
    (full >= 2 && full > early).then_some(widest)
}

impl Segmenter<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.view.tokens.list.get(at)
    }

    fn tags(&self, at: usize, end: usize) -> TagSet {
        View { end, ..self.view }.tags(at)
    }

    /// Whether `next` goes on with the sentence of `line`.
    fn goes_on(&self, line: Line, next: Line, wrap: Option<u32>) -> bool {
        let last = self.view.tokens.list[line.to - 1];
        let first = self.view.tokens.list[next.from];
        if next.blank_before || self.marker(next.from, next.to) > next.from || self.cells(line.from, line.to) > 1 {
            return false;
        }
        if matches!(last.kind, TokenKind::Mark(b'.' | b'?' | b'!' | b':' | b'|')) && !self.abbreviated(line.to - 1) {
            return false;
        }
        if self.is_field(next) && self.names_finding(&(line.from..line.to))
            || self.is_field(next) && self.is_field(line) && self.in_form
        {
            return true;
        }
        let section = self.section_heading(next.from, next.to, true).is_some();
        if section || self.cells(next.from, next.to) > 1 {
            return false;
        }
        let hanging = [
            Tag::Of,
            Tag::At,
            Tag::And,
            Tag::Or,
            Tag::With,
            Tag::Article,
            Tag::To,
            Tag::From,
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
            Tag::NegationBefore,
            Tag::Many,
            Tag::Because,
            Tag::Around,
            Tag::ThereIs,
            Tag::Measuring,
            Tag::Shows,
            Tag::UncertaintyBefore,
            Tag::Modal,
            Tag::Exception,
            Tag::Into,
        ];
        // `measures ⏎ 5 mm`
        let measured = first.kind == TokenKind::Number
            && self.tags(next.from + 1, next.to).any(&[Tag::Millimetre, Tag::Centimetre]);
        let ended = matches!(last.kind, TokenKind::Mark(b'.' | b':' | b';'));
        if measured && !ended {
            return true;
        }
        // `Edema: No` is whole
        let value = line.to > line.from + 1 && self.view.mark(line.to - 2) == Some(b':');
        if matches!(last.kind, TokenKind::Mark(b',' | b'-' | b'/' | b'&' | b'('))
            || !value && self.tags(line.to - 1, line.to).any(&hanging)
        {
            return true;
        }
        if self.begins_heading(next) {
            return false;
        }
        if first.kind == TokenKind::Word
            && !first.capital
            && !(first.span.end - first.span.start == 1 && self.view.mark(next.from + 1) == Some(b')'))
        {
            return true;
        }
        let eponym = self.tags(line.to - 1, line.to).any(&[Tag::Eponym, Tag::WeakEponym]);
        if eponym && self.tags(next.from, next.to).any(&[Tag::NodeNoun, Tag::NodeNouns]) {
            return true;
        }
        wrap.is_some_and(|wrap| line.width + 1 + first.span.end - first.span.start > wrap)
    }

    /// A line of a finding's form: `Level: L2`.
    fn is_field(&self, line: Line) -> bool {
        let Some(colon) = self.label(line.from, line.to) else { return false };
        let at = self.marker(line.from, line.to);
        self.view.phrase(at).is_some_and(|p| p.1.has(Tag::Field) && p.2 == colon) && colon + 1 < line.to
    }

    fn begins_heading(&self, line: Line) -> bool {
        self.section_heading(line.from, line.to, true).is_some()
            || self.level_heading(line.from, line.to, true).is_some()
            || self.label(line.from, line.to).is_some_and(|_| self.token(line.from).is_some_and(|t| t.capital))
    }

    /// The token after a list marker at a line's start; the same token if there is none.
    fn marker(&self, from: usize, to: usize) -> usize {
        let tokens = &self.view.tokens.list[..to];
        let mut at = from;
        while at < to
            && matches!(tokens[at].kind, TokenKind::Mark(b'-' | b'*' | b'~' | b'#' | b'>' | b'_' | b'+' | b'=' | b'"'))
        {
            at += 1;
        }
        let open = usize::from(at < to && tokens[at].kind == TokenKind::Mark(b'('));
        let Some(first) = tokens.get(at + open) else { return at };
        let short = first.span.end - first.span.start <= 2;
        let counts = first.kind == TokenKind::Number
            || (first.kind == TokenKind::Word && first.span.end - first.span.start == 1);
        let closed = tokens.get(at + open + 1).is_some_and(|t| {
            t.glued
                && (t.kind == TokenKind::Mark(b')')
                    || open == 0 && t.kind == TokenKind::Mark(b'.') && first.kind == TokenKind::Number)
        });
        let parted = tokens.get(at + open + 2).is_none_or(|t| !t.glued || t.kind == TokenKind::Word);
        if short && counts && closed && parted {
            return at + open + 2;
        }
        if at > from && tokens.get(at).is_some_and(|t| t.glued && t.kind == TokenKind::Number) { from } else { at }
    }

    /// A section's heading at a token: the section and the token after the heading.
    fn section_heading(&self, from: usize, to: usize, line_start: bool) -> Option<(Section, usize)> {
        let at = if line_start { self.marker(from, to) } else { from };
        let view = View { end: to, ..self.view };
        let first = view.token(at)?;
        let (phrase, _, mut next) = view.phrase(at)?;
        let mut section = view.value(phrase, heading_of);
        if line_start && first.capital && section == Some(Section::Boilerplate) {
            // `Explanatory note for the attorney (general):`
            let colon = (next..(next + LONGEST_LABEL).min(to)).find(|i| view.mark(*i) == Some(b':'));
            next =
                colon.filter(|c| !(next..*c).any(|i| matches!(view.mark(i), Some(b'.' | b',' | b';')))).unwrap_or(next);
        }
        if section.is_none() {
            // `MRI LUMBAR SPINE FINDINGS:`, `Lumbar spine impression:`
            let colon = (at..(at + LONGEST_LABEL).min(to)).find(|i| view.mark(*i) == Some(b':'))?;
            let last = (at..colon)
                .rev()
                .find(|i| view.phrase(*i).is_some_and(|p| p.2 == colon && view.value(p.0, heading_of).is_some()))?;
            if !line_start || !first.capital {
                return None;
            }
            next = colon;
            section = view.phrase(last).and_then(|p| view.value(p.0, heading_of));
        }
        let section = section?;
        // marks of emphasis and a bracket between the words and the colon
        while matches!(view.mark(next), Some(b'*' | b'#')) {
            next += 1;
        }
        if view.mark(next) == Some(b'(')
            && let Some(close) = (next..(next + 8).min(to)).find(|i| view.mark(*i) == Some(b')'))
        {
            next = close + 1;
        }
        let after_marks = |mut at: usize| {
            while matches!(view.mark(at), Some(b':' | b'*' | b'#' | b'-' | b'_' | b'=')) {
                at += 1;
            }
            at
        };
        if view.mark(next) == Some(b':') {
            let lower_inside = !line_start && !first.capital;
            return (!lower_inside).then(|| (section, after_marks(next)));
        }
        if !line_start {
            return None;
        }
        let rest = &view.tokens.list[next..to];
        if rest.is_empty() || rest.iter().all(|t| matches!(t.kind, TokenKind::Mark(b'-' | b'=' | b'_' | b'.' | b'*'))) {
            return (first.capital || rest.is_empty()).then_some((section, to));
        }
        // `ADDENDUM, 14:10.`, `ADDENDUM 03/04/2020 (Dr X) text`
        if section == Section::Addendum && first.upper {
            let dated = |t: &Token| match t.kind {
                TokenKind::Number => true,
                TokenKind::Mark(mark) => mark != b'(',
                TokenKind::Word => t.span.end - t.span.start <= 3 && t.glued,
            };
            let day = rest.iter().take_while(|t| dated(t)).count();
            return Some((section, next + day));
        }
        // `IMPRESSION - text`, `FINDINGS. text`, `ADDENDUM 03/04/2020 text`
        let upper = first.upper && view.tokens.list[at..next].iter().all(|t| t.upper || t.kind != TokenKind::Word);
        let dashed = matches!(rest[0].kind, TokenKind::Mark(b'-' | b'_' | b'.'))
            && !(rest[0].glued && rest[0].kind == TokenKind::Mark(b'-'));
        let dashed_title = first.capital && matches!(rest[0].kind, TokenKind::Mark(b'-' | b'_')) && !rest[0].glued;
        if upper && dashed || dashed_title {
            return Some((section, after_marks(next).max(next + 1)));
        }
        let lower_follows = rest[0].kind == TokenKind::Word && !rest[0].upper || rest[0].kind == TokenKind::Number;
        (upper && lower_follows && !matches!(section, Section::Exam | Section::Boilerplate)).then_some((section, next))
    }

    /// A level heading at a token: its tokens and the token after it.
    fn level_heading(&self, from: usize, to: usize, line_start: bool) -> Option<(Range<usize>, usize)> {
        let at = if line_start { self.marker(from, to) } else { from };
        let view = View { end: to, ..self.view };
        let mut next = at;
        let leads = [Tag::At, Tag::LevelNoun, Tag::DiscNoun, Tag::Article, Tag::VertebraNoun, Tag::VertebraNouns];
        while view.tags(next).any(&leads) && next < at + 4 {
            next = view.phrase(next)?.2;
        }
        let mut found = false;
        let mut sides = false;
        loop {
            // a gap parts the level from what is said of it
            if found && view.token(next).is_some_and(|t| t.spaces >= 2) {
                break;
            }
            if let Some(expression) = levels::read(view, next) {
                next = expression.next;
                found = true;
                continue;
            }
            let tags = view.tags(next);
            let nouns = [
                Tag::LevelNoun,
                Tag::DiscNoun,
                Tag::VertebraNoun,
                Tag::VertebraNouns,
                Tag::And,
                Tag::To,
                Tag::RegionNoun,
            ];
            let side = [
                Tag::Superior,
                Tag::Inferior,
                Tag::Upper,
                Tag::Lower,
                Tag::EndplateNoun,
                Tag::EndplateNouns,
                Tag::AspectNoun,
                Tag::Of,
            ];
            if found && tags.any(&nouns)
                || found && tags.any(&side)
                || !found && tags.any(&[Tag::Superior, Tag::Inferior])
            {
                sides |= tags.any(&side);
                next = view.phrase(next)?.2;
                continue;
            }
            if found && matches!(view.mark(next), Some(b',' | b'&' | b'/')) && levels::read(view, next + 1).is_some() {
                next += 1;
                continue;
            }
            break;
        }
        if !found {
            return None;
        }
        let range = at..next;
        match view.token(next) {
            None => (line_start && !sides).then_some((range, next)),
            Some(token) => {
                let after = match token.kind {
                    TokenKind::Mark(b':') => {
                        let dash = usize::from(matches!(view.mark(next + 1), Some(b'-' | b'_')));
                        return Some((range, next + 1 + dash));
                    }
                    TokenKind::Mark(b'-' | b'_' | b'=' | b'>') if line_start && !token.glued => next + 1,
                    TokenKind::Mark(b'_') if line_start => next + 1,
                    TokenKind::Mark(b'-') if line_start && view.token(next + 1).is_some_and(|t| !t.glued) => next + 1,
                    TokenKind::Mark(b'|') => next + 1,
                    TokenKind::Mark(b'.') if line_start && !sides && view.token(next + 1).is_some_and(|t| !t.glued) => {
                        next + 1
                    }
                    _ if line_start && token.spaces >= 2 && token.newlines == 0 => next,
                    _ if line_start && token.newlines > 0 && !sides && token.capital => next,
                    _ => return None,
                };
                Some((range, after))
            }
        }
    }

    /// A label at a line's start: the token of its colon.
    fn label(&self, from: usize, to: usize) -> Option<usize> {
        let at = self.marker(from, to);
        let colon = (at + 1..(at + LONGEST_LABEL).min(to)).find(|i| self.view.mark(*i) == Some(b':'))?;
        let inner = &self.view.tokens.list[at..colon];
        let plain = inner.iter().all(|t| t.newlines == 0 || t.span == self.view.tokens.list[at].span)
            && !inner.iter().any(|t| matches!(t.kind, TokenKind::Mark(b'.' | b';' | b',')));
        let clock = inner.last().is_some_and(|t| t.kind == TokenKind::Number)
            && self.token(colon + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Number);
        let sentence = (at..colon).any(|i| self.tags(i, colon).any(&[Tag::Verb, Tag::ThereIs, Tag::Shows]));
        (plain && !clock && !sentence && inner.first()?.kind == TokenKind::Word).then_some(colon)
    }

    /// How many cells a line has: parts between bars, tabs or wide gaps.
    fn cells(&self, from: usize, to: usize) -> usize {
        let tokens = &self.view.tokens.list[from..to];
        let bars = tokens.iter().filter(|t| t.kind == TokenKind::Mark(b'|')).count();
        let gaps = tokens.iter().skip(1).filter(|t| t.spaces >= 3 && t.newlines == 0).count();
        1 + bars.max(gaps)
    }

    /// One logical line: its headings, then its sentences.
    fn line(&mut self, first: Line, to: usize) {
        let mut at = self.marker(first.from, to);
        let listed = at > first.from;
        // a key of abbreviations on top of a report is one line long
        let early = first.from * 3 < self.view.end || first.from < self.last_body_heading;
        if self.section == Section::Boilerplate && self.headed && early {
            self.section = Section::Body;
        }
        self.headed = false;
        if first.blank_before {
            self.paragraph += 1;
            self.key = self.key.take().filter(|_| listed);
            self.columns.clear();
            if self.heading_has_text {
                self.heading = None;
            }
            let spent =
                matches!(self.section, Section::History | Section::Technique | Section::Comparison | Section::Exam);
            if spent && self.section_has_text && self.last_findings_heading < first.from {
                self.section = Section::Body;
            }
        } else if listed {
            self.paragraph += 1;
        } else if self.label(first.from, to).is_some() {
            self.key = None;
        }
        if let Some((section, next)) = self.section_heading(first.from, to, true) {
            self.enter(section);
            at = next;
            if at >= to {
                return;
            }
            self.headed = true;
        }
        let columns = self.cells(first.from, to);
        while columns > 1 && at + 1 < to && self.view.mark(at) == Some(b'|') {
            at += 1;
        }
        if columns > 1 && self.column_heads(at, to) {
            return;
        }
        if let Some((range, next)) = self.level_heading(at, to, true) {
            self.leave_early_section();
            self.heading = Some(range);
            self.key = None;
            self.paragraph += 1;
            self.heading_has_text = next < to;
            if columns > 1 {
                self.cells_of_row(next, to);
            } else {
                self.sentences(next, to);
            }
            return;
        }
        if let Some(colon) = self.label(at, to) {
            let indented = self.view.tokens.list[first.from].spaces > 0;
            if self.labelled(at, colon, to, indented) {
                return;
            }
        } else if !listed && !first.blank_before {
            // text that goes on under the same heading
        }
        if columns > 1 {
            self.cells_of_row(at, to);
        } else {
            self.sentences(at, to);
        }
    }

    fn enter(&mut self, section: Section) {
        let restarts = matches!(
            section,
            Section::Exam | Section::History | Section::Technique | Section::Findings | Section::Comparison
        );
        if restarts && self.concluded {
            self.exam += 1;
            self.concluded = false;
        }
        self.concluded |= section == Section::Impression;
        self.section = section;
        self.section_has_text = false;
        self.heading = None;
        self.key = None;
        self.columns.clear();
        self.paragraph += 1;
    }

    /// A level's or an organ's heading ends the history, technique or comparison.
    fn leave_early_section(&mut self) {
        let early = matches!(self.section, Section::History | Section::Technique | Section::Comparison | Section::Exam);
        if early {
            self.section = Section::Body;
        }
    }

    /// Reads a label; true if the line is spent.
    fn labelled(&mut self, at: usize, colon: usize, to: usize, indented: bool) -> bool {
        let names_finding = (at..colon).any(|i| {
            let tags = self.tags(i, colon);
            tags.any(&[Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases, Tag::ModicName, Tag::EdemaWord])
        });
        let known = (at..colon).any(|i| {
            let tags = self.tags(i, colon);
            tags.any(&[
                Tag::Label,
                Tag::EndplateNouns,
                Tag::EndplateNoun,
                Tag::VertebraNouns,
                Tag::DiscNoun,
                Tag::Other,
                Tag::Structure,
            ])
        });
        if names_finding {
            self.heading = None;
            if colon + 1 >= to {
                self.key = Some(at..colon);
                return true;
            }
            return false;
        }
        if known {
            self.leave_early_section();
        }
        // `L2-L3` alone on its line, then `Disc: …`, `Endplates: …`
        let parts =
            [Tag::EndplateNouns, Tag::EndplateNoun, Tag::VertebraNouns, Tag::DiscNoun, Tag::Structure, Tag::Canal];
        let part = (at..colon).any(|i| self.tags(i, colon).any(&parts));
        if self.heading.is_some() && !self.heading_has_text && (part || indented) {
            self.key = None;
            return colon + 1 >= to;
        }
        self.heading = None;
        self.key = None;
        self.paragraph += 1;
        colon + 1 >= to
    }

    /// Keeps a table's column heads; true if the line is one.
    fn column_heads(&mut self, at: usize, to: usize) -> bool {
        let cells = self.split_cells(at, to);
        let short = cells.iter().all(|c| c.len() <= 5);
        let named = cells.iter().any(|c| self.names_finding(c));
        let levelled = cells.iter().any(|c| levels::read(View { end: c.end, ..self.view }, c.start).is_some());
        let level_word = cells.first().is_some_and(|c| {
            self.tags(c.start, c.end).any(&[Tag::LevelNoun, Tag::DiscNoun, Tag::VertebraNoun, Tag::VertebraNouns])
        });
        let ends = self.view.mark(to - 1) == Some(b'.');
        if cells.len() > 1 && short && !levelled && !ends && (level_word || named && cells.len() > 2) {
            self.columns = cells;
            return true;
        }
        false
    }

    fn names_finding(&self, range: &Range<usize>) -> bool {
        range.clone().any(|i| {
            self.tags(i, range.end).any(&[
                Tag::Eponym,
                Tag::WeakEponym,
                Tag::NodePhrase,
                Tag::NodePhrases,
                Tag::ModicName,
                Tag::EdemaWord,
            ])
        })
    }

    fn is_field_name(&self, range: &Range<usize>) -> bool {
        !self.names_finding(range)
            && View { end: range.end, ..self.view }.phrase(range.start).is_some_and(|p| p.1.has(Tag::Field))
    }

    fn split_cells(&self, at: usize, to: usize) -> Vec<Range<usize>> {
        let tokens = &self.view.tokens.list;
        let bars = tokens[at..to].iter().any(|t| t.kind == TokenKind::Mark(b'|'));
        let mut cells = Vec::new();
        let mut from = at;
        for (i, token) in tokens.iter().enumerate().take(to).skip(at) {
            let bar = token.kind == TokenKind::Mark(b'|');
            let gap = !bars && i > from && token.spaces >= 3 && token.newlines == 0;
            if bar {
                if i > from || i > at {
                    cells.push(from..i);
                }
                from = i + 1;
            } else if gap {
                cells.push(from..i);
                from = i;
            }
        }
        if from < to {
            cells.push(from..to);
        }
        cells
    }

    /// The cells of a row behind its level: each a sentence, answering its column's head where that names a finding.
    fn cells_of_row(&mut self, at: usize, to: usize) {
        let cells = self.split_cells(at, to);
        let skipped = self.columns.len().saturating_sub(cells.len());
        let keyed = !self.columns.is_empty();
        let merge = !cells.iter().any(|c| c.len() > 14);
        if !keyed && merge && !cells.is_empty() {
            // a row without heads reads as one sentence
            self.sentences(at, to);
            return;
        }
        let mut number = 0;
        while let Some(cell) = cells.get(number) {
            let head = self.columns.get(number + skipped).cloned().filter(|head| self.names_finding(head));
            let own = self.names_finding(cell);
            // the columns behind that are fields of the same finding: endplate, size
            let mut last = number;
            while head.is_some()
                && last + 1 < cells.len()
                && self.columns.get(last + 1 + skipped).is_some_and(|c| self.is_field_name(c))
            {
                last += 1;
            }
            let before = self.out.len();
            self.key = head.filter(|_| !own);
            if last > number {
                self.push(cell.start, cells[last].end)
            } else {
                self.sentences(cell.start, cell.end)
            }
            self.key = None;
            for sentence in &mut self.out[before..] {
                sentence.cells = true;
            }
            number = last + 1;
        }
    }

    fn abbreviated(&self, dot: usize) -> bool {
        // `i.e.`, `e.g.`
        let letter = |at: usize| {
            self.token(at).is_some_and(|t| t.kind == TokenKind::Word && t.span.end - t.span.start == 1 && !t.capital)
        };
        if dot > 2 && letter(dot - 1) && self.view.mark(dot - 2) == Some(b'.') && letter(dot - 3) {
            return true;
        }
        dot > 0
            && self.tags(dot - 1, dot).any(&[Tag::Abbreviated, Tag::Superior, Tag::Inferior, Tag::UncertaintyBetween])
            && self.token(dot).is_some_and(|t| t.glued)
    }

    /// Splits tokens into sentences, with headings that stand inside a line.
    fn sentences(&mut self, from: usize, to: usize) {
        if self.check_boxes(from, to) {
            return;
        }
        let mut start = from;
        let mut at = from;
        while at < to {
            let ends = self.ends_sentence(at, to);
            at += 1;
            if ends {
                self.push(start, at);
                start = self.heading_inside(at, to);
                at = start;
            }
        }
        self.push(start, to);
    }

    /// A heading at a sentence's start inside a line.
    fn heading_inside(&mut self, at: usize, to: usize) -> usize {
        if let Some((section, next)) = self.section_heading(at, to, false) {
            self.enter(section);
            return next;
        }
        let marked = self.marker(at, to);
        if let Some((range, next)) = self.level_heading(marked, to, false) {
            self.heading = Some(range);
            self.heading_has_text = true;
            return next;
        }
        marked
    }

    fn ends_sentence(&self, at: usize, to: usize) -> bool {
        let tokens = &self.view.tokens.list;
        match tokens[at].kind {
            // `Edema? None`
            TokenKind::Mark(b'?')
                if self.tags(at + 1, to).any(&[Tag::NoneValue, Tag::YesValue, Tag::NegationBefore]) =>
            {
                false
            }
            TokenKind::Mark(b'?' | b'!') => {
                // a question mark before a word is a hedge: `?Schmorl's node`
                tokens.get(at + 1).is_none_or(|t| at + 1 >= to || !t.glued) && at > 0 && tokens[at].glued
            }
            TokenKind::Mark(b'.') => {
                let Some(next) = tokens.get(at + 1).filter(|_| at + 1 < to) else { return true };
                // `Node: Yes. Inferior endplate of L4`
                let yes = at > 1 && self.tags(at - 1, at).has(Tag::YesValue);
                if yes && matches!(self.view.mark(at - 2), Some(b':' | b'?' | b'=' | b'-')) {
                    return false;
                }
                if self.abbreviated(at) && !(next.newlines > 0 && next.capital) {
                    let place = self.tags(at + 1, to).any(&[
                        Tag::EndplateNoun,
                        Tag::EndplateNouns,
                        Tag::AspectNoun,
                        Tag::AreaLetter(crate::anatomy::Area::Lumbar),
                        Tag::Of,
                    ]);
                    if place || !next.capital {
                        return false;
                    }
                }
                if !next.glued {
                    return true;
                }
                // `endplate.There`, `L3.No fracture`
                next.kind == TokenKind::Word
                    && next.capital
                    && at > 0
                    && (tokens[at - 1].kind == TokenKind::Number
                        || tokens[at - 1].span.end - tokens[at - 1].span.start > 2)
                    || next.kind == TokenKind::Number
                        && at > 0
                        && tokens[at - 1].kind == TokenKind::Word
                        && tokens.get(at + 2).is_some_and(|t| matches!(t.kind, TokenKind::Mark(b'.' | b')')))
            }
            TokenKind::Word if self.spoken_stop(at, to) => true,
            TokenKind::Mark(b'/') => tokens.get(at + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Mark(b'/')),
            _ => false,
        }
    }

    /// A full stop dictated as a word: at the end, or before a capital or a further sentence, not behind an article.
    fn spoken_stop(&self, at: usize, to: usize) -> bool {
        let before = at.checked_sub(1).map_or(TagSet::default(), |i| self.tags(i, at));
        self.tags(at, to).has(Tag::SpokenStop)
            && !before.any(&[Tag::Article, Tag::Pronoun, Tag::Of, Tag::At, Tag::Adjective])
    }

    /// A checklist: `[x] Schmorl's nodes`, `Schmorl's nodes: [ ] Yes [x] No`. True if the line was one.
    fn check_boxes(&mut self, from: usize, to: usize) -> bool {
        let view = View { end: to, ..self.view };
        let mut boxes: Vec<(usize, usize, bool)> = Vec::new();
        let mut at = from;
        while at < to {
            let open = matches!(view.mark(at), Some(b'[' | b'('));
            if open {
                let close = if view.mark(at) == Some(b'[') { b']' } else { b')' };
                if view.mark(at + 1) == Some(close) {
                    boxes.push((at, at + 2, false));
                } else if view.mark(at + 2) == Some(close)
                    && view
                        .token(at + 1)
                        .is_some_and(|t| t.kind == TokenKind::Word && matches!(view.tokens.folded(t), "x"))
                {
                    boxes.push((at, at + 3, true));
                }
            }
            at += 1;
        }
        let Some(first) = boxes.first() else { return false };
        let key = (first.0 > from).then_some(from..first.0);
        for (i, &(_, start, ticked)) in boxes.iter().enumerate() {
            let end = boxes.get(i + 1).map_or(to, |b| b.0);
            match &key {
                Some(key) if self.names_finding(key) => {
                    // an option that is not ticked says nothing; what stands behind it goes on with the key
                    let said = if ticked { start } else { view.phrase(start).map_or(end, |p| p.2) };
                    let outer = self.key.replace(key.clone());
                    self.push(said, end);
                    self.key = outer;
                }
                _ => self.push_option(start, end, !ticked),
            }
        }
        true
    }

    fn push_option(&mut self, from: usize, to: usize, unticked: bool) {
        let before = self.out.len();
        self.push(from, to);
        for sentence in &mut self.out[before..] {
            sentence.unticked = unticked;
        }
    }

    fn push(&mut self, from: usize, to: usize) {
        if from >= to
            || self.key.is_some()
                && self.view.tokens.list[from..to]
                    .iter()
                    .all(|t| matches!(t.kind, TokenKind::Mark(b'-' | b'_' | b'|' | b'.')))
        {
            return;
        }
        // with no heading of the findings, they begin where the text speaks of what is seen
        let early = matches!(self.section, Section::History | Section::Technique | Section::Comparison | Section::Exam);
        let goes_on = !self.headed || from >= self.last_paragraph;
        if early && self.section_has_text && !self.has_findings && goes_on {
            let seen = [Tag::ThereIs, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNouns, Tag::Verb];
            let speaks = (from..to).any(|i| {
                self.tags(i, to).any(&seen)
                    || levels::read(View { end: to, ..self.view }, i).is_some_and(|e| {
                        matches!(e.levels[0], crate::anatomy::Level::Vertebra(_) | crate::anatomy::Level::Disc(_))
                    })
            });
            if speaks {
                self.section = Section::Body;
            }
        }
        self.section_has_text = true;
        self.out.push(Sentence {
            key: self.key.clone(),
            body: from..to,
            section: self.section,
            heading: self.heading.clone(),
            headed: self.heading.as_ref().is_some_and(|h| h.end + 2 >= from && h.end <= from),
            paragraph: self.paragraph,
            exam: self.exam,
            unticked: false,
            cells: false,
        });
    }
}

fn heading_of(tag: Tag) -> Option<Section> {
    if let Tag::Heading(section) = tag { Some(section) } else { None }
}
