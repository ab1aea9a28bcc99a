use super::message::Message;
use super::split::Messages;
use crate::read::cut::Split;
use crate::read::{Archive, Options, Reason, Record, read_all};
use proptest::prelude::*;

const HEAD: &str = "MSH|^~\\&|RIS|H|X|H|20250102||ORU^R01|M1|P|2.5\rPID|1||P-1^^^H^MR~P-2\rOBR|1|2|A-1^RIS|MR^MRI|||20250101|||||||||||A-18||||||MR|F\r";

fn text(segments: &str) -> Option<String> {
    let message = format!("{HEAD}{segments}");
    Message::parse(message.as_bytes()).unwrap().text().map(|text| String::from_utf8(text).unwrap())
}

fn read(bytes: &[u8]) -> Vec<Record> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.hl7");
    std::fs::write(&path, bytes).unwrap();
    let mut records = Vec::new();
    read_all(Archive::new(&[&path], Options::default()).unwrap(), &mut |record| records.push(record)).unwrap();
    records
}

fn reasons(records: &[Record]) -> Vec<Option<Reason>> {
    let reason = |record: &Record| match record {
        Record::Reject(reject) => Some(reject.reason),
        _ => None,
    };
    records.iter().map(reason).collect()
}

#[test]
fn observations_of_text_are_joined_in_order() {
    let segments = "OBX|1|TX|GDT||FINDINGS:~Node at L2.||||||F\rOBX|2|TX|GDT||||||||F\rOBX|3|NM|N||7\rOBX|4|FT|IMP||Two\\.br\\lines\rOBX|5||X||no type\rOBX|6|ST|X||taken back||||||D\r";
    assert_eq!(text(segments).unwrap(), "FINDINGS:\nNode at L2.\n\nTwo\nlines\nno type");
    assert_eq!(text("OBX|1|NM|N||7\r"), None);
}

