//! stub
use super::Failure;
use clap::Args;
/// Stub
#[derive(Args)]
pub(crate) struct ExplainArgs {}
pub(crate) fn run(_: &ExplainArgs) -> Result<(), Failure> { Ok(()) }
