//! Exports whose columns are known by heart, and what of their rows is no report.
//!
//! A preset is chosen by itself where a header has all of its columns; the columns that the user names win over it.

/// An export of a known system.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name, as `--preset` takes it.
    pub name: &'static str,
    /// What it is, for messages.
    pub title: &'static str,
    /// The columns that tell it, folded.
    pub(super) marks: &'static [&'static str],
    /// Columns of the fields of [`super::columns::REPORT`], folded; empty where the export has none.
    pub(super) fields: [&'static str; 5],
    /// Columns that say whether a row is a report.
    pub(super) gates: &'static [Gate],
    /// Whether ids went through a table of numbers: `1234.0` is `1234`.
    pub(super) numeric_ids: bool,
}

/// A column that says whether a row is a report.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gate {
    /// The column, folded.
    pub(super) column: &'static str,
    /// Which rows pass.
    pub(super) rule: Rule,
}

/// Which rows a [`Gate`] lets pass.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Those with one of these values, of any case.
    Only(&'static [&'static str]),
    /// Those not marked as an error.
    NotMarked,
}

/// Every preset. `generic` has no columns of its own: it is reading by usual names alone.
pub const PRESETS: [Preset; 6] = [
    Preset {
        name: "mimic-iv-note",
        title: "MIMIC-IV-Note",
        marks: &["noteid", "subjectid", "hadmid", "notetype", "noteseq", "charttime", "storetime", "text"],
        fields: ["noteid", "text", "subjectid", "charttime", ""],
        // The table of discharge letters has the same header.
        gates: &[Gate { column: "notetype", rule: Rule::Only(&["RR", "AR"]) }],
        numeric_ids: false,
    },
    Preset {
        name: "mimic-iii",
        title: "MIMIC-III NOTEEVENTS",
        marks: &["rowid", "subjectid", "hadmid", "chartdate", "category", "description", "iserror", "text"],
        // Radiology rows may lack the time, none lacks the date.
        fields: ["rowid", "text", "subjectid", "chartdate", ""],
        gates: &[
            Gate { column: "category", rule: Rule::Only(&["Radiology"]) },
            Gate { column: "iserror", rule: Rule::NotMarked },
        ],
        numeric_ids: false,
    },
    Preset {
        name: "mpower",
        title: "mPower or Montage",
        marks: &["accessionnumber", "patientmrn", "examcompleteddate", "modality", "reporttext"],
        fields: ["accessionnumber", "reporttext", "patientmrn", "examcompleteddate", "modality"],
        gates: &[],
        numeric_ids: true,
    },
    Preset {
        name: "omop-note",
        title: "OMOP NOTE",
        marks: &["noteid", "personid", "notedate", "notetypeconceptid", "noteclassconceptid", "notetext"],
        fields: ["noteid", "notetext", "personid", "notedate", ""],
        gates: &[],
        numeric_ids: false,
    },
    Preset {
        name: "scout",
        title: "Scout",
        marks: &["obr3fillerordernumber", "messagecontrolid", "reporttext", "modality", "observationdt"],
        fields: ["obr3fillerordernumber", "reporttext", "epicmrn", "observationdt", "modality"],
        gates: &[],
        numeric_ids: false,
    },
    Preset {
        name: "generic",
        title: "a table of usual names",
        marks: &[],
        fields: [""; 5],
        gates: &[],
        numeric_ids: false,
    },
];

impl Preset {
    /// The preset of that name; `montage` is `mpower`.
    #[must_use]
    pub fn parse(name: &str) -> Option<&'static Self> {
        let name = if name == "montage" { "mpower" } else { name };
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// Whether any export has a column of this folded name.
    pub(super) fn knows(column: &str) -> bool {
        PRESETS.iter().any(|preset| preset.marks.contains(&column))
    }

    /// Whether it changes how a table is read.
    pub(super) fn tells(&self) -> bool {
        !self.marks.is_empty()
    }

    /// The preset whose columns are all in a header.
    pub(super) fn of(folded: &[String]) -> Option<&'static Self> {
        let has = |mark: &&str| folded.iter().any(|column| column == mark);
        PRESETS.iter().find(|preset| preset.tells() && preset.marks.iter().all(has))
    }
}

impl Rule {
    /// Why a row with this value gives no report.
    pub(super) fn refuses(&self, value: &str) -> Option<super::Reason> {
        let value = value.trim();
        match self {
            Self::Only(values) if values.iter().any(|known| known.eq_ignore_ascii_case(value)) => None,
            Self::Only(_) => Some(super::Reason::OtherKind),
            Self::NotMarked if matches!(value.strip_suffix(".0").unwrap_or(value), "" | "0") => None,
            Self::NotMarked => Some(super::Reason::Withdrawn),
        }
    }
}
