//! The words by which triggers are known, and those that tell whether one is near what it needs. All of them come
//! from the lexicons: a row that somebody adds is screened for like ours.

use super::by_word::{ByWord, folded};
use super::kernel::Pattern;
use super::names::is_misspelt;
use super::patterns;
use super::prose::Prose;
use crate::anatomy::Area;
use crate::extract::structured::SHORTEST_HALF;
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{FIRST_OF_TWO, Lexicons, SECOND_OF_TWO};
use crate::token::{KEY, key};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What a trigger needs to be a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// It is one by itself.
    Nothing,
    /// A misspelt eponym: a noun behind it.
    Noun,
    /// `into`: a herniation before it.
    Herniation,
    /// A change of endplates: `type` before it.
    Kind,
    /// Oedema: marrow, or a place.
    Place,
}

/// What a word may be to a trigger near it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u16);

impl Roles {
    /// marrow, endplate, vertebra.
    pub(super) const MARROW: Self = Self(1);
    /// herniation.
    pub(super) const HERNIATION: Self = Self(2);
    /// type.
    pub(super) const KIND: Self = Self(4);
    /// A full stop behind it may end no sentence.
    pub(super) const SHORT: Self = Self(8);
    /// May stand at a heading's beginning, before or behind its level.
    pub(super) const HEADING: Self = Self(16);
    /// A region's name.
    pub(super) const REGION: Self = Self(32);
    /// superior, first, all: makes a vertebra or an endplate of a region.
    pub(super) const SIDE: Self = Self(128);
    /// `colon` where marks are dictated, and `period`.
    pub(super) const COLON: Self = Self(256);
    pub(super) const PERIOD: Self = Self(512);
    /// upper, both.
    pub(super) const UPPER: Self = Self(1024);
    /// `this`, `at this level`: speaks of what a sentence before named.
    pub(super) const REFERS: Self = Self(2048);
    /// `there is`: of what was named before if that is an endplate.
    pub(super) const THERE: Self = Self(4096);
    /// node, defect: what an eponym stands before.
    pub(super) const NOUN: Self = Self(64);
    /// Any of a heading's words: `first lumbar`, `L two` are levels, too.
    pub(super) const HEADING_OR_REGION: Self = Self(16 | 32 | 128);
    /// Either.
    pub(super) const SIDE_OR_MARROW: Self = Self(1 | 128);
    /// Every role: of a word that cannot be read.
    pub(super) const ALL: Self = Self(u16::MAX);

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What these tags make of a word.
    fn of(tags: TagSet) -> u16 {
        ROLES.iter().filter(|(tag, _)| tags.has(*tag)).fold(0, |all, (_, roles)| all | roles.0)
    }
}

/// A word by which phrases are known.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What it needs where it is a phrase by itself.
    alone: Option<Need>,
    /// Phrases of several words by the word that is met next to it in them: hundreds may be known by one word.
    phrases: FxHashMap<(Side, u128), Beside>,
}

/// Phrases with one neighbour of a word in common.
#[derive(Debug, Default)]
struct Beside {
    phrases: Vec<Phrase>,
    /// Those that have a second word behind the neighbour, by it: `T2` begins dozens.
    longer: FxHashMap<u128, Vec<Phrase>>,
}

impl Beside {
    /// Every phrase.
    fn all(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().chain(self.longer.values().flatten())
    }

    /// Whether any phrase stands where its neighbour ends at `end` of a text.
    fn any(&self, text: &[u8], end: usize, met: impl Fn(&Phrase) -> bool) -> bool {
        if self.phrases.iter().any(&met) {
            return true;
        }
        let longer = |word| self.longer.get(&word).is_some_and(|phrases| phrases.iter().any(&met));
        !self.longer.is_empty()
            && match behind(text, end).0 {
                Neighbour::Nothing => false,
                Neighbour::Word(word) => longer(word) || longer(ODD),
                Neighbour::Hidden(_) => self.all().any(&met),
            }
    }
}

/// On which side of a word another is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Side {
    Before,
    Behind,
}

/// What is met next to a word of a text.
enum Neighbour {
    Nothing,
    /// A word or number: its first letters.
    Word(u128),
    /// A word that holds what may hide a letter, and that begins with this byte on the side of the other.
    Hidden(u8),
}

