//! The machine that the numbers belong to.

use std::fmt;
use std::fs;
use std::thread;

use anyhow::Result;
use serde::Serialize;

/// Processor, cores and memory.
#[derive(Debug, PartialEq, Serialize)]
pub struct Machine {
    cpu: String,
    cores: usize,
    memory_gib: f64,
}

impl Machine {
    /// The machine we run on, as Linux describes it.
    pub fn this() -> Result<Self> {
        let cores = thread::available_parallelism()?.get();
        Ok(Self::describe(
            &fs::read_to_string("/proc/cpuinfo")?,
            &fs::read_to_string("/proc/meminfo")?,
            cores,
        ))
    }

    fn describe(cpuinfo: &str, meminfo: &str, cores: usize) -> Self {
        let cpu = field(cpuinfo, "model name").unwrap_or("unknown processor").to_owned();
        let kib = field(meminfo, "MemTotal").and_then(|value| value.split(' ').next()?.parse::<f64>().ok());
        Self { cpu, cores, memory_gib: kib.unwrap_or(0.0) / 1024.0 / 1024.0 }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} cores, {:.1} GiB", self.cpu, self.cores, self.memory_gib)
    }
}

/// The value of the first line `name : value` in a file under `/proc`.
pub fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_is_read_from_proc() {
        let machine =
            Machine::describe("processor\t: 0\nmodel name\t: Fast One\n", "MemTotal:  2097152 kB\n", 2);
        assert_eq!(machine.to_string(), "Fast One, 2 cores, 2.0 GiB");
    }
}
