use super::markup::{html, rtf};
use super::{Binaries, row};
use crate::read::columns::{MODALITY, TEXT, Wanted};
use crate::read::{Archive, Options, Reason, Record, read_all};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

fn attachment(kind: &str, text: &[u8]) -> Value {
    json!({"contentType": kind, "data": STANDARD.encode(text)})
}

fn text(fields: Value) -> Result<String, Reason> {
    let mut resource = json!({"resourceType": "DiagnosticReport", "id": "r"});
    let more = fields.as_object().unwrap().clone();
    resource.as_object_mut().unwrap().extend(more);
    row(resource.as_object().unwrap(), &Wanted::reports(), &Binaries::new()).map(|row| row.cells[TEXT].clone().unwrap())
}

#[test]
fn the_best_text_there_is_is_taken() {
    let (plain, page) =
        (attachment("text/plain; charset=utf-8", b"plain"), attachment("text/html", b"<p>a &lt; b</p>"));
    let (rich, pdf) = (attachment("application/rtf", b"{\\rtf1 rich\\par}"), attachment("application/pdf", b"%PDF"));
    let link = json!({"contentType": "text/plain", "url": "Binary/7"});
    let div = json!({"div": "<div>told</div>"});
    let cases = [
        (json!({"presentedForm": [pdf, rich, page, plain], "conclusion": "c"}), Ok("plain")),
        (json!({"presentedForm": [pdf, rich, page]}), Ok("a < b\n")),
        (json!({"presentedForm": [pdf, rich]}), Ok("rich\n")),
        (json!({"presentedForm": [pdf], "conclusion": "c", "text": div}), Ok("c")),
        (json!({"presentedForm": [link], "text": div}), Ok("told\n")),
        (json!({"presentedForm": [pdf]}), Err(Reason::NotText)),
        (json!({"presentedForm": [link]}), Err(Reason::Link)),
        (json!({"presentedForm": [{"contentType": "text/plain", "data": "%%"}]}), Err(Reason::NotBase64)),
        (json!({"presentedForm": [attachment("text/plain", b"a\0")]}), Err(Reason::Nul)),
        (json!({"content": [{"attachment": plain}], "resourceType": "DocumentReference"}), Ok("plain")),
        (json!({"resourceType": "Patient"}), Err(Reason::OtherKind)),
        (json!({"status": "entered-in-error", "conclusion": "c"}), Err(Reason::Withdrawn)),
        (json!({"status": "final"}), Err(Reason::NoText)),
    ];
    for (fields, expected) in cases {
        assert_eq!(text(fields.clone()), expected.map(str::to_owned), "{fields}");
    }
}

#[test]
fn bundles_and_lines_give_the_same_reports() {
    let report = |id: &str, form: Value| {
        json!({"resourceType": "DiagnosticReport", "id": "x", "status": "final", "presentedForm": [form],
            "identifier": [{"value": "other"}, {"type": {"coding": [{"code": "ACSN"}]}, "value": id}],
            "subject": {"reference": "Patient/P-1"}, "effectiveDateTime": "2025-01-02"})
    };
    let resources = [
        report("A-1", attachment("text/plain", b"Node at L1.")),
        json!({"resourceType": "Patient", "id": "P-1"}),
        report("A-2", json!({"contentType": "text/plain", "url": "https://h/Binary/b1"})),
        json!({"resourceType": "Binary", "id": "b1", "contentType": "text/plain", "data": STANDARD.encode("Node.")}),
    ];
    let entries: Vec<Value> = resources.iter().map(|resource| json!({"resource": resource})).collect();
    let bundle = json!({"resourceType": "Bundle", "entry": entries}).to_string();
    let lines = resources.map(|resource| resource.to_string()).join("\n");
    let read = |name: &str, bytes: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let (mut ids, mut reasons) = (Vec::new(), Vec::new());
        let options = Options { wanted: Wanted::reports().keeping(vec!["status".into()]), ..Options::default() };
        let archive = Archive::new(&[folder.path().join(name)], options).unwrap();
        read_all(archive, &mut |record| match record {
            Record::Report(report, _) => {
                assert_eq!(
                    (report.patient_id.as_deref(), report.exam_date.as_deref()),
                    (Some("P-1"), Some("2025-01-02"))
                );
                assert_eq!(report.kept, ["final"]);
                ids.push(report.report_id);
            }
            Record::Reject(reject) => reasons.push((reject.record, reject.reason)),
            Record::Passed(..) | Record::Joined(_) => panic!("nothing is screened or joined"),
        })
        .unwrap();
        (ids, reasons)
    };
    let kinds = [(2, Reason::OtherKind), (4, Reason::OtherKind)];
    assert_eq!(read("a.json", &bundle), (vec!["A-1".into(), "A-2".into()], kinds.to_vec()));
    // Lines stand alone: a link leads nowhere.
    let missing = vec![kinds[0], (3, Reason::Link), kinds[1]];
    assert_eq!(read("a.ndjson", &lines), (vec!["A-1".into()], missing));
}