/// Stands for a neighbour that is no word of letters and no whole number, like `1.5`.
const ODD: u128 = u128::MAX;

/// What stands around the word that a phrase is known by.
#[derive(Debug, PartialEq, Eq)]
struct Phrase {
    need: Need,
    around: Around,
}

/// The words that stand around one.
#[derive(Debug, PartialEq, Eq)]
struct Around {
    /// The words before it, the nearest first.
    before: Vec<Box<[u8]>>,
    behind: Vec<Box<[u8]>>,
}

impl Around {
    /// What stands around the word at `at` of a phrase, marks aside.
    fn of(words: &[&[u8]], at: usize) -> Self {
        let spelt = |word: &&&[u8]| word[0].is_ascii_alphanumeric();
        let boxed = |word: &&[u8]| (*word).into();
        Self {
            before: words[..at].iter().rev().filter(spelt).map(boxed).collect(),
            behind: words[at + 1..].iter().filter(spelt).map(boxed).collect(),
        }
    }

    /// One neighbour will do where less is asked: there are far fewer of these.
    fn nearest(mut self) -> Self {
        self.behind.truncate(1);
        self.before.truncate(usize::from(self.behind.is_empty()));
        self
    }

    /// The word of them that is met next to the word.
    fn beside(&self) -> Option<(Side, &[u8])> {
        let behind = self.behind.first().map(|word| (Side::Behind, &**word));
        behind.or_else(|| self.before.first().map(|word| (Side::Before, &**word)))
    }

    /// The byte of them that is met next to the word.
    fn met(&self, side: Side) -> Option<u8> {
        match side {
            Side::Behind => self.behind.first()?.first().copied(),
            Side::Before => self.before.first()?.last().copied(),
        }
    }

    /// Whether they stand around a word, or something that may hide them.
    fn stands(&self, text: &[u8], word: &Range<usize>) -> bool {
        let behind = |i: usize| text.get(word.end + i).copied();
        let before = |i: usize| (i < word.start).then(|| text[word.start - 1 - i]);
        follow(&self.behind, behind, |word, i| word[i])
            && follow(&self.before, before, |word, i| word[word.len() - 1 - i])
    }
}

/// Everything the screen knows of words.
#[derive(Debug, Default)]
pub(super) struct Words {
    known: ByWord<Known>,
    /// Those of one letter, as bits.
    letters: u32,
    roles: ByWord<Roles>,
    /// Those that name a region.
    regions: Vec<Box<[u8]>>,
    /// Words that are known by what stands beside them where they speak of what was said before: `which` of `one of
    /// which`, `is` of `appearance is`.
    beside: ByWord<Vec<(Roles, Around)>>,
    /// Words that speak of what was said before unless one of these is the next: `there`, but not `there is`.
    unless: ByWord<Vec<Box<[u8]>>>,
    /// The roles of the words of each first letter, length and last letter: most words are told from these.
    shapes: Vec<Roles>,
    /// Letters that number a vertebra.
    places: Vec<Box<[u8]>>,
    /// How many letters the longest of them is.
    longest_place: usize,
    /// Words that number one: `two`.
    numbers: FxHashSet<Box<[u8]>>,
    /// What may stand in front of the other where two words were written as one, and behind it.
    firsts: FxHashSet<Box<[u8]>>,
    /// The letters that those in front begin with, as bits.
    first_letters: u32,
    seconds: FxHashSet<Box<[u8]>>,
    /// A trigger has no word to know it by.
    unknowable: bool,
}

/// Tags of phrases that begin a finding, with what they need.
const TRIGGERS: [(Tag, Need); 10] = [
    (Tag::Eponym, Need::Nothing),
    (Tag::WeakEponym, Need::Nothing),
    (Tag::NodePhrase, Need::Nothing),
    (Tag::NodePhrases, Need::Nothing),
    (Tag::ModicName, Need::Nothing),
    (Tag::EdemaPhrase, Need::Nothing),
    (Tag::Into, Need::Herniation),
    (Tag::ModicChange, Need::Kind),
    (Tag::EdemaWord, Need::Place),
    (Tag::EdemaSignal, Need::Place),
];

