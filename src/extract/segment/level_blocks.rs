//! Levels that stand alone on a line, over the fields that are told of them: `L2` over `  Schmorl's node: superior`.

use super::Segmenter;
use super::lines::Line;
use super::prose::Looks;
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::ops::Range;

/// Most keys that are compared.
const MOST_KEYS: usize = 64;

impl Segmenter<'_> {
    /// Notes which lines begin with a level, or are one alone, and which name a finding.
    pub(super) fn note_levels(&mut self, lines: &mut [Line]) {
        for line in &mut *lines {
            let heading = self.level_heading(line.from, line.to, true);
            if heading.is_some() {
                line.looks = Looks::Formed;
            }
            line.level = heading.is_some();
            line.level_alone = heading.as_ref().is_some_and(|(_, next)| *next >= line.to);
            line.named = self.names_finding(&(line.from..line.to));
            let region = heading.is_some_and(|heading| self.is_region(line, heading));
            self.regions += usize::from(region);
            self.levels_alone += usize::from(line.level_alone);
        }
        self.level_keys = self.keyed_levels(lines);
        self.level_fields = self.fields_by_level(lines);
    }

    /// Whether two lines are parted by a level alone on a line that stands over what is told of it: `L2` over `  height: normal`,
    /// `endplates: intact` over `L3`.
    pub(super) fn parts_levels(&self, line: Line, next: Line) -> bool {
        const LEADS: [Tag; 4] = [Tag::At, Tag::Of, Tag::And, Tag::Article];
        let tokens = &self.view.tokens.list;
        let open = |line: Line| {
            self.tags(line.to - 1, line.to).any(&LEADS) || tokens[line.to - 1].kind == TokenKind::Mark(b',')
        };
        let told = || self.label_of(&next).is_some() || tokens[next.from].spaces > tokens[line.from].spaces;
        line.level_alone && !next.level && told() || next.level_alone && self.levels_alone > 1 && !open(line)
    }

    /// Keys that name a finding and stand under several levels, each alone on its line.
    fn fields_by_level(&self, lines: &[Line]) -> Vec<Range<usize>> {
        let mut fields: Vec<Range<usize>> = Vec::new();
        if self.levels_alone < 2 {
            return fields;
        }
        let (mut block, mut seen): (usize, Vec<(usize, Range<usize>)>) = (0, Vec::new());
        for line in lines {
            block += usize::from(line.level_alone);
            let Some(colon) = self.label_of(line).filter(|_| block > 0 && line.named && !line.level) else { continue };
            let key = self.marker(line.from, line.to)..colon;
            let same = |other: &Range<usize>| self.same_words(&key, other);
            if fields.iter().any(same) {
                continue;
            }
            if seen.iter().any(|(other, seen)| *other != block && same(seen)) {
                fields.push(key);
            } else if seen.len() < MOST_KEYS {
                seen.push((block, key));
            }
        }
        fields
    }

    /// Whether a field of the line at hand, which names a finding, is told of the level alone on a line above: it is indented
    /// below it, the first line below it, or a field that stands under other levels, too. If so, that level is the heading.
    pub(super) fn field_of_level(&mut self, key: &Range<usize>) -> bool {
        let Some((line, indent, level)) = self.heading_line.clone() else { return false };
        let recurs = self.level_fields.iter().any(|field| self.same_words(field, key));
        let held =
            self.heading.is_some() && !self.heading_has_text && (self.indent > indent || self.line_before == line);
        if recurs && self.heading.is_none() {
            (self.heading, self.heading_has_text) = (Some(level), false);
        }
        recurs || held
    }
}
