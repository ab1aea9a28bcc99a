//! What was chosen of what a form offers, told before lines are cut: `(Y) N`, `yes / [no]`, `{none|*single*|multiple}`,
//! `[none/focal] none`, `<None>`.
//!
//! In: a report's tokens. Out: the same with what was chosen alone, so that whoever reads keys and values need not know how
//! somebody marked it. Boxes are read elsewhere, and so are lists of which nothing was chosen.

use super::levels::View;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;
use crate::token::{CAPITALS, EMPTY_BOX, NARROW_GAP, NUMBER, TICKED_BOX, TokenKind, Tokens, WORD, marks};
use std::ops::Range;

/// Most tokens of a list to choose from.
const LONGEST_LIST: usize = 40;
/// Most tokens of a value in brackets.
const LONGEST_VALUE: usize = 14;
/// Marks that open what was marked, and what closes each.
const PAIRS: [(u8, u8); 7] =
    [(b'(', b')'), (b'[', b']'), (b'<', b'>'), (b'{', b'}'), (b'*', b'*'), (b'_', b'_'), (b'@', b'@')];

/// The marks of a line in which something may be chosen, but for one that shares a bit with words.
const OPENS: u64 = marks([b'(', b'[', b'<', b'{', b'*', b'_', b'?']);

/// Leaves of each choice what was chosen.
pub(super) fn pick(lexicons: &Lexicons, tokens: &mut Tokens) {
    let coded = tokens.has_mark(b':') || tokens.has_mark(b'=');
    if !PAIRS.iter().any(|(open, _)| tokens.has_mark(*open))
        && !(coded && (tokens.has_mark(b',') || tokens.has_mark(b'?')))
    {
        return;
    }
    plurals(lexicons, tokens);
    answers_of_items(lexicons, tokens);
    let mut edit = Edit::default();
    for Range { start: from, end } in tokens.lines() {
        if !tokens.may_have_marks(OPENS | marks([b'@', b',']), from, end) {
            continue;
        }
        let has = tokens.marks_in(from, end);
        let pairs = has & OPENS != 0 || tokens.has_mark(b'@') && tokens.kinds[from..end].contains(&b'@');
        // `: 1, Yes`
        if pairs || has & marks([b',']) != 0 && has & marks([b':', b'=']) != 0 {
            Line { view: View { lexicons, tokens, end }, from }.pick(&mut edit);
        }
    }
    if edit.hidden.is_empty() {
        return;
    }
    for at in edit.colons {
        tokens.make_mark(at, b':');
        (tokens.list[at].spaces, tokens.list[at].glued) = (0, true);
    }
    edit.hidden.sort_unstable();
    edit.hidden.dedup();
    tokens.drop(&edit.hidden);
    lexicons.find_phrases(tokens);
}

/// `Schmorl's node(s)`, `Level(s)`: the name alone.
fn plurals(lexicons: &Lexicons, tokens: &mut Tokens) {
    let glued = |at: usize| tokens.list.get(at).is_some_and(|t| t.glued);
    let letter = |at: usize| tokens.list.get(at).is_some_and(|t| tokens.folded(t) == "s");
    let plural = |at: &usize| {
        let word = at.checked_sub(1).is_some_and(|word| tokens.list[word].kind == TokenKind::Word);
        word && glued(*at)
            && letter(at + 1)
            && tokens.kinds.get(at + 2) == Some(&b')')
            && glued(at + 1)
            && glued(at + 2)
    };
    let hidden: Vec<usize> =
        memchr::memchr_iter(b'(', &tokens.kinds).filter(plural).flat_map(|at| at..at + 3).collect();
    if !hidden.is_empty() {
        let behind: Vec<(usize, bool)> =
            hidden.chunks(3).filter_map(|three| Some((three[2] + 1, tokens.list.get(three[2] + 1)?.glued))).collect();
        tokens.drop(&hidden);
        for (number, (at, glued)) in behind.into_iter().enumerate() {
            tokens.list[at - 3 * (number + 1)].glued = glued;
        }
        lexicons.find_phrases(tokens);
    }
}

