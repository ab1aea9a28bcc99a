//! The rules and rulings of the audit, one order a case: `corpus/audit/*.md`, read strictly and in a closed world.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

use schmorl::audit::{self, Format, Job, Sinks, Summary, Words};
use schmorl::extract::Extractor;
use schmorl::guidance::Guidance;
use schmorl::lexicon::Lexicons;
use schmorl::read::columns::Wanted;
use schmorl::read::{Archive, Options};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(Arc::new(Lexicons::embedded())));
static GUIDANCE: LazyLock<Guidance> = LazyLock::new(Guidance::embedded);

/// One patient: reports, orders, and what must come of them.
#[derive(Debug, Default)]
struct Case {
    name: String,
    /// Id, date, text.
    reports: Vec<[String; 3]>,
    /// Id, date, exam, reason, status.
    orders: Vec<[String; 5]>,
    /// `report order verdict rule`, sorted.
    verdicts: Vec<String>,
    outside: BTreeMap<String, u64>,
    lines: usize,
}

/// Reads a file of cases. Whatever is not understood panics.
fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
        } else if let Some(fence) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let case = cases.last_mut().expect("a block before the first heading");
            match fence.split_once(' ') {
                Some(("report", head)) => {
                    let (id, date) = head.split_once(' ').expect("a report has an id and a date");
                    case.reports.push([id.to_owned(), date.to_owned(), body.join("\n")]);
                }
                None if fence == "orders" => body.iter().for_each(|line| case.order(line)),
                _ => panic!("unknown block `{fence}`"),
            }
        } else {
            assert!(!line.contains("=>"), "an order outside its block: {line}");
        }
    }
    for case in &mut cases {
        assert!(!case.reports.is_empty() && case.lines > 0, "{}: no reports or no orders", case.name);
        case.verdicts.sort();
    }
    cases
}

impl Case {
    fn order(&mut self, line: &str) {
        let (order, expected) = line.split_once("=>").unwrap_or_else(|| panic!("no `=>`: {line}"));
        let expected: Vec<&str> = expected.split_whitespace().collect();
        self.lines += 1;
        let id = if order.trim() == "-" {
            "-"
        } else {
            let cells: Vec<&str> = order.split('|').map(str::trim).collect();
            assert!((3..=4).contains(&cells.len()), "id and date | exam | reason [| status]: {line}");
            let (id, date) = cells[0].split_once(' ').unwrap_or_else(|| panic!("no date: {line}"));
            let status = cells.get(3).copied().unwrap_or_default();
            self.orders.push([id, date, cells[1], cells[2], status].map(str::to_owned));
            id
        };
        match expected.as_slice() {
            ["outside", reason] => *self.outside.entry((*reason).to_owned()).or_default() += 1,
            [report, verdict, rule] => self.verdicts.push(format!("{report} {id} {verdict} {rule}")),
            _ => panic!("not understood: {line}"),
        }
    }

    fn run(&self, threads: usize) -> (Vec<String>, Summary) {
        let folder = tempfile::tempdir().unwrap();
        let (reports, orders) = (folder.path().join("reports.csv"), folder.path().join("orders.csv"));
        let reports_rows = self.reports.iter().map(|[id, date, text]| [id, "P", date, text]);
        table(&reports, ["report_id", "patient_id", "exam_date", "text"], reports_rows);
        let orders_rows =
            self.orders.iter().map(|[id, date, exam, reason, status]| [id, "P", date, exam, reason, status]);
        table(&orders, ["order_id", "patient_id", "order_datetime", "exam", "reason", "status"], orders_rows);
        let (out, summary) = run(&reports, &orders, threads, Format::Jsonl);
        let mut rows: Vec<String> = out
            .lines()
            .map(|line| {
                let row: Value = serde_json::from_str(line).unwrap();
                let cell = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
                [cell("report_id"), cell("order_id"), cell("verdict"), cell("rule")].join(" ")
            })
            .collect();
        rows.sort();
        (rows, summary)
    }
}

fn table<'a, const N: usize>(
    path: &Path,
    header: [&str; N],
    rows: impl Iterator<Item = [&'a (impl AsRef<str> + ?Sized + 'a); N]>,
) {
    let mut writer = csv::Writer::from_path(path).unwrap();
    writer.write_record(header).unwrap();
    rows.for_each(|row| writer.write_record(row.map(|cell| cell.as_ref().to_owned())).unwrap());
    writer.flush().unwrap();
}

fn run(reports: &Path, orders: &Path, threads: usize, format: Format) -> (String, Summary) {
    let archive =
        |path: &Path, wanted: Wanted| Archive::new(&[path], Options { from: None, wanted, screen: None }).unwrap();
    let job = Job {
        extractor: &EXTRACTOR,
        guidance: &GUIDANCE,
        window_days: 365,
        date_order: None,
        min_cell: 0,
        format,
        words: Words::Kept,
        threads: NonZeroUsize::new(threads).unwrap(),
        progress: &|_| {},
        stop: &AtomicBool::new(false),
    };
    let mut out = Vec::new();
    let sinks = Sinks { out: &mut out, rejects: &mut |_| Ok(()) };
    let reports = archive(reports, Wanted::reports_or_scanned());
    let summary = audit::run(reports, archive(orders, audit::wanted()), &job, sinks).unwrap();
    (String::from_utf8(out).unwrap(), summary)
}

