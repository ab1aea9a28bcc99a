//! The contract of `schmorl audit`: inputs, columns, dates, what goes where, exit statuses, figures.

#![cfg(feature = "cli")]
// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod common;

use common::Folder;

const HEADER: &str = "report_id,order_id,patient_id,exam_date,order_datetime,days,verdict,rule,words,scenario,\
    node_level,node_endplate,order_modality,order_exam,order_region,reason,provider,department";
const REPORTS: &str = "report_id,patient_id,exam_date,text\n\
    R1,P1,2025-01-11,Schmorl's node in the superior endplate of L3. No marrow edema.\n\
    R2,P2,2025-01-12,Normal.\n\
    R3,P3,2025-01-13,\n";
const ORDERS: &str = "order_id,patient_id,order_datetime,modality,exam,reason,provider,department\n\
    O1,P1,2025-07-10 09:12,MR,MR L-SPINE WO,F/u Schmorl's node,Dr. A,Family Medicine\n\
    O2,P2,2025-07-10,MR,MR L-SPINE WO,Back pain,Dr. B,Family Medicine\n\
    O3,P1,,MR,MR L-SPINE WO,Back pain,Dr. B,Family Medicine\n";
const ROW: &str = "R1,O1,P1,2025-01-11,2025-07-10T09:12:00,180,discordant,node,Schmorl's node,incidental,L3,superior,\
    MR,MR L-SPINE WO,lumbar,F/u Schmorl's node,Dr. A,Family Medicine";

fn folder() -> Folder {
    Folder::with(&[("r.csv", REPORTS), ("o.csv", ORDERS)])
}

/// An audit of `r.csv` and another table of orders.
fn with_orders(name: &str, orders: &str) -> common::Ran {
    let folder = Folder::with(&[("r.csv", REPORTS), (name, orders)]);
    folder.run(&["audit", "--reports", "r.csv", "--orders", name, "-q"])
}

#[test]
fn rows_to_standard_output_and_the_account_to_standard_error() {
    let ran = folder().run(&["audit", "--reports", "r.csv", "--orders", "o.csv"]).ok();
    assert_eq!(ran.stdout, format!("{HEADER}\n{ROW}\n"));
    for words in [
        "3 read = 2 scanned + 1 rejected",
        "3 read = 1 judged + 1 unmatched + 1 rejected: 1 no_date",
        "1 of patients with no report of a node",
    ] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("Schmorl's node in the"), "{}", ran.stderr);
    let quiet = folder().run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "-q", "--no-text"]).ok();
    assert_eq!(quiet.stderr, "");
    assert!(!quiet.stdout.contains("Schmorl"), "{}", quiet.stdout);
}

#[test]
fn files_are_written_whole_with_rejects_beside_them() {
    let folder = folder();
    folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "-o", "a.csv", "--summary", "s.json"]).ok();
    assert_eq!(folder.read("a.csv"), format!("{HEADER}\n{ROW}\n"));
    let rejects = folder.read("a.csv.rejects.csv");
    assert!(rejects.contains("3,1,r.csv,4,empty_text") && rejects.contains("3,1,o.csv,4,no_date"), "{rejects}");
    let summary = folder.json("s.json");
    assert_eq!(summary["verdicts"]["discordant"], 1);
    assert_eq!(summary["orders"]["unmatched_by_reason"]["no_report"], 1);
    let strict = ["audit", "--reports", "r.csv", "--orders", "o.csv", "-o", "b.csv", "--strict"];
    folder.run(&strict).fails(1, &["--strict"]);
    assert!(!folder.path("b.csv").exists());
}

#[test]
fn json_lines_have_every_column() {
    let ran = folder().run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "-q", "--to", "jsonl"]).ok();
    let row = &ran.lines()[0];
    let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
    let mut wanted: Vec<&str> = HEADER.split(',').collect();
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!((row["days"].as_i64(), row["node_level"].as_str()), (Some(180), Some("L3")));
}

