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
        for line in text::lines(words, self.width.saturating_sub(5)) {
            writeln!(f, "     {}", &words[line])?;
        }
        Ok(())
    }

    fn finding(&self, f: &mut fmt::Formatter<'_>, number: usize, finding: &Finding) -> fmt::Result {
        let bold = self.style(Style::new().bold());
        writeln!(f, "{bold}{number:>3}  {}{bold:#}", words::describe(finding))?;
        for role in [Role::Mention, Role::Status, Role::Level, Role::Endplate].iter().chain(&words::ATTRIBUTES) {
            self.role(f, finding, *role)?;
        }
        if let Some(advising) = &self.advising {
            advising.under(f, number, self.findings)?;
        }
        f.write_str("\n")
    }

    /// One role: its value, the words, and what read them.
    fn role(&self, f: &mut fmt::Formatter<'_>, finding: &Finding, role: Role) -> fmt::Result {
        let mut seen: Vec<&Evidence> = Vec::new();
        let Some(value) = value(finding, role) else { return Ok(()) };
        for evidence in finding.evidence.iter().filter(|evidence| evidence.role == role) {
            let words = evidence.span.text(&self.report.text);
            if !seen.iter().any(|e| e.rule == evidence.rule && e.span.text(&self.report.text) == words) {
                let value = if seen.is_empty() { value.as_str() } else { "" };
                self.line(f, role, value, &quoted(words), &self.rule(&evidence.rule), seen.is_empty())?;
                seen.push(evidence);
            }
        }
        if seen.is_empty() {
            let why = match (role, finding.status) {
                (Role::Status, Status::Present) => "stated, with no word that denies or hedges it",
                _ => "follows from the sentence, has no words of its own",
            };
            self.line(f, role, &value, "", why, true)?;
        }
        Ok(())
    }

    fn line(
        &self,
        f: &mut fmt::Formatter<'_>,
        role: Role,
        value: &str,
        words: &str,
        why: &str,
        first: bool,
    ) -> fmt::Result {
        let (style, dim) = (self.style(marks::style(role)), self.style(Style::new().dimmed()));
        let name = if first { words::role(role) } else { "" };
        let gap = " ".repeat(ROLE.saturating_sub(name.len()));
        write!(f, "     {style}{name}{style:#}{gap}{} ", padded(value, VALUE))?;
        let left = 5 + ROLE + VALUE + 1;
        // the reason beside the words, or under them where they are long
        let (beside, room) = (text::columns(words) <= WORDS, self.width.saturating_sub(left + WORDS + 1).max(20));
        if beside {
            write!(f, "{}", padded(words, if words.is_empty() { 0 } else { WORDS + 1 }))?;
        } else {
            let words_room = self.width.saturating_sub(left).max(20);
            for (at, line) in text::lines(words, words_room).into_iter().enumerate() {
                let indent = if at == 0 { String::new() } else { " ".repeat(left) };
                writeln!(f, "{indent}{}", &words[line])?;
            }
            write!(f, "{}", " ".repeat(left + WORDS + 1))?;
        }
        let (indent, room) = if words.is_empty() { (left, room + WORDS + 1) } else { (left + WORDS + 1, room) };
        for (at, line) in text::lines(why, room).into_iter().enumerate() {
            let indent = if at == 0 { String::new() } else { " ".repeat(indent) };
            writeln!(f, "{indent}{dim}{}{dim:#}", &why[line])?;
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
