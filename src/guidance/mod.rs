//! What the article says of each node, why that applies, and what the report leaves open.
//!
//! In: the findings and facts of a report. Out: an [`Advice`] on every node. The rules are data
//! (`lexicons/guidance.toml`): scenarios in order, each with conditions out of a closed list ([`Condition`]), and the
//! statements that go with it. Judging is pure: a set of conditions in, a scenario out. It informs; it never orders,
//! and a clinician decides.

mod advise;
mod condition;
mod load;
mod rules;
#[cfg(test)]
mod tests;

pub use condition::Condition;
pub use load::GuidanceError;
pub use rules::{Note, NoteKind, ScenarioRule, When};

use condition::Conditions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The guidance that the binary carries.
const EMBEDDED: &str = include_str!("../../lexicons/guidance.toml");
/// Its name in a folder of lexicons.
pub const FILE: &str = "guidance.toml";

/// The situations that the article tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// The node is denied, or of the past only.
    NotApplicable,
    /// The clinical information holds a sign of another, serious diagnosis.
    RedFlag,
    /// The node reaches back into the epidural space or canal.
    PosteriorExtension,
    /// Another diagnosis is raised for the same place.
    Differential,
    /// Marrow oedema, or said to be acute or subacute.
    Acute,
    /// Localized pain, oedema not shown.
    Symptomatic,
    /// Everything else.
    Incidental,
}

impl Scenario {
    /// Every scenario, in the order of the project's guidance rules.
    pub const ALL: [Self; 7] = [
        Self::NotApplicable,
        Self::RedFlag,
        Self::PosteriorExtension,
        Self::Differential,
        Self::Acute,
        Self::Symptomatic,
        Self::Incidental,
    ];

    /// Its name in files and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::RedFlag => "red_flag",
            Self::PosteriorExtension => "posterior_extension",
            Self::Differential => "differential",
            Self::Acute => "acute",
            Self::Symptomatic => "symptomatic",
            Self::Incidental => "incidental",
        }
    }

    /// The scenario of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }
}

/// How sure a scenario is: as sure as the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The node is stated (or denied).
    Stated,
    /// The node is only possible.
    Possible,
}

impl Certainty {
    /// Its name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Possible => "possible",
        }
    }
}

/// What a report does not say and the scenario may turn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Whether marrow oedema goes with the node.
    Edema,
    /// The exam is known to be no MRI.
    Mri,
    /// The sequences are named, and none of them shows oedema.
    FluidSensitiveSequence,
    /// Why the exam was done.
    Indication,
}

impl Missing {
    /// Its name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Edema => "edema",
            Self::Mri => "mri",
            Self::FluidSensitiveSequence => "fluid_sensitive_sequence",
            Self::Indication => "indication",
        }
    }
}

/// What the guidance says of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The scenario that the node falls under.
    pub scenario: Scenario,
    /// How sure that is.
    pub certainty: Certainty,
    /// Ids of the scenario's statements, in order.
    pub statements: Vec<Arc<str>>,
    /// Ids of the statements that go beside it: context, pitfalls, when to reassess.
    pub notes: Vec<Arc<str>>,
    /// Why.
    pub because: Vec<Reason>,
    /// What the report does not say that would change the scenario.
    pub missing: Vec<Missing>,
    /// Version and hash of the guidance: `1 (0123456789abcdef)`.
    pub guidance: Arc<str>,
}

impl Advice {
    /// Advice of which only the scenario is known, as annotators give it.
    #[must_use]
    pub fn of(scenario: Scenario) -> Self {
        Self {
            scenario,
            certainty: Certainty::Stated,
            statements: Vec::new(),
            notes: Vec::new(),
            because: Vec::new(),
            missing: Vec::new(),
            guidance: Arc::from(""),
        }
    }
}

/// One reason: our words, and where the report's stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Names of facts and places; no word of the report.
    pub words: String,
    /// The words of the report that it rests on.
    pub spans: Vec<crate::span::Span>,
}

