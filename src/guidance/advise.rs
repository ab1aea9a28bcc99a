//! From a node's facts to its advice.

use super::condition::{Condition, Conditions};
use super::{Advice, Certainty, Guidance, Missing, NoteKind, Reason, Scenario, ScenarioRule};
use crate::anatomy::{Area, Level, Part, Region, Vertebra};
use crate::extract::Reading;
use crate::fact::{Context, Exam, Fact, FactKind};
use crate::finding::{Acuity, Change, Edema, Finding, FindingKind, Role, Section, Status};
use crate::span::Span;
use std::sync::Arc;

/// A node is small up to this size, in millimetres; the article speaks of 3 mm.
const SMALL_MM: f64 = 3.0;

/// One node of a report.
struct Node<'a> {
    finding: &'a Finding,
    /// Its place in the list of findings.
    index: usize,
    context: &'a Context,
}

impl Guidance {
    /// Puts advice on every node of a report. `modality` is what the archive says of the exam: a DICOM code that begins
    /// with `MR` is an MRI; where it is silent, the text tells.
    pub fn advise(&self, reading: &mut Reading, modality: Option<&str>) {
        let modality = modality.map(str::trim).filter(|modality| !modality.is_empty());
        if let Some(modality) = modality {
            reading.context.exam.mri = Some(modality.to_ascii_uppercase().starts_with("MR"));
        }
        for index in 0..reading.findings.len() {
            let finding = &reading.findings[index];
            if finding.kind == FindingKind::SchmorlNode {
                let advice = self.advice(&Node { finding, index, context: &reading.context });
                reading.findings[index].guidance = Some(Box::new(advice));
            }
        }
    }

    fn advice(&self, node: &Node<'_>) -> Advice {
        let conditions = node.conditions();
        let rule = self.scenario(conditions);
        let (mut statements, mut notes) = (rule.statements.clone(), Vec::<Arc<str>>::new());
        for note in self.notes.iter().filter(|n| n.scenarios.contains(&rule.scenario) && n.when.holds(conditions)) {
            let list = if note.kind == NoteKind::Advice { &mut statements } else { &mut notes };
            if !list.contains(&note.statement) {
                list.push(note.statement.clone());
            }
        }
        let possible = node.finding.status == Status::Possible;
        Advice {
            scenario: rule.scenario,
            certainty: if possible { Certainty::Possible } else { Certainty::Stated },
            statements,
            notes,
            because: Self::reasons(node, rule, conditions),
            missing: self.open(node, rule.scenario, conditions),
            guidance: self.stamp.clone(),
        }
    }

    /// What matched, and for a scenario that is left over, what did not.
    fn reasons(node: &Node<'_>, rule: &ScenarioRule, conditions: Conditions) -> Vec<Reason> {
        let wanted = rule.when.any.union(rule.when.all);
        let mut reasons: Vec<Reason> =
            wanted.iter().filter(|c| conditions.has(*c)).flat_map(|c| node.reasons(c)).collect();
        if wanted.is_empty() {
            reasons.push(Reason { words: rule.left_over.clone(), spans: Vec::new() });
        }
        // what speaks of pain and edema is told where they were asked for
        if matches!(rule.scenario, Scenario::PosteriorExtension | Scenario::Symptomatic | Scenario::Incidental) {
            let beside = [Condition::EdemaAbsent, Condition::Radicular, Condition::NonspecificPain];
            reasons.extend(beside.into_iter().filter(|c| conditions.has(*c)).flat_map(|c| node.reasons(c)));
        }
        reasons
    }

    /// What the report does not say and would change the scenario if it did.
    fn open(&self, node: &Node<'_>, scenario: Scenario, conditions: Conditions) -> Vec<Missing> {
        let changes = |condition| self.scenario(conditions.with(condition)).scenario != scenario;
        let Exam { mri, fluid_sensitive, indication } = node.context.exam;
        let mut missing = Vec::new();
        if !node.finding.status.is_asserted() {
            return missing;
        }
        if node.finding.edema.is_none() && changes(Condition::EdemaPresent) {
            missing.push(Missing::Edema);
            if mri == Some(false) {
                missing.push(Missing::Mri);
            } else if fluid_sensitive == Some(false) {
                missing.push(Missing::FluidSensitiveSequence);
            }
        }
        // a complaint told anywhere is an indication
        let told = node.context.facts.iter().any(|fact| {
            matches!(
                fact.kind,
                FactKind::RedFlag(_) | FactKind::Radicular | FactKind::LocalizedPain(_) | FactKind::NonspecificPain
            )
        });
        if !(indication || told) && (changes(Condition::RedFlag) || changes(Condition::LocalizedPain)) {
            missing.push(Missing::Indication);
        }
        missing
    }
}

