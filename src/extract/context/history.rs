//! Clinical information that stands in a sentence of something else: a line `indication; back pain` of a table that
//! was read as one, `Ind.: weight loss` under no heading.

use crate::extract::levels::View;
use crate::extract::segment::Sentence;
use crate::finding::Section;
use crate::lexicon::tag::Tag;
use crate::token::flags;
use std::borrow::Cow;

/// The sentences, with such lines as sentences of the history. Nearly always they are given back as they are.
pub(super) fn set_apart<'a>(view: View<'_>, sentences: &'a [Sentence]) -> Cow<'a, [Sentence]> {
    let holds = |sentence: &Sentence| sentence.section != Section::History && next(view, sentence).is_some();
    if !sentences.iter().any(holds) {
        return Cow::Borrowed(sentences);
    }
    let mut all = Vec::with_capacity(sentences.len() + 2);
    for sentence in sentences {
        let mut rest = sentence.clone();
        while let Some((heading, from, to)) = next(view, &rest).filter(|_| sentence.section != Section::History) {
            let part = |body: std::ops::Range<usize>, section| Sentence { body, section, ..rest.clone() };
            if heading > rest.body.start {
                all.push(part(rest.body.start..heading, rest.section));
            }
            all.push(Sentence { key: None, ..part(from..to, Section::History) });
            rest.body.start = to;
        }
        if !rest.body.is_empty() {
            all.push(rest);
        }
    }
    Cow::Owned(all)
}

/// A heading of the history at a line's start with a mark behind it: its token, and the range of what it heads, up to
/// the next line that begins with a heading. Never empty.
fn next(view: View<'_>, sentence: &Sentence) -> Option<(usize, usize, usize)> {
    let body = sentence.body.clone();
    let view = View { end: body.end, ..view };
    let headed = |at: usize| {
        let (phrase, _, next) = view.phrase(at)?;
        let section = view.value(phrase, |tag| if let Tag::Heading(section) = tag { Some(section) } else { None })?;
        matches!(view.mark(next), Some(b';' | b':' | b'|' | b'=' | b'.')).then_some((section, next))
    };
    let starts = |at: &usize| view.may_be(*at, flags::HEADING);
    let lines = |from: usize| view.tokens.lines_begun(from..body.end).filter(starts);
    let first = Some(body.start).filter(|at| *at < body.end && starts(at));
    let (heading, mut from) = first
        .into_iter()
        .chain(lines(body.start + 1))
        .find_map(|at| headed(at).filter(|(section, _)| *section == Section::History).map(|(_, next)| (at, next)))?;
    while from < body.end && matches!(view.mark(from), Some(b';' | b':' | b'|' | b'=' | b'.')) {
        from += 1;
    }
    let to = lines(from + 1).find(|at| headed(*at).is_some()).unwrap_or(body.end);
    (from < to).then_some((heading, from, to))
}
