//! The whole audit: reads both archives, judges patients side by side, writes rows in order.

use super::cases::{Case, Collector, Found};
use super::dates::{DateOrder, Moment};
use super::error::Error;
use super::exam::Exam;
use super::join::{Dated, Outcome, Placed, join};
use super::judge::{Asked, judge};
use super::orders::{self, Order, Shared, Table, Words as Number, without_zeros};
use super::row::{AuditRow, Format, RowWriter};
use super::summary::{OrderAccount, ReportAccount, Summary};
use super::tally::{Counted, Patient, Tally};
use super::{Outside, Words};
use crate::extract::{Extractor, Scratch};
use crate::guidance::{Guidance, Scenario};
use crate::read::{Archive, Reject};
use crate::reason::Reason;
use crate::run;
use crate::token::Tokens;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Patients that one worker judges at a time.
const BATCH: usize = 1024;
/// Readings of reasons and exams that a worker remembers: most orders share theirs with others.
const REMEMBERED: usize = 65_536;

/// How an audit is done.
pub struct Job<'a> {
    /// What reads reports and reasons.
    pub extractor: &'a Extractor,
    /// What gives nodes their scenario.
    pub guidance: &'a Guidance,
    /// Days after the exam, of the calendar, in which orders are judged.
    pub window_days: u32,
    /// What comes first in dates that do not tell.
    pub date_order: Option<DateOrder>,
    /// The least count that the summary shows; 0 shows all.
    pub min_cell: u64,
    /// How rows are written.
    pub format: Format,
    /// Whether rows hold words.
    pub words: Words,
    /// How many workers.
    pub threads: NonZeroUsize,
    /// Told how many records were read, now and then.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Set by whoever wants the audit to end early: it fails then.
    pub stop: &'a AtomicBool,
}

impl Job<'_> {
    fn interrupted(&self) -> Result<(), Error> {
        if self.stop.load(Ordering::Relaxed) { Err(Error::Reports(run::Error::Interrupted)) } else { Ok(()) }
    }
}

/// Where results go.
pub struct Sinks<'a> {
    /// Rows.
    pub out: &'a mut dyn Write,
    /// Rejects, those of the reports first.
    pub rejects: &'a mut (dyn FnMut(&Reject) -> io::Result<()> + Send),
}

