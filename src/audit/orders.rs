//! A table of imaging orders, read by the same readers as reports.
//!
//! In: an archive of orders, and the patients that have a report with a node. Out: the orders of these patients, small,
//! and the account of all others. Words that orders share (exam names, reasons, providers) are kept once.

use super::dates::{Column, Written};
use crate::lexicon::tag::Tag;
use crate::lexicon::{Lexicons, Root};
use crate::read::columns::{Field, Wanted, Watch};
use crate::read::{self, Archive, Fault, Reason, Reject, Row};
use crate::token::Tokens;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Index of the order's id in [`ORDER`].
pub const ORDER_ID: usize = 0;
/// Index of the patient's id.
pub const ORDER_PATIENT: usize = 1;
/// Index of the date and time.
pub const ORDER_DATE: usize = 2;
/// Index of the modality.
pub const ORDER_MODALITY: usize = 3;
/// Index of the exam's name.
pub const ORDER_EXAM: usize = 4;
/// Index of the part of the body.
pub const ORDER_PART: usize = 5;
/// Index of the reason.
pub const ORDER_REASON: usize = 6;
/// Index of the provider.
pub const ORDER_PROVIDER: usize = 7;
/// Index of the department.
pub const ORDER_DEPARTMENT: usize = 8;
/// Index of the status.
pub const ORDER_STATUS: usize = 9;

/// The fields of a table of orders: exports of Epic, Cerner, OMOP and FHIR, and the names that people give by hand.
pub const ORDER: [Field; 10] = [
    Field {
        name: "order id",
        option: "--order-id-column",
        synonyms: &[
            &["orderid", "orderprocid", "ordernumber", "orderno", "ordernum", "ordernbr", "orderidentifier"],
            &["imagingorderid", "imagingordernumber", "radorderid", "examnumber", "requestnumber"],
            &["placerordernumber", "orc2placerordernumber", "requestid", "servicerequestid", "procedureoccurrenceid"],
            &["accessionnumber", "accession", "accessionno", "accnumber", "accnum", "linkedaccession"],
            &["rowid", "recordid", "id"],
        ],
        required: true,
    },
    Field {
        name: "patient id",
        option: "--order-patient-column",
        synonyms: &[
            &["patientid"],
            &["patmrnid", "patmrn"],
            &["patientmrn", "mrn", "epicmrn", "patid", "personid", "subjectid"],
            &["mrnnumber", "medicalrecordnumber", "medrecnumber", "ptid", "ptmrn"],
            &["patient", "patientidentifier", "patientnumber", "subject"],
        ],
        required: true,
    },
    Field {
        name: "date of the order",
        option: "--order-date-column",
        synonyms: &[
            &["orderdatetime", "ordereddatetime", "orderedat", "orderdttm", "orderinstant", "orderingdatetime"],
            &["orderdate", "ordereddate", "orderingdate", "ordertime", "orderedon", "authoredon", "ordered"],
            &["orderinst", "orderingdttm", "orderinginstant", "ordereddttm", "orderinstdttm"],
            &["dateordered", "dateoforder", "orderplaced", "orderplaceddate", "ordercreated", "ordercreateddate"],
            &["requestdatetime", "requestdate", "requestedat", "createdat", "startdatetime", "procedureorderdate"],
            &["datetime", "date"],
        ],
        required: true,
    },
    Field {
        name: "modality",
        option: "--order-modality-column",
        synonyms: &[&["modality", "ordermodality", "exammodality", "modalitycode", "imagingmodality"]],
        required: false,
    },
    Field {
        name: "exam",
        option: "--exam-column",
        synonyms: &[
            &["exam", "examname", "orderexam", "examdescription", "examination"],
            &["procedure", "procedurename", "proceduredescription", "procname", "studydescription", "study"],
            &["orderdisplayname", "displayname", "procdesc", "examtype"],
            &["orderdescription", "ordername", "description", "orderable", "service", "test"],
            &["orderedexam", "examordered", "orderedprocedure", "procedureordered", "imagingexam", "studyname"],
        ],
        required: false,
    },
    Field {
        name: "body part",
        option: "--body-part-column",
        synonyms: &[&["bodypart", "bodysite", "bodyregion", "anatomy", "region", "orderregion", "bodypartexamined"]],
        required: false,
    },
    Field {
        name: "reason",
        option: "--reason-column",
        synonyms: &[
            &[
                "reason",
                "reasonforexam",
                "orderreason",
                "reasonforstudy",
                "reasonfororder",
                "reasontext",
                "reasonforvisit",
            ],
            &[
                "reasonforexamcomment",
                "reasonforexamtxt",
                "reasonforexamtext",
                "examreason",
                "reasonforimaging",
                "rsnforexam",
            ],
            &["indication", "clinicalindication", "indications", "clinicalhistory", "clinicalinformation", "history"],
            &["diagnosis", "orderdiagnosis", "dx", "dxname", "diagnosisname", "comments", "ordercomments"],
        ],
        required: false,
    },
    Field {
        name: "provider",
        option: "--provider-column",
        synonyms: &[
            &["provider", "orderingprovider", "providerid", "orderingproviderid", "orderprovider"],
            &[
                "orderingphysician",
                "physician",
                "orderedby",
                "requester",
                "referringphysician",
                "clinician",
                "authprov",
            ],
            &["authrzingprov", "authrzingprovname", "authrzingprovid", "authprovname", "authprovid"],
            &["authorizingprovider", "authorizingprovidername", "orderingprov", "orderingprovname", "orderingprovid"],
            &["orderingprovidername", "providername", "provname", "provid"],
            &["orderingmd", "ordermd", "orderingdoctor", "orderingdr", "orderingclinician", "orderingprovidernpi"],
            &["requestingprovider", "requestingphysician", "requestingmd", "requestedby", "referringprovider"],
            &["referringmd", "referringdoctor", "attending", "attendingphysician", "doctor", "md"],
        ],
        required: false,
    },
    Field {
        name: "department",
        option: "--department-column",
        synonyms: &[
            &["department", "orderingdepartment", "dept", "departmentname", "departmentid"],
            &["deptname", "deptid", "departmentdesc", "orderingdept", "orderingdeptname", "orderingdepartmentname"],
            &["orderdept", "encdept", "logindepartment", "patloc", "patientlocation"],
            &["orderinglocation", "orderingclinic", "orderingunit", "orderingservice", "orderingsite"],
            &["clinic", "unit", "location", "specialty", "service", "site"],
        ],
        required: false,
    },
    Field {
        name: "status",
        option: "--status-column",
        synonyms: &[
            &["orderstatus", "status", "orderstate", "state"],
            &["orderstatusname", "orderstatuscname", "ordstatus", "examstatus", "radstatus"],
        ],
        required: false,
    },
];

