//! Stage 1, segment: a report's tokens into sections, level headings and sentences.
//!
//! In: tokens. Out: sentences in text order, each with its section and the heading or key that it stands under.
//! Never: looks for findings, except to tell a key (`Schmorl's nodes: none`) from a heading.
//!
//! A line end parts sentences unless the line was wrapped: the next line goes on in lower case, or the line ends in a
//! word that cannot end a sentence, or the next line's first word would not have fitted its paragraph's width.

mod answers;
mod blocks;
mod breaks;
mod by_level;
mod checklists;
mod fields;
mod headings;
mod in_step;
mod level_blocks;
mod level_columns;
mod level_headings;
mod level_lists;
mod line_records;
mod lines;
mod list_titles;
mod markers;
mod one_line;
mod order;
mod overheads;
mod parted_rows;
mod prose;
mod push;
mod records;
mod row_cells;
mod sheet;
mod side_fields;
mod spaced;
mod stops;
mod tables;
mod told;
mod transposed;
mod wrapped;

use super::atoms::Defined;
use super::levels::{self, View};
use crate::finding::Section;
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{FINDINGS, Lexicons, PhraseNumber};
use crate::token::{NARROW_GAP, Token, TokenKind, Tokens, flags};
pub(super) use checklists::{BOXES, CheckBox, box_at, boxes_from, opens_box};
use lines::Line;
use markers::question_number;
use memchr::memmem;
use overheads::OverHead;
use prose::Looks;
pub(super) use sheet::Told;
use std::ops::Range;
pub(super) use stops::LONGEST_ABBREVIATION;
use tables::Head;
use told::{Key, ToldOnce};

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
    /// It stands on that heading's line, or the heading stood alone on its own.
    pub(super) beside_heading: bool,
    /// It stands on that heading's line.
    pub(super) in_heading_line: bool,
    /// That heading stands behind other text of its line: `… of L3. L4/5: herniation. L5/S1: chondrosis.`
    pub(super) heading_inside: bool,
    /// Number of its paragraph: a blank line, a heading or a list item begins a new one.
    pub(super) paragraph: u32,
    /// Number of the exam in a report of several.
    pub(super) exam: u32,
    /// An option of a checklist that is not ticked.
    pub(super) unticked: bool,
    /// Spaces before its line.
    pub(super) indent: u8,
    /// The cells of a row or the fields of a record: they are read instead of the body, each with what it answers.
    pub(super) cells: Vec<Cell>,
    /// What a form's layout tells there: it is told as it is, and the rest is not read.
    pub(super) told: Vec<Told>,
}

/// A cell of a row, or a field of a record.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Tokens of the column's head or the field's key, where it says something.
    pub(super) head: Option<Range<usize>>,
    pub(super) body: Range<usize>,
    /// What parts it from the cell before.
    pub(super) mark: Option<u8>,
    /// The head's lower line, where it has two.
    pub(super) lower_head: Option<Range<usize>>,
    /// Its column is another thing's: measurements in it are none of the findings'.
    pub(super) of_other: bool,
    /// Its column is an earlier exam's.
    pub(super) prior: bool,
    /// Its head names all members of a list, of which the row is one.
    pub(super) member: bool,
}

impl Cell {
    /// A cell of the findings' own, of today.
    fn new(head: Option<Range<usize>>, body: Range<usize>, mark: Option<u8>) -> Self {
        Cell { head, body, mark, lower_head: None, of_other: false, prior: false, member: false }
    }
}

/// Most tokens of a sentence: what runs on is read in pieces, for each sentence is read whole at each of its heads. The
/// longest of the corpus has 171.
pub(super) const LONGEST_SENTENCE: usize = 500;
/// Most tokens of a heading of levels, and of a key that is read with what it heads.
const LONGEST_HEADING: usize = 64;
/// Most tokens behind a name in the title of a table: `(X = present, empty = not recorded)`.
const LONGEST_REMARK: usize = 16;
/// Most lines of a record before its finding is named.
const LONGEST_RECORD: usize = 8;
/// Most tokens of a label before its colon.
const LONGEST_LABEL: usize = 9;
/// Most tokens of an exam's title.
const LONGEST_TITLE: usize = 12;
/// Sections in which a report tells what its exam shows.
const TELLING: [Section; 3] = [Section::Body, Section::Findings, Section::Impression];