impl Node<'_> {
    fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.context.facts.iter().filter(|fact| fact.speaks_for(self.index))
    }

    /// Everything that holds of the node.
    fn conditions(&self) -> Conditions {
        let node = self.finding;
        let mut all: Conditions = self.facts().map(|fact| of_fact(fact.kind)).collect();
        let mut add = |holds: bool, condition| {
            if holds {
                all = all.with(condition);
            }
        };
        add(
            true,
            match node.status {
                Status::Present => Condition::Present,
                Status::Possible => Condition::Possible,
                Status::Absent => Condition::Absent,
                Status::Historical => Condition::Historical,
            },
        );
        add(node.posterior_extension == Some(true), Condition::PosteriorExtension);
        add(node.edema == Some(Edema::Present), Condition::EdemaPresent);
        add(node.edema == Some(Edema::Absent), Condition::EdemaAbsent);
        add(node.acuity == Some(Acuity::Acute), Condition::Acute);
        add(node.acuity == Some(Acuity::Subacute), Condition::Subacute);
        add(node.acuity == Some(Acuity::Chronic), Condition::Chronic);
        add(node.modic.is_some(), Condition::Modic);
        add(node.size_mm.is_some_and(|size| size <= SMALL_MM), Condition::Small);
        add(node.change == Some(Change::New), Condition::New);
        add(node.change == Some(Change::Stable), Condition::Stable);
        add(node.change == Some(Change::Increased), Condition::Increased);
        add(node.change == Some(Change::Decreased), Condition::Decreased);
        add(node.level.is_some_and(|level| lies_within(level, Part::Upper)), Condition::UpperLumbar);
        add(node.level.is_some_and(|level| lies_within(level, Part::Lower)), Condition::LowerLumbar);
        // pain that is localized is not non-specific as well
        if all.has(Condition::LocalizedPain) {
            all = all.without(Condition::NonspecificPain);
        }
        all
    }

    /// The reasons that stand behind a condition that holds.
    fn reasons(&self, condition: Condition) -> Vec<Reason> {
        let evidence = |role| {
            let mut spans: Vec<Span> =
                self.finding.evidence.iter().filter(|e| e.role == role).map(|e| e.span).collect();
            spans.truncate(2);
            spans
        };
        let own = |words: &str, role| vec![Reason { words: words.to_owned(), spans: evidence(role) }];
        match condition {
            Condition::Absent => own("the node is denied", Role::Status),
            Condition::Historical => own("the node is said of the past only", Role::Status),
            Condition::PosteriorExtension => own("the node extends posteriorly", Role::PosteriorExtension),
            Condition::EdemaPresent => own("edema goes with the node", Role::Edema),
            Condition::EdemaAbsent => own("edema is denied", Role::Edema),
            Condition::Acute => own("the node is acute", Role::Acuity),
            Condition::Subacute => own("the node is subacute", Role::Acuity),
            Condition::Chronic => own("the node is chronic", Role::Acuity),
            _ => {
                let mut reasons: Vec<Reason> =
                    self.facts().filter(|fact| of_fact(fact.kind) == condition).map(told).collect();
                if reasons.is_empty() {
                    reasons.push(Reason { words: condition.words().to_owned(), spans: Vec::new() });
                }
                reasons
            }
        }
    }
}

fn of_fact(kind: FactKind) -> Condition {
    match kind {
        FactKind::RedFlag(_) => Condition::RedFlag,
        FactKind::Radicular => Condition::Radicular,
        FactKind::LocalizedPain(_) => Condition::LocalizedPain,
        FactKind::NonspecificPain => Condition::NonspecificPain,
        FactKind::Differential(_) => Condition::Differential,
        FactKind::FollowupRecommended(_) => Condition::FollowupRecommended,
    }
}

/// A fact as a reason: `red flag (cancer) in the clinical information`.
fn told(fact: &Fact) -> Reason {
    let mut brackets: Vec<String> = fact.kind.detail().map(str::to_owned).into_iter().collect();
    if fact.status == Status::Possible {
        brackets.push("possible".to_owned());
    }
    brackets.extend(fact.level.map(|level| format!("at {level}")));
    let brackets = if brackets.is_empty() { String::new() } else { format!(" ({})", brackets.join(", ")) };
    let place = match fact.section {
        Section::History | Section::Exam => " in the clinical information",
        Section::Impression => " in the impression",
        _ => "",
    };
    let words = format!("{}{brackets}{place}", of_fact(fact.kind).words());
    Reason { words, spans: std::iter::once(fact.span).chain(fact.support).collect() }
}

/// Whether a level lies within the article's upper (L1 to L3) or lower (L4 to L5) lumbar spine.
fn lies_within(level: Level, part: Part) -> bool {
    if level == Level::Region(Region::Area(Some(part), Area::Lumbar)) {
        return true;
    }
    let (first, last) = if part == Part::Upper { (1, 3) } else { (4, 5) };
    let (Some(first), Some(last)) = (Vertebra::new(Area::Lumbar, first), Vertebra::new(Area::Lumbar, last)) else {
        return false;
    };
    let (from, to) = level.bounds();
    first <= from && to <= last
}
