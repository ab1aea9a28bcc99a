//! Figures and errors as people read them.

use super::{Annotated, Difference, Evaluation, Figure, Interval, ReportErrors, Share};
use crate::span::Span;
use std::fmt::Write;

/// Longer texts are cut down to the lines that have to do with the errors.
const WHOLE_LINES: usize = 14;

/// The figures as an aligned table.
#[must_use]
pub fn table(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "layer       tp    fp    fn   {:<22}{:<22}F1", "precision", "recall");
    for score in &evaluation.layers {
        let (precision, recall) = (figure(score.precision), figure(score.recall));
        let name = score.layer.name();
        let _ = write!(out, "{name:<8}{:>6}{:>6}{:>6}   {precision:<22}{recall:<22}", score.tp, score.fp, score.r#fn);
        let _ = writeln!(out, "{}", figure(score.f1));
    }
    let _ = writeln!(out, "\nAttributes of nodes whose place is right");
    for share in &evaluation.attributes {
        let _ = writeln!(out, "{}", line(share));
    }
    if evaluation.scenario.of > 0 {
        let _ = writeln!(out, "\nNodes whose place and scenario are right\n{}", line(&evaluation.scenario));
    }
    let _ = writeln!(out, "\nReports whose nodes are all right, and none extra\n{}", line(&evaluation.exact));
    let _ = writeln!(
        out,
        "\n{} reports. In brackets 95 % intervals: Wilson's, for F1 a bootstrap over reports.",
        evaluation.reports
    );
    out
}

fn line(share: &Share) -> String {
    let value = share.accuracy.map_or("-".to_owned(), |value| figure(Figure { value, interval: share.interval }));
    format!("{:<20}{:>6} of {:<6}{value}", share.name, share.right, share.of)
}

fn figure(figure: Figure) -> String {
    match figure.interval {
        Some(Interval { low, high }) => format!("{:.3} ({low:.3}-{high:.3})", figure.value),
        None => format!("{:.3}", figure.value),
    }
}

/// The errors as a list: each report's id, what is wrong, and the lines of its text if `with_text`.
#[must_use]
pub fn error_list(evaluation: &Evaluation, gold: &[Annotated], with_text: bool) -> String {
    let mut out = String::new();
    if evaluation.errors.is_empty() {
        return "No errors.\n".into();
    }
    let _ = writeln!(out, "{} of {} reports with errors", evaluation.errors.len(), evaluation.reports);
    for report in &evaluation.errors {
        let _ = writeln!(out, "\n{}", report.report_id);
        for difference in &report.differences {
            let _ = match difference {
                Difference::Missing { finding, .. } => writeln!(out, "  missing  {finding}"),
                Difference::Extra { finding, .. } => writeln!(out, "  extra    {finding}"),
                Difference::Differs { finding, gold, found, .. } => {
                    writeln!(out, "  differs  {finding}\n           gold   {gold}\n           found  {found}")
                }
            };
        }
        if let Some(text) = gold.get(report.index).and_then(|gold| gold.text.as_deref()).filter(|_| with_text) {
            quote(text, report, &mut out);
        }
    }
    out
}

/// The text, or of a long one the lines around the evidence; `>` marks those with evidence.
fn quote(text: &str, report: &ReportErrors, out: &mut String) {
    let spans: Vec<Span> = report.differences.iter().flat_map(|d| d.spans().iter().copied()).collect();
    let mut start = 0;
    let mut lines: Vec<(bool, &str)> = Vec::new();
    for line in text.split('\n') {
        let end = start + line.len();
        let marked = spans.iter().any(|span| (span.start as usize) < end && (span.end as usize) > start);
        lines.push((marked, line.trim_end()));
        start = end + 1;
    }
    let whole = lines.len() <= WHOLE_LINES || lines.iter().all(|(marked, _)| !marked);
    let mut left_out = false;
    for (at, (marked, line)) in lines.iter().enumerate() {
        let near = lines[at.saturating_sub(1)..(at + 2).min(lines.len())].iter().any(|(marked, _)| *marked);
        if whole || near {
            let line = format!("  {} {line}", if *marked { '>' } else { '|' });
            let _ = writeln!(out, "{}", line.trim_end());
            left_out = false;
        } else if !left_out {
            out.push_str("  | ...\n");
            left_out = true;
        }
    }
}
