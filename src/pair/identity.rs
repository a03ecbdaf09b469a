//! The key of this installation: kept in a file, and shown to people in letters.

use super::place;
use crate::model::pairing::{PairFault, PublicKey};
use crate::private;
use ed25519_dalek::pkcs8::DecodePrivateKey;
use ed25519_dalek::{SigningKey, VerifyingKey};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A file longer than this is no key of ours, in bytes.
const LONGEST_FILE: u64 = 4096;
/// What stands before the 32 bytes of an Ed25519 key in a `SubjectPublicKeyInfo` (RFC 8410).
const SPKI_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0];
/// What stands before the 32 secret bytes of an Ed25519 key in PKCS#8 (RFC 8410 §7).
const PKCS8_HEAD: [u8; 16] =
    [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
/// Letters that people do not take for each other: no I, L and O. A prime count, so that the check
/// letter finds every wrong letter and every swap of neighbours.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKMNPQRSTUVWXYZ";
/// Letters of a fingerprint before the check letter: 117 bits of SHA-256.
const FINGERPRINT: usize = 26;
/// Letters of a fingerprint that are said together.
const GROUP: usize = 3;
/// Letters of a device id that are announced.
const HINT: usize = 10;

/// Who this installation is: an Ed25519 key pair (RFC 8032).
///
/// The secret half lives in the TLS library alone, which wipes it at the end.
#[derive(Clone)]
pub struct Identity {
    public: PublicKey,
    certified: Arc<CertifiedKey>,
}

impl Identity {
    /// Reads the key from its file (PKCS#8, RFC 8410), or makes one where there is no file. The
    /// file is made for its user alone (mode 0600), whole or not at all.
    ///
    /// # Errors
    /// [`PairFault::Key`] where the file is damaged, belongs to or can be read by somebody else, or
    /// cannot be read or written. It is never overwritten.
    pub fn load_or_create(path: &Path) -> Result<Self, PairFault> {
        let named = |what: String| PairFault::Key(format!("{}: {what}", path.display()));
        match load(path) {
            Ok(key) => Self::of(&key).map_err(named),
            Err(Unloaded::Missing) => {
                let made = SigningKey::from_bytes(&*random::<32>()?);
                let ours = create(path, &made).map_err(|error| of_system(path, &error))?;
                // Another program was faster: its key is the one on disk.
                let key = if ours { made } else { load(path).map_err(|it| it.at(path))? };
                Self::of(&key).map_err(named)
            }
            Err(unloaded) => Err(unloaded.at(path)),
        }
    }

    /// Makes a key and puts it in the place of the one in this file, whole or not at all. Who knows
    /// the old one does not know this installation any more.
    ///
    /// # Errors
    /// [`PairFault::Key`] where it cannot be written; then nothing was changed.
    pub fn replace(path: &Path) -> Result<Self, PairFault> {
        let named = |what: String| PairFault::Key(format!("{}: {what}", path.display()));
        let made = SigningKey::from_bytes(&*random::<32>()?);
        let renamed = write(path, &made, |temp, path| fs::rename(temp, path));
        renamed.map_err(|error| of_system(path, &error))?;
        Self::of(&made).map_err(named)
    }

    /// A key that is kept nowhere.
    ///
    /// # Errors
    /// [`PairFault::Other`] where the system gives no random bytes.
    pub fn passing() -> Result<Self, PairFault> {
        Self::of(&SigningKey::from_bytes(&*random::<32>()?)).map_err(PairFault::Key)
    }

    fn of(key: &SigningKey) -> Result<Self, String> {
        let public = PublicKey(key.verifying_key().to_bytes());
        let signer = aws_lc_rs::sign::any_eddsa_type(&PrivatePkcs8KeyDer::from(&pkcs8(key)[..]))
            .map_err(|error| error.to_string())?;
        // With raw public keys the certificate is the bare SPKI (RFC 7250).
        let certificate = CertificateDer::from(spki(&public).to_vec());
        let certified = Arc::new(CertifiedKey::new(vec![certificate], signer));
        Ok(Self { public, certified })
    }

    /// The half that others may know.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// What TLS signs with.
    pub(super) fn certified(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.certified)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("public", &self.public).finish_non_exhaustive()
    }
}

/// What people compare: 26 letters of the SHA-256 of the key's SPKI and a check letter, in groups
/// of three.
///
/// The letters are A to Z without I, L and O. No digits: those are typed as a code, and must never
/// be mistaken for something to compare.
pub fn fingerprint(key: &PublicKey) -> String {
    let mut values = device_id(key).to_vec();
    // Neighbours have different weights, and none is zero modulo 23.
    let check: usize =
        values.iter().enumerate().map(|(place, value)| (place % 22 + 1) * value).sum();
    values.push(check % LETTERS.len());
    let groups: Vec<String> = values.chunks(GROUP).map(letters).collect();
    groups.join(" ")
}

