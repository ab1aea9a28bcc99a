//! Makes the tree of the embedded lexicons' phrases, so that the program need not at every start.
//!
//! The modules that make it are those of the program itself; what they name beside it stands here in short.

#![allow(dead_code, missing_docs, unreachable_pub, clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};

#[path = "src"]
mod program {
    pub(crate) mod token;
}
use program::token;

#[path = "src/lexicon"]
mod lexicon {
    pub(crate) mod term;
    pub(crate) mod trie;
    pub(crate) mod vocabulary;

    pub(crate) mod tag {
        /// What phrases may mean, which no phrase does yet.
        #[derive(Debug, Default)]
        pub(crate) struct TagSet;
    }
}

mod span {
    #[derive(Clone, Copy, Debug, Default)]
    pub(crate) struct Span {
        pub(crate) start: u32,
        pub(crate) end: u32,
    }

    impl Span {
        pub(crate) fn new(start: u32, end: u32) -> Self {
            Self { start, end }
        }

        pub(crate) fn cover(self, other: Self) -> Self {
            Self { start: self.start.min(other.start), end: self.end.max(other.end) }
        }

        pub(crate) fn text(self, text: &str) -> &str {
            text.get(self.start as usize..self.end as usize).unwrap_or_default()
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    for read in
        ["lexicons", "src/lexicon/term.rs", "src/lexicon/trie.rs", "src/lexicon/trie", "src/lexicon/vocabulary.rs"]
    {
        println!("cargo::rerun-if-changed={read}");
    }
    for read in ["build.rs", "src/token.rs", "src/token"] {
        println!("cargo::rerun-if-changed={read}");
    }
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir("lexicons")?.map(|entry| Ok(entry?.path())).collect::<Result<_, Box<dyn Error>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "tsv"));
    // as the program embeds them
    paths.sort();
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| Ok((class(path), std::fs::read_to_string(path)?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let rows: Vec<(&str, &str)> =
        texts.iter().flat_map(|(class, text)| terms(text).map(move |term| (class.as_str(), term))).collect();
    let mut builder = lexicon::trie::Builder::with_room(rows.len() * lexicon::trie::ROOM);
    for (number, (class, term)) in rows.into_iter().enumerate() {
        let pieces = lexicon::term::parse(term).map_err(|(_, message, _)| format!("{class}: `{term}`: {message}"))?;
        builder.insert(lexicon::trie::Root::of_class(class), &pieces, u16::try_from(number)?);
    }
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names no folder")?;
    std::fs::write(Path::new(&folder).join("phrases.bin"), builder.finish().to_bytes())?;
    Ok(())
}

/// The class of a file's rows: its name without the ending.
fn class(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The terms of a file's rows, in order.
fn terms(text: &str) -> impl Iterator<Item = &str> {
    let rows = text.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.filter_map(|line| line.split('\t').nth(1))
}
