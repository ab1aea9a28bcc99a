//! Tells at a record's raw bytes that extraction would find nothing in it, so that most records are never parsed.
//!
//! In: the lexicons. Out: for stretches of bytes, whether they may hold a finding. Errs on the side of yes, never on
//! that of no: what it lets pass is exactly what extraction finds nothing in, which tests hold over the corpus and
//! over texts made to deceive it.
//!
//! 1. Every phrase that can begin a finding has a word by which it is known, its rarest; every such word (and every
//!    misspelling of the eponym that is let through) holds one of a few short byte patterns. These are sought in whole
//!    blocks ([`kernel`]).
//! 2. Where one is found, the word around it is looked up, and its neighbours where the phrase has several ([`words`]).
//! 3. Words that alone are no finding are looked at with what they need ([`near`]): oedema a marrow or a place, `into` a
//!    herniation, an endplate change its `type`.
//!
//! Letters that are folded (accents, ligatures) and characters without width can hide a word from bytes: words with
//! such characters or with an apostrophe inside are folded as the tokeniser does before they are looked up.

mod by_word;
mod kernel;
mod late;
mod near;
mod patterns;
mod prose;
mod words;

use super::names;
use crate::lexicon::Lexicons;
use crate::token::{TokenKind, Tokens};
use kernel::Kernel;
pub use late::LateScreen;
use near::Levels;
use prose::Prose;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use words::{Need, Words};

/// Tells what is not worth reading.
#[derive(Debug)]
pub struct Screen {
    kernel: Kernel,
    words: Words,
}

/// Most words of a record that are looked at for their place; where there are more, it is read.
const MOST_ASKED: u32 = 100;
/// The longest word that is folded on the stack.
const LONGEST: usize = 32;

thread_local! {
    /// Places found, and tokens of single words: reused from block to block.
    static BUFFERS: RefCell<(Vec<u32>, Tokens)> = RefCell::default();
}

impl Screen {
    /// The screen that goes with these lexicons.
    #[must_use]
    pub fn new(lexicons: &Lexicons) -> Self {
        // rows of triggers speak of these more than reports do
        let plain = lexicons.rows().iter().filter(|row| !words::is_trigger(row.tag));
        let prose = Prose::new(plain.flat_map(|row| [&*row.yes, &*row.no]).collect());
        let (words, mut patterns) = Words::new(lexicons, &prose);
        patterns.extend(patterns::of_misspellings(names::NAME));
        Self { kernel: Kernel::new(&patterns, &prose), words }
    }

    /// Whether the text may hold a finding.
    #[must_use]
    pub fn may_find(&self, text: &str) -> bool {
        let mut may = [false];
        self.look(text.as_bytes(), std::slice::from_ref(&(0..text.len())), &mut may);
        may[0]
    }

    /// Sets `may[i]` where the stretch `records[i]` of `bytes` may hold a finding, and where it holds a zero byte or is
    /// not UTF-8. Stretches are in order. The bytes may be a table's: doubled quotes do not matter.
    pub fn look(&self, bytes: &[u8], records: &[Range<usize>], may: &mut [bool]) {
        if self.words.unknowable() {
            return may.fill(true);
        }
        BUFFERS.with_borrow_mut(|(places, tokens)| {
            self.places(bytes, places);
            let mut rest = &places[..];
            for (record, may) in records.iter().zip(may) {
                rest = &rest[rest.partition_point(|at| (*at as usize) < record.start)..];
                let count = rest.partition_point(|at| (*at as usize) < record.end);
                *may |= self.may_hold(bytes, record, &rest[..count], tokens);
                rest = &rest[count..];
            }
        });
    }

    /// Every place at which a pattern may begin. A text's end counts as a word's end.
    fn places(&self, bytes: &[u8], places: &mut Vec<u32>) {
        const TAIL: usize = 3;
        places.clear();
        self.kernel.find(bytes, places);
        let from = bytes.len().saturating_sub(TAIL);
        places.truncate(places.partition_point(|at| (*at as usize) < from));
        let mut tail = [b' '; 2 * TAIL];
        tail[..bytes.len() - from].copy_from_slice(&bytes[from..]);
        let begun = places.len();
        self.kernel.find(&tail, places);
        let offset = u32::try_from(from).unwrap_or(u32::MAX);
        places[begun..].iter_mut().for_each(|at| *at += offset);
        let end = bytes.len();
        places.truncate(places.partition_point(|at| (*at as usize) < end));
    }

    /// Whether a record with something at these places may hold a finding.
    fn may_hold(&self, bytes: &[u8], record: &Range<usize>, places: &[u32], tokens: &mut Tokens) -> bool {
        let text = &bytes[record.clone()];
        let mut valid = false;
        // one past the last byte of the word looked at last: several patterns may be in one
        let mut done = 0;
        // words that asked for a place
        let asked = Cell::new(0);
        let levels = RefCell::new(Levels::new(places, record));
        // the first word has nothing in front of it at which a pattern could begin
        for at in std::iter::once(0).chain(places.iter().map(|at| *at as usize - record.start)) {
            let Some(&byte) = text.get(at) else { break };
            if byte == 0 || is_markup(&text[at..]) {
                return true;
            }
            if !byte.is_ascii() && !valid {
                valid = std::str::from_utf8(text).is_ok();
                if !valid {
                    return true;
                }
            }
            // a pattern may begin at the byte in front of its word
            let at = at + usize::from(!is_inside(byte));
            if at < done || at >= text.len() || self.words.is_no_letter(text, at) {
                continue;
            }
            let word = word_around(text, at);
            if word.is_empty() {
                continue;
            }
            done = word.end;
            if begins_eponym(text, &word) {
                return true;
            }
            let meets = |need| {
                if need == Need::Place {
                    asked.set(asked.get() + 1);
                }
                asked.get() > MOST_ASKED || near::meets(&self.words, text, &word, need, &levels)
            };
            let plain = word.len() <= LONGEST && text[word.clone()].iter().all(u8::is_ascii_alphabetic);
            let may = if plain { self.plain(text, &word, meets) } else { self.folded(text, &word, tokens, meets) };
            if may {
                return true;
            }
        }
        false
    }

