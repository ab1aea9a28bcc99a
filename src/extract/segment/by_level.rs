//! Fields of a record that each tell of one of its levels: `Vertebrae: L1, L2` over `Endplate L1: superior`, `Size L2: 5 mm`.

use super::fields::Field;
use super::{Cell, Segmenter};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use std::ops::Range;

impl Segmenter<'_> {
    /// The cell of a record's field; what is told of one level stands right behind that level.
    pub(super) fn field_cell(&self, (key, value): Field) -> Cell {
        let of_level = self.asked_level(&key).is_some();
        // `Extension into the canal: yes, the node presses on the root`
        let reach = key.clone().any(|i| self.tags(i, key.end).any(&[Tag::Reach, Tag::Posterior]));
        let comma = self.view.find_mark(b',', value.start, value.end);
        let value = match comma.filter(|&comma| reach && self.answers(&(value.start..comma))) {
            Some(comma) => value.start..comma,
            None => value,
        };
        let cell = self.cell(Some(key), value);
        if of_level { Cell { mark: None, ..cell } } else { cell }
    }

    /// The level that a key asks of: `L1` of `Endplate L1`, `Size at L1`.
    pub(super) fn asked_level(&self, key: &Range<usize>) -> Option<(Range<usize>, Level)> {
        const PLACES: [Tag; 4] = [Tag::LevelNoun, Tag::VertebraNoun, Tag::RegionNoun, Tag::DiscNoun];
        if !self.field_key(key) || self.names_finding(key) || self.tags(key.start, key.end).any(&PLACES) {
            return None;
        }
        let view = View { end: key.end, ..self.view };
        let (at, read) = (key.start + 1..key.end).find_map(|at| Some((at, levels::read(view, at)?)))?;
        match read.levels[..] {
            [level @ (Level::Vertebra(_) | Level::Disc(_))] => Some((at..read.next, level)),
            _ => None,
        }
    }

    /// The fields with what is told of each level behind it, without the list of these levels; where a level has a size of its
    /// own, a record for each.
    pub(super) fn by_level(&self, fields: Vec<Field>) -> Vec<Vec<Field>> {
        let asked: Vec<_> = fields.iter().map(|(key, _)| self.asked_level(key)).collect();
        let mut levels: Vec<(Range<usize>, Level)> = Vec::new();
        for (range, level) in asked.iter().flatten() {
            if !levels.iter().any(|(_, seen)| seen == level) {
                levels.push((range.clone(), *level));
            }
        }
        if levels.is_empty() {
            return vec![fields];
        }
        // `Vertebrae: L1, L2`, all of which have fields of their own
        let told_below = |(key, value): &Field| {
            let seen = |level: &Level| levels.iter().any(|(_, asked)| asked == level);
            self.listed_levels(value).is_some_and(|listed| listed.iter().all(seen))
                && (self.field_key(key) || self.names_finding(key))
        };
        let (own, general): (Vec<_>, Vec<_>) = fields.into_iter().zip(asked).partition(|(_, asked)| asked.is_some());
        let mut shared: Vec<Field> = Vec::new();
        for (field, _) in general {
            match told_below(&field) {
                false => shared.push(field),
                // `Schmorl's nodes: L1, L2` still names them
                true if self.names_finding(&field.0) => shared.push((field.0.start..field.0.start, field.0)),
                true => {}
            }
        }
        let of_level = |(range, level): (Range<usize>, Level)| {
            let mut record = shared.clone();
            record.push((range.start..range.start, range));
            let own = own.iter().filter(|(_, asked)| asked.as_ref().is_some_and(|(_, of)| *of == level));
            record.extend(own.map(|(field, _)| field.clone()));
            record
        };
        let told: Vec<Vec<Field>> = levels.into_iter().map(of_level).collect();
        // in one row no size would be one level's
        if own.iter().any(|((_, value), _)| self.sized(value)) {
            return told;
        }
        let apart = told.iter().flat_map(|record| record[shared.len()..].iter().cloned());
        vec![shared.iter().cloned().chain(apart).collect()]
    }

    /// The levels of a value that lists levels and says no more: `L1, L2 and L4`.
    fn listed_levels(&self, value: &Range<usize>) -> Option<Vec<Level>> {
        let view = View { end: value.end, ..self.view };
        let mut listed = Vec::new();
        let mut at = value.start;
        while at < value.end {
            if let Some(read) = levels::read(view, at) {
                listed.extend(read.levels.iter().copied());
                at = read.next;
            } else if view.mark(at) == Some(b',') || view.tags(at).has(Tag::And) {
                at += 1;
            } else {
                return None;
            }
        }
        (!listed.is_empty()).then_some(listed)
    }
}
