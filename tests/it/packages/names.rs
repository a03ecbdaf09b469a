//! One name and one version, wherever a package or a desktop reads them.

use super::read;
use jackfield::app::APP_ID;

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn the_desktop_knows_the_window_by_one_name() {
    let entry = read(&format!("packaging/linux/{APP_ID}.desktop"));
    let about = read(&format!("packaging/linux/{APP_ID}.metainfo.xml"));
    let bundle = read("packaging/macos/Info.plist.in");
    for (text, line) in [
        (&entry, format!("StartupWMClass={APP_ID}\n")),
        (&entry, format!("Icon={APP_ID}\n")),
        (&about, format!("<id>{APP_ID}</id>")),
        (&about, format!("<launchable type=\"desktop-id\">{APP_ID}.desktop</launchable>")),
        (&about, format!("<icon type=\"stock\">{APP_ID}</icon>")),
        (&bundle, format!("<string>{APP_ID}</string>")),
    ] {
        assert!(text.contains(&line), "{line} is missing");
    }
    assert_eq!(APP_ID, APP_ID.to_lowercase(), "some stores accept lower case only");
}

#[test]
fn every_package_has_the_version_of_the_program() {
    let about = read(&format!("packaging/linux/{APP_ID}.metainfo.xml"));
    let newest = about.split("<release version=\"").nth(1).expect("a release");
    assert!(newest.starts_with(&format!("{VERSION}\"")), "metainfo: {}", &newest[..8]);
    let changes = read("packaging/debian/changelog");
    assert!(changes.starts_with(&format!("jackfield ({VERSION}-")), "debian/changelog");
    let arch = read("packaging/arch/PKGBUILD");
    assert!(arch.contains(&format!("\npkgver={VERSION}\n")), "PKGBUILD");
}

#[test]
fn all_sizes_of_the_icon_are_there() {
    for side in [16_u32, 24, 32, 48, 64, 128, 256, 512] {
        let path = format!("packaging/icons/hicolor/{side}x{side}/apps/{APP_ID}.png");
        let bytes = std::fs::read(super::place(&path)).expect(&path);
        let picture = image::load_from_memory(&bytes).expect("a PNG");
        assert_eq!((picture.width(), picture.height()), (side, side), "{path}");
    }
}
