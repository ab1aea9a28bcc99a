//! Findings as JSON, read key by key: what is wrong is told by the key and by what it may be. A value is never repeated,
//! for it may be words of a report.

use crate::annotation::{self, KINDS, kind_name};
use crate::finding::{Evidence, Finding, FindingKind, Role, Section, Status};
use crate::guidance::{Advice, Scenario};
use crate::lexicon::did_you_mean;
use crate::span::Span;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// An object of JSON.
pub(super) type Object = Map<String, Value>;

/// Keys of a finding, as the output has them.
const KEYS: [&str; 16] = [
    "id",
    "kind",
    "status",
    "level",
    "level_kind",
    "endplate",
    "size_mm",
    "count",
    "acuity",
    "change",
    "edema",
    "modic",
    "posterior_extension",
    "section",
    "evidence",
    "guidance",
];

/// The value of a key; `None` where it is `null` or not there.
pub(super) fn take<T: DeserializeOwned>(object: &mut Object, key: &str, what: &str) -> Result<Option<T>, String> {
    match object.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_json::from_value(value).map(Some).map_err(|_| format!("`{key}` must be {what}")),
    }
}

/// The objects of a list.
pub(super) fn list(object: &mut Object, key: &str) -> Result<Option<Vec<Object>>, String> {
    take(object, key, "a list of objects")
}

/// What an attribute may be.
fn may_be(key: &str) -> String {
    match (key, annotation::values(key)) {
        ("posterior_extension", _) => "true or false".into(),
        ("level", _) => "a vertebra, a disc level or a region: `L4`, `L4-L5`, `lower thoracic`".into(),
        ("size_mm", _) => "a number of millimetres".into(),
        ("count", _) => "`single`, `multiple` or a number".into(),
        (_, Some(values)) => one_of(values),
        (_, None) => "another value".into(),
    }
}

fn one_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("one of {}", names.join(", "))
}

/// Reads a finding; offsets of its evidence must be those of the text, where there is one.
pub(super) fn finding(mut object: Object, text: Option<&str>) -> Result<Finding, String> {
    // an unknown key is a slip of the pen, and would be read as silence
    if let Some(unknown) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let meant = did_you_mean(unknown, KEYS.iter().copied());
        return Err(format!("it has a key that findings do not have: {meant}keys are {}", KEYS.join(", ")));
    }
    let object = &mut object;
    let kinds = one_of(&KINDS.map(kind_name));
    let kind: FindingKind = take(object, "kind", &kinds)?.ok_or_else(|| format!("`kind` is missing: {kinds}"))?;
    let status: Status =
        attribute(object, "status")?.ok_or_else(|| format!("`status` is missing: {}", may_be("status")))?;
    let mut finding = Finding::new(kind, status, attribute(object, "level")?, attribute(object, "endplate")?);
    finding.size_mm = attribute(object, "size_mm")?;
    finding.count = attribute(object, "count")?;
    finding.acuity = attribute(object, "acuity")?;
    finding.change = attribute(object, "change")?;
    finding.edema = attribute(object, "edema")?;
    finding.modic = attribute(object, "modic")?;
    finding.posterior_extension = attribute(object, "posterior_extension")?;
    finding.section = take::<Section>(object, "section", "a section as scan writes it: `findings`, `impression` …")?
        .unwrap_or_default();
    finding.guidance = guidance(object)?.map(|scenario| Box::new(Advice::of(scenario)));
    for (number, one) in (1..).zip(list(object, "evidence")?.unwrap_or_default()) {
        finding.evidence.push(evidence(one, text).map_err(|why| format!("evidence {number}: {why}"))?);
    }
    Ok(finding)
}

fn attribute<T: DeserializeOwned>(object: &mut Object, key: &str) -> Result<Option<T>, String> {
    take(object, key, &may_be(key))
}

/// Of the guidance only the scenario is judged.
fn guidance(object: &mut Object) -> Result<Option<Scenario>, String> {
    let Some(mut guidance) = take::<Object>(object, "guidance", "an object with `scenario`")? else { return Ok(None) };
    let names = one_of(&Scenario::ALL.map(Scenario::name));
    let scenario = take(&mut guidance, "scenario", &names)?;
    scenario.map(Some).ok_or_else(|| format!("`scenario` of `guidance` is missing: {names}"))
}

fn evidence(mut object: Object, text: Option<&str>) -> Result<Evidence, String> {
    let object = &mut object;
    let missing = |key: &str| format!("`{key}` is missing");
    let role: Role = take(object, "role", "a role as scan writes it: `mention`, `level`, `size` …")?
        .ok_or_else(|| missing("role"))?;
    let mut offset = |key: &str| take::<u32>(object, key, "a number of bytes")?.ok_or_else(|| missing(key));
    let (start, end) = (offset("start")?, offset("end")?);
    let words: Option<String> = take(object, "text", "a string")?;
    let rule: Option<String> = take(object, "rule", "a string")?;
    let span = Span::new(start, end);
    if let Some(text) = text {
        let there = text.get(span.range()).filter(|there| !there.is_empty());
        if !there.is_some_and(|there| words.as_deref().is_none_or(|words| words == there)) {
            return Err(format!("{start}..{end} are not the words of the text: offsets count bytes of UTF-8"));
        }
    }
    Ok(Evidence { role, span, rule: rule.unwrap_or_else(|| "gold".into()).into() })
}