/// Judges the orders: rows to `sinks.out`, the account and the figures as the result.
///
/// # Errors
/// When an archive cannot be read to its end, when dates or patients cannot be told, or results cannot be written. Bad
/// records are no errors.
pub fn run(reports: Archive, mut orders: Archive, job: &Job<'_>, sinks: Sinks<'_>) -> Result<Summary, Error> {
    let begun = Instant::now();
    let Sinks { out, rejects } = sinks;
    let (found, reports, mut notes) = read_reports(reports, job, rejects)?;
    let reports_order =
        found.dates.order(job.date_order).map_err(|unclear| Error::Dates { table: "reports", unclear })?;
    let (cases, reports) = place(found, reports_order, reports)?;
    let patients = Patients::new(&cases);

    let mut failed = None;
    let mut reject = |reject: Reject| {
        if let Err(error) = rejects(&reject) {
            failed.get_or_insert(error);
        }
    };
    let lexicons = job.extractor.lexicons();
    let number = |name: &str| patients.numbers.get(name).copied();
    let bare: FxHashSet<&str> = patients.numbers.keys().map(|id| without_zeros(id)).collect();
    let differs = |bare_id: &str| !bare_id.is_empty() && bare.contains(bare_id);
    let mut table =
        orders::read(&mut orders, lexicons, &number, &differs, &mut reject, job.progress).map_err(Error::Orders)?;
    let order = table.dates.order(job.date_order).map_err(|unclear| Error::Dates { table: "orders", unclear })?;
    job.interrupted()?;
    let dated = date(&mut table, order, &mut reject);
    if let Some(error) = failed {
        return Err(Error::Rejects(error));
    }
    let last = if order == Some(DateOrder::DayFirst) { table.last[1] } else { table.last[0].or(table.last[1]) };

    let desk = Desk { job, cases: &cases, patients: &patients.ranges, orders: &dated, shared: &table.shared, last };
    let (tally, outside) = desk.judge_all(out)?;
    let account = account(&table, &tally, outside, last);
    notes.extend(orders.notes().iter().cloned());
    notes.extend(orders.watch().and_then(orders::missed));
    if table.zeros_differ {
        notes.push(
            "some orders are of patients whose ids are those of reports but for zeros in front (00123 and 123), and are not \
             joined: write the ids alike in both tables"
                .into(),
        );
    }
    let mut summary = Summary::new(&tally, reports, account, job.min_cell);
    summary.notes = notes;
    summary.window_days = i64::from(job.window_days);
    summary.seconds = (begun.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    lexicons.hash().clone_into(&mut summary.lexicon_hash);
    job.guidance.version().clone_into(&mut summary.guidance_version);
    job.guidance.hash().clone_into(&mut summary.guidance_hash);
    Ok(summary)
}

/// Reads reports with the run pipeline, with what keeps cases in the place of an encoder.
fn read_reports(
    archive: Archive,
    job: &Job<'_>,
    rejects: &mut (dyn FnMut(&Reject) -> io::Result<()> + Send),
) -> Result<(Found, ReportAccount, Vec<String>), Error> {
    let collector = Collector::default();
    let scan = run::Job {
        extractor: &job.extractor.clone().screened(),
        guidance: Some(job.guidance),
        encoder: &collector,
        threads: job.threads,
        progress: job.progress,
        stop: job.stop,
    };
    let summary = run::run(archive, &scan, run::Sinks { out: &mut io::sink(), rejects }).map_err(Error::Reports)?;
    let found = collector.finish();
    if found.unread > 0 {
        return Err(Error::NoGuidance { reports: found.unread });
    }
    let tally = summary.tally;
    let account = ReportAccount {
        read: tally.read,
        scanned: tally.scanned,
        rejected: tally.rejected,
        rejected_by_reason: tally.rejected_by_reason,
        with_node: Some(found.with_node),
        unplaced: BTreeMap::new(),
    };
    Ok((found, account, summary.notes))
}

/// Cases with their dates read, in the order of patient, date and record.
fn place(
    found: Found,
    order: Option<DateOrder>,
    mut account: ReportAccount,
) -> Result<(Vec<(Case, Moment)>, ReportAccount), Error> {
    let (mut unplaced, dates) = (found.unplaced, found.dates);
    let mut cases: Vec<(Case, Moment)> = Vec::with_capacity(found.cases.len());
    for case in found.cases {
        match dates.moment(&case.date, order) {
            Some(at) => cases.push((case, at)),
            None => *unplaced.entry("bad_date").or_default() += 1,
        }
    }
    if found.with_node > 0 && cases.is_empty() {
        let no_patient = unplaced.get("no_patient").copied().unwrap_or_default();
        return Err(if no_patient == found.with_node { Error::NoPatients } else { Error::NoExamDates });
    }
    cases.sort_by(|(a, at_a), (b, at_b)| (&a.patient, at_a.key(), a.record).cmp(&(&b.patient, at_b.key(), b.record)));
    account.unplaced = unplaced.into_iter().map(|(reason, count)| (reason, Some(count))).collect();
    Ok((cases, account))
}

/// The patients of sorted cases.
struct Patients<'a> {
    numbers: FxHashMap<&'a str, u32>,
    /// The cases of each.
    ranges: Vec<Range<usize>>,
}

impl<'a> Patients<'a> {
    fn new(cases: &'a [(Case, Moment)]) -> Self {
        let mut patients = Self { numbers: FxHashMap::default(), ranges: Vec::new() };
        let mut start = 0;
        for chunk in cases.chunk_by(|(a, _), (b, _)| a.patient == b.patient) {
            let number = u32::try_from(patients.ranges.len()).unwrap_or(u32::MAX);
            patients.numbers.insert(&chunk[0].0.patient, number);
            patients.ranges.push(start..start + chunk.len());
            start += chunk.len();
        }
        patients
    }
}

/// Orders with their dates read, in the order of patient, date and record. Those whose date is no day in the column's
/// order are rejected.
fn date(table: &mut Table, order: Option<DateOrder>, reject: &mut dyn FnMut(Reject)) -> Vec<(Order, Moment)> {
    use crate::read::Reason;
    let orders = std::mem::take(&mut table.orders);
    let mut dated = Vec::with_capacity(orders.len());
    for order_row in orders {
        if let Some(at) = table.dates.moment(&order_row.date, order) {
            dated.push((order_row, at));
            continue;
        }
        let reason = Reason::BadDate;
        *table.rejected.entry(reason.name()).or_default() += 1;
        let place = table.files.get(order_row.file as usize);
        let (input, file) = place.map(|(input, file)| (*input, file.to_path_buf())).unwrap_or_default();
        let line = Some(order_row.line).filter(|line| *line > 0);
        reject(Reject { record: order_row.record, input, file, line, reason });
    }
    dated.sort_by_key(|(order, at)| (order.patient, at.key(), order.record));
    dated
}

