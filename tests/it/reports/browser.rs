//! The page in a real browser: a click on a figure shows its evidence, and no script can run in it.

use crate::program::Folder;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const ARTICLE: &str = "---\ndate: 2025-05-30\n---\n\n# A year of shells\n\nThe North sent some nine million \
    rounds on 94 occasions last year.\n\nIt has 12 ports, <b>too</b>.\n";

const RULES: &str = "version = 1\n[documents.article.figures]\nrounds = \"nine million rounds\"\n\
    occasions = \"94 occasions\"\n[rules.occasions]\ndocument = \"article\"\nwhy = \"R15 counts ships\"\n\
    check = \"agrees(occasions, (SELECT max(occasions) FROM reports WHERE report = 'R15'))\"\n";

const REPORTS: &str = "report,occasions\nR14,3\nR15,49\n";

/// Clicks the figure that is contradicted, and writes down what can be read then.
const CLICK: &str = r#"<script>
addEventListener("load", () => {
  document.querySelector("a.figure.contradicted").click();
  setTimeout(() => {
    const all = [...document.querySelectorAll("section.evidence")];
    const shown = all.filter(one => getComputedStyle(one).display !== "none");
    const place = shown[0].getBoundingClientRect();
    const seen = place.top < innerHeight && place.bottom > 0;
    document.title = `READ ${shown.length} of ${all.length}, ${seen ? "seen" : "unseen"}: ` +
      shown.map(one => one.innerText.replace(/\s+/g, " ")).join("|") + " END";
  }, 50);
});
</script></body>"#;

/// The browser that an environment variable names, or one of the usual ones.
fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SCRUPLE_CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file());
    if found.is_none() {
        println!("skipped: no Chromium is on PATH, and SCRUPLE_CHROMIUM names none");
    }
    found
}

/// The page once its scripts have run, in a window of this width.
fn loaded(browser: &PathBuf, folder: &Folder, page: &str, width: u32) -> String {
    let profile = folder.path().join("profile");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--window-size={width},800"))
        .arg("--dump-dom")
        .arg(format!("file://{}", folder.path().join(page).display()))
        .stderr(Stdio::null())
        .output()
        .expect("the browser runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_click_shows_the_evidence() {
    let Some(browser) = browser() else { return };
    let folder =
        Folder::new(&[("article.md", ARTICLE), ("scruple.toml", RULES), ("reports.csv", REPORTS)]);
    folder.run(&["check", ".", "--format", "html", "-o", "page.html"]);
    let page = folder.read("page.html");
    let with_script = page.replace("</body>", CLICK);
    folder.write("refused.html", &with_script);
    let refused = loaded(&browser, &folder, "refused.html", 1200);
    assert!(refused.contains("<article>") && !refused.contains("<title>READ"), "{refused}");
    // The same page, allowed to run the test's own script.
    let allowed = "default-src 'none'; script-src 'unsafe-inline';";
    folder.write("allowed.html", with_script.replace("default-src 'none';", allowed));
    for width in [1200, 500] {
        let read = loaded(&browser, &folder, "allowed.html", width);
        let title = read.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        let title = title.map(|(title, _)| title).unwrap_or_default();
        assert!(title.starts_with("READ 1 of 5, seen: 3. 94 contradicted"), "{width}: {title}");
        assert!(title.contains("reports.csv:3: reports.occasions is 49"), "{title}");
        assert!(title.contains("Why: R15 counts ships"), "{title}");
    }
}
