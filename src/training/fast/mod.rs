//! The network in the form that trains fast.

pub mod blocks;
pub mod network;
mod prefetch;
pub mod registers;
pub mod sparse;
