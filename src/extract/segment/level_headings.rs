//! Headings of levels: `L3-L4:`, `Level L2` alone on a line, `LEVEL: L2` over what is told of it.

use super::fields::Field;
use super::lines::Line;
use super::{LONGEST_HEADING, LONGEST_LABEL, Segmenter};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::lexicon::{LEVEL_LEADS, SIDED};
use crate::token::{TokenKind, flags};
use std::ops::Range;

impl Segmenter<'_> {
    /// Keeps a line that is a vertebra or disc with an endplate, and no more, as the heading of the deeper line below it.
    pub(super) fn place_alone(&mut self, line: &Line, next: &Line) -> bool {
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let from = self.marker(line.from, line.to);
        let view = View { end: line.to, ..self.view };
        let Some(read) = levels::read(view, from).filter(|_| from > line.from && indent(next) > indent(line)) else {
            return false;
        };
        const SIDES: [Tag; 3] = [Tag::Superior, Tag::Inferior, Tag::EndplateNoun];
        let side = |i: usize| self.tags(i, line.to).any(&SIDES) || self.view.mark(i) == Some(b',');
        if read.next >= line.to || !(read.next..line.to).all(side) || self.names_region(&(from..line.to)) {
            return false;
        }
        self.leave_early_section();
        self.heading = Some(from..line.to);
        (self.heading_has_text, self.heading_inside) = (false, false);
        self.key = None;
        self.paragraph += 1;
        true
    }

    /// Whether a line is a region's name alone.
    pub(super) fn is_region(&self, line: &Line, (heading, next): (Range<usize>, usize)) -> bool {
        next >= line.to && self.names_region(&heading)
    }

    /// The level of a field that asks for it alone: `LEVEL: L2-L3`.
    pub(super) fn level_field(&self, from: usize, to: usize) -> Option<Range<usize>> {
        self.told_level(self.field(from, to)?)
    }

    /// The level that is the value of a field, if the field asks for it alone.
    fn told_level(&self, (key, value): Field) -> Option<Range<usize>> {
        const LEVELS: [Tag; 4] = [Tag::LevelNoun, Tag::VertebraNoun, Tag::DiscNoun, Tag::RegionNoun];
        let asks = key.len() <= 2 && self.tags(key.start, key.end).any(&LEVELS);
        let read = levels::read(View { end: value.end, ..self.view }, value.start).filter(|_| asks)?;
        (read.next == value.end && !self.names_region(&value)).then_some(value)
    }

    /// Whether blocks of lines each begin with a level's key: the first at the beginning of a paragraph or below a title, and
    /// each with other keys below it.
    pub(super) fn keyed_levels(&self, lines: &[Line]) -> bool {
        if ![Tag::LevelNoun, Tag::VertebraNoun, Tag::RegionNoun].into_iter().any(|tag| self.view.tokens.said.has(tag)) {
            return false;
        }
        let levels = |line: &Line| self.view.tokens.flags[line.from..line.to].iter().any(|f| f & flags::LEVEL != 0);
        let keyed: Vec<usize> = (0..lines.len())
            .filter(|&i| levels(&lines[i]))
            .filter(|&i| self.field_of(&lines[i]).is_some_and(|field| self.told_level(field).is_some()))
            .collect();
        let Some(&first) = keyed.first().filter(|_| keyed.len() > 1) else { return false };
        let above = first.checked_sub(1).map(|above| &lines[above]);
        let begins = lines[first].blank_before || above.is_none_or(|line| self.label(line.from, line.to).is_none());
        begins && keyed.windows(2).all(|pair| pair[1] > pair[0] + 1)
    }

    pub(super) fn names_region(&self, range: &Range<usize>) -> bool {
        let read = levels::read(View { end: range.end, ..self.view }, range.start);
        read.is_some_and(|read| read.levels.iter().all(|level| matches!(level, Level::Region(_))))
    }

    /// Whether the heading is a region's, of several that each stand alone on a line: what is denied below is denied of it.
    pub(super) fn over_region(&self) -> bool {
        let region = self.heading.as_ref().filter(|_| self.regions > 1 && !self.heading_has_text);
        region.is_some_and(|heading| self.names_region(heading))
    }

    /// Whether a line begins with a level.
    pub(super) fn level_leads(&self, from: usize, to: usize) -> bool {
        levels::read(View { end: to, ..self.view }, self.marker(from, to)).is_some()
    }

    /// A level heading at a token: its tokens and the token after it.
    pub(super) fn level_heading(&self, from: usize, to: usize, line_start: bool) -> Option<(Range<usize>, usize)> {
        let at = if line_start { self.marker(from, to) } else { from };
        let view = View { end: to, ..self.view };
        // most lines begin with no word of such a heading
        if !view.may_be(at, flags::LEVEL_HEADING) {
            return None;
        }
        let key = self.stretch(at, to, line_start);
        self.told.level_headings.get(key, || self.level_heading_at(at, to, line_start))
    }

    /// The same behind a list's marker.
    fn level_heading_at(&self, at: usize, to: usize, line_start: bool) -> Option<(Range<usize>, usize)> {
        let view = View { end: to, ..self.view };
        let mut next = at;
        // `Body of L2:`
        let of = |i: usize| i > at && view.tags(i).has(Tag::Of);
        while (view.tags(next).any(&LEVEL_LEADS) || of(next)) && next < at + 4 {
            next = view.phrase(next)?.2;
        }
        // `Adjacent segment, L3-L4:`
        if next > at && line_start && view.mark(next) == Some(b',') && levels::read(view, next + 1).is_some() {
            next += 1;
        }
        let mut found = false;
        let mut sides = false;
        loop {
            if next > at + LONGEST_HEADING {
                return None;
            }
            // a gap parts the level from what is said of it
            if found && view.token(next).is_some_and(|t| t.spaces >= 2) {
                break;
            }
            if let Some(expression) = levels::read(view, next) {
                next = expression.next;
                found = true;
                continue;
            }
            let tags = view.tags(next);
            let nouns = [
                Tag::LevelNoun,
                Tag::DiscNoun,
                Tag::VertebraNoun,
                Tag::VertebraNouns,
                Tag::And,
                Tag::To,
                Tag::RegionNoun,
            ];
            let side = tags.any(&SIDED) || tags.any(&[Tag::AspectNoun, Tag::Of]);
            if found && (tags.any(&nouns) || side) || !found && tags.any(&[Tag::Superior, Tag::Inferior]) {
                sides |= side;
                next = view.phrase(next)?.2;
                continue;
            }
            // `Sup. endplate L2:`
            let dot = usize::from(view.mark(next) == Some(b'.') && next > at);
            let noun = view.tags(next + dot).any(&[Tag::EndplateNoun, Tag::EndplateNouns]);
            if !found && noun && next > at && view.tags(next - 1).any(&[Tag::Superior, Tag::Inferior]) {
                sides = true;
                next = view.phrase(next + dot)?.2;
                continue;
            }
            if found && matches!(view.mark(next), Some(b',' | b'&' | b'/')) && levels::read(view, next + 1).is_some() {
                next += 1;
                continue;
            }
            break;
        }
        if !found {
            return None;
        }
        let range = at..next;
        let next = self.behind_aside(next, to);
        match view.token(next) {
            None => (line_start && !sides).then_some((range, next)),
            Some(token) => {
                let after = match token.kind {
                    TokenKind::Mark(b':') => {
                        let dash = usize::from(matches!(view.mark(next + 1), Some(b'-' | b'_')));
                        return Some((range, next + 1 + dash));
                    }
                    TokenKind::Mark(b',') if line_start => self.apposition(next, to)?,
                    TokenKind::Mark(b'-' | b'_' | b'=' | b'>') if line_start && !token.glued => next + 1,
                    TokenKind::Mark(b'_') if line_start => next + 1,
                    TokenKind::Mark(b'-') if line_start && view.token(next + 1).is_some_and(|t| !t.glued) => next + 1,
                    TokenKind::Mark(b'|') => next + 1,
                    TokenKind::Mark(b'.') if line_start && !sides && view.token(next + 1).is_some_and(|t| !t.glued) => {
                        next + 1
                    }
                    _ if line_start && token.spaces >= 2 && token.newlines == 0 => next,
                    _ if line_start && token.newlines > 0 && !sides && token.capital => next,
                    _ => return None,
                };
                Some((range, after))
            }
        }
    }

    /// The token behind a short bracket that a stop or colon follows: `Segment L3/4 (operated).`; the same token if there
    /// is none.
    fn behind_aside(&self, open: usize, to: usize) -> usize {
        let view = View { end: to, ..self.view };
        let close = view.find_mark(b')', open, to.min(open + 4)).filter(|_| view.mark(open) == Some(b'('));
        let plain = |close: &usize| (open + 1..*close).all(|i| view.tags(i).is_empty() || view.tags(i).any(&PLAIN));
        const PLAIN: [Tag; 2] = [Tag::Opposing, Tag::Adjective];
        let ends = |close: &usize| matches!(view.mark(close + 1), Some(b'.' | b':'));
        close.filter(|close| plain(close) && ends(close)).map_or(open, |close| close + 1)
    }

    /// The token behind `L3-4, the segment next to the fusion:`, from its comma on.
    fn apposition(&self, comma: usize, to: usize) -> Option<usize> {
        const TOLD: [Tag; 5] = [Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::Opposing, Tag::EitherSide];
        let view = View { end: to, ..self.view };
        let colon = view.find_mark(b':', comma, comma + LONGEST_LABEL)?;
        let told = |i: usize| {
            view.tags(i).any(&TOLD)
                || view.tags(i).any(&SIDED)
                || matches!(view.mark(i), Some(b'.' | b';' | b'('))
                || self.names_finding(&(i..i + 1))
        };
        let plain = !(comma..colon).any(told) && levels::read(view, comma + 1).is_none();
        plain.then_some(colon + 1)
    }
}
