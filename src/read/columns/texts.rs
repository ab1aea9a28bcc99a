//! Reports whose text stands in several columns: the findings in one, the impression in another.
//!
//! The texts are put together in the order of the columns, each under the name of its column as a heading; offsets then
//! count in that text. Columns that the user names are taken as they are named. Where no column holds a whole report, a
//! column of findings and one of impressions are read together.

use super::fold;
use super::mapping::Texts;
use crate::read::{EXCEL_CELL, Row};

/// Names of columns that hold the findings of a report, folded.
const FINDINGS: [&str; 8] = [
    "findings",
    "finding",
    "reportfindings",
    "findingstext",
    "findingstxt",
    "findingtext",
    "examfindings",
    "radiologyfindings",
];
/// Names of columns that hold the impression.
const IMPRESSION: [&str; 10] = [
    "impression",
    "impressions",
    "reportimpression",
    "impressiontext",
    "impressiontxt",
    "examimpression",
    "radiologyimpression",
    "conclusion",
    "conclusions",
    "reportconclusion",
];
/// Names of columns that hold what was known before the exam.
const HISTORY: [&str; 8] = [
    "indication",
    "indications",
    "clinicalindication",
    "clinicalhistory",
    "clinicalinformation",
    "clinicalinfo",
    "history",
    "patienthistory",
];
/// Words of such names that are no part of the heading.
const FILLING: [&str; 7] = ["report", "rpt", "text", "txt", "radiology", "exam", "section"];

/// Whether columns of this folded name hold a part of a report.
pub(super) fn is_part(folded: &str) -> bool {
    FINDINGS.contains(&folded) || IMPRESSION.contains(&folded)
}

/// The columns of findings and of impression, where a table has one of each.
pub(super) fn both(folded: &[String]) -> Option<[usize; 2]> {
    let of = |names: &[&str]| folded.iter().position(|column| names.contains(&column.as_str()));
    Some([of(&FINDINGS)?, of(&IMPRESSION)?])
}

/// Columns that may hold text of the report beside those that are read. A whole report holds its history.
pub(super) fn unread(folded: &[String], read: &[usize]) -> Vec<usize> {
    let parts = read.iter().any(|column| is_part(&folded[*column]));
    let may = |name: &str| is_part(name) || parts && HISTORY.contains(&name);
    (0..folded.len()).filter(|column| !read.contains(column) && may(&folded[*column])).collect()
}

/// The heading that a column's text stands under: `FINDINGS:` for `Report_Findings`.
pub(super) fn heading(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == '_')
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect();
    let telling: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !FILLING.contains(&fold(word).as_str())).collect();
    let words = if telling.is_empty() { words.join(" ") } else { telling.join(" ") };
    format!("{words}:")
}

/// Puts the texts of a row together: that of its cell `text`, then those of its last cells, which are taken off.
pub(super) fn join(row: &mut Row, text: usize, headings: &[String]) {
    let others = row.cells.split_off(row.cells.len().saturating_sub(headings.len() - 1));
    let first = row.cells.get_mut(text).and_then(Option::take);
    let mut joined: Option<String> = None;
    for (heading, part) in headings.iter().zip(std::iter::once(first).chain(others)) {
        let Some(part) = part else { continue };
        let joined = joined.get_or_insert_default();
        row.is_cut |= part.len() >= EXCEL_CELL && part.encode_utf16().count() == EXCEL_CELL;
        if part.trim().is_empty() {
            continue;
        }
        if !joined.is_empty() {
            joined.truncate(joined.trim_end().len());
            joined.push_str("\n\n");
        }
        joined.push_str(heading);
        joined.push('\n');
        joined.push_str(&part);
    }
    if let Some(cell) = row.cells.get_mut(text) {
        *cell = joined;
    }
}

/// What the user should know of the columns that text is read from.
pub(super) fn note(texts: &Texts) -> Option<String> {
    let Texts { read, unread, together, gathered, .. } = texts;
    let named = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    let mut notes = Vec::new();
    if *together {
        notes.push(format!("reads {} together as the text", named(read).join(" and ")));
    }
    if !unread.is_empty() {
        let verb = if unread.len() == 1 { "holds" } else { "hold" };
        let options: Vec<String> = read.iter().chain(unread).map(|name| format!("--text-column '{name}'")).collect();
        // the lines of reports are those of one column
        let remedy = if *gathered { String::new() } else { format!(" ({} reads all)", options.join(" ")) };
        let unread = named(unread).join(", ");
        notes.push(format!("does not read {unread}, which most likely {verb} text of the report too{remedy}"));
    }
    (!notes.is_empty()).then(|| notes.join(", and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_the_names_of_columns() {
        let headings =
            ["findings", "Report_Impression", "Clinical History", "REPORT TEXT", "FindingsText"].map(heading);
        assert_eq!(headings, ["FINDINGS:", "IMPRESSION:", "CLINICAL HISTORY:", "REPORT TEXT:", "FINDINGSTEXT:"]);
    }

    #[test]
    fn texts_are_joined_in_order_and_empty_ones_left_out() {
        let joined = |cells: [Option<&str>; 3]| {
            let mut row = Row { cells: cells.map(|cell| cell.map(str::to_owned)).to_vec(), ..Row::default() };
            join(&mut row, 0, &["A:".into(), "B:".into(), "C:".into()]);
            assert_eq!(row.cells.len(), 1);
            row.cells.pop().flatten()
        };
        assert_eq!(joined([Some("x\n"), Some(" y"), Some("z")]).as_deref(), Some("A:\nx\n\nB:\n y\n\nC:\nz"));
        assert_eq!(joined([None, Some(" "), Some("z")]).as_deref(), Some("C:\nz"));
        assert_eq!(joined([Some(""), None, None]).as_deref(), Some(""));
        assert_eq!(joined([None, None, None]), None);
    }

    #[test]
    fn what_is_not_read_is_named() {
        let folded = |names: &[&str]| names.iter().map(|name| fold(name)).collect::<Vec<_>>();
        assert_eq!(unread(&folded(&["Report", "Impression", "History"]), &[0]), [1]);
        assert_eq!(unread(&folded(&["Findings", "Impression", "History"]), &[0, 1]), [2]);
        assert_eq!(both(&folded(&["Impression", "x", "Findings"])), Some([2, 0]));
        let (read, unread) = (vec!["Report".to_owned()], vec!["Impression".to_owned()]);
        let texts = Texts { read, unread, ..Texts::default() };
        let note = note(&texts).unwrap_or_default();
        assert!(
            note.contains("`Impression`") && note.contains("--text-column 'Report' --text-column 'Impression'"),
            "{note}"
        );
    }
}