fn account(table: &Table, tally: &Tally, mut outside: BTreeMap<Outside, u64>, last: Option<Date>) -> OrderAccount {
    *outside.entry(Outside::NoReport).or_default() += table.no_report;
    OrderAccount {
        read: table.read,
        judged: Some(tally.all.orders.of),
        unmatched: Some(outside.values().sum()),
        unmatched_by_reason: outside.into_iter().map(|(reason, count)| (reason, Some(count))).collect(),
        rejected: table.rejected.values().sum(),
        rejected_by_reason: table.rejected.clone(),
        last_day: last.map(|day| day.to_string()),
    }
}

/// Everything that workers share.
struct Desk<'a> {
    job: &'a Job<'a>,
    cases: &'a [(Case, Moment)],
    patients: &'a [Range<usize>],
    orders: &'a [(Order, Moment)],
    shared: &'a Shared,
    last: Option<Date>,
}

/// What one worker reuses from patient to patient.
#[derive(Default)]
struct Worker {
    scratch: Scratch,
    tokens: Tokens,
    reasons: FxHashMap<Number, Arc<Reason>>,
    exams: FxHashMap<[Number; 3], Exam>,
}

/// What came of some patients.
#[derive(Default)]
struct Done {
    rows: Vec<u8>,
    tally: Tally,
    outside: BTreeMap<Outside, u64>,
}

