//! One order against one report: the project's audit rules, tried in order, the first match wins.
//!
//! 1. another region: `unrelated`
//! 2. a reason that has nothing to do with the node: `unrelated`
//! 3. something in the reason or in the report supports imaging: `supported`
//! 4. the reason is the node, an incidental or endplate finding, or plain follow-up: `discordant`
//! 5. everything else: `indeterminate`
//!
//! Rulings beside the rules:
//!
//! * A reason that names the node, or an endplate, has to do with it, whatever else it names.
//! * Another finding explains symptoms, and the order is for that finding; it explains no red flag, trauma or other
//!   diagnosis: with these the order is `supported`. A finding that is only asked for decides only where the reason
//!   holds nothing that supports; so does a complaint of another part of the body, where it is the only one.
//! * Of several nodes those that the exam shows count; of these the one with the gravest scenario stands in the row.
//! * The order of the rules holds for new alarm signs too: after an operation (`post-op, new foot drop`) and in the
//!   staging of a known cancer the order is `unrelated`: it is for the operation or the cancer, and the verdict says nothing
//!   against it. A red flag only asked for (`rule out cauda equina`) is another diagnosis.
//! * A red flag, pain or diagnosis of the report supports every order that follows that report, whatever the order's reason
//!   names; of an earlier report it supports nothing once a later one speaks of a node.
//! * A code of a diagnosis counts as its title does, with or without words beside it.
//! * The words of a row are those that the rule rests on; where the report decided, the report's.
//! * An exam whose name tells no region is of the region that the reason names; where that names none, of any.

use super::Verdict;
use super::cases::{Case, Node};
use super::exam::{Areas, Exam};
use crate::anatomy::Level;
use crate::guidance::Scenario;
use crate::reason::{Cue, CueKind, Reason, Support};

/// The rule of an order for another region.
pub(super) const ANOTHER_REGION: &str = "another-region";

/// What was decided, by which rule, and on which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    pub(super) rule: &'static str,
    pub(super) words: String,
    /// The node that stands for the report, by its place in the list.
    pub(super) node: usize,
}

/// An order as it is judged.
pub(super) struct Asked<'a> {
    pub(super) exam: Exam,
    /// The exam's name, or the part of the body.
    pub(super) exam_name: &'a str,
    pub(super) reason: &'a Reason,
    pub(super) reason_text: &'a str,
}

