//! The words the extraction knows, as data that a clinician may edit.
//!
//! Each file under `lexicons/` holds rows of one class; see the README there. [`Lexicons::embedded`] gives the files
//! that the binary carries, [`Lexicons::load`] puts a folder's files over them. Every row is checked: its columns and
//! role, that no phrase means two things in a class, that it matches its own `yes` and not its `no`. The embedded rows
//! are checked by the tests, not again at every start.

mod check;
mod load;
mod mend;
mod nearest;
mod table;
pub mod tag;
mod term;
pub(crate) mod trie;
mod vocabulary;

pub(crate) use nearest::did_you_mean;
pub(crate) use table::FaultAt;
pub use table::{Fault, HEADER, Row, Source};
use tag::{Tag, TagSet};
use trie::{Builder, ROOM, Trie};
pub(crate) use trie::{PhraseNumber, Root, RowNumber};

use crate::anatomy::{Area, Part, Region};
use crate::token::{CAPITALS, CHANGED, Found, NUMBER, Token, Tokens, WORD, flags};
use rustc_hash::FxHashMap;
use std::ops::Range;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../lexicons/", $name)))),*]
    };
}

/// The lexicon files that the binary carries, in the order they are hashed.
const EMBEDDED: &[(&str, &str)] = embedded![
    "acuity.tsv",
    "change.tsv",
    "count.tsv",
    "differentials.tsv",
    "edema.tsv",
    "endplate.tsv",
    "exam.tsv",
    "follow_up.tsv",
    "form.tsv",
    "grammar.tsv",
    "history.tsv",
    "level.tsv",
    "mend.tsv",
    "modic.tsv",
    "negation.tsv",
    "node.tsv",
    "order.tsv",
    "other.tsv",
    "posterior_extension.tsv",
    "red_flags.tsv",
    "reference.tsv",
    "sections.tsv",
    "size.tsv",
    "symptoms.tsv",
    "uncertainty.tsv",
];

/// Every lexicon, checked and compiled.
#[derive(Debug)]
pub struct Lexicons {
    sources: Vec<Source>,
    rows: Vec<Row>,
    trie: Trie,
    /// What each row means, side by side: rows are large.
    row_tags: Vec<Tag>,
    /// What phrases may mean: a few hundred sets, which stay in the nearest cache. The first is empty.
    tags: Vec<TagSet>,
    /// What each of them is to the segmenter: see [`flags`].
    flags: Vec<u8>,
    /// Whether a phrase that means it is an atom by itself, and begins no other.
    plain: Vec<bool>,
    /// Which of them each phrase means, by phrase number.
    meanings: Vec<u16>,
    /// What each word is by itself, by its number.
    alone: Vec<Alone>,
    /// Where each word leads to in the context's tree, 0 for nowhere, and whether it is a phrase of it by itself.
    context: Vec<(u32, bool)>,
    /// Words in which slips are mended.
    slips: mend::Slips,
    hash: String,
}

/// A word where no phrase of several begins at it: one look-up instead of a walk.
#[derive(Clone, Copy, Debug)]
struct Alone {
    /// Where it leads to in the grammar's tree; 0 is nowhere.
    node: u32,
    /// A phrase may go on from there.
    leads: bool,
    /// The phrase that it is, and that phrase's flags.
    found: Found,
    flags: u8,
}

/// Why lexicons could not be loaded.
#[derive(Debug)]
pub enum LexiconError {
    /// A file or folder could not be read.
    Io(std::path::PathBuf, std::io::Error),
    /// Files or rows are faulty. The sources are those that the faults point into.
    Faults(Vec<Source>, Vec<Fault>),
}

impl std::fmt::Display for LexiconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Faults(_, faults) => {
                let all: Vec<_> = faults.iter().map(ToString::to_string).collect();
                f.write_str(&all.join("\n"))
            }
        }
    }
}

impl std::error::Error for LexiconError {}

/// The tree of the embedded lexicons' phrases, which `build.rs` makes.
static PHRASES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phrases.bin"));

