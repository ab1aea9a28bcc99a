//! A finding as annotation tools hold it: its attributes as pairs of name and value, to be written and read back.

use crate::finding::{Count, Finding, FindingKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The attributes that go with a finding's kind, by their names in the output.
pub const ATTRIBUTES: [&str; 10] =
    ["status", "level", "endplate", "size_mm", "count", "acuity", "change", "edema", "modic", "posterior_extension"];

/// The kinds of findings, in the order in which tools list them.
pub const KINDS: [FindingKind; 3] = [FindingKind::SchmorlNode, FindingKind::ModicChange, FindingKind::MarrowEdema];

/// A kind's name in the output.
#[must_use]
pub fn kind_name(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::SchmorlNode => "schmorl_node",
        FindingKind::ModicChange => "modic_change",
        FindingKind::MarrowEdema => "marrow_edema",
    }
}

/// The kind of that name.
#[must_use]
pub fn kind(name: &str) -> Option<FindingKind> {
    KINDS.into_iter().find(|kind| kind_name(*kind) == name)
}

/// The closed list of an attribute's values; `None` where it is a number, or a number may stand for a word.
#[must_use]
pub fn values(attribute: &str) -> Option<&'static [&'static str]> {
    Some(match attribute {
        "status" => &["present", "possible", "absent", "historical"],
        "endplate" => &["superior", "inferior"],
        "acuity" => &["acute", "subacute", "chronic"],
        "change" => &["new", "stable", "increased", "decreased", "resolved"],
        "edema" => &["present", "absent"],
        "modic" => &["1", "2", "3", "1/2", "2/3", "1/3", "unspecified"],
        "posterior_extension" => &["true", "false"],
        _ => return None,
    })
}

/// Every attribute that the finding has, with its value as the output spells it.
#[must_use]
pub fn said(finding: &Finding) -> Vec<(&'static str, String)> {
    let values = [
        spelled(&finding.status),
        spelled(&finding.level),
        spelled(&finding.endplate),
        spelled(&finding.size_mm),
        spelled(&finding.count),
        spelled(&finding.acuity),
        spelled(&finding.change),
        spelled(&finding.edema),
        spelled(&finding.modic),
        spelled(&finding.posterior_extension),
    ];
    ATTRIBUTES.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?))).collect()
}

fn spelled(value: &impl Serialize) -> Option<String> {
    match serde_json::to_value(value).ok()? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// Gives the finding an attribute.
///
/// # Errors
/// When there is no such attribute, or no such value of it.
pub fn tell(finding: &mut Finding, name: &str, value: &str) -> Result<(), String> {
    match name {
        "status" => finding.status = read(name, value.into())?,
        "level" => finding.level = Some(read(name, value.into())?),
        "endplate" => finding.endplate = Some(read(name, value.into())?),
        "size_mm" => finding.size_mm = Some(value.parse().map_err(|_| no_such(name))?),
        "count" => finding.count = Some(count(value).ok_or_else(|| no_such(name))?),
        "acuity" => finding.acuity = Some(read(name, value.into())?),
        "change" => finding.change = Some(read(name, value.into())?),
        "edema" => finding.edema = Some(read(name, value.into())?),
        "modic" => finding.modic = Some(read(name, value.into())?),
        "posterior_extension" => finding.posterior_extension = Some(value.parse().map_err(|_| no_such(name))?),
        _ => return Err(format!("no attribute is named so; there are {}", ATTRIBUTES.join(", "))),
    }
    Ok(())
}

fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|_| no_such(name))
}

fn count(value: &str) -> Option<Count> {
    let value = value.parse::<u32>().map_or_else(|_| Value::from(value), Value::from);
    serde_json::from_value(value).ok()
}

/// What was typed may be a slip of copied text, so it is not repeated.
fn no_such(name: &str) -> String {
    match values(name) {
        Some(values) => format!("`{name}` is one of {}", values.join(", ")),
        None => format!("`{name}` has a value that cannot be"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::anatomy::{Endplate, Level};
    use crate::finding::{Acuity, Change, Edema, Modic, Status};

    /// A node with every attribute.
    pub(crate) fn full() -> Finding {
        let level = Level::parse("lower thoracic");
        let mut node = Finding::new(FindingKind::SchmorlNode, Status::Possible, level, Some(Endplate::Superior));
        node.size_mm = Some(12.5);
        node.count = Some(Count::Number(3));
        node.acuity = Some(Acuity::Subacute);
        node.change = Some(Change::Increased);
        node.edema = Some(Edema::Absent);
        node.modic = Some(Modic::OneTwo);
        node.posterior_extension = Some(true);
        node
    }

    #[test]
    fn what_is_said_is_read_back() {
        for finding in [full(), Finding::new(FindingKind::MarrowEdema, Status::Absent, None, None)] {
            let mut back = Finding::new(finding.kind, Status::Present, None, None);
            for (name, value) in said(&finding) {
                assert!(values(name).is_none_or(|values| values.contains(&value.as_str())), "{name} {value}");
                tell(&mut back, name, &value).unwrap();
            }
            assert_eq!(back, finding);
        }
    }

    #[test]
    fn every_listed_value_is_one() {
        for name in ATTRIBUTES {
            for value in values(name).unwrap_or_default() {
                tell(&mut full(), name, value).unwrap();
            }
            assert!(tell(&mut full(), name, "John Doe").is_err_and(|error| !error.contains("Doe")), "{name}");
        }
        assert!(KINDS.iter().all(|each| kind(kind_name(*each)) == Some(*each)));
    }
}
