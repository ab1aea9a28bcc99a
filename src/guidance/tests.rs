use super::*;
use crate::extract::Reading;
use crate::fact::{Context, Exam, Fact, FactKind, RedFlag};
use crate::finding::{Edema, Finding, FindingKind, Section, Status};
use crate::span::Span;

/// Faults of a guidance file that differs from the embedded one, as `line:column message; remedy`.
fn faults(from: &str, to: &str) -> Vec<String> {
    let text = EMBEDDED.replacen(from, to, 1);
    assert_ne!(text, EMBEDDED, "{from}");
    match Guidance::parse(FILE, &text) {
        Ok(_) => Vec::new(),
        Err(GuidanceError::Faults(_, faults)) => {
            faults.iter().map(|f| format!("{}:{} {}; {}", f.line, f.column, f.message, f.remedy)).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn one_fault(from: &str, to: &str, expected: &str) {
    let found = faults(from, to);
    assert!(found.len() == 1 && found[0].contains(expected), "{expected}\n{found:#?}");
}

#[track_caller]
fn a_fault(from: &str, to: &str, expected: &str) {
    let found = faults(from, to);
    assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}\n{found:#?}");
}

#[test]
fn every_fault_is_told() {
    one_fault("version = \"2\"", "version = \"\"", "this is empty");
    one_fault("updated = \"2026-02-17\"", "updated = \"last year\"", "`updated` is no date");
    one_fault("kind = \"context\"", "kind = \"contents\"", "unknown variant `contents`");
    one_fault("notice =", "warning =", "unknown field `warning`");
    a_fault("id = \"reassure\"", "id = \"re assure\"", "`re assure` is no id");
    one_fault("references = [2]", "references = []", "statement `reassure` has no reference");
    one_fault("references = [2]", "references = [2, 2]", "reference 2 stands twice");
    one_fault("references = [2]", "references = [7]", "no reference 7; the article's references are 1 to 6");
    one_fault("id = \"acute\"", "id = \"accute\"", "unknown scenario `accute`; did you mean `acute`?");
    one_fault("any = [\"red_flag\"]", "any = [\"red_flga\"]", "unknown condition `red_flga`; did you mean `red_flag`?");
    one_fault("any = [\"red_flag\"]", "any = [\"red_flag\", \"red_flag\"]", "`red_flag` stands twice");
    one_fault("any = [\"red_flag\"]", "any = [\"red_flag\"]\nnone = [\"red_flag\"]", "asked for and excluded");
    one_fault("any = [\"red_flag\"]", "some = [\"red_flag\"]", "unknown field `some`");
    one_fault("[\"tell-apart\"]", "[]", "a scenario without statements");
    one_fault("[\"tell-apart\"]", "[\"tel-apart\"]", "unknown statement `tel-apart`; did you mean `tell-apart`?");
    one_fault("[\"other-diagnosis-first\"]", "[\"tell-apart\"]", "statement `other-diagnosis-first` is used nowhere");
    one_fault("edema = \"whether", "oedema = \"whether", "unknown field `oedema`");
    one_fault("[source]", "[source", "");
    let double = "[[statement]]\nid = \"reassure\"\nsection = \"x\"\nreferences = [1]\ntext = \"x\"\n\n[[statement]]\nid = \"reassure\"";
    one_fault("[[statement]]\nid = \"reassure\"", double, "statement `reassure` stands twice");
}

#[test]
fn faults_have_their_place() {
    let found = faults("any = [\"posterior_extension\"]", "any = [\"posterior_extention\"]");
    let line = EMBEDDED.lines().position(|line| line == "any = [\"posterior_extension\"]").unwrap() + 1;
    assert!(found[0].starts_with(&format!("{line}:8 unknown condition")), "{found:#?}");
}

#[test]
fn every_scenario_is_reached_and_every_node_has_one() {
    a_fault(
        "any = [\"red_flag\"]",
        "any = [\"red_flag\", \"present\", \"possible\"]",
        "scenario `posterior_extension` is never reached",
    );
    a_fault(
        "any = [\"localized_pain\"]",
        "all = [\"localized_pain\", \"acute\"]",
        "scenario `symptomatic` is never reached",
    );
    let open = ("title = \"Incidental node\"", "title = \"Incidental node\"\nall = [\"edema_absent\"]");
    a_fault(open.0, open.1, "some nodes fall under no scenario");
    // an order that puts what is left before something
    let moved = "id = \"symptomatic\"\ntitle = \"Localized pain, edema not shown\"\nany = [\"localized_pain\"]\n";
    a_fault(moved, "id = \"symptomatic\"\ntitle = \"x\"\n", "scenario `incidental` is never reached");
    a_fault(
        "all = [\"upper_lumbar\"]",
        "all = [\"upper_lumbar\", \"lower_lumbar\"]",
        "this note with `upper-lumbar` never applies",
    );
    a_fault(
        "scenarios = [\"incidental\"]\nall = [\"nonspecific_pain\"]",
        "scenarios = [\"incidental\"]\nall = [\"red_flag\"]",
        "never applies",
    );
    // what excludes each other does not count as a way to reach one
    let both = ("any = [\"edema_present\", \"acute\", \"subacute\"]", "all = [\"acute\", \"subacute\"]");
    a_fault(both.0, both.1, "scenario `acute` is never reached");
}

#[test]
fn a_scenario_that_is_missing_is_told() {
    let start = EMBEDDED.find("[[scenario]]\nid = \"differential\"").unwrap();
    let end = start + EMBEDDED[start..].find("\n\n").unwrap();
    let found = faults(&EMBEDDED[start..end], "");
    assert!(found.iter().any(|fault| fault.contains("no scenario `differential`")), "{found:#?}");
}

/// A node with facts, judged.
fn judged(change: impl Fn(&mut Finding), facts: &[FactKind], exam: Exam) -> Advice {
    let mut node = Finding::new(FindingKind::SchmorlNode, Status::Present, None, None);
    change(&mut node);
    let fact = |kind: &FactKind| Fact {
        kind: *kind,
        status: Status::Present,
        level: None,
        side: None,
        section: Section::History,
        span: Span::new(0, 5),
        support: None,
        speaks_for: None,
        rule: "flag-001".into(),
    };
    let context = Context { facts: facts.iter().map(fact).collect(), exam, ..Context::default() };
    let mut reading = Reading { findings: vec![node], context };
    Guidance::embedded().advise(&mut reading, None);
    *reading.findings.remove(0).guidance.unwrap()
}

#[test]
fn reasons_quote_the_report_or_point_into_it() {
    let advice = judged(|_| (), &[FactKind::RedFlag(RedFlag::Primary)], Exam::default());
    assert_eq!(advice.scenario, Scenario::RedFlag);
    let told = |text| advice.because.iter().map(|reason| reason.told(text)).collect::<Vec<_>>();
    assert_eq!(told(Some("Tumor  \n")), ["red flag (cancer) in the clinical information: “Tumor”"]);
    assert_eq!(told(None), ["red flag (cancer) in the clinical information: bytes 0-5"]);
}

#[test]
fn an_incidental_node_tells_what_was_not_said() {
    let advice = judged(|_| (), &[FactKind::NonspecificPain], Exam { indication: true, ..Exam::default() });
    assert_eq!(advice.scenario, Scenario::Incidental);
    assert!(advice.because[0].words.starts_with("none is said to be there: red flag, posterior extension"));
    assert!(!advice.because[0].words.contains("denied node"));
    assert_eq!(advice.because[1].words, "non-specific pain in the clinical information");
    assert_eq!(advice.missing, [Missing::Edema]);
    assert!(advice.notes.iter().any(|id| &**id == "pitfall-nonspecific-pain"));
}

#[test]
fn only_what_would_change_the_scenario_is_missing() {
    let missing = |change: fn(&mut Finding), facts: &[FactKind], exam| judged(change, facts, exam).missing;
    let none = Exam::default();
    assert_eq!(missing(|_| (), &[], none), [Missing::Edema, Missing::Indication]);
    assert_eq!(missing(|node| node.edema = Some(Edema::Absent), &[], none), [Missing::Indication]);
    assert_eq!(missing(|node| node.edema = Some(Edema::Present), &[], none), [Missing::Indication]);
    assert_eq!(missing(|node| node.status = Status::Absent, &[], none), []);
    assert_eq!(missing(|_| (), &[FactKind::RedFlag(RedFlag::Cancer)], none), []);
    let ct = Exam { mri: Some(false), ..none };
    assert_eq!(missing(|_| (), &[], ct), [Missing::Edema, Missing::Mri, Missing::Indication]);
    let no_stir = Exam { mri: Some(true), fluid_sensitive: Some(false), indication: true };
    assert_eq!(missing(|_| (), &[], no_stir), [Missing::Edema, Missing::FluidSensitiveSequence]);
}

#[test]
fn the_archive_knows_its_modality_better() {
    let mut reading = Reading {
        findings: vec![Finding::new(FindingKind::SchmorlNode, Status::Possible, None, None)],
        context: Context { exam: Exam { mri: Some(true), ..Exam::default() }, ..Context::default() },
    };
    Guidance::embedded().advise(&mut reading, Some(" CT "));
    let advice = reading.findings[0].guidance.clone().unwrap();
    assert!(advice.missing.contains(&Missing::Mri));
    assert_eq!(advice.certainty, Certainty::Possible);
    Guidance::embedded().advise(&mut reading, Some("MR"));
    assert!(!reading.findings[0].guidance.as_ref().unwrap().missing.contains(&Missing::Mri));
}

#[test]
fn other_findings_have_no_advice() {
    let edema = Finding::new(FindingKind::MarrowEdema, Status::Present, None, None);
    let mut reading = Reading { findings: vec![edema], ..Reading::default() };
    Guidance::embedded().advise(&mut reading, None);
    assert!(reading.findings[0].guidance.is_none());
}

#[test]
fn references_agree_with_the_table_read_off_the_article() {
    let table = include_str!("../../tests/data/guidance_references.tsv");
    let guidance = Guidance::embedded();
    let ours: Vec<String> = guidance
        .statements()
        .iter()
        .map(|s| {
            let numbers: Vec<String> = s.references.iter().map(ToString::to_string).collect();
            format!("{}\t{}\t{}", s.id, s.section, numbers.join(" "))
        })
        .collect();
    let theirs: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn the_guidance_says_where_it_comes_from() {
    let guidance = Guidance::embedded();
    let line = guidance.provenance();
    for words in ["2026-02-17", "pending human review", "not medical advice", "A clinician decides", guidance.hash()] {
        assert!(line.contains(words), "{words}: {line}");
    }
    let changed = Guidance::parse(FILE, &EMBEDDED.replace("version = \"2\"", "version = \"3\"")).unwrap();
    assert_ne!(changed.hash(), guidance.hash());
}
