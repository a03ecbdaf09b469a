//! Clients and servers of real protocols: curl, redis, nginx.

use crate::support::{Program, foreign, free_port, jackfield, listens, megabyte};
use std::fs;
use std::net::Ipv4Addr;
use tempfile::TempDir;

#[test]
fn curl_reads_an_answer_with_a_length() {
    let answer = r"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, world\n";
    let mut ours = jackfield(&["listen", "tcp://127.0.0.1:0", "--greet", answer]);
    let url = format!("http://127.0.0.1:{}/greeting", ours.port());
    let mut theirs = foreign(&format!("curl --silent --show-error --noproxy * {url}"));
    theirs.succeed();
    assert_eq!(theirs.all(), b"Hello, world\n");
    ours.expect_out(r"^GET /greeting HTTP/1\.1\r\n(?s:.*)\r\n\r\n$");
    ours.interrupt();
}

#[test]
fn curl_reads_an_answer_that_ends_when_we_close() {
    let answer = r"HTTP/1.0 200 OK\r\n\r\nHello, world\n";
    let mut ours =
        jackfield(&["listen", "tcp://127.0.0.1:0", "--greet", answer, "--close-after-greet"]);
    let url = format!("http://127.0.0.1:{}/", ours.port());
    // Closing with the request unread would reset the connection: often enough to be seen in ten.
    for _ in 0..10 {
        let mut theirs = foreign(&format!("curl --silent --show-error --noproxy * {url}"));
        theirs.succeed();
        assert_eq!(theirs.all(), b"Hello, world\n");
    }
    ours.interrupt();
}

#[test]
fn redis_answers_what_we_send() {
    let folder = TempDir::new().expect("a folder");
    let port = free_port(Ipv4Addr::LOCALHOST.into());
    let _redis = foreign(&format!(
        "redis-server --bind 127.0.0.1 --port {port} --save  --appendonly no --dir {}",
        folder.path().display()
    ));
    listens(port);
    let to = format!("127.0.0.1:{port}");
    let mut ours = jackfield(&[
        "connect",
        &to,
        "--send",
        r"PING\r\n",
        "--expect",
        r"+PONG\r\n",
        "--timeout",
        "20s",
    ]);
    ours.succeed();
    assert_eq!(ours.all(), b"+PONG\r\n");

    let value = r"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\x00\xff\r\n\r\n";
    let get = r"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";
    let wanted = r"$4\r\n\x00\xff\r\n\r\n";
    let mut ours = jackfield(&[
        "connect",
        &to,
        "--send",
        value,
        "--send",
        get,
        "--expect",
        wanted,
        "--timeout",
        "20s",
    ]);
    ours.succeed();
    assert_eq!(ours.all(), b"+OK\r\n$4\r\n\x00\xff\r\n\r\n");
}

#[test]
fn what_does_not_come_in_time_is_a_failure() {
    let port = free_port(Ipv4Addr::LOCALHOST.into());
    let _theirs = foreign(&format!("ncat -l 127.0.0.1 {port}"));
    listens(port);
    let mut ours = jackfield(&[
        "connect",
        &format!("127.0.0.1:{port}"),
        "--send",
        "hello",
        "--expect",
        "world",
        "--timeout",
        "200ms",
    ]);
    ours.exit_with(1);
}

fn nginx(folder: &TempDir, port: u16) -> Program {
    let here = folder.path().display();
    let configuration = format!(
        "daemon off; pid {here}/pid; error_log stderr; events {{ }}
        http {{ access_log off; client_body_temp_path {here}/t1; proxy_temp_path {here}/t2;
            fastcgi_temp_path {here}/t3; uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5;
            server {{ listen 127.0.0.1:{port}; root {here}/pages; }} }}"
    );
    fs::write(folder.path().join("nginx.conf"), configuration).expect("a writable folder");
    foreign(&format!("/usr/sbin/nginx -e stderr -p {here} -c {here}/nginx.conf"))
}

#[test]
fn nginx_gives_us_a_megabyte() {
    let folder = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir()
        .expect("a folder");
    fs::create_dir(folder.path().join("pages")).expect("a folder");
    fs::write(folder.path().join("pages/megabyte"), megabyte()).expect("a writable folder");
    let port = free_port(Ipv4Addr::LOCALHOST.into());
    let _nginx = nginx(&folder, port);
    listens(port);
    let request = r"GET /megabyte HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
    let mut ours = jackfield(&["connect", &format!("127.0.0.1:{port}"), "--send", request]);
    ours.succeed();
    let answer = ours.all();
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", ours.errors());
    assert!(answer.ends_with(&[b"\r\n\r\n", &megabyte()[..]].concat()), "the whole file");
}
