//! Tables of typed columns: Parquet, and the Arrow IPC stream.
//!
//! Rows and columns are those of the CSV tables; what is empty there is null here. Workers make each piece into
//! batches, whoever joins puts these together into row groups of a size that does not depend on the pieces. So memory
//! holds one row group, and the bytes are the same at any number of threads.

use super::{Encode, EncodePiece, Format, Join, Options, csv, per_report};
use crate::extract::Reading;
use crate::report::Report;
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use std::io::{self, Cursor, Write};
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

/// The most rows of a row group of Parquet.
const GROUP: usize = 65_536;
/// How many rows of a stream are handed on together.
const BATCH: usize = 8192;
/// How many bytes are gathered at most before they are handed on, however few rows they are: columns that are carried
/// through may hold whole reports.
const BYTES: usize = 64 << 20;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// Words.
    Text,
}

impl Kind {
    /// Its type in Arrow.
    fn of_arrow(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Flag => DataType::Boolean,
            Self::Text => DataType::Utf8,
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it has a value in every row.
    pub always: bool,
    /// What that is.
    pub meaning: &'static str,
}

/// The columns of a table, as people read them: `column`, `type` (of Arrow), `null`, `meaning`, with tabs between.
#[must_use]
pub fn schema_of(per_report: bool) -> String {
    let columns = if per_report { per_report::columns() } else { csv::columns() };
    let mut out = String::from("column\ttype\tnull\tmeaning\n");
    for Column { name, kind, always, meaning } in columns {
        let null = if always { "no" } else { "yes" };
        out += &format!("{name}\t{}\t{null}\t{meaning}\n", kind.of_arrow());
    }
    out
}

/// Encodes a table of typed columns.
pub(super) struct Typed {
    format: Format,
    options: Options,
    columns: Vec<Column>,
    schema: SchemaRef,
}

impl Typed {
    pub(super) fn new(format: Format, options: Options) -> Self {
        let mut columns = if options.per_report { per_report::columns() } else { csv::columns() };
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let kept = csv::kept_names(&names, &options.kept);
        let kept =
            kept.into_iter().map(|name| Column { name, kind: Kind::Text, always: false, meaning: "carried through" });
        columns.extend(kept);
        let fields = columns.iter().map(|column| Field::new(&column.name, column.kind.of_arrow(), !column.always));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Self { format, options, columns, schema }
    }
}

impl Encode for Typed {
    fn begin(&self) -> Vec<u8> {
        Vec::new()
    }

    fn piece(&self) -> Box<dyn EncodePiece + '_> {
        Box::new(TypedPiece { table: self, builders: self.builders(), bytes: 0, batches: Vec::new() })
    }

    fn join(&self) -> Box<dyn Join + '_> {
        let target = Target::default();
        match self.format {
            Format::Parquet => Box::new(Groups { table: self, target, writer: None }),
            _ => Box::new(Batches { table: self, target, writer: None, waiting: Vec::new(), rows: 0, bytes: 0 }),
        }
    }
}

/// A column being filled.
enum Builder {
    Integer(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Text(StringBuilder),
}

impl Builder {
    /// Adds a value, and tells how many bytes it takes at most.
    fn push(&mut self, value: &Value) -> usize {
        match self {
            Self::Integer(column) => column.append_option(value.as_i64()),
            Self::Number(column) => column.append_option(value.as_f64()),
            Self::Flag(column) => column.append_option(value.as_bool()),
            Self::Text(column) if value.is_null() => column.append_null(),
            Self::Text(column) => {
                let words = csv::cell(value);
                column.append_value(&words);
                return words.len() + 8;
            }
        }
        8
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Flag(column) => Arc::new(column.finish()),
            Self::Text(column) => Arc::new(column.finish()),
        }
    }
}

impl Typed {
    fn builders(&self) -> Vec<Builder> {
        let builder = |column: &Column| match column.kind {
            Kind::Integer => Builder::Integer(Int64Builder::new()),
            Kind::Number => Builder::Number(Float64Builder::new()),
            Kind::Flag => Builder::Flag(BooleanBuilder::new()),
            Kind::Text => Builder::Text(StringBuilder::new()),
        };
        self.columns.iter().map(builder).collect()
    }
}

struct TypedPiece<'a> {
    table: &'a Typed,
    builders: Vec<Builder>,
    /// Bytes in the builders.
    bytes: usize,
    /// Batches that are full.
    batches: Vec<RecordBatch>,
}

impl TypedPiece<'_> {
    fn row(&mut self, values: &[Value]) {
        for (builder, value) in self.builders.iter_mut().zip(values) {
            self.bytes += builder.push(value);
        }
        if self.bytes >= BYTES {
            self.cut();
        }
    }

    /// Ends a batch. Every column has a value for each row and of its type: nothing is left that could go wrong.
    fn cut(&mut self) {
        if take(&mut self.bytes) > 0 {
            let columns = self.builders.iter_mut().map(Builder::finish).collect();
            let batch = RecordBatch::try_new(Arc::clone(&self.table.schema), columns);
            debug_assert!(batch.is_ok(), "{batch:?}");
            self.batches.extend(batch);
        }
    }
}

