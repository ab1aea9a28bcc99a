//! What a form asks and where it was answered, told before lines are cut: `3. Endplate? (1 = upper, 2 = lower)` over
//! `Answer: 2`, `Q Modic?   A Type 1.`, `Endplate: 1=Upper 2=Lower   Selected: 1`, `Endplate .... 2, Lower`.
//!
//! In: a report's tokens. Out: the same as plain fields, a key and its value in one line: `Endplate: lower`. Codes whose
//! options stand in the question are read as the option that they mean.

use super::levels::{self, View};
use crate::finding::{Acuity, Change, Section};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{NARROW_GAP, NUMBER, TokenKind, Tokens, marks};
use std::ops::Range;

/// Most tokens of a question with its options.
const LONGEST_QUESTION: usize = 60;
/// Most lines of one.
const MOST_LINES: usize = 3;
/// Most tokens in front of what an answer names.
const LONGEST_LEAD: usize = 3;
/// Most tokens of an answer.
const LONGEST_VALUE: usize = 20;
/// Most tokens of what an option means.
const LONGEST_OPTION: usize = 6;
/// Fewest lines that have a code and its meaning as their value.
const FEWEST_CODED: usize = 2;

/// Makes fields of questions and their answers.
pub(super) fn fields(lexicons: &Lexicons, tokens: &mut Tokens) {
    let labelled = tokens.said.has(Tag::AnswerLabel);
    if !(labelled || tokens.has_mark(b'?') || tokens.has_mark(b'=') || tokens.has_mark(b',')) {
        return;
    }
    let lines = tokens.lines();
    let mut edit = Edit::default();
    {
        let view = View { lexicons, tokens, end: tokens.list.len() };
        let reader = Reader { view, lines: &lines, speaker: speaker(view, &lines) };
        reader.variables(&mut edit);
        reader.pairs(&mut edit);
        reader.coded_values(&mut edit);
    }
    edit.make(lexicons, tokens);
}

/// What is to become of the tokens.
#[derive(Default)]
struct Edit {
    hidden: Vec<usize>,
    colons: Vec<usize>,
    commas: Vec<usize>,
    /// Tokens that go on with their line.
    joined: Vec<Range<usize>>,
    /// Tokens that begin a line right below the one before.
    near: Vec<usize>,
}

impl Edit {
    fn make(mut self, lexicons: &Lexicons, tokens: &mut Tokens) {
        if self.hidden.is_empty() && self.colons.is_empty() {
            return;
        }
        for range in self.joined {
            for token in &mut tokens.list[range] {
                (token.newlines, token.spaces) = (0, token.spaces.min(1));
            }
        }
        for at in self.near {
            tokens.list[at].newlines = tokens.list[at].newlines.min(1);
        }
        for (marks, mark) in [(self.colons, b':'), (self.commas, b',')] {
            for at in marks {
                tokens.make_mark(at, mark);
                (tokens.list[at].spaces, tokens.list[at].glued) = (0, true);
            }
        }
        self.hidden.sort_unstable();
        self.hidden.dedup();
        tokens.drop(&self.hidden);
        lexicons.find_phrases(tokens);
    }
}

/// The word that stands before the answers below questions: `Rad:` below `Tech: Modic?`.
fn speaker<'a>(view: View<'a>, lines: &[Range<usize>]) -> Option<&'a [u8]> {
    if !view.tokens.has_mark(b'?') {
        return None;
    }
    let mut labels: Vec<&[u8]> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let Some(mark) = view.find_mark(b'?', line.start, line.end) else { continue };
        let below = lines.get(number + 1).filter(|below| view.tokens.list[below.start].newlines == 1);
        let answer = if mark + 1 < line.end { Some(mark + 1..line.end) } else { below.cloned() };
        let asks = view.tokens.folded_bytes(&view.tokens.list[line.start]) == b"q";
        let Some(label) = answer.and_then(|answer| spoken(view, &answer, asks)) else { continue };
        if labels.contains(&label) {
            return Some(label);
        }
        labels.push(label);
    }
    None
}

