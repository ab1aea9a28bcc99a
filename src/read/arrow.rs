//! Parquet files, and Arrow streams on standard input or in files.
//!
//! Of a Parquet file only the columns wanted are read, a row group by whoever holds it. An Arrow stream is decoded in
//! turn, batch by batch.

use super::columns::{Mapping, Wanted};
use super::encoding::decode;
use super::source::Counted;
use super::{Block, Decoded, Encoding, Error, Fault, Item, Place, Reader, Reason, Row};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{DataType, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many rows are decoded at a time.
const BATCH: usize = 256;

/// Finds the wanted columns, which must be of plain values.
fn mapping(input: &Path, schema: &Schema, wanted: &Wanted) -> Result<Mapping, Error> {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let mapping = wanted.resolve(&names).map_err(|source| Error::Columns { input: input.into(), source })?;
    match mapping
        .columns
        .iter()
        .flatten()
        .map(|column| schema.field(*column))
        .find(|field| !is_plain(field.data_type()))
    {
        None => Ok(mapping),
        Some(field) => Err(Error::Format {
            message: format!(
                "{}: column `{}` holds no plain values: choose another one, or write it as text",
                input.display(),
                field.name()
            ),
        }),
    }
}

fn is_plain(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_plain(values),
        DataType::Null
        | DataType::Boolean
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..)
        | DataType::Decimal128(..) => true,
        other => other.is_integer() || matches!(other, DataType::Float32 | DataType::Float64),
    }
}

/// The value at a row of a column, `None` for null.
fn cell(array: &dyn Array, row: usize) -> Result<Option<String>, Reason> {
    macro_rules! number {
        ($kind:ty) => {
            array.as_primitive::<$kind>().value(row).to_string()
        };
    }
    macro_rules! moment {
        ($kind:ty) => {
            // The debug form is ISO 8601.
            array.as_primitive::<$kind>().value_as_datetime(row).map(|moment| format!("{moment:?}")).unwrap_or_default()
        };
    }
    if array.is_null(row) {
        return Ok(None);
    }
    let text = |bytes: &[u8]| decode(bytes, Encoding::Utf8).map(|(text, _)| text.into_owned());
    Ok(Some(match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row).as_bytes())?,
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row).as_bytes())?,
        DataType::Utf8View => text(array.as_string_view().value(row).as_bytes())?,
        DataType::Binary => text(array.as_binary::<i32>().value(row))?,
        DataType::LargeBinary => text(array.as_binary::<i64>().value(row))?,
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => number!(Float32Type),
        DataType::Float64 => number!(Float64Type),
        DataType::Decimal128(..) => array.as_primitive::<arrow_array::types::Decimal128Type>().value_as_string(row),
        DataType::Date32 => {
            array.as_primitive::<Date32Type>().value_as_date(row).map(|date| date.to_string()).unwrap_or_default()
        }
        DataType::Date64 => {
            array.as_primitive::<Date64Type>().value_as_date(row).map(|date| date.to_string()).unwrap_or_default()
        }
        DataType::Timestamp(TimeUnit::Second, _) => moment!(TimestampSecondType),
        DataType::Timestamp(TimeUnit::Millisecond, _) => moment!(TimestampMillisecondType),
        DataType::Timestamp(TimeUnit::Microsecond, _) => moment!(TimestampMicrosecondType),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => moment!(TimestampNanosecondType),
        DataType::Dictionary(..) => {
            // Of one row: the keys of a whole batch would be gone through for every row of it.
            let one = array.slice(row, 1);
            let dictionary = one.as_any_dictionary();
            let key = dictionary.normalized_keys().first().copied().unwrap_or_default();
            return cell(dictionary.values().as_ref(), key);
        }
        _ => return Ok(None),
    }))
}

/// Calls `sink` with each row of a batch. `places` tells where in the batch the mapping's columns stand.
fn rows(batch: &RecordBatch, mapping: &Mapping, places: &[Option<usize>], first: u64, sink: &mut dyn FnMut(Item)) {
    for index in 0..batch.num_rows() {
        let place = Place { line: Some(first + index as u64), file: None };
        let cells: Result<Vec<_>, Reason> = places
            .iter()
            .map(|column| column.map_or(Ok(None), |column| cell(batch.column(column).as_ref(), index)))
            .collect();
        let row = cells.and_then(|cells| {
            let mut row = Row { cells, ..Row::default() };
            mapping.check(&mut row).map(|()| row)
        });
        sink(match row {
            Ok(row) => Item::Row(Row { place, ..row }),
            Err(reason) => Item::Fault(Fault { place, reason }),
        });
    }
}

/// What is told of a file that the library cannot read. Its own messages may quote what the file holds.
fn damaged(input: &Path, what: &str) -> Error {
    Error::Content { input: input.into(), message: format!("{what} cannot be read: damaged or cut off") }
}

/// A Parquet file being read.
pub(super) struct ParquetReader {
    file: Arc<Table>,
    group: usize,
    row: u64,
}

