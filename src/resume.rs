//! What a run leaves while it goes on, so that another can go on from its finished input files.
//!
//! It stands in a folder beside the output, `findings.csv.resume`, which its owner alone may open:
//!
//! | file | what it holds |
//! |---|---|
//! | `.findings` | the output as far as it goes |
//! | `.rejects` | the list of rejects as far as it goes |
//! | `.ids` | of every id of a report with findings a hash of 8 bytes |
//! | `.files` | of every finished file a [`Stamp`] |
//! | `.state` | what the run is made of, how far it is, and how long each of these was then, with a hash |
//! | `.lock` | nothing: locked as long as a run uses the folder |
//!
//! All but `.state` are only added to; `.state` is replaced whole, after they were brought to the disk. What was added to
//! them behind its last word is cut off again. So whatever moment a run ends at, it can be gone on with from a moment
//! when some files were finished and no other was begun: output, rejects and account become what they would have been.
//!
//! *Invariants.* The output has its name only when it is whole. Beside the output itself nothing of this holds report text,
//! ids or names of files below a folder. A run that is made of anything else than the one before is refused, never joined
//! to it.

mod part;

use crate::read::{Reject, Stamp};
use crate::run::{Mark, Past, Sink};
use crate::write::{REJECTS, RejectsFile, reject_cells};
use part::{Extent, Part};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, DirBuilder, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a run is made of, by name: options, version, hashes. Runs of which anything differs do not go together.
pub type Key = BTreeMap<String, String>;

/// How much of a run's time goes at most into keeping how far it is: one part in so many. Tests keep every file.
const SHARE: u32 = if cfg!(test) { 0 } else { 20 };

/// Files of the folder. They are hidden, so that a scan of the folder above passes over them.
const PARTS: [&str; 4] = [".findings", ".rejects", ".ids", ".files"];
const STATE: &str = ".state";
const LOCK: &str = ".lock";

