//! What a message may show of a header: names of columns, and never a cell that may be of a report.
//!
//! A file without a header begins with data, and data identifies patients. So a cell is shown only where it reads like
//! the name of a column: one that is known, or one made of the words that such names are made of. A header that is known
//! to be one is shown but for cells that no header has.

/// How many columns are listed.
const SHOWN: usize = 40;
/// The longest name that is shown, in bytes.
const LONGEST: usize = 60;

/// Words that names of columns are made of, in the tables that radiology departments export.
const WORDS: &str = "\
    acc accession accn acct admission age anatomy attending author authorizing begin birth body category chart class \
    clinic clinical clinician code comment comments comparison completed conclusion content cpt created csn date \
    datetime day days department dept desc description diagnosis discharge display dob doc doctor document dt dttm \
    dx encounter end exam examination facility file filename filler final finalized finding findings flag gender \
    group history hospital icd id identifier impression impressions index indication inst instant key kind label \
    length line location md medical minutes modality mrn name narrative nbr note notes nr num number order ordered \
    ordering part pat patient performed person physician placer priority proc procedure provider pt race radiologist \
    radiology reason record ref referring region report reported reporting request requesting result results row rpt \
    section seq sequence service sex site source specialty start status store study subject technique text time \
    timestamp title txt type uid unit value visit words";
/// Words that join others in such names.
const JOINTS: [&str; 6] = ["at", "by", "for", "no", "of", "to"];

/// The columns for a message. `is_known` tells the names that are known, folded; `is_header` whether it is known that
/// the cells are names.
pub(super) fn seen<S: AsRef<str>>(header: &[S], is_header: bool, is_known: &dyn Fn(&str) -> bool) -> String {
    let cells = header.iter().map(|cell| cell.as_ref().trim());
    let names: Vec<&str> = cells
        .filter(|cell| if is_header { !is_data(cell) } else { is_known(&super::fold(cell)) || is_plausible(cell) })
        .collect();
    if names.is_empty() {
        return format!(
            "The first line ({} cell{}, not shown) looks like data: the table needs a header line",
            header.len(),
            if header.len() == 1 { "" } else { "s" }
        );
    }
    let hidden = header.len() - names.len();
    let more = names.len().saturating_sub(SHOWN);
    let names: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let hidden = if hidden > 0 { format!(" ({hidden} of no usual name not shown)") } else { String::new() };
    format!("Columns seen: {}{more}{hidden}", names.join(", "))
}

/// Whether a cell reads like the name of a column: `Exam Date`, `hadm_id`, `reportText`.
fn is_plausible(cell: &str) -> bool {
    let usual = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '/' | '(' | ')' | '#' | '\'');
    if is_data(cell) || !cell.chars().all(usual) {
        return false;
    }
    let words = words(cell);
    let is_word = |word: &String| WORDS.split(' ').any(|known| known == word);
    let usual = words.iter().filter(|word| is_word(word)).count();
    // what is joined with underscores or humps is a name, of which a site may have words of its own
    let is_one = words.len() > 1 && !cell.contains(|c: char| !c.is_alphanumeric() && c != '_');
    let is_joint = |word: &String| JOINTS.contains(&word.as_str());
    usual > 0
        && (is_one || words.iter().all(|word| is_word(word) || is_joint(word)))
        // as in "No comparison"
        && words.first().is_some_and(|word| !is_joint(word))
}

/// The words of a name, in lower case: parted by what is no letter or digit, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && was_small {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a cell reads like a report, an id or a date, and not like a column's name.
fn is_data(cell: &str) -> bool {
    let digits = cell.as_bytes().chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit()).any(|run| run.len() >= 4);
    digits
        || cell.len() > LONGEST
        || cell.ends_with('.')
        || cell.contains(['\n', '\r', '^'])
        || !cell.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_data() {
        for name in ["Exam Date", "hadm_id", "reportText", "RPT_TXT", "Reason for Study", "Accession No", "words"] {
            assert!(is_plausible(name), "{name}");
        }
        for data in [
            "John Smith",
            "Smith",
            "Node",
            "Schmorl node at L3",
            "No comparison",
            "Findings: none",
            "Normal study",
            "MRI lumbar spine",
            "Comparison 2019",
            "no",
            "",
        ] {
            assert!(!is_plausible(data), "{data}");
        }
    }

    #[test]
    fn a_header_that_is_known_is_shown_but_for_what_no_header_has() {
        let header = ["PATNUM", "Ward", "Seen 2024-01-01", "Exam Date"];
        let none = |_: &str| false;
        assert_eq!(
            seen(&header, true, &none),
            "Columns seen: `PATNUM`, `Ward`, `Exam Date` (1 of no usual name not shown)"
        );
        assert_eq!(seen(&header, false, &none), "Columns seen: `Exam Date` (3 of no usual name not shown)");
        assert!(seen(&header[..2], false, &none).starts_with("The first line (2 cells, not shown) looks like data"));
    }
}
