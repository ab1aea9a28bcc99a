//! A report's text as annotation tools count it: in Unicode code points, with every line end one `\n`.
//!
//! Tools that open a text file in text mode turn `\r\n` into `\n`, and browsers do the same, so that every offset behind
//! shifts by one. The copy that is exported has it done already.

use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// A text with its line ends made `\n`.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// Where a span of `text` stands in [`plain`] of it, in code points. A span never begins inside a line end.
pub(super) fn range(text: &str, span: Span) -> Range<usize> {
    let start = count(text.get(..span.range().start).unwrap_or_default());
    start..start + count(span.text(text))
}

/// Where a span of `text` stands in it as it is, in code points.
pub(super) fn exact(text: &str, span: Span) -> Range<usize> {
    let start = text.get(..span.range().start).unwrap_or_default().chars().count();
    start..start + span.text(text).chars().count()
}

/// How many code points `text` has in its plain copy.
fn count(text: &str) -> usize {
    text.chars().count() - text.matches("\r\n").count()
}

/// Where a range of code points stands in a text, in bytes; `None` if it lies outside.
pub(crate) fn bytes(text: &str, points: Range<usize>) -> Option<Span> {
    let at = |point: usize| {
        text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(point).and_then(|at| u32::try_from(at).ok())
    };
    (points.start <= points.end).then_some(Span::new(at(points.start)?, at(points.end)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_words_are_the_same_counted_in_points(
            before in "[a-zµ🦴\n ]{0,20}(\r\n)?[é ]{0,3}\r?",
            words in "[a-zö🦴]{1,5}\r\n[a-z]{1,5}",
            after in "[a-z\r\n]{0,9}",
        ) {
            let text = [before.as_str(), &words, &after].concat();
            let (start, end) = (before.len(), before.len() + words.len());
            let span = Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
            let (copy, points) = (plain(&text), range(&text, span));
            let shown: String = copy.chars().skip(points.start).take(points.len()).collect();
            prop_assert_eq!(&shown, &plain(&words));
            prop_assert_eq!(bytes(&copy, points).unwrap().text(&copy), plain(&words));
        }
    }

    #[test]
    fn what_lies_outside_is_nowhere() {
        assert_eq!(bytes("äb", 1..2), Some(Span::new(2, 3)));
        assert_eq!((bytes("äb", 1..3), bytes("äb", 3..4)), (None, None));
    }
}