/// What every row group has in common.
struct Table {
    input: PathBuf,
    metadata: ArrowReaderMetadata,
    mapping: Mapping,
    /// The columns that are read, in the order of the file.
    needed: Vec<usize>,
    counter: Arc<AtomicU64>,
}

/// Opens a Parquet file.
pub(super) fn parquet(
    input: &Path,
    stdin: bool,
    counter: &Arc<AtomicU64>,
    wanted: &Wanted,
) -> Result<ParquetReader, Error> {
    if stdin {
        let message = "-: Parquet is read from its end, which a pipe has not: name the file, or send --from arrow";
        return Err(Error::Format { message: message.into() });
    }
    if input.ancestors().skip(1).any(super::inputs::is_delta) {
        return Err(super::inputs::delta(input));
    }
    let file = File::open(input).map_err(|source| Error::Open { input: input.into(), source })?;
    let length = file.metadata().map_or(0, |data| data.len());
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|_| damaged(input, &format!("the Parquet file ({length} bytes)")))?;
    let mapping = mapping(input, metadata.schema(), wanted)?;
    let mut needed: Vec<usize> = mapping.columns.iter().flatten().copied().collect();
    needed.sort_unstable();
    needed.dedup();
    let file = Table { input: input.into(), metadata, mapping, needed, counter: Arc::clone(counter) };
    Ok(ParquetReader { file: Arc::new(file), group: 0, row: 0 })
}

impl Reader for ParquetReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let Some(group) = self.file.metadata.metadata().row_groups().get(self.group) else { return Ok(None) };
        let count = u64::try_from(group.num_rows()).unwrap_or(0);
        let block = Group { file: Arc::clone(&self.file), group: self.group, first: self.row + 1, count };
        self.group += 1;
        self.row += count;
        Ok(Some(Box::new(block)))
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(&self.file.mapping)
    }
}

/// A row group, opened by whoever holds it.
struct Group {
    file: Arc<Table>,
    group: usize,
    /// Its first row in the file, from 1.
    first: u64,
    count: u64,
}

impl Block for Group {
    fn cut(&mut self, _first: u64) -> Result<u64, Error> {
        Ok(self.count)
    }

    fn rows(self: Box<Self>, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
        let Table { input, metadata, mapping, needed, counter } = &*self.file;
        let broken = |row: u64| damaged(input, &format!("the Parquet file from row {row} on"));
        let file = File::open(input).map_err(|source| Error::Open { input: input.clone(), source })?;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), needed.iter().copied());
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
            .with_row_groups(vec![self.group])
            .with_projection(mask)
            .with_batch_size(BATCH)
            .build()
            .map_err(|_| broken(self.first))?;
        let places: Vec<Option<usize>> =
            mapping.columns.iter().map(|column| needed.binary_search(&(*column)?).ok()).collect();
        let mut row = self.first;
        for batch in batches {
            let batch = batch.map_err(|_| broken(row))?;
            rows(&batch, mapping, &places, row, sink);
            row += batch.num_rows() as u64;
        }
        if row != self.first + self.count {
            return Err(broken(row));
        }
        let group = metadata.metadata().row_group(self.group);
        counter.fetch_add(u64::try_from(group.compressed_size()).unwrap_or(0), Ordering::Relaxed);
        Ok(())
    }
}

/// An Arrow stream being read.
pub(super) struct StreamOf {
    input: PathBuf,
    batches: StreamReader<BufReader<Box<dyn Read + Send>>>,
    mapping: Mapping,
    row: u64,
}

/// Opens an Arrow IPC stream.
pub(super) fn stream(input: &Path, stdin: bool, counter: &Arc<AtomicU64>, wanted: &Wanted) -> Result<StreamOf, Error> {
    let open = || File::open(input).map_err(|source| Error::Open { input: input.into(), source });
    let raw: Box<dyn Read + Send> = if stdin { Box::new(std::io::stdin()) } else { Box::new(open()?) };
    let counted: Box<dyn Read + Send> = Box::new(Counted { inner: raw, counter: Arc::clone(counter) });
    let batches = StreamReader::try_new_buffered(counted, None)
        .map_err(|_| damaged(input, "the Arrow stream (no file of Arrow or Feather, but the IPC stream)"))?;
    let mapping = mapping(input, &batches.schema(), wanted)?;
    Ok(StreamOf { input: input.into(), batches, mapping, row: 1 })
}

impl Reader for StreamOf {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let Some(batch) = self.batches.next() else { return Ok(None) };
        let batch = batch.map_err(|_| damaged(&self.input, &format!("the Arrow stream from row {} on", self.row)))?;
        let mut items = Vec::with_capacity(batch.num_rows());
        rows(&batch, &self.mapping, &self.mapping.columns, self.row, &mut |item| items.push(item));
        self.row += batch.num_rows() as u64;
        Ok(Some(Box::new(Decoded(items))))
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(&self.mapping)
    }
}
