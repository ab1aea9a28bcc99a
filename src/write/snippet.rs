//! The words around a mention, on one line.

use crate::span::Span;
use memchr::{memchr, memchr_iter, memchr3, memrchr, memrchr3};

/// How many bytes to show on either side of a mention.
const AROUND: usize = 60;

/// The words around `span`: its sentence, but no more than 60 bytes on either side, cut between words. White
/// space of any kind becomes one space.
#[must_use]
pub fn snippet(text: &str, span: Span) -> String {
    let start = text.floor_char_boundary(span.range().start);
    let end = text.ceil_char_boundary(span.range().end.max(start));
    let from = text.floor_char_boundary(start.saturating_sub(AROUND));
    let to = text.ceil_char_boundary(end.saturating_add(AROUND).min(text.len()));
    let (before, after) = (&text[from..start], &text[end..to]);
    let before = match sentence_start(before) {
        Some(cut) => &before[cut..],
        None if from == 0 => before,
        None => before.split_once(char::is_whitespace).map_or("", |(_, words)| words),
    };
    let after = match sentence_end(after) {
        Some(cut) => &after[..cut],
        None if to == text.len() => after,
        None => after.rsplit_once(char::is_whitespace).map_or("", |(words, _)| words),
    };
    one_line(&text[start - before.len()..end + after.len()])
}

/// The words of a text with one space between.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut add = |words: &str| {
        if !line.is_empty() && !words.is_empty() {
            line.push(' ');
        }
        line.push_str(words);
    };
    let mut from = 0;
    for to in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let part = text[from..to].trim_ascii();
        if is_even(part.as_bytes()) {
            add(part);
        } else {
            part.split_whitespace().for_each(&mut add);
        }
        from = to + 1;
    }
    line
}

/// Whether single spaces are all that parts the words of a text, as in most: told without a branch, many bytes at a time.
fn is_even(text: &[u8]) -> bool {
    let plain = text.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    plain && pairs.fold(true, |all, (a, b)| all & ((*a != b' ') | (*b != b' ')))
}

/// Where the last sentence of `text` begins, if one ends in it.
fn sentence_start(text: &str) -> Option<usize> {
    let mut rest = text.as_bytes();
    while let Some(at) = memrchr3(b'.', b'?', b'!', rest).max(memrchr(b'\n', rest)) {
        if boundary(text, at) {
            return Some(at + 1);
        }
        rest = &rest[..at];
    }
    None
}

/// Where the first sentence of `text` ends, its full stop included.
fn sentence_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let (mark, line) = (memchr3(b'.', b'?', b'!', &bytes[at..]), memchr(b'\n', &bytes[at..]));
        at += mark.into_iter().chain(line).min()?;
        if boundary(text, at) {
            return Some(at + 1);
        }
        at += 1;
    }
}

/// Whether a sentence ends at `at`: a mark before white space, or an empty line. A single line end is a wrap.
fn boundary(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    if text[at..].starts_with('\n') {
        rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
    } else {
        rest.is_empty() || rest.starts_with(char::is_whitespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn around(text: &str, words: &str) -> String {
        let start = u32::try_from(text.find(words).unwrap()).unwrap();
        snippet(text, Span::new(start, start + u32::try_from(words.len()).unwrap()))
    }

    #[test]
    fn a_snippet_is_the_sentence_on_one_line() {
        let text = "Normal alignment. A 3.5 mm Schmorl's\r\n   node is seen at L4. No fracture.";
        assert_eq!(around(text, "Schmorl's\r\n   node"), "A 3.5 mm Schmorl's node is seen at L4.");
        assert_eq!(around("Schmorl's node", "Schmorl's node"), "Schmorl's node");
        assert_eq!(around("FINDINGS\n\nSchmorl's node\n\nIMPRESSION", "Schmorl's node"), "Schmorl's node");
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let text = format!("{} node {}", "word ".repeat(40), "word ".repeat(40));
        let line = around(&text, "node");
        assert!(line.starts_with("word word") && line.ends_with("word"), "{line}");
        assert!(line.len() <= 2 * AROUND + 6, "{}", line.len());
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_gives_one_line(text in "(?s).{0,200}", a in 0_u32..900, b in 0_u32..900) {
            let line = snippet(&text, Span::new(a.min(b), a.max(b)));
            prop_assert!(!line.contains(['\n', '\r', '\t']));
        }
    }
}
