//! What the paired machines are compared with: plain files, plain TCP, and other people's programs.

use super::measure::Outcome;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_secs(20);

/// A child that ends with this.
pub(crate) struct Server(pub(crate) Child);

impl Drop for Server {
    /// It ends as it likes to: one that was killed may start in another way the next time.
    fn drop(&mut self) {
        let pid = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        pid.and_then(|pid| kill_process(pid, Signal::TERM).ok());
        let deadline = Instant::now() + Duration::from_secs(5);
        while matches!(self.0.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::yield_now();
        }
        self.0.kill().ok(); // It has ended, or does not end by itself.
        self.0.wait().ok();
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Waits until somebody listens there, without a connection that the server would have to serve.
fn wait_for(port: u16) -> Outcome<()> {
    let listening = format!(":{port:04X} 00000000:0000 0A");
    let deadline = Instant::now() + PATIENCE;
    while !fs::read_to_string("/proc/net/tcp")?.contains(&listening) {
        if Instant::now() > deadline {
            return Err(format!("nobody listens on port {port}").into());
        }
        std::thread::yield_now();
    }
    Ok(())
}

fn run(command: &mut Command) -> Outcome<Vec<u8>> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

/// An openssl server with an Ed25519 key.
pub(crate) struct Handshakes {
    _server: Server,
    port: u16,
}

impl Handshakes {
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder)?;
        let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
        run(Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=bench", "-keyout"])
            .args([&key, Path::new("-out"), &certificate]))?;
        let port = free_port()?;
        let server = Command::new("openssl")
            .args([
                "s_server",
                "-quiet",
                "-tls1_3",
                "-accept",
                &format!("127.0.0.1:{port}"),
                "-key",
            ])
            .args([&key, Path::new("-cert"), &certificate])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Server(server);
        wait_for(port)?;
        Ok(Self { _server: server, port })
    }

    /// What one handshake takes, from as many as a second has room for.
    pub(crate) fn milliseconds(&self) -> Outcome<f64> {
        let address = format!("127.0.0.1:{}", self.port);
        let said = run(Command::new("openssl")
            .args(["s_time", "-new", "-tls1_3", "-time", "2", "-connect", &address]))?;
        let said = String::from_utf8(said)?;
        // "1234 connections in 3 real seconds, 0 bytes read per connection"
        let line = said.lines().find(|line| line.contains("real seconds")).ok_or("no figure")?;
        let numbers: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [connections, seconds, ..] = numbers[..] else { return Err(line.into()) };
        Ok(seconds * 1e3 / connections)
    }
}

/// Lines over TCP that are on the disk of both sides before the next is sent.
pub(crate) struct Durable {
    here: File,
    stream: TcpStream,
    _there: JoinHandle<()>,
}

const LINE: [u8; 64] = [b'x'; 64];

impl Durable {
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        let log = |name: &str| {
            OpenOptions::new().create(true).truncate(true).write(true).open(folder.join(name))
        };
        let (here, mut there) = (log("here.log")?, log("there.log")?);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let stream = TcpStream::connect(listener.local_addr()?)?;
        let (mut peer, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        peer.set_nodelay(true)?;
        let serve = move || {
            let mut line = LINE;
            while peer.read_exact(&mut line).is_ok() {
                let kept = there.write_all(&line).and_then(|()| there.sync_data());
                if kept.and_then(|()| peer.write_all(b"k")).is_err() {
                    return;
                }
            }
        };
        Ok(Self { here, stream, _there: std::thread::spawn(serve) })
    }

    /// One line and its acknowledgement, in milliseconds.
    pub(crate) fn one(&mut self) -> Outcome<f64> {
        let begun = Instant::now();
        self.here.write_all(&LINE)?;
        self.here.sync_data()?;
        self.stream.write_all(&LINE)?;
        self.stream.read_exact(&mut [0])?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    }
}

/// An OpenSSH server of our own, with keys of its own.
pub(crate) struct Scp {
    _server: Server,
    port: u16,
    folder: PathBuf,
}

impl Scp {
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        let folder = fs::canonicalize(folder)?.join("ssh");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder)?;
        // What sshd insists on where no service has made it.
        fs::create_dir_all("/run/sshd").ok();
        for name in ["host", "user"] {
            run(Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.join(name)))?;
        }
        fs::copy(folder.join("user.pub"), folder.join("authorized"))?;
        let port = free_port()?;
        let server = Command::new("/usr/sbin/sshd")
            .args(["-D", "-f", "/dev/null", "-p", &port.to_string(), "-h"])
            .arg(folder.join("host"))
            .arg("-o")
            .arg(format!("AuthorizedKeysFile={}", folder.join("authorized").display()))
            .args(["-o", "StrictModes=no", "-o", "UsePAM=no", "-o", "ListenAddress=127.0.0.1"])
            .args(["-o", "PidFile=none", "-o", "PermitRootLogin=yes"])
            .args(["-o", "Subsystem=sftp internal-sftp"])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let server = Server(server);
        wait_for(port)?;
        Ok(Self { _server: server, port, folder })
    }

    /// Copies a file through the server, and has it on the disk.
    pub(crate) fn copy(&self, source: &Path) -> Outcome<Duration> {
        let copy = self.folder.join("copy");
        let begun = Instant::now();
        run(Command::new("scp")
            .args(["-q", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"])
            .args(["-P", &self.port.to_string(), "-i"])
            .arg(self.folder.join("user"))
            .arg(source)
            .arg(format!("127.0.0.1:{}", copy.display())))?;
        File::open(&copy)?.sync_all()?;
        let took = begun.elapsed();
        fs::remove_file(copy)?;
        Ok(took)
    }
}

/// A file through ncat; then both files are hashed by b3sum, and compared.
pub(crate) fn ncat_and_hash(folder: &Path, source: &Path) -> Outcome<Duration> {
    let (port, copy) = (free_port()?, folder.join("copy"));
    let mut receiver = Command::new("ncat")
        .args(["-l", "--recv-only", "127.0.0.1", &port.to_string()])
        .stdin(Stdio::null())
        .stdout(File::create(&copy)?)
        .spawn()?;
    wait_for(port)?;
    let begun = Instant::now();
    let hash = |path: &Path| {
        Command::new("b3sum").arg("--no-names").arg(path).stdout(Stdio::piped()).spawn()
    };
    let here = hash(source)?;
    let sent = Command::new("ncat")
        .args(["--send-only", "127.0.0.1", &port.to_string()])
        .stdin(File::open(source)?)
        .status()?;
    receiver.wait()?;
    File::open(&copy)?.sync_all()?;
    let (here, there) = (here.wait_with_output()?, hash(&copy)?.wait_with_output()?);
    let took = begun.elapsed();
    fs::remove_file(copy)?;
    if sent.success() && here.stdout == there.stdout && !here.stdout.is_empty() {
        Ok(took)
    } else {
        Err("what ncat brought is not what was sent".into())
    }
}

/// A file that nothing can make smaller.
pub(crate) fn noise(path: &Path, bytes: u64) -> Outcome<()> {
    let mut random = BufReader::new(File::open("/dev/urandom")?).take(bytes);
    let mut file = BufWriter::new(File::create(path)?);
    std::io::copy(&mut random, &mut file)?;
    file.into_inner()?.sync_all()?;
    Ok(())
}
