//! Sentences as they are told on: each with its section, heading and key, in pieces if it is too long.

use super::{Cell, LONGEST_HEADING, LONGEST_SENTENCE, Segmenter, Sentence};
use crate::extract::atoms::YEARS;
use crate::extract::levels::{self, View};
use crate::finding::Section;
use crate::lexicon::tag::Tag;
use crate::token::{Token, TokenKind};
use std::ops::Range;

impl Segmenter<'_> {
    /// A sentence, in pieces if it is too long.
    pub(super) fn push(&mut self, from: usize, to: usize) {
        for start in (from..to).step_by(LONGEST_SENTENCE) {
            self.push_whole(start, to.min(start + LONGEST_SENTENCE));
        }
    }

    pub(super) fn push_whole(&mut self, from: usize, to: usize) {
        if from >= to
            || self.key.is_some()
                && self.view.tokens.list[from..to]
                    .iter()
                    .all(|t| matches!(t.kind, TokenKind::Mark(b'-' | b'_' | b'|' | b'.')))
        {
            return;
        }
        // with no heading of the findings ahead, they begin where the text speaks of what is seen
        let early = matches!(self.section, Section::History | Section::Technique | Section::Comparison | Section::Exam);
        let goes_on = !self.headed || from >= self.last_paragraph && !self.parted;
        let ahead = self.findings_heading.is_some_and(|heading| heading >= from);
        // `Clinical information: back pain. Schmorl's node L1 on x-ray 2016.` over more lines
        let year = |t: &Token| {
            let number = || self.view.tokens.folded(t).parse::<u32>();
            t.kind == TokenKind::Number && number().is_ok_and(|year| YEARS.contains(&year))
        };
        let told = || self.headed && to <= self.last_line && self.view.tokens.list[from..to].iter().any(year);
        // a section of technique names no node at a level
        let placed = |i: usize| {
            let read = levels::read(View { end: to, ..self.view }, i);
            read.is_some_and(|e| {
                matches!(e.levels[0], crate::anatomy::Level::Vertebra(_) | crate::anatomy::Level::Disc(_))
            })
        };
        let named = || !self.headed && self.names_node(&(from..to));
        // `Protocol: T1, T2. Nodes are noted in D10 and D11.`
        let says = [Tag::ThereIs, Tag::Verb, Tag::Shows];
        let said = || (from..to).any(|i| self.tags(i, to).any(&says));
        let named = || named() || self.section_has_text && !ahead && self.names_finding(&(from..to)) && said();
        if self.section == Section::Technique && named() && (from..to).any(placed) {
            self.section = Section::Body;
        }
        // `Previous report (11.06.2020):` behind what this exam found
        let pasted = || {
            let found = |s: &Sentence| matches!(s.section, Section::Body | Section::Findings | Section::Impression);
            let before = self.out.iter().filter(|s| s.exam == self.exam && found(s));
            self.section == Section::Comparison && before.into_iter().any(|s| self.names_finding(&s.body))
        };
        if early && self.section_has_text && !ahead && goes_on && !told() && !pasted() {
            let seen = [Tag::ThereIs, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNouns, Tag::Verb];
            // `Indication: pain.` on the line before
            let below = !self.headed && self.names_finding(&(from..to)) && self.section_told;
            let speaks = below
                || (from..to).any(|i| {
                    self.tags(i, to).any(&seen)
                        || levels::read(View { end: to, ..self.view }, i).is_some_and(|e| {
                            matches!(e.levels[0], crate::anatomy::Level::Vertebra(_) | crate::anatomy::Level::Disc(_))
                        })
                });
            if speaks {
                self.section = Section::Body;
            }
        }
        self.section_has_text = true;
        self.section_told |= self.headed;
        let in_heading_line = self.heading.as_ref().is_some_and(|h| h.start >= self.first_token);
        // `Schmorl's nodes: Yes` over `L2, 4 mm, no oedema`, `L4: superior endplate, with oedema`
        let member = |title: &Range<usize>| {
            let placed = in_heading_line || levels::read(View { end: to, ..self.view }, from).is_some();
            self.names_node(title) && placed && !self.names_node(&(from..to))
        };
        // `no oedema` below `Marrow`
        let of_marrow = |title: &Range<usize>| !self.names_finding(title);
        let goes_on = |title: &Range<usize>| !self.names_finding(&(from..to)) || member(title) || of_marrow(title);
        let title = self.list_title.as_ref().filter(|title| goes_on(&title.0));
        let title = title.map(|title| title.0.clone());
        let key = self.key.clone().or(title).map(|key| at_most(key, LONGEST_HEADING));
        let beside_heading = !self.heading_has_text || in_heading_line;
        let near = |heading: &Range<usize>| heading.end + 2 >= from && heading.end <= from;
        self.out.push(Sentence {
            key,
            body: from..to,
            section: self.section,
            heading: self.heading.clone(),
            headed: beside_heading && self.heading.as_ref().is_some_and(near),
            beside_heading,
            in_heading_line,
            heading_inside: self.heading_inside && self.heading.is_some(),
            paragraph: self.paragraph,
            exam: self.exam,
            unticked: false,
            indent: self.indent,
            cells: self.around_pages(from, to),
            told: Vec::new(),
        });
    }

    /// A sentence that runs over the head of a page, in the pieces around it.
    fn around_pages(&self, from: usize, to: usize) -> Vec<Cell> {
        let mut pieces = Vec::new();
        let mut start = from;
        let first = self.pages.partition_point(|page| page.start <= from);
        let inside = self.pages[first..].iter().take_while(|page| page.start < to);
        for page in inside.filter(|page| page.end < to) {
            pieces.push(Cell::new(None, start..page.start, None));
            start = page.end;
        }
        if start > from {
            pieces.push(Cell::new(None, start..to, None));
        }
        pieces
    }

    /// A sentence of cells.
    pub(super) fn push_cells(&mut self, mut cells: Vec<Cell>) {
        self.in_order(&mut cells);
        // the first finding that a row names goes with the cells before it
        let answers = |c: &Cell| c.head.as_ref().is_some_and(|head| self.names_finding(head));
        let naming = |c: &Cell| c.mark == Some(b'|') && !answers(c);
        if let Some(first) = cells.iter().position(|c| c.mark == Some(b'|')).filter(|&i| naming(&cells[i])) {
            cells[first].mark = Some(b',');
        }
        // what stands behind an answer (`Edema: none`) goes on with the row, not with the answer
        for i in 1..cells.len() {
            let told = cells[i - 1].head.is_some() && self.names_finding(&cells[i - 1].body);
            // `Schmorl node: yes`, then its endplate and size
            let head = cells[i - 1].head.as_ref().filter(|head| self.names_node(head));
            let yes = self.tags(cells[i - 1].body.start, cells[i - 1].body.end).has(Tag::YesValue);
            let side = self.tags(cells[i].body.start, cells[i].body.end).any(&[Tag::Superior, Tag::Inferior]);
            if head.is_some() && yes && side && cells[i].body.len() == 1 {
                continue;
            }
            if (answers(&cells[i - 1]) || told) && cells[i].mark == Some(b',') {
                cells[i].mark = Some(b'|');
            }
        }
        // a row too long is read in pieces, as a sentence is
        let (mut piece, mut length) = (Vec::new(), 0);
        for mut cell in cells {
            cell.head = cell.head.map(|head| at_most(head, LONGEST_HEADING));
            let pieces = cell.body.len().div_ceil(LONGEST_SENTENCE).max(1);
            for start in (cell.body.start..).step_by(LONGEST_SENTENCE).take(pieces) {
                let body = start..cell.body.end.min(start + LONGEST_SENTENCE);
                let own = body.len() + cell.head.as_ref().map_or(0, Range::len);
                if length + own > LONGEST_SENTENCE {
                    self.push_row(std::mem::take(&mut piece));
                    length = 0;
                }
                length += own;
                piece.push(Cell { body, ..cell.clone() });
            }
        }
        self.push_row(piece);
    }

    fn push_row(&mut self, cells: Vec<Cell>) {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
        let (from, to) = (first.body.start, last.body.end.max(first.body.start + 1));
        let before = self.out.len();
        self.key = None;
        self.push_whole(from, to);
        if let Some(sentence) = self.out[before..].last_mut() {
            sentence.cells = cells;
        }
    }
}

/// The first tokens of a range.
fn at_most(range: Range<usize>, length: usize) -> Range<usize> {
    range.start..range.end.min(range.start + length)
}
