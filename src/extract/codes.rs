//! Codes whose meaning a legend tells: `0 = absent, 1 = present, 2 = possible` over `L3 Schmorl's node = 2`.
//!
//! In: a report's tokens. Out: the same, a figure or letter behind a finding's name read as the word that it means, and one
//! that means `not assessed` as a blank. What 0 and 1 mean in cells is told where tables are read.

use super::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{NARROW_GAP, TokenKind, Tokens};

/// Reads figures as the legend of their report says.
pub(super) fn decode(lexicons: &Lexicons, tokens: &mut Tokens) {
    if !tokens.said.any(&[Tag::NoneValue, Tag::NegationBefore]) || !tokens.said.any(&FINDINGS) {
        return;
    }
    // most texts tell of no code
    if ![b'=', b':', b'('].into_iter().any(|mark| tokens.has_mark(mark)) || !tokens.said.has(Tag::YesValue) {
        return;
    }
    tokens.index();
    let starts: Vec<usize> = tokens.line_starts();
    // the figure or letter and the first token of what it means
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
            && let Some(figure) = code(view, at)
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
        } else {
            tokens.read_as(at, means);
        }
    }
    lexicons.find_phrases(tokens);
}

/// A figure of one digit, or a capital that stands for a word.
fn code(view: View<'_>, at: usize) -> Option<u8> {
    let token = view.token(at).filter(|t| t.kind == TokenKind::Number || t.kind == TokenKind::Word && t.capital)?;
    match view.tokens.folded_bytes(token) {
        [code] => Some(*code),
        _ => None,
    }
}

/// The figures of a line with what stands behind each: `0 = absent`, `1: present`, `2 possible`.
fn pairs(view: View<'_>, from: usize) -> Vec<(u8, usize)> {
    const MEANINGS: [Tag; 5] =
        [Tag::NoneValue, Tag::NegationBefore, Tag::YesValue, Tag::UncertaintyBefore, Tag::NotApplicable];
    let mut pairs = Vec::new();
    for at in from..view.end {
        let Some(figure) = code(view, at) else { continue };
        // `L1:N` tells of a level
        if at > from && view.token(at).is_some_and(|t| t.glued) && view.mark(at - 1).is_none() {
            continue;
        }
        let parted = matches!(view.mark(at + 1), Some(b'=' | b':' | b'-' | b')'));
        let means = at + 1 + usize::from(parted);
        let letter = view.token(at).is_some_and(|t| t.kind == TokenKind::Word);
        // `T 1 present`: a letter needs its mark
        if means < view.end && view.tags(means).any(&MEANINGS) && (parted || !letter) {
            pairs.push((figure, means));
        }
    }
    pairs
}

/// The last token of a line, if it is the value of a finding's name or a level.
fn value(view: View<'_>, from: usize) -> Option<usize> {
    let at = view.end.checked_sub(1).filter(|&at| at > from)?;
    // a row of several cells is told where tables are read
    let gap = |i: usize| view.token(i).is_some_and(|t| t.spaces >= NARROW_GAP);
    let alone = || gap(at) && !(from + 1..at).any(gap);
    let parted = matches!(view.mark(at - 1), Some(b'=' | b':')) || alone();
    let named = |i: usize| view.tags(i).any(&FINDINGS) || levels::read(view, i).is_some();
    // `Modic type: L4-5 = 1` is no code
    let typed = (from..at).any(|i| view.tags(i).has(Tag::ModicKind));
    (parted && !typed && (from..at).any(named)).then_some(at)
}
