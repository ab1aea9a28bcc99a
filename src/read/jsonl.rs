//! One JSON object a line: of any table, or a FHIR resource. Keys are told by the names that columns have; other keys
//! are passed over.

use super::chunks::{Buffer, Chunk};
use super::columns::{Mapping, SCANNED, Wanted};
use super::cut::{Cutter, Split, Stretch, within_limit};
use super::encoding::decode;
use super::fhir::{self, Beside, is_resource};
use super::source::Source;
use super::{Block, Encoding, Error, Fault, Item, Place, Reader, Reason, Row};
use memchr::memchr;
use serde_json::{Map, Value};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// How many objects are looked at where the keys of the first do not show where the text is.
const LOOKED_AT: usize = 64;

/// A file of JSON lines being read.
pub(super) struct JsonlReader {
    cutter: Option<Cutter<Lines>>,
    shared: Arc<Shared>,
    /// The fields of the first object; `None` for an empty file.
    first: Option<Mapping>,
}

/// What every line has in common.
struct Shared {
    wanted: Wanted,
    encoding: Encoding,
    /// Whether the objects are FHIR resources.
    is_fhir: bool,
    /// Documents that resources link to.
    beside: Beside,
}

/// Reads the first objects, whose keys must show where the text is. Each may leave keys out.
pub(super) fn open(input: &Path, mut source: Source, wanted: &Wanted) -> Result<JsonlReader, Error> {
    let failed = |error| Error::read(input.display().to_string(), error);
    let documents = |error| Error::read(format!("{}: a file beside it, of documents (Binary)", input.display()), error);
    let (mut buffer, mut last, mut lines) = (Buffer::default(), false, Vec::new());
    let mut load = |buffer: &mut Buffer, lines: &mut Vec<Range<usize>>, enough: usize| {
        while lines.len() < enough && !last {
            let Some(chunk) = source.chunks.next() else { break };
            last = chunk.last;
            let mut more = chunk.load().map_err(failed)?;
            more.prepend(&mut std::mem::take(buffer).into_vec());
            *buffer = more;
            lines.clear();
            Lines.split(buffer.bytes(), 0, last, lines);
            if lines.is_empty() {
                within_limit(buffer.bytes()).map_err(failed)?;
            }
        }
        Ok(last)
    };
    let mut last = load(&mut buffer, &mut lines, 1)?;
    let Some(line) = lines.first().cloned() else {
        let (wanted, beside) = (wanted.clone(), Beside::default());
        let shared = Arc::new(Shared { wanted, encoding: source.encoding, is_fhir: false, beside });
        return Ok(JsonlReader { cutter: None, shared, first: None });
    };
    let text = decode(&buffer.bytes()[line.clone()], source.encoding).ok();
    let object = text.and_then(|(text, _)| object(&text)).ok_or_else(|| {
        let number = memchr::memchr_iter(b'\n', &buffer.bytes()[..line.start]).count() + 1;
        let array = buffer.bytes()[line.start..].trim_ascii_start().first() == Some(&b'[');
        let hint = if array { " (an array is made into lines with jq -c '.[]')" } else { "" };
        let message = format!("line {number} is no JSON object: JSONL has one object on each line{hint}");
        Error::Content { input: input.into(), message }
    })?;
    let is_fhir = is_resource(&object);
    let mapping = if is_fhir {
        fhir::check(input, wanted)?;
        None
    } else {
        let first = wanted.resolve(&object.keys().collect::<Vec<_>>());
        let mut mapping = match first {
            Ok(mapping) => mapping,
            // a key whose value is nothing may be left out, in the first object too
            Err(error) => {
                last = load(&mut buffer, &mut lines, LOOKED_AT)?;
                let several = lines.iter().take(LOOKED_AT).map(|line| &buffer.bytes()[line.clone()]);
                let failed = |_| Error::Columns { input: input.into(), source: error };
                wanted.resolve(&keys(several, source.encoding)).map_err(failed)?
            }
        };
        mapping.retain_texts(|key| object.get(key).is_some_and(Value::is_string));
        Some(mapping)
    };
    let beside = if is_fhir { Beside::of(input).map_err(documents)? } else { Beside::default() };
    // objects that follow may leave one of the columns out
    let together = mapping.as_ref().and_then(Mapping::together).map(<[String]>::to_vec).unwrap_or_default();
    let wanted = wanted.clone().texts(together);
    let shared = Arc::new(Shared { wanted, encoding: source.encoding, is_fhir, beside });
    let cutter = Cutter::new(input, source.chunks, Some(Chunk::of(buffer, last)), 0, Lines);
    Ok(JsonlReader { cutter: Some(cutter), shared, first: mapping })
}

