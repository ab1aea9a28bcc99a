//! One message: its segments, fields and text.

use super::split::is_frame;
use encoding_rs::Encoding as Charset;
use memchr::memchr;

/// A field, or a component of it: `OBR-3`, `PID-3.1`. Numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    segment: [u8; 3],
    field: usize,
    component: usize,
}

impl Path {
    pub(super) const fn new(segment: &[u8; 3], field: usize) -> Self {
        Self { segment: *segment, field, component: 1 }
    }

    pub(super) const fn of(segment: &[u8; 3], field: usize, component: usize) -> Self {
        Self { segment: *segment, field, component }
    }

    /// Whether it is a field, or a component of it.
    pub(super) fn is_of(&self, segment: &[u8; 3], field: usize) -> bool {
        (&self.segment, self.field) == (segment, field)
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        let (segment, place) = name.trim().split_once('-')?;
        let segment: [u8; 3] = segment.to_ascii_uppercase().as_bytes().try_into().ok()?;
        let (field, component) = place.split_once('.').unwrap_or((place, "1"));
        let path = Self { segment, field: field.parse().ok()?, component: component.parse().ok()? };
        (path.field > 0 && path.component > 0 && segment.iter().all(u8::is_ascii_alphanumeric)).then_some(path)
    }
}

/// The bytes that part fields and what is in them, as the message's own MSH segment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Delimiters {
    field: u8,
    component: u8,
    repetition: u8,
    escape: u8,
    subcomponent: u8,
}

/// A message, cut into segments.
pub(super) struct Message<'a> {
    delimiters: Delimiters,
    /// A segment's lines: the first is the segment, others are line ends that stand in a text unescaped.
    segments: Vec<Vec<&'a [u8]>>,
}

