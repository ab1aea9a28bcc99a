//! FHIR R4: DiagnosticReport and DocumentReference, one a line (Bulk Data) or in a Bundle.
//!
//! The text is that of the attachment (plain, else HTML, else RTF), else the conclusion, else the narrative, which
//! many servers make up from the rest. An attachment that is a link is looked for among the Binary resources of the
//! same Bundle, or of files beside the input; nothing is ever fetched.

mod beside;
mod markup;

pub(super) use beside::{Beside, binaries};

#[cfg(any(test, fuzzing))]
pub(super) use markup::{html, rtf};

use super::addenda::{Kind, Link};
use super::columns::{DATE, ID, MODALITY, PATIENT, TEXT, Wanted};
use super::encoding::decode;
use super::source::Source;
use super::{Block, Decoded, Encoding, Error, Fault, Item, Place, RECORD_LIMIT, Reader, Reason, Row};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;

/// A resource.
type Resource = Map<String, Value>;

/// Resources that may be links' targets, by id: documents and imaging studies.
type Binaries<'a> = HashMap<&'a str, &'a Resource>;

/// How many resources of a Bundle are handed on together.
const BLOCK: usize = 64;

/// Whether an object of JSON is a resource.
pub(super) fn is_resource(object: &Resource) -> bool {
    string(object.get("resourceType")).is_some()
}

/// Whether resources can give what is wanted.
pub(super) fn check(input: &Path, wanted: &Wanted) -> Result<(), Error> {
    let refused = |message: String| Err(Error::Format { message: format!("{}: {message}", input.display()) });
    if !wanted.is_reports() {
        return refused("FHIR resources are no table: give CSV, Excel or JSON lines".into());
    }
    if wanted.gathers() {
        return Err(super::archive::no_lines(input));
    }
    if let Some(column) = wanted.kept().iter().find(|name| wanted.is_wordless() && name.as_str() == "conclusion") {
        return refused(super::columns::kept_text(column));
    }
    match wanted.name_of(TEXT) {
        Some((option, _)) => {
            refused(format!("the text of a FHIR resource is that of its attachment: leave out {option}"))
        }
        None => Ok(()),
    }
}

/// What a resource gives.
pub(super) fn row(resource: &Resource, wanted: &Wanted, binaries: &Binaries<'_>) -> Result<Row, Reason> {
    let kind = string(resource.get("resourceType")).unwrap_or_default();
    if !matches!(kind, "DiagnosticReport" | "DocumentReference") {
        return Err(Reason::OtherKind);
    }
    if string(resource.get("status")) == Some("entered-in-error") {
        return Err(Reason::Withdrawn);
    }
    let (text, encoding) = text(resource, binaries)?;
    let mut cells = vec![None; wanted.len()];
    cells[ID] = id(resource);
    cells[TEXT] = Some(text);
    cells[PATIENT] = patient(resource);
    cells[DATE] = date(resource).map(str::to_owned);
    cells[MODALITY] = modality(resource, binaries);
    let named = |name: &str| resource.get(name).and_then(plain);
    for field in [ID, PATIENT, DATE, MODALITY] {
        if let Some((_, name)) = wanted.name_of(field) {
            cells[field] = named(name);
        }
    }
    for (cell, name) in cells.iter_mut().skip(MODALITY + 1).zip(wanted.kept()) {
        *cell = named(name);
    }
    if cells.iter().flatten().any(|cell| cell.contains('\0')) {
        return Err(Reason::Nul);
    }
    Ok(Row { cells, encoding, link: Some(link(resource)), ..Row::default() })
}

