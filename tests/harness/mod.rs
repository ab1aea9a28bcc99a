//! One-point cases as Markdown: read strictly, compared in a closed world. It distrusts itself: what it cannot read
//! is a failure, never a case that passes.

// Each test file uses a part of it; a test that cannot go on should panic.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use schmorl::anatomy::Level;
use schmorl::evaluate::gold;
use schmorl::extract::{Extractor, Reading, Scratch};
use schmorl::fact::{Fact, FactKind};
use schmorl::finding::{Finding, FindingKind, Role, Status};
use schmorl::guidance::{Guidance, Missing};
use schmorl::lexicon::Lexicons;
use schmorl::words::describe;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// A case: a text, and every finding in it.
#[derive(Debug)]
pub struct Case {
    pub name: String,
    pub text: String,
    /// Where each mention stands, by number.
    pub tags: Tags,
    /// Each finding with the number of its mention.
    pub findings: Vec<(u32, Finding)>,
    /// What the report leaves open, of the nodes whose line says it, by number.
    pub missing: BTreeMap<u32, Vec<Missing>>,
    /// Each fact with the number of its words, if the case lists facts.
    pub context: Option<Vec<(u32, FactLine)>>,
}

/// A fact as a case says it.
#[derive(Clone, Debug, PartialEq)]
pub struct FactLine {
    name: String,
    detail: Option<String>,
    status: Status,
    level: Option<Level>,
    side: Option<String>,
    interval: Option<String>,
}

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(Arc::new(Lexicons::embedded())));

static GUIDANCE: LazyLock<Guidance> = LazyLock::new(Guidance::embedded);

/// What the extractor finds, with the advice of the guidance.
pub fn read(text: &str) -> Reading {
    let mut reading = EXTRACTOR.read(text, &mut Scratch::default());
    GUIDANCE.advise(&mut reading, None);
    reading
}

/// What the extractor finds.
pub fn extract(text: &str) -> Vec<Finding> {
    read(text).findings
}

/// Files of a folder of the repository with this ending, sorted; never none.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut all: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    all.sort();
    assert!(!all.is_empty(), "{}: no .{ending} file, so nothing would be tested", folder.display());
    all
}

/// Reads every case of a file, or says what is wrong with it.
pub fn parse(markdown: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for part in format!("\n{markdown}").split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        let case = case(name.trim(), body).map_err(|why| format!("{}: {why}", name.trim()))?;
        if cases.iter().any(|other| other.name == case.name) {
            return Err(format!("{}: two cases of this name", case.name));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        return Err("no case in the file".into());
    }
    Ok(cases)
}

fn case(name: &str, body: &str) -> Result<Case, String> {
    let fences = fences(body)?;
    let names: Vec<&str> = fences.iter().map(|(name, _)| name.as_str()).collect();
    if !matches!(names[..], ["report", "findings"] | ["report", "findings", "context"]) {
        return Err(format!(
            "a case has one `report` fence, then one `findings` fence, and may have one `context` fence; here are {names:?}"
        ));
    }
    let (text, tags) = untag(fences[0].1.trim_end_matches('\n'))?;
    if text.trim().is_empty() {
        return Err("the report is empty".into());
    }
    let (mut findings, mut missing) = (Vec::new(), BTreeMap::new());
    for line in lines(&fences[1].1) {
        let (number, finding, open) = self::finding(line).map_err(|why| format!("`{line}`: {why}"))?;
        if !tags.contains_key(&number) {
            return Err(format!("`{line}`: no <{number}> in the report"));
        }
        missing.extend(open.map(|open| (number, open)));
        findings.push((number, finding));
    }
    let mut context = None;
    if let Some((_, fence)) = fences.get(2) {
        let facts = context.insert(Vec::new());
        for line in lines(fence) {
            let (number, fact) = fact(line).map_err(|why| format!("`{line}`: {why}"))?;
            if !tags.contains_key(&number) {
                return Err(format!("`{line}`: no <{number}> in the report"));
            }
            facts.push((number, fact));
        }
    }
    let listed = |number: &u32| {
        findings.iter().any(|(other, _)| other == number)
            || context.as_ref().is_some_and(|facts| facts.iter().any(|(other, _)| other == number))
    };
    if let Some(number) = tags.keys().find(|number| !listed(number)) {
        return Err(format!("<{number}> has no line in the findings"));
    }
    Ok(Case { name: name.to_owned(), text, tags, findings, missing, context })
}

