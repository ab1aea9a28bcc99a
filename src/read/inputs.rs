//! What the user named: a file, a folder, a pattern or standard input, and in which format.

use super::Error;
use globset::{GlobBuilder, GlobMatcher};
use std::fmt;
use std::fs::{self, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One report a file; the id is the file's name without its ending.
    Txt,
    /// A table with a header line; comma, semicolon, tab or bar between cells.
    Csv,
    /// A table with tabs between cells.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// An Excel workbook.
    Xlsx,
    /// HL7 v2 result messages (ORU).
    Hl7,
    /// A FHIR Bundle or resource; resources line by line are [`Format::Jsonl`].
    Fhir,
    /// A Parquet file.
    Parquet,
    /// An Arrow IPC stream.
    Arrow,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] =
        [Self::Txt, Self::Csv, Self::Tsv, Self::Jsonl, Self::Xlsx, Self::Hl7, Self::Fhir, Self::Parquet, Self::Arrow];

    /// Its name, as `--from` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.endings()[0]
    }

    /// The endings of file names it is known by.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Txt => &["txt", "text"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv", "tab"],
            Self::Jsonl => &["jsonl", "ndjson"],
            Self::Xlsx => &["xlsx", "xlsm"],
            Self::Fhir => &["fhir", "json"],
            Self::Parquet => &["parquet", "pq"],
            Self::Arrow => &["arrow", "arrows"],
            Self::Hl7 => &["hl7", "oru"],
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format that a file's name shows: `reports.csv`, `reports.csv.gz`, `reports.csv.zst`.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        const PACKED: [&str; 4] = ["gz", "gzip", "zst", "zstd"];
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        if PACKED.contains(&ending.as_str()) {
            return Self::of(Path::new(path.file_stem()?));
        }
        Self::ALL.into_iter().find(|format| format.endings().contains(&ending.as_str()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one INPUT stands for.
#[derive(Clone, Debug)]
pub struct Input {
    typed: PathBuf,
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    Stdin(Format),
    File(Format),
    /// Every file below `base` that `filter` takes.
    Many {
        base: PathBuf,
        filter: Filter,
    },
}

#[derive(Clone, Debug)]
enum Filter {
    /// A folder: the files of one format.
    Ending(Format),
    /// A folder with `--from`: every file that is not hidden.
    Every(Format),
    /// A pattern, and the format of its files where that is forced.
    Pattern(GlobMatcher, Option<Format>),
}

impl Input {
    /// Finds out what `typed` stands for; `from` forces the format.
    ///
    /// # Errors
    /// When there is no such thing, or its format cannot be told.
    pub fn new(typed: &Path, from: Option<Format>) -> Result<Self, Error> {
        let shape = if typed.as_os_str() == "-" {
            Shape::Stdin(from.ok_or_else(|| Error::Format {
                message: format!("-: say the format of standard input with --from ({})", formats()),
            })?)
        } else {
            match fs::metadata(typed) {
                Ok(data) if data.is_dir() => Shape::Many { base: typed.into(), filter: folder(typed, from)? },
                Ok(_) => Shape::File(from.or_else(|| Format::of(typed)).ok_or_else(|| Error::Format {
                    message: match other(typed) {
                        Some(advice) => format!("{}: {advice}", typed.display()),
                        None => format!(
                            "{}: the name does not show the format: say it with --from ({})",
                            typed.display(),
                            formats()
                        ),
                    },
                })?),
                Err(error) if error.kind() == io::ErrorKind::NotFound && is_pattern(typed) => pattern(typed, from)?,
                Err(source) => return Err(Error::Open { input: typed.into(), source }),
            }
        };
        Ok(Self { typed: typed.into(), shape })
    }

    /// The input as the user typed it.
    #[must_use]
    pub fn typed(&self) -> &Path {
        &self.typed
    }

    /// Whether it is standard input.
    #[must_use]
    pub fn is_stdin(&self) -> bool {
        matches!(self.shape, Shape::Stdin(_))
    }

    /// What messages call the file of that number, from 1: one that was not typed is only counted.
    pub(super) fn shown(&self, number: u64) -> Option<String> {
        matches!(self.shape, Shape::Many { .. })
            .then(|| format!("{}: file {number} in the order of names", self.typed.display()))
    }

    /// How many bytes it holds, where that is known without reading it.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        match &self.shape {
            Shape::Stdin(_) => None,
            Shape::File(_) => fs::metadata(&self.typed).ok().filter(fs::Metadata::is_file).map(|data| data.len()),
            Shape::Many { .. } => {
                self.files().map(|file| fs::metadata(file.ok()?.0).ok().map(|data| data.len())).sum::<Option<u64>>()
            }
        }
    }

    /// Its files with their formats, sorted by name in each folder, found as they are asked for.
    pub(crate) fn files(&self) -> Box<dyn Iterator<Item = Result<(PathBuf, Format), Error>> + Send> {
        match &self.shape {
            Shape::Stdin(format) | Shape::File(format) => Box::new(std::iter::once(Ok((self.typed.clone(), *format)))),
            Shape::Many { base, filter } => {
                let (typed, filter) = (self.typed.clone(), filter.clone());
                Box::new(walk(base).filter_map(move |entry| match entry {
                    Ok(entry) => {
                        filter.takes(&typed, &entry).transpose().map(|format| Ok((entry.into_path(), format?)))
                    }
                    Err(error) => Some(Err(broken_walk(&typed, error))),
                }))
            }
        }
    }
}

