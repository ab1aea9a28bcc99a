//! Words that scanners, typists, wraps and lost spaces spoilt, read as what they were.
//!
//! In: tokens with their words named and their phrases found. Out: tokens with the spoilt ones replaced, each with the
//! span of what stands in the text. Tried only in texts that name a finding plainly (`Extractor::tokens`), so that the
//! screen need not know of any of it, and only at words that no lexicon knows, at digits within words and at line
//! ends. `lexicons/mend.tsv` says which words matter so much that slips in them are mended, and which ordinary words
//! look like such slips.

mod confused;
mod contracted;
mod levels;
mod parted;
mod wraps;

use super::Lexicons;
use super::tag::{Tag, TagSet};
use super::trie::Root;
use crate::span::Span;
use crate::token::{Edit, Mended, NUMBER, Token, TokenKind, Tokens, quoted};

/// The words in which slips are mended, by their first letter.
#[derive(Debug, Default)]
pub(super) struct Slips([Vec<Box<[u8]>>; LETTERS]);

const LETTERS: usize = 26;

impl Slips {
    /// The words of the lexicons.
    pub(super) fn new(lexicons: &Lexicons) -> Self {
        let mut new = Self(std::array::from_fn(|_| Vec::new()));
        lexicons.trie.spell(Root::Mend, &mut |phrase, words| {
            if let [word] = words
                && lexicons.tags(phrase).any(&[Tag::Matters, Tag::Slips])
                && let Some(bucket) = bucket(word[0])
            {
                new.0[bucket].push((*word).into());
            }
        });
        new
    }

    /// The words that begin with a letter.
    fn of(&self, letter: u8) -> &[Box<[u8]>] {
        bucket(letter).map_or(&[], |at| &self.0[at])
    }
}

fn bucket(letter: u8) -> Option<usize> {
    letter.is_ascii_lowercase().then(|| usize::from(letter - b'a'))
}

/// Shortest word of which a part may be another word, or in which a slip is mended.
const SHORTEST: usize = 5;
/// Longest word in which letters may stand for the digits of a level, or that may be a unit.
const LONGEST_LEVEL: u32 = 3;
/// Longest word that is mended.
const LONGEST: usize = 60;

struct Mender<'a> {
    lexicons: &'a Lexicons,
    text: &'a str,
    tokens: &'a Tokens,
}

impl Lexicons {
    /// Reads what is spoilt in a text as what it was.
    pub(crate) fn mend(&self, text: &str, tokens: &mut Tokens) {
        if tokens.has_mark(b'=') && quoted::is_quoted(text) {
            self.trie.read(text, true, tokens);
            self.find_phrases(tokens);
        }
        let hidden = wraps::in_front_of_lines(tokens);
        if !hidden.is_empty() {
            tokens.drop(&hidden);
            self.find_phrases(tokens);
        }
        let joined = wraps::unwrap_lines(self, tokens);
        let edits = Mender { lexicons: self, text, tokens }.edits();
        if !edits.is_empty() {
            tokens.replace(&edits);
        }
        if joined || !edits.is_empty() {
            self.find_phrases(tokens);
        }
    }

    /// Number of a folded word; 0 is unknown.
    fn number_of(&self, word: &[u8]) -> u32 {
        self.trie.number_of(word)
    }

    /// What a word alone is to mending.
    fn mend_tags(&self, word: u32) -> TagSet {
        self.trie.alone(Root::Mend, word).map_or(TagSet::default(), |phrase| self.tags(phrase))
    }
}

