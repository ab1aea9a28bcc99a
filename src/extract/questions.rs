//! Questions that a form asks and answers: `Is there a Schmorl's node? ANSWER: No.`, also with the answer on the next line.
//!
//! In: a report's tokens. Out: the same with a key in place of the question, `Schmorl's node: No.`, and with what is affirmed
//! of a node named before as a statement.

use super::levels::{self, View};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{NARROW_GAP, Token, TokenKind, Tokens};

/// Most tokens of a question.
const LONGEST_QUESTION: usize = 20;
/// Most tokens of a question's code and the word behind it.
const LONGEST_LEAD: usize = 6;
/// Most tokens between a question and its answer.
const LONGEST_JOINT: usize = 4;

/// What a question is about, and what tells more of it.
const NAMES: [Tag; 17] = [
    Tag::Marrow,
    Tag::NodeNoun,
    Tag::NodeNouns,
    Tag::BareNode,
    Tag::BareNodes,
    Tag::ModicChange,
    Tag::ModicKind,
    Tag::EdemaWord,
    Tag::EndplateNoun,
    Tag::EndplateNouns,
    Tag::VertebraNoun,
    Tag::VertebraNouns,
    Tag::Superior,
    Tag::Inferior,
    Tag::Upper,
    Tag::Lower,
    Tag::Around,
];

/// Makes keys of questions that are answered.
pub(super) fn answer(lexicons: &Lexicons, tokens: &mut Tokens) {
    if !tokens.has_mark(b'?') || !tokens.said.any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore]) {
        return;
    }
    let mut hidden = Vec::new();
    let mut from = 0;
    for mark in memchr::memchr_iter(b'?', &tokens.kinds).collect::<Vec<_>>() {
        let begins = |&i: &usize| tokens.list[i].newlines > 0;
        let near = from.max(mark.saturating_sub(LONGEST_QUESTION + 1));
        let start = (near..=mark).rev().find(begins).unwrap_or(near);
        let view = View { lexicons, tokens, end: tokens.list.len() };
        if let Some(about) = (start < mark).then(|| AboutKnown::read(view, start, mark)).flatten() {
            from = about.end;
            hidden.extend(about.hidden);
            tokens.make_mark(mark, b'.');
            if let Some(first) = about.first {
                tokens.list[first].capital = true;
            }
            continue;
        }
        let Some(asked) = (start < mark).then(|| Asked::read(view, start, mark)).flatten() else { continue };
        hidden.extend(asked.hidden);
        tokens.list[asked.first].capital = true;
        for at in mark + 1..=asked.answer {
            tokens.list[at].spaces = tokens.list[at].spaces.min(1);
            tokens.set_newlines(at, 0);
        }
        tokens.make_mark(mark, b':');
        tokens.list[mark].glued = true;
        from = asked.end;
    }
    if hidden.is_empty() {
        return;
    }
    hidden.sort_unstable();
    tokens.drop(&hidden);
    lexicons.find_phrases(tokens);
}

/// A question with its answer.
struct Asked {
    /// Tokens that are neither its key nor its value.
    hidden: Vec<usize>,
    /// The key's first token.
    first: usize,
    /// The answer's first token.
    answer: usize,
    /// The token behind the answer's first phrase.
    end: usize,
}

