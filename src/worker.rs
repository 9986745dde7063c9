//! The worker role: hands messages to [`simcore::host::Host`] and time to its turns.

/// Starts the worker.
pub fn start() {}