/// `(Y) Schmorl's node`, `[N] Fracture`, `[1] Modic change   [0] Edema`: answers in front of items are boxes.
fn answers_of_items(lexicons: &Lexicons, tokens: &mut Tokens) {
    const LONGEST: usize = 3;
    let view = View { lexicons, tokens, end: tokens.list.len() };
    let answered = |at: usize| {
        let close = if view.mark(at) == Some(b'(') { b')' } else { b']' };
        let begins = view.token(at).is_some_and(|t| at == 0 || t.newlines > 0 || t.spaces >= NARROW_GAP);
        let said = view.token(at + 1).filter(|_| begins && view.mark(at + 2) == Some(close))?;
        let item = view.token(at + LONGEST).filter(|t| t.kind == TokenKind::Word && t.newlines == 0)?;
        let figure = said.kind == TokenKind::Number;
        let tags = view.tags(at + 1);
        let named = item.span.end - item.span.start > 1
            && !view.tags(at + LONGEST).any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore]);
        let one = figure && view.tokens.folded(said) == "1";
        let zero = figure && view.tokens.folded(said) == "0";
        let yes = one || tags.has(Tag::YesValue);
        let no = zero || tags.any(&[Tag::NoneValue, Tag::NegationBefore]) && !figure;
        (named && (yes || no)).then_some((at, yes))
    };
    let items: Vec<(usize, bool)> = memchr::memchr2_iter(b'(', b'[', &tokens.kinds).filter_map(answered).collect();
    if items.len() < 2 || !items.iter().any(|(_, yes)| *yes != items[0].1) {
        return;
    }
    let mut hidden = Vec::new();
    for (at, yes) in items {
        tokens.make_mark(at, if yes { TICKED_BOX } else { EMPTY_BOX });
        hidden.extend([at + 1, at + 2]);
    }
    tokens.drop(&hidden);
    lexicons.find_phrases(tokens);
}

/// What is to become of the tokens.
#[derive(Default)]
struct Edit {
    hidden: Vec<usize>,
    colons: Vec<usize>,
}

/// A line of the text.
struct Line<'a> {
    view: View<'a>,
    from: usize,
}

/// An answer among others.
struct Answer {
    /// All its tokens.
    all: Range<usize>,
    /// Those without marks around them.
    said: Range<usize>,
    yes: bool,
}

impl Answer {
    fn is_marked(&self) -> bool {
        self.all != self.said
    }
}

