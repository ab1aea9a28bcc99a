//! The summary of a run for people.

use super::text;
use schmorl::finding::{FindingKind, Status};
use schmorl::guidance::Guidance;
use schmorl::run::Summary;
use std::fmt::{self, Display, Formatter};
use std::path::Path;

const STATUSES: [(Status, &str); 4] = [
    (Status::Present, "present"),
    (Status::Possible, "possible"),
    (Status::Absent, "absent"),
    (Status::Historical, "historical"),
];
const KINDS: [(FindingKind, &str); 3] = [
    (FindingKind::SchmorlNode, "Schmorl's node"),
    (FindingKind::ModicChange, "Modic change"),
    (FindingKind::MarrowEdema, "marrow edema"),
];

/// A summary as lines of text.
pub(crate) struct Readable<'a> {
    pub(crate) summary: &'a Summary,
    /// The guidance of the run, if it was asked for.
    pub(crate) guidance: Option<&'a Guidance>,
    /// The rejects file, where there is one.
    pub(crate) rejects: Option<&'a Path>,
}

impl Display for Readable<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Summary { tally, bytes, seconds, version, lexicon_hash, notes, .. } = self.summary;
        let size = indicatif::DecimalBytes(*bytes);
        writeln!(f, "{} read, {size} in {seconds:.1} s", counted(tally.read, "record"))?;
        writeln!(f, "  {} scanned, {} with findings", grouped(tally.scanned), grouped(tally.with_mention))?;
        write!(f, "  {} rejected", grouped(tally.rejected))?;
        let reasons: Vec<String> = tally
            .rejected_by_reason
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(reason, count)| format!("{} {reason}", grouped(*count)))
            .collect();
        if !reasons.is_empty() {
            write!(f, ": {}", reasons.join(", "))?;
            match self.rejects {
                Some(path) => write!(f, "; listed in {}", path.display())?,
                None => f.write_str("; --rejects FILE lists them")?,
            }
        }
        writeln!(f)?;
        if tally.repeated_ids > 0 {
            writeln!(
                f,
                "  {} of the reports with findings {} an id: tell them apart by `record`",
                grouped(tally.repeated_ids),
                if tally.repeated_ids == 1 { "repeats" } else { "repeat" }
            )?;
        }
        if tally.joined > 0 {
            let are = if tally.joined == 1 {
                "is an addendum, joined to its report"
            } else {
                "are addenda, joined to their reports"
            };
            writeln!(f, "  {} of the scanned {are}", grouped(tally.joined))?;
        }
        if tally.cut_texts > 0 {
            writeln!(
                f,
                "  {} an Excel cell: the end was most likely cut off",
                if tally.cut_texts == 1 {
                    "1 text fills".into()
                } else {
                    format!("{} texts fill", grouped(tally.cut_texts))
                }
            )?;
        }
        self.findings(f)?;
        self.scenarios(f)?;
        let encodings: Vec<String> = tally
            .encodings
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(encoding, count)| format!("{} {}", grouped(*count), encoding.name()))
            .collect();
        if tally.encodings.get(&schmorl::read::Encoding::Utf8) != Some(&tally.scanned) {
            writeln!(f, "  encodings: {}", encodings.join(", "))?;
        }
        for note in notes {
            writeln!(f, "  note: {note}")?;
        }
        write!(f, "  schmorl {version}, lexicons {lexicon_hash}")?;
        match self.guidance {
            Some(guidance) => {
                write!(f, "\n{}", text::wrapped(&guidance.stamp_of_use(), text::error_width(), "  "))
            }
            None => Ok(()),
        }
    }
}

impl Readable<'_> {
    fn scenarios(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let counted: Vec<String> = self
            .summary
            .tally
            .scenarios
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(scenario, count)| format!("{} {}", grouped(*count), scenario.name()))
            .collect();
        if self.guidance.is_none() || counted.is_empty() {
            return Ok(());
        }
        writeln!(f, "  nodes by scenario: {}", counted.join(", "))
    }

    fn findings(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let findings = &self.summary.tally.findings;
        if findings.values().flat_map(|statuses| statuses.values()).all(|count| *count == 0) {
            return Ok(());
        }
        write!(f, "  {:<16}", "findings")?;
        for (_, name) in STATUSES {
            write!(f, "{name:>12}")?;
        }
        writeln!(f)?;
        for (kind, name) in KINDS {
            write!(f, "    {name:<14}")?;
            for (status, _) in STATUSES {
                let count = findings.get(&kind).and_then(|statuses| statuses.get(&status)).copied().unwrap_or_default();
                write!(f, "{:>12}", grouped(count))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// 1234567 as 1,234,567.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(super::grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
