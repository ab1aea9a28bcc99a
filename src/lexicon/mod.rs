//! The words the extraction knows, as data that a clinician may edit.
//!
//! Each file under `lexicons/` holds rows of one class; see the README there. [`Lexicons::embedded`] gives the files
//! that the binary carries, [`Lexicons::load`] puts a folder's files over them. Every row is checked: its columns and
//! role, that no phrase means two things in a class, that it matches its own `yes` and not its `no`. The embedded rows
//! are checked by the tests, not again at every start.

mod check;
mod load;
mod nearest;
mod table;
pub mod tag;
mod term;
pub(crate) mod trie;

pub(crate) use nearest::did_you_mean;
pub(crate) use table::FaultAt;
pub use table::{Fault, HEADER, Row, Source};
use tag::{Tag, TagSet};
use trie::{Builder, Trie};
pub(crate) use trie::{PhraseNumber, Root, RowNumber};

use crate::token::Tokens;

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
    /// Tags of every phrase, by phrase number.
    tags: Vec<TagSet>,
    hash: String,
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

impl Lexicons {
    /// The lexicons that the binary carries.
    ///
    /// # Panics
    ///
    /// If they are faulty, which the tests exclude.
    #[must_use]
    pub fn embedded() -> Self {
        let (lexicons, faults) = Self::assemble(embedded_sources());
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "the embedded lexicons are faulty:\n{}", faults.join("\n"));
        lexicons
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
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        let mut hasher = blake3::Hasher::new();
        for (number, source) in sources.iter().enumerate() {
            let (read, wrong) = table::rows(source, number);
            rows.extend(read);
            faults.extend(wrong);
            hasher.update(source.name.as_bytes()).update(&[0]).update(source.text.as_bytes()).update(&[0]);
        }
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        let mut trie = Builder::with_room(rows.len() * 10);
        for (number, row) in rows.iter().enumerate() {
            let Ok(number) = RowNumber::try_from(number) else {
                let at = table::FaultAt { source: &sources[row.file] };
                faults.push(at.fault(at.cell(row, 0), "more than 65,535 rows", "take rows away"));
                break;
            };
            trie.insert(row.tag.root(), &term::parse(&row.term).unwrap_or_default(), number);
        }
        let trie = trie.finish();
        let mut tags = vec![TagSet::default(); trie.nodes()];
        for phrase in trie.phrases() {
            for row in trie.rows(phrase) {
                tags[phrase.0 as usize].insert(rows[usize::from(*row)].tag);
            }
        }
        (Self { sources, rows, trie, tags, hash }, faults)
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
    pub(crate) fn tags(&self, phrase: PhraseNumber) -> TagSet {
        self.tags[phrase.0 as usize]
    }

    /// The rows of a phrase with their meanings.
    pub(crate) fn meanings(&self, phrase: PhraseNumber) -> impl Iterator<Item = (RowNumber, Tag)> + Clone {
        self.trie.rows(phrase).iter().map(|&row| (row, self.rows[usize::from(row)].tag))
    }

    /// A row by number.
    pub(crate) fn row(&self, row: RowNumber) -> &Row {
        &self.rows[usize::from(row)]
    }

    /// Tokenises a text, names its words and finds its phrases.
    pub(crate) fn tokenise(&self, text: &str, tokens: &mut Tokens) {
        tokens.read(text);
        self.trie.name(tokens);
        tokens.phrases.clear();
        let end = tokens.list.len();
        for at in 0..end {
            let found = self.trie.longest(Root::Grammar, &tokens.list, at, end);
            tokens.phrases.push(found.map(|(phrase, next)| (phrase, u32::try_from(next).unwrap_or(u32::MAX))));
        }
    }

    /// The longest phrase of the grammar that begins at token `at` of `tokens` and ends before `end`.
    pub(crate) fn longest(&self, tokens: &Tokens, at: usize, end: usize) -> Option<(PhraseNumber, usize)> {
        let (phrase, next) = tokens.phrases[at]?;
        if next as usize <= end {
            return Some((phrase, next as usize));
        }
        self.trie.longest(Root::Grammar, &tokens.list, at, end)
    }

    /// The phrases of the context that begin at token `at` of `tokens` and end before `end`, the shortest first.
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

fn embedded_sources() -> Vec<Source> {
    EMBEDDED.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

#[cfg(test)]
mod tests;
