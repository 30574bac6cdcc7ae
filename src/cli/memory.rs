//! `--memory`: sizes as people write them, and the share of the machine that is taken unasked.

use std::fs;

/// Reads "128M", "2G", "1.5G", "4096": bytes, in powers of 1024.
pub fn size(text: &str) -> Result<u64, String> {
    let refused = || "expected a size such as `512M` or `2G`".to_owned();
    let letters = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f64 = text[..text.len() - letters.len()].parse().map_err(|_| refused())?;
    let unit = match letters.to_ascii_uppercase().trim_end_matches("IB").trim_end_matches('B') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err(refused()),
    };
    Ok((number * (1_u64 << unit) as f64) as u64)
}

/// Half of the memory that the machine has, or the container if that is less; nothing where neither
/// can be told.
pub fn usual() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total(&text));
    let containers = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limits = containers.iter().filter_map(|path| fs::read_to_string(path).ok());
    let least = limits.filter_map(|text| text.trim().parse().ok()).chain(machine).min();
    least.map(|bytes: u64| bytes / 2)
}

/// The total that `/proc/meminfo` names, in bytes.
fn total(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let check = |text: &str, bytes: u64| assert_eq!(size(text), Ok(bytes), "{text}");
        check("4096", 4096);
        check("128M", 128 << 20);
        check("128MB", 128 << 20);
        check("128MiB", 128 << 20);
        check("2g", 2 << 30);
        check("1.5G", 3 << 29);
        check("0", 0);
        for text in ["", "M", "12X", "-1", "1..5G", "two", "1 G", "12é"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_total_of_the_machine_is_found() {
        assert_eq!(total("MemTotal:       16384 kB\nMemFree: 1 kB\n"), Some(16 << 20));
        assert_eq!(total("nothing"), None);
    }
}
