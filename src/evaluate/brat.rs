//! Reads a folder of brat standoff annotations, as `--to brat` writes it and annotators correct it.

use super::gold::{Annotated, Error, mention};
use crate::annotation;
use crate::finding::{Finding, Status};
use crate::read;
use crate::write::{BRAT_LABELS, BRAT_RECORDS};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a folder holds brat annotations.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() && texts(path).is_ok_and(|texts| texts.iter().any(|text| text.with_extension("ann").is_file()))
}

/// Every report of the folder, by file name. Ids come from the list of records, where there is one.
pub(super) fn read(folder: &Path) -> Result<Vec<Annotated>, Error> {
    let listed = content(&folder.join(BRAT_RECORDS)).unwrap_or_default();
    let ids: BTreeMap<&str, &str> = listed
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (name, rest) = line.split_once('\t')?;
            Some((name, rest.split_once('\t')?.1))
        })
        .collect();
    let mut all = Vec::new();
    for path in texts(folder).map_err(|source| read::Error::Open { input: folder.into(), source })? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let beside = path.with_extension("ann");
        let text = content(&path)?;
        let findings = findings(&content(&beside)?, &text).map_err(|(line, message)| Error::Line {
            input: beside.display().to_string(),
            line,
            message,
        })?;
        let report_id = ids.get(name.as_str()).map_or(name.clone(), |id| (*id).to_owned());
        all.push(Annotated { report_id, text: Some(text), findings, place: path.display().to_string() });
    }
    Ok(all)
}

fn texts(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            texts.push(path);
        }
    }
    texts.sort();
    Ok(texts)
}

fn content(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| read::Error::Open { input: path.into(), source }.into())
}

/// The findings of an `.ann` file, or the line that is wrong and why. Annotations of other kinds are passed over.
fn findings(annotations: &str, text: &str) -> Result<Vec<Finding>, (usize, String)> {
    let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
    let mut order = Vec::new();
    // attributes may stand in front of what they speak of
    let entities = |line: &&str| line.starts_with('T');
    let (first, then): (Vec<_>, Vec<_>) = (1..).zip(annotations.lines()).partition(|(_, line)| entities(line));
    for (number, line) in first.into_iter().chain(then) {
        let wrong = |message: String| (number, message);
        let mut cells = line.split('\t');
        let (id, what, note) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default(), cells.next());
        let mut words = what.split(' ');
        match id.chars().next() {
            Some('T') => {
                if let Some(finding) = entity(what, text).map_err(wrong)? {
                    findings.insert(id, finding);
                    order.push(id);
                }
            }
            Some('A' | 'M') => {
                let (name, of) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                if let Some(finding) = findings.get_mut(of) {
                    annotation::tell(finding, name, words.next().unwrap_or_default()).map_err(wrong)?;
                }
            }
            Some('#') => {
                let of = words.nth(1).and_then(|of| findings.get_mut(of));
                let told = note.unwrap_or_default().split(';').filter_map(|pair| pair.split_once('='));
                // a note of a person's own has no such pairs
                let ours = told.map(|(name, value)| (name.trim(), value.trim()));
                let mut ours = ours.filter(|(name, _)| annotation::ATTRIBUTES.contains(name));
                if let Some(finding) = of {
                    ours.try_for_each(|(name, value)| annotation::tell(finding, name, value)).map_err(wrong)?;
                }
            }
            _ => {}
        }
    }
    Ok(order.into_iter().filter_map(|id| findings.remove(id)).collect())
}

/// The finding of an entity `SchmorlNode 0 9;13 17`, `None` for labels that are none of ours.
fn entity(what: &str, text: &str) -> Result<Option<Finding>, String> {
    let wrong = || "no entity as brat writes it: `Label start end`, fragments parted by `;`".to_owned();
    let (label, offsets) = what.split_once(' ').ok_or_else(wrong)?;
    let Some((_, kind)) = BRAT_LABELS.into_iter().find(|(known, _)| *known == label) else { return Ok(None) };
    let numbers: Option<Vec<usize>> = offsets.split([' ', ';']).map(|number| number.parse().ok()).collect();
    let numbers = numbers.ok_or_else(wrong)?;
    let (start, end) = numbers.iter().min().zip(numbers.iter().max()).ok_or_else(wrong)?;
    let mut finding = Finding::new(kind, Status::Present, None, None);
    finding.evidence = vec![mention(text, *start..*end)?];
    Ok(Some(finding))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anatomy::Level;

    #[test]
    fn notes_and_attributes_go_to_their_entity_wherever_they_stand() {
        let text = "🦴 node\nof L4";
        let lines = "A1\tstatus T1 possible\nT1\tSchmorlNode 2 6;7 9\tnode of\n#1\tAnnotatorNotes T1\tlevel=L4; why so?\n\
            T2\tOther 0 1\t🦴\nA2\tstatus T2 wrong\nR1\tSame Arg1:T1 Arg2:T2\n";
        let all = findings(lines, text).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].status, all[0].level), (Status::Possible, Level::parse("L4")));
        assert_eq!(all[0].mention().unwrap().text(text), "node\nof");
    }

    #[test]
    fn slips_are_told_with_their_line() {
        let wrong = |line: &str| findings(&format!("T1\tSchmorlNode 0 1\tn\n{line}\n"), "n").unwrap_err();
        assert_eq!(wrong("A1\tstatus T1 perhaps").0, 2);
        assert!(wrong("T2\tSchmorlNode 0 9\tn").1.contains("outside"));
        assert!(wrong("T2\tSchmorlNode a b\tn").1.contains("start end"));
        assert!(wrong("#1\tAnnotatorNotes T1\tlevel=L9").1.contains("level"));
    }
}
