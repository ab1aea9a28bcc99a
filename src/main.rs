//! The command `schmorl`.

fn main() {}
