//! Tasks with predictions for Label Studio, as one JSON array.
//!
//! A finding is a labelled region on its mention, with its attributes as choices of the region; size and count are
//! numbers and words typed. Offsets count code points of the text, whose line ends are all `\n`. The labelling
//! interface that goes with them is [`configuration`].

use super::{Encode, EncodePiece, Join, Options, json_line, points};
use crate::anatomy::{Area, DiscLevel, Level, Region};
use crate::annotation;
use crate::extract::Reading;
use crate::report::Report;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Encodes tasks.
pub(super) struct Tasks {
    options: Options,
}

impl Tasks {
    pub(super) fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Encode for Tasks {
    fn begin(&self) -> Vec<u8> {
        b"[".into()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(TasksPiece { all_reports: self.options.all_reports, out: Vec::new() })
    }

    fn join(&self) -> Box<dyn Join + '_> {
        Box::new(Array { empty: true })
    }
}

/// Writes a task a line.
struct TasksPiece {
    all_reports: bool,
    out: Vec<u8>,
}

impl EncodePiece for TasksPiece {
    fn report(&mut self, report: &Report, reading: &Reading) {
        if self.all_reports || !reading.findings.is_empty() {
            json_line(&mut self.out, &task(report, reading));
        }
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.out)
    }
}

fn task(report: &Report, reading: &Reading) -> Value {
    let text = points::plain(&report.text);
    let mut result = Vec::new();
    for (number, finding) in (1..).zip(&reading.findings) {
        let Some(mention) = finding.mention() else { continue };
        let points = points::range(&report.text, mention);
        let words = points::plain(mention.text(&report.text)).into_owned();
        let mut tell = |from: &str, kind: &str, key: &str, said: Value| {
            let mut value = json!({"start": points.start, "end": points.end, "text": words});
            value[key] = said;
            let id = format!("finding-{number}");
            result.push(json!({"id": id, "from_name": from, "to_name": "text", "type": kind, "value": value}));
        };
        tell("label", "labels", "labels", json!([annotation::kind_name(finding.kind)]));
        for (name, value) in annotation::said(finding) {
            match name {
                "size_mm" => tell(name, "number", "number", json!(finding.size_mm)),
                "count" => tell(name, "textarea", "text", json!([value])),
                _ => tell(name, "choices", "choices", json!([value])),
            }
        }
    }
    json!({
        "data": {"text": text, "report_id": report.report_id, "record": report.record},
        "predictions": [{"model_version": concat!("schmorl ", env!("CARGO_PKG_VERSION")), "result": result}],
    })
}

/// Puts commas between the tasks.
struct Array {
    empty: bool,
}

impl Join for Array {
    fn piece(&mut self, bytes: Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
        for task in bytes.split(|byte| *byte == b'\n').filter(|task| !task.is_empty()) {
            out.write_all(if self.empty { b"\n" } else { b",\n" })?;
            out.write_all(task)?;
            self.empty = false;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

/// The labelling interface for the tasks, as a project's settings take it.
#[must_use]
pub fn configuration() -> String {
    let labels: String =
        annotation::KINDS.map(|kind| format!("    <Label value=\"{}\"/>\n", annotation::kind_name(kind))).concat();
    let mut controls = String::new();
    for name in annotation::ATTRIBUTES {
        let common = format!("name=\"{name}\" toName=\"text\" perRegion=\"true\"");
        let listed: Option<Vec<String>> = match name {
            "level" => Some(levels()),
            _ => annotation::values(name).map(|values| values.iter().map(|value| (*value).to_owned()).collect()),
        };
        controls += &format!("  <Header value=\"{name}\" size=\"6\"/>\n");
        controls += &match (name, listed) {
            (_, Some(values)) => {
                let choices: String = values.iter().map(|value| format!("    <Choice value=\"{value}\"/>\n")).collect();
                format!("  <Choices {common} choice=\"single\" layout=\"select\">\n{choices}  </Choices>\n")
            }
            ("size_mm", None) => format!("  <Number {common} min=\"0\" max=\"100\" step=\"0.1\"/>\n"),
            (_, None) => format!("  <TextArea {common} maxSubmissions=\"1\"/>\n"),
        };
    }
    format!(
        "<View>\n  <Labels name=\"label\" toName=\"text\">\n{labels}  </Labels>\n  \
        <Text name=\"text\" value=\"$text\"/>\n{controls}</View>\n"
    )
}

/// Every place that a finding may have, from the top.
fn levels() -> Vec<String> {
    let areas = [Area::Cervical, Area::Thoracic, Area::Lumbar, Area::Sacral];
    let vertebrae: Vec<_> = areas.into_iter().flat_map(Area::vertebrae).collect();
    let discs = vertebrae.iter().filter_map(|vertebra| DiscLevel::below(*vertebra)).map(Level::Disc);
    let regions = Region::all().into_iter().map(Level::Region);
    vertebrae.iter().copied().map(Level::Vertebra).chain(discs).chain(regions).map(|level| level.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_has_a_control_and_every_level_is_one() {
        let configuration = configuration();
        for name in annotation::ATTRIBUTES {
            assert!(configuration.contains(&format!("name=\"{name}\" toName=\"text\"")), "{name}");
        }
        assert!(levels().iter().all(|level| Level::parse(level).is_some()));
        assert!(levels().contains(&"L5-S1".to_owned()) && levels().contains(&"lower thoracic".to_owned()));
    }
}
