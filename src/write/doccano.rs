//! One JSON object a report, as doccano imports it: `{"text", "label": [[start, end, label]]}` with the report's id
//! beside. Offsets count code points of the text, whose line ends are all `\n`.
//!
//! doccano's labels are mere names, so that a label says the whole finding in words that tell what they are:
//! `schmorl_node present L4 inferior 3mm chronic no_edema`. Every label is at most 100 characters long, which is what
//! doccano holds.

use super::{Encode, EncodePiece, Options, json_line, points};
use crate::anatomy::Level;
use crate::annotation;
use crate::extract::Reading;
use crate::finding::{Finding, Status};
use crate::report::Report;
use serde_json::json;
use std::io;

/// Words that stand for an attribute's value where the value alone would not tell which attribute it is of.
const WORDS: [(&str, &str, &str); 12] = [
    ("edema", "present", "edema"),
    ("edema", "absent", "no_edema"),
    ("modic", "1", "type_1"),
    ("modic", "2", "type_2"),
    ("modic", "3", "type_3"),
    ("modic", "1/2", "type_1/2"),
    ("modic", "2/3", "type_2/3"),
    ("modic", "1/3", "type_1/3"),
    ("modic", "unspecified", "untyped"),
    ("count", "single", "x1"),
    ("count", "multiple", "xn"),
    ("posterior_extension", "true", "canal"),
];

/// The label that says a finding.
#[must_use]
pub fn label(finding: &Finding) -> String {
    let mut label = annotation::kind_name(finding.kind).to_owned();
    for (name, value) in annotation::said(finding) {
        let word = match name {
            "size_mm" => format!("{}mm", value.trim_end_matches(".0")),
            // a node that does not reach the canal is the rule, and not worth a word
            "posterior_extension" if value == "false" => continue,
            "count" if value.parse::<u32>().is_ok() => format!("x{value}"),
            _ => match WORDS.iter().find(|(of, meant, _)| *of == name && *meant == value) {
                Some((_, _, word)) => (*word).to_owned(),
                None => value.replace(' ', "_"),
            },
        };
        label.push(' ');
        label += &word;
    }
    label
}

/// The finding that a label says.
///
/// # Errors
/// When it does not begin with a kind and a status, or has a word that is none of ours.
pub fn labelled(label: &str) -> Result<Finding, String> {
    let mut words = label.split_whitespace();
    let kind = words.next().and_then(annotation::kind).ok_or("a label begins with no kind of finding")?;
    let mut finding = Finding::new(kind, Status::Present, None, None);
    annotation::tell(&mut finding, "status", words.next().unwrap_or_default())?;
    for word in words {
        let (name, value) = meaning(word).ok_or("a label has a word that says nothing of a finding")?;
        annotation::tell(&mut finding, name, &value)?;
    }
    Ok(finding)
}

fn meaning(word: &str) -> Option<(&'static str, String)> {
    if let Some((name, value, _)) = WORDS.into_iter().find(|(.., known)| *known == word) {
        return Some((name, value.to_owned()));
    }
    if let Some(size) = word.strip_suffix("mm") {
        return Some(("size_mm", size.to_owned()));
    }
    if let Some(count) = word.strip_prefix('x') {
        return Some(("count", count.to_owned()));
    }
    let spaced = word.replace('_', " ");
    if Level::parse(&spaced).is_some() {
        return Some(("level", spaced));
    }
    let bare = ["endplate", "acuity", "change"];
    let name = bare.into_iter().find(|name| annotation::values(name).is_some_and(|values| values.contains(&word)))?;
    Some((name, word.to_owned()))
}

/// Encodes labelled texts.
pub(super) struct Labelled {
    options: Options,
}

impl Labelled {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Encode for Labelled {
    fn begin(&self) -> Vec<u8> {
        Vec::new()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(LabelledPiece { all_reports: self.options.all_reports, out: Vec::new() })
    }
}

struct LabelledPiece {
    all_reports: bool,
    out: Vec<u8>,
}

impl EncodePiece for LabelledPiece {
    fn report(&mut self, report: &Report, reading: &Reading) {
        if reading.findings.is_empty() && !self.all_reports {
            return;
        }
        let labels = reading.findings.iter().filter_map(|finding| {
            let points = points::range(&report.text, finding.mention()?);
            Some(json!([points.start, points.end, label(finding)]))
        });
        let text = points::plain(&report.text);
        let labels: Vec<_> = labels.collect();
        let object = json!({"text": text, "label": labels, "report_id": report.report_id, "record": report.record});
        json_line(&mut self.out, &object);
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anatomy::Endplate;
    use crate::finding::{Count, FindingKind, Modic};

    #[test]
    fn a_label_says_the_finding_and_is_read_back() {
        let full = annotation::tests::full();
        let said = "schmorl_node possible lower_thoracic superior 12.5mm x3 subacute increased no_edema type_1/2 canal";
        assert_eq!(label(&full), said);
        assert_eq!(labelled(said), Ok(full));
        let mut modic = Finding::new(FindingKind::ModicChange, Status::Present, Level::parse("L4-L5"), None);
        modic.modic = Some(Modic::Unspecified);
        assert_eq!(labelled(&label(&modic)), Ok(modic));
    }

    #[test]
    fn the_longest_label_fits() {
        let mut longest = annotation::tests::full();
        longest.level = Level::parse("cervicothoracic");
        longest.endplate = Some(Endplate::Superior);
        longest.modic = Some(Modic::TwoThree);
        longest.count = Some(Count::Number(99));
        assert!(label(&longest).len() <= 100, "{}", label(&longest).len());
    }

    #[test]
    fn what_is_no_label_of_ours_is_told_without_its_words() {
        for wrong in ["", "John Doe", "schmorl_node", "schmorl_node Doe", "schmorl_node present Doe"] {
            assert!(labelled(wrong).is_err_and(|error| !error.contains("Doe")), "{wrong}");
        }
    }
}