/// Tags of words near a trigger, with their roles there.
const ROLES: [(Tag, Roles); 63] = [
    (Tag::SameLevel, Roles::REFERS),
    (Tag::Associated, Roles::REFERS),
    (Tag::Pronoun, Roles::REFERS),
    (Tag::ThereIs, Roles::THERE),
    (Tag::Marrow, Roles::MARROW),
    (Tag::MarrowField, Roles::MARROW),
    (Tag::EndplateNoun, Roles::MARROW),
    (Tag::EndplateNouns, Roles::MARROW),
    (Tag::VertebraNoun, Roles::MARROW),
    (Tag::VertebraNouns, Roles::MARROW),
    (Tag::Superiorly, Roles::MARROW),
    (Tag::Inferiorly, Roles::MARROW),
    (Tag::EitherSide, Roles::MARROW),
    (Tag::SpokenColon, Roles::COLON),
    (Tag::SpokenStop, Roles::PERIOD),
    (Tag::Superior, Roles::SIDE),
    (Tag::Inferior, Roles::SIDE),
    (Tag::Upper, Roles::SIDE),
    (Tag::Lower, Roles::SIDE),
    (Tag::Both, Roles::SIDE),
    (Tag::Both, Roles::UPPER),
    (Tag::Superior, Roles::UPPER),
    (Tag::Inferior, Roles::UPPER),
    (Tag::Upper, Roles::UPPER),
    (Tag::Lower, Roles::UPPER),
    (Tag::Opposing, Roles::SIDE),
    (Tag::AspectNoun, Roles::SIDE),
    (Tag::Ordinal(1), Roles::SIDE),
    (Tag::Every, Roles::SIDE),
    (Tag::NumberWord(1), Roles::SIDE),
    (Tag::Herniation, Roles::HERNIATION),
    (Tag::Herniations, Roles::HERNIATION),
    (Tag::ModicKind, Roles::KIND),
    (Tag::Abbreviated, Roles::SHORT),
    (Tag::Superior, Roles::SHORT),
    (Tag::Inferior, Roles::SHORT),
    (Tag::UncertaintyBetween, Roles::SHORT),
    (Tag::YesValue, Roles::SHORT),
    (Tag::NoneValue, Roles::SHORT),
    (Tag::NegationBefore, Roles::SHORT),
    (Tag::Superior, Roles::HEADING),
    (Tag::Inferior, Roles::HEADING),
    (Tag::Upper, Roles::HEADING),
    (Tag::Lower, Roles::HEADING),
    (Tag::At, Roles::HEADING),
    (Tag::LevelNoun, Roles::HEADING),
    (Tag::DiscNoun, Roles::HEADING),
    (Tag::RegionNoun, Roles::HEADING),
    (Tag::Article, Roles::HEADING),
    (Tag::VertebraNoun, Roles::HEADING),
    (Tag::VertebraNouns, Roles::HEADING),
    (Tag::AspectNoun, Roles::HEADING),
    (Tag::EndplateNouns, Roles::HEADING),
    (Tag::Every, Roles::HEADING),
    (Tag::And, Roles::HEADING),
    (Tag::RegionName(crate::anatomy::Region::Thoracolumbar), Roles::REGION),
    (Tag::Of, Roles::HEADING),
    (Tag::NodeNoun, Roles::NOUN),
    (Tag::NodeNouns, Roles::NOUN),
    (Tag::Herniation, Roles::NOUN),
    (Tag::Herniations, Roles::NOUN),
    (Tag::NodePhrase, Roles::NOUN),
    (Tag::NodePhrases, Roles::NOUN),
];

/// Whether a row's phrases begin findings, or tell whose they are.
pub(super) fn is_trigger(tag: Tag) -> bool {
    TRIGGERS.iter().any(|(trigger, _)| trigger.class() == tag.class())
}