#[test]
fn every_rule_and_ruling_holds() {
    let (mut count, mut failed) = (0, Vec::new());
    let mut files: Vec<_> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/audit")).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    for file in files {
        let path = file.unwrap().path();
        for case in parse(&fs::read_to_string(&path).unwrap()) {
            count += case.lines;
            let (rows, summary) = case.run(1);
            let name = format!("{}: {}", path.file_name().unwrap().to_string_lossy(), case.name);
            for row in rows.iter().filter(|row| !case.verdicts.contains(row)) {
                failed.push(format!("{name}: found    {row}"));
            }
            for row in case.verdicts.iter().filter(|row| !rows.contains(row)) {
                failed.push(format!("{name}: expected {row}"));
            }
            let outside = summary.orders.unmatched_by_reason.iter().filter(|(_, count)| **count != Some(0));
            let outside: BTreeMap<String, u64> = outside
                .map(|(why, count)| (serde_json::to_value(why).unwrap().as_str().unwrap().to_owned(), count.unwrap()))
                .collect();
            if outside != case.outside {
                failed.push(format!("{name}: outside {outside:?}, expected {:?}", case.outside));
            }
            assert_eq!(rows.len(), case.verdicts.len().max(rows.len()), "{name}");
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases fail\n{}", failed.len(), failed.join("\n"));
    assert!(count >= 120, "only {count} cases");
}

#[test]
fn rows_are_the_same_at_any_number_of_threads() {
    let files = ["window", "supported", "unfulfilled"];
    for name in files {
        let path = format!("{}/corpus/audit/{name}.md", env!("CARGO_MANIFEST_DIR"));
        for case in parse(&fs::read_to_string(path).unwrap()) {
            assert_eq!(case.run(1).0, case.run(3).0, "{}", case.name);
        }
    }
}

mod property {
    use super::{BTreeMap, Format, run, table};
    use proptest::prelude::*;

    const TEXTS: [&str; 5] = [
        "FINDINGS: Schmorl's node in the superior endplate of L3. No marrow edema.",
        "INDICATION: Fever. FINDINGS: Schmorl's node of L4. MRI of L4 is recommended.",
        "FINDINGS: Schmorl's node of T7 with marrow edema.",
        "FINDINGS: No Schmorl's nodes.",
        "",
    ];
    const EXAMS: [&str; 5] = ["MR L-SPINE WO", "MR T-SPINE", "XR KNEE", "PHYSICAL THERAPY", ""];
    const REASONS: [&str; 6] = ["F/u Schmorl's node", "LBP", "Fever", "S/p fusion", "", "\u{0}\u{7}ü"];

    type Record = (usize, usize, u16, usize, usize, bool);

    fn day(number: u16) -> String {
        match number {
            0 => String::new(),
            1 => "soon".to_owned(),
            number => format!("{}-{:02}-{:02}", 2024 + number / 336, number / 28 % 12 + 1, number % 28 + 1),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Every order gets one verdict, or is unmatched or rejected for one reason.
        #[test]
        fn every_order_is_accounted_for_once(
            reports in prop::collection::vec((0_usize..3, 0_usize..5, 0_u16..700), 0..8),
            orders in prop::collection::vec((0_usize..9, 0_usize..4, 0_u16..1000, 0_usize..5, 0_usize..6, any::<bool>()), 0..24),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let (reports_path, orders_path) = (folder.path().join("r.csv"), folder.path().join("o.csv"));
            // one report that can always be joined: a table of which none can be is an error of its own
            let fixed = ["R".to_owned(), "P0".to_owned(), "2024-06-01".to_owned(), TEXTS[0].to_owned()];
            let rows: Vec<[String; 4]> = std::iter::once(fixed)
                .chain(reports.iter().enumerate().map(|(n, &(patient, text, date))| {
                    [format!("R{n}"), format!("P{patient}"), day(date), TEXTS[text].to_owned()]
                }))
                .collect();
            table(&reports_path, ["report_id", "patient_id", "exam_date", "text"], rows.iter().map(|row| row.each_ref()));
            let row = |&(id, patient, date, exam, reason, cancelled): &Record| {
                let id = if id == 0 { String::new() } else { format!("O{id}") };
                let patient = if patient == 3 { String::new() } else { format!("P{patient}") };
                let status = if cancelled { "cancelled" } else { "" };
                [id, patient, day(date), EXAMS[exam].to_owned(), REASONS[reason].to_owned(), status.to_owned()]
            };
            let rows: Vec<[String; 6]> = orders.iter().map(row).collect();
            let header = ["order_id", "patient_id", "order_datetime", "exam", "reason", "status"];
            table(&orders_path, header, rows.iter().map(|row| row.each_ref()));

            let (out, summary) = run(&reports_path, &orders_path, 2, Format::Jsonl);
            let account = &summary.orders;
            prop_assert_eq!(account.read, orders.len() as u64);
            prop_assert_eq!(account.read, account.judged.unwrap() + account.unmatched.unwrap() + account.rejected);
            prop_assert_eq!(account.unmatched, account.unmatched_by_reason.values().copied().sum::<Option<u64>>());
            prop_assert_eq!(account.rejected, account.rejected_by_reason.values().sum::<u64>());
            let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
            let mut judged = 0;
            for line in out.lines() {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                if let Some(order) = row["order_id"].as_str() {
                    judged += 1;
                    *seen.entry((row["patient_id"].as_str().unwrap().to_owned(), order.to_owned())).or_default() += 1;
                }
            }
            prop_assert_eq!(Some(judged), account.judged);
            prop_assert!(seen.values().all(|count| *count == 1), "an order has two verdicts");
            prop_assert_eq!(summary.verdicts.values().flatten().sum::<u64>(), out.lines().count() as u64);
        }
    }
}
