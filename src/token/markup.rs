//! What is left of HTML and RTF in texts that were stripped badly: tags, entities, control words.

/// What a piece of mark-up stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Space,
    Newline,
    /// One line end, however many rows and lines end here.
    Row,
    /// A mark that stands for itself.
    Mark(u8),
    /// A soft hyphen and the like.
    Nothing,
}

/// Tags of HTML that part lines.
const BLOCKS: [&[u8]; 11] = [b"br", b"p", b"div", b"ul", b"ol", b"hr", b"h1", b"h2", b"h3", b"h4", b"body"];
/// Tags of HTML around rows and items: one right behind another parts no paragraphs.
const ROWS: [&[u8]; 6] = [b"tr", b"li", b"table", b"thead", b"tbody", b"tfoot"];
/// Tags of HTML inside a line.
const INLINE: [&[u8]; 10] = [b"b", b"i", b"u", b"em", b"strong", b"span", b"font", b"sup", b"sub", b"html"];
/// Tags of HTML around the cells of a row.
const CELLS: [&[u8]; 2] = [b"td", b"th"];
const ENTITIES: [(&[u8], Means); 15] = [
    (b"&ndash;", Means::Mark(b'-')),
    (b"&mdash;", Means::Mark(b'-')),
    (b"&minus;", Means::Mark(b'-')),
    (b"&#8211;", Means::Mark(b'-')),
    (b"&#8212;", Means::Mark(b'-')),
    (b"&quot;", Means::Mark(b'"')),
    (b"&amp;", Means::Mark(b'&')),
    (b"&lt;", Means::Mark(b'<')),
    (b"&gt;", Means::Mark(b'>')),
    (b"&nbsp;", Means::Space),
    (b"&#160;", Means::Space),
    (b"&thinsp;", Means::Space),
    (b"&ensp;", Means::Space),
    (b"&emsp;", Means::Space),
    (b"&shy;", Means::Nothing),
];
const CONTROLS: [(&[u8], Means); 8] = [
    (b"\\par", Means::Newline),
    (b"\\line", Means::Newline),
    (b"\\tab", Means::Space),
    (b"\\~", Means::Space),
    (b"\\endash", Means::Mark(b'-')),
    (b"\\emdash", Means::Mark(b'-')),
    (b"\\'96", Means::Mark(b'-')),
    (b"\\'97", Means::Mark(b'-')),
];
/// A line end as HL7 escapes it.
const HL7_BREAK: &[u8] = b"\\.br\\";
/// Apostrophes as entities, and as RTF writes those of Windows-1252.
const APOSTROPHES: [&[u8]; 9] =
    [b"&#39;", b"&#039;", b"&apos;", b"&rsquo;", b"&lsquo;", b"&#8217;", b"&#x27;", b"\\'92", b"\\'91"];
/// Longest tag that is read, attributes and all.
const LONGEST_TAG: usize = 200;

/// Length and meaning of the mark-up that `rest` begins with.
pub(super) fn read(rest: &[u8]) -> Option<(usize, Means)> {
    match rest.first()? {
        b'&' => {
            let named = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
            named.map(|(e, means)| (e.len(), *means)).or_else(|| numeric(rest))
        }
        b'\\' if rest.starts_with(HL7_BREAK) => Some((HL7_BREAK.len(), Means::Newline)),
        b'\\' => {
            if let Some(ends) = line_end(rest) {
                return Some((ends, Means::Newline));
            }
            let (word, means) = CONTROLS.iter().find(|(word, _)| rest.starts_with(word))?;
            // a longer word is another one: `\partial`
            let whole = !rest.get(word.len()).is_some_and(u8::is_ascii_alphabetic) || !word[1].is_ascii_alphabetic();
            whole.then_some((word.len(), *means))
        }
        b'<' => tag(rest),
        _ => None,
    }
}

/// Length and meaning of `&#44;`, `&#x20;`, which spell plain marks and spaces.
fn numeric(rest: &[u8]) -> Option<(usize, Means)> {
    let digits = rest.strip_prefix(b"&#")?;
    let end = digits.iter().take(5).position(|byte| *byte == b';')?;
    let digits = std::str::from_utf8(&digits[..end]).ok()?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u8::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let means = match code {
        b'\n' | b'\r' => Means::Newline,
        b' ' | b'\t' | 0xa0 => Means::Space,
        mark if mark.is_ascii_punctuation() && !matches!(mark, b'\'' | b'`') => Means::Mark(mark),
        _ => return None,
    };
    Some((end + 3, means))
}