#[test]
fn escapes_are_undone() {
    let cases = [
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"one\X0D0A\two\X7C\", "one\ntwo|"),
        (r"\H\bold\N\", "bold"),
        (r"a^\.sp\\.ti-4\b", "a\nb"),
        (r"a\.sp2\b\.in+3\c\.sk3\d\.ce\e\.fi\f", "a\n\nbc   d\nef"),
        (r"C:\temp\ and \.zz\ and \X7\ stay", r"C:\temp\ and \.zz\ and \X7\ stay"),
        (r"open \", r"open \"),
        (r"a \ b \.br\ c", "a \\ b \n c"),
    ];
    for (written, read) in cases {
        assert_eq!(text(&format!("OBX|1|FT|X||{written}\r")).unwrap(), read, "{written}");
    }
}

#[test]
fn delimiters_are_those_of_the_head() {
    let message = b"MSH$*!?%$RIS$H$X$H$1$$ORU*R01$M1\rOBX$1$TX$X$$a!b?F?c|d\r";
    let message = Message::parse(message).unwrap();
    assert!(message.is_result());
    assert_eq!(message.text().unwrap(), b"a\nb$c|d");
}

#[test]
fn fields_ids_and_kinds() {
    let records = read(format!("{HEAD}OBX|1|TX|X||a\r").as_bytes());
    let [Record::Report(report, _)] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((report.report_id.as_str(), report.patient_id.as_deref()), ("A-1", Some("P-1")));
    assert_eq!((report.exam_date.as_deref(), report.modality.as_deref()), (Some("20250101"), Some("MR")));
    let other = HEAD.replace("ORU^R01", "ADT^A08");
    assert_eq!(reasons(&read(format!("{other}OBX|1|TX|X||a\r").as_bytes())), [Some(Reason::OtherKind)]);
    assert_eq!(reasons(&read(HEAD.as_bytes())), [Some(Reason::NoText)]);
    assert_eq!(reasons(&read(b"PID|1\rOBX|1|TX|||a\r")), [Some(Reason::NotHl7)]);
    assert_eq!(reasons(&read(b"\r\n \r")), []);
}

#[test]
fn batches_dumps_and_line_ends_give_the_same_reports() {
    let one = format!("{HEAD}OBX|1|TX|X||a\rOBX|2|TX|X||b\r");
    let plain = read(format!("{one}{one}").as_bytes());
    assert_eq!(plain.len(), 2);
    let batch = format!("FHS|^~\\&\rBHS|^~\\&\r{one}{one}BTS|2\rFTS|1\r");
    let dump = format!("\u{b}{one}\u{1c}\r\u{b}{one}\u{1c}\r");
    for stream in [&batch, &dump, &batch.replace('\r', "\n"), &dump.replace('\r', "\r\n"), &batch.replace('\r', "\r\r")]
    {
        assert_eq!(read(stream.as_bytes()), plain, "{stream:?}");
    }
    // Line ends that nobody escaped are the text's own.
    let records = read(format!("{HEAD}OBX|1|TX|X||a\n\nb||||||F\r").as_bytes());
    assert!(matches!(records.as_slice(), [Record::Report(report, _)] if report.text == "a\n\nb"), "{records:?}");
}

#[test]
fn character_sets_are_those_declared_or_windows_1252() {
    let message = |charset: &str, text: &[u8]| {
        let head = HEAD.replace("|2.5\r", &format!("|2.5||||||{charset}\r"));
        read(&[format!("{head}OBX|1|TX|X||").as_bytes(), text, b"\r"].concat())
    };
    let cases: [(&str, &[u8], &str); 4] = [
        ("UNICODE UTF-8", "Schmörl\u{2019}s".as_bytes(), "Schmörl\u{2019}s"),
        ("8859/1", b"Schmorl\x92s node", "Schmorl\u{2019}s node"),
        ("", b"Schmorl\x92s node", "Schmorl\u{2019}s node"),
        ("8859/2", b"\xB1 node", "\u{105} node"),
    ];
    for (charset, bytes, expected) in cases {
        let records = message(charset, bytes);
        assert!(matches!(records.as_slice(), [Record::Report(r, _)] if r.text == expected), "{records:?}");
    }
    assert_eq!(reasons(&message("", b"a\0b")), [Some(Reason::Nul)]);
}

/// Messages of a stream that comes in pieces of `size`.
fn split(bytes: &[u8], size: usize) -> Vec<Vec<u8>> {
    let (mut splitter, mut carry, mut records) = (Messages::default(), Vec::new(), Vec::new());
    let mut pieces: Vec<&[u8]> = bytes.chunks(size).collect();
    pieces.push(&[]);
    for (number, piece) in pieces.iter().enumerate() {
        let from = carry.len();
        carry.extend_from_slice(piece);
        let mut found = Vec::new();
        let rest = splitter.split(&carry, from, number + 1 == pieces.len(), &mut found);
        records.extend(found.into_iter().map(|range| carry[range].to_vec()));
        carry.drain(..rest);
    }
    assert!(carry.is_empty());
    records
}

const PARTS: [&[u8]; 22] = [
    b"MSH|^~\\&|||||||ORU^R01|7\r",
    b"MSH",
    b"|",
    b"^",
    b"~",
    b"\\",
    b"&",
    b"\r",
    b"\n",
    b"\x0B",
    b"\x1C\r",
    b"OBX|1|TX|||a",
    b"\rOBX|2|FT|||b\\.sp3\\c\\X0D0A\\",
    b"PID|1||9",
    b"FHS|^~\\&",
    b"\rBTS|1\r",
    b"X41",
    b".br",
    b"\0",
    b"\xFF",
    b" ",
    b"OBR|1||A",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_stream_is_split_the_same_whatever_its_pieces(picks in prop::collection::vec(0_usize..22, 0..40), size in 1_usize..30) {
        let stream: Vec<u8> = picks.iter().flat_map(|pick| PARTS[*pick].iter().copied()).collect();
        let whole = split(&stream, stream.len().max(1));
        prop_assert_eq!(&split(&stream, size), &whole);
        for record in &whole {
            // Nothing that a stream holds makes reading it fail.
            if let Some(message) = Message::parse(record) {
                message.text();
                message.charset();
            }
        }
    }

    #[test]
    fn fields_are_those_that_another_parser_finds(parts in prop::collection::vec("[a-zA-Z0-9 .,]{0,8}", 1..6), id in "[A-Z0-9-]{1,9}") {
        let line = parts.join(r"\T\");
        let stream = format!("MSH|^~\\&|||||1||ORU^R01|{id}\rOBR|1||{id}^X\rOBX|1|TX|||{line}||||||F\r");
        let theirs = hl7kit::Message::parse(stream.as_str()).unwrap();
        let ours = Message::parse(stream.as_bytes()).unwrap();
        for (name, path) in [("MSH-10", "MSH-10"), ("OBR-3.1", "OBR-3"), ("OBR-3.2", "OBR-3.2")] {
            let value = theirs.get_decoded(name).unwrap_or_default().into_owned();
            prop_assert_eq!(String::from_utf8(ours.value(&super::Path::parse(path).unwrap())).unwrap(), value);
        }
        let value = theirs.get_decoded("OBX-5").unwrap_or_default().into_owned();
        prop_assert_eq!(String::from_utf8(ours.text().unwrap()).unwrap(), value);
    }
}