struct Segmenter<'a> {
    view: View<'a>,
    defined: Defined,
    told: ToldOnce,
    out: &'a mut Vec<Sentence>,
    section: Section,
    heading: Option<Range<usize>>,
    /// The heading had text on its own line: a blank line ends it.
    heading_has_text: bool,
    /// The heading is a list's item, with this indentation: the next item ends it.
    heading_item: Option<u8>,
    key: Option<Range<usize>>,
    columns: Vec<Head>,
    /// What the form says that its signs and letters mean.
    sheet_legend: sheet::Legend,
    /// The first token behind the fields that were looked at for records.
    fields_told: usize,
    /// The cells of the row above, by column.
    above: Vec<Range<usize>>,
    /// Blocks of the form begin with a key for the level: `LEVEL: L2-L3`.
    level_keys: bool,
    /// Lines that are a level alone.
    levels_alone: usize,
    /// Keys that name a finding and stand under several of these.
    level_fields: Vec<Range<usize>>,
    /// The last line that is a level alone: its first token, its indentation, and the level.
    heading_line: Option<(usize, u8, Range<usize>)>,
    /// First token of the logical line before the one at hand.
    line_before: usize,
    /// Lines begin with the numbers of questions.
    questions: bool,
    /// A legend says that 1 means yes.
    coded: bool,
    /// How many lines are a region's name alone.
    regions: usize,
    /// Levels that head the columns of the table at hand, and where each begins in its line.
    level_columns: Vec<(Range<usize>, u32)>,
    /// Title of the table at hand, if it names a finding.
    title: Option<Range<usize>>,
    /// The name of nodes in the title of a form: `SCHMORL'S NODE REGISTRY`.
    subject: Option<Range<usize>>,
    /// Rows of the table with that title say `+` for yes, and so `-` for no.
    plus_signs: bool,
    /// The heading stands within its line, and holds for what stands behind it there.
    heading_inside: bool,
    /// Heads that stand over the heads of the next line.
    over: Vec<OverHead>,
    /// A finding's name alone over a list, with its indentation and whether it is an item itself.
    list_title: Option<(Range<usize>, u8, bool)>,
    /// The lines are those below `NOT SEEN:`.
    denies: bool,
    /// Heads and feet of pages.
    pages: Vec<Range<usize>>,
    /// Options that head columns of boxes: `Yes`, `No`.
    options: Vec<Range<usize>>,
    /// Where the line of the options begins in the text.
    options_start: u32,
    /// Where the line at hand begins in the text.
    line_start: u32,
    /// The first token of the line at hand.
    first_token: usize,
    /// Spaces before the line at hand.
    indent: u8,
    /// A finding's name that leads a row under levels.
    level_row: Option<Range<usize>>,
    /// Where the last row of a table begins in the text.
    row_start: u32,
    paragraph: u32,
    exam: u32,
    /// The logical line at hand began with a finding's name as key.
    in_form: bool,
    /// An impression was seen since the exam began.
    concluded: bool,
    /// A heading of findings was seen since the exam began.
    found: bool,
    /// The report itself has told something.
    exam_told: bool,
    /// The lines up to the next blank one define terms.
    defines: bool,
    /// The section has had text on its heading's own line.
    section_told: bool,
    /// The section has had text.
    section_has_text: bool,
    /// The last token at which a heading of the findings stands, anywhere in a line.
    findings_heading: Option<usize>,
    /// First token of the last findings or impression heading, to know whether one is still to come.
    last_body_heading: usize,
    /// First token of the last findings heading.
    last_findings_heading: usize,
    /// First token of the last line.
    last_line: usize,
    /// First token of the last paragraph.
    last_paragraph: usize,
    /// The logical line at hand began with its section's heading.
    headed: bool,
    /// The line behind the logical line at hand begins with a heading or label.
    parted: bool,
    /// Full stops were dictated as words somewhere.
    spoken: bool,
    /// Three dots stand in a row somewhere: a leader between a key and its value.
    dots: bool,
    /// Lines end in full stops.
    punctuated: bool,
    /// No line begins with a capital: a small letter does not tell that a line goes on.
    small_letters: bool,
}

