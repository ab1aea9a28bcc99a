//! What the sentences before spoke of, for the sentences that go on with it.

use super::Statement;
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::correction::Named;
use crate::extract::place::Item;
use crate::finding::{Acuity, Change, Evidence, Finding, FindingKind, Role, Section};
use std::cell::Cell;
use std::ops::Range;

/// What was said of a lesion, with its evidence: it becomes the node's if the lesion turns out to be one.
#[derive(Clone, Debug, Default)]
pub(super) struct Carried {
    pub(super) size: Option<(f64, Evidence)>,
    pub(super) acuity: Option<(Acuity, Evidence)>,
    pub(super) change: Option<(Change, Evidence)>,
    pub(super) posterior: Option<Evidence>,
}

impl Carried {
    /// Takes what was said later; what is said again holds.
    pub(super) fn add(&mut self, later: Self) {
        self.size = later.size.or(self.size.take());
        self.acuity = later.acuity.or(self.acuity.take());
        self.change = later.change.or(self.change.take());
        self.posterior = later.posterior.or(self.posterior.take());
    }

    /// Puts what a finding lacks into it.
    pub(super) fn apply(&self, finding: &mut Finding) {
        if let (Some((change, evidence)), None) = (&self.change, finding.change) {
            finding.change = Some(*change);
            finding.evidence.push(evidence.clone());
        }
        if !finding.status.is_asserted() {
            return;
        }
        if let (Some((size, evidence)), None) = (&self.size, finding.size_mm) {
            finding.size_mm = Some(*size);
            finding.evidence.push(evidence.clone());
        }
        if let (Some((acuity, evidence)), None) = (&self.acuity, finding.acuity) {
            finding.acuity = Some(*acuity);
            finding.evidence.push(evidence.clone());
        }
        if let Some(evidence) = &self.posterior {
            finding.posterior_extension = Some(true);
            finding.evidence.push(evidence.clone());
        }
    }
}

/// The place or thing that the text speaks of.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    /// Its places; never none.
    pub(super) items: Vec<Item>,
    /// A defect, focus or pit was described there, not yet named.
    pub(super) lesion: bool,
    /// Its place began the sentence: `L4-5 extrusion.`
    pub(super) leads: bool,
    /// It is the nodes last named.
    pub(super) node: bool,
    /// What was said of it.
    pub(super) carried: Carried,
    /// What was said at each of its places alone; empty if nothing was.
    pub(super) each: Vec<Carried>,
    /// The last sentence that spoke of it.
    pub(super) sentence: usize,
    pub(super) paragraph: u32,
    pub(super) section: Section,
}

impl Topic {
    /// Puts what was said of it into a node that it turned out to be.
    pub(super) fn apply(&self, finding: &mut Finding) {
        self.carried.apply(finding);
        let there = |i: &Item| i.level == finding.level && i.endplate == finding.endplate;
        let own = self.items.iter().position(there).and_then(|i| self.each.get(i));
        if let Some(own) = own {
            own.apply(finding);
        }
    }

    /// The one of its places that lies at a level.
    pub(super) fn at(&self, level: Option<Level>) -> Option<&Item> {
        let mut there = self.items.iter().filter(|i| i.level == level);
        there.next().filter(|_| there.next().is_none())
    }
}

