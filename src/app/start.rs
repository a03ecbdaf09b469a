//! How the window opens: renderer, size, icon, fonts.

use super::paired_node::Profile;
use super::window::App;
use crate::language::{Language, Words};
use crate::model::SessionSpec;
use crate::store::{Before, Paths, Run, Settings};
use crate::threads::Registry;
use crate::tr;
use eframe::{NativeOptions, Renderer};
use egui::{IconData, ViewportBuilder};
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

/// What the desktop knows the program by: the name of its entry, its icon and its windows.
pub const APP_ID: &str = "io.github.jackfield.jackfield";
/// Width and height at the first start, and the least that still can be used, in points.
const SIZE: ([f32; 2], [f32; 2]) = ([1280.0, 820.0], [720.0, 480.0]);
/// The icon of the window, for systems that do not take it from the desktop's entry.
const ICON: &[u8] =
    include_bytes!("../../packaging/icons/hicolor/128x128/apps/io.github.jackfield.jackfield.png");

/// In the order in which they are tried. Explicit, because a test's dependency may switch another one on.
#[cfg(not(any(windows, target_os = "macos")))]
const RENDERERS: &[Renderer] = &[Renderer::Glow];
/// Direct3D 12 or Metal; OpenGL where there is neither, as in wine.
#[cfg(any(windows, target_os = "macos"))]
const RENDERERS: &[Renderer] = &[Renderer::Wgpu, Renderer::Glow];
/// Where systems keep their fonts, and how many folders deep.
const FONTS: &str = "/usr/share/fonts";
const FOLDERS: usize = 4;

/// With what the window begins.
pub struct Start {
    /// Where the files are.
    pub paths: Paths,
    /// The language, where one was asked for.
    pub language: Option<Language>,
    /// Sessions that are opened at once.
    pub open: Vec<SessionSpec>,
    /// The list of threads. The calling thread has a row in it already, or gets one.
    pub registry: Registry,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// There is no display, or what is needed to draw on it is missing; the text says which.
pub fn run(paths: Paths, language: Option<Language>, open: Vec<SessionSpec>) -> Result<(), String> {
    run_with(Start { paths, language, open, registry: Registry::new() })
}

/// The same with a list of threads that others read as well.
///
/// # Errors
/// As [`run`].
pub fn run_with(start: Start) -> Result<(), String> {
    let begun = Run::begin(&start.paths);
    let settings = if begun.1.is_careful {
        Settings::default()
    } else {
        Settings::glance(&start.paths.settings_file())
    };
    let language = start.language.or(settings.language).unwrap_or_else(Language::of_system);
    let title = tr!(Words::new(language), "window-title");
    // Taken by the first renderer that can draw here.
    let start = Rc::new(RefCell::new(Some((start, begun))));
    let mut first_fault = None;
    for &renderer in RENDERERS {
        let options = NativeOptions { renderer, ..options(&settings, &title) };
        match eframe::run_native(APP_ID, options, creator(start.clone())) {
            Err(fault) if start.borrow().is_some() => {
                log::warn!("{renderer} cannot draw here: {fault}");
                first_fault.get_or_insert(fault);
            }
            ended => return ended.map_err(|fault| fault.to_string()),
        }
    }
    // A window that never opened has not crashed.
    if let Some((_, (Some(run), _))) = start.take() {
        run.end();
    }
    first_fault.map_or(Ok(()), |fault| Err(fault.to_string()))
}

/// What a window is made of: how it was asked for, this run, and how those before it ended.
type Begun = (Start, (Option<Run>, Before));

/// Makes the program of its window, once that is there.
fn creator(start: Rc<RefCell<Option<Begun>>>) -> eframe::AppCreator<'static> {
    Box::new(move |cc| {
        let (start, begun) = start.take().ok_or("it is open already")?;
        let (registry, paths) = (start.registry.clone(), start.paths.clone());
        let app = App::begin(cc, start, begun)?;
        let wake = app.wake();
        let app = app.with_pairing(Box::new(Profile::new(paths, registry.clone(), wake)));
        if let Err(error) = super::quit::watch(&registry, cc.egui_ctx.clone()) {
            log::warn!("a signal ends the program without closing its window: {error}");
        }
        Ok(Box::new(app))
    })
}

fn options(settings: &Settings, title: &str) -> NativeOptions {
    let (usual, least) = SIZE;
    let size = settings.window.size.map_or(usual, |(wide, tall)| [wide, tall]);
    let mut viewport = ViewportBuilder::default()
        .with_title(title)
        .with_app_id(APP_ID)
        .with_inner_size(size)
        .with_min_inner_size(least)
        .with_maximized(settings.window.maximized)
        .with_icon(icon());
    if let Some((left, top)) = settings.window.position {
        viewport = viewport.with_position([left, top]);
    }
    NativeOptions {
        viewport,
        system_font_fallback: has_system_fonts(),
        persist_window: false,
        ..NativeOptions::default()
    }
}

/// Whether looking for fonts is safe: fontique 0.11 panics at the first glyph it has not where
/// fontconfig is there and no font is (fixed in its 0.12).
fn has_system_fonts() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    // A configuration of somebody's own may look elsewhere.
    let own = |name| std::env::var_os(name).is_some();
    let usual = !["FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"].into_iter().any(own);
    let mut fonts = fontdb::Database::new();
    if !(usual && has_font(&mut fonts, Path::new(FONTS), FOLDERS)) {
        fonts.load_system_fonts();
    }
    !fonts.is_empty()
}

/// Whether a folder has a font in it, as deep as this; it is loaded then. One is enough, and
/// hundreds would take a tenth of the time until the window is there.
fn has_font(fonts: &mut fontdb::Database, folder: &Path, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        let is = |kind: &str| path.extension().is_some_and(|is| is.eq_ignore_ascii_case(kind));
        if ["ttf", "otf", "ttc"].into_iter().any(is) {
            fonts.load_font_file(&path).is_ok_and(|()| !fonts.is_empty())
        } else {
            path.is_dir() && has_font(fonts, &path, depth)
        }
    })
}

fn icon() -> IconData {
    eframe::icon_data::from_png_bytes(ICON).expect("a PNG that is compiled in")
}
