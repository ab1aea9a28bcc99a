//! Which encoding an archive's bytes are in, and their text.
//!
//! A stream is judged by its first block: a byte order mark, or the pattern of zero bytes that UTF-16 leaves. UTF-16
//! is transcoded as a stream. Everything else is judged record by record, because archives are joined from parts: what
//! is valid UTF-8 is UTF-8, what can be Windows-1252 is that, the rest is undecodable. Windows-1252 and not ISO 8859-1,
//! because of the apostrophe: byte 0x92 in `Schmorl's`.

use super::Reason;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::WINDOWS_1252;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The encodings told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, ASCII included.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 in a stream that begins with a byte order mark.
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    /// UTF-16, little end first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big end first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Another one, which the record itself names.
    #[serde(rename = "declared")]
    Declared,
}

impl Encoding {
    /// Every encoding, in the order of the summary.
    pub const ALL: [Self; 6] =
        [Self::Utf8, Self::Utf8Bom, Self::Utf16Le, Self::Utf16Be, Self::Windows1252, Self::Declared];

    /// Its name in summaries.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Declared => "declared",
        }
    }

    /// The encoding to transcode a stream from, where that has to be done before it can be parsed.
    #[must_use]
    pub fn transcoder(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Self::Utf16Le => Some(encoding_rs::UTF_16LE),
            Self::Utf16Be => Some(encoding_rs::UTF_16BE),
            _ => None,
        }
    }
}

/// Judges a stream by its first bytes: its encoding, and the length of its byte order mark.
#[must_use]
pub fn sniff(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8Bom, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        _ => (zero_pattern(head), 0),
    }
}

/// UTF-16 without a mark: of Latin text nearly every other byte is zero, and only these.
fn zero_pattern(head: &[u8]) -> Encoding {
    let head = &head[..head.len().min(4096) & !1];
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if pairs >= 2 && second * 10 >= pairs * 7 && first * 20 <= pairs {
        Encoding::Utf16Le
    } else if pairs >= 2 && first * 10 >= pairs * 7 && second * 20 <= pairs {
        Encoding::Utf16Be
    } else {
        Encoding::Utf8
    }
}

/// The text of one value of a stream in `stream` encoding (which UTF-16 has left already), and the encoding it was in.
///
/// # Errors
/// [`Reason::Nul`] where it holds a zero byte, [`Reason::Undecodable`] where it is in none of the encodings.
pub fn decode(bytes: &[u8], stream: Encoding) -> Result<(Cow<'_, str>, Encoding), Reason> {
    if memchr::memchr(0, bytes).is_some() {
        return Err(Reason::Nul);
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((Cow::Borrowed(text), stream)),
        Err(error) => error,
    };
    // A character cut at the very end is damage of an export's cell limit, no other encoding.
    if error.error_len().is_none() && error.valid_up_to() > 0 && !bytes[..error.valid_up_to()].is_ascii() {
        return Ok((String::from_utf8_lossy(bytes), stream));
    }
    if !can_be_windows_1252(bytes) {
        return Err(Reason::Undecodable);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok((text, Encoding::Windows1252))
}

fn can_be_windows_1252(bytes: &[u8]) -> bool {
    // The five bytes that Windows-1252 leaves undefined.
    if bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
        return false;
    }
    // With few bytes to go by the detector guesses at random; a text nearly all ASCII is Western.
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if high * 20 <= bytes.len() {
        return true;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny) == WINDOWS_1252
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_told_apart_by_mark_or_zero_pattern() {
        let utf16le: Vec<u8> = "id,text\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16be: Vec<u8> = "id,text\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(sniff(b"id,text"), (Encoding::Utf8, 0));
        assert_eq!(sniff(b"\xEF\xBB\xBFid"), (Encoding::Utf8Bom, 3));
        assert_eq!(sniff(b"\xFF\xFEi\0"), (Encoding::Utf16Le, 2));
        assert_eq!(sniff(&utf16le), (Encoding::Utf16Le, 0));
        assert_eq!(sniff(&utf16be), (Encoding::Utf16Be, 0));
        assert_eq!(sniff(b""), (Encoding::Utf8, 0));
        assert_eq!(sniff(b"a\0\0\0\0\0\0\0"), (Encoding::Utf8, 0));
    }

    #[test]
    fn values_are_decoded_one_by_one() {
        let text = "Schmorl\u{2019}s node";
        assert_eq!(decode(text.as_bytes(), Encoding::Utf8), Ok((text.into(), Encoding::Utf8)));
        assert_eq!(decode(b"Schmorl\x92s node", Encoding::Utf8), Ok((text.into(), Encoding::Windows1252)));
        assert_eq!(decode(b"a\0b", Encoding::Utf8), Err(Reason::Nul));
        assert_eq!(decode(b"\x81\x8D", Encoding::Utf8), Err(Reason::Undecodable));
        // Russian in Windows-1251.
        let russian = b"\xCF\xEE\xFF\xF1\xED\xE8\xF7\xED\xFB\xE9 \xEE\xF2\xE4\xE5\xEB \xEF\xEE\xE7\xE2\xEE\xED\xEE\xF7\xED\xE8\xEA\xE0";
        assert_eq!(decode(russian, Encoding::Utf8), Err(Reason::Undecodable));
    }

    #[test]
    fn a_character_cut_at_the_end_spoils_nothing_before_it() {
        let (text, encoding) = decode(b"Schm\xC3\xB6rl\xE2\x80", Encoding::Utf8).unwrap();
        assert_eq!((text.as_ref(), encoding), ("Schmörl\u{FFFD}", Encoding::Utf8));
    }
}
