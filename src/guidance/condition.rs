//! The closed list of what rules can ask of a node and its report.

/// Sets of conditions that exclude each other.
const EXCLUSIVE: [&[Condition]; 5] = [
    &[Condition::Present, Condition::Possible, Condition::Absent, Condition::Historical],
    &[Condition::EdemaPresent, Condition::EdemaAbsent],
    &[Condition::Acute, Condition::Subacute, Condition::Chronic],
    &[Condition::New, Condition::Stable, Condition::Increased, Condition::Decreased],
    &[Condition::UpperLumbar, Condition::LowerLumbar],
];

macro_rules! conditions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $words:literal;)*) => {
        /// Something that may hold of a node or its report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Condition {
            $($(#[$doc])* $name,)*
        }

        impl Condition {
            /// Every condition.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name in the guidance file.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it is called in a sentence.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

conditions! {
    /// The node is stated.
    Present = "present", "a stated node";
    /// The node is hedged.
    Possible = "possible", "a possible node";
    /// The node is denied.
    Absent = "absent", "a denied node";
    /// The node is of the past only.
    Historical = "historical", "a node of the past";
    /// The clinical information holds a red flag.
    RedFlag = "red_flag", "red flag";
    /// Radicular signs.
    Radicular = "radicular", "radicular signs";
    /// Localized pain that speaks for the node.
    LocalizedPain = "localized_pain", "localized pain";
    /// Non-specific pain of the spine.
    NonspecificPain = "nonspecific_pain", "non-specific pain";
    /// Another diagnosis raised for the place.
    Differential = "differential", "other diagnosis at the place";
    /// The report advises imaging for the node.
    FollowupRecommended = "followup_recommended", "imaging advised by the report";
    /// The node reaches the epidural space, the canal, the thecal sac or a root.
    PosteriorExtension = "posterior_extension", "posterior extension";
    /// Oedema goes with the node.
    EdemaPresent = "edema_present", "edema";
    /// Oedema is denied.
    EdemaAbsent = "edema_absent", "denied edema";
    /// The node is acute.
    Acute = "acute", "acute age";
    /// The node is subacute.
    Subacute = "subacute", "subacute age";
    /// The node is chronic.
    Chronic = "chronic", "chronic age";
    /// A Modic change at the node's place.
    Modic = "modic", "Modic change at the place";
    /// Measured, and 3 mm at most.
    Small = "small", "size of 3 mm or less";
    /// L1 to L3.
    UpperLumbar = "upper_lumbar", "level L1 to L3";
    /// L4 to L5.
    LowerLumbar = "lower_lumbar", "level L4 to L5";
    /// Not there before.
    New = "new", "a new node";
    /// Unchanged.
    Stable = "stable", "an unchanged node";
    /// Larger than before.
    Increased = "increased", "a larger node";
    /// Smaller than before.
    Decreased = "decreased", "a smaller node";
}

impl Condition {
    /// The condition of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|condition| condition.name() == name)
    }
}

/// A set of conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions(u32);

const _: () = assert!(Condition::ALL.len() <= 32);

impl Conditions {
    pub(super) fn with(self, condition: Condition) -> Self {
        Self(self.0 | 1 << condition as u32)
    }

    pub(super) fn without(self, condition: Condition) -> Self {
        Self(self.0 & !(1 << condition as u32))
    }

    pub(super) fn has(self, condition: Condition) -> bool {
        self.0 & 1 << condition as u32 != 0
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn holds_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub(super) fn holds_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Condition> {
        Condition::ALL.iter().copied().filter(move |condition| self.has(*condition))
    }

    /// Every combination of these conditions that a node can have. Conditions outside the set are left out.
    pub(super) fn combinations(self) -> Vec<Self> {
        let mut all = vec![Self::default()];
        let mut extend = |options: &[Condition]| {
            let before = std::mem::take(&mut all);
            for set in before {
                all.push(set);
                all.extend(options.iter().map(|option| set.with(*option)));
            }
        };
        for group in EXCLUSIVE {
            let asked: Vec<Condition> = group.iter().copied().filter(|condition| self.has(*condition)).collect();
            extend(&asked);
        }
        for condition in self.iter().filter(|c| !EXCLUSIVE.iter().any(|group| group.contains(c))) {
            extend(&[condition]);
        }
        // a node has a status: without any only where not all four are asked for
        let statuses = EXCLUSIVE[0].iter().copied().fold(Self::default(), Self::with);
        if self.holds_all(statuses) {
            all.retain(|set| set.holds_any(statuses));
        }
        all
    }
}

impl FromIterator<Condition> for Conditions {
    fn from_iter<I: IntoIterator<Item = Condition>>(all: I) -> Self {
        all.into_iter().fold(Self::default(), Self::with)
    }
}
