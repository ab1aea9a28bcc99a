//! How often short stretches of letters stand in reports, about: so that what is sought is rare in them.
//!
//! Counted in the examples of the lexicons' rows, letter pair by letter pair, in which case plays no part.

use super::kernel::{Pattern, Set};
use rustc_hash::FxHashMap;

/// Letters, and everything else as one.
pub(super) const SYMBOLS: usize = 27;

#[inline]
pub(super) fn symbol(byte: u8) -> usize {
    usize::from(SYMBOL[usize::from(byte)])
}

/// The symbol of each byte.
static SYMBOL: [u8; 256] = {
    let mut symbols = [SYMBOLS as u8 - 1; 256];
    let mut letter = 0;
    while letter < 26 {
        symbols[(b'a' + letter) as usize] = letter;
        symbols[(b'A' + letter) as usize] = letter;
        letter += 1;
    }
    symbols
};

/// A pattern's four places as sets of symbols, a bit each.
pub(super) type Symbols = [u32; 4];

/// The symbols that a pattern's bytes are.
pub(super) fn symbols(pattern: &Pattern) -> Symbols {
    pattern.map(|set: Set| set.bytes().fold(0, |all, byte| all | 1 << symbol(byte)))
}

/// How often each symbol stands in prose, and behind each other.
#[derive(Debug)]
pub(super) struct Prose<'a> {
    texts: Vec<&'a str>,
    single: [f64; SYMBOLS],
    behind: [[f64; SYMBOLS]; SYMBOLS],
}

impl<'a> Prose<'a> {
    /// Learns from texts.
    pub(super) fn new(texts: Vec<&'a str>) -> Self {
        // nothing is impossible
        let mut pairs = [[1_u32; SYMBOLS]; SYMBOLS];
        for text in &texts {
            let mut before = SYMBOLS - 1;
            for byte in text.bytes() {
                let next = symbol(byte);
                pairs[before][next] += 1;
                before = next;
            }
        }
        let sums = pairs.map(|row| f64::from(row.iter().sum::<u32>()));
        let all: f64 = sums.iter().sum();
        let behind = std::array::from_fn(|i| pairs[i].map(|count| f64::from(count) / sums[i]));
        Self { single: sums.map(|sum| sum / all), behind, texts }
    }

    /// How often a stretch begins at a byte whose symbols are in these sets.
    pub(super) fn rate(&self, symbols: &Symbols) -> f64 {
        let has = |set: u32, symbol: usize| set & 1 << symbol != 0;
        let mut now = self.single;
        now.iter_mut().enumerate().filter(|(symbol, _)| !has(symbols[0], *symbol)).for_each(|(_, rate)| *rate = 0.0);
        for set in &symbols[1..] {
            let mut next = [0.0; SYMBOLS];
            for (before, rate) in now.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
                for (symbol, sum) in next.iter_mut().enumerate().filter(|(symbol, _)| has(*set, *symbol)) {
                    *sum += rate * self.behind[before][symbol];
                }
            }
            now = next;
        }
        now.iter().sum()
    }

    /// How often each of these stretches of four letters stands, counted: letters hang together more than by pairs.
    pub(super) fn count(&self, stretches: &[[u8; 4]]) -> Vec<f64> {
        let mut counts: FxHashMap<[u8; 4], u32> = stretches.iter().map(|four| (*four, 0)).collect();
        let slot = |four: u32| (four.wrapping_mul(0x9e37_79b1) >> 16) as usize;
        let mut known = vec![0_u64; 1024];
        for four in stretches {
            let slot = slot(u32::from_be_bytes(*four));
            known[slot / 64] |= 1 << (slot % 64);
        }
        let mut all = 1.0;
        for text in &self.texts {
            let mut four = 0_u32;
            for byte in text.bytes() {
                four = four << 8 | u32::from(byte.to_ascii_lowercase());
                let slot = slot(four);
                if known[slot / 64] & 1 << (slot % 64) != 0
                    && let Some(count) = counts.get_mut(&four.to_be_bytes())
                {
                    *count += 1;
                }
            }
            #[allow(clippy::cast_precision_loss)] // a few hundred kilobytes
            let length = text.len() as f64;
            all += length;
        }
        stretches.iter().map(|four| (f64::from(counts[four]) + 0.2) / all).collect()
    }

    /// How often a word stands, about.
    pub(super) fn word(&self, word: &[u8]) -> f64 {
        let mut before = SYMBOLS - 1;
        word.iter().fold(1.0, |rate, byte| {
            let next = symbol(*byte);
            let rate = rate * self.behind[before][next];
            before = next;
            rate
        })
    }
}