impl Words {
    /// The words of these lexicons, and the patterns that those sought hold one of.
    pub(super) fn new(lexicons: &Lexicons, prose: &Prose<'_>) -> (Self, Vec<Pattern>) {
        let mut new = Self { shapes: vec![Roles::default(); SHAPES], ..Self::default() };
        let mut triggers: Vec<(Vec<&[u8]>, Need)> = Vec::new();
        let mut longer: Vec<(Vec<&[u8]>, TagSet)> = Vec::new();
        let (begin, help) = (TagSet::of(TRIGGERS.map(|(tag, _)| tag)), TagSet::of(ROLES.map(|(tag, _)| tag)));
        let halves = [TagSet::of(FIRST_OF_TWO), TagSet::of(SECOND_OF_TWO)];
        let help = TagSet::of([Tag::AreaLetter(Area::Lumbar), Tag::NumberWord(1)]).with(help);
        lexicons.spell(&mut |words, tags| {
            if let [word] = words {
                new.half(word, tags, halves);
            }
            if !tags.meets(begin) && !tags.meets(help) {
                return;
            }
            if let Some(need) = TRIGGERS.iter().filter(|(tag, _)| tags.has(*tag)).map(|(_, need)| *need).min() {
                triggers.push((words.to_vec(), need));
            }
            if words.len() == 1 {
                new.helper(words, tags, prose);
            } else {
                longer.push((words.to_vec(), tags));
            }
        });
        // a phrase that holds a word with its role needs no other to be known by
        for (words, tags) in &longer {
            new.helper(words, *tags, prose);
        }
        new.unless(&longer);
        // what is a misspelling is found as one, and only has to be known
        let misspelt = |words: &[&[u8]]| words.iter().position(|word| is_misspelt(word));
        let (slips, plain): (Vec<_>, Vec<_>) = triggers.into_iter().partition(|(words, _)| misspelt(words).is_some());
        let regions = new.regions.iter().map(|word| vec![&**word]);
        let phrases: Vec<Vec<&[u8]>> = plain.iter().map(|(words, _)| words.clone()).chain(regions).collect();
        let places: Vec<&[u8]> = new.places.iter().map(|letters| &**letters).collect();
        let (known, patterns) = patterns::of_phrases(&phrases, &places, prose);
        for ((words, need), at) in plain.iter().zip(known) {
            new.trigger(words, at, *need);
        }
        for (words, need) in &slips {
            new.trigger(words, misspelt(words), *need);
        }
        (new, patterns)
    }

    /// Notes a phrase as known by its word at `at`.
    fn trigger(&mut self, words: &[&[u8]], at: Option<usize>, need: Need) {
        let Some(at) = at else {
            self.unknowable = true;
            return;
        };
        if let [letter] = words[at] {
            self.letters |= 1 << (letter & 31);
        }
        let known = self.known.or_default(words[at]);
        let around = Around::of(words, at);
        let Some((side, word)) = around.beside() else {
            known.alone = known.alone.into_iter().chain([need]).min();
            return;
        };
        let first = neighbour_key(word);
        let beside = known.phrases.entry((side, first)).or_default();
        let second = around.behind.get(1).filter(|_| side == Side::Behind).map(|word| neighbour_key(word));
        let alike = match second {
            Some(second) => beside.longer.entry(second).or_default(),
            None => &mut beside.phrases,
        };
        let phrase = Phrase { need, around };
        if !alike.contains(&phrase) {
            alike.push(phrase);
        }
    }

    /// Notes a word that may be written as one with another.
    fn half(&mut self, word: &[u8], tags: TagSet, [first, second]: [TagSet; 2]) {
        if word.len() >= SHORTEST_HALF && tags.meets(first) {
            self.firsts.insert(word.into());
            self.first_letters |= 1 << (word[0] & 31);
        }
        if word.len() >= SHORTEST_HALF && tags.meets(second) {
            self.seconds.insert(word.into());
        }
    }

    /// Notes which words next to one that speaks of what was said before make another phrase of both. What holds it
    /// in a longer phrase that speaks of that, too, is not told apart.
    fn unless(&mut self, longer: &[(Vec<&[u8]>, TagSet)]) {
        let refers = |tags: TagSet| Roles(Roles::of(tags)).any(Roles::REFERS);
        let pairs = longer.iter().filter(|(words, tags)| words.len() == 2 && !refers(*tags));
        for (pair, _) in pairs.filter(|(words, _)| words[1].iter().all(u8::is_ascii_lowercase)) {
            let first = pair[0];
            let held = || longer.iter().any(|(words, tags)| words.contains(&first) && refers(*tags));
            if self.roles(first).any(Roles::REFERS) && !held() {
                self.unless.or_default(first).push(pair[1].into());
            }
        }
    }