/// The word that a line begins with, if a mark behind it parts it from the rest: `A7. Yes`, `Rad: none`, `A  No`;
/// `asked`: `Q` stands before the question, so that `A` alone is enough.
fn spoken<'a>(view: View<'a>, line: &Range<usize>, asked: bool) -> Option<&'a [u8]> {
    let view = View { end: line.end, ..view };
    let word = view.token(line.start).filter(|t| t.kind == TokenKind::Word)?;
    let letter = word.span.end - word.span.start == 1;
    let known = [Tag::Field, Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::LevelNoun];
    let tags = view.tags(line.start);
    if levels::read(view, line.start).is_some() {
        return None;
    }
    let plain = letter || !tags.any(&known) && !tags.any(&FINDINGS);
    let parted = behind_label(view, line.start).is_some();
    // `A  No`
    let gap = || view.token(line.start + 1).is_some_and(|t| t.spaces >= NARROW_GAP);
    let apart = || letter && word.capital && (gap() || asked && view.tokens.folded_bytes(word) == b"a");
    (plain && (parted || apart())).then(|| view.tokens.folded_bytes(word))
}

/// The token behind a label: `A7.`, `Rad:`, `Answer 2)`, `[3]`.
fn behind_label(view: View<'_>, at: usize) -> Option<usize> {
    let number = |i: usize| view.token(i).is_some_and(|t| t.kind == TokenKind::Number);
    let behind = at + 1 + usize::from(number(at + 1));
    matches!(view.mark(behind), Some(b':' | b'.' | b')' | b'=')).then_some(behind + 1)
}

/// An option with its code.
struct Choice {
    /// Where it begins, a bracket in front of its code with it.
    from: usize,
    code: usize,
    means: Range<usize>,
}

/// The lines of a text, with the word that stands before answers.
struct Reader<'r, 'a> {
    view: View<'a>,
    lines: &'r [Range<usize>],
    speaker: Option<&'a [u8]>,
}

impl Reader<'_, '_> {
    fn folded(&self, at: usize) -> &[u8] {
        self.view.tokens.folded_bytes(&self.view.tokens.list[at])
    }

    fn number(&self, at: usize) -> bool {
        self.view.token(at).is_some_and(|t| t.kind == TokenKind::Number)
    }

    fn word(&self, at: usize) -> bool {
        self.view.token(at).is_some_and(|t| t.kind == TokenKind::Word)
    }

    fn letter(&self, at: usize) -> bool {
        self.word(at) && self.view.token(at).is_some_and(|t| t.span.end - t.span.start == 1)
    }

    fn wide(&self, at: usize) -> bool {
        self.view.token(at).is_some_and(|t| t.spaces >= NARROW_GAP && t.newlines == 0)
    }

    /// `[node_level] Level   3, L3`: names of variables in front of what they ask.
    fn variables(&self, edit: &mut Edit) {
        if !self.view.tokens.has_mark(b'[') {
            return;
        }
        let named = |line: &Range<usize>| {
            let close = self.view.find_mark(b']', line.start + 1, line.end.min(line.start + LONGEST_OPTION + 2))?;
            let inner = line.start + 1..close;
            let made =
                |at: usize| self.view.mark(at) == Some(b'_') || self.word(at) && !self.wide(at) || self.number(at);
            let name = self.view.mark(line.start) == Some(b'[') && inner.clone().all(made) && self.word(inner.start);
            let more = name && close + 2 < line.end && !inner.clone().any(|at| self.folded(at) == b"x");
            let plain = inner.len() == 1 || inner.clone().any(|at| self.view.mark(at) == Some(b'_'));
            (more && plain && levels::read(self.view, inner.start).is_none()).then_some(line.start..close + 1)
        };
        let told: Vec<Range<usize>> = self.lines.iter().filter_map(named).collect();
        let made = told.iter().any(|range| range.clone().any(|at| self.view.mark(at) == Some(b'_')));
        if told.len() >= FEWEST_CODED && made {
            edit.hidden.extend(told.into_iter().flatten());
        }
    }

