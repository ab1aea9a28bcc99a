//! Whose turn it is: blocks are read side by side, and cut into records one after the other.
//!
//! Where a record begins depends on everything in front of it (a quote may be open), and its number on how many
//! records there were. So each block has a ticket, and waits for those in front to be cut. Cutting is fast beside
//! reading before it and extraction behind it: see ARCHITECTURE.

use super::Error;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Serves tickets in order.
#[derive(Debug, Default)]
pub(super) struct Turn {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The ticket whose turn it is.
    ticket: u64,
    /// Records cut so far.
    records: u64,
    /// A block went away uncut: what follows it cannot be numbered.
    broken: bool,
}

impl Turn {
    /// For blocks behind so many records.
    pub(super) fn behind(records: u64) -> Self {
        Self { state: Mutex::new(State { records, ..State::default() }), moved: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the order.
#[derive(Debug)]
pub(super) struct Ticket {
    turn: Arc<Turn>,
    number: u64,
    served: bool,
}

impl Ticket {
    /// The ticket of that number, from 0. Every number must be given out once.
    pub(super) fn new(turn: &Arc<Turn>, number: u64) -> Self {
        Self { turn: Arc::clone(turn), number, served: false }
    }

    /// Waits for its turn, then cuts: `cut` gets the number of its first record, from 1, and tells how many there are.
    pub(super) fn take(mut self, cut: impl FnOnce(u64) -> Result<u64, Error>) -> Result<u64, Error> {
        let mut state = self.turn.lock();
        while state.ticket != self.number && !state.broken {
            state = self.turn.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.broken {
            return Err(Error::Stopped);
        }
        let first = state.records + 1;
        drop(state);
        // Nobody else is served meanwhile.
        let count = cut(first)?;
        self.served = true;
        let mut state = self.turn.lock();
        state.ticket += 1;
        state.records += count;
        drop(state);
        self.turn.moved.notify_all();
        Ok(first)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.served {
            self.turn.lock().broken = true;
            self.turn.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_numbered_in_order_whoever_comes_first() {
        let turn: Arc<Turn> = Arc::default();
        let firsts = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..20_u64)
                .rev()
                .map(|number| {
                    let ticket = Ticket::new(&turn, number);
                    scope.spawn(move || ticket.take(|_| Ok(number)).unwrap())
                })
                .collect();
            threads.into_iter().rev().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        let expected: Vec<u64> = (0..20).map(|number| 1 + (0..number).sum::<u64>()).collect();
        assert_eq!(firsts, expected);
    }

    #[test]
    fn a_block_that_is_lost_stops_those_behind_it() {
        let turn: Arc<Turn> = Arc::default();
        let (first, second) = (Ticket::new(&turn, 0), Ticket::new(&turn, 1));
        drop(first);
        assert!(matches!(second.take(|_| Ok(1)), Err(Error::Stopped)));
    }
}