impl Reason {
    /// The reason with the report's words quoted; without `text` with their bytes.
    #[must_use]
    pub fn told(&self, text: Option<&str>) -> String {
        let quote = |span: &crate::span::Span| match text {
            Some(text) => {
                let words: Vec<&str> = span.text(text).split_whitespace().collect();
                format!("“{}”", words.join(" "))
            }
            None => format!("bytes {}-{}", span.start, span.end),
        };
        if self.spans.is_empty() {
            return self.words.clone();
        }
        let quoted: Vec<String> = self.spans.iter().map(quote).collect();
        format!("{}: {}", self.words, quoted.join(", "))
    }
}

/// One thing that the article says, in our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Unique id.
    pub id: Arc<str>,
    /// Heading of the article that it stands under.
    pub section: String,
    /// The article's reference numbers, from 1.
    pub references: Vec<u8>,
    /// Our words.
    pub text: String,
}

/// Where the guidance comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The article, in our words.
    pub title: String,
    /// When it was last updated, as `2026-02-17`.
    pub updated: String,
    /// Whether anyone reviewed it.
    pub review: String,
    /// What it is not.
    pub notice: String,
    /// How many references the article numbers.
    pub references: u8,
    /// The sources that it names, without numbers.
    pub named: Vec<String>,
}

/// The guidance, checked.
#[derive(Clone, Debug)]
pub struct Guidance {
    version: String,
    hash: String,
    /// Version and hash, as outputs carry them.
    stamp: Arc<str>,
    origin: Origin,
    statements: Vec<Statement>,
    scenarios: Vec<ScenarioRule>,
    notes: Vec<Note>,
    missing: [(Missing, String); 4],
}

impl Guidance {
    /// The guidance that the binary carries.
    ///
    /// # Panics
    ///
    /// If it is faulty, which the tests exclude.
    #[must_use]
    pub fn embedded() -> Self {
        match Self::parse(FILE, EMBEDDED) {
            Ok(guidance) => guidance,
            Err(error) => unreachable!("the embedded guidance is faulty:\n{error}"),
        }
    }

    /// Version as the file says it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Hash of the file, 16 hex digits.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Where it comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Every statement, in the order of the file.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The statement of that id.
    #[must_use]
    pub fn statement(&self, id: &str) -> Option<&Statement> {
        self.statements.iter().find(|statement| &*statement.id == id)
    }

    /// The scenarios in the order in which they are tried.
    #[must_use]
    pub fn scenarios(&self) -> &[ScenarioRule] {
        &self.scenarios
    }

    /// What goes beside scenarios.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What a thing that a report does not say is called.
    #[must_use]
    pub fn missing(&self, what: Missing) -> &str {
        self.missing.iter().find(|(other, _)| *other == what).map_or("", |(_, words)| words)
    }

    /// One line on what this is and is not: it goes with every rendering.
    #[must_use]
    pub fn provenance(&self) -> String {
        let Origin { title, updated, review, notice, .. } = &self.origin;
        format!(
            "Guidance {}: {title}; last updated {updated}, {review}; numbers in brackets are its own. {notice}",
            self.stamp
        )
    }

    /// The same, short, for the end of a run: which guidance it was, and what it is not.
    #[must_use]
    pub fn stamp_of_use(&self) -> String {
        let Origin { updated, review, notice, .. } = &self.origin;
        format!("guidance {}, educational, last updated {updated}, {review}. {notice}", self.stamp)
    }

    /// The text of the guidance that the binary carries, comments included: to begin one's own from.
    #[must_use]
    pub fn source() -> &'static str {
        EMBEDDED
    }

    /// The first scenario that a node's conditions match.
    fn scenario(&self, conditions: Conditions) -> &ScenarioRule {
        let last = &self.scenarios[self.scenarios.len() - 1];
        self.scenarios.iter().find(|rule| rule.when.holds(conditions)).unwrap_or(last)
    }
}
