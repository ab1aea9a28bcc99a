use super::*;

#[test]
fn the_embedded_lexicons_hold_and_every_row_proves_itself() {
    match Lexicons::compile(embedded_sources()) {
        Ok(lexicons) => assert!(lexicons.rows().len() > 1000),
        Err(error) => panic!("{error}"),
    }
}
