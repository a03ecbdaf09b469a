//! Which thread serves a new connection.

/// Where a connection goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To a thread of its own, which is to be started.
    NewThread,
    /// To the thread at this index.
    Thread(usize),
}

/// A thread of its own while there are fewer than `max_threads`, then the least busy one. `loads`
/// has the number of connections of each live thread, `None` where a thread has ended.
pub(super) fn place(loads: &[Option<usize>], max_threads: usize) -> Place {
    let live = loads.iter().flatten().count();
    let idle = loads.iter().position(|load| *load == Some(0));
    let least_busy = || {
        let busy = loads.iter().enumerate().filter_map(|(index, load)| Some((index, (*load)?)));
        busy.min_by_key(|(_, load)| *load).map(|(index, _)| index)
    };
    match idle {
        Some(index) => Place::Thread(index),
        None if live < max_threads.max(1) => Place::NewThread,
        None => least_busy().map_or(Place::NewThread, Place::Thread),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_get_threads_of_their_own_until_there_are_enough() {
        assert_eq!(place(&[], 2), Place::NewThread);
        assert_eq!(place(&[Some(1)], 2), Place::NewThread);
        assert_eq!(place(&[Some(2), Some(1)], 2), Place::Thread(1));
        assert_eq!(place(&[Some(2), None, Some(1)], 3), Place::NewThread);
        assert_eq!(place(&[Some(2), None, Some(1)], 2), Place::Thread(2));
    }

    #[test]
    fn an_idle_thread_is_used_before_another_is_started() {
        assert_eq!(place(&[Some(1), Some(0)], 64), Place::Thread(1));
    }

    #[test]
    fn there_is_always_at_least_one_thread() {
        assert_eq!(place(&[], 0), Place::NewThread);
        assert_eq!(place(&[Some(9)], 0), Place::Thread(0));
    }
}
