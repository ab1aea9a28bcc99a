//! Documents that a Bulk Data export keeps apart: `Binary` resources in files beside the reports. Where each stands is
//! noted once; its document is read when a report links to it. Nothing is ever fetched.

use super::{Resource, last_part, list, string};
use crate::read::Format;
use crate::read::chunks::read_at;
use crate::read::source::unpacker;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek};
use std::path::{Path, PathBuf};

/// Where the Binary resources beside an input stand.
#[derive(Debug, Default)]
pub(in crate::read) struct Beside {
    files: Vec<File>,
    /// File, place and length of each, by id.
    places: FxHashMap<String, (usize, u64, usize)>,
}

/// What is read of a line to note where it stands.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "resourceType")]
    kind: String,
    id: String,
}

impl Beside {
    /// Notes what stands in the files of lines beside `input` whose names hold `Binary`.
    pub(in crate::read) fn of(input: &Path) -> io::Result<Self> {
        let mut beside = Self::default();
        for path in files(input)? {
            let mut lines = BufReader::new(plain(&path)?);
            let (mut line, mut at) = (Vec::new(), 0);
            loop {
                line.clear();
                let length = lines.read_until(b'\n', &mut line)?;
                if length == 0 {
                    break;
                }
                if let Ok(Head { kind, id }) = serde_json::from_slice(&line)
                    && kind == "Binary"
                {
                    beside.places.entry(id).or_insert((beside.files.len(), at, length));
                }
                at += length as u64;
            }
            beside.files.push(lines.into_inner());
        }
        Ok(beside)
    }

    /// The resources that the attachments of a resource link to.
    pub(in crate::read) fn linked(&self, resource: &Resource) -> Vec<(String, Resource)> {
        if self.places.is_empty() {
            return Vec::new();
        }
        let forms = list(resource.get("presentedForm")).iter();
        let contents = list(resource.get("content")).iter().filter_map(|content| content.get("attachment"));
        let links = forms.chain(contents).filter(|form| form.get("data").is_none());
        links.filter_map(|form| self.read(last_part(string(form.get("url"))?)?)).collect()
    }

    fn read(&self, id: &str) -> Option<(String, Resource)> {
        let (file, at, length) = *self.places.get(id)?;
        let mut line = vec![0; length];
        // What cannot be read any more is a link that leads nowhere.
        read_at(&self.files[file], &mut line, at).ok()?;
        Some((id.to_owned(), serde_json::from_slice(&line).ok()?))
    }
}

/// A file, to be read by place: a packed one is unpacked into a file without a name, which is gone when it is closed.
fn plain(path: &Path) -> io::Result<File> {
    let Some(mut packed) = unpacker(path)? else { return File::open(path) };
    let mut plain = tempfile::tempfile()?;
    io::copy(&mut packed, &mut plain)?;
    plain.rewind()?;
    Ok(plain)
}

/// The files of Binary resources beside an input, by name.
fn files(input: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = input.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Of standard input there is no beside.
    if !input.is_file() {
        return Ok(Vec::new());
    }
    let mut found = binaries(folder)?;
    found.retain(|path| path.file_name() != input.file_name());
    Ok(found)
}

/// The files of Binary resources in a folder, by name.
pub(in crate::read) fn binaries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if Format::of(&path) == Some(Format::Jsonl) && name.contains("Binary") && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