fn lines(fence: &str) -> impl Iterator<Item = &str> {
    fence.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

fn fences(body: &str) -> Result<Vec<(String, String)>, String> {
    let mut all = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in body.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(""), Some(_)) => all.extend(open.take()),
            (Some(name), None) if !name.trim().is_empty() => open = Some((name.trim().to_owned(), String::new())),
            (Some(_), _) => return Err(format!("a fence begins or ends where it may not: `{line}`")),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    match open {
        Some((name, _)) => Err(format!("the fence `{name}` is not closed")),
        None => Ok(all),
    }
}

/// Where each tag stands, by number.
type Tags = BTreeMap<u32, Vec<Range<usize>>>;

/// The text without its tags, and where they stood.
fn untag(tagged: &str) -> Result<(String, Tags), String> {
    let (mut text, mut tags) = (String::new(), Tags::new());
    let mut open: Vec<(u32, usize)> = Vec::new();
    let mut rest = tagged;
    while let Some(c) = rest.chars().next() {
        let Some((closing, name, length)) = tag(rest) else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let number: u32 = name.parse().map_err(|_| format!("unknown tag `{}`", &rest[..length]))?;
        if closing {
            let (opened, start) = open.pop().ok_or(format!("</{number}> closes nothing"))?;
            if opened != number {
                return Err(format!("</{number}> stands where </{opened}> is due"));
            }
            if text[start..].trim().is_empty() {
                return Err(format!("<{number}> is empty"));
            }
            tags.entry(number).or_default().push(start..text.len());
        } else {
            open.push((number, text.len()));
        }
        rest = &rest[length..];
    }
    match open.pop() {
        Some((number, _)) => Err(format!("<{number}> is not closed")),
        None => Ok((text, tags)),
    }
}

/// `<1>` or `</1>`: whether it closes, its name and length. `<5 mm` and `<` are text.
fn tag(rest: &str) -> Option<(bool, &str, usize)> {
    let inner = rest.strip_prefix('<')?;
    let (inner, end) = inner.split_once('>').map(|(inner, _)| (inner, inner.len() + 2))?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    plain.then_some((inner.starts_with('/'), name, end))
}

/// `2: localized_pain detail=level level=L2`
fn fact(line: &str) -> Result<(u32, FactLine), String> {
    let (number, rest) = line.split_once(':').ok_or("no number and colon")?;
    let number = number.trim().parse().map_err(|_| "the line begins with the number of its tag")?;
    let mut words = rest.split_whitespace();
    let name = words.next().ok_or("no fact")?;
    let known = ["red_flag", "radicular", "localized_pain", "nonspecific_pain", "differential", "followup_recommended"];
    if !known.contains(&name) {
        return Err(format!("facts are {}, not `{name}`", known.join(", ")));
    }
    let mut fact = FactLine {
        name: name.to_owned(),
        detail: None,
        status: Status::Present,
        level: None,
        side: None,
        interval: None,
    };
    for word in words {
        let (key, value) = word.split_once('=').ok_or(format!("`{word}` has no value"))?;
        let value = value.replace('_', " ");
        match key {
            "detail" => fact.detail = Some(value.replace(' ', "_")),
            "level" => fact.level = Some(Level::parse(&value).ok_or(format!("`{value}` is no level"))?),
            "side" => fact.side = Some(value),
            "interval" => fact.interval = Some(value),
            "status" if value == "possible" => fact.status = Status::Possible,
            _ => return Err(format!("unknown attribute `{word}`")),
        }
    }
    Ok((number, fact))
}

