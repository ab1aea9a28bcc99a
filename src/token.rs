//! Text into tokens: words, numbers and marks, each with its place in the original bytes.
//!
//! Folding happens here and nowhere else: case, accents, apostrophes of every kind (also the ones that a wrong
//! decoding made of them), dashes, odd spaces and line ends. A word keeps no apostrophe: `Schmorl’s` is `schmorls`.
//! Letters and digits part: `L4` is `l` `4`, glued. A decimal number is one token.

mod classes;
mod fold;
mod markup;
pub(crate) mod quoted;
mod reader;

use crate::lexicon::tag::TagSet;
use crate::span::Span;
use reader::{Reader, offset};
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
    /// What each token was to the phrases when they were found, [`CHANGED`] where that is no more known.
    pub(crate) found_as: Vec<u32>,
    /// How many tokens behind its own the finding of a phrase has looked at, at most.
    pub(crate) reach: usize,
    /// Folded letters; there is always room for a key behind them.
    folded: Vec<u8>,
    /// How much of `folded` holds any.
    filled: usize,
}

/// What stands in [`Tokens::found_as`] for a token at which phrases are to be found anew.
pub(crate) const CHANGED: u32 = u32::MAX;

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

impl Token {
    /// All that the finding of phrases asks of a token, but for its kind.
    #[inline]
    pub(crate) fn phrase_key(&self) -> u32 {
        let dash = matches!(self.kind, TokenKind::Mark(b'-')) && self.glued;
        let number = matches!(self.kind, TokenKind::Number);
        self.word << 3 | u32::from(dash) << 2 | u32::from(number) << 1 | u32::from(self.newlines > 1)
    }

    /// Bytes of its folded word: fewer than in the text where an apostrophe fell away.
    pub(crate) const fn letters(&self) -> u32 {
        self.folded.1 - self.folded.0
    }
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
        self.found_as[at] = CHANGED;
        if let Some(stretch) = self.stretches.get_mut(at / STRETCH) {
            *stretch |= marks([mark]);
        }
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
        self.found_as.insert(at + 1, CHANGED);
        self.found_as[at] = CHANGED;
        self.indexed = false;
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
        leave_out(&mut self.list, hidden);
        leave_out(&mut self.kinds, hidden);
        leave_out(&mut self.phrases, hidden);
        leave_out(&mut self.flags, hidden);
        leave_out(&mut self.found_as, hidden);
        for (number, at) in hidden.iter().enumerate() {
            if let Some(next) = self.found_as.get_mut(at - number) {
                *next = CHANGED;
            }
        }
        self.indexed = false;
    }

    /// Makes a token begin a line or not, by the line ends before it.
    pub(crate) fn set_newlines(&mut self, at: usize, newlines: u8) {
        self.list[at].newlines = newlines;
        self.indexed = false;
    }

    /// Notes where lines begin and which marks stand in each stretch, if anything was changed since that was done last.
    pub(crate) fn index(&mut self) {
        if self.indexed {
            return;
        }
        self.starts.clear();
        begun_lines(&self.list, &mut self.starts);
        self.stretches.clear();
        let kinds = |stretch: &[u8]| stretch.iter().fold(0, |all, kind| all | marks([*kind]));
        self.stretches.extend(self.kinds.chunks(STRETCH).map(kinds));
        self.indexed = true;
    }

    /// The first token of each line, and the end of the text.
    pub(crate) fn line_starts(&self) -> Vec<usize> {
        let mut starts = Vec::with_capacity(self.starts.len().max(self.list.len() / STRETCH) + 1);
        if self.indexed {
            starts.extend_from_slice(&self.starts);
        } else {
            begun_lines(&self.list, &mut starts);
        }
        starts.push(self.list.len());
        starts
    }

    /// The lines as ranges of tokens.
    pub(crate) fn lines(&mut self) -> Vec<Range<usize>> {
        self.index();
        let ends = self.starts.iter().skip(1).copied().chain([self.list.len()]);
        self.starts.iter().zip(ends).map(|(&start, end)| start..end).collect()
    }

    /// Where the line that token `from` stands in ends.
    #[inline]
    pub(crate) fn line_end(&self, from: usize) -> usize {
        let behind = self.list.get(from + 1..).unwrap_or_default();
        behind.iter().position(|token| token.newlines > 0).map_or(self.list.len(), |length| from + 1 + length)
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
        self.found_as.clear();
        self.phrases.clear();
        self.flags.clear();
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
        Reader::new(text, quoted, names).run(self);
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
            if let Some(next) = self.found_as.get_mut(from) {
                *next = CHANGED;
            }
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
        put(&mut self.phrases, edits, Found::default());
        put(&mut self.flags, edits, 0);
        put(&mut self.found_as, edits, CHANGED);
        self.indexed = false;
    }

    /// Takes the line end before a token away; `glued`: and any space.
    pub(crate) fn unwrap_line(&mut self, at: usize, glued: bool) {
        let token = &mut self.list[at];
        (token.newlines, token.glued, token.spaces) = (0, glued, u8::from(!glued));
    }
}

/// Puts `blank` for each token that edits put in the place of others.
fn put<T: Copy>(items: &mut Vec<T>, edits: &[Edit], blank: T) {
    let mut all = Vec::with_capacity(items.len() + edits.len());
    let mut from = 0;
    for Edit { at, by } in edits {
        all.extend_from_slice(&items[from..at.start]);
        all.resize(all.len() + by.len(), blank);
        from = at.end;
    }
    all.extend_from_slice(&items[from..]);
    *items = all;
}

/// Takes items out, whose places are in order: what stands between two of them is moved at once.
fn leave_out<T: Copy>(items: &mut Vec<T>, places: &[usize]) {
    let Some(mut to) = places.first().copied() else { return };
    for (number, at) in places.iter().enumerate() {
        let end = places.get(number + 1).copied().unwrap_or(items.len());
        if at + 1 < end {
            items.copy_within(at + 1..end, to);
            to += end - at - 1;
        }
    }
    items.truncate(to);
}

/// Appends the first token of each line.
fn begun_lines(list: &[Token], starts: &mut Vec<usize>) {
    for (at, token) in list.iter().enumerate() {
        if token.newlines > 0 || at == 0 {
            starts.push(at);
        }
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
