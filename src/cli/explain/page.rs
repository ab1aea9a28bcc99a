//! The page that explains one report: its text, then each finding with what it was read from.

use super::advice::Advising;
use super::marks;
use crate::cli::text::{self, padded};
use anstyle::Style;
use schmorl::finding::{Evidence, Finding, Role, Status};
use schmorl::lexicon::Lexicons;
use schmorl::report::Report;
use schmorl::words;
use std::fmt;

/// Widths of the columns under a finding.
const ROLE: usize = 10;
const VALUE: usize = 10;
const WORDS: usize = 32;
/// The fewest columns that words are broken into.
const LEAST: usize = 12;

/// How the columns under a finding stand on a page.
#[derive(Clone, Copy)]
struct Table {
    indent: usize,
    /// Width of the values; `None` where words stand under them.
    value: Option<usize>,
    /// Where words begin.
    left: usize,
    /// Whether what read the words stands beside them.
    is_wide: bool,
}

impl Table {
    /// For a page so wide, and values up to `longest`.
    fn new(width: usize, longest: usize) -> Self {
        let (indent, value) = (text::indent(width), longest.max(VALUE));
        let left = indent + ROLE + value + 1;
        if left + WORDS / 2 > width {
            return Self { indent, value: None, left: indent + 2, is_wide: false };
        }
        Self { indent, value: Some(value), left, is_wide: left + WORDS + 1 + WORDS / 2 <= width }
    }
}

/// One report explained. Shown with colours or without, as wide as asked.
pub(super) struct Page<'a> {
    pub(super) report: &'a Report,
    pub(super) findings: &'a [Finding],
    pub(super) lexicons: &'a Lexicons,
    pub(super) width: usize,
    pub(super) colour: bool,
    /// What the guidance says, if it was asked for.
    pub(super) advising: Option<Advising<'a>>,
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heading(f, &self.report.report_id)?;
        f.write_str(&marks::marked(&self.report.text, self.findings, self.width, self.colour))?;
        f.write_str("\n")?;
        if self.findings.is_empty() {
            self.heading(f, "No findings")?;
            let none =
                "The report says nothing of Schmorl's nodes, Modic changes or marrow edema in this patient's spine.";
            return self.paragraph(f, none).and_then(|()| f.write_str("\n"));
        }
        self.heading(f, &text::counted(self.findings.len(), "finding"))?;
        for (number, finding) in (1..).zip(self.findings) {
            self.finding(f, number, finding)?;
        }
        match &self.advising {
            Some(advising) if self.findings.iter().any(|finding| finding.guidance.is_some()) => advising.foot(f),
            _ => Ok(()),
        }
    }
}

impl Page<'_> {
    fn style(&self, style: Style) -> Style {
        if self.colour { style } else { Style::new() }
    }

    fn heading(&self, f: &mut fmt::Formatter<'_>, title: &str) -> fmt::Result {
        let (bold, dim) = (self.style(Style::new().bold()), self.style(Style::new().dimmed()));
        let rule = "─".repeat(self.width.saturating_sub(text::columns(title) + 4));
        writeln!(f, "{dim}──{dim:#} {bold}{title}{bold:#} {dim}{rule}{dim:#}\n")
    }

    fn paragraph(&self, f: &mut fmt::Formatter<'_>, words: &str) -> fmt::Result {
        writeln!(f, "{}", text::wrapped(words, self.width, &" ".repeat(text::indent(self.width))))
    }

    fn finding(&self, f: &mut fmt::Formatter<'_>, number: usize, finding: &Finding) -> fmt::Result {
        let bold = self.style(Style::new().bold());
        let title = text::wrapped(&words::describe(finding), self.width, "     ");
        writeln!(f, "{bold}{number:>3}  {}{bold:#}", title.trim_start())?;
        let roles = || [Role::Mention, Role::Status, Role::Level, Role::Endplate].iter().chain(&words::ATTRIBUTES);
        let values = roles().filter_map(|role| value(finding, *role));
        let table = Table::new(self.width, values.map(|value| text::columns(&value)).max().unwrap_or_default());
        for role in roles() {
            self.role(f, finding, *role, table)?;
        }
        if let Some(advising) = &self.advising {
            advising.under(f, number, self.findings)?;
        }
        f.write_str("\n")
    }

    /// One role: its value, the words, and what read them.
    fn role(&self, f: &mut fmt::Formatter<'_>, finding: &Finding, role: Role, table: Table) -> fmt::Result {
        let mut seen: Vec<&Evidence> = Vec::new();
        let Some(value) = value(finding, role) else { return Ok(()) };
        for evidence in finding.evidence.iter().filter(|evidence| evidence.role == role) {
            let words = evidence.span.text(&self.report.text);
            if !seen.iter().any(|e| e.rule == evidence.rule && e.span.text(&self.report.text) == words) {
                self.head(f, role, &value, seen.is_empty(), table)?;
                self.line(f, &quoted(words), &self.rule(&evidence.rule), table)?;
                seen.push(evidence);
            }
        }
        if seen.is_empty() {
            let why = match (role, finding.status) {
                (Role::Status, Status::Present) => "stated, with no word that denies or hedges it",
                _ => "follows from the sentence, has no words of its own",
            };
            self.head(f, role, &value, true, table)?;
            self.line(f, "", why, table)?;
        }
        Ok(())
    }

    /// The role and its value, and the place where its words begin. Both are told of the first words alone.
    fn head(&self, f: &mut fmt::Formatter<'_>, role: Role, value: &str, first: bool, table: Table) -> fmt::Result {
        let style = self.style(marks::style(role));
        let (name, value) = if first { (words::role(role), value) } else { ("", "") };
        let gap = " ".repeat(ROLE.saturating_sub(name.len()));
        let indent = " ".repeat(table.indent);
        match table.value {
            Some(room) => write!(f, "{indent}{style}{name}{style:#}{gap}{} ", padded(value, room)),
            None if first => {
                let gap = if value.is_empty() { "" } else { gap.as_str() };
                writeln!(f, "{indent}{style}{name}{style:#}{gap}{value}")?;
                write!(f, "{}", " ".repeat(table.left))
            }
            None => write!(f, "{}", " ".repeat(table.left)),
        }
    }

    /// The words and why, from where the line stands: side by side, or one under the other where they have no room.
    fn line(&self, f: &mut fmt::Formatter<'_>, words: &str, why: &str, table: Table) -> fmt::Result {
        let dim = self.style(Style::new().dimmed());
        let room = self.width.saturating_sub(table.left).max(LEAST);
        let mut at = table.left;
        let aside = table.is_wide && !words.is_empty();
        if aside && text::columns(words) <= WORDS {
            write!(f, "{}", padded(words, WORDS + 1))?;
            at += WORDS + 1;
        } else if !words.is_empty() {
            for (number, line) in text::lines(words, room).into_iter().enumerate() {
                writeln!(f, "{}{}", " ".repeat(if number == 0 { 0 } else { table.left }), &words[line])?;
            }
            at += if aside { WORDS + 1 } else { 0 };
            write!(f, "{}", " ".repeat(at))?;
        }
        for (number, line) in text::lines(why, self.width.saturating_sub(at).max(LEAST)).into_iter().enumerate() {
            writeln!(f, "{}{dim}{}{dim:#}", " ".repeat(if number == 0 { 0 } else { at }), &why[line])?;
        }
        Ok(())
    }

    /// What read the words: a row of the lexicons, or a rule of the grammar.
    fn rule(&self, rule: &str) -> String {
        match self.lexicons.rows().iter().find(|row| row.id == rule) {
            // a term of many phrases says less than the words that it read
            Some(row) if row.term.contains(['(', '[']) => format!("{} ({})", row.id, row.source),
            Some(row) => format!("{} {} ({})", row.id, row.term, row.source),
            None => format!("grammar: {rule}"),
        }
    }
}

