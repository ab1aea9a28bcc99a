//! Where in a table's rows the wanted cells are, and what is made of a row's cells.

use super::{ID, PATIENT, TEXT, texts};
use crate::read::preset::{Gate, Preset};
use crate::read::{Reason, Row};

/// Where in a table's rows the wanted cells are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// For each field, each column carried through, each further column of text, then each that says whether a row is a
    /// report, its place in a row.
    pub columns: Vec<Option<usize>>,
    /// How many cells a row has.
    pub width: usize,
    /// The export that the table is one of.
    pub preset: Option<&'static Preset>,
    pub(super) texts: Texts,
}

impl Mapping {
    /// Whether the table has the field at `index`.
    #[must_use]
    pub fn has(&self, index: usize) -> bool {
        self.columns.get(index).is_some_and(Option::is_some)
    }

    /// Whether some rows are no reports by what they say of themselves.
    pub(in crate::read) fn is_gated(&self) -> bool {
        self.preset.is_some_and(|preset| !preset.gates.is_empty())
    }

    /// Names of the columns that are read together because of their names.
    pub(in crate::read) fn together(&self) -> Option<&[String]> {
        self.texts.together.then_some(&self.texts.read)
    }

    /// Headings that are put between texts of several columns; none where the text is that of one.
    pub(in crate::read) fn headings(&self) -> &[String] {
        &self.texts.headings
    }

    /// What the user should know of the columns that text is read from.
    pub(in crate::read) fn note(&self) -> Option<String> {
        texts::note(&self.texts)
    }

    /// Leaves out of the columns that may hold text those that do not.
    pub(in crate::read) fn retain_texts(&mut self, is_text: impl Fn(&str) -> bool) {
        self.texts.unread.retain(|name| is_text(name));
    }

    /// Holds a row against the rules of its export, puts its text together, and takes off the cells that only these
    /// need.
    pub(in crate::read) fn check(&self, row: &mut Row) -> Result<(), Reason> {
        let gates: &[Gate] = self.preset.map_or(&[], |preset| preset.gates);
        let gated = row.cells.split_off(row.cells.len().saturating_sub(gates.len()));
        for (gate, cell) in gates.iter().zip(gated) {
            if let Some(reason) = cell.and_then(|cell| gate.rule.refuses(&cell)) {
                return Err(reason);
            }
        }
        if !self.texts.headings.is_empty() {
            texts::join(row, TEXT, &self.texts.headings);
        }
        let Some(preset) = self.preset else { return Ok(()) };
        if preset.numeric_ids {
            for field in [ID, PATIENT] {
                let Some(Some(cell)) = row.cells.get_mut(field) else { continue };
                let whole = cell.trim().strip_suffix(".0").filter(|whole| whole.bytes().all(|b| b.is_ascii_digit()));
                if let Some(whole) = whole.filter(|whole| !whole.is_empty()) {
                    *cell = whole.to_owned();
                }
            }
        }
        Ok(())
    }
}

/// The columns that text is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    /// What the texts stand under, if there are several.
    pub(super) headings: Vec<String>,
    /// Names of the columns.
    pub(super) read: Vec<String>,
    /// Names of others that may hold text of the report.
    pub(super) unread: Vec<String>,
    /// Whether several are read because of their names.
    pub(super) together: bool,
    /// Whether rows are lines of reports.
    pub(super) gathered: bool,
}
