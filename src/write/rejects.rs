//! The list of records that gave no report: where they stand and why, never what they say.

use super::Output;
use crate::read::Reject;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Its columns.
pub(crate) const COLUMNS: [&str; 6] = ["record", "input", "file", "line", "reason", "message"];

/// What stands in them.
pub(crate) fn cells(reject: &Reject) -> [String; COLUMNS.len()] {
    [
        reject.record.to_string(),
        reject.input.to_string(),
        reject.file.to_string_lossy().into_owned(),
        reject.line.map(|line| line.to_string()).unwrap_or_default(),
        reject.reason.name().to_owned(),
        reject.reason.to_string(),
    ]
}

/// A file of rejects, written whole or not at all. Made when the first reject comes, unless it is wanted in any case.
pub struct RejectsFile {
    path: PathBuf,
    always: bool,
    writer: Option<csv::Writer<Output>>,
}

impl RejectsFile {
    /// A file at `path`. Without `always` there is none where there are no rejects; but one that is there from
    /// another run is replaced in any case, so that it does not tell of this one.
    #[must_use]
    pub fn new(path: PathBuf, always: bool) -> Self {
        let always = always || path.is_file();
        Self { path, always, writer: None }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a reject.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, reject: &Reject) -> io::Result<()> {
        Ok(self.writer()?.write_record(cells(reject))?)
    }

    /// Puts a list that was kept elsewhere under the name.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn commit_kept(self, kept: &Path, any: bool) -> io::Result<()> {
        if !(self.always || any) {
            return Ok(());
        }
        let mut output = Output::create(&self.path)?;
        io::copy(&mut File::open(kept)?, &mut output)?;
        output.commit()
    }

    /// Puts the file under its name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn commit(mut self) -> io::Result<()> {
        if self.always {
            self.writer()?;
        }
        match self.writer {
            None => Ok(()),
            Some(writer) => writer.into_inner().map_err(csv::IntoInnerError::into_error)?.commit(),
        }
    }

    fn writer(&mut self) -> io::Result<&mut csv::Writer<Output>> {
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_writer(Output::create(&self.path)?);
            writer.write_record(COLUMNS)?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or_else(|| io::Error::other("no rejects file"))
    }
}