impl Desk<'_> {
    /// Judges every patient and writes the rows.
    fn judge_all(&self, out: &mut dyn Write) -> Result<(Tally, BTreeMap<Outside, u64>), Error> {
        let writer = RowWriter::new(self.job.format, self.job.words);
        writer.begin(out).map_err(Error::Write)?;
        let mut workers: Vec<Worker> = (0..self.job.threads.get()).map(|_| Worker::default()).collect();
        let (mut tally, mut outside) = (Tally::default(), BTreeMap::<Outside, u64>::new());
        let end = self.patients.len();
        let batches: Vec<Range<usize>> = (0..end).step_by(BATCH).map(|start| start..end.min(start + BATCH)).collect();
        for round in batches.chunks(workers.len()) {
            self.job.interrupted()?;
            let all: Vec<std::thread::Result<Done>> = std::thread::scope(|scope| {
                let running: Vec<_> = round
                    .iter()
                    .zip(&mut workers)
                    .map(|(batch, worker)| scope.spawn(|| self.judge(batch.clone(), worker, &writer)))
                    .collect();
                running.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
            });
            for done in all {
                let done = done.map_err(|_| Error::Worker)?;
                out.write_all(&done.rows).map_err(Error::Write)?;
                tally.add(done.tally);
                for (reason, count) in done.outside {
                    *outside.entry(reason).or_default() += count;
                }
            }
        }
        Ok((tally, outside))
    }

    fn judge(&self, patients: Range<usize>, worker: &mut Worker, writer: &RowWriter) -> Done {
        let mut done = Done::default();
        for number in patients {
            self.patient(number, worker, writer, &mut done);
            if worker.reasons.len() > REMEMBERED {
                worker.reasons.clear();
            }
            if worker.exams.len() > REMEMBERED {
                worker.exams.clear();
            }
        }
        done
    }

    fn patient(&self, number: usize, worker: &mut Worker, writer: &RowWriter, done: &mut Done) {
        let cases: Vec<Dated<'_>> =
            self.cases[self.patients[number].clone()].iter().map(|(case, at)| Dated { case, at: *at }).collect();
        let of = |patient: usize| self.orders.partition_point(|(order, _)| (order.patient as usize) < patient);
        let rows = &self.orders[of(number)..of(number + 1)];
        // read before they are judged: what is remembered is then only looked up
        let read: Vec<(Exam, Arc<Reason>)> = rows.iter().map(|(order, _)| self.read(order, worker)).collect();
        let placed: Vec<Placed<'_>> = rows
            .iter()
            .zip(&read)
            .map(|((order, at), (exam, _))| Placed {
                id: &order.id,
                at: *at,
                cancelled: order.cancelled,
                imaging: exam.is_imaging(),
            })
            .collect();
        let asked = |at: usize| self.asked(&rows[at].0, &read[at]);
        let outcome = join(
            &cases,
            &placed,
            i64::from(self.job.window_days),
            self.last,
            &|case, at| judge(case, &asked(at)),
            &|case, nodes, at| asked(at).shown(case).iter().any(|node| nodes.contains(node)),
        );
        for reason in &outcome.outside {
            *done.outside.entry(*reason).or_default() += 1;
        }
        let views: Vec<View> =
            outcome.verdicts.iter().map(|decided| View::new(decided.order.map(|at| &read[at].0))).collect();
        let encoded = outcome.verdicts.iter().zip(&views).map(|(decided, view)| {
            let Dated { case, at } = cases[decided.case];
            self.row(case, at, decided.order.map(|at| &rows[at]), &decided.judgement, view)
        });
        done.rows.extend(writer.encode(encoded));
        done.tally.patient(&self.counted(&cases, rows, &read, &outcome));
    }

    /// The readings of an order's exam and reason.
    fn read(&self, order: &Order, worker: &mut Worker) -> (Exam, Arc<Reason>) {
        let Worker { scratch, tokens, reasons, exams } = worker;
        let words = |number| self.shared.words(number);
        let lexicons = self.job.extractor.lexicons();
        let exam = *exams.entry([order.exam, order.part, order.modality]).or_insert_with(|| {
            let mut read = |number| Exam::read(lexicons, words(number), tokens);
            let (exam, part, modality) = (read(order.exam), read(order.part), read(order.modality));
            exam.joined(part, modality)
        });
        let reason = reasons
            .entry(order.reason)
            .or_insert_with(|| Arc::new(self.job.extractor.reason(words(order.reason), scratch)));
        (exam, Arc::clone(reason))
    }

    fn asked<'b>(&'b self, order: &Order, read: &'b (Exam, Arc<Reason>)) -> Asked<'b> {
        let exam = self.shared.words(order.exam);
        let exam_name = if exam.is_empty() { self.shared.words(order.part) } else { exam };
        Asked { exam: read.0, exam_name, reason: &read.1, reason_text: self.shared.words(order.reason) }
    }

    fn row<'b>(
        &'b self,
        case: &'b Case,
        at: Moment,
        order: Option<&'b (Order, Moment)>,
        judgement: &'b super::judge::Judgement,
        view: &'b View,
    ) -> AuditRow<'b> {
        let node = &case.nodes[judgement.node];
        let said = |pick: fn(&Order) -> Number| {
            order.map(|(order, _)| self.shared.words(pick(order))).filter(|words| !words.is_empty())
        };
        AuditRow {
            report_id: &case.report_id,
            order_id: order.map(|(order, _)| &*order.id),
            patient_id: &case.patient,
            exam_date: at.to_string(),
            order_datetime: order.map(|(_, moment)| moment.to_string()),
            days: order.map(|(_, moment)| moment.days_since(&at)),
            verdict: judgement.verdict,
            rule: judgement.rule,
            words: Some(judgement.words.as_str()).filter(|words| !words.is_empty()),
            scenario: node.scenario,
            node_level: node.level,
            node_endplate: node.endplate,
            order_modality: said(|order| order.modality).or(view.modality),
            order_exam: said(|order| order.exam).or(said(|order| order.part)),
            order_region: view.region.clone(),
            reason: said(|order| order.reason),
            provider: said(|order| order.provider),
            department: said(|order| order.department),
        }
    }

    /// A patient's orders as they are counted.
    fn counted(
        &self,
        cases: &[Dated<'_>],
        rows: &[(Order, Moment)],
        read: &[(Exam, Arc<Reason>)],
        outcome: &Outcome,
    ) -> Patient {
        let incidental = |dated: &Dated<'_>| dated.case.nodes.iter().all(|node| node.scenario == Scenario::Incidental);
        let mut patient = Patient {
            incidental: cases.iter().map(incidental).collect(),
            fulfilled: outcome.fulfilled,
            ..Patient::default()
        };
        for decided in &outcome.verdicts {
            let judgement = &decided.judgement;
            let Some(at) = decided.order else {
                patient.without_order.push(judgement.verdict);
                continue;
            };
            let ((order, moment), (exam, reason)) = (&rows[at], &read[at]);
            let Dated { case, at: exam_at } = cases[decided.case];
            let words = |number| self.shared.words(number).to_owned();
            let modality = exam.modality.map_or_else(|| words(order.modality), |modality| modality.name().to_owned());
            patient.orders.push(Counted {
                case: decided.case,
                verdict: judgement.verdict,
                usable_reason: is_usable(reason, words(order.reason).as_str(), judgement.rule),
                days: moment.days_since(&exam_at),
                groups: [
                    words(order.provider),
                    words(order.department),
                    modality,
                    moment.date.strftime("%Y-%m").to_string(),
                    case.nodes[judgement.node].scenario.name().to_owned(),
                ],
            });
        }
        patient
    }
}

/// Whether a reason tells anything. Of an order for another region it is not asked what.
fn is_usable(reason: &Reason, text: &str, rule: &str) -> bool {
    let given = !text.is_empty() && !reason.unstated;
    !reason.cues.is_empty() || given && rule == super::judge::ANOTHER_REGION
}

/// What a row shows of an exam's name.
struct View {
    region: Option<String>,
    modality: Option<&'static str>,
}

impl View {
    fn new(exam: Option<&Exam>) -> Self {
        let region = exam.map(Exam::region).filter(|region| !region.is_empty());
        Self { region, modality: exam.and_then(|exam| exam.modality).map(crate::fact::Modality::name) }
    }
}