impl Asked {
    /// The question that ends in the mark at `mark`, if it asks for a finding and is answered with yes or no.
    fn read(view: View<'_>, start: usize, mark: usize) -> Option<Self> {
        const DENIES: [Tag; 4] = [Tag::NegationBefore, Tag::NegationAfter, Tag::Exception, Tag::NotApplicable];
        let glued = |i: usize| view.token(i).is_some_and(|t| t.glued);
        let asks = View { end: mark, ..view };
        if mark - start > LONGEST_QUESTION || !glued(mark) || glued(mark + 1) {
            return None;
        }
        // a sentence stands before it
        let start = (start..mark)
            .rev()
            .find(|&i| view.mark(i) == Some(b'.') && !glued(i + 1) && i > start + 2)
            .map_or(start, |stop| stop + 1);
        let names = |i: usize| asks.tags(i).any(&FINDINGS);
        // `Is there no edema?`, and `Which level?`
        if !(start..mark).any(names) || (start..mark).any(|i| asks.tags(i).any(&DENIES)) {
            return None;
        }
        let (answer, opened) = Self::answer(view, mark)?;
        let end = view.phrase(answer)?.2;
        // one right behind the mark is known where sentences are read; so are forms that ask on
        let same = (mark + 1..=answer).all(|i| view.token(i).is_some_and(|t| t.newlines == 0));
        let letter = |t: &Token| t.kind == TokenKind::Word && t.span.end - t.span.start == 1;
        let lettered = answer == mark + 3 && view.token(mark + 1).is_some_and(letter);
        let beside = same && (answer == mark + 1 || lettered);
        if beside || Self::asks_on(view, answer, end) {
            return None;
        }
        // of the question, what names the finding and its place
        let tells = [Tag::Course(Change::New), Tag::Age(Acuity::Acute), Tag::Many];
        let first = (start..mark).find(|&i| {
            names(i) || asks.tags(i).any(&NAMES) || asks.tags(i).any(&tells) || levels::read(asks, i).is_some()
        })?;
        let mut last = first;
        let mut at = first;
        while at < mark {
            let placed = levels::read(asks, at).map(|read| read.next);
            let named = (names(at) || asks.tags(at).any(&NAMES)).then(|| asks.phrase(at).map_or(at + 1, |p| p.2));
            match placed.or(named) {
                Some(next) => {
                    at = next.max(at + 1);
                    last = at;
                }
                None => at += 1,
            }
        }
        // `Schmorl's node (any level)?`
        if view.mark(last) == Some(b')') {
            last += 1;
        }
        let mut hidden: Vec<usize> = (start..first).chain(last..mark).chain(mark + 1..answer).collect();
        if let Some(close) = opened {
            let close = (end..view.end)
                .take_while(|&i| view.token(i).is_some_and(|t| t.newlines == 0))
                .find(|&i| view.mark(i) == Some(close));
            hidden.extend(close);
        }
        Some(Self { hidden, first, answer, end })
    }

    /// Whether the line below asks for more of what was affirmed: `Where? A: L3`.
    fn asks_on(view: View<'_>, answer: usize, end: usize) -> bool {
        let next = (end..view.end).find(|&i| view.token(i).is_some_and(|t| t.newlines > 0));
        let Some(next) = next.filter(|_| view.tags(answer).has(Tag::YesValue)) else { return false };
        let close = (next + 1..view.end).find(|&i| view.token(i).is_some_and(|t| t.newlines > 0)).unwrap_or(view.end);
        let asks = View { end: close, ..view }.find_mark(b'?', next, close);
        // `Q2a. If yes, state the level`
        let more = (next..close.min(next + LONGEST_LEAD)).any(|i| view.tags(i).has(Tag::AsksMore));
        more || asks.is_some_and(|asked| !(next..asked).any(|i| view.tags(i).any(&FINDINGS)))
    }

