//! The guidance as a user meets it: on every node of every output, shown, checked, replaced and left out.

#![cfg(feature = "cli")]
mod common;

use common::Folder;
use serde_json::{Value, json};

const REPORTS: &str = "id,text,modality\n\
    A,\"INDICATION: Low back pain.\nFINDINGS: 3 mm Schmorl's node in the inferior endplate of L4. No marrow edema.\",MR\n\
    B,\"INDICATION: Breast cancer.\nFINDINGS: Possible Schmorl's node at T8.\",CT\n\
    C,No Schmorl's node.,MR\n";

fn folder() -> Folder {
    Folder::with(&[("a.csv", REPORTS)])
}

fn nodes(lines: &[Value]) -> Vec<&Value> {
    let findings = lines.iter().flat_map(|report| report["findings"].as_array().into_iter().flatten());
    findings.filter(|finding| finding["kind"] == "schmorl_node").collect()
}

#[test]
fn every_node_carries_scenario_statements_reasons_and_what_is_missing() {
    let lines = folder().run(&["scan", "a.csv", "--to", "jsonl", "-q"]).ok().lines();
    let all = nodes(&lines);
    let advice = &all[0]["guidance"];
    assert_eq!(advice["scenario"], "incidental");
    assert_eq!(advice["certainty"], "stated");
    assert_eq!(advice["statements"], json!(["no-treatment", "no-imaging-follow-up", "reassure"]));
    assert!(advice["notes"].as_array().is_some_and(|notes| notes.contains(&json!("small"))));
    assert_eq!(advice["missing"], json!([]));
    assert!(advice["because"].to_string().contains("“Low back pain”"));
    assert_eq!(lines[0]["context"][0]["fact"], "nonspecific_pain");
    assert_eq!(lines[0]["context"][0]["text"], "Low back pain");
    let advice = &all[1]["guidance"];
    assert_eq!((&advice["scenario"], &advice["certainty"]), (&json!("red_flag"), &json!("possible")));
    assert_eq!(all[2]["guidance"]["scenario"], "not_applicable");
    assert_eq!(lines[0]["findings"][1]["guidance"], Value::Null);
}

#[test]
fn the_table_has_scenario_statements_certainty_and_missing() {
    let table = folder().run(&["scan", "a.csv", "-q"]).ok().stdout;
    let rows: Vec<&str> = table.lines().collect();
    assert!(table.contains(",incidental,no-treatment;no-imaging-follow-up;reassure,stated,\n"), "{table}");
    assert!(table.contains(",red_flag,other-diagnosis-first,possible,\n"), "{table}");
    assert!(rows.last().is_some_and(|row| row.ends_with(",not_applicable,,stated,")), "{table}");
}

#[test]
fn the_summary_counts_scenarios_and_says_which_guidance_it_was() {
    let folder = folder();
    let ran = folder.run(&["scan", "a.csv", "-o", "out.csv", "--summary", "s.json"]).ok();
    let summary = folder.json("s.json");
    assert_eq!(summary["guidance_version"], "2");
    let hash = summary["guidance_hash"].as_str().unwrap_or_default();
    assert_eq!(hash.len(), 16);
    assert_eq!(summary["scenarios"]["incidental"], 1);
    assert_eq!(summary["scenarios"]["red_flag"], 1);
    assert_eq!(summary["scenarios"]["acute"], 0);
    for words in ["1 not_applicable, 1 red_flag, 1 incidental", hash, "pending human review", "not medical advice"] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
}

#[test]
fn no_guidance_leaves_it_out() {
    let folder = folder();
    let ran = folder.run(&["scan", "a.csv", "--to", "jsonl", "--no-guidance", "--summary", "s.json"]).ok();
    assert!(nodes(&ran.lines()).iter().all(|node| node["guidance"].is_null()));
    assert!(ran.lines().iter().all(|report| report["context"] == json!([])));
    assert!(!ran.stderr.contains("medical advice") && !ran.stderr.contains("scenario"), "{}", ran.stderr);
    assert_eq!(folder.json("s.json")["guidance_hash"], "");
    let page = folder.run(&["explain", "a.csv", "--id", "A", "--no-guidance"]).ok().stdout;
    assert!(!page.contains("incidental") && !page.contains("A clinician decides"), "{page}");
}

#[test]
fn without_text_reasons_point_into_the_report() {
    let out = folder().run(&["scan", "a.csv", "--to", "jsonl", "--no-text", "-q"]).ok().stdout;
    for words in ["Low back", "Breast", "Schmorl"] {
        assert!(!out.contains(words), "{words}: {out}");
    }
    assert!(out.contains("non-specific pain in the clinical information: bytes 12-25"), "{out}");
}

