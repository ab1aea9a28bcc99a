//! Reads an export of Label Studio (JSON): the last annotation of each task, or the prediction where nobody has
//! annotated.

use super::gold::{Annotated, Error, mention};
use crate::annotation;
use crate::finding::{Finding, Status};
use serde::Deserialize;
use serde_json::Value;
use std::io::Read;

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Value,
    data: Data,
    #[serde(default)]
    annotations: Vec<Answer>,
    #[serde(default)]
    predictions: Vec<Answer>,
}

#[derive(Deserialize)]
struct Data {
    text: String,
    #[serde(default)]
    report_id: Value,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    result: Vec<Region>,
    #[serde(default)]
    was_cancelled: bool,
}

/// A label on a stretch of text, or an attribute of the region of the same id.
#[derive(Deserialize)]
struct Region {
    #[serde(default)]
    id: String,
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    value: Value,
}

/// Reads every task.
pub(super) fn read(open: impl Read, input: &str) -> Result<Vec<Annotated>, Error> {
    let wrong = |line: usize, message: String| Error::Line { input: input.to_owned(), line, message };
    let tasks: Vec<Task> = serde_json::from_reader(open).map_err(|error| {
        let line = error.line();
        // what serde quotes may be words of a report
        wrong(line, "no export of Label Studio: take its format JSON, not JSON-MIN".into())
    })?;
    (1..)
        .zip(tasks)
        .map(|(number, task)| {
            let place = format!("{input}, task {number}");
            task.annotated(place).map_err(|why| wrong(1, format!("task {number}: {why}")))
        })
        .collect()
}

impl Task {
    fn annotated(self, place: String) -> Result<Annotated, String> {
        let report_id = match (&self.data.report_id, &self.id) {
            (Value::String(id), _) => id.clone(),
            (Value::Null, Value::Number(id)) | (Value::Number(id), _) => id.to_string(),
            _ => return Err("it has neither data.report_id nor id".into()),
        };
        let answer = self.annotations.iter().rfind(|answer| !answer.was_cancelled).or(self.predictions.last());
        let regions = answer.map(|answer| answer.result.as_slice()).unwrap_or_default();
        let findings = findings(regions, &self.data.text)?;
        Ok(Annotated { report_id, text: Some(self.data.text), findings, place })
    }
}

fn findings(regions: &[Region], text: &str) -> Result<Vec<Finding>, String> {
    let mut findings: Vec<(&str, Finding)> = Vec::new();
    for region in regions {
        let Some(kind) = region.value["labels"][0].as_str().and_then(annotation::kind) else { continue };
        let at = |key: &str| {
            let point = region.value[key].as_u64().and_then(|point| usize::try_from(point).ok());
            point.ok_or_else(|| format!("a region has no `{key}`"))
        };
        let mut finding = Finding::new(kind, Status::Present, None, None);
        finding.evidence = vec![mention(text, at("start")?..at("end")?)?];
        findings.push((&region.id, finding));
    }
    for region in regions {
        let Some((_, finding)) = findings.iter_mut().find(|(id, _)| *id == region.id) else { continue };
        let said = match region.value.get("choices").or_else(|| region.value.get("number")) {
            Some(Value::Array(choices)) => choices.first().cloned(),
            Some(number) => Some(number.clone()),
            // a region's own words are a string, an answer that was typed is a list
            None => region.value["text"].get(0).cloned(),
        };
        match said {
            Some(Value::String(word)) => annotation::tell(finding, &region.from_name, word.trim())?,
            Some(Value::Number(number)) => annotation::tell(finding, &region.from_name, &number.to_string())?,
            _ => {}
        }
    }
    Ok(findings.into_iter().map(|(_, finding)| finding).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_annotation_goes_before_the_prediction() {
        let region = |end: u32, status: &str| {
            format!(
                r#"{{"result":[{{"id":"a","from_name":"label","value":{{"start":2,"end":{end},"labels":["schmorl_node"]}}}},
                {{"id":"a","from_name":"status","value":{{"start":2,"end":{end},"choices":["{status}"]}}}}]}}"#
            )
        };
        let task = |annotations: &str, prediction: &str| {
            let json = format!(
                r#"[{{"id":7,"data":{{"text":"🦴 node"}},"annotations":[{annotations}],"predictions":[{prediction}]}}]"#
            );
            read(json.as_bytes(), "export.json")
        };
        let (first, last) = (region(6, "absent"), region(6, "possible"));
        let all = task(&format!("{first},{last}"), &first).unwrap();
        assert_eq!((all[0].report_id.as_str(), all[0].findings[0].status), ("7", Status::Possible));
        assert_eq!(all[0].findings[0].mention().unwrap().text("🦴 node"), "node");
        assert_eq!(task("", &first).unwrap()[0].findings[0].status, Status::Absent);
        assert!(task("", &region(7, "absent")).is_err_and(|error| error.to_string().contains("task 1")));
        assert!(task("", &region(6, "Doe")).is_err_and(|error| !error.to_string().contains("Doe")));
        assert!(read(b"{\"text\":\"Doe\"}".as_slice(), "export.json").is_err_and(|e| !e.to_string().contains("Doe")));
    }
}
