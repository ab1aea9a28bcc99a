//! Figures whose meaning a legend tells: `0 = absent, 1 = present, 2 = possible` over `L3 Schmorl's node = 2`.
//!
//! In: a report's tokens. Out: the same, a figure that means `possible` read as that word, and one that means `not assessed`
//! as a blank. What 0 and 1 mean is told where keys and tables are read.

use super::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{NARROW_GAP, NUMBER, TokenKind, Tokens};
use memchr::memchr_iter;

/// Reads figures as the legend of their report says.
pub(super) fn decode(lexicons: &Lexicons, tokens: &mut Tokens) {
    let coded = [Tag::UncertaintyBefore, Tag::NotApplicable].into_iter().any(|tag| tokens.said.has(tag));
    if !coded || !tokens.said.any(&[Tag::NoneValue, Tag::NegationBefore]) {
        return;
    }
    let starts: Vec<usize> = tokens.line_starts();
    // the figure and the first token of what it means
    let mut meanings: Vec<(u8, usize)> = Vec::new();
    let mut edits: Vec<(usize, usize)> = Vec::new();
    for line in starts.windows(2) {
        let view = View { lexicons, tokens, end: line[1] };
        let legend = pairs(view, line[0]);
        let told = |tags: &[Tag]| legend.iter().any(|&(_, means)| view.tags(means).any(tags));
        if legend.len() > 1 && told(&[Tag::NoneValue, Tag::NegationBefore]) && told(&[Tag::YesValue]) {
            meanings = legend;
        } else if !meanings.is_empty()
            && let Some(at) = value(view, line[0])
            && let Some(figure) = digit(view, at)
        {
            edits.extend(meanings.iter().filter(|(told, _)| *told == figure).map(|(_, means)| (at, *means)));
        }
    }
    if edits.is_empty() {
        return;
    }
    for (at, means) in edits {
        let tags = View { lexicons, tokens, end: tokens.list.len() }.tags(means);
        if tags.has(Tag::NotApplicable) {
            tokens.make_mark(at, b'_');
        } else if tags.has(Tag::UncertaintyBefore) {
            tokens.read_as(at, means);
        }
    }
    lexicons.find_phrases(tokens);
}

/// A figure of one digit.
fn digit(view: View<'_>, at: usize) -> Option<u8> {
    let token = view.token(at).filter(|t| t.kind == TokenKind::Number)?;
    match view.tokens.folded_bytes(token) {
        [figure] => Some(*figure),
        _ => None,
    }
}

/// The figures of a line with what stands behind each: `0 = absent`, `1: present`, `2 possible`.
fn pairs(view: View<'_>, from: usize) -> Vec<(u8, usize)> {
    const MEANINGS: [Tag; 5] =
        [Tag::NoneValue, Tag::NegationBefore, Tag::YesValue, Tag::UncertaintyBefore, Tag::NotApplicable];
    let mut pairs = Vec::new();
    for at in memchr_iter(NUMBER, &view.tokens.kinds[from..view.end]).map(|at| from + at) {
        let Some(figure) = digit(view, at) else { continue };
        let means = at + 1 + usize::from(matches!(view.mark(at + 1), Some(b'=' | b':' | b'-')));
        if means < view.end && view.tags(means).any(&MEANINGS) {
            pairs.push((figure, means));
        }
    }
    pairs
}

/// The last token of a line, if it is the value of a finding's name or a level.
fn value(view: View<'_>, from: usize) -> Option<usize> {
    let at = view.end.checked_sub(1).filter(|&at| at > from)?;
    let parted = matches!(view.mark(at - 1), Some(b'=' | b':')) || view.token(at)?.spaces >= NARROW_GAP;
    let named = |i: usize| view.tags(i).any(&FINDINGS) || levels::read(view, i).is_some();
    (parted && (from..at).any(named)).then_some(at)
}
