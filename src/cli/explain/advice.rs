//! What the guidance says of each node, as it stands under the finding.

use crate::cli::guidance::cited;
use crate::cli::text;
use anstyle::Style;
use schmorl::fact::{Context, Fact, FactKind};
use schmorl::finding::{Finding, Status};
use schmorl::guidance::{Advice, Guidance, NoteKind, Scenario};
use std::fmt;

/// Width of the labels.
const LABEL: usize = 10;

/// The guidance of a page.
pub(super) struct Advising<'a> {
    pub(super) guidance: &'a Guidance,
    pub(super) context: &'a Context,
    pub(super) report: &'a str,
    pub(super) width: usize,
    pub(super) colour: bool,
}

impl Advising<'_> {
    /// The advice under a finding. What an earlier finding was told is not told again.
    pub(super) fn under(&self, f: &mut fmt::Formatter<'_>, number: usize, findings: &[Finding]) -> fmt::Result {
        let Some(advice) = findings[number - 1].guidance.as_deref() else { return Ok(()) };
        let rule = self.guidance.scenarios().iter().find(|rule| rule.scenario == advice.scenario);
        let title = rule.map_or("", |rule| rule.title.as_str());
        let sure = format!("{}, node {}", advice.scenario.name(), advice.certainty.name());
        f.write_str("\n")?;
        if advice.scenario == Scenario::NotApplicable {
            let none = match findings[number - 1].status {
                Status::Historical => "none, because the report speaks of the node as of the past alone",
                _ => "none, because the report says that no node is there",
            };
            return self.line(f, "guidance", none);
        }
        self.line(f, "guidance", &format!("{sure}: {title}"))?;
        for (place, reason) in advice.because.iter().enumerate() {
            self.line(f, if place == 0 { "why" } else { "" }, &reason.told(Some(self.report)))?;
        }
        let same = |other: &&Finding| {
            other.guidance.as_deref().is_some_and(|a| (&a.statements, &a.notes) == (&advice.statements, &advice.notes))
        };
        match findings[..number - 1].iter().position(|other| same(&other)) {
            Some(earlier) if !advice.statements.is_empty() => {
                self.line(f, "says", &format!("the same as under finding {}", earlier + 1))?;
            }
            _ => self.statements(f, advice)?,
        }
        let open: Vec<&str> = advice.missing.iter().map(|what| self.guidance.missing(*what)).collect();
        if !open.is_empty() {
            self.line(f, "not said", &open.join("; "))?;
        }
        Ok(())
    }

    fn statements(&self, f: &mut fmt::Formatter<'_>, advice: &Advice) -> fmt::Result {
        let told = |ids: &mut dyn Iterator<Item = &str>| -> Vec<String> {
            ids.filter_map(|id| self.guidance.statement(id)).map(cited).collect()
        };
        let kind_of = |id: &str| self.guidance.notes().iter().find(|note| *note.statement == *id).map(|note| note.kind);
        let of_kind = |kind| advice.notes.iter().map(|id| &**id).filter(move |id| kind_of(id) == Some(kind));
        let lists = [
            ("says", told(&mut advice.statements.iter().map(|id| &**id))),
            ("also", told(&mut of_kind(NoteKind::Context))),
            ("pitfalls", told(&mut of_kind(NoteKind::Pitfall))),
            ("watch for", told(&mut of_kind(NoteKind::Reassess))),
        ];
        for (label, statements) in lists {
            for (place, statement) in statements.iter().enumerate() {
                self.line(f, if place == 0 { label } else { "" }, statement)?;
            }
        }
        Ok(())
    }

    /// The facts that the advice rests on, and where it comes from.
    pub(super) fn foot(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, fact) in self.context.facts.iter().enumerate() {
            self.line(f, if place == 0 { "facts" } else { "" }, &self.fact(fact))?;
        }
        if !self.context.facts.is_empty() {
            f.write_str("\n")?;
        }
        let indent = " ".repeat(text::indent(self.width));
        writeln!(f, "{}\n", text::wrapped(&self.guidance.provenance(), self.width, &indent))
    }

    fn fact(&self, fact: &Fact) -> String {
        let mut parts: Vec<String> = fact.kind.detail().map(str::to_owned).into_iter().collect();
        parts.extend(fact.side.map(|side| side.name().to_owned()));
        parts.extend(fact.level.map(|level| format!("at {level}")));
        if let FactKind::FollowupRecommended(advice) = fact.kind {
            parts.extend(advice.interval.map(|interval| interval.to_string()));
        }
        if let Some(findings) = &fact.speaks_for {
            let numbers: Vec<String> = findings.iter().map(|index| (index + 1).to_string()).collect();
            parts.push(format!("for {}", if numbers.is_empty() { "no node".to_owned() } else { numbers.join(", ") }));
        }
        let name = fact.kind.name().replace('_', " ");
        let brackets = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        format!("{name}{brackets}: {} {}", super::page::quoted(fact.span.text(self.report)), fact.rule)
    }

    fn line(&self, f: &mut fmt::Formatter<'_>, label: &str, words: &str) -> fmt::Result {
        let bold = if self.colour { Style::new().bold() } else { Style::new() };
        let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let indent = text::indent(self.width);
        // the label beside the words, or over them where these have no room
        let over = text::is_narrow(self.width);
        let left = indent + if over { 2 } else { LABEL };
        if over && !label.is_empty() {
            writeln!(f, "{}{bold}{label}{bold:#}", " ".repeat(indent))?;
        }
        for (place, line) in text::lines(&words, self.width.saturating_sub(left)).into_iter().enumerate() {
            if place == 0 && !over {
                let gap = " ".repeat(LABEL.saturating_sub(label.len()));
                writeln!(f, "{}{bold}{label}{bold:#}{gap}{}", " ".repeat(indent), &words[line])?;
            } else {
                writeln!(f, "{}{}", " ".repeat(left), &words[line])?;
            }
        }
        Ok(())
    }
}
