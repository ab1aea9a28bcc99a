//! Compressed archives: the same findings as from the plain file, and what a damaged one says.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should panic

mod common;

use common::Folder;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Larger than a chunk, with quoted line ends.
fn table() -> Vec<u8> {
    let mut table = b"id,text\n".to_vec();
    for record in 0..9000 {
        let node = if record % 7 == 0 { "Schmorl's node, superior endplate of L2.\n" } else { "No fracture.\n" };
        write!(table, "R{record},\"FINDINGS:\n{}{node}\"\n", "The disc is normal. ".repeat(record % 13)).unwrap();
    }
    table
}

#[test]
fn packed_tables_give_what_plain_ones_give() {
    let table = table();
    let halves = [gzip(&table[..600_000]), gzip(&table[600_000..])].concat();
    let frames = [&table[..700_001], &table[700_001..]].map(|part| zstd::encode_all(part, 1).unwrap()).concat();
    let folder = Folder::with(&[
        ("plain.csv", table.clone()),
        ("one.csv.gz", gzip(&table)),
        ("members.csv.gz", halves),
        ("frames.csv.zst", frames),
        // told by content, whatever the name
        ("named.csv", gzip(&table)),
    ]);
    let plain = folder.run(&["scan", "plain.csv", "-q"]).ok().stdout;
    assert_eq!(plain.lines().count(), 1 + 9000_usize.div_ceil(7));
    for name in ["one.csv.gz", "members.csv.gz", "frames.csv.zst", "named.csv"] {
        for threads in ["1", "2", "3"] {
            assert!(folder.run(&["scan", name, "-q", "--threads", threads]).ok().stdout == plain, "{name}");
        }
    }
    let packed = gzip(&table);
    let piped = folder.run_with(&["scan", "-", "--from", "csv", "-q"], &packed).ok();
    assert!(piped.stdout == plain);
}

#[test]
fn a_cut_stream_says_where_and_leaves_nothing() {
    let table = table();
    let packed = gzip(&table);
    let frames = zstd::encode_all(table.as_slice(), 1).unwrap();
    let mut flipped = packed.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xFF;
    let folder = Folder::with(&[
        ("cut.csv.gz", packed[..packed.len() - 9].to_vec()),
        ("flipped.csv.gz", flipped),
        ("cut.csv.zst", frames[..frames.len() / 2].to_vec()),
        ("short.csv.gz", gzip(b"id,text\n1,a\n2,b\n")[..20].to_vec()),
        ("trailing.csv.gz", [gzip(b"id,text\n1,a\n"), b"rubbish".to_vec()].concat()),
        ("twice.csv.gz", gzip(&gzip(&table))),
    ]);
    for name in ["cut.csv.gz", "flipped.csv.gz", "cut.csv.zst", "trailing.csv.gz"] {
        let said = folder.run(&["scan", name, "-o", "out.csv", "--threads", "2"]);
        said.fails(1, &[name, "record", "damaged or cut off"]);
    }
    folder.run(&["scan", "short.csv.gz", "-o", "out.csv"]).fails(1, &["short.csv.gz", "damaged or cut off"]);
    folder.run(&["scan", "twice.csv.gz", "-o", "out.csv"]).fails(1, &["compressed twice"]);
    assert!(!folder.names().iter().any(|name| name.contains("out")));
}

#[test]
fn packed_texts_and_lines() {
    let folder = Folder::with(&[
        ("in/R-1.txt.gz", gzip(b"Schmorl's node at L1.")),
        ("in/R-2.txt", b"Schmorl's node at L2.".to_vec()),
        ("a.jsonl.gz", gzip(b"{\"id\":7,\"text\":\"Schmorl's node at L1.\"}\n")),
    ]);
    assert_eq!(folder.run(&["scan", "in", "--to", "jsonl", "-q"]).ok().ids(), ["R-1", "R-2"]);
    assert_eq!(folder.run(&["scan", "a.jsonl.gz", "--to", "jsonl", "-q"]).ok().ids(), ["7"]);
}