    fn helper(&mut self, words: &[&[u8]], tags: TagSet, prose: &Prose<'_>) {
        if tags.has(Tag::AreaLetter(Area::Lumbar)) && words.len() == 1 {
            self.places.push(words[0].into());
            self.longest_place = self.longest_place.max(words[0].len());
        }
        if tags.has(Tag::NumberWord(1)) && words.len() == 1 {
            self.numbers.insert(words[0].into());
        }
        let mut roles = Roles::of(tags);
        if words.len() > 1 {
            let held = words.iter().fold(0, |held, word| held | self.roles(word).0);
            roles &= !(held & !(Roles::SHORT.0 | Roles::REGION.0));
        }
        if roles == 0 {
            return;
        }
        // a phrase of several is known by its rarest word; what may end a sentence by its last, a region by its first
        let rarest = words.iter().filter(|word| word[0].is_ascii_lowercase());
        // but not by a side, of which reports are full
        let sided = |word: &[u8]| words.len() > 1 && self.roles(word).any(Roles::UPPER);
        let rarest = rarest.min_by(|a, b| sided(a).cmp(&sided(b)).then(prose.word(a).total_cmp(&prose.word(b))));
        // what is said everywhere (`which`, `is`) tells something beside its neighbour only
        let pair = if words.len() > 1 { Roles::REFERS.0 | Roles::THERE.0 } else { 0 };
        for (word, part) in [
            (rarest, !(Roles::SHORT.0 | Roles::REGION.0 | pair)),
            (words.last(), Roles::SHORT.0),
            (words.first(), Roles::REGION.0),
        ] {
            if let Some(word) = word.filter(|_| roles & part != 0) {
                let own = self.roles.or_default(word);
                if roles & part & !own.0 & Roles::REGION.0 != 0 {
                    self.regions.push((*word).into());
                }
                own.0 |= roles & part;
                self.shaped(word, Roles(roles & part));
            }
        }
        if let Some(word) = rarest.filter(|_| roles & pair != 0) {
            let at = words.iter().position(|other| other == word).unwrap_or(0);
            let around = Around::of(words, at).nearest();
            self.beside.or_default(word).push((Roles(roles & pair), around));
            self.shaped(word, Roles(roles & pair));
        }
    }

    /// Notes that a word of this shape has these roles.
    fn shaped(&mut self, word: &[u8], roles: Roles) {
        let all = &mut self.shapes[shape(word)];
        *all = all.with(roles);
    }

    /// Whether a trigger has no word to know it by, so that every text must be read.
    pub(super) fn unknowable(&self) -> bool {
        self.unknowable
    }

    pub(super) fn get(&self, folded: &[u8]) -> Option<&Known> {
        self.known.get(folded)
    }

    /// Whether a letter that stands by itself is no phrase's: those of levels are found everywhere.
    #[inline]
    pub(super) fn is_no_letter(&self, text: &[u8], at: usize) -> bool {
        let outside = |byte: Option<&u8>| byte.is_none_or(|byte| !super::is_inside(*byte));
        text[at].is_ascii_alphabetic()
            && self.letters & 1 << (text[at] & 31) == 0
            && outside(text.get(at + 1))
            && outside(at.checked_sub(1).map(|before| &text[before]))
    }

    /// The same for a word that is given as a number.
    #[inline]
    pub(super) fn get_short(&self, key: u128) -> Option<&Known> {
        self.known.get_short(key)
    }

    /// Whether a word may be two that name a finding, as keys of JSON have them: `marrowEdema`, `ModicType`.
    pub(super) fn in_two(&self, folded: &[u8]) -> bool {
        // most words begin with none of these letters
        if folded.first().is_none_or(|first| self.first_letters & 1 << (first & 31) == 0) {
            return false;
        }
        (SHORTEST_HALF..folded.len().saturating_sub(SHORTEST_HALF - 1)).any(|half| {
            let (first, second) = folded.split_at(half);
            let named = |first, second| self.firsts.contains(first) && self.seconds.contains(second);
            (self.known.get(first).is_some()
                || self.known.get(second).is_some() && self.roles(first).any(Roles::MARROW))
                && named(first, second)
        })
    }

