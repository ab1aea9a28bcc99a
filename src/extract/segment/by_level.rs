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

    /// The fields with what is told of each level behind that level, and the list of levels left out that they go through.
    pub(super) fn by_level(&self, fields: Vec<Field>) -> Vec<Field> {
        let asked: Vec<_> = fields.iter().map(|(key, _)| self.asked_level(key)).collect();
        let mut levels: Vec<(Range<usize>, Level)> = Vec::new();
        for (range, level) in asked.iter().flatten() {
            if !levels.iter().any(|(_, seen)| seen == level) {
                levels.push((range.clone(), *level));
            }
        }
        if levels.is_empty() {
            return fields;
        }
        // `Vertebrae: L1, L2`, all of which have fields of their own
        let told_below = |(key, value): &Field| {
            let view = View { end: value.end, ..self.view };
            let read = levels::read(view, value.start).filter(|read| read.next == value.end);
            read.is_some_and(|read| read.levels.iter().all(|l| levels.iter().any(|(_, seen)| seen == l)))
                && (self.field_key(key) || self.names_finding(key))
        };
        let (own, general): (Vec<_>, Vec<_>) = fields.into_iter().zip(asked).partition(|(_, asked)| asked.is_some());
        let mut sorted: Vec<Field> = Vec::new();
        for (field, _) in general {
            match told_below(&field) {
                false => sorted.push(field),
                // `Schmorl's nodes: L1, L2` still names them
                true if self.names_finding(&field.0) => sorted.push((field.0.start..field.0.start, field.0)),
                true => {}
            }
        }
        for (range, level) in levels {
            sorted.push((range.start..range.start, range));
            let of_level = own.iter().filter(|(_, asked)| asked.as_ref().is_some_and(|(_, of)| *of == level));
            sorted.extend(of_level.map(|((key, value), _)| (key.clone(), value.clone())));
        }
        sorted
    }
}
