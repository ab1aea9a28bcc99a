//! Byte patterns that every trigger holds one of: few, and rare in prose.
//!
//! Each trigger can be known by any stretch of four letters in any of its words. Which of them are sought is a cover:
//! as few patterns as possible, as rare as possible, so that together they stand in every trigger. A greedy choice is
//! good enough.

use super::kernel::{Pattern, Set};
use super::names::FIRST;
use super::prose::{Prose, symbols};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// What one more pattern costs, as how often it would have to be found in vain.
const EACH: f64 = 2e-4;

/// One of a pattern's four places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    Letter(u8),
    /// What is no letter.
    Bound,
    /// What may stand between the words of a phrase, or between a level's letter and its number.
    Between,
    Any,
}

type Window = [Place; 4];

impl Place {
    fn set(self) -> Set {
        match self {
            Self::Letter(byte) => Set::letter(byte),
            Self::Bound => Set::BOUND,
            Self::Between => Set::of((0..=u8::MAX).filter(|byte| !(0x40..0x80).contains(byte))),
            Self::Any => Set::ANY,
        }
    }
}

/// The windows that a word can be known by; `last` if it ends its phrase.
fn windows(word: &[u8], last: bool) -> Vec<Window> {
    use Place::{Any, Between, Bound, Letter};
    let behind = if last { Bound } else { Between };
    match *word {
        [] => Vec::new(),
        [a] => vec![[Bound, Letter(a), behind, Any]],
        [a, b] => vec![[Bound, Letter(a), Letter(b), behind]],
        [a, b, c] => vec![[Letter(a), Letter(b), Letter(c), behind]],
        _ => word.windows(4).map(|four| std::array::from_fn(|i| Letter(four[i]))).collect(),
    }
}

/// The windows of each word of a phrase that it may be known by.
fn windows_of<'a>(phrase: &'a [&[u8]]) -> impl Iterator<Item = (usize, Window)> + 'a {
    let words = phrase.iter().enumerate().filter(|(_, word)| word.iter().all(u8::is_ascii_lowercase));
    words.flat_map(|(at, word)| windows(word, at + 1 == phrase.len()).into_iter().map(move |window| (at, window)))
}

/// Chooses windows so that each of `0..count` has one. `options`, in order, tells whose each is.
fn cover(options: &[(Window, Vec<usize>)], count: usize, free: &BTreeSet<Window>, prose: &Prose<'_>) -> Vec<Window> {
    let letters = |window: &Window| -> Option<[u8; 4]> {
        let mut four = [0; 4];
        for (byte, place) in four.iter_mut().zip(window) {
            let Place::Letter(letter) = place else { return None };
            *byte = *letter;
        }
        Some(four)
    };
    let plain: Vec<[u8; 4]> = options.iter().filter_map(|(window, _)| letters(window)).collect();
    let mut counted = prose.count(&plain).into_iter();
    let mut cost = |window: &Window| {
        let rate = letters(window).and_then(|_| counted.next());
        let rate = rate.unwrap_or_else(|| prose.rate(&symbols(&window.map(Place::set))));
        if free.contains(window) { 1e-9 } else { rate + EACH }
    };
    let options: Vec<(&Window, f64, &Vec<usize>)> =
        options.iter().map(|(window, whose)| (window, cost(window), whose)).collect();
    let mut left = vec![true; count];
    let mut chosen = Vec::new();
    #[allow(clippy::cast_precision_loss)] // a few thousand
    let worth = |gain: usize, place: usize| gain as f64 / options[place].1;
    // What a window is worth only falls while others are chosen: one that is worth as much as when it was put here is
    // the best, and most are never looked at again. Of positive numbers, the bits are in their order.
    let mut best: BinaryHeap<(u64, Reverse<usize>)> =
        (0..options.len()).map(|place| (worth(options[place].2.len(), place).to_bits(), Reverse(place))).collect();
    while let Some((before, Reverse(place))) = best.pop() {
        let gain = options[place].2.iter().filter(|number| left[**number]).count();
        let now = worth(gain, place).to_bits();
        if gain > 0 && now == before {
            options[place].2.iter().for_each(|number| left[*number] = false);
            chosen.push(*options[place].0);
        } else if gain > 0 {
            best.push((now, Reverse(place)));
        }
    }
    chosen
}

