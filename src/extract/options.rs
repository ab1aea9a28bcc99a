//! Options behind a key, of which boxes tick some: `Endplate: [ ] superior [x] inferior`.
//!
//! In: a report's tokens. Out: the same without the boxes and what was not ticked, `Endplate: inferior`, so that whatever
//! reads keys and values need not know of boxes. Boxes in front of a line's own item (`[x] Schmorl's nodes`) and keys of
//! which nothing is ticked stay as they are.

use super::levels::{self, View};
use super::segment::{BOXES, CheckBox, box_at, boxes_from, opens_box};
use crate::anatomy::Level;
use crate::lexicon::tag::Tag;
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{NARROW_GAP, Token, TokenKind, Tokens, marks};
use std::ops::Range;

/// Most tokens of an option.
const LONGEST_OPTION: usize = 6;

/// Most tokens of the key of a blank field.
const LONGEST_KEY: usize = 6;

/// Most tokens of a line that is all blank fields.
const LONGEST_BLANK: usize = 40;

/// What lines with boxes, questions and blanks have.
const MARKS: u64 = marks(BOXES) | marks([b'?', b'_', b'=']);

/// An option and its box.
struct Choice {
    tick: CheckBox,
    said: Range<usize>,
}

/// Drops boxes behind keys, and the options that they do not tick.
pub(super) fn choose(lexicons: &Lexicons, tokens: &mut Tokens) {
    let boxed = BOXES.into_iter().any(|mark| tokens.has_mark(mark));
    let asked = tokens.has_mark(b'?') && tokens.said.has(Tag::Or);
    let blank = tokens.has_mark(b'_') || tokens.has_mark(b'=') && tokens.has_mark(b';');
    // `Q: Is there a node?` over `A: No.`
    let questions = tokens.has_mark(b'?') && tokens.has_mark(b':');
    if !boxed && !asked && !blank && !questions {
        return;
    }
    let mut edit = Edit::default();
    for Range { start: from, end } in tokens.lines() {
        if !tokens.may_have_marks(MARKS, from, end) {
            continue;
        }
        let line = Line { view: View { lexicons, tokens, end }, from };
        if asked {
            line.answer_choice(&mut edit);
        }
        if questions && line.asks_below() {
            edit.joined.push(end);
        }
        if blank {
            line.drop_blanks(&mut edit);
        }
        let mut chosen = false;
        for choices in line.groups() {
            let placed = |choice: &Choice| line.is_place(choice.said.start);
            let ticked = choices.iter().any(|c| c.tick.is_ticked());
            if choices.iter().any(placed) && !line.asks_place(choices[0].tick.start().min(choices[0].said.start)) {
                continue;
            }
            match ticked {
                true => line.keep_ticked(&choices, &mut edit),
                // `Modic change: [ ] Yes [x] No   Type: [ ] 1 [ ] 2`
                false if chosen => line.drop_field(&choices, &mut edit),
                false => {}
            }
            chosen |= ticked;
        }
    }
    for at in edit.joined {
        tokens.list[at].spaces = NARROW_GAP;
        tokens.set_newlines(at, 0);
    }
    if edit.hidden.is_empty() {
        return;
    }
    for (at, mark) in edit.marks {
        tokens.make_mark(at, mark);
        tokens.list[at].spaces = 0;
    }
    for group in edit.groups {
        tokens.list[group].iter_mut().for_each(|token| token.spaces = token.spaces.min(1));
    }
    edit.hidden.sort_unstable();
    edit.hidden.dedup();
    tokens.drop(&edit.hidden);
    lexicons.find_phrases(tokens);
}

/// What is to become of the tokens.
#[derive(Default)]
struct Edit {
    /// Tokens to be left out.
    hidden: Vec<usize>,
    /// Tokens that become marks.
    marks: Vec<(usize, u8)>,
    /// First tokens of lines that go on with the line before.
    joined: Vec<usize>,
    /// Options with their boxes: gaps between these part no cells.
    groups: Vec<Range<usize>>,
}

/// A line of the text.
struct Line<'a> {
    view: View<'a>,
    from: usize,
}

