//! A screen that is built when it pays, and rests where it does not.
//!
//! Building one takes as long as reading a few hundred reports: an archive smaller than that is read whole. And where
//! most records of a block may hold a finding, looking at the next ones first would only cost.

use super::Screen;
use crate::extract::names::NAME;
use crate::lexicon::Lexicons;
use memchr::memmem;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

/// Bytes that are read whole before a screen is built.
const PAYS: usize = 256 * 1024;
/// Blocks that are read whole behind one in which most records may hold a finding.
const REST: u32 = 15;
/// Texts by themselves that count as a block.
const BLOCK: u32 = 64;

/// See the module. What it does not look at may hold a finding.
#[derive(Debug)]
pub struct LateScreen {
    lexicons: Arc<Lexicons>,
    screen: OnceLock<Screen>,
    /// Bytes passed on so far, until the screen is built.
    seen: AtomicUsize,
    /// Blocks that it still rests.
    rest: AtomicU32,
    texts: Texts,
}

/// The same of texts that come one by one.
#[derive(Debug, Default)]
struct Texts {
    /// Bytes passed on, until the screen is built.
    seen: AtomicUsize,
    /// Texts that were looked at, and those of them that may hold a finding.
    looked: AtomicU32,
    found: AtomicU32,
    /// Texts that are still passed on.
    rest: AtomicU32,
}

impl Texts {
    /// Counts a text; whether most of those counted may hold a finding, once there are `enough`.
    fn count(&self, may: bool, enough: impl FnOnce(u32) -> bool) -> Option<bool> {
        let found = self.found.fetch_add(u32::from(may), Ordering::Relaxed) + u32::from(may);
        let looked = self.looked.fetch_add(1, Ordering::Relaxed) + 1;
        if !enough(looked) {
            return None;
        }
        self.looked.store(0, Ordering::Relaxed);
        self.found.store(0, Ordering::Relaxed);
        Some(u64::from(found) * 4 > u64::from(looked) * 3)
    }
}

impl LateScreen {
    /// The screen that goes with these lexicons, not yet built.
    #[must_use]
    pub fn new(lexicons: Arc<Lexicons>) -> Self {
        let (screen, texts) = (OnceLock::new(), Texts::default());
        Self { lexicons, screen, seen: AtomicUsize::new(0), rest: AtomicU32::new(0), texts }
    }

    /// Does as [`Screen::may_find`], of texts that come one by one.
    pub fn may_find(&self, text: &str) -> bool {
        let Texts { seen, rest, .. } = &self.texts;
        let Some(screen) = self.screen.get() else {
            let all = seen.fetch_add(text.len(), Ordering::Relaxed) + text.len();
            let named = mostly_named(text.as_bytes(), std::slice::from_ref(&(0..text.len())));
            if let Some(most) = self.texts.count(named, |_| all > PAYS) {
                seen.store(0, Ordering::Relaxed);
                if !most {
                    self.screen.get_or_init(|| Screen::new(&self.lexicons));
                }
            }
            return true;
        };
        let less = |rest: u32| rest.checked_sub(1);
        if rest.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok() {
            return true;
        }
        let may = screen.may_find(text);
        if self.texts.count(may, |looked| looked >= BLOCK) == Some(true) {
            rest.store(REST * BLOCK, Ordering::Relaxed);
        }
        may
    }

    /// Does as [`Screen::look`].
    pub fn look(&self, bytes: &[u8], records: &[Range<usize>], may: &mut [bool]) {
        if self.screen.get().is_none() && self.seen.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() <= PAYS {
            return may.fill(true);
        }
        if self.screen.get().is_none() && mostly_named(bytes, records) {
            return may.fill(true);
        }
        let less = |rest: u32| rest.checked_sub(1);
        if self.rest.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok() {
            return may.fill(true);
        }
        self.screen.get_or_init(|| Screen::new(&self.lexicons)).look(bytes, records, may);
        let many = may.iter().filter(|may| **may).count();
        if many * 4 > may.len() * 3 {
            self.rest.store(REST, Ordering::Relaxed);
        }
    }
}

/// The eponym, its ends aside, in small letters and in capitals.
static NAMES: LazyLock<[memmem::Finder<'static>; 2]> = LazyLock::new(|| {
    let stem = &NAME[1..NAME.len() - 1];
    [stem.to_ascii_lowercase(), stem.to_ascii_uppercase()].map(|stem| memmem::Finder::new(&stem).into_owned())
});

/// Whether most records hold the eponym so plainly that no screen is needed to tell.
fn mostly_named(bytes: &[u8], records: &[Range<usize>]) -> bool {
    let named = |record: &&Range<usize>| NAMES.iter().any(|name| name.find(&bytes[(*record).clone()]).is_some());
    records.iter().filter(named).count() * 4 > records.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of records: which of them may hold a finding.
    fn look(screen: &LateScreen, text: &str, count: usize) -> Vec<bool> {
        let records: Vec<_> = (0..count).map(|number| number * text.len()..(number + 1) * text.len()).collect();
        let mut may = vec![false; count];
        screen.look(text.repeat(count).as_bytes(), &records, &mut may);
        may
    }

    #[test]
    fn none_is_built_where_most_records_name_the_finding() {
        let screen = LateScreen::new(Arc::new(Lexicons::embedded()));
        let (plain, node) = ("The lungs are clear. ", "Schmorl's node at L4.");
        let many = PAYS / node.len() + 1;
        for text in [node.to_owned(), node.to_uppercase()] {
            assert!(look(&screen, &text, many).iter().all(|may| *may));
            assert!(screen.screen.get().is_none());
        }
        assert!(look(&screen, plain, 10).iter().all(|may| !may));
    }

    #[test]
    fn texts_by_themselves_are_screened_where_most_name_nothing() {
        let screen = LateScreen::new(Arc::new(Lexicons::embedded()));
        let (plain, node) = ("The lungs are clear. ".repeat(20), "Schmorl's node at L4. ".repeat(20));
        let many = PAYS / plain.len() + 2;
        assert!((0..many).all(|_| screen.may_find(&node)));
        assert!(screen.screen.get().is_none());
        for _ in 0..many {
            let _ = screen.may_find(&plain);
        }
        assert!(!screen.may_find(&plain) && screen.may_find(&node));
        // where most may hold a finding it rests
        assert!((0..2 * BLOCK).all(|_| screen.may_find(&node)));
        assert!(screen.may_find(&plain));
    }

    #[test]
    fn little_is_read_whole_and_much_is_screened() {
        let screen = LateScreen::new(Arc::new(Lexicons::embedded()));
        let (plain, node) = ("The lungs are clear. ", "Schmorl's node at L4.");
        assert!(look(&screen, plain, 10).iter().all(|may| *may));
        assert!(screen.screen.get().is_none());
        let many = PAYS / plain.len() + 1;
        assert!(look(&screen, plain, many).iter().all(|may| !may));
        assert!(look(&screen, plain, 10).iter().all(|may| !may));
        // it rests behind a block of nodes, and then looks again
        assert!(look(&screen, node, 10).iter().all(|may| *may));
        for _ in 0..REST {
            assert!(look(&screen, plain, 10).iter().all(|may| *may));
        }
        assert!(look(&screen, plain, 10).iter().all(|may| !may));
    }
}
