use super::*;
use crate::read::{self, Archive, Options};
use crate::run::fake::Fake;
use crate::run::{self, Job, Summary, run_into};
use crate::write::{self, Format};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

/// An archive: a folder of tables, one of text files, and a table; with rejects, ids that come again and empty files.
struct Inputs(tempfile::TempDir);

impl Inputs {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["tables", "texts"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        for file in 0..12 {
            let mut table = if file == 5 { String::new() } else { "id,text\n".to_owned() };
            for record in 0..if file == 5 { 0 } else { 40 + file } {
                let text = ["a node", "", "nothing", "\"node,\nnode\"", "one,too many"][(record + file) % 5];
                writeln!(table, "R{},{text}", record * (1 + file % 3)).unwrap();
            }
            fs::write(folder.path().join(format!("tables/{file:02}.csv")), table).unwrap();
        }
        for file in 0..150 {
            fs::write(folder.path().join(format!("texts/T{file:03}.txt")), ["node", "", "no"][file % 3]).unwrap();
        }
        fs::write(folder.path().join("last.csv"), "text\nnode\nnode\n").unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn archive(&self) -> Archive {
        Archive::new(&["tables", "texts", "last.csv"].map(|name| self.path(name)), Options::default()).unwrap()
    }

    /// Scans into `out.csv` and a list of rejects, until so many records are written or the archive ends.
    fn scan(&self, until: u64, threads: usize, key: &Key) -> Result<Summary, run::Error> {
        let (mut kept, past) = Kept::open(&self.path("out.csv"), key.clone()).unwrap();
        let archive = match &past {
            None => self.archive().stamped(),
            Some(Past { mark, stamps, .. }) => {
                self.archive().go_on(stamps, mark.tally.read, mark.bytes, &mark.notes).unwrap()
            }
        };
        let encoder = Format::Csv.encoder(write::Options::default());
        let stop = AtomicBool::new(false);
        let job = Job {
            extractor: &Fake,
            guidance: None,
            encoder: &*encoder,
            threads: NonZeroUsize::new(threads).unwrap(),
            progress: &|records| stop.store(records >= until, Ordering::Relaxed),
            stop: &stop,
        };
        let summary = run_into(archive, &job, &mut kept, past)?;
        kept.commit_rejects(RejectsFile::new(self.path("rejects.csv"), true), true).unwrap();
        kept.commit().unwrap();
        Ok(Summary { seconds: 0.0, ..summary })
    }

    fn results(&self) -> [Vec<u8>; 2] {
        ["out.csv", "rejects.csv"].map(|name| fs::read(self.path(name)).unwrap())
    }

    fn remove_results(&self) {
        for name in ["out.csv", "rejects.csv"] {
            fs::remove_file(self.path(name)).unwrap();
        }
    }

    fn key(&self) -> Key {
        Key::from([("--keep".into(), "a".into())])
    }

    /// Leaves a run that finished some files.
    fn interrupted() -> Self {
        let inputs = Self::new();
        assert!(matches!(inputs.scan(300, 1, &inputs.key()), Err(run::Error::Interrupted)));
        assert!(inputs.path("out.csv.resume/.state").is_file());
        inputs
    }

    fn reopened(&self) -> Result<(Kept, Option<Past>), Error> {
        Kept::open(&self.path("out.csv"), self.key())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_run_gone_on_with_gives_what_a_whole_one_gives(
        stops in prop::collection::vec((1_u64..800, 1_usize..5), 0..4),
        threads in 1_usize..5,
    ) {
        let inputs = Inputs::new();
        let whole = inputs.scan(u64::MAX, 1, &inputs.key()).unwrap();
        prop_assert_eq!(whole.tally.read, whole.tally.scanned + whole.tally.rejected);
        let expected = inputs.results();
        inputs.remove_results();
        for (until, threads) in stops {
            if inputs.scan(until, threads, &inputs.key()).is_ok() {
                inputs.remove_results();
            }
            prop_assert!(!inputs.path("out.csv").exists() && !inputs.path("rejects.csv").exists());
        }
        prop_assert_eq!(inputs.scan(u64::MAX, threads, &inputs.key()).unwrap(), whole);
        prop_assert_eq!(inputs.results(), expected);
        prop_assert!(!inputs.path("out.csv.resume").exists());
    }
}

#[test]
fn what_was_written_behind_the_last_mark_is_cut_off() {
    let inputs = Inputs::interrupted();
    for name in PARTS {
        let mut part = File::options().append(true).open(inputs.path("out.csv.resume").join(name)).unwrap();
        part.write_all(b"half a li").unwrap();
    }
    let gone_on = inputs.scan(u64::MAX, 2, &inputs.key()).unwrap();
    let results = inputs.results();
    let whole = inputs.scan(u64::MAX, 2, &inputs.key()).unwrap();
    assert_eq!((gone_on, results), (whole, inputs.results()));
}

#[test]
fn damage_is_met_before_anything_is_read() {
    for name in [".findings", ".rejects", ".ids", ".files", ".state"] {
        for damage in [Vec::clear as fn(&mut Vec<u8>), |bytes| bytes[0] ^= 1, |bytes| *bytes.last_mut().unwrap() ^= 1] {
            let inputs = Inputs::interrupted();
            let path = inputs.path("out.csv.resume").join(name);
            let mut bytes = fs::read(&path).unwrap();
            // behind the mark there may be anything
            if name != ".state" {
                let (kept, _) = inputs.reopened().unwrap();
                drop(kept);
                bytes = fs::read(&path).unwrap();
            }
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
            assert!(matches!(inputs.reopened(), Err(Error::Damaged { .. })), "{name}");
            fs::remove_file(&path).unwrap();
            // without a state there is nothing to go on from
            let again = inputs.reopened();
            assert!(if name == ".state" { matches!(again, Ok((_, None))) } else { again.is_err() }, "{name}");
        }
    }
}

#[test]
fn another_run_is_refused_and_told_from_this_one() {
    let inputs = Inputs::interrupted();
    let other = Key::from([("--keep".into(), "b".into()), ("--no-text".into(), "true".into())]);
    let error = Kept::open(&inputs.path("out.csv"), other).unwrap_err().to_string();
    assert!(error.contains("--keep was a, is b; --no-text was not there, is true;"), "{error}");
    let (_kept, past) = inputs.reopened().unwrap();
    assert!(past.is_some());
    assert!(matches!(inputs.reopened(), Err(Error::InUse { .. })));
}

#[test]
fn files_that_changed_are_refused_and_new_ones_behind_them_are_read() {
    let go_on = |inputs: &Inputs| {
        let (_, past) = inputs.reopened().unwrap();
        let Past { mark, stamps, .. } = past.unwrap();
        inputs.archive().go_on(&stamps, mark.tally.read, mark.bytes, &mark.notes).map(drop)
    };
    let inputs = Inputs::interrupted();
    go_on(&inputs).unwrap();
    fs::write(inputs.path("texts/Z.txt"), "node").unwrap();
    go_on(&inputs).unwrap();
    let changes: [fn(&Inputs); 3] = [
        |inputs| fs::write(inputs.path("tables/01.csv"), "id,text\nR1,another\n").unwrap(),
        |inputs| fs::write(inputs.path("tables/00a.csv"), "id,text\nR1,a\n").unwrap(),
        |inputs| fs::remove_file(inputs.path("tables/02.csv")).unwrap(),
    ];
    for change in changes {
        let inputs = Inputs::interrupted();
        change(&inputs);
        let error = go_on(&inputs).unwrap_err();
        assert!(matches!(error, read::Error::Content { .. }), "{error}");
        assert!(error.to_string().contains("in the order of names"), "{error}");
    }
}

#[test]
fn nothing_stays_of_a_run_that_finished_no_file() {
    let inputs = Inputs::new();
    drop(inputs.reopened().unwrap());
    assert!(!inputs.path("out.csv.resume").exists());
    let inputs = Inputs::interrupted();
    inputs.reopened().unwrap().0.discard().unwrap();
    assert!(!inputs.path("out.csv.resume").exists());
}