/// The beginning of the device id, ten letters: a hint by which a paired machine is found again.
/// It proves nothing.
pub fn device_hint(key: &PublicKey) -> String {
    letters(&device_id(key)[..HINT])
}

/// The key as `SubjectPublicKeyInfo` in DER (RFC 8410): always these 44 bytes.
pub fn spki(key: &PublicKey) -> [u8; 44] {
    let mut der = [0; 44];
    der[..12].copy_from_slice(&SPKI_HEAD);
    der[12..].copy_from_slice(&key.0);
    der
}

/// The key in an SPKI. `None` for everything but the canonical 44 bytes of a sound Ed25519 key.
pub fn from_spki(der: &[u8]) -> Option<PublicKey> {
    let key = der.strip_prefix(&SPKI_HEAD)?.try_into().ok()?;
    is_sound(&key).then_some(PublicKey(key))
}

/// Whether these bytes are a point on the curve with which a signature proves something: for
/// points of small order anybody can sign.
pub(super) fn is_sound(key: &[u8; 32]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| !key.is_weak())
}

/// Bytes of the system's random source, wiped when they are dropped.
pub(super) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, PairFault> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes)
        .map_err(|error| PairFault::Other(format!("getrandom: {error}")))?;
    Ok(bytes)
}

/// The SHA-256 of the SPKI, its first 128 bits written to the base of 23.
fn device_id(key: &PublicKey) -> [usize; FINGERPRINT] {
    let hash: [u8; 32] = Sha256::digest(spki(key)).into();
    let mut rest = hash[..16].iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    std::array::from_fn(|_| {
        let digit = rest % 23;
        rest /= 23;
        usize::try_from(digit).unwrap_or_default()
    })
}

fn letters(values: &[usize]) -> String {
    values.iter().map(|value| char::from(LETTERS[value % LETTERS.len()])).collect()
}

fn pkcs8(key: &SigningKey) -> Zeroizing<[u8; 48]> {
    let mut der = Zeroizing::new([0; 48]);
    der[..16].copy_from_slice(&PKCS8_HEAD);
    der[16..].copy_from_slice(key.as_bytes());
    der
}

/// Why there is no key to be read.
enum Unloaded {
    Missing,
    Unusable(String),
    System(io::Error),
}

impl Unloaded {
    fn at(self, path: &Path) -> PairFault {
        let named = |what: &str| PairFault::Key(format!("{}: {what}", path.display()));
        match self {
            Self::Missing => named("it was there and is gone"),
            Self::Unusable(what) => named(&what),
            Self::System(error) => of_system(path, &error),
        }
    }
}

/// What the system said of the key file or its folder.
fn of_system(path: &Path, error: &io::Error) -> PairFault {
    place::fault(path, error)
        .unwrap_or_else(|| PairFault::Key(format!("{}: {error}", path.display())))
}

impl From<io::Error> for Unloaded {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::System(error),
        }
    }
}

fn load(path: &Path) -> Result<SigningKey, Unloaded> {
    let unusable = |what: &str| Unloaded::Unusable(what.into());
    let data = fs::symlink_metadata(path)?;
    if data.is_dir() {
        return Err(Unloaded::System(io::ErrorKind::IsADirectory.into()));
    }
    if !data.is_file() {
        return Err(unusable("not a file"));
    }
    if data.len() > LONGEST_FILE {
        return Err(unusable("too long for a key"));
    }
    let mut file = File::open(path)?;
    // The opened file is asked, not the name: that may be another by now.
    refuse_foreign(&file.metadata()?).map_err(unusable)?;
    let mut der = Zeroizing::new(Vec::with_capacity(4096));
    Read::by_ref(&mut file).take(LONGEST_FILE).read_to_end(&mut der)?;
    SigningKey::from_pkcs8_der(&der).map_err(|_| unusable("damaged: no Ed25519 key in PKCS#8"))
}

#[cfg(unix)]
fn refuse_foreign(data: &fs::Metadata) -> Result<(), &'static str> {
    use std::os::unix::fs::MetadataExt;
    if data.uid() != rustix::process::geteuid().as_raw() {
        return Err("it belongs to another user");
    }
    if data.mode() & 0o077 != 0 {
        return Err("others may read or write it (its mode has to be 0600)");
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_foreign(_: &fs::Metadata) -> Result<(), &'static str> {
    Ok(())
}

/// Writes a new key file. `false` where somebody else made one in the meantime.
fn create(path: &Path, key: &SigningKey) -> io::Result<bool> {
    write(path, key, place)
}

