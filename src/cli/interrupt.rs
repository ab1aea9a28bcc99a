//! Ctrl-C: the run ends, and nothing stays under the output's name.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set when somebody pressed Ctrl-C, or a scheduler asked the run to end.
pub(crate) fn flag() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| {
        // Where it cannot be listened for, the system ends the run as it always did.
        let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
    });
    &STOP
}
