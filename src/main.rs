//! The command `schmorl`.
//!
//! Exit status: 0 done, 1 the run failed, 2 wrong usage. A reader of our output that goes away is no failure.

mod cli;

/// Findings are many small allocations, made and dropped on the thread of their report.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::quiet_panics();
    cli::main()
}
