//! Password-authenticated key exchange: a short secret becomes a strong key, one guess a run.

use spake2::{Ed25519Group, Identity, Password, Spake2};
use zeroize::Zeroizing;

/// Who of the two somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Types the code: A.
    Joiner,
    /// Shows the code: B.
    Inviter,
}

/// One run of an exchange. Behind it another can take its place, once one is an RFC and reviewed.
pub trait Pake: Sized {
    /// Bytes of a message.
    const MESSAGE: usize;

    /// Begins a run: the state, and what the other side is sent. The names stand for the joiner and
    /// the inviter, and both sides have to give the same.
    fn start(role: Role, secret: &[u8], joiner: &[u8], inviter: &[u8]) -> (Self, Vec<u8>);

    /// The key, the same on both sides only where secret and names are. `None` where the message
    /// cannot be one of the other role.
    fn finish(self, theirs: &[u8]) -> Option<Zeroizing<Vec<u8>>>;
}

/// SPAKE2 on edwards25519, as `python-spake2` has it. The code was never audited, and says of itself
/// that it may not run in constant time; what it is given here is random and good for three runs.
pub struct SpakeTwo(Spake2<Ed25519Group>);

impl Pake for SpakeTwo {
    const MESSAGE: usize = 33;

    fn start(role: Role, secret: &[u8], joiner: &[u8], inviter: &[u8]) -> (Self, Vec<u8>) {
        let (secret, a, b) = (Password::new(secret), Identity::new(joiner), Identity::new(inviter));
        let (state, message) = match role {
            Role::Joiner => Spake2::start_a(&secret, &a, &b),
            Role::Inviter => Spake2::start_b(&secret, &a, &b),
        };
        (Self(state), message)
    }

    fn finish(self, theirs: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.0.finish(theirs).ok().map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(a: (&[u8], &[u8]), b: (&[u8], &[u8])) -> bool {
        let (first, sent) = SpakeTwo::start(Role::Joiner, a.0, a.1, b"B");
        let (second, answered) = SpakeTwo::start(Role::Inviter, b.0, b.1, b"B");
        assert_eq!((sent.len(), answered.len()), (SpakeTwo::MESSAGE, SpakeTwo::MESSAGE));
        first.finish(&answered).expect("a key") == second.finish(&sent).expect("a key")
    }

    #[test]
    fn the_keys_agree_only_where_secret_and_names_do() {
        assert!(run((b"12345678", b"A"), (b"12345678", b"A")));
        assert!(!run((b"12345678", b"A"), (b"12345679", b"A")));
        assert!(!run((b"12345678", b"A"), (b"12345678", b"C")));
    }

    #[test]
    fn messages_of_the_same_role_and_others_are_none() {
        for wrong in [0, 32, 34] {
            let (state, _) = SpakeTwo::start(Role::Joiner, b"1", b"A", b"B");
            assert!(state.finish(&vec![0x42; wrong]).is_none());
        }
        let (state, own) = SpakeTwo::start(Role::Joiner, b"1", b"A", b"B");
        assert!(state.finish(&own).is_none());
    }
}
