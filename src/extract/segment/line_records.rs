//! Records of lines: which lines below one another are fields of one finding.

use super::fields::{Field, LONGEST_KEY};
use super::lines::Line;
use super::records::BESIDE;
use super::{Segmenter, heading_of};
use crate::finding::{Change, Section};
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::ops::Range;

/// Most tokens of a value that is a place and no more.
const LONGEST_PLACE: usize = 5;
/// Most tokens of a value that is a finding's name: `Intravertebral disc herniation (Schmorl's node)`.
const LONGEST_VALUE: usize = 10;
/// Most tokens of a line of measurements.
const LONGEST_MEASURES: usize = 12;
/// Most fields of a record.
const MOST_FIELDS: usize = 64;

/// What a line is to the record above it.
enum Next {
    /// A field of it.
    Field(Field),
    /// The first field of another record under the same title.
    Another(Field),
    /// No field of it, but one within it.
    Foreign,
    /// One within it that says itself where: `Any with marrow edema? Yes, L1`.
    Apart(Field),
    /// The record has ended.
    End,
}

/// The record so far, and the line that is judged.
struct Judged<'a> {
    lines: &'a [Line],
    number: usize,
    titled: bool,
    fields: &'a [Field],
    key: Range<usize>,
    value: Range<usize>,
    /// Words that the key shares with the first field's were left out.
    detailed: bool,
}

impl Judged<'_> {
    fn line(&self) -> &Line {
        &self.lines[self.number]
    }

    fn next(&self) -> Option<&Line> {
        self.lines.get(self.number + 1).filter(|next| !next.blank_before)
    }

    fn told(&self, says: impl Fn(&Range<usize>) -> bool) -> bool {
        self.fields.iter().any(|(_, value)| says(value))
    }
}