#[test]
fn earlier_findings_give_the_same_rows_as_reports() {
    let folder = Folder::new();
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/archive/reports.csv");
    let orders = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/archive/orders.csv");
    folder.run(&["scan", archive, "-o", "f.jsonl"]).ok();
    let of = |reports: &str| folder.run(&["audit", "--reports", reports, "--orders", orders, "-q"]).ok().stdout;
    let rows = of(archive);
    assert!(rows.lines().count() > 12, "{rows}");
    assert_eq!(of("f.jsonl"), rows);
    folder.run(&["scan", archive, "-o", "bare.jsonl", "--no-guidance"]).ok();
    folder.run(&["audit", "--reports", "bare.jsonl", "--orders", orders]).fails(1, &["--no-guidance"]);
    folder.run(&["scan", "f.jsonl"]).fails(2, &["--text-column"]);
}

#[test]
fn orders_come_in_any_table() {
    let row = |stdout: &str| stdout.lines().nth(1).map(|row| row.split(',').take(8).collect::<Vec<_>>().join(","));
    let wanted = Some("R1,O1,P1,2025-01-11,2025-07-10,180,discordant,node".to_owned());
    let tsv = "Order ID\tMRN\tOrder Date\tProcedure\tIndication\nO1\tP1\t2025-07-10\tMR L-SPINE WO\tSchmorl's node\n";
    let jsonl = "{\"orderId\":\"O1\",\"patient\":\"P1\",\"authoredOn\":\"2025-07-10\",\"bodySite\":\"Lumbar spine\",\"reason\":\"Schmorl's node\"}\n";
    let semicolons = "order_id;patient_id;order_date;exam;reason_for_exam\nO1;P1;10.07.2025;MR L-SPINE;Schmorl's node\nO2;P1;31.12.2025;MR C-SPINE;\n";
    for (name, table) in [("o.tsv", tsv), ("o.jsonl", jsonl), ("o.csv", semicolons)] {
        assert_eq!(row(&with_orders(name, table).ok().stdout), wanted, "{name}");
    }
    let named = Folder::with(&[
        ("r.csv", REPORTS),
        ("o.csv", "nr,who,when,what,why\nO1,P1,2025-07-10,MR L-SPINE,Schmorl's node\n"),
    ]);
    let options = ["--order-id-column", "nr", "--order-patient-column", "who", "--order-date-column", "when"];
    let more = ["--exam-column", "what", "--reason-column", "why", "-q"];
    let arguments = [&["audit", "--reports", "r.csv", "--orders", "o.csv"][..], &options, &more].concat();
    assert_eq!(row(&named.run(&arguments).ok().stdout), wanted);
}

#[test]
fn ambiguous_dates_are_an_error_that_names_the_option() {
    let orders = |dates: &str| {
        format!(
            "order_id,patient_id,order_date,exam,reason\n{}",
            dates
                .split(' ')
                .enumerate()
                .map(|(n, date)| format!("O{n},P1,{date},MR L-SPINE,Schmorl's node\n"))
                .collect::<String>()
        )
    };
    let days = |table: &str| {
        let ran = with_orders("o.csv", table).ok();
        ran.stdout.lines().skip(1).map(|row| row.split(',').nth(4).unwrap().to_owned()).collect::<Vec<_>>()
    };
    with_orders("o.csv", &orders("03/04/2025 05/06/2025")).fails(2, &["dates of the orders", "--date-format"]);
    with_orders("o.csv", &orders("03/13/2025 13/03/2025")).fails(2, &["dates of the orders", "--date-format"]);
    assert_eq!(days(&orders("03/04/2025 03/13/2025")), ["2025-03-04", "2025-03-13"]);
    assert_eq!(days(&orders("03/04/2025 13/04/2025")), ["2025-04-03", "2025-04-13"]);
    let folder = Folder::with(&[("r.csv", REPORTS), ("o.csv", &orders("03/04/2025 13/04/2025"))]);
    let said = |order: &str| folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "--date-format", order]);
    assert!(said("dmy").ok().stdout.contains("2025-04-03"));
    let ran = said("mdy").ok();
    assert!(ran.stdout.contains("2025-03-04") && ran.stderr.contains("1 rejected: 1 bad_date"), "{}", ran.stderr);
    let reports = REPORTS.replace("2025-01-11", "01/02/2025");
    let folder = Folder::with(&[("r.csv", reports.as_str()), ("o.csv", ORDERS)]);
    folder
        .run(&["audit", "--reports", "r.csv", "--orders", "o.csv"])
        .fails(2, &["dates of the reports", "--date-format"]);
}

