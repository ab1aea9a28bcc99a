//! Text into tokens: words, numbers and marks, each with its place in the original bytes.
//!
//! Folding happens here and nowhere else: case, accents, apostrophes of every kind (also the ones that a wrong
//! decoding made of them), dashes, odd spaces and line ends. A word keeps no apostrophe: `Schmorl’s` is `schmorls`.
//! Letters and digits part: `L4` is `l` `4`, glued. A decimal number is one token.

mod fold;
mod markup;
pub(crate) mod quoted;

use crate::lexicon::tag::TagSet;
use crate::span::Span;
use fold::Folded;
use std::ops::Range;

/// Tells the numbers of words in a vocabulary; 0 is unknown. `()` knows none.
pub(crate) trait Names {
    /// The number of a word or number that fits a [`key`].
    fn of_key(&self, key: u128) -> u32;
    /// The number of a longer one.
    fn of_long(&self, word: &[u8]) -> u32;
    /// The number of a mark.
    fn of_mark(&self, mark: u8) -> u32;
}

impl Names for () {
    fn of_key(&self, _: u128) -> u32 {
        0
    }

    fn of_long(&self, _: &[u8]) -> u32 {
        0
    }

    fn of_mark(&self, _: u8) -> u32 {
        0
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters.
    Word,
    /// Digits, with a decimal point inside or not.
    Number,
    /// One mark: the byte is its folded form.
    Mark(u8),
}

/// One token of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it stands in the text.
    pub(crate) span: Span,
    /// Its folded letters or digits in [`Tokens::folded`].
    folded: (u32, u32),
    /// What it is.
    pub(crate) kind: TokenKind,
    /// No space and no line end before it.
    pub(crate) glued: bool,
    /// Line ends between the token before and this one, at most 2 (a blank line).
    pub(crate) newlines: u8,
    /// Spaces before it on its own line, at most 255; a tab counts 8.
    pub(crate) spaces: u8,
    /// The first letter is a capital.
    pub(crate) capital: bool,
    /// It has two letters or more and all are capitals.
    pub(crate) upper: bool,
    /// Id of the word in the lexicons' vocabulary; 0 is unknown.
    pub(crate) word: u32,
}

/// The tokens of one text, and the letters they fold to. Reused from text to text.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// In text order.
    pub(crate) list: Vec<Token>,
    /// The mark that each token is, [`WORD`], [`CAPITALS`] or [`NUMBER`]: what is looked for along a line is found in these.
    pub(crate) kinds: Vec<u8>,
    /// Which marks stand anywhere, as bits: what does not is looked for along no line.
    marks: u128,
    /// The same for each stretch of [`STRETCH`] tokens; what is missing at the end has none.
    stretches: Vec<u64>,
    /// The first token of each line.
    starts: Vec<usize>,
    /// The two above are made: nothing is changed any more.
    indexed: bool,
    /// A gap that may part two cells of a table stands somewhere.
    pub(crate) gaps: bool,
    /// The longest phrase that begins at each token; filled by the lexicons.
    pub(crate) phrases: Vec<Found>,
    /// What each token's phrase is to the segmenter, as bits: see [`flags`]; filled by the lexicons.
    pub(crate) flags: Vec<u8>,
    /// What all the phrases may mean together; filled by the lexicons. What is not in it need not be looked for.
    pub(crate) said: TagSet,
    /// Folded letters; there is always room for a key behind them.
    folded: Vec<u8>,
    /// How much of `folded` holds any.
    filled: usize,
}

/// What stands in [`Tokens::kinds`] for a word: no mark folds to it.
pub(crate) const WORD: u8 = 0;
/// What stands there for a number.
pub(crate) const NUMBER: u8 = 3;
/// What stands there for a word in capitals.
pub(crate) const CAPITALS: u8 = 6;

/// Fewest spaces that may part two cells.
pub(crate) const NARROW_GAP: u8 = 2;

/// Tokens of a stretch: about a line.
const STRETCH: usize = 16;

