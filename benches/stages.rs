//! Stages and whole reports, in bytes a second. Each bench checks what it counts before it is timed.
//!
//! `cargo bench`. The texts are the gold reports of the corpus, over and over.

#![allow(clippy::unwrap_used)] // a bench that cannot go on should panic

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use schmorl::extract::{Extractor, Scratch, Screen};
use schmorl::lexicon::Lexicons;
use schmorl::read::{Archive, Options, Record, read_all};
use std::hint::black_box;
use std::sync::Arc;

/// Every gold report's text.
fn reports() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/gold");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let lines = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    let texts = lines.flat_map(|path| {
        let lines = std::fs::read_to_string(path).unwrap();
        let text =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
        lines.lines().map(text).collect::<Vec<_>>()
    });
    texts.collect()
}

fn extraction(criterion: &mut Criterion) {
    let extractor = Extractor::new(Arc::new(Lexicons::embedded()));
    let reports = reports();
    let mut scratch = Scratch::default();
    let findings =
        |scratch: &mut Scratch| reports.iter().map(|text| extractor.read(text, scratch).findings.len()).sum::<usize>();
    assert!(findings(&mut scratch) >= reports.len());
    let mut group = criterion.benchmark_group("extract");
    group.throughput(Throughput::Bytes(reports.iter().map(String::len).sum::<usize>() as u64));
    group.bench_function("gold reports", |bencher| bencher.iter(|| findings(&mut scratch)));
    group.finish();
}

fn screening(criterion: &mut Criterion) {
    let screen = Screen::new(&Lexicons::embedded());
    let plain =
        "The lungs are clear. No fracture is seen.\nThe heart is of normal size, and the aorta calcified.\n".repeat(40);
    let (block, records): (String, Vec<_>) = (0..250).fold(Default::default(), |(mut block, mut records), _| {
        records.push(block.len()..block.len() + plain.len());
        block.push_str(&plain);
        (block, records)
    });
    let look = || {
        let mut may = vec![false; records.len()];
        screen.look(block.as_bytes(), &records, &mut may);
        may.iter().filter(|may| **may).count()
    };
    assert_eq!(look(), 0);
    let mut group = criterion.benchmark_group("screen");
    group.throughput(Throughput::Bytes(block.len() as u64));
    group.bench_function("records of other things", |bencher| bencher.iter(|| black_box(look())));
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reports.csv");
    let mut table = "id,text\n".to_owned();
    for (number, text) in reports().iter().cycle().take(4000).enumerate() {
        table += &format!("{number},\"{}\"\n", text.replace('"', "\"\""));
    }
    std::fs::write(&path, &table).unwrap();
    let read = || {
        let mut count = 0;
        let mut sink = |record: Record| count += u64::from(matches!(record, Record::Report(..)));
        read_all(Archive::new(&[&path], Options::default()).unwrap(), &mut sink).unwrap();
        count
    };
    assert_eq!(read(), 4000);
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(table.len() as u64));
    group.bench_function("csv into reports", |bencher| bencher.iter(|| black_box(read())));
    group.finish();
}

criterion_group!(benches, extraction, screening, reading);
criterion_main!(benches);
