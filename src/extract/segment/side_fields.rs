//! A level's two endplates as fields of one line: `T11   Sup EP: node 3 mm   Inf EP: normal`.

use super::Segmenter;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most tokens of a key for a side, `Sup. end plate`, and of a level.
const LONGEST_SIDE: usize = 4;
/// Most tokens in front of the level: `Spine level`.
const LONGEST_LEAD: usize = 3;

impl Segmenter<'_> {
    /// Reads each endplate's field as a sentence below the line's level; true if the line has two of them.
    pub(super) fn side_fields(&mut self, at: usize, to: usize) -> bool {
        // most lines have no two colons
        if !self.view.tokens.may_have_mark(b':', at, to) {
            return false;
        }
        let colons = self.view.tokens.kinds[at..to].iter().filter(|kind| **kind == b':').count();
        if colons < 2 {
            return false;
        }
        let keys: Vec<Range<usize>> = (at..to).filter_map(|colon| self.side_key(at, colon)).collect();
        let (Some(first), true) = (keys.first(), keys.len() > 1) else { return false };
        // `L1 superior endplate: …. L3 inferior endplate: …`
        let led = |key: &Range<usize>| {
            let view = View { end: key.start, ..self.view };
            (at.max(key.start.saturating_sub(LONGEST_SIDE))..key.start)
                .any(|i| levels::read(view, i).is_some_and(|read| read.next == key.start))
        };
        if keys[1..].iter().any(led) {
            return false;
        }
        let view = View { end: first.start, ..self.view };
        let level = (at..first.start.min(at + LONGEST_LEAD + 1)).find_map(|i| Some(i..levels::read(view, i)?.next));
        let Some(level) = level.or_else(|| self.heading.clone().filter(|_| first.start == at)) else { return false };
        // nothing but a mark may stand between the level and the first side
        let between = level.end..first.start;
        // `T10: Body: normal; Superior endplate: …`
        let field = self.view.mark(level.end) == Some(b':')
            && matches!(self.view.mark(first.start.max(1) - 1), Some(b';' | b','));
        let field = field && !self.names_finding(&between) && self.names_node(&(first.start..to));
        if level.end <= first.start && !field && between.into_iter().any(|i| self.view.mark(i).is_none()) {
            return false;
        }
        self.leave_early_section();
        self.heading = Some(level);
        self.key = None;
        let mut starts: Vec<usize> = keys.iter().map(|key| key.start).collect();
        // `; Modic: nil`
        let last = starts[starts.len() - 1];
        let parted = |&i: &usize| self.view.mark(i - 1) == Some(b';') && self.label(i, to).is_some();
        starts.extend((last + 1..to).filter(parted));
        starts.push(to);
        for pair in starts.windows(2) {
            let stop = usize::from(matches!(self.view.mark(pair[1] - 1), Some(b';' | b',')));
            let piece = pair[0]..pair[1] - stop;
            let named = self.names_finding(&piece);
            self.heading_has_text = true;
            if named {
                self.sentences(piece.start, piece.end);
            }
        }
        true
    }

    /// The key of a side that ends at a colon: `Inf EP`.
    fn side_key(&self, from: usize, colon: usize) -> Option<Range<usize>> {
        const SIDES: [Tag; 5] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::EndplateNoun];
        if self.view.mark(colon) != Some(b':') {
            return None;
        }
        let side = |i: &usize| self.tags(*i, colon).any(&SIDES) || self.view.mark(*i) == Some(b'.');
        let start = colon - (from.max(colon.saturating_sub(LONGEST_SIDE))..colon).rev().take_while(side).count();
        let told = (start..colon).any(|i| self.tags(i, colon).any(&SIDES[..4]));
        told.then_some(start..colon)
    }
}
