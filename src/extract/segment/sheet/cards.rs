//! Cards: a level alone on a line over the fields that are told of it, however it is set off: `L2:`, `[VERTEBRA L2]`,
//! `== L2 ==`. Each card is a table of one row.

use super::super::Segmenter;
use super::super::lines::Line;
use super::grid::{Grid, Pieces};
use super::legend::Legend;
use super::rows::{Layout, Row};
use crate::anatomy::Level;
use crate::extract::levels;
use crate::extract::levels::View;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most tokens of a line that is a level and what sets it off.
const LONGEST_HEAD: usize = 12;
/// Most tokens of a key.
const LONGEST_KEY: usize = 8;
/// Most tokens of a value.
const LONGEST_VALUE: usize = 24;
/// Most lines of a card.
const MOST_LINES: usize = 40;

/// A field of a card; a key may be missing.
type Field = (Option<Range<usize>>, Range<usize>);

impl Segmenter<'_> {
    /// Reads the cards that begin with the first line; how many lines they have.
    pub(super) fn cards(&self, lines: &[Line], legend: &Legend) -> Option<(usize, Vec<Row>)> {
        let mut rows = Vec::new();
        let mut at = 0;
        while let Some(head) = lines.get(at).and_then(|line| self.card_head(line)) {
            let below = &lines[at + 1..];
            let depth = self.view.tokens.list[lines[at].from].spaces;
            let Some((read, fields)) = self.card_fields(below, depth) else { break };
            let named = fields.iter().any(|(key, value)| {
                self.names_finding(value) || key.as_ref().is_some_and(|key| self.names_finding(key))
            });
            if named {
                let (mut heads, mut cells) = (vec![Pieces::new()], vec![vec![head]]);
                for (key, value) in fields {
                    let value = self.unwrapped(value);
                    heads.push(key.into_iter().collect());
                    cells.push(if value.is_empty() { Pieces::new() } else { vec![value] });
                }
                // a card that is not understood leaves all to the readers of lines
                rows.extend(self.records_of(Grid { heads, rows: vec![cells], lines: 1 }, legend, Layout::Lines)?);
            } else if fields.iter().any(|(_, value)| self.may_tell(value)) {
                return None;
            }
            at += 1 + read;
        }
        (!rows.is_empty()).then_some((at, rows))
    }

    /// Whether a value may tell of a finding without its name: `type 2 endplate change`.
    pub(super) fn may_tell(&self, value: &Range<usize>) -> bool {
        const MAY: [Tag; 5] = [Tag::ModicKind, Tag::Marrow, Tag::EdemaWord, Tag::Lesion, Tag::ModicChange];
        value.clone().any(|i| self.tags(i, value.end).any(&MAY))
    }

    /// The vertebra or disc that a line is, if there is nothing else but what sets it off.
    pub(super) fn card_head(&self, line: &Line) -> Option<Range<usize>> {
        const NOUNS: [Tag; 4] = [Tag::LevelNoun, Tag::VertebraNoun, Tag::DiscNoun, Tag::RegionNoun];
        if line.to - line.from > LONGEST_HEAD || !line.level && !self.levelled(&(line.from..line.to)) {
            return None;
        }
        let view = View { end: line.to, ..self.view };
        let dressing = |i: usize| {
            matches!(
                view.mark(i),
                Some(b'[' | b']' | b'=' | b'#' | b'*' | b'-' | b'<' | b'>' | b':' | b'{' | b'}' | b'(' | b')' | b'_')
            ) || view.tags(i).any(&NOUNS)
        };
        let first = (line.from..line.to).find(|&i| !dressing(i))?;
        // `Level: L3` is a field
        let parts = |i: usize| {
            let noun = i > line.from && view.tags(i - 1).any(&NOUNS);
            view.mark(i) == Some(b':') || noun && matches!(view.mark(i), Some(b'-' | b'=' | b'>'))
        };
        if (line.from..first).any(parts) {
            return None;
        }
        let read = levels::read(view, first)?;
        let single = matches!(read.levels[..], [Level::Vertebra(_) | Level::Disc(_)]);
        (single && (read.next..line.to).all(dressing)).then_some(first..read.next)
    }

    /// The fields below a card's head, which is indented by `depth`, and how many lines they take.
    fn card_fields(&self, lines: &[Line], depth: u8) -> Option<(usize, Vec<Field>)> {
        let spaces = |line: &Line| self.view.tokens.list[line.from].spaces;
        let deeper = lines.first().is_some_and(|first| spaces(first) > depth);
        let mut fields: Vec<Field> = Vec::new();
        let (mut read, mut last) = (0, None);
        for (number, line) in lines.iter().enumerate().take(MOST_LINES) {
            // `* Marrow` behind fields that are indented below `* L5-S1`
            if deeper && spaces(line) <= depth
                || self.card_head(line).is_some()
                || line.section.is_some() && line.blank_before
            {
                break;
            }
            let told = self.fields_of_card(line, lines.get(number + 1));
            let Some(told) = told else {
                // what stands apart is no part of the card
                if line.blank_before && read > 0 {
                    break;
                }
                return None;
            };
            if line.blank_before && number > 0 && !told.iter().any(|(key, _)| key.is_some()) {
                break;
            }
            // `size: 9 mm` below `superior endplate: node` tells of that node
            let nested = last.is_some_and(|last| spaces(line) > last);
            if nested {
                return None;
            }
            last = Some(spaces(line)).filter(|_| !told.is_empty());
            fields.extend(told);
            read = number + 1;
        }
        (!fields.is_empty()).then_some((read, fields))
    }

    /// The fields of a line; none if it is no line of a card.
    fn fields_of_card(&self, line: &Line, next: Option<&Line>) -> Option<Vec<Field>> {
        let from = self.marker(line.from, line.to);
        let signs = |i: usize| matches!(self.view.mark(i), Some(b':' | b'='));
        let tokens = &self.view.tokens.list;
        // `Endplates` over `  superior: node`
        let deeper = next.is_some_and(|next| tokens[next.from].spaces > tokens[line.from].spaces);
        if !(from..line.to).any(signs) {
            let title = line.to - from <= 3 && deeper;
            let item = from > line.from && line.to - from <= LONGEST_VALUE;
            return match () {
                () if title => Some(Vec::new()),
                () if item => Some(vec![(None, from..line.to)]),
                () => None,
            };
        }
        let mut fields = Vec::new();
        let spaced = |i: usize| !tokens[i].glued && tokens.get(i + 1).is_none_or(|t| !t.glued);
        let parts = |i: usize| match self.view.mark(i) {
            Some(b';' | b'|') => true,
            Some(b'/') => spaced(i),
            _ => false,
        };
        let mut begin = from;
        for end in (from..=line.to).filter(|&i| i == line.to || parts(i)) {
            let piece = begin..end;
            begin = end + 1;
            if piece.is_empty() {
                continue;
            }
            let sign = piece.clone().find(|&i| signs(i));
            let Some(sign) = sign else {
                // `node; 4 mm`: goes on with the field before it
                return None;
            };
            let (key, value) = (piece.start..sign, sign + 1..piece.end);
            if key.is_empty() || key.len() > LONGEST_KEY || value.len() > LONGEST_VALUE || value.clone().any(signs) {
                return None;
            }
            // prose
            if value
                .clone()
                .any(|i| i + 1 < value.end && self.view.mark(i) == Some(b'.') && self.ends_sentence(i, value.end))
            {
                return None;
            }
            if value.is_empty() && !deeper {
                continue;
            }
            // `Endplates:` over `  superior: node`
            if !value.is_empty() {
                fields.push((Some(key), value));
            }
        }
        Some(fields)
    }
}
