//! What the reason of an imaging order says, and what of a report's clinical information supports imaging without
//! being a fact of the guidance.

use crate::anatomy::Level;
use crate::span::Span;

/// What supports imaging, by the project's audit rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Support {
    /// A red flag that is not denied.
    RedFlag,
    /// Radiculopathy, sciatica, pain radiating to a leg.
    Radicular,
    /// Fracture, metastasis, tumour or infection, raised or asked for.
    Differential,
    /// A node that is acute, or marrow oedema.
    AcuteNode,
    /// Pain or symptoms that are new or worse.
    Worsening,
    /// Trauma or load that is not long past.
    Trauma,
    /// Pain that conservative care did not settle.
    Refractory,
    /// Pain that began suddenly or is felt at one place.
    LocalizedPain,
}

impl Support {
    /// Its name: the rule that it stands for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RedFlag => "red-flag",
            Self::Radicular => "radicular",
            Self::Differential => "differential",
            Self::AcuteNode => "acute-node",
            Self::Worsening => "worsening",
            Self::Trauma => "trauma",
            Self::Refractory => "refractory-pain",
            Self::LocalizedPain => "localized-pain",
        }
    }

    /// The support of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        use Support::{AcuteNode, Differential, LocalizedPain, Radicular, RedFlag, Refractory, Trauma, Worsening};
        [RedFlag, Radicular, Differential, AcuteNode, Worsening, Trauma, Refractory, LocalizedPain]
            .into_iter()
            .find(|support| support.name() == name)
    }
}

/// What one stretch of a reason says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CueKind {
    /// Something that supports imaging.
    Supports(Support),
    /// Pain of the spine of which no more is said.
    NonspecificPain,
    /// A Schmorl's node.
    Node,
    /// Another finding of an endplate, or a Modic change.
    Endplate,
    /// An incidental finding, or an abnormal image, of which no more is said.
    Incidental,
    /// Plain follow-up.
    FollowUp,
    /// An operation on the spine, done or planned.
    PostOperative,
    /// The staging or surveillance of a cancer.
    Staging,
    /// Another finding.
    OtherFinding,
    /// Another finding that is only asked for.
    AskedFinding,
    /// A complaint of another part of the body.
    OtherComplaint,
}

impl CueKind {
    /// What a code may say: the name of a support, or of another kind.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "node" => Some(Self::Node),
            "nonspecific-pain" => Some(Self::NonspecificPain),
            "incidental-finding" => Some(Self::Incidental),
            "post-operative" => Some(Self::PostOperative),
            "cancer-staging" => Some(Self::Staging),
            "another-finding" => Some(Self::OtherFinding),
            support => Support::parse(support).map(Self::Supports),
        }
    }
}

/// One thing that a reason says, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// What it says.
    pub kind: CueKind,
    /// The words.
    pub span: Span,
    /// The level that pain is said to be at, where one is said; it then speaks for that level only.
    pub level: Option<Level>,
    /// Id of the lexicon row that read it, or the stage that did.
    pub rule: String,
}

/// What a reason says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// In text order.
    pub cues: Vec<Cue>,
    /// Every level and region that it names.
    pub levels: Vec<Level>,
    /// It says that no reason is given: `see notes`.
    pub unstated: bool,
}
