//! Keeps a capture that is not kept from filling the memory file system it lies in.

use super::capture::Capture;

/// Bytes of a capture that is not kept; what is older is given up, a quarter at a time.
#[cfg(target_os = "linux")]
const BOUND: u64 = 64 * 1024 * 1024;

/// Gives up the oldest chunks of a scratch capture that has grown beyond its bound. Their place in
/// the file becomes a hole, so that every position stays what it was.
#[cfg(target_os = "linux")]
pub(super) fn bound(capture: &mut Capture) {
    if capture.source.is_scratch() && capture.held() > BOUND {
        capture.drop_oldest(BOUND / 4 * 3);
    }
}

/// Other systems make no holes in files that easily: there the capture lives on disk, and its size
/// is that of what passed.
#[cfg(not(target_os = "linux"))]
pub(super) fn bound(_capture: &mut Capture) {}
