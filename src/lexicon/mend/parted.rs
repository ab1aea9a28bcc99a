//! Words between which the spaces were lost.

use super::{Mender, SHORTEST};
use crate::anatomy::Area;
use crate::lexicon::tag::Tag;
use crate::span::Span;
use crate::token::{Edit, Token, TokenKind};

/// Fewest letters of an ordinary word that is taken for one within others.
const ORDINARY: usize = 4;
/// Longest word that is looked for within others.
const LONGEST_PART: usize = 24;

impl Mender<'_> {
    /// The words that an unknown one falls into, if one of them matters: `inthesuperiorendplate`, `aSchmorls`, `atL4`.
    pub(super) fn parted(&self, at: usize, token: &Token, word: &[u8]) -> Option<Edit> {
        let numbered = self.is_number(at + 1) && self.tokens.list[at + 1].glued;
        let level = numbered && self.level_letter(word);
        if !level && (word.len() <= SHORTEST || !self.holds_what_matters(word)) || word.len() < 3 {
            return None;
        }
        if self.is_key(at) {
            return None;
        }
        let letters = self.letters(token, word)?;
        let capital = |i: usize| self.text.as_bytes()[letters[i]].is_ascii_uppercase();
        // where a capital follows a small letter
        let bound = |i: usize| i == 0 || i == word.len() || capital(i) && !capital(i - 1);
        // fewest parts that reach each letter, whether one matters, and where the last begins
        let mut best: Vec<Option<(usize, bool, usize)>> = vec![None; word.len() + 1];
        best[0] = Some((0, false, 0));
        for from in 0..word.len() {
            let Some((parts, matters, _)) = best[from] else { continue };
            for to in from + 1..=word.len().min(from + LONGEST_PART) {
                let part = &word[from..to];
                let last = to == word.len();
                let letter = last && numbered && from > 0 && part.len() == 1 && self.level_letter(part);
                let number = if letter { 0 } else { self.lexicons.number_of(part) };
                if number == 0 && !letter {
                    continue;
                }
                let tags = self.lexicons.mend_tags(number);
                let own = letter || tags.has(Tag::Matters);
                let small = tags.has(Tag::Glue) && !(last && !numbered && !bound(from));
                let bounded = part.len() > 1 && bound(from) && bound(to);
                if !(own || small || bounded || part.len() >= ORDINARY) {
                    continue;
                }
                let new = (parts + 1, matters || own, from);
                if best[to].is_none_or(|old| (new.1, old.0) > (old.1, new.0)) {
                    best[to] = Some(new);
                }
            }
        }
        let (parts, true, _) = best[word.len()]? else { return None };
        if parts < 2 {
            return None;
        }
        let mut cuts = vec![word.len()];
        while let Some(cut) = cuts.last().copied().filter(|cut| *cut > 0) {
            cuts.push(best[cut]?.2);
        }
        cuts.reverse();
        let place = |i: usize| u32::try_from(letters[i]).unwrap_or(u32::MAX);
        let end = |i: usize| if i == word.len() { token.span.end } else { self.end_before(letters[i - 1]) };
        let part = |cut: &[usize]| {
            let span = Span::new(place(cut[0]), end(cut[1]));
            self.mended(span, word[cut[0]..cut[1]].to_vec(), false)
        };
        Some(Edit { at: at..at + 1, by: cuts.windows(2).map(part).collect() })
    }

    /// Whether the last letter of a word numbers a vertebra where a number follows.
    fn level_letter(&self, word: &[u8]) -> bool {
        let letter = word.last().filter(|letter| matches!(letter, b'l' | b't' | b's' | b'd' | b'c'));
        letter.is_some_and(|letter| {
            let number = self.lexicons.number_of(&[*letter]);
            let phrase = self.lexicons.trie.alone(crate::lexicon::trie::Root::Grammar, number);
            phrase.is_some_and(|phrase| self.lexicons.tags(phrase).has(Tag::AreaLetter(Area::Lumbar)))
        })
    }

    /// Whether a word is of a key that a system made: `SchmorlNode = yes`, `SchmorlNode.size_mm = 6`.
    fn is_key(&self, at: usize) -> bool {
        let list = &self.tokens.list;
        let mut next = at + 1;
        while list.get(next).is_some_and(|t| t.glued && !matches!(t.kind, TokenKind::Mark(b'_' | b'='))) {
            next += 1;
        }
        matches!(self.mark(next), Some(b'_' | b'=')) || at > 0 && list[at].glued && self.mark(at - 1) == Some(b'_')
    }

    /// Whether a word that matters stands within another.
    fn holds_what_matters(&self, word: &[u8]) -> bool {
        (0..word.len()).any(|from| {
            let rest = &word[from..];
            self.lexicons.slips.of(rest[0]).iter().any(|known| rest.starts_with(known))
        })
    }

    /// Where each folded letter of a token stands in the text; nothing if that cannot be told.
    fn letters(&self, token: &Token, word: &[u8]) -> Option<Vec<usize>> {
        let start = token.span.start as usize;
        let raw = token.span.text(self.text);
        let letters: Vec<usize> =
            raw.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| start + at).collect();
        (letters.len() == word.len()).then_some(letters)
    }

    /// The end of the letter at a byte.
    fn end_before(&self, letter: usize) -> u32 {
        u32::try_from(letter + 1).unwrap_or(u32::MAX)
    }
}
