use super::*;

fn columns(header: &[&str]) -> Result<Vec<Option<usize>>, String> {
    Wanted::reports().resolve(header).map(|m| m.columns[..5].to_vec()).map_err(|e| e.to_string())
}

#[test]
fn headers_of_real_exports_are_understood() {
    let cases: [(&[&str], [Option<usize>; 5]); 7] = [
        (
            &["note_id", "subject_id", "hadm_id", "note_type", "note_seq", "charttime", "storetime", "text"],
            [Some(0), Some(7), Some(1), Some(5), None],
        ),
        (
            &[
                "ROW_ID",
                "SUBJECT_ID",
                "HADM_ID",
                "CHARTDATE",
                "CHARTTIME",
                "CATEGORY",
                "DESCRIPTION",
                "ISERROR",
                "TEXT",
            ],
            [Some(0), Some(8), Some(1), Some(3), None],
        ),
        (
            &["Accession Number", "Patient MRN", "Patient Sex", "Modality", "Exam Completed Date", "Report Text"],
            [Some(0), Some(5), Some(1), Some(4), Some(3)],
        ),
        (&["Patient ID", "Clinician's Notes"], [None, Some(1), Some(0), None, None]),
        (
            &["note_id", "person_id", "note_date", "note_datetime", "note_title", "note_text"],
            [Some(0), Some(5), Some(1), Some(3), None],
        ),
        (&["report_id", "text"], [Some(0), Some(1), None, None, None]),
        (&["Text", "report", "ACC_NUM"], [Some(2), Some(0), None, None, None]),
    ];
    for (header, expected) in cases {
        assert_eq!(columns(header), Ok(expected.to_vec()), "{header:?}");
    }
}

#[test]
fn a_header_that_cannot_be_told_lists_its_columns_and_the_option() {
    let error = columns(&["key", "findings", "reason"]).unwrap_err();
    assert!(error.contains("--text-column") && error.contains("`key`, `findings`, `reason`"), "{error}");
    let error = columns(&["id", "Report Text", "report_text"]).unwrap_err();
    assert!(error.contains("more than one") && error.contains("--text-column"), "{error}");
}

#[test]
fn a_first_line_of_data_is_not_shown() {
    for cells in [
        ["4711", "MRI LUMBAR SPINE"],
        ["MR20200102", "Node at L2"],
        ["A", "Node at L2."],
        ["DOE^JOHN", "Node"],
        ["John Smith", "Schmorl node at L3 inferior endplate"],
    ] {
        let error = columns(&cells).unwrap_err();
        assert!(error.contains("header line") && !error.contains(cells[0]) && !error.contains(cells[1]), "{error}");
    }
    let error = columns(&["Exam Completed to Report Finalized (minutes)", "Patient Age"]).unwrap_err();
    assert!(error.contains("`Patient Age`"), "{error}");
}

#[test]
fn number_signs_are_numbers() {
    assert_eq!(["Order #", "MRN#", "ACC_#"].map(fold), ["ordernumber", "mrnnumber", "accnumber"]);
    assert_eq!(columns(&["Accession #", "MRN #", "Report"]), Ok(vec![Some(0), Some(2), Some(1), None, None]));
}

#[test]
fn texts_are_read_together_only_where_no_column_holds_them_all() {
    let text = |wanted: Wanted, header: &[&str]| {
        wanted.resolve(header).map(|mapping| (mapping.columns[TEXT], mapping.headings().to_vec())).ok()
    };
    let both = Some((Some(1), vec!["FINDINGS:".to_owned(), "IMPRESSION:".to_owned()]));
    assert_eq!(text(Wanted::reports(), &["id", "findings", "impression"]), both);
    assert_eq!(text(Wanted::reports(), &["id", "findings", "impression", "report"]), Some((Some(3), Vec::new())));
    assert_eq!(text(Wanted::reports(), &["id", "findings"]), None);
    assert_eq!(text(Wanted::reports().gathering(None, None), &["id", "findings", "impression"]), None);
    let one = Wanted::reports().texts(vec!["impression".into()]);
    assert_eq!(text(one, &["id", "findings", "impression"]), Some((Some(2), Vec::new())));
    // objects may leave one of the columns out
    let two = Wanted::reports().texts(vec!["findings".into(), "impression".into()]);
    let mapping = two.resolve_some(&["id", "impression"]).map_err(|error| error.to_string());
    assert_eq!(mapping.map(|mapping| mapping.headings().to_vec()), Ok(vec!["IMPRESSION:".to_owned()]));
}

#[test]
fn named_and_kept_columns_win() {
    let wanted = Wanted::reports().named(TEXT, Some("Impression".into())).keeping(vec!["Exam Code".into()]);
    let mapping = wanted.resolve(&["id", "text", "impression", "exam_code"]).unwrap();
    assert_eq!(mapping.columns, [Some(0), Some(2), None, None, None, Some(3)]);
    let error = wanted.resolve(&["id", "text"]).unwrap_err().to_string();
    assert!(error.contains("no column `Impression` (--text-column)"), "{error}");
}

/// Other tables are read by the same code.
#[test]
fn a_table_of_something_else() {
    const ORDERS: [Field; 2] = [
        Field { name: "order id", option: "--order-id-column", synonyms: &[&["orderid"]], required: true },
        Field { name: "exam", option: "--order-exam-column", synonyms: &[&["exam", "procedure"]], required: false },
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.csv");
    std::fs::write(&path, "Procedure,ORDER_ID,Site\nMRI,7,x\nCT,8\n").unwrap();
    let wanted = Wanted::new(&ORDERS).keeping(vec!["site".into()]);
    let mut archive =
        crate::read::Archive::new(&[&path], crate::read::Options { wanted, ..crate::read::Options::default() })
            .unwrap();
    let mut rows = Vec::new();
    while let Some(piece) = archive.next_piece().unwrap() {
        piece.rows(&mut |row| rows.push(row.map(|row| row.cells).map_err(|fault| fault.reason))).unwrap();
    }
    let cells = |cells: [&str; 3]| Ok(cells.map(|cell| Some(cell.to_owned())).to_vec());
    let fault = Err(crate::read::Reason::FieldCount { expected: 3, found: 2 });
    assert_eq!(rows, [cells(["7", "MRI", "x"]), fault]);
    assert!(archive.notes().is_empty());
}