#[test]
fn explain_tells_advice_and_provenance() {
    let page = folder().run(&["explain", "a.csv", "--id", "B"]).ok().stdout;
    for words in [
        "red_flag, node possible",
        "red flag (cancer) in the clinical information: “Breast cancer”",
        "[6; Red Flags Requiring",
        "last updated 2026-02-17",
        "pending human",
        "not medical advice",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn show_prints_statements_with_references_and_provenance() {
    let folder = Folder::new();
    let all = folder.run(&["guidance", "show"]).ok().stdout;
    let one = folder.run(&["guidance", "show", "acute"]).ok().stdout;
    for words in ["6 to 12 weeks. [2, 4;", "vertebroplasty", "2026-02-17", "European Spine Journal"] {
        assert!(all.contains(words) && one.contains(words), "{words}: {one}");
    }
    assert!(all.contains("red_flag") && !one.contains("red_flag"));
    folder.run(&["guidance", "show", "calm"]).fails(2, &["no scenario `calm`", "incidental"]);
}

#[test]
fn a_site_may_replace_the_guidance() {
    let own = include_str!("../lexicons/guidance.toml")
        .replace("version = \"2\"", "version = \"hospital 3\"")
        .replace("The finding is common and benign", "The finding is common");
    let folder = Folder::with(&[("a.csv", REPORTS), ("own/guidance.toml", &own), ("none/README.md", "nothing")]);
    assert!(folder.run(&["guidance", "check", "own"]).ok().stdout.contains("version hospital 3"));
    assert!(folder.run(&["guidance", "check", "own/guidance.toml"]).ok().stdout.contains("7 scenarios"));
    assert!(folder.run(&["guidance", "check"]).ok().stdout.contains("version 2"));
    folder.run(&["guidance", "check", "none"]).fails(1, &["no guidance.toml"]);
    folder.run(&["guidance", "check", "gone.toml"]).fails(1, &["gone.toml"]);
    folder.run(&["scan", "a.csv", "--lexicons", "own", "-o", "out.csv", "--summary", "s.json"]).ok();
    assert_eq!(folder.json("s.json")["guidance_version"], "hospital 3");
    let page = folder.run(&["explain", "a.csv", "--id", "A", "--lexicons", "own"]).ok().stdout;
    assert!(page.contains("The finding is common, which"), "{page}");
}

#[test]
fn faulty_guidance_fails_the_run_before_it_begins() {
    let own = include_str!("../lexicons/guidance.toml").replace("any = [\"red_flag\"]", "any = [\"red_flga\"]");
    let folder = Folder::with(&[("a.csv", REPORTS), ("own/guidance.toml", &own)]);
    let words =
        ["unknown condition `red_flga`", "did you mean `red_flag`?", "own/guidance.toml:", "1 fault in the guidance"];
    folder.run(&["scan", "a.csv", "--lexicons", "own", "-o", "out.csv"]).fails(1, &words);
    folder.run(&["guidance", "check", "own"]).fails(1, &words);
    assert_eq!(folder.names(), ["a.csv", "own"]);
}

#[test]
fn evaluate_judges_scenarios() {
    let gold = "{\"report_id\":\"A\",\"text\":\"HISTORY: Fever. FINDINGS: Schmorl's node at L2. No Schmorl's node at L3.\",\
        \"findings\":[{\"kind\":\"schmorl_node\",\"status\":\"present\",\"level\":\"L2\",\"endplate\":null,\"count\":\"single\",\
        \"guidance\":{\"scenario\":\"SCENARIO\"}},\
        {\"kind\":\"schmorl_node\",\"status\":\"absent\",\"level\":\"L4\",\"endplate\":null,\
        \"guidance\":{\"scenario\":\"not_applicable\"}}]}\n";
    let folder = Folder::with(&[
        ("right.jsonl", gold.replace("SCENARIO", "red_flag")),
        ("wrong.jsonl", gold.replace("SCENARIO", "incidental")),
        ("typo.jsonl", gold.replace("SCENARIO", "red flag")),
    ]);
    // the place of the second node is wrong, and so its scenario counts as wrong
    let right = folder.run(&["evaluate", "right.jsonl", "--json", "f.json"]).ok().stdout;
    assert!(right.contains("Nodes whose place and scenario are right"), "{right}");
    assert_eq!(folder.json("f.json")["scenario"]["right"], 1);
    assert_eq!(folder.json("f.json")["scenario"]["of"], 2);
    let wrong = folder.run(&["evaluate", "wrong.jsonl", "--json", "f.json"]).ok().stdout;
    assert_eq!(folder.json("f.json")["scenario"]["right"], 0);
    assert!(wrong.contains("single; incidental") && wrong.contains("single; red_flag"), "{wrong}");
    folder.run(&["evaluate", "typo.jsonl"]).fails(1, &["line 1"]);
    // an earlier output is judged by what it says
    folder.run(&["scan", "right.jsonl", "--to", "jsonl", "-o", "out.jsonl", "--all-reports"]).ok();
    folder.run(&["evaluate", "right.jsonl", "--against", "out.jsonl", "--json", "f.json"]).ok();
    assert_eq!(folder.json("f.json")["scenario"]["right"], 1);
}