impl<'a> Message<'a> {
    /// The message in these bytes, `None` if it has no head.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let start = bytes.iter().position(|byte| !is_frame(*byte) && *byte != b' ')?;
        let head = bytes[start..].strip_prefix(b"MSH")?;
        let (&field, codes) = head.split_first()?;
        let code = |index: usize, usual: u8| {
            let codes = &codes[..memchr(field, codes).unwrap_or(codes.len()).min(5)];
            codes.get(index).copied().filter(|code| !code.is_ascii_alphanumeric() && !is_frame(*code)).unwrap_or(usual)
        };
        let delimiters = Delimiters {
            field,
            component: code(0, b'^'),
            repetition: code(1, b'~'),
            escape: code(2, b'\\'),
            subcomponent: code(3, b'&'),
        };
        let mut segments: Vec<Vec<&[u8]>> = Vec::new();
        let mut rest = &bytes[start..];
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| is_frame(*byte)).unwrap_or(rest.len());
            let line = &rest[..end];
            let step = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
            rest = rest.get(end + step..).unwrap_or_default();
            match segments.last_mut() {
                Some(segment) if !is_segment(line, field) => segment.push(line),
                _ => segments.push(vec![line]),
            }
        }
        for segment in &mut segments {
            while segment.len() > 1 && segment.last().is_some_and(|line| line.trim_ascii().is_empty()) {
                segment.pop();
            }
        }
        Some(Self { delimiters, segments })
    }

    /// Whether it is one of results (ORU).
    pub(super) fn is_result(&self) -> bool {
        self.value(&Path::new(b"MSH", 9)).eq_ignore_ascii_case(b"ORU")
    }

    /// The character set that it says it is in (MSH-18).
    pub(super) fn charset(&self) -> Option<&'static Charset> {
        let name = String::from_utf8(self.value(&Path::new(b"MSH", 18))).ok()?.trim().to_ascii_lowercase();
        let label = match name.strip_prefix("8859/") {
            Some(part) => format!("iso-8859-{part}"),
            None => name.strip_prefix("unicode ").unwrap_or(&name).to_owned(),
        };
        Charset::for_label(label.as_bytes())
    }

    /// The first value at a path, with escapes undone; empty where there is none.
    pub(super) fn value(&self, path: &Path) -> Vec<u8> {
        let segment = self.segments.iter().map(|lines| lines[0]).find(|line| line.starts_with(&path.segment));
        let field = segment.and_then(|segment| self.field(segment, path.field)).unwrap_or_default();
        let first = |bytes: &'a [u8], delimiter| bytes.split(move |byte| *byte == delimiter);
        // MSH-2 is the delimiters themselves.
        if path.segment == *b"MSH" && path.field <= 2 {
            return field.to_vec();
        }
        let repetition = first(field, self.delimiters.repetition).next().unwrap_or_default();
        let component = first(repetition, self.delimiters.component).nth(path.component - 1).unwrap_or_default();
        let value = first(component, self.delimiters.subcomponent).next().unwrap_or_default();
        let mut out = Vec::new();
        self.unescape(value, &mut out);
        out
    }

    /// C or A where the result (OBR-25) or an observation (OBX-11) is corrected or added to, else 0.
    pub(super) fn status(&self) -> u8 {
        let result = self.value(&Path::new(b"OBR", 25));
        let observations = self.segments.iter().filter(|lines| lines[0].starts_with(b"OBX"));
        let of_observation = |lines: &Vec<&'a [u8]>| self.field(lines[0], 11).unwrap_or_default().trim_ascii().to_vec();
        let mut all = std::iter::once(result).chain(observations.map(of_observation));
        all.find_map(|status| matches!(&status[..], b"C" | b"A").then(|| status[0])).unwrap_or(0)
    }

    /// The text of the report: of all observations that are text, in order. `None` if there is none.
    pub(super) fn text(&self) -> Option<Vec<u8>> {
        let mut text: Option<Vec<u8>> = None;
        for lines in self.segments.iter().filter(|lines| lines[0].starts_with(b"OBX")) {
            let line = lines[0];
            // Some senders leave the type out.
            let kind = self.field(line, 2).unwrap_or_default().trim_ascii();
            let status = self.field(line, 11).unwrap_or_default().trim_ascii();
            let is_text = [&b"TX"[..], b"FT", b"ST", b""].iter().any(|known| known.eq_ignore_ascii_case(kind));
            // D: taken back. W: sent for another patient.
            if !is_text || matches!(status, b"D" | b"W") {
                continue;
            }
            let out = match &mut text {
                Some(text) => {
                    text.push(b'\n');
                    text
                }
                None => text.insert(Vec::new()),
            };
            let whole: Vec<u8>;
            let line = if lines.len() == 1 {
                line
            } else {
                whole = lines.join(&b'\n');
                &whole
            };
            for (index, part) in
                self.field(line, 5).unwrap_or_default().split(|byte| *byte == self.delimiters.repetition).enumerate()
            {
                if index > 0 {
                    out.push(b'\n');
                }
                self.unescape(part, out);
            }
        }
        text
    }

    /// The field of that number, from 1. That of MSH is its own delimiter.
    fn field<'b>(&self, segment: &'b [u8], number: usize) -> Option<&'b [u8]> {
        let number = if segment.starts_with(b"MSH") { number.checked_sub(1)? } else { number };
        segment.split(|byte| *byte == self.delimiters.field).nth(number)
    }

    /// Undoes escapes. What is none that is known stays as it stands: a lone backslash is one of the text.
    fn unescape(&self, mut rest: &[u8], out: &mut Vec<u8>) {
        /// The longest escape that is looked for, hexadecimal data aside.
        const LONGEST: usize = 8;
        let Delimiters { escape, component, .. } = self.delimiters;
        while let Some(found) = memchr(escape, rest) {
            let (before, from) = rest.split_at(found);
            let inner = memchr(escape, &from[1..]).map(|end| &from[1..=end]);
            let known = inner.filter(|inner| inner.len() <= LONGEST || inner[0] == b'X');
            let mark = out.len() + before.len();
            out.extend_from_slice(before);
            match known.filter(|inner| self.undo(inner, out)) {
                Some(inner) => {
                    // Older senders end a line with a component's end before the command.
                    if inner.starts_with(b".") && before.last() == Some(&component) {
                        out.remove(mark - 1);
                    }
                    rest = &from[inner.len() + 2..];
                }
                None => {
                    out.push(escape);
                    rest = &from[1..];
                }
            }
        }
        out.extend_from_slice(rest);
    }

    /// Writes what an escape stands for; false if it is none.
    fn undo(&self, inner: &[u8], out: &mut Vec<u8>) -> bool {
        let delimiters = self.delimiters;
        match inner {
            b"F" => out.push(delimiters.field),
            b"S" => out.push(delimiters.component),
            b"T" => out.push(delimiters.subcomponent),
            b"R" => out.push(delimiters.repetition),
            b"E" => out.push(delimiters.escape),
            // Highlighting.
            b"H" | b"N" => {}
            [b'X', digits @ ..] if !digits.is_empty() => match hexadecimal(digits) {
                Some(bytes) if matches!(bytes.as_slice(), b"\r\n" | b"\r") => out.push(b'\n'),
                Some(bytes) => out.extend_from_slice(&bytes),
                None => return false,
            },
            [b'.', command @ ..] => return format(command, out),
            _ => return false,
        }
        true
    }
}

/// Formatting commands of FT data.
fn format(command: &[u8], out: &mut Vec<u8>) -> bool {
    /// More lines or spaces than that are damage.
    const MOST: usize = 200;
    let name = command.get(..2).unwrap_or_default().to_ascii_lowercase();
    let number = std::str::from_utf8(command.get(2..).unwrap_or_default()).unwrap_or("?").trim();
    let count = if number.is_empty() { Some(1) } else { number.parse::<i32>().ok() };
    let Some(count) = count else { return false };
    let times = usize::try_from(count).unwrap_or(0).min(MOST);
    match name.as_slice() {
        b"br" | b"ce" => out.push(b'\n'),
        b"sp" => out.resize(out.len() + times, b'\n'),
        b"sk" => out.resize(out.len() + times, b' '),
        b"in" | b"ti" | b"fi" | b"nf" => {}
        _ => return false,
    }
    true
}

fn hexadecimal(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()).collect()
}

/// Whether a line begins a segment, or goes on with the text of the one before.
fn is_segment(line: &[u8], field: u8) -> bool {
    matches!(line, [a, b, c, rest @ ..] if a.is_ascii_uppercase()
        && [b, c].iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && rest.first().is_none_or(|byte| *byte == field))
}
