fn main() {
    let home = std::env::var("JACKFIELD_HOME").unwrap_or("/tmp/shell-home".into());
    let paths = jackfield::store::Paths::below(std::path::Path::new(&home));
    let lang = std::env::var("JFLANG").ok().map(|l| jackfield::language::Language::of_tag(&l));
    if let Err(e) = jackfield::app::run(paths, lang, vec![]) {
        eprintln!("{e}");
        std::process::exit(1)
    }
}