    pub(super) fn is_place(&self, folded: &[u8]) -> bool {
        self.places.iter().any(|letters| **letters == *folded)
    }

    /// Whether a word, in whatever case, may name a region or be a letter that numbers a vertebra: most are told not to
    /// by their shape.
    pub(super) fn may_place(&self, word: &[u8]) -> bool {
        word.len() <= self.longest_place
            || self.may_have(word, Roles::REGION)
            || !word.iter().all(u8::is_ascii_alphabetic)
    }

    pub(super) fn is_number(&self, folded: &[u8]) -> bool {
        self.numbers.contains(folded)
    }

    /// What a folded word may be to a trigger near it.
    pub(super) fn roles(&self, folded: &[u8]) -> Roles {
        if !self.may_have(folded, Roles::ALL) {
            return Roles::default();
        }
        self.roles.get(folded).copied().unwrap_or_default()
    }

    /// The same for a word that is given as a number.
    #[inline]
    pub(super) fn roles_short(&self, key: u128) -> Roles {
        self.roles.get_short(key).copied().unwrap_or_default()
    }

    /// Whether a folded word at `range` of a text speaks of what was said before, by itself or with its neighbours.
    pub(super) fn spoken(&self, folded: &[u8], text: &[u8], range: &Range<usize>) -> Roles {
        let unless = || self.unless.get(folded);
        with_neighbours(self.roles(folded), self.beside.get(folded), unless, text, range)
    }

    /// The same for a word that is given as a number.
    #[inline]
    pub(super) fn spoken_short(&self, key: u128, text: &[u8], range: &Range<usize>) -> Roles {
        let unless = || self.unless.get_short(key);
        with_neighbours(self.roles_short(key), self.beside.get_short(key), unless, text, range)
    }

    /// Whether a word of letters, small or capital, has the shape of one with any of these roles.
    pub(super) fn may_have(&self, word: &[u8], roles: Roles) -> bool {
        self.shapes[shape(word)].any(roles)
    }
}

/// The roles of a word with those that it has beside its neighbours, and without those that it has not.
#[inline]
fn with_neighbours<'a>(
    own: Roles,
    beside: Option<&Vec<(Roles, Around)>>,
    unless: impl FnOnce() -> Option<&'a Vec<Box<[u8]>>>,
    text: &[u8],
    range: &Range<usize>,
) -> Roles {
    let beside = beside.into_iter().flatten();
    let all = beside.filter(|(_, around)| around.stands(text, range)).fold(own, |all, (roles, _)| all.with(*roles));
    if !own.any(Roles::REFERS) {
        return all;
    }
    let next = text.get(range.end..).and_then(|rest| rest.strip_prefix(b" ")).unwrap_or_default();
    let follows = |word: &[u8]| {
        next.get(..word.len()).is_some_and(|letters| letters.eq_ignore_ascii_case(word))
            && next.get(word.len()).is_some_and(|byte| matches!(byte, b' ' | b'\n'))
    };
    if unless().into_iter().flatten().any(|word| follows(word)) { all.without(Roles::REFERS) } else { all }
}

impl Known {
    /// Whether the word, where it stands, meets any of what it may need there. Nothing is needed, and nothing is met, if
    /// it is no part of a phrase there.
    pub(super) fn any_met(&self, text: &[u8], word: &Range<usize>, meets: impl Fn(Need) -> bool) -> bool {
        if self.alone.is_some_and(&meets) {
            return true;
        }
        if self.phrases.is_empty() {
            return false;
        }
        let met = |phrase: &Phrase| phrase.around.stands(text, word) && meets(phrase.need);
        let (next, end) = behind(text, word.end);
        let known = |side, word| self.phrases.get(&(side, word)).is_some_and(|beside| beside.any(text, end, met));
        [(Side::Behind, next), (Side::Before, before(text, word.start))].into_iter().any(|(side, neighbour)| {
            match neighbour {
                Neighbour::Nothing => false,
                Neighbour::Word(word) => known(side, word) || known(side, ODD),
                Neighbour::Hidden(byte) => {
                    let near = |phrase: &&Phrase| !byte.is_ascii() || phrase.around.met(side) == Some(byte);
                    let all = self.phrases.iter().filter(|((other, _), _)| *other == side);
                    #[allow(clippy::iter_over_hash_type)] // any of them
                    all.flat_map(|(_, beside)| beside.all()).filter(near).any(met)
                }
            }
        })
    }

