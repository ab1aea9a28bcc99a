//! What was told of stretches of tokens, kept so that it is told once: rule after rule asks the same of a line.

use std::cell::RefCell;
use std::fmt::Debug;

/// How many stretches are kept: about the lines of a page.
const SLOTS: usize = 32;

/// A stretch of tokens, and what else the answer rests on.
pub(super) type Key = (usize, usize, u8);

/// Answers by the stretch that they are about; a new one takes the place of an old one.
pub(super) struct Told<T>(RefCell<[Option<(Key, T)>; SLOTS]>);

impl<T: Clone + PartialEq + Debug> Told<T> {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(RefCell::new([const { None }; SLOTS]))
    }

    /// The answer for a stretch, which `tell` gives. It rests on nothing but the tokens and the key.
    pub(super) fn get(&self, key: Key, tell: impl Fn() -> T) -> T {
        let slot = (key.0 ^ key.1) % SLOTS;
        if let Some((known, told)) = &self.0.borrow()[slot]
            && *known == key
        {
            debug_assert_eq!(*told, tell(), "{key:?}");
            return told.clone();
        }
        let told = tell();
        self.0.borrow_mut()[slot] = Some((key, told.clone()));
        told
    }
}

/// What is kept of the lines of one text.
pub(super) struct ToldOnce {
    pub(super) markers: Told<usize>,
    pub(super) labels: Told<Option<usize>>,
    pub(super) fields: Told<Option<super::fields::Field>>,
    pub(super) level_headings: Told<Option<(std::ops::Range<usize>, usize)>>,
    pub(super) levelled: Told<bool>,
}

impl ToldOnce {
    pub(super) fn new() -> Self {
        Self {
            markers: Told::new(),
            labels: Told::new(),
            fields: Told::new(),
            level_headings: Told::new(),
            levelled: Told::new(),
        }
    }
}