    /// Whether a word of plain letters may be a finding, with what it needs.
    fn plain(&self, text: &[u8], word: &Range<usize>, meets: impl Fn(Need) -> bool) -> bool {
        if let Some(key) = by_word::folded(text, word) {
            return match self.words.get_short(key) {
                Some(known) => known.any_met(text, word, meets),
                None => self.unknown(&key.to_le_bytes()[..word.len()], meets),
            };
        }
        let letters = &text[word.clone()];
        let mut folded = [0; LONGEST];
        let folded = &mut folded[..letters.len()];
        folded.copy_from_slice(letters);
        folded.make_ascii_lowercase();
        match self.words.get(folded) {
            Some(known) => known.any_met(text, word, meets),
            None => self.unknown(folded, meets),
        }
    }

    /// Whether a word that no phrase is known by may hold a finding's name: run together with another, glued, misspelt.
    fn unknown(&self, folded: &[u8], meets: impl Fn(Need) -> bool) -> bool {
        self.words.in_two(folded) || names::hides_eponym(folded) || names::is_misspelt(folded) && meets(Need::Noun)
    }

    /// The same for a word with apostrophes or characters beyond ASCII, read as the tokeniser reads it.
    fn folded(&self, text: &[u8], word: &Range<usize>, tokens: &mut Tokens, meets: impl Fn(Need) -> bool) -> bool {
        let Ok(joined) = std::str::from_utf8(&text[word.clone()]) else { return true };
        tokens.read(joined);
        // what one of several words needs may be among them: `Schmo''nodes`
        let several = tokens.list.iter().filter(|token| token.kind == TokenKind::Word).count() > 1;
        let meets = |need| several || meets(need);
        tokens.list.iter().filter(|token| token.kind == TokenKind::Word).any(|token| {
            let folded = tokens.folded_bytes(token);
            match self.words.get(folded) {
                Some(known) => known.all_needs().any(meets),
                None => self.unknown(folded, meets),
            }
        })
    }
}

/// Whether a word is the eponym's beginning before a hyphen and a line's end, or what may be one.
fn begins_eponym(text: &[u8], word: &Range<usize>) -> bool {
    const LONGEST: usize = 7;
    // most words stand before a space
    if !text.get(word.end).is_some_and(|byte| matches!(byte, b'-' | b'\\' | b'&')) {
        return false;
    }
    let mut folded = [0; LONGEST];
    let Some(folded) = folded.get_mut(..word.len()) else { return false };
    folded.copy_from_slice(&text[word.clone()]);
    folded.make_ascii_lowercase();
    names::begins_eponym(folded)
        && text.get(word.end + 1).is_some_and(|byte| !byte.is_ascii_alphanumeric() || text[word.end] != b'-')
}

/// Whether mark-up may begin here, of which the tokeniser makes spaces, line ends and apostrophes.
fn is_markup(rest: &[u8]) -> bool {
    const ENTITY: usize = 10;
    match rest {
        [b'<', next, ..] => next.is_ascii_alphabetic() || *next == b'/',
        [b'\\', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'~' | b'\''),
        [b'&', next, ..] => {
            (next.is_ascii_alphabetic() || *next == b'#') && rest.iter().take(ENTITY).any(|byte| *byte == b';')
        }
        _ => false,
    }
}

/// Whether mark-up may begin with a byte.
fn is_markup_byte(byte: u8) -> bool {
    matches!(byte, b'<' | b'\\' | b'&')
}

/// Whether a byte joins the letters on its sides into one word, or may.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b'\'' | b'`') || !byte.is_ascii()
}

/// Whether each byte is a letter or a joint: asked of most bytes around what is found.
static INSIDE: [bool; 256] = {
    let mut inside = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        inside[byte] = byte >= 128 || (byte as u8).is_ascii_alphabetic() || matches!(byte as u8, b'\'' | b'`');
        byte += 1;
    }
    inside
};

/// Whether a byte is a letter, or joins letters, or may.
#[inline]
fn is_inside(byte: u8) -> bool {
    INSIDE[usize::from(byte)]
}

/// The letters around a byte with what may join them.
fn word_around(text: &[u8], at: usize) -> Range<usize> {
    let before = text[..at].iter().rposition(|byte| !is_inside(*byte)).map_or(0, |outside| outside + 1);
    let behind = text[at..].iter().position(|byte| !is_inside(*byte)).map_or(text.len(), |outside| at + outside);
    before..behind
}

#[cfg(test)]
mod tests;