/// Why a run cannot be gone on with.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Another run is at it.
    InUse {
        /// Where it stands.
        folder: PathBuf,
    },
    /// It was made of something else.
    Differs {
        /// Where it stands.
        folder: PathBuf,
        /// What differs: name, value then, value now.
        what: Vec<[String; 3]>,
    },
    /// What it left is not what it wrote.
    Damaged {
        /// Where it stands.
        folder: PathBuf,
    },
    /// It cannot be read or written.
    Io {
        /// Where it stands.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse { folder } => write!(f, "{}: another run is at it: wait until it ends", folder.display()),
            Self::Differs { folder, what } => {
                write!(f, "{}: the interrupted run was another:", folder.display())?;
                for [name, then, now] in what {
                    write!(f, " {name} was {then}, is {now};")?;
                }
                write!(f, " give the command as it was, or delete that folder to begin anew")
            }
            Self::Damaged { folder } => {
                write!(
                    f,
                    "{}: what the interrupted run left is damaged: delete that folder to begin anew",
                    folder.display()
                )
            }
            Self::Io { folder, source } => write!(f, "{}: {source}", folder.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// A run that can be gone on with: takes its results, and keeps how far it is.
#[derive(Debug)]
pub struct Kept {
    /// The output's name when it is whole.
    output: PathBuf,
    key: Key,
    /// Files that are finished and kept.
    files: u64,
    /// When it was last kept, or asked whether it should be.
    last: Instant,
    /// How long that took.
    took: Duration,
    parts: [BufWriter<Part>; PARTS.len()],
    /// Locked as long as it is open.
    _lock: File,
    /// Dropped last, when everything in it is closed.
    place: Place,
}

/// The folder: removed when it is dropped, unless something is kept in it.
#[derive(Debug)]
struct Place {
    folder: PathBuf,
    stays: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.stays {
            // whoever is there next begins anew in it
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// What `.state` says, behind a line with its hash.
#[derive(Serialize, Deserialize)]
struct State {
    key: Key,
    mark: Mark,
    parts: [Extent; PARTS.len()],
}

/// The part of it that says whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    key: Key,
}

impl Kept {
    /// Begins a run whose output will be `output`, or goes on behind what an interrupted one of the same `key` left.
    ///
    /// # Errors
    /// When what is there is of another run, in use, or damaged; when nothing can be written.
    pub fn open(output: &Path, key: Key) -> Result<(Self, Option<Past>), Error> {
        // a link stays one
        let output = fs::canonicalize(output).unwrap_or_else(|_| output.to_path_buf());
        let folder = folder_of(&output);
        let failed = |source| Error::Io { folder: folder.clone(), source };
        create(&folder).map_err(failed)?;
        let lock = File::create(folder.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::InUse { folder }),
            // there are disks that cannot lock
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let (parts, past) = match read(&folder, &key)? {
            Some((parts, past)) => (parts, Some(past)),
            None => (anew(&folder).map_err(failed)?, None),
        };
        let kept = Self {
            output,
            key,
            files: past.as_ref().map_or(0, |past| past.mark.files),
            last: Instant::now(),
            took: Duration::ZERO,
            parts: parts.map(BufWriter::new),
            _lock: lock,
            place: Place { folder, stays: past.is_some() },
        };
        Ok((kept, past))
    }

    /// Where it stands. It is there when the run has ended only if [`Kept::files`] is not 0.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// How many finished files are kept for another run.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.files
    }

    /// Puts the list of rejects under its name, where there are any.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn commit_rejects(&mut self, file: RejectsFile, any: bool) -> io::Result<()> {
        self.parts[1].flush()?;
        file.commit_kept(&self.place.folder.join(PARTS[1]), any)
    }

    /// Puts the output under its name, and keeps nothing else.
    ///
    /// # Errors
    /// When it cannot be moved to its place.
    pub fn commit(mut self) -> io::Result<()> {
        self.parts[0].flush()?;
        let findings = self.place.folder.join(PARTS[0]);
        if let Ok(data) = fs::metadata(&self.output) {
            fs::set_permissions(&findings, data.permissions())?;
        }
        // without its state nothing goes on from a folder whose output has left it
        self.forget()?;
        fs::rename(findings, &self.output)
    }

    /// Keeps nothing: the run has ended and gave no output.
    ///
    /// # Errors
    /// When that cannot be forgotten.
    pub fn discard(mut self) -> io::Result<()> {
        self.forget()
    }

    fn forget(&mut self) -> io::Result<()> {
        self.place.stays = false;
        match fs::remove_file(self.place.folder.join(STATE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Sink for Kept {
    fn out(&mut self) -> &mut dyn Write {
        &mut self.parts[0]
    }

    fn reject(&mut self, reject: &Reject) -> io::Result<()> {
        self.parts[1].write_all(&line(&reject_cells(reject))?)
    }

    fn new_id(&mut self, hash: u64) -> io::Result<()> {
        self.parts[2].write_all(&hash.to_le_bytes())
    }

    fn is_due(&mut self) -> bool {
        let due = self.last.elapsed() >= self.took * SHARE;
        if due {
            self.last = Instant::now();
        }
        due
    }

    fn keep(&mut self, mark: &Mark, stamps: &[Stamp]) -> io::Result<()> {
        for stamp in stamps {
            self.parts[3].write_all(&stamp.bytes())?;
        }
        let mut extents: [Extent; PARTS.len()] = Default::default();
        for (extent, part) in extents.iter_mut().zip(&mut self.parts) {
            part.flush()?;
            *extent = part.get_mut().settle()?;
        }
        let state = State { key: self.key.clone(), mark: mark.clone(), parts: extents };
        write(&self.place.folder, &serde_json::to_vec(&state)?)?;
        self.place.stays = true;
        self.files = mark.files;
        self.took = self.last.elapsed();
        self.last = Instant::now();
        Ok(())
    }
}

/// Where a run stands whose output will be `output`.
fn folder_of(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".resume");
    name.into()
}

/// Makes the folder: what stands in it is for its owner alone until it is whole.
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        done => done,
    }
}

/// Empty files, but for the head of the list of rejects.
fn anew(folder: &Path) -> io::Result<[Part; PARTS.len()]> {
    let create = |name| Part::create(&folder.join(name));
    let [findings, rejects, ids, files] = PARTS;
    let mut parts = [create(findings)?, create(rejects)?, create(ids)?, create(files)?];
    parts[1].write_all(&line(&REJECTS)?)?;
    Ok(parts)
}

/// What an interrupted run left; `None` where it finished no file.
fn read(folder: &Path, key: &Key) -> Result<Option<([Part; PARTS.len()], Past)>, Error> {
    let failed = |source| Error::Io { folder: folder.into(), source };
    let damaged = || Error::Damaged { folder: folder.into() };
    let state = match fs::read(folder.join(STATE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(failed)?,
    };
    let (hash, state) = state.split_at_checked(64).ok_or_else(damaged)?;
    if hash != blake3::hash(state).to_hex().as_bytes() {
        return Err(damaged());
    }
    // What another version wrote may be of another shape: that it is another one is told first.
    let Head { key: then } = serde_json::from_slice(state).map_err(|_| damaged())?;
    if then != *key {
        return Err(Error::Differs { folder: folder.into(), what: differences(&then, key) });
    }
    let State { mark, parts: extents, .. } = serde_json::from_slice(state).map_err(|_| damaged())?;
    let mut parts = Vec::new();
    for (name, extent) in PARTS.iter().zip(&extents) {
        parts.push(Part::reopen(&folder.join(name), extent).map_err(failed)?.ok_or_else(damaged)?);
    }
    let parts = <[Part; PARTS.len()]>::try_from(parts).map_err(|_| damaged())?;
    let numbers = |name, length| fs::read(folder.join(name)).map(|bytes| (bytes.len().is_multiple_of(length), bytes));
    let (whole, ids) = numbers(PARTS[2], size_of::<u64>()).map_err(failed)?;
    let ids = ids.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
    let (also, stamps) = numbers(PARTS[3], Stamp::LENGTH).map_err(failed)?;
    let stamps: Vec<Stamp> = stamps.as_chunks().0.iter().map(|bytes| Stamp::of_bytes(*bytes)).collect();
    if !(whole && also) || stamps.len() as u64 != mark.files {
        return Err(damaged());
    }
    Ok(Some((parts, Past { mark, ids, stamps })))
}

/// Replaces the state, so that at every moment the old or the new one is there.
fn write(folder: &Path, state: &[u8]) -> io::Result<()> {
    let (new, old) = (folder.join(".state.new"), folder.join(STATE));
    let mut file = File::create(&new)?;
    file.write_all(blake3::hash(state).to_hex().as_bytes())?;
    file.write_all(state)?;
    file.sync_all()?;
    drop(file);
    fs::rename(new, old)?;
    // names are of the folder, and elsewhere than on Unix it cannot be opened
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// What two keys do not have alike.
fn differences(then: &Key, now: &Key) -> Vec<[String; 3]> {
    let shown = |key: &Key, name: &String| key.get(name).cloned().unwrap_or_else(|| "not there".into());
    let names: std::collections::BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let differing = names.into_iter().filter(|name| then.get(*name) != now.get(*name));
    differing.map(|name| [name.clone(), shown(then, name), shown(now, name)]).collect()
}

/// A line of a table.
fn line<S: AsRef<[u8]>>(cells: &[S]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

#[cfg(test)]
mod tests;
