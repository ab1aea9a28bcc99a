//! A report's text with its evidence marked: in colours by role, or with letters under the words.

use crate::cli::text;
use anstyle::{AnsiColor, Style};
use schmorl::finding::{Evidence, Finding, Role};
use schmorl::words;
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
    legend(&evidence, colour, width, &mut out);
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
fn legend(evidence: &[&Evidence], colour: bool, width: usize, out: &mut String) {
    let used = MARKS.iter().filter(|(role, ..)| evidence.iter().any(|e| e.role == *role));
    let mut column = 0;
    for (role, letter, _) in used {
        let name = words::role(*role);
        let (entry, columns) = if colour {
            let style = style(*role);
            (format!("{style}{name}{style:#}"), name.len())
        } else {
            (format!("{letter} {name}"), name.len() + 2)
        };
        if column == 0 {
            out.push_str("\n  ");
        } else if column + columns + 3 > width {
            out.push_str("\n  ");
            column = 0;
        } else {
            out.push_str("   ");
            column += 3;
        }
        out.push_str(&entry);
        column += columns;
    }
    if column > 0 {
        out.push('\n');
    }
}
