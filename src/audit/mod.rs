//! Follow-up imaging orders against the guidance: which add nothing, and where imaging was advised and needed but
//! never ordered.
//!
//! ```text
//! reports ──run──▶ cases ─┐
//!                         ├─ join ─ judge ──▶ rows, tally ──stats──▶ summary
//! orders ──read──▶ orders ┘
//! ```
//!
//! Reports come as text or as lines of an earlier scan; only those with a node are kept, and of these what an order is
//! judged by (`cases`). Orders are read by the readers of reports (`orders`); only those of patients with such a report
//! are kept, words that they share once. Then patients are joined and judged one by one (`join`, `judge`; the rules are
//! those of the project's audit guidance, in order, and the head comments hold the rulings), several at a time, and
//! rows are written in the order of patient, exam and order.
//!
//! *Invariants.* Every order gets exactly one verdict, or is rejected or unmatched with a reason: read = judged +
//! unmatched + rejected. Rows depend on the inputs, lexicons, guidance and options alone. No text in the summary.

mod cases;
mod dates;
mod error;
mod exam;
mod join;
mod judge;
mod orders;
mod row;
mod stats;
mod summary;
mod tally;
mod work;

pub use dates::{Column, DateOrder, Moment, Unclear, Written};
pub use error::Error;
pub use orders::{
    ORDER, ORDER_DATE, ORDER_DEPARTMENT, ORDER_EXAM, ORDER_ID, ORDER_MODALITY, ORDER_PART, ORDER_PATIENT,
    ORDER_PROVIDER, ORDER_REASON, ORDER_STATUS, wanted,
};
pub use row::{AuditRow, COLUMNS, Format};
pub use stats::{GroupRates, Quartiles, Rate, Withheld};
pub use summary::{DaysToOrder, OrderAccount, Overall, ReportAccount, Step, Summary};
pub use tally::Dimension;
pub use work::{Job, Sinks, run};

use serde::Serialize;

/// What was decided on an order, or on a report without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The node is incidental, the order is for it, and nothing supports imaging.
    Discordant,
    /// The reason or the report holds something that supports imaging.
    Supported,
    /// Another region, or a reason that has nothing to do with the node.
    Unrelated,
    /// No reason, or one that does not tell.
    Indeterminate,
    /// The report advised imaging that was needed, and no order came inside the window.
    Unfulfilled,
    /// The same, and the window is still open.
    Pending,
    /// The report itself advises imaging for an incidental node.
    RecommendedAgainstGuidance,
}

impl Verdict {
    /// Every verdict, those on orders first.
    pub const ALL: [Self; 7] = [
        Self::Discordant,
        Self::Supported,
        Self::Unrelated,
        Self::Indeterminate,
        Self::Unfulfilled,
        Self::Pending,
        Self::RecommendedAgainstGuidance,
    ];
    /// How many of them are on orders.
    const OF_ORDERS: usize = 4;

    /// Its name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Discordant => "discordant",
            Self::Supported => "supported",
            Self::Unrelated => "unrelated",
            Self::Indeterminate => "indeterminate",
            Self::Unfulfilled => "unfulfilled",
            Self::Pending => "pending",
            Self::RecommendedAgainstGuidance => "recommended_against_guidance",
        }
    }
}

/// Why an order got no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outside {
    /// The patient has no report with a node that can be joined.
    NoReport,
    /// It came before every such report.
    BeforeExam,
    /// The report before it is longer ago than the window.
    OutsideWindow,
    /// It was cancelled.
    Cancelled,
    /// An order of that id came before.
    Repeated,
    /// It is no imaging.
    NotImaging,
}

impl Outside {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::NoReport, Self::BeforeExam, Self::OutsideWindow, Self::Cancelled, Self::Repeated, Self::NotImaging];
}

/// Whether rows hold the words of reasons and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// They do.
    Kept,
    /// They do not.
    LeftOut,
}
