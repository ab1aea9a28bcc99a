//! Facts of a report that guidance rests on, beside its findings: why the exam was done, what else was raised, what was
//! advised.

use crate::anatomy::Level;
use crate::finding::{Section, Status};
use crate::reason::Cue;
use crate::span::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a fact says. Denied facts are none: a report that denies fever has no fact of fever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A sign of another, serious diagnosis in the clinical information.
    RedFlag(RedFlag),
    /// Radiculopathy, sciatica, pain that radiates to a leg.
    Radicular,
    /// Pain of the spine that began suddenly, after trauma or load, is felt at one level, or was not settled by
    /// conservative care.
    LocalizedPain(PainReason),
    /// Pain of the spine of which no more is said.
    NonspecificPain,
    /// Another diagnosis, possible or present.
    Differential(Diagnosis),
    /// The report itself advises imaging.
    FollowupRecommended(FollowUp),
}

impl FactKind {
    /// Its name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RedFlag(_) => "red_flag",
            Self::Radicular => "radicular",
            Self::LocalizedPain(_) => "localized_pain",
            Self::NonspecificPain => "nonspecific_pain",
            Self::Differential(_) => "differential",
            Self::FollowupRecommended(_) => "followup_recommended",
        }
    }

    /// What kind of flag, pain or diagnosis, or which exam was advised.
    #[must_use]
    pub fn detail(self) -> Option<&'static str> {
        match self {
            Self::RedFlag(flag) => Some(flag.name()),
            Self::LocalizedPain(reason) => Some(reason.name()),
            Self::Differential(diagnosis) => Some(diagnosis.name()),
            Self::FollowupRecommended(advice) => advice.modality.map(Modality::name),
            Self::Radicular | Self::NonspecificPain => None,
        }
    }
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $type {
            /// Its name in the output.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

names! {
    /// Kind of a red flag.
    RedFlag {
        /// Fever, chills, night sweats, unexplained weight loss.
        Constitutional = "constitutional",
        /// A deficit of the legs, bladder or bowel that is new or progresses.
        Deficit = "deficit",
        /// A syndrome of such deficits: cauda equina. Told as `deficit`; one can ask for it.
        Syndrome = "deficit",
        /// Known or suspected cancer.
        Cancer = "cancer",
        /// A cancer named by its organ or cell. Told as `cancer`; a question about metastases does not put it in doubt.
        Primary = "cancer",
        /// Known or suspected infection, or use of drugs into a vein.
        Infection = "infection",
    }
}

names! {
    /// What makes pain localized.
    PainReason {
        /// It began suddenly.
        Onset = "onset",
        /// It followed trauma or load.
        Trauma = "trauma",
        /// It is felt at one place.
        Level = "level",
        /// Conservative care did not settle it.
        Refractory = "refractory",
    }
}

names! {
    /// A diagnosis that a node must not be confused with.
    Diagnosis {
        /// A fracture that is not old or healed.
        Fracture = "fracture",
        /// Metastasis.
        Metastasis = "metastasis",
        /// Any other tumour that is not benign.
        Tumor = "tumor",
        /// Infection of a vertebra or disc.
        Infection = "infection",
    }
}

names! {
    /// An imaging method.
    Modality {
        /// Magnetic resonance.
        Mri = "mri",
        /// Computed tomography.
        Ct = "ct",
        /// Plain films.
        Radiograph = "radiograph",
        /// Bone scan, SPECT, PET.
        Nuclear = "nuclear",
        /// Ultrasound.
        Ultrasound = "ultrasound",
        /// Anything else: densitometry, discography, angiography.
        Other = "other",
    }
}

names! {
    /// Side of the body.
    Side {
        /// Left.
        Left = "left",
        /// Right.
        Right = "right",
        /// Both.
        Both = "both",
    }
}

names! {
    /// Unit of an interval.
    TimeUnit {
        /// Days.
        Day = "day",
        /// Weeks.
        Week = "week",
        /// Months.
        Month = "month",
        /// Years.
        Year = "year",
    }
}

/// A stretch of time: `3 months`, `6-12 weeks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least of the numbers said.
    pub least: u32,
    /// The greatest.
    pub most: u32,
    /// What is counted.
    pub unit: TimeUnit,
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { least, most, unit } = *self;
        if least != most {
            write!(f, "{least}-")?;
        }
        write!(f, "{most} {}{}", unit.name(), if most == 1 { "" } else { "s" })
    }
}

/// Imaging that a report advises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FollowUp {
    /// Which exam, where the report says.
    pub modality: Option<Modality>,
    /// After how long, where the report says.
    pub interval: Option<Interval>,
}

/// One fact with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it says.
    pub kind: FactKind,
    /// `Present` or `Possible`.
    pub status: Status,
    /// The level that it was said of, where one was.
    pub level: Option<Level>,
    /// The side, where one was said.
    pub side: Option<Side>,
    /// The part of the report that it stands in.
    pub section: Section,
    /// The words.
    pub span: Span,
    /// Words of another sentence that made it what it is: the fall behind the pain.
    pub support: Option<Span>,
    /// The nodes that it speaks for, as places in the list of findings; `None`: for every node.
    pub speaks_for: Option<Vec<usize>>,
    /// Id of the lexicon row that read it.
    pub rule: String,
}

impl Fact {
    /// Whether it speaks for the finding at this place of the list.
    #[must_use]
    pub fn speaks_for(&self, finding: usize) -> bool {
        self.speaks_for.as_ref().is_none_or(|all| all.contains(&finding))
    }
}

/// What the report tells of its exam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exam {
    /// The exam is, or is not, an MRI; `None` where the text does not tell.
    pub mri: Option<bool>,
    /// A sequence that shows oedema was, or was not, among those listed; `None` where none is listed.
    pub fluid_sensitive: Option<bool>,
    /// The report says why the exam was done.
    pub indication: bool,
}

/// Everything but findings that guidance asks of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// In text order.
    pub facts: Vec<Fact>,
    /// What supports imaging and is no fact: trauma, care that failed, symptoms that are new or worse. In text order.
    pub supports: Vec<Cue>,
    /// The exam.
    pub exam: Exam,
}

#[cfg(test)]
mod tests {
    use super::{Interval, TimeUnit};

    #[test]
    fn intervals_in_words() {
        let words = |least, most, unit| Interval { least, most, unit }.to_string();
        assert_eq!(words(1, 1, TimeUnit::Year), "1 year");
        assert_eq!(words(6, 12, TimeUnit::Week), "6-12 weeks");
    }
}
