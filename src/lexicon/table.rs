//! One lexicon file: strict tab-separated rows, and every fault with its place and remedy.

use super::nearest::did_you_mean;
use super::tag::Tag;
use super::term::{self, Piece};
use std::fmt;
use std::ops::Range;

/// The header that every lexicon file begins with.
pub const HEADER: &str = "id\tterm\tclass\trole\tyes\tno\tsource";

/// One row of a lexicon.
#[derive(Clone, Debug)]
pub struct Row {
    /// Unique in all lexicons: the class's short name, a dash, three digits.
    pub id: String,
    /// The pattern as written.
    pub term: String,
    /// What it means.
    pub tag: Tag,
    /// A text in which the row must match.
    pub yes: String,
    /// A text in which it must not.
    pub no: String,
    /// Where the row comes from.
    pub source: String,
    /// Index of its file.
    pub file: usize,
    /// Line in the file, from 1.
    pub line: usize,
}

impl Row {
    /// The phrases that the row stands for, sorted.
    #[must_use]
    pub fn phrases(&self) -> Vec<String> {
        term::expand(&self.term)
    }

    /// Its role as written.
    #[must_use]
    pub fn role<'a>(&self, sources: &'a [Source]) -> &'a str {
        self.cells(sources).nth(3).unwrap_or_default()
    }

    fn cells<'a>(&self, sources: &'a [Source]) -> std::str::Split<'a, char> {
        let text = sources.get(self.file).map_or("", |source| &source.text);
        text.split('\n').nth(self.line - 1).unwrap_or_default().split('\t')
    }
}

/// One lexicon file as read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, as `negation.tsv`.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// The class of its rows: the name without the ending.
    #[must_use]
    pub fn class(&self) -> &str {
        self.name.split('.').next().unwrap_or(&self.name)
    }
}

/// What is wrong with a lexicon, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes of the file's text that are wrong.
    pub bytes: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}; {}", self.file, self.line, self.column, self.message, self.remedy)
    }
}

/// Builds faults of one file.
pub(crate) struct FaultAt<'a> {
    pub(crate) source: &'a Source,
}

