//! Letters of ASCII in lower case, many at a time, and how far they reach.

/// Bytes side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folded<T> {
    /// In lower case, where they are letters.
    pub(super) lower: T,
    /// How many letters of ASCII stand in front.
    pub(super) letters: usize,
    /// All of these are capitals.
    pub(super) capitals: bool,
}

/// Sixteen bytes; the second half is looked at where the first is all letters.
#[inline]
#[allow(clippy::cast_possible_truncation)] // the halves
pub(super) fn sixteen(bytes: [u8; 16]) -> Folded<u128> {
    let number = u128::from_le_bytes(bytes);
    let first = eight(number as u64);
    if first.letters < 8 {
        return Folded { lower: u128::from(first.lower), letters: first.letters, capitals: first.capitals };
    }
    let second = eight((number >> 64) as u64);
    let lower = u128::from(first.lower) | u128::from(second.lower) << 64;
    Folded { lower, letters: 8 + second.letters, capitals: first.capitals && second.capitals }
}

/// Eight bytes.
#[inline]
pub(super) fn eight(eight: u64) -> Folded<u64> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const TOP: u64 = 0x80 * EACH;
    let lower = eight | (0x20 * EACH);
    let low = lower & !TOP;
    // the top bit of each byte tells: at least `a`, beyond `z`
    let letters = (low + 0x1f * EACH) & !(low + 0x05 * EACH) & !eight & TOP;
    let length = ((!letters & TOP).trailing_zeros() / 8) as usize;
    let in_front = if length == 8 { TOP } else { TOP & ((1 << (8 * length)) - 1) };
    // capitals lack the bit 0x20
    let capitals = letters & in_front & !(eight << 2);
    Folded { lower, letters: length, capitals: capitals == in_front }
}
