//! Disks that are full, that fail, that may not be written, and one that is put back as it was.

use super::super::machine::Machine;
use super::logs;
use super::serving::Serving;
use super::spoken::counted;
use crate::support::Program;
use jackfield::model::pairing::Item;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small disk of its own below a machine's ledger, which only programs run with [`Disk::wrapper`]
/// see (`mount_namespaces(7)`). It is gone with this.
struct Disk {
    keeper: Program,
    folder: PathBuf,
}

impl Disk {
    /// Takes over what is in the ledger's folder.
    fn below(machine: &Machine, options: &str) -> Self {
        let folder = machine.paths().pair_folder();
        let script = "cp -a \"$1\" \"$1.kept\" && mount -t tmpfs -o size=8m,mode=700 tmpfs \"$1\" \
                      && cp -a \"$1.kept/.\" \"$1\" && mount -o \"remount,$2\" \"$1\" \
                      && echo ready; exec cat";
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", script, "sh"]).arg(&folder).arg(options);
        let keeper = Program::start(command);
        assert!(keeper.said("ready"), "only root may mount a disk\n{}", keeper.errors());
        Self { keeper, folder }
    }

    fn wrapper(&self) -> [String; 2] {
        ["nsenter".into(), format!("--mount=/proc/{}/ns/mnt", self.keeper.pid())]
    }

    /// Starts to serve with it.
    fn serve(&self, machine: &Machine) -> Serving {
        Serving::under(machine, &self.wrapper().each_ref().map(String::as_str))
    }

    /// Where others see its files.
    fn folder(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.keeper.pid()));
        root.join(self.folder.strip_prefix("/").expect("it is absolute"))
    }

    /// Fills it to its last byte.
    fn fill(&self) {
        let mut filler = fs::File::create(self.folder().join("filler")).expect("a file");
        for size in [64 * 1024, 1] {
            while filler.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    fn free(&self) {
        fs::remove_file(self.folder().join("filler")).expect("it is there");
    }

    /// What is in the ledger. `SQLite` would follow the link that leads to this disk back to ours.
    fn log(&self) -> Vec<Item> {
        let here = tempfile::tempdir().expect("a folder");
        copy(&self.folder(), here.path());
        logs::log_in(here.path())
    }

    fn remount(&self, options: &str) {
        let mut command = Command::new("nsenter");
        command.arg(&self.wrapper()[1]).args(["mount", "-o"]).arg(format!("remount,{options}"));
        assert!(command.arg(&self.folder).status().expect("it runs").success());
    }
}

fn pair() -> [Machine; 2] {
    let machines = [Machine::new(), Machine::new()];
    machines[0].pair(&machines[1]);
    machines
}

fn long(number: u32) -> String {
    format!("{number} {}", "x".repeat(4_000))
}

/// Waits until all that was said is on the other's disk, dialling at once where there is no link.
#[track_caller]
fn settle(sides: &mut [Serving; 2]) {
    crate::support::facts_until("all is stored", {
        let sides = std::cell::RefCell::new(sides);
        move || {
            let mut sides = sides.borrow_mut();
            sides.iter_mut().for_each(Serving::look_and_dial);
            sides.iter().all(|side| side.stored == side.said)
        }
    });
}

#[test]
fn a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_space() {
    let [mia, tom] = pair();
    let disk = Disk::below(&mia, "rw");
    let mut sides = [disk.serve(&mia), Serving::start(&tom)];
    sides[1].say([long(1)]);
    sides[1].until("it is stored", |own| own.stored == 1);
    disk.fill();
    sides[1].say((2..40).map(long));
    sides[0]
        .until("it tells why", |own| own.stopped_by().is_some_and(|why| why.contains("ledger")));
    let seen = mia.run(&["peers"]).all();
    let seen = String::from_utf8_lossy(&seen).into_owned();
    assert!(seen.contains("Free some space"), "{seen}");
    sides[0].say(["from a full disk".into()]);
    let refused = sides[0].until_told("refused").to_string();
    assert!(refused.contains("full"), "{refused}");
    sides[1].until("all is queued", |own| own.said == 39);
    assert_eq!((sides[1].stored, disk.log().len()), (1, 1));
    disk.free();
    sides[1].try_now();
    sides[0].say(["there is space".into()]);
    sides[0].until("it is queued", |own| own.said == 1);
    settle(&mut sides);
    logs::assert_same(&disk.log(), &logs::log_of(&tom));
}

#[test]
fn a_ledger_that_may_not_be_written_is_refused_with_a_sentence() {
    let [mia, tom] = pair();
    let disk = Disk::below(&mia, "ro");
    let wrapper = disk.wrapper();
    let mut refused = Program::start(
        mia.command(&wrapper.each_ref().map(String::as_str), &["serve", "--listen", &mia.place()]),
    );
    refused.exit_with(1);
    refused.expect_err("ledger.* can only be read");
    tom.run(&["send", &mia.name(), "hello", "--timeout", "1s"]).exit_with(1);
    disk.remount("rw");
    let mut sides = [disk.serve(&mia), Serving::start(&tom)];
    sides[1].until("it knows what waits", |own| own.said == 1);
    settle(&mut sides);
    logs::assert_same(&disk.log(), &logs::log_of(&tom));
}

/// A tracer that holds calls up. While it does, what it traces cannot even be killed.
struct Tracer {
    traced: Pid,
    pid: Pid,
}

impl Tracer {
    fn of(traced: Pid) -> Self {
        crate::support::facts_until("it is traced", || !tracers(traced).is_empty());
        Self { traced, pid: tracers(traced)[0] }
    }
}

impl Drop for Tracer {
    /// Ends when nothing is traced any more: a signal that comes while its tracer dies is lost with it.
    fn drop(&mut self) {
        kill_process(self.pid, Signal::KILL).expect("it runs as long as what it traces");
        crate::support::facts_until("it is let go", || tracers(self.traced).is_empty());
    }
}

/// Who traces the threads of a process (proc(5)).
fn tracers(traced: Pid) -> Vec<Pid> {
    let tasks = fs::read_dir(format!("/proc/{}/task", traced.as_raw_nonzero())).expect("it runs");
    let tracer = |task: fs::DirEntry| {
        // A thread may have ended since.
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("TracerPid:"))?;
        Pid::from_raw(line.trim().parse().expect("a number"))
    };
    tasks.flatten().filter_map(tracer).collect()
}

