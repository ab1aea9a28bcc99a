//! The words the extraction knows, as data that a clinician may edit.
//!
//! Each file under `lexicons/` holds rows of one class; see the README there. [`Lexicons::embedded`] gives the files
//! that the binary carries, [`Lexicons::load`] puts a folder's files over them. Compiling checks every row: its
//! columns, its role, that no phrase stands in two rows, that it matches its own `yes` and not its `no`.

mod table;
pub mod tag;
mod term;
pub(crate) mod trie;

pub use table::{Fault, HEADER, Row, Source};
use tag::{Tag, TagSet};
pub(crate) use trie::{PhraseNumber, RowNumber};
use trie::Trie;

use crate::token::Tokens;
use std::collections::BTreeMap;
use std::path::Path;

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
    "edema.tsv",
    "endplate.tsv",
    "grammar.tsv",
    "history.tsv",
    "level.tsv",
    "modic.tsv",
    "negation.tsv",
    "node.tsv",
    "other.tsv",
    "posterior_extension.tsv",
    "sections.tsv",
    "size.tsv",
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
    /// A file's name is none of the lexicons'.
    UnknownFile(String),
    /// Rows are faulty. The sources are those that the faults point into.
    Faults(Vec<Source>, Vec<Fault>),
}

impl std::fmt::Display for LexiconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::UnknownFile(name) => {
                let known: Vec<_> = EMBEDDED.iter().map(|(name, _)| *name).collect();
                write!(f, "{name} is no lexicon; lexicons are {}, and guidance.toml", known.join(", "))
            }
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
        match Self::compile(embedded_sources()) {
            Ok(lexicons) => lexicons,
            Err(error) => panic!("the embedded lexicons are faulty:\n{error}"),
        }
    }

    /// The embedded lexicons with a folder's files over them: a file of the same name replaces the embedded one, and
    /// `NAME.add.tsv` adds its rows to it.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, holds a `.tsv` that is no lexicon, or any row is faulty.
    pub fn load(folder: &Path) -> Result<Self, LexiconError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| LexiconError::Io(path, error)
        };
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .map_err(io(folder))?
            .collect::<Result<Vec<_>, _>>()
            .map_err(io(folder))?
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "tsv"))
            .collect();
        paths.sort();
        let mut sources = embedded_sources();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).map_err(io(&path))?;
            let base = name.replace(".add.tsv", ".tsv");
            let Some(place) = sources.iter().position(|s| s.name == base) else {
                return Err(LexiconError::UnknownFile(name));
            };
            if base == name {
                sources[place].text = text;
            } else {
                sources.push(Source { name, text });
            }
        }
        Self::compile(sources)
    }

    /// Checks and compiles lexicon files.
    ///
    /// # Errors
    ///
    /// Every fault of every row.
    pub fn compile(sources: Vec<Source>) -> Result<Self, LexiconError> {
        let (mut all, mut faults) = (Vec::new(), Vec::new());
        for (number, source) in sources.iter().enumerate() {
            let (rows, wrong) = table::rows(source, number);
            all.extend(rows);
            faults.extend(wrong);
        }
        let (trie, wrong) = build(&sources, &all);
        faults.extend(wrong);
        let mut hasher = blake3::Hasher::new();
        for source in &sources {
            hasher.update(source.name.as_bytes()).update(&[0]).update(source.text.as_bytes()).update(&[0]);
        }
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        let mut tags = Vec::new();
        for phrase in trie.phrases() {
            tags.resize(phrase.0 as usize + 1, TagSet::default());
            for row in trie.rows(phrase) {
                tags[phrase.0 as usize].insert(all[usize::from(*row)].tag);
            }
        }
        let lexicons = Self { sources, rows: all, trie, tags, hash };
        faults.extend(lexicons.failing_examples());
        if faults.is_empty() {
            Ok(lexicons)
        } else {
            faults.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            Err(LexiconError::Faults(lexicons.sources, faults))
        }
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
    pub(crate) fn meanings(&self, phrase: PhraseNumber) -> impl Iterator<Item = (RowNumber, Tag)> {
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
            let found = self.trie.longest(&tokens.list, at, end);
            tokens.phrases.push(found.map(|(phrase, next)| (phrase, u32::try_from(next).unwrap_or(u32::MAX))));
        }
    }

    /// The longest phrase that begins at token `at` of `tokens` and ends before `end`.
    pub(crate) fn longest(&self, tokens: &Tokens, at: usize, end: usize) -> Option<(PhraseNumber, usize)> {
        let (phrase, next) = tokens.phrases[at]?;
        if next as usize <= end {
            return Some((phrase, next as usize));
        }
        self.trie.longest(&tokens.list, at, end)
    }

    /// Rows whose `yes` they do not match, or whose `no` they do.
    fn failing_examples(&self) -> Vec<Fault> {
        let mut tokens = Tokens::default();
        let mut hits = |text: &str, row: usize| {
            self.tokenise(text, &mut tokens);
            let (mut at, end) = (0, tokens.list.len());
            while at < end {
                match self.longest(&tokens, at, end) {
                    Some((found, _)) if self.trie.rows(found).iter().any(|r| usize::from(*r) == row) => return true,
                    Some((_, next)) => at = next,
                    None => at += 1,
                }
            }
            false
        };
        let mut faults = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let at = table::FaultAt { source: &self.sources[row.file] };
            if !hits(&row.yes, number) {
                faults.push(at.fault(
                    self.cell(row, 4),
                    format!("{} does not match its own `yes`", row.id),
                    "write an example with the term, or see which longer term swallows it",
                ));
            }
            if hits(&row.no, number) {
                let remedy = "write a near miss that must not match, or narrow the term";
                faults.push(at.fault(self.cell(row, 5), format!("{} matches its own `no`", row.id), remedy));
            }
        }
        faults
    }

    /// Bytes of a cell in its file.
    fn cell(&self, row: &Row, column: usize) -> std::ops::Range<usize> {
        cell(&self.sources[row.file], row, column)
    }
}

