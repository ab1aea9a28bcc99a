//! Lines of prose, told once a line: what has no mark, gap or dash that a form parts its fields with, begins with a word or
//! an item's number and is longer than a title. No reader of forms is asked about those; builds with debug assertions ask
//! them and compare.

use super::lines::Line;
use crate::extract::levels::View;
use crate::finding::Section;
use crate::token::{CAPITALS, NARROW_GAP, NUMBER, TokenKind, WORD, marks};

/// Fewest tokens of a line that is no title, key or head.
const SHORTEST: usize = 10;

/// What prose has beside words; what shares a bit with one of them is no mark.
const PLAIN: u64 = marks([WORD, NUMBER, CAPITALS, b'.', b',', b'-', b'/', b'(', b')', b'%', b'\'']);

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Looks {
    /// It may be of a form.
    #[default]
    Formed,
    /// Nothing parts fields in it.
    Plain,
    /// The same, and it is a sentence or more, no heading and under none.
    Prose,
}

/// How a line looks; `dots`: leaders of dots stand in the text.
pub(super) fn looks(view: View<'_>, line: &Line, dots: bool) -> Looks {
    if line.may_have(!PLAIN) || line.dashed || dots || !is_even(view, line) {
        return Looks::Formed;
    }
    let word = |at: usize| view.token(at).is_some_and(|t| t.kind == TokenKind::Word && t.span.end - t.span.start > 1);
    // `1. Type 1 Modic changes …`
    let kinds = &view.tokens.kinds[line.from..line.to];
    let item = matches!(kinds, [NUMBER, b'.' | b')', ..]) && word(line.from + 2);
    let begins = word(line.from) || item;
    if begins && line.to - line.from >= SHORTEST { Looks::Prose } else { Looks::Plain }
}

/// Whether a line is a section's heading alone, or one of a section that comes before the findings: no record of a form begins
/// there.
pub(super) fn heads_section(view: View<'_>, line: &Line) -> bool {
    const EARLY: [Section; 4] = [Section::History, Section::Technique, Section::Comparison, Section::Exam];
    let Some((section, next)) = line.section else { return false };
    let parted = line.may_have(marks([b'=', b'>', b'|', b'?', b';'])) || line.dashed;
    // `finding` may be an element's name
    let alone = next >= line.to && view.mark(line.to - 1) == Some(b':') && view.tokens.list[line.from].capital;
    !parted && (alone || EARLY.contains(&section)) && is_even(view, line)
}

/// Whether no gap parts the line's words, no comma stands without a space behind it and no slash with one.
fn is_even(view: View<'_>, line: &Line) -> bool {
    let tokens = &view.tokens.list[line.from..line.to];
    if view.tokens.gaps && tokens[1..].iter().any(|token| token.spaces >= NARROW_GAP) {
        return false;
    }
    if !line.may_have(marks([b',', b'/'])) {
        return true;
    }
    let kinds = &view.tokens.kinds[line.from..line.to];
    kinds.iter().zip(&tokens[1..]).all(|(kind, next)| match kind {
        b',' => !next.glued,
        b'/' => next.glued,
        _ => true,
    })
}
