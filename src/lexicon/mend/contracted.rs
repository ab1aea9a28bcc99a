//! Words that an apostrophe runs together: `isn't`, `they're`, `it's`.

use super::Mender;
use crate::lexicon::tag::Tag;
use crate::span::Span;
use crate::token::{Edit, Token};

/// What is left of a word that runs together with the one before, and the word that it is. A bare `s` may be a genitive.
const ENDINGS: [(&[u8], &[u8]); 5] =
    [(b"nt", b"not"), (b"re", b"are"), (b"ve", b"have"), (b"ll", b"will"), (b"s", b"is")];

/// What the first word is where it lost a letter, too: `can't`, `won't`, `shan't`.
const SHORTENED: [(&[u8], &[u8]); 3] = [(b"ca", b"can"), (b"wo", b"will"), (b"sha", b"shall")];

impl Mender<'_> {
    /// The two words that an apostrophe runs together.
    pub(super) fn contracted(&self, at: usize, token: &Token) -> Option<Edit> {
        let word = self.tokens.folded_bytes(token);
        let raw = token.span.text(self.text);
        let (ending, second) = ENDINGS.iter().find(|(ending, _)| word.ends_with(ending))?;
        let base = &word[..word.len() - ending.len()];
        // the apostrophe is what stands there beside the letters, before the last of them or in front of the ending
        let negated = *second == b"not";
        let mark = base.len() + usize::from(negated);
        let last = ending.len() - usize::from(negated);
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let (before, behind) = (raw.get(..mark)?, raw.get(raw.len() - last..)?);
        if base.is_empty() || !plain(before) || !plain(behind) || raw.len() <= word.len() {
            return None;
        }
        let first = SHORTENED.iter().find(|(short, _)| negated && *short == base).map_or(base, |(_, whole)| whole);
        let number = self.lexicons.number_of(first);
        let genitive = ending.len() == 1 && !self.lexicons.mend_tags(number).has(Tag::Contracts);
        if number == 0 || genitive {
            return None;
        }
        let middle = token.span.start + u32::try_from(base.len()).ok()?;
        let part = |from, to, letters: &[u8]| self.mended(Span::new(from, to), letters.to_vec(), false);
        let by = match first {
            b"can" => vec![part(token.span.start, token.span.end, b"cannot")],
            _ => vec![part(token.span.start, middle, first), part(middle, token.span.end, second)],
        };
        Some(Edit { at: at..at + 1, by })
    }
}