    /// The first token of the answer behind the mark, and the bracket that closes it.
    fn answer(view: View<'_>, mark: usize) -> Option<(usize, Option<u8>)> {
        const ANSWERS: [Tag; 4] = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
        let newlines = |i: usize| view.token(i).map_or(0, |t| t.newlines);
        let mut at = mark + 1;
        let mut opened = None;
        let says = |at: usize| {
            let (_, tags, next) = view.phrase(at).filter(|p| p.1.any(&ANSWERS))?;
            let ends = view.token(next).is_none_or(|t| {
                let joins = [Tag::At, Tag::Of, Tag::With];
                t.newlines > 0
                    || t.spaces >= NARROW_GAP
                    || matches!(
                        t.kind,
                        TokenKind::Mark(b'.' | b',' | b';' | b':' | b'-' | b'_' | b'(' | b')' | b']' | b'|')
                    )
                    || tags.has(Tag::YesValue) && (view.tags(next).any(&joins) || levels::read(view, next).is_some())
            });
            ends.then_some(())
        };
        while at < view.end.min(mark + 1 + LONGEST_JOINT) && newlines(at) < 2 {
            if newlines(at) > 0 && (mark + 1..at).any(|i| newlines(i) > 0) {
                return None;
            }
            if says(at).is_some() {
                return Some((at, opened));
            }
            match view.mark(at) {
                Some(b'[') => opened = Some(b']'),
                Some(b'(') => opened = Some(b')'),
                Some(b'-' | b'_' | b'|' | b':' | b'>' | b'*' | b'=' | b'~') => {}
                // `ANSWER:`, `A2.`, `Answer 2)`
                _ => {
                    let number = view.token(at + 1).is_some_and(|t| t.kind == TokenKind::Number);
                    let behind = at + 1 + usize::from(number);
                    let word = view.token(at).is_some_and(|t| t.kind == TokenKind::Word);
                    let closed = number && view.mark(behind) == Some(b')');
                    if !word || !closed && !matches!(view.mark(behind), Some(b':' | b'.')) {
                        return None;
                    }
                    at = behind;
                }
            }
            at += 1;
        }
        None
    }
}

/// A question about what was named before, with its answer: `Is it acute? No, it is old.` What is affirmed is a statement,
/// `it acute.`; what is denied says nothing, and the sentence behind it stays beside the one before.
struct AboutKnown {
    /// Tokens that are left out.
    hidden: Vec<usize>,
    /// The statement's first token, if it was affirmed.
    first: Option<usize>,
    /// The token behind the answer.
    end: usize,
}

impl AboutKnown {
    /// The question that ends in the mark at `mark`, if it asks for the age or course of `it`, and is answered with yes or no.
    fn read(view: View<'_>, start: usize, mark: usize) -> Option<Self> {
        const COURSE: [Tag; 5] = [
            Tag::Age(Acuity::Acute),
            Tag::Course(Change::New),
            Tag::Course(Change::Stable),
            Tag::Course(Change::Increased),
            Tag::Course(Change::Decreased),
        ];
        let asks = View { end: mark, ..view };
        // `Q2. Is it acute?`, `The node is at L3. Is it acute?`
        let verb = (start..mark).rev().find(|&i| asks.tags(i).has(Tag::Verb) && asks.tags(i + 1).has(Tag::Pronoun))?;
        let begins = |at: usize| {
            at == start
                || matches!(view.mark(at - 1), Some(b'.' | b':' | b')'))
                || view.token(at).is_some_and(|t| t.capital)
        };
        let told = |i: usize| asks.tags(i).any(&COURSE);
        let names = |i: usize| asks.tags(i).any(&FINDINGS) || levels::read(asks, i).is_some();
        if !begins(verb) || !(verb + 2..mark).any(told) || (verb..mark).any(names) {
            return None;
        }
        let (answer, _) = Asked::answer(view, mark)?;
        let end = view.phrase(answer)?.2;
        let end = end + usize::from(matches!(view.mark(end), Some(b'.' | b',')));
        let affirmed = view.tags(answer).has(Tag::YesValue);
        // the label, `Q2.`, goes with its question
        let label = (start..verb).len() <= LONGEST_LEAD && !(start..verb).any(|i| asks.tags(i).any(&FINDINGS));
        let from = if label { start } else { verb };
        let hidden: Vec<usize> = match affirmed {
            true => (from..=verb).chain(mark + 1..end).collect(),
            false => (from..end).collect(),
        };
        Some(Self { hidden, first: affirmed.then_some(verb + 1), end })
    }
}
