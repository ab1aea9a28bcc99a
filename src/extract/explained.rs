//! Abbreviations and codes that a report explains itself, read as what they stand for: `s = superior endplate` makes `L1s`
//! the superior endplate of L1, `A = Schmorl's node` makes `L3: A` a node, `SN: 0 none, 1 superior, 2 inferior` makes `SN 2`
//! an inferior one.
//!
//! In: a report's tokens. Out: the same with words in place of what stands for them. What 0 and 1 mean where they are yes and
//! no is told where tables and codes are read.

use super::levels::{self, View};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{FINDINGS, Lexicons};
use crate::span::Span;
use crate::token::{Edit, Mended, NARROW_GAP, NUMBER, Token, TokenKind, Tokens, marks};
use std::ops::Range;

/// Most letters of an abbreviation.
const LONGEST_LETTERS: u32 = 4;
/// Most tokens of what one stands for.
const LONGEST_MEANING: usize = 8;
/// Most tokens in front of the codes of one thing.
const LONGEST_SUBJECT: usize = 8;
/// Most entries that are kept.
const MOST_ENTRIES: usize = 24;

/// Reads what a report explains as what it stands for.
pub(super) fn expand(lexicons: &Lexicons, tokens: &mut Tokens) {
    const TELLS: [Tag; 4] = [Tag::EndplateNoun, Tag::EndplateNouns, Tag::Superior, Tag::Inferior];
    if !(tokens.said.any(&FINDINGS) || tokens.said.any(&TELLS)) {
        return;
    }
    if ![b'=', b':', b';', b','].into_iter().any(|mark| tokens.has_mark(mark)) {
        return;
    }
    let lines = tokens.lines();
    let edits = {
        let view = View { lexicons, tokens, end: tokens.list.len() };
        let mut legend = Legend { view, entries: Vec::new(), taken: Vec::new() };
        legend.read(&lines);
        if legend.entries.is_empty() {
            return;
        }
        legend.edits(&lines)
    };
    if !edits.is_empty() {
        tokens.replace(&edits);
        lexicons.find_phrases(tokens);
    }
}

/// A code with what it stands for.
struct Entry {
    code: usize,
    /// Tokens that it is read as.
    means: Vec<usize>,
    /// What it is a code of: the words in front of a list of figures.
    subject: Option<Range<usize>>,
}

/// What a report explains.
struct Legend<'a> {
    view: View<'a>,
    entries: Vec<Entry>,
    /// Where it is explained.
    taken: Vec<Range<usize>>,
}

