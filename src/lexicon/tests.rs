use super::*;

#[test]
fn the_embedded_lexicons_hold_and_every_row_proves_itself() {
    match Lexicons::compile(embedded_sources()) {
        Ok(lexicons) => {
            assert!(lexicons.rows().len() > 1000);
            assert_eq!(lexicons.hash(), Lexicons::embedded().hash());
        }
        Err(error) => panic!("{error}"),
    }
}

/// What the build makes is what the same files make when they are loaded.
#[test]
fn the_built_tree_is_that_of_the_files() {
    let (built, loaded) = (Lexicons::embedded(), Lexicons::compile(embedded_sources()).unwrap());
    assert!(built.trie.to_bytes() == PHRASES && loaded.trie.to_bytes() == PHRASES);
    let rows = |lexicons: &Lexicons| format!("{:?}", lexicons.rows());
    assert_eq!(rows(&built), rows(&loaded));
}

/// Faults of one file put over the embedded one, as `line:column message; remedy`.
fn faults(name: &str, text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    match Lexicons::load(folder.path()) {
        Ok(_) => Vec::new(),
        Err(LexiconError::Faults(_, faults)) => {
            faults.iter().map(|f| format!("{}:{}:{} {}; {}", f.file, f.line, f.column, f.message, f.remedy)).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

const ROW: &str = "count-901\tumpteen\tcount\tmultiple\tumpteen nodes\tfew nodes\tours\n";

fn table(rows: &str) -> String {
    format!("{HEADER}\n{rows}")
}

#[test]
fn rows_of_a_users_own() {
    assert_eq!(faults("count.add.tsv", &table(ROW)), Vec::<String>::new());
    assert_eq!(faults("count.add.tsv", &table(&format!("# ours\n\n{ROW}"))), Vec::<String>::new());
    assert_eq!(faults("README.md", "anything"), Vec::<String>::new());
    assert_eq!(faults("notes.txt", "anything"), Vec::<String>::new());
}

#[test]
fn every_fault_has_its_place_and_remedy() {
    let cell = |column: usize, value: &str| {
        let mut cells: Vec<&str> = ROW.trim_end().split('\t').collect();
        cells[column] = value;
        table(&(cells.join("\t") + "\n"))
    };
    let double = |column: usize, value: &str| format!("{}{}", table(ROW), &cell(column, value)[HEADER.len() + 1..]);
    let cases: &[(&str, String, &str)] = &[
        ("count.add.tsv", ROW.to_owned(), "1:1 wrong header; the first line is `id<TAB>term"),
        ("count.add.tsv", HEADER.replace("role", "rule"), "1:15 wrong header; the first line is"),
        ("count.add.tsv", HEADER.replace("\tsource", ""), "1:26 wrong header"),
        ("count.add.tsv", table("count-901\tumpteen\tcount\n"), "2:1 3 columns; a row has 7"),
        ("count.add.tsv", table(&ROW.replace("ours", "ours\tmine")), "2:1 8 columns; a row has 7"),
        ("count.add.tsv", cell(5, ""), "2:48 `no` is empty"),
        ("count.add.tsv", cell(4, " umpteen"), "2:34 `yes` begins or ends with a space"),
        ("count.add.tsv", cell(2, "size"), "2:19 class `size` in this file; rows of count.add.tsv have class `count`"),
        (
            "count.add.tsv",
            cell(3, "mutliple"),
            "2:25 unknown role `mutliple`; did you mean `multiple`? roles of `count` are",
        ),
        ("count.add.tsv", cell(3, "before"), "2:25 unknown role `before`; roles of `count` are"),
        ("count.add.tsv", cell(3, "number"), "2:25 unknown role `number`; `number` needs a value"),
        ("count.add.tsv", cell(3, "number=many"), "2:25 unknown role `number=many`; `many` is no value"),
        ("count.add.tsv", cell(1, "ump[teen"), "2:14 this bracket is not closed with `]`"),
        ("count.add.tsv", cell(1, "umpteen|many"), "2:18 `|` without an opening bracket"),
        ("count.add.tsv", cell(1, "[ ]"), "2:11 the term has no words"),
        ("count.add.tsv", double(1, "umptieth"), "3:1 id `count-901` stands on line 2 of count.add.tsv too"),
        ("count.add.tsv", cell(4, "several nodes"), "2:34 count-901 does not match its own `yes`; write an example"),
        ("count.add.tsv", cell(5, "Umpteen nodes"), "2:48 count-901 matches its own `no`"),
        ("count.add.tsv", table(ROW).replace('\t', ","), "1:1 the columns are parted by commas; part them by tabs"),
        ("count.add.tsv", table(ROW).replace('\t', ";"), "1:1 the columns are parted by semicolons"),
        ("coutn.tsv", table(ROW), "1:1 the file's name is no lexicon's; did you mean `count.tsv`?"),
        ("conut.add.tsv", table(ROW), "1:1 the file's name is no lexicon's; did you mean `count.add.tsv`?"),
        ("count.csv", table(ROW), "1:1 the file's name is no lexicon's; did you mean `count.tsv`?"),
        ("abbreviations.tsv", table(ROW), "1:1 the file's name is no lexicon's; lexicons are acuity.tsv"),
    ];
    for (name, text, expected) in cases {
        let found = faults(name, text);
        assert!(found.iter().any(|f| f.starts_with(&format!("{name}:{expected}"))), "{expected}\n{found:#?}");
    }
}

#[test]
fn a_phrase_means_one_thing_in_a_class() {
    let second = "count-902\t(umpteen|lots of)\tcount\tsingle\tlots of nodes\tfew nodes\tours\n";
    let found = faults("count.add.tsv", &table(&format!("{ROW}{second}")));
    assert_eq!(
        found,
        ["count.add.tsv:3:11 `umpteen` stands in count-901, line 2 of count.add.tsv too, with another role; a phrase \
            means one thing in a class: keep one of the two"]
    );
    let third = "count-903\tumpteen old nodes\tcount\tmultiple\tumpteen old nodes\tfew nodes\tours\n";
    let swallowed = ROW.replace("umpteen nodes", "umpteen old nodes");
    let found = faults("count.add.tsv", &table(&format!("{swallowed}{third}")));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("the longer term of count-903 swallows it"), "{found:#?}");
}

#[test]
fn the_tree_holds_every_phrase_of_every_row() {
    let lexicons = Lexicons::embedded();
    let mut tokens = Tokens::default();
    for (number, row) in lexicons.rows().iter().enumerate() {
        for phrase in row.phrases() {
            lexicons.tokenise(&phrase, &mut tokens);
            let end = tokens.list.len();
            let found = lexicons.longest_in(row.tag.root(), &tokens, 0, end).filter(|(_, next)| *next == end);
            let found = found.is_some_and(|(p, _)| lexicons.trie.rows(p).iter().any(|r| usize::from(*r) == number));
            assert!(found, "{}: {phrase}", row.id);
        }
    }
}