/// The keys of several objects.
fn keys<'a>(lines: impl Iterator<Item = &'a [u8]>, encoding: Encoding) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for object in lines.filter_map(|line| object(&decode(line, encoding).ok()?.0)) {
        keys.extend(object.into_iter().map(|(key, _)| key).filter(|key| !keys.contains(key)).collect::<Vec<_>>());
    }
    keys
}

/// Splits at line ends. Blank lines are none.
#[derive(Debug)]
struct Lines;

impl Split for Lines {
    type Bounds = Range<usize>;

    fn split(&mut self, bytes: &[u8], from: usize, last: bool, out: &mut Vec<Range<usize>>) -> usize {
        let mut start = 0;
        let mut push = |range: Range<usize>| {
            if !bytes[range.clone()].trim_ascii().is_empty() {
                out.push(range);
            }
        };
        while let Some(end) = memchr(b'\n', &bytes[start.max(from)..]).map(|found| start.max(from) + found) {
            push(start..end);
            start = end + 1;
        }
        if last {
            push(start..bytes.len());
            start = bytes.len();
        }
        start
    }
}

impl Reader for JsonlReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let Some(cutter) = &mut self.cutter else { return Ok(None) };
        let block = cutter.next().map(|stretch| JsonlBlock { shared: Arc::clone(&self.shared), stretch });
        Ok(block.map(|block| Box::new(block) as Box<dyn Block>))
    }

    fn mapping(&self) -> Option<&Mapping> {
        self.first.as_ref()
    }
}

/// Some lines.
struct JsonlBlock {
    shared: Arc<Shared>,
    stretch: Stretch<Lines>,
}

impl Block for JsonlBlock {
    fn load(&mut self) {
        self.stretch.load();
    }

    fn cut(&mut self, first: u64) -> Result<u64, Error> {
        self.stretch.cut(first)
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let mut known = Known::default();
        let mut lines = self.stretch.lines();
        for line in &self.stretch.records {
            let place = Place { line: Some(lines.at(line.start)), file: None };
            sink(match self.row(&self.stretch.bytes()[line.clone()], &mut known) {
                Ok(row) => Item::Row(Row { place, ..row }),
                Err(reason) => Item::Fault(Fault { place, reason }),
            });
        }
        Ok(())
    }
}

/// The fields of the object before: most objects of a file have the same keys.
#[derive(Default)]
struct Known {
    keys: Vec<String>,
    fields: Vec<Option<String>>,
    mapping: Option<Mapping>,
}

impl JsonlBlock {
    fn row(&self, line: &[u8], known: &mut Known) -> Result<Row, Reason> {
        let (line, encoding) = decode(line, self.shared.encoding)?;
        let mut object = object(&line).ok_or(Reason::NotJson)?;
        if self.shared.is_fhir {
            let linked = self.shared.beside.linked(&object);
            let binaries = linked.iter().map(|(id, binary)| (id.as_str(), binary)).collect();
            return fhir::row(&object, &self.shared.wanted, &binaries);
        }
        if known.keys.is_empty() || !object.keys().eq(&known.keys) {
            // what cannot be told is known of no object that follows
            let keys: Vec<String> = object.keys().cloned().collect();
            known.keys.clear();
            let mapping = self.shared.wanted.resolve_some(&keys).map_err(|_| Reason::NoText)?;
            known.keys = keys;
            known.fields = mapping.columns.iter().map(|column| Some(known.keys[(*column)?].clone())).collect();
            known.mapping = Some(mapping);
        }
        let mut row = Row { encoding, ..Row::default() };
        let wanted = &self.shared.wanted;
        let scanned = wanted.len() - if wanted.takes_scanned() { SCANNED.len() } else { 0 }..wanted.len();
        for (index, key) in known.fields.iter().enumerate() {
            // Two fields may be read from one key: the value stays.
            row.cells.push(match key {
                None => None,
                Some(key) => match object.get_mut(key) {
                    None | Some(Value::Null) => None,
                    Some(Value::String(value)) => Some(value.clone()),
                    Some(Value::Number(value)) => Some(value.to_string()),
                    Some(Value::Bool(value)) => Some(value.to_string()),
                    Some(value @ Value::Array(_)) if scanned.contains(&index) => Some(value.to_string()),
                    Some(Value::Array(_) | Value::Object(_)) => return Err(Reason::NotJson),
                },
            });
        }
        if row.cells.iter().flatten().any(|cell| cell.contains('\0')) {
            return Err(Reason::Nul);
        }
        if let Some(mapping) = &known.mapping {
            mapping.check(&mut row)?;
        }
        Ok(row)
    }
}

fn object(line: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(line).ok()
}
