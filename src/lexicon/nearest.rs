//! What a mistyped name was meant to be.

/// `did you mean `x`? ` where one of the known names is near, or nothing.
pub(crate) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(typed, known).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default()
}

/// The known name that is nearest to what was typed, if any is near.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let near = |name: &&'a str| strsim::damerau_levenshtein(&typed, name);
    known.into_iter().min_by_key(near).filter(|name| near(name) <= 1 + name.len() / 4)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_names() {
        let known = ["before", "after", "pseudo"];
        assert_eq!(nearest("Befroe", known), Some("before"));
        assert_eq!(nearest("befor", known), Some("before"));
        assert_eq!(nearest("terminator", known), None);
    }
}
