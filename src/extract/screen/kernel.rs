//! Finds short patterns of byte classes at the speed of memory: the packed search known as Teddy, on AVX2 where the
//! processor has it, and byte by byte elsewhere.
//!
//! A pattern is four sets of bytes, and stands for any four bytes that follow one another of which each is in its set.
//! Patterns share sixteen buckets. A byte's high and low half each tell in which buckets it may be, by one table of 16
//! entries: so a search finds more than was asked for, and whoever uses it looks again.

use super::prose::{Prose, SYMBOLS, Symbols, symbol, symbols};
use std::collections::BTreeSet;

/// One byte's set: bit `b` for byte `b`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Set([u64; 4]);

impl Set {
    /// Every byte.
    pub(super) const ANY: Self = Self([u64::MAX; 4]);

    /// These bytes.
    pub(super) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut set = Self::default();
        bytes.into_iter().for_each(|byte| set.0[usize::from(byte) / 64] |= 1 << (byte % 64));
        set
    }

    /// A letter, small or capital.
    pub(super) fn letter(letter: u8) -> Self {
        Self::of([letter.to_ascii_lowercase(), letter.to_ascii_uppercase()])
    }

    /// What is no letter of ASCII.
    pub(super) const BOUND: Self = Self([u64::MAX, 0xf800_0001_f800_0001, u64::MAX, u64::MAX]);

    /// The bytes of both.
    pub(super) fn with(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    #[cfg(test)]
    fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte) / 64] & 1 << (byte % 64) != 0
    }

    /// Its bytes.
    pub(super) fn bytes(self) -> impl Iterator<Item = u8> {
        (0..4).zip(self.0).flat_map(|(word, bits)| {
            // most sets have one letter or two
            std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)))
                .take_while(|bits| *bits != 0)
                .map(move |bits| word * 64 + bits.trailing_zeros() as u8)
        })
    }
}

/// Four sets of bytes that follow one another.
pub(super) type Pattern = [Set; 4];

const BUCKETS: usize = 16;
/// The most of them for patterns that begin with what is no letter.
const BOUND: usize = 7;
/// Bytes that are always told, whatever the patterns: they may hide a letter or a word's end.
const SPECIAL: [u8; 6] = [0, b'\'', b'`', b'&', b'<', b'\\'];

/// The same by the low and the high halves of a byte: they share a bit where it is one of them, and nowhere else.
const SPECIAL_HALVES: ([u8; 16], [u8; 16]) = {
    let (mut low, mut high) = ([0; 16], [0; 16]);
    let mut special = 0;
    while special < SPECIAL.len() {
        let byte = SPECIAL[special];
        low[(byte & 15) as usize] |= 1 << (byte >> 4);
        high[(byte >> 4) as usize] = 1 << (byte >> 4);
        special += 1;
    }
    (low, high)
};

/// What a pattern may begin with.
#[derive(Clone, Copy)]
enum Beginning {
    Letter,
    /// What is no letter.
    Bound,
    /// What may hide a letter or a word's end.
    Special,
}

/// What each byte is at a pattern's beginning.
static BEGINNINGS: [Beginning; 256] = {
    let mut beginnings = [Beginning::Bound; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte >= 128 {
            beginnings[byte] = Beginning::Special;
        } else if (byte as u8).is_ascii_alphabetic() {
            beginnings[byte] = Beginning::Letter;
        }
        byte += 1;
    }
    let mut special = 0;
    while special < SPECIAL.len() {
        beginnings[SPECIAL[special] as usize] = Beginning::Special;
        special += 1;
    }
    beginnings
};

/// Tables of eight buckets: for each place of a pattern and each half of a byte, the buckets.
#[derive(Clone, Debug, Default)]
struct Tables {
    low: [[u8; 16]; 4],
    high: [[u8; 16]; 4],
    /// Buckets whose patterns begin with what is no letter, which halves cannot tell.
    bound: u8,
}

/// Compiled patterns.
#[derive(Debug)]
pub(super) struct Kernel {
    tables: [Tables; 2],
    /// Hashes of what four letters may be where a pattern of letters alone begins, as bits.
    letters: Vec<u64>,
    /// What three symbols may stand behind what is no letter, as bits.
    bound: Vec<u64>,
}

