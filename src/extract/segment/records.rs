//! Records: fields of one finding, on a line each (`Lesion: node`, `Level: L2`); those of one line are read in `one_line.rs`.

use super::checklists::CheckBox;
use super::fields::{Field, LONGEST_KEY};
use super::lines::{LONGEST_MADE, Line};
use super::tables::GAP;
use super::{Cell, LONGEST_LABEL, LONGEST_SENTENCE, Segmenter};
use crate::extract::levels::{self, View};
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::{NARROW_GAP, TokenKind};
use std::ops::Range;

/// Most tokens of a form's title.
const LONGEST_TITLE: usize = 14;
/// What a key of a node's companion begins with.
pub(super) const BESIDE: [Tag; 2] = [Tag::Associated, Tag::Around];

impl Segmenter<'_> {
    /// A line of a finding's form: `Level: L2`.
    pub(super) fn is_field(&self, line: Line) -> bool {
        self.field_of(&line)
            .is_some_and(|(key, _)| self.field_key(&key) && !self.levelled(&key) && !self.of_another(&key))
    }

    pub(super) fn names_node(&self, range: &Range<usize>) -> bool {
        let names = [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases];
        let short = [Tag::Abbreviation, Tag::Abbreviations];
        let named = |tags: TagSet| tags.any(&names) || self.defined.abbreviation && tags.any(&short);
        self.names_finding(range) && range.clone().any(|i| named(self.tags(i, range.end)))
    }

    /// Makes a record of fields that each have a line of their own.
    pub(super) fn push_lines(&mut self, fields: Vec<Field>) {
        self.leave_early_section();
        self.paragraph += 1;
        let (denied, told): (Vec<Field>, Vec<Field>) = fields.into_iter().partition(|field| self.denies_edema(field));
        self.push_record(told);
        self.push_answers(denied);
    }

    /// Whether a value begins with a denial.
    pub(super) fn denies(&self, value: &Range<usize>) -> bool {
        self.tags(value.start, value.end).any(&[Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter])
    }

    /// `Edema: none` on a line of its own names no place.
    pub(super) fn denies_edema(&self, (key, value): &Field) -> bool {
        let edema = key.clone().any(|i| self.tags(i, key.end).has(Tag::EdemaWord))
            && !self.names_node(key)
            && !self.levelled(key);
        edema && self.answers(value) && self.denies(value)
    }

    fn push_answers(&mut self, answers: Vec<Field>) {
        for (key, value) in answers {
            if !self.over_region() {
                self.heading = None;
            }
            self.push_cells(vec![Cell::new(Some(key), value, None)]);
        }
    }

    /// Whether a line is a noun with a number and no more: `NODE 1`, `Lesion #2:`.
    fn numbered_alone(&self, at: usize, to: usize) -> bool {
        let to = to - usize::from(self.view.mark(to - 1) == Some(b':'));
        let sign = usize::from(self.view.mark(at + 1) == Some(b'#'));
        let number = at + 1 + sign;
        to == number + 1
            && self.tags(at, to).any(&[Tag::BareNode, Tag::Lesion])
            && self.token(number).is_some_and(|t| t.kind == TokenKind::Number)
    }

    /// The name of nodes in a line that titles a form of them: `SCHMORL'S NODE REGISTRY, MRI THORACIC SPINE`.
    pub(super) fn form_title(&self, lines: &[Line]) -> Option<Range<usize>> {
        const SAYS: [Tag; 8] = [
            Tag::Verb,
            Tag::ThereIs,
            Tag::Shows,
            Tag::NegationBefore,
            Tag::NoneValue,
            Tag::YesValue,
            Tag::UncertaintyBefore,
            Tag::Many,
        ];
        let line = lines.first()?;
        let range = self.marker(line.from, line.to)..line.to;
        // `Table 1. Schmorl's nodes`
        let numbers = |i: usize| {
            i > 0 && self.view.mark(i) == Some(b'.') && self.view.tokens.list[i - 1].kind == TokenKind::Number
        };
        let parts = |i: usize| matches!(self.view.mark(i), Some(b'.' | b';' | b'?' | b'=')) && !numbers(i);
        let says = |i: usize| self.tags(i, range.end).any(&SAYS) || parts(i);
        if range.len() > LONGEST_TITLE || range.is_empty() || self.levelled(&range) || range.clone().any(says) {
            return None;
        }
        let from = range.clone().find(|&i| {
            self.tags(i, range.end).any(&[Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases])
        })?;
        let name = from..(from + 1..=range.end).find(|&end| self.names_node(&(from..end)))?;
        // a title says more than the name
        (range.len() > name.len()).then_some(name)
    }

    /// The name of a finding that stands alone on a line, over fields: `Schmorl's node #1:`.
    pub(super) fn record_title(&self, lines: &[Line]) -> Option<Range<usize>> {
        let [line, next, ..] = lines else { return None };
        let at = self.marker(line.from, line.to);
        // `#1 Schmorl's node`
        let numbered = self.view.mark(at) == Some(b'#')
            && self.token(at + 1).is_some_and(|t| t.kind == TokenKind::Number)
            && at + 2 < line.to;
        let at = if numbered { at + 2 } else { at };
        if line.to - at > LONGEST_LABEL || next.blank_before {
            return None;
        }
        // `NODE 1` in a form of nodes
        let member = self.numbered_alone(at, line.to).then(|| self.subject.clone()).flatten();
        if let Some(subject) = member {
            return self.field(next.from, next.to).is_some_and(|(key, _)| self.field_key(&key)).then_some(subject);
        }
        if !self.names_finding(&(at..line.to)) {
            return None;
        }
        let (key, value) = self.field(next.from, next.to)?;
        self.list_name(at, line.to)?;
        // `Schmorl's node #1:`
        let marked = |i: &usize| matches!(self.view.mark(*i), Some(b':' | b'#' | b'(' | b'-'));
        let name = at..(at + 1..line.to).find(marked).unwrap_or(line.to);
        let number = |i: usize| self.token(i).is_some_and(|t| !matches!(t.kind, TokenKind::Word));
        let answered = name.clone().any(|i| self.tags(i, name.end).any(&[Tag::YesValue, Tag::NoneValue]));
        let plain = name.clone().all(|i| self.view.mark(i).is_none_or(|mark| mark == b'\''));
        // `Schmorl's node (L2):`
        let placed = self.levelled(&(at..line.to));
        // `Schmorl's node (if present)`
        let close = line.to - usize::from(self.view.mark(line.to - 1) == Some(b':'));
        let remark = self.view.mark(name.end) == Some(b'(') && self.view.mark(close - 1) == Some(b')');
        let ends = match placed {
            true => self.view.mark(line.to - 1) == Some(b':'),
            false => remark || (name.end..line.to).all(number),
        };
        if answered || !plain || !ends || self.field(line.from, line.to).is_some() {
            return None;
        }
        let named = self.names_finding(&name);
        let detailed = self.field_key(&key) || self.asks_presence(&key, &value);
        let title = if placed { at..line.to - 1 } else { name };
        (named && detailed).then_some(title)
    }

    /// `Present: yes`, below a finding's name.
    pub(super) fn asks_presence(&self, key: &Range<usize>, value: &Range<usize>) -> bool {
        key.len() <= 2 && self.tags(key.start, key.end).has(Tag::YesValue) && self.answers(value)
    }

    /// Whether a value begins with an answer: `present around the node`.
    pub(super) fn begins_answer(&self, value: &Range<usize>) -> bool {
        let values = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
        self.view.find_mark(b',', value.start, value.end).is_none()
            && View { end: value.end, ..self.view }.phrase(value.start).is_some_and(|p| p.1.any(&values))
    }

    /// Makes a record of each group of fields under one title; the number of lines, 0 if they tell nothing.
    pub(super) fn titled_records(&mut self, title: &Range<usize>, records: Vec<Vec<Field>>, lines: usize) -> usize {
        let tells = |fields: &Vec<Field>| fields.iter().any(|(_, value)| !self.says_nothing(value));
        if !records.iter().all(tells) {
            return 0;
        }
        self.leave_early_section();
        for fields in records {
            self.paragraph += 1;
            let (denied, told): (Vec<Field>, Vec<Field>) =
                fields.into_iter().partition(|field| self.denies_edema(field));
            for told in self.by_level(told) {
                let told: Vec<Field> = told.into_iter().filter(|field| self.tells_of_it(field)).collect();
                // `LESION 2` over `Type: Schmorl's node` names it itself
                let named = told.iter().any(|(_, value)| self.names_node(value));
                let mut cells: Vec<Cell> = told.into_iter().map(|field| self.field_cell(field)).collect();
                match cells.first_mut() {
                    _ if named => {}
                    // `Present: yes`, no `Edema: yes`
                    Some(first)
                        if self.answers(&first.body)
                            && !first.head.as_ref().is_some_and(|head| self.names_finding(head)) =>
                    {
                        (first.lower_head, first.head) = (first.head.take(), Some(title.clone()));
                        first.member = true;
                    }
                    _ => cells.insert(0, Cell { member: true, ..Cell::new(None, title.clone(), None) }),
                }
                self.push_cells(cells);
            }
            self.push_answers(denied);
        }
        lines
    }

    /// Reads a ticked key with the lines of detail indented below it: `Schmorl's node [x] yes [ ] no`, `where: L3`,
    /// `largest: 5 mm`. The number of lines; 0 if they are none.
    pub(super) fn ticked_record(&mut self, lines: &[Line]) -> usize {
        let Some(first) = lines.first() else { return 0 };
        let at = self.marker(first.from, first.to);
        let plain = self.plain_answer(at, first.to);
        let ticked = self.ticked_answer(at, first.to);
        let answered = plain.as_ref().filter(|a| a.yes).map(|a| (a.name.end, None));
        let answered = answered.or_else(|| self.chosen_answer(at, lines));
        if let Some(answer) = plain.as_ref().filter(|answer| answer.coded && !answer.yes) {
            self.push_answer(answer.name.clone(), answer.value.clone());
            return 1;
        }
        let boxed = ticked.is_some();
        let Some(answer) = ticked.or(answered) else { return 0 };
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let details: Vec<Field> = lines[1..]
            .iter()
            .take_while(|line| {
                let field = || boxed && self.is_field(**line);
                !line.blank_before && (indent(line) > indent(first) || self.asks_more(line).is_some() || field())
            })
            .map_while(|line| self.detail(line))
            .collect();
        let coded = plain.is_some_and(|answer| answer.coded);
        if details.is_empty() && !coded {
            return 0;
        }
        let read = details.len() + 1;
        let mut cells = vec![Cell::new(None, at..answer.0, None)];
        cells.extend(answer.1.map(|body| Cell::new(None, body, Some(b'-'))));
        let (denied, details): (Vec<Field>, Vec<Field>) =
            details.into_iter().partition(|field| self.denies_edema(field));
        self.leave_early_section();
        self.paragraph += 1;
        for details in self.by_level(details) {
            let told = details.into_iter().filter(|field| self.tells_of_it(field)).map(|field| self.field_cell(field));
            let told = told.map(|cell| Cell { mark: cell.mark.and(Some(b',')), ..cell });
            self.push_cells(cells.iter().cloned().chain(told).collect());
        }
        self.push_answers(denied);
        read
    }

    /// The end of a finding's key and its value, where the next line asks for more of it: `Schmorl's nodes: single` over
    /// `  If any, where: L2`.
    fn chosen_answer(&self, at: usize, lines: &[Line]) -> Option<(usize, Option<Range<usize>>)> {
        let [line, next, ..] = lines else { return None };
        let colon = self.view.find_mark(b':', at + 1, line.to)?;
        let value = colon + 1..line.to;
        let denied = self.denies(&value);
        let asks = self.tags(self.marker(next.from, next.to), next.to).has(Tag::AsksMore);
        // `Schmorl's nodes: multiple` over `    location: thoracolumbar junction`
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let below = || !next.blank_before && indent(next) > indent(line) && self.is_field(*next);
        let asks = asks || self.tags(value.start, value.end).any(&[Tag::Many, Tag::OnlyOne, Tag::One]) && below();
        let short = !value.is_empty() && value.len() <= 3;
        (asks && short && !denied && self.names_finding(&(at..colon))).then_some((colon, Some(value)))
    }

    /// Where a line asks for more of the answer above it: `3.6a  If yes, specify`.
    fn asks_more(&self, line: &Line) -> Option<usize> {
        (line.from..line.to.min(line.from + LONGEST_KEY)).find(|&i| self.tags(i, line.to).has(Tag::AsksMore))
    }

    /// Key and value of a line of detail: `if yes, where: L3`, `level     L3`.
    pub(super) fn detail(&self, line: &Line) -> Option<(Range<usize>, Range<usize>)> {
        let mut at = self.asks_more(line).unwrap_or_else(|| self.marker(line.from, line.to));
        if let Some((key, value)) = self.key_before_dots(at, line.to).filter(|(key, _)| !key.is_empty()) {
            return Some((key, value));
        }
        // `  ..location:`
        while at + 1 < line.to && self.view.mark(at) == Some(b'.') {
            at += 1;
        }
        let near = at + 1..line.to.min(at + 2 * LONGEST_KEY);
        let gap = |i: &usize| self.view.tokens.list[*i].spaces >= GAP;
        let parts = |i: &usize| matches!(self.view.mark(*i), Some(b':' | b'?')) || gap(i);
        let part = near.into_iter().find(parts)?;
        let value = part + usize::from(matches!(self.view.mark(part), Some(b':' | b'?')));
        // of boxes, what is ticked
        let boxes = self.boxes(value, line.to);
        let ticked = boxes.iter().position(CheckBox::is_ticked);
        if let Some(ticked) = ticked {
            let end = boxes.get(ticked + 1).map_or(line.to, CheckBox::start);
            return Some((at..part, boxes[ticked].end()..end)).filter(|(_, told)| !told.is_empty());
        }
        (value < line.to && boxes.is_empty()).then_some((at..part, value..line.to))
    }

    /// A finding's name with the answer that denies it.
    pub(super) fn push_answer(&mut self, name: Range<usize>, value: Range<usize>) {
        self.leave_early_section();
        if !self.over_region() {
            self.heading = None;
        }
        self.paragraph += 1;
        self.push_cells(vec![Cell::new(Some(name), value, None)]);
    }

    /// Reads a node's key with places that each have more said of them: `Schmorl's nodes: L2 superior, 4 mm, no oedema; L4
    /// inferior, 6 mm, oedema`. True if the line is one.
    pub(super) fn members(&mut self, at: usize, to: usize) -> bool {
        if to - at > LONGEST_SENTENCE || !self.names_finding(&(at..to)) {
            return false;
        }
        let Some((key, value)) = self.key_of_members(at, to).filter(|(key, _)| self.names_node(key)) else {
            return false;
        };
        // of `schmorl_nodes` the name is enough
        let part = self.view.find_mark(b'_', key.start, key.end).filter(|&part| self.names_node(&(key.start..part)));
        let key = key.start..part.unwrap_or(key.end);
        let tokens = &self.view.tokens.list;
        let level = |i: usize| i < to && levels::read(View { end: to, ..self.view }, i).is_some();
        let parts = |i: usize| matches!(self.view.mark(i), Some(b',' | b';')) && level(i + 1);
        let mut members: Vec<Range<usize>> = Vec::new();
        let mut from = value.start;
        for i in value.clone() {
            // a comma parts only what has told of oedema already
            let told = |i| self.view.mark(i) == Some(b';') || self.names_finding(&(from..i));
            if parts(i) && told(i) {
                members.push(from..i);
                from = i + 1;
            }
        }
        members.push(from..value.end);
        let rich = members.iter().any(|member| self.names_finding(member));
        let prose = value.clone().any(|i| i + 1 < value.end && self.ends_sentence(i, value.end))
            || value.clone().any(|i| self.tags(i, value.end).any(&[Tag::Verb, Tag::ThereIs, Tag::Shows]));
        let whole = members.len() > 1 && members.iter().all(|member| level(member.start)) && rich && !prose;
        if !whole || tokens[value.start].newlines > 1 {
            return false;
        }
        self.leave_early_section();
        self.heading = None;
        self.paragraph += 1;
        for member in members {
            let outer = self.key.replace(key.clone());
            self.push(member.start, member.end);
            self.key = outer;
        }
        true
    }

    /// Reads `schmorl_node_L1=no`: a key that a system made, and its value. True if the line is that.
    pub(super) fn made_key(&mut self, at: usize, to: usize) -> bool {
        let equals = self.view.find_mark(b'=', at + 1, to.min(at + LONGEST_MADE)).or_else(|| self.label(at, to));
        let Some(equals) = equals else { return false };
        let (key, value) = (at..equals, equals + 1..to);
        let made = self.view.find_mark(b'_', at, equals).is_some()
            && key.clone().skip(1).all(|i| self.view.tokens.list[i].glued);
        if !made
            || value.is_empty()
            || !self.names_finding(&key)
            || self.view.find_mark(b'=', value.start, to).is_some()
        {
            return false;
        }
        self.leave_early_section();
        self.heading = None;
        self.paragraph += 1;
        // `schmorl_node_1=Schmorl's node, L1 superior` names it anew
        if !self.names_finding(&value) {
            self.key = Some(key);
        } else if self.levelled(&key) && !self.levelled(&value) {
            self.heading = Some(key);
        }
        self.sentences(value.start, value.end);
        self.key = None;
        true
    }

    /// A key in front of a list: before a colon, an equals sign, ticked boxes, dots, or behind a ticked box.
    fn key_of_members(&self, at: usize, to: usize) -> Option<(Range<usize>, Range<usize>)> {
        let boxes = self.boxes(at, to);
        if let Some(first) = boxes.first() {
            let ticked = boxes.iter().find(|b| b.is_ticked())?;
            // `[x] Schmorl's node: L2 …`
            if first.begins(at) {
                return (boxes.len() == 1).then(|| self.key_and_value(first.end(), to)).flatten();
            }
            // `Schmorl's nodes [x] yes [ ] no   L2 …`
            let option = self.tags(ticked.end(), to).has(Tag::YesValue);
            let last = boxes.last()?.end();
            let behind = View { end: to, ..self.view }.phrase(last).map_or(last, |p| p.2);
            return option.then(|| (at..first.start(), behind..to));
        }
        // `Schmorl's nodes ........ L2 …`
        let dots = (at + 1..to.min(at + LONGEST_KEY + 1)).find(|&i| self.view.mark(i) == Some(b'.'));
        if let Some(dots) = dots.filter(|&dot| self.view.mark(dot + 1) == Some(b'.')) {
            let value = (dots..to).find(|&i| self.view.mark(i) != Some(b'.'))?;
            return Some((at..dots, value..to));
        }
        let (key, value) = self.key_and_value(at, to)?;
        // `Schmorl's nodes: yes     L2 …`
        let yes = View { end: to, ..self.view }.phrase(value.start).filter(|p| p.1.has(Tag::YesValue));
        let parted = |at: usize| self.token(at).is_some_and(|t| at < to && t.spaces >= NARROW_GAP);
        let from = yes.map(|p| p.2).filter(|&behind| parted(behind)).unwrap_or(value.start);
        Some((key, from..value.end))
    }

    /// What a key says behind the words that it begins with like a record's first: `endplate` of `schmorl_node_L2_endplate`.
    pub(super) fn behind_shared(&self, first: &Range<usize>, key: &Range<usize>) -> Option<Range<usize>> {
        let tokens = &self.view.tokens.list;
        let made = self.view.find_mark(b'_', first.start, first.end).is_some();
        if !made {
            return self.behind_name(first, key);
        }
        let shared = first.len();
        if key.len() <= shared + 1 || self.view.mark(key.start + shared) != Some(b'_') {
            return None;
        }
        let same = |i: usize| {
            self.view.tokens.folded(&tokens[first.start + i]) == self.view.tokens.folded(&tokens[key.start + i])
        };
        let rest = key.start + shared + 1..key.end;
        let unit = [Tag::Millimetre, Tag::Centimetre];
        let told = self.field_key(&rest) || self.names_finding(&rest) || self.tags(rest.start, rest.end).any(&unit);
        ((0..shared).all(same) && told).then_some(rest)
    }

    /// `endplate` of `schmorl node endplate`, where the first key begins with the same name.
    fn behind_name(&self, first: &Range<usize>, key: &Range<usize>) -> Option<Range<usize>> {
        let mut name = (key.start + 1..key.end).find(|&end| self.names_node(&(key.start..end)))?;
        // `Schmorl's` is enough of a name, and `node` is no field
        while name < key.end
            && (self.view.mark(name).is_some()
                || self.tags(name, key.end).any(&[Tag::NodeNoun, Tag::NodeNouns])
                || self.view.token(name).is_some_and(|t| t.glued))
        {
            name += 1;
        }
        let rest = name..key.end;
        let shared = name - key.start;
        let same = first.len() >= shared && self.same_words(&(first.start..first.start + shared), &(key.start..name));
        let told =
            self.field_key(&rest) || self.names_finding(&rest) || self.tags(rest.start, rest.end).has(Tag::YesValue);
        (same && told && !rest.is_empty()).then_some(rest)
    }

    /// Whether a key is another thing's: `Canal`.
    pub(super) fn of_another(&self, key: &Range<usize>) -> bool {
        // `Extension into canal` is the node's
        let any = |tag: Tag| key.clone().any(|i| self.tags(i, key.end).has(tag));
        !self.names_finding(key) && any(Tag::Canal) && !any(Tag::Reach)
    }

    /// Whether a field of a record tells something of its finding.
    fn tells_of_it(&self, (key, value): &Field) -> bool {
        // `Enhancement: none`
        let remark = !key.is_empty() && self.tags(key.start, key.end).has(Tag::Remark) && self.begins_answer(value);
        // `Posterior extension: absent`
        let reach = key.clone().any(|i| self.tags(i, key.end).any(&[Tag::Reach, Tag::Posterior]));
        let unreached = reach && self.begins_answer(value) && self.denies(value);
        !remark && !unreached && !self.says_nothing(value)
    }

    pub(super) fn push_record(&mut self, fields: Vec<Field>) {
        let records = self.by_level(fields);
        let member = records.len() > 1;
        for record in records {
            self.push_fields(record, member);
        }
    }

    /// `member`: the record is one of several that the name stands for.
    fn push_fields(&mut self, fields: Vec<Field>, member: bool) {
        let mut cells: Vec<Cell> = Vec::new();
        for (key, value) in fields.into_iter().filter(|field| self.tells_of_it(field)) {
            // `L1 inferior; L2 inferior`
            let number = |i: usize| self.view.tokens.list[i].kind == TokenKind::Number;
            let listed = |end: &usize| self.levelled(&(value.start..*end)) || number(value.start);
            let first = self.view.find_mark(b';', value.start, value.end).filter(listed);
            let first = first.or_else(|| self.companion_behind(&key, &value)).unwrap_or(value.end);
            cells.push(self.field_cell((key, value.start..first)));
            let mut from = first + 1;
            while from < value.end {
                let end = self.view.find_mark(b';', from, value.end).unwrap_or(value.end);
                cells.push(Cell::new(None, from..end, Some(b',')));
                from = end + 1;
            }
        }
        cells.retain(|cell| !cell.body.is_empty());
        cells.iter_mut().take(1).for_each(|cell| cell.member = member);
        self.push_cells(cells);
    }

    /// The comma behind which a field's value tells of another finding: `Position: T12, upper endplate, no edema`.
    fn companion_behind(&self, key: &Range<usize>, value: &Range<usize>) -> Option<usize> {
        if !self.field_key(key) || self.names_finding(key) || !self.names_finding(value) || self.names_node(value) {
            return None;
        }
        let comma = value.clone().rfind(|&i| self.view.mark(i) == Some(b','))?;
        (comma > value.start && !self.names_finding(&(value.start..comma))).then_some(comma)
    }

    pub(super) fn same_words(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let words =
            |range: &Range<usize>| self.view.tokens.list[range.clone()].iter().map(|t| self.view.tokens.folded(t));
        a.len() == b.len() && words(a).eq(words(b))
    }
}