    /// Makes fields of the questions whose answers are labelled.
    fn pairs(&self, edit: &mut Edit) {
        // the line behind the last answer
        let mut free = 0;
        for (number, line) in self.lines.iter().enumerate() {
            let found = self.labelled(line).or_else(|| self.answered_beside(line));
            let Some((end, answer)) = found.filter(|(_, answer)| answer.start < answer.end) else { continue };
            let question = if end > line.start { Some(line.start..end) } else { self.question_above(number, free) };
            let Some(question) = question.filter(|question| question.len() <= LONGEST_QUESTION) else { continue };
            if self.field(&question, &answer, free == number, edit) {
                free = number + 1;
            }
        }
    }

    /// Whether a question takes its node for granted and asks how it is: `Is the Schmorl's node acute?`
    fn asks_of_known(&self, key: &Range<usize>) -> bool {
        const HOW: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::CourseCell(Change::New)];
        const NODE: [Tag; 4] = [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::BareNode];
        let view = View { end: key.end, ..self.view };
        let known = view.tags(key.start).has(Tag::Verb) && view.tags(key.start + 1).has(Tag::Definite);
        let has = |tags: &[Tag]| (key.start + 2..key.end).any(|at| view.tags(at).any(tags));
        known && has(&NODE) && has(&HOW)
    }

    /// Leaves of such a question what its answer affirms, or what the answer says behind a no: `No, it is long-standing.`
    fn told_of_known(&self, key: &Range<usize>, answer: &Range<usize>, edit: &mut Edit) -> bool {
        let first = self.view.tags(answer.start);
        let comma = usize::from(matches!(self.view.mark(answer.start + 1), Some(b',' | b'.')));
        if first.has(Tag::YesValue) {
            edit.hidden.push(key.start);
            edit.hidden.extend(key.end..answer.start + 1 + comma);
        } else if first.any(&[Tag::NoneValue, Tag::NegationBefore]) {
            edit.hidden.extend(key.start..answer.start + 1 + comma);
        } else {
            return false;
        }
        edit.joined.push(key.start + 1..answer.end);
        true
    }

    /// Where the question ends and the answer stands in a line with a labelled answer.
    fn labelled(&self, line: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let marked = self.view.tokens.may_have_marks(marks([b'>', b'[', b'{', b'?']), line.start, line.end);
        if !marked && self.speaker.is_none() && !self.view.tokens.said.has(Tag::AnswerLabel) {
            return None;
        }
        let view = View { end: line.end, ..self.view };
        if self.view.tokens.said.has(Tag::AnswerLabel) {
            let label = line.clone().find_map(|at| {
                let behind = view.phrase(at).filter(|p| p.1.has(Tag::AnswerLabel))?.2;
                let apart = at == line.start || self.wide(at) || view.mark(at - 1).is_some();
                apart.then_some((at, behind..line.end))
            });
            if label.is_some() {
                return label;
            }
        }
        // `=> 1` below a question or behind its options
        let arrow = |at: usize| matches!(view.mark(at), Some(b'=' | b'-')) && view.mark(at + 1) == Some(b'>');
        let behind = |at: usize| self.wide(at) || matches!(view.mark(at - 1), Some(b':' | b'?'));
        let sign = line.clone().find(|&at| arrow(at) && (at == line.start || behind(at)));
        let coded = sign.is_some_and(|sign| {
            self.choices(&(line.start..sign)).len() > 1 || sign > line.start && view.mark(sign - 1) == Some(b':')
        });
        if let Some(sign) = sign.filter(|&sign| coded || sign == line.start && view.tokens.has_mark(b'?')) {
            return Some((sign, sign + 2..line.end));
        }
        // `Level [options: T12, L1, L2] value: L1`
        if let Some(listed) = self.chosen_of_list(line) {
            return Some(listed);
        }
        // `A7.  Yes` below `Q7.  Node?`
        let said = self.speaker.filter(|speaker| spoken(self.view, line, true) == Some(*speaker));
        if said.is_some() {
            let behind = behind_label(view, line.start).unwrap_or(line.start + 1);
            return Some((line.start, behind..line.end));
        }
        // `Q Modic?   A Type 1.`, `Tech: Modic?   Rad: Type 1.`
        let mark = view.find_mark(b'?', line.start + 1, line.end)?;
        let at = mark + 1;
        let asks = self.folded(line.start) == b"q" && self.letter(line.start);
        let answers = asks && self.letter(at) && self.folded(at) == b"a" && view.token(at).is_some_and(|t| t.capital);
        let speaks = || self.speaker.is_some() && spoken(self.view, &(at..line.end), false) == self.speaker;
        (at < line.end && (answers || speaks())).then(|| (at, behind_label(view, at).unwrap_or(at + 1)..line.end))
    }

    /// `Level [options: T12, L1, L2] value: L1`: a value that the list before it offers.
    fn chosen_of_list(&self, line: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let view = View { end: line.end, ..self.view };
        let open = view
            .find_mark(b'[', line.start + 1, line.end)
            .or_else(|| view.find_mark(b'{', line.start + 1, line.end))?;
        let close = if view.mark(open) == Some(b'[') { b']' } else { b'}' };
        let close = view.find_mark(close, open + 2, line.end)?;
        // `Marrow edema {none | present} -> present`
        let arrow = matches!(view.mark(close + 1), Some(b'-' | b'=')) && view.mark(close + 2) == Some(b'>');
        if arrow && close + 3 < line.end {
            return Some((close + 1, close + 3..line.end));
        }
        let value = (close + 1..line.end.min(close + 4)).find(|&at| matches!(view.mark(at), Some(b':' | b'=')))? + 1;
        let list = open + 1..close;
        let offers = list.len() > 4
            && list.clone().filter(|&at| matches!(view.mark(at), Some(b',' | b';' | b'|' | b'/'))).count() > 1;
        let offered = list.clone().any(|at| value < line.end && self.folded(at) == self.folded(value));
        (offers && (offered || self.number(value))).then_some((close + 1, value..line.end))
    }

    /// `Edema   2   [1=yes 2=no]`: a code between a gap and the options that end the line.
    fn answered_beside(&self, line: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let close = self.view.mark(line.end - 1)?;
        let open = match close {
            b']' => b'[',
            b')' => b'(',
            _ => return None,
        };
        let open = line.clone().rev().find(|&at| self.view.mark(at) == Some(open))?;
        let code = open.checked_sub(1).filter(|&at| at > line.start && self.wide(at) && self.wide(open))?;
        (self.choices(&(open..line.end)).len() > 1).then_some((code, code..line.end))
    }

    /// The question in the lines above a line that begins with an answer.
    fn question_above(&self, number: usize, free: usize) -> Option<Range<usize>> {
        let mut first = number;
        while first > free
            && number - first < MOST_LINES
            && self.view.tokens.list[self.lines[first].start].newlines == 1
        {
            first -= 1;
            let line = &self.lines[first];
            let numbered = self.number(line.start) && matches!(self.view.mark(line.start + 1), Some(b'.' | b')'));
            if self.view.find_mark(b'?', line.start, line.end).is_some() || numbered {
                return Some(line.start..self.lines[number].start);
            }
        }
        // `Endplate (1 = upper, 2 = lower)` over `Answer: 2`
        let above = number.checked_sub(1).filter(|&above| above >= free)?;
        let near = self.view.tokens.list[self.lines[number].start].newlines == 1;
        near.then(|| self.lines[above].start..self.lines[number].start)
    }

    /// Makes a field of a question and its answer; `below`: it stands right below another.
    fn field(&self, question: &Range<usize>, answer: &Range<usize>, below: bool, edit: &mut Edit) -> bool {
        let start = self.behind_lead(question);
        let choices = self.choices(&(start..answer.end));
        let options = choices.first().map_or(answer.start, |choice| choice.from);
        let asked = View { end: question.end, ..self.view };
        let key_end = asked.find_mark(b'?', start, question.end).unwrap_or(question.end).min(options);
        let open = (start..key_end).find(|&at| matches!(asked.mark(at), Some(b'[' | b'{')));
        let mut key = start..open.unwrap_or(key_end);
        while key.len() > 1 && matches!(self.view.mark(key.end - 1), Some(b':' | b'(' | b'-' | b'.' | b'?' | b'=')) {
            key.end -= 1;
        }
        if key.is_empty() {
            return false;
        }
        if self.asks_of_known(&key) {
            return self.told_of_known(&key, answer, edit);
        }
        let mut values: Vec<Range<usize>> = Vec::new();
        if choices.len() > 1 {
            let told = answer.start..answer.end.min(if options > answer.start { options } else { answer.end });
            let codes = told.clone().filter(|&at| self.number(at) || self.letter(at) || self.word(at));
            let chosen = |at: usize| choices.iter().find(|choice| self.folded(choice.code) == self.folded(at));
            for at in codes {
                match chosen(at) {
                    Some(choice) => values.push(choice.means.clone()),
                    None => {
                        values.clear();
                        break;
                    }
                }
            }
            values.sort_by_key(|value| value.start);
            if values.is_empty() {
                values.push(told);
            }
        } else {
            values.push(answer.clone());
        }
        if values.iter().any(Range::is_empty) {
            return false;
        }
        let value = values[0].clone();
        let end = answer.end;
        let itself = self.names_itself(&value);
        if !itself && !self.is_value(&key, &value) {
            return false;
        }
        let kept = if itself && !self.is_plain(&key) { value.start..value.start } else { self.asked_for(&key) };
        let joint = (!kept.is_empty() && kept.end < value.start).then_some(kept.end);
        if !kept.is_empty() && joint.is_none() {
            return false;
        }
        let first = if kept.is_empty() { value.start } else { kept.start };
        let stays =
            |at: &usize| kept.contains(at) || Some(*at) == joint || values.iter().any(|value| value.contains(at));
        let mut hidden: Vec<usize> = (question.start..end).filter(|at| !stays(at)).collect();
        if let [_, second, ..] = &values[..] {
            // two codes: `superior, inferior`
            let comma = second.start - 1;
            edit.commas.push(comma);
            hidden.retain(|at| *at != comma);
        }
        if kept.is_empty() {
            edit.hidden.extend(self.affirmed(&(value.start..end)));
        }
        edit.hidden.extend(hidden);
        edit.colons.extend(joint);
        edit.joined.push(question.start + 1..end);
        if below {
            edit.near.extend([question.start, first]);
        }
        true
    }

    /// The first token behind what numbers a question: `3.`, `Q7.`, `Tech:`, `4.1`.
    fn behind_lead(&self, question: &Range<usize>) -> usize {
        let view = View { end: question.end, ..self.view };
        let mut at = question.start;
        while at < question.end && self.view.mark(at).is_some_and(|mark| matches!(mark, b'-' | b'*' | b'#')) {
            at += 1;
        }
        if self.number(at) {
            let behind = at + 1 + usize::from(matches!(view.mark(at + 1), Some(b'.' | b')')));
            // `5a.`
            let letter =
                usize::from(behind == at + 1 && self.letter(behind) && view.token(behind).is_some_and(|t| t.glued));
            let stop = behind + letter + usize::from(letter > 0 && matches!(view.mark(behind + 1), Some(b'.' | b')')));
            return stop.min(question.end);
        }
        if !self.word(at) {
            return at;
        }
        let lettered = self.letter(at) && self.folded(at) == b"q";
        let asks = lettered || self.folded(at) == b"question" && self.number(at + 1);
        let plain = |at: usize| {
            let tags = view.tags(at);
            !tags.any(&FINDINGS) && !tags.any(&[Tag::Field, Tag::LevelNoun]) && levels::read(view, at).is_none()
        };
        match behind_label(view, at) {
            Some(behind) if asks || self.speaker.is_some() && plain(at) && behind <= at + 2 => behind,
            _ if asks => at + 1 + usize::from(self.number(at + 1)),
            _ => at,
        }
    }

    /// Codes with what they mean: `1 = yes, 2 = no`, `1=Yes  2=No`, `[1] Yes  [2] No`.
    fn choices(&self, range: &Range<usize>) -> Vec<Choice> {
        let view = View { end: range.end, ..self.view };
        let short = |at: usize| {
            view.token(at).is_some_and(|t| {
                let letters = t.span.end - t.span.start;
                t.kind == TokenKind::Number && letters < 3 || t.kind == TokenKind::Word && letters < 3
            })
        };
        let begins = |at: usize| {
            let open = usize::from(matches!(view.mark(at), Some(b'[' | b'(')));
            let code = at + open;
            if !short(code) || view.token(code).is_some_and(|t| t.glued && view.mark(code - 1).is_none()) {
                return None;
            }
            let close = open > 0 && matches!(view.mark(code + 1), Some(b']' | b')'));
            let equals = view.mark(code + 1) == Some(b'=') || view.mark(code + 1) == Some(b':') && self.number(code);
            let word = |i: usize| view.token(i).is_some_and(|t| t.kind == TokenKind::Word);
            (equals && word(code + 2) || close && self.number(code) && word(code + 2)).then_some((code, code + 2))
        };
        let mut choices: Vec<Choice> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let Some((code, from)) = begins(at) else {
                at += 1;
                continue;
            };
            let stops = |i: &usize| {
                begins(*i).is_some()
                    || matches!(view.mark(*i), Some(b',' | b';' | b'|' | b')' | b']' | b'}' | b'/'))
                    || self.view.tags(*i).has(Tag::AnswerLabel)
                    || view.token(*i).is_some_and(|t| t.newlines > 0 || t.spaces > NARROW_GAP)
            };
            let end = (from + 1..range.end).find(stops).unwrap_or(range.end);
            if end - from <= LONGEST_OPTION {
                choices.push(Choice { from: at, code, means: from..end });
            }
            at = end;
        }
        if choices.len() < 2 { Vec::new() } else { choices }
    }

    /// Whether an answer says itself what it is about: `A node at L5.`, `No Schmorl's node.`
    fn names_itself(&self, value: &Range<usize>) -> bool {
        let view = View { end: value.end, ..self.view };
        let name = value.clone().find(|&at| view.tags(at).any(&FINDINGS));
        let stops =
            |at: usize| matches!(view.mark(at), Some(b',' | b'.' | b':' | b';')) || view.tags(at).has(Tag::YesValue);
        name.is_some_and(|name| name <= value.start + LONGEST_LEAD && !(value.start..name).any(stops))
    }

    /// Whether a key is one that forms have, no question: `Finding`.
    fn is_plain(&self, key: &Range<usize>) -> bool {
        let view = View { end: key.end, ..self.view };
        let findings = |p| view.value(p, super::segment::heading_of) == Some(Section::Findings);
        let plain = |p: (_, TagSet, _)| p.2 == key.end && (p.1.any(&[Tag::Field, Tag::Lesion]) || findings(p.0));
        view.phrase(key.start).is_some_and(|p| plain(p) && !p.1.any(&FINDINGS))
    }

    /// Whether an answer is what a form is filled in with, no prose: `Yes`, `L3, upper`, `4 mm`, `none`.
    fn is_value(&self, key: &Range<usize>, value: &Range<usize>) -> bool {
        const SAYS: [Tag; 4] = [Tag::Verb, Tag::ThereIs, Tag::Shows, Tag::Pronoun];
        const ANSWERS: [Tag; 5] =
            [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter, Tag::UncertaintyBefore];
        let view = View { end: value.end, ..self.view };
        let prose = value.clone().any(|at| view.tags(at).any(&SAYS));
        if value.len() > LONGEST_VALUE || prose {
            return false;
        }
        let named = key.clone().any(|at| self.view.tags(at).any(&FINDINGS));
        let answered = view.tags(value.start).any(&ANSWERS);
        let sided =
            [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::Both, Tag::ModicKind, Tag::NotApplicable];
        let other = [Tag::Other, Tag::Lesion, Tag::Canal, Tag::Structure];
        let told = !value.clone().any(|at| view.tags(at).any(&other));
        let placed =
            told && (value.start..value.end.min(value.start + LONGEST_LEAD)).any(|at| levels::read(view, at).is_some());
        let typed = placed || self.number(value.start) || view.tags(value.start).any(&sided);
        // `Is it acute?   No.` is known where sentences are read
        if named { answered || typed } else { !answered || value.len() < 2 && self.is_plain(key) }
    }

    /// `Schmorl's node, yes. L5 upper endplate`: what stands between the name and what is told of it.
    fn affirmed(&self, answer: &Range<usize>) -> Range<usize> {
        let view = View { end: answer.end, ..self.view };
        let comma = view.find_mark(b',', answer.start, answer.end.min(answer.start + LONGEST_OPTION));
        let yes = comma.filter(|comma| view.tags(comma + 1).has(Tag::YesValue));
        match yes {
            Some(comma) if view.mark(comma + 2) == Some(b'.') && comma + 3 < answer.end => comma + 1..comma + 3,
            _ => 0..0,
        }
    }

    /// The words of a question that are the key of its answer.
    fn asked_for(&self, key: &Range<usize>) -> Range<usize> {
        let view = View { end: key.end, ..self.view };
        let named = |at: usize| view.tags(at).any(&FINDINGS);
        let Some(name) = key.clone().find(|&at| named(at)) else { return key.clone() };
        // `How large is the node?`
        let field = (key.start..name).find_map(|at| view.phrase(at).filter(|p| p.1.has(Tag::Field)).map(|p| at..p.2));
        let denied = |at: usize| view.tags(at).any(&[Tag::NegationBefore, Tag::Exception]);
        if let Some(field) = field {
            return field;
        }
        if key.clone().any(denied) {
            return key.clone();
        }
        const TELLS: [Tag; 12] = [
            Tag::Marrow,
            Tag::NodeNoun,
            Tag::NodeNouns,
            Tag::ModicChange,
            Tag::ModicKind,
            Tag::EdemaWord,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
        ];
        let tells = |at: usize| named(at) || view.tags(at).any(&TELLS) || levels::read(view, at).is_some();
        let first = key.clone().find(|&at| tells(at)).unwrap_or(name);
        let mut last = first;
        let mut at = first;
        while at < key.end {
            let next = match levels::read(view, at) {
                Some(read) => read.next,
                None if tells(at) => view.phrase(at).map_or(at + 1, |p| p.2),
                None => {
                    at += 1;
                    continue;
                }
            };
            (at, last) = (next.max(at + 1), next);
        }
        // `around the node`
        first..last.max(name + 1)
    }

    /// `Endplate .... 2, Lower`: a value that is a code and what it means.
    fn coded_values(&self, edit: &mut Edit) {
        let coded = |line: &Range<usize>| {
            let figures = self.view.tokens.may_have_mark(NUMBER, line.start, line.end);
            if !figures || !self.view.tokens.may_have_marks(marks([b')', b',', b'-']), line.start, line.end) {
                return None;
            }
            let view = View { end: line.end, ..self.view };
            let parts = |at: usize| {
                matches!(view.mark(at - 1), Some(b':' | b'=' | b'?' | b'.' | b'_'))
                    || self.view.token(at).is_some_and(|t| t.spaces >= NARROW_GAP)
            };
            line.clone().skip(1).filter(|&at| parts(at)).find_map(|at| {
                let open = usize::from(view.mark(at) == Some(b'('));
                let code = at + open;
                let joint = match view.mark(code + 1) {
                    Some(b')') => open > 0,
                    Some(b',' | b'-') => open == 0,
                    _ => false,
                };
                let value = code + 2;
                let short =
                    view.token(code).is_some_and(|t| t.kind == TokenKind::Number && t.span.end - t.span.start < 3);
                let says = [
                    Tag::YesValue,
                    Tag::NoneValue,
                    Tag::NegationBefore,
                    Tag::Superior,
                    Tag::Inferior,
                    Tag::Upper,
                    Tag::Lower,
                    Tag::Both,
                    Tag::ModicKind,
                ];
                let known = view.tags(value).any(&says)
                    || view.tags(value).any(&FINDINGS)
                    || levels::read(view, value).is_some();
                let whole = line.end > value && line.end - value <= LONGEST_OPTION;
                let open = view.mark(at - 1).is_none();
                (short && joint && known && whole && self.word(value)).then_some((at, open, value))
            })
        };
        let told: Vec<(usize, bool, usize)> = self.lines.iter().filter_map(coded).collect();
        if told.len() < FEWEST_CODED {
            return;
        }
        for (at, open, value) in told {
            edit.hidden.extend(at + usize::from(open)..value);
            if open {
                edit.colons.push(at);
                edit.joined.push(value..value + 1);
            }
        }
    }
}
