//! Reads a text's bytes into tokens, once.

use super::classes::{Class, PLAIN, class_of, misread};
use super::fold::Folded;
use super::{
    CAPITALS, EMPTY_BOX, FIRST_BYTES, NARROW_GAP, NUMBER, Names, TICKED_BOX, Token, TokenKind, Tokens, WORD, bit, fold,
    markup, quoted,
};
use crate::span::Span;

/// A token that was read, but for what stood before it.
struct Read {
    start: usize,
    folded: usize,
    kind: TokenKind,
    capital: bool,
    upper: bool,
    word: u32,
}

/// Reads a text.
pub(super) struct Reader<'a, N> {
    text: &'a str,
    names: &'a N,
    bytes: &'a [u8],
    at: usize,
    glued: bool,
    newlines: u8,
    spaces: u8,
    /// Dots lead from keys to values somewhere: three of them are enough.
    leaders: bool,
    /// A brace about a chosen option stands open.
    braced: bool,
    /// The text is quoted-printable.
    quoted: bool,
    /// Whether round bullets are options to choose from, and squares boxes; told at the first of them.
    options: [Option<bool>; 2],
}

impl<'a, N: Names> Reader<'a, N> {
    pub(super) fn new(text: &'a str, quoted: bool, names: &'a N) -> Self {
        let bytes = text.as_bytes();
        let leaders = memchr::memmem::find(bytes, b"....").is_some();
        Reader {
            text,
            bytes,
            at: 0,
            glued: false,
            newlines: 0,
            spaces: 0,
            leaders,
            braced: false,
            options: [None; 2],
            quoted,
            names,
        }
    }

    /// Whether a brace opens one chosen option, `{inferior} endplate`, and not a list to choose from; notes it if so.
    fn chosen(&mut self) -> bool {
        let rest = &self.bytes[self.at + 1..];
        let inside = rest.iter().take(LONGEST_OPTION).position(|b| matches!(b, b'}' | b'|' | b'\n' | b'{' | b'"'));
        // `{none/present at ***:2047}` is a list with its number in a system
        let numbered = |end: usize| {
            let digits = rest[..end].iter().rev().take_while(|b| b.is_ascii_digit()).count();
            digits > 0 && digits < end && rest[end - digits - 1] == b':'
        };
        // `Kyphosis {normal / reduced}: reduced` is a list, too
        let slashes = |end: usize| memchr::memchr_iter(b'/', &rest[..end]).count();
        // so is `{none/1/2/3}`, but not `{L4/5}`
        let listed = |end: usize| slashes(end) > usize::from(rest.get(end + 1) != Some(&b':'));
        // `{x}`, `{ }` are boxes
        let boxed = |end: usize| matches!(rest[..end].trim_ascii(), b"" | b"x" | b"X");
        self.braced = inside.is_some_and(|end| rest[end] == b'}' && !numbered(end) && !listed(end) && !boxed(end));
        self.braced
    }

