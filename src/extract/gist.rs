//! What a stretch of atoms may say, all together: a rule first asks whether what it looks for is there at all.
//!
//! Most rules of the grammar look for something that most sentences do not have (a question, a denial, a bracket), and
//! each would walk the sentence to find that out. This is made once in a walk; a question to it is a test of a bit.

use super::atoms::{Atom, What};
use crate::lexicon::tag::{Tag, TagSet};

/// Tags, marks and kinds of a stretch of atoms. What is not in it is nowhere there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gist {
    tags: TagSet,
    marks: u128,
    kinds: u16,
}

/// What an atom is, as a bit of [`Gist`].
pub(super) mod kind {
    pub(in crate::extract) const WORD: u16 = 1;
    pub(in crate::extract) const LEVELS: u16 = 1 << 1;
    pub(in crate::extract) const SIZE: u16 = 1 << 2;
    pub(in crate::extract) const NUMBER: u16 = 1 << 3;
    pub(in crate::extract) const NODE: u16 = 1 << 4;
    pub(in crate::extract) const MODIC: u16 = 1 << 5;
    pub(in crate::extract) const EDEMA: u16 = 1 << 6;
    pub(in crate::extract) const OTHER: u16 = 1 << 7;
    pub(in crate::extract) const LESION: u16 = 1 << 8;
    pub(in crate::extract) const ANAPHOR: u16 = 1 << 9;
}

impl Gist {
    pub(super) fn of(atoms: &[Atom]) -> Self {
        let mut said = Self::default();
        for atom in atoms {
            said.tags = said.tags.with(atom.tags);
            said.kinds |= match atom.what {
                What::Mark(mark) => {
                    said.marks |= bit(mark);
                    0
                }
                What::Phrase => 0,
                What::Word => kind::WORD,
                What::Levels(_) => kind::LEVELS,
                What::Size(_) => kind::SIZE,
                What::Number(_) => kind::NUMBER,
                What::Node { .. } => kind::NODE,
                What::Modic(_) => kind::MODIC,
                What::Edema(_) => kind::EDEMA,
                What::Other => kind::OTHER,
                What::Lesion => kind::LESION,
                What::Anaphor { .. } => kind::ANAPHOR,
            };
        }
        said
    }

    /// What both say.
    pub(super) const fn with(self, other: Self) -> Self {
        Self { tags: self.tags.with(other.tags), marks: self.marks | other.marks, kinds: self.kinds | other.kinds }
    }

    /// Whether a phrase may mean this.
    #[inline(always)]
    pub(super) const fn has(&self, tag: Tag) -> bool {
        self.tags.has(tag)
    }

    /// Whether a phrase may mean any of these.
    #[inline(always)]
    pub(super) fn any(&self, tags: &[Tag]) -> bool {
        self.tags.any(tags)
    }

    /// Whether one of these marks stands there.
    #[inline(always)]
    pub(super) fn marks(&self, marks: &[u8]) -> bool {
        marks.iter().any(|mark| self.marks & bit(*mark) != 0)
    }

    /// Whether an atom is of one of these kinds: bits of [`kind`].
    #[inline(always)]
    pub(super) const fn kinds(&self, kinds: u16) -> bool {
        self.kinds & kinds != 0
    }
}

/// What a rule finds, which is asked only where the gist says that its words are there. Builds with debug assertions ask it
/// everywhere, and hold it to finding nothing elsewhere: a rule that learns a new word must be asked where that stands.
#[inline(always)]
pub(super) fn found<T>(there: bool, rule: impl FnOnce() -> Option<T>) -> Option<T> {
    if there {
        return rule();
    }
    debug_assert!(rule().is_none(), "a rule finds something where its words are not looked for");
    None
}

/// The same for a rule that changes atoms; whether it was asked.
#[inline(always)]
pub(super) fn changed<T: AsRef<[Atom]> + ?Sized>(there: bool, atoms: &mut T, rule: impl FnOnce(&mut T)) -> bool {
    if there {
        rule(atoms);
    } else if cfg!(debug_assertions) {
        let before = atoms.as_ref().to_vec();
        rule(atoms);
        debug_assert_eq!(before, atoms.as_ref(), "a rule changes something where its words are not looked for");
    }
    there
}

/// Marks fold to ASCII.
#[inline(always)]
const fn bit(mark: u8) -> u128 {
    1 << (mark & 127)
}