impl FaultAt<'_> {
    /// Bytes of a row's cell in the file.
    pub(crate) fn cell(&self, row: &Row, column: usize) -> Range<usize> {
        let mut start: usize = self.source.text.split('\n').take(row.line - 1).map(|l| l.len() + 1).sum();
        let line = self.source.text[start..].split('\n').next().unwrap_or_default();
        let mut cells = line.split('\t');
        start += cells.by_ref().take(column).map(|c| c.len() + 1).sum::<usize>();
        start..start + cells.next().unwrap_or_default().trim_end_matches('\r').len()
    }

    /// A fault at `bytes` of the file.
    pub(crate) fn fault(&self, bytes: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) -> Fault {
        let before = &self.source.text[..bytes.start.min(self.source.text.len())];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Fault {
            file: self.source.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            bytes,
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

/// Reads the rows of one file with the pieces of their terms; faulty rows are left out and told.
pub(crate) fn rows(source: &Source, file: usize) -> (Vec<(Row, Vec<Piece<'_>>)>, Vec<Fault>) {
    let at = FaultAt { source };
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    if let Some(fault) = delimiter(&at) {
        return (rows, vec![fault]);
    }
    let mut start = 0;
    for (number, line) in source.text.split('\n').enumerate() {
        let here = start..start + line.len();
        start = here.end + 1;
        if line.ends_with('\r') {
            faults.push(at.fault(
                here.clone(),
                "line ends with a carriage return",
                "save the file with plain line ends (LF)",
            ));
        }
        if number == 0 {
            faults.extend(header(&at, line.trim_end_matches('\r')));
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match row(source, file, number + 1, here, line) {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(fault),
        }
    }
    (rows, faults)
}

/// The rows of a file that is known to be right, in order.
pub(crate) fn known_rows(source: &Source, file: usize) -> impl Iterator<Item = Row> + '_ {
    let lines = source.text.split('\n').enumerate().skip(1);
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).filter_map(move |(number, line)| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next();
        let (id, term, class, role) = (cell()?, cell()?, cell()?, cell()?);
        Some(Row {
            id: id.to_owned(),
            term: term.to_owned(),
            tag: Tag::parse(class, role)?,
            yes: cell()?.to_owned(),
            no: cell()?.to_owned(),
            source: cell()?.to_owned(),
            file,
            line: number + 1,
        })
    })
}

/// Whether the file is parted by something else than tabs: said once, and not of every row.
fn delimiter(at: &FaultAt<'_>) -> Option<Fault> {
    let first = at.source.text.split('\n').next().unwrap_or_default();
    let names: Vec<&str> = HEADER.split('\t').collect();
    let parts =
        |delimiter: char| first.split(delimiter).map(|name| name.trim().trim_matches('"')).eq(names.iter().copied());
    let (_, name) = [(',', "commas"), (';', "semicolons"), ('|', "bars")].into_iter().find(|(mark, _)| parts(*mark))?;
    let remedy = "part them by tabs: in Excel save it as `Text (Tab delimited)` or `Unicode Text`, named .tsv";
    Some(at.fault(0..first.len(), format!("the columns are parted by {name}"), remedy))
}

/// What is wrong with the first line: the first name that is not the right one.
fn header(at: &FaultAt<'_>, line: &str) -> Option<Fault> {
    if line == HEADER {
        return None;
    }
    let mut start = 0;
    let mut names = HEADER.split('\t');
    for cell in line.split('\t') {
        if names.next() != Some(cell) {
            break;
        }
        start += cell.len() + 1;
    }
    let length = line.get(start..).and_then(|rest| rest.split('\t').next()).map_or(0, str::len);
    let start = start.min(line.len());
    let remedy = format!("the first line is `{}`", HEADER.replace('\t', "<TAB>"));
    Some(at.fault(start..start + length, "wrong header", remedy))
}

fn row<'a>(
    source: &Source,
    file: usize,
    line_number: usize,
    here: Range<usize>,
    line: &'a str,
) -> Result<(Row, Vec<Piece<'a>>), Fault> {
    let at = FaultAt { source };
    let cells: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
    if cells.len() != 7 {
        return Err(at.fault(here, format!("{} columns", cells.len()), "a row has 7, parted by single tabs"));
    }
    let cell = |i: usize| {
        let offset: usize = cells[..i].iter().map(|c| c.len() + 1).sum();
        here.start + offset..here.start + offset + cells[i].len()
    };
    for (i, name) in HEADER.split('\t').enumerate() {
        if cells[i].trim().is_empty() {
            return Err(at.fault(cell(i), format!("`{name}` is empty"), "every column must be filled"));
        }
        if cells[i] != cells[i].trim() {
            return Err(at.fault(cell(i), format!("`{name}` begins or ends with a space"), "take the space away"));
        }
    }
    if cells[2] != source.class() {
        let remedy = format!("rows of {} have class `{}`", source.name, source.class());
        return Err(at.fault(cell(2), format!("class `{}` in this file", cells[2]), remedy));
    }
    let Some(tag) = Tag::parse(cells[2], cells[3]) else {
        return Err(at.fault(cell(3), format!("unknown role `{}`", cells[3]), roles(cells[2], cells[3])));
    };
    let term = term::parse(cells[1]).map_err(|(byte, message, remedy)| {
        let start = cell(1).start + byte;
        at.fault(start..cell(1).end, message, remedy)
    })?;
    let row = Row {
        id: cells[0].to_owned(),
        term: cells[1].to_owned(),
        tag,
        yes: cells[4].to_owned(),
        no: cells[5].to_owned(),
        source: cells[6].to_owned(),
        file,
        line: line_number,
    };
    Ok((row, term))
}

/// What to do about a role that a class has not.
fn roles(class: &str, role: &str) -> String {
    let known: Vec<&str> = Tag::ROLES.iter().filter(|(of, _)| *of == class).map(|(_, role)| *role).collect();
    let (name, value) = role.split_once('=').map_or((role, None), |(name, value)| (name, Some(value)));
    if known.contains(&name) {
        return match value {
            None => format!("`{name}` needs a value, as in `{name}=...`; see the other rows of the file"),
            Some(value) => format!("`{value}` is no value of `{name}`; see the other rows of the file"),
        };
    }
    format!("{}roles of `{class}` are {}", did_you_mean(name, known.iter().copied()), known.join(", "))
}