fn cell(source: &Source, row: &Row, column: usize) -> std::ops::Range<usize> {
    let mut start: usize = source.text.split('\n').take(row.line - 1).map(|l| l.len() + 1).sum();
    let line = source.text[start..].split('\n').next().unwrap_or_default();
    let mut cells = line.split('\t');
    start += cells.by_ref().take(column).map(|c| c.len() + 1).sum::<usize>();
    start..start + cells.next().unwrap_or_default().len()
}

fn embedded_sources() -> Vec<Source> {
    EMBEDDED.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

/// The tree of all phrases; ids and phrases that stand twice are faults.
fn build(sources: &[Source], rows: &[Row]) -> (Trie, Vec<Fault>) {
    let mut trie = Trie::default();
    let mut faults = Vec::new();
    let mut ids = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        let at = table::FaultAt { source: &sources[row.file] };
        let place = |column| cell(&sources[row.file], row, column);
        if let Some(first) = ids.insert(row.id.clone(), row.line) {
            let message = format!("id `{}` stands on line {first} too", row.id);
            faults.push(at.fault(place(0), message, "give the row an id of its own"));
        }
        let Ok(number) = RowNumber::try_from(number) else {
            faults.push(at.fault(place(0), "more than 65,535 rows", "take rows away"));
            break;
        };
        for phrase in &row.phrases {
            let all = trie.insert(phrase, number);
            let clash = all.iter().map(|r| &rows[usize::from(*r)]).find(|other| {
                other.tag.class() == row.tag.class() && other.tag != row.tag
            });
            if let Some(other) = clash {
                let message = format!("`{phrase}` stands in {} ({} line {}) too", other.id, sources[other.file].name, other.line);
                faults.push(at.fault(place(1), message, "a phrase means one thing in a class; keep one of the two"));
            }
        }
    }
    (trie, faults)
}

#[cfg(test)]
mod tests;