#[test]
fn documents_are_found_in_files_beside_and_nowhere_else() {
    let report = |id: &str, url: &str| {
        json!({"resourceType": "DiagnosticReport", "id": id, "presentedForm": [{"contentType": "text/plain", "url": url}]})
            .to_string()
    };
    let binary = |id: &str, text: &str| {
        json!({"resourceType": "Binary", "id": id, "contentType": "text/plain", "data": STANDARD.encode(text)})
            .to_string()
    };
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, lines: &[String]| std::fs::write(folder.path().join(name), lines.join("\n")).unwrap();
    let urls = ["https://h/fhir/Binary/b1/_history/3", "Binary/b2", "Binary/b3", "Binary/b4"];
    put("DiagnosticReport.ndjson", &urls.map(|url| report(url, url)));
    put("1.Binary.ndjson", &[binary("b1", "one"), "{broken".into()]);
    put("2.Binary.ndjson", &[report("b3", "x"), binary("b2", "two")]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, binary("b4", "four").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    std::fs::write(folder.path().join("3.Binary.ndjson.gz"), &packed).unwrap();
    let mut read = Vec::new();
    let input = folder.path().join("DiagnosticReport.ndjson");
    let archive = Archive::new(&[&input], Options::default()).unwrap();
    read_all(archive, &mut |record| {
        read.push(match record {
            Record::Report(report, _) => report.text,
            Record::Reject(reject) => reject.reason.name().to_owned(),
            other => panic!("{other:?}"),
        });
    })
    .unwrap();
    assert_eq!(read, ["one", "two", "link", "four"]);
    std::fs::write(folder.path().join("3.Binary.ndjson.gz"), &packed[..packed.len() / 2]).unwrap();
    let error = Archive::new(&[&input], Options::default()).unwrap().next_piece().map(drop).unwrap_err().to_string();
    assert!(
        error.contains("documents (Binary)") && error.contains("cut off") && !error.contains("3.Binary"),
        "{error}"
    );
}

#[test]
fn the_modality_is_that_of_the_study_the_category_or_the_exam() {
    let study = json!({"resourceType": "ImagingStudy", "id": "s", "series": [{"modality": {"code": "CT"}}]});
    let cases = [
        (json!({"contained": [study], "code": {"text": "MRI L SPINE"}}), Some("CT")),
        (json!({"imagingStudy": [{"reference": "ImagingStudy/s"}]}), Some("CT")),
        (json!({"category": [{"coding": [{"code": "RAD"}, {"code": "NMR"}]}], "code": {"text": "CT"}}), Some("MR")),
        (
            json!({"category": [{"coding": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "DX"}]}]}),
            Some("DX"),
        ),
        (
            json!({"code": {"coding": [{"code": "1", "display": "Lumbar spine"}], "text": "MRI lumbar spine"}}),
            Some("MRI"),
        ),
        (json!({"code": {"text": "Lumbar spine MRI"}}), None),
    ];
    let others: Binaries<'_> = [("s", study.as_object().unwrap())].into();
    for (fields, expected) in cases {
        let mut resource = json!({"resourceType": "DiagnosticReport", "conclusion": "c"});
        resource.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let row = row(resource.as_object().unwrap(), &Wanted::reports(), &others).unwrap();
        assert_eq!(row.cells[MODALITY].as_deref(), expected, "{fields}");
    }
}

#[test]
fn pages_and_rich_text() {
    assert_eq!(
        html("<html><head><title>t</title></head><body>L4<br/>3 < 5 &amp; &#8217;<!-- no --></body></html>"),
        "L4\n3 < 5 & \u{2019}\n"
    );
    assert_eq!(html("a &unknown; <b>b</b> & c <"), "a &unknown; b & c <");
    let document =
        br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator x;}\pard Schmorl\'92s\tab node\par L4\u8211?L5 \{a\}}";
    assert_eq!(rtf(document), "Schmorl\u{2019}s\tnode\nL4\u{2013}L5 {a}");
}

/// Quadratic reading of these would take hours, so that the test would never end.
#[test]
fn marks_that_nothing_closes_take_no_longer() {
    let marks = ["<style>", "<!--", "<a ", "<title><head>", "&#x", "</script", "<script>a</script", "<style></style "];
    for mark in marks {
        let page = mark.repeat(4_000_000 / mark.len());
        assert!(html(&page).len() <= page.len(), "{mark}");
    }
    let page = "<style>".repeat(500_000) + "</style" + &"x".repeat(1_000_000);
    assert_eq!(html(&page), page);
    let document = "{\\*".repeat(1_000_000);
    assert_eq!(rtf(document.as_bytes()), "");
    assert_eq!(html("a<STYLE>b</Style>c<style/>d<script>e</SCRIPT >f<!-- g <!-- h -->i"), "acdfi");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn no_markup_makes_reading_fail(source in r"([a-z<>/&;#0-9{}\\'*!ä -]|<style>|<!--|\\u8211|\\'9|&#x|\{\\\*){0,40}") {
        html(&source);
        rtf(source.as_bytes());
    }
}