    /// Reads it into tokens.
    pub(super) fn run(&mut self, out: &mut Tokens) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' => self.word(out),
                b' ' => self.space(1, 1),
                b'0'..=b'9' => self.number(out),
                b'\n' => self.newline(1),
                b'\t' => self.space(1, 8),
                b'\r' => self.at += 1,
                b'{' if self.chosen() => self.space(1, 0),
                b'}' if std::mem::take(&mut self.braced) => self.space(1, 0),
                b'&' | b'<' | b'\\' if self.markup(out) => {}
                b'=' if self.quoted => self.other(out),
                0x21..=0x7e if byte != b'\'' && byte != b'`' => self.mark(out, byte, 1),
                _ => self.other(out),
            }
        }
    }

    /// Steps over a tag, an entity or a control word that a report's mark-up left behind; false if none is there.
    fn markup(&mut self, out: &mut Tokens) -> bool {
        let rest = &self.bytes[self.at..];
        match markup::read(rest) {
            Some((length, markup::Means::Space)) => self.space(length, 1),
            Some((length, markup::Means::Newline)) => self.newline(length),
            Some((length, markup::Means::Row)) => {
                self.newline(length);
                self.newlines = 1;
            }
            Some((length, markup::Means::Mark(mark))) => self.mark(out, mark, length),
            Some((length, markup::Means::Nothing)) => self.at += length,
            None => return false,
        }
        true
    }

    fn space(&mut self, length: usize, width: u8) {
        self.at += length;
        self.glued = false;
        self.spaces = self.spaces.saturating_add(width);
    }

    fn newline(&mut self, length: usize) {
        self.at += length;
        self.glued = false;
        self.newlines = (self.newlines + 1).min(2);
        self.spaces = 0;
    }

    /// A character outside the plain ones.
    fn other(&mut self, out: &mut Tokens) {
        if self.wide_number(out) {
            return;
        }
        let (class, length) = self.class_at(self.at);
        match class {
            Class::Letter(..) => self.word(out),
            Class::Space => self.space(length, 1),
            Class::Tab => self.space(length, 8),
            Class::Newline => self.newline(length),
            Class::Apostrophe | Class::Nothing => self.at += length,
            Class::Mark(mark @ b'*') => {
                let c = self.text.get(self.at..).and_then(|rest| rest.chars().next());
                let mark = c.and_then(|c| self.chosen_bullet(c)).unwrap_or(mark);
                self.mark(out, mark, length);
            }
            Class::Mark(mark) => self.mark(out, mark, length),
        }
    }

    /// Whether round bullets are options to choose from, `● yes ○ no`, and squares filled boxes beside empty ones.
    fn chosen_bullet(&mut self, c: char) -> Option<u8> {
        let (kind, filled, empty) = match c {
            '●' | '○' => (0, '●', '○'),
            '■' => (1, '■', '□'),
            _ => return None,
        };
        let text = self.text;
        let chosen = *self.options[kind].get_or_insert_with(|| {
            // where the line of the first begins, how far in it stands, and whether nothing stands before it
            let first = |c: char| {
                let at = text.find(c)?;
                let from = text[..at].rfind('\n').map_or(0, |end| end + 1);
                Some((from, at - from, text[from..at].trim().is_empty()))
            };
            let Some((filled, empty)) = first(filled).zip(first(empty)) else { return false };
            // sub-items stand farther right
            !(filled.2 && empty.2 && filled.0 != empty.0 && empty.1 > filled.1)
        });
        chosen.then_some(if c == filled { TICKED_BOX } else { EMPTY_BOX })
    }

    /// A number in full-width digits.
    fn wide_number(&mut self, out: &mut Tokens) -> bool {
        let (start, folded) = (self.at, out.filled);
        while let Some(digit) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            let Some(value) = u8::try_from(u32::from(digit).wrapping_sub(0xFF10)).ok().filter(|v| *v < 10) else {
                break;
            };
            out.keep(&[b'0' + value]);
            self.at += digit.len_utf8();
        }
        if self.at == start {
            return false;
        }
        self.push(out, start, folded, TokenKind::Number, false, false);
        true
    }

    #[inline]
    fn push(&mut self, out: &mut Tokens, start: usize, folded: usize, kind: TokenKind, capital: bool, upper: bool) {
        let word = match kind {
            TokenKind::Mark(mark) => self.names.of_mark(mark),
            _ => match out.key_of(folded, out.filled) {
                Some(key) => self.names.of_key(key),
                None => self.names.of_long(&out.folded[folded..out.filled]),
            },
        };
        self.push_named(out, Read { start, folded, kind, capital, upper, word });
    }

    /// The same for what is named already.
    #[inline]
    fn push_named(&mut self, out: &mut Tokens, read: Read) {
        let Read { start, folded, kind, capital, upper, word } = read;
        out.gaps |= self.spaces >= NARROW_GAP;
        out.kinds.push(match kind {
            TokenKind::Word if upper => CAPITALS,
            TokenKind::Word => WORD,
            TokenKind::Number => NUMBER,
            TokenKind::Mark(mark) => mark,
        });
        out.list.push(Token {
            span: Span::new(offset(start), offset(self.at)),
            folded: (offset(folded), offset(out.filled)),
            kind,
            glued: self.glued,
            newlines: self.newlines,
            spaces: self.spaces,
            capital,
            upper,
            word,
        });
        self.glued = true;
        self.newlines = 0;
        self.spaces = 0;
    }

    fn mark(&mut self, out: &mut Tokens, mut mark: u8, length: usize) {
        let (start, folded) = (self.at, out.filled);
        self.at += length;
        if mark == b'.' && self.bytes.get(start + 1) == Some(&b'.') {
            let dots = self.bytes[start..].iter().take_while(|b| **b == b'.').count();
            if dots >= self.leading_dots(start, dots) {
                self.at = start + dots;
                mark = b':';
            }
        }
        out.keep(&[mark]);
        out.marks |= bit(mark);
        self.push(out, start, folded, TokenKind::Mark(mark), false, false);
    }

    /// How many dots are leaders between a key and its value, where so many stand: `SCHMORL'S NODE ....... No`.
    fn leading_dots(&self, start: usize, dots: usize) -> usize {
        let apart = |at: usize| self.bytes.get(at).is_none_or(u8::is_ascii_whitespace);
        match self.leaders {
            true if start > 0 && apart(start - 1) && apart(start + dots) => 2,
            true => 3,
            // `L1 ... no node` at a line's beginning
            false if dots == 3 && start > 0 && apart(start - 1) && apart(start + dots) && self.begun(start) => 3,
            false => 4,
        }
    }

    /// Whether a line has just begun before a byte: a few words, and no stop.
    fn begun(&self, at: usize) -> bool {
        let line = self.bytes[..at].iter().rev().take_while(|b| **b != b'\n');
        let length = line.clone().take(LONGEST_LED).count();
        length < LONGEST_LED && !line.take(LONGEST_LED).any(|b| matches!(b, b'.' | b':' | b','))
    }

    fn number(&mut self, out: &mut Tokens) {
        let (start, folded) = (self.at, out.filled);
        let digits = |reader: &mut Self| {
            while reader.bytes.get(reader.at).is_some_and(u8::is_ascii_digit) {
                reader.at += 1;
            }
        };
        digits(self);
        if self.bytes.get(self.at) == Some(&b'.') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            digits(self);
        }
        out.keep(&self.bytes[start..self.at]);
        self.push(out, start, folded, TokenKind::Number, false, false);
    }

    #[inline]
    fn word(&mut self, out: &mut Tokens) {
        // most words are a few plain letters, and end at a space or a mark
        if let Some(sixteen) = self.bytes[self.at..].first_chunk::<16>()
            && let Folded { lower, letters: length @ 1..16, capitals } = fold::sixteen(*sixteen)
            && ENDS_WORD[usize::from(sixteen[length])]
            && let Some(room) = out.folded.get_mut(out.filled..).and_then(<[u8]>::first_chunk_mut)
        {
            *room = lower.to_le_bytes();
            let (start, folded) = (self.at, out.filled);
            out.filled += length;
            self.at += length;
            let capital = sixteen[0].is_ascii_uppercase();
            let (kind, upper) = (TokenKind::Word, length > 1 && capitals);
            let word = self.names.of_key(lower & FIRST_BYTES[length]);
            self.push_named(out, Read { start, folded, kind, capital, upper, word });
            // the space behind most of them, which is no turn of its own
            if sixteen[length] == b' ' {
                self.space(1, 1);
            }
            return;
        }
        self.long_word(out);
    }

    /// A word of sixteen letters or more, or with what is no plain letter, or at the end of the text.
    // apart, so that the plain words need few registers: a third of their instructions
    #[inline(never)]
    fn long_word(&mut self, out: &mut Tokens) {
        let (start, folded) = (self.at, out.filled);
        let mut all_capitals = true;
        // plain letters, eight at a time
        loop {
            let (eight, whole) = eight(&self.bytes[self.at..]);
            let Folded { lower, letters, capitals } = fold::eight(eight);
            let length = letters.min(whole);
            if let Some(room) = out.folded.get_mut(out.filled..).and_then(<[u8]>::first_chunk_mut) {
                *room = lower.to_le_bytes();
            }
            out.filled += length;
            self.at += length;
            all_capitals &= capitals;
            if length < 8 {
                break;
            }
        }
        let mut letters = self.at - start;
        let mut first_capital = self.bytes[start].is_ascii_uppercase();
        while let Some(&byte) = self.bytes.get(self.at) {
            if ends_word(byte) {
                break;
            }
            match self.class_at(self.at) {
                (Class::Letter(ascii, capital), length) => {
                    out.keep(ascii.as_bytes());
                    self.at += length;
                    first_capital |= letters == 0 && capital;
                    letters += 1;
                    all_capitals &= capital;
                }
                (Class::Nothing, length) => self.at += length,
                // an apostrophe inside a word falls away; one at its end belongs to no token
                (Class::Apostrophe, length) if self.letter_at(self.at + length) => self.at += length,
                _ => break,
            }
        }
        self.push(out, start, folded, TokenKind::Word, first_capital, letters > 1 && all_capitals);
    }

    fn letter_at(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic(),
            Some(_) => matches!(self.class_at(at).0, Class::Letter(..)),
            None => false,
        }
    }

    /// Class and byte length of the character at `at`.
    fn class_at(&self, at: usize) -> (Class, usize) {
        if self.bytes[at].is_ascii_alphabetic() {
            let byte = self.bytes[at];
            let lower = usize::from(byte.to_ascii_lowercase() - b'a');
            return (Class::Letter(&PLAIN[lower..=lower], byte.is_ascii_uppercase()), 1);
        }
        // an apostrophe as an entity, or as RTF writes it
        if matches!(self.bytes[at], b'&' | b'\\')
            && let Some(length) = markup::apostrophe(&self.bytes[at..])
        {
            return (Class::Apostrophe, length);
        }
        if self.quoted && self.bytes[at] == b'=' {
            return quoted::read(&self.bytes[at..]);
        }
        if let Some(found) = self.text.get(at..).and_then(misread) {
            return found;
        }
        let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) else {
            return (Class::Nothing, 1);
        };
        (class_of(c), c.len_utf8())
    }
}

/// Whether a byte surely goes on with no word.
#[inline]
const fn ends_word(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphabetic() && !matches!(byte, b'\'' | b'`' | b'&' | b'\\' | b'=')
}

/// The same for each byte.
static ENDS_WORD: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        ends[byte] = ends_word(byte as u8);
        byte += 1;
    }
    ends
};

/// The next eight bytes, zeros behind the end; and how many there are.
#[inline]
fn eight(bytes: &[u8]) -> (u64, usize) {
    if let Some(eight) = bytes.first_chunk::<8>() {
        return (u64::from_le_bytes(*eight), 8);
    }
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    (u64::from_le_bytes(eight), bytes.len())
}

/// The readers reject texts of more than 4 GiB, so offsets fit.
#[inline]
#[allow(clippy::cast_possible_truncation)]
pub(super) fn offset(at: usize) -> u32 {
    debug_assert!(u32::try_from(at).is_ok());
    at as u32
}

/// Bytes of a line that leaders of three dots may follow.
const LONGEST_LED: usize = 32;

/// Most bytes of an option in braces.
const LONGEST_OPTION: usize = 80;
