//! Scenarios and notes as rules over conditions.

use super::Scenario;
use super::condition::{Condition, Conditions};
use serde::Deserialize;
use std::sync::Arc;

/// When a rule holds: one of `any` (if there are some), each of `all`, and not one of `none`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    pub(super) any: Conditions,
    pub(super) all: Conditions,
    pub(super) none: Conditions,
}

impl When {
    /// Whether it holds where these conditions do.
    pub(super) fn holds(self, conditions: Conditions) -> bool {
        (self.any.is_empty() || conditions.holds_any(self.any))
            && conditions.holds_all(self.all)
            && !conditions.holds_any(self.none)
    }

    /// Every condition that it asks for.
    pub(super) fn asked(self) -> Conditions {
        self.any.union(self.all).union(self.none)
    }

    /// In words: `red flag`, `edema or acute age`; `None` where it asks for nothing.
    #[must_use]
    pub fn words(self) -> Option<String> {
        let list = |set: Conditions, joint| set.iter().map(Condition::words).collect::<Vec<_>>().join(joint);
        let mut parts = Vec::new();
        if !self.all.is_empty() {
            parts.push(list(self.all, " and "));
        }
        if !self.any.is_empty() {
            parts.push(list(self.any, " or "));
        }
        if !self.none.is_empty() {
            parts.push(format!("no {}", list(self.none, " or ")));
        }
        (!parts.is_empty()).then(|| parts.join(", and "))
    }
}

/// A scenario and when it holds.
#[derive(Clone, Debug)]
pub struct ScenarioRule {
    /// Which.
    pub scenario: Scenario,
    /// What it is called.
    pub title: String,
    /// When it holds, if none before it does.
    pub when: When,
    /// Ids of its statements.
    pub statements: Vec<Arc<str>>,
    /// The reason of nodes that are left over for it: what the scenarios before it ask for.
    pub(super) left_over: String,
}

/// What kind of note a statement is beside a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Advice that stands with the scenario's own statements, where its conditions hold.
    Advice,
    /// What else is known.
    Context,
    /// What is better not done.
    Pitfall,
    /// When to look again.
    Reassess,
}

/// A statement that goes beside scenarios where its conditions hold.
#[derive(Clone, Debug)]
pub struct Note {
    /// What kind.
    pub kind: NoteKind,
    /// Id of the statement.
    pub statement: Arc<str>,
    /// The scenarios that it goes with.
    pub scenarios: Vec<Scenario>,
    /// And when.
    pub when: When,
}
