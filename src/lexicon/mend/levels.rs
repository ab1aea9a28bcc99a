//! Levels and measurements in which letters stand for digits, and digits for letters.

use super::Mender;
use crate::anatomy::Area;
use crate::lexicon::tag::Tag;
use crate::span::Span;
use crate::token::{Edit, Token, TokenKind};

/// Whether letters are among these that scanners read for digits, or for such as stand for them.
#[inline]
pub(super) fn may_stand_for_digits(raw: &[u8]) -> bool {
    raw.iter().any(|byte| matches!(byte, b'l' | b'I' | b'O' | b'S'))
}

impl Mender<'_> {
    #[inline]
    pub(super) fn raw(&self, token: &Token) -> &[u8] {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        self.text.as_bytes().get(start..end).unwrap_or_default()
    }

    /// A token as so many letters and digits more: the first letter by itself, and a number.
    fn letter_and_number(&self, at: std::ops::Range<usize>, digits: &[u8]) -> Edit {
        let list = &self.tokens.list;
        let (first, last) = (list[at.start].span, list[at.end - 1].span);
        let letter = self.tokens.folded_bytes(&list[at.start])[..1].to_vec();
        let middle = first.start + 1;
        let by = vec![
            self.mended(Span::new(first.start, middle), letter, false),
            self.mended(Span::new(middle, last.end), digits.to_vec(), true),
        ];
        Edit { at, by }
    }

    fn as_number(&self, at: std::ops::Range<usize>, digits: &[u8]) -> Edit {
        let span = self.tokens.span(at.start, at.end);
        Edit { at, by: vec![self.mended(span, digits.to_vec(), false)] }
    }

    fn as_word(&self, at: usize, letters: &[u8]) -> Edit {
        Edit { at: at..at + 1, by: vec![self.mended(self.tokens.list[at].span, letters.to_vec(), false)] }
    }

    fn glued(&self, at: usize) -> Option<&Token> {
        self.tokens.list.get(at).filter(|token| token.glued)
    }

    /// A word of up to three letters some of which are digits: `Tl2`, `Ll`, `L5-Sl`, `l2 mm`, `5 rnm`, `type ll`.
    pub(super) fn short(&self, at: usize, token: &Token) -> Option<Edit> {
        let raw = self.raw(token);
        // most short words are told here
        if !may_stand_for_digits(raw) {
            return if token.word == 0 { self.unit(at, token) } else { None };
        }
        self.level_letters(at, raw)
            .or_else(|| self.roman(at, raw))
            .or_else(|| self.number_apart(at, raw))
            .or_else(|| self.pronoun(at, token, raw))
            .or_else(|| self.figure(at, raw))
            .or_else(|| self.unit(at, token))
    }

    /// `Tl2`, `Tll`, `TlO`, `Ll`, `L5-Sl`, `L5-SI`, `LS-S1`.
    fn level_letters(&self, at: usize, raw: &[u8]) -> Option<Edit> {
        let list = &self.tokens.list;
        let joint = |at: usize| matches!(self.mark(at), Some(b'-' | b'/'));
        let next_word = self.glued(at + 1).is_some_and(|t| t.kind == TokenKind::Word);
        match raw {
            [b'T', b'l'] => {
                let next = self.glued(at + 1).filter(|t| t.kind == TokenKind::Number);
                let digits = next.map(|t| self.tokens.folded_bytes(t));
                match digits {
                    Some([digit @ b'0'..=b'2']) => Some(self.letter_and_number(at..at + 2, &[b'1', *digit])),
                    Some(_) => None,
                    None => (!next_word).then(|| self.letter_and_number(at..at + 1, b"1")),
                }
            }
            [b'L', b'l'] => {
                let follows = self
                    .glued(at + 1)
                    .is_some_and(|t| t.kind != TokenKind::Mark(b'-') && !self.ends(t) && !joint(at + 1));
                (!follows).then(|| self.letter_and_number(at..at + 1, b"1"))
            }
            // `of LI`, `LI-L2`
            [b'L', b'I'] => {
                let led = at > 0 && self.tags(at - 1).any(&[Tag::Of, Tag::At, Tag::And, Tag::EndplateNoun]);
                let paired = joint(at + 1) && self.is_letter(at + 2) && self.is_number(at + 3);
                let follows = self.glued(at + 1).is_some_and(|t| !self.ends(t));
                ((led || paired) && !follows).then(|| self.letter_and_number(at..at + 1, b"1"))
            }
            [b'T', b'l', b'l'] if !next_word => Some(self.letter_and_number(at..at + 1, b"11")),
            [b'T', b'l', b'O' | b'o'] if !next_word => Some(self.letter_and_number(at..at + 1, b"10")),
            // `L5-Sl`, `L5/SI`
            [b'S', b'l' | b'I' | b'i'] => {
                let five = at > 2 && joint(at - 1) && self.tokens.folded_bytes(&list[at - 2]) == b"5";
                let follows = self.glued(at + 1).is_some_and(|t| !self.ends(t));
                (five && self.is_letter(at - 3) && !follows).then(|| self.letter_and_number(at..at + 1, b"1"))
            }
            // `LS-S1`
            [b'L', b'S'] => {
                let sacral = joint(at + 1)
                    && self.glued(at + 2).is_some_and(|t| self.raw(t).first() == Some(&b'S'))
                    && self.tokens.list.get(at + 3).is_some_and(|t| t.glued && self.tokens.folded_bytes(t) == b"1");
                sacral.then(|| self.letter_and_number(at..at + 1, b"5"))
            }
            _ => None,
        }
    }

    /// The number of a level behind a space: `T ll`, `L l`.
    fn number_apart(&self, at: usize, raw: &[u8]) -> Option<Edit> {
        let digits: &[u8] = match raw {
            b"l" => b"1",
            b"ll" | b"lI" => b"11",
            b"lO" => b"10",
            _ => return None,
        };
        let before = at.checked_sub(1)?;
        let letter = &self.tokens.list[before];
        if letter.glued && before.checked_sub(1).is_none_or(|i| self.mark(i).is_none()) {
            return None;
        }
        let list = &self.tokens.list[at];
        let apart = list.spaces == 1 && list.newlines == 0 && self.glued(at + 1).is_none_or(|t| self.ends(t));
        let thoracic = matches!(self.raw(letter), b"T" | b"D");
        let fits = thoracic || digits == b"1" && matches!(self.raw(letter), b"L" | b"S");
        (apart && fits).then(|| self.as_number(at..at + 1, digits))
    }

    /// `lt measures 5 mm`, `lts endplate`: a pronoun that begins a sentence.
    fn pronoun(&self, at: usize, token: &Token, raw: &[u8]) -> Option<Edit> {
        let begins = at == 0 || matches!(self.mark(at - 1), Some(b'.' | b';' | b':')) || token.newlines > 0;
        let tells = || self.tags(at + 1).any(&[Tag::Measuring, Tag::Verb, Tag::Shows]);
        match raw {
            b"lt" if begins && tells() => Some(self.as_word(at, b"it")),
            b"lts" if begins && token.word == 0 => Some(self.as_word(at, b"its")),
            _ => None,
        }
    }

    /// The number of a level that took up what stands behind it, `at T12.2.Oedema`, or that a space or line end parts,
    /// `T1⏎0`, `T1 1 vertebra`.
    pub(super) fn numbered_level(&self, at: usize, token: &Token) -> Option<Edit> {
        let letter = at.checked_sub(1).filter(|before| self.is_letter(*before))?;
        if !self.tokens.list[letter].capital {
            return None;
        }
        let digits = self.tokens.folded_bytes(token);
        if let Some(point) = digits.iter().position(|byte| *byte == b'.') {
            let item = self.glued(at + 1).is_some_and(|t| t.kind == TokenKind::Mark(b'.'));
            let word = self.glued(at + 2).is_some_and(|t| t.kind == TokenKind::Word && t.capital);
            if !item || !word || point > 2 || digits.len() - point != 2 {
                return None;
            }
            let middle = token.span.start + u32::try_from(point).ok()?;
            let parts = [(token.span.start, middle), (middle, middle + 1), (middle + 1, token.span.end)];
            let by = parts.map(|(start, end)| {
                let from = (start - token.span.start) as usize;
                let letters = digits[from..from + (end - start) as usize].to_vec();
                self.mended(Span::new(start, end), letters, true)
            });
            return Some(Edit { at: at..at + 1, by: by.to_vec() });
        }
        let next = self.tokens.list.get(at + 1).filter(|t| t.kind == TokenKind::Number && !t.glued)?;
        let second = self.tokens.folded_bytes(next);
        let thoracic = digits == b"1" && matches!(second, b"0" | b"1" | b"2");
        if !thoracic || !matches!(self.raw(&self.tokens.list[letter]), b"T" | b"D" | b"Th" | b"TH") {
            return None;
        }
        let behind = self.tags(at + 2);
        let goes_on = self.mark(at + 2) == Some(b',') || behind.has(Tag::And) || second == b"0";
        let parted = match next.newlines {
            0 => next.spaces == 1 && behind.any(&[Tag::VertebraNoun, Tag::EndplateNoun]),
            1 => goes_on && !self.is_unit(at + 2),
            _ => false,
        };
        let mut edit = self.as_number(at..at + 2, &[digits, second].concat());
        edit.by[0].glued = true;
        parted.then_some(edit)
    }

    /// Whether a token that stands right behind a level may.
    fn ends(&self, token: &Token) -> bool {
        matches!(token.kind, TokenKind::Mark(b'.' | b',' | b';' | b':' | b')' | b'/' | b'-' | b'?'))
    }

    fn is_letter(&self, at: usize) -> bool {
        self.tags(at).has(Tag::AreaLetter(Area::Lumbar))
    }

    /// A type in which I was read as l: `Modic type l`, `Modic type l/ll`.
    fn roman(&self, at: usize, raw: &[u8]) -> Option<Edit> {
        let plain = raw.iter().all(|byte| matches!(byte, b'l' | b'I')) && raw.contains(&b'l');
        if !plain || at == 0 || self.glued(at + 1).is_some_and(|t| t.kind == TokenKind::Number) {
            return None;
        }
        let typed = |at: usize| self.tags(at).any(&[Tag::ModicKind, Tag::ModicName]);
        let one = |at: usize| self.raw(&self.tokens.list[at]).iter().all(|byte| matches!(byte, b'l' | b'I'));
        let joined = at > 2 && matches!(self.mark(at - 1), Some(b'/' | b'-')) && one(at - 2) && typed(at - 3);
        let bracketed = at > 1 && self.mark(at - 1) == Some(b'(') && typed(at - 2);
        (typed(at - 1) || joined || bracketed).then(|| self.as_word(at, &b"iii"[..raw.len()]))
    }

    /// A number that begins with a letter: `l2 mm`, `lO mm`, `O.8 cm`, `l.2 cm`.
    fn figure(&self, at: usize, raw: &[u8]) -> Option<Edit> {
        let digit = |byte: &u8| match byte {
            b'l' | b'I' => Some(b'1'),
            b'O' | b'o' => Some(b'0'),
            _ => None,
        };
        let mut digits: Vec<u8> = raw.iter().map(digit).collect::<Option<_>>()?;
        if self.tokens.list[at].glued {
            return None;
        }
        let mut to = at + 1;
        if let Some(next) = self.glued(to).filter(|t| t.kind == TokenKind::Number) {
            digits.extend_from_slice(self.tokens.folded_bytes(next));
            to += 1;
        } else if self.glued(to).is_some_and(|t| t.kind == TokenKind::Mark(b'.'))
            && let Some(next) = self.glued(to + 1).filter(|t| t.kind == TokenKind::Number)
        {
            digits.push(b'.');
            digits.extend_from_slice(self.tokens.folded_bytes(next));
            to += 2;
        } else if raw.len() < 2 {
            return None;
        }
        (self.is_unit(to) && self.tokens.list[to].newlines == 0).then(|| self.as_number(at..to, &digits))
    }

    /// A unit behind a number: `5 rnm`, `1.2 crn`.
    fn unit(&self, at: usize, token: &Token) -> Option<Edit> {
        let behind = at > 0 && self.is_number(at - 1) && token.newlines == 0;
        behind.then(|| self.spoilt_unit(token)).flatten().map(|letters| self.as_word(at, &letters))
    }

    /// The unit that a word was before letters of it were taken for others.
    pub(super) fn spoilt_unit(&self, token: &Token) -> Option<Vec<u8>> {
        let word = self.tokens.folded_bytes(token);
        if token.word != 0 || token.kind != TokenKind::Word || word.len() > 4 {
            return None;
        }
        self.confused(word, 2).filter(|letters| matches!(&letters[..], b"mm" | b"cm"))
    }

    /// A number whose last digit is a letter: `1O mm`, `T1O`, `T1l`.
    pub(super) fn number_with_letter(&self, at: usize, token: &Token, next: &Token) -> Option<Edit> {
        let digit = match self.raw(next) {
            b"O" | b"o" => b'0',
            b"l" | b"I" => b'1',
            _ => return None,
        };
        let mut digits = self.tokens.folded_bytes(token).to_vec();
        digits.push(digit);
        let thoracic = token.glued
            && at > 0
            && digits[0] == b'1'
            && digits.len() == 2
            && matches!(self.raw(&self.tokens.list[at - 1]), b"T" | b"D" | b"Th")
            && self.glued(at + 2).is_none_or(|t| self.ends(t));
        let measured = (!token.glued || at == 0) && self.is_unit(at + 2);
        let mut edit = self.as_number(at..at + 2, &digits);
        edit.by[0].glued = token.glued;
        (thoracic || measured).then_some(edit)
    }

    /// A decimal number whose last digit is a letter: `1.l cm`, `1.O cm`.
    pub(super) fn decimal_with_letter(&self, at: usize) -> Option<Edit> {
        let whole = at.checked_sub(1).filter(|before| self.is_number(*before))?;
        let digit: &[u8] = match self.raw(self.glued(at + 1)?) {
            b"O" | b"o" => b"0",
            b"l" | b"I" => b"1",
            _ => return None,
        };
        let digits = [self.tokens.folded_bytes(&self.tokens.list[whole]), b".", digit].concat();
        self.is_unit(at + 2).then(|| self.as_number(whole..at + 2, &digits))
    }

    /// A decimal number that a line's end parts: `1⏎.2 cm`.
    pub(super) fn wrapped_decimal(&self, at: usize) -> Option<Edit> {
        let next = self.glued(at + 1).filter(|t| t.kind == TokenKind::Number)?;
        let whole = at.checked_sub(1).filter(|before| self.is_number(*before))?;
        let before = self.tokens.folded_bytes(&self.tokens.list[whole]);
        if !self.is_unit(at + 2) || before.contains(&b'.') {
            return None;
        }
        let digits = [before, b".", self.tokens.folded_bytes(next)].concat();
        Some(self.as_number(whole..at + 2, &digits))
    }
}
