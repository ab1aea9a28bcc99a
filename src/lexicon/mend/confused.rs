//! Letters that a scanner took for others.

use super::{LONGEST, Mender};
use crate::lexicon::tag::Tag;
use crate::token::{Edit, Token, TokenKind};

/// What was read, what it may have been, and whether only words that matter are looked for: the letters read are common.
const CONFUSED: [(&[u8], &[u8], bool); 23] = [
    (b"0", b"o", false),
    (b"1", b"l", false),
    (b"1", b"i", false),
    (b"5", b"s", false),
    (b"8", b"b", false),
    (b"l", b"i", false),
    (b"rn", b"m", false),
    (b"vv", b"w", false),
    (b"{", b"f", false),
    (b"|", b"l", false),
    (b"|", b"i", false),
    (b"!", b"l", false),
    (b"!", b"i", false),
    (b"]", b"l", false),
    (b"@", b"a", false),
    (b"$", b"s", false),
    (b"i", b"l", true),
    (b"c", b"e", true),
    (b"m", b"rn", true),
    (b"cl", b"d", true),
    (b"li", b"h", true),
    (b"1n", b"m", true),
    (b"n", b"ri", true),
];

/// What the readings begin with.
static BEGINS: [bool; 256] = {
    let (mut begins, mut i) = ([false; 256], 0);
    while i < CONFUSED.len() {
        begins[CONFUSED[i].0[0] as usize] = true;
        i += 1;
    }
    begins
};

/// Most letters of a word that were taken for others.
const MOST: usize = 4;
/// Most readings that are tried.
const TRIES: usize = 400;
/// Most tokens of a word that digits and marks part.
const LONGEST_RUN: usize = 9;

struct Search<'a> {
    mender: &'a Mender<'a>,
    raw: &'a [u8],
    least: usize,
    /// It has letters alone: only what looks like no word is tried.
    pure: bool,
    tries: usize,
    letters: Vec<u8>,
    best: Option<(usize, Vec<u8>)>,
}

impl Search<'_> {
    fn from(&mut self, at: usize, slips: usize, strict: bool) {
        if self.tries == 0 || self.best.as_ref().is_some_and(|(best, _)| *best <= slips) {
            return;
        }
        self.tries -= 1;
        let Some(byte) = self.raw.get(at) else {
            let word = self.mender.lexicons.number_of(&self.letters);
            let fits = word != 0
                && self.letters.len() >= self.least
                && (!strict || self.mender.lexicons.mend_tags(word).any(&[Tag::Matters, Tag::Slips]));
            if fits {
                self.best = Some((slips, self.letters.clone()));
            }
            return;
        };
        if byte.is_ascii_lowercase() {
            self.letters.push(*byte);
            self.from(at + 1, slips, strict);
            self.letters.pop();
        }
        // most letters were taken for no others
        if slips == MOST || !BEGINS[usize::from(*byte)] {
            return;
        }
        for (read, meant, only) in CONFUSED {
            if self.pure && (only || read == b"l" && !stands_for_i(self.raw, at)) {
                continue;
            }
            if read[0] == *byte && self.raw[at..].starts_with(read) {
                let length = self.letters.len();
                self.letters.extend_from_slice(meant);
                self.from(at + read.len(), slips + 1, strict || only);
                self.letters.truncate(length);
            }
        }
    }
}

impl Mender<'_> {
    /// The word of the lexicons that `raw` was before letters of it were taken for others.
    pub(super) fn confused(&self, raw: &[u8], least: usize) -> Option<Vec<u8>> {
        let pure = raw.iter().all(u8::is_ascii_lowercase);
        let odd = |at: usize| {
            let next = raw.get(at + 1);
            match raw[at] {
                b'r' => next == Some(&b'n'),
                b'v' => next == Some(&b'v'),
                b'l' => stands_for_i(raw, at),
                _ => false,
            }
        };
        if raw.len() < least || raw.len() > LONGEST || pure && !(0..raw.len()).any(odd) {
            return None;
        }
        let mut search = Search { mender: self, raw, least, pure, tries: TRIES, letters: Vec::new(), best: None };
        search.from(0, 0, false);
        search.best.map(|(_, letters)| letters)
    }

    /// Whether a token may be part of a word that digits and marks part.
    pub(super) fn may_be_letter(&self, token: &Token) -> bool {
        match token.kind {
            TokenKind::Mark(mark) => matches!(mark, b'{' | b'|' | b'!' | b']' | b'@' | b'$'),
            TokenKind::Number => {
                self.tokens.folded_bytes(token).iter().all(|byte| matches!(byte, b'0' | b'1' | b'5' | b'8'))
            }
            TokenKind::Word => true,
        }
    }

    /// A word with digits and marks in place of letters: `n0de`, `Schmor1's`, `in{erior`.
    pub(super) fn run(&self, from: usize) -> Option<Edit> {
        let list = &self.tokens.list;
        if !self.may_be_letter(&list[from]) {
            return None;
        }
        let rest = list[from + 1..].iter().take(LONGEST_RUN);
        let mut to = from + 1 + rest.take_while(|t| t.glued && self.may_be_letter(t)).count();
        // a mark behind the last letter ends something
        while to > from + 1 && matches!(list[to - 1].kind, TokenKind::Mark(_)) {
            to -= 1;
        }
        if to - from < 2 || list.get(to).is_some_and(|t| t.glued && t.kind == TokenKind::Number) {
            return None;
        }
        let raw: Vec<u8> = list[from..to].iter().flat_map(|t| self.tokens.folded_bytes(t)).copied().collect();
        let letters = self.confused(&raw, 4)?;
        Some(Edit { at: from..to, by: vec![self.mended(self.tokens.span(from, to), letters, false)] })
    }
}

/// Whether an l stands among consonants, where an i may have stood: `lnformation`, `Findlngs`.
fn stands_for_i(raw: &[u8], at: usize) -> bool {
    let vowel = |byte: &u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'l');
    let before = at.checked_sub(1).is_none_or(|at| !vowel(&raw[at]));
    before && raw.get(at + 1).is_none_or(|next| !vowel(next)) && raw.len() > 2
}