#[test]
fn wrong_usage_is_told() {
    let folder = Folder::with(&[
        ("r.csv", REPORTS),
        ("o.csv", ORDERS),
        ("anonymous.csv", "report_id,exam_date,text\nR1,2025-01-11,Schmorl's node of L3.\n"),
        ("undated.csv", "report_id,patient_id,text\nR1,P1,Schmorl's node of L3.\n"),
        ("bare.csv", "key,value\n1,2\n"),
        ("o.txt", "order"),
    ]);
    folder.run(&["audit", "--reports", "r.csv"]).fails(2, &["--orders"]);
    folder.run(&["audit", "--reports", "anonymous.csv", "--orders", "o.csv"]).fails(2, &["--patient-column"]);
    folder.run(&["audit", "--reports", "undated.csv", "--orders", "o.csv"]).fails(2, &["--date-column"]);
    folder.run(&["audit", "--reports", "r.csv", "--orders", "bare.csv"]).fails(2, &["--order-id-column", "`key`"]);
    folder.run(&["audit", "--reports", "r.csv", "--orders", "o.txt"]).fails(2, &["no table"]);
    folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "-o", "o.csv"]).fails(2, &["is an input too"]);
    folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "-o", "out"]).fails(2, &["--to"]);
    folder
        .run(&["audit", "--reports", "-", "--orders", "-", "--from", "csv", "--orders-from", "csv"])
        .fails(2, &["once"]);
    folder.run(&["audit", "--reports", "gone.csv", "--orders", "o.csv"]).fails(1, &["gone.csv"]);
    assert_eq!(folder.read("o.csv"), ORDERS);
}

#[test]
fn small_cells_are_withheld_and_said_to_be() {
    let folder = folder();
    let run = ["audit", "--reports", "r.csv", "--orders", "o.csv", "--min-cell", "11", "--summary", "s.json"];
    let ran = folder.run(&run).ok();
    assert!(ran.stderr.contains("Counts of 1 to 10 are withheld"), "{}", ran.stderr);
    let summary = folder.json("s.json");
    assert_eq!(summary["min_cell"], 11);
    assert!(summary["orders"]["judged"].is_null() && summary["orders"]["unmatched_by_reason"]["no_report"].is_null());
    assert_eq!(summary["orders"]["read"], 3);
    assert!(ran.stderr.contains("3 read = (withheld) judged"), "{}", ran.stderr);
    assert!(summary["withheld"].as_u64().unwrap() > 5);
    assert!(summary["verdicts"]["discordant"].is_null() && summary["overall"]["discordant_orders"]["rate"].is_null());
    assert_eq!(summary["by"]["provider"][0]["withheld"], "small");
}

#[test]
fn the_window_is_an_option() {
    let folder = folder();
    let judged = |days: &str| {
        folder
            .run(&["audit", "--reports", "r.csv", "--orders", "o.csv", "-q", "--window-days", days])
            .ok()
            .stdout
            .lines()
            .count()
            - 1
    };
    assert_eq!([judged("179"), judged("180"), judged("0")], [0, 1, 0]);
}

#[test]
fn orders_from_an_empty_table() {
    let ran = with_orders("o.csv", "order_id,patient_id,order_datetime\n").ok();
    assert_eq!(ran.stdout, format!("{HEADER}\n"));
}

#[test]
fn the_words_are_those_that_decided() {
    let reasons = [
        ("LBP; no relief w/ PT x 8 wks", "no relief w/ PT x 8 wks"),
        ("LBP, persistent pain after 3 months of physio, anxious", "persistent pain after 3 months of physio"),
        ("Acute low back pain", "Acute low back pain"),
        ("Back pain, MVC in May", "MVC"),
        ("Refractory LBP", "Refractory LBP"),
        ("S/p lami", "S/p lami"),
    ];
    let mut orders = "order_id,patient_id,order_datetime,exam,reason\n".to_owned();
    for (number, (reason, _)) in reasons.iter().enumerate() {
        orders += &format!("O{number},P1,2025-02-0{},MR L-SPINE WO,\"{reason}\"\n", number + 1);
    }
    let ran = with_orders("o.csv", &orders).ok();
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let words: Vec<String> = reader.records().map(|row| row.unwrap()[8].to_owned()).collect();
    assert_eq!(words, reasons.map(|(_, words)| words));
}