impl<'a> Legend<'a> {
    fn token(&self, at: usize) -> Option<&'a Token> {
        self.view.tokens.list.get(at)
    }

    fn folded(&self, at: usize) -> &'a [u8] {
        self.view.tokens.folded_bytes(&self.view.tokens.list[at])
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.token(at).map(|t| t.kind)
    }

    fn is_number(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Number)
    }

    fn letters(&self, at: usize) -> u32 {
        self.token(at).map_or(0, |t| t.span.end - t.span.start)
    }

    fn tags(&self, at: usize, end: usize) -> TagSet {
        View { end, ..self.view }.tags(at)
    }

    /// Whether a word may be an abbreviation: a letter, or a few capitals.
    fn is_short(&self, at: usize) -> bool {
        let Some(token) = self.token(at).filter(|t| t.kind == TokenKind::Word) else { return false };
        let letters = token.span.end - token.span.start;
        letters == 1 || token.upper && letters <= LONGEST_LETTERS
    }

    /// Whether words name a finding, an endplate or a side of one.
    fn tells(&self, range: &Range<usize>) -> bool {
        const SIDES: [Tag; 5] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::Both];
        range.clone().any(|at| {
            let tags = self.tags(at, range.end);
            tags.any(&FINDINGS) || tags.any(&SIDES)
        })
    }

    fn read(&mut self, lines: &[Range<usize>]) {
        for line in lines {
            if self.entries.len() >= MOST_ENTRIES {
                return;
            }
            let before = self.entries.len();
            let may_have = |marks: u64| self.view.tokens.may_have_marks(marks, line.start, line.end);
            let (signs, figures, parts) =
                (may_have(marks([b'='])), may_have(marks([NUMBER])), may_have(marks([b',', b';'])));
            if signs {
                self.pairs(line);
            }
            if figures && self.entries.len() == before {
                self.figures(line);
            }
            if parts && self.entries.len() == before {
                self.items(line);
            }
            if self.entries.len() > before {
                self.taken.push(line.clone());
            }
        }
    }

    /// `A = Schmorl's node; B = haemangioma`, `s/i = superior/inferior endplate`.
    fn pairs(&mut self, line: &Range<usize>) {
        let view = View { end: line.end, ..self.view };
        let code = |at: usize| at > line.start && view.mark(at) == Some(b'=') && self.is_short(at - 1);
        // `OBS=NODE;EP=INF;LVL=L4;SZ=9MM` tells of one
        let tells = |at: usize| {
            levels::read(view, at).is_some()
                || self.is_number(at) && self.tags(at + 1, line.end).any(&[Tag::Millimetre, Tag::Centimetre])
        };
        if view.find_mark(b'=', line.start, line.end).is_none() || line.clone().any(tells) {
            return;
        }
        let signs: Vec<usize> = (line.start..line.end).filter(|&at| code(at)).collect();
        let mut told = Vec::new();
        let apart = view.find_mark(b';', line.start, line.end).is_some();
        for (number, &sign) in signs.iter().enumerate() {
            let next = signs.get(number + 1).map_or(line.end, |next| next - 1);
            let ends = |at: &usize| {
                matches!(view.mark(*at), Some(b';' | b'|' | b'(' | b')' | b'.' | b'='))
                    || !apart && view.mark(*at) == Some(b',')
                    || self.token(*at).is_some_and(|t| t.spaces > NARROW_GAP)
            };
            let mut end = (sign + 2..next).find(ends).unwrap_or(next).min(sign + 1 + LONGEST_MEANING);
            while end > sign + 1 && view.mark(end - 1) == Some(b',') {
                end -= 1;
            }
            let means = sign + 1..end;
            // `s/i = superior/inferior endplate`
            let pair = sign > line.start + 2 && view.mark(sign - 2) == Some(b'/') && self.is_short(sign - 3);
            let slash = (means.start..means.end).find(|&at| view.mark(at) == Some(b'/')).filter(|_| pair);
            match slash {
                Some(slash) => {
                    told.push((sign - 3, means.start..slash));
                    told.push((sign - 1, slash + 1..means.end));
                }
                None if pair => {}
                None => told.push((sign - 1, means)),
            }
        }
        self.keep(told);
    }

    /// `Key: SN Schmorl's node, s superior endplate`, `s superior endplate, i inferior endplate; BME bone marrow edema`.
    fn items(&mut self, line: &Range<usize>) {
        let view = View { end: line.end, ..self.view };
        let parts = |at: usize| matches!(view.mark(at), Some(b',' | b';'));
        // one alone may be prose
        let parted = memchr::memchr2_iter(b',', b';', &self.view.tokens.kinds[line.clone()]);
        let mut behind = parted.map(|at| line.start + at + 1).filter(|&at| at < line.end);
        if !behind.any(|at| self.is_short(at)) {
            return;
        }
        let colon = view.find_mark(b':', line.start, line.end.min(line.start + LONGEST_SUBJECT));
        let mut told = Vec::new();
        let mut from = colon.map_or(line.start, |colon| colon + 1);
        for end in (from..=line.end).filter(|&at| at == line.end || parts(at)) {
            let stop = (from..end).find(|&at| view.mark(at) == Some(b'.')).unwrap_or(end);
            let means = from + 1..stop;
            let begins = |at: usize| {
                let tags = self.tags(at, means.end);
                tags.any(&FINDINGS)
                    || tags.any(&[
                        Tag::Superior,
                        Tag::Inferior,
                        Tag::Upper,
                        Tag::Lower,
                        Tag::Herniation,
                        Tag::Marrow,
                        Tag::EndplateNoun,
                    ])
            };
            let article = self.folded(from.min(line.end - 1)) == b"a";
            if self.is_short(from)
                && !article
                && means.len() > 1
                && means.len() <= LONGEST_MEANING
                && begins(means.start)
            {
                told.push((from, means));
            }
            from = end + 1;
        }
        if told.len() > 1 {
            self.keep(told);
        }
    }

    /// Keeps what a line explains, if it is of findings.
    fn keep(&mut self, told: Vec<(usize, Range<usize>)>) {
        if !told.iter().any(|(_, means)| self.tells(means)) {
            return;
        }
        for (code, means) in told {
            let known = self
                .entries
                .iter()
                .any(|entry| entry.subject.is_none() && self.folded(entry.code) == self.folded(code));
            if !means.is_empty() && !known && !self.is_answer(&means) {
                self.entries.push(Entry { code, means: means.collect(), subject: None });
            }
        }
    }

    /// Whether a meaning is a plain yes or no, which is told elsewhere.
    fn is_answer(&self, means: &Range<usize>) -> bool {
        const ANSWERS: [Tag; 6] = [
            Tag::YesValue,
            Tag::NoneValue,
            Tag::NegationBefore,
            Tag::NegationAfter,
            Tag::UncertaintyBefore,
            Tag::NotApplicable,
        ];
        self.tags(means.start, means.end).any(&ANSWERS)
    }

    /// `SN: 0 none, 1 superior, 2 inferior, 3 both endplates`.
    fn figures(&mut self, line: &Range<usize>) {
        let view = View { end: line.end, ..self.view };
        let figure =
            |at: usize| self.is_number(at) && self.letters(at) == 1 && !self.token(at).is_some_and(|t| t.glued);
        // three codes have three figures
        let mut figures = memchr::memchr_iter(NUMBER, &self.view.tokens.kinds[line.clone()]);
        if figures.nth(2).is_none() {
            return;
        }
        let Some(first) = (line.start + 1..line.end).find(|&at| figure(at)) else { return };
        let mut codes: Vec<(usize, Range<usize>)> = Vec::new();
        let mut at = first;
        while at < line.end {
            let sign = usize::from(matches!(view.mark(at + 1), Some(b'=' | b':')));
            let from = at + 1 + sign;
            let next = (from..line.end).find(|&i| figure(i) && i > from).unwrap_or(line.end);
            let end = (from..next).find(|&i| matches!(view.mark(i), Some(b',' | b';' | b'.' | b')'))).unwrap_or(next);
            let ascending = codes.last().is_none_or(|(code, _)| self.folded(*code) < self.folded(at));
            if self.kind(from) != Some(TokenKind::Word) || end == from || !ascending {
                break;
            }
            codes.push((at, from..end));
            at = next;
        }
        let subject = line.start..first;
        let sides = codes.iter().filter(|(_, means)| !self.sides(means).is_empty()).count();
        if codes.len() < 3 || sides < 2 || subject.len() > LONGEST_SUBJECT {
            return;
        }
        let entry = |(code, means): (usize, Range<usize>)| {
            let sides = self.sides(&means);
            let means = match sides.first() {
                Some(&side) => (side..means.end).collect(),
                None => vec![means.start],
            };
            Entry { code, means, subject: Some(subject.clone()) }
        };
        let more: Vec<Entry> = codes.into_iter().map(entry).collect();
        self.entries.extend(more);
    }

    /// The words of a meaning that tell a side.
    fn sides(&self, means: &Range<usize>) -> Vec<usize> {
        const SIDES: [Tag; 6] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::Both, Tag::Each];
        means.clone().filter(|&at| self.tags(at, means.end).any(&SIDES)).collect()
    }

    fn edits(&self, lines: &[Range<usize>]) -> Vec<Edit> {
        let mut edits = Vec::new();
        for line in lines.iter().filter(|line| !self.taken.contains(line)) {
            for at in line.clone() {
                let Some(entry) = self.entry_at(at, line) else { continue };
                let span = self.view.tokens.list[at].span;
                let by = entry.means.iter().enumerate().map(|(number, &word)| self.word(word, number, span)).collect();
                // `SN=2`
                let sign = at > line.start && entry.subject.is_some() && self.view.mark(at - 1) == Some(b'=');
                edits.push(Edit { at: at - usize::from(sign)..at + 1, by });
            }
        }
        edits
    }

    /// A word of a meaning where its code stands.
    fn word(&self, at: usize, number: usize, span: Span) -> Mended {
        let token = &self.view.tokens.list[at];
        let letters = self.folded(at).to_vec();
        let glued = number > 0 && token.glued;
        Mended { span, capitals: vec![false; letters.len()], letters, word: token.word, glued }
    }

    /// What a token stands for.
    fn entry_at(&self, at: usize, line: &Range<usize>) -> Option<&Entry> {
        let token = self.token(at)?;
        let figure = token.kind == TokenKind::Number;
        if !figure && !self.is_short(at) {
            return None;
        }
        let same = |entry: &&Entry| {
            let code = &self.view.tokens.list[entry.code];
            (code.capital, code.upper) == (token.capital, token.upper) && self.folded(entry.code) == self.folded(at)
        };
        let mut entries = self.entries.iter().filter(same);
        if figure {
            return entries
                .find(|entry| entry.subject.as_ref().is_some_and(|subject| self.is_value(at, line, subject)));
        }
        let entry = entries.find(|entry| entry.subject.is_none())?;
        let letters = self.letters(at);
        // what a lexicon knows needs no legend
        if letters > 1 {
            let joined = |i: usize| self.view.mark(i) == Some(b'_');
            if joined(at + 1) || at > line.start && joined(at - 1) {
                return None;
            }
            let tags = self.tags(at, line.end);
            return (!tags.any(&FINDINGS) && !tags.has(Tag::Abbreviation)).then_some(entry);
        }
        self.stands_alone(at, line).then_some(entry)
    }

    /// Whether a letter is a code where it stands, not a word: `L1s`, `L3: A`, `SN i, 4 mm`.
    fn stands_alone(&self, at: usize, line: &Range<usize>) -> bool {
        let view = View { end: line.end, ..self.view };
        let glued = self.token(at).is_some_and(|t| t.glued);
        let before = at.checked_sub(1).filter(|&before| before >= line.start);
        let of_level = before.is_some_and(|before| {
            self.is_number(before)
                && (line.start..before)
                    .rev()
                    .take(4)
                    .any(|i| levels::read(view, i).is_some_and(|read| read.next == at || read.next == at + 1))
        });
        if glued && of_level {
            return true;
        }
        let gap = |i: usize| i >= line.end || self.token(i).is_some_and(|t| t.spaces >= NARROW_GAP);
        let mark = |i: usize| view.mark(i);
        let led = before.is_none_or(|before| {
            gap(at)
                || of_level
                || matches!(
                    mark(before),
                    Some(b':' | b',' | b'+' | b'/' | b'(' | b'|' | b'=' | b'.' | b';' | b'-' | b'&')
                )
                || self.is_short(before)
                || self.tags(before, at).any(&FINDINGS)
                || self.tags(before, at).any(&[Tag::Abbreviation, Tag::NodeNoun, Tag::BareNode, Tag::And])
        });
        let next = at + 1;
        let article = self.folded(at) == b"a" && self.token(at).is_some_and(|t| !t.capital);
        let size = !article && self.is_number(next);
        let closed = next >= line.end
            || gap(next)
            || size
            || matches!(mark(next), Some(b',' | b';' | b':' | b'+' | b'/' | b'(' | b')' | b'|' | b'-' | b'&' | b'.'))
            || self.tags(next, line.end).has(Tag::And) && !article;
        // `A.` numbers a line
        let numbers = before.is_none() && matches!(mark(next), Some(b'.' | b')'));
        led && closed && !numbers && (before.is_some() || mark(next) != Some(b','))
    }

    /// Whether a figure is the value of what its legend is of.
    fn is_value(&self, at: usize, line: &Range<usize>, subject: &Range<usize>) -> bool {
        const UNITS: [Tag; 3] = [Tag::Millimetre, Tag::Centimetre, Tag::Measuring];
        let view = View { end: line.end, ..self.view };
        let words = |i: &usize| {
            self.kind(*i) == Some(TokenKind::Word) && !self.tags(*i, subject.end).any(&[Tag::Of, Tag::Article])
        };
        let shared = |i: usize| {
            let short = self.kind(i) == Some(TokenKind::Word);
            short && subject.clone().filter(words).any(|word| self.folded(word) == self.folded(i))
        };
        let ends = |i: usize| {
            i >= line.end
                || self.token(i).is_some_and(|t| t.spaces >= NARROW_GAP)
                || matches!(view.mark(i), Some(b',' | b';' | b'|' | b'(' | b')'))
        };
        let parted = at > line.start
            && (matches!(view.mark(at - 1), Some(b':' | b'=' | b'|'))
                || self.token(at).is_some_and(|t| t.spaces >= NARROW_GAP)
                || shared(at - 1));
        let key = line.start..at;
        parted && ends(at + 1) && key.clone().any(shared) && !key.clone().any(|i| self.tags(i, at).any(&UNITS))
    }
}
