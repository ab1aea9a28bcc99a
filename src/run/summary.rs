//! The account of a run. Holds counts only, never text, ids or names.

use crate::extract::Reading;
use crate::finding::{FindingKind, Status};
use crate::guidance::Scenario;
use crate::read::{Archive, Encoding, Reason};
use crate::report::Report;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

const KINDS: [FindingKind; 3] = [FindingKind::SchmorlNode, FindingKind::ModicChange, FindingKind::MarrowEdema];
const STATUSES: [Status; 4] = [Status::Present, Status::Possible, Status::Absent, Status::Historical];

/// What was counted. `read = scanned + rejected` always holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records read.
    pub read: u64,
    /// Reports scanned.
    pub scanned: u64,
    /// Records that gave no report.
    pub rejected: u64,
    /// Scanned reports that have findings.
    pub with_mention: u64,
    /// Of these, reports whose id an earlier one of them had: addenda, or exports that overlap.
    pub repeated_ids: u64,
    /// Scanned records that are addenda, joined to their reports and scanned as parts of them.
    pub joined: u64,
    /// Scanned reports whose text is as long as a cell of Excel can be, and was most likely cut off there.
    pub cut_texts: u64,
    /// Findings by kind and status; every kind and status is there.
    pub findings: BTreeMap<FindingKind, BTreeMap<Status, u64>>,
    /// Nodes by the scenario of the guidance; every scenario is there.
    pub scenarios: BTreeMap<Scenario, u64>,
    /// Rejected records by reason; every reason is there.
    #[serde(deserialize_with = "reasons")]
    pub rejected_by_reason: BTreeMap<&'static str, u64>,
    /// Scanned reports by the encoding of their text; every encoding is there.
    pub encodings: BTreeMap<Encoding, u64>,
}

impl Default for Tally {
    fn default() -> Self {
        let statuses: BTreeMap<Status, u64> = STATUSES.map(|status| (status, 0)).into();
        Self {
            read: 0,
            scanned: 0,
            rejected: 0,
            with_mention: 0,
            repeated_ids: 0,
            joined: 0,
            cut_texts: 0,
            findings: KINDS.map(|kind| (kind, statuses.clone())).into(),
            scenarios: Scenario::ALL.map(|scenario| (scenario, 0)).into(),
            rejected_by_reason: Reason::NAMES.map(|name| (name, 0)).into(),
            encodings: Encoding::ALL.map(|encoding| (encoding, 0)).into(),
        }
    }
}

impl Tally {
    /// Counts a rejected record.
    pub(super) fn reject(&mut self, reason: Reason) {
        self.read += 1;
        self.rejected += 1;
        *self.rejected_by_reason.entry(reason.name()).or_default() += 1;
    }

    /// Counts a scanned report.
    pub(super) fn scanned(&mut self, report: &Report, encoding: Encoding, reading: &Reading) {
        self.read += 1;
        self.scanned += 1;
        self.cut_texts += u64::from(report.is_cut);
        self.with_mention += u64::from(!reading.findings.is_empty());
        *self.encodings.entry(encoding).or_default() += 1;
        for finding in &reading.findings {
            *self.findings.entry(finding.kind).or_default().entry(finding.status).or_default() += 1;
            if let Some(advice) = &finding.guidance {
                *self.scenarios.entry(advice.scenario).or_default() += 1;
            }
        }
    }

    /// Counts an addendum that was scanned as part of its report.
    pub(super) fn joined(&mut self, encoding: Encoding) {
        self.passed(1, encoding);
        self.joined += 1;
    }

    /// Counts reports that hold nothing.
    pub(super) fn passed(&mut self, count: u64, encoding: Encoding) {
        self.read += count;
        self.scanned += count;
        *self.encodings.entry(encoding).or_default() += count;
    }

    /// Adds another count.
    pub(super) fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.scanned += other.scanned;
        self.rejected += other.rejected;
        self.with_mention += other.with_mention;
        self.repeated_ids += other.repeated_ids;
        self.joined += other.joined;
        self.cut_texts += other.cut_texts;
        for (kind, statuses) in &other.findings {
            add_all(self.findings.entry(*kind).or_default(), statuses);
        }
        add_all(&mut self.scenarios, &other.scenarios);
        add_all(&mut self.rejected_by_reason, &other.rejected_by_reason);
        add_all(&mut self.encodings, &other.encodings);
    }
}

/// Counts by the names of reasons, of which there are no others.
fn reasons<'de, D: Deserializer<'de>>(read: D) -> Result<BTreeMap<&'static str, u64>, D::Error> {
    let counts = BTreeMap::<String, u64>::deserialize(read)?;
    let count = |name: &'static str| (name, counts.get(name).copied().unwrap_or(0));
    Ok(Reason::NAMES.map(count).into())
}

fn add_all<K: Ord + Copy>(counts: &mut BTreeMap<K, u64>, others: &BTreeMap<K, u64>) {
    for (key, count) in others {
        *counts.entry(*key).or_default() += count;
    }
}

/// The account of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// What was counted.
    #[serde(flatten)]
    pub tally: Tally,
    /// Bytes read.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// Version of this program.
    pub version: &'static str,
    /// Hash of the lexicons.
    pub lexicon_hash: String,
    /// Version of the guidance; empty without.
    pub guidance_version: String,
    /// Hash of the guidance; empty without.
    pub guidance_hash: String,
    /// Decisions that the user should know of.
    pub notes: Vec<String>,
}

impl Summary {
    pub(super) fn new(tally: Tally, archive: &Archive, taken: Duration) -> Self {
        Self {
            tally,
            bytes: archive.bytes(),
            seconds: (taken.as_secs_f64() * 1e3).round() / 1e3,
            version: env!("CARGO_PKG_VERSION"),
            lexicon_hash: String::new(),
            guidance_version: String::new(),
            guidance_hash: String::new(),
            notes: archive.notes().to_vec(),
        }
    }
}
