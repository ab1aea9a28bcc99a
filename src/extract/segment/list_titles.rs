//! Titles of lists: a finding's name alone, or a sentence, over the items that tell of it.

use super::Segmenter;
use super::lines::Line;
use crate::extract::levels::{self, View};
use crate::finding::Acuity;
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, CROSS, TokenKind};
use std::ops::Range;

/// Most tokens of the title of a list.
const LONGEST_TITLE: usize = 4;

/// Most tokens of a sentence that leads a list.
const LONGEST_LEAD: usize = 14;

impl Segmenter<'_> {
    /// Keeps a line as the title of the list below it: a finding's name alone.
    pub(super) fn list_title(&mut self, lines: &[Line]) -> bool {
        let [line, next, ..] = lines else { return false };
        if let Some(name) = self.leads_list(line, next) {
            let listed = self.marker(line.from, line.to) > line.from;
            self.leave_early_section();
            (self.heading, self.key) = (None, None);
            self.paragraph += 1;
            self.list_title = Some((name, self.view.tokens.list[line.from].spaces, listed));
            return true;
        }
        let at = self.marker(line.from, line.to);
        let end = if self.view.mark(line.to - 1) == Some(b':') { line.to - 1 } else { line.to };
        // most lines say more
        if end > at + LONGEST_TITLE + 2 && self.view.find_mark(b',', at, at + LONGEST_TITLE + 1).is_none() {
            return false;
        }
        // `Schmorl's nodes: Yes` over lines of levels
        let told = |end: usize| self.tags(end - 1, end).has(Tag::YesValue);
        // `SCHMORL'S NODES: 2`
        let counted = |end: usize| self.view.tokens.list[end - 1].kind == TokenKind::Number;
        let yes = end > at + 2 && (told(end) || counted(end)) && self.view.mark(end - 2) == Some(b':');
        let placed = self.level_leads(next.from, next.to);
        let end = if yes && placed { end - 2 } else { end };
        // `Schmorl's nodes, as counted by the core lab:`
        let comma = self.view.find_mark(b',', at, end).filter(|comma| comma - at <= LONGEST_TITLE && end < line.to);
        let end = comma.unwrap_or(end);
        // `* Marrow` over `    o no oedema`
        let edema = (next.from..next.to).any(|i| self.tags(i, next.to).has(Tag::EdemaWord));
        let marrow = edema && View { end, ..self.view }.phrase(at).is_some_and(|p| p.2 == end && p.1.has(Tag::Marrow));
        let named = self.names_finding(&(at..end)) || marrow;
        let named = at < end && end - at <= LONGEST_TITLE && self.cells(at, end) == 1 && named;
        let levelled = (at..end).any(|i| levels::read(View { end, ..self.view }, i).is_some());
        let listed = |line: &Line| {
            self.marker(line.from, line.to) > line.from || self.behind_number(line.from, line.to).is_some()
        };
        let indent = |line: &Line| self.view.tokens.list[line.from].spaces;
        let below = indent(next) > indent(line) || listed(next) && !listed(line);
        let own = self.names_finding(&(next.from..next.to));
        let deeper =
            !next.blank_before && below && (listed(next) || yes && placed) && (!own || yes && placed || marrow);
        let signed = matches!(self.view.mark(line.to - 1), Some(CHECK | CROSS | b'+' | b'-'));
        // `( ) Modic change` is an item itself
        let boxed = self.boxes(line.from, line.to).first().is_some_and(|b| b.begins(line.from));
        if !(named && !levelled && deeper) || signed || boxed || self.list_title.is_some() {
            return false;
        }
        let title = (at..end, indent(line), listed(line));
        self.leave_early_section();
        self.heading = None;
        self.key = None;
        self.paragraph += 1;
        self.list_title = Some(title);
        true
    }

    /// The name of nodes in a sentence that leads a list of levels: `Schmorl's nodes are seen at the following levels:` over
    /// `- T7: inferior endplate, 4 mm`.
    fn leads_list(&self, line: &Line, next: &Line) -> Option<Range<usize>> {
        const OTHERWISE: [Tag; 6] = [
            Tag::NegationBefore,
            Tag::NegationAfter,
            Tag::UncertaintyBefore,
            Tag::UncertaintyAfter,
            Tag::HistoryBefore,
            Tag::Question,
        ];
        const NAMES: [Tag; 4] = [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases];
        const NOUNS: [Tag; 4] = [Tag::NodeNoun, Tag::NodeNouns, Tag::BareNode, Tag::BareNodes];
        let words = line.from..line.to;
        // `Nodes at the following levels` may have no colon in front of marked items
        let ends = |at: usize| match self.view.mark(at) {
            Some(b':') => true,
            None => self.tags(at, line.to).has(Tag::LevelNoun),
            _ => false,
        };
        let leads = ends(line.to - 1) && words.len() <= LONGEST_LEAD;
        let item = self.marker(next.from, next.to);
        if !(leads
            && line.named
            && item > next.from
            && !next.blank_before
            && !next.named
            && self.level_leads(next.from, next.to))
        {
            return None;
        }
        let said = |tags: &[Tag]| words.clone().find(|&i| self.tags(i, line.to).any(tags));
        if said(&OTHERWISE).is_some()
            || words.clone().any(|i| levels::read(View { end: line.to, ..self.view }, i).is_some())
        {
            return None;
        }
        let name = said(&NAMES)?;
        let noun = (name..line.to.min(name + 4)).find(|&i| self.tags(i, line.to).any(&NOUNS));
        let first = (line.from..name).rev().take_while(|&i| self.tags(i, name).has(Tag::Age(Acuity::Acute))).last();
        Some(first.unwrap_or(name)..noun.unwrap_or(name) + 1)
    }
}