impl Filter {
    /// The format to read the file in, `None` if it is not for us.
    fn takes(&self, typed: &Path, entry: &DirEntry) -> Result<Option<Format>, Error> {
        if !entry.file_type().is_file() {
            return Ok(None);
        }
        match self {
            Self::Ending(format) => {
                Ok((!is_hidden(entry) && Format::of(entry.path()) == Some(*format)).then_some(*format))
            }
            Self::Every(format) => Ok((!is_hidden(entry)).then_some(*format)),
            Self::Pattern(glob, from) if glob.is_match(entry.path()) => {
                from.or_else(|| Format::of(entry.path())).map(Some).ok_or_else(|| Error::Format {
                    message: format!(
                        "{}: the name of a matching file does not show the format: say it with --from ({})",
                        typed.display(),
                        formats()
                    ),
                })
            }
            Self::Pattern(..) => Ok(None),
        }
    }
}

fn walk(base: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> + Send + use<> {
    WalkDir::new(base).follow_links(true).sort_by_file_name().into_iter()
}

/// Names the input that was typed and not the file: file names identify patients.
fn broken_walk(typed: &Path, error: walkdir::Error) -> Error {
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other("links lead round in a circle"));
    Error::read(format!("{}: a folder in it cannot be listed", typed.display()), source)
}

/// Files that the system or Excel puts beside others.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(b"~$")
}

/// What to do with a file whose name shows a format that is not read.
fn other(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "doc" | "docx" | "odt" | "rtf" => "documents are not read: save it as plain text (.txt)",
        "pdf" => "PDFs are not read: extract the text first (pdftotext)",
        "xls" | "xlsb" | "ods" => "of workbooks only .xlsx is read: save it as .xlsx or CSV",
        "zip" | "7z" | "tar" | "tgz" | "bz2" | "xz" => {
            "is read when it is unpacked; gzip and zstd are read as they are"
        }
        "feather" => "Feather files are not read: write an Arrow IPC stream or Parquet",
        _ => return None,
    })
}

fn formats() -> String {
    Format::ALL.map(Format::name).join(", ")
}

/// Which files of a folder are read: all of the one known format that it holds.
fn folder(typed: &Path, from: Option<Format>) -> Result<Filter, Error> {
    if is_delta(typed) {
        return Err(delta(typed));
    }
    if let Some(format) = from {
        return Ok(Filter::Every(format));
    }
    let mut counts = [0_u64; Format::ALL.len()];
    for entry in walk(typed) {
        let entry = entry.map_err(|error| broken_walk(typed, error))?;
        if !FileType::is_file(&entry.file_type()) || is_hidden(&entry) {
            continue;
        }
        if let Some(format) = Format::of(entry.path()) {
            counts[Format::ALL.iter().position(|f| *f == format).unwrap_or(0)] += 1;
        }
    }
    let found: Vec<(Format, u64)> = Format::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
    match found.as_slice() {
        [(format, _)] => Ok(Filter::Ending(*format)),
        [] => Err(Error::Content {
            input: typed.into(),
            message: format!("the folder holds no file whose name shows a known format ({})", formats()),
        }),
        several => {
            let list: Vec<String> = several.iter().map(|(format, count)| format!("{count} .{format}")).collect();
            Err(Error::Format {
                message: format!(
                    "{0}: the folder holds files of several formats ({1}): name those to read with a pattern, as in '{0}/**/*.{2}'",
                    typed.display(),
                    list.join(", "),
                    several[0].0
                ),
            })
        }
    }
}

/// Whether a folder is a Delta table.
pub(super) fn is_delta(folder: &Path) -> bool {
    folder.join("_delta_log").is_dir()
}

/// The files of a Delta table hold rows that were deleted or replaced: which ones, only its log says.
pub(super) fn delta(input: &Path) -> Error {
    Error::Content {
        input: input.into(),
        message: "is a Delta table, whose files hold deleted rows too: export it first, with Spark \
            (spark.read.format('delta').load(PATH).write.parquet(OUT)) or DuckDB (COPY (FROM delta_scan('PATH')) TO \
            'out.parquet')"
            .into(),
    }
}

fn is_pattern(typed: &Path) -> bool {
    typed.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// A pattern that the shell did not expand.
fn pattern(typed: &Path, from: Option<Format>) -> Result<Shape, Error> {
    let wrong = |error: globset::Error| Error::Format { message: format!("not a pattern of file names: {error}") };
    let glob = GlobBuilder::new(&typed.to_string_lossy()).literal_separator(true).build().map_err(wrong)?;
    let fixed: PathBuf = typed.components().take_while(|part| !is_pattern(Path::new(part))).collect();
    // `WalkDir` of `.` would put `./` before every name, which the pattern does not have.
    let base = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed };
    let glob = if base == Path::new(".") && !typed.components().any(|part| part == Component::CurDir) {
        GlobBuilder::new(&format!("./{}", typed.to_string_lossy())).literal_separator(true).build().map_err(wrong)?
    } else {
        glob
    };
    let filter = Filter::Pattern(glob.compile_matcher(), from);
    let input = Input { typed: typed.into(), shape: Shape::Many { base: base.clone(), filter: filter.clone() } };
    match input.files().next() {
        None => Err(Error::Content { input: typed.into(), message: "no file matches".into() }),
        Some(Err(error)) => Err(error),
        Some(Ok(_)) => Ok(Shape::Many { base, filter }),
    }
}
