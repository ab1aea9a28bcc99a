//! Headings: of sections, of levels, and labels before a colon.

use super::fields::Field;
use super::lines::Line;
use super::tables::GAP;
use super::{LONGEST_HEADING, LONGEST_LABEL, Segmenter, heading_of};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, Change, Section};
use crate::lexicon::LEVEL_LEADS;
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::{CHECK, CROSS, NARROW_GAP, NUMBER, Token, TokenKind, flags, marks};
use memchr::memchr2;
use std::ops::Range;

/// Most tokens of the title of a list.
const LONGEST_TITLE: usize = 4;

/// Most tokens of a sentence that leads a list.
const LONGEST_LEAD: usize = 14;

impl Segmenter<'_> {
    /// The token after a list marker at a line's start; the same token if there is none.
    #[inline]
    pub(super) fn marker(&self, from: usize, to: usize) -> usize {
        // most lines begin with a word; one letter before a word is no marker either, unless it is a bullet
        let article = |t: &Token| t.capital && self.token(from + 1).is_some_and(|t| t.kind == TokenKind::Word);
        let word = |t: &Token| t.kind == TokenKind::Word && (t.span.end - t.span.start > 1 || article(t));
        if self.questions
            && let Some(next) = question_number(View { end: to, ..self.view }, from)
        {
            return next;
        }
        if from < to && self.token(from).is_some_and(word) {
            return from;
        }
        self.told.markers.get(self.stretch(from, to, true), || self.behind_marker(from, to))
    }

    /// The same where a marker may stand.
    fn behind_marker(&self, from: usize, to: usize) -> usize {
        let tokens = &self.view.tokens.list[..to];
        let mut at = from;
        while at < to
            && matches!(
                tokens[at].kind,
                TokenKind::Mark(CHECK | b'-' | b'*' | b'~' | b'#' | b'>' | b'_' | b'+' | b'=' | b'"')
            )
        {
            at += 1;
        }
        // `..location:`
        if at == from && to - at > 2 && (at..at + 2).all(|i| tokens[i].kind == TokenKind::Mark(b'.')) {
            at += 2;
        }
        let open = usize::from(at < to && tokens[at].kind == TokenKind::Mark(b'('));
        if let Some(next) = self.behind_outline_number(at, to) {
            return next;
        }
        let Some(first) = tokens.get(at + open) else { return at };
        // `o` as a bullet
        let bullet = first.kind == TokenKind::Word && first.span.end - first.span.start == 1 && !first.capital;
        let parted = tokens.get(at + 1).is_some_and(|t| !t.glued && t.newlines == 0);
        if bullet && at == from && parted && self.view.tokens.folded(first) == "o" {
            return at + 1;
        }
        let short = first.span.end - first.span.start <= 2;
        // `4  Schmorl's node`, `1.2 Site`: a number before a gap, or of two parts
        let word = |i: usize, spaces: u8| {
            tokens
                .get(i)
                .is_some_and(|t| t.kind == TokenKind::Word && t.capital && t.spaces >= spaces && t.newlines == 0)
        };
        let number = |i: usize| tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number);
        if open == 0 && short && number(at) && word(at + 1, NARROW_GAP) && self.columns.is_empty() {
            return at + 1;
        }
        // `S1  Schmorl's node L1 superior    no`: the item's code
        let code = open == 0 && first.capital && first.span.end - first.span.start == 1 && number(at + 1);
        if code && tokens[at + 1].glued && word(at + 2, NARROW_GAP) && self.columns.is_empty() {
            let rest = at + 2..to;
            if self.names_finding(&(at + 2..to.min(at + 5))) && self.levelled(&rest) {
                return at + 2;
            }
        }
        // `Q4a. Level`
        let numbered =
            open == 0 && first.span.end - first.span.start == 1 && first.kind == TokenKind::Word && number(at + 1);
        if numbered && tokens[at + 1].glued {
            let single = |t: &Token| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
            let stop = at + 2 + usize::from(tokens.get(at + 2).is_some_and(single));
            let stops = tokens.get(stop).is_some_and(|t| t.glued && matches!(t.kind, TokenKind::Mark(b'.' | b')')));
            let level = || levels::read(View { end: to, ..self.view }, at).is_some();
            // `Q2a  Site / size`
            if self.columns.is_empty() && first.capital && word(stop, NARROW_GAP) && !level() {
                return stop;
            }
            if stops && word(stop + 1, 1) && !level() && self.answers_itself(at + 3, to) {
                return stop + 1;
            }
        }
        let dotted = || first.span.end - first.span.start <= 4 && self.view.tokens.folded(first).contains('.');
        // `0.4 CM SCHMORL'S NODE`
        let measured = || self.tags(at + 1, to).any(&[Tag::Millimetre, Tag::Centimetre]);
        if open == 0 && number(at) && dotted() && word(at + 1, 1) && !measured() {
            return at + 1;
        }
        let counts = first.kind == TokenKind::Number
            || (first.kind == TokenKind::Word && first.span.end - first.span.start == 1);
        let closed = tokens.get(at + open + 1).is_some_and(|t| {
            t.glued
                && (t.kind == TokenKind::Mark(b')')
                    || open == 0
                        && t.kind == TokenKind::Mark(b'.')
                        && (first.kind == TokenKind::Number || !first.capital))
        });
        let parted = tokens.get(at + open + 2).is_none_or(|t| !t.glued || t.kind == TokenKind::Word);
        if short && counts && closed && parted {
            return at + open + 2;
        }
        if at > from && tokens.get(at).is_some_and(|t| t.glued && t.kind == TokenKind::Number) { from } else { at }
    }

    /// The token behind the number of an outline's item, `3.2.1 Level`, `1.4.) Fracture`: parts of one or two figures.
    fn behind_outline_number(&self, from: usize, to: usize) -> Option<usize> {
        const MOST_PARTS: usize = 6;
        let tokens = &self.view.tokens.list[..to];
        let figures = |t: &Token| t.kind == TokenKind::Number && t.span.end - t.span.start <= 5;
        tokens.get(from).filter(|t| figures(t))?;
        let joined = |t: &Token| t.glued && (t.kind == TokenKind::Mark(b'.') || figures(t));
        let length = 1 + tokens[from + 1..].iter().take(2 * MOST_PARTS).take_while(|t| joined(t)).count();
        let closed = usize::from(tokens.get(from + length).is_some_and(|t| t.glued && t.kind == TokenKind::Mark(b')')));
        let next = from + length + closed;
        let said = tokens.get(next).is_some_and(|t| t.kind == TokenKind::Word && !t.glued && t.newlines == 0);
        let parts = self.outline_parts(from, next)?;
        // `1.4. Fracture`; of two parts without a mark behind it is known by what follows
        let stop = closed > 0 || tokens[from + length - 1].kind == TokenKind::Mark(b'.');
        (said && (parts > 2 || parts == 2 && stop)).then_some(next)
    }

    /// Of how many parts an outline's number is; none if one of them begins with a naught or has three figures.
    pub(super) fn outline_parts(&self, from: usize, to: usize) -> Option<usize> {
        let mut parts = 0;
        for token in self.view.tokens.list.get(from..to)?.iter().filter(|t| t.kind == TokenKind::Number) {
            for part in self.view.tokens.folded(token).split('.').filter(|part| !part.is_empty()) {
                if part.starts_with('0') || part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                parts += 1;
            }
        }
        (parts > 0).then_some(parts)
    }

    /// Whether a line that a code numbers has a key and its value, or a question and its answer.
    fn answers_itself(&self, from: usize, to: usize) -> bool {
        let single = |t: &Token| t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
        match self.view.find_mark(b'?', from, to) {
            // `Q2. …? A. Yes` has a code for the answer, too
            Some(asked) => asked + 1 < to && !self.token(asked + 1).is_some_and(single),
            None => self.view.find_mark(b':', from, to).is_some_and(|colon| colon + 1 < to),
        }
    }

    /// The token behind a bracket that a section's heading has: `PRIOR (02/2023, for reference only)`.
    fn behind_bracket(&self, section: Section, at: usize, to: usize) -> usize {
        let longest = if matches!(section, Section::Boilerplate | Section::Comparison) { 16 } else { 8 };
        let close = || self.view.find_mark(b')', at, (at + longest).min(to));
        match self.view.mark(at) {
            Some(b'(') => close().map_or(at, |close| close + 1),
            _ => at,
        }
    }

    /// Whether a rule stands before and behind a line's words: `--- LESION ENTRY ---`.
    pub(super) fn ruled(&self, from: usize, to: usize) -> bool {
        let rule = |at: usize| matches!(self.view.mark(at), Some(b'-' | b'=' | b'*' | b'~' | b'_' | b'#'));
        to > from + 4 && [from, from + 1, to - 2, to - 1].into_iter().all(rule)
    }

    /// The section that a line between rules names somewhere: `----- PREVIOUS REPORT 11.06.2020 -----`.
    fn ruled_heading(&self, from: usize, to: usize) -> Option<(Section, usize)> {
        let view = View { end: to, ..self.view };
        let named = |at: usize| view.phrase(at).and_then(|p| view.value(p.0, heading_of));
        let section = (from..to).find_map(named).filter(|_| !self.names_finding(&(from..to)))?;
        matches!(section, Section::Comparison | Section::Body).then_some((section, to))
    }

    /// A section's heading at a token: the section and the token after the heading.
    pub(super) fn section_heading(&self, from: usize, to: usize, line_start: bool) -> Option<(Section, usize)> {
        let view = View { end: to, ..self.view };
        let at = if line_start { self.marker(from, to) } else { from };
        // most lines begin with a word that heads none, and have no colon near
        let words = view.mark(from).is_none() && view.mark(at).is_none();
        let plain = words && !view.may_be(at, flags::HEADING);
        if plain && view.find_mark(b':', at, at + LONGEST_LABEL).is_none() {
            return None;
        }
        self.section_heading_at(from, to, line_start)
    }

    /// The same where one may stand.
    fn section_heading_at(&self, from: usize, to: usize, line_start: bool) -> Option<(Section, usize)> {
        if line_start
            && self.ruled(from, to)
            && let Some(ruled) = self.ruled_heading(from, to)
        {
            return Some(ruled);
        }
        let at = if line_start { self.marker(from, to) } else { from };
        let view = View { end: to, ..self.view };
        // `| FOR PATIENTS: … |`
        let at = at + usize::from(line_start && view.mark(at) == Some(b'|'));
        let open = usize::from(view.mark(at) == Some(b'['));
        let at = at + open;
        let first = view.token(at)?;
        let (phrase, tags, mut next) = view.phrase(at)?;
        let heads = tags.has(Tag::Heading(Section::Body));
        // `[ADDENDUM 14:32] The level …`
        if open > 0 {
            let close = view.find_mark(b']', next, to.min(next + 8)).filter(|_| heads && first.capital)?;
            return view.value(phrase, heading_of).map(|section| (section, close + 1));
        }
        // `Impression first:`
        let word = next + 2 == to && view.mark(next).is_none() && view.mark(to - 1) == Some(b':');
        if word
            && heads
            && line_start
            && first.capital
            && let section @ Some(Section::Impression | Section::Findings) = view.value(phrase, heading_of)
        {
            return section.map(|section| (section, to));
        }
        if !heads && view.find_mark(b':', at, at + LONGEST_LABEL).is_none() {
            return None;
        }
        let mut section = if heads { view.value(phrase, heading_of) } else { None };
        if section == Some(Section::Boilerplate)
            && line_start
            && first.capital
            && let Some(next) = self.titles_leaflet(at, next, to)
        {
            return Some((Section::Boilerplate, next));
        }
        if line_start && first.capital {
            next = self.behind_title(section, at, next, to);
        }
        if section.is_none() {
            if !line_start || !first.capital {
                return None;
            }
            let (named, colon) = self.last_of_title(at, to, tags)?;
            (section, next) = (Some(named), colon);
        }
        let section = section?;
        // marks of emphasis and a bracket between the words and the colon
        while matches!(view.mark(next), Some(b'*' | b'#')) {
            next += 1;
        }
        next = self.behind_bracket(section, next, to);
        // `… at L2. ADDENDUM 02/14: The node …`
        if section == Section::Addendum && !line_start && first.capital {
            let behind = next + date_length(&view.tokens.list[next..to.min(next + LONGEST_LABEL)]);
            let colon =
                (next + 1..behind).find(|&i| view.mark(i) == Some(b':') && !view.token(i + 1).is_some_and(|t| t.glued));
            next = colon.unwrap_or(next);
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
        // `HX | neck pain`, `Indication     neck pain`
        let bar = view.mark(next) == Some(b'|');
        let parted = bar || rest[0].spaces >= GAP && rest[0].newlines == 0;
        // `Legend  Modic 1 = oedema`
        let legend = section == Section::Boilerplate && first.capital && rest[0].spaces >= NARROW_GAP;
        if legend && self.view.find_mark(b'=', next, to).is_some() {
            return Some((section, next));
        }
        let names_rows = matches!(section, Section::Findings | Section::Boilerplate | Section::Addendum);
        if parted && first.capital && !names_rows && self.cells(at, to) == 2 {
            return Some((section, next + usize::from(bar)));
        }
        // `ADDENDUM, 14:10.`, `ADDENDUM 03/04/2020 (Dr X) text`
        if section == Section::Addendum && first.upper {
            return Some((section, next + date_length(rest)));
        }
        // `IMPRESSION - text`, `FINDINGS. text`, `ADDENDUM 03/04/2020 text`
        let upper = first.upper && view.tokens.list[at..next].iter().all(|t| t.upper || t.kind != TokenKind::Word);
        let dashed = matches!(rest[0].kind, TokenKind::Mark(b'-' | b'_' | b'.'))
            && !(rest[0].glued && rest[0].kind == TokenKind::Mark(b'-'));
        let dashed_title = first.capital && matches!(rest[0].kind, TokenKind::Mark(b'-' | b'_')) && !rest[0].glued;
        if upper && dashed || dashed_title {
            return Some((section, after_marks(next).max(next + 1)));
        }
        // `PRIOR 08 JAN      CURRENT 22 JUN` heads columns
        let lower_follows = rest[0].kind == TokenKind::Word && !rest[0].upper
            || rest[0].kind == TokenKind::Number && self.cells(at, to) == 1;
        (upper && lower_follows && !matches!(section, Section::Exam | Section::Boilerplate)).then_some((section, next))
    }

    /// `MRI LUMBAR SPINE FINDINGS:`, `Lumbar spine impression:`: the section that the last words name, and the colon.
    fn last_of_title(&self, at: usize, to: usize, tags: TagSet) -> Option<(Section, usize)> {
        let view = View { end: to, ..self.view };
        let colon = view.find_mark(b':', at, at + LONGEST_LABEL)?;
        // `Posterior elements first, as requested:` is prose
        let prose = |i| view.mark(i) == Some(b',') || view.mark(i) == Some(b'.') && !self.abbreviated(i);
        // `New since previous: node`
        // `Most likely diagnosis: node` hedges
        let hedged = self.tags(at, colon).any(&[Tag::UncertaintyAfter, Tag::UncertaintyBefore]);
        if tags.has(Tag::Course(Change::New)) || (at..colon).any(prose) || hedged {
            return None;
        }
        let section = (at..colon).rev().find_map(|i| {
            let (phrase, _, end) = view.phrase(i)?;
            view.value(phrase, heading_of).filter(|_| end == colon)
        })?;
        Some((section, colon))
    }

    /// The colon that ends the title of a leaflet or addendum, some words after its name.
    fn colon_of_title(&self, section: Section, from: usize, to: usize) -> Option<usize> {
        // `Explanatory note for the attorney (general):`
        let colon = self.view.find_mark(b':', from, to.min(from + LONGEST_LABEL));
        let prose = |c: &usize| (from..*c).any(|i| matches!(self.view.mark(i), Some(b'.' | b',' | b';')));
        // `Addendum, signed 16:40 the same day:`
        let signed = matches!(section, Section::Addendum | Section::History) && self.view.mark(from) == Some(b',');
        colon.filter(|c| !prose(c)).or_else(|| self.behind_signature(from, to).filter(|_| signed))
    }

    /// The colon of a title some words behind its name; the token behind the name if there is none.
    fn behind_title(&self, section: Option<Section>, from: usize, next: usize, to: usize) -> usize {
        let colon = match section {
            Some(section @ (Section::Boilerplate | Section::Addendum)) => self.colon_of_title(section, next, to),
            // `Problem list, imported:`, but `Question 1:`
            Some(section @ Section::History) if self.view.mark(next) == Some(b',') => {
                self.colon_of_title(section, next, to)
            }
            _ => self.colon_of_copy(section, from, next, to),
        };
        colon.unwrap_or(next)
    }

    /// The colon behind the words that announce the text of another exam: `The following is the text of the report of 2014,
    /// inserted automatically:`.
    fn colon_of_copy(&self, section: Option<Section>, from: usize, next: usize, to: usize) -> Option<usize> {
        const SHORTEST: usize = 5;
        let announced = section == Some(Section::Comparison) && next >= from + SHORTEST;
        let colon = self.view.find_mark(b':', next, to.min(next + 2 * LONGEST_LABEL)).filter(|_| announced)?;
        let stops = (next..colon).any(|i| matches!(self.view.mark(i), Some(b'.' | b';')));
        (!stops && !self.names_finding(&(next..colon))).then_some(colon)
    }

    /// The colon behind who signed an addendum and when.
    fn behind_signature(&self, from: usize, to: usize) -> Option<usize> {
        let end = to.min(from + 2 * LONGEST_LABEL);
        let number = |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        let clock = |i: usize| number(i - 1) && number(i + 1) && self.token(i + 1).is_some_and(|t| t.glued);
        let colon = (from..end).find(|&i| self.view.mark(i) == Some(b':') && !clock(i))?;
        let stops = (from..colon).any(|i| matches!(self.view.mark(i), Some(b'.' | b';')));
        (!stops && colon + 1 < to && !self.names_finding(&(from..colon))).then_some(colon)
    }

    /// The token behind the title of what is told to everybody: a line in capitals, a question.
    fn titles_leaflet(&self, at: usize, next: usize, to: usize) -> Option<usize> {
        let tokens = &self.view.tokens.list;
        if let Some(asked) = self.view.find_mark(b'?', next, to.min(next + LONGEST_LABEL)) {
            return Some(asked + 1);
        }
        let words = || tokens[at..to].iter().filter(|t| t.kind == TokenKind::Word);
        let capitals = words().count() > 1 && words().all(|t| t.upper) && to - at <= 2 * LONGEST_LABEL;
        // `(automatic text)` may stand behind it
        let ends = self.view.find_mark(b':', at, to).is_none() && self.view.mark(to - 1) != Some(b'.');
        (capitals && ends).then_some(to)
    }

    /// Keeps a line as the title of the list below it: a finding's name alone.
    pub(super) fn list_title(&mut self, lines: &[Line]) -> bool {
        let [line, next, ..] = lines else { return false };
        if let Some(name) = self.leads_list(line, next) {
            let listed = self.marker(line.from, line.to) > line.from;
            self.leave_early_section();
            (self.heading, self.key) = (None, None);
            self.paragraph += 1;
            self.list_title = Some((name, self.view.tokens.list[line.from].spaces, listed));
            return true;
        }
        let at = self.marker(line.from, line.to);
        let end = if self.view.mark(line.to - 1) == Some(b':') { line.to - 1 } else { line.to };
        // most lines say more
        if end > at + LONGEST_TITLE + 2 && self.view.find_mark(b',', at, at + LONGEST_TITLE + 1).is_none() {
            return false;
        }
        // `Schmorl's nodes: Yes` over lines of levels
        let told = |end: usize| self.tags(end - 1, end).has(Tag::YesValue);
        // `SCHMORL'S NODES: 2`
        let counted = |end: usize| self.view.tokens.list[end - 1].kind == TokenKind::Number;
        let yes = end > at + 2 && (told(end) || counted(end)) && self.view.mark(end - 2) == Some(b':');
        let placed = self.level_leads(next.from, next.to);
        let end = if yes && placed { end - 2 } else { end };
        // `Schmorl's nodes, as counted by the core lab:`
        let comma = self.view.find_mark(b',', at, end).filter(|comma| comma - at <= LONGEST_TITLE && end < line.to);
        let end = comma.unwrap_or(end);
        // `* Marrow` over `    o no oedema`
        let edema = (next.from..next.to).any(|i| self.tags(i, next.to).has(Tag::EdemaWord));
        let marrow = edema && View { end, ..self.view }.phrase(at).is_some_and(|p| p.2 == end && p.1.has(Tag::Marrow));
        let named = self.names_finding(&(at..end)) || marrow;
        let named = at < end && end - at <= LONGEST_TITLE && self.cells(at, end) == 1 && named;
        let levelled = (at..end).any(|i| levels::read(View { end, ..self.view }, i).is_some());
        let listed = |line: &Line| {
            self.marker(line.from, line.to) > line.from || self.behind_number(line.from, line.to).is_some()
        };
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let below = indent(next) > indent(line) || listed(next) && !listed(line);
        let own = self.names_finding(&(next.from..next.to));
        let deeper =
            !next.blank_before && below && (listed(next) || yes && placed) && (!own || yes && placed || marrow);
        let signed = matches!(self.view.mark(line.to - 1), Some(CHECK | CROSS | b'+' | b'-'));
        // `( ) Modic change` is an item itself
        let boxed = self.boxes(line.from, line.to).first().is_some_and(|b| b.begins(line.from));
        if !(named && !levelled && deeper) || signed || boxed || self.list_title.is_some() {
            return false;
        }
        let title = (at..end, indent(line), listed(line));
        self.leave_early_section();
        self.heading = None;
        self.key = None;
        self.paragraph += 1;
        self.list_title = Some(title);
        true
    }

    /// The name of nodes in a sentence that leads a list of levels: `Schmorl's nodes are seen at the following levels:` over
    /// `- T7: inferior endplate, 4 mm`.
    fn leads_list(&self, line: &Line, next: &Line) -> Option<Range<usize>> {
        const OTHERWISE: [Tag; 6] = [
            Tag::NegationBefore,
            Tag::NegationAfter,
            Tag::UncertaintyBefore,
            Tag::UncertaintyAfter,
            Tag::HistoryBefore,
            Tag::Question,
        ];
        const NAMES: [Tag; 4] = [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases];
        const NOUNS: [Tag; 4] = [Tag::NodeNoun, Tag::NodeNouns, Tag::BareNode, Tag::BareNodes];
        let words = line.from..line.to;
        // `Nodes at the following levels` may have no colon in front of marked items
        let ends = |at: usize| match self.view.mark(at) {
            Some(b':') => true,
            None => self.tags(at, line.to).has(Tag::LevelNoun),
            _ => false,
        };
        let leads = ends(line.to - 1) && words.len() <= LONGEST_LEAD;
        let item = self.marker(next.from, next.to);
        if !(leads
            && line.named
            && item > next.from
            && !next.blank_before
            && !next.named
            && self.level_leads(next.from, next.to))
        {
            return None;
        }
        let said = |tags: &[Tag]| words.clone().find(|&i| self.tags(i, line.to).any(tags));
        if said(&OTHERWISE).is_some()
            || words.clone().any(|i| levels::read(View { end: line.to, ..self.view }, i).is_some())
        {
            return None;
        }
        let name = said(&NAMES)?;
        let noun = (name..line.to.min(name + 4)).find(|&i| self.tags(i, line.to).any(&NOUNS));
        let first = (line.from..name).rev().take_while(|&i| self.tags(i, name).has(Tag::Age(Acuity::Acute))).last();
        Some(first.unwrap_or(name)..noun.unwrap_or(name) + 1)
    }

    /// The token behind `Node 1:` or `#1:`, with which a line of a list begins.
    pub(super) fn behind_number(&self, from: usize, to: usize) -> Option<usize> {
        let word = self.tags(from, to).any(&[Tag::BareNode, Tag::Lesion]);
        let sign = self.view.mark(from + usize::from(word)) == Some(b'#');
        let number = from + usize::from(word) + usize::from(sign);
        let numbered = self.token(number).is_some_and(|t| t.kind == TokenKind::Number);
        let parted = matches!(self.view.mark(number + 1), Some(b':' | b',' | b'-' | b')'));
        ((word || sign) && numbered && parted && number + 2 < to).then_some(number + 2)
    }

    /// Keeps a line that is a vertebra or disc with an endplate, and no more, as the heading of the deeper line below it.
    pub(super) fn place_alone(&mut self, line: &Line, next: &Line) -> bool {
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let from = self.marker(line.from, line.to);
        let view = View { end: line.to, ..self.view };
        let Some(read) = levels::read(view, from).filter(|_| from > line.from && indent(next) > indent(line)) else {
            return false;
        };
        const SIDES: [Tag; 3] = [Tag::Superior, Tag::Inferior, Tag::EndplateNoun];
        let side = |i: usize| self.tags(i, line.to).any(&SIDES) || self.view.mark(i) == Some(b',');
        if read.next >= line.to || !(read.next..line.to).all(side) || self.names_region(&(from..line.to)) {
            return false;
        }
        self.leave_early_section();
        self.heading = Some(from..line.to);
        (self.heading_has_text, self.heading_inside) = (false, false);
        self.key = None;
        self.paragraph += 1;
        true
    }

    /// Whether a line is a region's name alone.
    pub(super) fn is_region(&self, line: &Line, (heading, next): (Range<usize>, usize)) -> bool {
        next >= line.to && self.names_region(&heading)
    }

    /// The level of a field that asks for it alone: `LEVEL: L2-L3`.
    pub(super) fn level_field(&self, from: usize, to: usize) -> Option<Range<usize>> {
        self.told_level(self.field(from, to)?)
    }

    /// The level that is the value of a field, if the field asks for it alone.
    fn told_level(&self, (key, value): Field) -> Option<Range<usize>> {
        const LEVELS: [Tag; 4] = [Tag::LevelNoun, Tag::VertebraNoun, Tag::DiscNoun, Tag::RegionNoun];
        let asks = key.len() <= 2 && self.tags(key.start, key.end).any(&LEVELS);
        let read = levels::read(View { end: value.end, ..self.view }, value.start).filter(|_| asks)?;
        (read.next == value.end && !self.names_region(&value)).then_some(value)
    }

    /// Whether blocks of lines each begin with a level's key: the first at the beginning of a paragraph or below a title, and
    /// each with other keys below it.
    pub(super) fn keyed_levels(&self, lines: &[Line]) -> bool {
        if ![Tag::LevelNoun, Tag::VertebraNoun, Tag::RegionNoun].into_iter().any(|tag| self.view.tokens.said.has(tag)) {
            return false;
        }
        let levels = |line: &Line| self.view.tokens.flags[line.from..line.to].iter().any(|f| f & flags::LEVEL != 0);
        let keyed: Vec<usize> = (0..lines.len())
            .filter(|&i| levels(&lines[i]))
            .filter(|&i| self.field_of(&lines[i]).is_some_and(|field| self.told_level(field).is_some()))
            .collect();
        let Some(&first) = keyed.first().filter(|_| keyed.len() > 1) else { return false };
        let above = first.checked_sub(1).map(|above| &lines[above]);
        let begins = lines[first].blank_before || above.is_none_or(|line| self.label(line.from, line.to).is_none());
        begins && keyed.windows(2).all(|pair| pair[1] > pair[0] + 1)
    }

    pub(super) fn names_region(&self, range: &Range<usize>) -> bool {
        let read = levels::read(View { end: range.end, ..self.view }, range.start);
        read.is_some_and(|read| read.levels.iter().all(|level| matches!(level, Level::Region(_))))
    }

    /// Whether the heading is a region's, of several that each stand alone on a line: what is denied below is denied of it.
    pub(super) fn over_region(&self) -> bool {
        let region = self.heading.as_ref().filter(|_| self.regions > 1 && !self.heading_has_text);
        region.is_some_and(|heading| self.names_region(heading))
    }

    /// Whether a line begins with a level.
    fn level_leads(&self, from: usize, to: usize) -> bool {
        levels::read(View { end: to, ..self.view }, self.marker(from, to)).is_some()
    }

    /// A level heading at a token: its tokens and the token after it.
    pub(super) fn level_heading(&self, from: usize, to: usize, line_start: bool) -> Option<(Range<usize>, usize)> {
        let at = if line_start { self.marker(from, to) } else { from };
        let view = View { end: to, ..self.view };
        // most lines begin with no word of such a heading
        if !view.may_be(at, flags::LEVEL_HEADING) {
            return None;
        }
        let key = self.stretch(at, to, line_start);
        self.told.level_headings.get(key, || self.level_heading_at(at, to, line_start))
    }

    /// The same behind a list's marker.
    fn level_heading_at(&self, at: usize, to: usize, line_start: bool) -> Option<(Range<usize>, usize)> {
        let view = View { end: to, ..self.view };
        let mut next = at;
        // `Body of L2:`
        let of = |i: usize| i > at && view.tags(i).has(Tag::Of);
        while (view.tags(next).any(&LEVEL_LEADS) || of(next)) && next < at + 4 {
            next = view.phrase(next)?.2;
        }
        let mut found = false;
        let mut sides = false;
        loop {
            if next > at + LONGEST_HEADING {
                return None;
            }
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
        let next = self.behind_aside(next, to);
        match view.token(next) {
            None => (line_start && !sides).then_some((range, next)),
            Some(token) => {
                let after = match token.kind {
                    TokenKind::Mark(b':') => {
                        let dash = usize::from(matches!(view.mark(next + 1), Some(b'-' | b'_')));
                        return Some((range, next + 1 + dash));
                    }
                    TokenKind::Mark(b',') if line_start => self.apposition(next, to)?,
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

    /// The token behind a short bracket that a stop or colon follows: `Segment L3/4 (operated).`; the same token if there
    /// is none.
    fn behind_aside(&self, open: usize, to: usize) -> usize {
        let view = View { end: to, ..self.view };
        let close = view.find_mark(b')', open, to.min(open + 4)).filter(|_| view.mark(open) == Some(b'('));
        let plain = |close: &usize| (open + 1..*close).all(|i| view.tags(i).is_empty() || view.tags(i).any(&PLAIN));
        const PLAIN: [Tag; 2] = [Tag::Opposing, Tag::Adjective];
        let ends = |close: &usize| matches!(view.mark(close + 1), Some(b'.' | b':'));
        close.filter(|close| plain(close) && ends(close)).map_or(open, |close| close + 1)
    }

    /// The token behind `L3-4, the segment next to the fusion:`, from its comma on.
    fn apposition(&self, comma: usize, to: usize) -> Option<usize> {
        const TOLD: [Tag; 11] = [
            Tag::Verb,
            Tag::Shows,
            Tag::ThereIs,
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::Opposing,
            Tag::EitherSide,
        ];
        let view = View { end: to, ..self.view };
        let colon = view.find_mark(b':', comma, comma + LONGEST_LABEL)?;
        let told = |i: usize| {
            view.tags(i).any(&TOLD)
                || matches!(view.mark(i), Some(b'.' | b';' | b'('))
                || self.names_finding(&(i..i + 1))
        };
        let plain = !(comma..colon).any(told) && levels::read(view, comma + 1).is_none();
        plain.then_some(colon + 1)
    }

    /// A label at a line's start: the token of its colon.
    pub(super) fn label(&self, from: usize, to: usize) -> Option<usize> {
        // most lines have no colon
        self.view.find_mark(b':', from, to)?;
        self.told.labels.get(self.stretch(from, to, true), || self.label_anew(from, to))
    }

    fn label_anew(&self, from: usize, to: usize) -> Option<usize> {
        let at = self.marker(from, to);
        let colon = self.view.find_mark(b':', at + 1, (at + LONGEST_LABEL).min(to))?;
        let inner = &self.view.tokens.list[at..colon];
        let plain = inner.iter().all(|t| t.newlines == 0 || t.span == self.view.tokens.list[at].span)
            && !inner.iter().any(|t| matches!(t.kind, TokenKind::Mark(b';' | b',')))
            && !(at..colon).any(|i| self.view.mark(i) == Some(b'.') && !self.abbreviates(i, colon));
        let clock = inner.last().is_some_and(|t| t.kind == TokenKind::Number)
            && self.token(colon + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Number);
        let sentence = (at..colon).any(|i| self.tags(i, colon).any(&[Tag::Verb, Tag::ThereIs, Tag::Shows]));
        (plain && !clock && !sentence && inner.first()?.kind == TokenKind::Word).then_some(colon)
    }

    /// Whether a full stop stands behind a short word within a key: `Max. diameter`.
    fn abbreviates(&self, stop: usize, end: usize) -> bool {
        let short = |t: &Token| t.kind == TokenKind::Word && t.span.end - t.span.start <= 4;
        let word = stop.checked_sub(1).and_then(|before| self.token(before)).is_some_and(short);
        word && stop + 1 < end && self.token(stop).is_some_and(|t| t.glued) && self.field_key(&(stop + 1..end))
    }

    pub(super) fn begins_heading(&self, line: Line) -> bool {
        // among columns, a number marks no item
        let level = || match self.columns[..] {
            [] => line.level,
            _ => self.level_heading(line.from, line.to, true).is_some(),
        };
        line.section.is_some()
            || level()
            || self.label_of(&line).is_some_and(|_| self.token(line.from).is_some_and(|t| t.capital))
    }

    pub(super) fn enter(&mut self, section: Section) {
        self.heading_line = None;
        let restarts = match section {
            Section::Exam | Section::History | Section::Technique | Section::Comparison => true,
            // the impression may stand on top: `IMPRESSION: … FINDINGS: …`
            Section::Findings => self.found,
            _ => false,
        };
        if restarts && self.concluded {
            self.exam += 1;
            (self.concluded, self.found) = (false, false);
        }
        self.found |= section == Section::Findings;
        self.concluded |= section == Section::Impression;
        self.section = section;
        self.section_has_text = false;
        self.section_told = false;
        self.heading = None;
        self.key = None;
        self.columns.clear();
        self.level_columns.clear();
        self.paragraph += 1;
    }

    /// Keeps `Term | Definition` as the head of lines that define terms; true if the line is that.
    pub(super) fn heads_definitions(&mut self, at: usize, to: usize) -> bool {
        const LONGEST: usize = 6;
        // most lines say no such word at their end
        let last = to - at <= LONGEST && to > at + 1 && self.tags(to - 1, to).has(Tag::Heading(Section::Body));
        let defines = last
            && self.view.phrase(to - 1).and_then(|p| self.view.value(p.0, heading_of)) == Some(Section::Boilerplate);
        let parted = || {
            self.view.tokens.list[to - 1].spaces >= NARROW_GAP
                || matches!(self.view.mark(to - 2), Some(b'|' | b':' | b';' | b',' | b'-' | b'='))
        };
        if !defines || !parted() {
            return false;
        }
        self.enter(Section::Boilerplate);
        self.defines = true;
        true
    }

    /// A level's or an organ's heading ends the history, technique or comparison.
    pub(super) fn leave_early_section(&mut self) {
        let early = matches!(self.section, Section::History | Section::Technique | Section::Comparison | Section::Exam);
        if early {
            self.section = Section::Body;
        }
    }

    /// Reads a label; true if the line is spent.
    pub(super) fn labelled(&mut self, at: usize, colon: usize, to: usize, indented: bool) -> bool {
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
            if self.section == Section::Exam {
                self.leave_early_section();
            }
            // `Disc L5-S1` over `  Modic: type 2`
            let modic = (at..colon).any(|i| self.tags(i, colon).has(Tag::ModicName));
            let under = self.heading.is_some() && !self.heading_has_text;
            // `Modic: none` in a block below `LEVEL: L2-L3`
            let denied = self.denies_edema(&(at..colon, colon + 1..to));
            let of_level = self.field_of_level(&(at..colon));
            if of_level && denied && colon + 1 < to {
                // what is denied is denied of no place, but the fields below are the level's again
                let heading = self.heading.take();
                self.sentences(at, to);
                self.heading = heading;
                return true;
            }
            let in_block = under && self.level_keys && !denied || of_level;
            if !(modic && indented && under || in_block || self.over_region()) {
                self.heading = None;
            }
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
        if self.heading.is_some() && !self.heading_has_text && (part || indented || self.level_keys) {
            self.key = None;
            return colon + 1 >= to;
        }
        self.heading = None;
        self.key = None;
        self.paragraph += 1;
        colon + 1 >= to
    }

    /// Whether a section's heading in capitals stands within a line of other case: `… node FINDINGS Alignment …`.
    pub(super) fn running_heading(&self, at: usize, to: usize) -> bool {
        let tokens = &self.view.tokens.list;
        if !tokens[at].upper || tokens[at].glued || tokens[at].kind != TokenKind::Word || tokens[at - 1].upper {
            return false;
        }
        // `correction of the FINDINGS paragraph`
        if self.section == Section::Addendum || self.tags(at - 1, at).any(&[Tag::Article, Tag::Of, Tag::At]) {
            return false;
        }
        let view = View { end: to, ..self.view };
        let Some((phrase, _, next)) = view.phrase(at) else { return false };
        let opens = matches!(view.value(phrase, heading_of), Some(Section::Findings | Section::Impression));
        opens && tokens[at..next].iter().all(|t| t.upper) && tokens[next..to].first().is_some_and(|t| !t.upper)
    }

    /// Enters the section of a heading within a line; the token after it.
    pub(super) fn heading_of_run(&mut self, at: usize, to: usize) -> usize {
        let view = View { end: to, ..self.view };
        let Some((phrase, _, next)) = view.phrase(at) else { return at + 1 };
        if let Some(section) = view.value(phrase, heading_of) {
            self.enter(section);
        }
        if view.mark(next) == Some(b':') { next + 1 } else { next }
    }

    /// A heading at a sentence's start inside a line.
    pub(super) fn heading_inside(&mut self, at: usize, to: usize) -> usize {
        if let Some((section, next)) = self.section_heading(at, to, false) {
            self.enter(section);
            self.section_told = next < to;
            return next;
        }
        let marked = self.marker(at, to);
        // within a line, a colon or a bar stands behind it
        let near = to.min(marked + 2 * LONGEST_HEADING);
        if self.view.tokens.may_have_marks(marks([b':', b'|']), marked, near)
            && self.view.tokens.kinds.get(marked..near).is_some_and(|near| memchr2(b':', b'|', near).is_some())
            && let Some((range, next)) = self.level_heading(marked, to, false)
        {
            self.heading = Some(range);
            self.heading_has_text = true;
            self.heading_inside = at > self.first_token;
            return next;
        }
        // `L3-4: bulge; MARROW: no edema`
        let keyed =
            || self.label(at, to).is_some() || self.view.find_mark(b'=', at + 1, to.min(at + LONGEST_LABEL)).is_some();
        if at > 0 && at < to && self.view.mark(at - 1) == Some(b';') && keyed() {
            self.heading = None;
            self.leave_early_section();
        }
        marked
    }
}

/// Number of tokens of a date or a time at the beginning.
fn date_length(tokens: &[Token]) -> usize {
    let dated = |t: &Token| match t.kind {
        TokenKind::Number => true,
        TokenKind::Mark(mark) => mark != b'(',
        TokenKind::Word => t.span.end - t.span.start <= 3 && t.glued,
    };
    tokens.iter().take_while(|t| dated(t)).count()
}

/// The token behind the number of a question: `Q4a  Vertebra`, `Item 12  Schmorl's node`.
pub(super) fn question_number(view: View<'_>, from: usize) -> Option<usize> {
    // most lines have no figure as their second token
    if from + 1 >= view.end || view.tokens.kinds[from + 1] != NUMBER {
        return None;
    }
    let first = view.token(from).filter(|t| t.kind == TokenKind::Word)?;
    let glued = |at: usize| view.token(at).is_some_and(|t| t.glued);
    let asked = view.tokens.folded(first) == "q" && glued(from + 1) || view.tags(from).has(Tag::RowNumber);
    if !asked {
        return None;
    }
    let single = |t: &Token| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
    let mut next = from + 2 + usize::from(view.token(from + 2).is_some_and(single));
    next += usize::from(glued(next) && matches!(view.mark(next), Some(b'.' | b')' | b':')));
    let word = view.token(next).is_some_and(|t| t.kind == TokenKind::Word && !t.glued && t.newlines == 0);
    // a question in words is read as one
    let asks = view.find_mark(b'?', next, view.end).is_some();
    (word && !asks).then_some(next)
}