/// What is wanted of a table of orders.
#[must_use]
pub fn wanted() -> Wanted {
    Wanted::new(&ORDER).watched()
}

/// Says which optional columns no header had, the columns seen, and the options that name them. What the exam's name
/// tells too is not missed beside it.
pub(super) fn missed(watch: &Watch) -> Option<String> {
    let has = |index: usize| watch.has(index) != Some(false);
    let told_by_exam = |index: usize| matches!(index, ORDER_MODALITY | ORDER_PART) && has(ORDER_EXAM);
    let missed: Vec<String> = ORDER
        .iter()
        .enumerate()
        .filter(|(index, field)| !field.required && !has(*index) && !told_by_exam(*index))
        .map(|(_, field)| format!("the {} ({} COLUMN)", field.name, field.option))
        .collect();
    (!missed.is_empty())
        .then(|| format!("the orders have no column that is known to hold {}. {}", missed.join(", "), watch.seen()))
}

/// An id without zeros in front, which tables of numbers lose.
pub(super) fn without_zeros(id: &str) -> &str {
    id.trim_start_matches('0')
}

/// A number that stands for words.
pub(super) type Words = u32;

/// Words that many orders share, each kept once. Number 0 is nothing.
#[derive(Debug)]
pub(super) struct Shared {
    numbers: FxHashMap<Arc<str>, Words>,
    words: Vec<Arc<str>>,
}

impl Default for Shared {
    fn default() -> Self {
        let nothing: Arc<str> = "".into();
        Self { numbers: FxHashMap::from_iter([(Arc::clone(&nothing), 0)]), words: vec![nothing] }
    }
}

impl Shared {
    fn number(&mut self, words: Option<&str>) -> Words {
        let words = words.unwrap_or_default().trim();
        if let Some(number) = self.numbers.get(words) {
            return *number;
        }
        let words: Arc<str> = words.into();
        // 2³² different words do not fit into any memory that holds them
        let number = Words::try_from(self.words.len()).unwrap_or(0);
        self.words.push(Arc::clone(&words));
        self.numbers.insert(words, number);
        number
    }

    pub(super) fn words(&self, number: Words) -> &str {
        self.words.get(number as usize).map_or("", |words| words)
    }
}

/// An order of a patient who has a report with a node.
#[derive(Debug)]
pub(super) struct Order {
    /// Its number in the table.
    pub(super) record: u64,
    /// The line that it begins at, or 0.
    pub(super) line: u64,
    /// The patient's number.
    pub(super) patient: u32,
    pub(super) id: Box<str>,
    pub(super) date: Written,
    pub(super) modality: Words,
    pub(super) exam: Words,
    pub(super) part: Words,
    pub(super) reason: Words,
    pub(super) provider: Words,
    pub(super) department: Words,
    pub(super) file: u32,
    pub(super) cancelled: bool,
}