/// Bits of [`Tokens::flags`].
pub(crate) mod flags {
    /// The phrase may name a finding.
    pub(crate) const NAME: u8 = 1;
    /// The phrase may head a section or a line.
    pub(crate) const HEADING: u8 = 2;
    /// The phrase has several tokens: seen from a range that ends inside it, it is another or none.
    pub(crate) const LONG: u8 = 4;
    /// A finding's name may begin here, or what makes one of a herniation.
    pub(crate) const BEGINS: u8 = 8;
    /// A word that the lexicons do not know.
    pub(crate) const UNKNOWN: u8 = 16;
    /// `node`, which may be one of those named before.
    pub(crate) const BARE: u8 = 32;
    /// A level may begin here.
    pub(crate) const LEVEL: u8 = 64;
    /// A heading of a level may begin here.
    pub(crate) const LEVEL_HEADING: u8 = 128;
}

/// The longest phrase that begins at a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// Its number.
    pub(crate) phrase: u32,
    /// How many tokens it covers; 0 if there is none.
    pub(crate) length: u16,
    /// Number of what it may mean; 0 is nothing.
    pub(crate) meaning: u16,
}

/// The longest word that a key holds whole.
pub(crate) const KEY: usize = 16;

/// All bits of the first bytes of a key, by how many.
static FIRST_BYTES: [u128; KEY + 1] = {
    let mut masks = [u128::MAX; KEY + 1];
    let mut length = 0;
    while length < KEY {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// A word of at most [`KEY`] bytes as a number.
pub(crate) fn key(word: &[u8]) -> u128 {
    let mut bytes = [0; KEY];
    bytes[..word.len()].copy_from_slice(word);
    u128::from_le_bytes(bytes)
}

impl Tokens {
    /// The folded letters of a token.
    pub(crate) fn folded(&self, token: &Token) -> &str {
        std::str::from_utf8(self.folded_bytes(token)).unwrap_or_default()
    }

    /// The folded letters of a token, all ASCII.
    pub(crate) fn folded_bytes(&self, token: &Token) -> &[u8] {
        &self.folded[token.folded.0 as usize..token.folded.1 as usize]
    }

    /// The folded letters as a number, if they are few enough.
    #[inline]
    pub(crate) fn key(&self, token: &Token) -> Option<u128> {
        self.key_of(token.folded.0 as usize, token.folded.1 as usize)
    }

    #[inline]
    fn key_of(&self, start: usize, end: usize) -> Option<u128> {
        let bytes = self.folded[start..].first_chunk::<KEY>()?;
        Some(u128::from_le_bytes(*bytes) & FIRST_BYTES.get(end - start)?)
    }

    fn keep(&mut self, letters: &[u8]) {
        self.folded[self.filled..self.filled + letters.len()].copy_from_slice(letters);
        self.filled += letters.len();
    }

    /// Makes a token a mark that was spoken.
    pub(crate) fn make_mark(&mut self, at: usize, mark: u8) {
        self.list[at].kind = TokenKind::Mark(mark);
        self.list[at].word = 0;
        self.kinds[at] = mark;
        self.marks |= bit(mark);
        self.flags[at] = 0;
        self.phrases[at] = Found::default();
    }

    /// Reads a token as the word that another is, where it stands.
    pub(crate) fn read_as(&mut self, at: usize, word: usize) {
        let Token { folded, kind, word: number, .. } = self.list[word];
        let token = &mut self.list[at];
        (token.folded, token.kind, token.word) = (folded, kind, number);
        self.kinds[at] = self.kinds[word];
    }

    /// Makes two words of one in plain letters, the first of which has `half` letters. Words and phrases are to be found anew.
    pub(crate) fn part(&mut self, at: usize, half: usize) {
        let half = offset(half);
        let mut second = self.list[at];
        second.span = Span::new(second.span.start + half, second.span.end);
        second.folded.0 += half;
        (second.glued, second.newlines, second.spaces) = (true, 0, 0);
        let first = &mut self.list[at];
        first.span = Span::new(first.span.start, first.span.start + half);
        first.folded.1 = first.folded.0 + half;
        let kind = self.kinds[at];
        self.list.insert(at + 1, second);
        self.kinds.insert(at + 1, kind);
        self.flags.insert(at + 1, 0);
        self.phrases.insert(at + 1, Found::default());
    }

    /// Leaves tokens out; what stands behind them takes over the line end and the gap before them. `hidden` is in order.
    /// The phrases are to be found anew.
    pub(crate) fn drop(&mut self, hidden: &[usize]) {
        for &at in hidden {
            let Token { newlines, spaces, .. } = self.list[at];
            if let Some(next) = self.list.get_mut(at + 1) {
                if next.newlines == 0 {
                    next.spaces = next.spaces.max(spaces);
                }
                next.newlines = next.newlines.max(newlines);
                next.glued = false;
            }
        }
        let mut hidden = hidden.iter().copied().peekable();
        let keep: Vec<bool> = (0..self.list.len()).map(|at| hidden.next_if_eq(&at).is_none()).collect();
        let mut kept = keep.iter();
        self.list.retain(|_| *kept.next().unwrap_or(&true));
        let mut kept = keep.iter();
        self.kinds.retain(|_| *kept.next().unwrap_or(&true));
    }

    /// Notes where lines begin and which marks stand in each stretch, once nothing is changed any more.
    pub(crate) fn index(&mut self) {
        self.starts.clear();
        let begins = |(at, token): (usize, &Token)| (at == 0 || token.newlines > 0).then_some(at);
        self.starts.extend(self.list.iter().enumerate().filter_map(begins));
        self.stretches.clear();
        let kinds = |stretch: &[u8]| stretch.iter().fold(0, |all, kind| all | marks([*kind]));
        self.stretches.extend(self.kinds.chunks(STRETCH).map(kinds));
        self.indexed = true;
    }

    /// The first token of each line, and the end of the text.
    pub(crate) fn line_starts(&self) -> Vec<usize> {
        let mut starts = self.starts.clone();
        if !self.indexed {
            starts.extend((0..self.list.len()).filter(|&at| at == 0 || self.list[at].newlines > 0));
        }
        starts.push(self.list.len());
        starts
    }

    /// The first tokens of the lines that begin within a range.
    pub(crate) fn lines_begun(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let first = self.starts.partition_point(|start| *start < range.start);
        self.starts[first..].iter().copied().take_while(move |start| *start < range.end)
    }

    /// The marks among tokens `from..to`, as [`marks`] has them; words and numbers have bits of no mark.
    pub(crate) fn marks_in(&self, from: usize, to: usize) -> u64 {
        self.kinds[from..to].iter().fold(0, |all, kind| all | marks([*kind]))
    }

    /// Whether a mark may stand among tokens `from..to`: where it may not, nothing needs to be looked for.
    #[inline]
    pub(crate) fn may_have_mark(&self, mark: u8, from: usize, to: usize) -> bool {
        self.may_have_marks(marks([mark]), from, to)
    }

    /// The same for any of several marks, given as [`marks`].
    #[inline]
    pub(crate) fn may_have_marks(&self, marks: u64, from: usize, to: usize) -> bool {
        if !self.indexed {
            return true;
        }
        let mut stretch = from / STRETCH;
        // most ranges lie in one or two
        while stretch * STRETCH < to {
            match self.stretches.get(stretch) {
                None => return false,
                Some(here) if here & marks != 0 => return true,
                Some(_) => stretch += 1,
            }
        }
        false
    }

    /// Whether a mark stands anywhere in the text.
    #[inline]
    pub(crate) fn has_mark(&self, mark: u8) -> bool {
        self.marks & bit(mark) != 0
    }

    /// The span that tokens `from..to` cover; empty at 0 if there are none.
    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        match (self.list.get(from), to.checked_sub(1).and_then(|i| self.list.get(i))) {
            (Some(first), Some(last)) if from < to => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// Tokenises `text`, forgetting what was there.
    pub(crate) fn read(&mut self, text: &str) {
        self.read_as_sent(text, false, &());
    }

    /// The same with the words' numbers; `quoted`: the text is what quoted-printable made of one, with `=` at line ends
    /// and `=E2=80=99`.
    pub(crate) fn read_as_sent(&mut self, text: &str, quoted: bool, names: &impl Names) {
        self.list.clear();
        self.kinds.clear();
        self.stretches.clear();
        self.starts.clear();
        self.indexed = false;
        self.marks = 0;
        self.gaps = false;
        // about one token to four bytes
        self.list.reserve(text.len() / 4);
        self.kinds.reserve(text.len() / 4);
        self.filled = 0;
        // no character folds to more bytes than it has
        let room = text.len() + 2 * KEY;
        if self.folded.len() < room {
            self.folded.resize(room, 0);
        }
        let leaders = memchr::memmem::find(text.as_bytes(), b"....").is_some();
        let bytes = text.as_bytes();
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
        .run(self);
    }

    /// Puts what was mended in the place of tokens. `edits` are in order and do not overlap. The phrases are to be found
    /// anew.
    pub(crate) fn replace(&mut self, edits: &[Edit]) {
        let mut list = Vec::with_capacity(self.list.len() + edits.len());
        let mut kinds = Vec::with_capacity(self.list.len() + edits.len());
        let mut from = 0;
        for Edit { at, by } in edits {
            list.extend_from_slice(&self.list[from..at.start]);
            kinds.extend_from_slice(&self.kinds[from..at.start]);
            from = at.end;
            for (i, new) in by.iter().enumerate() {
                let (start, length) = (self.filled, new.letters.len());
                if self.folded.len() < start + length + KEY {
                    self.folded.resize(start + length + 2 * KEY, 0);
                }
                self.keep(&new.letters);
                let mut token = self.list[at.start];
                if i > 0 {
                    (token.glued, token.newlines, token.spaces) = (new.glued, 0, u8::from(!new.glued));
                }
                let first = new.capitals.first().copied().unwrap_or(false);
                let upper = new.capitals.len() > 1 && new.capitals.iter().all(|capital| *capital);
                (token.capital, token.upper) = (first, upper);
                (token.span, token.word, token.folded) = (new.span, new.word, (offset(start), offset(start + length)));
                token.kind = match new.letters[..] {
                    [b'0'..=b'9', ..] => TokenKind::Number,
                    [b'a'..=b'z', ..] | [] => TokenKind::Word,
                    [mark, ..] => TokenKind::Mark(mark),
                };
                kinds.push(match token.kind {
                    TokenKind::Number => NUMBER,
                    TokenKind::Word if upper => CAPITALS,
                    TokenKind::Word => WORD,
                    TokenKind::Mark(mark) => mark,
                });
                if let TokenKind::Mark(mark) = token.kind {
                    self.marks |= bit(mark);
                }
                list.push(token);
            }
        }
        list.extend_from_slice(&self.list[from..]);
        kinds.extend_from_slice(&self.kinds[from..]);
        (self.list, self.kinds) = (list, kinds);
    }

    /// Takes the line end before a token away; `glued`: and any space.
    pub(crate) fn unwrap_line(&mut self, at: usize, glued: bool) {
        let token = &mut self.list[at];
        (token.newlines, token.glued, token.spaces) = (0, glued, u8::from(!glued));
    }
}

/// Tokens, and what they are read as.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) at: std::ops::Range<usize>,
    pub(crate) by: Vec<Mended>,
}

/// A word or number as it was before it was spoilt.
#[derive(Clone, Debug)]
pub(crate) struct Mended {
    pub(crate) span: Span,
    /// Its folded letters or digits.
    pub(crate) letters: Vec<u8>,
    /// Which of its letters stand there as capitals.
    pub(crate) capitals: Vec<bool>,
    /// Its number in the vocabulary.
    pub(crate) word: u32,
    /// No space before it.
    pub(crate) glued: bool,
}

/// What one character means to the tokeniser.
enum Class {
    /// A letter that folds to these ASCII letters.
    Letter(&'static str, bool),
    Space,
    Tab,
    Newline,
    Apostrophe,
    Mark(u8),
    /// No width and no meaning.
    Nothing,
}

/// A token that was read, but for what stood before it.
struct Read {
    start: usize,
    folded: usize,
    kind: TokenKind,
    capital: bool,
    upper: bool,
    word: u32,
}

struct Reader<'a, N> {
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

impl<N: Names> Reader<'_, N> {
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

    fn run(&mut self, out: &mut Tokens) {
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

/// An apostrophe, a dash or a space of UTF-8 that was read as Windows-1252 or Latin-1, once or twice.
fn misread(rest: &str) -> Option<(Class, usize)> {
    const MISREAD: [(&str, Option<u8>); 13] = [
        ("â€™", None),
        ("â€˜", None),
        ("â€“", Some(b'-')),
        ("â€”", Some(b'-')),
        ("â\u{80}\u{99}", None),
        ("â\u{80}\u{98}", None),
        ("â\u{80}\u{93}", Some(b'-')),
        ("â\u{80}\u{94}", Some(b'-')),
        ("Ã¢â‚¬â„¢", None),
        ("Ã¢â‚¬Ëœ", None),
        ("Ã¢â‚¬â€œ", Some(b'-')),
        ("Â´", None),
        ("Â\u{a0}", Some(b' ')),
    ];
    if !rest.starts_with(['â', 'Ã', 'Â']) {
        return None;
    }
    let (bytes, mark) = MISREAD.iter().find(|(bytes, _)| rest.starts_with(bytes))?;
    let class = match mark {
        None => Class::Apostrophe,
        Some(b' ') => Class::Space,
        Some(mark) => Class::Mark(*mark),
    };
    Some((class, bytes.len()))
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

/// Marks as a set, for [`Tokens::may_have_marks`]: two marks may share a bit.
#[inline]
pub(crate) const fn marks<const N: usize>(all: [u8; N]) -> u64 {
    let (mut set, mut i) = (0, 0);
    while i < N {
        set |= 1 << (all[i] % 64);
        i += 1;
    }
    set
}

/// The bit of a mark, all of which fold to ASCII.
#[inline]
const fn bit(mark: u8) -> u128 {
    1 << (mark & 127)
}

/// The readers reject texts of more than 4 GiB, so offsets fit.
#[inline]
#[allow(clippy::cast_possible_truncation)]
fn offset(at: usize) -> u32 {
    debug_assert!(u32::try_from(at).is_ok());
    at as u32
}

/// The mark of an empty box to tick.
pub(crate) const EMPTY_BOX: u8 = 1;
/// The mark of a ticked box.
pub(crate) const TICKED_BOX: u8 = 2;

/// A check mark: what stands before it is there.
pub(crate) const CHECK: u8 = 4;
/// A cross: what stands before it is not there.
pub(crate) const CROSS: u8 = 5;

/// No mark is taken for a word or a number.
const _: () = {
    let (kinds, marks) = ([WORD, NUMBER, CAPITALS], [EMPTY_BOX, TICKED_BOX, CHECK, CROSS]);
    let mut i = 0;
    while i < kinds.len() * marks.len() {
        assert!(kinds[i / marks.len()] != marks[i % marks.len()]);
        i += 1;
    }
};

fn class_of(c: char) -> Class {
    match c {
        '\'' | '`' | '’' | '‘' | '´' | 'ʼ' | '′' | '‛' | '\u{92}' | '\u{91}' | '＇' => Class::Apostrophe,
        '-' | '‐' | '‑' | '‒' | '–' | '−' | '\u{96}' | '﹣' | '－' => Class::Mark(b'-'),
        '—' | '―' | '\u{97}' => Class::Mark(b'_'),
        '、' | '，' | '､' => Class::Mark(b','),
        '。' | '．' => Class::Mark(b'.'),
        '\u{ff01}'..='\u{ff5e}' => full_width(c),
        '①'..='⑳' | '・' | '※' | '◆' | '★' => Class::Mark(b'*'),
        '•' | '●' | '▪' | '■' | '◦' | '‣' | '·' | '○' | '\u{95}' | '►' | '➢' | '→' | '∙' | '‧' | '⁃' | '➤' | '▶'
        | '❖' | '◼' | '◾' | '\u{f0a7}' | '\u{f0b7}' | '\u{f0d8}' | '\u{f0fc}' => Class::Mark(b'*'),
        '“' | '”' | '„' | '«' | '»' | '\u{93}' | '\u{94}' => Class::Mark(b'"'),
        '×' => Class::Mark(b'*'),
        '㎜' => Class::Letter("mm", false),
        '㎝' => Class::Letter("cm", false),
        'Ⅰ' | 'ⅰ' => Class::Letter("i", c == 'Ⅰ'),
        'Ⅱ' | 'ⅱ' => Class::Letter("ii", c == 'Ⅱ'),
        'Ⅲ' | 'ⅲ' => Class::Letter("iii", c == 'Ⅲ'),
        '☐' | '□' | '❏' => Class::Mark(EMPTY_BOX),
        '☒' | '☑' | '🗹' | '✅' | '🗷' => Class::Mark(TICKED_BOX),
        '✓' | '✔' => Class::Mark(CHECK),
        '✗' | '✘' | '✖' | '❌' => Class::Mark(CROSS),
        '…' => Class::Mark(b'.'),
        '│' | '┃' | '║' | '¦' => Class::Mark(b'|'),
        // the rules of a frame
        '\u{2500}'..='\u{257f}' => Class::Mark(b'-'),
        '³' | '²' | '¹' => Class::Nothing,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Class::Nothing,
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => Class::Newline,
        '\t' => Class::Tab,
        c if c.is_whitespace() => Class::Space,
        // letters of a script without capitals begin lines and names like capitals
        c if c.is_alphabetic() => Class::Letter(ascii_of(c), !c.is_lowercase()),
        c if c.is_ascii() && !c.is_ascii_control() => Class::Mark(c as u8),
        c if c.is_control() => Class::Space,
        _ => Class::Mark(b'~'),
    }
}

/// The full-width form of a plain character.
fn full_width(c: char) -> Class {
    let plain = char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(' ');
    match plain {
        'a'..='z' | 'A'..='Z' => Class::Letter(ascii_of(plain.to_ascii_lowercase()), plain.is_ascii_uppercase()),
        '\'' => Class::Apostrophe,
        _ => Class::Mark(plain as u8),
    }
}

/// Bytes of a line that leaders of three dots may follow.
const LONGEST_LED: usize = 32;

/// Most bytes of an option in braces.
const LONGEST_OPTION: usize = 80;

const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz";

/// The plain letters of an accented one; `?` for a letter of another script.
fn ascii_of(c: char) -> &'static str {
    const LATIN: [(&str, &str); 20] = [
        ("àáâãäåāăą", "a"),
        ("çćč", "c"),
        ("ďđð", "d"),
        ("èéêëēėęě", "e"),
        ("ğģ", "g"),
        ("ìíîïīįı", "i"),
        ("ķ", "k"),
        ("ļľł", "l"),
        ("ñńņň", "n"),
        ("òóôõöøōő", "o"),
        ("ŕř", "r"),
        ("śşšș", "s"),
        ("ţťț", "t"),
        ("ùúûüūůűų", "u"),
        ("ýÿ", "y"),
        ("źżž", "z"),
        ("œ", "oe"),
        ("æ", "ae"),
        ("ß", "ss"),
        ("ﬁ", "fi"),
    ];
    let lower = c.to_lowercase().next().unwrap_or(c);
    if let Some(at) = PLAIN.find(lower) {
        return &PLAIN[at..=at];
    }
    LATIN.iter().find(|(letters, _)| letters.contains(lower)).map_or("?", |(_, ascii)| ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        tokens.list.iter().map(|t| tokens.folded(t).to_owned()).collect()
    }

    #[test]
    fn apostrophes_of_every_kind_fall_away() {
        for text in [
            "Schmorl's",
            "Schmorl’s",
            "Schmorl`s",
            "Schmorl´s",
            "SCHMORL'S",
            "Schmorlâ€™s",
            "Schmörl's",
            "Schmorl\u{92}s",
        ] {
            assert_eq!(tokens(text), ["schmorls"], "{text}");
        }
        assert_eq!(tokens("Schmorls' node"), ["schmorls", "node"]);
        assert_eq!(tokens("Schmorl 's node"), ["schmorl", "s", "node"]);
    }

    #[test]
    fn letters_and_digits_part_and_decimals_stay_whole() {
        assert_eq!(
            tokens("L4-5, T12–L1; 2.5mm x 3,5 cm."),
            ["l", "4", "-", "5", ",", "t", "12", "-", "l", "1", ";", "2.5", "mm", "x", "3", ",", "5", "cm", "."]
        );
    }

    #[test]
    fn spans_are_the_words() {
        let text = "Œdème — Schmörl’s\r\n\r\n  nœud";
        let mut tokens = Tokens::default();
        tokens.read(text);
        let words: Vec<_> = tokens.list.iter().map(|t| t.span.text(text)).collect();
        assert_eq!(words, ["Œdème", "—", "Schmörl’s", "nœud"]);
        assert_eq!(tokens.list[3].newlines, 2);
        assert!(!tokens.list[3].glued);
    }

    #[test]
    fn capitals_are_kept_apart_from_case() {
        let mut tokens = Tokens::default();
        tokens.read("Node NODE node N");
        let flags: Vec<_> = tokens.list.iter().map(|t| (t.capital, t.upper)).collect();
        assert_eq!(flags, [(true, false), (true, true), (false, false), (true, false)]);
    }
}