#[test]
fn a_disk_that_does_not_answer_holds_up_no_words() {
    let [mia, tom] = pair();
    // As a network folder whose server is away: nobody hears how much room there is.
    let inject = "inject=statfs:delay_enter=1000000000";
    let strace =
        ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=statfs", "-e", inject];
    let mut sides = [Serving::under(&mia, &strace), Serving::start(&tom)];
    let tracer = Tracer::of(sides[0].pid());
    sides[1].say(["is anybody there?".into()]);
    sides[1].until("it is stored", |own| own.stored == 1);
    sides[0].say(["yes".into()]);
    sides[0].until("it is stored", |own| own.stored == 1);
    drop(tracer);
    let [mia_serves, tom_serves] = sides;
    mia_serves.end();
    tom_serves.end();
    logs::assert_equal(&mia, &tom);
}

#[test]
fn a_disk_that_fails_acknowledges_nothing() {
    let [mia, tom] = pair();
    let inject = "inject=fsync:error=EIO:when=4+";
    let strace =
        ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e", inject];
    let mut sides = [Serving::under(&mia, &strace), Serving::start(&tom)];
    sides[1].say((0..200).map(long));
    sides[0]
        .until("it tells why", |own| own.stopped_by().is_some_and(|why| why.contains("ledger")));
    sides[0].kill();
    sides[1].look();
    let kept = logs::log_of(&mia).len() as u64;
    assert!(kept >= sides[1].stored, "{} were acknowledged, {kept} are there", sides[1].stored);
    sides[0] = Serving::start(&mia);
    sides[1].until("all is queued", |own| own.said == 200);
    settle(&mut sides);
    logs::assert_equal(&mia, &tom);
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder").map(|file| file.expect("a file")) {
        fs::copy(file.path(), to.join(file.file_name())).expect("it is copied");
    }
}

#[test]
fn an_old_ledger_that_is_put_back_is_told_once_and_made_whole() {
    let [mia, tom] = pair();
    let texts =
        |who: &str, from: u32| (from..from + 30).map(|n| format!("{who} {n}")).collect::<Vec<_>>();
    let (folder, old) = (mia.paths().pair_folder(), tempfile::tempdir().expect("a folder"));
    let mut sides = [Serving::start(&mia), Serving::start(&tom)];
    for (from, is_copied) in [(0, false), (30, true), (60, false)] {
        if is_copied {
            let [mia_serves, tom_serves] = sides;
            mia_serves.end();
            copy(&folder, old.path());
            sides = [Serving::start(&mia), tom_serves];
        }
        let before = sides.each_ref().map(|side| side.said);
        sides[0].say(texts("mia", from));
        sides[1].say(texts("tom", from));
        for (side, before) in sides.iter_mut().zip(before) {
            side.until("it is queued", |own| own.said >= before + 30);
        }
        settle(&mut sides);
    }
    let [mia_serves, tom_serves] = sides;
    mia_serves.end();
    fs::remove_dir_all(&folder).expect("it is there");
    copy(old.path(), &folder);
    let mut sides = [Serving::start(&mia), tom_serves];
    sides[0].say(["said with the old ledger".into()]);
    assert_eq!(counted(&sides[0].until_told("brought-back"), "count"), 60);
    settle(&mut sides);
    assert_eq!(counted(&sides[1].until_told("given-again"), "count"), 60);
    logs::assert_equal(&mia, &tom);
    assert_eq!(logs::log_of(&mia).len(), 181, "nothing is missing");
    // Another link tells nothing again.
    let [mia_serves, tom_serves] = sides;
    mia_serves.end();
    let mut sides = [Serving::start(&mia), tom_serves];
    sides[1].say(["later".into()]);
    sides[1].until("it is stored", |own| own.stored == 91);
    sides.iter_mut().for_each(Serving::look);
    let told = (sides[0].count("brought-back"), sides[1].count("given-again"));
    assert_eq!(told, (0, 1), "once");
}