/// What a finding says in one role; `None` where it says nothing.
fn value(finding: &Finding, role: Role) -> Option<String> {
    match role {
        Role::Mention => Some(String::new()),
        Role::Status => Some(words::status(finding.status).to_owned()),
        Role::Level => finding.level.map(|level| level.to_string()),
        Role::Endplate => {
            finding.endplate.and_then(|_| words::place(finding).split(' ').next_back().map(str::to_owned))
        }
        Role::Edema => words::attribute(finding, role)
            .map(|words| words.replace("with edema", "present").replace("without edema", "absent")),
        Role::Modic => words::attribute(finding, role).map(|words| words.trim_start_matches("Modic ").to_owned()),
        Role::PosteriorExtension => words::attribute(finding, role).map(|_| "yes".to_owned()),
        _ => words::attribute(finding, role),
    }
}

/// Words in quotes, on one line, without commands to the terminal.
pub(super) fn quoted(words: &str) -> String {
    let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("“{}”", plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::explain::advice::Advising;
    use schmorl::extract::{Extractor, Scratch};
    use schmorl::guidance::Guidance;
    use std::sync::Arc;

    const TEXT: &str = "HISTORY: Acute mid back pain.\nFINDINGS: There are several old Schmorl's nodes in the lower \
        thoracic spine, the largest of which measures 12 mm, without significant surrounding bone marrow edema.\nNo \
        Schmorl's node in the lumbar spine.";

    fn page(width: usize) -> String {
        let (extractor, guidance) = (Extractor::new(Arc::new(Lexicons::embedded())), Guidance::embedded());
        let mut reading = extractor.read(TEXT, &mut Scratch::default());
        guidance.advise(&mut reading, None);
        let report = Report { text: TEXT.into(), report_id: "R-1".into(), ..Report::default() };
        let advising = Advising { guidance: &guidance, context: &reading.context, report: TEXT, width, colour: false };
        let lexicons = extractor.lexicons();
        let findings = &reading.findings;
        Page { report: &report, findings, lexicons, width, colour: false, advising: Some(advising) }.to_string()
    }

    #[test]
    fn a_page_keeps_to_its_width() {
        for width in [30, 60, 100, 120] {
            let page = page(width);
            let wide: Vec<&str> = page.lines().filter(|line| text::columns(line) > width).collect();
            assert!(wide.is_empty(), "{width}: {wide:#?}");
            assert!(page.contains("lower thoracic"), "{page}");
        }
    }

    #[test]
    fn long_values_do_not_run_into_the_words() {
        let page = page(100);
        let line = page.lines().find(|line| line.trim_start().starts_with("level")).unwrap_or_default();
        assert!(line.contains("lower thoracic “"), "{page}");
    }

    #[test]
    fn no_advice_is_told_in_plain_words() {
        let page = page(100);
        assert!(page.contains("guidance  none, because the report says that no node is there"), "{page}");
        assert!(!page.contains("not_applicable"), "{page}");
    }
}
