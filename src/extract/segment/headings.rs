//! Headings of sections, and labels before a colon.

use super::lines::Line;
use super::tables::GAP;
use super::{LONGEST_HEADING, LONGEST_LABEL, Segmenter, heading_of};
use crate::extract::levels::View;
use crate::finding::{Change, Section};
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::{NARROW_GAP, Token, TokenKind, flags, marks};
use memchr::memchr2;

impl Segmenter<'_> {
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
