//! What the tests stand on: programs with deadlines, and facts of the system that can be waited for.

mod facts;
mod program;
mod room;

pub(crate) use facts::until as facts_until;
pub(crate) use facts::{free_port, is_bound, listens, listens_at, lonely_address};
pub(crate) use program::{Program, foreign, jackfield, jackfield_in, jackfield_under};
pub(crate) use room::Room;

/// Every byte value, twice, then words in several writings: what a text-minded program breaks.
pub(crate) fn every_byte() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=u8::MAX).chain((0..=u8::MAX).rev()).collect();
    bytes.extend_from_slice("\r\n欢迎访问菜鸟教程! 🙂 e\u{301}\r\n\0end".as_bytes());
    bytes
}

/// A megabyte in which no two kilobytes are equal: what is lost, doubled or moved is seen.
pub(crate) fn megabyte() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(1024 * 1024);
    while bytes.len() < 1024 * 1024 {
        // xorshift64 (Marsaglia, Journal of Statistical Software 8(14), 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}
