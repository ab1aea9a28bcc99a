//! A report's text with its evidence marked: in colours by role, or with letters under the words.

use crate::cli::text;
use anstyle::{AnsiColor, Style};
use schmorl::finding::{Evidence, Finding, Role};
use schmorl::words;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// Every role with its letter and colour, in the order of the legend.
const MARKS: [(Role, char, AnsiColor); 11] = [
    (Role::Mention, 'm', AnsiColor::Magenta),
    (Role::Status, 's', AnsiColor::Red),
    (Role::Level, 'l', AnsiColor::Blue),
    (Role::Endplate, 'e', AnsiColor::Cyan),
    (Role::Size, 'z', AnsiColor::Green),
    (Role::Count, 'n', AnsiColor::BrightBlack),
    (Role::Acuity, 'a', AnsiColor::Yellow),
    (Role::Change, 'c', AnsiColor::BrightMagenta),
    (Role::Edema, 'd', AnsiColor::BrightBlue),
    (Role::Modic, 't', AnsiColor::BrightCyan),
    (Role::PosteriorExtension, 'r', AnsiColor::BrightRed),
];

/// The colour of a role.
pub(super) fn style(role: Role) -> Style {
    let colour = MARKS.iter().find(|mark| mark.0 == role).map(|mark| mark.2.into());
    let style = Style::new().fg_color(colour).underline();
    if role == Role::Mention { style.bold() } else { style }
}

fn letter(role: Role) -> char {
    MARKS.iter().find(|mark| mark.0 == role).map_or('?', |mark| mark.1)
}

/// The text, wrapped, with the evidence of all findings marked; then what the marks mean.
pub(super) fn marked(report: &str, findings: &[Finding], width: usize, colour: bool) -> String {
    let evidence: Vec<&Evidence> = findings.iter().flat_map(|finding| &finding.evidence).collect();
    let mut out = String::new();
    for line in text::lines(report.trim_end(), width.saturating_sub(2)) {
        if colour {
            coloured(report, line, &evidence, &mut out);
        } else {
            lettered(report, line, &evidence, &mut out);
        }
    }
    let shown = report.char_indices().filter(|(_, c)| !c.is_whitespace()).filter_map(|(at, _)| role_at(at, &evidence));
    legend(&shown.collect::<BTreeSet<_>>(), colour, width, &mut out);
    out
}

/// What a byte was read for: the narrowest stretch wins, then the role that is told first.
fn role_at(at: usize, evidence: &[&Evidence]) -> Option<Role> {
    let here = evidence.iter().filter(|e| e.span.range().contains(&at));
    here.min_by_key(|e| (e.span.end - e.span.start, e.role)).map(|e| e.role)
}

/// The characters of a line as they are shown. Control characters would be commands to the terminal.
fn shown(report: &str, line: Range<usize>) -> impl Iterator<Item = (usize, String, usize)> {
    report[line.clone()].char_indices().map(move |(at, c)| {
        let shown = match c {
            '\t' => "    ".to_owned(),
            c if c.is_control() => "\u{fffd}".to_owned(),
            c => c.to_string(),
        };
        let width = if c == '\t' { 4 } else { c.width().unwrap_or(1) };
        (line.start + at, shown, width)
    })
}

fn coloured(report: &str, line: Range<usize>, evidence: &[&Evidence], out: &mut String) {
    out.push_str("  ");
    let mut open: Option<Style> = None;
    for (at, shown, _) in shown(report, line) {
        let next = role_at(at, evidence).map(style);
        if next != open {
            if let Some(style) = open {
                let _ = write!(out, "{style:#}");
            }
            if let Some(style) = next {
                let _ = write!(out, "{style}");
            }
            open = next;
        }
        out.push_str(&shown);
    }
    if let Some(style) = open {
        let _ = write!(out, "{style:#}");
    }
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

fn lettered(report: &str, line: Range<usize>, evidence: &[&Evidence], out: &mut String) {
    let (mut words, mut letters) = ("  ".to_owned(), "  ".to_owned());
    for (at, shown, width) in shown(report, line) {
        words.push_str(&shown);
        let mark = role_at(at, evidence).map_or(' ', letter);
        letters.extend(std::iter::repeat_n(mark, width));
    }
    for line in [words.trim_end(), letters.trim_end()] {
        if !line.is_empty() || words.trim().is_empty() {
            out.push_str(line);
            out.push('\n');
        }
        if words.trim().is_empty() {
            break;
        }
    }
}

/// The marks that were used.
fn legend(used: &BTreeSet<Role>, colour: bool, width: usize, out: &mut String) {
    let mut column = width;
    for (role, letter, _) in MARKS.iter().filter(|(role, ..)| used.contains(role)) {
        let name = words::role(*role);
        let (entry, columns) = if colour {
            let style = style(*role);
            (format!("{style}{name}{style:#}"), name.len())
        } else {
            (format!("{letter} {name}"), name.len() + 2)
        };
        let goes_on = column + 3 + columns <= width;
        out.push_str(if goes_on { "   " } else { "\n  " });
        column = columns + if goes_on { column + 3 } else { 2 };
        out.push_str(&entry);
    }
    if !used.is_empty() {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schmorl::finding::{FindingKind, Status};
    use schmorl::span::Span;

    #[test]
    fn the_legend_holds_what_is_marked_and_keeps_to_the_width() {
        let text = "No Schmorl's node at L4";
        let mut finding = Finding::new(FindingKind::SchmorlNode, Status::Absent, None, None);
        let at = |role, start, end| Evidence { role, span: Span::new(start, end), rule: "x".into() };
        // the status is read from words of which each is marked for something else
        finding.evidence = vec![at(Role::Mention, 3, 17), at(Role::Status, 3, 17), at(Role::Level, 21, 23)];
        let page = marked(text, &[finding], 40, false);
        assert!(page.ends_with("\n  m mention   l level\n"), "{page}");
        let mut out = String::new();
        legend(&MARKS.iter().map(|mark| mark.0).collect(), false, 30, &mut out);
        assert!(out.lines().all(|line| line.len() <= 30), "{out}");
    }
}