/// A table that was read.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) orders: Vec<Order>,
    pub(super) shared: Shared,
    pub(super) dates: Column,
    /// The last day of any order, with the month first and with the day first.
    pub(super) last: [Option<jiff::civil::Date>; 2],
    pub(super) read: u64,
    /// Orders of patients without a report with a node.
    pub(super) no_report: u64,
    /// Whether any of these are of a patient whose id differs from that of a report by zeros in front alone.
    pub(super) zeros_differ: bool,
    pub(super) rejected: BTreeMap<&'static str, u64>,
    /// Files that orders stand in, with the number of their input.
    pub(super) files: Vec<(usize, Arc<Path>)>,
}

/// Reads a table. `patient` gives the number of a patient who has a report with a node, `bare` tells whether there is one
/// with that id when zeros in front are taken off.
///
/// # Errors
/// When it cannot be read to its end.
pub(super) fn read(
    archive: &mut Archive,
    lexicons: &Lexicons,
    patient: &dyn Fn(&str) -> Option<u32>,
    bare: &dyn Fn(&str) -> bool,
    rejects: &mut dyn FnMut(Reject),
    progress: &dyn Fn(u64),
) -> Result<Table, read::Error> {
    let mut reader =
        Reader { table: Table::default(), lexicons, tokens: Tokens::default(), statuses: FxHashMap::default() };
    while let Some(piece) = archive.next_piece()? {
        let (input, file) = (piece.input(), piece.file());
        if reader.table.files.last().is_none_or(|(number, path)| (*number, path) != (input, &file)) {
            reader.table.files.push((input, Arc::clone(&file)));
        }
        piece.rows(&mut |row| {
            reader.table.read += 1;
            let record = reader.table.read;
            let outcome = row.and_then(|row| {
                let place = row.place.clone();
                reader.row(row, patient, bare).map_err(|reason| Fault { place, reason })
            });
            if let Err(Fault { place, reason }) = outcome {
                *reader.table.rejected.entry(reason.name()).or_default() += 1;
                let file = place.file.unwrap_or_else(|| file.to_path_buf());
                rejects(Reject { record, input, file, line: place.line, reason });
            }
        })?;
        progress(reader.table.read);
    }
    Ok(reader.table)
}

struct Reader<'a> {
    table: Table,
    lexicons: &'a Lexicons,
    tokens: Tokens,
    /// Whether an order of that status was not carried out.
    statuses: FxHashMap<Box<str>, bool>,
}

impl Reader<'_> {
    fn row(
        &mut self,
        row: Row,
        patient: &dyn Fn(&str) -> Option<u32>,
        bare: &dyn Fn(&str) -> bool,
    ) -> Result<(), Reason> {
        let cell = |index: usize| {
            row.cells.get(index).and_then(Option::as_deref).map(str::trim).filter(|cell| !cell.is_empty())
        };
        let id = cell(ORDER_ID).ok_or(Reason::NoId)?;
        let name = cell(ORDER_PATIENT).ok_or(Reason::NoPatient)?;
        let date = Written::read(cell(ORDER_DATE).ok_or(Reason::NoDate)?).ok_or(Reason::BadDate)?;
        let cancelled = cell(ORDER_STATUS).is_some_and(|status| self.is_cancelled(status));
        let table = &mut self.table;
        table.dates.see(&date);
        for (last, day) in table.last.iter_mut().zip(date.days()) {
            *last = (*last).max(day);
        }
        let Some(patient) = patient(name) else {
            table.no_report += 1;
            table.zeros_differ = table.zeros_differ || bare(without_zeros(name));
            return Ok(());
        };
        table.orders.push(Order {
            record: table.read,
            line: row.place.line.unwrap_or(0),
            patient,
            id: id.into(),
            date,
            modality: table.shared.number(cell(ORDER_MODALITY)),
            exam: table.shared.number(cell(ORDER_EXAM)),
            part: table.shared.number(cell(ORDER_PART)),
            reason: table.shared.number(cell(ORDER_REASON)),
            provider: table.shared.number(cell(ORDER_PROVIDER)),
            department: table.shared.number(cell(ORDER_DEPARTMENT)),
            file: u32::try_from(table.files.len() - 1).unwrap_or(u32::MAX),
            cancelled,
        });
        Ok(())
    }

    /// Whether a status says that the order was not carried out: `Canceled`, `DISCONTINUED`.
    fn is_cancelled(&mut self, status: &str) -> bool {
        if let Some(known) = self.statuses.get(status) {
            return *known;
        }
        self.lexicons.tokenise(status, &mut self.tokens);
        let end = self.tokens.list.len();
        let says = |at| {
            let found = self.lexicons.longest_in(Root::Order, &self.tokens, at, end);
            found.is_some_and(|(phrase, _)| self.lexicons.meanings(phrase).any(|(_, tag)| tag == Tag::OrderCancelled))
        };
        let cancelled = (0..end).any(says);
        self.statuses.insert(status.into(), cancelled);
        cancelled
    }
}