/// Length of a line end that an export wrote out: `\nThere`, `the\nsuperior`, `\r\n\n`, but no control word of RTF,
/// `\nowidctlpar`.
fn line_end(rest: &[u8]) -> Option<usize> {
    const ENDS: [&[u8]; 2] = [b"\\r\\n", b"\\n"];
    /// What the control words of RTF that begin with `n` begin with behind it.
    const CONTROLS: [&[u8]; 16] = [
        b"oafcnst",
        b"ocol",
        b"ocompat",
        b"ocwrap",
        b"oextra",
        b"ofeature",
        b"ofilt",
        b"ofwps",
        b"ojkern",
        b"oline",
        b"olnht",
        b"onshp",
        b"oproof",
        b"osuper",
        b"owidctl",
        b"owrap",
    ];
    let length = ENDS.iter().find(|end| rest.starts_with(end))?.len();
    let control = CONTROLS.iter().chain(&[b"estrow" as &[u8], b"esttable", b"estcell", b"ouicompat"]);
    (!control.into_iter().any(|word| rest[length..].starts_with(word))).then_some(length)
}

fn tag(rest: &[u8]) -> Option<(usize, Means)> {
    let start = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
    let name: Vec<u8> =
        rest[start..].iter().take(6).take_while(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    let after = rest.get(start + name.len())?;
    if !matches!(after, b'>' | b' ' | b'/') {
        return None;
    }
    let means = if BLOCKS.contains(&name.as_slice()) {
        Means::Newline
    } else if ROWS.contains(&name.as_slice()) {
        if start == 2 && name == b"table" { Means::Newline } else { Means::Row }
    } else if CELLS.contains(&name.as_slice()) {
        if start == 2 { Means::Space } else { Means::Mark(b'|') }
    } else if INLINE.contains(&name.as_slice()) {
        Means::Space
    } else {
        return None;
    };
    let end = rest.iter().take(LONGEST_TAG).position(|b| *b == b'>')?;
    Some((end + 1, means))
}

/// Length of the apostrophe that `rest` begins with.
pub(super) fn apostrophe(rest: &[u8]) -> Option<usize> {
    APOSTROPHES.iter().find(|apostrophe| rest.starts_with(apostrophe)).map(|apostrophe| apostrophe.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_part_lines_or_words_and_comparisons_stay() {
        assert_eq!(read(b"<br/>x"), Some((5, Means::Newline)));
        assert_eq!(read(b"</P>"), Some((4, Means::Newline)));
        assert_eq!(read(b"<span class=\"a\">x"), Some((16, Means::Space)));
        assert_eq!(read(b"<5 mm"), None);
        assert_eq!(read(b"<brim>"), None);
        assert_eq!(read(b"< b"), None);
    }

    /// Each place is looked at no farther than the longest tag: quadratic reading would never end.
    #[test]
    fn marks_that_nothing_closes_take_no_longer() {
        for mark in ["<p ", "<style>", "&nbsp", "\\pa", "<!--"] {
            let text = mark.repeat(3_000_000 / mark.len());
            let read = (0..text.len()).filter(|at| read(&text.as_bytes()[*at..]).is_some()).count();
            assert_eq!(read, 0, "{mark}");
        }
    }

    #[test]
    fn entities_and_control_words() {
        assert_eq!(read(b"&nbsp;mm"), Some((6, Means::Space)));
        assert_eq!(read(b"& L4"), None);
        assert_eq!(read(b"&#44; x"), Some((5, Means::Mark(b','))));
        assert_eq!(read(b"&#x20;x"), Some((6, Means::Space)));
        assert_eq!(read(b"&#955;"), None);
        assert_eq!(read(b"&ndash;L2"), Some((7, Means::Mark(b'-'))));
        assert_eq!(read(b"\\'96S1"), Some((4, Means::Mark(b'-'))));
        assert_eq!(read(b"<td>L1"), Some((4, Means::Mark(b'|'))));
        assert_eq!(read(b"</td>"), Some((5, Means::Space)));
        assert_eq!(read(b"</tr><tr>"), Some((5, Means::Row)));
        assert_eq!(read(b"\\par x"), Some((4, Means::Newline)));
        assert_eq!(read(b"\\partial"), None);
        assert_eq!(read(b"\\.br\\FINDINGS"), Some((5, Means::Newline)));
        assert_eq!(read(b"\\nThere"), Some((2, Means::Newline)));
        assert_eq!(read(b"\\r\\n\\n"), Some((4, Means::Newline)));
        assert_eq!(read(b"\\nowidctlpar"), None);
        assert_eq!(apostrophe(b"&#39;s"), Some(5));
        assert_eq!(apostrophe(b"\\'92s"), Some(4));
        assert_eq!(apostrophe(b"&amp;"), None);
    }
}
