//! Lines for a terminal: how wide it is, and where to break.

use std::io::{self, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

use super::Failure;

/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 110;
/// Terminals are not taken for narrower than this.
const NARROWEST: usize = 24;
/// Width where the output is no terminal.
const PIPED: usize = 100;

/// How wide lines on standard output should be.
pub(super) fn width() -> usize {
    if !io::stdout().is_terminal() {
        return PIPED;
    }
    of_terminal(terminal_size::terminal_size())
}

/// How wide lines on standard error should be.
pub(super) fn error_width() -> usize {
    if io::stderr().is_terminal() { of_terminal(terminal_size::terminal_size_of(io::stderr())) } else { PIPED }
}

fn of_terminal(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    size.map_or(PIPED, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST))
}

/// A text broken into lines of a width, each behind an indent.
pub(super) fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let broken = lines(text, width.saturating_sub(columns(indent)));
    broken.into_iter().map(|line| format!("{indent}{}", &text[line])).collect::<Vec<_>>().join("\n")
}

/// Whether what stands side by side must stand one under the other.
pub(super) fn is_narrow(width: usize) -> bool {
    width < 50
}

/// Columns to the left of what stands under a heading.
pub(super) fn indent(width: usize) -> usize {
    if is_narrow(width) { 2 } else { 5 }
}

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// A text with spaces after it up to so many columns.
pub(super) fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(columns(text))))
}

/// Byte ranges of the lines that a text breaks into: at its line ends, and at spaces before `width`.
pub(super) fn lines(text: &str, width: usize) -> Vec<std::ops::Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        wrap(text, start..end, width, &mut all);
        start += line.len();
    }
    all
}

fn wrap(text: &str, line: std::ops::Range<usize>, width: usize, all: &mut Vec<std::ops::Range<usize>>) {
    let (mut start, mut space, mut used) = (line.start, None, 0);
    for (at, c) in text[line.clone()].char_indices().map(|(at, c)| (at + line.start, c)) {
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used > width && at > start && c != ' ' {
            let (end, next) = space.map_or((at, at), |space| (space, space + 1));
            all.push(start..end);
            start = next;
            space = None;
            used = columns(&text[start..at + c.len_utf8()]);
        }
        if c == ' ' && at > start {
            space = Some(at);
        }
    }
    all.push(start..line.end);
}

/// Writes to standard output, with or without colours as the user wants.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure::write("standard output", &error))
}

/// `1,234`
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// `1 row`, `2 rows`
pub(super) fn counted(number: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{lines, thousands};

    #[test]
    fn lines_break_at_spaces_and_lose_nothing_else() {
        let broken =
            |text: &'static str, width| lines(text, width).into_iter().map(|line| &text[line]).collect::<Vec<_>>();
        assert_eq!(broken("one two three", 7), ["one two", "three"]);
        assert_eq!(broken("one two three", 8), ["one two", "three"]);
        assert_eq!(broken("a\r\n\nb  c\n", 9), ["a", "", "b  c"]);
        assert_eq!(broken("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(broken("äöü äöü", 4), ["äöü", "äöü"]);
        assert_eq!(broken("", 4), Vec::<&str>::new());
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