    /// What it may need, whatever stands beside it.
    pub(super) fn all_needs(&self) -> impl Iterator<Item = Need> {
        self.alone.into_iter().chain(self.phrases.values().flat_map(Beside::all).map(|phrase| phrase.need))
    }
}

/// Whether bytes are of one word or number.
fn alike(a: u8, b: u8) -> bool {
    if a.is_ascii_digit() { b.is_ascii_digit() } else { b.is_ascii_alphabetic() }
}

/// Whether a byte may be of a word, or hide a letter.
fn is_met(byte: u8) -> bool {
    !byte.is_ascii() || byte.is_ascii_alphanumeric()
}

/// What a neighbour of a word is looked for by.
fn neighbour_key(word: &[u8]) -> u128 {
    let whole = word.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_digit);
    if whole { key(&word[..word.len().min(KEY)]) } else { ODD }
}

/// What is met behind a place, and where it ends.
fn behind(text: &[u8], from: usize) -> (Neighbour, usize) {
    let Some(start) = text[from..].iter().position(|byte| is_met(*byte)) else {
        return (Neighbour::Nothing, text.len());
    };
    let (start, first) = (from + start, text[from + start]);
    let end = start + text[start..].iter().take_while(|byte| alike(first, **byte)).count();
    (neighbour(text, start..end, first, text.get(end)), end)
}

/// What is met before a place.
fn before(text: &[u8], to: usize) -> Neighbour {
    let Some(last) = text[..to].iter().rposition(|byte| is_met(*byte)) else { return Neighbour::Nothing };
    let length = text[..=last].iter().rev().take_while(|byte| alike(text[last], **byte)).count();
    let start = last + 1 - length;
    neighbour(text, start..last + 1, text[last], start.checked_sub(1).map(|at| &text[at]))
}

/// What a run of letters or digits is that a byte ends. `met` is its byte on the side of the word whose neighbour it is.
fn neighbour(text: &[u8], run: Range<usize>, met: u8, end: Option<&u8>) -> Neighbour {
    if !met.is_ascii() || end.is_some_and(|byte| super::is_joint(*byte)) {
        return Neighbour::Hidden(met.to_ascii_lowercase());
    }
    let first = run.start..run.end.min(run.start + KEY);
    folded(text, &first).map_or(Neighbour::Nothing, Neighbour::Word)
}

/// Whether the words come next in the bytes, or something that may hide them. Bytes and letters are given in the order
/// they are met.
fn follow(words: &[Box<[u8]>], byte: impl Fn(usize) -> Option<u8>, letter: impl Fn(&[u8], usize) -> u8) -> bool {
    let mut at = 0;
    for word in words {
        while byte(at).is_some_and(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()) {
            at += 1;
        }
        for i in 0..word.len() {
            match byte(at) {
                Some(byte) if byte.to_ascii_lowercase() == letter(word, i) => at += 1,
                // `st'ir`
                Some(byte) => return super::is_joint(byte),
                None => return false,
            }
        }
        let digits = word[0].is_ascii_digit();
        let goes_on = |byte: u8| if digits { byte.is_ascii_digit() } else { byte.is_ascii_alphabetic() };
        if byte(at).is_some_and(goes_on) {
            return false;
        }
    }
    true
}

const SHAPES: usize = 32 * 32 * 16;

fn shape(word: &[u8]) -> usize {
    let (first, last) = (word.first().copied().unwrap_or(0), word.last().copied().unwrap_or(0));
    usize::from(first & 31) << 9 | usize::from(last & 31) << 4 | word.len().min(15)
}