/// What was read, as a case would say it.
fn said(fact: &Fact) -> FactLine {
    let interval = match fact.kind {
        FactKind::FollowupRecommended(advice) => advice.interval.map(|interval| interval.to_string()),
        _ => None,
    };
    FactLine {
        name: fact.kind.name().to_owned(),
        detail: fact.kind.detail().map(str::to_owned),
        status: fact.status,
        level: fact.level,
        side: fact.side.map(|side| side.name().to_owned()),
        interval,
    }
}

fn open(value: &str) -> Result<Vec<Missing>, String> {
    let names = value.split(',').filter(|name| *name != "-");
    names.map(|name| serde_json::from_value(name.into()).map_err(|_| format!("nothing is called `{name}`"))).collect()
}

/// `1: node present L2 superior size=3 count=single scenario=incidental missing=edema,indication`
/// The finding that a line without the number of a tag tells: `node present L2 superior size=6`.
pub fn finding_of(line: &str) -> Result<Finding, String> {
    finding(&format!("0: {line}")).map(|(_, finding, _)| finding)
}

fn finding(line: &str) -> Result<(u32, Finding, Option<Vec<Missing>>), String> {
    let (number, rest) = line.split_once(':').ok_or("no number and colon")?;
    let number = number.trim().parse().map_err(|_| "the line begins with the number of its tag")?;
    let mut words = rest.split_whitespace();
    let mut next = |what: &str| words.next().ok_or(format!("no {what}"));
    let kind = match next("kind")? {
        "node" => "schmorl_node",
        "modic" => "modic_change",
        "edema" => "marrow_edema",
        other => return Err(format!("kind is node, modic or edema, not `{other}`")),
    };
    let or_null = |word: &str| if word == "-" { serde_json::Value::Null } else { word.into() };
    let (status, level, endplate) = (next("status")?, next("level")?.replace('_', " "), next("endplate")?);
    let mut json = serde_json::json!({
        "kind": kind, "status": status, "level": or_null(&level), "endplate": or_null(endplate)
    });
    let mut missing = None;
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        if (kind, name) == ("schmorl_node", "missing") {
            missing = Some(open(value)?);
            continue;
        }
        let (key, value): (&str, serde_json::Value) = match (kind, name) {
            ("schmorl_node", "post") if value.is_empty() => ("posterior_extension", true.into()),
            (_, _) if value.is_empty() => return Err(format!("`{word}` has no value")),
            ("schmorl_node", "size") => ("size_mm", value.parse::<f64>().map_err(|e| e.to_string())?.into()),
            ("schmorl_node", "count") => ("count", value.parse::<u32>().map_or(value.into(), Into::into)),
            ("schmorl_node", "scenario") => ("guidance", serde_json::json!({"scenario": value})),
            ("schmorl_node", "acuity" | "change" | "edema" | "modic") => (name, value.into()),
            ("modic_change", "type") => ("modic", value.into()),
            _ => return Err(format!("unknown attribute `{name}`")),
        };
        if json.get(key).is_some() {
            return Err(format!("`{name}` stands twice"));
        }
        json[key] = value;
    }
    // the gold's own reader judges values
    let report = serde_json::json!({"report_id": "case", "findings": [json]}).to_string();
    let mut read = Vec::new();
    gold::read_lines(report.as_bytes(), "case", &mut read).map_err(|error| error.to_string())?;
    let finding = read.remove(0).findings.remove(0);
    let bare = Finding::new(finding.kind, finding.status, finding.level, finding.endplate);
    let denied = finding.kind == FindingKind::SchmorlNode && !finding.status.is_asserted();
    if denied && (Finding { change: None, guidance: None, ..finding.clone() }) != bare {
        return Err("a node that is not there has no attributes but change".into());
    }
    Ok((number, finding, missing))
}