impl Line<'_> {
    fn pick(&self, edit: &mut Edit) {
        let kinds = &self.view.tokens.kinds[..self.view.end];
        let opens = |at: usize| PAIRS.iter().any(|(open, _)| *open == kinds[at]);
        // of several answers one must be marked, of several endplates one must stand in brackets
        let mut marked = (self.from + 1..self.view.end).filter(|&at| opens(at));
        let marked = marked.any(|at| self.answer(at).is_some_and(|answer| answer.is_marked()));
        let circled = memchr::memchr(b'(', &kinds[self.from..]).is_some();
        let mut at = self.from + 1;
        while at < self.view.end {
            let word = matches!(kinds[at], WORD | CAPITALS | NUMBER);
            if word && !marked && !circled && !self.parts_key(at - 1) {
                at += 1;
                continue;
            }
            let next = self
                .coded(at, edit)
                .or_else(|| self.label(at, edit))
                .or_else(|| if marked { self.answers(at, edit) } else { None })
                .or_else(|| if circled { self.circled(at, edit) } else { None })
                .or_else(|| self.list(at, edit))
                .or_else(|| self.wrapped(at, edit));
            at = next.unwrap_or(at + 1);
        }
    }

    /// `marrow_edema ("Bone marrow edema"): no`: what a field is called in brackets behind its name. The token behind it.
    fn label(&self, at: usize, edit: &mut Edit) -> Option<usize> {
        // `Schmorl's node present?: yes`
        if self.view.mark(at) == Some(b'?') && self.view.mark(at + 1) == Some(b':') {
            edit.hidden.push(at);
            return Some(at + 1);
        }
        if self.view.mark(at) != Some(b'(') || self.view.mark(at + 1) != Some(b'"') {
            return None;
        }
        let close = self.view.find_mark(b')', at + 2, self.view.end.min(at + LONGEST_VALUE))?;
        let whole = self.view.mark(close - 1) == Some(b'"') && self.parts_key(close + 1);
        whole.then(|| edit.hidden.extend(at..=close))?;
        Some(close + 1)
    }

    /// `: 1 (Yes)`, `: Yes (1)`, `: 1, Yes`: an answer with its code. The token behind both.
    fn coded(&self, at: usize, edit: &mut Edit) -> Option<usize> {
        let number = |i: usize| self.view.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        if !self.parts_key(at - 1) {
            return None;
        }
        let ends = |i: usize| i >= self.view.end || self.view.token(i).is_some_and(|t| t.spaces >= NARROW_GAP);
        let (hidden, end) = if number(at) {
            let answer = self.answer(at + 1).filter(Answer::is_marked);
            let answer = answer.or_else(|| self.answer(at + 2).filter(|_| self.view.mark(at + 1) == Some(b',')))?;
            ((at..answer.said.start).chain(answer.said.end..answer.all.end), answer.all.end)
        } else {
            let answer = self.answer(at).filter(|answer| !answer.is_marked())?;
            let code = answer.all.end;
            let bracketed =
                self.view.mark(code) == Some(b'(') && number(code + 1) && self.view.mark(code + 2) == Some(b')');
            if !bracketed {
                return None;
            }
            ((code..code + 3).chain(0..0), code + 3)
        };
        ends(end).then(|| edit.hidden.extend(hidden))?;
        Some(end)
    }

    /// `sup (inf)`, `type 1 (2) 3`: of several endplates or types, the one in brackets. The token behind them.
    fn circled(&self, at: usize, edit: &mut Edit) -> Option<usize> {
        const SIDES: [Tag; 4] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower];
        const KINDS: [Tag; 3] = [Tag::ModicKind, Tag::ModicName, Tag::EndplateNoun];
        let before = self.view.tags(at - 1).any(&KINDS) || self.parts_key(at - 1);
        let number = |i: usize| self.view.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        let one = |i: usize| self.view.tags(i).any(&SIDES) || number(i);
        let mut options: Vec<(usize, usize)> = Vec::new();
        let mut next = at;
        while before && next < self.view.end {
            let open = usize::from(self.view.mark(next) == Some(b'('));
            let said = next + open;
            let closed = open == 0 || self.view.mark(said + 1) == Some(b')');
            let kind = options.first().is_none_or(|(_, first)| number(*first) == number(said));
            if said >= self.view.end || !one(said) || !closed || !kind {
                break;
            }
            options.push((next, said));
            next = said + 1 + open;
            next += usize::from(self.view.mark(next) == Some(b'/'));
        }
        let mut marked = options.iter().filter(|(from, said)| from != said);
        let (Some((_, chosen)), None) = (marked.next(), marked.next()) else { return None };
        if options.len() < 2 {
            return None;
        }
        edit.hidden.extend((at..next).filter(|i| i != chosen));
        Some(next)
    }

    /// `(Y) N`: of several answers, the one with marks around it. The token behind them.
    fn answers(&self, at: usize, edit: &mut Edit) -> Option<usize> {
        let first = self.answer(at)?;
        let mut all = vec![first];
        loop {
            let last = all[all.len() - 1].all.end;
            let joint = usize::from(matches!(self.view.mark(last), Some(b'/' | b'|' | b',')));
            match self.answer(last + joint) {
                Some(next) => all.push(next),
                None => break,
            }
        }
        let mut marked = all.iter().filter(|answer| answer.is_marked());
        let (Some(chosen), None) = (marked.next(), marked.next()) else { return None };
        if all.len() < 2 || all.iter().all(|answer| answer.yes == chosen.yes) {
            return None;
        }
        let end = all[all.len() - 1].all.end;
        // `Schmorl's node  (Y) N`
        let first = all[0].all.start;
        if !self.parts_key(first - 1) {
            edit.colons.push(first);
        }
        let kept = chosen.said.clone();
        edit.hidden.extend((first..end).filter(|i| !kept.contains(i) && !edit.colons.contains(i)));
        Some(end)
    }

    /// The answer that begins at a token, with the marks around it.
    fn answer(&self, at: usize) -> Option<Answer> {
        const NO: [Tag; 3] = [Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
        if at >= self.view.end {
            return None;
        }
        let open = self.view.mark(at).and_then(|mark| PAIRS.iter().find(|(open, _)| *open == mark));
        let width = match open {
            // `**Yes**`
            Some((open, _)) => (at..self.view.end).take(2).take_while(|&i| self.view.mark(i) == Some(*open)).count(),
            None => 0,
        };
        let start = at + width;
        let (_, tags, next) = self.view.phrase(start)?;
        let yes = tags.has(Tag::YesValue);
        if !(yes || tags.any(&NO)) {
            return None;
        }
        let close = open.map_or(0, |(_, close)| {
            (next..self.view.end).take(width).take_while(|&i| self.view.mark(i) == Some(*close)).count()
        });
        (close == width).then(|| Answer { all: at..next + close, said: start..next, yes })
    }

    /// `{none|*single*|multiple}`, `{none|focal} none`, `[none/focal] none`. The token behind the list.
    fn list(&self, at: usize, edit: &mut Edit) -> Option<usize> {
        let (_, closes) = PAIRS[..4].iter().find(|(open, _)| Some(*open) == self.view.mark(at))?;
        let close = self.view.find_mark(*closes, at + 1, self.view.end.min(at + LONGEST_LIST))?;
        let joint = [b'|', b'/'].into_iter().find(|&joint| self.view.find_mark(joint, at + 1, close).is_some())?;
        let parts = (at + 1..close).filter(|&i| self.view.mark(i) == Some(joint));
        let ends: Vec<usize> = std::iter::once(at).chain(parts).chain([close]).collect();
        let options: Vec<Range<usize>> = ends.windows(2).map(|pair| pair[0] + 1..pair[1]).collect();
        let starred =
            |option: &&Range<usize>| matches!(self.view.mark(option.start), Some(b'*' | b'>')) && option.len() > 1;
        let mut stars = options.iter().filter(starred);
        if let (Some(chosen), None) = (stars.next(), stars.next()) {
            let end = chosen.end - usize::from(self.view.mark(chosen.end - 1) == Some(b'*'));
            edit.hidden.extend((at..close + 1).filter(|i| !(chosen.start + 1..end).contains(i)));
            return Some(close + 1);
        }
        let behind = close + 1;
        let beside = self.view.token(behind).is_some_and(|t| behind < self.view.end && t.spaces < NARROW_GAP);
        let same = |option: &Range<usize>| {
            let folded = |i: usize| self.view.token(i).map(|t| self.view.tokens.folded(t));
            behind + option.len() <= self.view.end
                && option.clone().zip(behind..).all(|(a, b)| folded(a) == folded(b))
                && !option.is_empty()
        };
        let word = self.view.token(behind).is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number));
        let braces = self.view.mark(at) == Some(b'{') && joint == b'|' && word;
        if beside && (braces || options.iter().any(same)) {
            edit.hidden.extend(at..=close);
            return Some(close + 1);
        }
        None
    }

    /// `: <None>`, `: [L2]`, `: @none@`: marks around all of a value. The token behind them.
    fn wrapped(&self, at: usize, edit: &mut Edit) -> Option<usize> {
        let (opens, closes) = PAIRS.iter().find(|(open, _)| Some(*open) == self.view.mark(at))?;
        let gap = self.view.token(at)?.spaces > NARROW_GAP;
        // what answers a question in square brackets is told where questions are read
        let asked = at > self.from && self.view.mark(at - 1) == Some(b'?') && *opens == b'[';
        if asked
            || at == self.from
            || !(self.parts_key(at - 1) || gap && *opens == b'<')
            || matches!(opens, b'(' | b'_' | b'*')
        {
            return None;
        }
        let close = self.view.find_mark(*closes, at + 1, self.view.end.min(at + LONGEST_VALUE))?;
        let value = at + 1..close;
        let nested = |i: usize| {
            let mark = self.view.mark(i);
            matches!(mark, Some(b'|' | b'/' | b'"' | b':' | b'=' | b'[' | b'{'))
                || value.len() < 3 && matches!(mark, Some(b'_' | b'*' | b'+' | b'-'))
        };
        let word = |i: usize| self.view.token(i).is_some_and(|t| t.kind == TokenKind::Word);
        let crossed =
            value.len() == 1 && self.view.token(value.start).is_some_and(|t| self.view.tokens.folded(t) == "x");
        let ends = close + 1 >= self.view.end
            || matches!(self.view.mark(close + 1), Some(b',' | b';' | b'.'))
            || self.view.token(close + 1).is_some_and(|t| t.spaces >= NARROW_GAP);
        if value.is_empty() || value.clone().any(nested) || !value.clone().any(word) || crossed || !ends {
            return None;
        }
        edit.hidden.extend([at, close]);
        Some(close + 1)
    }

    fn parts_key(&self, at: usize) -> bool {
        matches!(self.view.mark(at), Some(b':' | b'?' | b'='))
    }
}