/// A bit of [`Kernel::bound`].
fn bound_bit([b, c, d]: [usize; 3]) -> usize {
    (b * SYMBOLS + c) * SYMBOLS + d
}

/// A bit of [`Kernel::letters`]: the same for small letters and capitals.
fn bit(four: &[u8; 4]) -> usize {
    ((u32::from_le_bytes(*four) | 0x2020_2020).wrapping_mul(0x9e37_79b1) >> 17) as usize
}

impl Kernel {
    /// Puts patterns into buckets so that little else is found in prose.
    pub(super) fn new(patterns: &[Pattern], prose: &Prose<'_>) -> Self {
        let mut letters = vec![0; (1 << 15) / 64];
        for pattern in patterns.iter().filter(|pattern| pattern[0] != Set::BOUND) {
            let [a, b, c, d] = pattern.map(|set| set.bytes().map(|byte| byte | 0x20).collect::<BTreeSet<u8>>());
            for (a, b) in a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b))) {
                for (c, d) in c.iter().flat_map(|c| d.iter().map(move |d| (*c, *d))) {
                    let bit = bit(&[a, b, c, d]);
                    letters[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
        let mut bound = vec![0; (SYMBOLS * SYMBOLS * SYMBOLS).div_ceil(64)];
        for pattern in patterns.iter().filter(|pattern| pattern[0] == Set::BOUND) {
            let [_, b, c, d] = symbols(pattern);
            let of = |set: u32| (0..SYMBOLS).filter(move |symbol| set & 1 << symbol != 0);
            for bit in of(b).flat_map(|b| of(c).flat_map(move |c| of(d).map(move |d| bound_bit([b, c, d])))) {
                bound[bit / 64] |= 1 << (bit % 64);
            }
        }
        let rate = |halves: &Halves| prose.rate(&halves.symbols());
        let mut patterns: Vec<(f64, Halves)> = patterns
            .iter()
            .flat_map(told_apart)
            .map(|p| Halves::new(&p))
            .map(|halves| (rate(&halves), halves))
            .collect();
        patterns.sort_by(|a, b| b.1.bound.cmp(&a.1.bound).then(b.0.total_cmp(&a.0)));
        patterns.dedup_by(|a, b| a.1 == b.1);
        let mut buckets: Vec<(f64, Halves)> = Vec::new();
        for (own, pattern) in patterns {
            let room = if pattern.bound { BOUND } else { BUCKETS };
            let alike = buckets.iter().enumerate().filter(|(_, (_, bucket))| bucket.bound == pattern.bound);
            let joined = alike.map(|(number, (before, bucket))| {
                let joined = bucket.with(&pattern);
                let rate = rate(&joined);
                (rate - before, number, (rate, joined))
            });
            match joined.min_by(|a, b| a.0.total_cmp(&b.0)) {
                Some((more, number, joined)) if buckets.len() >= room || more <= own => buckets[number] = joined,
                _ => buckets.push((own, pattern)),
            }
        }
        let mut tables = [Tables::default(), Tables::default()];
        for (number, (_, bucket)) in buckets.iter().enumerate() {
            let Tables { low, high, bound } = &mut tables[number / 8];
            *bound |= u8::from(bucket.bound) << (number % 8);
            for (place, (lows, highs)) in bucket.places.iter().enumerate() {
                for half in 0..16 {
                    low[place][half] |= u8::from(lows & 1 << half != 0) << (number % 8);
                    high[place][half] |= u8::from(highs & 1 << half != 0) << (number % 8);
                }
            }
        }
        Self { tables, letters, bound }
    }

    /// Whether what was found is a pattern indeed, or nearly, or special: halves and buckets let much through.
    #[inline]
    fn confirms(&self, four: [u8; 4]) -> bool {
        let [first, behind @ ..] = four;
        let (bits, bit) = match BEGINNINGS[usize::from(first)] {
            Beginning::Letter => (&self.letters, bit(&four)),
            Beginning::Bound => (&self.bound, bound_bit(behind.map(symbol))),
            Beginning::Special => return true,
        };
        bits.get(bit / 64).is_some_and(|bits| bits & 1 << (bit % 64) != 0)
    }

    /// Appends to `out`, in order, every place at which a pattern surely or nearly begins or a special byte stands. Those near
    /// the end at which a pattern has no room are not told.
    pub(super) fn find(&self, bytes: &[u8], out: &mut Vec<u32>) {
        let done = self.find_fast(bytes, out);
        self.find_plain(bytes, done, out);
    }

    /// The same, byte by byte, from `from` on.
    fn find_plain(&self, bytes: &[u8], from: usize, out: &mut Vec<u32>) {
        for at in from..bytes.len() {
            let byte = bytes[at];
            let special = !byte.is_ascii() || SPECIAL.contains(&byte);
            let four = bytes[at..].first_chunk::<4>();
            let found = four.is_some_and(|four| {
                self.tables.iter().any(|Tables { low, high, bound }| {
                    let first = if byte.is_ascii_alphabetic() { !bound } else { u8::MAX };
                    (0..4).fold(first, |all, place| {
                        let byte = four[place];
                        all & low[place][usize::from(byte & 15)] & high[place][usize::from(byte >> 4)]
                    }) != 0
                })
            });
            if special || found && four.is_some_and(|four| self.confirms(*four)) {
                out.push(place(at));
            }
        }
    }
}

/// The same pattern as several that halves can tell: what is no letter, behind the first place, is either a byte with a
/// high half that no letter has, or one of the few others.
fn told_apart(pattern: &Pattern) -> Vec<Pattern> {
    let far = Set::of((0..=u8::MAX).filter(|byte| !(0x40..0x80).contains(byte)));
    let near = Set::of(Set::BOUND.bytes().filter(|byte| (0x40..0x80).contains(byte)));
    let mut all = vec![*pattern];
    for place in (1..4).filter(|place| pattern[*place] == Set::BOUND) {
        all = all
            .into_iter()
            .flat_map(|pattern| {
                [far, near].map(|set| std::array::from_fn(|i| if i == place { set } else { pattern[i] }))
            })
            .collect();
    }
    all
}

/// What a bucket finds, as the low and the high halves of bytes at each place: each half is told by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Halves {
    places: [(u16, u16); 4],
    /// The first place is no letter.
    bound: bool,
}

