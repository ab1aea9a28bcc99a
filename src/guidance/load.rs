//! Reads and checks the guidance file: every fault with its place and what to do about it.

use super::condition::{Condition, Conditions};
use super::rules::{Note, NoteKind, ScenarioRule, When};
use super::{FILE, Guidance, Missing, Origin, Scenario, Statement};
use crate::lexicon::{Fault, FaultAt, Source, did_you_mean};
use serde::Deserialize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;

/// Why guidance could not be loaded.
#[derive(Debug)]
pub enum GuidanceError {
    /// The file could not be read.
    Io(PathBuf, std::io::Error),
    /// It is faulty. The source is what the faults point into.
    Faults(Source, Vec<Fault>),
}

impl std::fmt::Display for GuidanceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Faults(_, faults) => {
                let all: Vec<_> = faults.iter().map(ToString::to_string).collect();
                f.write_str(&all.join("\n"))
            }
        }
    }
}

impl std::error::Error for GuidanceError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: Spanned<String>,
    source: RawSource,
    statement: Vec<RawStatement>,
    scenario: Vec<RawScenario>,
    #[serde(default)]
    note: Vec<RawNote>,
    missing: RawMissing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    title: Spanned<String>,
    updated: Spanned<String>,
    review: Spanned<String>,
    notice: Spanned<String>,
    references: Spanned<u8>,
    named: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatement {
    id: Spanned<String>,
    section: Spanned<String>,
    references: Spanned<Vec<Spanned<u8>>>,
    text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScenario {
    id: Spanned<String>,
    title: Spanned<String>,
    #[serde(default)]
    any: Vec<Spanned<String>>,
    #[serde(default)]
    all: Vec<Spanned<String>>,
    #[serde(default)]
    none: Vec<Spanned<String>>,
    statements: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNote {
    kind: NoteKind,
    statement: Spanned<String>,
    scenarios: Vec<Spanned<String>>,
    #[serde(default)]
    any: Vec<Spanned<String>>,
    #[serde(default)]
    all: Vec<Spanned<String>>,
    #[serde(default)]
    none: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMissing {
    edema: Spanned<String>,
    mri: Spanned<String>,
    fluid_sensitive_sequence: Spanned<String>,
    indication: Spanned<String>,
}

impl Guidance {
    /// The embedded guidance, or that of a file, or of the `guidance.toml` in a folder, if it holds one.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is faulty.
    pub fn load(path: Option<&Path>) -> Result<Self, GuidanceError> {
        let file = match path {
            None => return Ok(Self::embedded()),
            Some(path) if path.is_dir() => path.join(FILE),
            Some(path) => path.to_owned(),
        };
        if path.is_some_and(Path::is_dir) && !file.exists() {
            return Ok(Self::embedded());
        }
        let text = std::fs::read_to_string(&file).map_err(|error| GuidanceError::Io(file.clone(), error))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        Self::parse(&name, &text)
    }

    /// Reads and checks the text of a guidance file.
    ///
    /// # Errors
    ///
    /// Every fault of it; of faults of syntax the first.
    pub fn parse(name: &str, text: &str) -> Result<Self, GuidanceError> {
        let source = Source { name: name.to_owned(), text: text.to_owned() };
        let mut checker = Checker { at: FaultAt { source: &source }, faults: Vec::new() };
        let guidance = match toml::from_str::<RawFile>(text) {
            Ok(raw) => Some(checker.guidance(raw, text)),
            Err(error) => {
                let bytes = error.span().unwrap_or(0..0);
                checker.fault(
                    bytes,
                    error.message(),
                    "see the comments of the guidance that is built in: `schmorl guidance show --source`",
                );
                None
            }
        };
        let mut faults = checker.faults;
        faults.sort_by_key(|fault| (fault.line, fault.column));
        match guidance {
            Some(guidance) if faults.is_empty() => Ok(guidance),
            _ => Err(GuidanceError::Faults(source, faults)),
        }
    }
}

struct Checker<'a> {
    at: FaultAt<'a>,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn fault(&mut self, bytes: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(self.at.fault(bytes, message, remedy));
    }

    fn guidance(&mut self, raw: RawFile, text: &str) -> Guidance {
        let version = self.text(&raw.version);
        let origin = self.origin(&raw.source);
        let statements: Vec<Statement> = raw.statement.iter().map(|s| self.statement(s, origin.references)).collect();
        self.twice(&raw.statement.iter().map(|s| &s.id).collect::<Vec<_>>(), "statement");
        let mut scenarios: Vec<ScenarioRule> =
            raw.scenario.iter().filter_map(|s| self.scenario(s, &statements)).collect();
        for place in 0..scenarios.len() {
            scenarios[place].left_over = left_over(&scenarios[..place]);
        }
        self.twice(&raw.scenario.iter().map(|s| &s.id).collect::<Vec<_>>(), "scenario");
        let notes: Vec<Note> = raw.note.iter().filter_map(|n| self.note(n, &statements)).collect();
        if self.faults.is_empty() {
            self.complete(&raw, &scenarios);
            self.reachable(&raw, &scenarios);
            self.unused(&raw, &scenarios, &notes);
        }
        if self.faults.is_empty() {
            self.notes_apply(&raw, &scenarios, &notes);
        }
        let missing = [
            (Missing::Edema, self.text(&raw.missing.edema)),
            (Missing::Mri, self.text(&raw.missing.mri)),
            (Missing::FluidSensitiveSequence, self.text(&raw.missing.fluid_sensitive_sequence)),
            (Missing::Indication, self.text(&raw.missing.indication)),
        ];
        let hash = blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
        let stamp = Arc::from(format!("{version} ({hash})"));
        Guidance { version, hash, stamp, origin, statements, scenarios, notes, missing }
    }

    /// A text that must say something.
    fn text(&mut self, text: &Spanned<String>) -> String {
        if text.get_ref().trim().is_empty() {
            self.fault(text.span(), "this is empty", "say it, in words of your own");
        }
        text.get_ref().clone()
    }

    fn origin(&mut self, raw: &RawSource) -> Origin {
        if raw.updated.get_ref().parse::<jiff::civil::Date>().is_err() {
            self.fault(raw.updated.span(), "`updated` is no date", "write it as 2026-02-17");
        }
        if raw.named.is_empty() {
            self.fault(raw.title.span(), "`named` lists no source", "name the sources that the article names");
        }
        Origin {
            title: self.text(&raw.title),
            updated: self.text(&raw.updated),
            review: self.text(&raw.review),
            notice: self.text(&raw.notice),
            references: *raw.references.get_ref(),
            named: raw.named.iter().map(|named| self.text(named)).collect(),
        }
    }

    fn statement(&mut self, raw: &RawStatement, most: u8) -> Statement {
        let id = raw.id.get_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            self.fault(raw.id.span(), format!("`{id}` is no id"), "ids are small letters, digits and hyphens");
        }
        let numbers = raw.references.get_ref();
        if numbers.is_empty() {
            let remedy = "give the numbers that the article gives; what has none is not the article's";
            self.fault(raw.references.span(), format!("statement `{id}` has no reference"), remedy);
        }
        for (place, number) in numbers.iter().enumerate() {
            let value = *number.get_ref();
            if value == 0 || value > most {
                let message = format!("no reference {value}");
                self.fault(number.span(), message, format!("the article's references are 1 to {most}"));
            } else if numbers[..place].iter().any(|other| *other.get_ref() == value) {
                self.fault(number.span(), format!("reference {value} stands twice"), "take one away");
            }
        }
        Statement {
            id: Arc::from(id.as_str()),
            section: self.text(&raw.section),
            references: numbers.iter().map(|number| *number.get_ref()).collect(),
            text: self.text(&raw.text),
        }
    }

    fn twice(&mut self, ids: &[&Spanned<String>], what: &str) {
        for (place, id) in ids.iter().enumerate() {
            if ids[..place].iter().any(|other| other.get_ref() == id.get_ref()) {
                self.fault(id.span(), format!("{what} `{}` stands twice", id.get_ref()), "keep one of the two");
            }
        }
    }

    fn scenario(&mut self, raw: &RawScenario, statements: &[Statement]) -> Option<ScenarioRule> {
        let title = self.text(&raw.title);
        let when = self.when(&raw.any, &raw.all, &raw.none);
        let used = raw.statements.get_ref().iter().filter_map(|id| self.known(id, statements)).collect::<Vec<_>>();
        let scenario = self.scenario_name(&raw.id)?;
        if raw.statements.get_ref().is_empty() && scenario != Scenario::NotApplicable {
            self.fault(raw.statements.span(), "a scenario without statements", "say what the article says in it");
        }
        Some(ScenarioRule { scenario, title, when, statements: used, left_over: String::new() })
    }

    fn scenario_name(&mut self, id: &Spanned<String>) -> Option<Scenario> {
        let scenario = Scenario::parse(id.get_ref());
        if scenario.is_none() {
            let names = Scenario::ALL.map(Scenario::name);
            let remedy = format!("{}scenarios are {}", did_you_mean(id.get_ref(), names), names.join(", "));
            self.fault(id.span(), format!("unknown scenario `{}`", id.get_ref()), remedy);
        }
        scenario
    }

    /// The id of a statement that there is.
    fn known(&mut self, id: &Spanned<String>, statements: &[Statement]) -> Option<Arc<str>> {
        let known = statements.iter().find(|statement| *statement.id == **id.get_ref());
        if known.is_none() {
            let meant = did_you_mean(id.get_ref(), statements.iter().map(|statement| &*statement.id));
            let remedy = format!("{meant}add a `[[statement]]` of this id, or take it away");
            self.fault(id.span(), format!("unknown statement `{}`", id.get_ref()), remedy);
        }
        known.map(|statement| statement.id.clone())
    }

    fn when(&mut self, any: &[Spanned<String>], all: &[Spanned<String>], none: &[Spanned<String>]) -> When {
        let when = When { any: self.conditions(any), all: self.conditions(all), none: self.conditions(none) };
        if let Some(first) = none.first()
            && when.none.holds_any(when.all.union(when.any))
        {
            self.fault(first.span(), "a condition that is asked for and excluded", "keep one of the two");
        }
        when
    }

    fn conditions(&mut self, names: &[Spanned<String>]) -> Conditions {
        let mut set = Conditions::default();
        for name in names {
            match Condition::parse(name.get_ref()) {
                Some(condition) if set.has(condition) => {
                    self.fault(name.span(), format!("`{}` stands twice", name.get_ref()), "take one away");
                }
                Some(condition) => set = set.with(condition),
                None => {
                    let names: Vec<&str> = Condition::ALL.iter().map(|condition| condition.name()).collect();
                    let meant = did_you_mean(name.get_ref(), names.iter().copied());
                    let remedy = format!("{meant}conditions are {}", names.join(", "));
                    self.fault(name.span(), format!("unknown condition `{}`", name.get_ref()), remedy);
                }
            }
        }
        set
    }

    fn note(&mut self, raw: &RawNote, statements: &[Statement]) -> Option<Note> {
        let when = self.when(&raw.any, &raw.all, &raw.none);
        if raw.scenarios.is_empty() {
            self.fault(raw.statement.span(), "a note without scenarios", "name the scenarios that it goes with");
        }
        let scenarios: Vec<_> = raw.scenarios.iter().filter_map(|id| self.scenario_name(id)).collect();
        let statement = self.known(&raw.statement, statements)?;
        Some(Note { kind: raw.kind, statement, scenarios, when })
    }

    /// Every scenario is there: the audit and other readers of the output rely on them.
    fn complete(&mut self, raw: &RawFile, scenarios: &[ScenarioRule]) {
        for scenario in Scenario::ALL {
            if !scenarios.iter().any(|rule| rule.scenario == scenario) {
                let message = format!("no scenario `{}`", scenario.name());
                self.fault(raw.version.span(), message, "add a `[[scenario]]` of this id");
            }
        }
    }

    /// Every scenario is the first that matches for some node, and every node matches one.
    fn reachable(&mut self, raw: &RawFile, scenarios: &[ScenarioRule]) {
        let asked = scenarios.iter().fold(Conditions::default(), |all, rule| all.union(rule.when.asked()));
        let first = |set: &Conditions| scenarios.iter().position(|rule| rule.when.holds(*set));
        let reached: Vec<Option<usize>> = asked.combinations().iter().map(first).collect();
        for (place, rule) in raw.scenario.iter().enumerate() {
            if !reached.contains(&Some(place)) {
                let message = format!("scenario `{}` is never reached", rule.id.get_ref());
                let remedy = "the scenarios before it take every node: change the order or the conditions";
                self.fault(rule.id.span(), message, remedy);
            }
        }
        if let Some(last) = raw.scenario.last().filter(|_| reached.contains(&None)) {
            let remedy = "the last scenario must match everything that is left: take its conditions away";
            self.fault(last.id.span(), "some nodes fall under no scenario", remedy);
        }
    }

    /// Every note goes with some node.
    fn notes_apply(&mut self, raw: &RawFile, scenarios: &[ScenarioRule], notes: &[Note]) {
        let rules = scenarios.iter().fold(Conditions::default(), |all, rule| all.union(rule.when.asked()));
        for (raw, note) in raw.note.iter().zip(notes) {
            let applies = rules.union(note.when.asked()).combinations().into_iter().any(|set| {
                let first = scenarios.iter().find(|rule| rule.when.holds(set));
                note.when.holds(set) && first.is_some_and(|rule| note.scenarios.contains(&rule.scenario))
            });
            if !applies {
                let message = format!("this note with `{}` never applies", note.statement);
                self.fault(raw.statement.span(), message, "change its scenarios or conditions");
            }
        }
    }

    fn unused(&mut self, raw: &RawFile, scenarios: &[ScenarioRule], notes: &[Note]) {
        for statement in &raw.statement {
            let id = statement.id.get_ref().as_str();
            let used = scenarios.iter().any(|rule| rule.statements.iter().any(|other| **other == *id))
                || notes.iter().any(|note| *note.statement == *id);
            if !used {
                let remedy = "name it in a scenario or a note, or take it away";
                self.fault(statement.id.span(), format!("statement `{id}` is used nowhere"), remedy);
            }
        }
    }
}

/// The reason of nodes for which none of these scenarios holds.
fn left_over(before: &[ScenarioRule]) -> String {
    let asked: Vec<&str> = before
        .iter()
        .filter(|other| other.scenario != Scenario::NotApplicable)
        .flat_map(|other| other.when.any.union(other.when.all).iter())
        .map(Condition::words)
        .collect();
    format!("none is said to be there: {}", asked.join(", "))
}
