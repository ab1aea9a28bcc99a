//! One report, as every reader yields it and everything downstream takes it.

/// One record of an archive: a report's text with what identifies it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The record's number in the archive, from 1. Counts every record of every input, rejected ones too, so that it
    /// tells reports of one id apart.
    pub record: u64,
    /// The report's id as the archive writes it. Not unique: addenda share an accession.
    pub report_id: String,
    /// The patient's id, where the archive has one.
    pub patient_id: Option<String>,
    /// The exam's date as the archive writes it.
    pub exam_date: Option<String>,
    /// The modality as the archive writes it.
    pub modality: Option<String>,
    /// Values of the columns carried through with `--keep`, in the order asked for.
    pub kept: Vec<String>,
    /// Addenda that were joined to the text.
    pub addenda: Vec<Joined>,
    /// Whether the text is as long as a cell of Excel can be: its end was most likely cut off by an export.
    pub is_cut: bool,
    /// The report's text, decoded to UTF-8. All offsets count bytes of it.
    pub text: String,
}

/// An addendum, or a correction, that was joined to a report's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Joined {
    /// The number of the record that it was.
    pub record: u64,
    /// The byte of the report's text at which its own text begins.
    pub start: u32,
}
