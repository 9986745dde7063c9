//! The link to the worker.