/// Writes a key to a file beside this one, which `place` gives its name.
fn write<T>(
    path: &Path,
    key: &SigningKey,
    place: impl FnOnce(&Path, &Path) -> io::Result<T>,
) -> io::Result<T> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    private::make_folder(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // Another program, or one that was killed, may have left a name that is not random.
    let mut number = [0; 4];
    getrandom::fill(&mut number).map_err(|error| io::Error::other(error.to_string()))?;
    name.push(format!(".{:08x}.tmp", u32::from_le_bytes(number)));
    let temp = folder.join(name);
    let placed = write_temp(&temp, &*pkcs8(key)).and_then(|()| place(&temp, path));
    // After a rename it is gone, and what else stays behind is of no use.
    fs::remove_file(&temp).ok();
    let placed = placed?;
    private::sync_folder(folder)?;
    Ok(placed)
}

/// Gives the file its name, unless that is taken. A rename alone would replace another's key.
fn place(temp: &Path, path: &Path) -> io::Result<bool> {
    match fs::hard_link(temp, path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        // Some file systems have no hard links.
        Err(_) if !path.try_exists()? => fs::rename(temp, path).map(|()| true),
        Err(error) => Err(error),
    }
}

fn write_temp(temp: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = private::options().write(true).create_new(true).open(temp)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_ever_after() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/key");
        let made = Identity::load_or_create(&path).expect("a key");
        let read = Identity::load_or_create(&path).expect("a key");
        assert_eq!(made.public(), read.public());
        assert_eq!(fs::read_dir(folder.path().join("a")).expect("a folder").count(), 1);
        assert_ne!(made.public(), Identity::passing().expect("a key").public());
    }

    #[test]
    fn a_key_made_by_another_program_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        let first = SigningKey::from_bytes(&[1; 32]);
        assert!(create(&path, &first).expect("written"));
        let before = fs::read(&path).expect("a file");
        assert!(!create(&path, &SigningKey::from_bytes(&[2; 32])).expect("not written"));
        assert_eq!(fs::read(&path).expect("a file"), before);
    }

    #[test]
    fn a_damaged_file_is_told_and_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        Identity::load_or_create(&path).expect("a key");
        let whole = fs::read(&path).expect("a file");
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).expect("written");
            let fault = Identity::load_or_create(&path).expect_err("damaged");
            assert!(matches!(fault, PairFault::Key(_)), "{fault:?}");
            assert_eq!(fs::read(&path).expect("a file"), &whole[..length]);
        }
        fs::write(&path, vec![b'x'; 5000]).expect("written");
        assert!(matches!(Identity::load_or_create(&path), Err(PairFault::Key(_))));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_user_alone_or_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/key");
        Identity::load_or_create(&path).expect("a key");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.path().join("a"))), (0o600, 0o700));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
        assert!(matches!(Identity::load_or_create(&path), Err(PairFault::Key(_))));
        assert_eq!(mode(&path), 0o640);
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).expect("a link");
        assert!(matches!(Identity::load_or_create(&link), Err(PairFault::Key(_))));
    }

    #[test]
    fn only_the_canonical_spki_of_a_sound_key_is_one() {
        let key = Identity::passing().expect("a key").public();
        let der = spki(&key);
        assert_eq!(from_spki(&der), Some(key));
        for bit in 0..12 * 8 {
            let mut other = der;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(from_spki(&other), None, "bit {bit}");
        }
        assert_eq!(from_spki(&der[..43]), None);
        assert_eq!(from_spki(&[&der[..], &[0]].concat()), None);
        let mut identity_point = [0; 32];
        identity_point[0] = 1;
        assert_eq!(from_spki(&spki(&PublicKey(identity_point))), None);
        assert_eq!(from_spki(&spki(&PublicKey([0; 32]))), None);
    }

    #[test]
    fn a_fingerprint_is_letters_in_groups_and_begins_with_the_hint() {
        let key = PublicKey([7; 32]);
        let shown = fingerprint(&key);
        assert_eq!(shown.split(' ').map(str::len).collect::<Vec<_>>(), [3; 9]);
        let plain = shown.replace(' ', "");
        assert!(plain.bytes().all(|letter| LETTERS.contains(&letter)));
        assert!(plain.starts_with(&device_hint(&key)));
        assert_eq!(device_hint(&key).len(), 10);
        assert_ne!(shown, fingerprint(&PublicKey([8; 32])));
    }

    #[test]
    fn the_secret_half_is_never_shown() {
        let identity = Identity::of(&SigningKey::from_bytes(&[0xab; 32])).expect("a key");
        let shown = format!("{identity:?}");
        assert!(!shown.contains("171, 171") && !shown.to_lowercase().contains("abab"), "{shown}");
    }
}
