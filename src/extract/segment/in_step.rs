//! Fields whose values are lists in step: `Levels: L2, L4` over `Endplates: inferior, superior` and `Size (mm): 3, 7`.

use super::Segmenter;
use super::fields::Field;
use super::lines::Line;
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most fields of such a record.
const MOST_FIELDS: usize = 10;
/// Most tokens of a part of a list.
const LONGEST_PART: usize = 9;

impl Segmenter<'_> {
    /// Reads a record of each place of a node's list from the fields below it that have as many parts. The number of lines; 0 if
    /// none has.
    pub(super) fn in_step(&mut self, lines: &[Line]) -> usize {
        let [first, _, ..] = lines else { return 0 };
        if !first.named {
            return 0;
        }
        let Some((name, told)) = self.field(first.from, first.to).filter(|(key, _)| self.names_node(key)) else {
            return 0;
        };
        let mut below: Vec<Field> = Vec::new();
        for line in lines[1..].iter().take(MOST_FIELDS).take_while(|line| !line.blank_before) {
            let known = |(key, value): &Field| {
                let asks = self.field_key(key) || self.asks_edema(key) || self.lists_ages(value);
                asks && !self.names_node(key)
            };
            let Some(field) = self.field(line.from, line.to).filter(known) else { break };
            below.push(field);
        }
        let placed =
            |value: &Range<usize>| self.parts_of(value).filter(|parts| parts.iter().all(|part| self.levelled(part)));
        let listed = match placed(&told) {
            Some(places) => Some(places),
            None if self.answers(&told) && !self.denies(&told) && !below.is_empty() => placed(&below.remove(0).1),
            None => None,
        };
        let Some(places) = listed else { return 0 };
        let step = |(key, value): &Field| {
            // `Largest: 7 mm (L4)`
            if let Some(only) = self.only_place(value, &places) {
                let told = (0..places.len()).map(|n| if n == only { value.clone() } else { value.start..value.start });
                return Some((key.clone(), told.collect()));
            }
            let parts = self.parts_of(value).filter(|parts| parts.len() == places.len())?;
            let own = parts.iter().zip(&places).map(|(part, place)| self.behind_place(part, place));
            let own: Vec<Range<usize>> = own.collect();
            own.iter().all(|part| !part.is_empty() && !self.levelled(part)).then(|| (key.clone(), own))
        };
        let lists: Vec<(Range<usize>, Vec<Range<usize>>)> = below.iter().map_while(step).collect();
        let below_answer = usize::from(placed(&told).is_none());
        // `Levels: T7; T8 (inferior); T11 (superior, inferior)` is a list of places each its own
        let apart = below_answer > 0 && places.windows(2).all(|pair| self.view.mark(pair[0].end) == Some(b';'));
        if !apart && !lists.iter().any(|(_, parts)| parts.iter().all(|part| !part.is_empty())) {
            return 0;
        }
        self.leave_early_section();
        self.heading = None;
        for (number, place) in places.iter().enumerate() {
            let details = lists.iter().map(|(key, parts)| (key.clone(), parts[number].clone()));
            let details = details.filter(|(_, part)| !part.is_empty());
            self.push_lines(std::iter::once((name.clone(), place.clone())).chain(details).collect());
        }
        1 + below_answer + lists.len()
    }

    /// `Appearance: chronic; acute with edema`
    fn lists_ages(&self, value: &Range<usize>) -> bool {
        const WORDS: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Age(Acuity::Chronic), Tag::Course(Change::New)];
        let told = |part: &Range<usize>| part.clone().any(|i| self.tags(i, part.end).any(&WORDS));
        self.parts_of(value).is_some_and(|parts| parts.iter().all(told))
    }

    /// The one of the places that a value names, and no other.
    fn only_place(&self, value: &Range<usize>, places: &[Range<usize>]) -> Option<usize> {
        let level = |range: &Range<usize>| {
            let view = View { end: range.end, ..self.view };
            range.clone().find_map(|at| levels::read(view, at)).map(|read| read.levels)
        };
        let named = level(value).filter(|named| named.len() == 1 && value.len() <= 2 * LONGEST_PART)?;
        if self.parts_of(value).is_some_and(|parts| parts.iter().filter(|part| self.levelled(part)).count() > 1) {
            return None;
        }
        let mut same = (0..places.len()).filter(|&n| level(&places[n]).as_ref() == Some(&named));
        same.next().filter(|_| same.next().is_none())
    }

    /// The parts of a list, if it is one of short parts.
    fn parts_of(&self, value: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let stop = usize::from(!value.is_empty() && self.view.mark(value.end - 1) == Some(b'.'));
        let value = value.start..value.end - stop;
        let parts: Vec<Range<usize>> = [b';', b',']
            .into_iter()
            .map(|mark| {
                let mut from = value.start;
                let mut parts: Vec<Range<usize>> = Vec::new();
                for at in value.clone().filter(|&at| self.view.mark(at) == Some(mark)) {
                    parts.push(from..at);
                    from = at + 1;
                }
                parts.push(from..value.end);
                parts
            })
            .find(|parts| parts.len() > 1)?;
        let short = |part: &Range<usize>| !part.is_empty() && part.len() <= LONGEST_PART;
        parts.iter().all(short).then_some(parts)
    }

    /// What a part says behind the place that it names once more: the `inf` of `L2 - inf`.
    fn behind_place(&self, part: &Range<usize>, place: &Range<usize>) -> Range<usize> {
        let level = |range: &Range<usize>| levels::read(View { end: range.end, ..self.view }, range.start);
        let same = level(part).zip(level(place)).filter(|(own, listed)| own.levels == listed.levels);
        let Some((own, _)) = same else { return part.clone() };
        let marked = matches!(self.view.mark(own.next), Some(b'-' | b':' | b'=' | b'('));
        own.next + usize::from(marked)..part.end
    }
}