impl Mender<'_> {
    fn edits(&self) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut at = 0;
        // most tokens are known, and too long to be a level's or plain
        while let Some(passed) = self
            .tokens
            .list
            .get(at..)
            .and_then(|rest| rest.iter().zip(at..).position(|(token, at)| self.may_be_spoilt(at, token)))
        {
            at += passed;
            let token = &self.tokens.list[at];
            // an apostrophe within is no letter
            if let Some(edit) = has_apostrophe(token).then(|| self.contracted(at, token)).flatten() {
                edits.push(edit);
                at += 1;
                continue;
            }
            let edit = match token.kind {
                TokenKind::Word if token.newlines == 1 => self.hyphenated(at).or_else(|| self.word(at, token)),
                TokenKind::Word => self.word(at, token),
                TokenKind::Number => self.number(at, token),
                TokenKind::Mark(b'.') if token.newlines == 1 => self.wrapped_decimal(at),
                TokenKind::Mark(b'.') if token.glued => self.decimal_with_letter(at),
                // `in{erior`
                TokenKind::Mark(b'{' | b'@' | b'$' | b'!') if token.glued => self.marked(at),
                TokenKind::Mark(_) => None,
            };
            let Some(edit) = edit else {
                at += 1;
                continue;
            };
            at = edit.at.end.max(at + 1);
            // what was mended alone before more of it was seen
            while edits.last().is_some_and(|last| last.at.end > edit.at.start) {
                edits.pop();
            }
            edits.push(edit);
        }
        edits
    }

    /// Whether a token may be spoilt: an unknown word, one that may be a level's, the first of letters that stand apart, or the
    /// end of a wrapped one, a figure or a mark with something glued to it.
    #[inline]
    fn may_be_spoilt(&self, at: usize, token: &Token) -> bool {
        let next_glued = || self.tokens.list.get(at + 1).is_some_and(|next| next.glued);
        match token.kind {
            TokenKind::Word if token.word == 0 => true,
            TokenKind::Word => {
                let length = token.span.end - token.span.start;
                let wrapped = token.newlines == 1 && at > 1 && self.tokens.kinds[at - 1] == b'-';
                let short = || length <= LONGEST_LEVEL && levels::may_stand_for_digits(self.raw(token));
                wrapped || length == 1 || has_apostrophe(token) || short()
            }
            TokenKind::Number => token.glued || next_glued(),
            TokenKind::Mark(b'.') => next_glued(),
            TokenKind::Mark(mark) => token.glued && matches!(mark, b'{' | b'@' | b'$' | b'!'),
        }
    }

    fn word(&self, at: usize, token: &Token) -> Option<Edit> {
        let length = token.span.end - token.span.start;
        if length == 1
            && let Some(edit) = self.letters_apart(at)
        {
            return Some(edit);
        }
        if length <= LONGEST_LEVEL
            && let Some(edit) = self.short(at, token)
        {
            return Some(edit);
        }
        if token.word != 0 {
            return None;
        }
        // `endp1ate`, `in{erior`
        let joined = |at: usize| self.tokens.list.get(at).is_some_and(|t| t.glued && self.may_be_letter(t));
        if joined(at + 1)
            && let Some(edit) = self.run(at)
        {
            return Some(edit);
        }
        let word = self.tokens.folded_bytes(token);
        if word.len() > LONGEST || token.glued && self.is_number(at.wrapping_sub(1)) && word.len() < SHORTEST {
            return None;
        }
        let one = |letters: Vec<u8>| Some(Edit { at: at..at + 1, by: vec![self.mended(token.span, letters, false)] });
        if let Some(edit) = self.spaced(at) {
            return Some(edit);
        }
        // `FlNDlNGS`, `rnarrow`
        if let Some(letters) = self.confused(word, self.shortest(token)) {
            return one(letters);
        }
        if let Some(edit) = self.parted(at, token, word) {
            return Some(edit);
        }
        self.slip(word).and_then(|letters| one(letters.to_vec()))
    }

    /// A word with a mark for a letter between two that are known.
    fn marked(&self, at: usize) -> Option<Edit> {
        let word = |at: usize| self.tokens.list.get(at).is_some_and(|t| t.kind == TokenKind::Word);
        let within = at > 0 && word(at - 1) && word(at + 1) && self.tokens.list[at + 1].glued;
        if within { self.run(at - 1) } else { None }
    }

    fn number(&self, at: usize, token: &Token) -> Option<Edit> {
        if token.glued
            && let Some(edit) = self.numbered_level(at, token)
        {
            return Some(edit);
        }
        // letters on both sides, or what may be the beginning of a word: `n0de`, `0edema`
        let next = self.tokens.list.get(at + 1).filter(|t| t.glued && t.kind == TokenKind::Word)?;
        let before = token.glued && at > 0 && self.tokens.list[at - 1].kind == TokenKind::Word;
        if before || next.word == 0 {
            let from = if before { at - 1 } else { at };
            if let Some(edit) = self.run(from) {
                return Some(edit);
            }
        }
        self.number_with_letter(at, token, next)
    }

    /// Fewest letters of a word that letters taken for others may hide.
    fn shortest(&self, token: &Token) -> usize {
        let raw = token.span.text(self.text).as_bytes();
        let mixed = raw.iter().any(u8::is_ascii_uppercase) && raw.iter().skip(1).any(|b| *b == b'l');
        let mixed = mixed && raw.iter().all(|b| b.is_ascii_uppercase() || *b == b'l');
        // `rnid` has three
        if mixed || raw.len() > 3 { 3 } else { 4 }
    }

    /// What replaces a span: a word or number with the capitals that its letters have.
    fn mended(&self, span: Span, letters: Vec<u8>, glued: bool) -> Mended {
        let raw = span.text(self.text);
        // a small l among capitals was one
        let capitals = raw.bytes().filter(u8::is_ascii_alphabetic).collect::<Vec<_>>();
        let shouted = capitals.iter().any(u8::is_ascii_uppercase)
            && capitals.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'l')
            && capitals.len() > 1;
        let capitals = capitals.iter().map(|byte| shouted || byte.is_ascii_uppercase()).collect();
        let word = self.lexicons.number_of(&letters);
        Mended { span, letters, capitals, word, glued }
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.kinds.get(at) == Some(&NUMBER)
    }

    fn tags(&self, at: usize) -> TagSet {
        if at >= self.tokens.list.len() {
            return TagSet::default();
        }
        self.lexicons.tags_at(self.tokens, at, self.tokens.list.len())
    }

    fn mark(&self, at: usize) -> Option<u8> {
        match self.tokens.list.get(at)?.kind {
            TokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Whether a token is a unit, or was one: `mm`, `rnm`.
    fn is_unit(&self, at: usize) -> bool {
        let spoilt = || self.tokens.list.get(at).is_some_and(|token| self.spoilt_unit(token).is_some());
        self.tags(at).any(&[Tag::Millimetre, Tag::Centimetre]) || spoilt()
    }

    /// A word that matters, of which an unknown one is a slip: two letters swapped, one lost or doubled, in longer words
    /// one too many or wrong.
    fn slip(&self, word: &[u8]) -> Option<&[u8]> {
        if word.len() + 1 < SHORTEST {
            return None;
        }
        let first = self.lexicons.slips.of(word[0]).iter();
        // `nedplate`
        let swapped = self.lexicons.slips.of(word[1]).iter().filter(|known| word[0] != word[1] && known[1] == word[0]);
        first.chain(swapped).find(|known| is_slip(word, known)).map(|known| &**known)
    }
}

/// Whether a word has something beside its letters.
#[inline]
fn has_apostrophe(token: &Token) -> bool {
    token.kind == TokenKind::Word && token.span.end - token.span.start > token.letters()
}

/// Longest word in which a wrong letter makes another word too easily.
const SHORT: usize = 6;

/// Whether `word` is `known` but for one slip.
fn is_slip(word: &[u8], known: &[u8]) -> bool {
    if word.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let same = word.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (&word[same..], &known[same..]);
    match word.len() as isize - known.len() as isize {
        0 => match (rest, wanted) {
            ([a, b, rest @ ..], [c, d, wanted @ ..]) if a == d && b == c => rest == wanted,
            ([_, rest @ ..], [_, wanted @ ..]) => known.len() > SHORT && same > 0 && rest == wanted,
            _ => false,
        },
        // one lost
        -1 => {
            word.len() >= SHORTEST
                && same > 0
                && (!wanted[1..].is_empty() || known.len() > SHORT)
                && rest == &wanted[1..]
        }
        // one too many
        _ => {
            let doubled = same > 0 && rest[0] == word[same - 1];
            let inside = !rest[1..].is_empty() && known.len() > SHORT;
            known.len() >= SHORTEST && same > 0 && (doubled || inside) && &rest[1..] == wanted
        }
    }
}

#[cfg(test)]
mod tests;
