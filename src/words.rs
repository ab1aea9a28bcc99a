//! A finding in plain words, for people.

use crate::anatomy::Endplate;
use crate::finding::{Acuity, Change, Count, Edema, Finding, FindingKind, Modic, Role, Status};

/// What a finding is of.
#[must_use]
pub fn kind(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::SchmorlNode => "Schmorl's node",
        FindingKind::ModicChange => "Modic change",
        FindingKind::MarrowEdema => "marrow edema",
    }
}

/// A status.
#[must_use]
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Present => "present",
        Status::Possible => "possible",
        Status::Absent => "absent",
        Status::Historical => "historical",
    }
}

/// Where: `L4 superior`, or `no place said`.
#[must_use]
pub fn place(finding: &Finding) -> String {
    let endplate = finding.endplate.map(|endplate| match endplate {
        Endplate::Superior => "superior",
        Endplate::Inferior => "inferior",
    });
    match (finding.level, endplate) {
        (None, None) => "no place said".into(),
        (None, Some(endplate)) => format!("{endplate} endplate"),
        (Some(level), None) => level.to_string(),
        (Some(level), Some(endplate)) => format!("{level} {endplate}"),
    }
}

/// What an attribute says, `None` where nothing is said.
#[must_use]
pub fn attribute(finding: &Finding, role: Role) -> Option<String> {
    let word = |text: &str| Some(text.to_owned());
    match role {
        Role::Size => finding.size_mm.map(|size| format!("{size} mm")),
        Role::Count => match finding.count? {
            Count::Single => word("single"),
            Count::Multiple => word("multiple"),
            Count::Number(number) => Some(format!("{number} nodes")),
        },
        Role::Acuity => word(match finding.acuity? {
            Acuity::Acute => "acute",
            Acuity::Subacute => "subacute",
            Acuity::Chronic => "chronic",
        }),
        Role::Change => word(match finding.change? {
            Change::New => "new",
            Change::Stable => "stable",
            Change::Increased => "increased",
            Change::Decreased => "decreased",
            Change::Resolved => "resolved",
        }),
        Role::Edema => word(match finding.edema? {
            Edema::Present => "with edema",
            Edema::Absent => "without edema",
        }),
        Role::Modic => {
            let name = if finding.kind == FindingKind::ModicChange { "type" } else { "Modic type" };
            Some(match finding.modic? {
                Modic::Unspecified => format!("{name} not said"),
                modic => format!("{name} {}", number(modic)),
            })
        }
        Role::PosteriorExtension => {
            finding.posterior_extension.filter(|reaches| *reaches).and(word("reaches the canal"))
        }
        Role::Mention | Role::Status | Role::Level | Role::Endplate => None,
    }
}

fn number(modic: Modic) -> &'static str {
    match modic {
        Modic::One => "1",
        Modic::Two => "2",
        Modic::Three => "3",
        Modic::OneTwo => "1/2",
        Modic::TwoThree => "2/3",
        Modic::OneThree => "1/3",
        Modic::Unspecified => "unspecified",
    }
}

/// The roles of attributes, in the order in which they are told.
pub const ATTRIBUTES: [Role; 7] =
    [Role::Size, Role::Count, Role::Acuity, Role::Change, Role::Edema, Role::Modic, Role::PosteriorExtension];

/// Everything said of a finding but what and where, as `present, 4 mm, chronic`.
#[must_use]
pub fn details(finding: &Finding) -> String {
    let mut words = vec![status(finding.status).to_owned()];
    words.extend(ATTRIBUTES.iter().filter_map(|role| attribute(finding, *role)));
    words.join(", ")
}

/// A finding in one line: `Schmorl's node, L4 superior: present, 4 mm, chronic`.
#[must_use]
pub fn describe(finding: &Finding) -> String {
    format!("{}, {}: {}", kind(finding.kind), place(finding), details(finding))
}

/// What a stretch of evidence was read for.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Mention => "mention",
        Role::Status => "status",
        Role::Level => "level",
        Role::Endplate => "endplate",
        Role::Size => "size",
        Role::Count => "count",
        Role::Acuity => "age",
        Role::Change => "change",
        Role::Edema => "edema",
        Role::Modic => "Modic",
        Role::PosteriorExtension => "reach",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anatomy::Level;

    #[test]
    fn one_line_says_all() {
        let mut finding =
            Finding::new(FindingKind::SchmorlNode, Status::Possible, Level::parse("L4"), Some(Endplate::Superior));
        finding.size_mm = Some(4.0);
        finding.count = Some(Count::Number(2));
        finding.edema = Some(Edema::Absent);
        finding.modic = Some(Modic::OneTwo);
        finding.posterior_extension = Some(true);
        assert_eq!(
            describe(&finding),
            "Schmorl's node, L4 superior: possible, 4 mm, 2 nodes, without edema, Modic type 1/2, reaches the canal"
        );
        let edema = Finding::new(FindingKind::MarrowEdema, Status::Absent, None, None);
        assert_eq!(describe(&edema), "marrow edema, no place said: absent");
    }
}