/// The modality: that of the imaging study, if it is in the Bundle or contained; else the category's; else the word
/// that the exam's name begins with.
fn modality(resource: &Resource, others: &Binaries<'_>) -> Option<String> {
    /// Codes of DICOM, and words for them, that names of exams begin with.
    const CODES: [&str; 12] = ["MR", "MRI", "CT", "CR", "DX", "XR", "NM", "PT", "US", "XA", "RF", "MG"];
    /// Codes of HL7 (table 0074) for what DICOM has others for.
    const SECTIONS: [(&str, &str); 5] = [("NMR", "MR"), ("CT", "CT"), ("RX", "DX"), ("NMS", "NM"), ("RUS", "US")];
    let is_study = |study: &&Resource| string(study.get("resourceType")) == Some("ImagingStudy");
    let contained = list(resource.get("contained")).iter().filter_map(Value::as_object);
    let links = list(resource.get("imagingStudy")).iter().filter_map(|link| last_part(string(link.get("reference"))?));
    let studies = contained.chain(links.filter_map(|id| others.get(id).copied())).filter(is_study);
    let of_study = |study: &Resource| {
        let series = list(study.get("series")).iter().filter_map(|series| series.get("modality"));
        let all = list(study.get("modality")).iter().chain(series);
        all.filter_map(|coding| string(coding.get("code"))).map(str::to_owned).next()
    };
    let codings = || list(resource.get("category")).iter().flat_map(|category| list(category.get("coding")));
    let of_section = |coding: &Value| {
        let code = string(coding.get("code"))?;
        let dicom = string(coding.get("system")).is_some_and(|system| system.contains("dicom"));
        let known = SECTIONS.iter().find(|(section, _)| *section == code).map(|(_, code)| (*code).to_owned());
        known.or_else(|| (dicom && CODES.contains(&code)).then(|| code.to_owned()))
    };
    let code = resource.get("code").or_else(|| resource.get("type"));
    let displays = code.map(|code| list(code.get("coding"))).unwrap_or_default().iter();
    let names =
        displays.filter_map(|coding| string(coding.get("display"))).chain(string(code.and_then(|c| c.get("text"))));
    let of_name = |name: &str| {
        let word = name.trim_start().split(|c: char| !c.is_ascii_alphanumeric()).next()?.to_ascii_uppercase();
        CODES.contains(&word.as_str()).then_some(word)
    };
    studies
        .filter_map(of_study)
        .next()
        .or_else(|| codings().find_map(of_section))
        .or_else(|| names.filter_map(of_name).next())
}

/// What a resource says of itself and of another: a document by `relatesTo`, a report by its status.
fn link(resource: &Resource) -> Link {
    let own = string(resource.get("id")).map(str::to_owned);
    let related = list(resource.get("relatesTo")).iter().find_map(|related| {
        let kind = match string(related.get("code"))? {
            "appends" => Kind::Addendum,
            "replaces" => Kind::Correction,
            _ => return None,
        };
        let target = related.get("target")?;
        let reference = string(target.get("reference")).and_then(last_part);
        let parent = reference.or_else(|| string(target.pointer("/identifier/value")))?;
        Some((kind, parent.to_owned()))
    });
    if let Some((kind, parent)) = related {
        return Link { kind, parent: Some(parent), own };
    }
    let kind = match string(resource.get("status")) {
        Some("appended") => Kind::Addendum,
        Some("corrected" | "amended") => Kind::Correction,
        _ => Kind::Report,
    };
    Link { kind, parent: None, own }
}

/// The id that a reference ends with: `https://host/Binary/7/_history/2` is `7`.
fn last_part(reference: &str) -> Option<&str> {
    let reference = reference.split("/_history/").next()?;
    reference.rsplit(['/', ':']).next()
}

/// The accession, else the first number that the resource has outside of its server, else that on its server.
fn id(resource: &Resource) -> Option<String> {
    let numbers = list(resource.get("identifier"));
    let accession = numbers.iter().find(|number| {
        let codes = number.pointer("/type/coding");
        list(codes).iter().any(|coding| string(coding.get("code")) == Some("ACSN"))
    });
    let number = accession.or(numbers.first()).and_then(|number| string(number.get("value")));
    number.or_else(|| string(resource.get("id"))).map(str::to_owned)
}

fn patient(resource: &Resource) -> Option<String> {
    let subject = resource.get("subject")?;
    let reference = string(subject.get("reference")).and_then(|reference| reference.rsplit(['/', ':']).next());
    reference.or_else(|| string(subject.pointer("/identifier/value"))).map(str::to_owned)
}

fn date(resource: &Resource) -> Option<&str> {
    let of = |name: &str, pointer: &str| string(resource.get(name)?.pointer(pointer));
    of("effectiveDateTime", "")
        .or_else(|| of("effectivePeriod", "/start"))
        .or_else(|| of("context", "/period/start"))
        .or_else(|| of("issued", ""))
        .or_else(|| of("date", ""))
}

/// The report's text.
fn text(resource: &Resource, binaries: &Binaries<'_>) -> Result<(String, Encoding), Reason> {
    let forms = list(resource.get("presentedForm")).iter();
    let contents = list(resource.get("content")).iter().filter_map(|content| content.get("attachment"));
    let attachments: Vec<Attachment<'_>> =
        forms.chain(contents).filter_map(|value| Attachment::of(value.as_object()?, binaries)).collect();
    for kind in ["text/plain", "text/html", "text/rtf"] {
        if let Some(attachment) =
            attachments.iter().find(|attachment| attachment.kind == kind && attachment.data.is_some())
        {
            return attachment.text();
        }
    }
    if let Some(conclusion) = string(resource.get("conclusion")).filter(|text| !text.trim().is_empty()) {
        return Ok((conclusion.to_owned(), Encoding::Utf8));
    }
    if let Some(narrative) = resource.get("text").and_then(|text| string(text.get("div"))) {
        return Ok((markup::html(narrative), Encoding::Utf8));
    }
    Err(match attachments.first() {
        None => Reason::NoText,
        Some(attachment) if attachment.data.is_none() => Reason::Link,
        Some(_) => Reason::NotText,
    })
}

