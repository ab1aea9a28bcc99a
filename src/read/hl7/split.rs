//! Where messages begin and end in a stream.

use crate::read::cut::Split;
use memchr::memchr3;
use std::ops::Range;

/// Splits a stream into messages: from one MSH segment to the next, or to the head or tail of a batch. What stands
/// before the first MSH and is no part of a batch is a record of its own, which is then rejected.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// A message has begun.
    open: bool,
    /// How far, from the message's beginning, its segments were looked at.
    looked: usize,
}

/// What a segment means to the splitter.
enum Kind {
    Message,
    Batch,
    Blank,
    Other,
}

/// Bytes that frame messages on MLLP connections, and line ends.
pub(super) fn is_frame(byte: u8) -> bool {
    matches!(byte, 0x0B | 0x1C | b'\r' | b'\n')
}

fn kind(segment: &[u8]) -> Kind {
    let start = segment.iter().position(|byte| !is_frame(*byte) && *byte != b' ').unwrap_or(segment.len());
    match &segment[start..] {
        [] => Kind::Blank,
        [b'M', b'S', b'H', field, ..] if !field.is_ascii_alphanumeric() => Kind::Message,
        [b'F' | b'B', b'H' | b'T', b'S', rest @ ..]
            if rest.first().is_none_or(|field| !field.is_ascii_alphanumeric()) =>
        {
            Kind::Batch
        }
        _ => Kind::Other,
    }
}

impl Split for Messages {
    type Bounds = Range<usize>;

    fn split(&mut self, bytes: &[u8], _from: usize, last: bool, out: &mut Vec<Range<usize>>) -> usize {
        let mut start = 0;
        let mut at = std::mem::take(&mut self.looked);
        loop {
            let end = memchr3(b'\r', b'\n', 0x1C, &bytes[at..]).map(|found| at + found);
            let segment = match end {
                Some(end) => &bytes[at..end],
                None if last => &bytes[at..],
                None => break,
            };
            match kind(segment) {
                Kind::Blank => {}
                Kind::Other if self.open => {}
                Kind::Other => {
                    (self.open, start) = (true, at);
                }
                known => {
                    if self.open {
                        out.push(start..at);
                    }
                    (self.open, start) = (matches!(known, Kind::Message), at);
                }
            }
            let Some(end) = end else {
                if self.open {
                    out.push(start..bytes.len());
                }
                self.open = false;
                return bytes.len();
            };
            at = end + 1;
        }
        if !self.open {
            return at;
        }
        self.looked = at - start;
        start
    }
}