impl Lexicons {
    /// The lexicons that the binary carries.
    ///
    /// # Panics
    ///
    /// If they are faulty, which the tests exclude.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn embedded() -> Self {
        let sources = embedded_sources();
        let rows = sources.iter().enumerate().flat_map(|(number, source)| table::known_rows(source, number)).collect();
        let trie = Trie::from_bytes(PHRASES).expect("the build made a tree");
        let hash = hash_of(&sources);
        Self::of(sources, rows, trie, hash)
    }

    /// Checks and compiles lexicon files.
    ///
    /// # Errors
    ///
    /// Every fault of every row.
    pub fn compile(sources: Vec<Source>) -> Result<Self, LexiconError> {
        Self::checked(sources, Vec::new())
    }

    /// Checks and compiles lexicon files, some faults of which are known already.
    fn checked(sources: Vec<Source>, mut faults: Vec<Fault>) -> Result<Self, LexiconError> {
        let (lexicons, wrong) = Self::assemble(sources);
        faults.extend(wrong);
        faults.extend(check::twice(&lexicons));
        faults.extend(check::examples(&lexicons));
        if faults.is_empty() {
            return Ok(lexicons);
        }
        faults.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        Err(LexiconError::Faults(lexicons.sources, faults))
    }

    /// Compiles lexicon files. Faults of single rows are told, those between rows are not looked for.
    fn assemble(sources: Vec<Source>) -> (Self, Vec<Fault>) {
        let (mut rows, mut terms, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        let hash = hash_of(&sources);
        for (number, source) in sources.iter().enumerate() {
            let (read, wrong) = table::rows(source, number);
            for (row, term) in read {
                rows.push(row);
                terms.push(term);
            }
            faults.extend(wrong);
        }
        let mut trie = Builder::with_room(rows.len() * ROOM);
        for (number, (row, term)) in rows.iter().zip(&terms).enumerate() {
            let Ok(number) = RowNumber::try_from(number) else {
                let at = table::FaultAt { source: &sources[row.file] };
                faults.push(at.fault(at.cell(row, 0), "more than 65,535 rows", "take rows away"));
                break;
            };
            trie.insert(row.tag.root(), term, number);
        }
        let trie = trie.finish();
        drop(terms);
        (Self::of(sources, rows, trie, hash), faults)
    }

    /// Lexicons of these rows, the phrases of which stand in a tree.
    fn of(sources: Vec<Source>, rows: Vec<Row>, trie: Trie, hash: String) -> Self {
        let (mut tags, mut meanings) = (vec![TagSet::default()], Vec::new());
        let mut known = FxHashMap::default();
        // most phrases have one row, and many phrases have the same
        let mut of_row = vec![None; rows.len()];
        for phrase in trie.phrases() {
            let own = trie.rows(phrase);
            if let [row] = own
                && let Some(meaning) = of_row[usize::from(*row)]
            {
                meanings.push(meaning);
                continue;
            }
            let set = TagSet::of(own.iter().map(|row| rows[usize::from(*row)].tag));
            let meaning = *known.entry(set).or_insert_with(|| {
                tags.push(set);
                // Rows are fewer than 65,536, and so are their combinations in any lexicon that a person wrote.
                u16::try_from(tags.len() - 1).unwrap_or(u16::MAX)
            });
            meanings.push(meaning);
            if let [row] = own {
                of_row[usize::from(*row)] = Some(meaning);
            }
        }
        let row_tags = rows.iter().map(|row| row.tag).collect();
        let flags = tags.iter().map(|tags| flags_of(*tags)).collect();
        let plain =
            tags.iter().map(|tags| !tags.is_empty() && !tags.any(&BUILDS) && !tags.any(&LOOKS_AROUND)).collect();
        let slips = mend::Slips::default();
        let words = 0..=u32::try_from(trie.words()).unwrap_or(u32::MAX);
        let in_context = |word| (trie.first_node(Root::Context, word).0, trie.alone(Root::Context, word).is_some());
        let (alone, context) = (Vec::new(), words.map(in_context).collect());
        let mut lexicons =
            Self { sources, rows, trie, row_tags, tags, flags, plain, meanings, alone, context, slips, hash };
        lexicons.alone = lexicons.words_alone();
        lexicons.slips = mend::Slips::new(&lexicons);
        lexicons
    }

    /// Hash of everything that was compiled, 16 hex digits: outputs carry it.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Every row.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The files they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// What a phrase may mean.
    #[inline]
    pub(crate) fn tags(&self, phrase: PhraseNumber) -> TagSet {
        self.tags[usize::from(self.meanings[phrase.0 as usize])]
    }

    /// What the longest phrase that begins at token `at` and ends before `end` may mean; nothing if there is none.
    #[inline]
    pub(crate) fn tags_at(&self, tokens: &Tokens, at: usize, end: usize) -> TagSet {
        let found = tokens.phrases[at];
        if at + usize::from(found.length) <= end {
            return self.tags[usize::from(found.meaning)];
        }
        self.tags_before(tokens, at, end)
    }

    /// The same for a phrase that reaches beyond `end`.
    #[cold]
    fn tags_before(&self, tokens: &Tokens, at: usize, end: usize) -> TagSet {
        self.trie
            .longest(Root::Grammar, &tokens.list, at, end)
            .map_or(TagSet::default(), |(phrase, _)| self.tags(phrase))
    }

    /// Calls `sink` with each phrase of the grammar, its folded words and what it may mean.
    pub(crate) fn spell<'a>(&'a self, sink: &mut dyn FnMut(&[&'a [u8]], TagSet)) {
        self.trie.spell(Root::Grammar, &mut |phrase, words| sink(words, self.tags(phrase)));
    }

    /// Whether any phrase, also no longest one, that begins at token `at` and ends before `end` may mean one of these.
    pub(crate) fn any_phrase(&self, tokens: &Tokens, at: usize, end: usize, tags: &[Tag]) -> bool {
        let mut any = false;
        self.trie.phrases_at(Root::Grammar, &tokens.list, at, end, |phrase, _| any |= self.tags(phrase).any(tags));
        any
    }

    /// The rows of a phrase with their meanings.
    pub(crate) fn meanings(&self, phrase: PhraseNumber) -> impl Iterator<Item = (RowNumber, Tag)> + Clone {
        self.trie.rows(phrase).iter().map(|&row| (row, self.row_tags[usize::from(row)]))
    }

    /// A row by number.
    pub(crate) fn row(&self, row: RowNumber) -> &Row {
        &self.rows[usize::from(row)]
    }

    /// Tokenises a text, names its words and finds its phrases.
    pub(crate) fn tokenise(&self, text: &str, tokens: &mut Tokens) {
        self.trie.read(text, false, tokens);
        self.find_phrases(tokens);
    }

    /// Names the words of tokens.
    pub(crate) fn name(&self, tokens: &mut Tokens) {
        self.trie.name(tokens);
    }

    /// Whether two words side by side name a finding, and neither does by a misspelling.
    pub(crate) fn names_in_two(&self, first: &[u8], second: &[u8]) -> bool {
        let means = |word: &[u8], tags: &[Tag]| {
            self.trie.knows(word) && std::str::from_utf8(word).is_ok_and(|word| self.meaning_of(word).any(tags))
        };
        means(first, &FIRST_OF_TWO) && means(second, &SECOND_OF_TWO)
    }

    /// What a word by itself may mean.
    fn meaning_of(&self, word: &str) -> TagSet {
        let mut tokens = Tokens::default();
        self.tokenise(word, &mut tokens);
        self.tags_at(&tokens, 0, 1)
    }

    /// Finds the phrases of tokens whose words are named; where they were found before, only around what was changed since.
    pub(crate) fn find_phrases(&self, tokens: &mut Tokens) {
        let Tokens { list, kinds, phrases, flags, found_as, reach, .. } = tokens;
        if found_as.len() != list.len() {
            found_as.clear();
            found_as.resize(list.len(), CHANGED);
            phrases.resize(list.len(), Found::default());
            flags.resize(list.len(), 0);
            *reach = 1;
        }
        let mut said = TagSet::default();
        let mut changed = usize::MAX;
        for at in (0..list.len()).rev() {
            let now = list[at].phrase_key();
            if found_as[at] != now {
                found_as[at] = now;
                changed = at;
            }
            if changed <= at + *reach {
                let looked;
                (phrases[at], flags[at], looked) = self.phrase_at(list, kinds, at);
                *reach = (*reach).max(looked);
            }
            said = said.with(self.tags[usize::from(phrases[at].meaning)]);
        }
        tokens.said = said;
    }

    /// The longest phrase that begins at a token, its bits for the segmenter, and how many tokens behind it were looked at.
    #[inline(always)]
    fn phrase_at(&self, list: &[Token], kinds: &[u8], at: usize) -> (Found, u8, usize) {
        let word = list[at].word;
        let alone = &self.alone[word as usize];
        let (mut phrase, mut flags, mut looked) = (alone.found, alone.flags, 1);
        if alone.leads
            && let Some(next) = list.get(at + 1)
            && self.trie.may_go_on(alone.node, next)
        {
            let (longest, end) = self.trie.longest_from(alone.node, list, at);
            looked = end - at;
            (phrase, flags) = match longest {
                Some((phrase, next)) => self.found(phrase, next - at),
                None => (Found::default(), if word == 0 { flags::UNKNOWN } else { 0 }),
            };
        }
        // an unknown number is none of the unknown words
        if kinds[at] == NUMBER && word == 0 {
            flags = 0;
        }
        (phrase, flags, looked)
    }

    /// A phrase of so many tokens, and what it is to the segmenter.
    fn found(&self, phrase: PhraseNumber, length: usize) -> (Found, u8) {
        let meaning = self.meanings[phrase.0 as usize];
        let long = if length > 1 { flags::LONG } else { 0 };
        let found = Found { phrase: phrase.0, length: u16::try_from(length).unwrap_or(u16::MAX), meaning };
        (found, self.flags[usize::from(meaning)] | long)
    }

    /// What each word is where no phrase of several begins at it.
    fn words_alone(&self) -> Vec<Alone> {
        let words = u32::try_from(self.trie.words()).unwrap_or(u32::MAX);
        let alone = |word| {
            let (node, leads) = self.trie.first_node(Root::Grammar, word);
            let (found, flags) = match self.trie.alone(Root::Grammar, word) {
                Some(phrase) => self.found(phrase, 1),
                None => (Found::default(), if word == 0 { flags::UNKNOWN } else { 0 }),
            };
            Alone { node, leads, found, flags }
        };
        (0..=words).map(alone).collect()
    }

    /// What a set of meanings is, by the number that tokens carry.
    #[inline]
    pub(crate) fn meant(&self, found: Found) -> TagSet {
        self.tags[usize::from(found.meaning)]
    }

    /// The phrase at a word and the token after it, if it ends before `end`, is an atom by itself and begins no other.
    #[inline]
    pub(crate) fn plain_at(&self, tokens: &Tokens, at: usize, end: usize) -> Option<(PhraseNumber, TagSet, usize)> {
        let found = tokens.phrases[at];
        let next = at + usize::from(found.length);
        let plain =
            self.plain[usize::from(found.meaning)] && next <= end && matches!(tokens.kinds[at], WORD | CAPITALS);
        plain.then(|| (PhraseNumber(found.phrase), self.meant(found), next))
    }

    /// The longest phrase of the grammar that begins at token `at` of `tokens` and ends before `end`.
    #[inline]
    pub(crate) fn longest(&self, tokens: &Tokens, at: usize, end: usize) -> Option<(PhraseNumber, usize)> {
        let found = tokens.phrases[at];
        let next = at + usize::from(found.length);
        if found.length == 0 {
            return None;
        }
        if next <= end {
            return Some((PhraseNumber(found.phrase), next));
        }
        self.trie.longest(Root::Grammar, &tokens.list, at, end)
    }

    /// The tokens of a range at which a phrase of the context may begin: their word is one, or leads to the next.
    #[inline]
    pub(crate) fn begin_context(&self, tokens: &Tokens, range: Range<usize>) -> impl Iterator<Item = usize> {
        let list = &tokens.list;
        let here = (range.start..).zip(list.get(range).unwrap_or_default());
        here.filter_map(move |(at, token)| {
            let (node, whole) = self.context[token.word as usize];
            // most words begin none
            let begins = node != 0 && (whole || list.get(at + 1).is_some_and(|next| self.trie.may_go_on(node, next)));
            begins.then_some(at)
        })
    }

    /// The phrases of the context that begin at token `at` of `tokens` and end before `end`, the shortest first.
    #[inline]
    pub(crate) fn context_at(&self, tokens: &Tokens, at: usize, end: usize, found: impl FnMut(PhraseNumber, usize)) {
        self.trie.phrases_at(Root::Context, &tokens.list, at, end, found);
    }

    /// The longest phrase of a tree that begins at token `at` of `tokens` and ends before `end`, looked for anew.
    pub(crate) fn longest_in(
        &self,
        root: Root,
        tokens: &Tokens,
        at: usize,
        end: usize,
    ) -> Option<(PhraseNumber, usize)> {
        self.trie.longest(root, &tokens.list, at, end)
    }
}

/// What names a finding so plainly that a line that holds it is a finding's.
pub(crate) const FINDINGS: [Tag; 6] =
    [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases, Tag::ModicName, Tag::EdemaWord];

/// What names a kind of place.
pub(crate) const PLACE_NOUNS: [Tag; 6] =
    [Tag::LevelNoun, Tag::VertebraNoun, Tag::VertebraNouns, Tag::DiscNoun, Tag::EndplateNoun, Tag::EndplateNouns];

/// What names an endplate or the side that it is on.
pub(crate) const SIDED: [Tag; 6] =
    [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::EndplateNoun, Tag::EndplateNouns];

/// What the first and the second of two words mean that are parted where they were written as one.
pub(crate) const FIRST_OF_TWO: [Tag; 5] =
    [Tag::Eponym, Tag::WeakEponym, Tag::Marrow, Tag::ModicName, Tag::EndplateNoun];
pub(crate) const SECOND_OF_TWO: [Tag; 7] =
    [Tag::NodeNoun, Tag::NodeNouns, Tag::EdemaWord, Tag::ModicChange, Tag::ModicKind, Tag::Field, Tag::BareNode];

/// What may begin the name of a finding, or be what makes one of a herniation.
const BEGINNINGS: [Tag; 11] = [
    Tag::Eponym,
    Tag::WeakEponym,
    Tag::NodePhrase,
    Tag::NodePhrases,
    Tag::ModicName,
    Tag::ModicKind,
    Tag::EdemaWord,
    Tag::EdemaPhrase,
    Tag::EdemaSignal,
    Tag::AnotherNode,
    Tag::Into,
];

/// `node`, which is one of the spine's where the text speaks of such.
pub(crate) const BARE: [Tag; 2] = [Tag::BareNode, Tag::BareNodes];

/// What a level may begin with.
const LEVELS: [Tag; 7] = [
    Tag::AreaLetter(Area::Lumbar),
    Tag::Ordinal(1),
    Tag::Every,
    Tag::Upper,
    Tag::Lower,
    Tag::RegionPart(Part::Mid),
    Tag::RegionName(Region::Thoracolumbar),
];

/// What may be more than a phrase, or begin something: a name, a level, a measurement. Where the atoms are made, all else is
/// known by its tags alone.
const BUILDS: [Tag; 34] = [
    Tag::Millimetre,
    Tag::Centimetre,
    Tag::Month,
    Tag::Eponym,
    Tag::WeakEponym,
    Tag::NodePhrase,
    Tag::NodePhrases,
    Tag::Abbreviation,
    Tag::Abbreviations,
    Tag::Herniation,
    Tag::Herniations,
    Tag::NodeNoun,
    Tag::NodeNouns,
    Tag::ModicName,
    Tag::ModicMixed,
    Tag::ModicKind,
    Tag::ModicChange,
    Tag::EdemaWord,
    Tag::EdemaPhrase,
    Tag::EdemaSignal,
    Tag::AreaLetter(Area::Lumbar),
    Tag::Ordinal(1),
    Tag::Every,
    Tag::Upper,
    Tag::Lower,
    Tag::RegionPart(Part::Mid),
    Tag::RegionName(Region::Thoracolumbar),
    Tag::CountOf(1),
    Tag::NumberWord(1),
    Tag::SpokenPoint,
    Tag::Other,
    Tag::Structure,
    Tag::Lesion,
    Tag::Associated,
];

/// Words behind which an atom looks at what stands around it.
const LOOKS_AROUND: [Tag; 3] = [Tag::NegationBefore, Tag::UncertaintyBetween, Tag::Modal];

/// What may lead to the level in a heading of a level: `at the level of L3:`.
pub(crate) const LEVEL_LEADS: [Tag; 7] =
    [Tag::At, Tag::LevelNoun, Tag::DiscNoun, Tag::Article, Tag::VertebraNoun, Tag::VertebraNouns, Tag::RegionNoun];

fn flags_of(tags: TagSet) -> u8 {
    let level_heading = tags.any(&LEVELS) || tags.any(&LEVEL_LEADS) || tags.any(&[Tag::Superior, Tag::Inferior]);
    let bits = [
        (tags.any(&FINDINGS), flags::NAME),
        (tags.is_heading(), flags::HEADING),
        (tags.any(&BEGINNINGS), flags::BEGINS),
        (tags.any(&BARE), flags::BARE),
        (tags.any(&LEVELS), flags::LEVEL),
        (level_heading, flags::LEVEL_HEADING),
    ];
    bits.into_iter().filter(|(holds, _)| *holds).fold(0, |flags, (_, bit)| flags | bit)
}

/// Hash of everything that stands in lexicon files.
fn hash_of(sources: &[Source]) -> String {
    let mut hasher = blake3::Hasher::new();
    for source in sources {
        hasher.update(source.name.as_bytes()).update(&[0]).update(source.text.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

fn embedded_sources() -> Vec<Source> {
    EMBEDDED.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

#[cfg(test)]
mod tests;