impl EncodePiece for TypedPiece<'_> {
    fn report(&mut self, report: &Report, reading: &Reading) {
        let options = &self.table.options;
        if options.per_report {
            if let Some(values) = per_report::values(report, reading, options) {
                self.row(&values);
            }
        } else {
            for values in csv::values(report, reading, options) {
                self.row(&values);
            }
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<Vec<u8>> {
        self.cut();
        if self.batches.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = StreamWriter::try_new(Vec::new(), &self.table.schema).map_err(io::Error::other)?;
        for batch in &self.batches {
            writer.write(batch).map_err(io::Error::other)?;
        }
        writer.into_inner().map_err(io::Error::other)
    }
}

/// The batches of a piece.
fn batches(piece: Vec<u8>) -> io::Result<Vec<RecordBatch>> {
    if piece.is_empty() {
        return Ok(Vec::new());
    }
    let reader = StreamReader::try_new(Cursor::new(piece), None).map_err(io::Error::other)?;
    reader.collect::<Result<_, _>>().map_err(io::Error::other)
}

/// What a library's writer has written and was not handed on yet.
#[derive(Clone, Default)]
struct Target(Arc<Mutex<Vec<u8>>>);

impl Target {
    fn hand_on(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Puts pieces together into row groups of a Parquet file.
struct Groups<'a> {
    table: &'a Typed,
    target: Target,
    writer: Option<ArrowWriter<Target>>,
}

impl Groups<'_> {
    fn writer(&mut self) -> io::Result<&mut ArrowWriter<Target>> {
        if self.writer.is_none() {
            let made_by = KeyValue::new("schmorl".into(), self.table.options.system.clone());
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_max_row_group_row_count(Some(GROUP))
                .set_created_by(concat!("schmorl ", env!("CARGO_PKG_VERSION")).into())
                .set_key_value_metadata(Some(vec![made_by]))
                .build();
            let writer = ArrowWriter::try_new(self.target.clone(), Arc::clone(&self.table.schema), Some(properties))?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or_else(|| io::Error::other("no writer of Parquet"))
    }
}

impl Join for Groups<'_> {
    fn piece(&mut self, bytes: Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
        for batch in batches(bytes)? {
            let writer = self.writer()?;
            writer.write(&batch)?;
            if writer.in_progress_size() >= BYTES {
                writer.flush()?;
            }
        }
        self.target.hand_on(out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.writer()?.finish()?;
        self.target.hand_on(out)
    }
}

/// Puts pieces together into batches of an Arrow stream.
struct Batches<'a> {
    table: &'a Typed,
    target: Target,
    writer: Option<StreamWriter<Target>>,
    waiting: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Batches<'_> {
    fn writer(&mut self) -> io::Result<&mut StreamWriter<Target>> {
        if self.writer.is_none() {
            self.writer =
                Some(StreamWriter::try_new(self.target.clone(), &self.table.schema).map_err(io::Error::other)?);
        }
        self.writer.as_mut().ok_or_else(|| io::Error::other("no writer of Arrow"))
    }

    /// Writes what waits: whole batches, and at the `end` the rest.
    fn write(&mut self, end: bool) -> io::Result<()> {
        let waiting = take(&mut self.waiting);
        (self.rows, self.bytes) = (0, 0);
        // A stream without rows still tells its columns.
        let writer = self.writer()?;
        let Some(first) = waiting.first() else { return Ok(()) };
        let whole = concat_batches(&first.schema(), &waiting).map_err(io::Error::other)?;
        let mut from = 0;
        while from < whole.num_rows() {
            let count = BATCH.min(whole.num_rows() - from);
            if count < BATCH && !end {
                break;
            }
            writer.write(&whole.slice(from, count)).map_err(io::Error::other)?;
            from += count;
        }
        if from < whole.num_rows() {
            self.rows = whole.num_rows() - from;
            self.waiting.push(whole.slice(from, self.rows));
        }
        Ok(())
    }
}

impl Join for Batches<'_> {
    fn piece(&mut self, bytes: Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
        self.bytes += bytes.len();
        for batch in batches(bytes)? {
            self.rows += batch.num_rows();
            self.waiting.push(batch);
        }
        if self.rows >= BATCH || self.bytes >= BYTES {
            self.write(self.bytes >= BYTES)?;
        }
        self.target.hand_on(out)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.write(true)?;
        self.writer()?.finish().map_err(io::Error::other)?;
        self.target.hand_on(out)
    }
}