/// A document of a resource.
struct Attachment<'a> {
    /// Its type, of the same kind everywhere.
    kind: &'static str,
    /// Base64; `None` where it is a link that leads out of the file.
    data: Option<&'a str>,
}

impl<'a> Attachment<'a> {
    fn of(value: &'a Resource, binaries: &Binaries<'a>) -> Option<Self> {
        let link = string(value.get("url")).and_then(last_part);
        let binary = link.and_then(|id| binaries.get(id));
        let inline = string(value.get("data"));
        let data = inline.or_else(|| string(binary?.get("data")));
        if data.is_none() && link.is_none() {
            return None;
        }
        let name = string(value.get("contentType")).or_else(|| string(binary?.get("contentType"))).unwrap_or_default();
        let kind = match name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "text/plain" => "text/plain",
            "text/html" | "application/xhtml+xml" => "text/html",
            "text/rtf" | "application/rtf" => "text/rtf",
            _ => "other",
        };
        Some(Self { kind, data })
    }

    fn text(&self) -> Result<(String, Encoding), Reason> {
        // Base64 may be wrapped into lines.
        let packed: String = self.data.unwrap_or_default().split_ascii_whitespace().collect();
        let bytes = STANDARD.decode(packed).map_err(|_| Reason::NotBase64)?;
        if self.kind == "text/rtf" {
            let text = markup::rtf(&bytes);
            return if text.contains('\0') { Err(Reason::Nul) } else { Ok((text, Encoding::Utf8)) };
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        let (text, encoding) = decode(bytes, Encoding::Utf8)?;
        Ok((if self.kind == "text/html" { markup::html(&text) } else { text.into_owned() }, encoding))
    }
}

/// A Bundle, or one resource, that is a whole file.
pub(super) struct BundleReader {
    items: std::vec::IntoIter<Item>,
}

/// Reads a file of JSON. It is in memory whole: servers write Bundles of a few hundred resources.
pub(super) fn open(input: &Path, mut source: Source, wanted: &Wanted) -> Result<BundleReader, Error> {
    check(input, wanted)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = source.chunks.next() {
        let buffer = chunk.load().map_err(|error| Error::read(input.display().to_string(), error))?;
        bytes.extend_from_slice(buffer.bytes());
        if bytes.len() > RECORD_LIMIT {
            let message = format!("is longer than {} MB: export NDJSON, one resource a line", RECORD_LIMIT >> 20);
            return Err(Error::Content { input: input.into(), message });
        }
    }
    if bytes.trim_ascii().is_empty() {
        return Ok(BundleReader { items: Vec::new().into_iter() });
    }
    let whole: Option<Resource> = serde_json::from_slice(&bytes).ok();
    let whole = whole.filter(is_resource).ok_or_else(|| Error::Content {
        input: input.into(),
        message:
            "is no FHIR resource: damaged, cut off, or other JSON (objects line by line are read with --from jsonl)"
                .into(),
    })?;
    let bundle = string(whole.get("resourceType")) == Some("Bundle");
    let entries = list(whole.get("entry")).iter().map(|entry| entry.get("resource").and_then(Value::as_object));
    let resources: Vec<Option<&Resource>> = if bundle { entries.collect() } else { vec![Some(&whole)] };
    let binary = |resource: &&Resource| matches!(string(resource.get("resourceType")), Some("Binary" | "ImagingStudy"));
    let binaries: Binaries<'_> =
        resources.iter().flatten().copied().filter(binary).filter_map(|r| Some((string(r.get("id"))?, r))).collect();
    let items = resources.iter().map(|resource| {
        let read = resource.ok_or(Reason::NoText).and_then(|resource| row(resource, wanted, &binaries));
        match read {
            Ok(row) => Item::Row(row),
            Err(reason) => Item::Fault(Fault { place: Place::default(), reason }),
        }
    });
    Ok(BundleReader { items: items.collect::<Vec<_>>().into_iter() })
}

impl Reader for BundleReader {
    fn next_block(&mut self) -> Result<Option<Box<dyn Block>>, Error> {
        let items: Vec<Item> = self.items.by_ref().take(BLOCK).collect();
        Ok((!items.is_empty()).then(|| Box::new(Decoded(items)) as Box<dyn Block>))
    }

    fn mapping(&self) -> Option<&super::columns::Mapping> {
        None
    }
}

fn string(value: Option<&Value>) -> Option<&str> {
    value?.as_str()
}

fn list(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(values)) => values,
        // `identifier` of a Bundle or an attachment is no list.
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(value) => Some(value.clone()),
        Value::Number(value) => Some(value.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
