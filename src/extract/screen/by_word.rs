//! Values by folded word. Most words are short, and looked for as one number.

use crate::token::{KEY, key};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// See the module.
#[derive(Debug)]
pub(super) struct ByWord<T> {
    short: FxHashMap<u128, T>,
    /// Of words that are longer than a key.
    long: FxHashMap<Box<[u8]>, T>,
}

impl<T> Default for ByWord<T> {
    fn default() -> Self {
        Self { short: FxHashMap::default(), long: FxHashMap::default() }
    }
}

impl<T: Default> ByWord<T> {
    /// The value of a word, made if there is none.
    pub(super) fn or_default(&mut self, word: &[u8]) -> &mut T {
        if word.len() <= KEY {
            self.short.entry(key(word)).or_default()
        } else {
            self.long.entry(word.into()).or_default()
        }
    }
}

impl<T> ByWord<T> {
    pub(super) fn get(&self, word: &[u8]) -> Option<&T> {
        if word.len() <= KEY { self.short.get(&key(word)) } else { self.long.get(word) }
    }

    /// The value of a word that is given as [`folded`].
    #[inline]
    pub(super) fn get_short(&self, key: u128) -> Option<&T> {
        self.short.get(&key)
    }
}

/// A word of a text, of at most [`KEY`] letters and digits, in small letters.
#[inline]
pub(super) fn folded(text: &[u8], word: &Range<usize>) -> Option<u128> {
    const SMALL: u128 = u128::from_ne_bytes([0x20; KEY]);
    let length = word.end - word.start;
    let bytes = match text[word.start..].first_chunk::<KEY>() {
        Some(sixteen) => u128::from_le_bytes(*sixteen),
        // at the text's end
        None if length <= KEY => key(&text[word.clone()]),
        None => return None,
    };
    let all = u128::MAX.checked_shr(8 * u32::try_from(KEY - length.min(KEY)).unwrap_or(0)).unwrap_or(0);
    (length <= KEY).then_some((bytes | SMALL) & all)
}