/// Reads the sentences of a report. Where a line goes on with the one before, its first token then stands in one line with it,
/// so that nobody who reads the sentence need know that it was wrapped.
pub(super) fn read(lexicons: &Lexicons, tokens: &mut Tokens, defined: Defined, out: &mut Vec<Sentence>) {
    let mut joined = Vec::new();
    cut(View { lexicons, tokens, end: tokens.list.len() }, defined, out, &mut joined);
    joined.into_iter().for_each(|at| tokens.unwrap_line(at, false));
}

/// Cuts a report into sentences, and notes the first tokens of lines that go on with the one before.
fn cut(view: View<'_>, defined: Defined, out: &mut Vec<Sentence>, joined: &mut Vec<usize>) {
    out.clear();
    let (mut lines, pages) = lines::lines(view);
    let wrap = breaks::wrap_width(&lines, &view.tokens.list);
    if view.tokens.gaps {
        lines::hanging(&mut lines, &view.tokens.list);
    }
    let mut segmenter = Segmenter {
        view,
        defined,
        told: ToldOnce::new(),
        out,
        section: Section::Body,
        heading: None,
        heading_has_text: false,
        heading_item: None,
        key: None,
        columns: Vec::new(),
        sheet_legend: sheet::Legend::of(view, &lines),
        fields_told: 0,
        above: Vec::new(),
        level_columns: Vec::new(),
        regions: 0,
        levels_alone: 0,
        level_fields: Vec::new(),
        heading_line: None,
        line_before: 0,
        level_keys: false,
        questions: lines.iter().filter(|l| question_number(View { end: l.to, ..view }, l.from).is_some()).count() > 2,
        coded: false,
        title: None,
        subject: None,
        plus_signs: false,
        heading_inside: false,
        over: Vec::new(),
        list_title: None,
        denies: false,
        pages,
        options: Vec::new(),
        options_start: 0,
        line_start: 0,
        first_token: 0,
        indent: 0,
        level_row: None,
        row_start: 0,
        paragraph: 0,
        exam: 0,
        in_form: false,
        concluded: false,
        found: false,
        exam_told: false,
        defines: false,
        section_told: false,
        section_has_text: false,
        findings_heading: None,
        last_body_heading: 0,
        last_findings_heading: 0,
        last_line: lines.last().map_or(0, |l| l.from),
        last_paragraph: lines.iter().rev().find(|l| l.blank_before).map_or(0, |l| l.from),
        headed: false,
        parted: false,
        spoken: view.tokens.said.has(Tag::SpokenStop) && (0..view.end).any(|at| view.tags(at).has(Tag::SpokenStop)),
        dots: view.tokens.has_mark(b'.') && memmem::find(&view.tokens.kinds, b"...").is_some(),
        punctuated: lines.iter().filter(|l| view.mark(l.to - 1) == Some(b'.')).count() > 1,
        small_letters: lines.len() > 2 && lines.iter().all(|l| !view.tokens.list[l.from].capital),
    };
    segmenter.note_sections(&mut lines);
    segmenter.findings_heading = view.tokens.flags.iter().enumerate().rev().find_map(|(at, flags)| {
        let heads = flags & flags::HEADING != 0
            && view.phrase(at).is_some_and(|p| {
                view.value(p.0, heading_of) == Some(Section::Findings)
                    && view.token(at).is_some_and(|t| t.capital)
                    && (view.mark(p.2) == Some(b':') || view.token(p.2).is_none_or(|t| t.newlines > 0))
            });
        heads.then_some(at)
    });
    segmenter.coded =
        view.tokens.has_mark(b'=') && lines.iter().any(|line| segmenter.legend(line.from, line.to).is_some());
    segmenter.note_levels(&mut lines);
    segmenter.all_lines(&lines, wrap, joined);
    answers::answer_questions(view, segmenter.out);
    addendum_last(segmenter.out);
    // `?Schmorl's node L3. Plain films: normal.`: what the text begins by asking is the request
    if let [first, _, ..] = &mut segmenter.out[..]
        && first.section == Section::Body
        && first.body.start == 0
        && view.mark(0) == Some(b'?')
    {
        first.section = Section::History;
    }
}

/// An addendum on top of its report is read behind it, for it speaks of what the report says.
fn addendum_last(out: &mut [Sentence]) {
    let told = |s: &Sentence| TELLING.contains(&s.section);
    let addendum = |s: &Sentence| s.section == Section::Addendum;
    let Some(first) = out.iter().position(|s| addendum(s) || told(s)).filter(|&i| addendum(&out[i])) else { return };
    let length = out[first..].iter().take_while(|s| addendum(s)).count();
    if out[first + length..].iter().any(told) {
        out[first..].rotate_left(length);
    }
}