/// For each phrase the word to know it by, and patterns of which every such word holds one. Short words cost nothing
/// where their pattern is sought in any case: those of `places`.
pub(super) fn of_phrases(
    phrases: &[Vec<&[u8]>],
    places: &[&[u8]],
    prose: &Prose<'_>,
) -> (Vec<Option<usize>>, Vec<Pattern>) {
    let free: BTreeSet<Window> = places.iter().flat_map(|word| windows(word, false)).collect();
    let mut options: FxHashMap<Window, Vec<usize>> = FxHashMap::default();
    for (number, phrase) in phrases.iter().enumerate() {
        for (_, window) in windows_of(phrase) {
            options.entry(window).or_default().push(number);
        }
    }
    let mut options: Vec<(Window, Vec<usize>)> = options.into_iter().collect();
    options.sort_unstable_by_key(|(window, _)| *window);
    let chosen = cover(&options, phrases.len(), &free, prose);
    let ranks: FxHashMap<Window, usize> = chosen.iter().enumerate().map(|(rank, window)| (*window, rank)).collect();
    let known_by = |phrase: &Vec<&[u8]>| {
        let ranked = windows_of(phrase).filter_map(|(at, window)| Some((ranks.get(&window)?, at)));
        ranked.min().map(|(_, at)| at)
    };
    let known = phrases.iter().map(known_by).collect();
    (known, chosen.into_iter().chain(free).map(|window| window.map(Place::set)).collect())
}

/// Patterns such that each misspelling of `name` (up to two slips, see [`super::names::is_misspelt`]) holds one. Two
/// slips leave the end of the name whole, or they leave of its beginning what few words begin with.
pub(super) fn of_misspellings(name: &[u8]) -> Vec<Pattern> {
    let mut once = BTreeSet::new();
    for name in [name, &name[..name.len() - 1]] {
        let whole: Vec<Place> = name.iter().copied().map(Place::Letter).collect();
        slips(&whole, &mut once);
        once.insert(whole);
    }
    let mut twice = BTreeSet::new();
    for word in &once {
        slips(word, &mut twice);
    }
    let stem = &name[..name.len() - 1];
    let end: Vec<Place> = stem[stem.len() - 4..].iter().copied().map(Place::Letter).collect();
    let mut patterns: Vec<Pattern> = vec![std::array::from_fn(|i| end[i].set())];
    // beginnings by their first letter and by whether a slip is the second
    let mut beginnings: BTreeMap<(u8, bool), Set> = BTreeMap::new();
    for word in twice.iter().filter(|word| word.len() > 4 && !word.windows(4).any(|four| four == end)) {
        for first in FIRST.into_iter().filter(|first| [Place::Any, Place::Letter(*first)].contains(&word[0])) {
            let slipped = word[1] == Place::Any;
            let next = if slipped { word[2] } else { word[1] };
            let set = beginnings.entry((first, slipped)).or_default();
            *set = set.with(next.set());
        }
    }
    patterns.extend(beginnings.into_iter().map(|((first, slipped), next)| {
        let [second, third] = if slipped { [Set::ANY, next] } else { [next, Set::ANY] };
        [Set::BOUND, Set::letter(first), second, third]
    }));
    patterns
}

/// Every word that one slip makes of `word`: a letter wrong, lost, doubled or added, two swapped.
fn slips(word: &[Place], out: &mut BTreeSet<Vec<Place>>) {
    for at in 0..=word.len() {
        let mut added = word.to_vec();
        added.insert(at, Place::Any);
        out.insert(added);
        if at < word.len() {
            let mut wrong = word.to_vec();
            wrong[at] = Place::Any;
            out.insert(wrong);
            let mut lost = word.to_vec();
            lost.remove(at);
            out.insert(lost);
        }
        if at + 1 < word.len() {
            let mut swapped = word.to_vec();
            swapped.swap(at, at + 1);
            out.insert(swapped);
        }
    }
}