impl Segmenter<'_> {
    /// How many lines from the first on are one record; it is read if there are any.
    pub(super) fn record(&mut self, lines: &[Line]) -> usize {
        let title = self.record_title(lines);
        let mut fields: Vec<Field> = Vec::new();
        // records before the one at hand that share its title
        let mut before: Vec<Vec<Field>> = Vec::new();
        let mut apart: Vec<Field> = Vec::new();
        let mut read = 0;
        for number in usize::from(title.is_some())..lines.len().min(MOST_FIELDS) {
            // `finding: Schmorl node` over `present: no`
            if let Some(field) = self.answers_name(&lines[number], &fields) {
                fields[0] = field;
                read = number + 1;
                continue;
            }
            match self.next_field(lines, number, &fields, title.is_some()) {
                Next::Field(field) => fields.push(field),
                Next::Another(field) => before.push(std::mem::replace(&mut fields, vec![field])),
                Next::Apart(field) => {
                    apart.push(field);
                    continue;
                }
                Next::Foreign => continue,
                Next::End => break,
            }
            read = number + 1;
        }
        // what stands behind the record's last field is no part of it
        let end = lines.get(read).map_or(usize::MAX, |line| line.from);
        apart.retain(|(key, _)| key.start < end);
        let read = if let Some(title) = title {
            before.push(fields);
            self.titled_records(&title, before, read)
        } else if fields.len() > 1 && fields.iter().any(|(k, v)| self.names_finding(k) || self.names_finding(v)) {
            self.push_lines(fields);
            read
        } else {
            0
        };
        for (key, value) in apart.into_iter().filter(|_| read > 0) {
            self.push_answer(key, value);
        }
        read
    }

    /// The finding that a record's only field has named, with the answer of the line below.
    fn answers_name(&self, line: &Line, fields: &[Field]) -> Option<Field> {
        let [(key, name)] = fields else { return None };
        if line.blank_before || self.names_finding(key) || !self.names_finding(name) || name.len() > LONGEST_VALUE {
            return None;
        }
        let (key, value) = self.field(line.from, line.to)?;
        self.asks_presence(&key, &value).then(|| (name.clone(), value))
    }

    fn next_field(&self, lines: &[Line], number: usize, fields: &[Field], titled: bool) -> Next {
        let line = &lines[number];
        let Some((key, value)) = self.field_of(line) else {
            return self.measures(lines, number, fields).map_or(Next::End, Next::Field);
        };
        // `schmorl_node_L2=yes`, `schmorl_node_L2_endplate=inferior`
        let detail = fields.first().and_then(|(first, _)| self.behind_shared(first, &key));
        let detailed = detail.is_some();
        let mut judged = Judged { lines, number, titled, fields, key: detail.unwrap_or(key), value, detailed };
        if self.tells_place_of_its_own(&judged) && self.begins_field(&judged) {
            return Next::Apart((judged.key, judged.value));
        }
        if self.is_no_field(&judged) {
            return Next::End;
        }
        // `New since 2020: yes` says it in its key
        let said = judged.key.clone().any(|i| self.tags(i, judged.key.end).has(Tag::Course(Change::New)));
        let said = said && self.tags(judged.value.start, judged.value.end).has(Tag::YesValue) && !fields.is_empty();
        let known = said || self.known_field(&judged);
        if said {
            judged.value = judged.key.clone();
        }
        let starts = self.begins_field(&judged);
        let course = |i: usize| self.tags(i, judged.value.end).has(Tag::Course(Change::New));
        let prior = self.of_prior(&judged.key) && !judged.value.clone().any(course);
        if starts && !fields.is_empty() && prior {
            return Next::Foreign;
        }
        let repeats = fields.iter().any(|(other, _)| self.same_words(other, &judged.key));
        let another = self.begins_another(&judged);
        if starts && !another && !repeats && !known && !line.blank_before && self.skips(&judged) {
            return Next::Foreign;
        }
        // `Level: L1`, `Endplate: superior`, `Level: L2`, … under one title
        let anew = titled && fields.first().is_some_and(|(first, _)| self.same_words(first, &judged.key));
        let field = (judged.key, judged.value);
        if anew && starts && known {
            return Next::Another(field);
        }
        if !starts || another || repeats || !known { Next::End } else { Next::Field(field) }
    }

    /// A line of measurements within a record: `- AP 8 mm, depth 5 mm`.
    pub(super) fn measures(&self, lines: &[Line], number: usize, fields: &[Field]) -> Option<Field> {
        let line = &lines[number];
        let from = self.marker(line.from, line.to);
        let listed = |line: &Line| self.marker(line.from, line.to) > line.from;
        let same = !fields.is_empty() && !line.blank_before && listed(line) == listed(&lines[number - 1]);
        let own = line.to - from <= LONGEST_MEASURES
            && !self.names_finding(&(from..line.to))
            && !self.levelled(&(from..line.to));
        let words = || (from..line.to).filter(|&i| self.view.tokens.list[i].kind == TokenKind::Word);
        let units = [Tag::Millimetre, Tag::Centimetre];
        let measured = || words().any(|i| self.tags(i, line.to).any(&units));
        let told = |i: usize| {
            self.tags(i, line.to).any(&[Tag::Field, Tag::Measuring, Tag::Times]) || self.tags(i, line.to).any(&units)
        };
        let plain = || words().filter(|&i| !told(i)).count() <= 2;
        (same && own && measured() && plain()).then_some((from..from, from..line.to))
    }

    /// Whether a line is prose, or a field that stands by itself.
    fn is_no_field(&self, judged: &Judged<'_>) -> bool {
        let Judged { key, value, fields, .. } = judged;
        // several sentences are prose, which may go on below
        let prose = (value.start..value.end.saturating_sub(1))
            .any(|at| self.view.mark(at) == Some(b'.') && self.ends_sentence(at, value.end));
        // `finding: type=node; level=L2` holds fields itself
        let nested = || self.view.find_mark(b'=', value.start, value.end - 1).is_some();
        if prose || self.view.mark(key.end) == Some(b':') && nested() {
            return true;
        }
        // `Vertebra: D11 / Plate: upper`, `LEVEL=L4 ENDPLATE=INFERIOR`: a record of one line
        let apart = |i: usize| self.view.tokens.list.get(i).is_some_and(|t| !t.glued);
        let slash = |i: &usize| self.view.mark(*i) == Some(b'/') && apart(*i) && apart(*i + 1);
        let keyed = |slash: usize| self.view.find_mark(b':', slash, value.end.min(slash + LONGEST_KEY + 2)).is_some();
        let equals =
            || self.view.mark(key.end) == Some(b'=') && self.view.find_mark(b'=', value.start, value.end).is_some();
        if value.clone().find(slash).is_some_and(keyed) || equals() {
            return true;
        }
        // `SCHMORL NODES: T7 inferior.`, `ENDPLATES: irregular from T6 to T10.`
        let levels = |range: &Range<usize>| self.levelled(range);
        // `Schmorl's nodes: thoracic` over `Thoracic levels: T9, T10`
        let exact = |told: &Range<usize>| levels(told) && !self.names_region(told);
        let named = fields.iter().any(|(k, told)| self.names_node(k) && exact(told));
        // `Height: loss at T8, 20%, old`, `Endplates: lucency at T11`
        let placed = judged.told(|told| levels(told) && told.len() > LONGEST_PLACE);
        // `LARGEST: T8, 6 mm` is one of them
        let largest = self.tags(key.start, key.end).has(Tag::Largest);
        if (named && !self.names_node(key) || placed) && levels(value) && !largest {
            return true;
        }
        let general =
            self.view.find_mark(b'(', key.start, key.end).is_some() && self.names_finding(key) && !self.names_node(key);
        general && !fields.is_empty() && !self.denies_edema(&(key.clone(), value.clone()))
    }

    /// Whether a line stands where a field may.
    fn begins_field(&self, judged: &Judged<'_>) -> bool {
        let Judged { lines, titled, fields, .. } = judged;
        let line = judged.line();
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        // items of one list, or lines indented below the first
        let listed = |line: &Line| self.marker(line.from, line.to) > line.from;
        let below = indent(line) > indent(&lines[0]) || listed(&lines[0]) && indent(line) == indent(&lines[0]);
        let below = below || *titled && listed(line);
        // `  Edema at T11: no` over `LEVEL: T12`
        if !fields.is_empty() && indent(line) < indent(&lines[0]) && !listed(&lines[0]) {
            return false;
        }
        !titled && fields.is_empty() || !line.blank_before && (below || self.marker(line.from, line.to) == line.from)
    }

    /// Whether a line begins what is no more of the record: `Vertebra L5: node`, `Vertebra L6: node`.
    fn begins_another(&self, judged: &Judged<'_>) -> bool {
        let Judged { key, value, fields, .. } = judged;
        // `Marrow signal: Modic type 2` over `  Level: L4-L5`
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let deeper = || judged.next().is_some_and(|next| indent(next) > indent(judged.line()));
        let own = self.names_finding(value) && !self.names_node(value) && !fields.is_empty() && deeper();
        // `Modic change: Yes` over `Site: L4/5`, where the record has a site already
        let beside = self.tags(key.start, key.end).any(&BESIDE);
        let asked = self.names_finding(key) && !self.names_node(key) && !beside && !fields.is_empty();
        let sited = || {
            let next = judged.next().and_then(|next| self.field(next.from, next.to));
            next.is_some_and(|(next, place)| {
                self.levelled(&place) && fields.iter().any(|(told, _)| self.same_words(told, &next))
            })
        };
        let anew = asked && self.tags(value.start, value.end).has(Tag::YesValue) && sited();
        // `Root contact: none` below `Extension into the canal: yes`
        let reached = fields.iter().any(|(told, _)| self.tells_reach(told));
        self.names_node(value) && judged.told(|told| self.names_node(told))
            || anew
            || own && !judged.titled
            || self.levelled(key)
                && self.asked_level(key).is_none()
                && fields.iter().any(|(told, _)| self.levelled(told))
            || self.of_another(key) && !judged.titled && !self.is_remark(key) && !reached
    }

    /// Whether a record may go on behind a field that tells nothing of it: `Rim enhancement: Not assessed`.
    fn skips(&self, judged: &Judged<'_>) -> bool {
        let Judged { key, value, fields, .. } = judged;
        let measured = value.clone().any(|i| self.view.token(i).is_some_and(|t| t.kind == TokenKind::Number));
        let extent = measured && key.clone().any(|i| self.tags(i, key.end).has(Tag::EdemaWord));
        let foreign = (!self.names_finding(key) || extent && !self.names_node(key))
            && !self.names_finding(value)
            && !self.levelled(key)
            && !self.levelled(value);
        // `Number: 2` right behind the name: the places tell how many
        let counts = !fields.is_empty() && measured && self.tags(key.start, key.end).has(Tag::CountColumn);
        foreign && (fields.len() > 2 || counts || judged.titled)
    }

    /// `Any with marrow edema? Yes, L1` in a form of nodes.
    fn tells_place_of_its_own(&self, judged: &Judged<'_>) -> bool {
        let Judged { fields, key, value, .. } = judged;
        let companion = !fields.is_empty() && self.names_finding(key) && !self.names_node(key) && !self.levelled(key);
        let answered = || self.tags(value.start, value.end).has(Tag::YesValue) && self.levelled(value);
        let goes_on = || {
            let next = judged.next().and_then(|next| self.field(next.from, next.to));
            next.is_some_and(|(next, _)| self.field_key(&next) && !self.of_another(&next))
        };
        companion && answered() && goes_on()
    }

    /// `Posterior extension into the canal: yes`
    pub(super) fn tells_reach(&self, key: &Range<usize>) -> bool {
        // `Disc narrowing` is another finding's
        let own = !self.tags(key.start, key.end).has(Tag::Other);
        own && key.clone().any(|i| self.tags(i, key.end).any(&[Tag::Reach, Tag::Posterior]))
    }

    /// `Impression.....Schmorl's node`, `Finding: Schmorl's node`, where nothing before it named the finding.
    fn concludes(&self, judged: &Judged<'_>) -> bool {
        let Judged { key, value, fields, .. } = judged;
        let named = fields.iter().any(|(k, told)| self.names_finding(k) || self.names_finding(told));
        // `Favoured diagnosis: Schmorl's node`
        let favoured = self.tags(key.start, key.end).has(Tag::UncertaintyAfter);
        let headed = matches!(self.heading_word(key), Some(Section::Impression | Section::Findings));
        let concludes = favoured || headed;
        concludes && !named && self.names_node(value) && value.len() <= LONGEST_VALUE
    }

    /// `Description`, `Enhancement`.
    fn is_remark(&self, key: &Range<usize>) -> bool {
        self.tags(key.start, key.end).has(Tag::Remark)
    }

    /// Whether a field is an earlier exam's: `Prior size: 7 mm`.
    fn of_prior(&self, key: &Range<usize>) -> bool {
        let size = |i: usize| self.tags(i, key.end).any(&[Tag::Field, Tag::Measuring]);
        self.tags(key.start, key.end).has(Tag::PriorSize) && key.clone().skip(1).any(size)
    }

    /// Whether a line is known as a field of a finding.
    fn known_field(&self, judged: &Judged<'_>) -> bool {
        let Judged { key, value, fields, titled, .. } = judged;
        let after = key.start > 0 && self.view.mark(key.start - 1) == Some(b'_');
        judged.detailed
            || after
            || self.field_key(key)
            || self.tells_beside(judged)
            || !fields.is_empty() && (self.is_remark(key) || self.tells_reach(key) || self.concludes(judged))
            || self.names_node_of_level(judged)
            || fields.is_empty() && (*titled && self.asks_presence(key, value) || self.names_record(judged))
    }

    /// `  Schmorl's node: present, superior endplate` below `LEVEL: T11`.
    fn names_node_of_level(&self, judged: &Judged<'_>) -> bool {
        let of_level = |(key, value): &Field| self.levelled(value) && !self.names_finding(key);
        let named = judged.fields.iter().any(|(k, told)| self.names_node(k) || self.names_node(told));
        judged.fields.first().is_some_and(of_level) && !named && self.names_node(&judged.key)
    }

    fn heading_word(&self, key: &Range<usize>) -> Option<Section> {
        self.view.phrase(key.start).and_then(|p| self.view.value(p.0, heading_of))
    }

    /// Whether the first field names the finding: `Schmorl's node: yes`, `Finding 1: Schmorl's node`.
    fn names_record(&self, judged: &Judged<'_>) -> bool {
        let Judged { lines, key, value, .. } = judged;
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        if self.names_node(key) {
            return true;
        }
        let deeper = || {
            let next = judged.next().filter(|next| indent(next) > indent(judged.line()));
            next.and_then(|next| self.field(next.from, next.to)).is_some_and(|(next, _)| self.field_key(&next))
        };
        let numbered = key.len() == 2 && self.view.tokens.list[key.end - 1].kind == TokenKind::Number;
        let bracketed = self.view.find_mark(b'(', value.start, value.end).is_some();
        let short = value.len() <= if bracketed { LONGEST_VALUE } else { LONGEST_PLACE };
        let one = key.len() == 1 || numbered;
        let heads = short && self.names_finding(value) && (one || key.len() <= LONGEST_KEY && deeper());
        if heads && (!one || self.heading_word(key) == Some(Section::Findings)) {
            return true;
        }
        // `Modic changes present: Yes` over `Level: L4-L5`, `Type: 2`; lines indented below are `ticked_record`'s
        let flat = lines.get(1).is_none_or(|next| indent(next) <= indent(&lines[0]));
        flat && self.names_finding(key) && (self.answers(value) || self.types_modic(key, value))
    }

    /// Whether a field tells what goes with the finding: `Perilesional marrow edema: Present`; `Marrow edema: Yes` with
    /// more fields below; `Marrow signal - STIR hyperintense`; `Comparison: {unchanged}`.
    fn tells_beside(&self, judged: &Judged<'_>) -> bool {
        let Judged { lines, titled, fields, key, value, .. } = judged;
        let line = judged.line();
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let goes_on = || {
            let next = judged.next().filter(|next| indent(next) == indent(line));
            let next = next.and_then(|next| self.field(next.from, next.to));
            next.is_some_and(|(next, _)| self.field_key(&next) && !self.of_another(&next)) || judged.next().is_none()
        };
        // the line below, `Lesion #2`, stands farther left
        let closes = || judged.next().is_some_and(|next| indent(next) < indent(line));
        let companion = (*titled || !fields.is_empty())
            && self.names_finding(key)
            && !self.names_node(key)
            && (self.tags(key.start, key.end).any(&BESIDE)
                || self.begins_answer(value)
                    && (indent(line) > indent(&lines[0]) || fields.len() > 1 && (goes_on() || closes())));
        let signal = *titled && self.names_finding(value) && !self.names_node(value);
        let course = |i: usize| self.tags(i, value.end).has(Tag::Course(Change::New));
        let compared = || self.heading_word(key) == Some(Section::Comparison) && value.clone().any(course);
        companion || signal || fields.len() > 1 && compared()
    }
}