/// `Result: …` at a text's end, where no other heading tells findings or impression, is what the text comes to.
fn conclude(lines: &mut [Line], end: usize) {
    const HEADS: [Section; 2] = [Section::Findings, Section::Impression];
    let heads = |line: &Line| line.section.is_some_and(|(section, _)| HEADS.contains(&section));
    let mut heading = lines.iter_mut().filter(|line| heads(line));
    let (Some(only), None) = (heading.next(), heading.next()) else { return };
    // most of the text stands before it
    if let (Some((section @ Section::Findings, _)), true) = (&mut only.section, only.from * 3 > end * 2) {
        *section = Section::Impression;
    }
}

impl Segmenter<'_> {
    /// Notes how lines look, and which head a section.
    fn note_sections(&mut self, lines: &mut [Line]) {
        for line in &mut *lines {
            line.looks = prose::looks(self.view, line, self.dots);
            line.section = self.section_heading(line.from, line.to, true);
            if line.section.is_some() {
                line.looks = Looks::Formed;
            }
        }
        conclude(lines, self.view.end);
        for line in lines {
            match line.section {
                Some((Section::Findings, _)) => {
                    self.last_findings_heading = line.from;
                    self.last_body_heading = line.from;
                }
                Some((Section::Impression, _)) => self.last_body_heading = line.from,
                _ => {}
            }
        }
    }

    /// Reads the lines one logical line after the other; `wrap` is the width at which lines were broken.
    fn all_lines(&mut self, lines: &[Line], wrap: Option<u32>, joined: &mut Vec<usize>) {
        let named: Vec<bool> = lines.iter().map(|line| line.named).collect();
        let (mut i, mut paragraph, text) = (0, 0, wrap);
        let mut wrap = wrap;
        // the first line from the one at hand on that names a finding
        let mut next_named = 0;
        while i < lines.len() {
            // a paragraph that one record of a form ended in was told before
            if i >= paragraph {
                wrap = breaks::paragraph_width(&lines[i..], &self.view.tokens.list, text);
                paragraph = i + 1 + lines[i + 1..].iter().take_while(|line| !line.blank_before).count();
            }
            if next_named <= i {
                next_named = named[i..].iter().position(|named| *named).map_or(lines.len(), |behind| i + behind);
            }
            if named[i] {
                self.subject = self.form_title(&lines[i..]).or(self.subject.take());
            }
            let titled = i > 0 && named[i - 1] && !lines[i].blank_before;
            let near = self.subject.is_some() || titled || next_named < lines.len().min(i + LONGEST_RECORD);
            let prose = lines[i].is_prose();
            let record = self.form_record(&lines[i..], named[i], near);
            if record > 0 {
                i += record;
                continue;
            }
            let levels = if named[i] { self.titled_levels(&lines[i..]) } else { 0 };
            if levels > 0 {
                i += levels;
                continue;
            }
            // `T12, inferior endplate` over `  Schmorl's node, 3 mm`
            let over = lines.get(i + 1).is_some_and(|next| !next.blank_before && named[i + 1] && !named[i]);
            if over && self.place_alone(&lines[i], &lines[i + 1]) {
                i += 1;
                continue;
            }
            let titles = named[i] || self.view.tokens.said.has(Tag::Marrow);
            let title = named[i] && self.table_title(&lines[i..]) || titles && self.list_title(&lines[i..]);
            if title || self.over_heads(&lines[i..]) {
                i += 1;
                continue;
            }
            let first = lines[i];
            if self.view.tokens.said.has(Tag::DeniedList) && self.denies_below(&lines[i..]) {
                self.denies = true;
                i += 1;
                continue;
            }
            self.denies &= !first.blank_before && first.section.is_none() && !first.level;
            let before = self.out.len();
            let mut last = first;
            let mut prose = prose;
            self.line_start = first.start;
            self.line_before = self.first_token;
            self.first_token = first.from;
            self.in_form = named[i] && self.label_of(&first).is_some();
            // `Twin A` over the title of a list is no part of it
            let titles = |reader: &Self, i: usize| named.get(i) == Some(&true) && reader.titles_levels(&lines[i..]);
            while let Some(next) = lines.get(i + 1).copied().filter(|next| self.goes_on(last, *next, wrap)) {
                if titles(self, i + 1) {
                    break;
                }
                // fields of a form stay lines of their own
                if !((last.named || self.in_form) && self.is_field(next)) {
                    joined.push(next.from);
                }
                last = next;
                prose &= next.looks >= Looks::Plain;
                i += 1;
            }
            self.parted = lines.get(i + 1).is_some_and(|next| self.begins_heading(*next));
            self.line(first, last.to, prose);
            if self.denies {
                self.out[before..].iter_mut().for_each(|sentence| sentence.unticked = true);
            }
            i += 1;
        }
    }

    /// What is kept of a stretch of tokens depends on whether columns of a table are open.
    fn stretch(&self, from: usize, to: usize, line_start: bool) -> Key {
        (from, to, u8::from(line_start) | u8::from(self.columns.is_empty()) << 1)
    }

    #[inline]
    fn token(&self, at: usize) -> Option<&Token> {
        self.view.tokens.list.get(at)
    }

    fn tags(&self, at: usize, end: usize) -> TagSet {
        View { end, ..self.view }.tags(at)
    }

    /// Reads the record of a form that begins with the first line; how many lines it has, 0 if it is none. Forms are only of
    /// interest where a finding is named, in the first line or near it.
    fn form_record(&mut self, lines: &[Line], named: bool, near: bool) -> usize {
        // of what looks like prose, only heads with a space between them are a form's
        let prose = lines[0].is_prose();
        if prose && named {
            let table = self.spaced_table(lines);
            if table > 0 {
                return table;
            }
        }
        let headed = !named && prose::heads_section(self.view, &lines[0]);
        if (prose || headed) && !cfg!(debug_assertions) {
            return 0;
        }
        let record = self.any_record(lines, named, near);
        debug_assert!(record == 0 || !prose && !headed, "a form's record begins with prose or a section's heading");
        record
    }

    /// The same of any line.
    fn any_record(&mut self, lines: &[Line], named: bool, near: bool) -> usize {
        let mut record = if near { self.in_step(lines) } else { 0 };
        if record == 0 && near {
            record = self.sheet(lines);
        }
        if record == 0 && near {
            record = self.transposed(lines);
        }
        if record == 0 && named {
            record = self.parted_rows(lines);
        }
        if record == 0 && near {
            record = self.block(lines);
        }
        if record == 0 && named {
            record = self.ticked_record(lines);
        }
        if record == 0 && near {
            record = self.record(lines);
        }
        if record == 0 && near {
            record = self.flattened(lines);
        }
        if record == 0 && named {
            record = self.spaced_table(lines);
        }
        if record == 0 && named {
            record = self.answered_below(lines);
        }
        record
    }

    /// Ends an addendum on top of its report where the report begins: at the exam's title, in capitals below an empty line, or
    /// at `Findings.`
    fn leave_addendum(&mut self, first: &Line) {
        if self.section != Section::Addendum || self.exam_told || !first.blank_before {
            return;
        }
        let tokens = &self.view.tokens.list[first.from..first.to];
        let capitals = |t: &Token| t.kind != TokenKind::Word || t.upper;
        let region = |at: usize| {
            levels::read(View { end: first.to, ..self.view }, at)
                .is_some_and(|read| matches!(read.levels[0], crate::anatomy::Level::Region(_)))
        };
        let title = tokens.len() <= LONGEST_TITLE && tokens.iter().all(capitals) && (first.from..first.to).any(region);
        let heads = |p: (PhraseNumber, TagSet, usize)| {
            self.view.mark(p.2) == Some(b'.') && self.view.value(p.0, heading_of) == Some(Section::Findings)
        };
        if title || self.view.phrase(first.from).is_some_and(heads) {
            self.section = Section::Body;
        }
    }

    /// Ends a legend where a line tells of findings. A key of abbreviations on top of a report is one line long.
    fn leave_boilerplate(&mut self, first: &Line, to: usize) {
        let early = first.from * 3 < self.view.end || first.from < self.last_body_heading;
        let answers = || self.section_told && self.answers_finding(first.from, to);
        let placed = || first.named && self.places_finding(first.from, to);
        if self.section == Section::Boilerplate && (self.headed && early || answers() || placed()) {
            self.section = Section::Body;
        }
    }

    /// What an empty line ends.
    fn begin_paragraph(&mut self, first: Line, listed: bool) {
        self.paragraph += 1;
        if std::mem::take(&mut self.defines) {
            self.section = Section::Body;
        }
        self.key = self.key.take().filter(|_| listed);
        // a title may stand apart from its table
        self.title =
            self.title.take().filter(|title| self.columns.is_empty() && title.end + LONGEST_REMARK > first.from);
        self.columns.clear();
        self.level_columns.clear();
        self.options.clear();
        if self.heading_has_text {
            self.heading = None;
        }
        let spent = matches!(self.section, Section::History | Section::Technique | Section::Comparison | Section::Exam);
        if spent && self.section_has_text && self.last_findings_heading < first.from {
            self.section = Section::Body;
        }
    }

    /// Ends a heading that is a list's item where another begins: `* L5-S1` over `    o disc: normal` at the next `*`.
    fn end_item(&mut self, indent: u8) {
        let deeper = |item: u8| self.out.last().is_some_and(|told| told.indent > item);
        if self.heading_item.is_some_and(|item| indent <= item && (self.heading_has_text || deeper(item))) {
            self.heading = None;
        }
    }

    /// What a line's label ends of the headings before it.
    fn end_heading_by_label(&mut self, first: &Line, to: usize) {
        // `Discs    L4-L5: bulge. L5-S1: bulge.` over `Modic    None.`
        let labelled = || self.cells(first.from, to) > 1 || self.label(first.from, to).is_some();
        if self.heading_inside && labelled() {
            (self.heading, self.heading_inside) = (None, false);
        }
        // `L5     Normal.` over `Discs     Mild wear at L2-L3.`
        const LABELS: [Tag; 4] = [Tag::Label, Tag::DiscNoun, Tag::Canal, Tag::Structure];
        let gap = (first.from + 1..to.min(first.from + 4)).find(|&i| self.view.tokens.list[i].spaces >= tables::GAP);
        if gap.is_some() && self.columns.is_empty() && self.heading.is_some() && self.tags(first.from, to).any(&LABELS)
        {
            self.heading = None;
        }
    }

    /// One logical line: its headings, then its sentences; `prose`: no part of it looks otherwise.
    fn line(&mut self, first: Line, to: usize, prose: bool) {
        // what a table or list above makes of it is told by its readers
        let open = self.list_title.is_some() || !self.columns.is_empty() || !self.level_columns.is_empty();
        let prose = prose && !open && !self.questions && self.options.is_empty();
        let told = !prose || cfg!(debug_assertions);
        let options = told && self.option_list(first.from, to);
        let begun = if options { first.from } else { self.marker(first.from, to) };
        let mut at = begun;
        // `Node 1: T9 inferior` below `Schmorl's nodes:`
        if self.list_title.is_some() {
            at = self.behind_number(first.from, to).unwrap_or(at);
        }
        debug_assert!(!prose || !options, "prose begins with a box");
        let listed = at > first.from;
        let indent = self.view.tokens.list[first.from].spaces;
        self.indent = indent;
        let below = |title: &(Range<usize>, u8, bool)| indent > title.1 || listed && !title.2 && indent >= title.1;
        self.list_title = self.list_title.take().filter(|title| below(title) && !first.blank_before);
        self.leave_boilerplate(&first, to);
        self.leave_addendum(&first);
        self.headed = false;
        if first.blank_before {
            self.begin_paragraph(first, listed);
        } else if listed {
            self.paragraph += 1;
            self.end_item(indent);
        } else if self.label(first.from, to).is_some() {
            self.key = None;
        }
        // `- L2 upper: node` over `No Modic changes.`
        if !listed && self.heading_has_text && self.heading_item.is_some_and(|item| indent <= item) {
            self.heading = None;
        }
        // `Marrow edema, none, as on the film before`
        if prose && self.answer_row(at, to) {
            return;
        }
        if told {
            let heading = self.heading.is_some();
            self.end_heading_by_label(&first, to);
            debug_assert!(!prose || self.heading.is_some() == heading, "prose ends a heading like a label");
            let heading = if to == first.to { first.section } else { self.section_heading(first.from, to, true) };
            debug_assert!(!prose || heading.is_none(), "prose begins with a heading");
            if let Some((section, next)) = heading {
                self.enter(section);
                at = next;
                if at >= to {
                    return;
                }
                self.headed = true;
            }
            if !(options && at == first.from) {
                let spent = self.read_layout(&first, &mut at, to, listed);
                debug_assert!(!prose || !spent && at == begun, "prose is read as a form");
                if spent {
                    return;
                }
            }
        }
        self.sentences(at, to);
    }

    /// What a line tells by its layout, behind its section's heading: a row, fields, a level's heading, a list. True if it is
    /// spent; else `at` is where its sentences begin.
    fn read_layout(&mut self, first: &Line, at: &mut usize, to: usize, listed: bool) -> bool {
        let columns = self.cells(first.from, to);
        if columns > 1 && !first.blank_before && self.grid_goes_on(first.from, to) {
            return true;
        }
        while columns > 1 && *at + 1 < to && self.view.mark(*at) == Some(b'|') {
            *at += 1;
        }
        let at = *at;
        if self.heads_definitions(at, to)
            || self.answer_row(at, to)
            || self.listed_places(at, to)
            || columns > 1 && (self.level_columns(at, to) || self.row_of_levels(at, to))
            || self.side_fields(at, to)
            || self.record_line(at, to)
            || columns > 1 && (self.pairs(at, to) || self.column_heads(at, to))
            || columns > 1 && (self.crossed(at, to) || self.below_answers(at, to))
            || columns == 1 && self.row_goes_on(at, to)
        {
            return true;
        }
        if columns > 1 && !self.columns.is_empty() && !self.boxed(at, to) {
            self.leave_early_section();
            self.row(at, to);
            return true;
        }
        if let Some(range) = self.level_keys.then(|| self.level_field(at, to)).flatten() {
            self.below_level(range, to, to);
            return true;
        }
        if let Some((range, next)) = self.level_heading(at, to, true) {
            self.heading_item = listed.then_some(self.indent);
            self.below_level(range, next, to);
            return true;
        }
        // `MARROW EDEMA = none` is no more of the level above
        if self.heading_has_text && (at..to.min(at + 5)).any(|i| self.view.mark(i) == Some(b'=')) {
            self.heading = None;
        }
        if self.level_list(at, to)
            || self.keyed_places(at, to)
            || self.members(at, to)
            || self.made_key(at, to)
            || self.bracketed_answer(at, to)
        {
            return true;
        }
        // `Not seen: node, edema`
        let denies = self.view.tokens.said.has(Tag::DeniedList);
        let colon = denies.then(|| self.view.find_mark(b':', at, to.min(at + LONGEST_LABEL))).flatten();
        if colon.is_some_and(|colon| self.denied_list(at, colon, to)) {
            return true;
        }
        let Some(colon) = self.label(at, to) else { return false };
        let answered = self.unanswered_key(at..colon, colon + 1..to) || self.field_answer(at, colon, to);
        let indented = self.view.tokens.list[first.from].spaces > 0;
        answered || self.denied_list(at, colon, to) || self.labelled(at, colon, to, indented)
    }

    /// What stands in the line of a level's heading.
    fn below_level(&mut self, heading: Range<usize>, from: usize, to: usize) {
        self.leave_early_section();
        // a legend ends where levels begin
        if self.section == Section::Boilerplate {
            self.section = Section::Body;
        }
        self.heading = Some(heading);
        self.heading_inside = false;
        self.key = None;
        self.paragraph += 1;
        self.heading_has_text = from < to;
        let level = self.heading.clone().filter(|_| !self.heading_has_text);
        self.heading_line = level.map(|level| (self.first_token, self.indent, level));
        let heading = self.heading.clone().unwrap_or(from..from);
        if self.listed_below(&heading, from, to) {
            return;
        }
        let mut next = from;
        while let Some((at, heading, after)) = self.heading_behind_gap(next, to) {
            self.sentences(next, at);
            self.heading = Some(heading);
            next = after;
        }
        self.sentences(next, to);
    }

    /// A further level's heading within a line: `T12 sup: normal     T12 inf: node`. Where it begins, its tokens, and the
    /// token after it.
    fn heading_behind_gap(&self, from: usize, to: usize) -> Option<(usize, Range<usize>, usize)> {
        let parted = |at: usize| {
            let token = &self.view.tokens.list[at];
            token.spaces >= NARROW_GAP && token.newlines == 0
        };
        (from + 1..to).filter(|&at| parted(at)).find_map(|at| {
            let (range, after) = self.level_heading(at, to, false)?;
            (self.view.mark(range.end) == Some(b':')).then_some((at, range, after))
        })
    }

    /// Reads `Not found: fracture; marrow edema.`; true if the line is one.
    fn denied_list(&mut self, at: usize, colon: usize, to: usize) -> bool {
        // `Findings absent: node; edema`
        let view = View { end: colon, ..self.view };
        let named = view.phrase(at).filter(|p| view.value(p.0, heading_of) == Some(Section::Findings) && p.2 < colon);
        const DENIES: [Tag; 4] = [Tag::NegationAfter, Tag::NoneValue, Tag::NegationBefore, Tag::DeniedList];
        let denied = view.phrase(named.map_or(at, |p| p.2)).is_some_and(|p| p.2 == colon && p.1.any(&DENIES));
        if !denied || colon + 1 >= to {
            return false;
        }
        self.leave_early_section();
        self.heading = None;
        self.key = None;
        let before = self.out.len();
        self.sentences(colon + 1, to);
        // `Not seen: node. Disc L4-L5 bulges by 5 mm.`: a sentence of its own is no item
        const LONGEST_ITEM: usize = 4;
        for (n, sentence) in self.out[before..].iter_mut().enumerate() {
            sentence.unticked = n == 0 || sentence.body.len() <= LONGEST_ITEM;
        }
        true
    }

    /// Whether a line is `NOT SEEN:` or `Pertinent negatives`, over what was not found.
    fn denies_below(&self, lines: &[Line]) -> bool {
        let Line { from, to, .. } = lines[0];
        let at = self.marker(from, to);
        let end = if to > at && self.view.mark(to - 1) == Some(b':') { to - 1 } else { to };
        let view = View { end, ..self.view };
        let whole = at < end && view.phrase(at).is_some_and(|p| p.2 == end && p.1.has(Tag::DeniedList));
        whole && lines.get(1).is_some_and(|next| !next.blank_before)
    }

    /// Whether a line is boxes with what each says: `(x) Schmorl's nodes   ( ) fracture`.
    fn option_list(&self, from: usize, to: usize) -> bool {
        let boxes = self.boxes(from, to);
        let apart = |b: &CheckBox| {
            let at = b.start();
            at == from || self.view.mark(at - 1) != Some(b':') && self.view.tokens.list[at].spaces >= NARROW_GAP
        };
        boxes.len() > 1
            && boxes[0].begins(from)
            && (boxes.iter().all(apart) || !(from..to).any(|i| self.view.mark(i) == Some(b':')))
    }

    /// Whether a line has boxes to tick.
    fn boxed(&self, at: usize, to: usize) -> bool {
        self.view.find_mark(b'[', at, to).is_some() || !self.boxes(at, to).is_empty()
    }

    fn names_finding(&self, range: &Range<usize>) -> bool {
        let Some(all) = self.view.tokens.flags.get(range.clone()) else { return false };
        // a phrase that ends behind the range is seen as another
        const MAY: u8 = flags::NAME | flags::LONG;
        let named = |i: usize| match range.start + i + usize::from(self.view.tokens.phrases[range.start + i].length) {
            _ if all[i] & MAY == 0 => false,
            next if next <= range.end => all[i] & flags::NAME != 0,
            _ => self.tags(range.start + i, range.end).any(&FINDINGS),
        };
        // eight at a time: most lines have none
        let (eights, rest) = all.as_chunks::<8>();
        let may = |eight: &[u8; 8]| u64::from_le_bytes(*eight) & u64::from_le_bytes([MAY; 8]) != 0;
        let mut likely = (0..eights.len()).filter(|&i| may(&eights[i]));
        let any = likely.any(|i| (8 * i..8 * i + 8).any(named)) || (all.len() - rest.len()..all.len()).any(named);
        let short = [Tag::Abbreviation, Tag::Abbreviations];
        any || self.defined.abbreviation && range.clone().any(|i| self.tags(i, range.end).any(&short))
    }
}

/// The section that a tag heads.
pub(super) fn heading_of(tag: Tag) -> Option<Section> {
    if let Tag::Heading(section) = tag { Some(section) } else { None }
}