/// What the sentences before spoke of.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Memory {
    /// Statements of the nodes last named (indices into the list of statements).
    pub(in crate::extract) nodes: Vec<usize>,
    /// Those and the ones that the sentences right before named, one a place, in their order: what `both` and `the
    /// former` choose from.
    pub(super) run: Vec<usize>,
    /// The one left of them was told apart by its place, or named anew.
    pub(super) told_apart: bool,
    /// Those of them that the sentence at hand told apart.
    pub(super) spoken: Vec<usize>,
    /// Those that words of the sentence at hand stand for.
    pub(in crate::extract) meant: Vec<usize>,
    /// The last sentence that spoke of them.
    pub(in crate::extract) sentence: usize,
    /// The heading over the sentence that named them, or that told one of them apart.
    pub(super) heading: Option<Range<usize>>,
    /// Spaces before the line that named them.
    pub(super) indent: u8,
    /// The last sentence that named a node, there or not.
    pub(super) named: Option<usize>,
    /// The section of the sentence before.
    pub(super) section: Section,
    /// The last sentence that spoke of oedema.
    pub(super) edema: Option<usize>,
    /// What the last sentence that named a finding named first.
    pub(super) kind: Option<(usize, FindingKind)>,
    /// The sentence behind one that named a node and another finding, and whether the node was the first.
    pub(super) beside_other: Option<(usize, bool)>,
    /// The sentence behind one whose subject was another finding.
    pub(super) rival: Option<usize>,
    /// The report speaks of other nodes, too, which `the nodes` far from any other name may be.
    pub(in crate::extract) other_nodes: bool,
    /// What the text speaks of now.
    pub(super) topic: Option<Topic>,
    /// What an addendum said was wrong, to be put right by its next sentence.
    pub(super) corrected: Named,
    /// What was stated before each addendum.
    pub(in crate::extract) before_addenda: Vec<Vec<Statement>>,
    /// A statement of a node, and how many statements before it are of none: what was looked at is not looked at again.
    node: Cell<(Option<usize>, usize)>,
    /// Somebody asked for the topic.
    asked: Cell<bool>,
    /// Somebody did before the last sentence was read, and only what it leaves to be remembered was left.
    asked_in_reading: Cell<bool>,
}

impl Memory {
    /// Whether a node, there or not, was named before.
    pub(in crate::extract) fn node_ever(&self, out: &[Statement]) -> bool {
        let node = |s: &Statement| s.finding.kind == FindingKind::SchmorlNode;
        let (found, none) = self.node.get();
        // what was said may have been taken back
        let none = none.min(out.len());
        let found = found.filter(|&at| out.get(at).is_some_and(node));
        let found = found.or_else(|| out[none..].iter().position(node).map(|at| none + at));
        self.node.set((found, found.map_or(out.len(), |at| none.min(at))));
        found.is_some() || self.named.is_some()
    }

    /// Notes what a sentence named.
    pub(super) fn spoke(&mut self, atoms: &[Atom], number: usize) {
        let kind = |a: &Atom| match a.what {
            What::Node { .. } | What::Anaphor { .. } => Some(FindingKind::SchmorlNode),
            What::Modic(_) => Some(FindingKind::ModicChange),
            What::Edema(_) => Some(FindingKind::MarrowEdema),
            _ => None,
        };
        if let Some(first) = atoms.iter().find_map(kind) {
            self.kind = Some((number, first));
        }
        if atoms.iter().any(|a| kind(a) == Some(FindingKind::MarrowEdema)) {
            self.edema = Some(number);
        }
    }

    /// Takes nodes for those that the sentence before a sentence named.
    pub(in crate::extract) fn speaks_of(&mut self, nodes: Vec<usize>, sentence: usize, section: Section) {
        self.run.clone_from(&nodes);
        self.nodes = nodes;
        self.sentence = sentence.saturating_sub(1);
        self.section = section;
        self.rival = None;
        self.beside_other = None;
    }

    /// Whether a node was named so near before a sentence that `it` may speak of it.
    pub(in crate::extract) fn close(&self, sentence: usize, section: Section) -> bool {
        same_part(self.section, section) && !self.nodes.is_empty() && sentence.abs_diff(self.sentence) <= 2
    }

    /// Whether the topic was asked for since the last time that this was.
    pub(in crate::extract) fn was_asked(&self) -> bool {
        self.asked.take()
    }

    /// Notes that a sentence was read, but for what it leaves to be remembered.
    pub(super) fn has_read(&self) {
        self.asked_in_reading.set(self.asked.get());
    }

    /// Whether the topic was asked for in reading the last sentence, what it leaves to be remembered aside.
    pub(in crate::extract) fn was_asked_in_reading(&self) -> bool {
        self.asked_in_reading.get()
    }

