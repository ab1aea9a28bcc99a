//! The fields of a record in the order in which a sentence would tell them: a node's endplate, size and age right behind
//! its name, wherever the form asks for them.
//!
//! A form may ask for the size before the level and name the finding last. Whatever reads records need then know one
//! order only.

use super::{Cell, Segmenter};
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most tokens of a field that tells an endplate or an age and no more: `superior endplate`.
const LONGEST_SAID: usize = 3;

/// Most tokens of a name that stands alone.
const LONGEST_NAME: usize = 5;

impl Segmenter<'_> {
    /// Puts what the cells tell of the only node that they name right behind its name.
    pub(super) fn in_order(&self, cells: &mut Vec<Cell>) {
        if cells.len() < 3 {
            return;
        }
        let named =
            |cell: &Cell| self.names_node(&cell.body) || cell.head.as_ref().is_some_and(|head| self.names_node(head));
        let mut naming = cells.iter().enumerate().filter(|(_, cell)| named(cell)).map(|(i, _)| i);
        let (Some(name), None) = (naming.next(), naming.next()) else { return };
        drop(naming);
        if !self.is_bare(&cells[name]) {
            return;
        }
        let name = self.companions_last(cells, name);
        // what stands right behind the name, or behind its level, is told there already
        let first = (name + 1..cells.len()).find(|&i| self.names_other(&cells[i])).unwrap_or(cells.len());
        let strays = |i: usize| i < name || i > first;
        let belongs: Vec<usize> =
            (0..cells.len()).filter(|&i| strays(i) && self.tells_of_node(cells, i, i > first)).collect();
        if belongs.is_empty() {
            return;
        }
        let mut told: Vec<Cell> = belongs.iter().map(|&i| cells[i].clone()).collect();
        for cell in &mut told {
            cell.mark = Some(b',');
            // `Versus prior: stable` says no more than `stable`
            cell.head = cell.head.take().filter(|_| !self.is_age_or_course(&cell.body));
        }
        let before = belongs.iter().filter(|&&i| i < name).count();
        let mut number = 0;
        cells.retain(|_| {
            number += 1;
            !belongs.contains(&(number - 1))
        });
        // behind the name, or in front of what is said of another finding
        let (early, late): (Vec<Cell>, Vec<Cell>) = {
            let late = told.split_off(before);
            (told, late)
        };
        let end = (first - before).min(cells.len());
        cells.splice(end..end, late);
        let behind = name - before + 1;
        cells.splice(behind..behind, early);
    }

    /// Puts answers of other findings that stand in front of the name, `Edema: yes`, behind the rest; where the name is then.
    fn companions_last(&self, cells: &mut Vec<Cell>, name: usize) -> usize {
        let companion = |cell: &Cell| {
            let asked = cell.head.as_ref().is_some_and(|head| self.names_finding(head));
            asked && self.answers(&cell.body) && cell.lower_head.is_none()
        };
        let before = cells[..name].iter().filter(|cell| companion(cell)).count();
        if before == 0 || cells[name + 1..].iter().any(|cell| cell.mark.is_none()) {
            return name;
        }
        let (mut late, early): (Vec<Cell>, Vec<Cell>) = cells.drain(..name).partition(companion);
        late.iter_mut().for_each(|cell| cell.mark = Some(b'|'));
        cells.splice(0..0, early);
        cells.extend(late);
        for cell in &mut cells[..=name - before] {
            cell.mark = Some(b',');
        }
        name - before
    }

    /// Whether a cell names a finding.
    fn names_other(&self, cell: &Cell) -> bool {
        self.names_finding(&cell.body) || cell.head.as_ref().is_some_and(|head| self.names_finding(head))
    }

    fn is_age_or_course(&self, body: &Range<usize>) -> bool {
        let phrase = View { end: body.end, ..self.view }.phrase(body.start);
        phrase.is_some_and(|p| p.2 == body.end && p.1.any(&[Tag::Age(Acuity::Acute), Tag::Course(Change::New)]))
    }

    /// Whether a cell names a node, or affirms one, and says no more.
    fn is_bare(&self, cell: &Cell) -> bool {
        if self.names_node(&cell.body) {
            let tags = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::NegationBefore];
            let more = cell.body.clone().any(|i| self.tags(i, cell.body.end).any(&tags));
            return cell.body.len() <= LONGEST_NAME && !self.levelled(&cell.body) && !more;
        }
        // a row of a table of nodes
        let level = levels::read(View { end: cell.body.end, ..self.view }, cell.body.start);
        level.is_some_and(|read| read.next == cell.body.end) || self.answers(&cell.body) && !self.denies(&cell.body)
    }

    /// Whether a cell tells an endplate, a size or an age, and no more; `behind` what is said of another finding, a level.
    fn tells_of_node(&self, cells: &[Cell], number: usize, behind: bool) -> bool {
        let Cell { head, body, mark, of_other, prior, .. } = &cells[number];
        // what has no mark goes on with the cell before
        let apart = |i: usize| i == 0 || cells.get(i).is_none_or(|cell| cell.mark.is_some());
        let asked = head.as_ref().is_some_and(|head| self.names_finding(head));
        if body.is_empty()
            || *of_other
            || *prior
            || asked
            || *mark == Some(b'-')
            || !apart(number)
            || !apart(number + 1)
        {
            return false;
        }
        let sized = || self.measures_only(body) && (self.sized(body) || head.as_ref().is_some_and(|h| self.sized(h)));
        // `Modic 2 | L4-L5` has its own place
        let named = |range: &Range<usize>| range.clone().any(|i| self.tags(i, range.end).has(Tag::ModicName));
        let modic = || cells.iter().any(|cell| named(&cell.body) || cell.head.as_ref().is_some_and(named));
        let level =
            || levels::read(View { end: body.end, ..self.view }, body.start).is_some_and(|r| r.next == body.end);
        self.is_side(body) && body.len() <= LONGEST_SAID
            || behind && head.is_none() && !modic() && level()
            || self.is_age_or_course(body)
            || sized()
    }

    /// Whether tokens are a measurement and no more: `5 mm`, `3 x 4 mm`, `0.5 cm`.
    fn measures_only(&self, range: &Range<usize>) -> bool {
        let units = [Tag::Millimetre, Tag::Centimetre, Tag::Times];
        range.clone().all(|i| {
            self.view.mark(i).is_some()
                || self.view.tokens.list[i].kind == crate::token::TokenKind::Number
                || self.tags(i, range.end).any(&units)
        })
    }
}
