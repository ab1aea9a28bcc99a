//! A folder's files put over the embedded ones.

use super::nearest::nearest;
use super::table::{Fault, Source};
use super::{EMBEDDED, LexiconError, Lexicons, embedded_sources};
use std::path::{Path, PathBuf};

/// What else may stand beside lexicons.
const BESIDE: [&str; 2] = ["guidance.toml", "README.md"];

impl Lexicons {
    /// The embedded lexicons, with a folder's files over them if one is named; every row is checked.
    ///
    /// # Errors
    ///
    /// As [`Lexicons::load`].
    pub fn check(folder: Option<&Path>) -> Result<Self, LexiconError> {
        folder.map_or_else(|| Self::compile(embedded_sources()), Self::load)
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
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(io(folder))?;
        let mut paths: Vec<PathBuf> =
            entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        paths.sort();
        let (mut sources, mut faults) = (embedded_sources(), Vec::new());
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let base = name.replace(".add.tsv", ".tsv");
            match sources.iter().position(|source| source.name == base) {
                None => faults.extend(stranger(&name)),
                Some(place) => {
                    let text = plain(&std::fs::read(&path).map_err(io(&path))?);
                    if base == name {
                        sources[place].text = text;
                    } else {
                        sources.push(Source { name, text });
                    }
                }
            }
        }
        Self::checked(sources, faults)
    }
}

/// The text of a file as lexicons are written: UTF-8 without a mark, lines that end with LF, cells without quotes. Windows
/// and Excel save tables otherwise ("Unicode text" is UTF-16, and cells with commas stand in quotes), and mean the same.
fn plain(bytes: &[u8]) -> String {
    let (text, _, broken) = encoding_rs::UTF_8.decode(bytes);
    let text = if broken { encoding_rs::WINDOWS_1252.decode(bytes).0 } else { text };
    let text = text.replace("\r\n", "\n");
    if !text.contains('"') {
        return text;
    }
    let cell = |cell: &str| match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => cell.to_owned(),
    };
    let line = |line: &str| line.split('\t').map(cell).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A file that is no lexicon is a fault where somebody may have meant it to be one: any `.tsv`, and a lexicon's name
/// with another ending.
fn stranger(name: &str) -> Option<Fault> {
    if name.starts_with(['.', '~']) || BESIDE.contains(&name) {
        return None;
    }
    let path = Path::new(name);
    let stem = name.split('.').next().unwrap_or(name);
    let meant = nearest(stem, EMBEDDED.iter().map(|(name, _)| name.trim_end_matches(".tsv")));
    if meant != Some(stem) && path.extension().is_none_or(|ending| ending != "tsv") {
        return None;
    }
    let known: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
    let add = if name.contains(".add.") { ".add" } else { "" };
    let meant = meant.map(|stem| format!("did you mean `{stem}{add}.tsv`? ")).unwrap_or_default();
    Some(Fault {
        file: name.to_owned(),
        line: 1,
        column: 1,
        bytes: 0..0,
        message: "the file's name is no lexicon's".into(),
        remedy: format!("{meant}lexicons are {}; `NAME.add.tsv` adds rows to one", known.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn files_of_windows_and_excel_are_read_as_they_are_meant() {
        let utf16: Vec<u8> = "\u{feff}a\tb\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&utf16), "a\tb\n");
        assert_eq!(
            plain("\u{feff}a\t\"one, two\"\r\nb\t\"a \"\"c\"\" d\"\tno \"e\"".as_bytes()),
            "a\tone, two\nb\ta \"c\" d\tno \"e\""
        );
        assert_eq!(plain(b"a\tb\n"), "a\tb\n");
    }
}