/// What differs between a case and what was found in its text; `None` if nothing.
pub fn difference(case: &Case, reading: &Reading) -> Option<String> {
    let mut extra: Vec<&Finding> = reading.findings.iter().collect();
    let mut out = String::new();
    for (number, expected) in &case.findings {
        let same =
            |other: &&Finding| comparable(other) == comparable(expected) && advised(case, *number, expected, other);
        let tagged = |other: &&Finding| same(other) && at_tag(other, &case.tags[number]);
        if let Some(at) = extra.iter().position(tagged) {
            extra.remove(at);
        } else if let Some(at) = extra.iter().position(same) {
            let words = extra.remove(at).mention().map_or("", |span| span.text(&case.text));
            let _ = writeln!(out, "  not at <{number}> but at `{words}`: {}", describe(expected));
        } else {
            let _ = writeln!(out, "  missing <{number}>: {}{}", describe(expected), advice(expected));
        }
    }
    for finding in extra {
        let words = finding.mention().map_or("", |span| span.text(&case.text));
        let _ = writeln!(out, "  extra at `{words}`: {}{}", describe(finding), advice(finding));
    }
    facts_differ(case, &reading.context.facts, &mut out);
    (!out.is_empty()).then(|| format!("{}\n  | {}\n{out}", case.name, case.text.replace('\n', "\n  | ")))
}

/// A finding without what a case does not say.
pub fn comparable(finding: &Finding) -> Finding {
    let mut bare = finding.clone();
    bare.evidence.clear();
    bare.guidance = None;
    bare.section = schmorl::finding::Section::Body;
    bare.posterior_extension = finding.posterior_extension.filter(|reaches| *reaches);
    if finding.kind != FindingKind::SchmorlNode {
        bare.count = None;
        bare.change = None;
        bare.acuity = None;
        bare.size_mm = None;
        bare.edema = None;
    }
    bare
}

/// Whether the advice is what the case says, if it says any.
fn advised(case: &Case, number: u32, expected: &Finding, found: &Finding) -> bool {
    let scenario = expected.guidance.as_ref().map(|advice| advice.scenario);
    let advice = found.guidance.as_ref();
    let open = case.missing.get(&number);
    scenario.is_none_or(|scenario| advice.is_some_and(|advice| advice.scenario == scenario))
        && open.is_none_or(|open| advice.is_some_and(|advice| advice.missing == *open))
}

fn advice(finding: &Finding) -> String {
    finding.guidance.as_ref().map_or(String::new(), |advice| {
        let missing: Vec<&str> = advice.missing.iter().map(|m| m.name()).collect();
        format!("; {}, missing {}", advice.scenario.name(), missing.join(","))
    })
}

/// If the case lists facts, each is there and no other.
fn facts_differ(case: &Case, found: &[Fact], out: &mut String) {
    let Some(expected) = &case.context else { return };
    let mut extra: Vec<&Fact> = found.iter().collect();
    for (number, fact) in expected {
        let at = |other: &&Fact| {
            let span = other.span.range();
            said(other) == *fact && case.tags[number].iter().any(|tag| span.start < tag.end && tag.start < span.end)
        };
        match extra.iter().position(at) {
            Some(at) => drop(extra.remove(at)),
            None => drop(writeln!(out, "  missing <{number}>: {fact:?}")),
        }
    }
    for fact in extra {
        let _ = writeln!(out, "  extra at `{}`: {:?}", fact.span.text(&case.text), said(fact));
    }
}

fn at_tag(finding: &Finding, tags: &[Range<usize>]) -> bool {
    let mentions = finding.evidence.iter().filter(|e| e.role == Role::Mention).map(|e| e.span.range());
    mentions.into_iter().any(|mention| tags.iter().any(|tag| mention.start < tag.end && tag.start < mention.end))
}

/// Checks that all evidence lies in the text, on characters.
pub fn check_offsets(text: &str, findings: &[Finding]) -> Result<(), String> {
    for finding in findings {
        if finding.mention().is_none() {
            return Err(format!("no mention: {}", describe(finding)));
        }
        for evidence in &finding.evidence {
            match text.get(evidence.span.range()) {
                Some(words) if !words.trim().is_empty() => {}
                Some(_) => return Err(format!("empty {:?} of {}", evidence.role, describe(finding))),
                None => return Err(format!("{:?} off the characters: {}", evidence, describe(finding))),
            }
        }
    }
    Ok(())
}