impl Halves {
    fn new(pattern: &Pattern) -> Self {
        let places = pattern
            .map(|set| set.bytes().fold((0, 0), |(low, high), byte| (low | 1 << (byte & 15), high | 1 << (byte >> 4))));
        Self { places, bound: pattern[0] == Set::BOUND }
    }

    fn with(&self, other: &Self) -> Self {
        let (a, b) = (&self.places, &other.places);
        Self { places: std::array::from_fn(|i| (a[i].0 | b[i].0, a[i].1 | b[i].1)), ..*self }
    }

    fn symbols(&self) -> Symbols {
        let mut sets = self.places.map(|(low, high)| {
            Set::of((0..=u8::MAX).filter(|byte| low & 1 << (byte & 15) != 0 && high & 1 << (byte >> 4) != 0))
        });
        if self.bound {
            sets[0] = Set::BOUND;
        }
        symbols(&sets)
    }
}

/// Blocks are far below 4 GiB.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod fast {
    //! The unsafe code of the crate: a call of a function that needs AVX2, made where the processor was asked for it,
    //! and a load from an array of just the vector's length.

    use super::{Kernel, SPECIAL_HALVES, place};
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_andnot_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8,
        _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8,
        _mm256_srli_epi16, _mm256_sub_epi8,
    };

    impl Kernel {
        /// Searches as far as whole vectors reach; returns how far.
        pub(super) fn find_fast(&self, bytes: &[u8], out: &mut Vec<u32>) -> usize {
            if !std::arch::is_x86_feature_detected!("avx2") {
                return 0;
            }
            // SAFETY: the processor has AVX2.
            unsafe { self.find_avx2(bytes, out) }
        }

        #[target_feature(enable = "avx2")]
        fn find_avx2(&self, bytes: &[u8], out: &mut Vec<u32>) -> usize {
            // plain loops: closures and iterators would not be inlined here
            let zero = _mm256_setzero_si256();
            let (mut lows, mut highs, mut free) = ([[zero; 4]; 2], [[zero; 4]; 2], [zero; 2]);
            for (set, tables) in self.tables.iter().enumerate() {
                for place in 0..4 {
                    lows[set][place] = twice(&tables.low[place]);
                    highs[set][place] = twice(&tables.high[place]);
                }
                // what a letter in front leaves
                free[set] = _mm256_set1_epi8((!tables.bound).cast_signed());
            }
            let (small, a, z) = (_mm256_set1_epi8(0x20), _mm256_set1_epi8(0x61), _mm256_set1_epi8(25));
            let half = _mm256_set1_epi8(15);
            let ones = _mm256_set1_epi8(-1);
            let (special_low, special_high) = (twice(&SPECIAL_HALVES.0), twice(&SPECIAL_HALVES.1));
            let mut at = 0;
            // 32 places, each with the three bytes behind it
            while let Some(window) = bytes.get(at..at + 35) {
                let (mut one, mut two) = (ones, ones);
                let (mut first, mut odd) = (zero, zero);
                let mut offset = 0;
                while offset < 4 {
                    let Some(part) = window[offset..].first_chunk::<32>() else { break };
                    let part = load(part);
                    let lower = _mm256_and_si256(part, half);
                    let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(part), half);
                    if offset == 0 {
                        first = part;
                        let (low, high) =
                            (_mm256_shuffle_epi8(special_low, lower), _mm256_shuffle_epi8(special_high, upper));
                        odd = _mm256_and_si256(low, high);
                    }
                    let low = _mm256_shuffle_epi8(lows[0][offset], lower);
                    let high = _mm256_shuffle_epi8(highs[0][offset], upper);
                    one = _mm256_and_si256(one, _mm256_and_si256(low, high));
                    let low = _mm256_shuffle_epi8(lows[1][offset], lower);
                    let high = _mm256_shuffle_epi8(highs[1][offset], upper);
                    two = _mm256_and_si256(two, _mm256_and_si256(low, high));
                    offset += 1;
                }
                let letter = _mm256_sub_epi8(_mm256_or_si256(first, small), a);
                let letter = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, z), letter);
                let other = _mm256_andnot_si256(letter, ones);
                one = _mm256_and_si256(one, _mm256_or_si256(free[0], other));
                two = _mm256_and_si256(two, _mm256_or_si256(free[1], other));
                let all = _mm256_or_si256(_mm256_or_si256(one, two), odd);
                let none = _mm256_movemask_epi8(_mm256_cmpeq_epi8(all, zero));
                // the top bit of a byte: it is not ASCII
                let told = _mm256_movemask_epi8(first);
                let mut mask = (!none | told).cast_unsigned();
                while mask != 0 {
                    let found = mask.trailing_zeros() as usize;
                    if let Some(four) = window[found..].first_chunk()
                        && self.confirms(*four)
                    {
                        out.push(place(at + found));
                    }
                    mask &= mask - 1;
                }
                at += 32;
            }
            at
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8; 32]) -> __m256i {
        // SAFETY: 32 bytes are there to read, and the load needs no alignment.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[target_feature(enable = "avx2")]
    fn twice(table: &[u8; 16]) -> __m256i {
        let mut both = [0; 32];
        both[..16].copy_from_slice(table);
        both[16..].copy_from_slice(table);
        load(&both)
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Kernel {
    fn find_fast(&self, _: &[u8], _: &mut Vec<u32>) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_find_what_single_bytes_find(
            words in proptest::collection::vec("[a-d]{4}", 1..20),
            text in proptest::collection::vec(prop_oneof![3 => b'a'..=b'e', 1 => any::<u8>()], 0..300),
        ) {
            let patterns: Vec<Pattern> = words
                .iter()
                .enumerate()
                .map(|(number, word)| std::array::from_fn(|i| match (number + i) % 5 {
                    0 if i == 0 => Set::BOUND,
                    _ => Set::letter(word.as_bytes()[i]),
                }))
                .collect();
            let kernel = Kernel::new(&patterns, &Prose::new(vec!["abc"]));
            let (mut fast, mut plain) = (Vec::new(), Vec::new());
            kernel.find(&text, &mut fast);
            kernel.find_plain(&text, 0, &mut plain);
            prop_assert_eq!(&fast, &plain);
            for at in 0..text.len().saturating_sub(3) {
                let there = patterns.iter().any(|p| (0..4).all(|i| p[i].has(text[at + i])));
                prop_assert!(!there || fast.contains(&(at as u32)));
            }
            for (at, byte) in text.iter().enumerate() {
                prop_assert!(byte.is_ascii() && !SPECIAL.contains(byte) || fast.contains(&(at as u32)));
            }
        }
    }
}
