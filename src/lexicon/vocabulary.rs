//! The words of the lexicons and their numbers: one look-up a token.

use crate::token::{KEY, Names, TokenKind, Tokens, key};
use rustc_hash::FxHashMap;

/// Words by number, found by their first bytes.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Short words where their hash says, or behind it. The length is a power of two.
    slots: Vec<Slot>,
    /// Words that do not fit a slot.
    long: FxHashMap<Box<[u8]>, u32>,
    /// Numbers of marks, by byte: there are few, and many tokens are marks.
    marks: Vec<u32>,
    /// Every word at its number; none has number 0.
    words: Vec<Box<[u8]>>,
}

/// A word of at most [`KEY`] bytes, the rest zero, and its number; 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u128,
    number: u32,
}

impl Vocabulary {
    /// One without words, with room for so many.
    pub(super) fn with_room(words: usize) -> Self {
        let mut new = Self { marks: vec![0; 128], words: vec![Box::default()], ..Self::default() };
        new.make_room(words);
        new
    }

    /// How many words there are.
    pub(super) fn count(&self) -> usize {
        self.words.len() - 1
    }

    /// The number of a word, which is added if it is new.
    pub(super) fn add(&mut self, word: &[u8]) -> u32 {
        let new = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        if word.len() > KEY {
            if let Some(number) = self.long.get(word) {
                return *number;
            }
            self.long.insert(word.into(), new);
        } else {
            let key = key(word);
            let place = self.place(key);
            if self.slots[place].number != 0 {
                return self.slots[place].number;
            }
            self.slots[place] = Slot { key, number: new };
        }
        self.words.push(word.into());
        if let [mark] = word
            && mark.is_ascii_punctuation()
        {
            self.marks[usize::from(*mark)] = new;
        }
        if 2 * self.words.len() > self.slots.len() {
            self.make_room(2 * self.words.len());
        }
        new
    }

    /// The same with no more room than its words need, so that they stay in a near cache.
    pub(super) fn fit(mut self) -> Self {
        self.make_room(self.count());
        self
    }

    /// Half empty slots for so many words, so that what is not there is told at the first look.
    fn make_room(&mut self, words: usize) {
        let before = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); (words * 2).next_power_of_two().max(16)];
        for slot in before.into_iter().filter(|slot| slot.number != 0) {
            let place = self.place(slot.key);
            self.slots[place] = slot;
        }
    }

    /// The word of a number.
    pub(super) fn word(&self, number: u32) -> &[u8] {
        &self.words[number as usize]
    }

    #[inline]
    fn slot(&self, key: u128) -> usize {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        #[allow(clippy::cast_possible_truncation)] // the halves of the key
        let (low, high) = (key as u64, (key >> 64) as u64);
        let mixed = (low ^ high.rotate_left(23).wrapping_mul(ODD)).wrapping_mul(ODD);
        (mixed >> 40) as usize & (self.slots.len() - 1)
    }

    #[inline]
    fn number(&self, key: u128) -> u32 {
        self.slots[self.place(key)].number
    }

    /// The slot of a key, which is empty if the word is not there.
    #[inline]
    fn place(&self, key: u128) -> usize {
        let mut at = self.slot(key);
        loop {
            let slot = &self.slots[at];
            if slot.key == key || slot.number == 0 {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Whether a folded word is one of these.
    pub(super) fn knows(&self, word: &[u8]) -> bool {
        !word.is_empty() && self.number_of(word) != 0
    }

    /// Number of a folded word; 0 is unknown.
    pub(super) fn number_of(&self, word: &[u8]) -> u32 {
        match word.len() <= KEY {
            true => self.number(key(word)),
            false => self.long.get(word).copied().unwrap_or(0),
        }
    }

    /// Looks up every token's word.
    pub(super) fn name(&self, tokens: &mut Tokens) {
        for at in 0..tokens.list.len() {
            let token = &tokens.list[at];
            let number = match token.kind {
                TokenKind::Mark(mark) => self.of_mark(mark),
                _ => match tokens.key(token) {
                    Some(key) => self.of_key(key),
                    None => self.of_long(tokens.folded_bytes(token)),
                },
            };
            tokens.list[at].word = number;
        }
    }
}

impl Names for Vocabulary {
    #[inline]
    fn of_key(&self, key: u128) -> u32 {
        self.number(key)
    }

    fn of_long(&self, word: &[u8]) -> u32 {
        self.long.get(word).copied().unwrap_or(0)
    }

    #[inline]
    fn of_mark(&self, mark: u8) -> u32 {
        self.marks.get(usize::from(mark)).copied().unwrap_or(0)
    }
}
