//! The vocabulary of a finding: what is there, where, and how it was said. Values follow the annotation guideline.

use crate::anatomy::{Endplate, Level};
use crate::guidance::Advice;
use crate::span::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of thing a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A Schmorl's node (intravertebral disc herniation).
    SchmorlNode,
    /// A Modic endplate change.
    ModicChange,
    /// Oedema of the vertebral marrow.
    MarrowEdema,
}

/// Whether the thing is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Stated as there.
    Present,
    /// Hedged.
    Possible,
    /// Denied.
    Absent,
    /// Said of the past only.
    Historical,
}

impl Status {
    /// Present or possible: the statuses that carry attributes and guidance.
    #[must_use]
    pub fn is_asserted(self) -> bool {
        matches!(self, Self::Present | Self::Possible)
    }
}

/// Age of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Acuity {
    /// Acute, active, recent.
    Acute,
    /// Subacute.
    Subacute,
    /// Chronic, old, remote, healed.
    Chronic,
}

/// Whether oedema goes with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edema {
    /// Said (or hedged) to be there.
    Present,
    /// Denied.
    Absent,
}

/// Type of a Modic change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Modic {
    /// Type 1.
    #[serde(rename = "1")]
    One,
    /// Type 2.
    #[serde(rename = "2")]
    Two,
    /// Type 3.
    #[serde(rename = "3")]
    Three,
    /// Mixed types 1 and 2.
    #[serde(rename = "1/2")]
    OneTwo,
    /// Mixed types 2 and 3.
    #[serde(rename = "2/3")]
    TwoThree,
    /// Mixed types 1 and 3.
    #[serde(rename = "1/3")]
    OneThree,
    /// A Modic change with no type named.
    #[serde(rename = "unspecified")]
    Unspecified,
}

/// Change against an earlier exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not there before.
    New,
    /// Unchanged.
    Stable,
    /// Larger or more.
    Increased,
    /// Smaller or fewer.
    Decreased,
    /// Gone.
    Resolved,
}

impl Change {
    /// The least difference of two measurements that are not one, in millimetres: half of the last digit that reports give.
    const SAME_SIZE: f64 = 0.05;

    /// What became of a size, in millimetres.
    pub(crate) fn of_size(before: f64, now: f64) -> Self {
        if (now - before).abs() < Self::SAME_SIZE {
            Self::Stable
        } else if now > before {
            Self::Increased
        } else {
            Self::Decreased
        }
    }
}

/// How many nodes the finding stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Count {
    /// One.
    Single,
    /// More than one, not counted.
    Multiple,
    /// A stated number, 2 or more.
    Number(u32),
}

impl Serialize for Count {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Single => serializer.serialize_str("single"),
            Self::Multiple => serializer.serialize_str("multiple"),
            Self::Number(n) => serializer.serialize_u32(*n),
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            Number(u32),
            Word(String),
        }
        match Raw::deserialize(deserializer)? {
            Raw::Number(1) => Ok(Self::Single),
            Raw::Number(n) => Ok(Self::Number(n)),
            Raw::Word(word) => match word.as_str() {
                "single" => Ok(Self::Single),
                "multiple" => Ok(Self::Multiple),
                other => {
                    Err(serde::de::Error::custom(format!("count is `single`, `multiple` or a number, not `{other}`")))
                }
            },
        }
    }
}

impl JsonSchema for Count {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "How many nodes the finding stands for.",
            "anyOf": [{"enum": ["single", "multiple"]}, {"type": "integer", "minimum": 2}]
        })
    }
}

/// The part of a report a statement stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Text under no known heading.
    #[default]
    Body,
    /// Exam name or title.
    Exam,
    /// History, indication, clinical information.
    History,
    /// Technique.
    Technique,
    /// Comparison.
    Comparison,
    /// Findings.
    Findings,
    /// Impression, conclusion, opinion.
    Impression,
    /// Recommendation.
    Recommendation,
    /// Addendum.
    Addendum,
    /// Explanations for patients, definitions, disclaimers: nothing in it is a finding.
    Boilerplate,
}

/// What a stretch of evidence was read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The words that name the thing.
    Mention,
    /// The cue that gave the status.
    Status,
    /// The level.
    Level,
    /// The endplate.
    Endplate,
    /// The size.
    Size,
    /// How many.
    Count,
    /// Age.
    Acuity,
    /// Change against an earlier exam.
    Change,
    /// Oedema.
    Edema,
    /// Modic type.
    Modic,
    /// Reach into the canal.
    PosteriorExtension,
}

/// One stretch of text that a finding, or one of its attributes, was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    /// What it was read for.
    pub role: Role,
    /// Where.
    pub span: Span,
    /// The lexicon row's id (`neg-001`) or the grammar rule's name (`place`) that read it.
    pub rule: std::borrow::Cow<'static, str>,
}

/// One finding: one place with one kind of thing said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Whether it is there.
    pub status: Status,
    /// Where, if the report says.
    pub level: Option<Level>,
    /// At which endplate, if the report says.
    pub endplate: Option<Endplate>,
    /// Largest dimension stated for this exam, in millimetres: more than 0, at most 300.
    pub size_mm: Option<f64>,
    /// How many.
    pub count: Option<Count>,
    /// Age.
    pub acuity: Option<Acuity>,
    /// Change against an earlier exam.
    pub change: Option<Change>,
    /// Oedema with the node.
    pub edema: Option<Edema>,
    /// Modic type: of the change itself, or of one at the node's place.
    pub modic: Option<Modic>,
    /// Whether a node reaches the epidural space, the canal, the thecal sac or a root. `None` for other kinds and
    /// for nodes that are not there.
    pub posterior_extension: Option<bool>,
    /// Where in the report the deciding statement stands.
    pub section: Section,
    /// What it was read from, in text order; the first `Mention` is the finding's own.
    pub evidence: Vec<Evidence>,
    /// What the guidance says of it; nodes only, and only once the guidance was asked.
    pub guidance: Option<Box<Advice>>,
}

impl Finding {
    /// A finding with nothing known but its kind, status and place.
    #[must_use]
    pub fn new(kind: FindingKind, status: Status, level: Option<Level>, endplate: Option<Endplate>) -> Self {
        Self {
            kind,
            status,
            level,
            endplate,
            size_mm: None,
            count: None,
            acuity: None,
            change: None,
            edema: None,
            modic: None,
            posterior_extension: None,
            section: Section::Body,
            evidence: Vec::new(),
            guidance: None,
        }
    }

    /// The span of the words that name the thing.
    #[must_use]
    pub fn mention(&self) -> Option<Span> {
        self.evidence.iter().find(|e| e.role == Role::Mention).map(|e| e.span)
    }
}