#[test]
fn columns_that_were_not_found_are_told() {
    let orders = "ORDER_PROC_ID,PAT_MRN_ID,ORDERING_DATE,PROC_NAME,WHY,AUTHRZING_PROV,DEPT_NAME\n\
        O1,P1,2025-07-10,MR L-SPINE WO,F/u Schmorl's node,Dr. A,Family Medicine\n";
    let reports = REPORTS.replace("patient_id,exam_date", "PAT_MRN_ID,EXAM_DTTM");
    let folder = Folder::with(&[("r.csv", reports.as_str()), ("o.csv", orders), ("bare.csv", "key,value\n1,2\n")]);
    let run = ["audit", "--reports", "r.csv", "--orders", "o.csv", "--summary", "s.json"];
    let ran = folder.run(&run).ok();
    assert!(ran.stdout.contains("Dr. A,Family Medicine"), "{}", ran.stdout);
    let summary = folder.json("s.json");
    let note = summary["notes"][0].as_str().unwrap();
    for words in ["--reason-column", "--status-column", "`WHY`"] {
        assert!(note.contains(words) && ran.stderr.contains(words), "{words}: {note}");
    }
    assert!(!note.contains("--exam-column") && !note.contains("--order-modality-column"), "{note}");
    let named = folder.run(&[&run[..], &["--reason-column", "WHY"]].concat()).ok();
    assert!(!named.stderr.contains("--reason-column"), "{}", named.stderr);
    folder
        .run(&["audit", "--reports", "r.csv", "--orders", "bare.csv"])
        .fails(2, &["--order-id-column", "--order-patient-column", "--order-date-column", "`key`, `value`"]);
}

#[test]
fn columns_as_people_head_them_are_found() {
    let orders = "Order #,MRN #,Order Date/Time,Modality,Exam Description,Reason for Exam,Ordering MD\n\
        O1,P1,2025-07-10 09:12,MR,MR L-SPINE WO,F/u Schmorl's node,Dr. A\n";
    let ran = with_orders("o.csv", orders).ok();
    assert_eq!(ran.stdout, format!("{HEADER}\n{}\n", ROW.replace("Family Medicine", "")));
}

#[test]
fn what_is_not_there_is_left_out_of_the_account() {
    let orders = "order_id,patient_id,order_datetime,exam,reason\nO1,P1,2025-07-10,MR L-SPINE WO,Back pain\n";
    let folder =
        Folder::with(&[("r.csv", REPORTS), ("o.csv", orders), ("none.csv", &orders[..orders.find('O').unwrap()])]);
    let ran = folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv"]).ok();
    assert!(!ran.stderr.contains("(not given)") && !ran.stderr.contains("orders by provider"), "{}", ran.stderr);
    assert!(ran.stderr.contains("orders by month") && ran.stderr.contains("the provider (--provider-column"));
    let ran = folder.run(&["audit", "--reports", "r.csv", "--orders", "none.csv"]).ok();
    assert!(!ran.stderr.contains("never\n") && !ran.stderr.contains("last order"), "{}", ran.stderr);
    assert!(!ran.stderr.lines().any(|line| line.trim() == "unmatched"), "{}", ran.stderr);
}

#[test]
fn ids_that_differ_by_zeros_in_front_are_hinted_at() {
    let reports = REPORTS.replace(",P1,", ",00123,");
    let audit = |patient: &str| {
        let orders = ORDERS.replace(",P1,", &format!(",{patient},"));
        let folder = Folder::with(&[("r.csv", reports.as_str()), ("o.csv", orders.as_str())]);
        folder.run(&["audit", "--reports", "r.csv", "--orders", "o.csv"]).ok().stderr
    };
    assert!(audit("123").contains("zeros in front"));
    assert!(!audit("00123").contains("zeros in front") && !audit("1230").contains("zeros in front"));
}