impl Line<'_> {
    /// The options that each key of the line has.
    fn groups(&self) -> Vec<Vec<Choice>> {
        let kinds = &self.view.tokens.kinds[self.from..self.view.end];
        if !kinds.iter().any(|kind| opens_box(*kind)) {
            return Vec::new();
        }
        let boxes: Vec<CheckBox> = boxes_from(self.view, self.from).collect();
        let mut groups = Vec::new();
        let mut first = 0;
        while first + 1 < boxes.len() {
            let group = self.before(&boxes, first).or_else(|| self.behind(&boxes[first..]));
            match group {
                Some(group) => {
                    first += group.len();
                    groups.push(group);
                }
                None => first += 1,
            }
        }
        groups
    }

    fn answers(&self, at: usize) -> bool {
        self.view.tags(at).any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore])
    }

    /// Keeps what is ticked, and nothing else of the options.
    fn keep_ticked(&self, choices: &[Choice], edit: &mut Edit) {
        // `Schmorl's node  [x] yes`: a colon parts what a box has parted
        let key = choices[0].tick.start().min(choices[0].said.start);
        let last = &choices[choices.len() - 1];
        let mut marked = self.parts_key(key - 1);
        let mut told = false;
        for Choice { tick, said } in choices {
            let kept = tick.is_ticked();
            for at in (tick.start()..tick.end()).chain(if kept { 0..0 } else { said.clone() }) {
                if at == key && !marked {
                    edit.marks.push((at, b':'));
                    marked = true;
                } else if kept && told {
                    edit.marks.push((at, b','));
                    told = false;
                } else {
                    edit.hidden.push(at);
                }
            }
            told |= kept;
            if kept && said.len() == 1 {
                self.drop_choice(self.from..key, said.start, edit);
            }
        }
        // `[x] yes / [ ] no`
        for pair in choices.windows(2) {
            let between = pair[0].tick.end().max(pair[0].said.end)..pair[1].tick.start().min(pair[1].said.start);
            edit.hidden.extend(between);
        }
        edit.groups.push(key + 1..last.tick.end().max(last.said.end));
    }

    /// `Recent or old?   Old.`: of what a question lets choose, the answer alone counts.
    fn answer_choice(&self, edit: &mut Edit) {
        let Some(mark) = self.view.find_mark(b'?', self.from, self.view.end) else { return };
        if mark + 1 < self.view.end {
            self.drop_choice(self.from..mark + 1, mark + 1, edit);
        }
    }

    /// Drops `recent or old` from a question that ends in a mark, if the answer at `answer` is one of the two.
    fn drop_choice(&self, question: Range<usize>, answer: usize, edit: &mut Edit) {
        let word = |i: usize| self.view.token(i).is_some_and(|t| t.kind == TokenKind::Word);
        if self.view.mark(question.end - 1) != Some(b'?') || !word(answer) {
            return;
        }
        let or = |&i: &usize| self.view.tags(i).has(Tag::Or) && [i - 1, i + 1].into_iter().all(word);
        let chosen = |&i: &usize| [i - 1, i + 1].into_iter().any(|at| self.folded(at) == self.folded(answer));
        let choice = (question.start + 1..question.end - 1).filter(or).find(chosen);
        let Some(or) = choice else { return };
        edit.hidden.extend(or - 1..or + 2);
        // what is left is a key, `Schmorl's nodes: Old.`, or goes on with what was said before, `nodes, old`
        let named = question.clone().any(|i| self.view.tags(i).any(&FINDINGS));
        edit.marks.push((question.end - 1, if named { b':' } else { b',' }));
    }

    /// Drops fields that nobody filled: `Level(s): ______`, `size: ____ mm`; `MODIC=` of `LEVEL=T12;MODIC=`.
    fn drop_blanks(&self, edit: &mut Edit) {
        let kinds = &self.view.tokens.kinds[self.from..self.view.end];
        if memchr::memchr(b'=', kinds).is_some() {
            self.drop_empty_fields(edit);
        }
        if memchr::memchr(b'_', kinds).is_some() {
            self.drop_lines_to_fill(edit);
        }
    }

    /// `MODIC=` of `LEVEL=T12;MODIC=`.
    fn drop_empty_fields(&self, edit: &mut Edit) {
        let mut field = self.from;
        for end in (self.from..=self.view.end).filter(|&end| end == self.view.end || self.view.mark(end) == Some(b';'))
        {
            if end > field + 1 && field > self.from && self.view.mark(end - 1) == Some(b'=') {
                edit.hidden.extend(field - 1..end);
            }
            field = end + 1;
        }
    }

    /// `Level(s): ______`, `size: ____ mm`.
    fn drop_lines_to_fill(&self, edit: &mut Edit) {
        let blank = |i: usize| i < self.view.end && self.view.mark(i) == Some(b'_');
        if self.is_unfilled() {
            edit.hidden.extend(self.from..self.view.end);
            return;
        }
        let mut from = self.from;
        for at in self.from..self.view.end {
            if at > self.from && self.wide(at) && !self.parts_key(at - 1) {
                from = at;
            }
            let parted = at > from && at - from <= LONGEST_KEY && self.view.mark(at) == Some(b':');
            if !parted || !blank(at + 1) || !blank(at + 2) {
                continue;
            }
            let mut end = (at + 1..self.view.end).find(|&i| !blank(i)).unwrap_or(self.view.end);
            let unit = end < self.view.end && self.view.tags(end).any(&[Tag::Millimetre, Tag::Centimetre]);
            end += usize::from(unit);
            let closes = |mark| matches!(mark, b',' | b';' | b'|' | b'.' | b')');
            if end >= self.view.end || self.wide(end) || self.view.mark(end).is_some_and(closes) {
                edit.hidden.extend(from..end);
            }
        }
    }

    /// Whether a line asks, and nobody filled in anything: `Schmorl's node    level ____  endplate ____`.
    fn is_unfilled(&self) -> bool {
        const SAYS: [Tag; 5] = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::UncertaintyBefore, Tag::Verb];
        let blank = |i: usize| i < self.view.end && self.view.mark(i) == Some(b'_');
        let blanks = (self.from..self.view.end).filter(|&i| blank(i) && blank(i + 1)).count();
        let says = |i: usize| {
            self.view.token(i).is_some_and(|t| t.kind == TokenKind::Number)
                || matches!(self.view.mark(i), Some(b'.' | b'[' | b'(' | b'='))
                || self.view.tags(i).any(&SAYS)
        };
        blanks > 1 && self.view.end - self.from <= LONGEST_BLANK && !(self.from..self.view.end).any(says)
    }

    /// Drops a field whose options are all blank, with its key.
    fn drop_field(&self, choices: &[Choice], edit: &mut Edit) {
        let first = choices[0].tick.start().min(choices[0].said.start);
        let last = &choices[choices.len() - 1];
        let Some(key) = (self.from + 1..first).rev().find(|&i| self.wide(i)) else { return };
        edit.hidden.extend(key..last.tick.end().max(last.said.end));
    }

    /// Whether the key that ends at `at` asks for places: `Levels:`, `Vertebra`.
    fn asks_place(&self, at: usize) -> bool {
        const PLACES: [Tag; 4] = [Tag::Field, Tag::LevelNoun, Tag::VertebraNoun, Tag::EndplateNoun];
        // `at: [ ] L3-4  [x] L4-5`
        let key = (self.from..at).rev().find(|&i| !self.parts_key(i));
        self.parts_key(at - 1) || key.is_some_and(|key| self.view.tags(key).any(&PLACES))
    }

    fn folded(&self, at: usize) -> &str {
        self.view.tokens.folded(&self.view.tokens.list[at])
    }

    /// Whether a vertebra or disc begins at a token.
    fn is_place(&self, at: usize) -> bool {
        levels::read(self.view, at).is_some_and(|read| read.levels.iter().all(|l| !matches!(l, Level::Region(_))))
    }

    /// Whether the line is a question behind a letter, and the next an answer behind another: `Q: Where?` over `A: L3.`
    fn asks_below(&self) -> bool {
        let lettered = |at: usize| {
            let one = |t: &Token| t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
            self.token(at).is_some_and(one) && self.mark(at + 1) == Some(b':')
        };
        self.mark(self.view.end - 1) == Some(b'?') && lettered(self.from) && lettered(self.view.end)
    }

    /// A token, also behind the line.
    fn token(&self, at: usize) -> Option<&Token> {
        self.view.tokens.list.get(at)
    }

    fn mark(&self, at: usize) -> Option<u8> {
        match self.token(at)?.kind {
            TokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Options that stand each behind its box: `Endplate: [ ] superior [x] inferior   Size: 6 mm`.
    fn behind(&self, boxes: &[CheckBox]) -> Option<Vec<Choice>> {
        let key = boxes[0].start();
        if key == self.from || !self.is_key(key) {
            return None;
        }
        let mut choices = Vec::new();
        for (i, tick) in boxes.iter().enumerate() {
            let said = tick.end()..self.option_end(tick.end(), boxes.get(i + 1).map(CheckBox::start));
            if said.is_empty() || said.len() > LONGEST_OPTION {
                break;
            }
            // `[x] yes / [ ] no`
            let joint = said.end - usize::from(said.len() > 1 && self.view.mark(said.end - 1) == Some(b'/'));
            let end = said.end;
            choices.push(Choice { tick: *tick, said: said.start..joint });
            if boxes.get(i + 1).is_none_or(|next| next.start() != end) {
                break;
            }
        }
        (choices.len() > 1).then_some(choices)
    }

    /// Options that stand each before its box: `Superior [X]   Inferior [ ]`.
    fn before(&self, boxes: &[CheckBox], first: usize) -> Option<Vec<Choice>> {
        let mut choices: Vec<Choice> = Vec::new();
        let start = if first == 0 { self.from } else { boxes[first - 1].end() };
        for tick in &boxes[first..] {
            let begin = match choices.last() {
                Some(last) => last.tick.end(),
                None => (start..tick.start()).rev().find(|&i| i == start || self.wide(i) || self.parts_key(i - 1))?,
            };
            let said = begin..tick.start();
            // the box stands nearer to what is in front of it
            let near = self.view.token(tick.start()).is_some_and(|t| t.spaces < NARROW_GAP);
            // the last box stands behind the last option
            let last = boxes[boxes.len() - 1].end() == self.view.end && boxes.len() == first + 2;
            let apart = tick.end() >= self.view.end
                || self.wide(tick.end())
                || self.view.mark(tick.end()) == Some(b'/')
                || last && self.answers(tick.end());
            if said.is_empty() || said.len() > LONGEST_OPTION || !near || !apart || self.parts_key(said.end - 1) {
                break;
            }
            choices.push(Choice { tick: *tick, said });
        }
        let key = choices.first()?.said.start;
        (choices.len() > 1 && key > start && self.is_key(key)).then_some(choices)
    }

    /// Whether what ends at `at` can be a key: a colon, a gap or a word stands there, and no sentence.
    fn is_key(&self, at: usize) -> bool {
        // `☐ Fracture   ☑ Schmorl's node`: boxes of items
        if box_at(self.view, self.from).is_some() && !self.parts_key(at - 1) {
            return false;
        }
        let word = |i: usize| self.view.token(i).is_some_and(|t| !matches!(t.kind, TokenKind::Mark(_)));
        self.parts_key(at - 1) || word(at - 1) || self.view.mark(at - 1) == Some(b')')
    }

    fn parts_key(&self, at: usize) -> bool {
        matches!(self.view.mark(at), Some(b':' | b'?' | b'=' | b'.'))
    }

    fn wide(&self, at: usize) -> bool {
        self.view.token(at).is_some_and(|t| t.spaces >= NARROW_GAP)
    }

    /// Where the option that begins at `at` ends; `next`: the box behind it.
    fn option_end(&self, at: usize, next: Option<usize>) -> usize {
        // `[x] superior   Size: 6 mm   [ ]`
        let end = next.unwrap_or(self.view.end);
        let dash = |i: usize| self.view.mark(i) == Some(b'-') && self.token(i).is_some_and(|t| !t.glued);
        // `☒ yes ☐ no → L4`, no sign between two measures
        let arrow = |i: usize| {
            let number = self.token(i - 1).is_some_and(|t| t.kind == TokenKind::Number);
            self.view.mark(i) == Some(b'*') && !number
        };
        let closes = |i: &usize| {
            matches!(self.view.mark(*i), Some(b',' | b';' | b'(' | b':' | b'|' | b'>')) || dash(*i) || arrow(*i)
        };
        // in front of another box a gap parts options, too
        let stop = (at + 1..end).find(|i| closes(i) || next.is_none() && self.wide(*i)).unwrap_or(end);
        if let Some(next) = next {
            let gap = (at + 1..next).find(|&i| self.wide(i));
            return gap.filter(|&gap| self.key_behind(gap, next)).unwrap_or(stop);
        }
        // `[x] yes level L2`
        let phrase = View { end: stop, ..self.view }.phrase(at).map_or(stop, |p| p.2);
        let field = phrase < stop && self.view.tags(phrase).any(&[Tag::Field, Tag::AsksMore]);
        if field { phrase } else { stop }
    }

    /// Whether a key stands between a gap and the box behind it.
    fn key_behind(&self, gap: usize, next: usize) -> bool {
        (gap..next).any(|i| self.parts_key(i)) || self.view.tags(gap).has(Tag::Field)
    }
}