impl Asked<'_> {
    /// The nodes that the exam shows, by their place in the list.
    pub(super) fn shown(&self, case: &Case) -> Vec<usize> {
        let areas = if self.exam.areas.is_empty() { Areas::of(&self.reason.levels) } else { self.exam.areas };
        let any = areas.is_empty() && !self.exam.elsewhere;
        let areas = if self.exam.areas.is_empty() && self.exam.elsewhere { Areas::default() } else { areas };
        (0..case.nodes.len()).filter(|&at| any || areas.show(case.nodes[at].level)).collect()
    }

    fn cue(&self, pick: impl Fn(CueKind) -> bool) -> Option<&Cue> {
        self.reason.cues.iter().find(|cue| pick(cue.kind))
    }

    /// What the reason holds that supports imaging of these nodes, the gravest.
    fn support(&self, nodes: &[&Node]) -> Option<(Support, &Cue)> {
        let speaks = |cue: &&Cue| nodes.iter().any(|node| speaks_for(cue.level, node));
        let supports = self.reason.cues.iter().filter(speaks).filter_map(|cue| match cue.kind {
            CueKind::Supports(support) => Some((support, cue)),
            _ => None,
        });
        supports.min_by_key(|(support, cue)| (*support, cue.span.start))
    }

    fn words(&self, cue: &Cue) -> String {
        cue.span.text(self.reason_text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Whether pain at a level, or what goes with it, speaks for a node.
fn speaks_for(level: Option<Level>, node: &Node) -> bool {
    let (Some(level), Some(place)) = (level, node.level) else { return true };
    level.holds(place) || place.holds(level)
}

/// Judges an order.
pub(super) fn judge(case: &Case, asked: &Asked<'_>) -> Judgement {
    let shown = asked.shown(case);
    let node = gravest(case, &shown, &asked.reason.levels);
    let decide = |verdict, rule, words| Judgement { verdict, rule, words, node };
    if shown.is_empty() {
        return decide(Verdict::Unrelated, ANOTHER_REGION, asked.exam_name.to_owned());
    }
    let nodes: Vec<&Node> = shown.iter().map(|&at| &case.nodes[at]).collect();
    let support = asked.support(&nodes);
    if let Some((rule, cue)) = unrelated(asked, support.map(|(support, _)| support)) {
        return decide(Verdict::Unrelated, rule, asked.words(cue));
    }
    if let Some((support, cue)) = support {
        return decide(Verdict::Supported, support.name(), asked.words(cue));
    }
    if let Some((rule, words)) = report_supports(case, &nodes, &case.nodes[node]) {
        return decide(Verdict::Supported, rule, words.to_owned());
    }
    for (kind, rule) in [
        (CueKind::Node, "node"),
        (CueKind::Endplate, "endplate-finding"),
        (CueKind::Incidental, "incidental-finding"),
        (CueKind::FollowUp, "follow-up"),
    ] {
        if let Some(cue) = asked.cue(|other| other == kind) {
            return decide(Verdict::Discordant, rule, asked.words(cue));
        }
    }
    let (rule, cue) = if let Some(cue) = asked.cue(|kind| kind == CueKind::NonspecificPain) {
        ("nonspecific-pain", Some(cue))
    } else if let Some(cue) = asked.cue(|kind| matches!(kind, CueKind::Supports(_))) {
        ("pain-at-another-level", Some(cue))
    } else if asked.reason_text.is_empty() || asked.reason.unstated {
        ("no-reason", None)
    } else {
        ("reason-does-not-tell", None)
    };
    decide(Verdict::Indeterminate, rule, cue.map(|cue| asked.words(cue)).unwrap_or_default())
}

/// Of the nodes shown, or of all where none is, the one with the gravest scenario; of equals one at a level that the
/// reason names.
fn gravest(case: &Case, shown: &[usize], levels: &[Level]) -> usize {
    let named = |node: &Node| node.level.is_some_and(|place| levels.iter().any(|l| l.holds(place) || place.holds(*l)));
    let key = |at: &usize| (case.nodes[*at].scenario, !named(&case.nodes[*at]), *at);
    let all: Vec<usize> = (0..case.nodes.len()).collect();
    let among = if shown.is_empty() { &all } else { shown };
    among.iter().copied().min_by_key(key).unwrap_or(0)
}

/// A reason that has nothing to do with the node.
fn unrelated<'a>(asked: &'a Asked<'_>, support: Option<Support>) -> Option<(&'static str, &'a Cue)> {
    if asked.cue(|kind| matches!(kind, CueKind::Node | CueKind::Endplate)).is_some() {
        return None;
    }
    let find = |kind, rule| Some((rule, asked.cue(|other| other == kind)?));
    let spinal_pain = asked.cue(|kind| kind == CueKind::NonspecificPain).is_some();
    let explained =
        !matches!(support, Some(Support::RedFlag | Support::Trauma | Support::Differential | Support::AcuteNode));
    find(CueKind::PostOperative, "post-operative")
        .or_else(|| find(CueKind::Staging, "cancer-staging"))
        .or_else(|| find(CueKind::OtherFinding, "another-finding").filter(|_| explained))
        .or_else(|| find(CueKind::AskedFinding, "another-finding").filter(|_| support.is_none()))
        .or_else(|| find(CueKind::OtherComplaint, "another-complaint").filter(|_| support.is_none() && !spinal_pain))
}

/// What in the report supports imaging: the scenario of a node that the exam shows, else signs and symptoms.
fn report_supports<'a>(case: &'a Case, nodes: &[&Node], gravest: &'a Node) -> Option<(&'static str, &'a str)> {
    let rule = match gravest.scenario {
        Scenario::RedFlag => "report-red-flag",
        Scenario::PosteriorExtension => "report-posterior-extension",
        Scenario::Differential => "report-differential",
        Scenario::Acute => "report-acute-node",
        Scenario::Symptomatic => "report-localized-pain",
        Scenario::Incidental | Scenario::NotApplicable => {
            let speaks = |level: Option<Level>| nodes.iter().any(|node| speaks_for(level, node));
            let held = case.supports.iter().filter(|(_, level, _)| speaks(*level));
            return held
                .min_by_key(|(support, ..)| *support)
                .map(|(support, _, words)| (of_report(*support), &**words));
        }
    };
    Some((rule, &gravest.because))
}

fn of_report(support: Support) -> &'static str {
    match support {
        Support::RedFlag => "report-red-flag",
        Support::Radicular => "report-radicular",
        Support::Differential => "report-differential",
        Support::AcuteNode => "report-acute-node",
        Support::Worsening => "report-worsening",
        Support::Trauma => "report-trauma",
        Support::Refractory => "report-refractory-pain",
        Support::LocalizedPain => "report-localized-pain",
    }
}