    /// Whether a node, there or not, was named right before a sentence: `the one at L2` may be another.
    pub(in crate::extract) fn just_named(&self, sentence: usize, section: Section) -> bool {
        self.section == section && self.named.is_some_and(|named| sentence.abs_diff(named) <= 2)
    }

    /// Whether a node, there or not, was named right before a sentence, in whatever section.
    pub(in crate::extract) fn lately_named(&self, sentence: usize) -> bool {
        self.named.is_some_and(|named| sentence.abs_diff(named) <= 2)
    }

    /// The topic, if a sentence can go on with it. Nothing else may look at a topic where no node was
    /// named just before.
    pub(super) fn topic(&self, sentence: usize, section: Section, paragraph: u32) -> Option<&Topic> {
        self.asked.set(true);
        self.topic.as_ref().filter(|topic| {
            let away = sentence.abs_diff(topic.sentence);
            topic.section == section && (away <= 1 || away <= 3 && topic.paragraph == paragraph)
        })
    }

    /// The one level that the text speaks of.
    pub(super) fn level(&self, sentence: usize, section: Section, paragraph: u32) -> Option<Level> {
        let topic = self.topic(sentence, section, paragraph);
        topic.filter(|topic| Self::one_level(topic)).and_then(|topic| topic.items[0].level)
    }

    /// Whether the topic is one level: several are none that a bare endplate could be of.
    pub(super) fn one_level(topic: &Topic) -> bool {
        let mut levels = topic.items.iter().map(|i| i.level);
        let first = levels.next().flatten();
        first.is_some() && levels.all(|level| level == first)
    }

    /// Notes which nodes an addendum put right: its next sentence may go on with them.
    pub(super) fn corrects(&mut self, nodes: Vec<usize>, sentence: usize, section: Section) {
        if !nodes.is_empty() {
            self.run.clone_from(&nodes);
            self.nodes = nodes;
            self.sentence = sentence;
            self.section = section;
            self.topic = None;
        }
    }

    /// Notes the nodes that a sentence named.
    pub(super) fn names(&mut self, nodes: Vec<usize>, goes_on: bool, out: &[Statement]) {
        if !goes_on {
            self.run.clear();
        }
        // `three nodes. They lie in L1, L2 and L4`: those told are no more than these
        if nodes.iter().all(|&n| out[n].finding.level.is_some()) {
            self.run.retain(|&n| out[n].finding.level.is_some());
        }
        for &n in &nodes {
            let place = |n: usize| (out[n].finding.level, out[n].finding.endplate);
            let (level, endplate) = place(n);
            let side = |other| endplate.is_none() || other == endplate;
            if !self.run.iter().any(|&m| place(m).0 == level && side(place(m).1)) {
                self.run.push(n);
            }
        }
        // none of the run is of their sentence: they were named before, and are named anew
        self.told_apart = !nodes.iter().any(|n| self.run.contains(n));
        self.nodes = nodes;
    }

    /// The nodes that words for several choose from.
    pub(in crate::extract) fn several(&self) -> &[usize] {
        if self.run.len() > self.nodes.len() { &self.run } else { &self.nodes }
    }

    /// Forgets the topic.
    pub(super) fn drop_topic(&mut self) {
        self.topic = None;
    }
}

/// Whether text of two sections may go on: findings may stand under no heading, and go on under `Discussion`.
pub(super) fn same_part(a: Section, b: Section) -> bool {
    const FINDINGS: [Section; 2] = [Section::Body, Section::Findings];
    a == b || FINDINGS.contains(&a) && FINDINGS.contains(&b)
}

/// A finding's place, to be taken over by another.
pub(super) fn item_of(finding: &Finding) -> Item {
    let span = |role| finding.evidence.iter().find(|e| e.role == role).map(|e| e.span);
    Item {
        level: finding.level,
        endplate: finding.endplate,
        level_span: span(Role::Level),
        endplate_span: span(Role::Endplate),
        ..Item::default()
    }
}

/// The places of statements.
pub(super) fn items_of(nodes: &[usize], out: &[Statement]) -> Vec<Item> {
    nodes.iter().map(|&n| item_of(&out[n].finding)).collect()
}
